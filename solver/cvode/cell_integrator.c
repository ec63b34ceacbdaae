#include "solver/cvode/cell_integrator.h"

#include <cvode/cvode.h>
#include <math.h>
#include <nvector/nvector_serial.h>
#include <stdlib.h>
#include <string.h>

#include "solver/cvode/cell_linear.h"
#include "solver/cvode/cvode_error.h"

#define CROSSING_WITHIN_MS 1e-9
#define CROSSING_WITHIN_MV 1e-9
#define NEAR_THRESHOLD_MV  20.0 /* a peak between two steps is looked for only this near below the threshold */

/* Where upward crossings are looked for. */
typedef struct site {
  int compartment, detector; /* detector: number in the recording; -1: the soma, whose crossings are spikes */
  double threshold;
  double v_from, v_to; /* at from_ms, t_ms */
  double crossing_ms;  /* in the last step, not reported yet; INFINITY: none */
} site;

struct rx_cell_integrator {
  rx_cell_system system;
  rx_cell_linear linear;
  const rx_cell_record *record;
  SUNContext context;
  void *cvode;
  N_Vector y, between, atol; /* y at t_ms; `between`: interpolated */
  rx_cvode_error error;
  int not_finite;       /* variable whose derivative was not, last in this step; -1: none */
  double t_ms, from_ms; /* CVODE's time and where its last step began: interpolation holds between */
  bool has_stepped;     /* since the last restart */
  double done_ms;       /* reported up to here */
  double breakpoint_ms; /* the next of a clamp */
  int n_sites;
  site *sites; /* [n_sites] the soma first */
  size_t next_frame;
  RX_ARRAY(double) spikes;
  RX_ARRAY(rx_crossing) crossings;
  rx_solver_stats stats; /* of finished stretches */
};

static int rhs(sunrealtype t, N_Vector y, N_Vector dy, void *user_data)
{
  rx_cell_integrator *a = user_data;
  if (rx_cell_system_rhs(&a->system, t, NV_DATA_S(y), NV_DATA_S(dy))) return 0;
  a->not_finite = -1;
  while (isfinite(NV_Ith_S(dy, ++a->not_finite))) continue;
  return 1; /* CVODE tries a smaller step */
}

/* atol: rtol mV on V, 10^-4 rtol mM on cai, 0.1 rtol on gates (dorsal-horn 10.1), 0.1 rtol mM on pools; rtol mV on periaxonal potentials */
static void set_tolerances(const rx_cell_system *s, double rtol, double atol[])
{
  for (int i = 0; i < s->n_states; i++)
    atol[i] = i < s->n_compartments || i >= s->n_states - s->sheath.n ? rtol
              : i < s->n_compartments + s->n_shells                   ? 1e-4 * rtol
                                                                      : 0.1 * rtol;
}

static rx_status make_sites(rx_cell_integrator *a, rx_error *err)
{
  const rx_cell_record *record = a->record;
  a->sites = calloc(1 + record->n_detectors, sizeof *a->sites);
  if (a->sites == NULL) return rx_no_memory(err);
  a->sites[a->n_sites++] =
      (site){ .compartment = a->system.type->detector, .detector = -1, .threshold = a->system.numbers->threshold };
  for (size_t i = 0; i < record->n_detectors; i++) {
    const rx_detector *detector = &record->detectors[i];
    if (detector->cell == record->cell)
      a->sites[a->n_sites++] = (site){ detector->compartment, (int)i, detector->threshold, 0, 0, 0 };
  }
  for (int k = 0; k < a->n_sites; k++) {
    a->sites[k].v_from = a->sites[k].v_to = NV_Ith_S(a->y, a->sites[k].compartment);
    a->sites[k].crossing_ms = INFINITY;
  }
  return RX_OK;
}

