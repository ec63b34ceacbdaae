/* Maps of a response over two parameters of a grid: a map per condition or stimulus on one colour scale. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"
#include "io/report/study/labels.h"
#include "io/report/study/matrix.h"
#include "io/report/study/sections.h"

enum { MOST_FIGURES = 10, MOST_PAIRS = 3, MOST_SIDE = 24, MOST_TABLE = 12 };

/* A parameter as an axis of maps: neighbouring levels share a cell where there are too many. */
typedef struct rx_side {
  const rx_swept *swept;
  size_t n;
  const char *labels[MOST_SIDE];
} rx_side;

static bool make_side(const rx_sweep_view *view, const rx_swept *s, rx_side *side)
{
  side->swept = s;
  side->n = s->n_levels < MOST_SIDE ? s->n_levels : MOST_SIDE;
  for (size_t i = 0; i < side->n; i++) {
    const size_t first = (i * s->n_levels + side->n - 1) / side->n;
    side->labels[i] = rx_arena_text(view->arena, RX_NUM(s->levels[first]));
    if (side->labels[i] == NULL) return false;
  }
  return true;
}

static size_t cell_of(const rx_side *side, uint32_t level)
{
  return (size_t)level * side->n / side->swept->n_levels;
}

/* cells [y->n][x->n]: means over replicates and all other parameters. */
static void fill(const rx_sweep_view *view, const rx_side *x, const rx_side *y, const double values[], double cells[])
{
  size_t count[MOST_SIDE * MOST_SIDE] = { 0 };
  for (size_t i = 0; i < x->n * y->n; i++) cells[i] = 0;
  for (size_t m = 0; m < view->n_members; m++) {
    const size_t p = view->sweep->plan.point[m];
    const uint32_t a = x->swept->level[p], b = y->swept->level[p];
    if (!isfinite(values[m]) || a == RX_NO_LEVEL || b == RX_NO_LEVEL) continue;
    const size_t i = cell_of(y, b) * x->n + cell_of(x, a);
    cells[i] += values[m];
    count[i]++;
  }
  for (size_t i = 0; i < x->n * y->n; i++) cells[i] = count[i] > 0 ? cells[i] / (double)count[i] : NAN;
}

typedef struct rx_maps {
  rx_side x, y;
  double *cells[RX_MOST_RESPONSES];
  rx_colour_scale scale;
} rx_maps;

static bool make_maps(const rx_sweep_view *view, const rx_response_family *family, size_t kx, size_t ky, rx_maps *maps)
{
  double low = INFINITY, high = -INFINITY;
  if (!make_side(view, &view->swept[kx], &maps->x) || !make_side(view, &view->swept[ky], &maps->y)) return false;
  for (size_t r = 0; r < family->n; r++) {
    const size_t n = maps->x.n * maps->y.n;
    maps->cells[r] = rx_arena_alloc(view->arena, n * sizeof(double) + 1);
    if (maps->cells[r] == NULL) return false;
    rx_response_values(view, family, &family->responses[r], view->values);
    fill(view, &maps->x, &maps->y, view->values, maps->cells[r]);
    for (size_t i = 0; i < n; i++) low = fmin(low, maps->cells[r][i]), high = fmax(high, maps->cells[r][i]);
  }
  maps->scale = rx_colour_scale_of(low, high);
  return true;
}

static rx_matrix matrix_of(const rx_maps *maps, size_t r)
{
  return (rx_matrix){ maps->y.n, maps->x.n, maps->cells[r], maps->y.labels, maps->x.labels, true, 3 };
}

