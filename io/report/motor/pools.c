/* Motor pools of a run: the true persistent inward current beside its estimates, pair by pair; discharge, torque, clamp loops. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/report/motor/delta_f_page.h"
#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"
#include "io/report/sections.h"

enum { MOST_PANELS = 4, MOST_POINTS = 4000 };

/* A pool as the sections below look it up. */
typedef struct pool {
  const rx_view *view;
  const char *name;
} pool;

static const rx_result_outcome *outcome_of(const pool *p, const char *prefix)
{
  const char *name = rx_arena_format(p->view->arena, "%s%s", prefix, p->name);
  return name != NULL ? rx_results_outcome(p->view->results, name) : NULL;
}

static const rx_result_course *course_of(const pool *p, const char *kind, size_t condition, size_t stimulus)
{
  const char *prefix = rx_arena_format(p->view->arena, "%s.%s.", kind, p->name);
  return prefix != NULL ? rx_view_course(p->view, prefix, condition, stimulus) : NULL;
}

static bool has_at(const pool *p, const rx_result_outcome *o, size_t stimulus)
{
  for (size_t c = 0; o != NULL && c < p->view->results->n_conditions; c++)
    if (rx_view_stat(p->view, o, c, stimulus).n > 0) return true;
  return false;
}

/* The first stimulus with numbers of an outcome; false: none. */
static bool find_stimulus(const pool *p, const rx_result_outcome *o, size_t *stimulus)
{
  for (*stimulus = 0; o != NULL && *stimulus < p->view->results->n_stimuli; ++*stimulus)
    if (has_at(p, o, *stimulus)) return true;
  return false;
}

/* ---- tables ---- */

typedef struct column {
  const char *prefix, *title;
} column;

