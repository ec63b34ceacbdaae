/* Relations between values in force that no range can say: when an experiment is read, and for each member of a study. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "io/experiment/experiment_parts.h"
#include "stimuli/motor.h"

typedef struct sayer {
  void (*said)(void *context, const char *text);
  void *context;
} sayer;

static void say(const sayer *s, const char *format, ...) RX_PRINTF(2, 3);
static void say(const sayer *s, const char *format, ...)
{
  char text[400];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  s->said(s->context, text);
}

/* The pathway from cells with the shortest delay; NULL: none. */
static const rx_pathway *shortest_pathway(const rx_circuit *circuit)
{
  const rx_pathway *shortest = NULL;
  for (int i = 0; i < circuit->n_pathways; i++) {
    const rx_pathway *pathway = &circuit->pathways[i];
    bool is_from_cells = false;
    for (int k = 0; k < pathway->n_from; k++)
      is_from_cells = is_from_cells || circuit->populations[pathway->from[k]].afferent == RX_CLASS_NONE;
    if (is_from_cells && (shortest == NULL || pathway->delay < shortest->delay)) shortest = pathway;
  }
  return shortest;
}

static void check_delays(const sayer *s, const rx_experiment *experiment)
{
  const rx_circuit *circuit = experiment->circuit;
  const rx_pathway *shortest = shortest_pathway(circuit);
  const double dt = experiment->solver == RX_SOLVER_ENSEMBLE ? experiment->dt * experiment->coarse_steps : 0;
  const char *step = experiment->coarse_steps > 1 ? "solver/coarse_steps times solver/dt" : "solver/dt";
  if (shortest != NULL && !(shortest->delay > 0))
    say(s, "the delay of %s is %g ms; from cells it must be above 0", shortest->name, shortest->delay);
  else if (shortest != NULL && shortest->delay < dt * (1 - 1e-9))
    say(s, "the delay of %s, %g ms, is shorter than %s, %g ms", shortest->name, shortest->delay, step, dt);
  if (circuit->n_presynaptic > 0 && circuit->presynaptic_delay < dt * (1 - 1e-9))
    say(s, "circuit/presynaptic_delay, %g ms, is shorter than %s, %g ms", circuit->presynaptic_delay, step, dt);
}

static void check_presynaptic(const sayer *s, const rx_circuit *circuit)
{
  for (int i = 0; i < circuit->n_presynaptic; i++)
    for (int k = 0; k < i; k++)
      if (circuit->presynaptic[i].afferent == circuit->presynaptic[k].afferent &&
          circuit->presynaptic[i].tau != circuit->presynaptic[k].tau) {
        say(s, "presynaptic inhibition of %s has two time constants, %g and %g ms; a class has one",
            rx_afferent_class_name(circuit->presynaptic[i].afferent), circuit->presynaptic[k].tau,
            circuit->presynaptic[i].tau);
        return;
      }
}

static void check_receptors(const sayer *s, const rx_circuit *circuit)
{
  for (int p = 0; p < circuit->n_populations; p++) {
    for (int i = 0; i < circuit->populations[p].n_receptors; i++) {
      const rx_receptor *receptor = &circuit->populations[p].receptors[i];
      if (receptor->tau_rise < receptor->tau_decay) continue;
      say(s, "tau_rise of %s of %s, %g ms, is not shorter than its tau_decay, %g ms", receptor->name,
          circuit->populations[p].name, receptor->tau_rise, receptor->tau_decay);
    }
  }
}

/* Fibres whose geometry has nothing for the numbers in force. */
static void check_myelin(const sayer *s, const rx_circuit *circuit)
{
  for (int p = 0; p < circuit->n_populations; p++) {
    const rx_cell *cell = &circuit->populations[p].cell;
    rx_myelinated complete;
    rx_error err = { 0 };
    if (cell->myelinated.is_given && rx_myelinated_complete(&cell->myelinated, &complete, &err) != RX_OK)
      say(s, "%s: %s", circuit->populations[p].name, err.text);
  }
}

/* The first channel of a cell on which more drugs act than can compete for it; false: there is none. */
static bool say_drugs(const sayer *s, const rx_circuit *circuit, int population, const rx_cell *cell)
{
  for (int k = 0; k < cell->n_sections; k++)
    for (int i = 0; i < cell->sections[k].n_channels; i++) {
      const rx_channel *channel = cell->sections[k].channels[i].channel;
      int n = 0;
      for (int d = 0; d < circuit->n_drugs; d++) n += rx_drug_acts(&circuit->drugs[d], channel->site);
      if (n <= RX_SITES) continue;
      say(s, "circuit/drugs: %d drugs act on %s of %s; at most %d can compete for its site", n, channel->name,
          circuit->populations[population].name, RX_SITES);
      return true;
    }
  return false;
}

