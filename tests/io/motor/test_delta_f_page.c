#include "io/report/motor/delta_f_page.h"

#include <math.h>

#include "io/motor/pairs_file.h"
#include "tests/io/report/page_check.h"

static rx_arena *arena;
static rx_provenance provenance;

static void setup(void)
{
  in_new_folder();
  arena = rx_arena_create();
  cr_assert_eq(rx_provenance_begin(&provenance, arena, NULL), RX_OK);
}

static void teardown(void)
{
  rx_arena_free(arena);
  leave_folder();
}

TestSuite(delta_f_page, .init = setup, .fini = teardown);

/* A pool of n units recruited 0.4 s apart, whose rates rise and fall; slower ones later. */
static rx_delta_f pool(size_t n, double slope)
{
  const rx_delta_f_options options = rx_delta_f_options_default();
  rx_unit_train *trains = rx_arena_alloc(arena, (n + 1) * sizeof *trains);
  rx_delta_f result;
  for (size_t i = 0; i < n; i++) {
    double *times = rx_arena_alloc(arena, 800 * sizeof *times), t = 0.4 * (double)i;
    trains[i] = (rx_unit_train){ (int)i, 0, times };
    for (size_t k = 0; k < 800 && t < 30 - 0.25 * (double)i; k++) {
      times[k] = t;
      trains[i].n++;
      t += 1 / (6 + slope * (15 - fabs(t - 15)) - 0.08 * (double)i);
    }
  }
  cr_assert_eq(rx_delta_f_of(n, trains, &RX_SMOOTHER_HANN, &options, arena, &result, NULL), RX_OK);
  return result;
}

static char *page_of(const rx_delta_f *result, const rx_delta_f *reference)
{
  rx_matched_pairs matched = { .median = NAN };
  rx_error err = { 0 };
  if (reference != NULL) cr_assert_eq(rx_matched_pairs_of(result, reference, 1, arena, &matched, NULL), RX_OK);
  const rx_delta_f_view view = { .file = "here/<a & b>.csv",
                                 .population = "",
                                 .smoother = &RX_SMOOTHER_HANN,
                                 .result = result,
                                 .reference_file = reference != NULL ? "other.csv" : NULL,
                                 .reference = reference,
                                 .matched = &matched,
                                 .provenance = &provenance };
  cr_assert_eq(rx_delta_f_page_write("page.html", &view, &err), RX_OK, "%s", err.text);
  return checked_page("page.html");
}

Test(delta_f_page, says_and_draws_what_was_found)
{
  rx_delta_f result = pool(8, 0.5), reference = pool(8, 0.55);
  cr_assert(result.n_included > 4 && result.n_included < result.n_pairs);
  char *html = page_of(&result, &reference);
  assert_has(html, "no output is advice to a patient");
  assert_has(html, "&lt;a &amp; b&gt;.csv");
  assert_has(html, "neither a target nor a test");
  assert_has(html, "Against other.csv");
  assert_has(html, "recruited too close together in time");
  cr_expect_eq(n_times_in(html, "<b>included</b>"), result.n_included);
  cr_expect_eq(n_times_in(html, "<use href=\"#pairaxes\"/>"), result.n_included);
  free(html);
  rx_delta_f_free(&result);
  rx_delta_f_free(&reference);
}

Test(delta_f_page, of_a_large_pool_is_bounded)
{
  rx_delta_f result = pool(45, 0.5);
  cr_assert_gt(result.n_included, 610, "%zu of %zu", result.n_included, result.n_pairs);
  char *html = page_of(&result, NULL); /* below 5 MB */
  cr_expect_eq(n_times_in(html, "<use href=\"#pairaxes\"/>"), 600);
  assert_has(html, "pairs.csv has all");
  assert_has_not(html, "id=\"change\"");
  free(html);
  rx_delta_f_free(&result);
}

Test(delta_f_page, of_units_without_pairs)
{
  rx_delta_f one = pool(1, 0.5), none = pool(0, 0.5), two = pool(2, 0.5);
  char *html = page_of(&one, NULL);
  assert_has(html, "There are no pairs");
  free(html);
  html = page_of(&none, NULL);
  assert_has(html, "0 units");
  free(html);
  html = page_of(&two, &one); /* one pair, recruited too close together */
  assert_has(html, "No pair is included, so there is no estimate");
  assert_has(html, "No pair is included both here and in other.csv");
  free(html);
  rx_delta_f_free(&one);
  rx_delta_f_free(&none);
  rx_delta_f_free(&two);
}

/* ---- tables ---- */

static char *table(const char *path)
{
  size_t n;
  char *text = file_bytes(path, &n);
  text[n] = '\0';
  return text;
}

Test(delta_f_page, tables_have_a_row_for_each_unit_and_pair)
{
  rx_delta_f result = pool(8, 0.5), reference = pool(8, 0.55);
  rx_matched_pairs matched;
  cr_assert_eq(rx_matched_pairs_of(&result, &reference, 1, arena, &matched, NULL), RX_OK);
  cr_assert_eq(rx_write_pairs("pairs.csv", "made\nhere", &result, NULL), RX_OK);
  cr_assert_eq(rx_write_units("units.csv", "", &result, NULL), RX_OK);
  cr_assert_eq(rx_write_matched_pairs("matched.csv", "", &matched, NULL), RX_OK);
  char *text = table("pairs.csv");
  cr_expect_eq(strncmp(text, "# made\n# here\ncontrol_unit,test_unit,delta_f_pps,", 49), 0, "%.80s", text);
  cr_expect_eq(n_times_in(text, "\n"), 3 + result.n_listed);
  cr_expect_eq(n_times_in(text, ",1,,\n"), result.n_included); /* included, no reason; the end is not known */
  assert_has(text, ",0,recruitment");
  assert_has_not(text, "nan");
  free(text);
  text = table("units.csv");
  cr_expect_eq(n_times_in(text, "\n"), 1 + result.n_units);
  assert_has(text, "\n0,"); /* the first unit is nobody's test unit: an empty field */
  assert_has_not(text, "nan");
  free(text);
  text = table("matched.csv");
  cr_expect_eq(n_times_in(text, "\n"), 1 + matched.n);
  free(text);
  rx_error err = { 0 };
  cr_expect_eq(rx_write_pairs("no/such/folder/pairs.csv", "", &result, &err), RX_E_IO);
  cr_expect_not_null(strstr(err.text, "no/such/folder/pairs.csv"), "%s", err.text);
  rx_delta_f_free(&result);
  rx_delta_f_free(&reference);
}
