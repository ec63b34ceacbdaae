#include "io/report/study/study_report.h"
#include "tests/io/report/page_check.h"
#include "tests/io/report/report_sweep_example.h"

TestSuite(sweep_report, .init = in_new_folder, .fini = leave_tree);

static char *page_of_sweep(const rx_sweep *sweep)
{
  rx_error err = { 0 };
  assert_ok(rx_sweep_report_write("sweep.html", sweep, &err), err);
  return checked_page("sweep.html");
}

static char *page_of_design(rx_arena *arena, example_design design)
{
  const example_sweep e = example_sweep_make(arena, &design);
  return page_of_sweep(&e.sweep);
}

/* ---- pages of sweeps ---- */

Test(sweep_report, has_every_section_in_order)
{
  static const char *const SECTIONS[] = { "plan",        "tornado",  "responses", "maps",
                                          "differences", "failures", "limits",    "method" };
  rx_arena *arena = rx_arena_create();
  char *html = page_of_design(arena, (example_design){ "grid", 3, 4, 0, 3, 2, 3, 3, true });
  const char *at = html;
  for (size_t i = 0; i < sizeof SECTIONS / sizeof *SECTIONS; i++) {
    char section[64];
    snprintf(section, sizeof section, "<section id=\"%s\">", SECTIONS[i]);
    at = strstr(at, section);
    cr_assert_not_null(at, "%s", SECTIONS[i]);
  }
  assert_has(html, "<h1>Disinhibition and sodium current</h1>");
  assert_has(html, "Sweep demo");
  assert_has(html, "3 parameters, a grid, every value with every other. 64 points, 3 replicates of each, 2 conditions: "
                   "384 members,");
  assert_has(html, "Conditions: healthy, nerve injury (the others are compared with <b>healthy</b>).");
  assert_has(html, "Stimuli: brush, pressure, pinch.");
  assert_has(html, "Research and teaching model: no output is advice to a patient.");
  assert_has(html, "A fall of the signal is no relief");
  assert_has(html, "<code>circuit/populations/WDR/hillock/channels/na_traub/gbar</code>");
  assert_has(html, "na_traub/gbar, S/cm²");
  assert_has(html, "PV/release_gaba (scale)");
  assert_has(html, "logarithmic");
  assert_has(html, "Grey: no value, as no member ran there or the outcome does not apply.");
  assert_has(html, "Rate WDR, brush (Hz)");
  assert_has(html, "95 % interval of the mean over the replicates");
  free(html);
  rx_arena_free(arena);
}

/* Two values of one parameter, two conditions, two replicates; values that can be followed by hand. */
typedef struct small_sweep {
  double x[8], outputs[8], wall_s[8];
  uint32_t condition[8], replicate[8];
  uint64_t point[8], seed[8], n_steps[8];
  uint8_t status[8];
  rx_sweep_parameter parameter;
  rx_sweep_output output;
  double *columns[1];
  rx_sweep_failure failures[8];
  rx_sweep sweep;
} small_sweep;

static void make_small(small_sweep *s, const double outputs[8])
{
  static const char *const CONDITIONS[] = { "healthy", "injured" };
  *s = (small_sweep){ .parameter = { "a.b.g", "a/b/g", "set", "nS", "conductance", 1, 1, 4, false, NULL },
                      .output = { "pain_signal", "1", "", false } };
  for (uint32_t m = 0; m < 8; m++) {
    s->point[m] = m / 4, s->replicate[m] = m / 2 % 2, s->condition[m] = m % 2;
    s->x[m] = m < 4 ? 1.25 : 3.5;
    s->outputs[m] = outputs[m];
    s->status[m] = RX_MEMBER_OK;
  }
  s->parameter.values = s->x;
  s->columns[0] = s->outputs;
  s->sweep.plan = (rx_sweep_plan){ .kind = "sweep",
                                   .name = "small",
                                   .n_members = 8,
                                   .n_points = 2,
                                   .design = "grid",
                                   .n_parameters = 1,
                                   .parameters = &s->parameter,
                                   .n_conditions = 2,
                                   .conditions = CONDITIONS,
                                   .condition = s->condition,
                                   .point = s->point,
                                   .seed = s->seed,
                                   .replicate = s->replicate,
                                   .n_outputs = 1,
                                   .outputs = &s->output };
  s->sweep.rows = (rx_sweep_rows){ .n_members = 8,
                                   .status = s->status,
                                   .outputs = s->columns,
                                   .wall_s = s->wall_s,
                                   .n_steps = s->n_steps,
                                   .n_rhs = s->n_steps,
                                   .failures = s->failures };
}

