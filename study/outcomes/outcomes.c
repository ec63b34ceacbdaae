#include "study/outcomes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/modulation.h"
#include "analysis/pain_signal.h"
#include "analysis/rate_markers.h"
#include "analysis/rates.h"
#include "analysis/scs.h"
#include "analysis/wind_up.h"
#include "study/nerve/nerve_outcomes.h"

typedef struct maker {
  const rx_experiment *e;
  const rx_case *cases;
  size_t n_conditions, n_stimuli, n_repetitions;
  rx_arena *arena;
  RX_ARRAY(rx_result_outcome) outcomes;
  RX_ARRAY(rx_result_course) courses;
  bool is_out_of_memory;
} maker;

static const rx_case *case_at(const maker *m, size_t condition, size_t stimulus, size_t repetition)
{
  return &m->cases[(condition * m->n_stimuli + stimulus) * m->n_repetitions + repetition];
}

static double *numbers(maker *m, size_t n)
{
  double *values = rx_arena_alloc(m->arena, (n + 1) * sizeof *values);
  if (values == NULL) m->is_out_of_memory = true;
  for (size_t i = 0; values != NULL && i < n; i++) values[i] = NAN;
  return values;
}

/* A new outcome of this rank, all NaN. NULL when memory is out. */
static double *add_outcome(maker *m, const char *name, const char *units, const char *long_name, int rank)
{
  size_t n = 1;
  if (rank > 0) n *= m->n_conditions;
  if (rank > 1) n *= m->n_stimuli;
  if (rank > 2) n *= m->n_repetitions;
  double *values = numbers(m, n);
  const rx_result_outcome outcome = { .name = rx_arena_text(m->arena, name),
                                      .units = units,
                                      .long_name = rx_arena_text(m->arena, long_name),
                                      .rank = rank,
                                      .value = values };
  if (values == NULL || outcome.name == NULL || outcome.long_name == NULL || !RX_APPEND(&m->outcomes, outcome)) {
    m->is_out_of_memory = true;
    return NULL;
  }
  return values;
}

/* Calls of a case's spikes as the analysis wants them. Free with free(t); */
typedef struct spike_columns {
  double *t;
  int32_t *cell;
  rx_spikes view;
} spike_columns;

static spike_columns columns_of(maker *m, const rx_case *c)
{
  const size_t n = c->recording.spikes.n;
  spike_columns s = { .t = malloc((n + 1) * sizeof *s.t), .cell = malloc((n + 1) * sizeof *s.cell) };
  if (s.t == NULL || s.cell == NULL) {
    m->is_out_of_memory = true;
    s.view = (rx_spikes){ 0 };
    return s;
  }
  for (size_t i = 0; i < n; i++) {
    s.t[i] = c->recording.spikes.items[i].t_ms;
    s.cell[i] = c->recording.spikes.items[i].cell;
  }
  s.view = (rx_spikes){ .n = n, .t_ms = s.t, .cell = s.cell };
  return s;
}

static void free_columns(spike_columns *s)
{
  free(s->t);
  free(s->cell);
}

static bool is_cell_range(const rx_node_range *range)
{
  return !range->is_source && range->population >= 0;
}

static double *add_named(maker *m, const char *prefix, const char *name, const char *units, const char *long_name,
                         int rank)
{
  const char *full = rx_arena_format(m->arena, "%s%s", prefix, name),
             *text = rx_arena_format(m->arena, long_name, name);
  if (full == NULL || text == NULL) {
    m->is_out_of_memory = true;
    return NULL;
  }
  return add_outcome(m, full, units, text, rank);
}

/* A voltage clamp makes crossings of the threshold that are no spikes: the rate of a population of one clamped cell says nothing. */
static bool is_clamped(const maker *m, const rx_case *c, const rx_node_range *range)
{
  for (size_t i = 0; i < c->n_components; i++) {
    const rx_stimulus *s = &c->components[i];
    if (s->kind != RX_STIMULUS_VOLTAGE_CLAMP || range->n > 1) continue;
    if (s->population == NULL || strcmp(s->population, m->e->circuit->populations[range->population].name) == 0)
      return true;
  }
  return false;
}

