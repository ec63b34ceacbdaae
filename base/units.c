#include "base/units.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Units of one dimension follow each other. The factor counts the smallest unit of the dimension: a whole number, exact in
 * binary. */
typedef struct unit {
  const char *name;
  const char *dimension;
  double factor, offset; /* smallest unit = value*factor + offset */
} unit;

static const unit UNITS[] = {
  { "1", "pure number", 1e2, 0 },
  { "%", "pure number", 1, 0 },
  { "mV", "voltage", 1e3, 0 },
  { "V", "voltage", 1e6, 0 },
  { "uV", "voltage", 1, 0 },
  { "mV/ms", "voltage per time", 1e3, 0 },
  { "V/s", "voltage per time", 1e3, 0 },
  { "mV/s", "voltage per time", 1, 0 },
  { "V/m", "electric field", 1, 0 },
  { "ms", "time", 1e3, 0 },
  { "s", "time", 1e6, 0 },
  { "us", "time", 1, 0 },
  { "min", "time", 6e7, 0 },
  { "h", "time", 3.6e9, 0 },
  { "d", "time", 8.64e10, 0 },
  { "Hz", "rate", 86400, 0 },
  { "kHz", "rate", 86400e3, 0 },
  { "/ms", "rate", 86400e3, 0 },
  { "/s", "rate", 86400, 0 },
  { "/min", "rate", 1440, 0 },
  { "/h", "rate", 24, 0 },
  { "/d", "rate", 1, 0 },
  { "S/cm2", "conductance density", 1e6, 0 },
  { "mS/cm2", "conductance density", 1e3, 0 },
  { "uS/cm2", "conductance density", 1, 0 },
  { "nS/um2", "conductance density", 1e5, 0 },
  { "pS/um2", "conductance density", 1e2, 0 },
  { "mA/cm2", "current density", 1e3, 0 },
  { "uA/cm2", "current density", 1, 0 },
  { "uF/cm2", "capacitance density", 1, 0 },
  { "nF", "capacitance", 1e3, 0 },
  { "pF", "capacitance", 1, 0 },
  { "um", "length", 1e3, 0 },
  { "mm", "length", 1e6, 0 },
  { "cm", "length", 1e7, 0 },
  { "m", "length", 1e9, 0 },
  { "nm", "length", 1, 0 },
  { "um2", "area", 1, 0 },
  { "mm2", "area", 1e6, 0 },
  { "cm2", "area", 1e8, 0 },
  { "ohm cm", "resistivity", 1, 0 },
  { "kohm cm", "resistivity", 1e3, 0 },
  { "MOhm", "resistance", 1e3, 0 },
  { "kOhm", "resistance", 1, 0 },
  { "GOhm", "resistance", 1e6, 0 },
  { "nA", "current", 1e3, 0 },
  { "pA", "current", 1, 0 },
  { "uA", "current", 1e6, 0 },
  { "mA", "current", 1e9, 0 },
  { "nA/ms", "current per time", 1e3, 0 },
  { "nA/s", "current per time", 1, 0 },
  { "uA/s", "current per time", 1e3, 0 },
  { "nS", "conductance", 1e3, 0 },
  { "uS", "conductance", 1e6, 0 },
  { "pS", "conductance", 1, 0 },
  { "mS", "conductance", 1e9, 0 },
  { "S", "conductance", 1e12, 0 },
  { "mM", "molar concentration", 1e6, 0 },
  { "uM", "molar concentration", 1e3, 0 },
  { "nM", "molar concentration", 1, 0 },
  { "M", "molar concentration", 1e9, 0 },
  { "mN", "force", 1, 0 },
  { "N", "force", 1e3, 0 },
  { "mN/ms", "force per time", 1e3, 0 },
  { "N/s", "force per time", 1e3, 0 },
  { "mN/s", "force per time", 1, 0 },
  { "Nm", "torque", 1, 0 },
  { "degC", "temperature", 1, 0 },
  { "K", "temperature", 1, -273.15 },
  { "degC/s", "temperature per time", 60, 0 },
  { "degC/min", "temperature per time", 1, 0 },
  { "s/degC", "time per temperature", 1, 0 },
  { "cm/s", "velocity", 1, 0 },
  { "m/s", "velocity", 1e2, 0 },
  { "mg", "mass", 1e3, 0 },
  { "g", "mass", 1e6, 0 },
  { "ug", "mass", 1, 0 },
  { "kg", "mass", 1e9, 0 },
  { "mg/h", "mass per time", 1, 0 },
  { "mg/L", "mass concentration", 1e3, 0 },
  { "ug/mL", "mass concentration", 1e3, 0 },
  { "ug/L", "mass concentration", 1, 0 },
  { "ng/mL", "mass concentration", 1, 0 },
  { "L", "volume", 1e3, 0 },
  { "mL", "volume", 1, 0 },
  { "L/h", "clearance", 50, 0 },
  { "mL/min", "clearance", 3, 0 },
  { "g/mol", "molar mass", 1, 0 },
  { "/M/s", "association rate", 1, 0 },
  { "/mM/ms", "association rate", 1e6, 0 },
  { "/uM/s", "association rate", 1e6, 0 },
  { "/uM/ms", "association rate", 1e9, 0 },
};
enum { N_UNITS = sizeof UNITS / sizeof *UNITS, LONGEST_QUOTE = 60 };