static const double OUTPUTS[8] = { 1, 2.5, 1.4, 3.1, 4, 4.5, 4.8, 5.7 };

Test(sweep_report, the_numbers_are_those_of_the_members)
{
  small_sweep s;
  make_small(&s, OUTPUTS);
  char *html = page_of_sweep(&s.sweep);
  /* healthy at 1.25: 1 and 1.4: 1.2, t(0.975, 1) = 12.71, half width 12.71 * 0.2 = 2.541 */
  assert_has(html, "<td class=\"n\">1.2 (−1.34 to 3.74)</td>");
  /* from 1.25 to 3.5: (1 + 1.4)/2 → (4 + 4.8)/2 */
  assert_has(html, "1.2 → 4.4<span class=\"change\">+3.2</span>");
  /* injured less healthy, by replicates: (1.5 + 0.5)/2 and (1.7 + 0.9)/2: mean 1.15, half width 12.71 * 0.15 = 1.906 */
  assert_has(html, "<td class=\"n\">4</td><td class=\"n\">2</td><td class=\"n\">1.15 (−0.756 to 3.06) </td>");
  /* of the reference's mean 2.8 */
  assert_has(html, "+41.1 %");
  assert_has(html, "<td class=\"n\">0.7 … 1.6</td><td class=\"n\">0, 2 of 2</td>");
  assert_has(html, "8 members, all of which ran.");
  assert_has_not(html, "<section id=\"failures\">");
  assert_has_not(html, "<section id=\"maps\">");
  free(html);
}

Test(sweep_report, failed_members_are_listed_and_left_out)
{
  small_sweep s;
  make_small(&s, OUTPUTS);
  s.status[1] = RX_MEMBER_SOLVER_FAILED, s.status[6] = RX_MEMBER_NOT_FINITE, s.status[7] = RX_MEMBER_PENDING;
  s.outputs[1] = s.outputs[7] = NAN, s.outputs[6] = 1e30; /* what a failed row holds is not looked at */
  s.failures[0] = (rx_sweep_failure){ 1, RX_E_SOLVER, 17.25, "WDR[0]: the <step> is too small" };
  s.failures[1] = (rx_sweep_failure){ 6, RX_E_NOT_FINITE, NAN, NULL };
  s.failures[2] = (rx_sweep_failure){ 99, RX_E_SOLVER, 1, "no such member" };
  s.sweep.rows.n_failures = 3;
  char *html = page_of_sweep(&s.sweep);
  assert_has(html, "8 members, 5 of which ran.");
  assert_has(html, "Members: 5 ok, 2 failed, 1 not run.");
  assert_has(html, "The sweep is not complete");
  assert_has(html, "<th scope=\"row\">solver failed</th><td class=\"n\">1</td><td class=\"n\">12.5 %</td>");
  assert_has(html, "WDR[0]: the &lt;step&gt; is too small");
  assert_has(html, "<td class=\"n\">17.25</td>");
  assert_has_not(html, "no such member");
  assert_has_not(html, "10³⁰");
  assert_has(html, "1.2 → 4<span class=\"change\">+2.8</span>"); /* of the healthy at 3.5 only replicate 0 is left */
  free(html);
}

Test(sweep_report, more_failures_than_rows_are_counted)
{
  rx_arena *arena = rx_arena_create();
  const example_design design = { "sobol", 14, 0, 400, 1, 1, 1, 1, false };
  example_sweep e = example_sweep_make(arena, &design);
  for (uint64_t m = 0; m < 250; m++) {
    e.sweep.rows.status[m] = RX_MEMBER_TIME;
    e.sweep.rows.failures[e.sweep.rows.n_failures++] = (rx_sweep_failure){ m, RX_E_SOLVER, 5, "out of time" };
  }
  char *html = page_of_sweep(&e.sweep);
  cr_assert_eq(n_times_in(html, "<td>out of time</td>"), 200);
  assert_has(html, "50 more; all are in the file of the sweep");
  assert_has(html, "The first 12 of 14 parameters are shown.");
  free(html);
  rx_arena_free(arena);
}