/* Conditions down; of the columns those that the stimulus has. */
static void table(rx_page *page, const pool *p, size_t stimulus, size_t n, const column columns[])
{
  const rx_results *s = p->view->results;
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Condition</th>");
  for (size_t k = 0; k < n; k++) {
    const rx_result_outcome *o = outcome_of(p, columns[k].prefix);
    if (!has_at(p, o, stimulus)) continue;
    const char *unit = RX_UNIT(o->units);
    rx_page_add(page, "<th scope=\"col\" class=\"n\">%s%s%s</th>", columns[k].title, *unit != '\0' ? ", " : "", unit);
  }
  rx_page_add(page, "</tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < s->n_conditions; i++) {
    const size_t c = rx_view_drawn(p->view, i);
    rx_page_add(page, c == p->view->reference ? "<tr class=\"reference\">" : "<tr>");
    rx_page_add(page, "<th scope=\"row\">%s</th>", RX_WORDS(s->conditions[c].name));
    for (size_t k = 0; k < n; k++) {
      const rx_result_outcome *o = outcome_of(p, columns[k].prefix);
      if (!has_at(p, o, stimulus)) continue;
      rx_page_add(page, "<td class=\"n\">%s</td>", RX_MEAN(rx_view_stat(p->view, o, c, stimulus)));
    }
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

/* The true current, from the voltage clamp, beside what the pairs say of it. */
static void truth_and_estimate(rx_page *page, const pool *p)
{
  const rx_results *s = p->view->results;
  const rx_result_outcome *pic = outcome_of(p, "pic_"), *pic40 = outcome_of(p, "pic40_"),
                          *delta_f = outcome_of(p, "delta_f_"), *change = outcome_of(p, "delta_f_change_");
  size_t clamp, ramp;
  if (!find_stimulus(p, pic, &clamp) || !find_stimulus(p, delta_f, &ramp)) return;
  rx_page_heading(page, 4, "The true current and its estimate");
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Condition</th><th scope=\"col\" class=\"n\">true PIC, nA</th>"
                    "<th scope=\"col\" class=\"n\">up to −40 mV, nA</th><th scope=\"col\" class=\"n\">ΔF, Hz</th>"
                    "<th scope=\"col\" class=\"n\">change of ΔF, matched pairs, Hz</th></tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < s->n_conditions; i++) {
    const size_t c = rx_view_drawn(p->view, i);
    rx_page_add(page, c == p->view->reference ? "<tr class=\"reference\">" : "<tr>");
    rx_page_add(page, "<th scope=\"row\">%s</th><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>",
                RX_WORDS(s->conditions[c].name), RX_MEAN(rx_view_stat(p->view, pic, c, clamp)),
                RX_MEAN(rx_view_stat(p->view, pic40, c, clamp)), RX_MEAN(rx_view_stat(p->view, delta_f, c, ramp)));
    rx_page_add(page, "<td class=\"n\">%s</td></tr>\n",
                change != NULL ? RX_MEAN(rx_view_stat(p->view, change, c, ramp)) : "–");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  rx_page_add(
      page, "<p class=\"note\">The true current is a mean over all units under voltage clamp; ΔF is what a laboratory "
            "would read from pairs of units. Judge a change by the matched pairs, not by mean ΔF.</p>\n");
}

static void human_figures(rx_page *page)
{
  rx_page_add(page, "<details><summary>Figures of people, for comparison</summary>\n");
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Quantity</th><th scope=\"col\">In people</th>"
                    "<th scope=\"col\">Source</th></tr></thead>\n<tbody>\n");
  for (const rx_human_figure *h = RX_HUMAN_DELTA_F; h->quantity != NULL; h++)
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>\n", h->quantity, h->value, h->source);
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  rx_page_add(page, "<p class=\"note\">No fit and no test: the model was not calibrated to them.</p>\n</details>\n");
}

/* Why pairs were left out, per condition. */
static void exclusions(rx_page *page, const pool *p, size_t stimulus)
{
  const rx_results *s = p->view->results;
  rx_page_add(page, "<details><summary>Pairs that were left out, by reason</summary>\n");
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Condition</th><th scope=\"col\" class=\"n\">pairs</th>");
  for (int why = 0; why <= RX_PAIR_MODULATION; why++)
    rx_page_add(page, "<th scope=\"col\" class=\"n\">%s</th>", rx_pair_exclusion_text((rx_pair_exclusion)why));
  rx_page_add(page, "</tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < s->n_conditions; i++) {
    const size_t c = rx_view_drawn(p->view, i);
    const rx_result_course *pairs = course_of(p, "pairs", c, stimulus);
    const rx_result_variable *bits = rx_view_variable(pairs, "exclusions");
    if (bits == NULL) continue;
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td class=\"n\">%zu</td>", RX_WORDS(s->conditions[c].name),
                pairs->n_times);
    for (int why = 0; why <= RX_PAIR_MODULATION; why++) {
      size_t n = 0;
      for (size_t k = 0; k < pairs->n_times; k++) n += ((unsigned)bits->value[k] >> why & 1u) != 0;
      rx_page_add(page, "<td class=\"n\">%zu</td>", n);
    }
    rx_page_add(page, "</tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  rx_page_add(page, "<p class=\"note\">Of the first repetition; a pair may have several reasons. Every pair is in "
                    "results.h5, /courses/pairs.…; rexed deltaf draws each from the spike files.</p>\n</details>\n");
}

/* ---- pictures: a panel for each of the first conditions, or one for all ---- */

typedef struct picture {
  const char *kind, *title, *description, *caption, *x_label, *y_label;
  double x_scale; /* of the course's axis */
} picture;

static rx_plot panel_at(size_t i, size_t n)
{
  const double step = n > 1 ? 540 : 1080;
  return (rx_plot){
    .left = 60 + step * (double)(i % 2), .top = 26 + 262 * (double)(i / 2), .width = step - 90, .height = 186
  };
}

static size_t conditions_with(const pool *p, const char *kind, size_t stimulus, size_t most, size_t conditions[])
{
  size_t n = 0;
  for (size_t i = 0; i < p->view->results->n_conditions && n < most; i++) {
    const size_t c = rx_view_drawn(p->view, i);
    const rx_result_course *course = course_of(p, kind, c, stimulus);
    if (course != NULL && course->n_times > 0) conditions[n++] = c;
  }
  return n;
}

static void grow(double *low, double *high, size_t n, const double values[])
{
  for (size_t i = 0; i < n; i++)
    if (isfinite(values[i])) *low = fmin(*low, values[i]), *high = fmax(*high, values[i]);
}

