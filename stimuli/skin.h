/* Force and temperature at the skin under a list of stimuli (nociceptor page 5.5), for the biophysical encoder.
 *
 *   von_frey, pinch   linear to `force` within `rise`, held to the end of the duration, linear to 0 within `fall`
 *   brush             force sin^2(pi t/stroke) (1 + 0.3 sin(2 pi 30 t)), t in s within a stroke, stroke after stroke
 *   heat_ramp         linear from `from` to `to` at `rate`, then back within `fall`
 *   heat_step         the same, with `hold` between
 * Forces of several stimuli add; one of them alone may set the temperature. */
#ifndef RX_STIMULI_SKIN_H
#define RX_STIMULI_SKIN_H

#include "models/afferents/transduction.h"
#include "stimuli/stimulus.h"

typedef struct rx_skin_stimuli {
  size_t n;
  const rx_stimulus *stimuli; /* those that are not natural are passed over */
  double temperature;         /* degC, where no stimulus sets it */
} rx_skin_stimuli;

/* Courses of force and temperature; `stimuli` must outlive them. */
rx_skin rx_skin_of(const rx_skin_stimuli *stimuli);

/* Whether two components both set the temperature, which has no meaning. */
bool rx_skin_has_two_temperatures(size_t n, const rx_stimulus stimuli[]);

#endif
