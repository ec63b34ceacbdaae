#include "study/fit/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/inference/least_squares.h"
#include "analysis/inference/rejection.h"
#include "base/parallel.h"
#include "io/report/study/study_report.h"
#include "study/design/axis.h"
#include "study/fit/batch.h"
#include "study/fit/fit_folder.h"

typedef struct fitter {
  const rx_study *study;
  const rx_sweep_options *options;
  rx_arena *arena;
  rx_batches batches;
  rx_fit *fit;
  rx_fit_parameter *parameters; /* of the fit */
  rx_fit_target *targets;
  double lowest_chi2; /* least squares: of the points taken so far */
  RX_ARRAY(uint32_t) iteration;
  RX_ARRAY(double) history, history_values;
} fitter;

static rx_design_axis axis_of(const rx_study *study, size_t k)
{
  return (rx_design_axis){ study->axes[k].lower, study->axes[k].upper, study->axes[k].is_log };
}

static double *numbers(fitter *f, size_t n)
{
  return rx_arena_alloc(f->arena, (n + 1) * sizeof(double));
}

/* ---- least squares ---- */

/* One row of history for each trial that is better than all before. */
static bool note_progress(fitter *f, const double values[], const double residuals[])
{
  const double chi2 = rx_squared_distance(f->study->n_targets, residuals);
  if (!(chi2 < f->lowest_chi2)) return true;
  f->lowest_chi2 = chi2;
  rx_log_info(f->options->log, "batch %llu: chi2 %.6g", (unsigned long long)f->batches.n_batches, chi2);
  bool is_good = RX_APPEND(&f->iteration, (uint32_t)f->batches.n_batches - 1) && RX_APPEND(&f->history, chi2);
  for (size_t k = 0; is_good && k < f->study->n_axes; k++) is_good = RX_APPEND(&f->history_values, values[k]);
  return is_good;
}

static rx_status residuals_at(void *context, size_t n, const double points[], double residuals[], rx_error *err)
{
  fitter *f = context;
  const size_t K = f->study->n_axes;
  double *values = malloc((n * K + 1) * sizeof *values);
  if (values == NULL) return rx_no_memory(err);
  for (size_t i = 0; i < n * K; i++) {
    const rx_design_axis axis = axis_of(f->study, i % K);
    values[i] = rx_design_scale(&axis, points[i]);
  }
  rx_status status = rx_batch_residuals(&f->batches, n, values, residuals, err);
  if (status == RX_OK && !note_progress(f, values, residuals)) status = rx_no_memory(err);
  free(values);
  return status;
}

/* Standard error of a value from that of its unit coordinate: by the slope of the axis there. */
static double scaled_error(const rx_design_axis *axis, double value, double error)
{
  return axis->is_log ? error * value * log(axis->upper / axis->lower) : error * (axis->upper - axis->lower);
}

