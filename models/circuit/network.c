#include "models/circuit/network.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/circuit/network_motor.h"
#include "models/synapses/chloride.h"

/* What becomes of one population. */
typedef struct plan {
  rx_cell cell;           /* with the temperature in force; of cells only */
  rx_cell_type *bare;     /* structure without receptors */
  int leader;             /* first population of the same structure; its own index for most */
  int n_receptors;        /* of all populations of this structure together */
  rx_receptor *receptors; /* [n_receptors] this population's own, or, where it has none, another's to fill the slot */
  int *slot;              /* [population's n_receptors] index in receptors */
  int type, range;        /* in the builder */
} plan;

static bool is_cells(const rx_population *population)
{
  return population->afferent == RX_CLASS_NONE;
}

static bool carries_calcium(const rx_cell *cell, const rx_receptor *receptor)
{
  return receptor->calcium_fraction > 0 && cell->sections[receptor->section].has_calcium;
}

/* True if two receptors of cells of one structure may share a slot. */
static bool same_slot(const rx_cell *cell_a, const rx_receptor *a, const rx_cell *cell_b, const rx_receptor *b)
{
  return strcmp(a->name, b->name) == 0 && a->section == b->section && (a->tau_rise > 0) == (b->tau_rise > 0) &&
         (a->magnesium > 0) == (b->magnesium > 0) && carries_calcium(cell_a, a) == carries_calcium(cell_b, b);
}

static bool same_structure(const plan *a, const plan *b)
{
  if (!rx_cell_type_equal(a->bare, b->bare) || a->cell.n_sections != b->cell.n_sections) return false;
  for (int s = 0; s < a->cell.n_sections; s++)
    if (a->cell.sections[s].has_calcium != b->cell.sections[s].has_calcium) return false;
  return true;
}

/* Makes bare types and finds who shares them. */
static rx_status group_populations(const rx_circuit *circuit, plan plans[], rx_error *err)
{
  for (int p = 0; p < circuit->n_populations; p++) {
    const rx_population *population = &circuit->populations[p];
    plan *mine = &plans[p];
    mine->leader = p;
    mine->type = mine->range = -1;
    if (!is_cells(population)) continue;
    mine->cell = population->cell;
    if (isnan(mine->cell.temperature)) mine->cell.temperature = circuit->temperature;
    mine->cell.n_drugs = circuit->n_drugs;
    mine->cell.drugs = circuit->drugs;
    if (rx_cell_type_make(&mine->cell, 0, NULL, &mine->bare, err) != RX_OK)
      return rx_context(err, "population %s", population->name);
    for (int q = p - 1; q >= 0; q--)
      if (is_cells(&circuit->populations[q]) && same_structure(&plans[q], mine)) mine->leader = plans[q].leader;
  }
  return RX_OK;
}

/* Gives the populations of one structure the union of their receptors, in order of population and receptor. */
static rx_status unite_receptors(const rx_circuit *circuit, plan plans[], int leader, rx_error *err)
{
  int most = 0;
  for (int p = leader; p < circuit->n_populations; p++)
    if (plans[p].leader == leader) most += circuit->populations[p].n_receptors;
  rx_receptor *all = calloc((size_t)most + 1, sizeof *all);
  if (all == NULL) return rx_no_memory(err);
  int n = 0;
  rx_status status = RX_OK;
  for (int p = leader; p < circuit->n_populations && status == RX_OK; p++) {
    if (plans[p].leader != leader) continue;
    const rx_population *population = &circuit->populations[p];
    plans[p].slot = calloc((size_t)population->n_receptors + 1, sizeof *plans[p].slot);
    plans[p].receptors = calloc((size_t)most + 1, sizeof *plans[p].receptors);
    if (plans[p].slot == NULL || plans[p].receptors == NULL) {
      status = rx_no_memory(err);
      break;
    }
    for (int r = 0; r < population->n_receptors; r++) {
      const rx_receptor *receptor = &population->receptors[r];
      if (receptor->section < 0 || receptor->section >= plans[p].cell.n_sections) {
        status =
            rx_fail(err, RX_E_INPUT, "population %s: receptor %s sits on no section", population->name, receptor->name);
        break;
      }
      int k = 0;
      while (k < n && !same_slot(&plans[leader].cell, &all[k], &plans[p].cell, receptor)) k++;
      for (int q = 0; q < r && status == RX_OK; q++)
        if (plans[p].slot[q] == k)
          status = rx_fail(err, RX_E_INPUT, "population %s has receptor %s twice", population->name, receptor->name);
      if (k == n) all[n++] = *receptor;
      plans[p].slot[r] = k;
    }
  }
  for (int p = leader; p < circuit->n_populations && status == RX_OK; p++) {
    if (plans[p].leader != leader) continue;
    plans[p].n_receptors = n;
    memcpy(plans[p].receptors, all, (size_t)n * sizeof *all);
    for (int r = 0; r < circuit->populations[p].n_receptors; r++)
      plans[p].receptors[plans[p].slot[r]] = circuit->populations[p].receptors[r];
  }
  free(all);
  return status;
}

