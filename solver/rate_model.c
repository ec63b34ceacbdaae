#include "solver/rate_model.h"

#include <cvode/cvode.h>
#include <math.h>
#include <nvector/nvector_serial.h>
#include <stdlib.h>
#include <string.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

#include "solver/cvode/cvode_error.h"
#include "solver/cvode/waveform_line.h"
#include "solver/simulation.h"

#define MS_PER_S    1000.0
#define LONGEST_RUN 1000000L /* steps between two outputs */

typedef struct run {
  const rx_rate_dorsal_horn *model;
  rx_waveform_line fA, fC;
  SUNContext context;
  void *cvode;
  N_Vector y;
  SUNMatrix matrix;
  SUNLinearSolver solver;
  rx_cvode_error error;
  double t_ms;
} run;

rx_rate_options rx_rate_options_default(void)
{
  return (rx_rate_options){ .interval_ms = 1, .rtol = 1e-10 };
}

void rx_rate_samples_free(rx_rate_samples *samples)
{
  free(samples->y);
  *samples = (rx_rate_samples){ 0 };
}

/* CVODE's time is in ms too, so dy/dt = rhs/1000 */
static int rhs(sunrealtype t_ms, N_Vector y, N_Vector dy, void *user_data)
{
  const run *r = user_data;
  double *d = NV_DATA_S(dy);
  rx_rate_dorsal_horn_rhs(r->model, NV_DATA_S(y), rx_waveform_line_at(&r->fA, t_ms), rx_waveform_line_at(&r->fC, t_ms),
                          d);
  double sum = 0;
  for (int i = 0; i < RX_RATE_VARIABLES; i++) {
    d[i] /= MS_PER_S;
    sum += 0 * d[i];
  }
  return sum == 0 ? 0 : 1; /* not finite: CVODE tries a smaller step */
}

static rx_status failure(run *r, int flag, rx_error *err)
{
  return rx_fail(err, RX_E_SOLVER, "rate model at %.6g ms: CVODE: %s", r->t_ms, rx_cvode_error_reason(&r->error, flag));
}

static rx_status start(run *r, double rtol, rx_error *err)
{
  if (SUNContext_Create(NULL, &r->context) != 0) return rx_fail(err, RX_E_SOLVER, "SUNDIALS gives no context");
  r->y = N_VNew_Serial(RX_RATE_VARIABLES, r->context);
  r->matrix = SUNDenseMatrix(RX_RATE_VARIABLES, RX_RATE_VARIABLES, r->context);
  r->cvode = CVodeCreate(CV_BDF, r->context);
  if (r->y == NULL || r->matrix == NULL || r->cvode == NULL) return rx_no_memory(err);
  r->solver = SUNLinSol_Dense(r->y, r->matrix, r->context);
  if (r->solver == NULL) return rx_no_memory(err);
  N_VConst(0, r->y);
  rx_cvode_error_catch(r->cvode, &r->error);
  int flag = CVodeInit(r->cvode, rhs, 0, r->y);
  if (flag == CV_SUCCESS) flag = CVodeSetUserData(r->cvode, r);
  if (flag == CV_SUCCESS) flag = CVodeSStolerances(r->cvode, rtol, 1e-4 * rtol);
  if (flag == CV_SUCCESS) flag = CVodeSetLinearSolver(r->cvode, r->solver, r->matrix);
  if (flag == CV_SUCCESS) flag = CVodeSetMaxNumSteps(r->cvode, LONGEST_RUN);
  return flag == CV_SUCCESS ? RX_OK : failure(r, flag, err);
}

static void finish(run *r)
{
  CVodeFree(&r->cvode);
  if (r->solver != NULL) SUNLinSolFree(r->solver);
  if (r->matrix != NULL) SUNMatDestroy(r->matrix);
  N_VDestroy(r->y);
  SUNContext_Free(&r->context);
}

/* What CVODE did since it was started last. */
static void count_stretch(const run *r, rx_solver_stats *stats)
{
  long steps = 0, n_rhs = 0, of_matrix = 0, errors = 0, convergence = 0;
  CVodeGetNumSteps(r->cvode, &steps);
  CVodeGetNumRhsEvals(r->cvode, &n_rhs);
  CVodeGetNumLinRhsEvals(r->cvode, &of_matrix);
  CVodeGetNumErrTestFails(r->cvode, &errors);
  CVodeGetNumNonlinSolvConvFails(r->cvode, &convergence);
  rx_solver_stats_add(stats, &(rx_solver_stats){ .n_steps = (uint64_t)steps,
                                                 .n_rhs = (uint64_t)(n_rhs + of_matrix),
                                                 .n_error_failures = (uint64_t)errors,
                                                 .n_convergence_failures = (uint64_t)convergence });
}

