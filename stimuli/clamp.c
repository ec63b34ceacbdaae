#include "stimuli/clamp.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

rx_status rx_clamp_waveform(const rx_stimulus *stimulus, rx_waveform *waveform, rx_error *err)
{
  const double from = stimulus->onset, to = stimulus->onset + stimulus->duration;
  if (stimulus->kind == RX_STIMULUS_CURRENT_CLAMP)
    return rx_waveform_step(waveform, from, to, stimulus->amplitude, err);
  assert(stimulus->kind == RX_STIMULUS_VOLTAGE_CLAMP);
  RX_TRY(rx_waveform_add(waveform, 0.0, stimulus->holding, err));
  RX_TRY(rx_waveform_add(waveform, from, stimulus->holding, err));
  RX_TRY(rx_waveform_add(waveform, from, stimulus->command, err));
  RX_TRY(rx_waveform_add(waveform, to, stimulus->command, err));
  return rx_waveform_add(waveform, to, stimulus->holding, err);
}

/* "; is it X?", or nothing where no name is near; `buffer` holds it */
static const char *suggestion(const char *word, const char *const names[], size_t n, char *buffer, size_t size)
{
  const char *nearest = n > 0 ? rx_nearest_word(word, names, n) : NULL;
  buffer[0] = '\0';
  if (nearest != NULL) snprintf(buffer, size, "; is it %s?", nearest);
  return buffer;
}

static rx_status find_population(const rx_stimulus *stimulus, const rx_circuit *circuit, int *population, rx_error *err)
{
  *population = -1;
  for (int i = 0; i < circuit->n_populations && *population < 0; i++) {
    const rx_population *p = &circuit->populations[i];
    if (stimulus->population == NULL ? p->afferent == RX_CLASS_NONE : strcmp(p->name, stimulus->population) == 0)
      *population = i;
  }
  if (*population < 0) {
    if (stimulus->population == NULL) return rx_fail(err, RX_E_INPUT, "clamp: the circuit has no cells");
    char text[128];
    const char **names = calloc((size_t)circuit->n_populations + 1, sizeof *names);
    if (names == NULL) return rx_no_memory(err);
    for (int i = 0; i < circuit->n_populations; i++) names[i] = circuit->populations[i].name;
    suggestion(stimulus->population, names, (size_t)circuit->n_populations, text, sizeof text);
    free(names);
    return rx_fail(err, RX_E_INPUT, "clamp: the circuit has no population %s%s", stimulus->population, text);
  }
  if (circuit->populations[*population].afferent != RX_CLASS_NONE)
    return rx_fail(err, RX_E_INPUT, "clamp: %s are fibres, which have no membrane to clamp; name a population of cells",
                   circuit->populations[*population].name);
  return RX_OK;
}

static rx_status find_section(const rx_stimulus *stimulus, const rx_cell *cell, int *section, rx_error *err)
{
  *section = 0; /* the soma */
  if (stimulus->section == NULL) return RX_OK;
  for (int i = 0; i < cell->n_sections; i++) {
    *section = i;
    if (strcmp(cell->sections[i].name, stimulus->section) == 0) return RX_OK;
  }
  char text[128];
  const char **names = calloc((size_t)cell->n_sections + 1, sizeof *names);
  if (names == NULL) return rx_no_memory(err);
  for (int i = 0; i < cell->n_sections; i++) names[i] = cell->sections[i].name;
  suggestion(stimulus->section, names, (size_t)cell->n_sections, text, sizeof text);
  free(names);
  return rx_fail(err, RX_E_INPUT, "clamp: cell %s has no section %s%s", cell->name, stimulus->section, text);
}

rx_status rx_clamp_place(const rx_stimulus *stimulus, const rx_circuit *circuit, const rx_network *network, int *cell,
                         int *compartment, rx_error *err)
{
  int population, section;
  RX_TRY(find_population(stimulus, circuit, &population, err));
  const rx_population *p = &circuit->populations[population];
  RX_TRY(find_section(stimulus, &p->cell, &section, err));
  for (int i = 0; i < network->n_ranges; i++) {
    const rx_node_range *range = &network->ranges[i];
    if (range->population != population || range->is_source) continue;
    if (stimulus->cell < 0 || stimulus->cell >= range->n)
      return rx_fail(err, RX_E_INPUT, "clamp: %s has %d cell%s, 0 to %d; cell %d is not one of them", p->name, range->n,
                     range->n == 1 ? "" : "s", range->n - 1, stimulus->cell);
    *cell = range->first + stimulus->cell;
    *compartment = rx_cell_type_compartment(network->types[network->type_of[*cell]], section, stimulus->at);
    return RX_OK;
  }
  return rx_fail(err, RX_E_INPUT, "clamp: population %s has no cells in the network", p->name);
}

/* A rate within [from, to). */
typedef struct pulse {
  double from, to, rate;
} pulse;
typedef RX_ARRAY(pulse) pulses;

static int compare_times(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double rate_at(const pulses *list, double baseline, double t)
{
  double rate = -INFINITY;
  for (size_t i = 0; i < list->n; i++)
    if (t >= list->items[i].from && t < list->items[i].to) rate = fmax(rate, list->items[i].rate);
  return rate >= 0.0 ? rate : baseline;
}

/* piecewise constant: a jump wherever a pulse begins or ends */
static rx_status waveform_of(const pulses *list, double baseline, rx_waveform *w, rx_error *err)
{
  double *edges = calloc(2 * list->n + 1, sizeof *edges);
  if (edges == NULL) return rx_no_memory(err);
  for (size_t i = 0; i < list->n; i++) edges[2 * i] = list->items[i].from, edges[2 * i + 1] = list->items[i].to;
  qsort(edges, 2 * list->n, sizeof *edges, compare_times);
  double last = rate_at(list, baseline, 0.0);
  rx_status status = rx_waveform_add(w, 0.0, last, err);
  for (size_t i = 0; i < 2 * list->n && status == RX_OK; i++) {
    const double rate = rate_at(list, baseline, edges[i]);
    if (edges[i] <= 0.0 || rate == last) continue;
    status = rx_waveform_add(w, edges[i], last, err);
    if (status == RX_OK) status = rx_waveform_add(w, edges[i], rate, err);
    last = rate;
  }
  free(edges);
  return status;
}

rx_status rx_afferent_rate_waveforms(size_t n, const rx_stimulus stimuli[], rx_waveform *fA, rx_waveform *fC,
                                     rx_error *err)
{
  pulses a = { 0 }, c = { 0 };
  double baseline = 0.0;
  rx_status status = RX_OK;
  for (size_t i = 0; i < n && status == RX_OK; i++) {
    const rx_stimulus *s = &stimuli[i];
    if (s->kind != RX_STIMULUS_AFFERENT_RATES) continue;
    baseline = fmax(baseline, s->baseline);
    for (int k = 0; k < rx_stimulus_pulses(s) && status == RX_OK; k++) {
      const double t = rx_stimulus_pulse_ms(s, k);
      const pulse on_a = { t, t + s->duration_a, s->rate_abeta };
      const pulse on_c = { t + s->delay_c, t + s->delay_c + s->duration_c, s->rate_c };
      if (!RX_APPEND(&a, on_a) || !RX_APPEND(&c, on_c)) status = rx_no_memory(err);
    }
  }
  if (status == RX_OK) status = waveform_of(&a, baseline, fA, err);
  if (status == RX_OK) status = waveform_of(&c, baseline, fC, err);
  free(a.items);
  free(c.items);
  return status;
}
