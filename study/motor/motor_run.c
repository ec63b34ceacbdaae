#include "study/motor/motor_run.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "models/cells/graded.h"
#include "models/circuit/graph.h"

/* A pool as it was in force. */
typedef struct pool_run {
  rx_motor_pool pool;
  bool is_noisy;    /* not under a pic_clamp: it is to find the current, not what noise makes of its slope */
  double skew;      /* of its units */
  double kcc2_loss; /* of its circuit */
  uint64_t key;
  int first_cell, n_units;
  int first_probe; /* of its V; its currents follow; -1: not under a pic_clamp */
  const rx_waveform *command;
  double *soma_nF; /* [n_units] capacitance of the compartment that is held */
  rx_motor_course course;
  rx_times nmes;       /* pulses */
  double direct_share; /* of all nmes together, the largest */
  double frequency;    /* of that one, Hz */
} pool_run;

struct rx_motor_run {
  int n;
  pool_run *pools;
  rx_network *blocked; /* of a pic_clamp; NULL: none */
  rx_spasm_loop *loop; /* NULL: none */
  RX_ARRAY(rx_clamp) clamps;
  RX_ARRAY(rx_waveform *) waveforms; /* what clamps point to */
  RX_ARRAY(rx_probe) probes;
  uint64_t seed, member;
  double t_stop_ms;
};

void rx_motor_free(rx_motor_run *run)
{
  if (run == NULL) return;
  for (int i = 0; i < run->n; i++) {
    rx_motor_course_free(&run->pools[i].course);
    free(run->pools[i].nmes.items);
    free(run->pools[i].soma_nF);
  }
  for (size_t i = 0; i < run->waveforms.n; i++) {
    rx_waveform_free(run->waveforms.items[i]);
    free(run->waveforms.items[i]);
  }
  rx_network_free(run->blocked);
  rx_spasm_loop_free(run->loop);
  free(run->pools);
  free(run->clamps.items);
  free(run->waveforms.items);
  free(run->probes.items);
  free(run);
}

/* A waveform that the run owns; NULL: no memory. */
static rx_waveform *new_waveform(rx_motor_run *run)
{
  rx_waveform *w = calloc(1, sizeof *w);
  if (w == NULL || RX_APPEND(&run->waveforms, w)) return w;
  free(w);
  return NULL;
}

static rx_status add_clamp(rx_motor_run *run, int cell, int compartment, rx_clamp_kind kind, double reversal_mV,
                           const rx_waveform *w, rx_error *err)
{
  const rx_clamp clamp = { cell, compartment, kind, reversal_mV, w };
  return RX_APPEND(&run->clamps, clamp) ? RX_OK : rx_no_memory(err);
}

/* ---- conductances ---- */

/* Multiples of g0 to S/cm2; *w NULL: they are 0 throughout. */
static rx_status density_of(rx_motor_run *run, const rx_waveform *M, double unit_conductance, rx_waveform **w,
                            rx_error *err)
{
  bool has_any = false;
  *w = NULL;
  for (size_t i = 0; i < M->n; i++) has_any |= M->value[i] != 0;
  if (!has_any) return RX_OK;
  *w = new_waveform(run);
  if (*w == NULL) return rx_no_memory(err);
  (*w)->is_smooth = M->is_smooth;
  for (size_t i = 0; i < M->n; i++) RX_TRY(rx_waveform_add(*w, M->t_ms[i], M->value[i] * unit_conductance, err));
  return RX_OK;
}

/* A conductance on every compartment of a section of a unit. */
static rx_status clamp_section(rx_motor_run *run, const rx_network *network, int cell, int section, double reversal_mV,
                               const rx_waveform *w, rx_error *err)
{
  const rx_cell_type *type = network->types[network->type_of[cell]];
  for (int c = 0; c < type->n_compartments; c++)
    if (type->section[c] == section) RX_TRY(add_clamp(run, cell, c, RX_CLAMP_CONDUCTANCE, reversal_mV, w, err));
  return RX_OK;
}

