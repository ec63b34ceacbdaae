/* The myelinated fibre: mrg_conduction.csv and mrg_ap_trace_*.csv. rexed has no double cable yet: the files are said to be left out. */
#include "../reference.h"
#include "nociceptor.h"

static void *read_cases(rx_verify *verify)
{
  const char *const *names;
  const size_t n = rx_folder_names(verify, "mrg_", ".csv", &names);
  for (size_t i = 0; i < n; i++)
    rx_verdict_note(verify->verdict, "%s was left out: there is no double cable yet", names[i]);
  return NULL;
}

static void judge(rx_verify *verify, void *state)
{
  (void)verify, (void)state;
}

static void release(void *state)
{
  (void)state;
}

const rx_protocol RX_VERIFY_NOCICEPTOR_MYELINATED = { "myelinated fibre (mrg_*.csv)", read_cases, judge, release };