static const unit *find_unit(const char *name)
{
  for (int i = 0; i < N_UNITS; i++)
    if (strcmp(UNITS[i].name, name) == 0) return &UNITS[i];
  return NULL;
}

static bool same_dimension(const unit *a, const unit *b)
{
  return strcmp(a->dimension, b->dimension) == 0;
}

/* "S/cm2", or "a pure number" where the unit is 1 */
static const char *expected(const char *name)
{
  return strcmp(name, "1") == 0 ? "a pure number" : name;
}

/* Fills text with the units of the dimension of `like`: "uV mV V". */
static void list_units(const char *like, char *text, size_t size)
{
  const unit *u = find_unit(like);
  size_t used = 0;
  text[0] = '\0';
  for (int i = 0; i < N_UNITS && used < size; i++) {
    if (u == NULL ? strcmp(UNITS[i].name, like) != 0 : !same_dimension(&UNITS[i], u)) continue;
    const int n = snprintf(text + used, size - used, "%s%s", used ? ", " : "", UNITS[i].name);
    if (n > 0) used += (size_t)n;
  }
  if (used == 0) snprintf(text, size, "%s", like);
}

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

/* Length of the decimal number at the start of text, 0 if there is none. Not strtod: it takes "nan", "inf" and "0x1p3" too. */
static size_t number_length(const char *text)
{
  const char *p = text;
  if (*p == '+' || *p == '-') p++;
  const char *digits = p;
  while (is_digit(*p)) p++;
  size_t n_digits = (size_t)(p - digits);
  if (*p == '.') {
    p++;
    while (is_digit(*p)) p++, n_digits++;
  }
  if (n_digits == 0) return 0;
  if (*p == 'e' || *p == 'E') {
    const char *e = p + 1;
    if (*e == '+' || *e == '-') e++;
    if (is_digit(*e)) {
      while (is_digit(*e)) e++;
      p = e;
    }
  }
  return (size_t)(p - text);
}

/* The power of ten that factor is, or -1. */
static int power_of_ten(double factor)
{
  int n = 0;
  while (factor >= 10) factor /= 10, n++;
  return factor == 1 ? n : -1;
}

