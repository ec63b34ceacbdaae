/* Rasters: the spikes of one repetition, a panel for each condition, a row for each cell, cells by population. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"
#include "io/report/sections.h"
#include "io/results/sonata.h"

enum { MOST_PANELS = 6, LABEL_WIDTH = 84, PICTURE_WIDTH = 1090 };

/* The spikes of a condition in its chosen repetition. */
typedef struct rx_raster_case {
  size_t condition;
  size_t n_populations;
  rx_sonata_spikes *populations;
} rx_raster_case;

/* What of a population is drawn. */
typedef struct rx_rows {
  const char *name;
  rx_kind kind;
  size_t n_cells, n_drawn; /* the first n_drawn cells; none where no condition has a spike */
  bool is_silent;
  double top; /* of its first row */
} rx_rows;

/* ---- the files ---- */

/* A name that stays within the folder of the results. */
static bool is_inside(const char *name)
{
  if (name[0] == '/' || strcmp(name, "..") == 0 || strncmp(name, "../", 3) == 0) return false;
  const size_t n = strlen(name);
  return strstr(name, "/../") == NULL && !(n > 3 && strcmp(name + n - 3, "/..") == 0);
}

/* The case of the lowest repetition that kept its spikes. */
static const rx_result_case *find_case(const rx_view *view, size_t condition, size_t stimulus)
{
  const rx_results *s = view->results;
  const rx_result_case *found = NULL;
  for (size_t i = 0; i < s->n_cases; i++) {
    const rx_result_case *c = &s->cases[i];
    if (c->spikes == NULL || *c->spikes == '\0' || strcmp(c->condition, s->conditions[condition].name) != 0 ||
        strcmp(c->stimulus, s->stimuli[stimulus]) != 0)
      continue;
    if (found == NULL || c->repetition < found->repetition) found = c;
  }
  return found;
}

/* False, with a remark on the page, where the file cannot be used. */
static bool read_case(rx_page *page, const rx_view *view, const rx_result_case *c, rx_arena *arena, rx_raster_case *out)
{
  rx_error err = { 0 };
  if (!is_inside(c->spikes)) {
    rx_page_add(page, "<p class=\"note\">The spike file %s lies outside of the run's folder and was not read.</p>\n",
                c->spikes);
    return false;
  }
  const size_t n = strlen(view->folder) + strlen(c->spikes) + 2;
  char *path = rx_arena_alloc(arena, n);
  if (path == NULL) {
    page->is_out_of_memory = true;
    return false;
  }
  snprintf(path, n, "%s/%s", view->folder, c->spikes);
  const rx_status status = rx_sonata_read_spikes(path, arena, &out->n_populations, &out->populations, &err);
  if (status == RX_E_MEMORY) page->is_out_of_memory = true;
  if (status != RX_OK)
    rx_page_add(page, "<p class=\"note\">The spikes of %s, repetition %u, could not be read: %s.</p>\n",
                RX_WORDS(c->condition), (unsigned)c->repetition + 1, err.text);
  return status == RX_OK;
}

static const rx_sonata_spikes *spikes_of(const rx_raster_case *c, const char *population)
{
  for (size_t i = 0; i < c->n_populations; i++)
    if (strcmp(c->populations[i].population, population) == 0) return &c->populations[i];
  return NULL;
}

/* ---- which rows ---- */

