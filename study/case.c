#include "study/case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "solver/ensemble/ensemble.h"
#include "solver/kernels/kernels.h"
#include "stimuli/clamp.h"
#include "study/motor/motor_run.h"
#include "study/nerve/nerve_run.h"

rx_status rx_case_keep_stimulus(const rx_experiment *experiment, const rx_battery_item *item, rx_arena *arena,
                                rx_stimulus **components, rx_assay **assay, rx_error *err)
{
  *assay = NULL;
  *components = rx_arena_alloc(arena, (item->n_components + 1) * sizeof **components);
  if (*components == NULL) return rx_no_memory(err);
  if (item->n_components > 0) memcpy(*components, item->components, item->n_components * sizeof **components);
  if (item->assay == NULL) return RX_OK;
  *assay = rx_arena_alloc(arena, sizeof **assay);
  if (*assay == NULL) return rx_no_memory(err);
  **assay = *item->assay;
  (*assay)->record_length = experiment->circuit->populations[0].cell.sections[(*assay)->record_index].length;
  return RX_OK;
}

void rx_case_set_times(rx_case *c, const rx_battery_item *item)
{
  rx_stimuli_window(c->n_components, c->components, &c->onset_ms, &c->end_ms);
  c->t_stop_ms = c->end_ms;
  for (size_t i = 0; i < c->n_components; i++) c->t_stop_ms = fmax(c->t_stop_ms, rx_stimulus_end_ms(&c->components[i]));
  if (!isnan(item->duration)) c->t_stop_ms = item->duration;
  if (c->end_ms > c->t_stop_ms) c->end_ms = c->t_stop_ms;
}

/* ---- clamps ---- */

typedef struct clamps {
  size_t n_clamps, n; /* all, and those with a waveform here, which come first */
  rx_clamp *clamps;
  rx_waveform *waveforms;
} clamps;

static void free_clamps(clamps *all)
{
  for (size_t i = 0; i < all->n; i++) rx_waveform_free(&all->waveforms[i]);
  free(all->clamps);
  free(all->waveforms);
}

/* Those of single cells, then those of the motor pools, whose waveforms are the run's. */
static rx_status make_clamps(const rx_case *c, const rx_circuit *circuit, const rx_motor_run *motor, clamps *all,
                             rx_error *err)
{
  const rx_clamp *of_pools;
  const size_t n_of_pools = rx_motor_clamps(motor, &of_pools);
  all->clamps = calloc(c->n_components + n_of_pools + 1, sizeof *all->clamps);
  all->waveforms = calloc(c->n_components + 1, sizeof *all->waveforms);
  if (all->clamps == NULL || all->waveforms == NULL) return rx_no_memory(err);
  for (size_t i = 0; i < c->n_components; i++) {
    const rx_stimulus *s = &c->components[i];
    if (s->kind != RX_STIMULUS_CURRENT_CLAMP && s->kind != RX_STIMULUS_VOLTAGE_CLAMP) continue;
    rx_clamp *clamp = &all->clamps[all->n];
    RX_TRY(rx_clamp_waveform(s, &all->waveforms[all->n++], err));
    RX_TRY(rx_clamp_place(s, circuit, c->network, &clamp->cell, &clamp->compartment, err));
    clamp->kind = s->kind == RX_STIMULUS_VOLTAGE_CLAMP ? RX_CLAMP_VOLTAGE : RX_CLAMP_CURRENT;
    clamp->waveform = &all->waveforms[all->n - 1];
  }
  all->n_clamps = all->n + n_of_pools;
  if (n_of_pools > 0) memcpy(&all->clamps[all->n], of_pools, n_of_pools * sizeof *of_pools);
  return RX_OK;
}

/* ---- probes ---- */

