/* Sensitivity indices through the real runner, on the rate model. */
#include "study/sweep/indices.h"

#include "analysis/inference/sensitivity.h"
#include "tests/study/study_helpers.h"

TestSuite(indices, .init = make_folder, .fini = remove_folder);

enum { K = 3, N_BASE = 16 };

/* Two stimuli, two conditions; the model is without chance, so replicates are equal until a test changes them. */
static const char *study_text(const char *keys)
{
  write_file("rate.yaml",
             "experiment: rate\nrate_model: rate_dorsal_horn\n"
             "conditions:\n  control: { reference: true }\n"
             "  less: { modifiers: { rate_model/gIE: { scale: 0.5 } } }\n"
             "stimuli:\n"
             "  brush: { kind: afferent_rates, onset: 10 ms, pulses: 1, rate_abeta: 40 Hz, rate_c: 1 Hz, "
             "run_time: 60 ms }\n"
             "  strong: { kind: afferent_rates, onset: 10 ms, pulses: 1, rate_abeta: 40 Hz, rate_c: 22 Hz, "
             "run_time: 150 ms }\n");
  return rx_arena_format(arena,
                         "sensitivity: rate\nexperiment: rate.yaml\nseed: 5\nbootstrap: 50\n%s\nparameters:\n"
                         "  rate_model/gIP: { from: 0.9, to: 2.7 }\n"
                         "  rate_model/gAP: { from: 0.4, to: 1.6, spacing: log }\n"
                         "  rate_model/gEP: { from: 0.175, to: 0.7 }\n"
                         "outputs: [peak_P, area_P]\n",
                         keys);
}

/* Mean over replicates of one output, stimulus and condition, point by point, from the rows alone. */
static void outcome(const rx_sweep *sweep, size_t output, size_t stimulus, uint32_t condition, double y[])
{
  const size_t n = (size_t)sweep->plan.n_points;
  size_t n_seen[N_BASE * (2 * K + 2)] = { 0 };
  memset(y, 0, n * sizeof *y);
  for (size_t i = 0; i < sweep->plan.n_members; i++)
    if (sweep->plan.condition[i] == condition) {
      y[sweep->plan.point[i]] += sweep->rows.outputs[output][i * 2 + stimulus];
      n_seen[sweep->plan.point[i]]++;
    }
  for (size_t p = 0; p < n; p++) y[p] /= (double)n_seen[p];
}

static bool is_equal(double a, double b)
{
  return a == b || (isnan(a) && isnan(b));
}

static const rx_sweep_indices *find(const rx_sweep *sweep, const char *name)
{
  for (size_t i = 0; i < sweep->n_indices; i++)
    if (strcmp(sweep->indices[i].output, name) == 0) return &sweep->indices[i];
  cr_assert_fail("no indices of %s", name);
  return NULL;
}

/* Compares every set of indices in the sweep with what its rows give. */
static void assert_sobol_of_rows(const rx_sweep *sweep, bool second_order)
{
  static const char *const OUTPUTS[] = { "peak_P", "area_P" }, *const STIMULI[] = { "brush", "strong" },
                           *const CONDITIONS[] = { "control", "less" };
  rx_bootstrap bootstrap = rx_bootstrap_default();
  bootstrap.n_resamples = 50;
  bootstrap.seed = 5;
  cr_assert_eq(sweep->n_indices, 8);
  for (size_t o = 0; o < 2; o++)
    for (size_t s = 0; s < 2; s++)
      for (uint32_t c = 0; c < 2; c++) {
        double y[N_BASE * (2 * K + 2)];
        rx_sobol_indices own;
        rx_error err = { 0 };
        outcome(sweep, o, s, c, y);
        cr_assert_eq(rx_sobol_indices_of(N_BASE, K, second_order, y, &bootstrap, &own, &err), RX_OK);
        const rx_sweep_indices *found =
            find(sweep, rx_arena_format(arena, "%s.%s.%s", OUTPUTS[o], STIMULI[s], CONDITIONS[c]));
        for (size_t k = 0; k < K; k++) {
          cr_assert(is_equal(found->S1[k], own.S1[k]) && is_equal(found->ST[k], own.ST[k]), "%s", found->output);
          cr_assert(is_equal(found->S1_conf[k], own.S1_conf[k]) && is_equal(found->ST_conf[k], own.ST_conf[k]));
        }
        cr_assert_eq(found->S2 != NULL, second_order);
        for (size_t k = 0; second_order && k < K * K; k++) cr_assert(is_equal(found->S2[k], own.S2[k]));
        rx_sobol_indices_free(&own);
      }
}

Test(indices, of_a_sweep_with_conditions_and_replicates_are_those_of_its_rows)
{
  const rx_sweep sweep = run_sweep(study_text("base_points: 16\nreplicates: 2"), "sobol.h5");
  cr_assert_eq(sweep.plan.n_members, N_BASE * (K + 2) * 2 * 2);
  assert_sobol_of_rows(&sweep, false);
  /* a brush drives projection neurons directly; they are hardly inhibited yet, and excitatory cells are silent */
  const rx_sweep_indices *brush = find(&sweep, "peak_P.brush.control");
  cr_assert(brush->ST[1] > 0.8 && brush->ST[0] < 0.1 && brush->ST[0] > brush->ST[2] && fabs(brush->ST[2]) < 1e-6,
            "%g %g %g", brush->ST[0], brush->ST[1], brush->ST[2]);
}

