/* The table in the terminal: how much the pain signal changed. */
#ifndef RX_CLI_TABLE_H
#define RX_CLI_TABLE_H

#include <stdio.h>

#include "io/results/results.h"

/* Prints title, the comparison of conditions with `reference`, findings in words, and where the files are. */
void rx_print_table(FILE *out, const char *title, const char *reference, const rx_results *results, const char *folder);

#endif
