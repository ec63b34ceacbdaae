/* Indices of a sensitivity analysis: Sobol's S1 and ST with intervals, S2 as a matrix, Morris's mu* and sigma. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/report/page/look.h"
#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"
#include "io/report/study/labels.h"
#include "io/report/study/matrix.h"
#include "io/report/study/sections.h"

enum { MOST_DRAWN = 12, MOST_TABLES = 40, MOST_ROWS = 20, MOST_SIDE = 20, LABELS = 250, ROW = 26, LABEL_STEP = 13 };

typedef struct rx_ranking {
  size_t n, order[MOST_ROWS]; /* the n parameters with the largest values */
} rx_ranking;

/* By value, largest first; those without a value last. */
static rx_ranking rank(size_t n_swept, const double value[])
{
  rx_ranking ranking = { 0 };
  for (size_t k = 0; k < n_swept; k++) {
    size_t at = ranking.n < MOST_ROWS ? ranking.n++ : MOST_ROWS;
    const double size = isnan(value[k]) ? -INFINITY : value[k];
    for (; at > 0; at--) {
      const double before = value[ranking.order[at - 1]];
      if (!(size > (isnan(before) ? -INFINITY : before))) break;
      if (at < MOST_ROWS) ranking.order[at] = ranking.order[at - 1];
    }
    if (at < MOST_ROWS) ranking.order[at] = k;
  }
  return ranking;
}

static double at(const double *values, size_t i)
{
  return values != NULL ? values[i] : NAN;
}

/* ---- Sobol ---- */

static void widen(double *low, double *high, const double *value, const double *conf, size_t k)
{
  const double v = at(value, k), c = at(conf, k);
  if (!isfinite(v)) return;
  *low = fmin(*low, v - (isfinite(c) ? c : 0));
  *high = fmax(*high, v + (isfinite(c) ? c : 0));
}

static void draw_bar(rx_page *page, const rx_plot *plot, double value, double conf, double top, const rx_look *look)
{
  if (!isfinite(value)) {
    rx_svg_text(page, rx_plot_x(plot, 0) + 4, top + 9, "start", "soft", "–");
    return;
  }
  const double zero = rx_plot_x(plot, 0), x = rx_plot_x(plot, value), middle = top + 5;
  rx_page_add(page, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"10\" fill=\"url(#fill%u)\" stroke=\"%s\"/>",
              fmin(zero, x), top, fmax(fabs(x - zero), 0.5), look->pattern, look->colour);
  if (!isfinite(conf)) return;
  const double from = rx_plot_x(plot, value - conf), to = rx_plot_x(plot, value + conf);
  for (int pass = 0; pass < 2; pass++)
    rx_page_add(page, "<path d=\"M%.1f %.1fv5m0-2.5H%.1fm0-2.5v5\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
                from, middle - 2.5, to, pass == 0 ? "#fff" : "#1b2430", pass == 0 ? 3.5 : 1.3);
}

static void draw_sobol(rx_page *page, const rx_sweep_view *view, const rx_sweep_indices *s)
{
  const rx_look first = rx_look_at(1), total = rx_look_at(2);
  const rx_legend_entry entries[] = { { first, "S1: alone", NULL }, { total, "ST: with all interactions", NULL } };
  const rx_ranking ranking = rank(view->n_swept, s->ST != NULL ? s->ST : s->S1);
  double low = 0, high = 1;
  char cut[256];
  for (size_t i = 0; i < ranking.n; i++) {
    widen(&low, &high, s->S1, s->S1_conf, ranking.order[i]);
    widen(&low, &high, s->ST, s->ST_conf, ranking.order[i]);
  }
  const double height = ROW * (double)ranking.n;
  const rx_plot plot = { LABELS, 6, 760, height, rx_axis_round(low, high, 8), { 0, 1, 0, false } };
  rx_page_add(page, "<figure>\n");
  rx_legend(page, false, 2, entries);
  rx_svg_open(page, RX_STUDY_WIDTH, height + 44, s->output,
              "Two bars for each parameter: the share of the variance by itself and with interactions. The numbers are "
              "in the table below.");
  rx_svg_axes(page, &plot, "share of the variance", "", false);
  for (size_t i = 0; i < ranking.n; i++) {
    const size_t k = ranking.order[i];
    const double top = plot.top + ROW * (double)i + 2;
    rx_svg_text(page, LABELS - 8, top + 15, "end", "", rx_cut_front(cut, view->swept[k].label, LABELS / 6 - 2));
    draw_bar(page, &plot, at(s->S1, k), at(s->S1_conf, k), top, &first);
    draw_bar(page, &plot, at(s->ST, k), at(s->ST_conf, k), top + 11, &total);
  }
  rx_page_add(page, "<path d=\"M%.1f %.1fv%.1f\" stroke=\"#1b2430\"/>\n", rx_plot_x(&plot, 0), plot.top, plot.height);
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>Whiskers: interval of the estimate.");
  if (ranking.n < view->n_swept) rx_page_add(page, " Drawn: %zu of %zu parameters.", ranking.n, view->n_swept);
  rx_page_add(page, "</figcaption>\n</figure>\n");
}

