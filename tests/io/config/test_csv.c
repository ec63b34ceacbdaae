#include "io/config/csv.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static rx_arena *arena;
static rx_problems *problems;
static rx_csv csv;

static void setup(void)
{
  arena = rx_arena_create();
  problems = rx_problems_create();
}

static void teardown(void)
{
  rx_arena_free(arena);
  rx_problems_free(problems);
}

TestSuite(csv, .init = setup, .fini = teardown);

static bool read_text(const char *text)
{
  return rx_csv_read_text(text, strlen(text), "x.csv", arena, problems, &csv);
}

static void says(const char *expected)
{
  char *text = rx_problems_text(problems);
  cr_expect_str_eq(text, expected);
  free(text);
}

Test(csv, fields_are_cut_at_commas_and_trimmed)
{
  cr_assert(read_text("a,b , c\n1, two words ,3\n,,\n"));
  says("");
  cr_assert_eq(csv.n_columns, 3);
  cr_assert_eq(csv.n_rows, 2);
  cr_expect_str_eq(csv.header[1].text, "b");
  cr_expect_str_eq(csv.header[2].text, "c");
  cr_expect_str_eq(rx_csv_text(&csv, 0, 1), "two words");
  cr_expect_str_eq(rx_csv_text(&csv, 1, 0), "");
  cr_expect_str_eq(rx_csv_text(&csv, 1, 2), "");
}

Test(csv, quotes_hold_commas_and_doubled_quotes)
{
  cr_assert(read_text("a,b\n\"x, y\" , \"say \"\"no\"\"\"\n\"\",1\n"));
  says("");
  cr_expect_str_eq(rx_csv_text(&csv, 0, 0), "x, y");
  cr_expect_str_eq(rx_csv_text(&csv, 0, 1), "say \"no\"");
  cr_expect_str_eq(rx_csv_text(&csv, 1, 0), "");
}

Test(csv, comments_empty_lines_line_ends_and_a_missing_last_newline_do_not_matter)
{
  cr_assert(read_text("\xef\xbb\xbf# a comment\r\n\r\na,b\r\n \t\r\n1,2\r\n# another\n3,4"));
  says("");
  cr_assert_eq(csv.n_rows, 2);
  cr_expect_eq(csv.header_line, 3);
  cr_expect_eq(csv.lines[0], 5);
  cr_expect_eq(csv.lines[1], 7);
  cr_expect_str_eq(rx_csv_text(&csv, 1, 1), "4");
}

Test(csv, columns_are_found_in_any_order)
{
  static const char *const NAMES[] = { "first", "second" };
  size_t at[2];
  cr_assert(read_text("second,first\n2,1\n"));
  cr_assert(rx_csv_columns(&csv, 2, NAMES, at, problems));
  cr_expect_str_eq(rx_csv_text(&csv, 0, at[0]), "1");
  cr_expect_str_eq(rx_csv_text(&csv, 0, at[1]), "2");
}

Test(csv, missing_and_unknown_columns_are_said)
{
  static const char *const NAMES[] = { "index", "t_ms" };
  size_t at[2];
  cr_assert(read_text("indx,t_ms,x\n1,2,3\n"));
  cr_expect_not(rx_csv_columns(&csv, 2, NAMES, at, problems));
  says("x.csv:1:1: has no column \"index\" (is it \"indx\"?)\nx.csv:1:1: unknown column \"indx\"\nx.csv:1:11: unknown "
       "column \"x\"\n");
}

Test(csv, numbers_are_decimal_finite_and_within_their_range)
{
  double number = 7;
  cr_assert(read_text("v\n1.5e2\n-0.25\n0x10\n1e999\n101\n12abc\n"));
  cr_expect(rx_csv_number(&csv, 0, 0, 0, 200, &number, problems));
  cr_expect_eq(number, 150);
  cr_expect(rx_csv_number(&csv, 1, 0, -1, 1, &number, problems));
  cr_expect_eq(number, -0.25);
  for (size_t row = 2; row < 6; row++) cr_expect_not(rx_csv_number(&csv, row, 0, 0, 100, &number, problems));
  cr_expect_eq(number, -0.25, "a bad number leaves the value alone");
  says("x.csv:4:1: v: \"0x10\" is not a number\n"
       "x.csv:5:1: v: \"1e999\" is not a number that a double can hold\n"
       "x.csv:6:1: v: 101 is outside 0 … 100\n"
       "x.csv:7:1: v: \"12abc\" is not a number\n");
}

Test(csv, whole_numbers_are_whole)
{
  int value = 7;
  cr_assert(read_text("i\n12\n-3\n1.0\n99999999999999999999\n\"\"\n+\n"));
  cr_expect(rx_csv_int(&csv, 0, 0, 0, 12, &value, problems));
  cr_expect_eq(value, 12);
  for (size_t row = 1; row < 6; row++) cr_expect_not(rx_csv_int(&csv, row, 0, 0, 12, &value, problems));
  cr_expect_eq(value, 12);
  says("x.csv:3:1: i: -3 is outside 0 … 12\n"
       "x.csv:4:1: i: \"1.0\" is not a whole number\n"
       "x.csv:5:1: i: 99999999999999999999 is outside 0 … 12\n"
       "x.csv:6:1: i: \"\" is not a whole number\n"
       "x.csv:7:1: i: \"+\" is not a whole number\n");
}

