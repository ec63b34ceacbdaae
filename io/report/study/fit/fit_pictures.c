/* Pictures of a fit: fitted against target, the way to the minimum, accepted draws within their priors. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/report/page/look.h"
#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"
#include "io/report/study/fit/fit_view.h"
#include "io/report/study/labels.h"
#include "io/report/study/sections.h"

enum {
  MOST_ROWS = 40,
  MOST_TABLE = 200,
  MOST_UNITS = 3,
  MOST_PANELS = 12,
  MOST_BINS = 24,
  MOST_PAIRED = 5,
  MOST_DOTS = 400
};
enum { ROW = 20, LABELS = 300 };

static const rx_look FITTED = { "#0072b2", "", 'o', 0 }, TRUE_VALUE = { "#d55e00", "", 'd', 0 };

/* ---- targets ---- */

/* In standard deviations, one row per target, with the shade of one and two of them. */
static void draw_residuals(rx_page *page, const rx_fit *f, rx_arena *arena)
{
  const size_t n = f->n_targets < MOST_ROWS ? f->n_targets : MOST_ROWS;
  double size = 2.5;
  char cut[256];
  for (size_t i = 0; i < n; i++)
    if (isfinite(f->targets[i].residual)) size = fmax(size, fabs(f->targets[i].residual));
  const rx_plot plot = { LABELS, 8, 700, ROW * (double)n, rx_axis_round(-size, size, 8), { 0, 1, 0, false } };
  rx_page_add(page, "<figure>\n");
  rx_svg_open(
      page, RX_STUDY_WIDTH, plot.height + 48, "Residuals",
      "For each target how far the fitted value is off, in standard deviations of the target. The numbers are in the "
      "table below.");
  rx_svg_span(page, &plot, -2, 2);
  rx_page_add(page, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#dde3e9\"/>",
              rx_plot_x(&plot, -1), plot.top, rx_plot_x(&plot, 1) - rx_plot_x(&plot, -1), plot.height);
  rx_svg_axes(page, &plot, "(fitted − target) / standard deviation of the target", "", false);
  for (size_t i = 0; i < n; i++) {
    const rx_fit_target *t = &f->targets[i];
    const double y = plot.top + ROW * ((double)i + 0.5);
    rx_svg_text(page, LABELS - 8, y + 4, "end", "", rx_cut_front(cut, rx_fit_target_label(t, arena), LABELS / 6 - 2));
    if (!isfinite(t->residual)) continue;
    rx_page_add(page, "<path d=\"M%.1f %.1fH%.1f\" stroke=\"%s\" stroke-width=\"2\"/>", rx_plot_x(&plot, 0), y,
                rx_plot_x(&plot, t->residual), FITTED.colour);
    rx_svg_marker(page, rx_plot_x(&plot, t->residual), y, 3.8, &FITTED);
  }
  rx_page_add(page, "<path d=\"M%.1f %.1fv%.1f\" stroke=\"#1b2430\"/>\n", rx_plot_x(&plot, 0), plot.top, plot.height);
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>Shaded: one and two standard deviations.");
  if (n < f->n_targets) rx_page_add(page, " Drawn: the first %zu of %zu targets.", n, f->n_targets);
  rx_page_add(page, "</figcaption>\n</figure>\n");
}

static bool has_unit(const rx_fit_target *t, const char *unit)
{
  return strcmp(t->units != NULL ? t->units : "", unit) == 0;
}

