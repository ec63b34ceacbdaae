#include "stimuli/afferent_profiles.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const rx_afferent_class CLASSES[] = { RX_CLASS_ABETA, RX_CLASS_ADELTA, RX_CLASS_C };

Test(afferent_profiles, at_onset_they_have_the_published_rates)
{
  cr_expect_float_eq(rx_afferent_profile_Hz(RX_CLASS_ABETA, 0.73, 0), 36.219, 1e-3);
  cr_expect_float_eq(rx_afferent_profile_Hz(RX_CLASS_ADELTA, 1, 0), 27.18412, 1e-12);
  cr_expect_float_eq(rx_afferent_profile_Hz(RX_CLASS_C, 1, 0), 31.86546, 1e-12);
}

/* the polynomials of dorsal-horn 6, written as there */
Test(afferent_profiles, they_are_the_published_polynomials)
{
  for (double t = 0; t <= 5000; t += 123.7) {
    const double ab = 8 * (-1.45433609113392e-10 * pow(t, 3) + 1.340603396708e-6 * pow(t, 2) - 0.00378224210238498 * t +
                           4.52737468545426);
    const double ad =
        -7.265297e-15 * pow(t, 4) + 1.573831e-10 * pow(t, 3) - 8.201529e-7 * pow(t, 2) - 0.002539930 * t + 27.18412;
    const double c =
        9.630390e-15 * pow(t, 4) - 2.844577e-10 * pow(t, 3) + 3.012887e-6 * pow(t, 2) - 0.01400381 * t + 31.86546;
    cr_assert_float_eq(rx_afferent_profile_Hz(RX_CLASS_ABETA, 1, t), ab, 1e-11);
    cr_assert_float_eq(rx_afferent_profile_Hz(RX_CLASS_ADELTA, 0.385, t), 0.385 * ad, 1e-11);
    cr_assert_float_eq(rx_afferent_profile_Hz(RX_CLASS_C, 1.5, t), 1.5 * c, 1e-11);
  }
}

Test(afferent_profiles, abeta_does_not_depend_on_the_force)
{
  for (double t = 0; t < 6000; t += 500)
    cr_assert_eq(rx_afferent_profile_Hz(RX_CLASS_ABETA, 0, t), rx_afferent_profile_Hz(RX_CLASS_ABETA, 1.3, t));
}

/* thinning relies on it */
Test(afferent_profiles, they_are_largest_at_onset_and_never_negative)
{
  for (int k = 0; k < 3; k++)
    for (double t = 0; t <= 6000; t += 0.5) {
      const double rate = rx_afferent_profile_Hz(CLASSES[k], 1, t);
      cr_assert(rate >= 0 && rate <= rx_afferent_profile_Hz(CLASSES[k], 1, 0));
    }
}

Test(afferent_profiles, they_are_held_after_five_seconds)
{
  for (int k = 0; k < 3; k++) {
    const double end = rx_afferent_profile_Hz(CLASSES[k], 1, 5000);
    cr_expect_eq(rx_afferent_profile_Hz(CLASSES[k], 1, 5000.1), end);
    cr_expect_eq(rx_afferent_profile_Hz(CLASSES[k], 1, 1e7), end);
  }
}

Test(afferent_profiles, before_onset_and_in_other_classes_there_is_nothing)
{
  cr_expect_eq(rx_afferent_profile_Hz(RX_CLASS_ABETA, 1, -0.1), 0);
  cr_expect_eq(rx_afferent_profile_Hz(RX_CLASS_ABETA, 1, NAN), 0);
  cr_expect_eq(rx_afferent_profile_Hz(RX_CLASS_SURROUND, 1, 10), 0);
  cr_expect_eq(rx_afferent_profile_Hz(RX_CLASS_NONE, 1, 10), 0);
}

Test(afferent_profiles, a_negative_rate_becomes_zero)
{
  cr_expect_eq(rx_afferent_profile_Hz(RX_CLASS_C, -0.5, 100), 0);
}

/* spikes of one train in bins of 250 ms from 1000 ms on are added to counts */
enum { N_BINS = 24, N_FIBRES = 4000 };
#define BIN_MS 250.0
static void count(rx_afferent_class class, double r, uint64_t fibre, double counts[], double *total)
{
  rx_stream stream = rx_stream_make(7, 0, 1234, fibre, RX_STREAM_TEST);
  rx_times times = { 0 };
  cr_assert_eq(rx_profile_train(class, r, 1000, 1000 + N_BINS * BIN_MS, &stream, &times, NULL), RX_OK);
  for (size_t i = 0; i < times.n; i++) {
    const int bin = (int)((times.items[i] - 1000) / BIN_MS);
    cr_assert(bin >= 0 && bin < N_BINS);
    counts[bin]++;
  }
  *total = (double)times.n;
  free(times.items);
}

/* Simpson's rule, exact for the polynomials up to the third power and far within the statistics for the fourth */
static double expected(rx_afferent_class class, double r, double from, double to)
{
  const double a = rx_afferent_profile_Hz(class, r, from), b = rx_afferent_profile_Hz(class, r, 0.5 * (from + to)),
               c = rx_afferent_profile_Hz(class, r, to);
  return (a + 4 * b + c) / 6 * (to - from) * 1e-3;
}

