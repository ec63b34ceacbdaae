/* Reports from YAML: which variables of which cells are recorded. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/experiment/experiment_parts.h"

static const rx_param REPORT_PARAMS[] = { RX_P_DEFAULT(rx_report_request, interval, "ms", 0.125, 1e-3, 1e6,
                                                       "between two frames",
                                                       "rexed: exact in binary; output-format page 3"),
                                          RX_P_END };

static bool has_calcium(const rx_cell *cell, const char *section)
{
  for (int s = 0; s < cell->n_sections; s++)
    if ((section == NULL || strcmp(cell->sections[s].name, section) == 0) && cell->sections[s].has_calcium) return true;
  return false;
}

/* Whether the section (any, if NULL) has a concentration or a reversal potential that follows them, by its name. */
static bool has_pool_variable(const rx_cell *cell, const char *section, const char *variable)
{
  for (int s = 0; s < cell->n_sections; s++) {
    if (section != NULL && strcmp(cell->sections[s].name, section) != 0) continue;
    for (int k = 0; k < RX_N_POOLS; k++)
      if (cell->sections[s].pools[k].is_given && strcmp(rx_pool_variable((rx_pool_kind)k), variable) == 0) return true;
    if (strcmp(variable, "ena") == 0 && rx_section_has_nernst(&cell->sections[s], RX_ION_NA)) return true;
    if (strcmp(variable, "ek") == 0 && rx_section_has_nernst(&cell->sections[s], RX_ION_K)) return true;
  }
  return false;
}

/* Whether the section (any, if NULL) has myelin, and so a periaxonal potential. */
static bool has_myelin(const rx_cell *cell, const char *section)
{
  for (int s = 0; s < cell->n_sections; s++) {
    if (section != NULL && strcmp(cell->sections[s].name, section) != 0) continue;
    if (cell->myelinated.is_given ? s != RX_NODE : rx_sheath_has_myelin(&cell->sections[s].sheath)) return true;
  }
  return false;
}

/* The channel of a section (of any, if NULL) with the n-character name; NULL: none. */
static const rx_channel *channel_of(const rx_cell *cell, const char *section, const char *name, size_t n)
{
  for (int s = 0; s < cell->n_sections; s++) {
    if (section != NULL && strcmp(cell->sections[s].name, section) != 0) continue;
    for (int c = 0; c < cell->sections[s].n_channels; c++) {
      const rx_channel *channel = cell->sections[s].channels[c].channel;
      if (strlen(channel->name) == n && strncmp(channel->name, name, n) == 0) return channel;
    }
  }
  return NULL;
}

static bool has_gate(const rx_channel *channel, const char *gate)
{
  for (int g = 0; channel != NULL && g < channel->n_gates; g++)
    if (strcmp(channel->gates[g], gate) == 0) return true;
  return false;
}

/* Whether a population has a variable: v, v_periaxonal, cai, i_clamp, nai, ki, nao, ko, ena, ek, <channel>.<gate>, i_<channel>, g_<receptor>. */
static bool has_variable(const rx_population *population, const char *section, const char *variable)
{
  const char *dot = strchr(variable, '.');
  if (strcmp(variable, "v") == 0 || strcmp(variable, "i_clamp") == 0) return true;
  if (strcmp(variable, "cai") == 0) return has_calcium(&population->cell, section);
  if (strcmp(variable, "v_periaxonal") == 0) return has_myelin(&population->cell, section);
  if (has_pool_variable(&population->cell, section, variable)) return true;
  if (dot != NULL) return has_gate(channel_of(&population->cell, section, variable, (size_t)(dot - variable)), dot + 1);
  if (strncmp(variable, "i_", 2) == 0)
    return channel_of(&population->cell, section, variable + 2, strlen(variable + 2)) != NULL;
  for (int i = 0; strncmp(variable, "g_", 2) == 0 && i < population->n_receptors; i++) {
    const rx_receptor *receptor = &population->receptors[i];
    const bool is_here = section == NULL || strcmp(population->cell.sections[receptor->section].name, section) == 0;
    if (is_here && strcmp(receptor->name, variable + 2) == 0) return true;
  }
  return false;
}