/* Adds the cells of a graded population, each with numbers of its own. */
static rx_status add_graded(const rx_circuit *circuit, const rx_population *population, const plan *mine,
                            const rx_cell_type *type, rx_network_builder *builder, rx_arena *arena, rx_error *err)
{
  rx_graded graded = *population->graded;
  if (isnan(graded.last.temperature)) graded.last.temperature = circuit->temperature;
  for (int i = 0; i < population->n; i++) {
    const double x = rx_graded_position(graded.skew, i, population->n);
    rx_cell unit;
    rx_cell_numbers *numbers = NULL;
    if (rx_cell_graded(&mine->cell, &graded, x, &unit, arena, err) != RX_OK ||
        rx_cell_numbers_make(&unit, mine->n_receptors, mine->receptors, type, &numbers, err) != RX_OK)
      return rx_context(err, "population %s: unit %d", population->name, i);
    rx_network_add_cell(builder, mine->range, mine->type, rx_network_add_numbers(builder, numbers));
  }
  return RX_OK;
}

/* The same of one whose cells are equal. */
static rx_status add_equal(const rx_population *population, const plan *mine, const rx_cell_type *type,
                           rx_network_builder *builder, rx_error *err)
{
  rx_cell_numbers *numbers = NULL;
  if (rx_cell_numbers_make(&mine->cell, mine->n_receptors, mine->receptors, type, &numbers, err) != RX_OK)
    return rx_context(err, "population %s", population->name);
  const int index = rx_network_add_numbers(builder, numbers);
  for (int i = 0; i < population->n; i++) rx_network_add_cell(builder, mine->range, mine->type, index);
  return RX_OK;
}

/* Adds the cells of a population, and their type if it is the first of its structure. */
static rx_status add_cells(const rx_circuit *circuit, plan plans[], int p, rx_network_builder *builder,
                           rx_arena *scratch, rx_error *err)
{
  const rx_population *population = &circuit->populations[p];
  plan *mine = &plans[p], *leader = &plans[mine->leader];
  rx_cell_type *type = NULL;
  if (mine == leader) RX_TRY(unite_receptors(circuit, plans, p, err));
  if (rx_cell_type_make(&mine->cell, mine->n_receptors, mine->receptors, &type, err) != RX_OK)
    return rx_context(err, "population %s", population->name);
  assert(mine == leader || leader->type < 0 || mine->n_receptors == leader->n_receptors);
  mine->range =
      rx_network_add_range(builder, (rx_node_range){ .name = population->name, .n = population->n, .population = p });
  mine->type = mine == leader ? rx_network_add_type(builder, type) : leader->type;
  if (mine == leader && mine->type < 0) return rx_no_memory(err); /* the type is gone */
  const rx_status status = population->graded != NULL
                               ? add_graded(circuit, population, mine, type, builder, scratch, err)
                               : add_equal(population, mine, type, builder, err);
  if (mine != leader) rx_cell_type_free(type);
  return status;
}

