#include "models/muscle/fuglevand.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

#define PAGE         "[R] Fuglevand 1993, anagamori/Motor-Unit-Model-Fuglevand; motoneuron page 5"
/* the interval, in contraction times, beyond which twitches have one size */
#define LINEAR_BELOW 0.4
#define E            2.718281828459045

const rx_param RX_MUSCLE_PARAMS[] = {
  RX_P_DEFAULT(rx_muscle, force_range, "1", 100, 1.001, 1e4, "twitch force of the strongest unit over the weakest",
               PAGE),
  RX_P_DEFAULT(rx_muscle, longest_contraction, "ms", 90, 1, 1000, "contraction time of a twitch of force 1", PAGE),
  RX_P_DEFAULT(rx_muscle, contraction_range, "1", 3, 1.001, 100, "longest contraction time over the shortest", PAGE),
  RX_P_DEFAULT(rx_muscle, cutoff, "1", 12, 1, 100, "a twitch is dropped after as many contraction times",
               "[D] less than 1e-4 of it is left; motoneuron page 5"),
  RX_P_END
};

double rx_muscle_twitch(const rx_muscle *muscle, int unit, int n_units)
{
  return exp(log(muscle->force_range) * (unit + 1) / n_units);
}

double rx_muscle_contraction_ms(const rx_muscle *muscle, int unit, int n_units)
{
  const double c = log(muscle->force_range) / log(muscle->contraction_range);
  return muscle->longest_contraction * pow(1 / rx_muscle_twitch(muscle, unit, n_units), 1 / c);
}

/* sigmoid of force over rate, divided by the rate */
static double relative(double x)
{
  return -expm1(-2 * x * x * x) / x;
}

double rx_muscle_gain(double contraction_ms, double interval_ms)
{
  const double x = contraction_ms / interval_ms;
  return x <= LINEAR_BELOW ? 1 : relative(x) / relative(LINEAR_BELOW);
}

double rx_muscle_maximum(const rx_muscle *muscle, int n_units)
{
  double sum = 0;
  for (int u = 0; u < n_units; u++) sum += rx_muscle_twitch(muscle, u, n_units);
  return sum * E / relative(LINEAR_BELOW);
}

void rx_muscle_add_force(const rx_muscle *muscle, int unit, int n_units, size_t n_spikes, const double times_ms[],
                         double step_ms, size_t n_samples, double force[])
{
  const double P = rx_muscle_twitch(muscle, unit, n_units), T = rx_muscle_contraction_ms(muscle, unit, n_units);
  for (size_t s = 0; s < n_spikes; s++) {
    const double interval = s > 0 ? times_ms[s] - times_ms[s - 1] : INFINITY;
    const double peak = P * rx_muscle_gain(T, interval);
    const double from = fmax(ceil(times_ms[s] / step_ms), 0);
    for (size_t k = (size_t)from; k < n_samples; k++) {
      const double u = ((double)k * step_ms - times_ms[s]) / T;
      if (u > muscle->cutoff) break;
      if (u > 0) force[k] += peak * u * exp(1 - u);
    }
  }
}

void rx_muscle_torque(const rx_muscle *muscle, int n_units, const rx_times trains[], double step_ms, size_t n_samples,
                      double torque[])
{
  for (size_t k = 0; k < n_samples; k++) torque[k] = 0;
  for (int u = 0; u < n_units; u++)
    rx_muscle_add_force(muscle, u, n_units, trains[u].n, trains[u].items, step_ms, n_samples, torque);
  const double maximum = rx_muscle_maximum(muscle, n_units);
  for (size_t k = 0; k < n_samples; k++) torque[k] /= maximum;
}

double rx_muscle_steady(const rx_muscle *muscle, int unit, int n_units, double rate_Hz)
{
  if (!(rate_Hz > 0)) return 0;
  const double T = rx_muscle_contraction_ms(muscle, unit, n_units), interval = 1e3 / rate_Hz;
  return rx_muscle_twitch(muscle, unit, n_units) * rx_muscle_gain(T, interval) * E * T / interval /
         rx_muscle_maximum(muscle, n_units);
}

rx_status rx_muscle_direct_units(const rx_muscle *muscle, int n_units, double share, double frequency_Hz, uint64_t seed,
                                 uint64_t member, bool is_direct[], rx_error *err)
{
  int *order = malloc(((size_t)n_units + 1) * sizeof *order);
  if (order == NULL) return rx_no_memory(err);
  rx_stream stream = rx_stream_make(seed, member, 0, 0, RX_STREAM_DIRECT);
  for (int u = 0; u < n_units; u++) {
    order[u] = u;
    is_direct[u] = false;
  }
  for (int u = n_units - 1; u > 0; u--) {
    const int other = (int)rx_random_below(&stream, (uint64_t)u + 1), kept = order[u];
    order[u] = order[other];
    order[other] = kept;
  }
  double torque = 0;
  for (int k = 0; k < n_units; k++) {
    const double next = torque + rx_muscle_steady(muscle, order[k], n_units, frequency_Hz);
    if (fabs(next - share) >= fabs(torque - share)) break;
    torque = next;
    is_direct[order[k]] = true;
  }
  free(order);
  return RX_OK;
}