/* Mean rate of each population of cells while the stimulus lasts, and the time of its first spike after the onset. */
static void rates(maker *m, const rx_spikes *spikes, size_t i, const rx_case *c, double *const rate[],
                  double *const first[])
{
  int k = 0;
  for (int r = 0; r < c->network->n_ranges; r++) {
    const rx_node_range *range = &c->network->ranges[r];
    if (!is_cell_range(range)) continue;
    const rx_cells cells = { range->first, range->n };
    if (is_clamped(m, c, range)) {
      k++;
      continue;
    }
    rate[k][i] = rx_mean_rate_Hz(spikes, cells, c->onset_ms, c->end_ms);
    double *each = numbers(m, (size_t)range->n);
    if (each == NULL) return;
    rx_first_spikes_ms(spikes, cells, c->onset_ms, c->end_ms, each);
    for (int q = 0; q < range->n; q++)
      if (!isnan(each[q]) && !(first[k][i] <= each[q] - c->onset_ms)) first[k][i] = each[q] - c->onset_ms;
    k++;
  }
}

/* Pulses of a train whose responses lie whole within the run. */
static size_t whole_pulses(const rx_case *c, const rx_stimulus *train)
{
  const int n = rx_stimulus_pulses(train);
  const double period = 1e3 / train->frequency;
  int k = 0;
  while (k < n && rx_stimulus_pulse_ms(train, k) + period <= c->t_stop_ms * (1 + 1e-12)) k++;
  return (size_t)k;
}

/* The pulse train of a stimulus, or NULL where there are not two whole pulses. */
static const rx_stimulus *pulse_train(const rx_case *c)
{
  for (size_t i = 0; i < c->n_components; i++)
    if (c->components[i].kind == RX_STIMULUS_ELECTRICAL && rx_stimulus_pulses(&c->components[i]) >= 2 &&
        whole_pulses(c, &c->components[i]) >= 2)
      return &c->components[i];
  return NULL;
}

/* Early and late spikes per pulse of a population that carries pain. Returns the wind-up ratio. */
static double wind_up(maker *m, const rx_spikes *spikes, const rx_case *c, const rx_stimulus *train, int population,
                      double *early, double *late)
{
  const size_t n = whole_pulses(c, train);
  double *times = numbers(m, n);
  size_t *e = rx_arena_alloc(m->arena, (n + 1) * sizeof *e), *l = rx_arena_alloc(m->arena, (n + 1) * sizeof *l);
  if (times == NULL || e == NULL || l == NULL) {
    m->is_out_of_memory = true;
    return NAN;
  }
  for (size_t k = 0; k < n; k++) times[k] = rx_stimulus_pulse_ms(train, (int)k);
  const double end = times[n - 1] + (times[1] - times[0]);
  rx_wind_up_counts(spikes, rx_network_cells(c->network, population), n, times, end, e, l);
  for (size_t k = 0; k < n; k++) {
    early[k] += (double)e[k] / (double)m->n_repetitions;
    late[k] += (double)l[k] / (double)m->n_repetitions;
  }
  return rx_wind_up_of(n, l).ratio;
}

static void add_course(maker *m, const char *prefix, const rx_case *c, size_t n, double *time, size_t n_variables,
                       const rx_result_variable *variables)
{
  const rx_result_course course = { .name = rx_arena_format(m->arena, "%s%s.%s", prefix,
                                                            m->e->conditions[c->condition].name,
                                                            m->e->stimuli[c->stimulus].name),
                                    .time_units = "ms",
                                    .n_times = n,
                                    .time = time,
                                    .n_variables = n_variables,
                                    .variables = variables };
  if (course.name == NULL || !RX_APPEND(&m->courses, course)) m->is_out_of_memory = true;
}

