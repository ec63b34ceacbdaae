#include "solver/simulation.h"

#include <stdlib.h>

void rx_recording_free(rx_recording *recording)
{
  free(recording->spikes.items);
  free(recording->frames);
  free(recording->v_end);
  *recording = (rx_recording){ 0 };
}

rx_solver_options rx_solver_options_default(void)
{
  return (rx_solver_options){ .dt_ms = 0.025, .rtol = 1e-7, .threads = 1 };
}

const char *rx_probe_units(rx_probe_kind kind)
{
  switch (kind) {
  case RX_PROBE_V: return "mV";
  case RX_PROBE_CALCIUM: return "mM";
  case RX_PROBE_GATE: return "1";
  case RX_PROBE_CURRENT: return "mA/cm2";
  case RX_PROBE_CONDUCTANCE: return "nS";
  case RX_PROBE_CLAMP: return "nA";
  }
  return "1";
}
