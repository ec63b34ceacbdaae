/* Sobol indices of functions whose indices are known: sobol_indices.csv. */
#include "../reference.h"
#include "sensitivity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/inference/sensitivity.h"
#include "study/design/design.h"

#define KIND      "Sobol indices"
#define TABLE     "sobol_indices.csv"
#define TOLERANCE 0.02

enum { N_BASE = 8192, SEED = 1, MAX_K = 8 };

static double ishigami(const double u[])
{
  const double pi = acos(-1), x = pi * (2 * u[0] - 1), y = pi * (2 * u[1] - 1), z = pi * (2 * u[2] - 1);
  return sin(x) + 7 * sin(y) * sin(y) + 0.1 * z * z * z * z * sin(x);
}

static double sobol_g(const double u[])
{
  static const double A[MAX_K] = { 0, 1, 4.5, 9, 99, 99, 99, 99 };
  double y = 1;
  for (int j = 0; j < MAX_K; j++) y *= (fabs(4 * u[j] - 2) + A[j]) / (1 + A[j]);
  return y;
}

typedef struct known_function {
  const char *name;
  size_t n_parameters;
  double (*value)(const double u[]);
} known_function;

static const known_function FUNCTIONS[] = { { "ishigami", 3, ishigami }, { "sobol_g", MAX_K, sobol_g } };
enum { N_FUNCTIONS = 2 };

/* All indices of one function. */
typedef struct estimate {
  const known_function *function;
  rx_sobol_indices indices;
  bool is_asked_for;
  size_t job;
} estimate;

typedef struct known_index {
  int function, parameter, other; /* from 0 */
  char index[3];
  double value;
} known_index;

typedef struct sobol_cases {
  estimate estimates[N_FUNCTIONS];
  size_t n;
  known_index *known; /* [n] */
} sobol_cases;

static rx_status estimate_indices(void *data, rx_error *err)
{
  estimate *e = data;
  const size_t K = e->function->n_parameters;
  const rx_bootstrap none = { .confidence = 0.95 };
  rx_design design;
  RX_TRY(rx_design_saltelli(N_BASE, K, true, SEED, &design, err));
  double *y = malloc(design.n_points * sizeof *y);
  rx_status status = y != NULL ? RX_OK : rx_no_memory(err);
  for (size_t i = 0; status == RX_OK && i < design.n_points; i++) y[i] = e->function->value(design.points + i * K);
  if (status == RX_OK) status = rx_sobol_indices_of(N_BASE, K, true, y, &none, &e->indices, err);
  free(y);
  rx_design_free(&design);
  return status;
}

static void read_row(const rx_table *table, size_t row, const int at[5], known_index *known)
{
  const char *function = rx_table_text(table, row, at[0]), *index = rx_table_text(table, row, at[1]);
  known->function = 0;
  while (known->function < N_FUNCTIONS && strcmp(FUNCTIONS[known->function].name, function) != 0) known->function++;
  if (known->function == N_FUNCTIONS) {
    rx_table_problem(table, row, at[0], "unknown function \"%.40s\"; there are ishigami and sobol_g", function);
    return;
  }
  const int K = (int)FUNCTIONS[known->function].n_parameters;
  if (strcmp(index, "S1") != 0 && strcmp(index, "ST") != 0 && strcmp(index, "S2") != 0) {
    rx_table_problem(table, row, at[1], "unknown index \"%.40s\"; there are S1, ST and S2", index);
    return;
  }
  memcpy(known->index, index, sizeof known->index);
  const bool is_pair = index[1] == '2';
  rx_table_int(table, row, at[2], 1, is_pair ? K - 1 : K, &known->parameter);
  if (is_pair) rx_table_int(table, row, at[3], known->parameter + 1, K, &known->other);
  rx_table_number(table, row, at[4], 0, 1, &known->value);
  known->parameter--;
  known->other--;
}

static void *read_cases(rx_verify *verify)
{
  static const char *const NAMES[] = { "function", "index", "parameter", "other", "value" };
  rx_table table;
  int at[5];
  if (!rx_table_is_there(verify, TABLE)) return NULL;
  if (!rx_table_read(verify, TABLE, &table) || !rx_table_columns(&table, 5, NAMES, at)) return NULL;
  const size_t before = rx_problems_count(verify->problems);
  sobol_cases *cases = rx_verify_alloc(verify, 1, sizeof *cases);
  if (cases == NULL) return NULL;
  cases->n = rx_table_rows(&table);
  cases->known = rx_verify_alloc(verify, cases->n + 1, sizeof *cases->known);
  if (cases->known == NULL) return NULL;
  for (size_t i = 0; i < cases->n; i++) {
    read_row(&table, i, at, &cases->known[i]);
    if (cases->known[i].function < N_FUNCTIONS) cases->estimates[cases->known[i].function].is_asked_for = true;
  }
  if (rx_problems_count(verify->problems) > before) return NULL;
  for (int f = 0; f < N_FUNCTIONS; f++) {
    estimate *e = &cases->estimates[f];
    e->function = &FUNCTIONS[f];
    if (e->is_asked_for) e->job = rx_verify_add_job(verify, KIND, 0.01, estimate_indices, e);
  }
  return cases;
}

static void judge(rx_verify *verify, void *state)
{
  const sobol_cases *cases = state;
  bool is_good[N_FUNCTIONS];
  for (int f = 0; f < N_FUNCTIONS; f++)
    is_good[f] = cases->estimates[f].is_asked_for &&
                 rx_verify_job_is_good(verify, cases->estimates[f].job, KIND, FUNCTIONS[f].name);
  for (size_t i = 0; i < cases->n; i++) {
    const known_index *known = &cases->known[i];
    if (!is_good[known->function]) continue;
    const rx_sobol_indices *found = &cases->estimates[known->function].indices;
    const size_t j = (size_t)known->parameter;
    const bool is_pair = known->index[1] == '2';
    const double value = is_pair                  ? found->S2[j * found->n_parameters + (size_t)known->other]
                         : known->index[1] == '1' ? found->S1[j]
                                                  : found->ST[j];
    const char *figure = is_pair ? rx_verify_text(verify, "S2 of %zu and %d", j + 1, known->other + 1)
                                 : rx_verify_text(verify, "%s of %zu", known->index, j + 1);
    rx_verdict_compare(verify->verdict, KIND, FUNCTIONS[known->function].name, figure, "", known->value, value,
                       TOLERANCE);
  }
}

static void release(void *state)
{
  sobol_cases *cases = state;
  for (int f = 0; f < N_FUNCTIONS; f++) rx_sobol_indices_free(&cases->estimates[f].indices);
}

static const rx_protocol SOBOL_INDICES = { "Sobol indices (" TABLE ")", read_cases, judge, release };

const rx_protocol *const RX_VERIFY_SENSITIVITY[] = { &SOBOL_INDICES, NULL };
