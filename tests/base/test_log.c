#include "base/log.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>

TestSuite(log, .init = cr_redirect_stderr);

Test(log, a_log_file_gets_plain_lines)
{
  const rx_log log = { .level = RX_LOG_NORMAL, .is_terminal = false };
  rx_log_info(&log, "%d members", 17);
  rx_log_warn(&log, "no %s", "source");
  fflush(stderr);
  cr_assert_stderr_eq_str("17 members\nwarning: no source\n");
}

Test(log, quiet_and_no_log_say_nothing)
{
  const rx_log log = { .level = RX_LOG_QUIET, .is_terminal = true };
  rx_log_info(&log, "hello");
  rx_log_warn(NULL, "hello");
  rx_progress progress = rx_progress_start(&log, "members", 10);
  progress.last_said_s -= 1000;
  rx_progress_set(&progress, 5);
  rx_progress_end(&progress);
  progress = rx_progress_start(NULL, "members", 10);
  progress.last_said_s -= 1000;
  rx_progress_set(&progress, 5);
  rx_progress_end(&progress);
  fprintf(stderr, "end");
  fflush(stderr);
  cr_assert_stderr_eq_str("end");
}

Test(log, a_log_file_gets_a_line_a_minute)
{
  const rx_log log = { .level = RX_LOG_NORMAL, .is_terminal = false };
  rx_progress progress = rx_progress_start(&log, "members", 8);
  progress.started_s -= 59;
  progress.last_said_s -= 59;
  rx_progress_set(&progress, 1);
  progress.started_s -= 2;
  progress.last_said_s -= 2;
  rx_progress_set(&progress, 2);
  rx_progress_set(&progress, 3);
  rx_progress_end(&progress);
  fflush(stderr);
  cr_assert_stderr_eq_str("members: 2 of 8 (25 %), 3 min 03 s left\n");
}

Test(log, a_terminal_gets_a_bar_that_goes_away)
{
  const rx_log log = { .level = RX_LOG_NORMAL, .is_terminal = true };
  rx_progress progress = rx_progress_start(&log, "members", 4);
  progress.started_s -= 30;
  progress.last_said_s -= 30;
  rx_progress_set(&progress, 2);
  rx_progress_end(&progress);
  fflush(stderr);
  cr_assert_stderr_eq_str("\r\033[Kmembers [###############...............]  50 %, 30 s left\r\033[K");
}
