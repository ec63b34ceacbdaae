/* Force of single motor units under regular trains: force_fuglevand.csv (motoneuron page 5). */
#include "../reference.h"
#include "motoneuron.h"

#include <math.h>

#include "models/muscle/fuglevand.h"

#define KIND "Fuglevand's muscle"

enum { N_UNITS = 20, N_SAMPLES = 3200, N_FIGURES = 5, MOST_SPIKES = 400 };

static const char *const NAMES[] = {
  "unit", "rate_pps", "P_au", "T_ms", "mean_force_2_3s_au", "max_force_2_3s_au", "min_force_2_3s_au"
};
#define FROM_MS 100.0
#define TO_MS   3100.0
#define PERCENT 0.02 /* whether the sample at 12 contraction times counts moves a maximum by 0.003 % */

static void *read_force(rx_verify *verify)
{
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  if (table == NULL || !rx_table_is_there(verify, "force_fuglevand.csv") ||
      !rx_table_read(verify, "force_fuglevand.csv", table))
    return NULL;
  return table;
}

static void judge_row(rx_verify *verify, const rx_table *table, size_t row, const int at[])
{
  int unit = 0;
  double rate = 0, expected[N_FIGURES], times[MOST_SPIKES], sum = 0, most = 0, least = INFINITY;
  double *force = rx_verify_alloc(verify, N_SAMPLES, sizeof *force);
  if (force == NULL || !rx_table_int(table, row, at[0], 1, N_UNITS, &unit) ||
      !rx_table_number(table, row, at[1], 1, 120, &rate))
    return;
  for (int k = 0; k < N_FIGURES; k++)
    if (!rx_table_number(table, row, at[2 + k], 0, 1e6, &expected[k])) return;
  rx_muscle muscle;
  rx_param_defaults(RX_MUSCLE_PARAMS, &muscle);
  size_t n = 0;
  for (; n < MOST_SPIKES && FROM_MS + 1e3 * (double)n / rate < TO_MS; n++) times[n] = FROM_MS + 1e3 * (double)n / rate;
  rx_muscle_add_force(&muscle, unit - 1, N_UNITS, n, times, 1, N_SAMPLES, force);
  for (size_t k = 2000; k < 3000; k++) {
    sum += force[k];
    most = fmax(most, force[k]);
    least = fmin(least, force[k]);
  }
  const double found[N_FIGURES] = { rx_muscle_twitch(&muscle, unit - 1, N_UNITS),
                                    rx_muscle_contraction_ms(&muscle, unit - 1, N_UNITS), sum / 1000, most, least };
  const char *item = rx_verify_text(verify, "unit %d at %g pps", unit, rate);
  for (int k = 0; k < N_FIGURES; k++)
    rx_verdict_compare_percent(verify->verdict, KIND, item, NAMES[2 + k], expected[k], found[k], PERCENT);
}

static void judge_force(rx_verify *verify, void *state)
{
  const rx_table *table = state;
  int at[2 + N_FIGURES];
  if (!rx_table_columns(table, 2 + N_FIGURES, NAMES, at)) {
    rx_verdict_failure(verify->verdict, KIND, "force_fuglevand.csv", "a column is missing");
    return;
  }
  for (size_t row = 0; row < rx_table_rows(table); row++) judge_row(verify, table, row, at);
}

static void release_force(void *state)
{
  (void)state; /* the arena's */
}

const rx_protocol RX_VERIFY_MOTONEURON_FORCE = { "force of motor units (force_fuglevand.csv)", read_force, judge_force,
                                                 release_force };
