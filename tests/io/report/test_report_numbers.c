/* Numbers, changes, units and names as a page prints them. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "io/report/view.h"

TestSuite(report_numbers);

Test(report_numbers, have_three_digits)
{
  static const struct {
    double value;
    const char *text;
  } CASES[] = {
    { 0, "0" },
    { 1, "1" },
    { 0.4519, "0.452" },
    { -65, "−65" },
    { 133.4, "133" },
    { 22.5, "22.5" },
    { 999.7, "1000" },
    { 12345, "12345" },
    { 0.001, "0.001" },
    { 0.0009, "9×10⁻⁴" },
    { 3.2414e-5, "3.24×10⁻⁵" },
    { 123456, "1.23×10⁵" },
    { -1e-300, "−1×10⁻³⁰⁰" },
    { NAN, "–" },
    { INFINITY, "∞" },
    { -INFINITY, "−∞" },
    { 0.00099999, "0.001" },
  };
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
    cr_expect_str_eq(RX_NUM(CASES[i].value), CASES[i].text, "%g: %s", CASES[i].value, RX_NUM(CASES[i].value));
  cr_expect_str_eq(RX_NUM6(22.1559), "22.1559");
  cr_expect_str_eq(RX_COUNT(9814), "9814");
  cr_expect_str_eq(RX_COUNT(1234567), "1\u202f234\u202f567");
}

Test(report_numbers, means_share_the_decimals_of_their_spread)
{
  char text[RX_NUMBER_TEXT];
  cr_expect_str_eq(rx_mean_text(text, 3, 3, 0.45219, 0.0312), "0.452 ± 0.031");
  cr_expect_str_eq(rx_mean_text(text, 3, 3, 133, 12.4), "133 ± 12");
  cr_expect_str_eq(rx_mean_text(text, 3, 3, -3.8, 0.2), "−3.80 ± 0.20");
  cr_expect_str_eq(rx_mean_text(text, 1, 1, 3.8, NAN), "3.8");
  cr_expect_str_eq(rx_mean_text(text, 0, 3, 0, 0), "–");
  cr_expect_str_eq(rx_mean_text(text, 3, 3, 0, 0), "0 ± 0");
  cr_expect_str_eq(rx_mean_text(text, 2, 3, 0.45219, 0.0312), "0.452 ± 0.031 (2 of 3)");
  cr_expect_str_eq(rx_mean_text(text, 1, 3, 3.8, NAN), "3.8 (1 of 3)");
  cr_expect_str_eq(rx_mean_text(text, 2, 8, 1e-9, 2e-10), rx_mean_text((char[RX_NUMBER_TEXT]){ 0 }, 2, 8, 1e-9, 2e-10));
}

Test(report_numbers, changes_are_ratios_or_differences)
{
  cr_expect_str_eq(RX_CHANGE(0.45, 0.02, 0.001), "×22.5");
  cr_expect_str_eq(RX_CHANGE(0.45, 0.0005, 0.001), "+0.45");
  cr_expect_str_eq(RX_CHANGE(0, 0.5, 0.001), "×0");
  cr_expect_str_eq(RX_CHANGE(-1, 0.5, 0.001), "−1.5");
  cr_expect_str_eq(RX_CHANGE(0.5, 0.5, 0.001), "no change");
  cr_expect_str_eq(RX_CHANGE(0.5001, 0.5, 0.001), "about the same");
  cr_expect_str_eq(RX_CHANGE(NAN, 0.5, 0.001), "");
}

Test(report_numbers, units_and_names_read_as_in_print)
{
  cr_expect_str_eq(RX_UNIT("S/cm2"), "S/cm²");
  cr_expect_str_eq(RX_UNIT("uF/cm2"), "µF/cm²");
  cr_expect_str_eq(RX_UNIT("degC"), "°C");
  cr_expect_str_eq(RX_UNIT("1"), "");
  cr_expect_str_eq(RX_UNIT("ohm cm"), "Ω·cm");
  cr_expect_str_eq(RX_UNIT(NULL), "");
  cr_expect_str_eq(RX_WORDS("inhibition_halved"), "inhibition halved");
  cr_expect_str_eq(RX_WORDS("no_ca_l"), "no_ca_l");
  cr_expect_str_eq(RX_WORDS("injured_a_year_ago"), "injured a year ago");
  cr_expect_str_eq(RX_WORDS("half_of_a"), "half_of_a");
  cr_expect_str_eq(RX_WORDS("delta_f_MN"), "ΔF MN");
  cr_expect_str_eq(RX_WORDS("delta_i_MN"), "ΔI MN");
  cr_expect_str_eq(RX_WORDS("pic_onset_MN"), "PIC onset MN");
  cr_expect_str_eq(RX_WORDS("pic40_MN"), "PIC up to −40 mV MN");
  cr_expect_str_eq(RX_WORDS("picture"), "picture");
  cr_expect_str_eq(rx_view_with("with cyproheptadine"), "In the condition");
  cr_expect_str_eq(rx_view_with("without"), "With");
  char name[300];
  memset(name, 'x', sizeof name);
  name[299] = '\0';
  cr_expect_str_eq(RX_WORDS(name) + RX_NUMBER_TEXT - 4, "…");
}
