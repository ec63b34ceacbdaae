/* Numbers and units as a reader wants to see them. */
#ifndef RX_IO_REPORT_NUMBERS_H
#define RX_IO_REPORT_NUMBERS_H

#include <stddef.h>

enum { RX_NUMBER_TEXT = 96 };

/* Three significant digits, without trailing zeros, with a true minus; a power of ten outside of 0.001 … 100000; "–" for NaN. */
const char *rx_number_text(char text[RX_NUMBER_TEXT], double value, int digits);
/* "0.452 ± 0.031", both with the mean's decimals; the mean alone where there are fewer than two values or sd is NaN. Where n is less
 * than `of`, with both: "0.452 ± 0.031 (2 of 3)". */
const char *rx_mean_text(char text[RX_NUMBER_TEXT], size_t n, size_t of, double mean, double sd);
/* A count in groups of three digits. */
const char *rx_count_text(char text[RX_NUMBER_TEXT], size_t count);
/* How a value compares with its reference: "×22", "+0.43" where the reference is next to nothing (below tiny), "no change". */
const char *rx_change_text(char text[RX_NUMBER_TEXT], double value, double reference, double tiny);
/* A unit in its printed form: S/cm2 → S/cm², uF → µF, degC → °C, 1 → "". Returned or in text. */
const char *rx_unit_text(char text[RX_NUMBER_TEXT], const char *unit);
/* Makes the first letter a capital where it is a plain one; returns text. */
char *rx_capital(char *text);
/* An identifier as words: `_` becomes a space, but in names with parts of one letter ("a" as an article is none); "delta_f_", "delta_i_",
 * "pic_" and "pic40_" at its start become symbols. Cut at its end where long. */
const char *rx_words(char text[RX_NUMBER_TEXT], const char *name);

/* The same into a buffer that lives to the end of the enclosing block. */
#define RX_NUM(value)                     rx_number_text((char[RX_NUMBER_TEXT]){ 0 }, (value), 3)
#define RX_NUM6(value)                    rx_number_text((char[RX_NUMBER_TEXT]){ 0 }, (value), 6)
#define RX_MEAN(stat)                     rx_mean_text((char[RX_NUMBER_TEXT]){ 0 }, (stat).n, (stat).of, (stat).mean, (stat).sd)
#define RX_COUNT(count)                   rx_count_text((char[RX_NUMBER_TEXT]){ 0 }, (count))
#define RX_CHANGE(value, reference, tiny) rx_change_text((char[RX_NUMBER_TEXT]){ 0 }, (value), (reference), (tiny))
#define RX_UNIT(unit)                     rx_unit_text((char[RX_NUMBER_TEXT]){ 0 }, (unit))
#define RX_WORDS(name)                    rx_words((char[RX_NUMBER_TEXT]){ 0 }, (name))

#endif
