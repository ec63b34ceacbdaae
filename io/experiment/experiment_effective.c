/* The effective config: everything that can change a result, with all defaults filled in, as sorted lines. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/experiment/experiment_parts.h"
#include "io/results/hash.h"
#include "stimuli/drive.h"

typedef struct lines {
  rx_arena *arena;
  RX_ARRAY(const char *) list;
  bool is_bad;
} lines;

static void add_line(lines *l, const char *format, ...) RX_PRINTF(2, 3);
static void add_line(lines *l, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  va_list again;
  va_copy(again, args);
  const int n = vsnprintf(NULL, 0, format, args);
  char *text = n >= 0 ? rx_arena_alloc(l->arena, (size_t)n + 1) : NULL;
  if (text != NULL) vsnprintf(text, (size_t)n + 1, format, again);
  va_end(again);
  va_end(args);
  if (text == NULL || !RX_APPEND(&l->list, text)) l->is_bad = true;
}

/* "[a, b, c]" */
static const char *list_text(lines *l, size_t n, const char *const names[])
{
  const char *text = "";
  for (size_t i = 0; i < n && text != NULL; i++)
    text = rx_arena_format(l->arena, "%s%s%s", text, i > 0 ? ", " : "", names[i]);
  text = text != NULL ? rx_arena_format(l->arena, "[%s]", text) : NULL;
  if (text == NULL) l->is_bad = true;
  return text != NULL ? text : "";
}

static const char *number_text(lines *l, double value)
{
  const char *text = rx_arena_format(l->arena, "%.17g", value);
  return text != NULL ? text : "";
}

static const char *population_list(lines *l, const rx_circuit *circuit, int n, const int populations[])
{
  const char **names = rx_arena_alloc(l->arena, ((size_t)n + 1) * sizeof *names);
  if (names == NULL) return "";
  for (int i = 0; i < n; i++) names[i] = circuit->populations[populations[i]].name;
  return list_text(l, (size_t)n, names);
}

static void add_cell(lines *l, const char *path, const rx_cell *cell)
{
  add_line(l, "%s/cell: %s", path, cell->name);
  const char **names = rx_arena_alloc(l->arena, ((size_t)cell->n_sections + 1) * sizeof *names);
  for (int s = 0; names != NULL && s < cell->n_sections; s++) names[s] = cell->sections[s].name;
  if (names != NULL) add_line(l, "%s/sections: %s", path, list_text(l, (size_t)cell->n_sections, names));
  if (cell->myelinated.is_given) {
    add_line(l, "%s/myelinated/geometry: %s", path, RX_GEOMETRY_NAMES[cell->myelinated.geometry]);
    return;
  }
  for (int s = 1; s < cell->n_sections; s++) {
    add_line(l, "%s/%s/parent: %s", path, cell->sections[s].name, cell->sections[cell->sections[s].parent].name);
    add_line(l, "%s/%s/at_parent_start: %s", path, cell->sections[s].name,
             cell->sections[s].at_parent_start ? "true" : "false");
  }
}

static void add_population(lines *l, const rx_population *population)
{
  const char *path = rx_arena_format(l->arena, "circuit/populations/%s", population->name);
  if (population->afferent != RX_CLASS_NONE) {
    add_line(l, "%s/afferent: %s", path, rx_afferent_class_name(population->afferent));
    const char **values = rx_arena_alloc(l->arena, ((size_t)population->n + 1) * sizeof *values);
    for (int i = 0; population->latencies != NULL && values != NULL && i < population->n; i++)
      values[i] = number_text(l, population->latencies[i]);
    if (population->latencies != NULL && values != NULL)
      add_line(l, "%s/latencies: %s", path, list_text(l, (size_t)population->n, values));
    return;
  }
  const rx_cell *cell = &population->cell;
  add_cell(l, path, cell);
  static const char *const TRANSMITTERS[] = { "glutamate", "GABA", "glycine", "substance_P" };
  for (int i = 0; i < population->n_receptors; i++) {
    const rx_receptor *receptor = &population->receptors[i];
    add_line(l, "%s/receptors/%s/at: %s", path, receptor->name, cell->sections[receptor->section].name);
    add_line(l, "%s/receptors/%s/transmitter: %s", path, receptor->name, TRANSMITTERS[receptor->transmitter]);
  }
}

