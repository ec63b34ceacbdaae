/* The verbs of rexed: one file each, thin. A verb gets its own arguments (argv[0] is its name) and returns the exit status. */
#ifndef RX_CLI_VERBS_H
#define RX_CLI_VERBS_H

#include <signal.h>

#include "io/config/problems.h"

/* Exit statuses (design page, section 4). */
enum { RX_EXIT_DONE = 0, RX_EXIT_FAILED = 1, RX_EXIT_BAD_INPUT = 2, RX_EXIT_INTERRUPTED = 75 };

int rx_verb_run(int argc, char **argv);
int rx_verb_check(int argc, char **argv);
int rx_verb_list(int argc, char **argv);
int rx_verb_describe(int argc, char **argv);
int rx_verb_report(int argc, char **argv);
int rx_verb_sweep(int argc, char **argv);
int rx_verb_sensitivity(int argc, char **argv);
int rx_verb_fit(int argc, char **argv);
int rx_verb_merge(int argc, char **argv);
int rx_verb_info(int argc, char **argv);
int rx_verb_clean(int argc, char **argv);
int rx_verb_deltaf(int argc, char **argv);

/* Exit status of a failure, after printing its text and the problems of the user's files (may be NULL) on stderr. */
int rx_failed(rx_status status, const rx_error *err, rx_problems *problems);

/* The warnings of the user's files on stderr, where there is no error. */
void rx_print_warnings(rx_problems *problems);

/* From now on the first SIGINT, SIGTERM or SIGUSR1 sets `stop`, and after a time of grace `abandon`; a second one leaves at once
 * with 75. */
typedef struct rx_stop_flags {
  const volatile sig_atomic_t *stop;
  volatile sig_atomic_t *abandon;
} rx_stop_flags;
rx_stop_flags rx_catch_signals(void);
/* Grace between `stop` and `abandon` (10 s before it is set), and the time from now after which both have been set; 0: no limit. */
void rx_set_time_limits(double grace_s, double max_wall_s);

/* The whole command line, for the provenance; set by main. */
extern int rx_main_argc;
extern char **rx_main_argv;

#endif
