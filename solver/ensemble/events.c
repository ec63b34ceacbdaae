#include "solver/ensemble/events.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* a change of a class's terminal conductance on its way */
typedef struct terminal_event {
  double t_ms;
  int node, input;
} terminal_event;

/* a source spike of the open window */
typedef struct source_spike {
  double t_ms;
  int node;
} source_spike;

struct rx_inboxes {
  double window_ms;
  int64_t open; /* window; -1: none yet */
  int n_receivers;
  int n_windows;  /* of the ring */
  rx_inbox *ring; /* [n_windows][n_receivers] */
  int open_at;    /* place of the open window in the ring */
};

struct rx_traffic {
  const rx_network *network;
  const rx_drive *drive;
  double t_stop_ms;
  rx_inboxes *inboxes;
  const int *receiver_of, *lane_of;
  size_t *next_spike; /* [n_sources] of their trains */
  size_t *next_added; /* [n_sources] of those that the controller adds */
  size_t *by_time;    /* direct events in order of time */
  size_t next_direct;
  uint64_t n_arrivals;

  /* plasticity: one state per source and route that has it */
  size_t *first_stp; /* [n_nodes + 1]; NULL: no plasticity */
  int32_t *stp_route;
  rx_stp_state *stp;
  double *efficacy; /* of the spike being sent, by state */
  int32_t *stp_of;  /* [n_connections] state, or -1 */

  rx_terminal terminals[RX_N_CLASSES];
  RX_ARRAY(terminal_event) terminal_queue; /* all still to come */
  RX_ARRAY(source_spike) source_spikes;    /* scratch of a window */
};

/* arrivals that are sorted by counting */
enum { FEW = 32 };

static const rx_drive SILENT = { 0 };

/* windows that a spike may be on its way: bounds the ring of inboxes */
#define MOST_WINDOWS 1e5

static int by_event_time(const void *a, const void *b)
{
  const rx_event *x = a, *y = b;
  if (x->t_ms != y->t_ms) return x->t_ms < y->t_ms ? -1 : 1;
  if (x->order != y->order) return x->order < y->order ? -1 : 1;
  return (x->scale > y->scale) - (x->scale < y->scale); /* a train may name one time twice */
}

/* of the open window or a later one */
static rx_inbox *inboxes_of_window(const rx_inboxes *inboxes, int64_t k)
{
  int64_t at = inboxes->open_at + (k - inboxes->open);
  while (at >= inboxes->n_windows) at -= inboxes->n_windows; /* once: the ring is longer than any delay */
  return &inboxes->ring[(size_t)at * (size_t)inboxes->n_receivers];
}

rx_status rx_inboxes_create(int n_receivers, double window_ms, double longest_delay_ms, rx_inboxes **inboxes,
                            rx_error *err)
{
  rx_inboxes *made = calloc(1, sizeof *made);
  if (made == NULL) return rx_no_memory(err);
  *made = (rx_inboxes){ .window_ms = window_ms,
                        .open = -1,
                        .n_receivers = n_receivers,
                        .n_windows = (int)ceil(longest_delay_ms / window_ms) + 2 };
  made->ring = calloc((size_t)made->n_windows * (size_t)n_receivers + 1, sizeof *made->ring);
  if (made->ring == NULL) {
    free(made);
    return rx_no_memory(err);
  }
  *inboxes = made;
  return RX_OK;
}

void rx_inboxes_free(rx_inboxes *inboxes)
{
  if (inboxes == NULL) return;
  for (size_t i = 0; i < (size_t)inboxes->n_windows * (size_t)inboxes->n_receivers; i++) free(inboxes->ring[i].events);
  free(inboxes->ring);
  free(inboxes);
}

void rx_inboxes_open_window(rx_inboxes *inboxes, int64_t k)
{
  if (inboxes->open >= 0)
    for (int r = 0; r < inboxes->n_receivers; r++) inboxes_of_window(inboxes, inboxes->open)[r].n = 0;
  inboxes->open = k;
  inboxes->open_at = (int)(k % inboxes->n_windows);
}

