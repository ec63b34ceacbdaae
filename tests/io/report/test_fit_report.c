#include "io/report/study/study_report.h"
#include "tests/io/report/page_check.h"
#include "tests/io/sweep/fit_example.h"

TestSuite(fit_report, .init = in_new_folder, .fini = leave_tree);

static char *page_of_fit(const rx_fit *fit)
{
  rx_error err = { 0 };
  assert_ok(rx_fit_report_write("fit.html", fit, &err), err);
  return checked_page("fit.html");
}

Test(fit_report, least_squares)
{
  const rx_fit f = example_least_squares();
  char *html = page_of_fit(&f);
  assert_has(html, "<h1>Disinhibition from its pain signals</h1>");
  assert_has(html, "3 parameters to 4 targets by least squares. It converged (the step is below its tolerance) after "
                   "46 evaluations");
  /* the tail of chi-squared with one degree of freedom: erfc(sqrt(4.48/2)) = 0.0343 */
  assert_has(html, "χ² = 4.48 with 1 degree of freedom (probability of as much or more by chance: 0.034)");
  assert_has(html, "Research and teaching model: no output is advice to a patient.");
  assert_has(html, "<td class=\"n\">0.412</td><td class=\"n\">0.031</td><td class=\"n\">0.349 to 0.475</td>");
  assert_has(html, "Of 2 values that the targets were made with, 2 lie within the interval.");
  assert_has(html, ">−0.62</text>");
  assert_has(html, "<td class=\"n\">133</td><td class=\"n\">8</td><td class=\"n\">149</td><td class=\"n\">2.05</td>");
  assert_has(html, "<section id=\"convergence\">");
  assert_has_not(html, "<section id=\"posterior\">");
  free(html);
}

Test(fit_report, rejection)
{
  rx_fit f = example_rejection();
  char *html = page_of_fit(&f);
  assert_has(html, "300 of 30\u202f000 draws were accepted, those nearer than 1.2 standard deviations.");
  assert_has(html, "<section id=\"posterior\">");
  assert_has(html, "Accepted draws in pairs");
  assert_has(html, ">Median</th>");
  assert_has_not(html, "<section id=\"convergence\">");
  free(html);
  f.n_accepted = 20;
  html = page_of_fit(&f);
  assert_has(html, "20 accepted draws are few");
  free(html);
  f.n_accepted = 0;
  html = page_of_fit(&f);
  assert_has(html, "No draw was accepted");
  free(html);
}

Test(fit_report, warns_of_what_is_not_to_be_trusted)
{
  static const double STRONG[9] = { 1, -0.99, 0, -0.99, 1, 0, 0, 0, 1 };
  rx_fit_parameter parameters[FIT_PARAMETERS];
  rx_fit f = example_least_squares();
  memcpy(parameters, FIT_LEAST, sizeof parameters);
  parameters[1].estimate = 6;
  f.parameters = parameters, f.correlation = STRONG, f.has_converged = false, f.reason = "too many iterations";
  char *html = page_of_fit(&f);
  assert_has(html, "It did <b>not</b> converge (too many iterations)");
  assert_has(html, "The fit did not converge: these are the values at its last step.");
  assert_has(html, "na_traub/gbar lies at the upper end of its range");
  assert_has(html, "PV/release_gaba (scale) and na_traub/gbar are correlated by −0.99");
  free(html);
}

Test(fit_report, survives_what_is_missing_and_odd)
{
  static const rx_fit_parameter ODD[] = { { "a/<b>", NULL, NULL, NULL, NAN, NAN, true, NAN, NAN, NAN, NAN, NAN, NAN },
                                          { "", "", "", "", 1, 1, false, INFINITY, -INFINITY, 0, 0, 0, 1 },
                                          { NULL, NULL, NULL, NULL, -1, 1, true, 0, 0, 0, -1, 1, 0 } };
  static const rx_fit_target TARGETS[] = { { "<t>", NULL, NULL, NULL, NAN, NAN, NAN, NAN },
                                           { "", "", "", "", 1e300, 0, -1e300, INFINITY } };
  static const double WILD[9] = { NAN, INFINITY, -INFINITY, 0, 0, 0, 1e300, -1e300, 5e-324 };
  static const uint32_t ITERATION[3] = { 0, 0, 0 };
  rx_fit f = { .chi2 = NAN, .confidence = NAN };
  free(page_of_fit(&f));
  f = (rx_fit){ .n_parameters = 3,
                .parameters = ODD,
                .n_targets = 2,
                .targets = TARGETS,
                .correlation = WILD,
                .chi2 = -1,
                .dof = 3,
                .n_iterations = 3,
                .iteration = ITERATION,
                .iteration_chi2 = WILD,
                .iteration_parameters = WILD,
                .n_accepted = 3,
                .accepted = WILD,
                .distance = WILD };
  char *html = page_of_fit(&f);
  assert_has(html, "a/&lt;b&gt;");
  assert_has(html, "&lt;t&gt;");
  free(html);
  f.method = RX_FIT_REJECTION;
  free(page_of_fit(&f));
}

Test(fit_report, many_parameters_and_targets_are_cut_and_say_so)
{
  enum { K = 35, T = 300, N = 2000 };
  static rx_fit_parameter parameters[K];
  static rx_fit_target targets[T];
  static double correlation[K * K], accepted[N * K], distance[N];
  rx_arena *arena = rx_arena_create();
  for (size_t k = 0; k < K; k++) {
    parameters[k] = FIT_LEAST[k % 3];
    parameters[k].path = rx_arena_format(arena, "circuit/p%zu/weight", k);
  }
  for (size_t i = 0; i < T; i++) targets[i] = FIT_MET[i % 4];
  for (size_t i = 0; i < N * K; i++) accepted[i] = 0.5 + 0.4 * sin((double)i);
  const rx_fit f = { .method = RX_FIT_REJECTION,
                     .name = "many",
                     .n_parameters = K,
                     .parameters = parameters,
                     .n_targets = T,
                     .targets = targets,
                     .correlation = correlation,
                     .chi2 = NAN,
                     .n_draws = 1000000,
                     .n_accepted = N,
                     .accepted = accepted,
                     .distance = distance };
  char *html = page_of_fit(&f);
  assert_has(html, "The first 20 of 35 parameters.");
  assert_has(html, "Drawn: the first 40 of 300 targets.");
  assert_has(html, "100 more are in the file of the fit");
  assert_has(html, "Drawn: 12 of 35 parameters.");
  assert_has(html, "Not every draw is drawn. Drawn: the first 5 of 35 parameters.");
  free(html);
  rx_arena_free(arena);
}

Test(fit_report, says_where_the_page_cannot_be_put)
{
  rx_error err = { 0 };
  const rx_fit fit = example_least_squares();
  cr_assert_eq(rx_fit_report_write("nowhere/fit.html", &fit, &err), RX_E_IO);
  assert_says(err, "nowhere/fit.html: cannot be written");
  cr_assert_eq(n_files(), 0);
}