static void draw_unit(rx_page *page, const rx_fit *f, const char *unit, rx_plot plot)
{
  double low = INFINITY, high = -INFINITY;
  const char *shown = *RX_UNIT(unit) != '\0' ? RX_UNIT(unit) : "no unit";
  char label[2 * RX_NUMBER_TEXT] = "target, ";
  strcat(label, shown);
  for (size_t i = 0; i < f->n_targets; i++) {
    const rx_fit_target *t = &f->targets[i];
    if (!has_unit(t, unit) || !isfinite(t->value) || !isfinite(t->fitted)) continue;
    const double sd = isfinite(t->sd) ? t->sd : 0;
    low = fmin(low, fmin(t->value - sd, t->fitted));
    high = fmax(high, fmax(t->value + sd, t->fitted));
  }
  plot.x = plot.y = rx_axis_round(low, high, 5);
  rx_svg_axes(page, &plot, label, "fitted", false);
  rx_page_add(page, "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#55606e\" stroke-dasharray=\"4 4\"/>\n", plot.left,
              plot.top + plot.height, plot.left + plot.width, plot.top);
  for (size_t i = 0; i < f->n_targets && i < MOST_TABLE; i++) {
    const rx_fit_target *t = &f->targets[i];
    if (!has_unit(t, unit) || !isfinite(t->value) || !isfinite(t->fitted)) continue;
    const double x = rx_plot_x(&plot, t->value), y = rx_plot_y(&plot, t->fitted);
    if (isfinite(t->sd))
      rx_page_add(page, "<path d=\"M%.1f %.1fH%.1f\" stroke=\"%s\" stroke-width=\"1.4\"/>",
                  rx_plot_x(&plot, t->value - t->sd), y, rx_plot_x(&plot, t->value + t->sd), FITTED.colour);
    rx_svg_marker(page, x, y, 3.8, &FITTED);
  }
}

/* A panel for each unit, for values of different units have no common scale. */
static void draw_fitted(rx_page *page, const rx_fit *f)
{
  const char *units[MOST_UNITS];
  size_t n = 0, n_left_out = 0;
  for (size_t i = 0; i < f->n_targets; i++) {
    const rx_fit_target *t = &f->targets[i];
    bool is_known = false;
    if (!isfinite(t->value) || !isfinite(t->fitted)) continue;
    for (size_t u = 0; u < n; u++) is_known |= has_unit(t, units[u]);
    if (is_known) continue;
    if (n < MOST_UNITS)
      units[n++] = t->units != NULL ? t->units : "";
    else
      n_left_out++;
  }
  if (n == 0) return;
  rx_page_add(page, "<figure>\n");
  rx_svg_open(page, RX_STUDY_WIDTH, 300, "Fitted against target", "A panel for each unit, a point for each target.");
  for (size_t u = 0; u < n; u++)
    draw_unit(page, f, units[u], (rx_plot){ .left = 70 + 363 * (double)u, .top = 10, .width = 250, .height = 240 });
  rx_svg_close(page);
  rx_page_add(
      page,
      "<figcaption>Dashed: fitted as the target. Lines: standard deviation of the target.%s</figcaption>\n</figure>\n",
      n_left_out > 0 ? " Targets of further units are in the table only." : "");
}

static void targets_table(rx_page *page, const rx_fit *f)
{
  rx_page_table(page, NULL);
  rx_page_add(
      page,
      "<thead><tr><th scope=\"col\">Output</th><th scope=\"col\">Stimulus</th><th scope=\"col\">Condition</th><th "
      "scope=\"col\">Unit</th><th scope=\"col\" class=\"n\">Target</th><th scope=\"col\" class=\"n\">SD</th><th "
      "scope=\"col\" "
      "class=\"n\">Fitted</th><th scope=\"col\" class=\"n\">Residual, SD</th></tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < f->n_targets && i < MOST_TABLE; i++) {
    const rx_fit_target *t = &f->targets[i];
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td>", RX_WORDS(t->output),
                RX_WORDS(t->stimulus), RX_WORDS(t->condition), RX_UNIT(t->units));
    rx_page_add(page,
                "<td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
                RX_NUM(t->value), RX_NUM(t->sd), RX_NUM(t->fitted), RX_NUM(t->residual));
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  if (f->n_targets > MOST_TABLE)
    rx_page_add(page, "<p class=\"note\">%zu more are in the file of the fit, /fit/targets.</p>\n",
                f->n_targets - MOST_TABLE);
}

void rx_study_targets(rx_page *page, const rx_fit *f, rx_arena *arena)
{
  if (f->n_targets == 0) return;
  rx_page_section(page, "targets", "Fitted against target");
  draw_residuals(page, f, arena);
  draw_fitted(page, f);
  targets_table(page, f);
}

/* ---- convergence ---- */

