#include "io/report/study/study_report.h"

#include "io/hdf5/hdf5_file.h"
#include "io/report/page/colour_scale.h"
#include "io/report/page/svg.h"
#include "io/report/study/labels.h"
#include "io/report/study/sweep/sweep_view.h"
#include "io/results/results.h"
#include "tests/io/report/page_check.h"
#include "tests/io/report/report_sweep_example.h"
#include "tests/io/sweep/fit_example.h"

TestSuite(report_find, .init = in_new_folder, .fini = leave_tree);
TestSuite(sweep_view);
TestSuite(page_axes);
TestSuite(colour_scale);
TestSuite(labels);

/* ---- which report ---- */

static void write_format(const char *path, const char *format)
{
  rx_error err = { 0 };
  rx_h5_writer *w;
  assert_ok(rx_h5_create(path, RX_H5_PLAIN, &w, &err), err);
  if (format != NULL) rx_h5_attr_text(w, "/", "format", format);
  assert_ok(rx_h5_finish(w, &err), err);
}

Test(report_find, tells_runs_sweeps_and_fits_apart)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_report_kind kind;
  const char *page;
  cr_assert_eq(mkdir("run.1", 0777), 0);
  assert_ok(rx_report_find("run.1", arena, &kind, &page, &err), err);
  cr_assert_eq(kind, RX_REPORT_OF_RUN);
  cr_assert_str_eq(page, "run.1/report.html");
  write_format("run.1/sweep.h5", "rexed-sweep");
  assert_ok(rx_report_find("run.1/sweep.h5", arena, &kind, &page, &err), err);
  cr_assert_eq(kind, RX_REPORT_OF_SWEEP);
  cr_assert_str_eq(page, "run.1/sweep.html");
  const rx_fit fit = example_least_squares();
  assert_ok(rx_fit_write("run.1/myfit", &fit, &err), err);
  assert_ok(rx_report_find("run.1/myfit", arena, &kind, &page, &err), err);
  cr_assert_eq(kind, RX_REPORT_OF_FIT);
  cr_assert_str_eq(page, "run.1/myfit.html");
  rx_arena_free(arena);
}

Test(report_find, says_what_a_report_cannot_be_made_of)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_report_kind kind;
  const char *page;
  cr_assert_eq(rx_report_find("nowhere.h5", arena, &kind, &page, &err), RX_E_INPUT);
  assert_says(err, "nowhere.h5: No such file");
  err = (rx_error){ 0 };
  put_bytes("text.h5", "no HDF5", 7);
  cr_assert_eq(rx_report_find("text.h5", arena, &kind, &page, &err), RX_E_IO);
  err = (rx_error){ 0 };
  write_format("results.h5", "rexed-run");
  cr_assert_eq(rx_report_find("results.h5", arena, &kind, &page, &err), RX_E_INPUT);
  assert_says(err, "results.h5: the results of a run; its report is made from the folder that it is in");
  err = (rx_error){ 0 };
  write_format("part.h5", "rexed-part");
  cr_assert_eq(rx_report_find("part.h5", arena, &kind, &page, &err), RX_E_INPUT);
  assert_says(err, "part.h5: a file of format \"rexed-part\"");
  err = (rx_error){ 0 };
  write_format("other.h5", NULL);
  cr_assert_eq(rx_report_find("other.h5", arena, &kind, &page, &err), RX_E_INPUT);
  assert_says(err, "other.h5: an HDF5 file, but none of rexed's");
  rx_arena_free(arena);
}

