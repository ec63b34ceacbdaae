#include "skin_stimulus.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SKIN_DEGC     32.0
#define BRUSH_MS      1000.0
#define AFTERWARDS_MS 1000.0

static bool is_whole(const char *text, int end)
{
  return end > 0 && text[end] == '\0';
}

/* What the text is, without the places in time. */
static bool parse(const char *text, rx_stimulus *s)
{
  double a = 0, b = 0, c = 0, d = 0;
  int end = 0;
  if (sscanf(text, "von Frey %lf mN%n", &a, &end) == 1 && is_whole(text, end)) {
    *s = rx_stimulus_default(RX_STIMULUS_VON_FREY);
    s->force = a;
    return true;
  }
  if (sscanf(text, "brush %lf mN%n", &a, &end) == 1 && is_whole(text, end)) {
    *s = rx_stimulus_default(RX_STIMULUS_BRUSH);
    s->force = a;
    return true;
  }
  if (sscanf(text, "heat ramp %lf->%lf at %lf C/s%n", &a, &b, &c, &end) == 3 && is_whole(text, end)) {
    *s = rx_stimulus_default(RX_STIMULUS_HEAT_RAMP);
    s->from = a;
    s->to = b;
    s->rate = c;
    return true;
  }
  if (sscanf(text, "heat step %lf->%lf C, %lf C/s, %lf s%n", &a, &b, &c, &d, &end) == 4 && is_whole(text, end)) {
    *s = rx_stimulus_default(RX_STIMULUS_HEAT_STEP);
    s->from = a;
    s->to = b;
    s->rate = c;
    s->hold = 1e3 * d;
    return true;
  }
  return false;
}

/* The ranges of the stimulus' own parameters. */
static bool check(rx_place place, const rx_stimulus *s)
{
  const rx_stimulus_description *kind = &RX_STIMULUS_KINDS[s->kind];
  const rx_param *const tables[] = { kind->params, kind->physical };
  bool is_good = true;
  for (int t = 0; t < 2; t++)
    for (const rx_param *p = tables[t]; p->name != NULL; p++) {
      if (p->type != RX_DOUBLE) continue;
      const double value = *(const double *)((const char *)s + p->offset);
      if (rx_param_allows(p, value)) continue;
      rx_table_problem(place.table, place.row, place.column, "%s: %g is not within %g … %g %s", p->name, value,
                       p->lower, p->upper, p->unit);
      is_good = false;
    }
  return is_good;
}

bool rx_skin_stimulus_read(rx_place place, const rx_force_times *times, rx_skin_stimulus *stimulus)
{
  const char *text = rx_table_text(place.table, place.row, place.column);
  rx_stimulus *s = &stimulus->stimulus;
  if (!parse(text, s)) {
    rx_table_problem(
        place.table, place.row, place.column,
        "unknown stimulus \"%.60s\": expected \"von Frey F mN\", \"brush A mN\", \"heat ramp 32->T at R C/s\" or "
        "\"heat step 32->T C, 20 C/s, 5 s\"",
        text);
    return false;
  }
  s->onset = times->onset;
  switch (s->kind) {
  case RX_STIMULUS_VON_FREY:
    s->rise = times->rise;
    s->fall = times->fall;
    s->duration = times->rise + times->hold;
    stimulus->stop_ms = s->onset + s->duration + s->fall;
    break;
  case RX_STIMULUS_BRUSH:
    s->stroke = s->duration = BRUSH_MS;
    stimulus->stop_ms = s->onset + s->duration;
    break;
  case RX_STIMULUS_HEAT_RAMP:
    stimulus->stop_ms = rx_stimulus_end_ms(s);
    stimulus->end_ms = stimulus->stop_ms;
    return check(place, s);
  default: stimulus->stop_ms = rx_stimulus_end_ms(s) + s->fall; break;
  }
  stimulus->end_ms = stimulus->stop_ms + AFTERWARDS_MS;
  return check(place, s);
}

void rx_skin_stimulus_shift(rx_skin_stimulus *stimulus, double by_ms)
{
  stimulus->stimulus.onset += by_ms;
  stimulus->stop_ms += by_ms;
  stimulus->end_ms += by_ms;
}
