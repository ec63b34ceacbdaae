#include "analysis/motor/support_vector.h"

#include <gsl/gsl_sort.h>
#include <libsvm/svm.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "analysis/quantile.h"

/* the page's numbers */
#define GAMMA         (1 / 1.6)  /* 1/s2 */
#define COST          (1 / 0.37) /* C */
#define EPSILON_SHARE 11.0
enum { N_ENDS = 4, END_WEIGHT = 5 };

/* The sum of kernels, tabulated: kernels are a second wide, so cubic pieces of 10 ms are exact to 1e-8 pps and a pair's grid costs
 * no sum of hundreds of exponentials at each point. */
#define PIECE_S 0.01

typedef struct table {
  double from_s;
  size_t n;              /* nodes */
  double *value, *slope; /* [n], [n]: at from + k*PIECE */
} table;

static double table_at(const void *state, double t_s)
{
  const table *f = state;
  const double at = fmin(fmax((t_s - f->from_s) / PIECE_S, 0), (double)(f->n - 1));
  const size_t k = (size_t)at < f->n - 1 ? (size_t)at : f->n - 2;
  const double x = at - (double)k, y = 1 - x;
  return (1 + 2 * x) * y * y * f->value[k] + x * x * (3 - 2 * x) * f->value[k + 1] +
         PIECE_S * x * y * (y * f->slope[k] - x * f->slope[k + 1]);
}

static void free_table(void *state)
{
  table *f = state;
  if (f == NULL) return;
  free(f->value);
  free(f->slope);
  free(f);
}

/* The regression's points: the rates, those at the ends several times. */
typedef struct problem {
  struct svm_problem svm;
  struct svm_node (*nodes)[2]; /* time, end mark */
  double *rates;               /* [n_rates] sorted */
} problem;

static void free_problem(problem *p)
{
  free(p->svm.x);
  free(p->svm.y);
  free(p->nodes);
  free(p->rates);
}

static bool make_problem(const rx_unit_train *train, problem *p)
{
  const size_t n = train->n - 1, most = n + 2 * N_ENDS * (END_WEIGHT - 1);
  *p = (problem){ { 0, malloc(most * sizeof *p->svm.y), malloc(most * sizeof *p->svm.x) },
                  malloc(most * sizeof *p->nodes),
                  malloc(n * sizeof *p->rates) };
  if (p->svm.y == NULL || p->svm.x == NULL || p->nodes == NULL || p->rates == NULL) return false;
  int l = 0;
  for (size_t k = 0; k < n; k++) {
    p->rates[k] = rx_instantaneous_rate(train, k + 1);
    for (int copy = k < N_ENDS || k + N_ENDS >= n ? END_WEIGHT : 1; copy > 0; copy--, l++) {
      /* from the second spike on: only differences of times count, and small ones lose no digits */
      p->nodes[l][0] = (struct svm_node){ 1, train->times_s[k + 1] - train->times_s[1] };
      p->nodes[l][1] = (struct svm_node){ -1, 0 };
      p->svm.x[l] = p->nodes[l];
      p->svm.y[l] = p->rates[k];
    }
  }
  p->svm.l = l;
  gsl_sort(p->rates, 1, n);
  return true;
}

/* Values and slopes at the nodes. The model's points belong to the problem. */
static void tabulate(const struct svm_model *model, table *f)
{
  for (size_t k = 0; k < f->n; k++) {
    double value = -model->rho[0], slope = 0;
    for (int i = 0; i < model->l; i++) {
      const double d = (double)k * PIECE_S - model->SV[i][0].value, term = model->sv_coef[0][i] * exp(-GAMMA * d * d);
      value += term;
      slope -= 2 * GAMMA * d * term;
    }
    f->value[k] = value;
    f->slope[k] = slope;
  }
}

static void say_nothing(const char *text)
{
  (void)text;
}

static rx_status train_model(const rx_unit_train *train, const problem *p, table *f, rx_error *err)
{
  const size_t n = train->n - 1;
  const double epsilon =
      (rx_sorted_quantile(n, p->rates, 0.75) - rx_sorted_quantile(n, p->rates, 0.25)) / EPSILON_SHARE;
  const struct svm_parameter parameter = { .svm_type = EPSILON_SVR,
                                           .kernel_type = RBF,
                                           .gamma = GAMMA,
                                           .C = COST,
                                           .p = epsilon,
                                           .eps =
                                               1e-6, /* 1e-3, usual, leaves differences of 1e-3 pps between machines */
                                           .cache_size = 100,
                                           .shrinking = 1 };
  const char *wrong = svm_check_parameter(&p->svm, &parameter);
  if (wrong != NULL) return rx_fail(err, RX_E_SOLVER, "unit %d: support vector regression: %s", train->unit, wrong);
  svm_set_print_string_function(say_nothing);
  struct svm_model *model = svm_train(&p->svm, &parameter);
  if (model == NULL) return rx_no_memory(err);
  tabulate(model, f);
  svm_free_and_destroy_model(&model);
  return RX_OK;
}

static rx_status fit(const rx_unit_train *train, rx_firing_rate *rate, rx_error *err)
{
  const double from_s = train->times_s[1], to_s = train->times_s[train->n - 1];
  problem p = { 0 };
  table *f = calloc(1, sizeof *f);
  rx_status status = f != NULL && make_problem(train, &p) ? RX_OK : rx_no_memory(err);
  if (status == RX_OK) {
    f->from_s = from_s;
    f->n = (size_t)ceil((to_s - from_s) / PIECE_S) + 2;
    f->value = malloc(f->n * sizeof *f->value);
    f->slope = malloc(f->n * sizeof *f->slope);
    status = f->value != NULL && f->slope != NULL ? train_model(train, &p, f, err) : rx_no_memory(err);
  }
  free_problem(&p);
  if (status != RX_OK) {
    free_table(f);
    return status;
  }
  *rate = (rx_firing_rate){ from_s, to_s, f, table_at, free_table };
  return RX_OK;
}

const rx_smoother RX_SMOOTHER_SVR = { "svr", "support vector regression", fit };
