#include "study/assays/conduction.h"

#include <math.h>
#include <stdlib.h>

static rx_status check(const rx_preparation *p, const rx_pulses *pulses, double interval_ms, size_t n_sites,
                       const rx_axon_site sites[], rx_error *err)
{
  const int n = p->network->types[p->network->type_of[p->cell]]->n_compartments;
  if (!(interval_ms > 0)) return rx_fail(err, RX_E_INPUT, "conduction: V each %g ms", interval_ms);
  if (pulses->n > 0 && !(pulses->duration_ms > 0))
    return rx_fail(err, RX_E_INPUT, "conduction: pulses of %g ms", pulses->duration_ms);
  for (size_t i = 0; i < pulses->n; i++) {
    const double earliest = i > 0 ? pulses->onsets_ms[i - 1] + pulses->duration_ms : 0;
    if (!(pulses->onsets_ms[i] >= earliest))
      return rx_fail(err, RX_E_INPUT, "conduction: pulse %zu at %g ms, before %g ms", i + 1, pulses->onsets_ms[i],
                     earliest);
  }
  for (size_t i = 0; i < n_sites; i++)
    if (sites[i].compartment < 0 || sites[i].compartment >= n)
      return rx_fail(err, RX_E_INPUT, "conduction: no compartment %d; the cell has %d", sites[i].compartment, n);
  return RX_OK;
}

/* The largest V of a place from 0 of the assay on. */
static void find_peak(const rx_preparation *p, const rx_recording *recording, size_t column, rx_passage *passage)
{
  passage->peak_mV = -INFINITY;
  for (size_t i = 0; i < recording->n_frames; i++) {
    const double V = (double)recording->frames[i * recording->n_probes + column],
                 t = (double)i * recording->interval_ms - p->settle_ms;
    if (t < 0 || V <= passage->peak_mV) continue;
    passage->peak_mV = V;
    passage->peak_ms = t;
  }
}

static rx_status find_crossings(const rx_preparation *p, const rx_recording *recording, rx_passage passages[],
                                rx_error *err)
{
  for (size_t i = 0; i < recording->n_detectors; i++) passages[i].crossings.n = 0;
  for (size_t i = 0; i < recording->crossings.n; i++) {
    const rx_crossing *c = &recording->crossings.items[i];
    if (!RX_APPEND(&passages[c->detector].crossings, c->t_ms - p->settle_ms)) return rx_no_memory(err);
  }
  return RX_OK;
}

rx_status rx_assay_conduction(const rx_preparation *preparation, const rx_pulses *pulses, double t_stop_ms,
                              double interval_ms, size_t n_sites, const rx_axon_site sites[], rx_passage passages[],
                              rx_error *err)
{
  RX_TRY(check(preparation, pulses, interval_ms, n_sites, sites, err));
  rx_waveform current = { 0 };
  rx_probe *probes = calloc(n_sites + 1, sizeof *probes);
  rx_detector *detectors = calloc(n_sites + 1, sizeof *detectors);
  rx_recording recording = {
    .n_probes = n_sites, .probes = probes, .interval_ms = interval_ms, .n_detectors = n_sites, .detectors = detectors
  };
  rx_status status = probes != NULL && detectors != NULL ? RX_OK : rx_no_memory(err);
  for (size_t i = 0; status == RX_OK && i < n_sites; i++) {
    const int cell = preparation->cell, compartment = sites[i].compartment;
    probes[i] = (rx_probe){ .cell = cell, .compartment = compartment, .kind = RX_PROBE_V };
    detectors[i] = (rx_detector){ .cell = cell, .compartment = compartment, .threshold = sites[i].threshold_mV };
  }
  for (size_t i = 0; status == RX_OK && i < pulses->n; i++) {
    const double on_ms = preparation->settle_ms + pulses->onsets_ms[i];
    status = rx_waveform_step(&current, on_ms, on_ms + pulses->duration_ms, pulses->amplitude_nA, err);
  }
  const rx_clamp clamp = {
    .cell = preparation->cell, .compartment = preparation->compartment, .kind = RX_CLAMP_CURRENT, .waveform = &current
  };
  if (status == RX_OK) status = rx_preparation_run(preparation, pulses->n > 0, &clamp, t_stop_ms, &recording, err);
  if (status == RX_OK) status = find_crossings(preparation, &recording, passages, err);
  for (size_t i = 0; status == RX_OK && i < n_sites; i++) find_peak(preparation, &recording, i, &passages[i]);
  recording.probes = NULL;
  recording.detectors = NULL;
  rx_recording_free(&recording);
  rx_waveform_free(&current);
  free(probes);
  free(detectors);
  return status;
}

void rx_passage_free(rx_passage *passage)
{
  free(passage->crossings.items);
  *passage = (rx_passage){ 0 };
}

double rx_passage_first_ms(const rx_passage *passage, double from_ms, double to_ms)
{
  for (size_t i = 0; i < passage->crossings.n; i++) {
    const double t = passage->crossings.items[i];
    if (t >= from_ms && t < to_ms) return t;
  }
  return NAN;
}
