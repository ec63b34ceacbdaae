/* Signals and time limits become flags that the work looks at; the handler itself writes nothing. */
#include <math.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "cli/verbs.h"
#include "io/hdf5/hdf5_file.h"

static volatile sig_atomic_t stop, abandon;
static volatile sig_atomic_t was_signalled; /* by a person or the batch system, not by the clock */
static volatile unsigned grace = 10;        /* s */

/* alarm() counts whole seconds and may be called in a handler */
static void begin_grace(void)
{
  stop = 1;
  if (grace == 0)
    abandon = 1;
  else
    alarm(grace);
}

static void on_signal(int number)
{
  (void)number;
  if (was_signalled) {
    rx_h5_unlink_leftovers();
    _exit(RX_EXIT_INTERRUPTED);
  }
  was_signalled = 1;
  if (!stop) begin_grace();
}

static void on_alarm(int number)
{
  (void)number;
  if (stop)
    abandon = 1;
  else
    begin_grace();
}

rx_stop_flags rx_catch_signals(void)
{
  /* a write or an fsync that is under way goes on: it is no error of the disk */
  struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGUSR1, &action, NULL);
  action.sa_handler = on_alarm;
  sigaction(SIGALRM, &action, NULL);
  return (rx_stop_flags){ .stop = &stop, .abandon = &abandon };
}

void rx_set_time_limits(double grace_s, double max_wall_s)
{
  const double most = 1e9; /* s: alarm() takes an unsigned number */
  grace_s = fmin(grace_s, most);
  max_wall_s = fmin(max_wall_s, most);
  grace = (unsigned)ceil(grace_s);
  /* the grace lies within the limit; a limit below twice the grace is shared between work and grace */
  if (max_wall_s > 0 && grace_s > 0.5 * max_wall_s) grace = (unsigned)fmax(floor(0.5 * max_wall_s), 1);
  if (max_wall_s > 0 && !stop) alarm((unsigned)fmax(floor(max_wall_s) - grace, 1));
}
