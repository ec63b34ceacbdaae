/* The battery of stimuli from YAML, and trains of spikes from CSV files. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/experiment/experiment_parts.h"
#include "io/results/sonata.h"
#include "stimuli/drive.h"
#include "stimuli/motor.h"
#include "stimuli/skin.h"

/* The length of the simulation has a key of its own: `duration` is that of a stimulus. */
static const rx_param ITEM_PARAMS[] = { { "run_time", RX_DOUBLE, offsetof(rx_battery_item, duration), "ms", NAN, 1e-3,
                                          3.6e6, "of the simulation; not given: to the end of the last component", NULL,
                                          true },
                                        RX_P_END };

static const char *kind_name(rx_stimulus_kind kind)
{
  return RX_STIMULUS_KINDS[kind].name;
}

static bool is_clamp(rx_stimulus_kind kind)
{
  return kind == RX_STIMULUS_CURRENT_CLAMP || kind == RX_STIMULUS_VOLTAGE_CLAMP;
}

/* Names of all populations; fibres or cells alone where is_fibres is 1 or 0, all where it is -1. In scratch. */
static size_t population_names(rx_reading *r, const rx_circuit *circuit, int is_fibres, const char ***names)
{
  size_t n = 0;
  *names = rx_arena_alloc(r->reader.arena, ((size_t)circuit->n_populations + 1) * sizeof **names);
  for (int p = 0; *names != NULL && p < circuit->n_populations; p++)
    if (is_fibres < 0 || (circuit->populations[p].afferent != RX_CLASS_NONE) == is_fibres)
      (*names)[n++] = circuit->populations[p].name;
  return n;
}

/* ---- trains ---- */

/* Makes room for n more spikes. */
static bool make_room(rx_reading *r, rx_battery_item *item, size_t n)
{
  rx_file_spike *spikes = rx_keep_array(r, item->n_file_spikes + n, sizeof *spikes);
  if (spikes == NULL) return false;
  if (item->n_file_spikes > 0) memcpy(spikes, item->file_spikes, item->n_file_spikes * sizeof *spikes);
  item->file_spikes = spikes;
  return true;
}

/* Spikes of fibres: columns population, index, t_ms. */
static void read_csv_trains(rx_reading *r, rx_map *map, const rx_circuit *circuit, rx_battery_item *item,
                            const char *file)
{
  static const char *const COLUMNS[] = { "population", "index", "t_ms" };
  enum { POPULATION, INDEX, TIME };
  rx_csv csv;
  size_t at[3];
  const char **names = NULL;
  if (!rx_read_table(r, map, rx_read_node(map, "file", true), "file", file, 3, COLUMNS, at, &csv)) return;
  const size_t n_names = population_names(r, circuit, 1, &names);
  if (names == NULL || !make_room(r, item, csv.n_rows)) return;
  for (size_t row = 0; row < csv.n_rows; row++) {
    const char *name = rx_csv_text(&csv, row, at[POPULATION]);
    const int population = rx_circuit_population(circuit, name);
    if (population < 0 || circuit->populations[population].afferent == RX_CLASS_NONE) {
      const char *nearest = rx_nearest_word(name, names, n_names);
      rx_csv_problem(&csv, row, at[POPULATION], r->problems, "\"%.60s\" is no population of fibres%s%s%s", name,
                     nearest ? " (did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?)" : "");
      continue;
    }
    rx_file_spike spike = { .population = population };
    const bool has_index =
        rx_csv_int(&csv, row, at[INDEX], 0, circuit->populations[population].n - 1, &spike.index, r->problems);
    const bool has_time = rx_csv_number(&csv, row, at[TIME], 0, 1e9, &spike.t_ms, r->problems);
    if (has_index && has_time) item->file_spikes[item->n_file_spikes++] = spike;
  }
}

