/* Whether a pool goes on firing after a short trigger, and for how long. Source: motoneuron page 6.5.
 *
 *   spasm: the pool still fires 1 s after the trigger's end; duration = last spike - end of the trigger */
#ifndef RX_ANALYSIS_MOTOR_SPASM_H
#define RX_ANALYSIS_MOTOR_SPASM_H

#include <stdbool.h>

#include "analysis/rates.h"

#define RX_SPASM_AFTER_MS 1000.0 /* motoneuron 6.5 */
#define RX_SPASM_STILL_MS                                                                                              \
  1000.0 /* [D] a last spike nearer to the end of the run is none: units fire on; as the interval of 7.1 */

typedef struct rx_spasm {
  bool is_spasm; /* a unit fires at or after trigger's end + 1 s */
  bool
      is_censored; /* the pool still fired when the run ended, be it before a spasm is one: it lasts at least so long */
  double
      duration_ms; /* to the last spike, or to the end of the run where censored; 0 where nothing outlasts the trigger */
} rx_spasm;

/* Spikes of the pool up to end_ms, the end of the run; the trigger is over (0 again) at trigger_end_ms. */
rx_spasm rx_spasm_of(const rx_spikes *spikes, rx_cells pool, double trigger_end_ms, double end_ms);

#endif
