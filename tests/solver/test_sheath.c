/* Myelin in both solvers: closed form, a dense solve, conservation of charge, agreement on spikes, and what is refused. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "solver/cvode/cell_newton.h"
#include "solver/simulation.h"
#include "tests/solver/lone_cell.h"

static const double PI = 3.14159265358979323846;
static rx_simulate *const SOLVERS[] = { rx_simulate_cvode, rx_simulate_ensemble };
static const char *const NAMES[] = { "CVODE", "ensemble" };

static void put(rx_section *section, const char *name, double gbar, double reversal)
{
  rx_channel_use *use = &section->channels[section->n_channels++];
  use->channel = rx_channel_find(name);
  rx_param_defaults(use->channel->params, use->params);
  use->params[0] = gbar;
  if (!isnan(reversal)) use->params[1] = reversal;
}

static rx_sheath sheath(double lamellae)
{
  return (rx_sheath){ .is_given = true,
                      .space_width = 0.02,
                      .space_resistivity = 70,
                      .lamellae = lamellae,
                      .fibre_diameter = 30,
                      .lamella_capacitance = 0.1,
                      .lamella_conductance = 0.001 };
}

/* A tree by hand: an internode of four compartments, on its end a node, on its start a bare branch of two. */
static void branched(lone_cell *c, double gbar)
{
  lone_passive(c, 4);
  rx_section *s = c->sections;
  s[0].channels[0].params[0] = gbar;
  s[1] = s[2] = s[0];
  s[1].name = "node", s[2].name = "bare";
  s[0].length = 200, s[1].length = 2, s[2].length = 100;
  s[1].diameter = 12, s[2].diameter = 7;
  s[1].n_compartments = 1, s[2].n_compartments = 2;
  s[1].parent = s[2].parent = 0;
  s[2].at_parent_start = true;
  for (int i = 1; i < 3; i++) {
    s[i].channels = c->uses[i];
    c->uses[i][0] = c->uses[0][0];
  }
  s[0].sheath = sheath(17);
  s[1].sheath = sheath(NAN);
  c->cell.n_sections = 3;
}

/* The fibre of 10 um with eight nodes: one lane where it is alone. */
static void spiking(lone_cell *c)
{
  static const double LEAKS[] = { 0.007, 0.001, 0.0001, 0.0001 };
  *c = (lone_cell){ .cell = { .name = "fibre", .temperature = 37, .v_init = -80, .threshold = -20 } };
  c->cell.sections = c->sections;
  c->cell.n_sections = RX_N_FIBRE_PARTS;
  rx_param_defaults(RX_MYELINATED_PARAMS, &c->cell.myelinated);
  c->cell.myelinated.is_given = true;
  c->cell.myelinated.fibre_diameter = 10;
  c->cell.myelinated.nodes = 8;
  for (int s = 0; s < RX_N_FIBRE_PARTS; s++) {
    c->sections[s] = (rx_section){ .name = RX_FIBRE_PART_NAMES[s],
                                   .axial_resistivity = 70,
                                   .membrane_capacitance = 2,
                                   .reversal_na = 50,
                                   .reversal_k = -90,
                                   .n_compartments = s == RX_STIN ? 6 : 1,
                                   .parent = s - 1,
                                   .channels = c->uses[s] };
    put(&c->sections[s], "leak", LEAKS[s], s == RX_NODE ? -90 : -80);
  }
  put(&c->sections[RX_NODE], "naf_mrg", 3, NAN);
  put(&c->sections[RX_NODE], "nap_mrg", 0.01, NAN);
  put(&c->sections[RX_NODE], "ks_mrg", 0.08, NAN);
}

static rx_recording run(int solver, const rx_network *network, const rx_clamp *clamp, rx_solver_options options,
                        size_t n_probes, const rx_probe probes[], double interval_ms)
{
  const rx_drive drive = { .n_clamps = clamp != NULL, .clamps = clamp };
  rx_recording recording = { .n_probes = n_probes, .probes = probes, .interval_ms = interval_ms };
  rx_error err = { 0 };
  cr_assert_eq(SOLVERS[solver](network, &drive, &options, &recording, &err), RX_OK, "%s", err.text);
  return recording;
}

static rx_solver_options options_to(double t_stop_ms)
{
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = t_stop_ms;
  options.rtol = 1e-9;
  return options;
}

static const double FROM_START_MS[] = { 0 }, TENTH_NA[] = { 0.1 };
static const rx_waveform CONSTANT = { .n = 1, .t_ms = (double *)FROM_START_MS, .value = (double *)TENTH_NA };

