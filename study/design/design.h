/* Designs: which points of the unit cube a sweep computes.
 *
 * A design is a matrix of points [n_points][n_parameters]; axis.h takes its columns to the ranges of the parameters. The same
 * arguments give the same points on every machine: quasi-random numbers are GSL's, random ones Philox's (base/random.h), keyed by
 * the seed. Points are never on the border of the cube, except Morris's, whose levels include it.
 *
 *   Sobol sequence         Sobol 1967 with the direction numbers of Bratley & Fox 1988 (gsl_qrng_sobol), up to 40 parameters
 *   digital shift          Cranley & Patterson 1976 with bitwise exclusive or for the sum: keeps the balance of the sequence
 *   Latin hypercube        McKay, Beckman & Conover 1979
 *   Saltelli's scheme      Saltelli 2002, Saltelli et al. 2010
 *   Morris's trajectories  Morris 1991
 *
 * Errors: RX_E_INPUT with what is allowed, RX_E_MEMORY. *design is then empty. */
#ifndef RX_STUDY_DESIGN_H
#define RX_STUDY_DESIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum {
  RX_SOBOL_MAX_PARAMETERS = 40, /* of gsl_qrng_sobol */
  RX_SALTELLI_MAX_SOBOL = 20,   /* parameters: Saltelli's scheme takes two columns for each */
  RX_SOBOL_MAX_POINTS = 1 << 29,
  RX_DESIGN_MAX_PARAMETERS = 1 << 20
};

typedef enum { RX_POINTS_SOBOL, RX_POINTS_LATIN_HYPERCUBE, RX_POINTS_LEVELS } rx_design_points;

/* column of a row of Saltelli's scheme is RX_COLUMN_A, RX_COLUMN_B, j for AB_j, K + j for BA_j; of Morris's trajectories the column
 * that changed, RX_COLUMN_START in the first row. */
enum { RX_COLUMN_A = -1, RX_COLUMN_B = -2, RX_COLUMN_START = -1 };

typedef struct rx_design {
  size_t n_points, n_parameters;
  double *points;        /* [n_points][n_parameters], 0 … 1 */
  uint64_t *base;        /* [n_points] base sample or trajectory; NULL where the design has none */
  int32_t *column;       /* [n_points], as above; NULL where the design has none */
  size_t n_base;         /* base samples or trajectories; 0 where the design has none */
  rx_design_points from; /* what the points are, for the caller to say */
  bool
      is_balanced; /* Sobol: the number of points is a power of two, the only ones that fill the cube evenly; else true */
} rx_design;

/* Frees what the design owns and empties it. */
void rx_design_free(rx_design *design);

typedef struct rx_sobol_options {
  bool is_shifted; /* digital shift by the seed */
  uint64_t seed;   /* of the shift */
  uint64_t first;  /* number of the first point: point 0 is the origin, point 1 (0.5, 0.5, …), where GSL begins */
} rx_sobol_options;

/* Shifted, seed 1, from point 0: n points are balanced where n is a power of two, which they are not from point 1 on (Owen 2020). */
rx_sobol_options rx_sobol_options_default(void);

/* Points first … first + n - 1 of the Sobol sequence: more points go on where fewer ended. first = 0 needs a shift, for the origin
 * is the corner of the cube. Without a shift a balanced design begins at a multiple of its power of two. */
rx_status rx_design_sobol(size_t n, size_t n_parameters, const rx_sobol_options *options, rx_design *design,
                          rx_error *err);

/* One point in each of the n slices of each axis, anywhere in its slice; the order of slices is random for each axis. */
rx_status rx_design_latin_hypercube(size_t n, size_t n_parameters, uint64_t seed, rx_design *design, rx_error *err);

/* Saltelli's scheme. From two points A_i, B_i per base sample i the rows
 *   A_i, AB_i^0 … AB_i^(K-1), [BA_i^0 … BA_i^(K-1) with second_order,] B_i
 * where AB_i^j is A_i with coordinate j of B_i, and BA_i^j the reverse: n_base (K + 2) or n_base (2K + 2) rows, in SALib's order.
 *
 * A and B are the first and last K columns of one shifted Sobol sequence of 2K columns from point 0; above 20 parameters, of one
 * Latin hypercube (`from` says which). SALib 1.3 and older skipped the first max(16, power of two >= n_base) points instead, because
 * coordinates of the first points repeat and AB_i^j is then A_i; its newer versions scramble and skip none. Here the shift does it,
 * which is at least as good: an aligned block of the sequence is its first block, shifted. */
rx_status rx_design_saltelli(size_t n_base, size_t n_parameters, bool second_order, uint64_t seed, rx_design *design,
                             rx_error *err);

/* Rows of a design by Saltelli's scheme. */
size_t rx_saltelli_rows(size_t n_base, size_t n_parameters, bool second_order);

/* Morris's trajectories of K + 1 rows, on a grid of `levels` (even, >= 2) equal steps from 0 to 1. Each row after the first moves one
 * coordinate by levels/(2 (levels - 1)), up or down, each coordinate once, in random order. A trajectory depends on the seed and
 * its number: more trajectories leave the first ones as they are. (Of Campolongo 2007 mu_star is used, not its choice of
 * trajectories that lie far apart.) */
rx_status rx_design_morris(size_t n_trajectories, size_t n_parameters, size_t levels, uint64_t seed, rx_design *design,
                           rx_error *err);

#endif