static rx_status add_conductances(rx_motor_run *run, const rx_network *network, pool_run *p, int n_sections,
                                  rx_motor_target target, rx_error *err)
{
  const double reversal_mV = rx_motor_reversal_mV(&p->pool, target, p->kcc2_loss);
  const bool is_focal = target == RX_ONTO_FOCAL_INHIBITION;
  rx_waveform *steady = NULL, *pulsed = NULL;
  RX_TRY(density_of(run, &p->course.steady[target], p->pool.unit_conductance, &steady, err));
  RX_TRY(density_of(run, &p->course.pulsed[target], p->pool.unit_conductance, &pulsed, err));
  if (steady == NULL && pulsed == NULL) return RX_OK;
  for (int unit = 0; unit < p->n_units; unit++) {
    const int cell = p->first_cell + unit;
    for (int s = is_focal ? 0 : 1; s < (is_focal ? 1 : n_sections); s++) {
      if (p->is_noisy) {
        rx_waveform *noisy = new_waveform(run);
        if (noisy == NULL) return rx_no_memory(err);
        RX_TRY(rx_motor_noise(&p->pool, &p->course, target, run->seed, run->member, p->key, unit, s, run->t_stop_ms,
                              noisy, err));
        RX_TRY(clamp_section(run, network, cell, s, reversal_mV, noisy, err));
        continue;
      }
      if (steady != NULL) RX_TRY(clamp_section(run, network, cell, s, reversal_mV, steady, err));
      if (pulsed != NULL) RX_TRY(clamp_section(run, network, cell, s, reversal_mV, pulsed, err));
    }
  }
  return RX_OK;
}

/* ---- currents and potentials ---- */

static int soma_of(const rx_network *network, int cell)
{
  return rx_cell_type_compartment(network->types[network->type_of[cell]], 0, 0.5);
}

static rx_status add_current_ramp(rx_motor_run *run, const rx_network *network, const pool_run *p, const rx_stimulus *s,
                                  rx_error *err)
{
  if (s->cell >= p->n_units)
    return rx_fail(err, RX_E_INPUT, "current_ramp: the pool has units 0 to %d; there is no unit %d", p->n_units - 1,
                   s->cell);
  for (int unit = s->cell < 0 ? 0 : s->cell; unit < (s->cell < 0 ? p->n_units : s->cell + 1); unit++) {
    rx_waveform *w = new_waveform(run);
    if (w == NULL) return rx_no_memory(err);
    RX_TRY(rx_motor_current_ramp(s, &p->pool, rx_graded_position(p->skew, unit, p->n_units), w, err));
    const int cell = p->first_cell + unit;
    RX_TRY(add_clamp(run, cell, soma_of(network, cell), RX_CLAMP_CURRENT, 0, w, err));
  }
  return RX_OK;
}

static rx_status add_pic_clamp(rx_motor_run *run, const rx_network *network, pool_run *p, const rx_stimulus *s,
                               rx_error *err)
{
  if (p->first_probe >= 0) return rx_fail(err, RX_E_INPUT, "pic_clamp: two of them hold the same pool");
  rx_waveform *w = new_waveform(run);
  if (w == NULL) return rx_no_memory(err);
  RX_TRY(rx_motor_clamp_potential(s, w, err));
  p->command = w;
  p->soma_nF = calloc((size_t)p->n_units + 1, sizeof *p->soma_nF);
  if (p->soma_nF == NULL) return rx_no_memory(err);
  p->first_probe = (int)run->probes.n;
  for (int pass = 0; pass < 2; pass++) {
    for (int unit = 0; unit < p->n_units; unit++) {
      const int cell = p->first_cell + unit, soma = soma_of(network, cell);
      const rx_probe probe = { .cell = cell, .compartment = soma, .kind = pass == 0 ? RX_PROBE_V : RX_PROBE_CLAMP };
      if (!RX_APPEND(&run->probes, probe)) return rx_no_memory(err);
      if (pass > 0) continue;
      const rx_cell_numbers *numbers = network->numbers[network->numbers_of[cell]];
      /* 10^3/charging is uF/cm2; uF/cm2 um2 = 10^-5 nF */
      p->soma_nF[unit] = 1e3 / numbers->charging[soma] * numbers->area[soma] * 1e-5;
      RX_TRY(add_clamp(run, cell, soma, RX_CLAMP_VOLTAGE, 0, w, err));
    }
  }
  return RX_OK;
}

