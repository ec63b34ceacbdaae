#include "study/outcomes/maker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/pain_signal.h"
#include "analysis/rate_markers.h"
#include "analysis/wind_up.h"
#include "study/nerve/nerve_outcomes.h"

bool rx_outcomes_is_clamped(const rx_outcomes_maker *m, const rx_case *c, const rx_node_range *range)
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
static void rates(rx_outcomes_maker *m, const rx_spikes *spikes, size_t i, const rx_case *c, double *const rate[],
                  double *const first[])
{
  int k = 0;
  for (int r = 0; r < c->network->n_ranges; r++) {
    const rx_node_range *range = &c->network->ranges[r];
    if (!rx_is_cell_range(range)) continue;
    const rx_cells cells = { range->first, range->n };
    if (rx_outcomes_is_clamped(m, c, range)) {
      k++;
      continue;
    }
    rate[k][i] = rx_mean_rate_Hz(spikes, cells, c->onset_ms, c->end_ms);
    double *each = rx_outcomes_numbers(m, (size_t)range->n);
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
static double wind_up(rx_outcomes_maker *m, const rx_spikes *spikes, const rx_case *c, const rx_stimulus *train,
                      int population, double *early, double *late)
{
  const size_t n = whole_pulses(c, train);
  double *times = rx_outcomes_numbers(m, n);
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

/* Current of a recorded voltage clamp at the end of its command: mean over the command's last tenth. */
static void clamp_currents(rx_outcomes_maker *m)
{
  const rx_experiment *e = m->e;
  for (size_t q = 0; q < e->n_reports; q++) {
    if (strcmp(e->reports[q].variable, "i_clamp") != 0) continue;
    double *current = rx_outcomes_add_named(m, "clamp_current_", e->reports[q].name, "nA",
                                            "current of the clamp in %s, last tenth of the command", 2);
    for (size_t i = 0; current != NULL && i < m->n_conditions * m->n_stimuli; i++) {
      const rx_case *c = &m->cases[i * m->n_repetitions];
      if (c->assay != NULL) continue;
      const size_t column = c->first_column[q];
      if (c->first_column[q + 1] == column) continue;
      double sum = 0, n = 0;
      for (size_t k = 0; k < c->recording.n_frames; k++) {
        const double t = (double)k * c->recording.interval_ms;
        if (t < c->end_ms - 0.1 * (c->end_ms - c->onset_ms) || t >= c->end_ms) continue;
        sum += (double)c->recording.frames[k * c->recording.n_probes + column];
        n++;
      }
      if (n > 0) current[i] = sum / n;
    }
  }
}

/* How often each detector saw a crossing, and the first after the onset. */
static void crossings(rx_outcomes_maker *m)
{
  for (size_t d = 0; d < m->e->n_detectors; d++) {
    const char *name = m->e->detectors[d].name;
    double *count =
               rx_outcomes_add_named(m, "crossings_", name, "1", "crossings at the detector %s in the whole run", 3),
           *first = rx_outcomes_add_named(m, "first_crossing_", name, "ms",
                                          "first crossing at the detector %s after the onset", 3);
    if (count == NULL || first == NULL) return;
    for (size_t i = 0; i < m->n_conditions * m->n_stimuli * m->n_repetitions; i++) {
      const rx_case *c = &m->cases[i];
      if (c->assay != NULL) continue;
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
static void nerve_outcomes(rx_outcomes_maker *m)
{
  const rx_circuit *circuit = m->e->circuit;
  const size_t n_cases = m->n_conditions * m->n_stimuli * m->n_repetitions;
  for (int k = 0; k < circuit->nerve.n; k++) {
    const char *population = circuit->populations[circuit->nerve.fibres[k].population].name;
    for (const rx_nerve_outcome_row *row = RX_NERVE_OUTCOMES; row->name != NULL; row++) {
      double *values = rx_outcomes_add_named(m, row->name, population, row->units, row->long_name, 3);
      if (values == NULL) return;
      for (size_t i = 0; i < n_cases; i++) {
        rx_nerve_outcomes found;
        if (rx_nerve_outcomes_of(m->e, &m->cases[i], k, &found) != RX_OK) m->is_out_of_memory = true;
        memcpy(&values[i], (const char *)&found + row->offset, sizeof values[i]);
      }
    }
  }
}

static bool has_stimuli(const rx_outcomes_maker *m)
{
  for (size_t s = 0; s < m->n_stimuli; s++)
    if (m->e->stimuli[s].assay == NULL) return true;
  return false;
}

static void circuit_outcomes(rx_outcomes_maker *m)
{
  if (!has_stimuli(m)) return;
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
  double *signal = n_terms > 0
                       ? rx_outcomes_add(m, "pain_signal", "1",
                                         "pain signal: 1 is the response of the published healthy circuit to pinch", 3)
                       : NULL;
  int n_populations = 0;
  for (int r = 0; r < net->n_ranges; r++)
    if (rx_is_cell_range(&net->ranges[r])) {
      rate[n_populations] = rx_outcomes_add_named(m, "rate_", net->ranges[r].name, "Hz",
                                                  "mean rate of %s per cell during the stimulus", 3);
      first[n_populations] =
          rx_outcomes_add_named(m, "first_spike_", net->ranges[r].name, "ms", "first spike of %s after the onset", 3);
      if (rate[n_populations] == NULL || first[n_populations++] == NULL) return;
    }
  for (size_t k = 0; k < m->n_conditions; k++)
    for (size_t s = 0; s < m->n_stimuli; s++) {
      if (rx_outcomes_case(m, k, s, 0)->assay != NULL) continue;
      const rx_stimulus *train = pulse_train(rx_outcomes_case(m, k, s, 0));
      const size_t n_pulses = train != NULL ? whole_pulses(rx_outcomes_case(m, k, s, 0), train) : 0;
      rx_result_variable *pulses = rx_arena_alloc(m->arena, (2 * n_terms + 1) * sizeof *pulses);
      double *times = rx_outcomes_numbers(m, n_pulses);
      if (pulses == NULL || times == NULL) return;
      for (size_t p = 0; p < n_pulses; p++) times[p] = rx_stimulus_pulse_ms(train, (int)p);
      for (size_t q = 0; q < m->n_repetitions; q++) {
        const rx_case *c = rx_outcomes_case(m, k, s, q);
        const size_t i = (k * m->n_stimuli + s) * m->n_repetitions + q;
        rx_spike_columns columns = rx_spike_columns_of(m, c);
        if (m->is_out_of_memory) {
          rx_spike_columns_free(&columns);
          return;
        }
        rates(m, &columns.view, i, c, rate, first);
        if (signal != NULL) {
          const rx_pain_signal found =
              rx_pain_signal_of(circuit, c->network, &columns.view, c->onset_ms, c->end_ms, parts);
          signal[i] = found.value;
          if (found.is_cut && cut == NULL)
            cut = rx_outcomes_add(m, "pain_signal_is_cut", "1",
                                  "1: the stimulus ends within a window of the pain signal", 2);
          if (found.is_cut && cut != NULL) cut[k * m->n_stimuli + s] = 1;
        }
        for (size_t t = 0; t < n_terms && n_pulses > 0; t++) {
          const char *name = circuit->populations[circuit->pain_terms[t].population].name;
          if (up[t] == NULL)
            up[t] = rx_outcomes_add_named(m, "wind_up_", name, "1",
                                          "late spikes of %s to stimulus 10 (or the last) over those to the first", 3);
          if (q == 0)
            for (size_t v = 0; v < 2; v++) {
              double *count = rx_outcomes_numbers(m, n_pulses);
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
        rx_spike_columns_free(&columns);
        rx_outcomes_trace_course(m, c);
      }
      rx_outcomes_rate_course(m, k, s);
      if (n_pulses > 0 && n_terms > 0)
        rx_outcomes_add_course(m, "pulses.", rx_outcomes_case(m, k, s, 0), NULL, "ms", n_pulses, times, 2 * n_terms,
                               pulses);
    }
  if (signal != NULL) rx_outcomes_compare(m, signal);
  clamp_currents(m);
  int at = 0;
  for (int r = 0; r < net->n_ranges; r++) {
    if (!rx_is_cell_range(&net->ranges[r])) continue;
    for (size_t t = 0; t < n_terms; t++)
      if (circuit->pain_terms[t].population == net->ranges[r].population)
        rx_outcomes_scs(m, net->ranges[r].name, rate[at]);
    at++;
  }
}

static void rate_model_outcomes(rx_outcomes_maker *m)
{
  static const struct {
    const char *name, *long_name;
  } VARIABLES[RX_RATE_VARIABLES] = { { "P", "rate of the projection population (pain)" },
                                     { "E", "rate of the excitatory interneurons" },
                                     { "I", "rate of the inhibitory interneurons" },
                                     { "G", "wind-up weight of the C input" } };
  double *peak = rx_outcomes_add(m, "peak_P", "Hz", "largest rate of the projection population", 2);
  double *area = rx_outcomes_add(m, "area_P", "1", "area under P, Hz s", 2);
  double *above = rx_outcomes_add(m, "area_P_above_25Hz", "1", "area of P above 25 Hz, Hz s", 2);
  if (peak == NULL || area == NULL || above == NULL) return;
  for (size_t k = 0; k < m->n_conditions; k++)
    for (size_t s = 0; s < m->n_stimuli; s++) {
      const rx_case *c = rx_outcomes_case(m, k, s, 0);
      const size_t n = c->samples.n;
      double *time = rx_outcomes_numbers(m, n);
      rx_result_variable *variables = rx_arena_alloc(m->arena, RX_RATE_VARIABLES * sizeof *variables);
      if (time == NULL || variables == NULL) {
        m->is_out_of_memory = true;
        return;
      }
      for (size_t i = 0; i < n; i++) time[i] = (double)i * c->samples.interval_ms;
      for (int v = 0; v < RX_RATE_VARIABLES; v++) {
        double *values = rx_outcomes_numbers(m, n);
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
      rx_outcomes_add_course(m, "", c, NULL, "ms", n, time, RX_RATE_VARIABLES, variables);
    }
}

rx_status rx_outcomes_make(const rx_experiment *experiment, const rx_case cases[], rx_arena *arena, rx_results *results,
                           rx_error *err)
{
  rx_outcomes_maker m = { .e = experiment,
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
    rx_outcomes_heat(&m);
    rx_outcomes_spasms(&m);
    rx_outcomes_assays(&m);
    rx_outcomes_motor(&m);
    rx_outcomes_windows(&m);
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
