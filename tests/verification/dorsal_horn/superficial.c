/* The superficial module: sdh_cases.csv with its graph, its trains and sdh_rates.csv; and the two solvers on the same network. */
#include "circuit_run.h"
#include "dorsal_horn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KIND        "sdh rates"
#define KIND_TWO    "sdh, two solvers"
#define TABLE       "sdh_cases.csv"
#define RATES       "sdh_rates.csv"
#define TRAINS      "sdh_afferents.csv"
#define CONNECTIONS "sdh_connections.csv"
#define SPROUTING   "sdh_sprouting_connections.csv"
#define CIRCUIT     "sdh"
#define OUTPUT      "NK1"

#define DT_MS 0.025

#define RATE_PERCENT        3.0
#define OUTPUT_RATE_PERCENT 10.0
#define RATE_HZ             1.0

/* Two solvers: rates, and the first spike of each cell. */
#define TWO_RUN_MS       200.0
#define TWO_RTOL         1e-8
#define TWO_RATE_PERCENT 2.0 /* or one spike, where that is more */
#define TWO_FIRST_MS     0.1
#define TWO_SHARE        90.0 /* % of cells */

enum { CASE, SETS, INHIBITION, REVERSAL, SPROUTING_EXTENT, N_COLUMNS };
enum { MOST_WINDOWS = 16 };

typedef struct window {
  int column;
  double from_ms, to_ms;
} window;

typedef struct sdh_case {
  const char *name;
  rx_place place;
  rx_circuit_run run;
  rx_circuit_simulation simulation, two_ensemble, two_cvode;
  bool is_two;
} sdh_case;

typedef struct superficial {
  size_t n;
  sdh_case *cases;
  rx_table rates;
  int rates_case, rates_population, n_windows;
  window windows[MOST_WINDOWS];
} superficial;

typedef struct graph_rows {
  RX_ARRAY(rx_graph_row) connections, sprouting;
} graph_rows;

/* ---- reading ---- */

/* Rows of a graph file. */
static bool read_graph(rx_verify *verify, const char *name, const rx_circuit *circuit, graph_rows *rows,
                       bool is_sprouting)
{
  enum { PRE, PRE_INDEX, POST, POST_INDEX, N };
  static const char *const NAMES[N] = { "pre_pop", "pre_index", "post_pop", "post_index" };
  rx_table table;
  int at[N];
  if (!rx_table_read_input(verify, name, &table) || !rx_table_columns(&table, N, NAMES, at)) return false;
  bool is_good = true;
  for (size_t i = 0; i < rx_table_rows(&table); i++) {
    rx_graph_row row = { 0 };
    int pre = 0, post = 0;
    row.from = rx_circuit_population(circuit, rx_table_text(&table, i, at[PRE]));
    row.to = rx_circuit_population(circuit, rx_table_text(&table, i, at[POST]));
    if (row.from < 0 || row.to < 0) {
      rx_table_problem(&table, i, at[row.from < 0 ? PRE : POST], "the circuit has no population \"%s\"",
                       rx_table_text(&table, i, at[row.from < 0 ? PRE : POST]));
      is_good = false;
      continue;
    }
    if (!rx_table_int(&table, i, at[PRE_INDEX], 0, circuit->populations[row.from].n - 1, &pre) ||
        !rx_table_int(&table, i, at[POST_INDEX], 0, circuit->populations[row.to].n - 1, &post)) {
      is_good = false;
      continue;
    }
    row.pre = pre;
    row.post = post;
    if (!(is_sprouting ? RX_APPEND(&rows->sprouting, row) : RX_APPEND(&rows->connections, row))) return false;
  }
  return is_good;
}

/* True if `name` is one of the names joined by '+'. */
static bool is_in_sets(const char *sets, const char *name)
{
  const size_t n = strlen(name);
  for (const char *at = sets;; at++) {
    const size_t length = strcspn(at, "+");
    if (length == n && strncmp(at, name, n) == 0) return true;
    at += length;
    if (*at == '\0') return false;
  }
}

static bool check_sets(rx_verify *verify, const sdh_case *c, const char *sets, const rx_table *trains, int set)
{
  for (const char *at = sets;; at++) {
    const size_t length = strcspn(at, "+");
    const char *name = rx_verify_text(verify, "%.*s", (int)length, at);
    size_t i = 0;
    while (i < rx_table_rows(trains) && strcmp(rx_table_text(trains, i, set), name) != 0) i++;
    if (i == rx_table_rows(trains)) {
      rx_table_problem(c->place.table, c->place.row, c->place.column, "%s has no set \"%s\"", trains->csv.file, name);
      return false;
    }
    at += length;
    if (*at == '\0') return true;
  }
}

enum { SET, CLASS, INDEX, T, N_TRAIN_COLUMNS };

