#include "io/motor/trains.h"

#include <math.h>

#include "io/results/sonata.h"
#include "tests/io/output_helpers.h"

static rx_arena *arena;
static rx_problems *problems;
static rx_trains trains;
static rx_error err;

static void setup(void)
{
  arena = rx_arena_create();
  problems = rx_problems_create();
  in_new_folder();
}

static void teardown(void)
{
  leave_folder();
  rx_arena_free(arena);
  rx_problems_free(problems);
}

TestSuite(trains, .init = setup, .fini = teardown);

static rx_status read_text(const char *text)
{
  FILE *file = fopen("t.csv", "w");
  fputs(text, file);
  fclose(file);
  return rx_trains_read("t.csv", NULL, arena, problems, &trains, &err);
}

/* The file is refused with these problems and no others. */
static void refused(const char *text, const char *expected)
{
  cr_expect_eq(read_text(text), RX_E_INPUT);
  char *said = rx_problems_text(problems);
  cr_expect_str_eq(said, expected);
  free(said);
}

Test(trains, units_one_after_the_other_or_mixed_in_s_or_ms)
{
  cr_assert_eq(read_text("# a remark\nunit,time_s\n7,0.5\n7,0.75\n3,0.25\n"), RX_OK);
  cr_assert(trains.n == 2 && trains.n_spikes == 3);
  cr_expect(trains.trains[0].unit == 3 && trains.trains[0].n == 1 && trains.trains[0].times_s[0] == 0.25);
  cr_expect(trains.trains[1].unit == 7 && trains.trains[1].n == 2 && trains.trains[1].times_s[1] == 0.75);
  cr_assert_eq(read_text("time_ms,unit\n100,3\n500,7\n250,3\n"), RX_OK);
  cr_expect(trains.n == 2 && trains.trains[0].n == 2 && fabs(trains.trains[0].times_s[1] - 0.25) < 1e-15);
  cr_expect_str_eq(trains.population, "");
}

Test(trains, a_missing_column)
{
  refused("unit,time\n1,0.5\n", "t.csv:1:1: has no column \"time_s\" (or \"time_ms\")\n"
                                "t.csv:1:6: unknown column \"time\"; the columns are unit and time_s (or time_ms)\n");
}

Test(trains, no_column_of_units)
{
  refused("time_s\n0.5\n", "t.csv:1:1: has no column \"unit\"\n");
}

Test(trains, two_columns_of_times)
{
  refused("unit,time_s,time_ms\n1,0.5,500\n",
          "t.csv:1:13: a second column of times; there is one, time_s or time_ms\n");
}

Test(trains, a_negative_time)
{
  refused("unit,time_s\n1,0.5\n1,-0.25\n", "t.csv:3:3: time_s: -0.25 is before the start of the recording\n");
}

Test(trains, a_time_of_centuries)
{
  refused("unit,time_s\n1,0.5\n1,2e9\n", "t.csv:3:3: time_s: 2e+09 is no time of a recording\n");
}

Test(trains, times_that_are_no_numbers)
{
  cr_expect_eq(read_text("unit,time_s\n1,nan\n1,inf\n1,soon\n1,\n"), RX_E_INPUT);
  char *said = rx_problems_text(problems);
  for (int line = 2; line <= 5; line++) {
    char place[32];
    snprintf(place, sizeof place, "t.csv:%d:3: time_s: ", line);
    cr_expect_not_null(strstr(said, place), "no problem at %s in %s", place, said);
  }
  free(said);
}

Test(trains, a_unit_that_is_no_number)
{
  refused("unit,time_s\nMU1,0.5\n1.5,0.75\n-2,0.8\n",
          "t.csv:2:1: unit: \"MU1\" is not a whole number\nt.csv:3:1: unit: \"1.5\" is not a whole number\n"
          "t.csv:4:1: unit: -2 is outside 0 … 2147483647\n");
}

Test(trains, times_that_do_not_ascend)
{
  refused("unit,time_s\n1,0.5\n2,0.1\n1,0.25\n", "t.csv:4:3: time_s: unit 1: 0.25 s comes behind 0.5 s, in line 2; the "
                                                 "times of a unit must ascend (sort the file by time)\n");
}

Test(trains, a_discharge_twice)
{
  refused("unit,time_s\n1,0.5\n1,0.5\n", "t.csv:3:3: time_s: unit 1 has this discharge already, in line 2\n");
}

Test(trains, seconds_in_a_column_of_milliseconds)
{
  refused("unit,time_ms\n1,0.5\n1,0.6\n1,0.7\n",
          "t.csv:3:3: time_ms: unit 1 discharges 1e+04 times a second here, and no motor unit does so more than 500 "
          "times: are the times in "
          "another unit than the column says (time_s, time_ms), or of several units?\n");
}

