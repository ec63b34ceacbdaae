#include "stimuli/assay.h"

#include <math.h>

#define PAGE "nociceptor page 3.4"

#define NUMBER(field, unit, def, lower, upper, meaning, source)                                                        \
  RX_P_DEFAULT(rx_assay, field, unit, def, lower, upper, meaning, source)
#define SERIES(unit, from_def, to_def, step_def, lower, upper, least_step)                                             \
  NUMBER(from, unit, from_def, lower, upper, "first of the series", "[D] rexed"),                                      \
      NUMBER(to, unit, to_def, lower, upper, "last of the series", "[D] rexed"),                                       \
      NUMBER(step, unit, step_def, least_step, upper, "between two of the series", "[D] rexed")
#define SETTLE(def, from) NUMBER(settle, "ms", def, 0, 3.6e6, "without input before each run", from)
#define AT(def)           NUMBER(at, "1", def, 0, 1, "place of the electrode along its section", "[D] rexed")
#define PULSE(nA, ms)                                                                                                  \
  NUMBER(amplitude, "nA", nA, -1000, 1000, "of a pulse", "nociceptor page 4"),                                         \
      NUMBER(width, "ms", ms, 1e-3, 1e4, "of a pulse", "nociceptor page 4")
#define THRESHOLD                                                                                                      \
  RX_P_OPTIONAL(rx_assay, threshold, "mV", -100, 60, "upward crossing that counts; not given: the cell's")

static const rx_param RHEOBASE[] = {
  SETTLE(30000, PAGE),
  NUMBER(before, "ms", 10, 0, 1e5, "before the step", PAGE),
  NUMBER(duration, "ms", 1000, 0.01, 1e6, "of the step", PAGE),
  NUMBER(after, "ms", 30, 0, 1e5, "after the step", PAGE),
  NUMBER(first, "pA", 10, 1e-6, 1e9, "where the search begins", "[D] rexed"),
  NUMBER(largest, "pA", 1e5, 1e-6, 1e9, "where it gives up", "[D] rexed"),
  NUMBER(precision, "1", 5e-4, 1e-9, 0.5, "of the rheobase, as a share of it", "[D] rexed"),
  AT(0.5),
  RX_P_END,
};

static const rx_param F_I[] = {
  SERIES("pA", 0, 150, 10, -1e9, 1e9, 1e-9),
  SETTLE(30000, PAGE),
  NUMBER(before, "ms", 50, 0, 1e5, "before the step", PAGE),
  NUMBER(duration, "ms", 1000, 0.01, 1e6, "of the step", "nociceptor page 3.5"),
  NUMBER(after, "ms", 50, 0, 1e5, "after the step", PAGE),
  AT(0.5),
  RX_P_END,
};

static const rx_param SPONTANEOUS[] = {
  NUMBER(duration, "ms", 30000, 0.01, 3.6e6, "that the cell is watched", PAGE),
  RX_P_END,
};

#define HOLDING NUMBER(holding, "mV", -120, -200, 100, "of the clamp before the step, for ever", "nociceptor page 2.3")

/* the grid of the ensemble integrator has no place for the page's interval */
#define INTERVAL(page_ms)                                                                                              \
  RX_P_OPTIONAL(                                                                                                       \
      rx_assay, interval, "ms", 1e-4, 100,                                                                             \
      "between two samples of the current; not given: a step of the ensemble integrator, under CVODE " page_ms         \
      " ms (nociceptor page 2.3)")

static const rx_param ACTIVATION[] = {
  SERIES("mV", -80, 40, 5, -200, 200, 1e-6),
  HOLDING,
  NUMBER(duration, "ms", 20, 0.01, 1e5, "of the step", "[D] rexed: peaks of sodium currents lie within it"),
  INTERVAL("0.02"),
  AT(0.5),
  RX_P_END,
};

static const rx_param INACTIVATION[] = {
  SERIES("mV", -130, 0, 5, -200, 200, 1e-6),
  HOLDING,
  NUMBER(prepulse, "ms", 500, 0.01, 1e6, "length of the prepulse", "nociceptor page 2.3"),
  NUMBER(test, "mV", 0, -200, 200, "potential of the test step", "nociceptor page 2.3"),
  NUMBER(duration, "ms", 20, 0.01, 1e5, "of the test step", "[D] rexed: peaks of sodium currents lie within it"),
  INTERVAL("0.01"),
  AT(0.5),
  RX_P_END,
};

