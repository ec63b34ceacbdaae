/* The page of a fit: estimates, targets, the way to the minimum or the accepted draws, how it was run. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "io/report/page/look.h"
#include "io/report/page/made_with.h"
#include "io/report/page/numbers.h"
#include "io/report/study/fit/fit_view.h"
#include "io/report/study/labels.h"
#include "io/report/study/matrix.h"
#include "io/report/study/sections.h"
#include "io/report/study/study_report.h"

enum { MOST_PARAMETERS = 30, MOST_SIDE = 20, ROW = 24, LABELS = 250 };

/* A correlation beyond this: the targets fix a combination of two parameters, not each. */
#define STRONG_CORRELATION 0.95

/* An estimate nearer to an end than this share of the range is at the end. */
#define BOUND_SHARE 1e-3

/* ---- names and axes ---- */

const char **rx_fit_labels(const rx_fit *fit, rx_arena *arena)
{
  const size_t n = fit->n_parameters;
  const char **labels = rx_arena_alloc(arena, (3 * n + 1) * sizeof *labels), **paths = labels + n,
             **operations = labels + 2 * n;
  if (labels == NULL) return NULL;
  for (size_t k = 0; k < n; k++) paths[k] = fit->parameters[k].path, operations[k] = fit->parameters[k].operation;
  for (size_t k = 0; k < n; k++) {
    const rx_fit_parameter *p = &fit->parameters[k];
    labels[k] = rx_has_own_name(p->name, p->path) ? p->name : rx_short_path(arena, n, paths, operations, k);
    if (labels[k] == NULL) return NULL;
  }
  return labels;
}

rx_axis rx_fit_axis(const rx_fit_parameter *p, int n)
{
  return p->is_log ? rx_axis_log(p->lower, p->upper, n) : rx_axis_exact(p->lower, p->upper, n);
}

const char *rx_fit_target_label(const rx_fit_target *t, rx_arena *arena)
{
  const char *label = rx_arena_format(
      arena, "%s%s%s%s%s", RX_WORDS(t->output), t->stimulus != NULL && *t->stimulus != '\0' ? ", " : "",
      RX_WORDS(t->stimulus), t->condition != NULL && *t->condition != '\0' ? ", " : "", RX_WORDS(t->condition));
  return label != NULL ? label : t->output;
}

/* ---- top ---- */

static void title(rx_page *page, const rx_fit *f)
{
  const bool is_rejection = f->method == RX_FIT_REJECTION;
  rx_page_add(page, "<header>\n<h1>%s</h1>\n<p class=\"lead\">Fit %s</p>\n<p>",
              f->title != NULL && *f->title != '\0' ? f->title
              : f->name != NULL                     ? f->name
                                                    : "Fit",
              f->name);
  rx_page_add(page, "%zu parameter%s to %zu target%s by %s. ", f->n_parameters, f->n_parameters == 1 ? "" : "s",
              f->n_targets, f->n_targets == 1 ? "" : "s",
              is_rejection ? "rejection: draws from the prior ranges, of which the nearest to the targets are kept"
                           : "least squares");
  if (is_rejection) {
    rx_page_add(page, "%s of %s draws were accepted", RX_COUNT(f->n_accepted), RX_COUNT((size_t)f->n_draws));
    if (isfinite(f->tolerance)) rx_page_add(page, ", those nearer than %s standard deviations", RX_NUM(f->tolerance));
    rx_page_add(page, ". ");
  } else {
    rx_page_add(page, f->has_converged ? "It converged" : "It did <b>not</b> converge");
    if (f->reason != NULL && *f->reason != '\0') rx_page_add(page, " (%s)", f->reason);
    rx_page_add(page, " after %s evaluations of the model. ", RX_COUNT((size_t)f->n_evaluations));
  }
  if (isfinite(f->chi2)) {
    rx_page_add(page, "χ² = %s", RX_NUM(f->chi2));
    if (f->dof > 0)
      rx_page_add(page, " with %s degree%s of freedom (probability of as much or more by chance: %s)",
                  RX_COUNT((size_t)f->dof), f->dof == 1 ? "" : "s",
                  rx_number_text((char[RX_NUMBER_TEXT]){ 0 }, gsl_cdf_chisq_Q(fmax(f->chi2, 0), (double)f->dof), 2));
    rx_page_add(page, ".");
  }
  rx_page_add(page, "</p>\n<p class=\"statement\" role=\"note\">Research and teaching model: no output is advice to a "
                    "patient.</p>\n</header>\n");
}