/* Binned rates of all populations of cells, mean over repetitions. */
static void rate_course(maker *m, size_t condition, size_t stimulus)
{
  const rx_case *first = case_at(m, condition, stimulus, 0);
  const rx_network *net = first->network;
  const size_t n = rx_n_bins(0, first->t_stop_ms, m->e->bin);
  double *time = numbers(m, n), *bins = numbers(m, n);
  rx_result_variable *variables = rx_arena_alloc(m->arena, ((size_t)net->n_ranges + 1) * sizeof *variables);
  if (time == NULL || bins == NULL || variables == NULL) {
    m->is_out_of_memory = true;
    return;
  }
  for (size_t k = 0; k < n; k++) time[k] = (double)k * m->e->bin;
  size_t n_variables = 0;
  for (int r = 0; r < net->n_ranges; r++) {
    if (!is_cell_range(&net->ranges[r])) continue;
    double *mean = numbers(m, n);
    if (mean == NULL) return;
    for (size_t k = 0; k < n; k++) mean[k] = 0.0;
    variables[n_variables++] =
        (rx_result_variable){ .name = rx_arena_text(m->arena, net->ranges[r].name),
                              .units = "Hz",
                              .long_name = rx_arena_format(m->arena, "rate of %s per cell, mean over repetitions",
                                                           net->ranges[r].name),
                              .value = mean };
  }
  for (size_t q = 0; q < m->n_repetitions; q++) {
    const rx_case *c = case_at(m, condition, stimulus, q);
    spike_columns s = columns_of(m, c);
    size_t v = 0;
    for (int r = 0; r < c->network->n_ranges && s.view.t_ms != NULL; r++) {
      const rx_node_range *range = &c->network->ranges[r];
      if (!is_cell_range(range)) continue;
      rx_binned_rates_Hz(&s.view, (rx_cells){ range->first, range->n }, 0, first->t_stop_ms, m->e->bin, bins);
      double *mean = (double *)variables[v++].value;
      for (size_t k = 0; k < n; k++) mean[k] += bins[k] / (double)m->n_repetitions;
    }
    free_columns(&s);
  }
  add_course(m, "", first, n, time, n_variables, variables);
}

/* Current of a recorded voltage clamp at the end of its command: mean over the command's last tenth. */
static void clamp_currents(maker *m)
{
  const rx_experiment *e = m->e;
  for (size_t q = 0; q < e->n_reports; q++) {
    if (strcmp(e->reports[q].variable, "i_clamp") != 0) continue;
    double *current = add_named(m, "clamp_current_", e->reports[q].name, "nA",
                                "current of the clamp in %s, last tenth of the command", 2);
    for (size_t i = 0; current != NULL && i < m->n_conditions * m->n_stimuli; i++) {
      const rx_case *c = &m->cases[i * m->n_repetitions];
      const size_t column = c->first_column[q];
      if (c->first_column[q + 1] == column) continue;
      double sum = 0, n = 0;
      for (size_t k = 0; k < c->recording.n_frames; k++) {
        const double t = (double)k * c->recording.interval_ms;
        if (t < c->end_ms - 0.1 * (c->end_ms - c->onset_ms) || t >= c->end_ms) continue;
        sum += (double)c->recording.frames[k * c->n_columns + column];
        n++;
      }
      if (n > 0) current[i] = sum / n;
    }
  }
}

/* Small frame reports also as courses, so that the result file and the report show them. */
enum { MAX_TRACES = 8, MAX_TRACE_SAMPLES = 20000 };
static void trace_course(maker *m, const rx_case *c)
{
  if (c->repetition != 0 || c->n_columns == 0 || c->recording.n_frames == 0) return;
  /* the first columns of the reports in turn */
  size_t columns[MAX_TRACES], n_columns = 0;
  for (size_t round = 0; n_columns < MAX_TRACES && round < c->n_columns; round++)
    for (size_t k = 0; k < m->e->n_reports && n_columns < MAX_TRACES; k++)
      if (c->first_column[k] + round < c->first_column[k + 1]) columns[n_columns++] = c->first_column[k] + round;
  size_t every = 1;
  while (c->recording.n_frames / every > MAX_TRACE_SAMPLES) every++;
  const size_t n = (c->recording.n_frames + every - 1) / every;
  double *time = numbers(m, n);
  rx_result_variable *variables = rx_arena_alloc(m->arena, (n_columns + 1) * sizeof *variables);
  if (time == NULL || variables == NULL) {
    m->is_out_of_memory = true;
    return;
  }
  for (size_t k = 0; k < n; k++) time[k] = (double)(k * every) * c->recording.interval_ms;
  for (size_t v = 0; v < n_columns; v++) {
    const size_t q = columns[v];
    size_t report = 0;
    while (q >= c->first_column[report + 1]) report++;
    const rx_report_request *request = &m->e->reports[report];
    const rx_probe *probe = &c->probes[q];
    const rx_cell_type *type = c->network->types[c->network->type_of[probe->cell]];
    const int population = rx_circuit_population(m->e->circuit, request->population);
    const rx_cell *cell = &m->e->circuit->populations[population].cell;
    double *values = numbers(m, n);
    if (values == NULL) return;
    for (size_t k = 0; k < n; k++) values[k] = (double)c->recording.frames[k * every * c->n_columns + q];
    variables[q] =
        (rx_result_variable){ .name = rx_arena_format(m->arena, "%s.%s.%s.%d", request->name, request->population,
                                                      cell->sections[type->section[probe->compartment]].name,
                                                      (int)(q - c->first_column[report])),
                              .units = rx_probe_units(probe->kind),
                              .value = values,
                              .long_name = rx_arena_format(m->arena, "%s of %s, %s at %.2f", request->variable,
                                                           request->population,
                                                           cell->sections[type->section[probe->compartment]].name,
                                                           type->position[probe->compartment]) };
  }
  add_course(m, "trace.", c, n, time, n_columns, variables);
}

