#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "models/circuit/network.h"

typedef struct raw_cell {
  int range, type, numbers;
} raw_cell;

typedef struct raw_connection {
  int from_range, from, to_range, to;
  int route;
  double delay_ms, scale;
} raw_connection;

typedef struct raw_terminal_input {
  int range;
  rx_terminal_input input;
} raw_terminal_input;

struct rx_network_builder {
  rx_arena *names;
  RX_ARRAY(rx_cell_type *) types;
  RX_ARRAY(rx_cell_numbers *) numbers;
  RX_ARRAY(rx_node_range) ranges;
  RX_ARRAY(raw_cell) cells;
  RX_ARRAY(rx_route) routes;
  RX_ARRAY(raw_connection) connections;
  RX_ARRAY(raw_terminal_input) terminal_inputs;
  bool has_failed; /* an add ran out of memory */
};

rx_network_builder *rx_network_begin(void)
{
  rx_network_builder *builder = calloc(1, sizeof *builder);
  if (builder == NULL) return NULL;
  builder->names = rx_arena_create();
  if (builder->names == NULL) {
    free(builder);
    return NULL;
  }
  return builder;
}

void rx_network_abandon(rx_network_builder *builder)
{
  if (builder == NULL) return;
  for (size_t i = 0; i < builder->types.n; i++) rx_cell_type_free(builder->types.items[i]);
  for (size_t i = 0; i < builder->numbers.n; i++) rx_cell_numbers_free(builder->numbers.items[i]);
  free(builder->types.items);
  free(builder->numbers.items);
  free(builder->ranges.items);
  free(builder->cells.items);
  free(builder->routes.items);
  free(builder->connections.items);
  free(builder->terminal_inputs.items);
  rx_arena_free(builder->names);
  free(builder);
}

/* Appends to a list of the builder and returns the index, or -1. */
#define ADD(builder, list, value)                                                                                      \
  ((builder)->list.n < INT32_MAX && RX_APPEND(&(builder)->list, (value)) ? (int)((builder)->list.n - 1)                \
                                                                         : ((builder)->has_failed = true, -1))

int rx_network_add_type(rx_network_builder *builder, rx_cell_type *type)
{
  assert(type != NULL);
  const int i = ADD(builder, types, type);
  if (i < 0) rx_cell_type_free(type);
  return i;
}

int rx_network_add_numbers(rx_network_builder *builder, rx_cell_numbers *numbers)
{
  assert(numbers != NULL);
  const int i = ADD(builder, numbers, numbers);
  if (i < 0) rx_cell_numbers_free(numbers);
  return i;
}

int rx_network_add_range(rx_network_builder *builder, rx_node_range range)
{
  range.name = rx_arena_text(builder->names, range.name != NULL ? range.name : "");
  if (range.name == NULL) {
    builder->has_failed = true;
    return -1;
  }
  return ADD(builder, ranges, range);
}

int rx_network_add_cell(rx_network_builder *builder, int range, int type, int numbers)
{
  const raw_cell cell = { range, type, numbers };
  return ADD(builder, cells, cell);
}

int rx_network_add_route(rx_network_builder *builder, rx_route route)
{
  return ADD(builder, routes, route);
}

int rx_network_add_connection(rx_network_builder *builder, int from_range, int from, int to_range, int to, int route,
                              double delay_ms, double scale)
{
  const raw_connection connection = { from_range, from, to_range, to, route, delay_ms, scale };
  return ADD(builder, connections, connection);
}

int rx_network_add_terminal_input(rx_network_builder *builder, int range, rx_terminal_input input)
{
  const raw_terminal_input raw = { range, input };
  return ADD(builder, terminal_inputs, raw);
}

/* ---- finish ---- */

/* calloc of at least one element, so that NULL means out of memory */
static void *zeroed(size_t n, size_t size)
{
  return calloc(n > 0 ? n : 1, size);
}

static bool has_index(int i, size_t n)
{
  return i >= 0 && (size_t)i < n;
}

/* Gives each range its first node, cells before sources. */
static rx_status number_nodes(rx_network_builder *b, rx_network *network, rx_error *err)
{
  int64_t n = 0;
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 0; i < b->ranges.n; i++) {
      rx_node_range *range = &b->ranges.items[i];
      if (range->is_source != (pass == 1)) continue;
      if (range->n < 0) return rx_fail(err, RX_E_INPUT, "network: range %s has %d nodes", range->name, range->n);
      range->first = (int)n;
      n += range->n;
      if (n > INT32_MAX) return rx_fail(err, RX_E_INPUT, "network: more than 2^31 nodes");
      network->ranges[network->n_ranges++] = *range;
    }
    if (pass == 0) network->n_cells = (int)n;
  }
  network->n_nodes = (int)n;
  return RX_OK;
}