static void draw_second_order(rx_page *page, const rx_sweep_view *view, const rx_sweep_indices *s)
{
  const size_t n = view->n_swept < MOST_SIDE ? view->n_swept : MOST_SIDE;
  const rx_ranking ranking = rank(view->n_swept, s->ST != NULL ? s->ST : s->S1);
  double cells[MOST_SIDE * MOST_SIDE], low = INFINITY, high = -INFINITY;
  const char *labels[MOST_SIDE];
  for (size_t i = 0; i < n; i++) {
    labels[i] = view->swept[ranking.order[i]].label;
    for (size_t j = 0; j < n; j++) {
      /* the file has the upper triangle in the order of the design, here it is by rank */
      const size_t a = ranking.order[i], b = ranking.order[j];
      const double value = s->S2[(a < b ? a : b) * view->n_swept + (a < b ? b : a)];
      cells[i * n + j] = j > i ? value : NAN;
      low = fmin(low, cells[i * n + j]);
      high = fmax(high, cells[i * n + j]);
    }
  }
  if (!(low <= high)) return;
  /* from 0, so that noise about 0 is not painted as if it were much */
  const rx_colour_scale scale = rx_colour_scale_of(fmin(low, 0), fmax(high, 0));
  const rx_matrix m = { n, n, cells, labels, labels, false, 2 };
  const double width = fmin(70 * (double)n, 800), height = fmin(30, 600 / (double)n) * (double)n;
  const double below = rx_matrix_label_height(&m, width);
  rx_page_add(page, "<figure>\n");
  rx_svg_open(page, RX_STUDY_WIDTH, height + below + 52, "Second order",
              "A matrix of the share of the variance that belongs to each pair of parameters.");
  rx_matrix_draw(page, &m, &scale, LABELS, 6, width, height);
  rx_colour_bar(page, &scale, LABELS, height + below + 16, 260, "S2");
  rx_svg_close(page);
  rx_page_add(page,
              "<figcaption>S2: share of the variance from the interaction of two parameters, beyond what each does "
              "alone.</figcaption>\n</figure>\n");
}

static void cell(rx_page *page, const double *value, const double *conf, size_t k)
{
  rx_page_add(page, "<td class=\"n\">%s", RX_NUM(at(value, k)));
  if (isfinite(at(conf, k))) rx_page_add(page, " ± %s", rx_number_text((char[RX_NUMBER_TEXT]){ 0 }, conf[k], 2));
  rx_page_add(page, "</td>");
}