static void open_picture(rx_page *page, const picture *what, size_t n)
{
  rx_page_add(page, "<figure>\n");
  rx_svg_open(page, 1090, 272 * (double)((n + 1) / 2), what->title, what->description);
}

static void close_picture(rx_page *page, const pool *p, const picture *what, size_t n)
{
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>%s", what->caption);
  if (n < p->view->results->n_conditions)
    rx_page_add(page, " Drawn: %zu of %zu conditions; all are in results.h5.", n, p->view->results->n_conditions);
  rx_page_add(page, "</figcaption>\n</figure>\n");
}

/* Smoothed rates: a line for each unit. */
static void draw_rates(rx_page *page, const pool *p, size_t stimulus)
{
  static const picture WHAT = {
    "smoothed",
    "Smoothed rates of the units",
    "A panel for each condition, a line for each unit.",
    "Discharge rates, smoothed as for ΔF: a line for each unit that fires ten times or more.",
    "time, s",
    "rate, Hz",
    1e-3
  };
  size_t conditions[MOST_PANELS];
  const size_t n = conditions_with(p, WHAT.kind, stimulus, MOST_PANELS, conditions);
  double low = 0, high = 0;
  for (size_t i = 0; i < n; i++) {
    const rx_result_course *course = course_of(p, WHAT.kind, conditions[i], stimulus);
    const rx_result_variable *v = rx_view_variable(course, "rate");
    if (v != NULL) grow(&low, &high, course->n_times * v->k, v->value);
  }
  if (n == 0) return;
  open_picture(page, &WHAT, n);
  for (size_t i = 0; i < n; i++) {
    const rx_result_course *course = course_of(p, WHAT.kind, conditions[i], stimulus);
    const rx_result_variable *v = rx_view_variable(course, "rate");
    double *seconds = rx_arena_alloc(p->view->arena, (course->n_times + 1) * sizeof *seconds);
    if (v == NULL || seconds == NULL) continue;
    for (size_t k = 0; k < course->n_times; k++) seconds[k] = WHAT.x_scale * course->time[k];
    rx_plot plot = panel_at(i, n);
    plot.x = rx_axis_exact(0, seconds[course->n_times - 1], 8);
    plot.y = rx_axis_round(low, high, 4);
    rx_svg_axes(page, &plot, WHAT.x_label, i % 2 == 0 ? WHAT.y_label : "", false);
    const rx_look look = rx_look_of(p->view, conditions[i]);
    for (size_t u = 0; u < v->k; u++)
      rx_svg_line(page, &plot, course->n_times, seconds, v->value + u, v->k, &look, 1, MOST_POINTS);
    rx_svg_title(page, plot.left, plot.top - 8, RX_WORDS(p->view->results->conditions[conditions[i]].name), "");
  }
  close_picture(page, p, &WHAT, n);
}

/* Torque of all drawn conditions in one frame. */
static void draw_torque(rx_page *page, const pool *p, size_t stimulus)
{
  static const picture WHAT = { "torque",
                                "Torque",
                                "A line for each condition as in the legend.",
                                "Torque of the pool's muscle, share of its maximum (Fuglevand's motor units).",
                                "time, s",
                                "torque",
                                1e-3 };
  size_t conditions[8];
  const size_t n =
      conditions_with(p, WHAT.kind, stimulus, rx_view_n_drawn(p->view) < 8 ? rx_view_n_drawn(p->view) : 8, conditions);
  double low = 0, high = 0, end = 0;
  for (size_t i = 0; i < n; i++) {
    const rx_result_course *course = course_of(p, WHAT.kind, conditions[i], stimulus);
    const rx_result_variable *v = rx_view_variable(course, "torque");
    if (v != NULL) grow(&low, &high, course->n_times, v->value);
    end = fmax(end, WHAT.x_scale * course->time[course->n_times - 1]);
  }
  if (n == 0 || !(high > 0)) return;
  rx_page_add(page, "<figure>\n");
  rx_look_legend(page, p->view, true, n);
  rx_svg_open(page, 1090, 272, WHAT.title, WHAT.description);
  rx_plot plot = panel_at(0, 1);
  plot.x = rx_axis_exact(0, end, 8);
  plot.y = rx_axis_round(low, high, 4);
  rx_svg_axes(page, &plot, WHAT.x_label, WHAT.y_label, false);
  for (size_t i = n; i-- > 0;) { /* the reference on top */
    const rx_result_course *course = course_of(p, WHAT.kind, conditions[i], stimulus);
    const rx_result_variable *v = rx_view_variable(course, "torque");
    double *seconds = rx_arena_alloc(p->view->arena, (course->n_times + 1) * sizeof *seconds);
    if (v == NULL || seconds == NULL) continue;
    for (size_t k = 0; k < course->n_times; k++) seconds[k] = WHAT.x_scale * course->time[k];
    const rx_look look = rx_look_of(p->view, conditions[i]);
    rx_svg_line(page, &plot, course->n_times, seconds, v->value, 1, &look, 1.6, 800);
  }
  close_picture(page, p, &WHAT, n);
}

