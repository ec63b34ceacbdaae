/* Tables in the terminal: how much the pain signal changed; what a fit found. */
#ifndef RX_CLI_TABLE_H
#define RX_CLI_TABLE_H

#include <stdio.h>

#include "io/results/results.h"
#include "io/sweep/fit_file.h"

/* Prints title, the comparison of conditions with `reference`, findings in words, and where the files are. */
void rx_print_table(FILE *out, const char *title, const char *reference, const rx_results *results, const char *folder);

/* fit.c: prints title, estimates, targets, how it ended, and the path, on standard output. */
void rx_print_fit(const rx_fit *fit, const char *path);

#endif