static bool add_trains(rx_verify *verify, sdh_case *c, const char *sets, const rx_table *trains, const int at[])
{
  if (!check_sets(verify, c, sets, trains, at[SET])) return false;
  for (size_t i = 0; i < rx_table_rows(trains); i++) {
    double t = 0;
    int index = 0;
    if (!is_in_sets(sets, rx_table_text(trains, i, at[SET]))) continue;
    if (!rx_table_int(trains, i, at[INDEX], 0, 1000000, &index) || !rx_table_number(trains, i, at[T], 0, 1e9, &t) ||
        !rx_circuit_run_add_spike(&c->run, rx_table_text(trains, i, at[CLASS]), index, t,
                                  (rx_place){ trains, i, at[CLASS] }))
      return false;
  }
  rx_circuit_run_ready(&c->run);
  return true;
}

/* The graph of a case: sprouted pairs where there is sprouting. */
static bool connect(sdh_case *c, const graph_rows *rows, bool is_sprouted)
{
  const size_t n = rows->connections.n, n_sprouted = is_sprouted ? rows->sprouting.n : 0;
  rx_graph_row *all = malloc((n + n_sprouted + 1) * sizeof *all);
  if (all == NULL) return false;
  if (n > 0) memcpy(all, rows->connections.items, n * sizeof *all);
  if (n_sprouted > 0) memcpy(all + n, rows->sprouting.items, n_sprouted * sizeof *all);
  const bool is_good = rx_circuit_run_connect(&c->run, n + n_sprouted, all, c->place);
  free(all);
  return is_good;
}

static void add_jobs(rx_verify *verify, const superficial *s, sdh_case *c)
{
  double t_stop = 0;
  for (int w = 0; w < s->n_windows; w++) t_stop = fmax(t_stop, s->windows[w].to_ms);
  c->simulation = (rx_circuit_simulation){ .run = &c->run, .dt_ms = DT_MS, .t_stop_ms = t_stop };
  if (s->n_windows > 0)
    c->simulation.job = rx_verify_add_job(verify, KIND, 2 * t_stop, rx_circuit_simulate, &c->simulation);
  c->is_two = !verify->is_quick;
  if (!c->is_two) return;
  c->two_cvode = (rx_circuit_simulation){ .run = &c->run, .is_cvode = true, .rtol = TWO_RTOL, .t_stop_ms = TWO_RUN_MS };
  c->two_ensemble = (rx_circuit_simulation){ .run = &c->run, .dt_ms = DT_MS, .t_stop_ms = TWO_RUN_MS };
  c->two_cvode.job = rx_verify_add_job(verify, KIND_TWO, 1e5, rx_circuit_simulate, &c->two_cvode);
  c->two_ensemble.job = rx_verify_add_job(verify, KIND_TWO, 2 * TWO_RUN_MS, rx_circuit_simulate, &c->two_ensemble);
}

static void read_case(rx_verify *verify, superficial *s, const rx_table *table, size_t row, const int at[],
                      graph_rows *rows, const rx_table *trains, const int trains_at[])
{
  sdh_case *c = &s->cases[s->n];
  double inhibition = 0, E = 0, sprouting = 0;
  bool is_good = rx_table_number(table, row, at[INHIBITION], 0, 1e3, &inhibition);
  is_good = rx_table_number(table, row, at[REVERSAL], -200, 100, &E) && is_good;
  is_good = rx_table_number(table, row, at[SPROUTING_EXTENT], 0, 1e3, &sprouting) && is_good;
  if (!is_good) return;
  c->name = rx_table_text(table, row, at[CASE]);
  c->place = (rx_place){ table, row, at[CASE] };
  s->n++;
  if (!rx_circuit_run_open(verify, CIRCUIT, c->place, &c->run)) return;
  const rx_circuit *circuit = c->run.experiment->circuit;
  if (rows->connections.n == 0 && !read_graph(verify, CONNECTIONS, circuit, rows, false)) return;
  if (sprouting > 0 && rows->sprouting.n == 0 && !read_graph(verify, SPROUTING, circuit, rows, true)) return;
  if (!rx_circuit_run_set_inhibition(&c->run, inhibition, inhibition, c->place) ||
      !rx_circuit_run_set_reversal(&c->run, E, c->place) ||
      !rx_circuit_run_set(&c->run, "circuit/sprouting", sprouting, c->place) || !connect(c, rows, sprouting > 0) ||
      !add_trains(verify, c, rx_table_text(table, row, at[SETS]), trains, trains_at))
    return;
  add_jobs(verify, s, c);
}

static const sdh_case *find_case(const superficial *s, const char *name)
{
  for (size_t i = 0; i < s->n; i++)
    if (strcmp(s->cases[i].name, name) == 0) return &s->cases[i];
  return NULL;
}