static rx_status keep_least_squares(fitter *f, const rx_least_squares *found, rx_error *err)
{
  const size_t K = f->study->n_axes, n_history = f->history.n;
  rx_fit *fit = f->fit;
  double *covariance = numbers(f, K * K), *correlation = numbers(f, K * K), *chi2 = numbers(f, n_history),
         *values = numbers(f, n_history * K);
  uint32_t *iteration = rx_arena_alloc(f->arena, (n_history + 1) * sizeof *iteration);
  if (covariance == NULL || correlation == NULL || chi2 == NULL || values == NULL || iteration == NULL)
    return rx_no_memory(err);
  for (size_t k = 0; k < K; k++) {
    const rx_design_axis axis = axis_of(f->study, k);
    rx_fit_parameter *p = &f->parameters[k];
    p->estimate = rx_design_scale(&axis, found->estimate[k]);
    p->standard_error = scaled_error(&axis, p->estimate, found->standard_error[k]);
    p->low = isnan(found->low[k]) ? NAN : rx_design_scale(&axis, found->low[k]);
    p->high = isnan(found->high[k]) ? NAN : rx_design_scale(&axis, found->high[k]);
  }
  for (size_t j = 0; j < K; j++)
    for (size_t k = 0; k < K; k++) {
      const rx_design_axis a = axis_of(f->study, j), b = axis_of(f->study, k);
      covariance[j * K + k] = scaled_error(&a, f->parameters[j].estimate, 1) *
                              scaled_error(&b, f->parameters[k].estimate, 1) * found->covariance[j * K + k];
      correlation[j * K + k] = found->correlation[j * K + k];
    }
  for (size_t t = 0; t < f->study->n_targets; t++) {
    f->targets[t].residual = found->residuals[t];
    f->targets[t].fitted = f->targets[t].value + found->residuals[t] * f->targets[t].sd;
  }
  if (n_history > 0) {
    memcpy(chi2, f->history.items, n_history * sizeof *chi2);
    memcpy(values, f->history_values.items, n_history * K * sizeof *values);
    memcpy(iteration, f->iteration.items, n_history * sizeof *iteration);
  }
  fit->covariance = covariance;
  fit->correlation = correlation;
  fit->chi2 = found->chi2;
  fit->dof = found->dof;
  fit->reason = rx_fit_stop_text(found->stop);
  fit->has_converged = found->stop != RX_STOP_ITERATIONS;
  fit->n_iterations = n_history;
  fit->iteration = iteration;
  fit->iteration_chi2 = chi2;
  fit->iteration_parameters = values;
  return RX_OK;
}

static rx_status least_squares(fitter *f, rx_error *err)
{
  const rx_study *study = f->study;
  const size_t K = study->n_axes;
  double *start = numbers(f, K);
  if (start == NULL) return rx_no_memory(err);
  for (size_t k = 0; k < K; k++) {
    const rx_design_axis axis = axis_of(study, k);
    start[k] = isnan(study->axes[k].start) ? 0.5 : rx_design_unscale(&axis, study->axes[k].start);
    f->parameters[k].start = rx_design_scale(&axis, start[k]);
  }
  rx_least_squares_options options = rx_least_squares_options_default();
  options.difference_step = study->difference;
  options.max_iterations = (size_t)study->max_iterations;
  options.is_sd_known = true; /* a target says its sd */
  rx_least_squares found;
  f->lowest_chi2 = INFINITY;
  f->fit->confidence = options.confidence;
  RX_TRY(rx_least_squares_fit(K, study->n_targets, start, residuals_at, f, &options, &found, err));
  f->fit->n_evaluations = found.n_points;
  const rx_status status = keep_least_squares(f, &found, err);
  rx_least_squares_free(&found);
  return status;
}

/* ---- rejection ---- */

/* Outcomes at the posterior: mean of the accepted draws, weighted. */
static void mean_outcomes(fitter *f, const rx_rejection *found, const double residuals[])
{
  const size_t n_targets = f->study->n_targets;
  for (size_t t = 0; t < n_targets; t++) {
    double mean = 0;
    for (size_t i = 0; i < found->n_accepted; i++)
      mean += found->weights[i] * residuals[found->accepted[i] * n_targets + t];
    f->targets[t].residual = mean;
    f->targets[t].fitted = f->targets[t].value + mean * f->targets[t].sd;
  }
}

/* residuals: of the model; measured: with the error of the measurement, what distances are of. */
static rx_status keep_rejection(fitter *f, const rx_rejection *found, const double residuals[], const double measured[],
                                rx_error *err)
{
  const size_t K = f->study->n_axes, n = found->n_accepted;
  double *accepted = numbers(f, n * K), *distance = numbers(f, n);
  if (accepted == NULL || distance == NULL) return rx_no_memory(err);
  for (size_t i = 0; i < n; i++) {
    distance[i] = rx_squared_distance(f->study->n_targets, measured + found->accepted[i] * f->study->n_targets);
    for (size_t k = 0; k < K; k++) {
      const rx_design_axis axis = axis_of(f->study, k);
      accepted[i * K + k] = rx_design_scale(&axis, found->posterior[i * K + k]);
    }
  }
  for (size_t k = 0; k < K; k++) {
    const rx_design_axis axis = axis_of(f->study, k);
    rx_fit_parameter *p = &f->parameters[k];
    p->start = NAN;
    p->estimate = rx_design_scale(&axis, found->q50[k]);
    p->standard_error = scaled_error(&axis, p->estimate, found->sd[k]);
    p->low = rx_design_scale(&axis, found->q025[k]);
    p->high = rx_design_scale(&axis, found->q975[k]);
  }
  mean_outcomes(f, found, residuals);
  f->fit->confidence = 0.95;
  f->fit->chi2 = NAN;
  f->fit->has_converged = true;
  f->fit->reason = f->study->is_adjusted ? "the nearest draws were accepted and adjusted by regression"
                                         : "the nearest draws were accepted";
  f->fit->quantile = f->study->quantile;
  f->fit->tolerance = found->tolerance;
  f->fit->n_accepted = n;
  f->fit->accepted = accepted;
  f->fit->distance = distance;
  return RX_OK;
}