Test(trains, milliseconds_in_a_column_of_seconds)
{
  refused("unit,time_s\n1,500\n1,600\n1,700\n", "t.csv:1:6: half of the intervals are longer than 100 s: are the times "
                                                "in another unit than the column says (time_s, time_ms)?\n");
}

Test(trains, an_empty_file_and_one_with_a_header_only)
{
  cr_expect_eq(read_text(""), RX_E_INPUT);
  char *said = rx_problems_text(problems);
  cr_expect_eq(strncmp(said, "t.csv", 5), 0, "%s", said);
  free(said);
  cr_expect_eq(read_text("unit,time_s\n"), RX_E_INPUT);
  said = rx_problems_text(problems);
  cr_expect_not_null(strstr(said, "t.csv:1:1: has no discharges: the header is all there is"), "%s", said);
  free(said);
}

Test(trains, no_such_file)
{
  cr_expect_eq(rx_trains_read("none.csv", NULL, arena, problems, &trains, &err), RX_E_INPUT);
  cr_expect_gt(rx_problems_count(problems), 0);
}

Test(trains, csv_has_no_populations)
{
  cr_assert_eq(read_text("unit,time_s\n1,0.5\n"), RX_OK);
  cr_expect_eq(rx_trains_read("t.csv", "MN", arena, problems, &trains, &err), RX_E_INPUT);
  cr_expect_eq(rx_problems_count(problems), 1);
}

/* ---- SONATA ---- */

static const double MN_MS[] = { 100, 150, 250, 300 }, IN_MS[] = { 40 };
static const uint64_t MN_IDS[] = { 4, 1, 4, 1 }, IN_IDS[] = { 0 };

static rx_status read_spikes(size_t n, const rx_sonata_spikes populations[], const char *name)
{
  cr_assert_eq(rx_sonata_write_spikes("s.h5", n, populations, &err), RX_OK, "%s", err.text);
  return rx_trains_read("s.h5", name, arena, problems, &trains, &err);
}

static void says(const char *expected)
{
  char *said = rx_problems_text(problems);
  cr_expect_not_null(strstr(said, expected), "expected \"%s\", said \"%s\"", expected, said);
  free(said);
}

Test(trains, the_only_population_of_a_spike_file)
{
  cr_assert_eq(read_spikes(1, &(rx_sonata_spikes){ "MN", 4, MN_MS, MN_IDS }, NULL), RX_OK, "%s", err.text);
  cr_expect_str_eq(trains.population, "MN");
  cr_assert_eq(trains.n, 2);
  cr_expect(trains.trains[0].unit == 1 && trains.trains[0].n == 2 && fabs(trains.trains[0].times_s[1] - 0.3) < 1e-15);
  cr_expect(trains.trains[1].unit == 4 && fabs(trains.trains[1].times_s[0] - 0.1) < 1e-15);
}

Test(trains, of_several_populations_one_is_named)
{
  const rx_sonata_spikes two[] = { { "IN", 1, IN_MS, IN_IDS }, { "MN", 4, MN_MS, MN_IDS } };
  cr_assert_eq(read_spikes(2, two, "MN"), RX_OK);
  cr_expect_eq(trains.n, 2);
  cr_expect_eq(read_spikes(2, two, NULL), RX_E_INPUT);
  says("s.h5: which population? (--population) there are IN, MN");
  cr_expect_eq(read_spikes(2, two, "MX"), RX_E_INPUT);
  says("s.h5: has no population \"MX\"; there is IN, MN");
}

Test(trains, spike_files_are_checked_as_tables_are)
{
  cr_expect_eq(read_spikes(1, &(rx_sonata_spikes){ "MN", 0, MN_MS, MN_IDS }, NULL), RX_E_INPUT);
  says("s.h5: has no discharges of MN");
  const double same[] = { 100, 100 }, fast[] = { 100, 100.5 };
  const uint64_t ids[] = { 2, 2 };
  cr_expect_eq(read_spikes(1, &(rx_sonata_spikes){ "MN", 2, same, ids }, NULL), RX_E_INPUT);
  says("s.h5: at 0.1 s: unit 2 has this discharge already");
  cr_expect_eq(read_spikes(1, &(rx_sonata_spikes){ "MN", 2, fast, ids }, NULL), RX_E_INPUT);
  says("unit 2 discharges 2e+03 times a second here");
}

Test(trains, a_file_that_is_no_spike_file)
{
  FILE *file = fopen("s.h5", "w");
  fputs("unit,time_s\n", file);
  fclose(file);
  cr_expect_neq(rx_trains_read("s.h5", NULL, arena, problems, &trains, &err), RX_OK);
  cr_expect_not_null(strstr(err.text, "s.h5"), "%s", err.text);
}