/* Reads "rate_FROM_TO_Hz". */
static bool parse_window(const char *name, window *w)
{
  static const char BEGIN[] = "rate_";
  if (strncmp(name, BEGIN, sizeof BEGIN - 1) != 0) return false;
  const char *from = name + sizeof BEGIN - 1;
  char *end = NULL;
  w->from_ms = strtod(from, &end);
  if (end == from || *end != '_') return false;
  const char *to = end + 1;
  w->to_ms = strtod(to, &end);
  return end != to && strcmp(end, "_Hz") == 0 && w->from_ms >= 0 && w->to_ms > w->from_ms && isfinite(w->to_ms);
}

static void read_rates(rx_verify *verify, superficial *s)
{
  if (!rx_table_is_there(verify, RATES)) {
    rx_verdict_note(verify->verdict, "%s is not in %s: the rates have no reference", RATES, verify->folder);
    return;
  }
  if (!rx_table_read(verify, RATES, &s->rates)) return;
  s->rates_case = rx_table_column(&s->rates, "case", true);
  s->rates_population = rx_table_column(&s->rates, "population", true);
  for (int c = 0; c < (int)s->rates.csv.n_columns && s->n_windows < MOST_WINDOWS; c++) {
    window w = { .column = c };
    if (parse_window(s->rates.csv.header[c].text, &w)) s->windows[s->n_windows++] = w;
  }
  if (s->n_windows == 0)
    rx_problems_add(verify->problems, s->rates.csv.file, s->rates.csv.header_line, 1,
                    "has no column \"rate_FROM_TO_Hz\"");
}

/* Every row of the rates must belong to a case and a population. */
static void check_rates(const superficial *s)
{
  if (s->n_windows == 0 || s->rates_case < 0 || s->rates_population < 0) return;
  for (size_t i = 0; i < rx_table_rows(&s->rates); i++) {
    const sdh_case *c = find_case(s, rx_table_text(&s->rates, i, s->rates_case));
    double rate;
    if (c == NULL)
      rx_table_problem(&s->rates, i, s->rates_case, "%s has no case \"%s\"", TABLE,
                       rx_table_text(&s->rates, i, s->rates_case));
    else if (c->run.network != NULL &&
             rx_circuit_run_range(&c->run, rx_table_text(&s->rates, i, s->rates_population)) == NULL)
      rx_table_problem(&s->rates, i, s->rates_population, "the circuit has no population \"%s\"",
                       rx_table_text(&s->rates, i, s->rates_population));
    for (int w = 0; w < s->n_windows; w++) rx_table_number(&s->rates, i, s->windows[w].column, 0, 1e5, &rate);
  }
}

static void release(void *state)
{
  superficial *s = state;
  for (size_t i = 0; i < s->n; i++) {
    rx_circuit_run_free(&s->cases[i].run);
    rx_recording_free(&s->cases[i].simulation.recording);
    rx_recording_free(&s->cases[i].two_ensemble.recording);
    rx_recording_free(&s->cases[i].two_cvode.recording);
  }
}

static void *read_cases(rx_verify *verify)
{
  static const char *const NAMES[N_COLUMNS] = { "case", "afferent_sets", "inhibition", "Einh_mV", "sprouting" };
  static const char *const TRAIN_NAMES[N_TRAIN_COLUMNS] = { "set", "class", "index", "t_ms" };
  if (!rx_table_is_there(verify, TABLE)) return NULL;
  superficial *s = rx_verify_alloc(verify, 1, sizeof *s);
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table), *trains = rx_verify_alloc(verify, 1, sizeof *trains);
  int at[N_COLUMNS], trains_at[N_TRAIN_COLUMNS];
  if (s == NULL || table == NULL || trains == NULL || !rx_table_read(verify, TABLE, table) ||
      !rx_table_columns(table, N_COLUMNS, NAMES, at) || !rx_table_read_input(verify, TRAINS, trains) ||
      !rx_table_columns(trains, N_TRAIN_COLUMNS, TRAIN_NAMES, trains_at))
    return NULL;
  s->cases = rx_verify_alloc(verify, rx_table_rows(table), sizeof *s->cases);
  if (s->cases == NULL) return NULL;
  read_rates(verify, s);
  graph_rows rows = { 0 };
  for (size_t i = 0; i < rx_table_rows(table); i++) read_case(verify, s, table, i, at, &rows, trains, trains_at);
  free(rows.connections.items);
  free(rows.sprouting.items);
  check_rates(s);
  if (verify->is_quick) rx_verdict_note(verify->verdict, "--quick: the two solvers on the network were left out");
  return s->n > 0 ? s : NULL;
}

/* ---- judging ---- */