static bool is_kind(const rx_case *c, rx_stimulus_kind kind)
{
  return c->n_components == 1 && c->components[0].kind == kind;
}

/* Mean of a (condition, stimulus, repetition) outcome over its repetitions. */
static double mean_at(const maker *m, const double *values, size_t condition, size_t stimulus)
{
  return rx_mean_of(m->n_repetitions, values + (condition * m->n_stimuli + stimulus) * m->n_repetitions).mean;
}

/* Outcomes that compare stimuli or conditions, from the pain signal of all cases. */
static void compare(maker *m, const double *signal)
{
  const size_t reference = (size_t)m->e->reference_condition, n_s = m->n_stimuli, n_r = m->n_repetitions;
  double *change =
      add_outcome(m, "pain_modulation_percent", "1", "change of the pain signal against the reference condition, %", 2);
  double *low = NULL, *high = NULL;
  if (n_r >= 2) {
    low = add_outcome(m, "pain_modulation_low_percent", "1",
                      "lower end of the 95 % interval of the change, paired over repetitions, %", 2);
    high = add_outcome(m, "pain_modulation_high_percent", "1",
                       "upper end of the 95 % interval of the change, paired over repetitions, %", 2);
  }
  size_t brush = n_s, pressure = n_s, n_forces = 0;
  for (size_t s = 0; s < n_s; s++) {
    const rx_case *c = case_at(m, reference, s, 0);
    if (brush == n_s && is_kind(c, RX_STIMULUS_BRUSH)) brush = s;
    if (pressure == n_s && is_kind(c, RX_STIMULUS_VON_FREY) && c->components[0].force == 100) pressure = s;
    n_forces += is_kind(c, RX_STIMULUS_VON_FREY);
  }
  double *allodynia = brush < n_s && pressure < n_s
                          ? add_outcome(m, "allodynia_index", "1",
                                        "response to brush over the reference condition's response to 100 mN", 1)
                          : NULL;
  double *threshold = n_forces >= 2
                          ? add_outcome(m, "pressure_threshold", "mN", "force at which the pain signal reaches 0.1", 1)
                          : NULL;
  for (size_t k = 0; k < m->n_conditions && change != NULL; k++) {
    for (size_t s = 0; s < n_s; s++) {
      const rx_modulation found =
          rx_modulation_of(n_r, signal + (k * n_s + s) * n_r, signal + (reference * n_s + s) * n_r, RX_CONFIDENCE);
      change[k * n_s + s] = found.percent_change.value;
      if (low != NULL && high != NULL && k != reference) {
        low[k * n_s + s] = found.percent_change.low;
        high[k * n_s + s] = found.percent_change.high;
      }
    }
    if (allodynia != NULL)
      allodynia[k] = rx_allodynia_index(mean_at(m, signal, k, brush), mean_at(m, signal, reference, pressure));
    if (threshold == NULL) continue;
    double *force = numbers(m, n_forces), *response = numbers(m, n_forces), *fitted = numbers(m, n_forces);
    if (force == NULL || response == NULL || fitted == NULL) return;
    size_t n = 0;
    for (size_t s = 0; s < n_s; s++) {
      const rx_case *c = case_at(m, k, s, 0);
      if (!is_kind(c, RX_STIMULUS_VON_FREY)) continue;
      size_t at = n++;
      for (; at > 0 && force[at - 1] > c->components[0].force; at--) {
        force[at] = force[at - 1];
        response[at] = response[at - 1];
      }
      force[at] = c->components[0].force;
      response[at] = mean_at(m, signal, k, s);
    }
    bool is_finite = true;
    for (size_t s = 0; s < n; s++) is_finite &= isfinite(response[s]) != 0;
    if (!is_finite) continue;
    /* a threshold outside the forces that were tried is not known */
    const rx_threshold found = rx_threshold_find(n, force, response, RX_THRESHOLD_LEVEL, fitted);
    if (found.place == RX_THRESHOLD_FOUND) threshold[k] = found.force;
  }
}