/* Of the published encoder nothing: its experiments know no nerve. */
static void add_nerve(lines *l, const rx_circuit *circuit)
{
  const rx_nerve *nerve = &circuit->nerve;
  if (nerve->encoder == RX_ENCODER_PUBLISHED) return;
  add_line(l, "circuit/nerve/encoder: %s", rx_encoder_name(nerve->encoder));
  for (int i = 0; i < nerve->n; i++) {
    const rx_fibres *fibres = &nerve->fibres[i];
    const char *path =
        rx_arena_format(l->arena, "circuit/nerve/fibres/%s", circuit->populations[fibres->population].name);
    add_line(l, "%s/class: %s", path, RX_FIBRE_CLASSES[fibres->fibre_class].name);
    if (fibres->cell.n_sections == 0) continue;
    path = rx_arena_format(l->arena, "%s/cell", path);
    add_cell(l, path, &fibres->cell);
  }
}

static void add_circuit(lines *l, const rx_circuit *circuit)
{
  add_line(l, "circuit/circuit: %s", circuit->name);
  for (int p = 0; p < circuit->n_populations; p++) add_population(l, &circuit->populations[p]);
  add_nerve(l, circuit);
  for (int p = 0; p < circuit->n_pathways; p++) {
    const rx_pathway *pathway = &circuit->pathways[p];
    add_line(l, "circuit/pathways/%s/from: %s", pathway->name,
             population_list(l, circuit, pathway->n_from, pathway->from));
    add_line(l, "circuit/pathways/%s/to: %s", pathway->name, population_list(l, circuit, pathway->n_to, pathway->to));
    add_line(l, "circuit/pathways/%s/sprouted: %s", pathway->name, pathway->is_sprouted ? "true" : "false");
  }
  for (int g = 0; g < circuit->n_groups; g++)
    add_line(l, "circuit/groups/%s: %s", circuit->groups[g].name,
             population_list(l, circuit, circuit->groups[g].n, circuit->groups[g].members));
  for (int g = 0; g < circuit->n_pathway_groups; g++) {
    const rx_group *group = &circuit->pathway_groups[g];
    const char **names = rx_arena_alloc(l->arena, ((size_t)group->n + 1) * sizeof *names);
    for (int i = 0; names != NULL && i < group->n; i++) names[i] = circuit->pathways[group->members[i]].name;
    if (names != NULL) add_line(l, "circuit/pathway_groups/%s: %s", group->name, list_text(l, (size_t)group->n, names));
  }
}

static void add_conditions(lines *l, const rx_experiment *experiment)
{
  for (size_t c = 0; c < experiment->n_conditions; c++) {
    const rx_condition *condition = &experiment->conditions[c];
    add_line(l, "conditions/%s/reference: %s", condition->name,
             (int)c == experiment->reference_condition ? "true" : "false");
    for (size_t i = 0; i < condition->n_modifiers; i++) {
      const rx_modifier *modifier = &condition->modifiers[i];
      add_line(l, "conditions/%s/modifiers/%s/\"%s\"/%s: %.17g", condition->name, modifier->source, modifier->path,
               rx_operation_name(modifier->operation), modifier->value);
    }
  }
}