/* Sorts by counting, for each, those before it: no branch depends on a time, and times come in any order. False, and nothing
 * done, where time and order do not decide. */
static bool sort_few(rx_event events[], const size_t n)
{
  rx_event unsorted[FEW];
  size_t place[FEW];
  bool any_equal = false;
  for (size_t i = 0; i < n; i++) {
    const rx_event e = unsorted[i] = events[i];
    size_t n_before = i;
    for (size_t j = 0; j < i; j++) {
      const bool same = unsorted[j].t_ms == e.t_ms,
                 after = (unsorted[j].t_ms > e.t_ms) | (same & (unsorted[j].order > e.order));
      any_equal |= same & (unsorted[j].order == e.order);
      place[j] += after;
      n_before -= after;
    }
    place[i] = n_before;
  }
  if (any_equal) return false;
  for (size_t i = 0; i < n; i++) events[place[i]] = unsorted[i];
  return true;
}

const rx_inbox *rx_inboxes_of(rx_inboxes *inboxes, int receiver)
{
  rx_inbox *inbox = &inboxes_of_window(inboxes, inboxes->open)[receiver];
  if (inbox->n < 2 || (inbox->n <= FEW && sort_few(inbox->events, inbox->n))) return inbox;
  if (inbox->n > 48) {
    qsort(inbox->events, inbox->n, sizeof *inbox->events, by_event_time);
  } else {
    for (size_t i = 1; i < inbox->n; i++) {
      const rx_event e = inbox->events[i];
      size_t j = i;
      for (; j > 0 && by_event_time(&inbox->events[j - 1], &e) > 0; j--) inbox->events[j] = inbox->events[j - 1];
      inbox->events[j] = e;
    }
  }
  return inbox;
}

static int by_source_time(const void *a, const void *b)
{
  const source_spike *x = a, *y = b;
  if (x->t_ms != y->t_ms) return x->t_ms < y->t_ms ? -1 : 1;
  return x->node - y->node;
}

static int by_terminal_time(const void *a, const void *b)
{
  const terminal_event *x = a, *y = b;
  if (x->t_ms != y->t_ms) return x->t_ms < y->t_ms ? -1 : 1;
  if (x->node != y->node) return x->node - y->node;
  return x->input - y->input;
}

typedef struct timed_index {
  double t_ms;
  size_t index;
} timed_index;

static int by_index_time(const void *a, const void *b)
{
  const timed_index *x = a, *y = b;
  if (x->t_ms != y->t_ms) return x->t_ms < y->t_ms ? -1 : 1;
  return x->index < y->index ? -1 : x->index > y->index;
}

static rx_status sort_direct_events(rx_traffic *t, rx_error *err)
{
  const size_t n = t->drive->n_events;
  t->by_time = malloc((n + 1) * sizeof *t->by_time);
  timed_index *order = malloc((n + 1) * sizeof *order);
  if (t->by_time == NULL || order == NULL) {
    free(order);
    return rx_no_memory(err);
  }
  for (size_t i = 0; i < n; i++) order[i] = (timed_index){ t->drive->events[i].arrival_ms, i };
  qsort(order, n, sizeof *order, by_index_time);
  for (size_t i = 0; i < n; i++) t->by_time[i] = order[i].index;
  free(order);
  return RX_OK;
}

