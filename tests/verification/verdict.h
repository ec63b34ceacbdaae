/* Verdicts: one row for each figure of each case that was compared with its reference; printed as tables, by kind of protocol.
 *
 * Everything holds when every row does and there is at least one. */
#ifndef RX_TESTS_VERIFICATION_VERDICT_H
#define RX_TESTS_VERIFICATION_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/status.h"

typedef struct rx_verdict rx_verdict;

rx_verdict *rx_verdict_create(void); /* NULL when memory is out */
void rx_verdict_free(rx_verdict *verdict);

/* A number beside its reference: holds if deviation <= tolerance. Both in `unit` ("" for a pure number, "%" for a share of the
 * reference); deviation >= 0, NaN (nothing to compare) does not hold. Texts are copied. `kind`: of the protocol; `item`: which
 * case; `figure`: what of it. */
typedef struct rx_figure {
  const char *kind, *item, *figure, *unit;
  double reference, value, deviation, tolerance;
} rx_figure;
void rx_verdict_add(rx_verdict *verdict, const rx_figure *figure);

/* The usual figure: deviation |value - reference| against tolerance, in `unit`. */
void rx_verdict_compare(rx_verdict *verdict, const char *kind, const char *item, const char *figure, const char *unit,
                        double reference, double value, double tolerance);
/* The same as a share of the reference in percent. */
void rx_verdict_compare_percent(rx_verdict *verdict, const char *kind, const char *item, const char *figure,
                                double reference, double value, double percent);

/* A statement about a set of cases: what is expected, in words, and the number that came out. */
void rx_verdict_rule(rx_verdict *verdict, const char *kind, const char *item, const char *expected, double value,
                     bool holds);

/* A case that gave no number; does not hold. */
void rx_verdict_failure(rx_verdict *verdict, const char *kind, const char *item, const char *text);

/* Something that was left out, and why; said below the tables. The same text is kept once. */
void rx_verdict_note(rx_verdict *verdict, const char *format, ...) RX_PRINTF(2, 3);

/* Time that the cases of a kind took, s, added up over threads. */
void rx_verdict_time(rx_verdict *verdict, const char *kind, double seconds);

/* False as soon as memory ran out for a row: what is printed would not be whole. */
bool rx_verdict_is_whole(const rx_verdict *verdict);
bool rx_verdict_holds(const rx_verdict *verdict);

/* Tables of all rows, then a summary with counts, worst deviation and time per kind. */
void rx_verdict_print(const rx_verdict *verdict, FILE *out);
/* The same for docs/verification.md, without times. */
void rx_verdict_markdown(const rx_verdict *verdict, FILE *out);

#endif
