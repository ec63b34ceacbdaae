#include "io/report/page/numbers.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define MINUS      "−"
#define TIMES      "×"
#define THIN_SPACE "\xe2\x80\xaf" /* does not break */

static const char *const SUPERSCRIPT[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };

/* Appends where there is room. */
static void append(char text[RX_NUMBER_TEXT], const char *more)
{
  const size_t n = strlen(text), m = strlen(more);
  if (n + m < RX_NUMBER_TEXT) memcpy(text + n, more, m + 1);
}

static void strip_zeros(char *digits)
{
  if (strchr(digits, '.') == NULL) return;
  size_t n = strlen(digits);
  while (digits[n - 1] == '0') n--;
  if (digits[n - 1] == '.') n--;
  digits[n] = '\0';
}

const char *rx_number_text(char text[RX_NUMBER_TEXT], double value, int digits)
{
  char number[32];
  text[0] = '\0';
  if (isnan(value)) return strcpy(text, "–");
  if (value < 0) append(text, MINUS);
  const double size = fabs(value);
  if (isinf(size)) {
    append(text, "∞");
    return text;
  }
  if (size == 0) return strcpy(text, "0");
  /* the power of ten after rounding: 999.9 is 1000 */
  char rounded[32];
  snprintf(rounded, sizeof rounded, "%.*e", digits - 1, size);
  int power = 0;
  sscanf(strchr(rounded, 'e') + 1, "%d", &power);
  if (power >= -3 && power < 5) {
    const int decimals = digits - 1 - power;
    snprintf(number, sizeof number, "%.*f", decimals > 0 ? decimals : 0, size);
    strip_zeros(number);
    append(text, number);
    return text;
  }
  *strchr(rounded, 'e') = '\0';
  strip_zeros(rounded);
  append(text, rounded);
  append(text, TIMES "10");
  if (power < 0) append(text, "⁻");
  snprintf(number, sizeof number, "%d", power < 0 ? -power : power);
  for (const char *c = number; *c != '\0'; c++) append(text, SUPERSCRIPT[*c - '0']);
  return text;
}

const char *rx_mean_text(char text[RX_NUMBER_TEXT], size_t n, size_t of, double mean, double sd)
{
  rx_number_text(text, n > 0 ? mean : NAN, 3);
  const double size = fabs(mean);
  const bool has_spread = n >= 2 && !isnan(sd);
  if (has_spread && !(size >= 0.001 && size < 1e5)) {
    append(text, " ± ");
    append(text, rx_number_text((char[RX_NUMBER_TEXT]){ 0 }, sd, 2));
  } else if (has_spread) {
    /* both with the decimals that the mean's three digits have */
    const int decimals = 2 - (int)floor(log10(size) + 1e-9), shown = decimals > 0 ? decimals : 0;
    snprintf(text, RX_NUMBER_TEXT, "%s%.*f ± %.*f", mean < 0 ? MINUS : "", shown, size, shown, sd);
  }
  if (n == 0 || n >= of) return text;
  char part[48];
  snprintf(part, sizeof part, " (%zu of %zu)", n, of);
  append(text, part);
  return text;
}

const char *rx_count_text(char text[RX_NUMBER_TEXT], size_t count)
{
  char digits[32];
  const int n = snprintf(digits, sizeof digits, "%zu", count);
  text[0] = '\0';
  for (int i = 0; i < n; i++) {
    if (i > 0 && n > 4 && (n - i) % 3 == 0) append(text, THIN_SPACE);
    append(text, (char[]){ digits[i], '\0' });
  }
  return text;
}

const char *rx_change_text(char text[RX_NUMBER_TEXT], double value, double reference, double tiny)
{
  text[0] = '\0';
  if (isnan(value) || isnan(reference)) return text;
  if (value == reference) return strcpy(text, "no change");
  if (reference > tiny && value >= 0) { /* never for an infinite tiny */
    append(text, TIMES);
    append(text, rx_number_text((char[RX_NUMBER_TEXT]){ 0 }, value / reference, 3));
    return strcmp(text, TIMES "1") == 0 ? strcpy(text, "about the same") : text;
  }
  if (value > reference) append(text, "+");
  append(text, rx_number_text((char[RX_NUMBER_TEXT]){ 0 }, value - reference, 3));
  return text;
}

const char *rx_unit_text(char text[RX_NUMBER_TEXT], const char *unit)
{
  text[0] = '\0';
  if (unit == NULL || strcmp(unit, "1") == 0) return text;
  if (strcmp(unit, "degC") == 0) return strcpy(text, "°C");
  if (strcmp(unit, "ohm cm") == 0) return strcpy(text, "Ω·cm");
  for (const char *c = unit; *c != '\0'; c++) {
    const int starts = c == unit || c[-1] == '/' || c[-1] == ' ';
    if (starts && *c == 'u' && c[1] != '\0')
      append(text, "µ");
    else if (c > unit && c[-1] != '/' && (*c == '2' || *c == '3'))
      append(text, SUPERSCRIPT[*c - '0']);
    else
      append(text, (char[]){ *c, '\0' });
  }
  return text;
}

char *rx_capital(char *text)
{
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = (char)(text[0] - 'a' + 'A');
  return text;
}

/* "a" before a word of two letters or more: "injured_a_year_ago". */
static bool is_article(const char *c)
{
  return c[0] == 'a' && c[1] == '_' && c[2] >= 'a' && c[2] <= 'z' && c[3] >= 'a' && c[3] <= 'z';
}

/* True where a part of the name is one small letter: "no_ca_l" is a symbol, not words. */
static bool is_symbol(const char *name)
{
  for (const char *c = name; *c != '\0'; c++)
    if (*c >= 'a' && *c <= 'z' && (c == name || c[-1] == '_') && (c[1] == '\0' || c[1] == '_') && !is_article(c))
      return true;
  return false;
}

/* Names of outcomes that begin with a symbol. */
static const struct {
  const char *name, *text;
} SYMBOLS[] = { { "delta_f", "ΔF" }, { "delta_i", "ΔI" }, { "pic", "PIC" }, { "pic40", "PIC up to −40 mV" } };

const char *rx_words(char text[RX_NUMBER_TEXT], const char *name)
{
  text[0] = '\0';
  if (name == NULL) return text;
  for (size_t i = 0; i < sizeof SYMBOLS / sizeof *SYMBOLS; i++) {
    const size_t n_symbol = strlen(SYMBOLS[i].name);
    if (strncmp(name, SYMBOLS[i].name, n_symbol) != 0 || (name[n_symbol] != '_' && name[n_symbol] != '\0') ||
        strlen(name) >= RX_NUMBER_TEXT - 24)
      continue;
    char rest[RX_NUMBER_TEXT];
    append(text, SYMBOLS[i].text);
    if (name[n_symbol] == '_') {
      append(text, " ");
      append(text, rx_words(rest, name + n_symbol + 1));
    }
    return text;
  }
  const bool keeps = is_symbol(name);
  size_t n = strlen(name);
  if (n >= RX_NUMBER_TEXT) {
    n = RX_NUMBER_TEXT - 4;
    while (n > 0 && ((unsigned char)name[n] & 0xc0u) == 0x80u) n--; /* not within a UTF-8 character */
  }
  for (size_t i = 0; i < n; i++) text[i] = name[i] == '_' && !keeps ? ' ' : name[i];
  text[n] = '\0';
  if (name[n] != '\0') append(text, "…");
  return text;
}