/* Finds, for each source, the routes with plasticity that it uses. */
static rx_status create_plasticity(rx_traffic *t, rx_error *err)
{
  const rx_network *net = t->network;
  bool any = false;
  for (int r = 0; r < net->n_routes; r++) any |= net->routes[r].has_stp;
  if (!any) return RX_OK;
  t->first_stp = calloc((size_t)net->n_nodes + 1, sizeof *t->first_stp);
  t->stp_of = malloc((net->n_connections + 1) * sizeof *t->stp_of);
  if (t->first_stp == NULL || t->stp_of == NULL) return rx_no_memory(err);
  RX_ARRAY(int32_t) routes = { 0 };
  for (int node = 0; node < net->n_nodes; node++) {
    const size_t first = t->first_stp[node] = routes.n;
    for (size_t c = net->first_connection[node]; c < net->first_connection[node + 1]; c++) {
      const int32_t route = net->connections[c].route;
      t->stp_of[c] = -1;
      if (!net->routes[route].has_stp) continue;
      size_t k = first;
      while (k < routes.n && routes.items[k] != route) k++;
      if (k == routes.n && !RX_APPEND(&routes, route)) {
        free(routes.items);
        return rx_no_memory(err);
      }
      t->stp_of[c] = (int32_t)k;
    }
  }
  t->first_stp[net->n_nodes] = routes.n;
  t->stp_route = routes.items;
  t->stp = malloc((routes.n + 1) * sizeof *t->stp);
  t->efficacy = malloc((routes.n + 1) * sizeof *t->efficacy);
  if (t->stp == NULL || t->efficacy == NULL) return rx_no_memory(err);
  for (size_t k = 0; k < routes.n; k++) t->stp[k] = rx_stp_start();
  return RX_OK;
}

rx_status rx_traffic_create(const rx_network *network, const rx_drive *drive, double t_stop_ms, rx_inboxes *inboxes,
                            const int receiver_of[], const int lane_of[], rx_traffic **traffic, rx_error *err)
{
  rx_traffic *t = calloc(1, sizeof *t);
  if (t == NULL) return rx_no_memory(err);
  t->network = network;
  t->drive = drive != NULL ? drive : &SILENT;
  t->t_stop_ms = t_stop_ms;
  t->inboxes = inboxes;
  t->receiver_of = receiver_of;
  t->lane_of = lane_of;
  t->next_spike = calloc((size_t)(network->n_nodes - network->n_cells) + 1, sizeof *t->next_spike);
  for (int c = 0; c < RX_N_CLASSES; c++) t->terminals[c] = (rx_terminal){ 0 };
  for (int i = 0; i < network->n_terminal_inputs; i++)
    t->terminals[network->terminal_inputs[i].afferent].tau_ms = network->terminal_inputs[i].tau_ms;
  t->next_added = calloc((size_t)(network->n_nodes - network->n_cells) + 1, sizeof *t->next_added);
  rx_status status = t->next_spike == NULL || t->next_added == NULL ? rx_no_memory(err) : RX_OK;
  if (status == RX_OK) status = sort_direct_events(t, err);
  if (status == RX_OK) status = create_plasticity(t, err);
  if (status != RX_OK) {
    rx_traffic_free(t);
    return status;
  }
  *traffic = t;
  return RX_OK;
}

void rx_traffic_free(rx_traffic *t)
{
  if (t == NULL) return;
  free(t->next_spike);
  free(t->next_added);
  free(t->by_time);
  free(t->first_stp);
  free(t->stp_route);
  free(t->stp);
  free(t->efficacy);
  free(t->stp_of);
  free(t->terminal_queue.items);
  free(t->source_spikes.items);
  free(t);
}

/* Puts an arrival into its cell's inbox of its window, which is `earliest` at the earliest whatever rounding says. */
static inline rx_status post(rx_traffic *t, int64_t earliest, int cell, rx_event event, rx_error *err)
{
  if (!(event.t_ms < t->t_stop_ms)) return RX_OK;
  int64_t k = (int64_t)(event.t_ms / t->inboxes->window_ms); /* towards 0, but earliest >= 0 */
  if (k < earliest) k = earliest;
  rx_inbox *inbox = &inboxes_of_window(t->inboxes, k)[t->receiver_of[cell]];
  if (inbox->n == inbox->capacity && !rx_grow((void **)&inbox->events, &inbox->capacity, inbox->n + 1, sizeof event))
    return rx_no_memory(err);
  if (t->lane_of != NULL) event.lane = t->lane_of[cell];
  inbox->events[inbox->n++] = event;
  t->n_arrivals++;
  return RX_OK;
}