static const rx_param CONDUCTION[] = {
  SETTLE(0, "[D] rexed: axons start at rest"),
  NUMBER(before, "ms", 10, 0, 1e5, "before the first pulse", "nociceptor page 4.1"),
  PULSE(2, 0.5),
  RX_P_INT(rx_assay, pulses, 1, 1, 100000, "of the train", "[D] rexed"),
  NUMBER(frequency, "Hz", 2, 1e-3, 1000, "of the train", "nociceptor page 4.1"),
  RX_P_INT(rx_assay, recovery_pulses, 0, 0, 100000, "after the train", "[D] rexed"),
  NUMBER(recovery_frequency, "Hz", 0.25, 1e-3, 1000, "of the pulses after the train", "nociceptor page 4.1"),
  AT(0),
  NUMBER(record_from, "1", 0.25, 0, 1, "first place of measurement along its section", "nociceptor page 4.1"),
  NUMBER(record_to, "1", 0.75, 0, 1, "second place of measurement", "nociceptor page 4.1"),
  THRESHOLD,
  RX_P_END,
};

static const rx_param FOLLOWING[] = {
  SERIES("Hz", 20, 100, 10, 1e-3, 1000, 1e-6),
  SETTLE(0, "[D] rexed: axons start at rest"),
  NUMBER(before, "ms", 50, 0, 1e5, "before the first pulse", "nociceptor page 4.2"),
  NUMBER(after, "ms", 40, 0, 1e5, "after the last pulse", "nociceptor page 4.2"),
  PULSE(0.2, 1),
  RX_P_INT(rx_assay, pulses, 21, 1, 100000, "of each train", "nociceptor page 4.2"),
  AT(0.2),
  NUMBER(record_to, "1", 0.8, 0, 1, "place of measurement along its section", "nociceptor page 4.2"),
  THRESHOLD,
  RX_P_END,
};

const rx_assay_description RX_ASSAY_KINDS[RX_N_ASSAYS] = {
  [RX_ASSAY_RHEOBASE] = { .name = "rheobase",
                          .meaning = "smallest current step for a spike; spikes at 2 and 10 times that current",
                          .source = PAGE,
                          .params = RHEOBASE,
                          .has_section = true },
  [RX_ASSAY_F_I] = { .name = "f_i",
                     .meaning = "f-I curve: spikes against the current of a step",
                     .source = PAGE,
                     .params = F_I,
                     .has_section = true,
                     .has_series = true },
  [RX_ASSAY_SPONTANEOUS] = { .name = "spontaneous",
                             .meaning = "rest and rate without input",
                             .source = PAGE,
                             .params = SPONTANEOUS },
  [RX_ASSAY_ACTIVATION] = { .name = "activation",
                            .meaning = "voltage clamp: peak currents and conductances against the potential of a step",
                            .source = "nociceptor page 2.3",
                            .params = ACTIVATION,
                            .has_channels = true,
                            .has_section = true,
                            .has_series = true },
  [RX_ASSAY_INACTIVATION] = { .name = "inactivation",
                              .meaning = "voltage clamp: the share of the current that a prepulse leaves",
                              .source = "nociceptor page 2.3",
                              .params = INACTIVATION,
                              .has_channels = true,
                              .has_section = true,
                              .has_series = true },
  [RX_ASSAY_CONDUCTION] = { .name = "conduction",
                            .meaning = "conduction velocity between two places, and its slowing over a train",
                            .source = "nociceptor page 4.1",
                            .params = CONDUCTION,
                            .has_section = true,
                            .has_record = true },
  [RX_ASSAY_FOLLOWING] = { .name = "following",
                           .meaning = "how many spikes of a train arrive, against its frequency",
                           .source = "nociceptor page 4.2",
                           .params = FOLLOWING,
                           .has_section = true,
                           .has_record = true,
                           .has_series = true },
};

size_t rx_assay_points(const rx_assay *assay)
{
  if (!(assay->step > 0) || !(assay->to >= assay->from)) return 0;
  const double n = floor((assay->to - assay->from) / assay->step + 1e-6) + 1;
  return n <= RX_ASSAY_MOST_POINTS ? (size_t)n : 0;
}

double rx_assay_interval(const rx_assay *assay, double step_ms)
{
  if (!isnan(assay->interval)) return assay->interval;
  return step_ms > 0 ? step_ms : assay->kind == RX_ASSAY_ACTIVATION ? 0.02 : 0.01;
}

double rx_assay_point(const rx_assay *assay, size_t i)
{
  return assay->from + (double)i * assay->step;
}
