/* Spikes on their way: both solvers run window by window of the shortest delay, so that a spike of one window arrives in a later
 * one. A window's arrivals at a cell wait in an inbox and are taken in order of (time, connection). */
#ifndef RX_SOLVER_EVENTS_H
#define RX_SOLVER_EVENTS_H

#include <stdint.h>

#include "base/status.h"
#include "models/circuit/network.h"
#include "solver/simulation.h"

/* An arrival. `order` breaks ties of time: the connection's number, direct events after all connections. */
typedef struct rx_event {
  double t_ms;
  uint64_t order;
  int32_t cell;
  int32_t route; /* of the network; -1: direct, then slot and jump hold */
  int32_t slot;
  double scale; /* factor on the route's jumps, efficacy included; for a direct event the jump in nS */
} rx_event;

typedef struct rx_inbox {
  size_t n, capacity;
  rx_event *events;
} rx_inbox;

/* The traffic of one run: queues by window and by receiver, plasticity, terminals. A receiver is a cell or a block of cells. */
typedef struct rx_traffic rx_traffic;

/* receiver_of[n_cells]: 0 … n_receivers-1. window_ms: see rx_window_ms. Direct events and source trains are taken from drive. */
rx_status rx_traffic_create(const rx_network *network, const rx_drive *drive, double window_ms, double t_stop_ms,
                            int n_receivers, const int receiver_of[], rx_traffic **traffic, rx_error *err);
void rx_traffic_free(rx_traffic *traffic);

/* Starts window k, [k*window, (k+1)*window): sends the source spikes of the window, so that all arrivals of the window are
 * known, and sorts nothing yet. Call once per window, in order, from one thread. */
rx_status rx_traffic_open_window(rx_traffic *traffic, int64_t k, rx_error *err);

/* The arrivals of the open window at a receiver, sorted by (time, order). Each receiver may be asked by a thread of its own.
 * Valid until the next rx_traffic_open_window. */
const rx_inbox *rx_traffic_inbox(rx_traffic *traffic, int receiver);

/* Sends the spikes that cells fired in the open window, sorted by (time, cell). From one thread. */
rx_status rx_traffic_send(rx_traffic *traffic, size_t n, const rx_spike spikes[], rx_error *err);

uint64_t rx_traffic_delivered(const rx_traffic *traffic);

/* The window: the largest multiple of step_ms that is not longer than the shortest delay (or max_ms, if shorter).
 * step_ms = 0: the shortest delay itself. RX_E_INPUT if the step is longer than the shortest delay. */
rx_status rx_window_ms(const rx_network *network, double step_ms, double max_ms, double *window_ms, rx_error *err);

#endif
