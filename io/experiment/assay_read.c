/* Assays from YAML: they stand beside the stimuli, one battery of both. */
#include <string.h>

#include "io/experiment/experiment_parts.h"
#include "models/channels/channel.h"

/* The section under key, its index in the cell; -1 with a problem. */
static int read_section(rx_reading *r, rx_map *map, const char *key, const rx_cell *cell, int otherwise,
                        const char **name)
{
  if (!rx_read_text(map, key, false, name)) {
    *name = NULL;
    return otherwise;
  }
  *name = rx_keep(r, *name);
  const char *sections[64];
  const int n = cell->n_sections < 64 ? cell->n_sections : 64;
  for (int s = 0; s < n; s++) sections[s] = cell->sections[s].name;
  return rx_find_name(map, rx_read_node(map, key, false), key, "section", *name, sections, (size_t)n);
}

static bool has_channel(const rx_section *section, const char *name)
{
  for (int i = 0; i < section->n_channels; i++)
    if (strcmp(section->channels[i].channel->name, name) == 0) return true;
  return false;
}

static void read_channels(rx_reading *r, rx_map *map, const rx_section *section, rx_assay *assay)
{
  const char *const *names = NULL;
  size_t n = 0;
  if (!rx_read_names(map, "channels", false, &names, &n)) return;
  const char *known[64];
  const size_t n_known = section->n_channels < 64 ? (size_t)section->n_channels : 64;
  for (size_t i = 0; i < n_known; i++) known[i] = section->channels[i].channel->name;
  const char **kept = rx_keep_array(r, n, sizeof *kept);
  if (kept == NULL) return;
  for (size_t i = 0; i < n; i++) {
    if (!has_channel(section, names[i]))
      rx_say_unknown(map, rx_read_node(map, "channels", false), "channels", "channel", names[i], known, n_known, "");
    kept[i] = rx_keep(r, names[i]);
  }
  assay->channels = kept;
  assay->n_channels = n;
}

/* Places need a cell that could be read. */
static void read_places(rx_reading *r, rx_map *map, const rx_cell *cell, const rx_assay_description *description,
                        rx_assay *assay)
{
  if (description->has_section) {
    assay->section_index = read_section(r, map, "section", cell, 0, &assay->section);
    assay->record_index = assay->section_index;
  }
  if (description->has_record)
    assay->record_index = read_section(r, map, "record", cell, assay->section_index, &assay->record);
  if (description->has_channels && assay->section_index >= 0)
    read_channels(r, map, &cell->sections[assay->section_index], assay);
}

static bool read_assay(rx_reading *r, rx_map *map, const rx_cell *cell, double step_ms, rx_assay *assay)
{
  const char *names[RX_N_ASSAYS];
  int kind = 0;
  for (int k = 0; k < RX_N_ASSAYS; k++) names[k] = RX_ASSAY_KINDS[k].name;
  if (!rx_read_choice(map, "kind", true, names, RX_N_ASSAYS, &kind)) return false;
  const rx_assay_description *description = &RX_ASSAY_KINDS[kind];
  const size_t before = rx_problems_count(r->problems);
  assay->kind = (rx_assay_kind)kind;
  rx_read_params(map, description->params, assay);
  if (cell != NULL)
    read_places(r, map, cell, description, assay);
  else
    for (int k = 0; k < 3; k++) rx_read_node(map, (const char *const[]){ "section", "record", "channels" }[k], false);
  rx_read_end(map);
  const char *text = NULL;
  if (rx_problems_count(r->problems) == before) text = rx_assay_contradiction(r->arena, assay, cell, step_ms);
  if (text != NULL) rx_read_problem(map, NULL, NULL, "%s", text);
  return true;
}

/* The one cell of a model that an assay can be made of; NULL with a problem. */
static const rx_cell *lone_cell(rx_reading *r, const rx_map *assays, const rx_experiment *experiment)
{
  const rx_circuit *circuit = experiment->circuit;
  if (r->has_broken_model || (circuit == NULL && experiment->model == RX_MODEL_CIRCUIT)) return NULL;
  if (circuit == NULL || circuit->n_populations != 1 || circuit->populations[0].n != 1 ||
      circuit->populations[0].afferent != RX_CLASS_NONE) {
    rx_read_problem(assays, NULL, NULL, "an assay is of one cell alone: give `cell: NAME` in the place of %s",
                    circuit == NULL ? "`rate_model`" : "this circuit");
    return NULL;
  }
  return circuit->populations[0].cell.n_sections > 0 ? &circuit->populations[0].cell : NULL;
}

static bool is_taken(const rx_experiment *experiment, const char *name)
{
  for (size_t i = 0; i < experiment->n_stimuli; i++)
    if (strcmp(experiment->stimuli[i].name, name) == 0) return true;
  return false;
}

void rx_assays_read(rx_reading *r, rx_map *root, rx_experiment *experiment)
{
  rx_map assays = rx_read_map(root, "assays", false);
  const size_t n = rx_count_given(assays.node), n_before = experiment->n_stimuli;
  if (assays.node == NULL) return;
  if (n == 0) rx_read_problem(&assays, NULL, NULL, "has no assay");
  rx_battery_item *all = rx_keep_array(r, n_before + n, sizeof *all);
  if (all == NULL) return;
  if (n_before > 0) memcpy(all, experiment->stimuli, n_before * sizeof *all);
  experiment->stimuli = all;
  const rx_cell *cell = lone_cell(r, &assays, experiment);
  const double step_ms = experiment->solver == RX_SOLVER_ENSEMBLE ? experiment->dt : 0;
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&assays, &i, &key, &value);) {
    rx_map one = rx_read_map(&assays, key, true);
    if (one.node == NULL || !rx_check_name(&assays, value, key, true)) continue;
    if (is_taken(experiment, key)) rx_read_problem(&assays, value, key, "is the name of a stimulus too");
    rx_battery_item *item = &all[experiment->n_stimuli++];
    *item = (rx_battery_item){ .name = rx_keep(r, key) };
    item->assay = rx_keep_array(r, 1, sizeof *item->assay);
    if (item->assay == NULL) return;
    read_assay(r, &one, cell, step_ms, item->assay);
  }
  rx_read_end(&assays);
}
