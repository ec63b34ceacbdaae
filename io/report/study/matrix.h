/* A matrix of numbers as coloured cells with the numbers in them where there is room: heat maps, correlations, second-order indices. */
#ifndef RX_IO_REPORT_MATRIX_H
#define RX_IO_REPORT_MATRIX_H

#include <stddef.h>

#include "io/report/page/colour_scale.h"

typedef struct rx_matrix {
  size_t n_rows, n_columns;
  const double *value; /* [n_rows][n_columns]; NaN: an empty cell */
  const char *const *row_labels, *const *column_labels;
  bool is_upward; /* row 0 at the bottom, as an axis runs */
  int digits;     /* of the numbers, as far as there is room */
} rx_matrix;

/* Cells within left, top, width, height; labels to the left of and below them (slanted where they are long). */
void rx_matrix_draw(rx_page *page, const rx_matrix *matrix, const rx_colour_scale *scale, double left, double top,
                    double width, double height);

/* Room that the labels below take. */
double rx_matrix_label_height(const rx_matrix *matrix, double width);

/* The same as a table with what its corner says. */
void rx_matrix_table(rx_page *page, const rx_matrix *matrix, const char *caption, const char *corner);

#endif