static rx_status place_cells(const rx_network_builder *b, rx_network *network, int *n_placed, rx_error *err)
{
  for (size_t i = 0; i < b->cells.n; i++) {
    const raw_cell *cell = &b->cells.items[i];
    if (!has_index(cell->range, b->ranges.n) || !has_index(cell->type, b->types.n) ||
        !has_index(cell->numbers, b->numbers.n) || b->ranges.items[cell->range].is_source)
      return rx_fail(err, RX_E_INPUT, "network: cell %zu has a range, type or numbers that do not exist", i);
    const rx_node_range *range = &b->ranges.items[cell->range];
    if (n_placed[cell->range] == range->n)
      return rx_fail(err, RX_E_INPUT, "network: range %s has more than its %d cells", range->name, range->n);
    const int node = range->first + n_placed[cell->range]++;
    network->type_of[node] = cell->type;
    network->numbers_of[node] = cell->numbers;
  }
  for (size_t i = 0; i < b->ranges.n; i++) {
    const rx_node_range *range = &b->ranges.items[i];
    if (!range->is_source && n_placed[i] != range->n)
      return rx_fail(err, RX_E_INPUT, "network: range %s has %d of its %d cells", range->name, n_placed[i], range->n);
  }
  return RX_OK;
}

static rx_status check_connection(const rx_network_builder *b, const rx_network *network, size_t i, rx_error *err)
{
  const raw_connection *c = &b->connections.items[i];
  if (!has_index(c->from_range, b->ranges.n) || !has_index(c->to_range, b->ranges.n) ||
      !has_index(c->route, b->routes.n))
    return rx_fail(err, RX_E_INPUT, "network: connection %zu has a range or route that does not exist", i);
  const rx_node_range *from = &b->ranges.items[c->from_range], *to = &b->ranges.items[c->to_range];
  if (c->from < 0 || c->from >= from->n || c->to < 0 || c->to >= to->n || to->is_source)
    return rx_fail(err, RX_E_INPUT, "network: connection %zu from %s %d to %s %d: no such cell", i, from->name, c->from,
                   to->name, c->to);
  if (!(from->is_source ? c->delay_ms >= 0 : c->delay_ms > 0) || !isfinite(c->delay_ms))
    return rx_fail(err, RX_E_INPUT,
                   "network: connection from %s to %s: a delay of %g ms; from a cell it must be above 0", from->name,
                   to->name, c->delay_ms);
  const rx_route *route = &b->routes.items[c->route];
  const rx_cell_type *type = b->types.items[network->type_of[to->first + c->to]];
  for (int k = 0; k < route->n; k++)
    if (!has_index(route->slot[k], (size_t)type->n_slots))
      return rx_fail(err, RX_E_INPUT, "network: connection from %s to %s: its route names slot %d of %d", from->name,
                     to->name, route->slot[k], type->n_slots);
  return RX_OK;
}

/* Sorts connections by their source node; those of one source stay in the order in which they were added. */
static rx_status place_connections(const rx_network_builder *b, rx_network *network, rx_error *err)
{
  network->shortest_delay_ms = INFINITY;
  size_t *first = network->first_connection;
  for (size_t i = 0; i < b->connections.n; i++) {
    RX_TRY(check_connection(b, network, i, err));
    const raw_connection *c = &b->connections.items[i];
    const rx_node_range *from = &b->ranges.items[c->from_range];
    first[from->first + c->from + 1]++;
    if (!from->is_source) network->shortest_delay_ms = fmin(network->shortest_delay_ms, c->delay_ms);
    network->longest_delay_ms = fmax(network->longest_delay_ms, c->delay_ms);
  }
  for (int node = 0; node < network->n_nodes; node++) first[node + 1] += first[node];
  /* first[node] now walks through its connections and ends at the next node's first */
  for (size_t i = 0; i < b->connections.n; i++) {
    const raw_connection *c = &b->connections.items[i];
    const rx_node_range *to = &b->ranges.items[c->to_range];
    network->connections[first[b->ranges.items[c->from_range].first + c->from]++] =
        (rx_connection){ .target = to->first + c->to, .route = c->route, .delay_ms = c->delay_ms, .scale = c->scale };
  }
  for (int node = network->n_nodes; node > 0; node--) first[node] = first[node - 1];
  first[0] = 0;
  network->n_connections = b->connections.n;
  return RX_OK;
}

