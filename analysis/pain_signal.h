/* The pain signal of a circuit, the allodynia index, and thresholds. Source: dorsal-horn page 8.
 *
 *   pain signal = sum over terms of weight * rate/reference
 * with the rate (Hz per cell) of a projection population in its window after the onset of the stimulus. In the dorsal-horn circuit:
 *   0.5 * NK1 in 0.5-1.5 s / 50 Hz + 0.5 * WDR in 0.2-2 s / 133 Hz
 * It is 1 for a pinch of the healthy circuit. References are parameters of the circuit and are not computed again in a run. */
#ifndef RX_ANALYSIS_PAIN_SIGNAL_H
#define RX_ANALYSIS_PAIN_SIGNAL_H

#include <stdbool.h>

#include "analysis/rates.h"
#include "models/circuit/circuit.h"
#include "models/circuit/network.h"

/* One term of the pain signal, as it was computed. */
typedef struct rx_pain_part {
  int population;        /* of the circuit */
  double from_ms, to_ms; /* the window used, ms after the onset */
  bool is_cut;           /* the stimulus (or run) ends within the term's window; rate is over what is left of it */
  double rate_Hz;        /* NaN where nothing of the window is left, or the network has no such cells */
  double part;           /* weight * rate/reference */
} rx_pain_part;

typedef struct rx_pain_signal {
  double value; /* NaN where a part is NaN, or the circuit has no terms */
  bool is_cut;  /* a window was cut */
} rx_pain_signal;

/* The cells of a population of the circuit; n = 0 where the network has none. */
rx_cells rx_network_cells(const rx_network *network, int population);

/* Pain signal of a run. end_ms: where the stimulus or, if earlier, the run ends (rx_stimuli_window gives onset and end).
 * parts: [circuit->n_pain_terms], out; may be NULL. */
rx_pain_signal rx_pain_signal_of(const rx_circuit *circuit, const rx_network *network, const rx_spikes *spikes,
                                 double onset_ms, double end_ms, rx_pain_part parts[]);

/* Pain signal to brush over that of the healthy circuit to a pressure of r = 0.25. NaN where the latter is 0 or either is not
 * finite. */
double rx_allodynia_index(double brush_signal, double healthy_pressure_signal);

typedef enum {
  RX_THRESHOLD_FOUND,
  RX_THRESHOLD_BELOW, /* the smallest force already reaches the level: the threshold is at or below it */
  RX_THRESHOLD_ABOVE  /* no force reaches the level */
} rx_threshold_place;

typedef struct rx_threshold {
  rx_threshold_place place;
  double force; /* where the signal reaches the level; the smallest force if BELOW, NaN if ABOVE */
} rx_threshold;

/* Force at which the signal first reaches the level. The signal is taken not to fall with the force: the points are replaced by
 * the nearest non-decreasing ones (least squares, pool adjacent violators: Ayer 1955), with straight lines between.
 * force: [n] ascending; signal: [n]; fitted: [n], out, the non-decreasing points; NaN in signal is not allowed. n >= 1. */
rx_threshold rx_threshold_find(size_t n, const double force[], const double signal[], double level, double fitted[]);

#endif