static void span_of(size_t n, const double *values, size_t stride, double *low, double *high)
{
  for (size_t i = 0; i < n; i++) {
    if (!isfinite(values[i * stride])) continue;
    *low = fmin(*low, values[i * stride]);
    *high = fmax(*high, values[i * stride]);
  }
}

static void draw_course(rx_page *page, rx_plot plot, size_t n, const double *iteration, const double *values,
                        size_t stride, const char *title)
{
  char cut[256];
  rx_svg_axes(page, &plot, "iteration", "", false);
  rx_svg_text(page, plot.left, plot.top - 7, "start", "strong", rx_cut_front(cut, title, (size_t)(plot.width / 6.4)));
  rx_svg_line(page, &plot, n, iteration, values, stride, &FITTED, 1.8, 400);
  for (size_t i = 0; n <= 40 && i < n; i++)
    if (isfinite(values[i * stride]))
      rx_svg_marker(page, rx_plot_x(&plot, iteration[i]), rx_plot_y(&plot, values[i * stride]), 2.8, &FITTED);
}

static void iterations_table(rx_page *page, const rx_fit *f, const char *const labels[])
{
  const size_t k = f->n_parameters, every = (f->n_iterations + MOST_ROWS - 1) / MOST_ROWS;
  rx_page_add(page, "<details><summary>Numbers</summary>\n");
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\" class=\"n\">Iteration</th><th scope=\"col\" class=\"n\">χ²</th>");
  for (size_t j = 0; j < k && j < MOST_PANELS; j++)
    rx_page_add(page, "<th scope=\"col\" class=\"n\">%s</th>", labels[j]);
  rx_page_add(page, "</tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < f->n_iterations; i += every) {
    rx_page_add(page, "<tr><td class=\"n\">%u</td><td class=\"n\">%s</td>", (unsigned)f->iteration[i],
                RX_NUM(f->iteration_chi2[i]));
    for (size_t j = 0; j < k && j < MOST_PANELS; j++)
      rx_page_add(page, "<td class=\"n\">%s</td>", RX_NUM(f->iteration_parameters[i * k + j]));
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  rx_page_add(page, "</details>\n");
}

void rx_study_convergence(rx_page *page, const rx_fit *f, rx_arena *arena)
{
  enum { N_ACROSS = 4, STEP_X = 272, STEP_Y = 190 };
  if (f->n_iterations == 0) return;
  const char **labels = rx_fit_labels(f, arena);
  double *iteration = rx_arena_alloc(arena, (f->n_iterations + 1) * sizeof *iteration);
  if (labels == NULL || iteration == NULL) {
    page->is_out_of_memory = true;
    return;
  }
  for (size_t i = 0; i < f->n_iterations; i++) iteration[i] = f->iteration[i];
  const size_t n = 1 + (f->n_parameters < MOST_PANELS ? f->n_parameters : MOST_PANELS),
               n_rows = (n + N_ACROSS - 1) / N_ACROSS;
  rx_axis x = rx_axis_exact(iteration[0], iteration[f->n_iterations - 1], 5);
  if (x.step < 1) x.step = 1;
  rx_page_section(page, "convergence", "The way to the minimum");
  rx_page_add(page, "<figure>\n");
  rx_svg_open(page, RX_STUDY_WIDTH, STEP_Y * (double)n_rows, "The way to the minimum",
              "Chi-squared and each parameter over the iterations. The numbers are in the table below.");
  for (size_t i = 0; i < n; i++) {
    double low = INFINITY, high = -INFINITY;
    rx_plot plot = { .left = 62 + STEP_X * (double)(i % N_ACROSS),
                     .top = 22 + STEP_Y * (double)(i / N_ACROSS),
                     .width = STEP_X - 78,
                     .height = STEP_Y - 66,
                     .x = x };
    const double *values = i == 0 ? f->iteration_chi2 : f->iteration_parameters + i - 1;
    const size_t stride = i == 0 ? 1 : f->n_parameters;
    span_of(f->n_iterations, values, stride, &low, &high);
    const bool is_log = i == 0 ? low > 0 && high > 10 * low : f->parameters[i - 1].is_log && low > 0;
    plot.y = is_log ? rx_axis_log(low, high, 4) : rx_axis_round(low, high, 4);
    draw_course(page, plot, f->n_iterations, iteration, values, stride, i == 0 ? "χ²" : labels[i - 1]);
  }
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>χ²: sum of the squared residuals.");
  if (n < f->n_parameters + 1) rx_page_add(page, " Drawn: %zu of %zu parameters.", n - 1, f->n_parameters);
  rx_page_add(page, "</figcaption>\n</figure>\n");
  iterations_table(page, f, labels);
}

