/* The rows of results, as a reader of the CSV meets them. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/driver/table.h"

/* the benchmarks page, section 8 */
static const char COLUMNS[] =
    "problem, peer, mode, rule, seed, peer_s, rexed_s, ratio, ratio_low, ratio_high, e50_ms, e95_ms, "
    "unmatched, rexed_mode, rexed_e50_ms, rexed_e95_ms, rexed_unmatched";

Test(table, has_the_columns_of_the_page_in_its_order)
{
  char expected[sizeof COLUMNS];
  size_t n = 0;
  for (const char *c = COLUMNS; *c != '\0'; c++)
    if (*c != ' ') expected[n++] = *c;
  expected[n] = '\0';
  cr_expect_str_eq(RX_BENCH_CSV_HEADER, expected);
}

Test(table, a_row_has_a_field_for_each_column_and_leaves_empty_what_does_not_exist)
{
  rx_bench_table table = { 0 };
  rx_bench_row row = {
    .problem = RX_BENCH_P4,
    .peer = "NEURON",
    .mode = "dt0.025_second",
    .rule = RX_BENCH_EQUAL_ACCURACY,
    .seed = 20240607,
    .timing = { .peer_s = 1.5, .rexed_s = 0.0625, .ratio = 24, .ratio_low = 23.25, .ratio_high = 24.5 },
    .peer_error = { .e50_ms = 0.084, .e95_ms = NAN },
    .rexed_error = { .e50_ms = 0.0795, .e95_ms = NAN },
    .rexed_mode = "dt0.07692x4_single"
  };
  cr_assert_eq(rx_bench_table_add(&table, &row, NULL), RX_OK);
  char text[1024] = "";
  FILE *file = tmpfile();
  cr_assert_not_null(file);
  rx_bench_table_print_csv(&table, file);
  rewind(file);
  cr_assert_not_null(fgets(text, sizeof text, file));
  cr_assert_not_null(fgets(text, sizeof text, file));
  fclose(file);
  cr_expect_str_eq(text, "P4,NEURON,dt0.025_second,equal_accuracy,20240607,1.5,0.0625,24,23.25,24.5,0.084,,0,dt0."
                         "07692x4_single,0.0795,,0\n");
  rx_bench_table_free(&table);
}

Test(table, ratios_are_of_medians_and_their_range_is_that_of_the_pairs)
{
  const rx_bench_pairs pairs = { .n = 3,
                                 .peer_user_s = { 4, 6, 5 },
                                 .rexed_user_s = { 0.5, 0.5, 0.25 },
                                 .peer_wall_s = { 4, 6, 8 },
                                 .rexed_wall_s = { 0.5, 0.5, 0.5 } };
  const rx_bench_timing t = rx_bench_summarise(&pairs, 2.0, false);
  cr_expect_float_eq(t.peer_s, 2.5, 1e-12, "seconds per biological second");
  cr_expect_float_eq(t.rexed_s, 0.25, 1e-12);
  cr_expect_float_eq(t.ratio, 10, 1e-12);
  cr_expect_float_eq(t.ratio_low, 8, 1e-12);
  cr_expect_float_eq(t.ratio_high, 20, 1e-12);
  cr_expect_float_eq(t.wall_ratio, 12, 1e-12);
}

Test(table, a_sweep_is_the_sum_of_its_members)
{
  const rx_bench_pairs pairs = { .n = 3,
                                 .peer_user_s = { 4, 6, 11 },
                                 .rexed_user_s = { 0.5, 0.5, 0.75 },
                                 .peer_wall_s = { 4, 6, 8 },
                                 .rexed_wall_s = { 0.5, 0.5, 0.5 } };
  const rx_bench_timing t = rx_bench_summarise(&pairs, 1.0, true);
  cr_expect_float_eq(t.ratio, 21 / 1.75, 1e-12);
  cr_expect_float_eq(t.peer_s, 7, 1e-12, "of a member");
}
