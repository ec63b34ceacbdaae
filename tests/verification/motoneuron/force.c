/* Force of single motor units under regular trains: force_fuglevand.csv (motoneuron page 5). */
#include "../reference.h"
#include "motoneuron.h"

#include <math.h>
#include <string.h>

#include "models/muscle/fuglevand.h"

#define KIND "Fuglevand's muscle"

enum { N_UNITS = 20, N_SAMPLES = 3200, N_FIGURES = 5, MOST_SPIKES = 3000 };

static const char *const NAMES[] = {
  "unit", "rate_pps", "P_au", "T_ms", "mean_force_2_3s_au", "max_force_2_3s_au", "min_force_2_3s_au"
};
#define FROM_MS   100.0
#define TO_MS     3100.0
#define LEAST_PPS 1e-3
#define MOST_PPS  1000.0
#define PERCENT   0.02 /* whether the sample at 12 contraction times counts moves a maximum by 0.003 % */

typedef struct force_row {
  int unit;
  double rate, expected[N_FIGURES], half_digit[N_FIGURES];
} force_row;

typedef struct force_rows {
  size_t n;
  force_row *rows;
} force_rows;

/* Half of the last place of a number as it is printed; 0 for one with an exponent. */
static double half_of_last_place(const char *text)
{
  const char *point = strchr(text, '.');
  if (strpbrk(text, "eE") != NULL) return 0;
  return 0.5 * pow(10, point != NULL ? -(double)strspn(point + 1, "0123456789") : 0);
}

static bool read_row(const rx_table *table, size_t row, const int at[], force_row *out)
{
  bool is_good = rx_table_int(table, row, at[0], 1, N_UNITS, &out->unit);
  is_good = rx_table_number(table, row, at[1], LEAST_PPS, MOST_PPS, &out->rate) && is_good;
  for (int k = 0; k < N_FIGURES; k++) {
    is_good = rx_table_number(table, row, at[2 + k], 0, 1e6, &out->expected[k]) && is_good;
    out->half_digit[k] = half_of_last_place(rx_table_text(table, row, at[2 + k]));
  }
  return is_good;
}

static void *read_force(rx_verify *verify)
{
  rx_table table;
  int at[2 + N_FIGURES];
  force_rows *all = rx_verify_alloc(verify, 1, sizeof *all);
  if (all == NULL || !rx_table_is_there(verify, "force_fuglevand.csv") ||
      !rx_table_read(verify, "force_fuglevand.csv", &table) || !rx_table_columns(&table, 2 + N_FIGURES, NAMES, at))
    return NULL;
  all->rows = rx_verify_alloc(verify, rx_table_rows(&table), sizeof *all->rows);
  for (size_t row = 0; all->rows != NULL && row < rx_table_rows(&table); row++)
    if (read_row(&table, row, at, &all->rows[all->n])) all->n++;
  return all->n > 0 ? all : NULL;
}

static void judge_row(rx_verify *verify, const force_row *row)
{
  double sum = 0, most = 0, least = INFINITY;
  double *force = rx_verify_alloc(verify, N_SAMPLES, sizeof *force),
         *times = rx_verify_alloc(verify, MOST_SPIKES, sizeof *times);
  if (force == NULL || times == NULL) return;
  rx_muscle muscle;
  rx_param_defaults(RX_MUSCLE_PARAMS, &muscle);
  size_t n = 0;
  for (; n < MOST_SPIKES && FROM_MS + 1e3 * (double)n / row->rate < TO_MS; n++)
    times[n] = FROM_MS + 1e3 * (double)n / row->rate;
  rx_muscle_add_force(&muscle, row->unit - 1, N_UNITS, n, times, 1, N_SAMPLES, force);
  for (size_t k = 2000; k < 3000; k++) {
    sum += force[k];
    most = fmax(most, force[k]);
    least = fmin(least, force[k]);
  }
  const double found[N_FIGURES] = { rx_muscle_twitch(&muscle, row->unit - 1, N_UNITS),
                                    rx_muscle_contraction_ms(&muscle, row->unit - 1, N_UNITS), sum / 1000, most,
                                    least };
  const char *item = rx_verify_text(verify, "unit %d at %g pps", row->unit, row->rate);
  for (int k = 0; k < N_FIGURES; k++) {
    if (row->half_digit[k] > 0.01 * PERCENT * row->expected[k]) /* a force near 0 is rounded more coarsely than that */
      rx_verdict_compare(verify->verdict, KIND, item, NAMES[2 + k], "au", row->expected[k], found[k],
                         row->half_digit[k]);
    else
      rx_verdict_compare_percent(verify->verdict, KIND, item, NAMES[2 + k], row->expected[k], found[k], PERCENT);
  }
}

static void judge_force(rx_verify *verify, void *state)
{
  const force_rows *all = state;
  for (size_t row = 0; row < all->n; row++) judge_row(verify, &all->rows[row]);
}

static void release_force(void *state)
{
  (void)state; /* the arena's */
}

const rx_protocol RX_VERIFY_MOTONEURON_FORCE = { "force of motor units (force_fuglevand.csv)", read_force, judge_force,
                                                 release_force };