/* A SONATA spike file, for instance of an earlier run. Its populations of cells are passed over: their spikes are computed. */
static void read_sonata_trains(rx_reading *r, rx_map *map, const rx_circuit *circuit, rx_battery_item *item,
                               const char *file)
{
  const rx_node *node = rx_read_node(map, "file", true);
  rx_sonata_spikes *populations = NULL;
  rx_error err = { 0 };
  size_t n = 0;
  const char **names = NULL;
  const size_t n_names = population_names(r, circuit, -1, &names);
  if (names == NULL) return;
  if (rx_sonata_read_spikes(rx_beside(r, node, file), r->reader.arena, &n, &populations, &err) != RX_OK) {
    rx_read_problem(map, node, "file", "%s", err.text);
    return;
  }
  for (size_t i = 0; i < n; i++) {
    const rx_sonata_spikes *spikes = &populations[i];
    const int population = rx_find_name(map, node, "file", "population", spikes->population, names, n_names);
    if (population < 0 || circuit->populations[population].afferent == RX_CLASS_NONE || !make_room(r, item, spikes->n))
      continue;
    for (size_t k = 0; k < spikes->n; k++) {
      if (spikes->node_ids[k] >= (uint64_t)circuit->populations[population].n) {
        rx_read_problem(map, node, "file", "has a spike of %s %llu; its fibres are 0 … %d", spikes->population,
                        (unsigned long long)spikes->node_ids[k], circuit->populations[population].n - 1);
        break;
      }
      item->file_spikes[item->n_file_spikes++] =
          (rx_file_spike){ population, (int)spikes->node_ids[k], spikes->times_ms[k] };
    }
  }
}

static void read_trains(rx_reading *r, rx_map *map, const rx_circuit *circuit, rx_battery_item *item, const char *file)
{
  const size_t n = strlen(file), before = item->n_file_spikes, problems = rx_problems_count(r->problems);
  if (n > 3 && strcmp(file + n - 3, ".h5") == 0)
    read_sonata_trains(r, map, circuit, item, file);
  else
    read_csv_trains(r, map, circuit, item, file);
  if (item->n_file_spikes == before && rx_problems_count(r->problems) == problems)
    rx_read_problem(map, rx_read_node(map, "file", true), "file", "%s has no spike of a population of fibres", file);
}

/* ---- components ---- */

static void check_clamp(rx_reading *r, rx_map *map, const rx_circuit *circuit, const rx_stimulus *stimulus)
{
  const char **names = NULL;
  const size_t n = population_names(r, circuit, 0, &names);
  int population = 0;
  if (n == 0) return;
  if (stimulus->population == NULL)
    population = rx_circuit_population(circuit, names[0]);
  else if (rx_find_name(map, rx_read_node(map, "population", false), "population", "population of cells",
                        stimulus->population, names, n) >= 0)
    population = rx_circuit_population(circuit, stimulus->population);
  else
    return;
  const rx_population *target = &circuit->populations[population];
  if (stimulus->cell >= target->n)
    rx_read_problem(map, rx_read_node(map, "cell", false), "cell", "%d: %s has cells 0 … %d", stimulus->cell,
                    target->name, target->n - 1);
  if (stimulus->section == NULL || rx_cell_section(&target->cell, stimulus->section) >= 0) return;
  const char *sections[64];
  const int n_sections = target->cell.n_sections < 64 ? target->cell.n_sections : 64;
  for (int s = 0; s < n_sections; s++) sections[s] = target->cell.sections[s].name;
  rx_find_name(map, rx_read_node(map, "section", false), "section", "section", stimulus->section, sections,
               (size_t)n_sections);
}

/* Every fibre that an electrical pulse excites needs a latency. */
static void check_latencies(rx_map *map, const rx_circuit *circuit, const rx_stimulus *stimulus)
{
  if (stimulus->frequency == 0) return;
  for (int p = 0; p < circuit->n_populations; p++) {
    const rx_population *population = &circuit->populations[p];
    const rx_afferent_class c = population->afferent;
    const bool is_excited = c == RX_CLASS_ABETA || c == RX_CLASS_ADELTA || (c != RX_CLASS_NONE && stimulus->strength_c);
    if (is_excited && population->latencies == NULL)
      rx_read_problem(map, rx_read_node(map, "kind", true), NULL,
                      "an electrical stimulus needs the latencies of the fibres; %s has none (give them in the "
                      "circuit, or use ddh)",
                      population->name);
  }
}

/* A number that is given and changes nothing would be taken for one that does. */
static void check_idle(rx_reading *r, rx_map *map, const rx_stimulus *stimulus)
{
  char text[160];
  bool may_be_meant;
  for (const rx_param *row = RX_STIMULUS_KINDS[stimulus->kind].params; row->name != NULL; row++) {
    const rx_node *node = rx_read_node(map, row->name, false);
    if (node == NULL || rx_motor_idle(stimulus, row->name, &may_be_meant, text) == NULL) continue;
    if (may_be_meant)
      rx_problems_warn(r->problems, node->file, node->line, node->column, "%s/%s: %s", map->path, row->name, text);
    else
      rx_read_problem(map, node, row->name, "%s", text);
  }
}