Test(sweep_report, a_sweep_without_any_ok_row_is_a_page)
{
  rx_arena *arena = rx_arena_create();
  const example_design design = { "grid", 2, 3, 0, 2, 2, 2, 2, false };
  example_sweep e = example_sweep_make(arena, &design);
  for (uint64_t m = 0; m < e.sweep.plan.n_members; m++) e.sweep.rows.status[m] = RX_MEMBER_PENDING;
  char *html = page_of_sweep(&e.sweep);
  assert_has(html, "There is nothing to draw.");
  assert_has(html,
             "Without any number: Pain signal, brush; Pain signal, pressure; Rate WDR, brush; Rate WDR, pressure.");
  assert_has(html, "Members that did not run");
  assert_has_not(html, "<section id=\"tornado\">");
  assert_has_not(html, "<section id=\"maps\">");
  free(html);
  const rx_sweep none = { .plan = { .kind = "sweep" } };
  html = page_of_sweep(&none);
  assert_has(html, "<h1>sweep</h1>");
  free(html);
  rx_arena_free(arena);
}

Test(sweep_report, a_constant_output_is_said_and_not_drawn)
{
  static const double SAME[8] = { 2.385, 2.385, 2.385, 2.385, 2.385, 2.385, 2.385, 2.385 };
  small_sweep s;
  make_small(&s, SAME);
  char *html = page_of_sweep(&s.sweep);
  assert_has(html, "The same in all members that ran: Pain signal = 2.38.");
  assert_has_not(html, "<figure>");
  free(html);
}

Test(sweep_report, odd_numbers_do_not_break_the_scales)
{
  static const double ODD[8] = { INFINITY, 1e300, -1e300, NAN, 0, 5e-324, -INFINITY, 1 };
  small_sweep s;
  make_small(&s, ODD);
  s.x[0] = s.x[1] = s.x[2] = s.x[3] = NAN;
  free(page_of_sweep(&s.sweep));
  s.parameter.is_log = true; /* values that have no logarithm */
  for (size_t m = 0; m < 8; m++) s.x[m] = (double)m - 4;
  free(page_of_sweep(&s.sweep));
  s.parameter.def = NAN, s.parameter.lower = INFINITY;
  free(page_of_sweep(&s.sweep));
}

Test(sweep_report, one_and_twenty_parameters)
{
  rx_arena *arena = rx_arena_create();
  char *html = page_of_design(arena, (example_design){ "grid", 1, 7, 0, 2, 1, 1, 1, false });
  assert_has(html, "1 parameter, a grid");
  assert_has_not(html, "<section id=\"maps\">");
  assert_has_not(html, "over the other parameters");
  free(html);
  html = page_of_design(arena, (example_design){ "latin_hypercube", 20, 0, 200, 1, 2, 2, 2, true });
  assert_has(html, "20 parameters, a Latin hypercube.");
  assert_has(html, "Drawn: the 12 of 20 parameters with the largest effect on healthy.");
  assert_has(html, "medians and quartiles");
  assert_has(html, "the lowest and the highest tenth of its range");
  assert_has(html, ">P19/weight</th>");
  assert_has_not(html, "<section id=\"maps\">");
  free(html);
  rx_arena_free(arena);
}

Test(sweep_report, stimuli_are_the_lines_where_there_is_one_condition)
{
  rx_arena *arena = rx_arena_create();
  char *html = page_of_design(arena, (example_design){ "grid", 2, 9, 0, 2, 1, 3, 1, false });
  assert_has(html, "</svg>brush</li>");
  assert_has(html, "</svg>pinch</li>");
  assert_has_not(html, "(reference)");
  assert_has_not(html, "<section id=\"differences\">");
  assert_has(html, "<title id=\"t2\">Pain signal</title>");
  free(html);
  rx_arena_free(arena);
}

Test(sweep_report, crowded_pictures_are_cut_and_say_so)
{
  enum { N = 9 };
  static const char *const CONDITIONS[N] = { "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8" };
  rx_arena *arena = rx_arena_create();
  example_design design = { "grid", 2, 30, 0, 1, 1, 1, 1, false };
  example_sweep e = example_sweep_make(arena, &design);
  uint32_t *condition = sweep_make(arena, e.sweep.plan.n_members, sizeof *condition);
  for (uint64_t m = 0; m < e.sweep.plan.n_members; m++) condition[m] = (uint32_t)(m % N);
  e.sweep.plan.condition = condition, e.sweep.plan.conditions = CONDITIONS, e.sweep.plan.n_conditions = N;
  e.sweep.plan.reference_condition = 4;
  char *html = page_of_sweep(&e.sweep);
  assert_has(html, "</svg>c4 (reference)</li>");
  assert_has(html, "Drawn: 6 of 9 conditions.");
  assert_has(html, "neighbouring values share a cell");
  assert_has(html, "The numbers are too many for a table here");
  free(html);
  rx_arena_free(arena);
}

