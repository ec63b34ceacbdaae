#include "tests/models/afferents/page_skin.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

static double force(const void *what, double t)
{
  const page_skin *s = what;
  const double at = t - s->onset;
  if (s->is_brush) {
    if (at <= 0 || at >= 1000) return 0;
    return s->mN * pow(sin(M_PI * at / 1000), 2) * (1 + 0.3 * sin(2 * M_PI * 30 * at / 1000));
  }
  if (at <= 0 || s->mN == 0) return 0;
  if (at < s->rise) return s->mN * at / s->rise;
  if (at < s->rise + s->hold) return s->mN;
  const double after = at - s->rise - s->hold;
  return after < s->fall ? s->mN * (1 - after / s->fall) : 0;
}

static double ramp_ms(const page_skin *s)
{
  return 1e3 * (s->to_degC - s->from_degC) / s->degC_per_s;
}

static double temperature(const void *what, double t)
{
  const page_skin *s = what;
  const double at = t - s->onset;
  if (s->degC_per_s == 0) return 32;
  if (at <= 0) return s->from_degC;
  if (at < ramp_ms(s)) return s->from_degC + 1e-3 * s->degC_per_s * at;
  const double after = at - ramp_ms(s) - s->at_to_ms;
  if (after <= 0) return s->to_degC;
  return after < 1000 ? s->to_degC + (s->from_degC - s->to_degC) * after / 1000 : s->from_degC;
}

static double next(const void *what, double t)
{
  const page_skin *s = what;
  const double kinks[] = { s->onset,
                           s->onset + (s->is_brush ? 1000 : s->rise),
                           s->onset + s->rise + s->hold,
                           s->onset + s->rise + s->hold + s->fall,
                           s->degC_per_s > 0 ? s->onset + ramp_ms(s) : INFINITY,
                           s->degC_per_s > 0 ? s->onset + ramp_ms(s) + s->at_to_ms : INFINITY,
                           s->degC_per_s > 0 ? s->onset + ramp_ms(s) + s->at_to_ms + 1000 : INFINITY,
                           s->grid_ms > 0 ? s->grid_ms * (floor(t / s->grid_ms + 1e-9) + 1) : INFINITY };
  double first = INFINITY;
  for (size_t i = 0; i < sizeof kinks / sizeof *kinks; i++)
    if (kinks[i] > t) first = fmin(first, kinks[i]);
  return first;
}

page_skin page_skin_parse(const char *stimulus)
{
  page_skin s = { .onset = 200, .rise = 100, .hold = 2000, .fall = 100 };
  if (sscanf(stimulus, "brush %lf mN", &s.mN) == 1)
    s.is_brush = true;
  else
    cr_assert_eq(sscanf(stimulus, "von Frey %lf mN", &s.mN), 1, "%s", stimulus);
  return s;
}

rx_skin page_skin_of(const page_skin *skin)
{
  return (rx_skin){ skin, force, temperature, next };
}
