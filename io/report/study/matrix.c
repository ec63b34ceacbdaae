#include "io/report/study/matrix.h"

#include <math.h>

#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"
#include "io/report/study/labels.h"

#define CHARACTER_WIDTH 6.0 /* of the pictures' 11 px letters, about */

enum { SLANTED_CHARACTERS = 26, ROW_CHARACTERS = 30 };

static size_t longest_label(const rx_matrix *m)
{
  size_t n = 0;
  for (size_t i = 0; i < m->n_columns; i++) {
    const size_t k = rx_n_characters(m->column_labels[i]);
    if (k > n) n = k;
  }
  return n;
}

/* Labels that are too long for their columns are slanted when they are names, left out between when they are numbers. */
static bool is_slanted(const rx_matrix *m, double width)
{
  return longest_label(m) > 8 && CHARACTER_WIDTH * (double)longest_label(m) > width / (double)m->n_columns;
}

double rx_matrix_label_height(const rx_matrix *m, double width)
{
  if (!is_slanted(m, width)) return 18;
  const size_t n = longest_label(m) < SLANTED_CHARACTERS ? longest_label(m) : SLANTED_CHARACTERS;
  return 20 + 0.6 * CHARACTER_WIDTH * (double)n;
}

static void column_labels(rx_page *page, const rx_matrix *m, double left, double bottom, double width)
{
  char cut[256];
  const double step = width / (double)m->n_columns;
  if (is_slanted(m, width)) {
    for (size_t i = 0; i < m->n_columns; i++)
      rx_page_add(
          page, "<text class=\"soft\" text-anchor=\"end\" transform=\"translate(%.1f %.1f) rotate(-35)\">%s</text>\n",
          left + step * ((double)i + 0.5) + 4, bottom + 14, rx_cut_front(cut, m->column_labels[i], SLANTED_CHARACTERS));
    return;
  }
  const double room = CHARACTER_WIDTH * (double)longest_label(m) + 6;
  const size_t every = step >= room ? 1 : (size_t)ceil(room / step);
  for (size_t i = 0; i < m->n_columns; i += every)
    rx_svg_text(page, left + step * ((double)i + 0.5), bottom + 14, "middle", "soft", m->column_labels[i]);
}

void rx_matrix_draw(rx_page *page, const rx_matrix *m, const rx_colour_scale *scale, double left, double top,
                    double width, double height)
{
  char colour[8], cut[256];
  if (m->n_rows == 0 || m->n_columns == 0) return;
  const double w = width / (double)m->n_columns, h = height / (double)m->n_rows;
  const bool has_numbers = w >= 27 && h >= 13;
  const size_t every = h >= 11 ? 1 : (size_t)ceil(11 / h);
  for (size_t i = 0; i < m->n_rows; i++) {
    const double y = top + h * (double)(m->is_upward ? m->n_rows - 1 - i : i);
    if (i % every == 0)
      rx_svg_text(page, left - 5, y + 0.5 * h + 3.5, "end", "soft",
                  rx_cut_front(cut, m->row_labels[i], ROW_CHARACTERS));
    for (size_t j = 0; j < m->n_columns; j++) {
      const double value = m->value[i * m->n_columns + j], x = left + w * (double)j;
      bool is_dark;
      rx_colour_of(scale, value, colour, &is_dark);
      /* a little wider than its place, or the paper shows between cells */
      rx_page_add(page, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>", x, y,
                  has_numbers ? w - 1 : w + 0.3, has_numbers ? h - 1 : h + 0.3, colour);
      if (has_numbers && !isnan(value))
        rx_page_add(page,
                    "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" style=\"fill:%s\">%s</text>\n",
                    w < 40 ? "small" : "number", x + 0.5 * w, y + 0.5 * h + 3.5, is_dark ? "#fff" : "#1b2430",
                    rx_number_text((char[RX_NUMBER_TEXT]){ 0 }, value, w >= 44 ? m->digits : 2));
    }
  }
  column_labels(page, m, left, top + height, width);
}

void rx_matrix_table(rx_page *page, const rx_matrix *m, const char *caption, const char *corner)
{
  rx_page_table(page, caption);
  rx_page_add(page, "<thead><tr><th scope=\"col\">%s</th>", corner);
  for (size_t j = 0; j < m->n_columns; j++)
    rx_page_add(page, "<th scope=\"col\" class=\"n\">%s</th>", m->column_labels[j]);
  rx_page_add(page, "</tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < m->n_rows; i++) {
    rx_page_add(page, "<tr><th scope=\"row\">%s</th>", m->row_labels[i]);
    for (size_t j = 0; j < m->n_columns; j++)
      rx_page_add(page, "<td class=\"n\">%s</td>", RX_NUM(m->value[i * m->n_columns + j]));
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}