Test(sweep_report, escapes_whatever_comes_from_a_file)
{
  static const char *const CONDITIONS[] = { "<b>a</b>", "\"x\" & 'y'" };
  small_sweep s;
  make_small(&s, OUTPUTS);
  s.sweep.plan.title = "</title><script>alert(1)</script>";
  s.sweep.plan.conditions = CONDITIONS;
  s.sweep.plan.config_text = "a: <i>&amp;</i>\n";
  s.output.name = "<img src=x>", s.output.units = "\"><u>", s.output.long_name = "<a href=x>";
  s.parameter.path = "circuit/<em>/x&y", s.parameter.name = "circuit.<em>.x&y", s.parameter.operation = "<s>",
  s.parameter.long_name = "\xff<p>";
  s.status[3] = RX_MEMBER_INVALID;
  s.failures[0] = (rx_sweep_failure){ 3, RX_E_INPUT, NAN, "<script>" };
  s.sweep.rows.n_failures = 1;
  char *html = page_of_sweep(&s.sweep);
  assert_has(html, "&lt;em&gt;/x&amp;y (&lt;s&gt;)");
  assert_has(html, "&quot;x&quot; &amp; &#39;y&#39;");
  assert_has_not(html, "<script");
  assert_has_not(html, "<img");
  assert_has_not(html, "<em>");
  assert_has_not(html, "<u>");
  free(html);
}

Test(sweep_report, the_same_sweep_gives_the_same_page)
{
  rx_arena *arena = rx_arena_create();
  const example_design design = { "morris", 5, 0, 120, 1, 2, 2, 2, true };
  free(page_of_design(arena, design));
  cr_assert_eq(rename("sweep.html", "first.html"), 0);
  free(page_of_design(arena, design));
  cr_assert(same_bytes("first.html", "sweep.html"));
  cr_assert_eq(n_files(), 2);
  rx_arena_free(arena);
}

Test(sweep_report, a_large_sweep_gives_a_page_of_bounded_size)
{
  static const example_design DESIGNS[] = {
    { "sobol", 20, 0, 100000 / 12, 4, 3, 4, 5, true },
    { "grid", 2, 100, 0, 3, 4, 4, 5, true },
    { "grid", 16, 2, 0, 1, 1, 4, 4, true },
  };
  for (size_t i = 0; i < sizeof DESIGNS / sizeof *DESIGNS; i++) {
    rx_arena *arena = rx_arena_create();
    free(page_of_design(arena, DESIGNS[i]));
    rx_arena_free(arena);
  }
}

Test(sweep_report, refuses_rows_that_do_not_fit_their_plan)
{
  small_sweep s;
  rx_error err = { 0 };
  make_small(&s, OUTPUTS);
  s.sweep.rows.n_members = 7;
  cr_assert_eq(rx_sweep_report_write("sweep.html", &s.sweep, &err), RX_E_INPUT);
  assert_says(err, "the sweep has 7 rows from 0 on, its plan 8");
  make_small(&s, OUTPUTS);
  s.point[3] = 2;
  err = (rx_error){ 0 };
  cr_assert_eq(rx_sweep_report_write("sweep.html", &s.sweep, &err), RX_E_INPUT);
  assert_says(err, "member 3 is of point 2");
  make_small(&s, OUTPUTS);
  s.condition[5] = 2;
  cr_assert_eq(rx_sweep_report_write("sweep.html", &s.sweep, &err), RX_E_INPUT);
  make_small(&s, OUTPUTS);
  s.status[7] = 6;
  cr_assert_eq(rx_sweep_report_write("sweep.html", &s.sweep, &err), RX_E_INPUT);
  make_small(&s, OUTPUTS);
  s.replicate[0] = 4000000000u;
  cr_assert_eq(rx_sweep_report_write("sweep.html", &s.sweep, &err), RX_E_INPUT);
  cr_assert_eq(n_files(), 0);
}

Test(sweep_report, leaves_nothing_where_the_page_cannot_be_put)
{
  small_sweep s;
  rx_error err = { 0 };
  make_small(&s, OUTPUTS);
  cr_assert_eq(mkdir("sweep.html", 0777), 0);
  cr_assert_eq(rx_sweep_report_write("sweep.html", &s.sweep, &err), RX_E_IO);
  assert_says(err, "sweep.html: cannot be written");
  cr_assert_eq(n_files(), 1);
}