static rx_status rejection(fitter *f, const rx_sweep_plan *plan, rx_error *err)
{
  const rx_study *study = f->study;
  const size_t K = study->n_axes, n = plan->n_points;
  double *points = numbers(f, n * K), *residuals = numbers(f, n * study->n_targets),
         *measured = numbers(f, n * study->n_targets);
  if (points == NULL || residuals == NULL || measured == NULL) return rx_no_memory(err);
  for (size_t i = 0; i < n * K; i++) {
    const rx_design_axis axis = axis_of(study, i % K);
    points[i] = rx_design_unscale(&axis, plan->parameters[i % K].values[i / K]);
  }
  RX_TRY(rx_batch_residuals(&f->batches, n, NULL, residuals, err));
  rx_rejection_options options = rx_rejection_options_default();
  options.fraction = study->quantile;
  options.is_adjusted = study->is_adjusted;
  memcpy(measured, residuals, n * study->n_targets * sizeof *measured);
  if (study->has_measurement_error) rx_add_measurement_error(n, study->n_targets, measured, study->seed);
  rx_rejection found;
  RX_TRY(rx_rejection_of(n, K, points, study->n_targets, measured, &options, &found, err));
  f->fit->n_draws = f->fit->n_evaluations = n;
  const rx_status status = keep_rejection(f, &found, residuals, measured, err);
  rx_rejection_free(&found);
  return status;
}

/* ---- beginning and end ---- */

static rx_status describe(fitter *f, const rx_sweep_plan *plan, const rx_target_place places[], rx_error *err)
{
  const rx_study *study = f->study;
  f->parameters = rx_arena_alloc(f->arena, (study->n_axes + 1) * sizeof *f->parameters);
  f->targets = rx_arena_alloc(f->arena, (study->n_targets + 1) * sizeof *f->targets);
  if (f->parameters == NULL || f->targets == NULL) return rx_no_memory(err);
  for (size_t k = 0; k < study->n_axes; k++) {
    const rx_axis *axis = &study->axes[k];
    f->parameters[k] = (rx_fit_parameter){ .path = axis->path,
                                           .name = axis->name,
                                           .operation = rx_axis_operation_name(axis->operation),
                                           .units = axis->units,
                                           .lower = axis->lower,
                                           .upper = axis->upper,
                                           .is_log = axis->is_log,
                                           .truth = axis->truth };
  }
  for (size_t t = 0; t < study->n_targets; t++) {
    const rx_target *target = &study->targets[t];
    f->targets[t] =
        (rx_fit_target){ .output = target->output,
                         .stimulus =
                             plan->outputs[places[t].output].by_stimulus ? plan->stimuli[places[t].stimulus] : "",
                         .condition = plan->conditions[places[t].condition],
                         .units = places[t].units,
                         .value = target->value,
                         .sd = target->sd };
  }
  *f->fit = (rx_fit){ .method = study->method,
                      .name = study->name,
                      .title = study->title,
                      .n_parameters = study->n_axes,
                      .parameters = f->parameters,
                      .n_targets = study->n_targets,
                      .targets = f->targets,
                      .config_text = study->text,
                      .config_effective = rx_study_fit_effective(study, f->arena),
                      .provenance = plan->provenance };
  if (f->fit->config_effective == NULL) return rx_no_memory(err);
  f->fit->provenance.run.omp_threads = (uint32_t)rx_parallel_threads(f->options->threads);
  f->fit->provenance.run.command_line = f->options->command_line;
  return RX_OK;
}

