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

/* The slope of above() at s. */
static double slope_of_above(const rx_aenc *e, double v0, double theta0, double a, double b, double s)
{
  const double A = v0 - a + b * e->tau_m;
  return b - A / e->tau_m * exp(-s / e->tau_m) + theta0 / e->tau_theta * exp(-s / e->tau_theta);
}

/* The stretch of [0, h] on which above() is bent down: A/tau_m^2 exp(-s/tau_m) < theta0/tau_theta^2 exp(-s/tau_theta). False: none. */
static bool find_bent_down(const rx_aenc *e, double v0, double theta0, double a, double b, double h, double *from,
                           double *to)
{
  const double m = (v0 - a + b * e->tau_m) / (e->tau_m * e->tau_m), t = theta0 / (e->tau_theta * e->tau_theta);
  *from = 0;
  *to = h;
  if (m <= 0) return m < 0 || t > 0;
  if (!(t > 0)) return false;
  const double rate = 1 / e->tau_m - 1 / e->tau_theta;
  if (rate == 0) return m < t;
  const double turn = log(m / t) / rate; /* where both sides are equal */
  if (rate > 0)
    *from = fmax(turn, 0);
  else
    *to = fmin(turn, h);
  return *from < *to;
}

/* Whether above(), negative at 0, has a peak inside of [0, h] that is not negative, and where. */
static bool find_peak(const rx_aenc *e, double v0, double theta0, double a, double b, double h, double *peak)
{
  double from, to;
  if (!find_bent_down(e, v0, theta0, a, b, h, &from, &to)) return false;
  const double rise = slope_of_above(e, v0, theta0, a, b, from), fall = slope_of_above(e, v0, theta0, a, b, to);
  if (!(rise > 0 && fall < 0)) return false; /* the largest value lies at an end of [0, h] */
  const double length = to - from;
  if (above(e, v0, theta0, a, b, from) + rise * length < 0 || above(e, v0, theta0, a, b, to) - fall * length < 0)
    return false; /* not even the tangents reach 0 */
  for (int i = 0; i < 48 && to - from > 1e-12; i++) {
    const double middle = 0.5 * (from + to);
    if (slope_of_above(e, v0, theta0, a, b, middle) > 0)
      from = middle;
    else
      to = middle;
  }
  *peak = from;
  return above(e, v0, theta0, a, b, from) >= 0;
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

/* The first place in [0, h] where above(), negative at 0, is not: false where there is none. */
static bool find_crossing(const rx_aenc *e, double v0, double theta0, double a, double b, double h, double *s)
{
  double peak;
  const bool ends_above = above(e, v0, theta0, a, b, h) >= 0, has_peak = find_peak(e, v0, theta0, a, b, h, &peak);
  if (ends_above) *s = crossing(e, v0, theta0, a, b, h);
  if (has_peak && (!ends_above || *s > peak)) *s = crossing(e, v0, theta0, a, b, peak);
  return ends_above || has_peak;
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
      double s;
      if (!find_crossing(e, v, theta, a, slope, h, &s)) {
        v = v_after(e->tau_m, v, a, slope, h);
        theta *= exp(-h / e->tau_theta);
        break;
      }
      t += s;
      if (!RX_APPEND(spikes, t)) return rx_no_memory(err);
      v = 0;
      theta = theta * exp(-s / e->tau_theta) + e->delta;
      held_until = t + e->t_ref;
    }
  }
  return RX_OK;
}
