/* What a result was made with: program, machine, the user's file. Rows of a table of names and values leave out what is not known. */
#ifndef RX_IO_REPORT_MADE_WITH_H
#define RX_IO_REPORT_MADE_WITH_H

#include <stdint.h>

#include "io/report/page/page.h"
#include "io/results/provenance.h"

void rx_page_text_row(rx_page *page, const char *name, const char *value);
void rx_page_count_row(rx_page *page, const char *name, uint64_t value);
void rx_page_number_row(rx_page *page, const char *name, double value, const char *unit);

/* "Program and machine" with its table. */
void rx_page_program(rx_page *page, const rx_provenance *provenance);

/* A config, folded; nothing where it is empty. A long one is cut at the end of a line and file_name named. */
void rx_page_config(rx_page *page, const char *title, const char *text, const char *file_name);

#endif
