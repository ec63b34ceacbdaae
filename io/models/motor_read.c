/* Motor pools of a circuit from YAML: `motor: { POPULATION: { … } }` (motoneuron page 2 - 5, 8). */
#include <string.h>

#include "io/models/model_read.h"

/* Names of the populations of cells; all where has_fibres. In scratch. */
static size_t population_names(rx_reading *r, const rx_circuit *circuit, bool has_fibres, const char ***names)
{
  size_t n = 0;
  *names = rx_arena_alloc(r->reader.arena, ((size_t)circuit->n_populations + 1) * sizeof **names);
  for (int p = 0; *names != NULL && p < circuit->n_populations; p++)
    if (has_fibres || circuit->populations[p].afferent == RX_CLASS_NONE) (*names)[n++] = circuit->populations[p].name;
  return n;
}

/* ---- channels ---- */

enum { MOST_CHANNELS = 128 };

/* The channels of a cell, each once. */
static size_t channel_names(const rx_cell *cell, const char *names[static MOST_CHANNELS])
{
  size_t n = 0;
  for (int s = 0; s < cell->n_sections; s++) {
    const rx_section *section = &cell->sections[s];
    for (int k = 0; k < section->n_channels && n < MOST_CHANNELS; k++) {
      size_t seen = 0;
      while (seen < n && strcmp(names[seen], section->channels[k].channel->name) != 0) seen++;
      if (seen == n) names[n++] = section->channels[k].channel->name;
    }
  }
  return n;
}

/* A channel that the cells of the pool have; where the default is not theirs, it must be given. */
static void read_channel(rx_reading *r, rx_map *map, const char *key, const rx_population *population,
                         const char **channel)
{
  const char *names[MOST_CHANNELS];
  *channel = rx_read_word(r, map, key, false, *channel);
  if (population->cell.n_sections == 0) return;
  const size_t n = channel_names(&population->cell, names);
  if (rx_find_name(map, rx_read_node(map, key, false), key, "channel of its cells", *channel, names, n) >= 0)
    rx_read_note_word(map, key, *channel, names, n);
}

/* Only channels that the cells have: one that they lack keeps nothing. */
static void read_clamp_keeps(rx_reading *r, rx_map *map, const rx_population *population, rx_motor_pool *pool)
{
  const char *const *names = NULL, *channels[MOST_CHANNELS];
  size_t n = 0;
  const rx_node *node = rx_read_node(map, "clamp_keeps", false);
  if (node == NULL || !rx_read_names(map, "clamp_keeps", false, &names, &n)) return;
  if (n > RX_MAX_CLAMP_KEEPS) {
    rx_read_problem(map, node, "clamp_keeps", "has %zu channels, at most %d", n, RX_MAX_CLAMP_KEEPS);
    return;
  }
  const size_t n_channels = channel_names(&population->cell, channels);
  pool->n_clamp_keeps = 0;
  for (size_t i = 0; i < n; i++) {
    const rx_node *item = node->kind == RX_NODE_SEQUENCE ? node->items[i] : node;
    if (population->cell.n_sections > 0 &&
        rx_find_name(map, item, "clamp_keeps", "channel of its cells", names[i], channels, n_channels) < 0)
      continue;
    pool->clamp_keeps[pool->n_clamp_keeps++] = rx_keep(r, names[i]);
  }
}

/* ---- inputs ---- */

static void read_input(rx_reading *r, rx_map *map, const rx_circuit *circuit, rx_motor_input *input)
{
  const char *onto[RX_N_ONTO], **names = NULL;
  int target = RX_ONTO_INHIBITION;
  const char *from = rx_read_word(r, map, "from", true, NULL);
  const size_t n = population_names(r, circuit, true, &names);
  for (int k = 0; k < RX_N_ONTO; k++) onto[k] = rx_motor_target_name((rx_motor_target)k);
  rx_read_choice(map, "onto", true, onto, RX_N_ONTO, &target);
  input->onto = (rx_motor_target)target;
  if (from != NULL && names != NULL &&
      rx_find_name(map, rx_read_node(map, "from", true), "from", "population", from, names, n) >= 0)
    input->from = rx_circuit_population(circuit, from);
  rx_read_params(map, RX_MOTOR_INPUT_PARAMS, input);
  rx_read_end(map);
}

static void read_inputs(rx_reading *r, rx_map *map, const rx_circuit *circuit, rx_motor_pool *pool)
{
  rx_map inputs = rx_read_map(map, "inputs", false);
  if (rx_count_given(inputs.node) > RX_MAX_MOTOR_INPUTS)
    rx_read_problem(&inputs, NULL, NULL, "has %zu inputs, at most %d", rx_count_given(inputs.node),
                    RX_MAX_MOTOR_INPUTS);
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&inputs, &i, &key, &value);) {
    rx_map one = rx_read_map(&inputs, key, true);
    if (!rx_check_name(&inputs, value, key, false) || one.node == NULL || pool->n_inputs == RX_MAX_MOTOR_INPUTS)
      continue;
    rx_motor_input *input = &pool->inputs[pool->n_inputs++];
    input->name = rx_keep(r, key);
    read_input(r, &one, circuit, input);
  }
  rx_read_end(&inputs);
}

