/* The page being written: a growing text in which whatever comes from a file is escaped, because there is no other way to add it.
 *
 * rx_page_add takes a format of its own making: `%s` is escaped, the rest as printf. Markup is in the format. Running out of memory
 * sticks: later calls do nothing, rx_page_finish reports it. The markup is HTML that is also well-formed XML. */
#ifndef RX_IO_REPORT_PAGE_H
#define RX_IO_REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

enum { RX_PAGE_SECTIONS = 16 };

typedef struct rx_page {
  char *text; /* [n], not terminated */
  size_t n, capacity;
  bool is_out_of_memory;
  unsigned n_ids; /* handed out for <title> and <desc> of pictures */
  size_t n_sections;
  struct {
    const char *id, *title;
  } sections[RX_PAGE_SECTIONS];
} rx_page;

/* Markup with values: %s (escaped), %d, %u, %zu, %g and %f with flags, width and precision, %%. Nothing else.
 * Numbers of results are written by numbers.h; %g and %f are for coordinates, which are kept within ±10⁶ (NaN: 0). */
void rx_page_add(rx_page *page, const char *format, ...) RX_PRINTF(2, 3);

/* Markup as it is: for constants of the program only. */
void rx_page_markup(rx_page *page, const char *markup);

/* Opens a section and closes the one before; id and title must outlive the page. */
void rx_page_section(rx_page *page, const char *id, const char *title);

/* A paragraph or heading of plain text. */
void rx_page_heading(rx_page *page, int level, const char *text);

/* A table that scrolls sideways where the screen is narrow; caption NULL: none. */
void rx_page_table(rx_page *page, const char *caption);
void rx_page_table_end(rx_page *page);

/* The whole file: head with styles, `top` (the part above the sections, as markup), a list of the sections, the body. *html is
 * malloc'ed. RX_E_MEMORY. */
rx_status rx_page_finish(const rx_page *page, const rx_page *top, const char *title, char **html, size_t *n,
                         rx_error *err);

/* Puts the page at path by way of a temporary beside it: a previous one stays until the new one is whole. RX_E_IO, RX_E_MEMORY. */
rx_status rx_page_write(const char *path, const char *html, size_t n, rx_error *err);

void rx_page_free(rx_page *page);

#endif
