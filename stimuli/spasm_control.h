/* Stimulation that a spasm switches on: a watch over the discharge or the torque of a motor pool that says when a bout begins.
 *
 *   measure: discharge = spikes of the pool in (t - smoothing, t] / (units smoothing), Hz per unit: a smoothed EMG;
 *            torque, a share of the maximum
 *   a bout begins `delay` after the measure has been at or above `threshold` for `sustained` on end, and lasts for `bout`;
 *   until `refractory` after its end nothing is detected
 *
 * Read once per window of the solver (rx_controller), so each time is that of a window's end. Pure: it knows no network. [D] */
#ifndef RX_STIMULI_SPASM_CONTROL_H
#define RX_STIMULI_SPASM_CONTROL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/array.h"
#include "base/param.h"
#include "models/muscle/running_torque.h"

/* How often the pool is read. [D] motoneuron page 4: one window is 1 ms */
#define RX_LOOP_WINDOW_MS 1.0

typedef enum { RX_DETECT_NONE, RX_DETECT_DISCHARGE, RX_DETECT_TORQUE, RX_N_DETECTORS } rx_spasm_detector;
/* "none", "discharge", "torque" */
const char *rx_spasm_detector_name(rx_spasm_detector detector);
/* The detector of a name, or RX_N_DETECTORS; NULL: none. */
rx_spasm_detector rx_spasm_detector_find(const char *name);

typedef struct rx_spasm_control {
  double discharge_threshold; /* Hz per unit */
  double torque_threshold;    /* share of the maximum */
  double smoothing;           /* ms; of the discharge */
  double sustained;           /* ms */
  double delay;               /* ms */
  double bout;                /* ms */
  double refractory;          /* ms */
} rx_spasm_control;

#define RX_SPASM_CONTROL_ROW(base, field, unit, def, lower, upper, meaning, source)                                    \
  {                                                                                                                    \
#field, RX_DOUBLE, (base) + offsetof(rx_spasm_control, field), unit, def, lower, upper, meaning, source, false     \
  }
/* Rows of a table of a struct that has an rx_spasm_control at offset `base`. */
#define RX_SPASM_CONTROL_ROWS(base)                                                                                    \
  RX_SPASM_CONTROL_ROW(base, discharge_threshold, "Hz", 3, 0.001, 1e3,                                                 \
                       "trigger discharge: discharge of the pool, per unit, that counts as a spasm",                   \
                       "[D] half of the 5.6 pps of a spasm after injury; motoneuron page 6.5"),                        \
      RX_SPASM_CONTROL_ROW(base, torque_threshold, "1", 0.02, 1e-6, 1,                                                 \
                           "trigger torque: torque, of the maximum, that counts as a spasm",                           \
                           "[D] half of the 0.039 of a spasm after injury; motoneuron page 6.5"),                      \
      RX_SPASM_CONTROL_ROW(base, smoothing, "ms", 200, 1, 1e4,                                                         \
                           "trigger discharge: window over which spikes are counted", "[D] rexed"),                    \
      RX_SPASM_CONTROL_ROW(base, sustained, "ms", 1500, 0, 1e5,                                                        \
                           "with a trigger: so long a spasm lasts before it is answered",                              \
                           "[D] the answer of an intact pool to a touch is over"),                                     \
      RX_SPASM_CONTROL_ROW(base, delay, "ms", 0, 0, 1e5, "with a trigger: from the detection to the stimulation",      \
                           "[D] rexed"),                                                                               \
      RX_SPASM_CONTROL_ROW(base, bout, "ms", 1000, 1, 1e6,                                                             \
                           "with a trigger: duration of the stimulation that a detection brings",                      \
                           "motoneuron page 6.5"),                                                                     \
      RX_SPASM_CONTROL_ROW(base, refractory, "ms", 1000, 0, 1e6,                                                       \
                           "with a trigger: after a bout, in which nothing is detected", "[D] rexed")

extern const rx_param RX_SPASM_CONTROL_PARAMS[];

/* A bout of stimulation, [from, to) ms. */
typedef struct rx_bout {
  double detected_ms, from_ms, to_ms;
} rx_bout;

typedef struct rx_spasm_watch {
  rx_spasm_detector detector;
  rx_spasm_control control;
  int n_units;
  double from_ms, until_ms; /* watches within */
  double measure;           /* at the last turn */
  double above_since_ms;    /* NaN: it is not above */
  double free_ms;           /* detects from here on */
  rx_times recent;          /* spikes that may still count */
  rx_running_torque torque; /* where it is the measure */
  RX_ARRAY(rx_bout) bouts;  /* in order; they do not overlap */
} rx_spasm_watch;

/* Watches from from_ms to until_ms over a pool of n_units. Free with rx_spasm_watch_free, also on failure. RX_E_MEMORY only. */
rx_status rx_spasm_watch_start(rx_spasm_detector detector, const rx_spasm_control *control, int n_units,
                               const rx_muscle *muscle, double from_ms, double until_ms, rx_spasm_watch *watch,
                               rx_error *err);
void rx_spasm_watch_free(rx_spasm_watch *watch);

/* A spike of unit 0 … n_units-1 that the watch has not yet heard of: in order of time, before the next turn. RX_E_MEMORY only. */
rx_status rx_spasm_watch_spike(rx_spasm_watch *watch, int unit, double t_ms, rx_error *err);

/* Its turn at t_ms, later than the last. *begins: a bout was decided on, the last of watch->bouts. RX_E_MEMORY only. */
rx_status rx_spasm_watch_turn(rx_spasm_watch *watch, double t_ms, bool *begins, rx_error *err);

/* Stimulation up to t_stop_ms, s. */
double rx_bouts_given_s(size_t n, const rx_bout bouts[], double t_stop_ms);

#endif
