/* Made-up fits for the tests of fit.h5 and of its report. Nothing here was simulated. */
#ifndef RX_TESTS_FIT_EXAMPLE_H
#define RX_TESTS_FIT_EXAMPLE_H

#include <math.h>

#include "io/sweep/fit_file.h"

enum { FIT_PARAMETERS = 3, FIT_TARGETS = 4, FIT_ITERATIONS = 9, FIT_ACCEPTED = 300 };

static const rx_fit_parameter FIT_LEAST[FIT_PARAMETERS] = {
  { "circuit/populations/PV/release_gaba", "circuit.populations.PV.release_gaba.scale", "scale", "1", 0.05, 1, true,
    0.9, 0.412, 0.031, 0.349, 0.475, 0.4 },
  { "circuit/populations/WDR/hillock/channels/na_traub/gbar", "circuit.populations.WDR.hillock.channels.na_traub.gbar",
    "set", "S/cm2", 1, 6, false, 2, 3.38, 0.12, 3.14, 3.62, 3.45 },
  { "circuit/sprouting", "circuit.sprouting", "set", "1", 0, 4, false, 1, 1.02, 0.44, 0.14, 1.9, NAN },
};

static const rx_fit_target FIT_MET[FIT_TARGETS] = {
  { "pain_signal", "brush", "healthy", "1", 0.02, 0.01, 0.024, 0.4 },
  { "pain_signal", "brush", "nerve_injury", "1", 0.45, 0.05, 0.431, -0.38 },
  { "rate_WDR", "pinch", "healthy", "Hz", 133, 8, 149.4, 2.05 },
  { "allodynia_index", "", "nerve_injury", "1", 0.6, 0.1, 0.588, -0.12 },
};

static double fit_correlation[FIT_PARAMETERS * FIT_PARAMETERS] = { 1, -0.62, 0.31, -0.62, 1, 0.05, 0.31, 0.05, 1 };
static double fit_covariance[FIT_PARAMETERS * FIT_PARAMETERS];
static uint32_t fit_iteration[FIT_ITERATIONS];
static double fit_chi2[FIT_ITERATIONS], fit_way[FIT_ITERATIONS * FIT_PARAMETERS];
static double fit_accepted[FIT_ACCEPTED * FIT_PARAMETERS], fit_distance[FIT_ACCEPTED];

static inline rx_fit example_least_squares(void)
{
  for (size_t i = 0; i < FIT_PARAMETERS; i++)
    for (size_t j = 0; j < FIT_PARAMETERS; j++)
      fit_covariance[FIT_PARAMETERS * i + j] =
          fit_correlation[FIT_PARAMETERS * i + j] * FIT_LEAST[i].standard_error * FIT_LEAST[j].standard_error;
  for (size_t i = 0; i < FIT_ITERATIONS; i++) {
    const double left = exp(-0.9 * (double)i);
    fit_iteration[i] = (uint32_t)i;
    fit_chi2[i] = 4.48 + 812 * left * left;
    for (size_t k = 0; k < FIT_PARAMETERS; k++)
      fit_way[FIT_PARAMETERS * i + k] = FIT_LEAST[k].estimate + left * (FIT_LEAST[k].start - FIT_LEAST[k].estimate);
  }
  return (rx_fit){ .method = RX_FIT_LEAST_SQUARES,
                   .name = "recover",
                   .title = "Disinhibition from its pain signals",
                   .n_parameters = FIT_PARAMETERS,
                   .parameters = FIT_LEAST,
                   .n_targets = FIT_TARGETS,
                   .targets = FIT_MET,
                   .covariance = fit_covariance,
                   .correlation = fit_correlation,
                   .chi2 = 4.48,
                   .dof = 1,
                   .confidence = 0.95,
                   .reason = "the step is below its tolerance",
                   .has_converged = true,
                   .n_evaluations = 46,
                   .n_iterations = FIT_ITERATIONS,
                   .iteration = fit_iteration,
                   .iteration_chi2 = fit_chi2,
                   .iteration_parameters = fit_way,
                   .quantile = NAN,
                   .tolerance = NAN,
                   .config_text = "fit: recover\n",
                   .config_effective = "fit: recover\nmethod: least_squares\n",
                   .provenance = { .version = "0.1.0", .seed = 2385, .integrator = "ensemble" } };
}

static inline double fit_uniform(uint64_t *state)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (double)(*state >> 11) / 9007199254740992.0;
}

static inline rx_fit example_rejection(void)
{
  rx_fit f = example_least_squares();
  uint64_t state = 2385;
  for (size_t i = 0; i < FIT_ACCEPTED; i++) {
    double common = 0;
    for (size_t j = 0; j < 6; j++) common += fit_uniform(&state) - 0.5;
    fit_distance[i] = 0.4 + 0.8 * fit_uniform(&state);
    for (size_t k = 0; k < FIT_PARAMETERS; k++) {
      const rx_fit_parameter *p = &FIT_LEAST[k];
      const double own = fit_uniform(&state) + fit_uniform(&state) - 1;
      const double value = p->estimate * (1 + 0.15 * (k == 1 ? -common : common) + 0.2 * own);
      fit_accepted[FIT_PARAMETERS * i + k] = fmin(fmax(value, p->lower), p->upper);
    }
  }
  f.method = RX_FIT_REJECTION;
  f.covariance = NULL;
  f.n_iterations = 0;
  f.n_draws = 30000;
  f.quantile = 0.01;
  f.tolerance = 1.2;
  f.n_accepted = FIT_ACCEPTED;
  f.accepted = fit_accepted;
  f.distance = fit_distance;
  f.reason = "all draws are done";
  f.config_effective = "fit: recover\nmethod: rejection\n";
  return f;
}

#endif
