#include "io/motor/trains.h"

#include <gsl/gsl_sort.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/config/csv.h"
#include "io/results/sonata.h"

/* One discharge and where it stands. */
typedef struct discharge {
  int unit;
  double t_s;
  size_t row;
} discharge;

typedef struct source {
  const rx_csv *csv; /* NULL: SONATA, which has no lines */
  size_t time_column;
  const char *file;
  rx_problems *problems;
} source;

static bool is_sonata(const char *path)
{
  const size_t n = strlen(path);
  return n > 3 && strcmp(path + n - 3, ".h5") == 0;
}

static int by_unit(const void *left, const void *right)
{
  const discharge *a = left, *b = right;
  if (a->unit != b->unit) return a->unit < b->unit ? -1 : 1;
  return (a->row > b->row) - (a->row < b->row); /* as in the file */
}

/* A problem at the time of a discharge. */
static void say(const source *s, const discharge *at, const char *text)
{
  if (s->csv != NULL)
    rx_csv_problem(s->csv, at->row, s->time_column, s->problems, "%s", text);
  else
    rx_problems_add(s->problems, s->file, 0, 0, "at %g s: %s", at->t_s, text);
}

/* "line 12", or nothing where there are no lines. */
static const char *line_of(const source *s, const discharge *at, char text[32])
{
  if (s->csv == NULL) return "before";
  snprintf(text, 32, "in line %d", s->csv->lines[at->row]);
  return text;
}

/* The discharges of one unit: ascending, no two the same, none too fast. */
static void check_unit(const source *s, size_t n, const discharge d[])
{
  char text[RX_ERROR_TEXT], line[32];
  bool is_fast = false; /* once a unit */
  for (size_t k = 1; k < n; k++) {
    const double interval = d[k].t_s - d[k - 1].t_s;
    if (interval == 0) {
      snprintf(text, sizeof text, "unit %d has this discharge already, %s", d[k].unit, line_of(s, &d[k - 1], line));
      say(s, &d[k], text);
    } else if (interval < 0) {
      snprintf(text, sizeof text,
               "unit %d: %g s comes behind %g s, %s; the times of a unit must ascend (sort the file by time)",
               d[k].unit, d[k].t_s, d[k - 1].t_s, line_of(s, &d[k - 1], line));
      say(s, &d[k], text);
    } else if (interval < 1 / RX_TRAINS_FASTEST_HZ && !is_fast) {
      snprintf(text, sizeof text,
               "unit %d discharges %.3g times a second here, and no motor unit does so more than %g times: are the "
               "times in another unit than the column says (time_s, time_ms), or of several units?",
               d[k].unit, 1 / interval, RX_TRAINS_FASTEST_HZ);
      say(s, &d[k], text);
      is_fast = true;
    }
  }
}

/* Milliseconds in a column of seconds make units that hardly ever discharge. */
static rx_status check_pace(const source *s, const rx_trains *trains, rx_error *err)
{
  double *intervals = malloc((trains->n_spikes + 1) * sizeof *intervals);
  size_t n = 0;
  if (intervals == NULL) return rx_no_memory(err);
  for (size_t i = 0; i < trains->n; i++)
    for (size_t k = 1; k < trains->trains[i].n; k++)
      intervals[n++] = trains->trains[i].times_s[k] - trains->trains[i].times_s[k - 1];
  gsl_sort(intervals, 1, n);
  if (n > 0 && intervals[n / 2] > RX_TRAINS_SLOWEST_INTERVAL_S)
    rx_problems_add(s->problems, s->file, s->csv != NULL ? s->csv->header_line : 0,
                    s->csv != NULL ? s->csv->header[s->time_column].column : 0,
                    "half of the intervals are longer than %.3g s: are the times in another unit than the column says "
                    "(time_s, time_ms)?",
                    intervals[n / 2]);
  free(intervals);
  return RX_OK;
}

/* From discharges in any order of units to trains. */
static rx_status make_trains(const source *s, size_t n, discharge d[], rx_arena *arena, rx_trains *trains,
                             rx_error *err)
{
  const size_t before = rx_problems_count(s->problems);
  qsort(d, n, sizeof *d, by_unit);
  double *times = rx_arena_alloc(arena, (n + 1) * sizeof *times);
  for (size_t i = 0; i < n; i++) trains->n += i == 0 || d[i].unit != d[i - 1].unit;
  trains->trains = rx_arena_alloc(arena, (trains->n + 1) * sizeof *trains->trains);
  if (times == NULL || trains->trains == NULL) return rx_no_memory(err);
  trains->n_spikes = n;
  for (size_t i = 0, u = 0, end; i < n; i = end, u++) {
    for (end = i; end < n && d[end].unit == d[i].unit; end++) times[end] = d[end].t_s;
    trains->trains[u] = (rx_unit_train){ d[i].unit, end - i, times + i };
    check_unit(s, end - i, d + i);
  }
  if (rx_problems_count(s->problems) == before) RX_TRY(check_pace(s, trains, err));
  return rx_problems_count(s->problems) == before ? RX_OK : RX_E_INPUT;
}

/* ---- CSV ---- */

