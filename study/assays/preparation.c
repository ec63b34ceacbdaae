#include "study/assays/preparation.h"

#include <math.h>

rx_preparation rx_preparation_default(const rx_network *network)
{
  rx_preparation p = { .network = network, .simulate = rx_simulate_cvode, .options = rx_solver_options_default() };
  p.compartment = network->types[network->type_of[0]]->detector;
  p.options.rtol = 1e-8;
  return p;
}

static rx_status check(const rx_preparation *p, double t_stop_ms, rx_error *err)
{
  if (p->cell < 0 || p->cell >= p->network->n_cells)
    return rx_fail(err, RX_E_INPUT, "assay: no cell %d; the network has %d", p->cell, p->network->n_cells);
  const int n = p->network->types[p->network->type_of[p->cell]]->n_compartments;
  if (p->compartment < 0 || p->compartment >= n)
    return rx_fail(err, RX_E_INPUT, "assay: no compartment %d; the cell has %d", p->compartment, n);
  if (!(p->settle_ms >= 0) || !isfinite(p->settle_ms))
    return rx_fail(err, RX_E_INPUT, "assay: the time to settle, %g ms, must be 0 or more", p->settle_ms);
  if (!(t_stop_ms >= 0) || !isfinite(t_stop_ms) || p->settle_ms + t_stop_ms <= 0)
    return rx_fail(err, RX_E_INPUT, "assay: %g ms is no time to run", t_stop_ms);
  return RX_OK;
}

rx_status rx_preparation_run(const rx_preparation *preparation, size_t n_clamps, const rx_clamp clamps[],
                             double t_stop_ms, rx_recording *recording, rx_error *err)
{
  RX_TRY(check(preparation, t_stop_ms, err));
  rx_solver_options options = preparation->options;
  options.t_stop_ms = preparation->settle_ms + t_stop_ms;
  const rx_drive drive = { .n_clamps = n_clamps, .clamps = clamps };
  const rx_status status = preparation->simulate(preparation->network, &drive, &options, recording, err);
  if (preparation->stats != NULL) rx_solver_stats_add(preparation->stats, &recording->stats);
  return status;
}

rx_status rx_preparation_spikes(const rx_preparation *preparation, const rx_recording *recording,
                                rx_spike_times *spikes, rx_error *err)
{
  spikes->n = 0;
  for (size_t i = 0; i < recording->spikes.n; i++) {
    const rx_spike *spike = &recording->spikes.items[i];
    if (spike->cell != preparation->cell) continue;
    if (!RX_APPEND(spikes, spike->t_ms - preparation->settle_ms)) return rx_no_memory(err);
  }
  return RX_OK;
}