Test(csv, every_bad_line_is_said_and_the_good_ones_are_kept)
{
  cr_expect_not(read_text("a,b\n1\n1,2,3\n\"open,2\n\"x\"y,2\n5,6\n"));
  says("x.csv:2:1: has 1 fields where the header has 2 columns\n"
       "x.csv:3:1: has 3 fields where the header has 2 columns; commas separate fields: is one the sign of decimals? "
       "that "
       "is a point\n"
       "x.csv:4:1: the quote that begins here is not closed in its line\n"
       "x.csv:5:4: after a closing quote comes a comma or the end of the line\n");
  cr_assert_eq(csv.n_rows, 1);
  cr_expect_str_eq(rx_csv_text(&csv, 0, 0), "5");
  cr_expect_eq(csv.lines[0], 6);
}

/* What a spreadsheet of another country writes. */
Test(csv, other_separators_and_other_signs_of_decimals_are_said)
{
  cr_expect_not(read_text("# of a spreadsheet\nunit;time_s\n1;0,5\n"));
  cr_expect_not(read_text("unit\ttime_s\n1\t0.5\n"));
  cr_expect_not(read_text("unit time_s\n1 0.5\n"));
  cr_expect_not(read_text("unit,time_s\n1,0,5\n1,0.75,5\n"));
  says("x.csv:1:5: a tab stands between the columns \"unit\ttime_s\"; expected commas, and a point as the sign of "
       "decimals\n"
       "x.csv:1:5: a space stands between the columns \"unit time_s\"; expected commas, and a point as the sign of "
       "decimals\n"
       "x.csv:2:1: has 3 fields where the header has 2 columns; commas separate fields: is one the sign of decimals? "
       "that "
       "is a point\n"
       "x.csv:2:5: a semicolon stands between the columns \"unit;time_s\"; expected commas, and a point as the sign of "
       "decimals\n"
       "x.csv:3:1: has 3 fields where the header has 2 columns\n");
  cr_assert(read_text("the;name,of a column\n1,2\n"), "commas are there");
}

Test(csv, utf_16_is_said)
{
  static const char LITTLE[] = "\xff\xfeu\0\n\0", BIG[] = "\xfe\xff\0u", UNMARKED[] = "u\0\n\0";
  cr_expect_not(rx_csv_read_text(LITTLE, sizeof LITTLE - 1, "a.csv", arena, problems, &csv));
  cr_expect_not(rx_csv_read_text(BIG, sizeof BIG - 1, "b.csv", arena, problems, &csv));
  cr_expect_not(rx_csv_read_text(UNMARKED, sizeof UNMARKED - 1, "c.csv", arena, problems, &csv));
  says("a.csv:1:1: begins with the bytes ff fe, as UTF-16 does; expected UTF-8: save it so\n"
       "b.csv:1:1: begins with the bytes fe ff, as UTF-16 does; expected UTF-8: save it so\n"
       "c.csv:1:1: begins with the bytes 75 00, as UTF-16 does; expected UTF-8: save it so\n");
}

Test(csv, a_bad_header_is_said)
{
  cr_expect_not(read_text("a,,a\n1,2,3\n"));
  says("x.csv:1:3: column 2 has no name\nx.csv:1:4: the column \"a\" is there twice\n");
}

Test(csv, nothing_in_it_is_said)
{
  cr_expect_not(read_text(""));
  cr_expect_not(read_text("# only this\n\n"));
  says("x.csv: is empty\n");
}

Test(csv, bytes_that_are_no_text_are_said)
{
  static const char TEXT[] = "a,b\n1,\0 2\n";
  cr_expect_not(rx_csv_read_text(TEXT, sizeof TEXT - 1, "x.csv", arena, problems, &csv));
  says("x.csv:2:3: the byte 0x00 is not text\n");
}

Test(csv, files_that_cannot_be_read_are_said)
{
  cr_expect_not(rx_csv_read("tests/io/bad/nowhere.csv", arena, problems, &csv));
  cr_expect_not(rx_csv_read("tests/io", arena, problems, &csv));
  says("tests/io/bad/nowhere.csv: No such file or directory\ntests/io: this is a folder, not a file\n");
}

Test(csv, a_file_is_read)
{
  cr_assert(rx_csv_read("configs/circuits/data/ddh_latencies.csv", arena, problems, &csv));
  cr_expect_eq(csv.n_rows, 75);
  double latency = 0;
  cr_expect(rx_csv_number(&csv, 0, 2, 0, 1e4, &latency, problems));
  cr_expect_eq(latency, 4.264);
}