/* All populations of the files, those of the circuit first and in its order, and the size of each. */
static size_t find_rows(const rx_view *view, const rx_raster_case *cases, size_t n_cases, rx_rows *rows, size_t n_most)
{
  size_t n = 0;
  for (size_t i = 0; i < view->n_populations && n < n_most; i++) {
    bool is_there = false;
    for (size_t k = 0; k < n_cases; k++) is_there = is_there || spikes_of(&cases[k], view->populations[i].name) != NULL;
    if (is_there)
      rows[n++] = (rx_rows){ view->populations[i].name, view->populations[i].kind, view->populations[i].n, 0, true, 0 };
  }
  for (size_t k = 0; k < n_cases; k++)
    for (size_t i = 0; i < cases[k].n_populations && n < n_most; i++) {
      size_t j = 0;
      while (j < n && strcmp(rows[j].name, cases[k].populations[i].population) != 0) j++;
      if (j == n) rows[n++] = (rx_rows){ cases[k].populations[i].population, RX_KIND_CELLS, 0, 0, true, 0 };
    }
  for (size_t j = 0; j < n; j++)
    for (size_t k = 0; k < n_cases; k++) {
      const rx_sonata_spikes *s = spikes_of(&cases[k], rows[j].name);
      if (s != NULL && s->n > 0) rows[j].is_silent = false;
      for (size_t i = 0; s != NULL && i < s->n; i++)
        if (s->node_ids[i] >= rows[j].n_cells && s->node_ids[i] < UINT32_MAX)
          rows[j].n_cells = (size_t)s->node_ids[i] + 1;
    }
  return n;
}

/* Spikes that would be drawn in the fullest panel with at most `cells` cells of each population. */
static size_t n_spikes(const rx_raster_case *cases, size_t n_cases, const rx_rows *rows, size_t n_rows, size_t cells)
{
  size_t most = 0;
  for (size_t k = 0; k < n_cases; k++) {
    size_t n = 0;
    for (size_t j = 0; j < n_rows; j++) {
      const rx_sonata_spikes *s = spikes_of(&cases[k], rows[j].name);
      for (size_t i = 0; s != NULL && i < s->n; i++) n += s->node_ids[i] < cells;
    }
    if (n > most) most = n;
  }
  return most;
}

/* ---- drawing ---- */

static int by_cell(const void *left, const void *right)
{
  const double *a = left, *b = right; /* cell, time */
  if (a[0] != b[0]) return a[0] < b[0] ? -1 : 1;
  return (a[1] > b[1]) - (a[1] < b[1]);
}

/* One path with a tick for each spike; every `every`-th one. */
static void draw_population(rx_page *page, const rx_plot *plot, const rx_sonata_spikes *s, const rx_rows *rows,
                            double row_height, size_t every)
{
  double(*spikes)[2] = malloc((s->n + 1) * sizeof *spikes);
  if (spikes == NULL) {
    page->is_out_of_memory = true;
    return;
  }
  size_t n = 0;
  for (size_t i = 0; i < s->n; i++)
    if (s->node_ids[i] < rows->n_drawn) spikes[n][0] = (double)s->node_ids[i], spikes[n][1] = s->times_ms[i], n++;
  qsort(spikes, n, sizeof *spikes, by_cell);
  /* Short to write: units are a tenth of a pixel and a row, each tick is placed from the last one. */
  rx_page_add(page, "<path class=\"ticks\" stroke=\"%s\" transform=\"translate(0 %.1f) scale(.1 %.2f)\" d=\"",
              rx_kind_colour(rows->kind), rows->top, row_height);
  double cell = -1;
  int last = 0;
  for (size_t i = 0; i < n; i += every) {
    const int x = (int)lround(10 * rx_plot_x(plot, spikes[i][1]));
    if (spikes[i][0] != cell) {
      cell = spikes[i][0];
      rx_page_add(page, "M%d %.0fv1", x, cell);
    } else if (x != last) {
      rx_page_add(page, "m%d-1v1", x - last);
    }
    last = x;
  }
  rx_page_add(page, "\"/>\n");
  free(spikes);
}

typedef struct rx_raster {
  size_t n_cases, n_rows, cells, every;
  rx_raster_case cases[MOST_PANELS];
  rx_rows *rows;
  double from, to, row_height, height;
} rx_raster;