/* Frequency of spinal cord stimulation that inhibits a projection population most, where the battery has three or more. */
static void scs(maker *m, const char *name, const double *rate)
{
  double *f = numbers(m, m->n_stimuli), *r = numbers(m, m->n_stimuli);
  double *minimum = NULL;
  for (size_t k = 0; k < m->n_conditions && f != NULL && r != NULL; k++) {
    size_t n = 0;
    for (size_t s = 0; s < m->n_stimuli; s++) {
      const rx_case *c = case_at(m, k, s, 0);
      const rx_stimulus *only = NULL;
      int n_scs = 0;
      for (size_t i = 0; i < c->n_components; i++) {
        if (c->components[i].kind != RX_STIMULUS_SCS) continue;
        only = &c->components[i];
        n_scs++;
      }
      if (n_scs != 1) continue; /* none, or several at once: no one frequency */
      f[n] = only->frequency;
      r[n++] = mean_at(m, rate, k, s);
    }
    if (n < 3) return;
    if (minimum == NULL) minimum = add_named(m, "scs_minimum_", name, "Hz", "SCS frequency at which %s fires least", 1);
    if (minimum == NULL) return;
    minimum[k] = rx_scs_find_minimum(n, f, r).frequency_Hz;
  }
}

/* How often each detector saw a crossing, and the first after the onset. */
static void crossings(maker *m)
{
  for (size_t d = 0; d < m->e->n_detectors; d++) {
    const char *name = m->e->detectors[d].name;
    double *count = add_named(m, "crossings_", name, "1", "crossings at the detector %s in the whole run", 3),
           *first = add_named(m, "first_crossing_", name, "ms", "first crossing at the detector %s after the onset", 3);
    if (count == NULL || first == NULL) return;
    for (size_t i = 0; i < m->n_conditions * m->n_stimuli * m->n_repetitions; i++) {
      const rx_case *c = &m->cases[i];
      count[i] = 0;
      for (size_t k = 0; k < c->recording.crossings.n; k++) {
        const rx_crossing *crossing = &c->recording.crossings.items[k];
        if ((size_t)crossing->detector != d) continue;
        count[i] += 1;
        if (isnan(first[i]) && crossing->t_ms >= c->onset_ms) first[i] = crossing->t_ms - c->onset_ms;
      }
    }
  }
}

/* What the nerve did; nothing with the published encoder. */
static void nerve_outcomes(maker *m)
{
  const rx_circuit *circuit = m->e->circuit;
  const size_t n_cases = m->n_conditions * m->n_stimuli * m->n_repetitions;
  for (int k = 0; k < circuit->nerve.n; k++) {
    const char *population = circuit->populations[circuit->nerve.fibres[k].population].name;
    for (const rx_nerve_outcome_row *row = RX_NERVE_OUTCOMES; row->name != NULL; row++) {
      double *values = add_named(m, row->name, population, row->units, row->long_name, 3);
      if (values == NULL) return;
      for (size_t i = 0; i < n_cases; i++) {
        rx_nerve_outcomes found;
        if (rx_nerve_outcomes_of(m->e, &m->cases[i], k, &found) != RX_OK) m->is_out_of_memory = true;
        memcpy(&values[i], (const char *)&found + row->offset, sizeof values[i]);
      }
    }
  }
}

