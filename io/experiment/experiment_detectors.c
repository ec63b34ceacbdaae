/* Detectors from YAML: places whose crossings of a threshold are recorded. */
#include <math.h>

#include "io/experiment/experiment_parts.h"

static const rx_param DETECTOR_PARAMS[] = {
  RX_P_INT(rx_detector_request, cell, 0, 0, 1e6, "index in its population", "rexed"),
  RX_P_DEFAULT(rx_detector_request, at, "1", 0.5, 0, 1, "place along the section", "rexed: its middle"),
  RX_P_OPTIONAL(rx_detector_request, threshold, "mV", -100, 60, "upward crossing that counts; not given: the cell's"),
  RX_P_END
};

static void read_place(rx_reading *r, rx_map *map, const rx_circuit *circuit, rx_detector_request *detector)
{
  const char *names[256], *name = NULL, *section = NULL;
  size_t n = 0;
  for (int p = 0; p < circuit->n_populations && n < 256; p++)
    if (circuit->populations[p].afferent == RX_CLASS_NONE) names[n++] = circuit->populations[p].name;
  rx_read_text(map, "section", false, &section);
  const bool is_alone = circuit->n_populations == 1 && n == 1;
  if (!rx_read_text(map, "population", !is_alone, &name) && !is_alone) return;
  if (name == NULL) name = names[0];
  if (rx_find_name(map, rx_read_node(map, "population", false), "population", "population of cells", name, names, n) <
      0)
    return;
  const rx_population *population = &circuit->populations[rx_circuit_population(circuit, name)];
  detector->population = rx_keep(r, name);
  if (detector->cell >= population->n)
    rx_read_problem(map, rx_read_node(map, "cell", false), "cell", "%d: %s has cells 0 … %d", detector->cell, name,
                    population->n - 1);
  const rx_cell *cell = &population->cell;
  if (cell->n_sections == 0) return;
  detector->section = section != NULL ? rx_keep(r, section) : cell->sections[0].name;
  if (rx_cell_section(cell, detector->section) >= 0) return;
  const char *sections[64];
  const int n_sections = cell->n_sections < 64 ? cell->n_sections : 64;
  for (int s = 0; s < n_sections; s++) sections[s] = cell->sections[s].name;
  rx_find_name(map, rx_read_node(map, "section", false), "section", "section", section, sections, (size_t)n_sections);
}

void rx_detectors_read(rx_reading *r, rx_map *root, rx_experiment *experiment)
{
  rx_map detectors = rx_read_map(root, "detectors", false);
  experiment->detectors = rx_keep_array(r, rx_count_given(detectors.node), sizeof *experiment->detectors);
  if (experiment->detectors == NULL || detectors.node == NULL) return;
  if (experiment->model == RX_MODEL_RATE) {
    rx_read_problem(&detectors, NULL, NULL, "a rate_model has no membrane to watch");
    return;
  }
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&detectors, &i, &key, &value);) {
    rx_map one = rx_read_map(&detectors, key, true);
    if (one.node == NULL || !rx_check_name(&detectors, value, key, true)) continue;
    rx_detector_request *detector = &experiment->detectors[experiment->n_detectors++];
    *detector = (rx_detector_request){ .name = rx_keep(r, key), .population = "", .section = "" };
    rx_read_params(&one, DETECTOR_PARAMS, detector);
    if (experiment->circuit != NULL) read_place(r, &one, experiment->circuit, detector);
    rx_read_end(&one);
  }
  rx_read_end(&detectors);
}