/* All variables that a population has, for a message. */
static void list_variables(rx_reading *r, const rx_map *map, const rx_population *population, const char *section,
                           const char *variable)
{
  const char *names[200];
  size_t n = 0;
  names[n++] = "v";
  names[n++] = "i_clamp";
  if (has_calcium(&population->cell, section)) names[n++] = "cai";
  if (has_myelin(&population->cell, section)) names[n++] = "v_periaxonal";
  static const char *const OF_POOLS[] = { "nai", "ki", "nao", "ko", "ena", "ek" };
  for (size_t k = 0; k < sizeof OF_POOLS / sizeof *OF_POOLS; k++)
    if (has_pool_variable(&population->cell, section, OF_POOLS[k])) names[n++] = OF_POOLS[k];
  for (int c = 0; c < rx_channel_count(); c++) {
    const rx_channel *channel = rx_channel_at(c);
    if (channel_of(&population->cell, section, channel->name, strlen(channel->name)) == NULL) continue;
    for (int g = 0; g < channel->n_gates && n < 190; g++)
      names[n++] = rx_arena_format(r->reader.arena, "%s.%s", channel->name, channel->gates[g]);
    if (n < 190) names[n++] = rx_arena_format(r->reader.arena, "i_%s", channel->name);
  }
  for (int i = 0; i < population->n_receptors && n < 190; i++) {
    const char *name = rx_arena_format(r->reader.arena, "g_%s", population->receptors[i].name);
    if (has_variable(population, section, name)) names[n++] = name;
  }
  char what[160];
  snprintf(what, sizeof what, "variable of %s%s%s", population->name, section ? "/" : "", section ? section : "");
  rx_find_name(map, rx_node_child(map->node, "variable"), "variable", what, variable, names, n);
}

/* `cells: [first, n]`; not given: all. */
static void read_cells(rx_map *map, const rx_population *population, rx_report_request *report)
{
  const rx_node *node = rx_read_node(map, "cells", false);
  const double *values = NULL;
  size_t n = 0;
  report->first = 0;
  report->n = -1;
  if (node == NULL || !rx_read_numbers(map, "cells", false, "1", 0, 1e6, &values, &n)) return;
  if (node->kind != RX_NODE_SEQUENCE || n != 2 || values[0] != floor(values[0]) || values[1] != floor(values[1]) ||
      values[1] < 1) {
    rx_read_problem(map, node, "cells", "expected [first, number], two whole numbers, the second above 0");
    return;
  }
  if (values[0] + values[1] > population->n) {
    rx_read_problem(map, node, "cells", "[%g, %g] goes beyond the cells of %s, 0 … %d", values[0], values[1],
                    population->name, population->n - 1);
    return;
  }
  report->first = (int)values[0];
  report->n = (int)values[1];
}

static void check_interval(rx_map *map, const rx_experiment *experiment, const rx_report_request *report)
{
  const double steps = report->interval / experiment->dt;
  if (experiment->solver != RX_SOLVER_ENSEMBLE || (steps >= 0.5 && fabs(steps - round(steps)) < 1e-6 * steps)) return;
  rx_read_problem(map, rx_node_child(map->node, "interval"), "interval", "%g ms is not a multiple of solver/dt, %g ms",
                  report->interval, experiment->dt);
}