static void check_drugs(const sayer *s, const rx_circuit *circuit)
{
  for (int p = 0; p < circuit->n_populations; p++)
    if (say_drugs(s, circuit, p, &circuit->populations[p].cell)) return;
  for (int i = 0; i < circuit->nerve.n; i++)
    if (say_drugs(s, circuit, circuit->nerve.fibres[i].population, &circuit->nerve.fibres[i].cell)) return;
}

static bool is_multiple(double x, double of)
{
  return fabs(x / of - round(x / of)) <= 1e-6;
}

/* A voltage clamp begins and ends its last step on a sample, and samples lie on steps. */
static const char *contradiction_of_samples(rx_arena *arena, const rx_assay *assay, double step_ms)
{
  const double interval = rx_assay_interval(assay, step_ms);
  if (step_ms > 0 && !is_multiple(interval, step_ms))
    return rx_arena_format(arena, "interval, %g ms, is no multiple of solver/dt, %g ms", interval, step_ms);
  const bool has_prepulse = assay->kind == RX_ASSAY_INACTIVATION;
  if (is_multiple(assay->duration, interval) && !(has_prepulse && !is_multiple(assay->prepulse, interval))) return NULL;
  return rx_arena_format(arena, "%s, %g ms, is no multiple of %s, %g ms, of which the samples are taken",
                         is_multiple(assay->duration, interval) ? "prepulse" : "duration",
                         is_multiple(assay->duration, interval) ? assay->prepulse : assay->duration,
                         isnan(assay->interval) && step_ms > 0 ? "solver/dt" : "interval", interval);
}

/* Where a place of a section lies: which of its compartments; a myelinated fibre has its own. */
static int compartment_at(const rx_cell *cell, int section, double at)
{
  const int n = cell->sections[section].n_compartments, i = (int)floor(at * n);
  return i < n ? i : n - 1;
}

/* A spike that runs from the electrode along the section of measurement passes record_from, then record_to. */
static const char *contradiction_of_places(rx_arena *arena, const rx_assay *assay, const rx_cell *cell)
{
  const int section = assay->record_index;
  if (assay->record_from == assay->record_to)
    return rx_arena_format(arena, "record_from and record_to are one place, %g", assay->record_to);
  if (cell == NULL || section < 0 || section >= cell->n_sections) return NULL;
  if (!cell->myelinated.is_given &&
      compartment_at(cell, section, assay->record_from) == compartment_at(cell, section, assay->record_to))
    return rx_arena_format(arena,
                           "record_from, %g, and record_to, %g, lie in one compartment of %s, which has %d: conduction "
                           "is measured along an axon",
                           assay->record_from, assay->record_to, cell->sections[section].name,
                           cell->sections[section].n_compartments);
  if (section != assay->section_index) return NULL;
  const double from = fabs(assay->record_from - assay->at), to = fabs(assay->record_to - assay->at);
  if (from < to) return NULL;
  return rx_arena_format(arena, "record_to, %g, is no farther from the electrode (at %g) than record_from, %g%s",
                         assay->record_to, assay->at, assay->record_from, from > to ? ": exchange them" : "");
}

const char *rx_assay_contradiction(rx_arena *arena, const rx_assay *assay, const rx_cell *cell, double step_ms)
{
  const rx_assay_description *description = &RX_ASSAY_KINDS[assay->kind];
  if (description->has_series && rx_assay_points(assay) == 0)
    return rx_arena_format(arena,
                           "from %g to %g by %g is no series: expected `to` at or above `from`, and at most %d points",
                           assay->from, assay->to, assay->step, (int)RX_ASSAY_MOST_POINTS);
  if (assay->kind == RX_ASSAY_RHEOBASE && assay->first > assay->largest)
    return rx_arena_format(arena, "the search begins at `first`, %g pA, above `largest`, %g pA", assay->first,
                           assay->largest);
  const double most_Hz =
      assay->kind == RX_ASSAY_CONDUCTION
          ? fmax(assay->pulses > 1 ? assay->frequency : 0, assay->recovery_pulses > 0 ? assay->recovery_frequency : 0)
      : assay->kind == RX_ASSAY_FOLLOWING ? assay->to
                                          : 0;
  if (assay->width * most_Hz > 1e3)
    return rx_arena_format(arena, "pulses of %g ms at %g Hz overlap", assay->width, most_Hz);
  if (assay->kind == RX_ASSAY_CONDUCTION) return contradiction_of_places(arena, assay, cell);
  if (assay->kind == RX_ASSAY_ACTIVATION || assay->kind == RX_ASSAY_INACTIVATION)
    return contradiction_of_samples(arena, assay, step_ms);
  return NULL;
}