/* Clamp current against clamp potential: a loop for each unit that is kept. */
static void draw_loops(rx_page *page, const pool *p, size_t stimulus)
{
  static const picture WHAT = {
    "pic_loop",
    "Clamp current against potential",
    "A panel for each condition, a loop for each unit.",
    "Clamp current of the first, the middle and the last unit, up and down the ramp; where it "
    "bends down, the persistent inward current flows.",
    "potential, mV",
    "current, nA",
    1
  };
  size_t conditions[MOST_PANELS];
  const size_t n = conditions_with(p, WHAT.kind, stimulus, MOST_PANELS, conditions);
  double low_V = INFINITY, high_V = -INFINITY, low_I = INFINITY, high_I = -INFINITY;
  for (size_t i = 0; i < n; i++) {
    const rx_result_course *course = course_of(p, WHAT.kind, conditions[i], stimulus);
    for (size_t k = 0; k + 1 < course->n_variables; k += 2) {
      grow(&low_V, &high_V, course->n_times, course->variables[k].value);
      grow(&low_I, &high_I, course->n_times, course->variables[k + 1].value);
    }
  }
  if (n == 0 || !(high_V > low_V)) return;
  open_picture(page, &WHAT, n);
  for (size_t i = 0; i < n; i++) {
    const rx_result_course *course = course_of(p, WHAT.kind, conditions[i], stimulus);
    rx_plot plot = panel_at(i, n);
    plot.x = rx_axis_exact(low_V, high_V, 8);
    plot.y = rx_axis_round(low_I, high_I, 4);
    rx_svg_axes(page, &plot, WHAT.x_label, i % 2 == 0 ? WHAT.y_label : "", false);
    for (size_t k = 0; k + 1 < course->n_variables; k += 2) {
      const rx_look look = rx_look_at(k / 2);
      rx_svg_line(page, &plot, course->n_times, course->variables[k].value, course->variables[k + 1].value, 1, &look,
                  1.4, MOST_POINTS);
    }
    rx_svg_title(page, plot.left, plot.top - 8, RX_WORDS(p->view->results->conditions[conditions[i]].name), "");
  }
  close_picture(page, p, &WHAT, n);
}

/* A value of every unit against its number: all drawn conditions in one frame. */
static void draw_units(rx_page *page, const pool *p, size_t stimulus, const char *variable, const char *label)
{
  size_t conditions[8];
  const size_t n =
      conditions_with(p, "units", stimulus, rx_view_n_drawn(p->view) < 8 ? rx_view_n_drawn(p->view) : 8, conditions);
  double low = 0, high = 0, last = 0;
  for (size_t i = 0; i < n; i++) {
    const rx_result_course *course = course_of(p, "units", conditions[i], stimulus);
    const rx_result_variable *v = rx_view_variable(course, variable);
    if (v == NULL) return;
    grow(&low, &high, course->n_times, v->value);
    last = fmax(last, course->time[course->n_times - 1]);
  }
  if (n == 0 || !(high > low)) return;
  rx_page_add(page, "<figure>\n");
  rx_look_legend(page, p->view, true, n);
  rx_svg_open(page, 1090, 272, label, "A marker for each unit, a line for each condition as in the legend.");
  rx_plot plot = panel_at(0, 1);
  plot.x = rx_axis_exact(0, fmax(last, 1), 8);
  plot.y = rx_axis_round(low, high, 4);
  rx_svg_axes(page, &plot, "unit, in order of recruitment", label, false);
  for (size_t i = n; i-- > 0;) {
    const rx_result_course *course = course_of(p, "units", conditions[i], stimulus);
    const rx_result_variable *v = rx_view_variable(course, variable);
    const rx_look look = rx_look_of(p->view, conditions[i]);
    rx_svg_line(page, &plot, course->n_times, course->time, v->value, 1, &look, 1.2, MOST_POINTS);
    for (size_t u = 0; u < course->n_times; u++)
      if (isfinite(v->value[u]))
        rx_svg_marker(page, rx_plot_x(&plot, course->time[u]), rx_plot_y(&plot, v->value[u]), 3, &look);
  }
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>%s of every unit.</figcaption>\n</figure>\n", label);
}