/* The plan of one point (of rejection: of all) names outputs, stimuli and conditions; in it all targets are found. */
static rx_status plan_targets(const rx_study *study, const rx_log *log, rx_arena *arena, rx_sweep_plan *plan,
                              rx_target_place **places, rx_problems *problems, rx_error *err)
{
  double *start = rx_arena_alloc(arena, (study->n_axes + 1) * sizeof *start);
  *places = rx_arena_alloc(arena, (study->n_targets + 1) * sizeof **places);
  if (start == NULL || *places == NULL) return rx_no_memory(err);
  for (size_t k = 0; k < study->n_axes; k++) start[k] = study->axes[k].lower;
  const rx_given_points one = { .n = 1, .values = start };
  RX_TRY(rx_plan_make(study, study->method == RX_FIT_REJECTION ? NULL : &one, log, arena, plan, err));
  return rx_targets_find(study, plan, *places, problems, err);
}

rx_status rx_fit_check(const rx_study *study, rx_arena *arena, rx_sweep_plan *plan, rx_problems *problems,
                       rx_error *err)
{
  rx_target_place *places;
  return plan_targets(study, NULL, arena, plan, &places, problems, err);
}

/* The page beside the file, which `rexed report` makes again: a failure is only said. */
static void write_report(const fitter *f)
{
  rx_error err = { 0 };
  rx_report_kind kind;
  const char *page;
  rx_status status = rx_report_find(f->options->path, f->arena, &kind, &page, &err);
  if (status == RX_OK) status = rx_fit_report_write(page, f->fit, &err);
  if (status != RX_OK) rx_log_warn(f->options->log, "no report: %s", err.text);
}

static rx_status fit_in_folder(fitter *f, rx_error *err)
{
  const rx_study *study = f->study;
  rx_sweep_plan plan;
  rx_target_place *places;
  RX_TRY(plan_targets(study, f->options->log, f->arena, &plan, &places, NULL, err));
  f->batches.places = places;
  RX_TRY(describe(f, &plan, places, err));
  bool is_done = false;
  f->batches.own = &plan.provenance;
  RX_TRY(rx_fit_folder_open(f->batches.folder, f->options, f->arena, f->fit, &is_done, err));
  if (is_done) {
    rx_log_info(f->options->log, "%s is there already, of the same fit: nothing to do", f->options->path);
    return rx_fit_read(f->options->path, f->arena, f->fit, err);
  }
  RX_TRY(study->method == RX_FIT_REJECTION ? rejection(f, &plan, err) : least_squares(f, err));
  f->fit->accepted_versions = f->batches.accepted_versions;
  RX_TRY(rx_provenance_end(&f->fit->provenance, f->arena, err));
  RX_TRY(rx_fit_write(f->options->path, f->fit, err));
  write_report(f);
  return RX_OK;
}

rx_status rx_fit_run(const rx_study *study, const rx_sweep_options *options, rx_arena *arena, rx_fit *fit,
                     rx_error *err)
{
  rx_log quiet = { .level = RX_LOG_QUIET };
  rx_sweep_options of_batches = *options;
  /* a batch takes seconds: the fit says how it goes */
  if (study->method == RX_FIT_LEAST_SQUARES) of_batches.log = &quiet;
  fitter f = { .study = study, .options = options, .arena = arena, .fit = fit };
  f.batches = (rx_batches){ .study = study, .options = &of_batches, .arena = arena };
  f.batches.folder = rx_arena_format(arena, "%s.parts", options->path);
  const rx_status status = f.batches.folder != NULL ? fit_in_folder(&f, err) : rx_no_memory(err);
  free(f.iteration.items);
  free(f.history.items);
  free(f.history_values.items);
  return status;
}
