#include "solver/simulation.h"

#include <math.h>
#include <stdlib.h>

#include "base/log.h"
#include "solver/control.h"

void rx_solver_stats_add(rx_solver_stats *sum, const rx_solver_stats *of)
{
  sum->n_steps += of->n_steps;
  sum->n_rhs += of->n_rhs;
  sum->n_error_failures += of->n_error_failures;
  sum->n_convergence_failures += of->n_convergence_failures;
  sum->n_events += of->n_events;
}

void rx_recording_free(rx_recording *recording)
{
  free(recording->spikes.items);
  free(recording->crossings.items);
  free(recording->frames);
  free(recording->v_end);
  *recording = (rx_recording){ 0 };
}

rx_solver_options rx_solver_options_default(void)
{
  return (rx_solver_options){ .dt_ms = 0.025, .coarse_steps = 1, .rtol = 1e-7, .threads = 1 };
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
  case RX_PROBE_POOL: return "mM";
  case RX_PROBE_REVERSAL: return "mV";
  case RX_PROBE_PERIAXONAL: return "mV";
  }
  return "1";
}

static bool in_insertion(const rx_insertion *in, int compartment)
{
  return compartment >= in->first_compartment && compartment < in->first_compartment + in->n_compartments;
}

static rx_status check_probe(const rx_network *network, size_t i, const rx_probe *probe, rx_error *err)
{
  if (probe->cell < 0 || probe->cell >= network->n_cells)
    return rx_fail(err, RX_E_INPUT, "probe %zu: cell %d; the network has %d cells", i, probe->cell, network->n_cells);
  const rx_cell_type *type = network->types[network->type_of[probe->cell]];
  const bool on_slot = probe->kind == RX_PROBE_CONDUCTANCE;
  const bool on_channel = probe->kind == RX_PROBE_GATE || probe->kind == RX_PROBE_CURRENT;
  if (!on_slot && (probe->compartment < 0 || probe->compartment >= type->n_compartments))
    return rx_fail(err, RX_E_INPUT, "probe %zu: compartment %d; the cell has %d", i, probe->compartment,
                   type->n_compartments);
  if (on_slot && (probe->item < 0 || probe->item >= type->n_slots))
    return rx_fail(err, RX_E_INPUT, "probe %zu: receptor %d; the cell has %d", i, probe->item, type->n_slots);
  if (probe->kind == RX_PROBE_POOL &&
      (probe->item < 0 || probe->item >= RX_N_POOLS || !(type->pools[probe->compartment] & 1u << probe->item)))
    return rx_fail(err, RX_E_INPUT, "probe %zu: compartment %d has no pool %d", i, probe->compartment, probe->item);
  if (probe->kind == RX_PROBE_REVERSAL && (probe->item < RX_ION_NA || probe->item > RX_ION_K ||
                                           !(type->pools[probe->compartment] & RX_HAS_NERNST(probe->item))))
    return rx_fail(err, RX_E_INPUT, "probe %zu: in compartment %d no reversal potential of ion %d follows pools", i,
                   probe->compartment, probe->item);
  if (probe->kind == RX_PROBE_PERIAXONAL && !type->is_sheathed[probe->compartment])
    return rx_fail(err, RX_E_INPUT, "probe %zu: compartment %d has no myelin", i, probe->compartment);
  if (!on_channel) return RX_OK;
  if (probe->item < 0 || probe->item >= type->n_insertions)
    return rx_fail(err, RX_E_INPUT, "probe %zu: insertion %d; the cell has %d", i, probe->item, type->n_insertions);
  const rx_insertion *in = &type->insertions[probe->item];
  if (!in_insertion(in, probe->compartment))
    return rx_fail(err, RX_E_INPUT, "probe %zu: %s is not in compartment %d", i, in->channel->name, probe->compartment);
  if (probe->kind == RX_PROBE_GATE && (probe->gate < 0 || probe->gate >= in->channel->n_gates))
    return rx_fail(err, RX_E_INPUT, "probe %zu: gate %d; %s has %d", i, probe->gate, in->channel->name,
                   in->channel->n_gates);
  return RX_OK;
}

static rx_status check_detector(const rx_network *network, size_t i, const rx_detector *detector, rx_error *err)
{
  if (detector->cell < 0 || detector->cell >= network->n_cells)
    return rx_fail(err, RX_E_INPUT, "detector %zu: cell %d; the network has %d cells", i, detector->cell,
                   network->n_cells);
  const int n = network->types[network->type_of[detector->cell]]->n_compartments;
  if (detector->compartment < 0 || detector->compartment >= n)
    return rx_fail(err, RX_E_INPUT, "detector %zu: compartment %d; the cell has %d", i, detector->compartment, n);
  if (!isfinite(detector->threshold))
    return rx_fail(err, RX_E_INPUT, "detector %zu: a threshold of %g mV", i, detector->threshold);
  return RX_OK;
}