/* The number in text[0 … n-1] times 10^shift, rounded once: so that "3.45 pS/um2" is the same double as 3.45e-4. */
static double read_shifted(const char *text, size_t n, int shift)
{
  char shifted[128];
  const size_t mantissa = strcspn(text, "eE") < n ? strcspn(text, "eE") : n;
  const long exponent = mantissa < n ? strtol(text + mantissa + 1, NULL, 10) : 0;
  if (mantissa > 80 || exponent > 1000 || exponent < -1000) return strtod(text, NULL) * pow(10, shift);
  snprintf(shifted, sizeof shifted, "%.*se%ld", (int)mantissa, text, exponent + shift);
  return strtod(shifted, NULL);
}

/* Fills `pointed` with the text as it would be with a decimal point in place of its comma; false where there is no such comma. */
static bool has_decimal_comma(const char *text, char *pointed, size_t size)
{
  const char *comma = strchr(text, ',');
  if (comma == NULL || comma == text || !is_digit(comma[-1]) || !is_digit(comma[1]) || strchr(comma + 1, ',') != NULL)
    return false;
  snprintf(pointed, size, "%.*s.%s", (int)(comma - text), text, comma + 1);
  const size_t n = number_length(pointed);
  return n > (size_t)(comma - text) && (pointed[n] == '\0' || pointed[n] == ' ');
}

/* "12,000": the comma may have meant thousands. */
static bool has_thousands(const char *text)
{
  const char *behind = strchr(text, ',') + 1;
  return strspn(behind, "0123456789") == 3;
}

rx_status rx_unit_read(const char *text, const char *to, double *value, rx_error *err)
{
  const size_t n = number_length(text);
  const char *name = text + n;
  const bool has_space = *name == ' ';
  while (*name == ' ') name++;
  if (n == 0 || (*name != '\0' && !has_space)) {
    if (n > 0 && find_unit(name) != NULL)
      return rx_fail(err, RX_E_INPUT, "\"%.*s\" is not a number; between number and unit goes a space: \"%.*s %s\"",
                     LONGEST_QUOTE, text, (int)(n < LONGEST_QUOTE ? n : LONGEST_QUOTE), text, name);
    char pointed[LONGEST_QUOTE + 1];
    if (has_decimal_comma(text, pointed, sizeof pointed))
      return rx_fail(err, RX_E_INPUT, "\"%.*s\" has a comma in its number; the decimal sign is a point: \"%s\"%s",
                     LONGEST_QUOTE, text, pointed, has_thousands(text) ? "; thousands have no sign between them" : "");
    return rx_fail(err, RX_E_INPUT, "\"%.*s\" is not a number", LONGEST_QUOTE, text);
  }

  char *end = NULL;
  const double number = strtod(text, &end);
  if (end != text + n || !isfinite(number))
    return rx_fail(err, RX_E_INPUT, "\"%.*s\" is not a number that a double can hold", LONGEST_QUOTE, text);
  if (*name == '\0' || strcmp(name, to) == 0) {
    *value = number;
    return RX_OK;
  }

  const unit *a = find_unit(name), *b = find_unit(to);
  if (a == NULL) {
    char allowed[128];
    list_units(to, allowed, sizeof allowed);
    return rx_fail(err, RX_E_INPUT, "\"%.*s\" has an unknown unit; allowed: %s", LONGEST_QUOTE, text, allowed);
  }
  if (b == NULL || !same_dimension(a, b))
    return rx_fail(err, RX_E_INPUT, "\"%.*s\" has unit %s, expected %s", LONGEST_QUOTE, text, name, expected(to));

  const double up = a->factor / b->factor, down = b->factor / a->factor;
  double converted;
  if (a->offset != b->offset)
    converted = (number * a->factor + (a->offset - b->offset)) / b->factor;
  else if (power_of_ten(up) >= 0)
    converted = read_shifted(text, n, power_of_ten(up));
  else if (power_of_ten(down) >= 0)
    converted = read_shifted(text, n, -power_of_ten(down));
  else
    converted = up >= 1 ? number * up : number / down;
  if (!isfinite(converted))
    return rx_fail(err, RX_E_INPUT, "\"%.*s\" is not a number that a double can hold", LONGEST_QUOTE, text);
  *value = converted;
  return RX_OK;
}