/* What a variable's name asks for at a compartment: false where the compartment does not have it. */
static bool probe_of(const rx_case *c, const rx_circuit *circuit, const rx_report_request *request, int cell,
                     int compartment, rx_probe *probe)
{
  const rx_cell_type *type = c->network->types[c->network->type_of[cell]];
  const char *name = request->variable, *dot = strchr(name, '.');
  *probe = (rx_probe){ .cell = cell, .compartment = compartment };
  if (strcmp(name, "v") == 0) {
    probe->kind = RX_PROBE_V;
    return true;
  }
  if (strcmp(name, "v_periaxonal") == 0) {
    probe->kind = RX_PROBE_PERIAXONAL;
    return type->is_sheathed[compartment];
  }
  if (strcmp(name, "cai") == 0) {
    probe->kind = RX_PROBE_CALCIUM;
    return c->network->numbers[c->network->numbers_of[cell]]->calcium_influx[compartment] > 0;
  }
  for (probe->item = 0; probe->item < RX_N_POOLS; probe->item++) {
    if (strcmp(name, rx_pool_variable((rx_pool_kind)probe->item)) != 0) continue;
    probe->kind = RX_PROBE_POOL;
    return (type->pools[compartment] & 1u << probe->item) != 0;
  }
  probe->item = 0;
  if (strcmp(name, "ena") == 0 || strcmp(name, "ek") == 0) {
    probe->kind = RX_PROBE_REVERSAL;
    probe->item = strcmp(name, "ena") == 0 ? RX_ION_NA : RX_ION_K;
    return (type->pools[compartment] & RX_HAS_NERNST(probe->item)) != 0;
  }
  if (strcmp(name, "i_clamp") == 0) {
    probe->kind = RX_PROBE_CLAMP;
    for (size_t i = 0; i < c->n_components; i++) {
      int at_cell, at_compartment;
      if (c->components[i].kind == RX_STIMULUS_VOLTAGE_CLAMP &&
          rx_clamp_place(&c->components[i], circuit, c->network, &at_cell, &at_compartment, NULL) == RX_OK &&
          at_cell == cell && at_compartment == compartment)
        return true;
      const rx_motor_pool *pool = c->components[i].kind == RX_STIMULUS_PIC_CLAMP
                                      ? rx_motor_pool_named(circuit, c->components[i].population)
                                      : NULL;
      const rx_node_range *held = pool != NULL ? rx_network_cell_range(c->network, pool->population) : NULL;
      if (held != NULL && cell >= held->first && cell < held->first + held->n &&
          compartment == rx_cell_type_compartment(type, 0, 0.5))
        return true;
    }
    return false;
  }
  if (strncmp(name, "g_", 2) == 0) {
    probe->kind = RX_PROBE_CONDUCTANCE;
    while (probe->item < type->n_slots && (strcmp(type->slots[probe->item].receptor, name + 2) != 0 ||
                                           type->slots[probe->item].compartment != compartment))
      probe->item++;
    return probe->item < type->n_slots;
  }
  const bool is_current = strncmp(name, "i_", 2) == 0;
  const char *channel = is_current ? name + 2 : name;
  const size_t length = dot != NULL && !is_current ? (size_t)(dot - name) : strlen(channel);
  for (int k = 0; k < type->n_insertions; k++) {
    const rx_insertion *in = &type->insertions[k];
    if (strncmp(in->channel->name, channel, length) != 0 || in->channel->name[length] != '\0') continue;
    if (compartment < in->first_compartment || compartment >= in->first_compartment + in->n_compartments) continue;
    probe->item = k;
    probe->kind = is_current ? RX_PROBE_CURRENT : RX_PROBE_GATE;
    if (is_current) return true;
    for (int g = 0; dot != NULL && g < in->channel->n_gates; g++) {
      if (strcmp(in->channel->gates[g], dot + 1) != 0) continue;
      probe->gate = g;
      return true;
    }
  }
  return false;
}

