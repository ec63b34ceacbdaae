#include "models/afferents/aenc.h"

#include <math.h>

/* v at s after v0, under the drive a + b s. */
static double v_after(double tau, double v0, double a, double b, double s)
{
  const double fade = -expm1(-s / tau);
  return v0 + (a - v0) * fade + b * (s - tau * fade);
}

/* How far v lies above the threshold at s. */
static double above(const rx_aenc *e, double v0, double theta0, double a, double b, double s)
{
  return v_after(e->tau_m, v0, a, b, s) - 1 - theta0 * exp(-s / e->tau_theta);
}

/* The root of above() in [0, h], which is negative at 0 and not at h: bisection to the last bit but a few. */
static double crossing(const rx_aenc *e, double v0, double theta0, double a, double b, double h)
{
  double low = 0, high = h;
  for (int i = 0; i < 48 && high - low > 1e-12; i++) {
    const double middle = 0.5 * (low + high);
    if (above(e, v0, theta0, a, b, middle) >= 0)
      high = middle;
    else
      low = middle;
  }
  return high;
}

rx_status rx_aenc_run(const rx_aenc *e, const rx_waveform *p, rx_times *spikes, rx_error *err)
{
  double v = 0, theta = 0, held_until = -INFINITY;
  for (size_t i = 0; i + 1 < p->n; i++) {
    const double t1 = p->t_ms[i + 1];
    double t = p->t_ms[i];
    if (!(t1 > t)) continue;
    const double slope = e->k * (p->value[i + 1] - p->value[i]) / (t1 - t);
    while (t < t1) {
      if (t < held_until) {
        const double to = fmin(held_until, t1);
        theta *= exp(-(to - t) / e->tau_theta);
        t = to;
        continue;
      }
      const double h = t1 - t, a = e->k * p->value[i] + slope * (t - p->t_ms[i]);
      if (above(e, v, theta, a, slope, h) < 0) {
        v = v_after(e->tau_m, v, a, slope, h);
        theta *= exp(-h / e->tau_theta);
        break;
      }
      const double s = crossing(e, v, theta, a, slope, h);
      t += s;
      if (!RX_APPEND(spikes, t)) return rx_no_memory(err);
      v = 0;
      theta = theta * exp(-s / e->tau_theta) + e->delta;
      held_until = t + e->t_ref;
    }
  }
  return RX_OK;
}
