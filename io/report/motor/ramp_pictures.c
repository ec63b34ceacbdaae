/* Rate against current under current ramps: the hysteresis by which a persistent inward current shows (motoneuron page 6.1). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/report/motor/pool_view.h"
#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"

enum { MOST_ROWS = 4, MOST_UNITS = 3, MARKERS = 24 };

/* Told apart by colour, dash and marker; filled on the way up, open on the way down. */
static const rx_look RISING = { "#0072b2", "", 'o', 0 }, FALLING = { "#d55e00", "5 3", 'O', 0 },
                     RECRUITED = { "#0072b2", "", 't', 0 }, DERECRUITED = { "#d55e00", "5 3", 'd', 0 };

/* What is kept of a unit in a course: see ramp_rate in study/outcomes/motor/motor.h. */
typedef struct ramp_unit {
  int unit;
  const double *I, *rate, *limb; /* [n], NaN behind the last */
  size_t n;
} ramp_unit;

static size_t units_of(const rx_result_course *course, ramp_unit units[MOST_UNITS])
{
  size_t n = 0;
  for (size_t i = 0; i < course->n_variables && n < MOST_UNITS; i++) {
    char name[40];
    int unit;
    if (sscanf(course->variables[i].name, "I_unit_%d", &unit) != 1) continue;
    snprintf(name, sizeof name, "rate_unit_%d", unit);
    const rx_result_variable *rate = rx_view_variable(course, name);
    snprintf(name, sizeof name, "limb_unit_%d", unit);
    const rx_result_variable *limb = rx_view_variable(course, name);
    if (rate == NULL || limb == NULL) continue;
    ramp_unit *u = &units[n++];
    *u = (ramp_unit){ unit, course->variables[i].value, rate->value, limb->value, 0 };
    while (u->n < course->n_times && isfinite(u->I[u->n])) u->n++;
  }
  return n;
}

/* A unit's number in the course "units"; NaN where there is none. */
static double number_of(const rx_pool_view *p, size_t condition, size_t stimulus, const char *variable, int unit)
{
  const rx_result_course *course = rx_pool_course(p, "units", condition, stimulus);
  const rx_result_variable *v = rx_view_variable(course, variable);
  return v != NULL && unit >= 0 && (size_t)unit < course->n_times ? v->value[unit] : NAN;
}

static void grow(double *low, double *high, double value)
{
  if (isfinite(value)) *low = fmin(*low, value), *high = fmax(*high, value);
}

/* One limb, from low to high current whichever way it was gone. */
static void draw_limb(rx_page *page, const rx_pool_view *p, const rx_plot *plot, const ramp_unit *u, double limb,
                      const rx_look *look)
{
  double *x = rx_arena_alloc(p->view->arena, (u->n + 1) * sizeof *x),
         *y = rx_arena_alloc(p->view->arena, (u->n + 1) * sizeof *y);
  size_t n = 0;
  if (x == NULL || y == NULL) {
    page->is_out_of_memory = true;
    return;
  }
  for (size_t k = 0; k < u->n; k++) {
    const size_t from = limb > 0 ? k : u->n - 1 - k;
    if (u->limb[from] != limb) continue;
    x[n] = u->I[from];
    y[n++] = u->rate[from];
  }
  rx_svg_line(page, plot, n, x, y, 1, look, 1.3, 800);
  const size_t every = n / MARKERS + 1;
  for (size_t k = 0; k < n; k += every) rx_svg_marker(page, rx_plot_x(plot, x[k]), rx_plot_y(plot, y[k]), 2.4, look);
}

/* A marker on the axis with the current beside it. */
static void mark_current(rx_page *page, const rx_plot *plot, double current, bool is_left, const rx_look *look)
{
  if (!isfinite(current)) return;
  const double x = rx_plot_x(plot, current), y = plot->top + plot->height;
  const double ends[2] = { current, current }, heights[2] = { plot->y.low, plot->y.high };
  rx_svg_line(page, plot, 2, ends, heights, 1, look, 0.8, 2);
  rx_svg_marker(page, x, y, 4.5, look);
  rx_svg_text(page, x + (is_left ? -7 : 7), plot->top + 12, is_left ? "end" : "start", "small", RX_NUM(current));
}