static rx_status add_nodes(const rx_circuit *circuit, plan plans[], rx_network_builder *builder, rx_arena *scratch,
                           rx_error *err)
{
  for (int p = 0; p < circuit->n_populations; p++)
    if (is_cells(&circuit->populations[p])) RX_TRY(add_cells(circuit, plans, p, builder, scratch, err));
  for (int p = 0; p < circuit->n_populations; p++) {
    const rx_population *population = &circuit->populations[p];
    if (!is_cells(population))
      plans[p].range = rx_network_add_range(builder, (rx_node_range){ .name = population->name,
                                                                      .n = population->n,
                                                                      .is_source = true,
                                                                      .afferent = population->afferent,
                                                                      .population = p });
  }
  return RX_OK;
}

/* Cells 0 … survivors-1 have output; dorsal-horn page 7. */
static int survivors(const rx_population *population)
{
  return (int)lround(population->survival * population->n);
}

static double release_of(const rx_population *from, rx_transmitter transmitter)
{
  return transmitter == RX_GABA ? from->release_gaba : transmitter == RX_GLYCINE ? from->release_glycine : 1;
}

static double receptors_of(const rx_population *to, rx_transmitter transmitter)
{
  return transmitter == RX_GABA ? to->receptor_gaba : transmitter == RX_GLYCINE ? to->receptor_glycine : 1;
}

/* The receptor of a population with this name, or -1. */
static int find_receptor(const rx_population *population, const char *name)
{
  for (int r = 0; r < population->n_receptors; r++)
    if (strcmp(population->receptors[r].name, name) == 0) return r;
  return -1;
}

static void add_jump(rx_route *route, const rx_receptor *receptor, int slot, double weight_nS)
{
  if (weight_nS == 0) return;
  route->slot[route->n] = slot;
  route->jump[route->n++] = weight_nS * rx_receptor_peak_factor(receptor->tau_rise, receptor->tau_decay);
}

/* The published numbers of "off" (dorsal-horn page 3.2) still deplete a little within a millisecond; off is exactly 1. */
static bool has_plasticity(const rx_stp *stp)
{
  return stp->U < 1 || stp->tau_rec > 0.1 || stp->tau_fac > 0.1;
}

/* Route of a part of the graph; without receptors where all weights are 0. */
static rx_status make_route(const rx_circuit *circuit, const plan plans[], const rx_graph_part *part, rx_route *route,
                            rx_error *err)
{
  const rx_pathway *pathway = &circuit->pathways[part->pathway];
  const rx_population *from = &circuit->populations[part->from], *to = &circuit->populations[part->to];
  *route = (rx_route){ .has_stp = has_plasticity(&pathway->stp), .stp = pathway->stp, .afferent = from->afferent };
  if (!is_cells(to))
    return rx_fail(err, RX_E_INPUT, "pathway %s: %s is a population of afferents; pathways lead to cells",
                   pathway->name, to->name);
  for (int w = 0; w < pathway->n_weights; w++) {
    const int r = find_receptor(to, pathway->receptor[w]);
    if (r < 0)
      return rx_fail(err, RX_E_INPUT, "pathway %s: population %s has no receptor %s", pathway->name, to->name,
                     pathway->receptor[w]);
    const rx_receptor *receptor = &to->receptors[r];
    double weight = pathway->weight[w] * pathway->release;
    if (pathway->is_sprouted) weight *= circuit->sprouting;
    weight *= release_of(from, receptor->transmitter) * receptors_of(to, receptor->transmitter);
    add_jump(route, receptor, plans[part->to].slot[r], weight);
  }
  return RX_OK;
}

static rx_status add_pathways(const rx_circuit *circuit, const rx_graph *graph, const plan plans[],
                              rx_network_builder *builder, rx_error *err)
{
  for (int i = 0; i < graph->n_parts; i++) {
    const rx_graph_part *part = &graph->parts[i];
    rx_route route;
    RX_TRY(make_route(circuit, plans, part, &route, err));
    if (route.n == 0) continue;
    const int index = rx_network_add_route(builder, route);
    const int n_alive = survivors(&circuit->populations[part->from]);
    const double delay = circuit->pathways[part->pathway].delay;
    for (size_t k = 0; k < part->n && part->pairs[k].pre < n_alive; k++) /* pairs are sorted by pre */
      rx_network_add_connection(builder, plans[part->from].range, part->pairs[k].pre, plans[part->to].range,
                                part->pairs[k].post, index, delay, 1);
  }
  return RX_OK;
}