static rx_status send_spike(rx_traffic *t, int64_t earliest, int node, double t_ms, double efficacy, rx_error *err)
{
  const rx_network *net = t->network;
  if (t->first_stp != NULL)
    for (size_t k = t->first_stp[node]; k < t->first_stp[node + 1]; k++)
      t->efficacy[k] = rx_stp_spike(&t->stp[k], &net->routes[t->stp_route[k]].stp, t_ms);
  for (size_t c = net->first_connection[node]; c < net->first_connection[node + 1]; c++) {
    const rx_connection *to = &net->connections[c];
    double scale = to->scale * efficacy;
    if (t->first_stp != NULL && t->stp_of[c] >= 0) scale *= t->efficacy[t->stp_of[c]];
    RX_TRY(post(t, earliest, to->target,
                (rx_event){ .t_ms = t_ms + to->delay_ms, .order = c, .route = &net->routes[to->route], .scale = scale },
                err));
  }
  return RX_OK;
}

static rx_status queue_terminals(rx_traffic *t, int node, double t_ms, rx_error *err)
{
  const rx_network *net = t->network;
  for (int i = 0; i < net->n_terminal_inputs; i++) {
    const rx_terminal_input *in = &net->terminal_inputs[i];
    if (node < in->first_node || node >= in->first_node + in->n_nodes) continue;
    if (!RX_APPEND(&t->terminal_queue, ((terminal_event){ t_ms + in->delay_ms, node, i }))) return rx_no_memory(err);
  }
  return RX_OK;
}

/* Takes the next spike before t_end of a source, from its train and from what the controller added; false: there is none. */
static bool next_of_source(rx_traffic *t, int s, double t_end, double *t_ms)
{
  const rx_drive *drive = t->drive;
  const rx_train train = drive->sources != NULL ? drive->sources[s] : (rx_train){ 0 };
  double given = INFINITY, added = INFINITY;
  if (t->next_spike[s] < train.n) given = train.times_ms[t->next_spike[s]];
  if (drive->controller != NULL && drive->controller->n_sources > 0) {
    const rx_times *more = &drive->controller->sources[s];
    if (t->next_added[s] < more->n) added = more->items[t->next_added[s]];
  }
  const bool is_given = given <= added;
  *t_ms = is_given ? given : added;
  if (!(*t_ms < t_end)) return false;
  if (is_given)
    t->next_spike[s]++;
  else
    t->next_added[s]++;
  return true;
}

/* Source spikes of the window in order of time, each with the efficacy that its class's terminals have then. */
static rx_status send_sources(rx_traffic *t, double t_end, rx_error *err)
{
  const rx_network *net = t->network;
  t->source_spikes.n = 0;
  const int n_sources = net->n_nodes - net->n_cells;
  for (int s = 0; s < n_sources; s++) {
    double t_ms;
    while (next_of_source(t, s, t_end, &t_ms))
      if (!RX_APPEND(&t->source_spikes, ((source_spike){ t_ms, net->n_cells + s }))) return rx_no_memory(err);
  }
  size_t next_terminal = 0;
  int range = 0;
  if (net->n_terminal_inputs > 0) {
    if (t->source_spikes.n > 0)
      qsort(t->source_spikes.items, t->source_spikes.n, sizeof *t->source_spikes.items, by_source_time);
    if (t->terminal_queue.n > 0)
      qsort(t->terminal_queue.items, t->terminal_queue.n, sizeof *t->terminal_queue.items, by_terminal_time);
  }
  for (size_t i = 0; i < t->source_spikes.n; i++) {
    const source_spike *spike = &t->source_spikes.items[i];
    double efficacy = 1.0;
    if (net->n_terminal_inputs > 0) {
      for (; next_terminal < t->terminal_queue.n && t->terminal_queue.items[next_terminal].t_ms <= spike->t_ms;
           next_terminal++) {
        const terminal_event *e = &t->terminal_queue.items[next_terminal];
        const rx_terminal_input *in = &net->terminal_inputs[e->input];
        rx_terminal_add(&t->terminals[in->afferent], e->t_ms, in->amount);
      }
      range = 0;
      while (spike->node >= net->ranges[range].first + net->ranges[range].n) range++;
      const rx_afferent_class class = net->ranges[range].afferent;
      if (class != RX_CLASS_NONE && t->terminals[class].tau_ms > 0)
        efficacy = rx_terminal_efficacy(&t->terminals[class], spike->t_ms);
    }
    RX_TRY(send_spike(t, t->inboxes->open, spike->node, spike->t_ms, efficacy, err));
  }
  /* what is left of the window, so that the queue holds only what is on its way */
  for (; next_terminal < t->terminal_queue.n && t->terminal_queue.items[next_terminal].t_ms < t_end; next_terminal++) {
    const terminal_event *e = &t->terminal_queue.items[next_terminal];
    const rx_terminal_input *in = &net->terminal_inputs[e->input];
    rx_terminal_add(&t->terminals[in->afferent], e->t_ms, in->amount);
  }
  if (next_terminal > 0) {
    t->terminal_queue.n -= next_terminal;
    memmove(t->terminal_queue.items, t->terminal_queue.items + next_terminal,
            t->terminal_queue.n * sizeof *t->terminal_queue.items);
  }
  return RX_OK;
}

