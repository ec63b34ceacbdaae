/* One motoneuron under current into its soma: a cell of configs/cells, or a unit of a pool of configs/circuits. */
#ifndef RX_TESTS_VERIFICATION_LONE_UNIT_H
#define RX_TESTS_VERIFICATION_LONE_UNIT_H

#include "../reference.h"
#include "solver/simulation.h"

/* A factor on gbar of a channel, wherever the cell has it. */
typedef struct rx_unit_change {
  const char *channel;
  double factor;
} rx_unit_change;

/* The network of a unit of a circuit's only population, alone; NULL, with a problem at the place. Free with rx_network_free. */
rx_network *rx_unit_of_pool(const char *circuit, int unit, size_t n, const rx_unit_change changes[], rx_place place);
/* The same of the bistable motoneuron; params as in the tables: "control", "5HT", "gKCa_<f>", with "_gNa0" behind. */
rx_network *rx_unit_of_brk97(const char *params, rx_place place);

/* Runs it with nA into the soma; dt_ms: the fixed step, 0 for CVODE. Recording: what is asked for has been set. */
rx_status rx_unit_run(const rx_network *unit, const rx_waveform *current_nA, double dt_ms, double t_stop_ms,
                      rx_recording *recording, rx_error *err);

/* Spikes in [from, to). */
size_t rx_unit_count(const rx_recording *recording, double from_ms, double to_ms);
/* A recorded value at any time, linear between frames; NaN beyond them. */
double rx_unit_value(const rx_recording *recording, size_t probe, double t_ms);

#endif
