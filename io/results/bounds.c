/* Which outcomes are bounds of what was asked for, not measurements. */
#include <stdio.h>
#include <string.h>

#include "io/results/results.h"

bool rx_results_is_cut(const rx_results *results, const rx_result_outcome *outcome, size_t condition, size_t stimulus)
{
  static const char DURATION[] = "spasm_duration_";
  char name[256];
  if (outcome->rank != 3 || strncmp(outcome->name, DURATION, sizeof DURATION - 1) != 0) return false;
  snprintf(name, sizeof name, "spasm_is_censored_%.200s", outcome->name + sizeof DURATION - 1);
  const rx_result_outcome *censored = rx_results_outcome(results, name);
  return censored != NULL && rx_results_stat(results, censored, condition, stimulus).high > 0;
}