static rx_status create(rx_cell_integrator *a, const rx_cell_type *type, const rx_cell_numbers *numbers, int n_clamps,
                        const rx_cell_clamp clamps[], double rtol, rx_error *err)
{
  RX_TRY(rx_cell_system_make(&a->system, type, numbers, n_clamps, clamps, err));
  if (SUNContext_Create(NULL, &a->context) != 0) return rx_fail(err, RX_E_SOLVER, "SUNDIALS gives no context");
  a->y = N_VNew_Serial(a->system.n_states, a->context);
  if (a->y == NULL || N_VEnableFusedOps_Serial(a->y, SUNTRUE) != 0) return rx_no_memory(err);
  a->between = N_VClone(a->y);
  a->atol = N_VClone(a->y);
  a->cvode = CVodeCreate(CV_BDF, a->context);
  if (a->between == NULL || a->atol == NULL || a->cvode == NULL) return rx_no_memory(err);
  rx_cvode_error_catch(a->cvode, &a->error);
  rx_cell_system_start(&a->system, 0, NV_DATA_S(a->y));
  set_tolerances(&a->system, rtol, NV_DATA_S(a->atol));
  int flag = CVodeInit(a->cvode, rhs, 0, a->y);
  if (flag == CV_SUCCESS) flag = CVodeSetUserData(a->cvode, a);
  if (flag == CV_SUCCESS) flag = CVodeSVtolerances(a->cvode, rtol, a->atol);
  if (flag == CV_SUCCESS) flag = CVodeSetMaxStep(a->cvode, numbers->max_step);
  if (flag != CV_SUCCESS) return rx_fail(err, RX_E_SOLVER, "CVODE: %s", rx_cvode_error_reason(&a->error, flag));
  RX_TRY(rx_cell_linear_attach(&a->linear, &a->system, a->cvode, a->context, err));
  a->not_finite = -1;
  a->breakpoint_ms = rx_cell_system_next_breakpoint(&a->system, 0);
  return make_sites(a, err);
}

rx_status rx_cell_integrator_create(const rx_cell_type *type, const rx_cell_numbers *numbers, int n_clamps,
                                    const rx_cell_clamp clamps[], double rtol, const rx_cell_record *record,
                                    rx_cell_integrator **integrator, rx_error *err)
{
  *integrator = calloc(1, sizeof **integrator);
  if (*integrator == NULL) return rx_no_memory(err);
  (*integrator)->record = record;
  const rx_status status = create(*integrator, type, numbers, n_clamps, clamps, rtol, err);
  if (status != RX_OK) {
    rx_cell_integrator_free(*integrator);
    *integrator = NULL;
  }
  return status;
}

void rx_cell_integrator_free(rx_cell_integrator *a)
{
  if (a == NULL) return;
  CVodeFree(&a->cvode);
  rx_cell_linear_free(&a->linear);
  N_VDestroy(a->y);
  N_VDestroy(a->between);
  N_VDestroy(a->atol);
  SUNContext_Free(&a->context);
  rx_cell_system_free(&a->system);
  free(a->spikes.items);
  free(a->crossings.items);
  free(a->sites);
  free(a);
}

static void count_stretch(const rx_cell_integrator *a, rx_solver_stats *stats)
{
  long steps = 0, errors = 0, convergence = 0;
  CVodeGetNumSteps(a->cvode, &steps);
  CVodeGetNumErrTestFails(a->cvode, &errors);
  CVodeGetNumNonlinSolvConvFails(a->cvode, &convergence);
  stats->n_steps += (uint64_t)steps;
  stats->n_error_failures += (uint64_t)errors;
  stats->n_convergence_failures += (uint64_t)convergence;
}

/* the variable whose derivative is not finite, or that with the largest weighted error */
static void worst_variable(rx_cell_integrator *a, size_t size, char text[])
{
  int worst = a->not_finite;
  double largest = -1;
  if (worst < 0 && CVodeGetErrWeights(a->cvode, a->atol) == CV_SUCCESS &&
      CVodeGetEstLocalErrors(a->cvode, a->between) == CV_SUCCESS) {
    for (int i = 0; i < a->system.n_states; i++) {
      const double error = fabs(NV_Ith_S(a->atol, i) * NV_Ith_S(a->between, i));
      if (error > largest || !isfinite(error)) {
        largest = error;
        worst = i;
      }
      if (!isfinite(error)) break;
    }
  }
  rx_cell_system_name(&a->system, worst < 0 ? 0 : worst, size, text);
}

static rx_status failure(rx_cell_integrator *a, int flag, rx_error *err)
{
  char worst[96];
  const rx_status code = a->not_finite >= 0 ? RX_E_NOT_FINITE : RX_E_SOLVER;
  worst_variable(a, sizeof worst, worst);
  return rx_fail(err, code, "at %.6g ms: CVODE: %s; worst variable: %s", a->t_ms,
                 rx_cvode_error_reason(&a->error, flag), worst);
}

/* state at t within the last step */
static const double *state_at(rx_cell_integrator *a, double t_ms)
{
  if (t_ms >= a->t_ms || !a->has_stepped) return NV_DATA_S(a->y);
  if (CVodeGetDky(a->cvode, fmax(t_ms, a->from_ms), 0, a->between) != CV_SUCCESS) return NV_DATA_S(a->y);
  return NV_DATA_S(a->between);
}

static double voltage_at(rx_cell_integrator *a, int compartment, double t_ms)
{
  return state_at(a, t_ms)[compartment];
}

