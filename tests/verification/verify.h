/* The frame of rexed-verify: a topic is a list of protocols, a protocol is code, a case is data.
 *
 * First every protocol of every topic reads the tables of its folder and hands in one job per simulation; bad tables end the
 * program here, before anything runs. Then all jobs run, the dearest first, on all threads. Then every protocol compares what
 * came out and adds rows to the verdict, always in the order of the tables.
 *
 * To add a topic: a file with its list of protocols and a line in topics.c. */
#ifndef RX_TESTS_VERIFICATION_VERIFY_H
#define RX_TESTS_VERIFICATION_VERIFY_H

#include <stdbool.h>

#include "base/array.h"
#include "io/config/problems.h"
#include "verdict.h"

/* One simulation. It writes to its own data only. */
typedef struct rx_job {
  const char *kind; /* its time is added to this kind */
  double cost;      /* a guess in any unit, to begin with the longest */
  rx_status (*run)(void *data, rx_error *err);
  void *data;
  rx_status status;
  rx_error *err; /* of the arena */
  double seconds;
} rx_job;

typedef struct rx_verify {
  const char *folder;   /* tables of the topic at work */
  const char *fallback; /* where inputs are taken from that the folder lacks; NULL: nowhere */
  int threads;
  bool is_quick; /* leave the longest cases out */
  rx_arena *arena;
  rx_problems *problems;
  rx_verdict *verdict;
  RX_ARRAY(rx_job) jobs;
} rx_verify;

typedef struct rx_protocol {
  const char *name;
  void *(*read)(
      rx_verify *verify); /* finds the cases and adds their jobs; its state, or NULL where the folder has none */
  void (*judge)(rx_verify *verify, void *state);
  void (*release)(void *state); /* also of a state that was never judged */
} rx_protocol;

typedef struct rx_topic {
  const char *name;                    /* also of its folder below the reference folder */
  const char *meaning;                 /* one line */
  const rx_protocol *const *protocols; /* ends with NULL */
} rx_topic;

extern const rx_topic RX_TOPICS[]; /* ends with one without a name */

/* Number of the job; its place moves while jobs are added. Memory running out is a problem, the number is then 0. */
size_t rx_verify_add_job(rx_verify *verify, const char *kind, double cost, rx_status (*run)(void *, rx_error *),
                         void *data);

/* True if the job came to its end; otherwise adds a failure under its kind. */
bool rx_verify_job_is_good(rx_verify *verify, size_t job, const char *kind, const char *item);

/* Zeroed memory of the arena; NULL (with a problem) when it is out. */
void *rx_verify_alloc(rx_verify *verify, size_t n, size_t size);
/* Text of the arena, as printf. Never NULL. */
const char *rx_verify_text(rx_verify *verify, const char *format, ...) RX_PRINTF(2, 3);

/* Exit status of the program. */
typedef enum { RX_VERIFY_HELD = 0, RX_VERIFY_FAILED = 1, RX_VERIFY_BAD_INPUT = 2 } rx_verify_result;

typedef struct rx_verify_options {
  const char *reference; /* a folder of folders or of tables; NULL: the shipped one */
  const char *markdown;  /* file to write; NULL: none */
  int threads;           /* 0: all */
  bool is_quick;
  size_t n_topics;
  const char *const *topics; /* names; none: all that the reference has */
} rx_verify_options;

rx_verify_result rx_verify_run(const rx_verify_options *options);

#endif