Test(sheath, a_closed_internode_is_two_membranes_in_series)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  cell.sections[0].sheath = sheath(17);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  const rx_clamp clamp = { .waveform = &CONSTANT };
  const rx_probe probes[] = { { .kind = RX_PROBE_V }, { .kind = RX_PROBE_PERIAXONAL } };
  /* nA over S/cm2 of um2: 100 mV */
  const double membrane_mV = 100 * 0.1 / (1e-4 * PI * 20 * 20), tau = 10;
  const double myelin_mV = 100 * 0.1 / (0.001 / 34 * PI * 30 * 20), tau_my = 0.1;
  for (int s = 0; s < 2; s++) {
    rx_recording r = run(s, network, &clamp, options_to(40), 2, probes, 0.25);
    cr_assert_eq(r.n_frames, 160);
    for (size_t k = 0; k < r.n_frames; k++) {
      const double t = 0.25 * (double)k, V = -61.7 + membrane_mV * (1 - exp(-t / tau)),
                   P = myelin_mV * (1 - exp(-t / tau_my));
      cr_expect_float_eq(r.frames[2 * k], V, 1e-4, "%s, %g ms: V %g, not %g", NAMES[s], t, (double)r.frames[2 * k], V);
      cr_expect_float_eq(r.frames[2 * k + 1], P, s == 0 ? 1e-4 : 5e-3 * myelin_mV, "%s, %g ms: V_p %g, not %g",
                         NAMES[s], t, (double)r.frames[2 * k + 1], P);
    }
    rx_recording_free(&r);
  }
  rx_network_free(network);
}

/* solves A x = b by Gauss with row pivots; A [n][n] */
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

/* adds a conductance of g uS between two nodes of a circuit; -1: ground */
static void connect(int n, double *A, int i, int j, double g)
{
  const int nodes[] = { i, j };
  for (int k = 0; k < 2; k++)
    if (nodes[k] >= 0) {
      A[nodes[k] * n + nodes[k]] += g;
      if (nodes[1 - k] >= 0) A[nodes[k] * n + nodes[1 - k]] -= g;
    }
}

/* The branched cell in its steady state as a circuit of resistors, written down without the library's numbers. */
Test(sheath, steady_state_is_that_of_the_circuit_of_resistors)
{
  lone_cell cell;
  branched(&cell, 1e-3);
  /* 0 … 3 internode, 4 node, 5, 6 bare; as listed: soma first */
  enum { C = 7, SPACES = 4, N = C + SPACES };
  static const int SECTION[C] = { 0, 0, 0, 0, 1, 2, 2 }, PARENT[C] = { -1, 0, 1, 2, 3, 0, 5 };
  static const double LENGTH[] = { 50, 2, 50 }, DIAMETER[] = { 20, 12, 7 };
  double A[N * N] = { 0 }, b[N] = { 0 };
  for (int c = 0; c < C; c++) {
    const int s = SECTION[c], space = c < SPACES ? C + c : -1;
    connect(N, A, c, space, 1e-3 * 1e-2 * PI * DIAMETER[s] * LENGTH[s]); /* S/cm2 um2 = 0.01 uS */
    if (space >= 0) connect(N, A, space, -1, 0.001 / 34 * 1e-2 * PI * 30 * LENGTH[s]);
    if (c == 0) continue;
    double inside = 0, along = 0; /* MOhm */
    const int ends[] = { c, PARENT[c] };
    for (int k = 0; k < 2; k++) {
      const int e = SECTION[ends[k]];
      inside += 0.01 * 150 * LENGTH[e] / 2 / (PI * DIAMETER[e] * DIAMETER[e] / 4);
      const double outer = DIAMETER[e] / 2 + 0.02;
      if (e < 2) along += 0.01 * 70 * LENGTH[e] / 2 / (PI * (outer * outer - DIAMETER[e] * DIAMETER[e] / 4));
    }
    connect(N, A, c, PARENT[c], 1 / inside);
    if (c < SPACES || PARENT[c] < SPACES) connect(N, A, space, PARENT[c] < SPACES ? C + PARENT[c] : -1, 1 / along);
  }
  b[2] = 0.1;
  solve_dense(N, A, b);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  const rx_clamp clamp = { .compartment = 2, .waveform = &CONSTANT };
  rx_probe probes[N];
  for (int c = 0; c < C; c++) probes[c] = (rx_probe){ .kind = RX_PROBE_V, .compartment = c };
  for (int c = 0; c < SPACES; c++) probes[C + c] = (rx_probe){ .kind = RX_PROBE_PERIAXONAL, .compartment = c };
  for (int s = 0; s < 2; s++) {
    rx_recording r = run(s, network, &clamp, options_to(60), N, probes, 50);
    const float *frame = r.frames + N;
    /* of the fixed step some ringing is left of the jump at 0 (docs/solvers.md) */
    const double within = s == 0 ? 1e-4 : 1e-3;
    for (int c = 0; c < C; c++) {
      const double V = -61.7 + b[c] - (c < SPACES ? b[C + c] : 0);
      cr_expect_float_eq(frame[c], V, within, "%s, V %d: %g, not %g", NAMES[s], c, (double)frame[c], V);
    }
    for (int c = 0; c < SPACES; c++)
      cr_expect_float_eq(frame[C + c], b[C + c], within, "%s, V_p %d: %g, not %g", NAMES[s], c, (double)frame[C + c],
                         b[C + c]);
    cr_expect(fabs(b[C]) > 0.01 && fabs(b[C] - b[C + 3]) > 0.01, "%g, %g mV", b[C], b[C + 3]);
    rx_recording_free(&r);
  }
  rx_network_free(network);
}

