#include "analysis/rate_markers.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

Test(rate_markers, a_ramp_has_the_area_of_its_triangle)
{
  double P[401];
  for (int i = 0; i <= 400; i++) P[i] = 0.125 * i; /* 0 to 50 Hz in 0.4 s */
  const rx_rate_markers m = rx_rate_markers_of(401, P, 1e-3, RX_PAIN_LEVEL_HZ);
  cr_expect_float_eq(m.peak_Hz, 50, 1e-12);
  cr_expect_float_eq(m.area, 0.5 * 50 * 0.4, 1e-12);
  cr_expect_float_eq(m.area_above, 0.5 * 25 * 0.2, 1e-12);
}

Test(rate_markers, below_the_level_nothing_lies_above_it)
{
  const double P[] = { 24.9, 25, 3.5 };
  cr_expect_eq(rx_rate_markers_of(3, P, 0.5, RX_PAIN_LEVEL_HZ).area_above, 0);
}

Test(rate_markers, fewer_than_two_samples_have_no_area)
{
  const double P[] = { 40 };
  const rx_rate_markers one = rx_rate_markers_of(1, P, 1e-3, 25), none = rx_rate_markers_of(0, NULL, 1e-3, 25);
  cr_expect(one.peak_Hz == 40 && one.area == 0 && one.area_above == 0);
  cr_expect(isnan(none.peak_Hz) && none.area == 0);
}

/* The summary was made from the same samples, with one more digit than the files have: 6 figures agree. */
Test(rate_markers, the_reference_courses_have_the_reference_markers)
{
  const char *folder = RX_TEST_SOURCE_DIR "/tests/reference/dorsal-horn";
  char path[512], line[256], name[64];
  double expected[3];
  snprintf(path, sizeof path, "%s/rate_summary.csv", folder);
  FILE *summary = fopen(path, "r");
  cr_assert_not_null(summary, "no reference file %s", path);
  int n_cases = 0;
  while (fgets(line, sizeof line, summary)) {
    if (sscanf(line, "%63[^,],%*[^,]", name) != 1) continue;
    const char *numbers = strchr(strchr(line, ',') + 1, ','); /* `changes` may be empty */
    if (sscanf(numbers, ",%*f,%*f,%lf,%lf,%lf", &expected[0], &expected[1], &expected[2]) != 3) continue;
    snprintf(path, sizeof path, "%s/rate_%s.csv", folder, name);
    FILE *course = fopen(path, "r");
    cr_assert_not_null(course, "no reference file %s", path);
    double P[1200];
    size_t n = 0;
    while (fgets(line, sizeof line, course))
      if (sscanf(line, "%*f,%lf", &P[n]) == 1) n++;
    fclose(course);
    cr_assert_eq(n, 1001);
    const rx_rate_markers m = rx_rate_markers_of(n, P, 1e-3, RX_PAIN_LEVEL_HZ);
    cr_expect_float_eq(m.peak_Hz, expected[0], 1e-5 * expected[0], "%s", name);
    cr_expect_float_eq(m.area, expected[1], 1e-5 * expected[1], "%s", name);
    cr_expect_float_eq(m.area_above, expected[2], 1e-5 * expected[2] + 1e-12, "%s", name);
    n_cases++;
  }
  fclose(summary);
  cr_expect_eq(n_cases, 6);
}