static int by_value(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static rx_status add_nmes(const rx_motor_run *run, pool_run *p, const rx_stimulus *s, rx_error *err)
{
  RX_TRY(rx_motor_nmes_pulses(s, run->t_stop_ms, &p->nmes, err));
  if (p->nmes.n > 0) qsort(p->nmes.items, p->nmes.n, sizeof *p->nmes.items, by_value);
  if (s->frequency > 0 && s->direct_share > p->direct_share) {
    p->direct_share = s->direct_share;
    p->frequency = s->frequency;
  }
  return RX_OK;
}

/* ---- preparation ---- */

/* The clamp that holds a pool; NULL: none does. */
static const rx_stimulus *pic_clamp_of(const rx_motor_case *what, const rx_motor_pool *pool)
{
  for (size_t k = 0; k < what->n_stimuli; k++)
    if (what->stimuli[k].kind == RX_STIMULUS_PIC_CLAMP && rx_motor_is_for(&what->stimuli[k], what->circuit, pool))
      return &what->stimuli[k];
  return NULL;
}

/* The circuit with the pools blocked that a pic_clamp holds, as a network without connections. */
static rx_status make_blocked(const rx_motor_case *what, rx_motor_run *run, rx_error *err)
{
  bool has_clamp = false;
  rx_motor_pool *pools = calloc((size_t)run->n + 1, sizeof *pools);
  if (pools == NULL) return rx_no_memory(err);
  for (int i = 0; i < run->n; i++) {
    pools[i] = what->circuit->motor.pools[i];
    const rx_stimulus *held = pic_clamp_of(what, &what->circuit->motor.pools[i]);
    if (held == NULL) continue;
    has_clamp = pools[i].is_clamped = true;
    pools[i].clamp_start = held->holding;
  }
  rx_circuit blocked = *what->circuit;
  blocked.motor.pools = pools;
  const rx_graph nothing = { 0 };
  const rx_status status = has_clamp ? rx_network_make(&blocked, &nothing, &run->blocked, err) : RX_OK;
  free(pools);
  return status;
}

static rx_status prepare_pool(const rx_motor_case *what, rx_motor_run *run, int index, rx_error *err)
{
  const rx_motor_pool *pool = &what->circuit->motor.pools[index];
  const rx_population *population = &what->circuit->populations[pool->population];
  const rx_network *network = what->network;
  pool_run *p = &run->pools[index];
  *p = (pool_run){ .pool = *pool,
                   .skew = population->graded != NULL ? population->graded->skew : 1,
                   .kcc2_loss = what->circuit->kcc2_loss,
                   .is_noisy = pool->noise != 0 && pic_clamp_of(what, pool) == NULL,
                   .key = rx_name_key(population->name),
                   .first_probe = -1 };
  const rx_node_range *units = rx_network_cell_range(network, pool->population);
  assert(units != NULL); /* populations of cells are never left out */
  p->first_cell = units->first;
  p->n_units = units->n;
  RX_TRY(rx_motor_waveforms(what->circuit, pool, what->n_stimuli, what->stimuli, what->t_stop_ms, &p->course, err));
  for (int k = 0; k < RX_N_ONTO; k++)
    RX_TRY(add_conductances(run, network, p, population->cell.n_sections, (rx_motor_target)k, err));
  for (size_t i = 0; i < what->n_stimuli; i++) {
    const rx_stimulus *s = &what->stimuli[i];
    if (!rx_motor_is_for(s, what->circuit, pool)) continue;
    if (s->kind == RX_STIMULUS_CURRENT_RAMP) RX_TRY(add_current_ramp(run, network, p, s, err));
    if (s->kind == RX_STIMULUS_PIC_CLAMP) RX_TRY(add_pic_clamp(run, network, p, s, err));
    if (s->kind == RX_STIMULUS_NMES) RX_TRY(add_nmes(run, p, s, err));
  }
  return RX_OK;
}

static rx_status prepare(const rx_motor_case *what, rx_motor_run *run, rx_error *err)
{
  for (size_t i = 0; i < what->n_stimuli; i++)
    if (rx_stimulus_is_motor(what->stimuli[i].kind) &&
        rx_motor_pool_named(what->circuit, what->stimuli[i].population) == NULL)
      return rx_fail(err, RX_E_INPUT, "%s: %s is no motor pool of the circuit",
                     RX_STIMULUS_KINDS[what->stimuli[i].kind].name,
                     what->stimuli[i].population != NULL ? what->stimuli[i].population : "there");
  for (; run->n < what->circuit->motor.n; run->n++) {
    const rx_population *population = &what->circuit->populations[what->circuit->motor.pools[run->n].population];
    const rx_status status = prepare_pool(what, run, run->n, err);
    if (status == RX_OK) continue;
    run->n++; /* what it has is freed too */
    rx_context(err, "motor pool %s", population->name);
    return status;
  }
  const rx_clamp *of_loop;
  RX_TRY(rx_spasm_loop_make(what->circuit, what->network, what->n_stimuli, what->stimuli, what->seed, what->member,
                            &run->loop, err));
  const size_t n_of_loop = rx_spasm_loop_clamps(run->loop, &of_loop);
  for (size_t i = 0; i < n_of_loop; i++)
    if (!RX_APPEND(&run->clamps, of_loop[i])) return rx_no_memory(err);
  return make_blocked(what, run, err);
}

rx_status rx_motor_prepare(const rx_motor_case *what, rx_motor_run **run, rx_error *err)
{
  *run = NULL;
  if (what->circuit->motor.n == 0) return RX_OK;
  rx_motor_run *made = calloc(1, sizeof *made);
  if (made == NULL) return rx_no_memory(err);
  made->seed = what->seed;
  made->member = what->member;
  made->t_stop_ms = what->t_stop_ms;
  made->pools = calloc((size_t)what->circuit->motor.n, sizeof *made->pools);
  const rx_status status = made->pools != NULL ? prepare(what, made, err) : rx_no_memory(err);
  if (status == RX_OK)
    *run = made;
  else
    rx_motor_free(made);
  return status;
}

/* ---- for the solver ---- */

size_t rx_motor_clamps(const rx_motor_run *run, const rx_clamp **clamps)
{
  *clamps = run != NULL ? run->clamps.items : NULL;
  return run != NULL ? run->clamps.n : 0;
}

const rx_spasm_loop *rx_motor_loop(const rx_motor_run *run)
{
  return run != NULL ? run->loop : NULL;
}

const rx_network *rx_motor_network(const rx_motor_run *run, const rx_network *own)
{
  return run != NULL && run->blocked != NULL ? run->blocked : own;
}

size_t rx_motor_probes(const rx_motor_run *run, const rx_probe **probes)
{
  *probes = run != NULL ? run->probes.items : NULL;
  return run != NULL ? run->probes.n : 0;
}

/* ---- what came out ---- */

int rx_motor_units(const rx_motor_run *run, int pool)
{
  return run->pools[pool].n_units;
}

double rx_motor_ramp_start_of(const rx_motor_run *run, int pool, int unit)
{
  const pool_run *p = &run->pools[pool];
  return rx_motor_ramp_start(&p->pool, rx_graded_position(p->skew, unit, p->n_units));
}

bool rx_motor_is_clamped(const rx_motor_run *run, int pool)
{
  return run->pools[pool].first_probe >= 0;
}

void rx_motor_trains_free(rx_times *trains, int n_units)
{
  for (int u = 0; trains != NULL && u < n_units; u++) free(trains[u].items);
  free(trains);
}

rx_status rx_motor_trains(const rx_motor_run *run, const rx_recording *recording, int pool, rx_times **trains,
                          rx_error *err)
{
  const pool_run *p = &run->pools[pool];
  rx_times *made = calloc((size_t)p->n_units + 1, sizeof *made);
  *trains = NULL;
  if (made == NULL) return rx_no_memory(err);
  for (size_t i = 0; i < recording->spikes.n; i++) {
    const rx_spike *spike = &recording->spikes.items[i];
    if (spike->cell < p->first_cell || spike->cell >= p->first_cell + p->n_units) continue;
    if (RX_APPEND(&made[spike->cell - p->first_cell], spike->t_ms)) continue;
    rx_motor_trains_free(made, p->n_units);
    return rx_no_memory(err);
  }
  *trains = made;
  return RX_OK;
}

static rx_status add_direct(const rx_motor_run *run, const pool_run *p, rx_times trains[], rx_error *err)
{
  if (p->nmes.n == 0 || !(p->direct_share > 0)) return RX_OK;
  bool *is_direct = calloc((size_t)p->n_units + 1, sizeof *is_direct);
  if (is_direct == NULL) return rx_no_memory(err);
  rx_status status = rx_muscle_direct_units(&p->pool.muscle, p->n_units, p->direct_share, p->frequency, run->seed,
                                            run->member, is_direct, err);
  for (int u = 0; u < p->n_units && status == RX_OK; u++) {
    if (!is_direct[u]) continue;
    for (size_t i = 0; i < p->nmes.n && status == RX_OK; i++)
      if (!RX_APPEND(&trains[u], p->nmes.items[i])) status = rx_no_memory(err);
    qsort(trains[u].items, trains[u].n, sizeof *trains[u].items, by_value);
  }
  free(is_direct);
  return status;
}

rx_status rx_motor_torque(const rx_motor_run *run, const rx_recording *recording, int pool, bool is_with_direct,
                          size_t *n, double **torque, rx_error *err)
{
  const pool_run *p = &run->pools[pool];
  rx_times *trains = NULL;
  *n = (size_t)floor(run->t_stop_ms / RX_MOTOR_TORQUE_STEP_MS + 1e-9) + 1;
  *torque = NULL;
  RX_TRY(rx_motor_trains(run, recording, pool, &trains, err));
  rx_status status = is_with_direct ? add_direct(run, p, trains, err) : RX_OK;
  double *made = status == RX_OK ? calloc(*n, sizeof *made) : NULL;
  if (made != NULL)
    rx_muscle_torque(&p->pool.muscle, p->n_units, trains, RX_MOTOR_TORQUE_STEP_MS, *n, made);
  else if (status == RX_OK)
    status = rx_no_memory(err);
  rx_motor_trains_free(trains, p->n_units);
  *torque = made;
  return status;
}

/* A clamp charges the membrane too. Where the ramp turns a solver may have seen the slope before or behind; as the current of the
 * channels is continuous, what the samples before lead to says which. The last of them alone would not: within 5 ms the current of
 * a large unit changes by more than the charging. */
static double without_charging(const pool_run *p, int unit, double t_ms, double I_nA, double expected_nA)
{
  rx_waveform_cursor cursor = 0;
  const double behind = I_nA - p->soma_nF[unit] * rx_waveform_slope(p->command, t_ms, &cursor);
  if (!(t_ms > 0)) return behind;
  const double ahead = I_nA - p->soma_nF[unit] * rx_waveform_slope(p->command, t_ms - 1e-6, &cursor);
  return fabs(behind - expected_nA) < fabs(ahead - expected_nA) ? behind : ahead;
}

rx_status rx_motor_clamp_trace(const rx_motor_run *run, const rx_recording *recording, int pool, int unit, size_t *n,
                               double *step_ms, double **V_mV, double **I_nA, rx_error *err)
{
  const pool_run *p = &run->pools[pool];
  assert(unit >= 0 && unit < p->n_units);
  *n = 0;
  *V_mV = *I_nA = NULL;
  *step_ms = RX_MOTOR_CLAMP_STEP_MS;
  if (p->first_probe < 0 || recording->n_frames == 0) return RX_OK;
  const size_t every = (size_t)fmax(1, ceil(RX_MOTOR_CLAMP_STEP_MS / recording->interval_ms - 1e-9));
  const size_t samples = (recording->n_frames + every - 1) / every;
  const size_t column = recording->n_probes - run->probes.n + (size_t)(p->first_probe + unit);
  double *V = calloc(samples, sizeof *V), *I = calloc(samples, sizeof *I);
  if (V == NULL || I == NULL) {
    free(V);
    free(I);
    return rx_no_memory(err);
  }
  for (size_t k = 0; k < samples; k++) {
    const float *frame = &recording->frames[k * every * recording->n_probes];
    V[k] = (double)frame[column];
    const double t = (double)(k * every) * recording->interval_ms;
    const double expected = k > 1 ? 2 * I[k - 1] - I[k - 2] : k > 0 ? I[k - 1] : NAN;
    I[k] = without_charging(p, unit, t, (double)frame[column + (size_t)p->n_units], expected);
  }
  *n = samples;
  *step_ms = (double)every * recording->interval_ms;
  *V_mV = V;
  *I_nA = I;
  return RX_OK;
}
