/* What CVODE says when it fails, kept instead of printed. */
#ifndef RX_SOLVER_CVODE_CVODE_ERROR_H
#define RX_SOLVER_CVODE_CVODE_ERROR_H

enum { RX_CVODE_TEXT = 256 };

/* The last message of one integrator. */
typedef struct rx_cvode_error {
  char text[RX_CVODE_TEXT];
} rx_cvode_error;

/* Lets the integrator write its messages into *error, which must outlive it. */
void rx_cvode_error_catch(void *cvode, rx_cvode_error *error);
/* The message of a failed call, or the name of its flag where there was none. Valid until the next call. */
const char *rx_cvode_error_reason(rx_cvode_error *error, int flag);

#endif