/* 24 bins x 3 classes x 3 forces: a true mean leaves 4.5 standard errors once in a thousand such tests */
Test(afferent_profiles, the_mean_of_thinned_trains_follows_the_profile)
{
  static const double FORCES[] = { 0.125, 1, 1.5 };
  for (int k = 0; k < 3; k++)
    for (int f = 0; f < 3; f++) {
      double counts[N_BINS] = { 0 }, total;
      for (uint64_t i = 0; i < N_FIBRES; i++) count(CLASSES[k], FORCES[f], i, counts, &total);
      for (int b = 0; b < N_BINS; b++) {
        const double mean = N_FIBRES * expected(CLASSES[k], FORCES[f], b * BIN_MS, (b + 1) * BIN_MS);
        cr_expect(fabs(counts[b] - mean) < 4.5 * sqrt(mean), "class %d, r %g, bin %d: %g spikes, expected %g",
                  CLASSES[k], FORCES[f], b, counts[b], mean);
      }
    }
}

/* Fano factor of the spikes of a train: its standard error over 4000 trains is 0.022 */
Test(afferent_profiles, the_variance_of_the_count_is_its_mean)
{
  double counts[N_BINS] = { 0 }, sum = 0, squares = 0, total;
  for (uint64_t i = 0; i < N_FIBRES; i++) {
    count(RX_CLASS_C, 0.4, i, counts, &total);
    sum += total;
    squares += total * total;
  }
  const double mean = sum / N_FIBRES;
  cr_expect_float_eq((squares / N_FIBRES - mean * mean) / mean, 1, 0.1);
}

Test(afferent_profiles, a_weaker_stimulus_has_part_of_the_spikes_of_a_stronger_one)
{
  rx_times weak = { 0 }, strong = { 0 };
  rx_stream a = rx_stream_make(7, 3, 1234, 5, RX_STREAM_TEST), b = a;
  cr_assert_eq(rx_profile_train(RX_CLASS_C, 0.25, 0, 20000, &a, &weak, NULL), RX_OK);
  cr_assert_eq(rx_profile_train(RX_CLASS_C, 0.75, 0, 20000, &b, &strong, NULL), RX_OK);
  cr_assert(weak.n > 20 && strong.n > weak.n);
  for (size_t i = 0, j = 0; i < weak.n; i++) {
    while (j < strong.n && strong.items[j] < weak.items[i]) j++;
    cr_assert(j < strong.n && strong.items[j] == weak.items[i]);
  }
  free(weak.items);
  free(strong.items);
}

Test(afferent_profiles, no_force_gives_no_spike_of_a_nociceptor)
{
  rx_stream stream = rx_stream_make(7, 0, 1, 1, RX_STREAM_TEST);
  rx_times times = { 0 };
  cr_assert_eq(rx_profile_train(RX_CLASS_C, 0, 0, 1e6, &stream, &times, NULL), RX_OK);
  cr_assert_eq(rx_profile_train(RX_CLASS_ADELTA, 0, 0, 1e6, &stream, &times, NULL), RX_OK);
  cr_assert_eq(rx_poisson_train(0, 0, 1e6, &stream, &times, NULL), RX_OK);
  cr_expect_eq(times.n, 0);
}

/* 1 s of trains made by the published generator: an independent draw from the same profile */
Test(afferent_profiles, the_reference_trains_have_the_expected_number_of_spikes)
{
  static const struct {
    const char *set, *name;
    rx_afferent_class class;
    double r;
    int n_fibres;
  } ROWS[] = { { "Ab", "Ab_SAI", RX_CLASS_ABETA, 0, 10 },
               { "Ab", "Ab_SAII", RX_CLASS_ABETA, 0, 10 },
               { "noxious_0.25", "Ad", RX_CLASS_ADELTA, 0.25, 20 },
               { "noxious_0.25", "C_PEP", RX_CLASS_C, 0.25, 80 },
               { "noxious_0.25", "C_NP", RX_CLASS_C, 0.25, 80 } };
  enum { N_ROWS = sizeof ROWS / sizeof *ROWS };
  double counts[N_ROWS] = { 0 };
  FILE *file = fopen(RX_TEST_SOURCE_DIR "/tests/reference/dorsal-horn/sdh_afferents.csv", "r");
  cr_assert_not_null(file, "no reference file sdh_afferents.csv");
  char line[128], set[32], name[32];
  while (fgets(line, sizeof line, file))
    for (int i = 0; i < N_ROWS && sscanf(line, "%31[^,],%31[^,]", set, name) == 2; i++)
      if (strcmp(set, ROWS[i].set) == 0 && strcmp(name, ROWS[i].name) == 0) counts[i]++;
  fclose(file);
  for (int i = 0; i < N_ROWS; i++) {
    double mean = 0;
    for (int k = 0; k < 10; k++) mean += ROWS[i].n_fibres * expected(ROWS[i].class, ROWS[i].r, 100 * k, 100 * (k + 1));
    cr_expect(fabs(counts[i] - mean) < 3.5 * sqrt(mean), "%s: %g spikes, expected %g", ROWS[i].name, counts[i], mean);
  }
}
