/* Outcomes that compare stimuli and conditions with each other. */
#include "study/outcomes/maker.h"

#include <math.h>

#include "analysis/modulation.h"
#include "analysis/pain_signal.h"
#include "analysis/scs.h"

static bool is_kind(const rx_case *c, rx_stimulus_kind kind)
{
  return c->n_components == 1 && c->components[0].kind == kind;
}

/* Mean of a (condition, stimulus, repetition) outcome over its repetitions. */
static double mean_at(const rx_outcomes_maker *m, const double *values, size_t condition, size_t stimulus)
{
  return rx_mean_of(m->n_repetitions, values + (condition * m->n_stimuli + stimulus) * m->n_repetitions).mean;
}

void rx_outcomes_compare(rx_outcomes_maker *m, const double *signal)
{
  const size_t reference = (size_t)m->e->reference_condition, n_s = m->n_stimuli, n_r = m->n_repetitions;
  double *change = rx_outcomes_add(m, "pain_modulation_percent", "1",
                                   "change of the pain signal against the reference condition, %", 2);
  double *low = NULL, *high = NULL;
  if (n_r >= 2) {
    low = rx_outcomes_add(m, "pain_modulation_low_percent", "1",
                          "lower end of the 95 % interval of the change, paired over repetitions, %", 2);
    high = rx_outcomes_add(m, "pain_modulation_high_percent", "1",
                           "upper end of the 95 % interval of the change, paired over repetitions, %", 2);
  }
  size_t brush = n_s, pressure = n_s, n_forces = 0;
  for (size_t s = 0; s < n_s; s++) {
    const rx_case *c = rx_outcomes_case(m, reference, s, 0);
    if (brush == n_s && is_kind(c, RX_STIMULUS_BRUSH)) brush = s;
    if (pressure == n_s && is_kind(c, RX_STIMULUS_VON_FREY) && c->components[0].force == 100) pressure = s;
    n_forces += is_kind(c, RX_STIMULUS_VON_FREY);
  }
  double *allodynia = brush < n_s && pressure < n_s
                          ? rx_outcomes_add(m, "allodynia_index", "1",
                                            "response to brush over the reference condition's response to 100 mN", 1)
                          : NULL;
  double *threshold =
      n_forces >= 2 ? rx_outcomes_add(m, "pressure_threshold", "mN", "force at which the pain signal reaches 0.1", 1)
                    : NULL;
  for (size_t k = 0; k < m->n_conditions && change != NULL; k++) {
    for (size_t s = 0; s < n_s; s++) {
      const rx_modulation found =
          rx_modulation_of(n_r, signal + (k * n_s + s) * n_r, signal + (reference * n_s + s) * n_r, RX_CONFIDENCE);
      change[k * n_s + s] = found.percent_change.value;
      if (low != NULL && high != NULL && k != reference) {
        low[k * n_s + s] = found.percent_change.low;
        high[k * n_s + s] = found.percent_change.high;
      }
    }
    if (allodynia != NULL)
      allodynia[k] = rx_allodynia_index(mean_at(m, signal, k, brush), mean_at(m, signal, reference, pressure));
    if (threshold == NULL) continue;
    double *force = rx_outcomes_numbers(m, n_forces), *response = rx_outcomes_numbers(m, n_forces),
           *fitted = rx_outcomes_numbers(m, n_forces);
    if (force == NULL || response == NULL || fitted == NULL) return;
    size_t n = 0;
    for (size_t s = 0; s < n_s; s++) {
      const rx_case *c = rx_outcomes_case(m, k, s, 0);
      if (!is_kind(c, RX_STIMULUS_VON_FREY)) continue;
      size_t at = n++;
      for (; at > 0 && force[at - 1] > c->components[0].force; at--) {
        force[at] = force[at - 1];
        response[at] = response[at - 1];
      }
      force[at] = c->components[0].force;
      response[at] = mean_at(m, signal, k, s);
    }
    bool is_finite = true;
    for (size_t s = 0; s < n; s++) is_finite &= isfinite(response[s]) != 0;
    if (!is_finite) continue;
    /* a threshold outside the forces that were tried is not known */
    const rx_threshold found = rx_threshold_find(n, force, response, RX_THRESHOLD_LEVEL, fitted);
    if (found.place == RX_THRESHOLD_FOUND) threshold[k] = found.force;
  }
}

void rx_outcomes_scs(rx_outcomes_maker *m, const char *name, const double *rate)
{
  double *f = rx_outcomes_numbers(m, m->n_stimuli), *r = rx_outcomes_numbers(m, m->n_stimuli);
  double *minimum = NULL;
  for (size_t k = 0; k < m->n_conditions && f != NULL && r != NULL; k++) {
    size_t n = 0;
    for (size_t s = 0; s < m->n_stimuli; s++) {
      const rx_case *c = rx_outcomes_case(m, k, s, 0);
      const rx_stimulus *only = NULL;
      int n_scs = 0;
      for (size_t i = 0; i < c->n_components; i++) {
        if (c->components[i].kind != RX_STIMULUS_SCS) continue;
        only = &c->components[i];
        n_scs++;
      }
      if (n_scs != 1) continue; /* none, or several at once: no one frequency */
      f[n] = only->frequency;
      r[n++] = mean_at(m, rate, k, s);
    }
    if (n < 3) return;
    if (minimum == NULL)
      minimum = rx_outcomes_add_named(m, "scs_minimum_", name, "Hz", "SCS frequency at which %s fires least", 1);
    if (minimum == NULL) return;
    minimum[k] = rx_scs_find_minimum(n, f, r).frequency_Hz;
  }
}