static rx_status make_probes(rx_case *c, const rx_experiment *e, rx_error *err)
{
  RX_ARRAY(rx_probe) all = { 0 };
  rx_status status = RX_OK;
  c->first_column = calloc(e->n_reports + 1, sizeof *c->first_column);
  if (c->first_column == NULL) return rx_no_memory(err);
  for (size_t k = 0; k < e->n_reports && status == RX_OK; k++) {
    const rx_report_request *request = &e->reports[k];
    c->first_column[k] = all.n;
    const int population = rx_circuit_population(e->circuit, request->population);
    const rx_node_range *range = rx_network_cell_range(c->network, population);
    const rx_cell *cell = &e->circuit->populations[population].cell;
    const int section = request->section != NULL ? rx_cell_section(cell, request->section) : -1;
    const int n = request->n < 0 ? range->n - request->first : request->n;
    for (int i = request->first; i < request->first + n && i < range->n; i++) {
      const rx_cell_type *type = c->network->types[c->network->type_of[range->first + i]];
      for (int k_comp = 0; k_comp < type->n_compartments; k_comp++) {
        rx_probe probe;
        if (section >= 0 && type->section[k_comp] != section) continue;
        if (!probe_of(c, e->circuit, request, range->first + i, k_comp, &probe)) continue;
        if (!RX_APPEND(&all, probe)) status = rx_no_memory(err);
      }
    }
  }
  c->first_column[e->n_reports] = all.n;
  c->probes = all.items;
  c->n_columns = all.n;
  return status;
}

static rx_status make_detectors(rx_case *c, const rx_experiment *e, rx_error *err)
{
  c->detectors = calloc(e->n_detectors + 1, sizeof *c->detectors);
  if (c->detectors == NULL) return rx_no_memory(err);
  for (size_t i = 0; i < e->n_detectors; i++) {
    const rx_detector_request *request = &e->detectors[i];
    const int population = rx_circuit_population(e->circuit, request->population);
    const rx_node_range *range = rx_network_cell_range(c->network, population);
    if (range == NULL || request->cell >= range->n)
      return rx_fail(err, RX_E_INPUT, "detector %s: the network has no cell %d of %s", request->name, request->cell,
                     request->population);
    const int cell = range->first + request->cell;
    const int section = rx_cell_section(&e->circuit->populations[population].cell, request->section);
    c->detectors[i] = (rx_detector){
      .cell = cell,
      .compartment = rx_cell_type_compartment(c->network->types[c->network->type_of[cell]], section, request->at),
      .threshold =
          isnan(request->threshold) ? c->network->numbers[c->network->numbers_of[cell]]->threshold : request->threshold,
    };
  }
  c->recording.n_detectors = e->n_detectors;
  c->recording.detectors = c->detectors;
  return RX_OK;
}

rx_status rx_case_describe(rx_case *c, const rx_experiment *experiment, rx_error *err)
{
  if (c->assay != NULL) return rx_assay_prepare(c->assay, c->network, &c->found, err);
  return c->network != NULL ? make_probes(c, experiment, err) : RX_OK;
}

/* ---- runs ---- */

/* What drives one simulation, and how it is solved: made while the values of its member are in force. */
struct rx_case_inputs {
  rx_motor_run *motor; /* NULL: no motor pool */
  clamps clamps;
  rx_nerve_run *nerve; /* NULL: the published encoder */
  rx_train *sources;
  rx_drive drive;
  rx_solver_options options;
};

static rx_solver_options options_of(const rx_case *c, const rx_experiment *e)
{
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = c->t_stop_ms;
  options.dt_ms = e->dt;
  options.coarse_steps = e->coarse_steps;
  options.single_precision = e->single_precision;
  options.rtol = e->rtol;
  return options;
}

static void set_sources(const rx_case *c, rx_train sources[])
{
  for (int i = 0; i < c->trains.n_sources; i++)
    sources[i] = (rx_train){ .n = c->trains.times[i].n, .times_ms = c->trains.times[i].items };
}

static rx_status prepare_nerve(rx_case *c, const rx_experiment *e)
{
  if (e->circuit->nerve.encoder == RX_ENCODER_PUBLISHED) return RX_OK;
  const rx_nerve_case what = { .circuit = e->circuit,
                               .network = c->network,
                               .n_stimuli = c->n_components,
                               .stimuli = c->components,
                               .seed = c->seed,
                               .member = c->key,
                               .t_stop_ms = c->t_stop_ms };
  return rx_nerve_prepare(&what, &c->inputs->nerve, &c->err);
}