Test(report_find, reads_what_is_there_and_writes_its_page)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const char *page;
  const example_design design = { "grid", 2, 4, 0, 2, 2, 2, 2, true };
  const example_sweep e = example_sweep_make(arena, &design);
  assert_ok(rx_sweep_write("s.h5", &e.sweep, &err), err);
  assert_ok(rx_report_of("s.h5", arena, &page, &err), err);
  cr_assert_str_eq(page, "s.html");
  free(checked_page("s.html"));
  assert_ok(rx_sweep_report_write("memory.html", &e.sweep, &err), err);
  cr_assert(same_bytes("s.html", "memory.html"), "the file holds all that the page shows");
  const rx_fit fit = example_rejection();
  assert_ok(rx_fit_write("f.h5", &fit, &err), err);
  assert_ok(rx_report_of("f.h5", arena, &page, &err), err);
  free(checked_page("f.html"));
  assert_ok(rx_fit_report_write("memory.html", &fit, &err), err);
  cr_assert(same_bytes("f.html", "memory.html"));
  const rx_results run = { 0 };
  cr_assert_eq(mkdir("run", 0777), 0);
  assert_ok(rx_results_write("run/results.h5", &run, &err), err);
  assert_ok(rx_report_of("run", arena, &page, &err), err);
  free(checked_page("run/report.html"));
  cr_assert_eq(rx_report_of("nowhere", arena, &page, &err), RX_E_INPUT);
  rx_arena_free(arena);
}

Test(report_find, a_damaged_sweep_or_fit_gives_no_page)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const char *page;
  write_format("s.h5", "rexed-sweep");
  cr_assert_neq(rx_report_of("s.h5", arena, &page, &err), RX_OK);
  assert_says(err, "s.h5");
  err = (rx_error){ 0 };
  write_format("f.h5", "rexed-fit");
  cr_assert_neq(rx_report_of("f.h5", arena, &page, &err), RX_OK);
  assert_says(err, "f.h5");
  cr_assert_eq(n_files(), 2);
  rx_arena_free(arena);
}

/* ---- parts ---- */

Test(labels, paths_are_as_short_as_tells_them_apart)
{
  static const char *const PATHS[] = { "circuit/populations/PV/release",
                                       "circuit/populations/DYN/release",
                                       "a/soma/channels/na/gbar",
                                       "b/soma/channels/na/gbar",
                                       "circuit/sprouting",
                                       "circuit/sprouting",
                                       "alone" };
  static const char *const OPERATIONS[] = { "scale", "scale", "set", "set", "set", "add", NULL };
  static const char *const SHORT[] = { "PV/release (scale)",
                                       "DYN/release (scale)",
                                       "a/soma/channels/na/gbar",
                                       "b/soma/channels/na/gbar",
                                       "circuit/sprouting",
                                       "circuit/sprouting (add)",
                                       "alone" };
  rx_arena *arena = rx_arena_create();
  for (size_t i = 0; i < 7; i++) cr_expect_str_eq(rx_short_path(arena, 7, PATHS, OPERATIONS, i), SHORT[i]);
  rx_arena_free(arena);
}

Test(sweep_view, medians_and_quartiles_are_those_of_the_points_in_a_part_of_the_axis)
{
  enum { N = 24 };
  rx_arena *arena = rx_arena_create();
  rx_error err = { 0 };
  const example_design design = { "sobol", 1, 0, N, 1, 1, 0, 1, false };
  example_sweep e = example_sweep_make(arena, &design);
  double x[N];
  for (size_t i = 0; i < N; i++) {
    x[i] = (double)i; /* three parts: 0 … 7, 8 … 15, 16 … 23 */
    e.sweep.rows.outputs[0][i] = (double)(i * i);
  }
  e.parameters[0].values = x, e.parameters[0].is_log = false;
  rx_sweep_view view;
  assert_ok(rx_sweep_view_make(&e.sweep, arena, &view, &err), err);
  cr_assert_not(view.swept[0].has_levels);
  rx_sweep_curve curve;
  rx_response_values(&view, &view.families[0], &view.families[0].responses[0], view.values);
  cr_assert(rx_sweep_curve_make(&view, &view.swept[0], view.values, &curve));
  cr_assert_eq(curve.n, 3);
  cr_assert(curve.count[0] == 8 && curve.y[0] == 0.5 * (9 + 16)); /* the middle of 0, 1, 4 … 49 */
  cr_assert_eq(curve.low[0], 1 + 0.75 * 3);                       /* at rank 0.25 * 7 = 1.75 */
  cr_assert_float_eq(curve.x[1], 11.5, 1e-12);
  rx_arena_free(arena);
}

