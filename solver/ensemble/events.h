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
  const rx_route *route; /* of the member's network; NULL: direct, then slot and scale hold */
  double scale;          /* factor on the route's jumps, efficacy included; for a direct event the jump in nS */
  int32_t lane;          /* of the receiver */
  int32_t slot;
} rx_event;

typedef struct rx_inbox {
  size_t n, capacity;
  rx_event *events;
} rx_inbox;

/* The inboxes of a run, by window and by receiver: a cell, or a block of cells, also of several members. */
typedef struct rx_inboxes rx_inboxes;

/* window_ms: see rx_window_ms. longest_delay_ms: of all networks that post here. */
rx_status rx_inboxes_create(int n_receivers, double window_ms, double longest_delay_ms, rx_inboxes **inboxes,
                            rx_error *err);
void rx_inboxes_free(rx_inboxes *inboxes);

/* Starts window k, [k*window, (k+1)*window), and forgets the arrivals of the last. Call once per window, in order. */
void rx_inboxes_open_window(rx_inboxes *inboxes, int64_t k);

/* The arrivals of the open window at a receiver, sorted by (time, order). Each receiver may be asked by a thread of its own.
 * Valid until the next rx_inboxes_open_window. */
const rx_inbox *rx_inboxes_of(rx_inboxes *inboxes, int receiver);

/* The traffic of one network: what is sent, plasticity, terminals. It posts to the inboxes of its run. */
typedef struct rx_traffic rx_traffic;

/* receiver_of[n_cells]: of the inboxes; lane_of[n_cells]: place within the receiver, NULL: all 0. Both, and inboxes, must outlive
 * it. Direct events and source trains are taken from drive (NULL: none). */
rx_status rx_traffic_create(const rx_network *network, const rx_drive *drive, double t_stop_ms, rx_inboxes *inboxes,
                            const int receiver_of[], const int lane_of[], rx_traffic **traffic, rx_error *err);
void rx_traffic_free(rx_traffic *traffic);

/* Sends direct events and source spikes of the window that the inboxes have open, so that all its arrivals are known. Call once
 * per window, from one thread. */
rx_status rx_traffic_open_window(rx_traffic *traffic, rx_error *err);

/* Sends the spikes that cells fired in the open window, sorted by (time, cell). From one thread. */
rx_status rx_traffic_send(rx_traffic *traffic, size_t n, const rx_spike spikes[], rx_error *err);

/* Number of arrivals before t_stop, so far. */
uint64_t rx_traffic_arrivals(const rx_traffic *traffic);

/* The window: the largest multiple of step_ms that is not longer than the shortest delay (or max_ms, if shorter).
 * step_ms = 0: the shortest delay itself. RX_E_INPUT if the step is longer than the shortest delay, or the longest delay more
 * windows than can be kept. */
rx_status rx_window_ms(const rx_network *network, double step_ms, double max_ms, double *window_ms, rx_error *err);

#endif