Test(indices, of_pairs_are_those_of_its_rows)
{
  const rx_sweep sweep = run_sweep(study_text("base_points: 16\nsecond_order: true"), "pairs.h5");
  assert_sobol_of_rows(&sweep, true);
}

/* A, AB of every parameter, [BA of every parameter,] B: the order of SALib. */
Test(indices, rows_are_in_the_order_of_salib)
{
  const rx_sweep sweep = run_sweep(study_text("base_points: 16\nsecond_order: true"), "order.h5");
  const size_t block = 2 * K + 2;
  for (size_t c = 0; c < 2; c++)
    for (size_t b = 0; b < N_BASE; b++) {
      const size_t A = (c * N_BASE + b) * block, B = A + block - 1;
      cr_assert(sweep.plan.column[A] == -1 && sweep.plan.column[B] == -2);
      for (size_t i = A; i <= B; i++) cr_assert(sweep.plan.base[i] == b && sweep.plan.condition[i] == c);
      for (size_t j = 0; j < K; j++) {
        const size_t AB = A + 1 + j, BA = A + 1 + K + j;
        cr_assert(sweep.plan.column[AB] == (int)j && sweep.plan.column[BA] == (int)(K + j));
        for (size_t k = 0; k < K; k++) {
          const double *x = sweep.plan.parameters[k].values;
          cr_assert_eq(x[AB], k == j ? x[B] : x[A]);
          cr_assert_eq(x[BA], k == j ? x[A] : x[B]);
        }
      }
    }
}

Test(indices, average_replicates_and_leave_out_base_samples_with_a_failed_row)
{
  rx_sweep sweep = run_sweep(study_text("base_points: 16\nreplicates: 2"), "failed.h5");
  rx_error err = { 0 };
  double *peak = sweep.rows.outputs[0];
  const size_t second = (size_t)sweep.plan.n_members / 2;
  /* the second replicate is another, and a member of the fourth base sample failed, of the condition control */
  for (size_t i = second; i < sweep.plan.n_members; i++)
    for (size_t s = 0; s < 2; s++) peak[i * 2 + s] = 0.3 * peak[i * 2 + s] + sweep.plan.parameters[2].values[i];
  peak[(3 * (K + 2) + 1) * 2] = NAN;
  sweep.n_indices = 0;
  cr_assert_eq(rx_indices_make(&sweep, arena, NULL, &err), RX_OK, "%s", err.text);
  assert_sobol_of_rows(&sweep, false);
  const rx_sweep_indices *damaged = find(&sweep, "peak_P.brush.control");
  for (size_t k = 0; k < K; k++) cr_assert(isfinite(damaged->ST[k]));
  double y[N_BASE * (2 * K + 2)], kept[N_BASE * (2 * K + 2)];
  outcome(&sweep, 0, 0, 0, y);
  memcpy(kept, y, 3 * (K + 2) * sizeof *y);
  memcpy(kept + 3 * (K + 2), y + 4 * (K + 2), (N_BASE - 4) * (K + 2) * sizeof *y);
  rx_sobol_indices without;
  const rx_bootstrap none = { .confidence = 0.95 };
  cr_assert_eq(rx_sobol_indices_of(N_BASE - 1, K, false, kept, &none, &without, &err), RX_OK);
  for (size_t k = 0; k < K; k++) cr_assert(fabs(without.ST[k] - damaged->ST[k]) < 1e-12);
  rx_sobol_indices_free(&without);
}

Test(indices, there_are_none_while_rows_are_pending)
{
  rx_sweep sweep = run_sweep(study_text("base_points: 16"), "pending.h5");
  rx_error err = { 0 };
  sweep.rows.status[7] = RX_MEMBER_PENDING;
  sweep.n_indices = 0;
  sweep.indices = NULL;
  cr_assert_eq(rx_indices_make(&sweep, arena, NULL, &err), RX_OK);
  cr_assert_eq(sweep.n_indices, 0);
}

Test(indices, of_morris_are_those_of_its_rows)
{
  const rx_sweep sweep = run_sweep(study_text("method: morris\ntrajectories: 6"), "morris.h5");
  const size_t n = 6 * (K + 1);
  double y[N_BASE * (2 * K + 2)], points[6 * (K + 1) * K];
  rx_bootstrap bootstrap = { .n_resamples = 50, .confidence = 0.95, .seed = 5 };
  rx_morris_indices own;
  rx_error err = { 0 };
  cr_assert_eq(sweep.plan.n_points, n);
  for (size_t p = 0; p < n; p++)
    for (size_t k = 0; k < K; k++) {
      const rx_sweep_parameter *axis = &sweep.plan.parameters[k];
      const double x = axis->values[p];
      points[p * K + k] = axis->is_log ? log(x / axis->lower) / log(axis->upper / axis->lower)
                                       : (x - axis->lower) / (axis->upper - axis->lower);
    }
  outcome(&sweep, 0, 1, 1, y);
  cr_assert_eq(rx_morris_indices_of(6, K, points, y, &bootstrap, &own, &err), RX_OK, "%s", err.text);
  const rx_sweep_indices *found = find(&sweep, "peak_P.strong.less");
  for (size_t k = 0; k < K; k++) {
    cr_assert(fabs(found->mu[k] - own.mu[k]) < 1e-9 && fabs(found->mu_star[k] - own.mu_star[k]) < 1e-9);
    cr_assert(fabs(found->sigma[k] - own.sigma[k]) < 1e-9 && fabs(found->mu_star_conf[k] - own.mu_star_conf[k]) < 1e-9);
  }
  rx_morris_indices_free(&own);
}