/* ---- estimates ---- */

static void draw_estimate(rx_page *page, const rx_fit_parameter *p, const char *label, double top)
{
  const rx_look estimate = { "#0072b2", "", 'o', 0 }, truth = { "#d55e00", "", 'd', 0 },
                start = { "#55606e", "", 'x', 0 };
  const rx_plot plot = { LABELS, top, 640, ROW, rx_fit_axis(p, 4), { 0, 1, 0, false } };
  const double y = top + 0.5 * ROW;
  char cut[256];
  rx_svg_text(page, LABELS - 8, y + 4, "end", "", rx_cut_front(cut, label, LABELS / 6 - 2));
  rx_page_add(page, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"12\" fill=\"#eef1f4\"/>", plot.left, y - 6,
              plot.width);
  if (isfinite(p->low) && isfinite(p->high))
    rx_page_add(page, "<path d=\"M%.1f %.1fH%.1f\" stroke=\"%s\" stroke-width=\"5\" stroke-opacity=\"0.45\"/>",
                rx_plot_x(&plot, fmin(fmax(p->low, plot.x.low), plot.x.high)), y,
                rx_plot_x(&plot, fmin(fmax(p->high, plot.x.low), plot.x.high)), estimate.colour);
  if (isfinite(p->start)) rx_svg_marker(page, rx_plot_x(&plot, p->start), y, 3.6, &start);
  if (isfinite(p->estimate)) rx_svg_marker(page, rx_plot_x(&plot, p->estimate), y, 4.2, &estimate);
  if (isfinite(p->truth)) rx_svg_marker(page, rx_plot_x(&plot, p->truth), y, 3.4, &truth);
  char range[3 * RX_NUMBER_TEXT] = "";
  strcat(strcat(strcat(range, RX_NUM(p->lower)), " … "), RX_NUM(p->upper));
  if (*RX_UNIT(p->units) != '\0') strcat(strcat(range, " "), RX_UNIT(p->units));
  rx_svg_text(page, plot.left + plot.width + 10, y + 4, "start", "soft", range);
}

static void draw_estimates(rx_page *page, const rx_fit *f, const char *const labels[])
{
  const size_t n = f->n_parameters < MOST_PARAMETERS ? f->n_parameters : MOST_PARAMETERS;
  bool has_truth = false, has_start = false, has_log = false;
  rx_page_add(page, "<figure>\n");
  rx_svg_open(page, RX_STUDY_WIDTH, ROW * (double)n + 8, "Estimates within their ranges",
              "A row for each parameter: its range, the interval, the estimate. The numbers are in the table below.");
  for (size_t k = 0; k < n; k++) {
    draw_estimate(page, &f->parameters[k], labels[k], 4 + ROW * (double)k);
    has_truth |= isfinite(f->parameters[k].truth);
    has_start |= isfinite(f->parameters[k].start);
    has_log |= f->parameters[k].is_log;
  }
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>Grey: the range %s%s. Disk and bar: %s.%s%s%s</figcaption>\n</figure>\n",
              f->method == RX_FIT_REJECTION ? "of the prior" : "searched",
              has_log ? " (logarithmic where the table says so)" : "",
              f->method == RX_FIT_REJECTION ? "median and interval of the accepted draws" : "estimate and its interval",
              has_start ? " Cross: start." : "",
              has_truth ? " Diamond: the value that the targets were made with." : "",
              n < f->n_parameters ? " Not all are drawn." : "");
}

