#include "base/status.h"

#include <criterion/criterion.h>
#include <string.h>

Test(status, the_cause_is_kept_and_the_context_put_before_it)
{
  rx_error err = { 0 };
  cr_expect_eq(rx_fail(&err, RX_E_SOLVER, "step %d failed", 17), RX_E_SOLVER);
  cr_expect_eq(rx_context(&err, "member %d", 3), RX_E_SOLVER);
  cr_expect_eq(rx_context(&err, "sweep"), RX_E_SOLVER);
  cr_expect_str_eq(err.text, "sweep: member 3: step 17 failed");
}

Test(status, a_long_text_is_cut_and_stays_terminated)
{
  rx_error err = { 0 };
  char text[2000];
  memset(text, 'x', sizeof text);
  text[sizeof text - 1] = '\0';
  rx_fail(&err, RX_E_IO, "%s", text);
  cr_expect_eq(strlen(err.text), RX_ERROR_TEXT - 1);
  rx_context(&err, "%s", "outer");
  cr_expect_eq(strlen(err.text), RX_ERROR_TEXT - 1);
  cr_expect_eq(strncmp(err.text, "outer: xxx", 10), 0);
  rx_context(&err, "%s", text);
  cr_expect_eq(strlen(err.text), RX_ERROR_TEXT - 1);
}

Test(status, no_error_struct_is_fine)
{
  cr_expect_eq(rx_fail(NULL, RX_E_IO, "lost"), RX_E_IO);
  cr_expect_eq(rx_no_memory(NULL), RX_E_MEMORY);
}

Test(status, every_code_has_its_text)
{
  cr_expect_str_eq(rx_status_text(RX_OK), "done");
  cr_expect_str_eq(rx_status_text(RX_E_INPUT), "bad input");
  cr_expect_str_eq(rx_status_text(RX_E_INTERRUPTED), "interrupted");
  cr_expect_str_eq(rx_status_text(RX_E_TIME), "time budget used up");
  cr_expect_str_eq(rx_status_text((rx_status)77), "unknown status");
}

static rx_status fails_in_the_middle(int *n, rx_error *err)
{
  ++*n;
  RX_TRY(rx_fail(err, RX_E_NOT_FINITE, "V is nan"));
  ++*n;
  return RX_OK;
}

Test(status, try_leaves_the_function_with_the_status)
{
  int n = 0;
  rx_error err = { 0 };
  cr_expect_eq(fails_in_the_middle(&n, &err), RX_E_NOT_FINITE);
  cr_expect_eq(n, 1);
  cr_expect_str_eq(err.text, "V is nan");
}
