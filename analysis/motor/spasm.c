#include "analysis/motor/spasm.h"

#include <math.h>

rx_spasm rx_spasm_of(const rx_spikes *spikes, rx_cells pool, double trigger_end_ms, double end_ms)
{
  rx_spasm spasm = { false, false, 0, 0, 0 };
  double last_ms = -INFINITY;
  for (int u = 0; u < pool.n; u++) {
    const rx_cells unit = { pool.first + u, 1 };
    spasm.n_fired += rx_spike_count(spikes, unit, -INFINITY, end_ms) > 0;
    spasm.n_outlasting += rx_spike_count(spikes, unit, trigger_end_ms + RX_SPASM_AFTER_MS, end_ms) > 0;
  }
  for (size_t i = 0; i < spikes->n; i++)
    if (spikes->cell[i] >= pool.first && spikes->cell[i] < pool.first + pool.n && spikes->t_ms[i] < end_ms)
      last_ms = fmax(last_ms, spikes->t_ms[i]);
  spasm.is_spasm = spasm.n_outlasting > 0;
  spasm.is_censored = last_ms >= trigger_end_ms && end_ms - last_ms < RX_SPASM_STILL_MS;
  spasm.duration_ms = spasm.is_censored ? end_ms - trigger_end_ms : fmax(last_ms - trigger_end_ms, 0);
  return spasm;
}