/* ---- accepted draws ---- */

static void draw_histogram(rx_page *page, const rx_fit *f, size_t k, rx_plot plot, const char *label)
{
  const rx_fit_parameter *p = &f->parameters[k];
  size_t count[MOST_BINS] = { 0 }, most = 0, n = 0;
  char cut[256];
  plot.x = rx_fit_axis(p, 4);
  for (size_t i = 0; i < f->n_accepted; i++) {
    const double place = rx_axis_place(&plot.x, f->accepted[i * f->n_parameters + k]);
    if (!(place >= 0 && place <= 1)) continue;
    const size_t bin = place < 1 ? (size_t)(place * MOST_BINS) : MOST_BINS - 1;
    if (++count[bin] > most) most = count[bin];
    n++;
  }
  const double prior = (double)n / MOST_BINS, w = plot.width / MOST_BINS;
  plot.y = rx_axis_round(0, fmax((double)most, 1.5 * prior), 3);
  const char *unit = RX_UNIT(p->units);
  rx_svg_axes(page, &plot, unit, "", false);
  rx_svg_text(page, plot.left, plot.top - 7, "start", "strong", rx_cut_front(cut, label, (size_t)(plot.width / 6.4)));
  for (size_t b = 0; b < MOST_BINS; b++)
    if (count[b] > 0)
      rx_page_add(page,
                  "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#8fbfe0\" stroke=\"#0072b2\" "
                  "stroke-width=\"0.7\"/>",
                  plot.left + w * (double)b, rx_plot_y(&plot, (double)count[b]), w,
                  plot.top + plot.height - rx_plot_y(&plot, (double)count[b]));
  rx_page_add(page, "<path d=\"M%.1f %.1fh%.1f\" stroke=\"#55606e\" stroke-dasharray=\"4 3\"/>", plot.left,
              rx_plot_y(&plot, prior), plot.width);
  if (isfinite(p->low) && isfinite(p->high))
    rx_page_add(page, "<path d=\"M%.1f %.1fH%.1f\" stroke=\"#1b2430\" stroke-width=\"2\"/>", rx_plot_x(&plot, p->low),
                plot.top + 4, rx_plot_x(&plot, p->high));
  if (isfinite(p->estimate)) rx_svg_marker(page, rx_plot_x(&plot, p->estimate), plot.top + 4, 3.4, &FITTED);
  if (isfinite(p->truth)) rx_svg_marker(page, rx_plot_x(&plot, p->truth), plot.top + 4, 3.2, &TRUE_VALUE);
}

static void draw_pair(rx_page *page, const rx_fit *f, size_t kx, size_t ky, rx_plot plot, const char *x_label,
                      const char *y_label)
{
  const rx_fit_parameter *px = &f->parameters[kx], *py = &f->parameters[ky];
  const size_t every = (f->n_accepted + MOST_DOTS - 1) / MOST_DOTS;
  char cut[2][256];
  plot.x = rx_fit_axis(px, 3);
  plot.y = rx_fit_axis(py, 3);
  rx_svg_axes(page, &plot, rx_cut_front(cut[0], x_label, (size_t)(plot.width / 6)),
              rx_cut_front(cut[1], y_label, (size_t)(plot.height / 6)), false);
  rx_page_add(
      page,
      "<path fill=\"none\" stroke=\"%s\" stroke-width=\"3.2\" stroke-linecap=\"round\" stroke-opacity=\"0.45\" d=\"",
      FITTED.colour);
  for (size_t i = 0; i < f->n_accepted; i += every) {
    const double x = f->accepted[i * f->n_parameters + kx], y = f->accepted[i * f->n_parameters + ky];
    if (isfinite(x) && isfinite(y)) rx_page_add(page, "M%.1f %.1fh0", rx_plot_x(&plot, x), rx_plot_y(&plot, y));
  }
  rx_page_add(page, "\"/>\n");
  if (isfinite(px->truth) && isfinite(py->truth))
    rx_svg_marker(page, rx_plot_x(&plot, px->truth), rx_plot_y(&plot, py->truth), 4, &TRUE_VALUE);
}