Test(sweep_view, the_default_level_is_the_nearest_on_the_axis)
{
  enum { N = 4 };
  rx_arena *arena = rx_arena_create();
  rx_error err = { 0 };
  double x[N] = { 0.01, 0.1, 1, 10 };
  const example_design design = { "list", 1, 0, N, 1, 1, 0, 1, false };
  example_sweep e = example_sweep_make(arena, &design);
  rx_sweep_view view;
  e.parameters[0].values = x, e.parameters[0].def = 4;
  e.parameters[0].is_log = true;
  assert_ok(rx_sweep_view_make(&e.sweep, arena, &view, &err), err);
  cr_assert(view.swept[0].has_levels && view.swept[0].default_level == 3, "on a logarithmic axis 4 is nearer to 10");
  e.parameters[0].is_log = false;
  assert_ok(rx_sweep_view_make(&e.sweep, arena, &view, &err), err);
  cr_assert_eq(view.swept[0].default_level, 2);
  e.parameters[0].def = NAN;
  assert_ok(rx_sweep_view_make(&e.sweep, arena, &view, &err), err);
  cr_assert_eq(view.swept[0].default_level, 2);
  rx_arena_free(arena);
}

Test(page_axes, logarithmic_ticks_are_round_and_few)
{
  double ticks[RX_MOST_TICKS];
  rx_axis axis = rx_axis_log(0.01, 1, 4);
  cr_assert_eq(rx_axis_ticks(&axis, ticks), 7);
  cr_assert(fabs(ticks[1] - 0.02) < 1e-12 && fabs(ticks[6] - 1) < 1e-12);
  cr_assert_float_eq(rx_axis_place(&axis, 0.1), 0.5, 1e-12);
  axis = rx_axis_log(1e-30, 1e30, 4);
  const size_t n = rx_axis_ticks(&axis, ticks);
  cr_assert(n >= 2 && n <= 10, "%zu", n);
  axis = rx_axis_log(31, 39, 4); /* no power of ten, no 2, no 5 within */
  cr_assert_gt(rx_axis_ticks(&axis, ticks), 2);
  axis = rx_axis_log(-1, 1, 4);
  cr_assert_not(axis.is_log);
  axis = rx_axis_log(NAN, 1, 4);
  cr_assert_not(axis.is_log);
  axis = rx_axis_exact(0, 1, 4);
  axis.step = 0;
  cr_assert_eq(rx_axis_ticks(&axis, ticks), 0);
}

Test(colour_scale, is_even_in_lightness_and_two_sided_about_zero)
{
  char colour[8];
  bool is_dark;
  double before = -1;
  const rx_colour_scale even = rx_colour_scale_of(2, 6);
  for (double v = 2; v <= 6; v += 0.25) {
    unsigned r, g, b;
    cr_assert_eq(sscanf(rx_colour_of(&even, v, colour, &is_dark), "#%2x%2x%2x", &r, &g, &b), 3);
    const double light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    cr_assert_gt(light, before, "lightness rises, so that it reads in grey");
    before = light;
  }
  cr_assert_not(is_dark);
  rx_colour_of(&even, 2, colour, &is_dark);
  cr_assert(is_dark);
  const rx_colour_scale sides = rx_colour_scale_of(-1, 4);
  cr_assert(sides.is_diverging && sides.low == -4 && sides.high == 4);
  cr_assert_str_eq(rx_colour_of(&sides, 0, colour, NULL), "#fafafa");
  cr_assert_str_eq(rx_colour_of(&sides, NAN, colour, NULL), "#e3e6ea");
  cr_assert_str_eq(rx_colour_of(&sides, 99, colour, NULL), "#a04200");
  const rx_colour_scale none = rx_colour_scale_of(INFINITY, -INFINITY), zero = rx_colour_scale_of(0, 0);
  cr_assert(none.low == 0 && none.high == 1 && zero.high == 1);
}

Test(labels, long_names_lose_their_front)
{
  char cut[256];
  cr_expect_str_eq(rx_cut_front(cut, "short", 5), "short");
  cr_expect_str_eq(rx_cut_front(cut, "na_traub/gbar", 6), "…/gbar");
  cr_expect_str_eq(rx_cut_front(cut, "µµµµ", 3), "…µµ");
  cr_expect_str_eq(rx_cut_front(cut, NULL, 3), "");
}
