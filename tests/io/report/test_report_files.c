/* Files of a run that are missing, damaged or too large: the page says so, and none is left half done. */
#include "tests/io/report/report_example.h"
#include "tests/io/report/results_page.h"

TestSuite(report_files, .init = in_new_folder, .fini = leave_tree);

/* ---- spike files ---- */

/* The example with its files, one of them spoilt. */
static char *page_with_spoilt_spikes(void (*spoil)(rx_results *s, rx_arena *arena))
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_results s = example_results(arena, EXAMPLE_CONDITION);
  assert_ok(example_spikes(arena, ".", &err), err);
  spoil(&s, arena);
  char *html = page_of(&s);
  rx_arena_free(arena);
  return html;
}

static void spoil_missing(rx_results *s, rx_arena *arena)
{
  (void)s, (void)arena;
  unlink("spikes/0.0.0.h5");
}

static void spoil_damaged(rx_results *s, rx_arena *arena)
{
  (void)s, (void)arena;
  put_bytes("spikes/1.2.0.h5", "no spikes", 9);
}

static void spoil_outside(rx_results *s, rx_arena *arena)
{
  rx_result_case *cases = example_make(arena, s->n_cases, sizeof *cases);
  memcpy(cases, s->cases, s->n_cases * sizeof *cases);
  cases[0].spikes = "spikes/../../secret.h5";
  s->cases = cases;
}

Test(report_files, a_missing_spike_file_is_said_and_the_rest_drawn)
{
  char *html = page_with_spoilt_spikes(spoil_missing);
  assert_has(html, "The spikes of healthy, repetition 1, could not be read:");
  assert_has(html, "Conditions drawn: 2 of 3.");
  free(html);
}

Test(report_files, a_damaged_spike_file_is_said_and_the_rest_drawn)
{
  char *html = page_with_spoilt_spikes(spoil_damaged);
  assert_has(html, "The spikes of half inhibition, repetition 1, could not be read:");
  free(html);
}

Test(report_files, reads_no_file_outside_of_the_folder)
{
  char *html = page_with_spoilt_spikes(spoil_outside);
  assert_has(html, "The spike file spikes/../../secret.h5 lies outside of the run's folder and was not read.");
  free(html);
}

Test(report_files, a_raster_of_more_spikes_than_fit_says_what_is_left_out)
{
  enum { N = 60000 };
  static double times[N];
  static uint64_t ids[N];
  for (size_t i = 0; i < N; i++) times[i] = 0.01 * (double)i;
  const rx_sonata_spikes spikes[] = { { "B", N, times, ids }, { "silent", 0, NULL, NULL } };
  rx_error err = { 0 };
  assert_ok(rx_sonata_write_spikes("s.h5", 2, spikes, &err), err);
  static const rx_result_case CASE = { "a", "s", 0, 1, "s.h5" };
  rx_results s = { ONE_CASE("a", "s"), .n_cases = 1, .cases = &CASE };
  char *html = page_of(&s);
  assert_has(html, "Of the spikes only every 5-th is drawn.");
  assert_has(html, ">silent</text>");
  free(html);
}

/* ---- errors ---- */

Test(report_files, says_what_is_wrong_with_the_folder)
{
  rx_error err = { 0 };
  cr_assert_eq(rx_report_write("nowhere", &err), RX_E_INPUT);
  assert_says(err, "nowhere: No such file or directory");
  put_bytes("file", "x", 1);
  err = (rx_error){ 0 };
  cr_assert_eq(rx_report_write("file", &err), RX_E_INPUT);
  assert_says(err, "file: not a folder");
  cr_assert_eq(mkdir("empty", 0777), 0);
  err = (rx_error){ 0 };
  cr_assert_eq(rx_report_write("empty", &err), RX_E_INPUT);
  assert_says(err, "empty: no results.h5 in it");
  cr_assert_eq(access("empty/report.html", F_OK), -1);
}

Test(report_files, a_damaged_result_file_leaves_the_old_report)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_results s = example_results(arena, EXAMPLE_CONDITION);
  free(page_of(&s));
  cr_assert_eq(rename("report.html", "first.html"), 0);
  free(page_of(&s));
  size_t n;
  char *bytes = file_bytes("results.h5", &n);
  put_bytes("results.h5", bytes, n / 2);
  cr_assert_eq(rx_report_write(".", &err), RX_E_IO);
  assert_says(err, "results.h5");
  put_bytes("results.h5", "no HDF5", 7);
  cr_assert_neq(rx_report_write(".", &err), RX_OK);
  cr_assert(same_bytes("first.html", "report.html"));
  cr_assert_eq(n_files(), 3);
  free(bytes);
  rx_arena_free(arena);
}

Test(report_files, leaves_nothing_where_the_page_cannot_be_put)
{
  rx_error err = { 0 };
  rx_results s = { 0 };
  assert_ok(rx_results_write("results.h5", &s, &err), err);
  cr_assert_eq(mkdir("report.html", 0777), 0);
  cr_assert_eq(rx_report_write(".", &err), RX_E_IO);
  assert_says(err, "report.html: cannot be written");
  cr_assert_eq(n_files(), 2);
}