Test(sheath, all_that_is_injected_charges_the_membranes)
{
  lone_cell cell;
  branched(&cell, 0);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  const rx_clamp clamp = { .compartment = 1, .waveform = &CONSTANT };
  rx_probe probes[7];
  for (int c = 0; c < 7; c++) probes[c] = (rx_probe){ .kind = RX_PROBE_V, .compartment = c };
  for (int s = 0; s < 2; s++) {
    rx_recording r = run(s, network, &clamp, options_to(60), 7, probes, 50);
    double stored = 0; /* uF/cm2 um2 mV = 10^-5 nA ms */
    for (int c = 0; c < 7; c++) stored += 1e-5 * network->numbers[0]->area[c] * ((double)r.frames[7 + c] + 61.7);
    cr_expect_float_eq(stored, 0.1 * 50, 1e-5 * 5, "%s: %g, not 5", NAMES[s], stored);
    rx_recording_free(&r);
  }
  rx_network_free(network);
}

static double last_crossing(const rx_recording *r)
{
  cr_assert_eq(r->crossings.n, 1);
  return r->crossings.items[0].t_ms;
}

Test(sheath, both_solvers_agree_on_a_spike)
{
  lone_cell cell;
  spiking(&cell);
  double t[] = { 0.1, 0.1, 0.2, 0.2 }, nA[] = { 0, 2, 2, 0 };
  const rx_waveform pulse = { .n = 4, .t_ms = t, .value = nA };
  const rx_clamp clamp = { .waveform = &pulse };
  rx_network *one = lone_network(&cell, 1, 0, 0), *two = lone_network(&cell, 2, 0, 0);
  const int last = one->types[0]->n_compartments - 1;
  cr_assert_eq(last, 77);
  const rx_detector detector = { .compartment = last, .threshold = -20 };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  double at[5];
  /* CVODE; the ensemble at two steps, with eight lanes, and with coarse steps */
  for (int i = 0; i < 5; i++) {
    rx_solver_options options = options_to(2);
    options.dt_ms = i == 1 ? 0.005 : 0.0025;
    options.coarse_steps = i == 4 ? 4 : 1;
    rx_recording r = { .n_detectors = 1, .detectors = &detector };
    rx_error err = { 0 };
    cr_assert_eq(SOLVERS[i > 0](i == 3 ? two : one, &drive, &options, &r, &err), RX_OK, "%s", err.text);
    at[i] = last_crossing(&r);
    rx_recording_free(&r);
  }
  cr_expect(at[0] > 0.2 && at[0] < 0.6, "%g ms", at[0]);
  cr_expect(fabs(at[1] - at[0]) < 2e-3, "%g, not %g ms", at[1], at[0]);
  cr_expect(fabs(at[2] - at[0]) < 0.5 * fabs(at[1] - at[0]), "%g and %g, not %g ms", at[1], at[2], at[0]);
  cr_expect_float_eq(at[3], at[2], 1e-9, "%.12g, not %.12g ms", at[3], at[2]);
  cr_expect_float_eq(at[4], at[0], 5e-3, "coarse: %g, not %g ms", at[4], at[0]);
  rx_network_free(one);
  rx_network_free(two);
}

