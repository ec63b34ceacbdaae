/* Drugs from YAML: the circuit's mapping `drugs`, each with its file of configs/drugs beneath it (nociceptor page 7.1). */
#include <string.h>

#include "io/models/model_read.h"

static bool is_shipped(rx_reading *r, const char *name)
{
  const char *const *names = NULL;
  const size_t n = rx_config_names(r->tree, "drugs", &names);
  for (size_t i = 0; i < n; i++)
    if (strcmp(names[i], name) == 0) return true;
  return false;
}

bool rx_drugs_complete(rx_reading *r, rx_node *circuit)
{
  rx_node *drugs = rx_node_child(circuit, "drugs");
  if (drugs == NULL || drugs->kind != RX_NODE_MAPPING) return true; /* said when it is read */
  for (size_t i = 0; i < drugs->n; i++) {
    rx_pair *pair = &drugs->pairs[i];
    if (pair->value->kind != RX_NODE_MAPPING) continue;
    rx_node *whole = NULL;
    if (rx_node_child(pair->value, "extends") != NULL) {
      whole = rx_config_use(r->tree, "drugs", pair->value, r->problems);
    } else if (is_shipped(r, pair->key)) {
      whole = rx_config_find(r->tree, "drugs", pair->key, pair->value, r->problems);
      if (whole != NULL) whole = rx_config_merge(r->tree, whole, pair->value, r->problems);
    } else {
      continue;
    }
    if (whole == NULL) {
      rx_config_remove(circuit, "drugs"); /* said: nothing follows from it */
      return false;
    }
    rx_config_remove(whole, "drug");
    rx_config_remove(whole, "description");
    whole->file = pair->value->file;
    whole->line = pair->value->line;
    whole->column = pair->value->column;
    pair->value = whole;
  }
  return true;
}

/* Says what is wrong with a drug; a name that is nearly a file's is taken for a slip of the pen. */
static void check_drug(rx_reading *r, const rx_map *drugs, const rx_node *at, const rx_drug *drug)
{
  const char *fault = rx_drug_fault(drug);
  if (fault == NULL) return;
  const char *const *names = NULL;
  const size_t n = rx_config_names(r->tree, "drugs", &names);
  const char *nearest = is_shipped(r, drug->name) ? NULL : rx_nearest_word(drug->name, names, n);
  if (nearest != NULL)
    rx_read_problem(drugs, at, drug->name, "%s (did you mean \"%s\", of configs/drugs?)", fault, nearest);
  else
    rx_read_problem(drugs, at, drug->name, "%s", fault);
}

void rx_drugs_read(rx_reading *r, rx_map *map, rx_circuit *circuit)
{
  rx_map drugs = rx_read_map(map, "drugs", false);
  circuit->drugs = rx_keep_array(r, rx_count_given(drugs.node), sizeof *circuit->drugs);
  if (circuit->drugs == NULL) return;
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&drugs, &i, &key, &value);) {
    rx_map one = rx_read_map(&drugs, key, true);
    if (one.node == NULL || !rx_check_name(&drugs, value, key, false)) continue;
    rx_drug *drug = &circuit->drugs[circuit->n_drugs++];
    drug->name = rx_keep(r, key);
    const bool is_good = rx_read_params(&one, RX_DRUG_PARAMS, drug);
    rx_read_end(&one);
    if (is_good) check_drug(r, &drugs, value, drug);
  }
  rx_read_end(&drugs);
}

static bool binds_in(const rx_drug *drug, const rx_cell *cell)
{
  for (int s = 0; s < cell->n_sections; s++)
    for (int i = 0; i < cell->sections[s].n_channels; i++)
      if (rx_drug_binds(drug, cell->sections[s].channels[i].channel->site)) return true;
  return false;
}

static bool binds_anywhere(const rx_drug *drug, const rx_circuit *circuit)
{
  for (int p = 0; p < circuit->n_populations; p++)
    if (binds_in(drug, &circuit->populations[p].cell)) return true;
  for (int i = 0; i < circuit->nerve.n; i++)
    if (binds_in(drug, &circuit->nerve.fibres[i].cell)) return true;
  return false;
}

void rx_drugs_check(rx_reading *r, rx_map *map, const rx_circuit *circuit)
{
  if (r->has_broken_cells || r->has_broken_fibres) return; /* what they would have is not known */
  bool has_fibres = false;
  for (int p = 0; p < circuit->n_populations; p++) has_fibres |= circuit->populations[p].afferent != RX_CLASS_NONE;
  rx_map drugs = rx_read_map(map, "drugs", false);
  const bool needs_nerve = has_fibres && circuit->nerve.encoder == RX_ENCODER_PUBLISHED;
  for (int d = 0; d < circuit->n_drugs; d++) {
    const rx_drug *drug = &circuit->drugs[d];
    if (rx_drug_fault(drug) != NULL || binds_anywhere(drug, circuit)) continue;
    rx_read_problem(&drugs, rx_node_child(drugs.node, drug->name), drug->name,
                    "no channel of this model has a site for %s%s", drug->name,
                    needs_nerve ? "; fibres need nerve: { encoder: biophysical }"
                                : "; sites are those of Nav1.7, Nav1.8 and Nav1.3, as the cell nx has them");
  }
}