static void draw_pairs(rx_page *page, const rx_fit *f, const char *const labels[])
{
  const size_t n = f->n_parameters < MOST_PAIRED ? f->n_parameters : MOST_PAIRED;
  if (n < 2) return;
  const double step = n == 2 ? 420 : RX_STUDY_WIDTH / (double)(n - 1), height = fmin(step - 100, 250);
  const double width = fmin(step - 96, 330);
  rx_page_heading(page, 3, "Accepted draws in pairs");
  rx_page_add(page, "<figure>\n");
  rx_svg_open(page, RX_STUDY_WIDTH, (height + 56) * (double)(n - 1), "Accepted draws in pairs",
              "A panel for each pair of parameters, a dot for each accepted draw.");
  for (size_t row = 1; row < n; row++)
    for (size_t column = 0; column < row; column++)
      draw_pair(page, f, column, row,
                (rx_plot){ .left = 72 + step * (double)column,
                           .top = 10 + (height + 56) * (double)(row - 1),
                           .width = width,
                           .height = height },
                labels[column], labels[row]);
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>Axes: the range of the prior.%s",
              f->n_accepted > MOST_DOTS ? " Not every draw is drawn." : "");
  if (n < f->n_parameters) rx_page_add(page, " Drawn: the first %zu of %zu parameters.", n, f->n_parameters);
  rx_page_add(page, "</figcaption>\n</figure>\n");
}

void rx_study_posterior(rx_page *page, const rx_fit *f, rx_arena *arena)
{
  enum { N_ACROSS = 4, STEP_X = 272, STEP_Y = 180 };
  if (f->method != RX_FIT_REJECTION || f->n_parameters == 0) return;
  rx_page_section(page, "posterior", "Accepted draws");
  if (f->n_accepted == 0) {
    rx_page_add(page,
                "<p class=\"warning\"><b>Note.</b> No draw was accepted: none is near enough to the targets.</p>\n");
    return;
  }
  const char **labels = rx_fit_labels(f, arena);
  if (labels == NULL) {
    page->is_out_of_memory = true;
    return;
  }
  const size_t n = f->n_parameters < MOST_PANELS ? f->n_parameters : MOST_PANELS,
               n_rows = (n + N_ACROSS - 1) / N_ACROSS;
  if (f->n_accepted < 50)
    rx_page_add(page,
                "<p class=\"warning\"><b>Note.</b> %zu accepted draws are few: medians and intervals are rough.</p>\n",
                f->n_accepted);
  rx_page_add(page, "<figure>\n");
  rx_svg_open(page, RX_STUDY_WIDTH, STEP_Y * (double)n_rows, "Accepted draws of each parameter",
              "A histogram for each parameter over the range of its prior. Medians and intervals are in the table of "
              "estimates.");
  for (size_t k = 0; k < n; k++)
    draw_histogram(page, f, k,
                   (rx_plot){ .left = 48 + STEP_X * (double)(k % N_ACROSS),
                              .top = 22 + STEP_Y * (double)(k / N_ACROSS),
                              .width = STEP_X - 64,
                              .height = STEP_Y - 66 },
                   labels[k]);
  rx_svg_close(page);
  rx_page_add(page,
              "<figcaption>Bars: accepted draws over the range of the prior. Dashed: as many as the prior would give. "
              "Line and disk: "
              "interval and median. Diamond: the value that the targets were made with. A histogram as flat as the "
              "dashed line says that the targets tell nothing of this parameter.");
  if (n < f->n_parameters) rx_page_add(page, " Drawn: %zu of %zu parameters.", n, f->n_parameters);
  rx_page_add(page, "</figcaption>\n</figure>\n");
  draw_pairs(page, f, labels);
}