static void draw_maps(rx_page *page, const rx_sweep_view *view, const rx_response_family *family, const rx_maps *maps)
{
  enum { LEFT = 78, BELOW = 44, ABOVE = 20 };
  char cut[256];
  const size_t n_across = family->n == 4 ? 2 : family->n < 3 ? family->n : 3;
  const size_t n_rows = (family->n + n_across - 1) / n_across;
  const double step_x = n_across == 1 ? 700.0 : RX_STUDY_WIDTH / (double)n_across, width = step_x - LEFT - 14;
  const char *y_label = rx_swept_axis_label(view, maps->y.swept);
  /* high enough for the name of the axis along it */
  const double row = maps->y.n > 12  ? 12
                     : maps->y.n > 6 ? 22
                                     : 30,
               height = fmax(row * (double)maps->y.n, fmin(6 * (double)rx_n_characters(y_label) + 6, 300));
  const double step_y = height + BELOW + ABOVE;
  rx_page_add(page, "<figure>\n");
  rx_svg_open(page, RX_STUDY_WIDTH, step_y * (double)n_rows + 38, family->title,
              "Maps over two parameters. The numbers are in the cells or in the tables below.");
  for (size_t r = 0; r < family->n; r++) {
    const double left = LEFT + step_x * (double)(r % n_across), top = ABOVE + step_y * (double)(r / n_across);
    const rx_matrix m = matrix_of(maps, r);
    rx_matrix_draw(page, &m, &maps->scale, left, top, width, height);
    rx_svg_text(page, left, top - 6, "start", "strong", RX_WORDS(family->responses[r].label));
    rx_svg_text(page, left + width / 2, top + height + 31, "middle", "",
                rx_cut_front(cut, rx_swept_axis_label(view, maps->x.swept), (size_t)(width / 6)));
    rx_page_add(page, "<text transform=\"translate(%.1f %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>\n",
                left - 60, top + height / 2, rx_cut_front(cut, y_label, (size_t)(height / 6)));
  }
  rx_colour_bar(page, &maps->scale, LEFT, step_y * (double)n_rows + 6, 260,
                rx_with_unit(view->arena, family->title, family->units));
  rx_svg_close(page);
  rx_page_add(
      page,
      "<figcaption>Mean over %sthe replicates%s. Grey: no value, as no member ran there or the outcome does not apply.",
      view->n_swept > 2 ? "the other parameters and " : "",
      maps->x.swept->n_levels > maps->x.n || maps->y.swept->n_levels > maps->y.n
          ? "; neighbouring values share a cell, named after the lowest"
          : "");
  if (family->n_left_out > 0) rx_page_add(page, " Drawn: %zu of %zu.", family->n, family->n + family->n_left_out);
  rx_page_add(page, "</figcaption>\n</figure>\n");
  if (maps->x.n > MOST_TABLE || maps->y.n > MOST_TABLE) {
    rx_page_add(
        page, "<p class=\"note\">The numbers are too many for a table here; they are in the file of the sweep.</p>\n");
    return;
  }
  rx_page_add(page, "<details><summary>Numbers</summary>\n");
  for (size_t r = 0; r < family->n; r++) {
    const rx_matrix m = matrix_of(maps, r);
    const char *corner = rx_arena_format(view->arena, "%s ↓, %s →", maps->y.swept->label, maps->x.swept->label);
    rx_matrix_table(page, &m, RX_WORDS(family->responses[r].label), corner != NULL ? corner : "");
  }
  rx_page_add(page, "</details>\n");
}

/* Pairs of the parameters with the largest effects; returns how many figures were drawn. */
static size_t maps_of_family(rx_page *page, const rx_sweep_view *view, const rx_response_family *family, size_t most)
{
  size_t n = 0, n_pairs = 0;
  size_t *order = rx_arena_alloc(view->arena, (view->n_swept + 1) * sizeof *order);
  if (order == NULL) {
    page->is_out_of_memory = true;
    return 0;
  }
  rx_response_values(view, family, &family->responses[0], view->values);
  rx_sweep_order(view, view->values, order);
  for (size_t b = 1; b < view->n_swept; b++)
    for (size_t a = 0; a < b && n < MOST_PAIRS && n < most; a++) {
      const rx_swept *first = &view->swept[order[a]], *second = &view->swept[order[b]];
      rx_maps maps;
      if (first->n_levels < 2 || second->n_levels < 2) continue;
      /* the same way round in every figure, whatever the order of the effects */
      const bool is_wide =
          first->n_levels != second->n_levels ? first->n_levels > second->n_levels : order[a] < order[b];
      if (!make_maps(view, family, order[is_wide ? a : b], order[is_wide ? b : a], &maps)) {
        page->is_out_of_memory = true;
        return n;
      }
      if (n++ == 0) rx_page_heading(page, 3, rx_with_unit(view->arena, family->title, family->units));
      draw_maps(page, view, family, &maps);
    }
  for (size_t k = 0, n_varied = 0; k < view->n_swept; k++)
    if (view->swept[k].n_levels > 1) n_pairs += n_varied++;
  if (n > 0 && n < n_pairs)
    rx_page_add(page,
                "<p class=\"note\">Drawn: %zu of %zu pairs, those of the parameters with the largest effect.</p>\n", n,
                n_pairs);
  return n;
}

void rx_study_maps(rx_page *page, const rx_sweep_view *view)
{
  size_t n = 0, n_varied = 0;
  if (view->sweep->plan.design == NULL || strcmp(view->sweep->plan.design, "grid") != 0) return;
  for (size_t k = 0; k < view->n_swept; k++) n_varied += view->swept[k].n_levels > 1;
  if (n_varied < 2 || view->n_families == 0) return;
  rx_page_section(page, "maps", "Maps over two parameters");
  for (size_t f = 0; f < view->n_families && n < MOST_FIGURES; f++)
    n += maps_of_family(page, view, &view->families[f], MOST_FIGURES - n);
  if (n == MOST_FIGURES)
    rx_page_add(page, "<p class=\"note\">No more than %d figures of maps are drawn.</p>\n", (int)MOST_FIGURES);
}