/* ---- sensitivity ---- */

Test(sweep_report, indices_are_drawn_with_their_notes)
{
  enum { K = 3 };
  static const double S1[K] = { 0.4, -0.02, 0.2 }, S1_CONF[K] = { 0.05, 0.04, 0.03 }, ST[K] = { 0.6, 0.01, 0.35 },
                      ST_CONF[K] = { 0.06, 0.03, 0.05 },
                      S2[K * K] = { NAN, 0.03, 0.125, NAN, NAN, -0.01, NAN, NAN, NAN }, NONE[K] = { NAN, NAN, NAN },
                      MU[K] = { -1.5, 0.25, 0 }, MU_STAR[K] = { 1.5, 0.5, 0.0625 }, SIGMA[K] = { 0.5, 0.75, 0.0325 };
  static const rx_sweep_indices INDICES[] = {
    { .output = "pain_signal.brush", .S1 = S1, .S1_conf = S1_CONF, .ST = ST, .ST_conf = ST_CONF, .S2 = S2 },
    { .output = "rate_WDR.brush", .mu = MU, .mu_star = MU_STAR, .mu_star_conf = S1_CONF, .sigma = SIGMA },
    { .output = "constant", .S1 = NONE, .S1_conf = NONE, .ST = NONE, .ST_conf = NONE },
    { .output = "constant_too", .mu = NONE, .mu_star = NONE, .sigma = NONE },
  };
  rx_arena *arena = rx_arena_create();
  const example_design design = { "saltelli_second_order", K, 0, 160, 1, 1, 1, 2, false };
  example_sweep e = example_sweep_make(arena, &design);
  uint64_t *base = sweep_make(arena, 160, sizeof *base);
  for (uint64_t m = 0; m < 160; m++) base[m] = m / 8;
  e.sweep.plan.kind = "sensitivity", e.sweep.plan.base = base;
  e.sweep.indices = INDICES, e.sweep.n_indices = 4;
  e.sweep.rows.status[9] = e.sweep.rows.status[10] = e.sweep.rows.status[100] = RX_MEMBER_SOLVER_FAILED;
  char *html = page_of_sweep(&e.sweep);
  assert_has(html, "Sensitivity analysis demo");
  assert_has(html, "2 of 20 base samples have a member that failed or did not run and are left out");
  assert_has(html, "Pain signal, brush<a");
  assert_has(html, "<td class=\"n\">−0.02 ± 0.04</td><td class=\"n\">0.01 ± 0.03</td>");
  assert_has(html, ">0.12</text>"); /* 0.125 in its cell, with two digits */
  assert_has(html, "The S1 add up to 0.58. What is missing to 1 is interactions, or noise. 1 estimate is below 0");
  assert_has(html, "The interval of 1 ST reaches 0: this parameter is not told from no influence.");
  assert_has(html, "<td class=\"n\">1.5 ± 0.05</td><td class=\"n\">−1.5</td><td class=\"n\">0.5</td>");
  assert_has(html, "There are no indices: the output does not vary, or too few base samples are whole.");
  assert_has(html, "or no trajectory is whole.");
  free(html);
  rx_arena_free(arena);
}

Test(sweep_report, twenty_parameters_have_room_among_the_indices)
{
  enum { K = 24 };
  double value[K], s2[K * K];
  for (size_t k = 0; k < K; k++) value[k] = 0.01 * (double)(k + 1);
  for (size_t k = 0; k < K * K; k++) s2[k] = 1e-3 * (double)(k % 17);
  const rx_sweep_indices indices[] = { { .output = "a", .S1 = value, .ST = value, .S2 = s2 },
                                       { .output = "b", .mu = value, .mu_star = value, .sigma = value } };
  rx_arena *arena = rx_arena_create();
  const example_design design = { "morris", K, 0, 100, 1, 1, 1, 1, false };
  example_sweep e = example_sweep_make(arena, &design);
  e.sweep.indices = indices, e.sweep.n_indices = 2;
  char *html = page_of_sweep(&e.sweep);
  cr_assert_eq(n_times_in(html, "Drawn: 20 of 24 parameters."), 2 + 1, "Sobol, Morris, tornado");
  free(html);
  rx_arena_free(arena);
}