static void lay_out(rx_raster *r, size_t most_spikes)
{
  static const size_t CELLS[] = { 60, 40, 30, 20, 15, 12, 10, 8, 6, 5, 4, 3, 2, 1 };
  const size_t n_choices = sizeof CELLS / sizeof *CELLS;
  size_t i = 0;
  while (i + 1 < n_choices && n_spikes(r->cases, r->n_cases, r->rows, r->n_rows, CELLS[i]) > most_spikes) i++;
  r->cells = CELLS[i];
  r->every = 1 + n_spikes(r->cases, r->n_cases, r->rows, r->n_rows, r->cells) / (most_spikes + 1);
  size_t n_lines = 0;
  for (size_t j = 0; j < r->n_rows; j++) {
    r->rows[j].n_drawn = r->rows[j].is_silent ? 0 : r->rows[j].n_cells < r->cells ? r->rows[j].n_cells : r->cells;
    n_lines += r->rows[j].n_drawn;
  }
  r->row_height = fmin(fmax(560.0 / (double)(n_lines + 1), 1.8), 5);
  double y = 24;
  for (size_t j = 0; j < r->n_rows; j++) {
    rx_rows *rows = &r->rows[j];
    rows->top = y;
    y += fmax((double)rows->n_drawn * r->row_height, 12) + 3; /* room for the name */
  }
  r->height = y;
}

static void draw_case(rx_page *page, const rx_view *view, size_t stimulus, const rx_raster *r, size_t k, double left,
                      double top, double width)
{
  double onset, end;
  const rx_raster_case *c = &r->cases[k];
  rx_page_add(page, "<g transform=\"translate(0 %.0f)\">\n", top);
  const rx_plot plot = {
    left, 22, width, r->height - 24, rx_axis_exact(r->from, r->to, width > 500 ? 8 : 4), { 0, 1, 1, false }
  };
  if (rx_view_epoch(view, view->results->stimuli[stimulus], &onset, &end)) rx_svg_span(page, &plot, onset, end);
  rx_svg_text(page, left, 14, "start", "strong", RX_WORDS(view->results->conditions[c->condition].name));
  for (size_t j = 0; j < r->n_rows; j++) {
    const rx_rows *rows = &r->rows[j];
    if (j > 0) rx_page_add(page, "<path d=\"M%.1f %.1fh%.1f\" stroke=\"#e4e8ed\"/>", left, rows->top - 1.5, width);
    const rx_sonata_spikes *s = spikes_of(c, rows->name);
    if (s != NULL && s->n > 0) draw_population(page, &plot, s, rows, r->row_height, r->every);
  }
  rx_page_add(page, "<path d=\"M%.1f 22V%.1fh%.1f\" stroke=\"#55606e\" fill=\"none\"/>", left, r->height - 2, width);
  for (double x = plot.x.step * ceil(plot.x.low / plot.x.step - 1e-9); x <= plot.x.high + 1e-9 * plot.x.step;
       x += plot.x.step) {
    rx_page_add(page, "<path d=\"M%.1f %.1fv4\" stroke=\"#55606e\"/>", rx_plot_x(&plot, x), r->height - 2);
    rx_svg_text(page, rx_plot_x(&plot, x), r->height + 13, "middle", "soft",
                RX_NUM6(fabs(x) < 1e-9 * plot.x.step ? 0 : x));
  }
  rx_svg_text(page, left + width / 2, r->height + 27, "middle", "", "time, ms");
  rx_page_add(page, "</g>\n");
}

