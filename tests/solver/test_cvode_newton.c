/* The matrix of Newton's iteration against a dense one made by differences of the right-hand side. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "solver/cvode/cell_newton.h"
#include "tests/solver/lone_cell.h"

/* solves A x = b in place by Gauss with row pivots; A [n][n] */
static void solve_dense(int n, double *A, double *b)
{
  for (int k = 0; k < n; k++) {
    int p = k;
    for (int i = k + 1; i < n; i++)
      if (fabs(A[i * n + k]) > fabs(A[p * n + k])) p = i;
    for (int j = 0; j < n; j++) {
      const double swap = A[k * n + j];
      A[k * n + j] = A[p * n + j];
      A[p * n + j] = swap;
    }
    const double swap = b[k];
    b[k] = b[p];
    b[p] = swap;
    for (int i = k + 1; i < n; i++) {
      const double f = A[i * n + k] / A[k * n + k];
      for (int j = k; j < n; j++) A[i * n + j] -= f * A[k * n + j];
      b[i] -= f * b[k];
    }
  }
  for (int k = n - 1; k >= 0; k--) {
    for (int j = k + 1; j < n; j++) b[k] -= A[k * n + j] * b[j];
    b[k] /= A[k * n + k];
  }
}

/* I - gamma J by central differences, each variable moved in proportion to its size */
static void dense_matrix(rx_cell_system *s, double t, const double y[], double gamma, double *A)
{
  const int n = s->n_states;
  double *moved = calloc((size_t)n, sizeof *moved), *up = calloc((size_t)n, sizeof *up),
         *down = calloc((size_t)n, sizeof *down);
  for (int j = 0; j < n; j++) {
    const double move = j < s->n_compartments ? 1e-4 : 1e-5 * fmax(fabs(y[j]), 1e-5);
    for (int i = 0; i < n; i++) moved[i] = y[i];
    moved[j] = y[j] + move;
    cr_assert(rx_cell_system_rhs(s, t, moved, up));
    moved[j] = y[j] - move;
    cr_assert(rx_cell_system_rhs(s, t, moved, down));
    for (int i = 0; i < n; i++) A[i * n + j] = (i == j ? 1 : 0) - gamma * (up[i] - down[i]) / (2 * move);
  }
  free(moved);
  free(up);
  free(down);
}

static void compare(int n_clamps, const rx_cell_clamp clamps[], double gamma)
{
  lone_cell cell;
  lone_pn_nk1(&cell, true);
  const int AMPA = lone_receptor(&cell, "AMPA", 0.1, 5, 0), NMDA = lone_receptor(&cell, "NMDA", 2, 100, 0);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_cell_system s;
  rx_cell_newton newton;
  cr_assert_eq(rx_cell_system_make(&s, network->types[0], network->numbers[0], n_clamps, clamps, NULL), RX_OK);
  cr_assert_eq(rx_cell_newton_make(&newton, &s, NULL), RX_OK);
  const int n = s.n_states;
  const double t = 2.385;
  double *y = calloc((size_t)n, sizeof *y), *b = calloc((size_t)n, sizeof *b), *x = calloc((size_t)n, sizeof *x);
  double *A = calloc((size_t)n * (size_t)n, sizeof *A);
  rx_stream stream = rx_stream_make(1, 2, 3, 4, RX_STREAM_TEST);
  rx_cell_system_start(&s, 0, y);
  rx_cell_system_arrival(&s, AMPA, 3.1, 1.7);
  rx_cell_system_arrival(&s, NMDA, 2.3, 1.9);
  /* a state in the middle of a spike, where everything depends on everything that it can */
  for (int i = 0; i < n; i++)
    y[i] = i < s.n_compartments                ? -45 + 60 * rx_uniform(&stream)
           : i < s.n_compartments + s.n_shells ? 1e-4 + 1e-3 * rx_uniform(&stream)
                                               : 0.1 + 0.8 * rx_uniform(&stream);
  for (int i = 0; i < n; i++) b[i] = rx_uniform(&stream) - 0.5;
  dense_matrix(&s, t, y, gamma, A);
  rx_cell_newton_jacobian(&newton, &s, t, y);
  cr_assert(rx_cell_newton_factor(&newton, &s, gamma));
  rx_cell_newton_solve(&newton, &s, b, x);
  solve_dense(n, A, b);
  double largest = 0, worst = 0;
  int at = 0;
  for (int i = 0; i < n; i++) largest = fmax(largest, fabs(b[i]));
  for (int i = 0; i < n; i++)
    if (fabs(x[i] - b[i]) > worst) {
      worst = fabs(x[i] - b[i]);
      at = i;
    }
  /* difference quotients of either side are good to some 1e-5 */
  cr_expect_lt(worst, 1e-4 * largest, "gamma %g: off by %g of %g in variable %d", gamma, worst, largest, at);
  rx_cell_newton_free(&newton);
  rx_cell_system_free(&s);
  rx_network_free(network);
  free(y);
  free(b);
  free(x);
  free(A);
}

Test(cvode_newton, the_tree_solves_what_a_dense_matrix_solves)
{
  compare(0, NULL, 1e-3);
  compare(0, NULL, 0.02);
  compare(0, NULL, 1.7);
}

Test(cvode_newton, a_clamped_compartment_is_no_free_variable)
{
  double t = 0, v = -38.2;
  const rx_waveform w = { .n = 1, .t_ms = &t, .value = &v };
  const rx_cell_clamp clamps[] = { { .compartment = 1, .kind = RX_CLAMP_VOLTAGE, .waveform = &w },
                                   { .compartment = 5, .waveform = &w },
                                   { .compartment = 9, .kind = RX_CLAMP_VOLTAGE, .waveform = &w } };
  compare(3, clamps, 0.02);
}

Test(cvode_newton, the_solution_may_overwrite_the_right_hand_side)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_cell_system s;
  rx_cell_newton newton;
  cr_assert_eq(rx_cell_system_make(&s, network->types[0], network->numbers[0], 0, NULL, NULL), RX_OK);
  cr_assert_eq(rx_cell_newton_make(&newton, &s, NULL), RX_OK);
  double y[64], b[64], x[64];
  cr_assert_leq(s.n_states, 64);
  rx_cell_system_start(&s, 0, y);
  rx_cell_newton_jacobian(&newton, &s, 0, y);
  cr_assert(rx_cell_newton_factor(&newton, &s, 0.3));
  for (int i = 0; i < s.n_states; i++) b[i] = 1.0 / (i + 2);
  rx_cell_newton_solve(&newton, &s, b, x);
  rx_cell_newton_solve(&newton, &s, b, b);
  for (int i = 0; i < s.n_states; i++) cr_expect_eq(b[i], x[i]);
  rx_cell_newton_free(&newton);
  rx_cell_system_free(&s);
  rx_network_free(network);
}

Test(cvode_newton, variables_have_names)
{
  lone_cell cell;
  lone_pn_nk1(&cell, false);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_cell_system s;
  char text[96];
  cr_assert_eq(rx_cell_system_make(&s, network->types[0], network->numbers[0], 0, NULL, NULL), RX_OK);
  rx_cell_system_name(&s, 4, sizeof text, text);
  cr_expect_str_eq(text, "V in compartment 4");
  rx_cell_system_name(&s, s.n_compartments + 1, sizeof text, text);
  cr_expect_str_eq(text, "calcium in compartment 1");
  rx_cell_system_name(&s, s.n_compartments + s.n_shells, sizeof text, text);
  cr_expect(text[0] == 'g', "%s", text);
  rx_cell_system_free(&s);
  rx_network_free(network);
}