static void estimates_table(rx_page *page, const rx_fit *f, const char *const labels[])
{
  const bool is_rejection = f->method == RX_FIT_REJECTION;
  rx_page_table(page, NULL);
  rx_page_add(
      page,
      "<thead><tr><th scope=\"col\">Parameter</th><th scope=\"col\">Unit</th><th scope=\"col\" class=\"n\">%s</th>",
      is_rejection ? "Median" : "Estimate");
  rx_page_add(page, "<th scope=\"col\" class=\"n\">%s</th><th scope=\"col\" class=\"n\">%s %% interval</th>",
              is_rejection ? "SD" : "Standard error", RX_NUM(100 * f->confidence));
  rx_page_add(
      page,
      "<th scope=\"col\" class=\"n\">Start</th><th scope=\"col\" class=\"n\">Made with</th><th scope=\"col\">Range"
      "</th><th scope=\"col\">Path</th></tr></thead>\n<tbody>\n");
  for (size_t k = 0; k < f->n_parameters; k++) {
    const rx_fit_parameter *p = &f->parameters[k];
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>",
                labels[k], RX_UNIT(p->units), RX_NUM6(p->estimate), RX_NUM(p->standard_error));
    rx_page_add(page, "<td class=\"n\">%s to %s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>", RX_NUM(p->low),
                RX_NUM(p->high), RX_NUM(p->start), RX_NUM6(p->truth));
    rx_page_add(page, "<td>%s … %s%s</td><td><code>%s</code></td></tr>\n", RX_NUM(p->lower), RX_NUM(p->upper),
                p->is_log ? ", logarithmic" : "", p->path);
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

static void notes_on_estimates(rx_page *page, const rx_fit *f, const char *const labels[])
{
  const size_t n = f->n_parameters;
  size_t n_true = 0, n_inside = 0;
  for (size_t k = 0; k < n; k++) {
    const rx_fit_parameter *p = &f->parameters[k];
    const rx_axis axis = rx_fit_axis(p, 4);
    const double place = rx_axis_place(&axis, p->estimate);
    if (isfinite(p->estimate) && (place < BOUND_SHARE || place > 1 - BOUND_SHARE))
      rx_page_add(page,
                  "<p class=\"warning\"><b>Note.</b> %s lies at the %s end of its range: the targets ask for more than "
                  "the range allows, and its interval is not to be trusted.</p>\n",
                  labels[k], place < BOUND_SHARE ? "lower" : "upper");
    if (!isfinite(p->truth) || !isfinite(p->low) || !isfinite(p->high)) continue;
    n_true++;
    n_inside += p->truth >= p->low && p->truth <= p->high;
  }
  if (n_true > 0)
    rx_page_add(page, "<p>Of %zu value%s that the targets were made with, %zu lie%s within the interval.</p>\n", n_true,
                n_true == 1 ? "" : "s", n_inside, n_inside == 1 ? "s" : "");
  for (size_t i = 0; f->correlation != NULL && i < n; i++)
    for (size_t j = 0; j < i; j++)
      if (fabs(f->correlation[i * n + j]) > STRONG_CORRELATION)
        rx_page_add(
            page,
            "<p class=\"warning\"><b>Note.</b> %s and %s are correlated by %s: the targets tell a combination of "
            "both, not each.</p>\n",
            labels[j], labels[i], RX_NUM(f->correlation[i * n + j]));
}

static void correlations(rx_page *page, const rx_fit *f, const char *const labels[])
{
  const size_t n = f->n_parameters < MOST_SIDE ? f->n_parameters : MOST_SIDE;
  if (f->correlation == NULL || n < 2) return;
  double cells[MOST_SIDE * MOST_SIDE];
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) cells[i * n + j] = f->correlation[i * f->n_parameters + j];
  const rx_matrix m = { n, n, cells, labels, labels, false, 3 };
  const rx_colour_scale scale = { -1, 1, true };
  const double width = fmin(80 * (double)n, 800), height = fmin(30, 600 / (double)n) * (double)n;
  const double below = rx_matrix_label_height(&m, width);
  rx_page_heading(page, 3, "Correlation of the estimates");
  rx_page_add(page, "<figure>\n");
  rx_svg_open(page, RX_STUDY_WIDTH, height + below + 52, "Correlation of the estimates",
              "A matrix of correlations. The numbers are in its cells or in the table below.");
  rx_matrix_draw(page, &m, &scale, LABELS, 6, width, height);
  rx_colour_bar(page, &scale, LABELS, height + below + 16, 260, "correlation");
  rx_svg_close(page);
  if (n < f->n_parameters)
    rx_page_add(page, "<figcaption>The first %zu of %zu parameters.</figcaption>\n", n, f->n_parameters);
  rx_page_add(page, "</figure>\n<details><summary>Numbers</summary>\n");
  rx_matrix_table(page, &m, NULL, "");
  rx_page_add(page, "</details>\n");
}

