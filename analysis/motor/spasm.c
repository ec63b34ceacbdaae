#include "analysis/motor/spasm.h"

#include <math.h>

rx_spasm rx_spasm_of(const rx_spikes *spikes, rx_cells pool, double trigger_end_ms, double end_ms)
{
  rx_spasm spasm;
  double last_ms = -INFINITY;
  for (size_t i = 0; i < spikes->n; i++)
    if (spikes->cell[i] >= pool.first && spikes->cell[i] < pool.first + pool.n && spikes->t_ms[i] < end_ms)
      last_ms = fmax(last_ms, spikes->t_ms[i]);
  spasm.is_spasm = rx_spike_count(spikes, pool, trigger_end_ms + RX_SPASM_AFTER_MS, end_ms) > 0;
  spasm.is_censored = last_ms >= trigger_end_ms && end_ms - last_ms < RX_SPASM_STILL_MS;
  spasm.duration_ms = spasm.is_censored ? end_ms - trigger_end_ms : fmax(last_ms - trigger_end_ms, 0);
  return spasm;
}