/* samples at interval up to t_stop, last sample included */
static rx_status run_all(run *r, const rx_waveform *fA, const rx_waveform *fC, const rx_rate_options *options,
                         rx_rate_samples *samples, rx_error *err)
{
  const double t_stop_ms = options->t_stop_ms;
  size_t k = 0;
  for (;;) {
    r->fA = rx_waveform_line_from(fA, r->t_ms);
    r->fC = rx_waveform_line_from(fC, r->t_ms);
    if (r->t_ms > 0) count_stretch(r, &samples->stats);
    int flag = CVodeReInit(r->cvode, r->t_ms, r->y);
    const double breakpoint = fmin(rx_waveform_line_end(fA, r->t_ms), rx_waveform_line_end(fC, r->t_ms));
    const double stop = fmin(breakpoint, t_stop_ms);
    if (flag == CV_SUCCESS) flag = CVodeSetStopTime(r->cvode, stop);
    if (flag != CV_SUCCESS) return failure(r, flag, err);
    while (r->t_ms < stop) {
      for (; k < samples->n && (double)k * samples->interval_ms <= r->t_ms + RX_SAME_TIME_MS; k++)
        memcpy(samples->y[k], NV_DATA_S(r->y), sizeof samples->y[k]);
      const double target = k < samples->n ? fmin((double)k * samples->interval_ms, stop) : stop;
      const rx_status status = rx_simulation_may_go_on(options->stop, options->deadline_s, r->t_ms, err);
      if (status != RX_OK) {
        rx_context(err, "rate model");
        return status;
      }
      flag = CVode(r->cvode, target, r->y, &r->t_ms, CV_NORMAL);
      if (flag < 0) return failure(r, flag, err);
      if (stop - r->t_ms < RX_SAME_TIME_MS) r->t_ms = stop;
    }
    if (stop >= t_stop_ms) break;
  }
  for (; k < samples->n; k++) memcpy(samples->y[k], NV_DATA_S(r->y), sizeof samples->y[k]);
  return RX_OK;
}

rx_status rx_rate_model_run(const rx_rate_dorsal_horn *model, const rx_waveform *fA, const rx_waveform *fC,
                            const rx_rate_options *options, rx_rate_samples *samples, rx_error *err)
{
  samples->failed_at_ms = NAN;
  if (!(options->t_stop_ms > 0 && isfinite(options->t_stop_ms)))
    return rx_fail(err, RX_E_INPUT, "duration %g ms: must be above 0", options->t_stop_ms);
  if (!(options->interval_ms > 0))
    return rx_fail(err, RX_E_INPUT, "interval %g ms: must be above 0", options->interval_ms);
  if (!(options->rtol >= 1e-12 && options->rtol <= 1e-2))
    return rx_fail(err, RX_E_INPUT, "rtol %g: allowed is 1e-12 to 1e-2", options->rtol);
  /* a duration of 1000 intervals may be 999.9999999 in doubles */
  samples->n = (size_t)(options->t_stop_ms / options->interval_ms * (1 + 1e-12)) + 1;
  samples->interval_ms = options->interval_ms;
  samples->y = calloc(samples->n, sizeof *samples->y);
  if (samples->y == NULL) return rx_no_memory(err);
  run r = { .model = model };
  rx_status status = start(&r, options->rtol, err);
  if (status == RX_OK) {
    status = run_all(&r, fA, fC, options, samples, err);
    count_stretch(&r, &samples->stats); /* the last, and one that failed */
    if (status != RX_OK) samples->failed_at_ms = r.t_ms;
  }
  finish(&r);
  return status;
}

rx_status rx_rate_model_steady(const rx_rate_dorsal_horn *model, double fA_Hz, double fC_Hz, double time_s,
                               double y[RX_RATE_VARIABLES], rx_error *err)
{
  double zero = 0;
  const rx_waveform fA = { .n = 1, .t_ms = &zero, .value = &fA_Hz }, fC = { .n = 1, .t_ms = &zero, .value = &fC_Hz };
  rx_rate_options options = rx_rate_options_default();
  options.t_stop_ms = options.interval_ms = time_s * MS_PER_S;
  rx_rate_samples samples = { 0 };
  const rx_status status = rx_rate_model_run(model, &fA, &fC, &options, &samples, err);
  if (status == RX_OK) memcpy(y, samples.y[samples.n - 1], sizeof samples.y[0]);
  rx_rate_samples_free(&samples);
  return status;
}