static void table(rx_page *page, const rx_sweep_view *view, const rx_sweep_indices *s)
{
  const bool is_sobol = s->S1 != NULL || s->ST != NULL;
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Parameter</th>");
  if (is_sobol) rx_page_add(page, "<th scope=\"col\" class=\"n\">S1</th><th scope=\"col\" class=\"n\">ST</th>");
  if (s->mu_star != NULL)
    rx_page_add(page, "<th scope=\"col\" class=\"n\">μ*</th><th scope=\"col\" class=\"n\">μ</th><th scope=\"col\" "
                      "class=\"n\">σ</th>");
  rx_page_add(page, "</tr></thead>\n<tbody>\n");
  for (size_t k = 0; k < view->n_swept; k++) {
    rx_page_add(page, "<tr><th scope=\"row\">%s</th>", view->swept[k].label);
    if (is_sobol) {
      cell(page, s->S1, s->S1_conf, k);
      cell(page, s->ST, s->ST_conf, k);
    }
    if (s->mu_star != NULL) {
      cell(page, s->mu_star, s->mu_star_conf, k);
      cell(page, s->mu, NULL, k);
      cell(page, s->sigma, NULL, k);
    }
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

static void notes_on_sobol(rx_page *page, const rx_sweep_view *view, const rx_sweep_indices *s)
{
  double sum = 0;
  size_t n_negative = 0, n_unsure = 0, n_finite = 0;
  for (size_t k = 0; k < view->n_swept; k++) {
    if (isfinite(at(s->S1, k))) sum += s->S1[k], n_finite++;
    n_negative += at(s->S1, k) < 0;
    n_negative += at(s->ST, k) < 0;
    n_unsure += at(s->ST, k) - at(s->ST_conf, k) <= 0;
  }
  if (n_finite == 0) {
    rx_page_add(page, "<p class=\"warning\"><b>Note.</b> There are no indices: the output does not vary, or too few "
                      "base samples are whole.</p>\n");
    return;
  }
  rx_page_add(page, "<p class=\"note\">The S1 add up to %s%s.", RX_NUM(sum),
              n_finite < view->n_swept ? " as far as they are known" : "");
  if (sum < 0.9) rx_page_add(page, " What is missing to 1 is interactions, or noise.");
  if (sum > 1.05) rx_page_add(page, " More than 1 is noise: more base samples are needed.");
  if (n_negative > 0)
    rx_page_add(page,
                " %zu estimate%s below 0: an index cannot be, its estimate from a finite sample can; read it as 0.",
                n_negative, n_negative == 1 ? " is" : "s are");
  if (n_unsure > 0)
    rx_page_add(page, " The interval of %zu ST reaches 0: %s not told from no influence.", n_unsure,
                n_unsure == 1 ? "this parameter is" : "these parameters are");
  rx_page_add(page, "</p>\n");
}

/* ---- Morris ---- */

typedef struct rx_label_place {
  size_t k;
  double y;
} rx_label_place;

/* Labels in the order of their points from the top, LABEL_STEP apart, within top … bottom. */
static void spread_labels(size_t n, rx_label_place places[], double top, double bottom)
{
  for (size_t i = 1; i < n; i++)
    for (size_t j = i; j > 0 && places[j].y < places[j - 1].y; j--) {
      const rx_label_place p = places[j];
      places[j] = places[j - 1];
      places[j - 1] = p;
    }
  double y = top;
  for (size_t i = 0; i < n; i++, y += LABEL_STEP) y = places[i].y = fmax(places[i].y, y);
  y = bottom;
  for (size_t i = n; i-- > 0; y -= LABEL_STEP) y = places[i].y = fmin(places[i].y, y);
}

static void draw_morris(rx_page *page, const rx_sweep_view *view, const rx_sweep_indices *s)
{
  const rx_ranking ranking = rank(view->n_swept, s->mu_star);
  const rx_look look = rx_look_at(1);
  rx_label_place places[MOST_ROWS];
  double high_x = 0, high_y = 0;
  size_t n = 0;
  char cut[256];
  for (size_t i = 0; i < ranking.n; i++) {
    const size_t k = ranking.order[i];
    if (!isfinite(s->mu_star[k]) || !isfinite(at(s->sigma, k))) continue;
    high_x = fmax(high_x, s->mu_star[k] + (isfinite(at(s->mu_star_conf, k)) ? s->mu_star_conf[k] : 0));
    high_y = fmax(high_y, s->sigma[k]);
    places[n++].k = k;
  }
  if (n == 0) {
    rx_page_add(page, "<p class=\"warning\"><b>Note.</b> There are no indices: the output does not vary, or no "
                      "trajectory is whole.</p>\n");
    return;
  }
  const rx_plot plot = { 70, 12, 620, 290, rx_axis_round(0, high_x, 7), rx_axis_round(0, high_y, 5) };
  rx_page_add(page, "<figure>\n");
  rx_svg_open(page, RX_STUDY_WIDTH, 346, s->output,
              "Scatter of mu* and sigma, a point for each parameter with its name on the right. The numbers are in the "
              "table below.");
  rx_svg_axes(page, &plot, "μ*: mean size of the effect", "σ: its spread", false);
  const double diagonal = fmin(plot.x.high, plot.y.high);
  rx_page_add(page, "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#55606e\" stroke-dasharray=\"4 4\"/>\n",
              rx_plot_x(&plot, 0), rx_plot_y(&plot, 0), rx_plot_x(&plot, diagonal), rx_plot_y(&plot, diagonal));
  for (size_t i = 0; i < n; i++) places[i].y = rx_plot_y(&plot, s->sigma[places[i].k]);
  spread_labels(n, places, plot.top, plot.top + plot.height);
  for (size_t i = 0; i < n; i++) {
    const size_t k = places[i].k;
    const double x = rx_plot_x(&plot, s->mu_star[k]), y = rx_plot_y(&plot, s->sigma[k]);
    if (isfinite(at(s->mu_star_conf, k)))
      rx_page_add(page, "<path d=\"M%.1f %.1fH%.1f\" stroke=\"%s\" stroke-width=\"1.3\"/>",
                  rx_plot_x(&plot, fmax(s->mu_star[k] - s->mu_star_conf[k], 0)), y,
                  rx_plot_x(&plot, s->mu_star[k] + s->mu_star_conf[k]), look.colour);
    rx_page_add(page, "<path d=\"M%.1f %.1fL%.1f %.1fh8\" fill=\"none\" stroke=\"#b9c1ca\" stroke-width=\"0.8\"/>", x,
                y, plot.left + plot.width + 14, places[i].y);
    rx_svg_marker(page, x, y, 4, &look);
    rx_svg_text(page, plot.left + plot.width + 26, places[i].y + 4, "start", "",
                rx_cut_front(cut, view->swept[k].label, 58));
  }
  rx_svg_close(page);
  rx_page_add(page,
              "<figcaption>Near the left: little influence. Above the dashed line (σ = μ*): the effect depends on the "
              "other parameters or is not linear.%s",
              s->mu_star_conf != NULL ? " Horizontal lines: interval of μ*." : "");
  if (n < view->n_swept) rx_page_add(page, " Drawn: %zu of %zu parameters.", n, view->n_swept);
  rx_page_add(page, "</figcaption>\n</figure>\n");
}

/* ---- the section ---- */

/* Base samples (or trajectories) of a condition, and how many have a member that is not ok. False when memory is out. */
static bool count_bases(const rx_sweep_view *view, size_t condition, size_t *n, size_t *n_left_out)
{
  const rx_sweep *s = view->sweep;
  uint8_t *state = calloc(view->n_members + 1, 1);
  *n = *n_left_out = 0;
  if (state == NULL) return false;
  for (size_t m = 0; m < view->n_members; m++) {
    if (s->plan.base[m] >= view->n_members || (s->plan.n_conditions > 0 && s->plan.condition[m] != condition)) continue;
    state[s->plan.base[m]] |= s->rows.status[m] == RX_MEMBER_OK ? 1 : 2;
  }
  for (size_t b = 0; b < view->n_members; b++) *n += state[b] != 0, *n_left_out += state[b] > 1;
  free(state);
  return true;
}

static void notes_on_bases(rx_page *page, const rx_sweep_view *view)
{
  const bool is_morris = view->sweep->plan.design != NULL && strcmp(view->sweep->plan.design, "morris") == 0;
  if (view->sweep->plan.base == NULL) return;
  for (size_t c = 0; c < view->n_conditions; c++) {
    size_t n, n_left_out;
    if (!count_bases(view, c, &n, &n_left_out)) {
      page->is_out_of_memory = true;
      return;
    }
    if (n_left_out == 0) continue;
    rx_page_add(page, "<p class=\"warning\"><b>Note.</b> ");
    if (view->n_conditions > 1) rx_page_add(page, "%s: ", RX_WORDS(rx_sweep_condition_name(view, c)));
    rx_page_add(page,
                "%s of %s %s have a member that failed or did not run and are left out of the indices: they speak "
                "for the part of the ranges where the model runs.</p>\n",
                RX_COUNT(n_left_out), RX_COUNT(n), is_morris ? "trajectories" : "base samples");
  }
}

/* "pain_signal.brush": "pain signal, brush" */
static void output_words(char title[RX_NUMBER_TEXT], const char *output)
{
  const char *words = RX_WORDS(output);
  size_t n = 0;
  for (; *words != '\0' && n + 3 < RX_NUMBER_TEXT; words++) {
    title[n++] = *words == '.' ? ',' : *words;
    if (*words == '.') title[n++] = ' ';
  }
  title[n] = '\0';
}

void rx_study_indices(rx_page *page, const rx_sweep_view *view)
{
  const rx_sweep *sweep = view->sweep;
  size_t n_drawn = 0;
  if (sweep->n_indices == 0 || view->n_swept == 0) return;
  rx_page_section(page, "sensitivity", "Sensitivity indices");
  notes_on_bases(page, view);
  for (size_t i = 0; i < sweep->n_indices && i < MOST_TABLES; i++) {
    const rx_sweep_indices *s = &sweep->indices[i];
    const bool is_drawn = n_drawn < MOST_DRAWN;
    n_drawn += is_drawn;
    char title[RX_NUMBER_TEXT];
    output_words(title, s->output);
    rx_page_heading(page, 3, rx_capital(title));
    if (s->S1 != NULL || s->ST != NULL) {
      if (is_drawn) draw_sobol(page, view, s);
      if (is_drawn && s->S2 != NULL && view->n_swept > 1) draw_second_order(page, view, s);
      notes_on_sobol(page, view, s);
    }
    if (s->mu_star != NULL && is_drawn) draw_morris(page, view, s);
    table(page, view, s);
  }
  if (sweep->n_indices > MOST_DRAWN)
    rx_page_add(
        page,
        "<p class=\"note\">Drawn: %d of %zu; in tables: %zu; all are in the file of the sweep, /sensitivity.</p>\n",
        (int)MOST_DRAWN, sweep->n_indices, sweep->n_indices < MOST_TABLES ? sweep->n_indices : MOST_TABLES);
}