static double rate_Hz(const sdh_case *c, const rx_circuit_simulation *simulation, const char *population,
                      double from_ms, double to_ms)
{
  const size_t n = rx_circuit_run_count(&c->run, &simulation->recording, population, from_ms, to_ms);
  return 1e3 * (double)n / (to_ms - from_ms) / rx_circuit_run_size(&c->run, population);
}

static void judge_rates(rx_verify *verify, const superficial *s)
{
  for (size_t i = 0; s->n_windows > 0 && i < rx_table_rows(&s->rates); i++) {
    const char *name = rx_table_text(&s->rates, i, s->rates_case),
               *population = rx_table_text(&s->rates, i, s->rates_population);
    const sdh_case *c = find_case(s, name);
    if (c == NULL || !rx_verify_job_is_good(verify, c->simulation.job, KIND, name)) continue;
    const double percent = strcmp(population, OUTPUT) == 0 ? OUTPUT_RATE_PERCENT : RATE_PERCENT;
    for (int w = 0; w < s->n_windows; w++) {
      const window *in = &s->windows[w];
      double reference = 0;
      rx_table_number(&s->rates, i, in->column, 0, 1e5, &reference);
      const double value = rate_Hz(c, &c->simulation, population, in->from_ms, in->to_ms);
      const char *figure = rx_verify_text(verify, "%s, %g-%g ms, Hz", population, in->from_ms, in->to_ms);
      rx_verdict_compare(verify->verdict, KIND, name, figure, "Hz", reference, value,
                         fmax(1e-2 * percent * reference, RATE_HZ));
    }
  }
}

/* Time of the first spike of each cell; INFINITY: none. */
static double *first_spikes(rx_verify *verify, const sdh_case *c, const rx_recording *recording)
{
  const int n = c->run.network->n_cells;
  double *first = rx_verify_alloc(verify, (size_t)n, sizeof *first);
  for (int i = 0; first != NULL && i < n; i++) first[i] = INFINITY;
  for (size_t i = recording->spikes.n; first != NULL && i-- > 0;)
    first[recording->spikes.items[i].cell] = recording->spikes.items[i].t_ms;
  return first;
}

/* Share of the cells that fire in CVODE whose first spike is where CVODE has it. */
static void judge_first_spikes(rx_verify *verify, const sdh_case *c)
{
  const double *cvode = first_spikes(verify, c, &c->two_cvode.recording),
               *ensemble = first_spikes(verify, c, &c->two_ensemble.recording);
  int n = 0, n_near = 0;
  for (int i = 0; cvode != NULL && ensemble != NULL && i < c->run.network->n_cells; i++) {
    if (!isfinite(cvode[i])) continue;
    n++;
    n_near += fabs(ensemble[i] - cvode[i]) <= TWO_FIRST_MS;
  }
  if (n == 0) return;
  const double share = 100.0 * n_near / n;
  rx_verdict_add(verify->verdict,
                 &(rx_figure){ KIND_TWO, c->name,
                               rx_verify_text(verify, "first spike within %g ms, %% of %d cells", TWO_FIRST_MS, n), "%",
                               100, share, 100 - share, 100 - TWO_SHARE });
}

static void judge_two_solvers(rx_verify *verify, const sdh_case *c)
{
  if (!rx_verify_job_is_good(verify, c->two_cvode.job, KIND_TWO, c->name) ||
      !rx_verify_job_is_good(verify, c->two_ensemble.job, KIND_TWO, c->name))
    return;
  const rx_network *network = c->run.network;
  for (int r = 0; r < network->n_ranges; r++) {
    const char *population = network->ranges[r].name;
    if (network->ranges[r].is_source) continue;
    const double cvode = rate_Hz(c, &c->two_cvode, population, 0, TWO_RUN_MS),
                 ensemble = rate_Hz(c, &c->two_ensemble, population, 0, TWO_RUN_MS);
    const double one_spike_Hz = 1e3 / TWO_RUN_MS / network->ranges[r].n;
    rx_verdict_compare(verify->verdict, KIND_TWO, c->name,
                       rx_verify_text(verify, "%s, 0-%g ms, Hz", population, TWO_RUN_MS), "Hz", cvode, ensemble,
                       fmax(1e-2 * TWO_RATE_PERCENT * cvode, one_spike_Hz * (1 + 1e-9)));
  }
  judge_first_spikes(verify, c);
}

static void judge(rx_verify *verify, void *state)
{
  const superficial *s = state;
  judge_rates(verify, s);
  for (size_t i = 0; i < s->n; i++)
    if (s->cases[i].is_two) judge_two_solvers(verify, &s->cases[i]);
}

const rx_protocol RX_VERIFY_SUPERFICIAL = { "superficial module (" TABLE ")", read_cases, judge, release };