/* One hidden source per cell and noise entry, straight onto its receptor. */
static rx_status add_noise(const rx_circuit *circuit, const plan plans[], rx_network_builder *builder,
                           rx_arena *scratch, rx_error *err)
{
  for (int p = 0; p < circuit->n_populations; p++) {
    const rx_population *population = &circuit->populations[p];
    for (int k = 0; k < population->n_noise; k++) {
      const rx_noise *noise = &population->noise[k];
      if (!(noise->rate > 0)) continue; /* off */
      const int r = is_cells(population) ? find_receptor(population, noise->receptor) : -1;
      if (r < 0)
        return rx_fail(err, RX_E_INPUT, "population %s: noise: no receptor %s", population->name, noise->receptor);
      const char *name = rx_arena_format(scratch, "%s:%s", population->name, noise->receptor);
      if (name == NULL) return rx_no_memory(err);
      const rx_node_range sources = {
        .name = name, .n = population->n, .is_source = true, .population = p, .noise = k
      };
      const int range = rx_network_add_range(builder, sources);
      const rx_receptor *receptor = &population->receptors[r];
      rx_route route = { 0 };
      add_jump(&route, receptor, plans[p].slot[r], noise->weight * receptors_of(population, receptor->transmitter));
      if (route.n == 0) continue;
      const int index = rx_network_add_route(builder, route);
      for (int i = 0; i < population->n; i++)
        rx_network_add_connection(builder, range, i, plans[p].range, i, index, 0, 1);
    }
  }
  return RX_OK;
}

static void add_terminal_inputs(const rx_circuit *circuit, const plan plans[], rx_network_builder *builder)
{
  for (int i = 0; i < circuit->n_presynaptic; i++) {
    const rx_presynaptic *list = &circuit->presynaptic[i];
    const rx_population *from = &circuit->populations[list->from];
    const int n_alive = survivors(from);
    if (list->amount == 0 || n_alive == 0) continue;
    rx_network_add_terminal_input(builder, plans[list->from].range,
                                  (rx_terminal_input){ .n_nodes = n_alive,
                                                       .afferent = list->afferent,
                                                       .amount = list->amount / from->n,
                                                       .tau_ms = list->tau,
                                                       .delay_ms = circuit->presynaptic_delay });
  }
}

/* Spikes that act on motor pools: a connection from every cell that sends to every dendrite (or soma) of every unit. */
static rx_status add_motor_inputs(const rx_circuit *circuit, const plan plans[], rx_network_builder *builder,
                                  rx_arena *scratch, rx_error *err)
{
  for (int k = 0; k < circuit->motor.n; k++) {
    const rx_motor_pool *pool = &circuit->motor.pools[k];
    const rx_population *population = &circuit->populations[pool->population];
    for (int i = 0; i < pool->n_inputs; i++) {
      const rx_motor_input *input = &pool->inputs[i];
      if (input->weight == 0) continue;
      const rx_population *from = &circuit->populations[input->from];
      const int n_alive = survivors(from);
      for (int r = rx_network_motor_receptor(population, input, 0); r >= 0;
           r = rx_network_motor_receptor(population, input, r + 1)) {
        rx_route route = { 0 };
        add_jump(&route, &population->receptors[r], plans[pool->population].slot[r], 1);
        const int index = rx_network_add_route(builder, route);
        for (int unit = 0; unit < population->n; unit++) {
          double jump_nS;
          RX_TRY(rx_network_motor_jump(circuit, pool, input, &population->receptors[r], unit, scratch, &jump_nS, err));
          for (int pre = 0; pre < n_alive; pre++)
            rx_network_add_connection(builder, plans[input->from].range, pre, plans[pool->population].range, unit,
                                      index, input->delay, jump_nS);
        }
      }
    }
  }
  return RX_OK;
}