static double slope_at(rx_cell_integrator *a, int compartment, double t_ms)
{
  return CVodeGetDky(a->cvode, t_ms, 1, a->between) == CV_SUCCESS ? NV_Ith_S(a->between, compartment) : 0;
}

/* Illinois method for the upward crossing between `low` (below) and `high` (at or above the threshold) */
static double locate_crossing(rx_cell_integrator *a, const site *s, double low, double f_low, double high,
                              double f_high)
{
  const double threshold = s->threshold;
  int side = 0; /* which end moved last: the other's value is halved when it stays twice */
  while (high - low > CROSSING_WITHIN_MS && f_high > 0) {
    const double t = fmin(fmax(low - f_low * (high - low) / (f_high - f_low), low), high);
    const double f = voltage_at(a, s->compartment, t) - threshold;
    if (fabs(f) < CROSSING_WITHIN_MV) return t;
    if (f < 0) {
      low = t;
      f_low = f;
      f_high *= side < 0 ? 0.5 : 1;
      side = -1;
    } else {
      high = t;
      f_high = f;
      f_low *= side > 0 ? 0.5 : 1;
      side = 1;
    }
  }
  return high;
}

/* A crossing within the last step: V ends at or above the threshold, or it peaked above it in between. */
static double find_crossing(rx_cell_integrator *a, const site *s)
{
  const double threshold = s->threshold, f_from = s->v_from - threshold, f_to = s->v_to - threshold;
  if (f_from >= 0) return INFINITY;
  if (f_to >= 0) return locate_crossing(a, s, a->from_ms, f_from, a->t_ms, f_to);
  if (f_from < -NEAR_THRESHOLD_MV && f_to < -NEAR_THRESHOLD_MV) return INFINITY;
  double low = a->from_ms, high = a->t_ms;
  if (slope_at(a, s->compartment, low) <= 0 || slope_at(a, s->compartment, high) >= 0) return INFINITY;
  while (high - low > CROSSING_WITHIN_MS) { /* bisect for the peak */
    const double middle = 0.5 * (low + high), f = voltage_at(a, s->compartment, middle) - threshold;
    if (f >= 0) return locate_crossing(a, s, a->from_ms, f_from, middle, f);
    if (slope_at(a, s->compartment, middle) > 0)
      low = middle;
    else
      high = middle;
  }
  return INFINITY;
}

/* one step of CVODE, at most to stop */
static rx_status step(rx_cell_integrator *a, double stop_ms, rx_error *err)
{
  const double began_ms = a->t_ms, target_ms = fmin(stop_ms, a->t_ms + 2 * a->system.numbers->max_step);
  sunrealtype t = a->t_ms;
  a->not_finite = -1;
  /* each time: a stop that is left from before a restart would be an error */
  int flag = CVodeSetStopTime(a->cvode, target_ms);
  if (flag == CV_SUCCESS) flag = CVode(a->cvode, target_ms, a->y, &t, CV_ONE_STEP);
  if (flag < 0) return failure(a, flag, err);
  a->t_ms = t;
  if (stop_ms - t < RX_SAME_TIME_MS) a->t_ms = stop_ms;
  a->from_ms = began_ms;
  a->has_stepped = true;
  for (int k = 0; k < a->n_sites; k++) {
    site *s = &a->sites[k];
    s->v_from = s->v_to;
    s->v_to = NV_Ith_S(a->y, s->compartment);
    s->crossing_ms = find_crossing(a, s);
  }
  return RX_OK;
}

static bool add_spike(rx_cell_integrator *a, const site *s, double t_ms)
{
  if (s->detector < 0) return RX_APPEND(&a->spikes, t_ms);
  const rx_crossing crossing = { t_ms, s->detector };
  return RX_APPEND(&a->crossings, crossing);
}

/* reports spikes and frames before t, which lies in the last step; a crossing at t itself counts where `closed` */
static rx_status report(rx_cell_integrator *a, double t_ms, bool closed, rx_error *err)
{
  const rx_cell_record *record = a->record;
  for (int k = 0; k < a->n_sites; k++) {
    site *s = &a->sites[k];
    if (!(s->crossing_ms < t_ms || (closed && s->crossing_ms == t_ms))) continue;
    if (!add_spike(a, s, s->crossing_ms)) return rx_no_memory(err);
    s->crossing_ms = INFINITY;
  }
  while (a->next_frame < record->n_frames && (double)a->next_frame * record->interval_ms < t_ms) {
    const double at = (double)a->next_frame * record->interval_ms;
    if (record->n_probes > 0) {
      const double *y = state_at(a, at);
      float *frame = record->frames + a->next_frame * record->width;
      for (int i = 0; i < record->n_probes; i++)
        frame[record->columns[i]] = (float)rx_cell_system_probe(&a->system, at, y, &record->probes[i]);
    }
    a->next_frame++;
  }
  a->done_ms = t_ms;
  return RX_OK;
}