static rx_status place_terminal_inputs(const rx_network_builder *b, rx_network *network, rx_error *err)
{
  for (size_t i = 0; i < b->terminal_inputs.n; i++) {
    const raw_terminal_input *raw = &b->terminal_inputs.items[i];
    if (!has_index(raw->range, b->ranges.n))
      return rx_fail(err, RX_E_INPUT, "network: terminal input %zu has a range that does not exist", i);
    const rx_node_range *range = &b->ranges.items[raw->range];
    rx_terminal_input input = raw->input;
    input.first_node = range->first;
    if (input.n_nodes == 0) input.n_nodes = range->n;
    if (input.n_nodes < 0 || input.n_nodes > range->n || !(input.delay_ms > 0) || !(input.tau_ms > 0))
      return rx_fail(err, RX_E_INPUT, "network: terminal input from %s: %d of %d nodes, delay %g ms, tau %g ms",
                     range->name, input.n_nodes, range->n, input.delay_ms, input.tau_ms);
    network->shortest_delay_ms = fmin(network->shortest_delay_ms, input.delay_ms);
    network->terminal_inputs[network->n_terminal_inputs++] = input;
  }
  return RX_OK;
}

/* Fills a network whose arrays are there but for those that depend on the number of nodes. */
static rx_status fill(rx_network_builder *b, rx_network *network, int *n_placed, rx_error *err)
{
  RX_TRY(number_nodes(b, network, err));
  network->type_of = zeroed((size_t)network->n_cells, sizeof *network->type_of);
  network->numbers_of = zeroed((size_t)network->n_cells, sizeof *network->numbers_of);
  network->first_connection = zeroed((size_t)network->n_nodes + 1, sizeof *network->first_connection);
  if (network->type_of == NULL || network->numbers_of == NULL || network->first_connection == NULL)
    return rx_no_memory(err);
  RX_TRY(place_cells(b, network, n_placed, err));
  RX_TRY(place_connections(b, network, err));
  return place_terminal_inputs(b, network, err);
}

rx_status rx_network_finish(rx_network_builder *builder, rx_network **network, rx_error *err)
{
  *network = NULL;
  rx_status status = RX_OK;
  int *n_placed = zeroed(builder->ranges.n, sizeof *n_placed);
  rx_network *made = calloc(1, sizeof *made);
  if (made == NULL || n_placed == NULL || builder->has_failed) {
    status = rx_no_memory(err);
    goto done;
  }
  made->ranges = zeroed(builder->ranges.n, sizeof *made->ranges);
  made->connections = zeroed(builder->connections.n, sizeof *made->connections);
  made->terminal_inputs = zeroed(builder->terminal_inputs.n, sizeof *made->terminal_inputs);
  if (made->ranges == NULL || made->connections == NULL || made->terminal_inputs == NULL) {
    status = rx_no_memory(err);
    goto done;
  }
  status = fill(builder, made, n_placed, err);
  if (status != RX_OK) goto done;
  /* what the builder owns goes over to the network */
  made->n_types = (int)builder->types.n;
  made->types = builder->types.items;
  made->n_numbers = (int)builder->numbers.n;
  made->numbers = builder->numbers.items;
  made->n_routes = (int)builder->routes.n;
  made->routes = builder->routes.items;
  made->names = builder->names;
  builder->types.items = NULL;
  builder->numbers.items = NULL;
  builder->routes.items = NULL;
  builder->types.n = builder->numbers.n = 0;
  builder->names = NULL;
  *network = made;
  made = NULL;
done:
  rx_network_free(made);
  free(n_placed);
  rx_network_abandon(builder);
  return status;
}

void rx_network_free(rx_network *network)
{
  if (network == NULL) return;
  for (int i = 0; i < network->n_types; i++) rx_cell_type_free(network->types[i]);
  for (int i = 0; i < network->n_numbers; i++) rx_cell_numbers_free(network->numbers[i]);
  free(network->types);
  free(network->numbers);
  free(network->type_of);
  free(network->numbers_of);
  free(network->ranges);
  free(network->connections);
  free(network->first_connection);
  free(network->routes);
  free(network->terminal_inputs);
  rx_arena_free(network->names);
  free(network);
}