/* The order decides rows and columns of a study, and the order of sums. */
static void add_orders(lines *l, const rx_experiment *experiment)
{
  const rx_circuit *circuit = experiment->model == RX_MODEL_CIRCUIT ? experiment->circuit : NULL;
  size_t most = experiment->n_conditions + experiment->n_stimuli;
  if (circuit != NULL) most += (size_t)(circuit->n_populations + circuit->n_pathways + circuit->n_drugs);
  const char **names = rx_arena_alloc(l->arena, (most + 1) * sizeof *names);
  if (names == NULL) {
    l->is_bad = true;
    return;
  }
  for (size_t c = 0; c < experiment->n_conditions; c++) names[c] = experiment->conditions[c].name;
  add_line(l, "conditions: %s", list_text(l, experiment->n_conditions, names));
  for (size_t s = 0; s < experiment->n_stimuli; s++) names[s] = experiment->stimuli[s].name;
  add_line(l, "stimuli: %s", list_text(l, experiment->n_stimuli, names));
  if (circuit == NULL) return;
  for (int p = 0; p < circuit->n_populations; p++) names[p] = circuit->populations[p].name;
  add_line(l, "circuit/populations: %s", list_text(l, (size_t)circuit->n_populations, names));
  for (int p = 0; p < circuit->n_pathways; p++) names[p] = circuit->pathways[p].name;
  add_line(l, "circuit/pathways: %s", list_text(l, (size_t)circuit->n_pathways, names));
  for (int d = 0; d < circuit->n_drugs; d++) names[d] = circuit->drugs[d].name;
  if (circuit->n_drugs > 0) add_line(l, "circuit/drugs: %s", list_text(l, (size_t)circuit->n_drugs, names));
}

static void add_assay(lines *l, const rx_battery_item *item)
{
  const rx_assay *assay = item->assay;
  add_line(l, "assays/%s/kind: %s", item->name, RX_ASSAY_KINDS[assay->kind].name);
  if (assay->section != NULL) add_line(l, "assays/%s/section: %s", item->name, assay->section);
  if (assay->record != NULL) add_line(l, "assays/%s/record: %s", item->name, assay->record);
  if (assay->n_channels > 0)
    add_line(l, "assays/%s/channels: %s", item->name, list_text(l, assay->n_channels, assay->channels));
}

static void add_stimuli(lines *l, const rx_experiment *experiment)
{
  for (size_t s = 0; s < experiment->n_stimuli; s++) {
    const rx_battery_item *item = &experiment->stimuli[s];
    if (item->assay != NULL) {
      add_assay(l, item);
      continue;
    }
    const char *base = rx_arena_format(l->arena, "stimuli/%s", item->name);
    for (size_t i = 0; i < item->n_components; i++) {
      const rx_stimulus *stimulus = &item->components[i];
      const rx_stimulus_description *description = &RX_STIMULUS_KINDS[stimulus->kind];
      const char *path = item->is_list ? rx_arena_format(l->arena, "%s/components/%zu", base, i) : base;
      add_line(l, "%s/kind: %s", path, description->name);
      for (const rx_stimulus_text *text = description->texts; text->name != NULL; text++) {
        const char *value;
        memcpy(&value, (const char *)stimulus + text->offset, sizeof value);
        /* of a file its content counts, below */
        if (value != NULL && text->offset != offsetof(rx_stimulus, file))
          add_line(l, "%s/%s: %s", path, text->name, value);
      }
    }
    for (size_t i = 0; i < item->n_windows; i++)
      add_line(l, "%s/windows/%s: [%.17g, %.17g]", base, item->windows[i].name, item->windows[i].from,
               item->windows[i].to);
    if (item->n_file_spikes == 0) continue;
    rx_hash *hash = rx_hash_create();
    char digits[RX_HASH_TEXT] = "";
    for (size_t i = 0; hash != NULL && i < item->n_file_spikes; i++) {
      const rx_file_spike *spike = &item->file_spikes[i];
      rx_hash_add(hash, &spike->population, sizeof spike->population);
      rx_hash_add(hash, &spike->index, sizeof spike->index);
      rx_hash_add(hash, &spike->t_ms, sizeof spike->t_ms);
    }
    if (hash != NULL) rx_hash_text(hash, digits);
    rx_hash_free(hash);
    add_line(l, "%s/spikes: %s", base, digits);
  }
}

