/* Graded cells: the units of a pool, whose numbers go from those of its first unit to those of its last.
 *
 *   number(u) = first + (last - first) x^(1 + e),   x = (u/(n-1))^skew,   u = 0 … n-1   (n = 1: x = 0)
 * e is the pool's exponent, or one of its own for a channel or for a single number of a channel. The two ends have one structure:
 * sections, compartments, channels, shells. Source: motoneuron page 2.3. */
#ifndef RX_MODELS_CELLS_GRADED_H
#define RX_MODELS_CELLS_GRADED_H

#include "base/array.h"
#include "base/status.h"
#include "models/cells/cell.h"

typedef struct rx_grade_exponent {
  const char *channel;
  const char *number; /* one parameter of the channel; NULL: all of them */
  double exponent;
} rx_grade_exponent;

typedef struct rx_graded {
  rx_cell last; /* the last unit; the first is the population's cell */
  double skew;
  double exponent;
  int n_exponents;
  rx_grade_exponent *exponents; /* a single number's goes before its channel's, whatever their order */
} rx_graded;

extern const rx_param RX_GRADED_PARAMS[];      /* skew, exponent */
extern const rx_param RX_GRADE_EXPONENT_PARAM; /* of one channel or number, whose name is the row's */

/* x of unit u of n, 0 of a pool of one; skew 1: of a pool that is not graded. */
double rx_graded_position(double skew, int unit, int n);

/* RX_E_INPUT: the two ends differ in structure, or a number is given at one of them only; the text names it. */
rx_status rx_graded_check(const rx_cell *first, const rx_graded *graded, rx_error *err);

/* Makes the unit at x (0…1); its sections and channels are the arena's, names and drugs those of `first`. RX_E_INPUT: as above. */
rx_status rx_cell_graded(const rx_cell *first, const rx_graded *graded, double x, rx_cell *unit, rx_arena *arena,
                         rx_error *err);

#endif
