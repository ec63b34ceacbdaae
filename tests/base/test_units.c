#include "base/units.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

static double read_as(const char *text, const char *unit)
{
  double value = NAN;
  rx_error err = { 0 };
  cr_assert_eq(rx_unit_read(text, unit, &value, &err), RX_OK, "%s: %s", text, err.text);
  return value;
}

static void refuses(const char *text, const char *unit, const char *message)
{
  double value = -17.25;
  rx_error err = { 0 };
  cr_expect_eq(rx_unit_read(text, unit, &value, &err), RX_E_INPUT, "%s", text);
  cr_expect_str_eq(err.text, message);
  cr_expect_eq(value, -17.25, "a refused value is not written");
}

Test(units, a_number_without_unit_is_in_the_units_of_its_parameter)
{
  cr_expect_eq(read_as("-3.5e2", "mV"), -350.0);
  cr_expect_eq(read_as("+.75", "S/cm2"), 0.75);
  cr_expect_eq(read_as("17.", "1"), 17.0);
}

Test(units, a_converted_value_is_the_same_double_as_the_one_written_in_the_unit)
{
  cr_expect_eq(read_as("18 mS/cm2", "S/cm2"), 0.018);
  cr_expect_eq(read_as("3.45 pS/um2", "S/cm2"), 3.45e-4);
  cr_expect_eq(read_as("0.3 nS/um2", "mS/cm2"), 30.0);
  cr_expect_eq(read_as("30 pA", "nA"), 0.03);
  cr_expect_eq(read_as("123 ohm cm", "ohm cm"), 123.0);
  cr_expect_eq(read_as("0.123 kohm cm", "ohm cm"), 123.0);
  cr_expect_eq(read_as("37.5 %", "1"), 0.375);
  cr_expect_eq(read_as("20 min", "ms"), 1.2e6);
  cr_expect_eq(read_as("14 d", "h"), 336.0);
  cr_expect_eq(read_as("7 /h", "/d"), 168.0);
  cr_expect_eq(read_as("0.1 kHz", "/s"), 100.0);
  cr_expect_eq(read_as("0.075 g", "mg"), 75.0);
  cr_expect_eq(read_as("30 ng/mL", "mg/L"), 0.03);
  cr_expect_eq(read_as("100 mL/min", "L/h"), 6.0);
  cr_expect_eq(read_as("140 nM", "uM"), 0.14);
  cr_expect_eq(read_as("1.2 m/s", "cm/s"), 120.0);
}

Test(units, temperatures_convert_with_their_offset)
{
  cr_expect_float_eq(read_as("310.15 K", "degC"), 37.0, 1e-12);
  cr_expect_float_eq(read_as("37 degC", "K"), 310.15, 1e-12);
}

Test(units, every_unit_of_the_project_is_known)
{
  const char *const units[] = { "mV", "ms",   "S/cm2", "uF/cm2", "um", "ohm cm", "nS", "nA", "mM",  "h",
                                "mg", "mg/L", "Hz",    "V/m",    "mN", "degC",   "nM", "kg", "Nm",  "1",
                                "%",  "MOhm", "um2",   "cm/s",   "/h", "L/h",    "L",  "s",  "kHz", "d" };
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    char text[16];
    snprintf(text, sizeof text, "3 %s", units[i]);
    cr_expect_eq(read_as(text, units[i]), 3.0, "%s", units[i]);
  }
  refuses("3 mv", "mV", "\"3 mv\" has an unknown unit; allowed: mV, V, uV");
}

Test(units, a_decimal_comma_is_answered_with_the_point)
{
  refuses("-0,125e2 nA", "nA",
          "\"-0,125e2 nA\" has a comma in its number; the decimal sign is a point: \"-0.125e2 nA\"; "
          "thousands have no sign between them");
  refuses("12,75 pA", "nA", "\"12,75 pA\" has a comma in its number; the decimal sign is a point: \"12.75 pA\"");
  refuses(",5", "1", "\",5\" is not a number");
  refuses("1,5,3", "1", "\"1,5,3\" is not a number");
  refuses("1,5x", "1", "\"1,5x\" is not a number");
}

Test(units, what_is_not_a_number_is_refused)
{
  refuses("", "mV", "\"\" is not a number");
  refuses("12abc", "mV", "\"12abc\" is not a number");
  refuses("abc", "mV", "\"abc\" is not a number");
  refuses("nan", "mV", "\"nan\" is not a number");
  refuses("inf", "mV", "\"inf\" is not a number");
  refuses(".inf", "mV", "\".inf\" is not a number");
  refuses("0x1p3", "mV", "\"0x1p3\" is not a number");
  refuses("1_000", "mV", "\"1_000\" is not a number");
  refuses("1,5", "mV", "\"1,5\" has a comma in its number; the decimal sign is a point: \"1.5\"");
  refuses("- 3", "mV", "\"- 3\" is not a number");
  refuses("1e", "mV", "\"1e\" is not a number");
  refuses(".", "mV", "\".\" is not a number");
  refuses("1e999", "mV", "\"1e999\" is not a number that a double can hold");
  refuses("1e306 d", "ms", "\"1e306 d\" is not a number that a double can hold");
  refuses("12mV", "mV", "\"12mV\" is not a number; between number and unit goes a space: \"12 mV\"");
}

Test(units, a_unit_of_another_dimension_is_refused)
{
  refuses("18 mS", "S/cm2", "\"18 mS\" has unit mS, expected S/cm2");
  refuses("3 mV", "1", "\"3 mV\" has unit mV, expected a pure number");
}

Test(units, an_unknown_unit_is_answered_with_those_of_the_dimension)
{
  refuses("3 Volt", "mV", "\"3 Volt\" has an unknown unit; allowed: mV, V, uV");
  refuses("3 parsec", "1/mM", "\"3 parsec\" has an unknown unit; allowed: 1/mM");
}