static void circuit_outcomes(maker *m)
{
  crossings(m);
  const rx_circuit *circuit = m->e->circuit;
  const rx_network *net = m->cases[0].network;
  const size_t n_terms = (size_t)circuit->n_pain_terms;
  double **rate = rx_arena_alloc(m->arena, ((size_t)net->n_ranges + 1) * sizeof *rate);
  double **first = rx_arena_alloc(m->arena, ((size_t)net->n_ranges + 1) * sizeof *first);
  double **up = rx_arena_alloc(m->arena, (n_terms + 1) * sizeof *up);
  rx_pain_part *parts = rx_arena_alloc(m->arena, (n_terms + 1) * sizeof *parts);
  if (rate == NULL || first == NULL || up == NULL || parts == NULL) {
    m->is_out_of_memory = true;
    return;
  }
  double *cut = NULL;
  double *signal =
      n_terms > 0 ? add_outcome(m, "pain_signal", "1", "pain signal: 1 is the healthy response to pinch", 3) : NULL;
  int n_populations = 0;
  for (int r = 0; r < net->n_ranges; r++)
    if (is_cell_range(&net->ranges[r])) {
      rate[n_populations] =
          add_named(m, "rate_", net->ranges[r].name, "Hz", "mean rate of %s per cell during the stimulus", 3);
      first[n_populations] =
          add_named(m, "first_spike_", net->ranges[r].name, "ms", "first spike of %s after the onset", 3);
      if (rate[n_populations] == NULL || first[n_populations++] == NULL) return;
    }
  for (size_t k = 0; k < m->n_conditions; k++)
    for (size_t s = 0; s < m->n_stimuli; s++) {
      const rx_stimulus *train = pulse_train(case_at(m, k, s, 0));
      const size_t n_pulses = train != NULL ? whole_pulses(case_at(m, k, s, 0), train) : 0;
      rx_result_variable *pulses = rx_arena_alloc(m->arena, (2 * n_terms + 1) * sizeof *pulses);
      double *times = numbers(m, n_pulses);
      if (pulses == NULL || times == NULL) return;
      for (size_t p = 0; p < n_pulses; p++) times[p] = rx_stimulus_pulse_ms(train, (int)p);
      for (size_t q = 0; q < m->n_repetitions; q++) {
        const rx_case *c = case_at(m, k, s, q);
        const size_t i = (k * m->n_stimuli + s) * m->n_repetitions + q;
        spike_columns columns = columns_of(m, c);
        if (m->is_out_of_memory) {
          free_columns(&columns);
          return;
        }
        rates(m, &columns.view, i, c, rate, first);
        if (signal != NULL) {
          const rx_pain_signal found =
              rx_pain_signal_of(circuit, c->network, &columns.view, c->onset_ms, c->end_ms, parts);
          signal[i] = found.value;
          if (found.is_cut && cut == NULL)
            cut =
                add_outcome(m, "pain_signal_is_cut", "1", "1: the stimulus ends within a window of the pain signal", 2);
          if (found.is_cut && cut != NULL) cut[k * m->n_stimuli + s] = 1;
        }
        for (size_t t = 0; t < n_terms && n_pulses > 0; t++) {
          const char *name = circuit->populations[circuit->pain_terms[t].population].name;
          if (up[t] == NULL)
            up[t] = add_named(m, "wind_up_", name, "1",
                              "late spikes of %s to stimulus 10 (or the last) over those to the first", 3);
          if (q == 0)
            for (size_t v = 0; v < 2; v++) {
              double *count = numbers(m, n_pulses);
              if (count == NULL) return;
              for (size_t p = 0; p < n_pulses; p++) count[p] = 0.0;
              pulses[2 * t + v] = (rx_result_variable){
                .name = rx_arena_format(m->arena, "%s_%s", name, v == 0 ? "early" : "late"),
                .units = "1",
                .value = count,
                .long_name = rx_arena_format(m->arena, "spikes of %s %s", name,
                                             v == 0 ? "0-60 ms after the pulse" : "from 60 ms to the next pulse")
              };
            }
          if (up[t] != NULL)
            up[t][i] = wind_up(m, &columns.view, c, train, circuit->pain_terms[t].population,
                               (double *)pulses[2 * t].value, (double *)pulses[2 * t + 1].value);
        }
        free_columns(&columns);
        trace_course(m, c);
      }
      rate_course(m, k, s);
      if (n_pulses > 0 && n_terms > 0)
        add_course(m, "pulses.", case_at(m, k, s, 0), n_pulses, times, 2 * n_terms, pulses);
    }
  if (signal != NULL) compare(m, signal);
  clamp_currents(m);
  int at = 0;
  for (int r = 0; r < net->n_ranges; r++) {
    if (!is_cell_range(&net->ranges[r])) continue;
    for (size_t t = 0; t < n_terms; t++)
      if (circuit->pain_terms[t].population == net->ranges[r].population) scs(m, net->ranges[r].name, rate[at]);
    at++;
  }
}