static bool has_channel(const rx_cell *cell, const char *channel)
{
  for (int s = 0; s < cell->n_sections; s++)
    if (rx_section_channel(&cell->sections[s], channel) != NULL) return true;
  return false;
}

/* The default of clamp_keeps is for cells like ph17: of others a clamp would block the very current that it measures. */
static void check_kept(rx_map *map, const rx_population *population, const rx_motor_pool *pool)
{
  for (int i = 0; i < pool->n_clamp_keeps; i++) {
    if (population->cell.n_sections == 0 || has_channel(&population->cell, pool->clamp_keeps[i])) continue;
    rx_read_problem(map, rx_read_node(map, "kind", true), "kind",
                    "pic_clamp blocks all channels but clamp_keeps of the pool, by default %s, which the cells of %s "
                    "lack: give circuit/motor/%s/clamp_keeps",
                    pool->clamp_keeps[i], population->name, population->name);
    return;
  }
}

/* Numbers that do not go together, at the key that the message is about; a default may be it, which nobody sees in the file. */
static bool say_motor_fault(rx_map *map, const rx_stimulus *stimulus)
{
  char text[160];
  const char *key = NULL, *fault = rx_motor_fault(stimulus, &key, text);
  if (fault == NULL) return false;
  const rx_node *given = rx_read_node(map, key, false), *duration = rx_node_child(map->node, "duration");
  rx_read_problem(map, given != NULL ? given : duration, NULL, "%s%s%s%s", fault,
                  given != NULL ? "" : "; not given here: this ", given != NULL ? "" : key,
                  given != NULL ? "" : " is the default");
  return true;
}

/* A motor kind acts on a pool of the circuit. */
static void check_motor(rx_reading *r, rx_map *map, const rx_experiment *experiment, const rx_stimulus *stimulus)
{
  const rx_circuit *circuit = experiment->circuit;
  const char **names = rx_arena_alloc(r->reader.arena, ((size_t)circuit->motor.n + 1) * sizeof *names);
  char text[200];
  if (names == NULL) return;
  for (int i = 0; i < circuit->motor.n; i++) names[i] = circuit->populations[circuit->motor.pools[i].population].name;
  if (circuit->motor.n == 0) {
    rx_read_problem(map, rx_read_node(map, "kind", true), "kind", "%s drives a motor pool, and the circuit has none",
                    kind_name(stimulus->kind));
    return;
  }
  if (stimulus->population != NULL &&
      rx_find_name(map, rx_read_node(map, "population", false), "population", "motor pool", stimulus->population, names,
                   (size_t)circuit->motor.n) < 0)
    return;
  const rx_motor_pool *pool = rx_motor_pool_named(circuit, stimulus->population);
  const rx_population *population = &circuit->populations[pool->population];
  rx_read_note_word(map, "population", population->name, names, (size_t)circuit->motor.n);
  if (stimulus->kind == RX_STIMULUS_CURRENT_RAMP && stimulus->cell >= population->n)
    rx_read_problem(map, rx_read_node(map, "cell", false), "cell", "%d: %s has units 0 … %d", stimulus->cell,
                    population->name, population->n - 1);
  if (stimulus->kind == RX_STIMULUS_PIC_CLAMP) check_kept(map, population, pool);
  if (!say_motor_fault(map, stimulus)) check_idle(r, map, stimulus);
  const char *fault = rx_loop_fault(experiment, stimulus, text);
  if (fault != NULL) rx_read_problem(map, rx_read_node(map, "trigger", false), "trigger", "%s", fault);
}