static rx_status check_clamp(const rx_network *network, const rx_drive *drive, size_t i, rx_error *err)
{
  const rx_clamp *clamp = &drive->clamps[i];
  if (clamp->cell < 0 || clamp->cell >= network->n_cells)
    return rx_fail(err, RX_E_INPUT, "clamp %zu: cell %d; the network has %d cells", i, clamp->cell, network->n_cells);
  const int n = network->types[network->type_of[clamp->cell]]->n_compartments;
  if (clamp->compartment < 0 || clamp->compartment >= n)
    return rx_fail(err, RX_E_INPUT, "clamp %zu: compartment %d; the cell has %d", i, clamp->compartment, n);
  if (clamp->kind == RX_CLAMP_VOLTAGE && network->types[network->type_of[clamp->cell]]->has_sheath)
    return rx_fail(err, RX_E_INPUT, "clamp %zu: a cell with a myelin sheath takes no voltage clamp", i);
  if (clamp->kind == RX_CLAMP_CONDUCTANCE && !isfinite(clamp->reversal))
    return rx_fail(err, RX_E_INPUT, "clamp %zu: a reversal potential of %g mV", i, clamp->reversal);
  for (size_t k = 0; k < clamp->waveform->n && clamp->kind == RX_CLAMP_CONDUCTANCE; k++)
    if (!(clamp->waveform->value[k] >= 0))
      return rx_fail(err, RX_E_INPUT, "clamp %zu: a conductance of %g S/cm2 at %g ms: must not be below 0", i,
                     clamp->waveform->value[k], clamp->waveform->t_ms[k]);
  for (size_t k = 0; k < i; k++) {
    const rx_clamp *other = &drive->clamps[k];
    if (clamp->kind == RX_CLAMP_VOLTAGE && other->kind == RX_CLAMP_VOLTAGE && other->cell == clamp->cell &&
        other->compartment == clamp->compartment)
      return rx_fail(err, RX_E_INPUT, "clamps %zu and %zu: two voltage clamps on compartment %d of cell %d", k, i,
                     clamp->compartment, clamp->cell);
  }
  return RX_OK;
}

rx_status rx_simulation_check(const rx_network *network, const rx_drive *drive, const rx_solver_options *options,
                              const rx_recording *recording, rx_error *err)
{
  if (!(options->t_stop_ms > 0 && isfinite(options->t_stop_ms)))
    return rx_fail(err, RX_E_INPUT, "duration %g ms: must be above 0", options->t_stop_ms);
  if (!(options->rtol >= 1e-13 && options->rtol <= 1e-2))
    return rx_fail(err, RX_E_INPUT, "rtol %g: allowed is 1e-13 to 1e-2", options->rtol);
  /* concentrations change by a millionth a step */
  for (int k = 0; options->single_precision && k < network->n_types; k++)
    if (network->types[k]->has_pools) return rx_fail(err, RX_E_INPUT, "a cell with ion pools needs double precision");
  /* couplings along the space are a million times 2/h */
  for (int k = 0; options->single_precision && k < network->n_types; k++)
    if (network->types[k]->has_sheath)
      return rx_fail(err, RX_E_INPUT, "a cell with a myelin sheath needs double precision");
  if (recording->n_probes > 0 && !(recording->interval_ms > 0))
    return rx_fail(err, RX_E_INPUT, "recording interval %g ms: must be above 0", recording->interval_ms);
  for (size_t i = 0; i < recording->n_probes; i++) RX_TRY(check_probe(network, i, &recording->probes[i], err));
  for (size_t i = 0; i < recording->n_detectors; i++) RX_TRY(check_detector(network, i, &recording->detectors[i], err));
  if (drive == NULL) return RX_OK;
  for (size_t i = 0; i < drive->n_clamps; i++) RX_TRY(check_clamp(network, drive, i, err));
  RX_TRY(rx_control_check(drive, err));
  const rx_controller *controller = drive->controller;
  if (controller != NULL && controller->n_sources > 0 &&
      controller->n_sources != (size_t)(network->n_nodes - network->n_cells))
    return rx_fail(err, RX_E_INPUT, "controller: trains of %zu sources; the network has %d", controller->n_sources,
                   network->n_nodes - network->n_cells);
  for (size_t i = 0; i < drive->n_events; i++) {
    const rx_direct_event *event = &drive->events[i];
    if (event->cell < 0 || event->cell >= network->n_cells || event->slot < 0 ||
        event->slot >= network->types[network->type_of[event->cell]]->n_slots)
      return rx_fail(err, RX_E_INPUT, "event %zu: no receptor %d on cell %d", i, event->slot, event->cell);
  }
  return RX_OK;
}

rx_status rx_simulation_may_go_on(const volatile sig_atomic_t *stop, double deadline_s, double at_ms, rx_error *err)
{
  if (stop != NULL && *stop) return rx_fail(err, RX_E_INTERRUPTED, "interrupted at %g ms", at_ms);
  if (deadline_s != 0.0 && rx_wall_seconds() >= deadline_s)
    return rx_fail(err, RX_E_TIME, "time budget used up at %g ms", at_ms);
  return RX_OK;
}

void rx_recording_cut(rx_recording *recording, double t_ms)
{
  while (recording->spikes.n > 0 && recording->spikes.items[recording->spikes.n - 1].t_ms >= t_ms)
    recording->spikes.n--;
  while (recording->crossings.n > 0 && recording->crossings.items[recording->crossings.n - 1].t_ms >= t_ms)
    recording->crossings.n--;
  if (recording->n_probes > 0)
    recording->n_frames = (size_t)fmin((double)recording->n_frames, ceil(t_ms / recording->interval_ms - 1e-9));
}

rx_status rx_simulation_at_cell(const rx_network *network, int cell, rx_error *err)
{
  for (int i = 0; i < network->n_ranges; i++) {
    const rx_node_range *range = &network->ranges[i];
    if (cell >= range->first && cell < range->first + range->n)
      return rx_context(err, "%s[%d]", range->name != NULL ? range->name : "cell", cell - range->first);
  }
  return rx_context(err, "cell %d", cell);
}