static void show_estimates(rx_page *page, const rx_fit *f, rx_arena *arena)
{
  if (f->n_parameters == 0) return;
  const char **labels = rx_fit_labels(f, arena);
  if (labels == NULL) {
    page->is_out_of_memory = true;
    return;
  }
  rx_page_section(page, "estimates", "Estimates");
  if (f->method == RX_FIT_LEAST_SQUARES && !f->has_converged)
    rx_page_add(
        page,
        "<p class=\"warning\"><b>Note.</b> The fit did not converge: these are the values at its last step.</p>\n");
  draw_estimates(page, f, labels);
  estimates_table(page, f, labels);
  notes_on_estimates(page, f, labels);
  correlations(page, f, labels);
}

/* ---- the page ---- */

static void method(rx_page *page, const rx_fit *f)
{
  rx_page_section(page, "method", "How it was run");
  rx_page_table(page, NULL);
  rx_page_add(page, "<tbody>\n");
  rx_page_text_row(page, "Method", rx_fit_method_name(f->method));
  rx_page_text_row(page, "Why it ended", f->reason);
  rx_page_count_row(page, "Evaluations of the model", f->n_evaluations);
  rx_page_count_row(page, "Draws", f->n_draws);
  rx_page_number_row(page, "Share of the draws that is kept", f->quantile, "");
  rx_page_number_row(page, "Tolerance", f->tolerance, "");
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  rx_page_program(page, &f->provenance);
  rx_page_heading(page, 3, "Study");
  rx_page_config(page, "The study’s file", f->config_text, "the file of the fit");
  rx_page_config(page, "All settings, with defaults", f->config_effective, "the file of the fit");
}

static rx_status make_page(const char *path, const rx_fit *f, rx_arena *arena, rx_error *err)
{
  rx_page top = { 0 }, page = { 0 };
  char *html = NULL;
  size_t n = 0;
  rx_look_patterns(&top);
  title(&top, f);
  show_estimates(&page, f, arena);
  rx_study_targets(&page, f, arena);
  rx_study_convergence(&page, f, arena);
  rx_study_posterior(&page, f, arena);
  rx_page_section(&page, "limits", "Limits");
  rx_page_add(
      &page, "<p>An estimate is what makes this model meet these targets. That the model can be made to meet them does "
             "not show that the parameter has this value in any animal or patient.</p>\n");
  rx_study_limits(&page);
  method(&page, f);
  const char *name = f->title != NULL && *f->title != '\0' ? f->title : f->name != NULL ? f->name : "Fit";
  rx_status status = rx_page_finish(&page, &top, name, &html, &n, err);
  if (status == RX_OK) status = rx_page_write(path, html, n, err);
  free(html);
  rx_page_free(&page);
  rx_page_free(&top);
  return status;
}

rx_status rx_fit_report_write(const char *path, const rx_fit *fit, rx_error *err)
{
  rx_arena *arena = rx_arena_create();
  const rx_status status = arena != NULL ? make_page(path, fit, arena, err) : rx_no_memory(err);
  rx_arena_free(arena);
  return status;
}