/* Whether a kind has anything to act on. */
static void check_model(rx_reading *r, rx_map *map, const rx_experiment *experiment, const rx_stimulus *stimulus)
{
  if (r->has_broken_model) return;
  const rx_node *at = rx_read_node(map, "kind", true);
  const bool is_rates = stimulus->kind == RX_STIMULUS_AFFERENT_RATES;
  if (is_rates != (experiment->model == RX_MODEL_RATE)) {
    rx_read_problem(map, at, "kind",
                    is_rates ? "%s is for a rate_model"
                             : "%s is for a circuit or a cell; a rate_model takes afferent_rates",
                    kind_name(stimulus->kind));
    return;
  }
  if (is_rates || experiment->circuit == NULL) return;
  const char **names = NULL;
  if (rx_stimulus_is_motor(stimulus->kind)) {
    check_motor(r, map, experiment, stimulus);
  } else if (is_clamp(stimulus->kind)) {
    check_clamp(r, map, experiment->circuit, stimulus);
    if (population_names(r, experiment->circuit, 0, &names) == 0)
      rx_read_problem(map, at, "kind", "the circuit has no cells");
  } else if (population_names(r, experiment->circuit, 1, &names) == 0)
    rx_read_problem(map, at, "kind", "%s drives afferent fibres, and the circuit has none", kind_name(stimulus->kind));
  else if (stimulus->kind == RX_STIMULUS_ELECTRICAL)
    check_latencies(map, experiment->circuit, stimulus);
}

/* What the encoder of the circuit makes of a kind, and the rows that only the biophysical one reads. */
static void read_encoded(rx_map *map, const rx_experiment *experiment, rx_stimulus *stimulus)
{
  const rx_stimulus_description *description = &RX_STIMULUS_KINDS[stimulus->kind];
  const rx_encoder encoder = experiment->circuit != NULL ? experiment->circuit->nerve.encoder : RX_ENCODER_PUBLISHED;
  if (description->is_refused[encoder] && experiment->circuit != NULL)
    rx_read_problem(map, rx_read_node(map, "kind", true), "kind",
                    encoder == RX_ENCODER_PUBLISHED
                        ? "%s needs the biophysical encoder (circuit/nerve/encoder); the published one takes heat"
                        : "%s has an intensity, no temperature: the biophysical encoder takes heat_ramp and heat_step",
                    description->name);
  if (encoder == RX_ENCODER_BIOPHYSICAL) {
    rx_read_params(map, description->physical, stimulus);
    return;
  }
  for (const rx_param *row = description->physical; row->name != NULL; row++) {
    const rx_node *node = rx_read_node(map, row->name, false);
    if (node != NULL)
      rx_read_problem(map, node, row->name,
                      "is read by the biophysical encoder alone (circuit/nerve/encoder); this circuit's is published");
  }
}

/* Keys that are no numbers; false where one is none of the words that it may be. */
static bool read_texts(rx_reading *r, rx_map *map, const rx_stimulus_text texts[], rx_stimulus *stimulus)
{
  bool is_good = true;
  for (const rx_stimulus_text *text = texts; text->name != NULL; text++) {
    const char *value = NULL;
    size_t n = 0;
    int word = 0; /* the default */
    while (text->words != NULL && text->words[n] != NULL) n++;
    if (n == 0)
      value = rx_read_word(r, map, text->name, text->is_required, NULL);
    else if (rx_read_choice(map, text->name, text->is_required, text->words, n, &word))
      value = text->words[word];
    else
      is_good = is_good && rx_read_node(map, text->name, false) == NULL;
    memcpy((char *)stimulus + text->offset, &value, sizeof value);
  }
  return is_good;
}

/* One component; false where its kind is not known. */
static bool read_component(rx_reading *r, rx_map *map, const rx_experiment *experiment, rx_battery_item *item,
                           rx_stimulus *stimulus)
{
  const char *names[RX_N_STIMULI];
  int kind = 0;
  for (int k = 0; k < RX_N_STIMULI; k++) names[k] = kind_name((rx_stimulus_kind)k);
  if (!rx_read_choice(map, "kind", true, names, RX_N_STIMULI, &kind)) return false;
  *stimulus = rx_stimulus_default((rx_stimulus_kind)kind);
  const rx_stimulus_description *description = &RX_STIMULUS_KINDS[kind];
  rx_read_params(map, description->params, stimulus);
  read_encoded(map, experiment, stimulus);
  if (read_texts(r, map, description->texts, stimulus)) check_model(r, map, experiment, stimulus);
  if (stimulus->kind == RX_STIMULUS_TRAINS && stimulus->file != NULL && experiment->circuit != NULL)
    read_trains(r, map, experiment->circuit, item, stimulus->file);
  return true;
}