static void check_assay(const sayer *s, const rx_experiment *experiment, const rx_battery_item *item)
{
  rx_arena *arena = rx_arena_create();
  const rx_circuit *circuit = experiment->circuit;
  const rx_cell *cell = circuit != NULL && circuit->n_populations == 1 ? &circuit->populations[0].cell : NULL;
  const double step_ms = experiment->solver == RX_SOLVER_ENSEMBLE ? experiment->dt : 0;
  const char *text = arena != NULL ? rx_assay_contradiction(arena, item->assay, cell, step_ms) : NULL;
  if (text != NULL) say(s, "the assay %s: %s", item->name, text);
  rx_arena_free(arena);
}

const char *rx_loop_fault(const rx_experiment *experiment, const rx_stimulus *stimulus, char text[static 200])
{
  const double step = experiment->dt * experiment->coarse_steps, n = round(RX_LOOP_WINDOW_MS / step);
  if (!rx_motor_is_triggered(stimulus) || experiment->solver != RX_SOLVER_ENSEMBLE) return NULL;
  if (n >= 1 && fabs(RX_LOOP_WINDOW_MS / step - n) <= 1e-9 * n) return NULL;
  snprintf(text, 200, "the pool is read every %g ms, which is no multiple of %s, %g ms", RX_LOOP_WINDOW_MS,
           experiment->coarse_steps > 1 ? "solver/coarse_steps times solver/dt" : "solver/dt", step);
  return text;
}

/* What is behind "stimuli/NAME/", with "components/I/" where a list is given; NULL: the path is of another stimulus. */
static const char *key_of(const rx_battery_item *item, size_t component, const char *path)
{
  char start[128];
  const int n = item->is_list ? snprintf(start, sizeof start, "stimuli/%s/components/%zu/", item->name, component)
                              : snprintf(start, sizeof start, "stimuli/%s/", item->name);
  return strncmp(path, start, (size_t)n) == 0 ? path + n : NULL;
}

const char *rx_stimulus_idle(const rx_experiment *experiment, const char *path, char text[static 160])
{
  bool may_be_meant;
  for (size_t k = 0; k < experiment->n_stimuli; k++)
    for (size_t i = 0; i < experiment->stimuli[k].n_components; i++) {
      const char *key = key_of(&experiment->stimuli[k], i, path);
      if (key != NULL) return rx_motor_idle(&experiment->stimuli[k].components[i], key, &may_be_meant, text);
    }
  return NULL;
}

static void check_loops(const sayer *s, const rx_experiment *experiment, const rx_battery_item *item)
{
  char text[200];
  for (size_t i = 0; i < item->n_components; i++)
    if (rx_loop_fault(experiment, &item->components[i], text) != NULL) say(s, "the stimulus %s: %s", item->name, text);
}

double rx_battery_item_end_ms(const rx_battery_item *item)
{
  double end = 0;
  for (size_t i = 0; i < item->n_components; i++) end = fmax(end, rx_stimulus_end_ms(&item->components[i]));
  return isnan(item->duration) ? end : item->duration;
}

static void check_windows(const sayer *s, const rx_battery_item *item)
{
  char text[200];
  for (size_t i = 0; i < item->n_windows; i++)
    if (rx_window_fault(item, &item->windows[i], text) != NULL)
      say(s, "the window %s of %s %s", item->windows[i].name, item->name, text);
}

void rx_find_contradictions(const rx_experiment *experiment, void (*said)(void *, const char *), void *context)
{
  const sayer one = { said, context }, *s = &one;
  if (experiment->circuit != NULL) {
    check_delays(s, experiment);
    check_receptors(s, experiment->circuit);
    check_presynaptic(s, experiment->circuit);
    check_drugs(s, experiment->circuit);
    check_myelin(s, experiment->circuit);
  }
  for (size_t k = 0; k < experiment->n_stimuli; k++) {
    const rx_battery_item *item = &experiment->stimuli[k];
    if (item->assay != NULL) {
      check_assay(s, experiment, item);
      continue;
    }
    double end = 0;
    for (size_t i = 0; i < item->n_components; i++) end = fmax(end, rx_stimulus_end_ms(&item->components[i]));
    double onset = 0, last = 0;
    rx_stimuli_window(item->n_components, item->components, &onset, &last);
    if (isnan(item->duration) && !(end > 0))
      say(s, "the stimulus %s lasts 0 ms", item->name);
    else if (!(last > onset))
      say(s, "the stimulus %s lasts 0 ms", item->name);
    else if (onset >= item->duration)
      say(s, "the stimulus %s begins at %g ms, after its run_time of %g ms", item->name, onset, item->duration);
    check_windows(s, item);
    check_loops(s, experiment, item);
  }
}

static void keep_first(void *context, const char *text)
{
  rx_error *err = context;
  if (err->code == RX_OK) rx_fail(err, RX_E_INPUT, "%s", text);
}

rx_status rx_experiment_check_values(const rx_experiment *experiment, rx_error *err)
{
  rx_error first = { 0 };
  rx_find_contradictions(experiment, keep_first, &first);
  if (first.code != RX_OK && err != NULL) *err = first;
  return first.code;
}