static void draw(rx_page *page, const rx_view *view, size_t stimulus, const rx_raster *r)
{
  const size_t n_across = r->n_cases < 3 ? r->n_cases : 3, n_lines = (r->n_cases + n_across - 1) / n_across;
  const double step = r->height + 40, width = (PICTURE_WIDTH - LABEL_WIDTH - 12) / (double)n_across - 14;
  rx_page_add(page, "<figure>\n");
  rx_svg_open(
      page, PICTURE_WIDTH, step * (double)n_lines, "Raster of spikes",
      "A tick for each spike over time, a row for each cell, cells grouped by population; a panel for each condition.");
  for (size_t line = 0; line < n_lines; line++)
    for (size_t j = 0; j < r->n_rows; j++) {
      const rx_rows *rows = &r->rows[j];
      const double height = fmax((double)rows->n_drawn * r->row_height, 12);
      rx_page_add(page, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" style=\"fill:%s\">%s</text>\n", LABEL_WIDTH - 6,
                  (double)line * step + rows->top + height / 2 + 4, rx_kind_colour(rows->kind), rows->name);
    }
  for (size_t k = 0; k < r->n_cases; k++)
    draw_case(page, view, stimulus, r, k, LABEL_WIDTH + (width + 14) * (double)(k % n_across),
              (double)(k / n_across) * step, width);
  rx_svg_close(page);
  size_t n_cut = 0;
  for (size_t j = 0; j < r->n_rows; j++) n_cut += !r->rows[j].is_silent && r->rows[j].n_drawn < r->rows[j].n_cells;
  rx_page_add(page, "<figcaption>One repetition; a tick is a spike, a row is a cell.");
  if (n_cut > 0)
    rx_page_add(page, " Drawn: the first %zu cell%s of each population, with all their spikes; the files hold all.",
                r->cells, r->cells == 1 ? "" : "s");
  if (r->every > 1) rx_page_add(page, " Of the spikes only every %zu-th is drawn.", r->every);
  if (r->n_cases < view->results->n_conditions)
    rx_page_add(page, " Conditions drawn: %zu of %zu.", r->n_cases, view->results->n_conditions);
  rx_page_add(page, "</figcaption>\n</figure>\n");
}

void rx_report_raster(rx_page *page, const rx_view *view, size_t stimulus, size_t most_spikes)
{
  rx_raster r = { .from = 0, .to = 0 };
  rx_arena *arena = rx_arena_create();
  const size_t n = rx_view_n_drawn(view);
  size_t n_files = 0, n_names = view->n_populations;
  for (size_t k = 0; k < n; k++) n_files += find_case(view, rx_view_drawn(view, k), stimulus) != NULL;
  if (n_files == 0) {
    rx_arena_free(arena);
    return;
  }
  rx_page_heading(page, 4, "Spikes");
  for (size_t k = 0; k < n && arena != NULL; k++) {
    const rx_result_case *c = find_case(view, rx_view_drawn(view, k), stimulus);
    r.cases[r.n_cases].condition = rx_view_drawn(view, k);
    if (c != NULL && read_case(page, view, c, arena, &r.cases[r.n_cases]))
      n_names += r.cases[r.n_cases++].n_populations;
  }
  r.rows = arena != NULL ? rx_arena_alloc(arena, n_names * sizeof *r.rows + 1) : NULL;
  if (r.rows == NULL) {
    page->is_out_of_memory = true;
  } else if (r.n_cases > 0) {
    r.n_rows = find_rows(view, r.cases, r.n_cases, r.rows, n_names);
    for (size_t k = 0; k < r.n_cases; k++)
      for (size_t i = 0; i < r.cases[k].n_populations; i++) {
        const rx_sonata_spikes *s = &r.cases[k].populations[i];
        if (s->n > 0) r.to = fmax(r.to, s->times_ms[s->n - 1]);
      }
    /* to the end of the run, where its curves tell it */
    const rx_result_course *course = rx_view_course(view, "", r.cases[0].condition, stimulus);
    if (course != NULL && course->n_times > 1 && strcmp(course->time_units, "ms") == 0)
      r.to = fmax(r.to, course->time[course->n_times - 1]);
    if (!(r.to > 0) || !isfinite(r.to)) r.to = 1;
    lay_out(&r, most_spikes);
    draw(page, view, stimulus, &r);
  }
  rx_arena_free(arena);
}