/* I - gamma J by central differences against the matrix along the tree */
static void compare_matrix(const lone_cell *cell, double gamma)
{
  rx_network *network = lone_network(cell, 1, 0, 0);
  rx_cell_system s;
  rx_cell_newton newton;
  cr_assert_eq(rx_cell_system_make(&s, network->types[0], network->numbers[0], 0, NULL, NULL), RX_OK);
  cr_assert_eq(rx_cell_newton_make(&newton, &s, NULL), RX_OK);
  const int n = s.n_states, c = s.n_compartments, first = n - s.sheath.n;
  double *y = calloc((size_t)n, sizeof *y), *b = calloc((size_t)n, sizeof *b), *x = calloc((size_t)n, sizeof *x);
  double *up = calloc((size_t)n, sizeof *up), *down = calloc((size_t)n, sizeof *down);
  double *A = calloc((size_t)n * (size_t)n, sizeof *A);
  rx_stream stream = rx_stream_make(1, 2, 3, 4, RX_STREAM_TEST);
  rx_cell_system_start(&s, 0, y);
  for (int i = 0; i < n; i++)
    y[i] = i < c ? -45 + 60 * rx_uniform(&stream) : i < first ? 0.1 + 0.8 * rx_uniform(&stream) : rx_uniform(&stream);
  for (int j = 0; j < n; j++) {
    const double move = j < c || j >= first ? 1e-3 : 1e-5, kept = y[j];
    y[j] = kept + move;
    cr_assert(rx_cell_system_rhs(&s, 0, y, up));
    y[j] = kept - move;
    cr_assert(rx_cell_system_rhs(&s, 0, y, down));
    y[j] = kept;
    for (int i = 0; i < n; i++) A[i * n + j] = (i == j ? 1 : 0) - gamma * (up[i] - down[i]) / (2 * move);
  }
  for (int i = 0; i < n; i++) b[i] = rx_uniform(&stream) - 0.5;
  rx_cell_newton_jacobian(&newton, &s, 0, y);
  cr_assert(rx_cell_newton_factor(&newton, &s, gamma));
  rx_cell_newton_solve(&newton, &s, b, x);
  for (int i = 0; i < n; i++) {
    double sum = 0, size = fabs(b[i]);
    for (int j = 0; j < n; j++) {
      sum += A[i * n + j] * x[j];
      size = fmax(size, fabs(A[i * n + j] * x[j]));
    }
    cr_expect(fabs(sum - b[i]) < 1e-4 * size, "gamma %g, row %d: %g, not %g (of %g)", gamma, i, sum, b[i], size);
  }
  free(y), free(b), free(x), free(up), free(down), free(A);
  rx_cell_newton_free(&newton);
  rx_cell_system_free(&s);
  rx_network_free(network);
}

Test(sheath, the_matrix_of_newton_holds_the_space)
{
  static const double GAMMAS[] = { 1e-5, 1e-3, 0.05 };
  lone_cell tree, fibre;
  branched(&tree, 1e-3);
  spiking(&fibre);
  fibre.cell.myelinated.nodes = 3;
  for (int g = 0; g < 3; g++) {
    compare_matrix(&tree, GAMMAS[g]);
    compare_matrix(&fibre, GAMMAS[g]);
  }
}

Test(sheath, periaxonal_potentials_have_names)
{
  lone_cell cell;
  branched(&cell, 1e-3);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  rx_cell_system s;
  char text[96];
  cr_assert_eq(rx_cell_system_make(&s, network->types[0], network->numbers[0], 0, NULL, NULL), RX_OK);
  rx_cell_system_name(&s, s.n_states - 1, sizeof text, text);
  cr_expect_str_eq(text, "periaxonal potential in compartment 3");
  rx_cell_system_free(&s);
  rx_network_free(network);
}

Test(sheath, what_it_cannot_do_is_refused)
{
  lone_cell cell;
  branched(&cell, 1e-3);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  const rx_clamp hold = { .kind = RX_CLAMP_VOLTAGE, .compartment = 4, .waveform = &CONSTANT };
  const rx_probe probe = { .kind = RX_PROBE_PERIAXONAL, .compartment = 4 };
  static const char *const TEXTS[] = { "a cell with a myelin sheath needs double precision",
                                       "clamp 0: a cell with a myelin sheath takes no voltage clamp",
                                       "probe 0: compartment 4 has no myelin" };
  for (int i = 0; i < 3; i++) {
    rx_solver_options options = options_to(5);
    options.single_precision = i == 0;
    const rx_drive drive = { .n_clamps = i == 1, .clamps = &hold };
    rx_recording recording = { .n_probes = i == 2, .probes = &probe, .interval_ms = 1 };
    rx_error err = { 0 };
    cr_expect_eq(rx_simulate_ensemble(network, &drive, &options, &recording, &err), RX_E_INPUT, "%d", i);
    cr_expect_str_eq(err.text, TEXTS[i]);
    rx_recording_free(&recording);
  }
  rx_network_free(network);
}