static void rate_model_outcomes(maker *m)
{
  static const struct {
    const char *name, *long_name;
  } VARIABLES[RX_RATE_VARIABLES] = { { "P", "rate of the projection population (pain)" },
                                     { "E", "rate of the excitatory interneurons" },
                                     { "I", "rate of the inhibitory interneurons" },
                                     { "G", "wind-up weight of the C input" } };
  double *peak = add_outcome(m, "peak_P", "Hz", "largest rate of the projection population", 2);
  double *area = add_outcome(m, "area_P", "1", "area under P, Hz s", 2);
  double *above = add_outcome(m, "area_P_above_25Hz", "1", "area of P above 25 Hz, Hz s", 2);
  if (peak == NULL || area == NULL || above == NULL) return;
  for (size_t k = 0; k < m->n_conditions; k++)
    for (size_t s = 0; s < m->n_stimuli; s++) {
      const rx_case *c = case_at(m, k, s, 0);
      const size_t n = c->samples.n;
      double *time = numbers(m, n);
      rx_result_variable *variables = rx_arena_alloc(m->arena, RX_RATE_VARIABLES * sizeof *variables);
      if (time == NULL || variables == NULL) {
        m->is_out_of_memory = true;
        return;
      }
      for (size_t i = 0; i < n; i++) time[i] = (double)i * c->samples.interval_ms;
      for (int v = 0; v < RX_RATE_VARIABLES; v++) {
        double *values = numbers(m, n);
        if (values == NULL) return;
        for (size_t i = 0; i < n; i++) values[i] = c->samples.y[i][v];
        variables[v] = (rx_result_variable){ .name = VARIABLES[v].name,
                                             .units = v == RX_RATE_G ? "1" : "Hz",
                                             .long_name = VARIABLES[v].long_name,
                                             .value = values };
      }
      const rx_rate_markers markers =
          rx_rate_markers_of(n, variables[RX_RATE_P].value, 1e-3 * c->samples.interval_ms, RX_PAIN_LEVEL_HZ);
      peak[k * m->n_stimuli + s] = markers.peak_Hz;
      area[k * m->n_stimuli + s] = markers.area;
      above[k * m->n_stimuli + s] = markers.area_above;
      add_course(m, "", c, n, time, RX_RATE_VARIABLES, variables);
    }
}

rx_status rx_outcomes_make(const rx_experiment *experiment, const rx_case cases[], rx_arena *arena, rx_results *results,
                           rx_error *err)
{
  maker m = { .e = experiment,
              .cases = cases,
              .arena = arena,
              .n_conditions = experiment->n_conditions,
              .n_stimuli = experiment->n_stimuli,
              .n_repetitions = (size_t)experiment->repetitions };
  if (experiment->model == RX_MODEL_RATE)
    rate_model_outcomes(&m);
  else {
    circuit_outcomes(&m);
    nerve_outcomes(&m);
  }
  rx_result_outcome *outcomes = rx_arena_alloc(arena, (m.outcomes.n + 1) * sizeof *outcomes);
  rx_result_course *courses = rx_arena_alloc(arena, (m.courses.n + 1) * sizeof *courses);
  if (outcomes != NULL && m.outcomes.n > 0) memcpy(outcomes, m.outcomes.items, m.outcomes.n * sizeof *outcomes);
  if (courses != NULL && m.courses.n > 0) memcpy(courses, m.courses.items, m.courses.n * sizeof *courses);
  results->n_outcomes = m.outcomes.n;
  results->outcomes = outcomes;
  results->n_courses = m.courses.n;
  results->courses = courses;
  free(m.outcomes.items);
  free(m.courses.items);
  return m.is_out_of_memory || outcomes == NULL || courses == NULL ? rx_no_memory(err) : RX_OK;
}