/* arrivals and breakpoints at t: steps back to t if CVODE is ahead, lets inputs jump and starts anew */
static rx_status restart(rx_cell_integrator *a, double t_ms, const rx_inbox *inbox, size_t *i_event, rx_error *err)
{
  const double *y = state_at(a, t_ms);
  if (y != NV_DATA_S(a->y)) memcpy(NV_DATA_S(a->y), y, (size_t)a->system.n_states * sizeof *y);
  for (int k = 0; k < a->n_sites; k++) a->sites[k].v_from = NV_Ith_S(a->y, a->sites[k].compartment);
  for (; *i_event < inbox->n && inbox->events[*i_event].t_ms <= t_ms + RX_SAME_TIME_MS; ++*i_event) {
    const rx_event *event = &inbox->events[*i_event];
    const rx_route *route = event->route;
    if (route == NULL) {
      rx_cell_system_arrival(&a->system, event->slot, event->scale, t_ms);
    } else {
      for (int k = 0; k < route->n; k++)
        rx_cell_system_arrival(&a->system, route->slot[k], route->jump[k] * event->scale, t_ms);
    }
  }
  rx_cell_system_take_breakpoints(&a->system, t_ms, NV_DATA_S(a->y));
  count_stretch(a, &a->stats);
  const int flag = CVodeReInit(a->cvode, t_ms, a->y);
  if (flag != CV_SUCCESS) return failure(a, flag, err);
  a->t_ms = a->from_ms = t_ms;
  a->has_stepped = false;
  a->breakpoint_ms = rx_cell_system_next_breakpoint(&a->system, t_ms);
  for (int k = 0; k < a->n_sites; k++) {
    site *s = &a->sites[k];
    s->v_to = NV_Ith_S(a->y, s->compartment);
    const bool has_jumped = s->v_from < s->threshold && s->v_to >= s->threshold; /* a voltage clamp's command */
    if (has_jumped && !add_spike(a, s, t_ms)) return rx_no_memory(err);
    s->v_from = s->v_to;
    s->crossing_ms = INFINITY;
  }
  return RX_OK;
}

rx_status rx_cell_integrator_advance(rx_cell_integrator *a, const rx_inbox *inbox, double end_ms,
                                     const rx_solver_options *options, rx_error *err)
{
  size_t i_event = 0;
  a->spikes.n = 0;
  a->crossings.n = 0;
  for (;;) {
    const double event = i_event < inbox->n ? inbox->events[i_event].t_ms : INFINITY;
    const double stop = fmax(fmin(event, a->breakpoint_ms), a->done_ms), limit = fmin(stop, end_ms);
    while (a->t_ms < limit) {
      RX_TRY(report(a, a->t_ms, true, err));
      RX_TRY(rx_simulation_may_go_on(options->stop, options->deadline_s, a->t_ms, err));
      RX_TRY(step(a, stop, err));
    }
    RX_TRY(report(a, limit, limit < end_ms, err));
    if (limit >= end_ms) break;
    RX_TRY(restart(a, limit, inbox, &i_event, err));
  }
  /* an arrival that rounding put into this window, on its end */
  return i_event < inbox->n ? restart(a, end_ms, inbox, &i_event, err) : RX_OK;
}

rx_status rx_cell_integrator_restart(rx_cell_integrator *a, rx_error *err)
{
  static const rx_inbox NOTHING = { 0 };
  size_t i_event = 0;
  return restart(a, a->done_ms, &NOTHING, &i_event, err);
}

double rx_cell_integrator_time(const rx_cell_integrator *a)
{
  return a->t_ms;
}

size_t rx_cell_integrator_spikes(const rx_cell_integrator *a, const double **times_ms)
{
  *times_ms = a->spikes.items;
  return a->spikes.n;
}

size_t rx_cell_integrator_crossings(const rx_cell_integrator *a, const rx_crossing **crossings)
{
  *crossings = a->crossings.items;
  return a->crossings.n;
}

double rx_cell_integrator_v(rx_cell_integrator *a)
{
  return voltage_at(a, a->system.type->detector, a->done_ms);
}

void rx_cell_integrator_add_stats(const rx_cell_integrator *a, rx_solver_stats *stats)
{
  stats->n_steps += a->stats.n_steps;
  stats->n_error_failures += a->stats.n_error_failures;
  stats->n_convergence_failures += a->stats.n_convergence_failures;
  stats->n_rhs += a->system.n_rhs;
  count_stretch(a, stats);
}
