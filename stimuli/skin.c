#include "stimuli/skin.h"

#include <math.h>

#define FLUTTER_HZ 30.0
#define FLUTTER    0.3

static bool is_press(rx_stimulus_kind kind)
{
  return kind == RX_STIMULUS_VON_FREY || kind == RX_STIMULUS_PINCH;
}

static bool is_heat(rx_stimulus_kind kind)
{
  return kind == RX_STIMULUS_HEAT_RAMP || kind == RX_STIMULUS_HEAT_STEP;
}

/* Force of one press t ms after its onset. A duration shorter than the rise: released before the full force is there. */
static double press(const rx_stimulus *s, double t)
{
  if (t <= 0.0) return 0.0;
  if (t < s->duration) return s->force * fmin(t / s->rise, 1.0);
  const double left = 1.0 - (t - s->duration) / s->fall;
  return left > 0.0 ? s->force * fmin(s->duration / s->rise, 1.0) * left : 0.0;
}

static double strokes(const rx_stimulus *s)
{
  return ceil(s->duration / s->stroke - 1e-9);
}

static double brush(const rx_stimulus *s, double t)
{
  if (t <= 0.0 || t >= strokes(s) * s->stroke) return 0.0;
  const double in = t - s->stroke * floor(t / s->stroke), height = sin(M_PI * in / s->stroke);
  return s->force * height * height * (1.0 + FLUTTER * sin(2e-3 * M_PI * FLUTTER_HZ * in));
}

static double force(const void *what, double t_ms)
{
  const rx_skin_stimuli *skin = what;
  double sum = 0.0;
  for (size_t i = 0; i < skin->n; i++) {
    const rx_stimulus *s = &skin->stimuli[i];
    if (is_press(s->kind)) sum += press(s, t_ms - s->onset);
    if (s->kind == RX_STIMULUS_BRUSH) sum += brush(s, t_ms - s->onset);
  }
  return sum;
}

static double heat(const rx_stimulus *s, double t_ms)
{
  const double ramp = 1e3 * fabs(s->to - s->from) / s->rate, t = t_ms - s->onset;
  if (t <= 0.0) return s->from;
  if (t < ramp) return s->from + (s->to - s->from) * t / ramp;
  const double after = t_ms - rx_stimulus_end_ms(s);
  if (after <= 0.0) return s->to;
  return after < s->fall ? s->to + (s->from - s->to) * after / s->fall : s->from;
}

static double temperature(const void *what, double t_ms)
{
  const rx_skin_stimuli *skin = what;
  for (size_t i = 0; i < skin->n; i++)
    if (is_heat(skin->stimuli[i].kind)) return heat(&skin->stimuli[i], t_ms);
  return skin->temperature;
}

static double first_after(double t_ms, size_t n, const double kinks[])
{
  double first = INFINITY;
  for (size_t i = 0; i < n; i++)
    if (kinks[i] > t_ms && kinks[i] < first) first = kinks[i];
  return first;
}

static double kink_of(const rx_stimulus *s, double t_ms)
{
  if (is_press(s->kind)) {
    const double kinks[] = { s->onset, s->onset + s->rise, s->onset + s->duration, s->onset + s->duration + s->fall };
    return first_after(t_ms, 4, kinks);
  }
  if (s->kind == RX_STIMULUS_BRUSH) { /* between strokes the curvature jumps */
    const double n = strokes(s), k = floor((t_ms - s->onset) / s->stroke);
    const double kinks[] = { s->onset, s->onset + fmin(fmax(k, 0.0) + 1.0, n) * s->stroke,
                             s->onset + fmin(fmax(k, 0.0) + 2.0, n) * s->stroke };
    return first_after(t_ms, 3, kinks);
  }
  if (is_heat(s->kind)) {
    const double end = rx_stimulus_end_ms(s);
    const double kinks[] = { s->onset, s->onset + 1e3 * fabs(s->to - s->from) / s->rate, end, end + s->fall };
    return first_after(t_ms, 4, kinks);
  }
  return INFINITY;
}

static double next(const void *what, double t_ms)
{
  const rx_skin_stimuli *skin = what;
  double first = INFINITY;
  for (size_t i = 0; i < skin->n; i++) first = fmin(first, kink_of(&skin->stimuli[i], t_ms));
  return first;
}

rx_skin rx_skin_of(const rx_skin_stimuli *stimuli)
{
  return (rx_skin){ stimuli, force, temperature, next };
}

bool rx_skin_has_two_temperatures(size_t n, const rx_stimulus stimuli[])
{
  int n_heat = 0;
  for (size_t i = 0; i < n; i++) n_heat += is_heat(stimuli[i].kind);
  return n_heat > 1;
}
