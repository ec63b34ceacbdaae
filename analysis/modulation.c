#include "analysis/modulation.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* The t with P(|T| < t) = confidence for this many degrees of freedom. */
static double student_t_bound(double confidence, size_t degrees)
{
  return gsl_cdf_tdist_Pinv(0.5 * (1.0 + confidence), (double)degrees);
}

rx_mean rx_mean_of(size_t n, const double values[])
{
  rx_mean m = { n, 0.0, NAN };
  for (size_t i = 0; i < n; i++) m.mean += values[i];
  m.mean = n > 0 ? m.mean / (double)n : (double)NAN;
  if (n < 2) return m;
  double squares = 0.0;
  for (size_t i = 0; i < n; i++) squares += (values[i] - m.mean) * (values[i] - m.mean);
  m.se = sqrt(squares / (double)(n - 1) / (double)n);
  return m;
}

rx_estimate rx_mean_interval(const rx_mean *mean, double confidence)
{
  if (mean->n < 2) return (rx_estimate){ mean->mean, NAN, NAN };
  const double half = student_t_bound(confidence, mean->n - 1) * mean->se;
  return (rx_estimate){ mean->mean, mean->mean - half, mean->mean + half };
}

/* Variance of the mean difference of pairs, and covariance of the two means. */
static void paired_moments(size_t n, const double x[], const double y[], double mean_x, double mean_y,
                           double *difference, double *covariance)
{
  double dd = 0.0, xy = 0.0;
  for (size_t i = 0; i < n; i++) {
    const double dx = x[i] - mean_x, dy = y[i] - mean_y;
    dd += (dx - dy) * (dx - dy);
    xy += dx * dy;
  }
  const double scale = 1.0 / ((double)n * (double)(n - 1));
  *difference = dd * scale;
  *covariance = xy * scale;
}

/* Fieller 1954: roots of a q^2 - 2 b q + c = 0. The set is an interval only where a > 0: the reference is told from 0. */
static rx_estimate ratio_interval(double x, double y, double xx, double yy, double xy, double t)
{
  rx_estimate ratio = { x / y, NAN, NAN };
  const double a = y * y - t * t * yy, b = x * y - t * t * xy, c = x * x - t * t * xx;
  if (!(a > 0.0)) return ratio;
  const double root = sqrt(fmax(b * b - a * c, 0.0));
  ratio.low = (b - root) / a;
  ratio.high = (b + root) / a;
  return ratio;
}

rx_modulation rx_modulation_of(size_t n, const double condition[], const double reference[], double confidence)
{
  rx_modulation m = { .confidence = confidence,
                      .condition = rx_mean_of(n, condition),
                      .reference = rx_mean_of(n, reference),
                      .ratio = { NAN, NAN, NAN } };
  const double x = m.condition.mean, y = m.reference.mean;
  m.difference = (rx_estimate){ x - y, NAN, NAN };
  if (y != 0.0) m.ratio.value = x / y;
  if (n >= 2 && isfinite(x) && isfinite(y)) {
    double vd, xy;
    const double xx = m.condition.se * m.condition.se, yy = m.reference.se * m.reference.se;
    const double t = student_t_bound(confidence, n - 1);
    paired_moments(n, condition, reference, x, y, &vd, &xy);
    m.difference.low = x - y - t * sqrt(vd);
    m.difference.high = x - y + t * sqrt(vd);
    if (y != 0.0) m.ratio = ratio_interval(x, y, xx, yy, xy, t);
  }
  m.percent_change =
      (rx_estimate){ 100.0 * (m.ratio.value - 1.0), 100.0 * (m.ratio.low - 1.0), 100.0 * (m.ratio.high - 1.0) };
  return m;
}
