/* Status codes and errors with context: every function that can fail returns an rx_status.
 *
 * The first cause is written once, by rx_fail(); outer levels add where it happened, by rx_context(). The library never
 * prints, exits or aborts; the program prints the text. */
#ifndef RX_BASE_STATUS_H
#define RX_BASE_STATUS_H

#define RX_STATUS_LIST(X)                                                                                              \
  X(RX_OK, "done")                                                                                                     \
  X(RX_E_INPUT, "bad input")        /* the user's file or command line */                                              \
  X(RX_E_IO, "read or write error") /* disk full, unreadable, damaged  */                                              \
  X(RX_E_MEMORY, "out of memory")                                                                                      \
  X(RX_E_SOLVER, "solver failure") /* of one member: the rest goes on */                                               \
  X(RX_E_NOT_FINITE, "a value is not finite")                                                                          \
  X(RX_E_INTERRUPTED, "interrupted")                                                                                   \
  X(RX_E_TIME, "time budget used up") /* of one member: the rest goes on */

typedef enum {
#define RX_STATUS_ENUM(code, text) code,
  RX_STATUS_LIST(RX_STATUS_ENUM)
#undef RX_STATUS_ENUM
} rx_status;

enum { RX_ERROR_TEXT = 1024 };

/* What went wrong. Zero-initialise it (`rx_error err = {0}`); it owns nothing. */
typedef struct rx_error {
  rx_status code;
  char text[RX_ERROR_TEXT]; /* "outer: inner: cause", cut at the end if longer */
} rx_error;

#if defined(__GNUC__)
#define RX_PRINTF(text_at, args_at) __attribute__((format(printf, text_at, args_at)))
#else
#define RX_PRINTF(text_at, args_at)
#endif

/* One line of text for a code. */
const char *rx_status_text(rx_status code);

/* Records the cause in *err (err may be NULL) and returns code. */
rx_status rx_fail(rx_error *err, rx_status code, const char *format, ...) RX_PRINTF(3, 4);

/* Puts "context: " before the text of *err and returns its code (RX_E_INPUT where err is NULL: keep the status yourself then). */
rx_status rx_context(rx_error *err, const char *format, ...) RX_PRINTF(2, 3);

/* Records "out of memory" and returns RX_E_MEMORY. */
rx_status rx_no_memory(rx_error *err);

/* Leaves the function with the status of a call that failed. Only where nothing needs freeing. */
#define RX_TRY(call)                                                                                                   \
  do {                                                                                                                 \
    const rx_status rx_try_status_ = (call);                                                                           \
    if (rx_try_status_ != RX_OK) return rx_try_status_;                                                                \
  } while (0)

#endif