/* ---- amplifier ---- */

static void read_amplifier(rx_reading *r, rx_map *map, const rx_circuit *circuit, rx_motor_amplifier *amplifier)
{
  const char *const *names = NULL,
                    **fibres = rx_arena_alloc(r->reader.arena, ((size_t)circuit->n_populations + 1) * sizeof *fibres);
  size_t n = 0, n_fibres = 0;
  if (rx_read_node(map, "amplifier", false) == NULL) return;
  rx_map part = rx_read_map(map, "amplifier", true);
  for (int p = 0; fibres != NULL && p < circuit->n_populations; p++)
    if (circuit->populations[p].afferent != RX_CLASS_NONE) fibres[n_fibres++] = circuit->populations[p].name;
  rx_read_params(&part, RX_MOTOR_AMPLIFIER_PARAMS, amplifier);
  const rx_node *node = rx_read_node(&part, "onto", true);
  if (node != NULL && fibres != NULL && rx_read_names(&part, "onto", true, &names, &n)) {
    if (n > RX_MAX_AMPLIFIED) {
      rx_read_problem(&part, node, "onto", "has %zu populations, at most %d", n, RX_MAX_AMPLIFIED);
      n = 0;
    }
    for (size_t i = 0; i < n; i++) {
      const rx_node *item = node->kind == RX_NODE_SEQUENCE ? node->items[i] : node;
      if (rx_find_name(&part, item, "onto", "population of fibres", names[i], fibres, n_fibres) < 0) continue;
      amplifier->onto[amplifier->n_onto++] = rx_circuit_population(circuit, names[i]);
    }
  }
  rx_read_end(&part);
}

/* ---- pools ---- */

static void read_part(rx_map *map, const char *key, const rx_param table[], void *base)
{
  rx_map part = rx_read_map(map, key, false);
  rx_read_params(&part, table, base);
  rx_read_end(&part);
}

/* Pain inhibits a pool by itself, and arouses it by way of the monoamines. */
static void check_pain(rx_reading *r, rx_map *map, const rx_motor_pool *pool)
{
  const rx_node *stress = rx_read_node(map, "pain_stress", false), *pain = rx_read_node(map, "pain", false);
  if (pool->has_monoamines) return;
  if (stress != NULL)
    rx_read_problem(map, stress, "pain_stress",
                    "acts by way of monoamines, which the pool has not: give it "
                    "monoamines: { serotonin: 1 }, or leave this out");
  else if (pain != NULL && pool->pain > 0 && pool->pain_stress > 0)
    rx_problems_warn(r->problems, pain->file, pain->line, pain->column,
                     "%s/pain: inhibits, but does not arouse: the pool has no monoamines", map->path);
}

static void read_pool(rx_reading *r, rx_map *map, const rx_circuit *circuit, rx_motor_pool *pool)
{
  const rx_population *population = &circuit->populations[pool->population];
  rx_read_params(map, RX_MOTOR_PARAMS, pool);
  if (population->cell.n_sections == 1)
    rx_read_problem(map, NULL, NULL, "the cells of %s have no section but the soma: a motor pool needs a dendrite",
                    population->name);
  read_channel(r, map, "pic_channel", population, &pool->pic_channel);
  read_channel(r, map, "ahp_channel", population, &pool->ahp_channel);
  read_clamp_keeps(r, map, population, pool);
  pool->has_monoamines = rx_read_node(map, "monoamines", false) != NULL;
  check_pain(r, map, pool);
  if (pool->has_monoamines) read_part(map, "monoamines", RX_MONOAMINES_PARAMS, &pool->monoamines);
  read_part(map, "muscle", RX_MUSCLE_PARAMS, &pool->muscle);
  read_inputs(r, map, circuit, pool);
  read_amplifier(r, map, circuit, &pool->amplifier);
  rx_read_end(map);
}

void rx_motor_read(rx_reading *r, rx_map *circuit_map, rx_circuit *circuit)
{
  const char **names = NULL;
  rx_map motor = rx_read_map(circuit_map, "motor", false);
  const size_t n = population_names(r, circuit, false, &names);
  circuit->motor.pools = rx_keep_array(r, rx_count_given(motor.node), sizeof *circuit->motor.pools);
  if (circuit->motor.pools == NULL || names == NULL) return;
  const char *key;
  const rx_node *value;
  for (size_t i = 0; rx_next_given(&motor, &i, &key, &value);) {
    rx_map one = rx_read_map(&motor, key, true);
    if (rx_find_name(&motor, value, NULL, "population of cells", key, names, n) < 0 || one.node == NULL) continue;
    rx_motor_pool *pool = &circuit->motor.pools[circuit->motor.n++];
    *pool = rx_motor_pool_default();
    pool->population = rx_circuit_population(circuit, key);
    read_pool(r, &one, circuit, pool);
  }
  rx_read_end(&motor);
}
