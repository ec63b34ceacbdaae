#include "study/assays/current_clamp.h"

#include <math.h>
#include <stdlib.h>

rx_status rx_assay_rest(const rx_preparation *preparation, rx_rest *rest, rx_error *err)
{
  rx_recording recording = { 0 };
  if (!(preparation->settle_ms > 0))
    return rx_fail(err, RX_E_INPUT, "assay of rest: the time to settle, %g ms, must be more than 0",
                   preparation->settle_ms);
  const rx_status status = rx_preparation_run(preparation, 0, NULL, 0, &recording, err);
  if (status == RX_OK) {
    *rest = (rx_rest){ .V_mV = recording.v_end[preparation->cell] };
    for (size_t i = 0; i < recording.spikes.n; i++)
      rest->n_spikes += recording.spikes.items[i].cell == preparation->cell;
    rest->rate_Hz = 1e3 * (double)rest->n_spikes / preparation->settle_ms;
  }
  rx_recording_free(&recording);
  return status;
}

static rx_status check_step(const rx_current_step *step, rx_error *err)
{
  if (!(step->before_ms >= 0 && step->after_ms >= 0 && step->duration_ms > 0) ||
      !isfinite(step->before_ms + step->duration_ms + step->after_ms))
    return rx_fail(err, RX_E_INPUT,
                   "current step: %g ms, step of %g ms, %g ms: expected a duration above 0, the others 0 or more",
                   step->before_ms, step->duration_ms, step->after_ms);
  return RX_OK;
}

rx_status rx_assay_step(const rx_preparation *preparation, const rx_current_step *step, double amplitude_nA,
                        rx_spike_times *spikes, rx_error *err)
{
  rx_waveform current = { 0 };
  rx_recording recording = { 0 };
  RX_TRY(check_step(step, err));
  const double onset_ms = preparation->settle_ms + step->before_ms;
  rx_status status = rx_waveform_step(&current, onset_ms, onset_ms + step->duration_ms, amplitude_nA, err);
  if (status == RX_OK) {
    const rx_clamp clamp = { .cell = preparation->cell, .compartment = preparation->compartment, .waveform = &current };
    status = rx_preparation_run(preparation, amplitude_nA != 0, &clamp,
                                step->before_ms + step->duration_ms + step->after_ms, &recording, err);
  }
  if (status == RX_OK) status = rx_preparation_spikes(preparation, &recording, spikes, err);
  rx_recording_free(&recording);
  rx_waveform_free(&current);
  return status;
}

rx_rheobase_options rx_rheobase_options_default(void)
{
  return (rx_rheobase_options){ .step = { 10, 1000, 30 }, .first_nA = 0.01, .largest_nA = 100, .relative = 5e-4 };
}

static rx_status fires(const rx_preparation *preparation, const rx_rheobase_options *options, double amplitude_nA,
                       rx_spike_times *spikes, bool *does_fire, rx_error *err)
{
  RX_TRY(rx_assay_step(preparation, &options->step, amplitude_nA, spikes, err));
  *does_fire = spikes->n > 0 && spikes->items[spikes->n - 1] >= options->step.before_ms;
  return RX_OK;
}

/* Below `silent` the cell is known to be silent, `firing` is known to fire. */
static rx_status bracket(const rx_preparation *preparation, const rx_rheobase_options *options, rx_spike_times *spikes,
                         double *silent, double *firing, rx_error *err)
{
  bool does_fire = false;
  *silent = 0;
  *firing = INFINITY;
  for (double nA = options->first_nA; *silent == 0 || isinf(*firing);) {
    RX_TRY(fires(preparation, options, nA, spikes, &does_fire, err));
    *(does_fire ? firing : silent) = nA;
    if (!does_fire && nA >= options->largest_nA) return RX_OK;
    nA = does_fire ? 0.5 * nA : fmin(2 * nA, options->largest_nA);
    if (nA < 1e-9 * options->first_nA) return RX_OK; /* as good as none */
  }
  return RX_OK;
}

static rx_status search(const rx_preparation *preparation, const rx_rheobase_options *options, rx_spike_times *spikes,
                        double *rheobase_nA, rx_error *err)
{
  bool does_fire = false;
  double silent, firing;
  *rheobase_nA = 0;
  RX_TRY(fires(preparation, options, 0, spikes, &does_fire, err));
  if (spikes->n > 0) return RX_OK;
  RX_TRY(bracket(preparation, options, spikes, &silent, &firing, err));
  while (isfinite(firing) && firing - silent > options->relative * firing) {
    const double middle = 0.5 * (silent + firing);
    RX_TRY(fires(preparation, options, middle, spikes, &does_fire, err));
    *(does_fire ? &firing : &silent) = middle;
  }
  *rheobase_nA = firing;
  return RX_OK;
}

rx_status rx_assay_rheobase(const rx_preparation *preparation, const rx_rheobase_options *options, double *rheobase_nA,
                            rx_error *err)
{
  if (!(options->first_nA > 0 && options->first_nA <= options->largest_nA && isfinite(options->largest_nA)))
    return rx_fail(err, RX_E_INPUT, "rheobase: from %g to %g nA: expected 0 < first <= largest", options->first_nA,
                   options->largest_nA);
  if (!(options->relative >= 1e-9 && options->relative < 1))
    return rx_fail(err, RX_E_INPUT, "rheobase: a share of %g: expected one from 1e-9 to less than 1",
                   options->relative);
  RX_TRY(check_step(&options->step, err));
  rx_spike_times spikes = { 0 };
  const rx_status status = search(preparation, options, &spikes, rheobase_nA, err);
  free(spikes.items);
  return status;
}