static rx_status prepare_motor(rx_case *c, const rx_experiment *e)
{
  const rx_motor_case what = { .circuit = e->circuit,
                               .network = c->network,
                               .n_stimuli = c->n_components,
                               .stimuli = c->components,
                               .seed = c->seed,
                               .member = c->key,
                               .t_stop_ms = c->t_stop_ms };
  RX_TRY(rx_motor_prepare(&what, &c->inputs->motor, &c->err));
  c->network = rx_motor_network(c->inputs->motor, c->network);
  return RX_OK;
}

/* A part of the reports' interval (0: none is recorded) that is no longer than clamps are sampled, and whole steps. */
static double clamp_interval_ms(double asked_ms, double dt_ms)
{
  if (!(asked_ms > 0)) return RX_MOTOR_CLAMP_STEP_MS;
  const double n_steps = round(asked_ms / dt_ms);
  for (double parts = fmax(1, ceil(asked_ms / RX_MOTOR_CLAMP_STEP_MS - 1e-9)); parts < n_steps; parts++)
    if (fmod(n_steps, parts) == 0) return asked_ms / parts;
  return dt_ms;
}

/* Probes of the motor pools go behind those of the reports. */
static rx_status add_motor_probes(rx_case *c, double dt_ms)
{
  const rx_probe *probes;
  const size_t n = rx_motor_probes(c->inputs->motor, &probes);
  c->recording.n_probes = c->n_columns + n;
  if (n > 0) {
    rx_probe *all = realloc(c->probes, c->recording.n_probes * sizeof *all);
    if (all == NULL) return rx_no_memory(&c->err);
    memcpy(&all[c->n_columns], probes, n * sizeof *probes);
    c->probes = all;
    c->recording.interval_ms = clamp_interval_ms(c->recording.interval_ms, dt_ms);
  }
  c->recording.probes = c->probes;
  return RX_OK;
}

static rx_status prepare_circuit(rx_case *c, const rx_experiment *e)
{
  const rx_battery_item *item = &e->stimuli[c->stimulus];
  struct rx_case_inputs *in = c->inputs;
  RX_TRY(rx_drive_make(e->circuit, c->network, c->n_components, c->components, item->n_file_spikes, item->file_spikes,
                       c->seed, c->key, c->t_stop_ms, &c->trains, &c->err));
  RX_TRY(prepare_motor(c, e));
  RX_TRY(make_clamps(c, e->circuit, in->motor, &in->clamps, &c->err));
  RX_TRY(make_probes(c, e, &c->err));
  RX_TRY(make_detectors(c, e, &c->err));
  in->sources = calloc((size_t)c->trains.n_sources + 1, sizeof *in->sources);
  if (in->sources == NULL) return rx_no_memory(&c->err);
  set_sources(c, in->sources);
  RX_TRY(prepare_nerve(c, e));
  in->drive = (rx_drive){ .sources = in->sources,
                          .n_clamps = in->clamps.n_clamps,
                          .clamps = in->clamps.clamps,
                          .controller = rx_spasm_loop_controller(rx_motor_loop(in->motor)) };
  in->options = options_of(c, e);
  /* one recording serves all reports: the finest interval, from which coarser ones are taken */
  for (size_t k = 0; k < e->n_reports; k++)
    if (k == 0 || e->reports[k].interval < c->recording.interval_ms) c->recording.interval_ms = e->reports[k].interval;
  return add_motor_probes(c, e->dt);
}

static rx_status prepare_assay(rx_case *c, const rx_experiment *e)
{
  c->inputs->options = options_of(c, e);
  return rx_assay_prepare(c->assay, c->network, &c->found, &c->err);
}

/* Names the case before the text of its failure. */
static void name_failure(rx_case *c, const rx_experiment *experiment)
{
  if (c->status != RX_OK)
    rx_context(&c->err, "%s, %s, repetition %d", experiment->conditions[c->condition].name,
               experiment->stimuli[c->stimulus].name, c->repetition);
}

