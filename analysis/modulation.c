#include "analysis/modulation.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>

const char RX_MODULATION_NOTE[] =
    "Pain signal: activity of the model's projection neurons, 1 = pinch in the healthy circuit. Intervals show the "
    "variation between "
    "repetitions of the model, not between people. For research and teaching; not a basis for treatment.";

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

bool rx_modulation_is_clear(const rx_modulation *modulation)
{
  return modulation->difference.low > 0.0 || modulation->difference.high < 0.0;
}

/* "36.7 % lower", "5.0 % higher", "unchanged" */
static void print_change(double percent, char *text, size_t size)
{
  if (fabs(percent) < 0.05)
    snprintf(text, size, "unchanged");
  else
    snprintf(text, size, "%.1f %% %s", fabs(percent), percent < 0.0 ? "lower" : "higher");
}

/* What repetitions tell of the change: an interval, or why there is none. */
static void print_interval(const rx_modulation *m, char *text, size_t size)
{
  const rx_estimate *p = &m->percent_change;
  const double level = 100.0 * m->confidence;
  char low[32], high[32];
  if (m->condition.n < 2) {
    snprintf(text, size, "one repetition: how much repetitions vary is not known");
  } else if (m->difference.low == 0.0 && m->difference.high == 0.0) {
    snprintf(text, size, "the same in each of %zu repetitions", m->condition.n);
  } else if (isnan(p->low)) {
    snprintf(text, size, "%g %% interval of the difference %.3g to %.3g; %zu repetitions", level, m->difference.low,
             m->difference.high, m->condition.n);
  } else if (p->high < 0.0) { /* the smaller number first */
    snprintf(text, size, "%g %% interval %.1f to %.1f %% lower; %zu repetitions", level, -p->high, -p->low,
             m->condition.n);
  } else if (p->low > 0.0) {
    snprintf(text, size, "%g %% interval %.1f to %.1f %% higher; %zu repetitions", level, p->low, p->high,
             m->condition.n);
  } else {
    print_change(p->low, low, sizeof low);
    print_change(p->high, high, sizeof high);
    snprintf(text, size,
             "%g %% interval %s to %s, so no difference beyond the variation between repetitions; %zu repetitions",
             level, low, high, m->condition.n);
  }
}

int rx_modulation_text(char *text, size_t size, const rx_modulation *modulation, const char *stimulus,
                       const char *condition, const char *reference)
{
  const rx_modulation *m = modulation;
  const double x = m->condition.mean, y = m->reference.mean;
  char change[64], interval[256];
  if (!isfinite(x) || !isfinite(y))
    return snprintf(text, size, "%s: %s and %s cannot be compared, for a pain signal is missing.", stimulus, condition,
                    reference);
  print_interval(m, interval, sizeof interval);
  if (x == 0.0 && y == 0.0)
    return snprintf(text, size, "%s: no pain signal, neither in %s nor in %s.", stimulus, condition, reference);
  if (y == 0.0)
    return snprintf(text, size, "%s: the pain signal is %.3g in %s; there is none in %s (%s).", stimulus, x, condition,
                    reference, interval);
  print_change(m->percent_change.value, change, sizeof change);
  return snprintf(text, size, "%s: the pain signal is %.3g in %s and %.3g in %s, %s (%s).", stimulus, x, condition, y,
                  reference, change, interval);
}

int rx_allodynia_text(char *text, size_t size, double index, double reference_index, const char *condition,
                      const char *reference)
{
  const char *pressure = "healthy pressure (r = 0.25)";
  if (!isfinite(index))
    return snprintf(text, size, "%s: no allodynia index, for a pain signal to brush or to %s is missing or 0.",
                    condition, pressure);
  char before[128] = "";
  if (isfinite(reference_index)) snprintf(before, sizeof before, "; in %s, %.2f times", reference, reference_index);
  if (index >= 0.95 && index <= 1.05)
    return snprintf(text, size, "%s: brush evokes a pain signal as large as that of %s%s.", condition, pressure,
                    before);
  return snprintf(text, size, "%s: brush evokes a pain signal %.2f times as large as that of %s%s.", condition, index,
                  pressure, before);
}

int rx_wind_up_text(char *text, size_t size, double ratio, int stimulus, bool has_grown, const char *condition)
{
  if (stimulus < 2) return snprintf(text, size, "%s: no wind-up, for there is no second stimulus.", condition);
  if (isfinite(ratio))
    return snprintf(text, size, "%s: the late response to stimulus %d is %.2f times that to stimulus 1.", condition,
                    stimulus, ratio);
  if (has_grown)
    return snprintf(text, size, "%s: there is a late response to stimulus %d and none to stimulus 1.", condition,
                    stimulus);
  return snprintf(text, size, "%s: no late response, neither to stimulus 1 nor to stimulus %d.", condition, stimulus);
}
