/* Short-term plasticity: short_term_plasticity.csv, spikes of connections one after the other. */
#include "../reference.h"
#include "dorsal_horn.h"

#include <math.h>
#include <stdlib.h>

#include "models/synapses/plasticity.h"

#define KIND      "short-term plasticity"
#define TABLE     "short_term_plasticity.csv"
#define TOLERANCE 1e-8

enum { U, TAU_REC, TAU_FAC, T, U_AFTER, R_AFTER, EFFICACY, N_COLUMNS };

typedef struct plasticity {
  rx_table table;
  int at[N_COLUMNS];
  double *value[N_COLUMNS]; /* [n_rows] */
} plasticity;

static void *read_cases(rx_verify *verify)
{
  static const char *const NAMES[N_COLUMNS] = { "U", "tau_rec_ms", "tau_fac_ms", "t_ms", "u", "R_after", "efficacy" };
  if (!rx_table_is_there(verify, TABLE)) return NULL;
  plasticity *p = rx_verify_alloc(verify, 1, sizeof *p);
  if (p == NULL || !rx_table_read(verify, TABLE, &p->table) || !rx_table_columns(&p->table, N_COLUMNS, NAMES, p->at))
    return NULL;
  bool is_good = true;
  for (int c = 0; c < N_COLUMNS; c++) {
    const double lower = c == TAU_REC || c == TAU_FAC ? 1e-9 : 0;
    p->value[c] = rx_table_numbers(verify, &p->table, p->at[c], lower, c == U ? 1 : 1e9);
    is_good = is_good && p->value[c] != NULL;
  }
  return is_good ? p : NULL;
}

/* Row where a new connection starts: U or a tau changes, or t falls. */
static bool is_new(const plasticity *p, size_t i)
{
  if (i == 0) return true;
  for (int c = U; c <= TAU_FAC; c++)
    if (p->value[c][i] != p->value[c][i - 1]) return true;
  return p->value[T][i] < p->value[T][i - 1];
}

/* One row of the verdict per connection and variable: its worst spike. */
static void add_worst(rx_verify *verify, const plasticity *p, size_t first, size_t end, int column,
                      const double computed[])
{
  size_t worst = first;
  for (size_t i = first; i < end; i++)
    if (!(fabs(computed[i] - p->value[column][i]) <= fabs(computed[worst] - p->value[column][worst]))) worst = i;
  const char *item =
      rx_verify_text(verify, "U %g, tau_rec %g, tau_fac %g ms, %zu spikes from %g ms", p->value[U][first],
                     p->value[TAU_REC][first], p->value[TAU_FAC][first], end - first, p->value[T][first]);
  static const char *const FIGURES[N_COLUMNS] = { [U_AFTER] = "u", [R_AFTER] = "R", [EFFICACY] = "efficacy" };
  rx_verdict_compare(verify->verdict, KIND, item, FIGURES[column], "", p->value[column][worst], computed[worst],
                     TOLERANCE);
}

static void judge(rx_verify *verify, void *state)
{
  const plasticity *p = state;
  const size_t n = rx_table_rows(&p->table);
  double *computed[N_COLUMNS] = { NULL };
  for (int c = U_AFTER; c < N_COLUMNS; c++) {
    computed[c] = rx_verify_alloc(verify, n, sizeof(double));
    if (computed[c] == NULL) return;
  }
  for (size_t first = 0, end; first < n; first = end) {
    const rx_stp stp = { p->value[U][first], p->value[TAU_REC][first], p->value[TAU_FAC][first] };
    rx_stp_state s = rx_stp_start();
    for (end = first; end == first || (end < n && !is_new(p, end)); end++) {
      computed[EFFICACY][end] = rx_stp_spike(&s, &stp, p->value[T][end]);
      computed[U_AFTER][end] = s.u;
      computed[R_AFTER][end] = s.R;
    }
    for (int c = U_AFTER; c < N_COLUMNS; c++) add_worst(verify, p, first, end, c, computed[c]);
  }
}

static void release(void *state)
{
  (void)state; /* all in the arena */
}

const rx_protocol RX_VERIFY_PLASTICITY = { "short-term plasticity (" TABLE ")", read_cases, judge, release };