static rx_status prepare(rx_case *c, const rx_experiment *experiment)
{
  if (c->rate_model != NULL) return c->status = RX_OK;
  c->inputs = calloc(1, sizeof *c->inputs);
  if (c->inputs == NULL)
    c->status = rx_no_memory(&c->err);
  else
    c->status = c->assay != NULL ? prepare_assay(c, experiment) : prepare_circuit(c, experiment);
  return c->status;
}

rx_status rx_case_prepare(rx_case *c, const rx_experiment *experiment)
{
  prepare(c, experiment);
  name_failure(c, experiment);
  return c->status;
}

/* What the controller added to fibres is theirs: results have it. */
static rx_status keep_added(rx_case *c)
{
  const rx_controller *controller = c->inputs->drive.controller;
  for (size_t s = 0; controller != NULL && s < controller->n_sources; s++)
    if (controller->sources[s].n > 0)
      RX_TRY(rx_drive_add(&c->trains, (int)s, controller->sources[s].n, controller->sources[s].items, c->t_stop_ms,
                          &c->err));
  set_sources(c, c->inputs->sources);
  return RX_OK;
}

/* Fibres first: what they bring to the cord drives the circuit. */
static rx_status run_nerve(rx_case *c, rx_simulate *simulate, const rx_solver_options *options)
{
  struct rx_case_inputs *in = c->inputs;
  if (in->nerve == NULL) return RX_OK;
  rx_status status = rx_nerve_encode(in->nerve, simulate, options, &c->err);
  if (status == RX_OK) status = rx_nerve_deliver(in->nerve, &c->trains, &c->err);
  if (status == RX_OK) set_sources(c, in->sources);
  return status;
}

static rx_status run_circuit(rx_case *c, const rx_experiment *e, int threads, const volatile sig_atomic_t *stop)
{
  if (c->inputs == NULL) RX_TRY(prepare(c, e));
  rx_solver_options options = c->inputs->options;
  options.threads = threads;
  options.stop = stop;
  options.deadline_s = c->deadline_s;
  rx_simulate *simulate = e->solver == RX_SOLVER_CVODE ? rx_simulate_cvode : rx_simulate_ensemble;
  if (c->assay != NULL) return rx_assay_run(c->assay, c->network, simulate, &options, &c->found, &c->err);
  RX_TRY(run_nerve(c, simulate, &options));
  if (c->network->n_cells == 0) return RX_OK; /* a nerve alone */
  RX_TRY(simulate(c->network, &c->inputs->drive, &options, &c->recording, &c->err));
  return keep_added(c);
}

static rx_status run_rate_model(rx_case *c, const volatile sig_atomic_t *stop)
{
  rx_waveform fA = { 0 }, fC = { 0 };
  rx_rate_options options = rx_rate_options_default();
  options.t_stop_ms = c->t_stop_ms;
  options.stop = stop;
  options.deadline_s = c->deadline_s;
  rx_status status = rx_afferent_rate_waveforms(c->n_components, c->components, &fA, &fC, &c->err);
  if (status == RX_OK) status = rx_rate_model_run(c->rate_model, &fA, &fC, &options, &c->samples, &c->err);
  rx_waveform_free(&fA);
  rx_waveform_free(&fC);
  return status;
}

void rx_case_run(rx_case *c, const rx_experiment *experiment, int threads, const volatile sig_atomic_t *stop)
{
  if (stop != NULL && *stop) {
    c->status = rx_fail(&c->err, RX_E_INTERRUPTED, "interrupted");
    return;
  }
  c->status = c->rate_model != NULL ? run_rate_model(c, stop) : run_circuit(c, experiment, threads, stop);
  name_failure(c, experiment);
}

static bool have_same_options(const rx_case *a, const rx_case *b)
{
  return a->inputs->options.t_stop_ms == b->inputs->options.t_stop_ms &&
         a->inputs->options.dt_ms == b->inputs->options.dt_ms;
}