static void add_graph(lines *l, const rx_experiment *experiment)
{
  if (experiment->n_graph_rows == 0) {
    add_line(l, "graph/seed: %llu", (unsigned long long)experiment->graph_seed);
    return;
  }
  rx_hash *hash = rx_hash_create();
  char digits[RX_HASH_TEXT] = "";
  for (size_t i = 0; hash != NULL && i < experiment->n_graph_rows; i++) {
    const rx_graph_row *row = &experiment->graph_rows[i];
    rx_hash_add(hash, &row->from, sizeof row->from);
    rx_hash_add(hash, &row->to, sizeof row->to);
    rx_hash_add(hash, &row->pre, sizeof row->pre);
    rx_hash_add(hash, &row->post, sizeof row->post);
  }
  if (hash != NULL) rx_hash_text(hash, digits);
  rx_hash_free(hash);
  add_line(l, "graph/pairs: %s", digits);
}

static void add_reports(lines *l, const rx_experiment *experiment)
{
  for (size_t i = 0; i < experiment->n_reports; i++) {
    const rx_report_request *report = &experiment->reports[i];
    add_line(l, "reports/%s/population: %s", report->name, report->population);
    add_line(l, "reports/%s/section: %s", report->name, report->section != NULL ? report->section : "all");
    add_line(l, "reports/%s/variable: %s", report->name, report->variable);
    add_line(l, "reports/%s/cells: [%d, %d]", report->name, report->first, report->n);
  }
}

static void add_detectors(lines *l, const rx_experiment *experiment)
{
  for (size_t i = 0; i < experiment->n_detectors; i++) {
    const rx_detector_request *detector = &experiment->detectors[i];
    add_line(l, "detectors/%s/population: %s", detector->name, detector->population);
    add_line(l, "detectors/%s/section: %s", detector->name, detector->section);
  }
}

static int by_text(const void *left, const void *right)
{
  return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* All lines, sorted, as one text. */
static char *join(lines *l)
{
  size_t size = 1;
  if (l->list.n > 1) qsort(l->list.items, l->list.n, sizeof *l->list.items, by_text);
  for (size_t i = 0; i < l->list.n; i++) size += strlen(l->list.items[i]) + 1;
  char *text = malloc(size), *at = text;
  for (size_t i = 0; text != NULL && i < l->list.n; i++) {
    const size_t n = strlen(l->list.items[i]);
    memcpy(at, l->list.items[i], n);
    at[n] = '\n';
    at += n + 1;
  }
  if (text != NULL) *at = '\0';
  return text;
}

char *rx_experiment_effective(const rx_experiment *experiment)
{
  lines l = { .arena = rx_arena_create() };
  if (l.arena == NULL) return NULL;
  add_line(&l, "experiment: %s", experiment->name);
  add_line(&l, "seed: %llu", (unsigned long long)experiment->seed);
  add_line(&l, "solver/method: %s", experiment->solver == RX_SOLVER_CVODE ? "cvode" : "ensemble");
  add_line(&l, "solver/precision: %s", experiment->single_precision ? "single" : "double");
  for (size_t i = 0; i < rx_registry_count(experiment->registry); i++) {
    const rx_entry *entry = rx_registry_at(experiment->registry, i);
    if (strcmp(entry->path, "threads") == 0 || isnan(entry->base)) continue;
    add_line(&l, "%s: %.17g", entry->path, entry->base);
  }
  if (experiment->circuit != NULL && experiment->model == RX_MODEL_CIRCUIT) {
    add_circuit(&l, experiment->circuit);
    add_graph(&l, experiment);
  } else
    add_line(&l, "rate_model/rate_model: rate_dorsal_horn");
  add_orders(&l, experiment);
  add_conditions(&l, experiment);
  add_stimuli(&l, experiment);
  add_reports(&l, experiment);
  add_detectors(&l, experiment);
  char *text = l.is_bad ? NULL : join(&l);
  free(l.list.items);
  rx_arena_free(l.arena);
  return text;
}
