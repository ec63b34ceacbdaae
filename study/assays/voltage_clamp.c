#include "study/assays/voltage_clamp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_multiple(double x, double of)
{
  return fabs(x / of - round(x / of)) <= 1e-6;
}

static rx_status check(const rx_preparation *p, size_t n, const rx_voltage_segment segments[], double interval_ms,
                       double *begin_ms, rx_error *err)
{
  *begin_ms = p->settle_ms;
  if (n == 0) return rx_fail(err, RX_E_INPUT, "voltage clamp: no segment");
  if (!(interval_ms > 0)) return rx_fail(err, RX_E_INPUT, "voltage clamp: samples each %g ms", interval_ms);
  for (size_t i = 0; i < n; i++) {
    if (!(segments[i].duration_ms > 0) || !isfinite(segments[i].duration_ms) || !isfinite(segments[i].V_mV))
      return rx_fail(err, RX_E_INPUT, "voltage clamp: segment %zu of %g mV lasts %g ms", i + 1, segments[i].V_mV,
                     segments[i].duration_ms);
    if (i + 1 < n) *begin_ms += segments[i].duration_ms;
  }
  if (!is_multiple(*begin_ms, interval_ms) || !is_multiple(segments[n - 1].duration_ms, interval_ms))
    return rx_fail(
        err, RX_E_INPUT,
        "voltage clamp: the last segment, from %g ms on for %g ms, must begin and end on a sample (each %g ms)",
        *begin_ms, segments[n - 1].duration_ms, interval_ms);
  return RX_OK;
}

static rx_status find_channels(const rx_preparation *p, size_t n, const char *const channels[], rx_probe probes[],
                               rx_error *err)
{
  const rx_cell_type *type = p->network->types[p->network->type_of[p->cell]];
  for (size_t c = 0; c < n; c++) {
    int at = -1;
    for (int k = 0; k < type->n_insertions; k++) {
      const rx_insertion *in = &type->insertions[k];
      if (strcmp(in->channel->name, channels[c]) == 0 && p->compartment >= in->first_compartment &&
          p->compartment < in->first_compartment + in->n_compartments)
        at = k;
    }
    if (at < 0)
      return rx_fail(err, RX_E_INPUT, "voltage clamp: there is no channel \"%s\" in compartment %d", channels[c],
                     p->compartment);
    probes[c] = (rx_probe){ .cell = p->cell, .compartment = p->compartment, .kind = RX_PROBE_CURRENT, .item = at };
  }
  return RX_OK;
}

static rx_status make_command(const rx_preparation *p, size_t n, const rx_voltage_segment segments[],
                              rx_waveform *command, rx_error *err)
{
  const double hold = p->network->numbers[p->network->numbers_of[p->cell]]->v_init;
  double t = p->settle_ms;
  RX_TRY(rx_waveform_add(command, 0, hold, err));
  RX_TRY(rx_waveform_add(command, t, hold, err));
  for (size_t i = 0; i < n; i++) {
    RX_TRY(rx_waveform_add(command, t, segments[i].V_mV, err));
    t += segments[i].duration_ms;
    RX_TRY(rx_waveform_add(command, t, segments[i].V_mV, err));
  }
  return RX_OK;
}

static rx_status keep(const rx_recording *recording, size_t first, rx_clamp_currents *currents, rx_error *err)
{
  const size_t n = currents->n_samples * currents->n_channels;
  currents->mA_cm2 = calloc(n + 1, sizeof *currents->mA_cm2);
  if (currents->mA_cm2 == NULL) return rx_no_memory(err);
  if (recording->n_frames < first + currents->n_samples)
    return rx_fail(err, RX_E_SOLVER, "voltage clamp: %zu samples, expected %zu", recording->n_frames,
                   first + currents->n_samples);
  for (size_t i = 0; i < n; i++) currents->mA_cm2[i] = (double)recording->frames[first * currents->n_channels + i];
  return RX_OK;
}

rx_status rx_assay_voltage(const rx_preparation *preparation, size_t n_segments, const rx_voltage_segment segments[],
                           double interval_ms, size_t n_channels, const char *const channels[],
                           rx_clamp_currents *currents, rx_error *err)
{
  double begin_ms = 0;
  RX_TRY(check(preparation, n_segments, segments, interval_ms, &begin_ms, err));
  rx_probe *probes = calloc(n_channels + 1, sizeof *probes);
  rx_waveform command = { 0 };
  rx_recording recording = { .n_probes = n_channels, .probes = probes, .interval_ms = interval_ms };
  rx_status status = probes != NULL ? RX_OK : rx_no_memory(err);
  if (status == RX_OK) status = find_channels(preparation, n_channels, channels, probes, err);
  if (status == RX_OK) status = make_command(preparation, n_segments, segments, &command, err);
  if (status == RX_OK) {
    const rx_clamp clamp = {
      .cell = preparation->cell, .compartment = preparation->compartment, .kind = RX_CLAMP_VOLTAGE, .waveform = &command
    };
    const double duration_ms = segments[n_segments - 1].duration_ms;
    *currents = (rx_clamp_currents){ .interval_ms = interval_ms,
                                     .n_samples = (size_t)llround(duration_ms / interval_ms) + 1,
                                     .n_channels = n_channels };
    /* half a sample longer, so that the last one is within the run */
    const double end_ms = begin_ms + duration_ms + 0.5 * interval_ms - preparation->settle_ms;
    status = rx_preparation_run(preparation, 1, &clamp, end_ms, &recording, err);
  }
  if (status == RX_OK) status = keep(&recording, (size_t)llround(begin_ms / interval_ms), currents, err);
  recording.probes = NULL;
  rx_recording_free(&recording);
  rx_waveform_free(&command);
  free(probes);
  return status;
}

void rx_clamp_currents_free(rx_clamp_currents *currents)
{
  free(currents->mA_cm2);
  *currents = (rx_clamp_currents){ 0 };
}

rx_current_peak rx_clamp_currents_peak(const rx_clamp_currents *currents, size_t channel)
{
  rx_current_peak peak = { 0, 0 };
  for (size_t i = 0; i < currents->n_samples; i++) {
    const double I = currents->mA_cm2[i * currents->n_channels + channel];
    if (fabs(I) > fabs(peak.mA_cm2)) peak = (rx_current_peak){ I, (double)i * currents->interval_ms };
  }
  return peak;
}

double rx_clamp_currents_at(const rx_clamp_currents *currents, size_t channel, double t_ms)
{
  const double i = fmin(fmax(round(t_ms / currents->interval_ms), 0), (double)(currents->n_samples - 1));
  return currents->mA_cm2[(size_t)i * currents->n_channels + channel];
}