/* Slots of motor inputs are named in scratch memory: the network keeps the names. */
static rx_status keep_slot_names(rx_network *network, rx_error *err)
{
  for (int t = 0; t < network->n_types; t++)
    for (int k = 0; k < network->types[t]->n_slots; k++) {
      const char *name = rx_arena_text(network->names, network->types[t]->slots[k].receptor);
      if (name == NULL) return rx_no_memory(err);
      network->types[t]->slots[k].receptor = name;
    }
  return RX_OK;
}

/* A copy of the circuit whose receptors reverse where the loss of KCC2 puts them; the arena owns what is new. */
static rx_status shift_reversals(const rx_circuit *given, rx_arena *arena, rx_circuit *shifted, rx_error *err)
{
  *shifted = *given;
  if (given->kcc2_loss == 0) return RX_OK;
  const size_t n = (size_t)given->n_populations;
  shifted->populations = rx_arena_alloc(arena, (n + 1) * sizeof *shifted->populations);
  if (shifted->populations == NULL) return rx_no_memory(err);
  for (size_t p = 0; p < n; p++) {
    rx_population *population = &shifted->populations[p];
    *population = given->populations[p];
    const size_t n_receptors = (size_t)population->n_receptors;
    population->receptors = rx_arena_alloc(arena, (n_receptors + 1) * sizeof *population->receptors);
    if (population->receptors == NULL) return rx_no_memory(err);
    for (size_t r = 0; r < n_receptors; r++) {
      rx_receptor *receptor = &population->receptors[r];
      *receptor = given->populations[p].receptors[r];
      receptor->kcc2_shift = rx_kcc2_shift_mV(given->kcc2_loss, receptor->transmitter);
    }
  }
  return RX_OK;
}

rx_status rx_network_make(const rx_circuit *given, const rx_graph *graph, rx_network **network, rx_error *err)
{
  *network = NULL;
  rx_status status = RX_OK;
  rx_circuit shifted, whole = *given;
  const rx_circuit *circuit = &whole; /* with what its motor pools bring */
  plan *plans = calloc((size_t)circuit->n_populations + 1, sizeof *plans);
  rx_network_builder *builder = rx_network_begin();
  rx_arena *scratch = rx_arena_create();
  if (plans == NULL || builder == NULL || scratch == NULL) {
    status = rx_no_memory(err);
    goto done;
  }
  status = shift_reversals(given, scratch, &shifted, err);
  if (status == RX_OK) status = rx_network_motor_circuit(&shifted, scratch, &whole, err);
  if (status == RX_OK) status = group_populations(circuit, plans, err);
  if (status == RX_OK) status = add_nodes(circuit, plans, builder, scratch, err);
  if (status == RX_OK) status = add_pathways(circuit, graph, plans, builder, err);
  if (status == RX_OK) status = add_motor_inputs(circuit, plans, builder, scratch, err);
  if (status == RX_OK) status = add_noise(circuit, plans, builder, scratch, err);
  if (status == RX_OK) {
    add_terminal_inputs(circuit, plans, builder);
    status = rx_network_finish(builder, network, err);
    builder = NULL;
    if (status == RX_OK && given->motor.n > 0) status = keep_slot_names(*network, err);
  }
done:
  if (status != RX_OK) {
    rx_network_free(*network);
    *network = NULL;
  }
  rx_network_abandon(builder);
  rx_arena_free(scratch);
  for (int p = 0; plans != NULL && p < circuit->n_populations; p++) {
    rx_cell_type_free(plans[p].bare);
    free(plans[p].receptors);
    free(plans[p].slot);
  }
  free(plans);
  return status;
}

const rx_node_range *rx_network_cell_range(const rx_network *network, int population)
{
  for (int r = 0; r < network->n_ranges; r++)
    if (network->ranges[r].population == population && !network->ranges[r].is_source) return &network->ranges[r];
  return NULL;
}

const rx_node_range *rx_network_fibre_range(const rx_network *network, int population)
{
  for (int r = 0; r < network->n_ranges; r++) {
    const rx_node_range *range = &network->ranges[r]; /* noise is a source too, of no class */
    if (range->is_source && range->population == population && range->afferent != RX_CLASS_NONE) return range;
  }
  return NULL;
}