static void legend(rx_page *page)
{
  const rx_legend_entry entries[] = { { RISING, "rising current", NULL },
                                      { FALLING, "falling current", NULL },
                                      { RECRUITED, "recruitment: first spike", NULL },
                                      { DERECRUITED, "derecruitment: last spike", NULL } };
  rx_legend(page, true, sizeof entries / sizeof *entries, entries);
}

static void draw_panel(rx_page *page, const rx_pool_view *p, size_t condition, size_t stimulus, const ramp_unit *u,
                       const rx_plot *plot, bool has_y_label)
{
  char title[3 * RX_NUMBER_TEXT], note[2 * RX_NUMBER_TEXT] = "";
  const double recruitment = number_of(p, condition, stimulus, "recruitment", u->unit),
               derecruitment = number_of(p, condition, stimulus, "derecruitment", u->unit);
  rx_svg_axes(page, plot, "injected current, nA", has_y_label ? "rate, Hz" : "", false);
  draw_limb(page, p, plot, u, -1, &FALLING);
  draw_limb(page, p, plot, u, 1, &RISING);
  mark_current(page, plot, recruitment, recruitment < derecruitment, &RECRUITED);
  mark_current(page, plot, derecruitment, !(recruitment < derecruitment), &DERECRUITED);
  if (isfinite(recruitment)) snprintf(note, sizeof note, "ΔI %s nA", RX_NUM(recruitment - derecruitment));
  snprintf(title, sizeof title, "%s, unit %d", RX_WORDS(p->view->results->conditions[condition].name), u->unit);
  rx_svg_title(page, plot->left, plot->top - 8, title, isfinite(recruitment) ? note : "silent");
}

void rx_draw_pool_hysteresis(rx_page *page, const rx_pool_view *p, size_t stimulus)
{
  size_t conditions[MOST_ROWS], n_columns = 0;
  const size_t n = rx_pool_conditions_with(p, "ramp_rate", stimulus, MOST_ROWS, conditions);
  ramp_unit units[MOST_ROWS][MOST_UNITS];
  double high = 0, from[MOST_UNITS], to[MOST_UNITS];
  for (size_t k = 0; k < MOST_UNITS; k++) from[k] = INFINITY, to[k] = -INFINITY;
  for (size_t i = 0; i < n; i++) {
    const size_t n_units = units_of(rx_pool_course(p, "ramp_rate", conditions[i], stimulus), units[i]);
    if (i > 0 && n_units != n_columns) return; /* a file of another hand */
    n_columns = n_units;
    for (size_t k = 0; k < n_units; k++) {
      grow(&from[k], &to[k], number_of(p, conditions[i], stimulus, "recruitment", units[i][k].unit));
      grow(&from[k], &to[k], number_of(p, conditions[i], stimulus, "derecruitment", units[i][k].unit));
      for (size_t j = 0; j < units[i][k].n; j++) {
        grow(&from[k], &to[k], units[i][k].I[j]);
        high = fmax(high, units[i][k].rate[j]);
      }
    }
  }
  if (n == 0 || n_columns == 0) return;
  rx_page_add(page, "<figure>\n");
  legend(page);
  rx_svg_open(page, 1090, 252 * (double)n, "Rate against injected current",
              "A row for each condition, a column for each unit; the rate on the way up and on the way down, and the "
              "currents of recruitment and derecruitment.");
  const double step = 1080 / (double)n_columns;
  for (size_t k = 0; k < n_columns; k++) from[k] -= 0.1 * (to[k] - from[k]); /* for the number on the left */
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < n_columns; k++) {
      const rx_plot plot = { .left = 52 + step * (double)k,
                             .top = 26 + 252 * (double)i,
                             .width = step - 72,
                             .height = 176,
                             .x = rx_axis_round(from[k], to[k], 6),
                             .y = rx_axis_round(0, high, 4) };
      draw_panel(page, p, conditions[i], stimulus, &units[i][k], &plot, k == 0);
    }
  rx_svg_close(page);
  rx_page_add(page,
              "<figcaption>Rate of %s at the end of each interval against the current then, for the first, the "
              "middle and the last unit that the ramp drives. A unit whose derecruitment lies at a smaller "
              "current than its recruitment is held by its persistent inward current.",
              p->name);
  if (n < p->view->results->n_conditions)
    rx_page_add(page, " Drawn: %zu of %zu conditions; all are in results.h5.", n, p->view->results->n_conditions);
  rx_page_add(page, "</figcaption>\n</figure>\n");
}