static void read_components(rx_reading *r, rx_map *map, const rx_experiment *experiment, rx_battery_item *item)
{
  const rx_node *list = rx_read_node(map, "components", true);
  if (list->kind != RX_NODE_SEQUENCE || list->n == 0) {
    char found[80];
    rx_read_problem(map, list, "components", "expected a list of stimuli, found %s",
                    list->kind == RX_NODE_SEQUENCE ? "an empty one" : rx_node_describe(list, found));
    return;
  }
  item->is_list = true;
  item->components = rx_keep_array(r, list->n, sizeof *item->components);
  if (item->components == NULL) return;
  for (size_t i = 0; i < list->n; i++) {
    const char *path = rx_arena_format(r->reader.arena, "%s/components/%zu", map->path, i);
    if (path == NULL) return;
    rx_map one = rx_read_root(map->reader, list->items[i], path);
    if (one.node == NULL) continue;
    const bool is_known = read_component(r, &one, experiment, item, &item->components[item->n_components]);
    if (is_known) {
      item->n_components++;
      rx_read_end(&one);
    }
  }
  rx_read_end(map);
}

/* Two clamps on one place, or a voltage clamp twice, have no meaning. */
static void check_clamps(const rx_map *map, const rx_battery_item *item)
{
  int n_voltage = 0;
  for (size_t i = 0; i < item->n_components; i++) n_voltage += item->components[i].kind == RX_STIMULUS_VOLTAGE_CLAMP;
  for (size_t i = 0; n_voltage > 1 && i < item->n_components; i++) {
    for (size_t j = 0; j < i; j++) {
      const rx_stimulus *a = &item->components[i], *b = &item->components[j];
      if (a->kind != RX_STIMULUS_VOLTAGE_CLAMP || b->kind != a->kind || a->cell != b->cell) continue;
      const char *population_a = a->population ? a->population : "", *population_b = b->population ? b->population : "";
      const char *section_a = a->section ? a->section : "soma", *section_b = b->section ? b->section : "soma";
      if (strcmp(population_a, population_b) == 0 && strcmp(section_a, section_b) == 0)
        rx_read_problem(map, NULL, NULL, "two voltage clamps hold the same place");
    }
  }
}

/* What a pic_clamp does not go together with: it holds every soma of its pool. */
static bool is_clamped(const rx_battery_item *item, const rx_circuit *circuit, const rx_motor_pool *pool)
{
  for (size_t i = 0; i < item->n_components; i++)
    if (item->components[i].kind == RX_STIMULUS_PIC_CLAMP &&
        rx_motor_pool_named(circuit, item->components[i].population) == pool)
      return true;
  return false;
}

/* Two ramps into one unit would add up, and neither would be the current at which it begins to fire. */
static void check_current_ramps(const rx_map *map, const rx_circuit *circuit, const rx_battery_item *item)
{
  for (size_t i = 0; i < item->n_components; i++)
    for (size_t j = i + 1; j < item->n_components; j++) {
      const rx_stimulus *a = &item->components[i], *b = &item->components[j];
      if (a->kind == RX_STIMULUS_CURRENT_RAMP && b->kind == RX_STIMULUS_CURRENT_RAMP &&
          rx_motor_pool_named(circuit, a->population) == rx_motor_pool_named(circuit, b->population) &&
          (a->cell < 0 || b->cell < 0 || a->cell == b->cell))
        rx_read_problem(map, NULL, NULL,
                        "two current_ramps into the same unit of a pool: one may, or give each a cell of its own");
    }
}

static void check_pic_clamps(const rx_map *map, const rx_circuit *circuit, const rx_battery_item *item)
{
  for (size_t i = 0; i < item->n_components; i++) {
    const rx_stimulus *held = &item->components[i];
    if (held->kind != RX_STIMULUS_PIC_CLAMP) continue;
    for (size_t j = 0; j < item->n_components; j++) {
      const rx_stimulus *other = &item->components[j];
      const bool is_motor = other->kind == RX_STIMULUS_CURRENT_RAMP || (other->kind == RX_STIMULUS_PIC_CLAMP && j > i);
      if (other->kind == RX_STIMULUS_VOLTAGE_CLAMP || other->kind == RX_STIMULUS_CURRENT_CLAMP)
        rx_read_problem(map, NULL, NULL,
                        "%s beside a pic_clamp: a pic_clamp holds every soma and blocks channels, so the "
                        "two have no meaning together",
                        kind_name(other->kind));
      else if (is_motor &&
               rx_motor_pool_named(circuit, other->population) == rx_motor_pool_named(circuit, held->population))
        rx_read_problem(map, NULL, NULL, "%s beside a pic_clamp of the same pool, which holds every soma",
                        kind_name(other->kind));
      else if (!rx_stimulus_is_motor(other->kind) ||
               !is_clamped(item, circuit, rx_motor_pool_named(circuit, other->population)))
        rx_read_problem(map, NULL, NULL,
                        "%s beside a pic_clamp: nothing of the circuit is connected while a pool is clamped; only what "
                        "is for the clamped pool has a meaning",
                        kind_name(other->kind));
    }
  }
}