void rx_cases_run_together(int n, rx_case *const cases[], const rx_experiment *experiment, int threads,
                           const volatile sig_atomic_t *stop)
{
  enum { MOST = 8 };
  rx_ensemble_member members[MOST];
  const rx_case *first = NULL;
  int n_members = 0, at[MOST];
  for (int i = 0; i < n && i < MOST; i++) {
    rx_case *c = cases[i];
    if (c->status != RX_OK) continue;
    if (first == NULL) first = c;
    if (c->assay != NULL || !have_same_options(c, first)) {
      rx_case_run(c, experiment, threads, stop);
      continue;
    }
    rx_solver_options options = c->inputs->options;
    options.threads = threads;
    options.stop = stop;
    c->status = run_nerve(c, rx_simulate_ensemble, &options);
    if (c->status != RX_OK) {
      name_failure(c, experiment);
      continue;
    }
    if (c->network->n_cells == 0) continue;
    at[n_members] = i;
    members[n_members++] =
        (rx_ensemble_member){ .network = c->network, .drive = &c->inputs->drive, .recording = &c->recording };
  }
  if (n_members == 0) return;
  rx_solver_options options = first->inputs->options;
  options.threads = threads;
  options.stop = stop;
  rx_simulate_ensemble_members(n_members, members, &options);
  for (int k = 0; k < n_members; k++) {
    rx_case *c = cases[at[k]];
    c->status = members[k].status;
    c->err = members[k].err;
    if (c->status == RX_OK) c->status = keep_added(c);
    name_failure(c, experiment);
  }
}

rx_solver_stats rx_case_stats(const rx_case *c)
{
  rx_solver_stats sum = c->recording.stats;
  rx_solver_stats_add(&sum, &c->found.stats);
  rx_solver_stats_add(&sum, &c->samples.stats);
  if (c->inputs != NULL && c->inputs->nerve != NULL) rx_solver_stats_add(&sum, rx_nerve_stats(c->inputs->nerve));
  return sum;
}

const rx_times *rx_case_skin(const rx_case *c, int source)
{
  return c->inputs != NULL && c->inputs->nerve != NULL ? rx_nerve_skin(c->inputs->nerve, source) : NULL;
}

const rx_motor_run *rx_case_motor(const rx_case *c)
{
  return c->inputs != NULL ? c->inputs->motor : NULL;
}

void rx_case_free(rx_case *c)
{
  if (c->inputs != NULL) {
    rx_nerve_free(c->inputs->nerve);
    free(c->inputs->sources);
    free_clamps(&c->inputs->clamps);
    rx_motor_free(c->inputs->motor);
    free(c->inputs);
    c->inputs = NULL;
  }
  rx_recording_free(&c->recording);
  rx_drive_trains_free(&c->trains);
  rx_rate_samples_free(&c->samples);
  rx_assay_result_free(&c->found);
  free(c->probes);
  free(c->detectors);
  free(c->first_column);
}

const char *rx_case_kernels(const rx_experiment *experiment, struct rx_arena *arena)
{
  static const int DOUBLES[RX_N_ISA] = { [RX_ISA_BASELINE] = 2, [RX_ISA_AVX2] = 4, [RX_ISA_AVX512] = 8 };
  const rx_isa isa = rx_isa_current();
  return rx_arena_format(arena, "%sx%d", rx_isa_name(isa), DOUBLES[isa] * (experiment->single_precision ? 2 : 1));
}

rx_status rx_case_choose_kernels(const char *level, rx_error *err)
{
  for (int i = 0; i < RX_N_ISA; i++) {
    if (strcmp(level, rx_isa_name((rx_isa)i)) != 0) continue;
    if (rx_isa_choose((rx_isa)i)) return RX_OK;
    return rx_fail(err, RX_E_INPUT, "this processor (or build) does not have %s", level);
  }
  return rx_fail(err, RX_E_INPUT, "--isa takes baseline, avx2 or avx512, not \"%s\"", level);
}