static void read_report(rx_reading *r, rx_map *map, const rx_experiment *experiment, rx_report_request *report)
{
  const rx_circuit *circuit = experiment->circuit;
  const char *name = NULL, *section = NULL;
  report->variable = rx_read_word(r, map, "variable", true, "v");
  if (rx_read_params(map, REPORT_PARAMS, report)) check_interval(map, experiment, report);
  rx_read_text(map, "section", false, &section);
  report->section = section != NULL ? rx_keep(r, section) : NULL;
  report->population = "";
  if (rx_read_text(map, "population", circuit != NULL && circuit->n_populations > 1, &name))
    report->population = rx_keep(r, name);
  rx_read_node(map, "cells", false);
  if (circuit == NULL) return;

  const char *names[256];
  size_t n = 0;
  for (int p = 0; p < circuit->n_populations && n < 256; p++)
    if (circuit->populations[p].afferent == RX_CLASS_NONE) names[n++] = circuit->populations[p].name;
  if (name == NULL && circuit->n_populations == 1 && n == 1) report->population = names[0];
  if (name != NULL && rx_find_name(map, rx_node_child(map->node, "population"), "population", "population of cells",
                                   name, names, n) < 0)
    return;
  const int index = rx_circuit_population(circuit, report->population);
  if (index < 0) return;
  const rx_population *population = &circuit->populations[index];
  read_cells(map, population, report);
  if (section != NULL && rx_cell_section(&population->cell, section) < 0) {
    const char *sections[64];
    const int n_sections = population->cell.n_sections < 64 ? population->cell.n_sections : 64;
    for (int s = 0; s < n_sections; s++) sections[s] = population->cell.sections[s].name;
    rx_find_name(map, rx_node_child(map->node, "section"), "section", "section", section, sections, (size_t)n_sections);
    return;
  }
  if (population->cell.n_sections > 0 && !has_variable(population, section, report->variable))
    list_variables(r, map, population, section, report->variable);
}

/* One recording at the finest interval serves all reports. */
static void check_finest(const rx_map *map, const rx_experiment *experiment)
{
  double finest = INFINITY;
  for (size_t k = 0; k < experiment->n_reports; k++)
    if (experiment->reports[k].interval > 0) finest = fmin(finest, experiment->reports[k].interval);
  for (size_t k = 0; k < experiment->n_reports; k++) {
    const double ratio = experiment->reports[k].interval / finest;
    if (!(fabs(ratio - round(ratio)) > 1e-6 * ratio)) continue;
    const rx_node *report = rx_node_child(map->node, experiment->reports[k].name);
    rx_read_problem(map, report, experiment->reports[k].name,
                    "its interval, %g ms, is not a multiple of the finest report's, %g ms",
                    experiment->reports[k].interval, finest);
  }
}

static bool has_voltage_clamp(const rx_experiment *experiment)
{
  for (size_t s = 0; s < experiment->n_stimuli; s++)
    for (size_t i = 0; i < experiment->stimuli[s].n_components; i++)
      if (experiment->stimuli[s].components[i].kind == RX_STIMULUS_VOLTAGE_CLAMP ||
          experiment->stimuli[s].components[i].kind == RX_STIMULUS_PIC_CLAMP)
        return true;
  return false;
}

void rx_reports_read(rx_reading *r, rx_map *root, rx_experiment *experiment)
{
  rx_map reports = rx_read_map(root, "reports", false);
  experiment->reports = rx_keep_array(r, rx_count_given(reports.node), sizeof *experiment->reports);
  if (experiment->reports == NULL || reports.node == NULL) return;
  if (experiment->model == RX_MODEL_RATE) {
    rx_read_problem(&reports, NULL, NULL, "a rate_model needs no reports: all its variables are recorded");
    return;
  }
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&reports, &i, &key, &value);) {
    rx_map one = rx_read_map(&reports, key, true);
    if (one.node == NULL || !rx_check_name(&reports, value, key, true)) continue;
    rx_report_request *report = &experiment->reports[experiment->n_reports++];
    report->name = rx_keep(r, key);
    read_report(r, &one, experiment, report);
    if (strcmp(report->variable, "i_clamp") == 0 && !has_voltage_clamp(experiment))
      rx_read_problem(&one, rx_node_child(one.node, "variable"), "variable",
                      "i_clamp is the current of a voltage clamp; no stimulus is one");
    rx_read_end(&one);
  }
  rx_read_end(&reports);
  check_finest(&reports, experiment);
}
