/* The published rates of afferent fibres and their Poisson trains. Source: dorsal-horn page 6 (spkt_gen.py of ModelDB 267056). */
#include "stimuli/afferent_profiles.h"

#include <math.h>

double rx_afferent_profile_Hz(rx_afferent_class afferent_class, double r, double t_ms)
{
  if (!(t_ms >= 0.0)) return 0.0;
  const double t = t_ms < RX_PROFILE_END_MS ? t_ms : RX_PROFILE_END_MS;
  double rate = 0.0;
  switch (afferent_class) {
  case RX_CLASS_ABETA:
    rate = 8.0 * (((-1.45433609113392e-10 * t + 1.340603396708e-6) * t - 0.00378224210238498) * t + 4.52737468545426);
    break;
  case RX_CLASS_ADELTA:
    rate = r * ((((-7.265297e-15 * t + 1.573831e-10) * t - 8.201529e-7) * t - 0.002539930) * t + 27.18412);
    break;
  case RX_CLASS_C:
    rate = r * ((((9.630390e-15 * t - 2.844577e-10) * t + 3.012887e-6) * t - 0.01400381) * t + 31.86546);
    break;
  case RX_CLASS_SURROUND:
  case RX_CLASS_NONE:
  case RX_N_CLASSES: break;
  }
  return rate > 0.0 ? rate : 0.0;
}

rx_status rx_profile_train(rx_afferent_class afferent_class, double r, double from_ms, double to_ms, rx_stream *stream,
                           rx_times *times, rx_error *err)
{
  /* every profile is largest at its onset */
  const double largest = rx_afferent_profile_Hz(afferent_class, r > 1.0 ? r : 1.0, 0.0);
  if (!(r > 0.0 || afferent_class == RX_CLASS_ABETA) || !(largest > 0.0)) return RX_OK;
  for (double t = 0.0;;) {
    t += 1e3 * rx_exponential(stream) / largest;
    if (!(from_ms + t < to_ms)) return RX_OK;
    const bool is_kept = rx_uniform(stream) * largest < rx_afferent_profile_Hz(afferent_class, r, t);
    if (is_kept && !RX_APPEND(times, from_ms + t)) return rx_no_memory(err);
  }
}

rx_status rx_poisson_train(double rate_Hz, double from_ms, double to_ms, rx_stream *stream, rx_times *times,
                           rx_error *err)
{
  if (!(rate_Hz > 0.0)) return RX_OK;
  for (double t = 0.0;;) {
    t += 1e3 * rx_exponential(stream) / rate_Hz;
    if (!(from_ms + t < to_ms)) return RX_OK;
    if (!RX_APPEND(times, from_ms + t)) return rx_no_memory(err);
  }
}
