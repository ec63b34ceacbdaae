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
