/* Sensitivity indices: how much of the variation of an outcome each parameter, varied over its range, accounts for.
 *
 * Sobol indices, of an outcome y at the rows of Saltelli's scheme (A, AB^j, [BA^j,] B; study/design/design.h), V the variance of A
 * and B together, < > the mean over base samples:
 *   S1_j   <B (AB^j - A)>/V                          Saltelli et al. 2010, table 2 b     share of j alone
 *   ST_j   <(A - AB^j)^2>/(2 V)                      Jansen 1999; ibid., table 2 f       share of j with all it interacts with
 *   S2_jk  <BA^j AB^k - A B>/V - S1_j - S1_k         Saltelli 2002                       share of j and k together
 * after y has been shifted to mean 0 and scaled to variance 1 over all rows: the estimators of SALib, in its order of rows, with
 * equal results. Estimates may lie a little below 0 or above 1.
 *
 * Elementary effects, of an outcome at the rows of Morris's trajectories (Morris 1991): effect = change of y over change of the
 * coordinate (0 … 1), so in units of y per whole range.
 *   mu       mean effect
 *   mu_star  mean absolute effect (Campolongo, Cariboni & Saltelli 2007): effects of both signs do not cancel
 *   sigma    sd of the effects: not 0 where the effect depends on where one is (curvature, interaction)
 *
 * Intervals (…_conf) are half-widths, z sd, with sd that of the index over bootstrap resamples of base samples or whole trajectories
 * and z the normal bound (1.96 for 95 %), as SALib's. On a Sobol sequence, which is more even than the chance that the bootstrap
 * mimics, they are rather too wide.
 *
 * Rows that are not finite (failed members): the base samples or trajectories with one are left out of everything and counted. */
#ifndef RX_ANALYSIS_SENSITIVITY_H
#define RX_ANALYSIS_SENSITIVITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct rx_bootstrap {
  size_t n_resamples; /* 0: no intervals, they are NaN */
  double confidence;  /* 0 … 1, ends excluded */
  uint64_t seed;
} rx_bootstrap;

/* 500 resamples, 0.95, seed 1. */
rx_bootstrap rx_bootstrap_default(void);

typedef enum {
  RX_INDICES_OK,
  RX_INDICES_CONSTANT, /* the outcome does not vary (beyond rounding): Sobol indices are NaN, elementary effects 0 */
  RX_INDICES_TOO_FEW   /* fewer than two base samples, or no trajectory, without a failed row: NaN */
} rx_indices_state;

/* What to tell the user: "ok", "the outcome is constant", … */
const char *rx_indices_state_text(rx_indices_state state);

typedef struct rx_sobol_indices {
  rx_indices_state state;
  size_t n_parameters;                 /* K */
  size_t n_used, n_left_out;           /* base samples */
  double *S1, *S1_conf, *ST, *ST_conf; /* [K] */
  double *S2, *S2_conf;                /* [K][K]: j < k, NaN elsewhere; NULL without second order */
  double *memory;                      /* of all the arrays */
} rx_sobol_indices;

/* outputs: [n_base (K + 2)], with second_order [n_base (2K + 2)]. Errors: RX_E_INPUT (no parameters, a confidence outside 0 … 1),
 * RX_E_MEMORY; *indices is then empty. */
rx_status rx_sobol_indices_of(size_t n_base, size_t n_parameters, bool second_order, const double outputs[],
                              const rx_bootstrap *bootstrap, rx_sobol_indices *indices, rx_error *err);
void rx_sobol_indices_free(rx_sobol_indices *indices);

typedef struct rx_morris_indices {
  rx_indices_state state;
  size_t n_parameters;                         /* K */
  size_t n_used, n_left_out;                   /* trajectories */
  double *mu, *mu_star, *mu_star_conf, *sigma; /* [K]; sigma and mu_star_conf are NaN for one trajectory */
  double *memory;                              /* of all the arrays */
} rx_morris_indices;

/* points: [n_trajectories (K + 1)][K], 0 … 1; outputs: one for each row. Errors: as above, and RX_E_INPUT, naming the row, where the
 * points are no trajectories: a row must differ from the one before in one coordinate, and each coordinate change once. */
rx_status rx_morris_indices_of(size_t n_trajectories, size_t n_parameters, const double points[],
                               const double outputs[], const rx_bootstrap *bootstrap, rx_morris_indices *indices,
                               rx_error *err);
void rx_morris_indices_free(rx_morris_indices *indices);

#endif
