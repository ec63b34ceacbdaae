/* Stimuli of the skin as the tables write them: "von Frey 50 mN", "brush 5 mN", "heat ramp 32->46 at 2 C/s",
 * "heat step 32->48 C, 20 C/s, 5 s". */
#ifndef RX_TESTS_VERIFICATION_SKIN_STIMULUS_H
#define RX_TESTS_VERIFICATION_SKIN_STIMULUS_H

#include "../reference.h"
#include "stimuli/skin.h"

typedef struct rx_skin_stimulus {
  rx_stimulus stimulus;
  double end_ms;  /* of the run, on its clock (page 5.5) */
  double stop_ms; /* where a ramp ends */
} rx_skin_stimulus;

/* Shape of forces: rise, hold and fall, ms. */
typedef struct rx_force_times {
  double onset, rise, hold, fall;
} rx_force_times;

/* Reads the field; of force the times are the caller's, the onset is for all. False, with a problem. */
bool rx_skin_stimulus_read(rx_place place, const rx_force_times *times, rx_skin_stimulus *stimulus);

/* Moves it by so much. */
void rx_skin_stimulus_shift(rx_skin_stimulus *stimulus, double by_ms);

#endif