/* A protocol that the run ends before gives what it was made for in part alone, and a ramp that never comes back no delta-F. */
static void warn_of_cut(rx_reading *r, const rx_map *map, const rx_battery_item *item)
{
  const rx_node *at = rx_node_child(map->node, "run_time");
  for (size_t i = 0; i < item->n_components; i++) {
    const rx_stimulus *one = &item->components[i];
    const bool is_steady = one->kind != RX_STIMULUS_DRIVE && one->kind != RX_STIMULUS_CURRENT_RAMP &&
                           one->kind != RX_STIMULUS_PIC_CLAMP; /* the way back is an edge, no part of the protocol */
    const double end = rx_stimulus_end_ms(one) - (is_steady ? one->fall : 0);
    if (!rx_stimulus_is_motor(one->kind) || rx_motor_is_triggered(one) || !(item->duration < end)) continue;
    rx_problems_warn(r->problems, at != NULL ? at->file : map->file, at != NULL ? at->line : map->line,
                     at != NULL ? at->column : map->column,
                     "%s/run_time: the run ends at %g ms; the %s, which lasts to %g ms, is cut", map->path,
                     item->duration, kind_name(one->kind), end);
  }
}

static void read_item(rx_reading *r, rx_map *map, const rx_experiment *experiment, rx_battery_item *item)
{
  const size_t before = rx_problems_count(r->problems);
  rx_read_params(map, ITEM_PARAMS, item);
  rx_windows_read(r, map, item);
  if (rx_read_node(map, "components", false) != NULL) {
    read_components(r, map, experiment, item);
  } else {
    item->components = rx_keep_array(r, 1, sizeof *item->components);
    if (item->components == NULL || !read_component(r, map, experiment, item, &item->components[0])) return;
    item->n_components = 1;
    rx_read_end(map);
  }
  if (rx_problems_count(r->problems) > before) return;
  check_clamps(map, item);
  if (experiment->circuit != NULL) {
    check_pic_clamps(map, experiment->circuit, item);
    check_current_ramps(map, experiment->circuit, item);
  }
  if (rx_skin_has_two_temperatures(item->n_components, item->components))
    rx_read_problem(map, NULL, NULL, "two components set the temperature of the skin: one may");
  double end = 0;
  for (size_t i = 0; i < item->n_components; i++) end = fmax(end, rx_stimulus_end_ms(&item->components[i]));
  if (isnan(item->duration) && !(end > 0))
    rx_read_problem(map, NULL, NULL, "lasts 0 ms: give a duration or a run_time above 0");
  for (size_t i = 0; i < item->n_components; i++)
    if (item->duration <= item->components[i].onset)
      rx_read_problem(map, rx_node_child(map->node, "run_time"), "run_time",
                      "%g ms ends before the stimulus begins, at %g ms", item->duration, item->components[i].onset);
  if (rx_problems_count(r->problems) == before) warn_of_cut(r, map, item);
  if (rx_problems_count(r->problems) == before) rx_windows_check(map, experiment, item);
}

void rx_stimuli_read(rx_reading *r, rx_map *root, rx_experiment *experiment)
{
  rx_map stimuli = rx_read_map(root, "stimuli", true);
  const size_t n = rx_count_given(stimuli.node);
  experiment->stimuli = rx_keep_array(r, n, sizeof *experiment->stimuli);
  if (experiment->stimuli == NULL) return;
  if (stimuli.node != NULL && n == 0) rx_read_problem(&stimuli, NULL, NULL, "has no stimulus");
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&stimuli, &i, &key, &value);) {
    rx_map one = rx_read_map(&stimuli, key, true);
    if (one.node == NULL || !rx_check_name(&stimuli, value, key, true)) continue;
    rx_battery_item *item = &experiment->stimuli[experiment->n_stimuli++];
    item->name = rx_keep(r, key);
    read_item(r, &one, experiment, item);
  }
  rx_read_end(&stimuli);
}