/* Which column has the times, and how many s its unit is. */
static bool find_columns(const rx_csv *csv, rx_problems *problems, size_t *unit, size_t *time, double *scale)
{
  bool has_unit = false, has_time = false;
  const size_t before = rx_problems_count(problems);
  for (size_t c = 0; c < csv->n_columns; c++) {
    const char *name = csv->header[c].text;
    const bool is_s = strcmp(name, "time_s") == 0, is_ms = strcmp(name, "time_ms") == 0;
    if (strcmp(name, "unit") == 0) {
      has_unit = true;
      *unit = c;
    } else if ((is_s || is_ms) && !has_time) {
      has_time = true;
      *time = c;
      *scale = is_s ? 1 : 1e-3;
    } else if (is_s || is_ms) {
      rx_problems_add(problems, csv->file, csv->header_line, csv->header[c].column,
                      "a second column of times; there is one, time_s or time_ms");
    } else {
      rx_problems_add(problems, csv->file, csv->header_line, csv->header[c].column,
                      "unknown column \"%.60s\"; the columns are unit and time_s (or time_ms)", name);
    }
  }
  if (!has_unit) rx_problems_add(problems, csv->file, csv->header_line, 1, "has no column \"unit\"");
  if (!has_time) rx_problems_add(problems, csv->file, csv->header_line, 1, "has no column \"time_s\" (or \"time_ms\")");
  return rx_problems_count(problems) == before;
}

static bool read_time(const rx_csv *csv, size_t row, size_t column, rx_problems *problems, double *t)
{
  if (!rx_csv_number(csv, row, column, -INFINITY, INFINITY, t, problems)) return false;
  if (*t >= 0 && *t < 1e9) return true;
  rx_csv_problem(csv, row, column, problems,
                 *t < 0 ? "%g is before the start of the recording" : "%g is no time of a recording", *t);
  return false;
}

static rx_status read_csv(const char *path, rx_arena *arena, rx_problems *problems, rx_trains *trains, rx_error *err)
{
  rx_csv csv;
  source s = { &csv, 0, path, problems };
  size_t unit_column = 0;
  double scale = 1;
  if (!rx_csv_read(path, arena, problems, &csv)) return RX_E_INPUT;
  if (!find_columns(&csv, problems, &unit_column, &s.time_column, &scale)) return RX_E_INPUT;
  if (csv.n_rows == 0) {
    rx_problems_add(problems, path, csv.header_line, 1, "has no discharges: the header is all there is");
    return RX_E_INPUT;
  }
  discharge *d = malloc(csv.n_rows * sizeof *d);
  if (d == NULL) return rx_no_memory(err);
  bool is_good = true;
  for (size_t i = 0; i < csv.n_rows; i++) {
    double t = 0;
    d[i].row = i;
    is_good = rx_csv_int(&csv, i, unit_column, 0, INT_MAX, &d[i].unit, problems) && is_good;
    is_good = read_time(&csv, i, s.time_column, problems, &t) && is_good;
    d[i].t_s = t * scale;
  }
  const rx_status status = is_good ? make_trains(&s, csv.n_rows, d, arena, trains, err) : RX_E_INPUT;
  free(d);
  return status;
}

/* ---- SONATA ---- */

static const rx_sonata_spikes *choose(const char *path, const char *name, size_t n,
                                      const rx_sonata_spikes populations[], rx_arena *arena, rx_problems *problems)
{
  const char *names = "";
  for (size_t i = 0; i < n; i++) {
    if (name != NULL ? strcmp(populations[i].population, name) == 0 : n == 1) return &populations[i];
    names = rx_arena_format(arena, "%s%s%s", names != NULL ? names : "", i > 0 ? ", " : "", populations[i].population);
  }
  if (name != NULL)
    rx_problems_add(problems, path, 0, 0, "has no population \"%.60s\"; there is %.400s", name,
                    n > 0 && names != NULL ? names : "none");
  else
    rx_problems_add(problems, path, 0, 0,
                    n == 0 ? "has no population%.400s" : "which population? (--population) there are %.400s",
                    names != NULL ? names : "");
  return NULL;
}

static rx_status read_sonata(const char *path, const char *name, rx_arena *arena, rx_problems *problems,
                             rx_trains *trains, rx_error *err)
{
  size_t n_populations = 0;
  rx_sonata_spikes *populations = NULL;
  const source s = { NULL, 0, path, problems };
  RX_TRY(rx_sonata_read_spikes(path, arena, &n_populations, &populations, err));
  const rx_sonata_spikes *spikes = choose(path, name, n_populations, populations, arena, problems);
  if (spikes == NULL) return RX_E_INPUT;
  trains->population = spikes->population;
  if (spikes->n == 0) {
    rx_problems_add(problems, path, 0, 0, "has no discharges of %s", spikes->population);
    return RX_E_INPUT;
  }
  discharge *d = malloc(spikes->n * sizeof *d);
  if (d == NULL) return rx_no_memory(err);
  bool is_good = true;
  for (size_t i = 0; i < spikes->n; i++) {
    is_good = is_good && spikes->node_ids[i] <= INT_MAX;
    d[i] = (discharge){ is_good ? (int)spikes->node_ids[i] : 0, spikes->times_ms[i] / 1000, i };
  }
  if (!is_good) rx_problems_add(problems, path, 0, 0, "has node ids above %d", INT_MAX);
  const rx_status status = is_good ? make_trains(&s, spikes->n, d, arena, trains, err) : RX_E_INPUT;
  free(d);
  return status;
}

rx_status rx_trains_read(const char *path, const char *population, rx_arena *arena, rx_problems *problems,
                         rx_trains *trains, rx_error *err)
{
  *trains = (rx_trains){ .file = rx_arena_text(arena, path), .population = "" };
  if (is_sonata(path)) return read_sonata(path, population, arena, problems, trains, err);
  if (population == NULL) return read_csv(path, arena, problems, trains, err);
  rx_problems_add(problems, path, 0, 0, "a CSV file has no populations; --population is for SONATA files");
  return RX_E_INPUT;
}