/* ---- all ---- */

static void one_stimulus(rx_page *page, const pool *p, size_t stimulus)
{
  static const column PAIRS[] = { { "delta_f_", "ΔF, mean of test units" },
                                  { "delta_f_median_", "median" },
                                  { "delta_f_change_", "change, matched pairs" },
                                  { "delta_f_change_low_", "from" },
                                  { "delta_f_change_high_", "to" },
                                  { "pairs_", "pairs" },
                                  { "pairs_excluded_", "excluded" },
                                  { "pairs_truncated_", "truncated" },
                                  { "pairs_matched_", "matched" },
                                  { "brace_height_", "brace height" },
                                  { "peak_rate_", "peak rate" } };
  static const column CLAMP[] = { { "pic_", "PIC" },
                                  { "pic40_", "up to −40 mV" },
                                  { "pic40_down_", "descending" },
                                  { "input_conductance_", "input conductance" },
                                  { "pic_onset_", "onset" },
                                  { "pic_offset_", "offset" } };
  static const column FORCE[] = { { "torque_", "torque, mean" },     { "torque_peak_", "largest torque" },
                                  { "recruitment_", "recruitment" }, { "delta_i_", "ΔI" },
                                  { "spasm_duration_", "spasm" },    { "stimulation_given_", "stimulation given" },
                                  { "stimulation_bouts_", "bouts" }, { "riii_", "RIII, spikes per unit" } };
  const bool has_pairs = has_at(p, outcome_of(p, "delta_f_"), stimulus),
             has_clamp = has_at(p, outcome_of(p, "pic_"), stimulus),
             has_torque = has_at(p, outcome_of(p, "torque_peak_"), stimulus);
  if (!has_pairs && !has_clamp && !has_torque) return;
  char heading[2 * RX_NUMBER_TEXT];
  snprintf(heading, sizeof heading, "%s, %s", p->name, RX_WORDS(p->view->results->stimuli[stimulus]));
  rx_page_heading(page, 4, heading);
  if (has_pairs) {
    table(page, p, stimulus, sizeof PAIRS / sizeof *PAIRS, PAIRS);
    exclusions(page, p, stimulus);
    human_figures(page);
    draw_rates(page, p, stimulus);
  }
  if (has_clamp) {
    table(page, p, stimulus, sizeof CLAMP / sizeof *CLAMP, CLAMP);
    draw_loops(page, p, stimulus);
    draw_units(page, p, stimulus, "pic", "persistent inward current, nA");
  }
  if (has_torque) {
    table(page, p, stimulus, sizeof FORCE / sizeof *FORCE, FORCE);
    draw_units(page, p, stimulus, "delta_i", "ΔI, nA");
    draw_torque(page, p, stimulus);
  }
}

void rx_report_motor_pools(rx_page *page, const rx_view *view)
{
  bool is_open = false;
  for (size_t i = 0; i < view->n_populations; i++) {
    const pool p = { view, view->populations[i].name };
    if (outcome_of(&p, "torque_peak_") == NULL && outcome_of(&p, "pic_") == NULL) continue;
    if (!is_open) rx_page_section(page, "motor", "Motor pools");
    is_open = true;
    rx_page_heading(page, 3, p.name);
    truth_and_estimate(page, &p);
    for (size_t s = 0; s < view->results->n_stimuli; s++) one_stimulus(page, &p, s);
  }
}