rx_status rx_traffic_open_window(rx_traffic *t, rx_error *err)
{
  const int64_t k = t->inboxes->open;
  const double t_end = (double)(k + 1) * t->inboxes->window_ms;
  for (; t->next_direct < t->drive->n_events; t->next_direct++) {
    const size_t i = t->by_time[t->next_direct];
    const rx_direct_event *e = &t->drive->events[i];
    if (e->arrival_ms >= t_end) break;
    RX_TRY(
        post(t, k, e->cell,
             (rx_event){
                 .t_ms = e->arrival_ms, .order = t->network->n_connections + i, .slot = e->slot, .scale = e->jump_nS },
             err));
  }
  return send_sources(t, t_end, err);
}

rx_status rx_traffic_send(rx_traffic *t, size_t n, const rx_spike spikes[], rx_error *err)
{
  for (size_t i = 0; i < n; i++) {
    RX_TRY(send_spike(t, t->inboxes->open + 1, spikes[i].cell, spikes[i].t_ms, 1.0, err));
    if (t->network->n_terminal_inputs > 0) RX_TRY(queue_terminals(t, spikes[i].cell, spikes[i].t_ms, err));
  }
  return RX_OK;
}

uint64_t rx_traffic_arrivals(const rx_traffic *t)
{
  return t->n_arrivals;
}

/* RX_E_INPUT where a spike may be on its way for longer than the ring of inboxes can be. */
static rx_status check_longest_delay(const rx_network *network, double window_ms, rx_error *err)
{
  if (network->longest_delay_ms / window_ms > MOST_WINDOWS)
    return rx_fail(err, RX_E_INPUT, "delays from %g to %g ms: the longest may be %g times the window, %g ms",
                   network->shortest_delay_ms, network->longest_delay_ms, MOST_WINDOWS, window_ms);
  return RX_OK;
}

rx_status rx_window_ms(const rx_network *network, double step_ms, double max_ms, double *window_ms, rx_error *err)
{
  double longest = network->shortest_delay_ms < max_ms ? network->shortest_delay_ms : max_ms;
  if (step_ms <= 0.0) {
    *window_ms = longest;
    return check_longest_delay(network, *window_ms, err);
  }
  /* a delay of 20 steps may be 19.9999999 in doubles */
  const double steps = floor(longest / step_ms * (1.0 + 1e-9));
  if (steps < 1.0)
    return rx_fail(err, RX_E_INPUT, "the step of %g ms is longer than the shortest delay of the network, %g ms",
                   step_ms, network->shortest_delay_ms);
  *window_ms = steps * step_ms;
  return check_longest_delay(network, *window_ms, err);
}
