#include "bench/problems.h"

#include "base/array.h"
#include "bench/output.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRAIN_END_MS = 10000, SURROGATE_END_TENTHS = 10000 };

/* ---- random numbers ---- */

static uint64_t splitmix64(uint64_t *state)
{
  *state += UINT64_C(0x9E3779B97F4A7C15);
  uint64_t z = *state;
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

/* [0, 1), 53 bits */
static double uniform(uint64_t *state)
{
  return (double)(splitmix64(state) >> 11) * 0x1p-53;
}

static double exponential(uint64_t *state)
{
  return -log(1 - uniform(state));
}

/* ---- spikes ---- */

void rx_bench_spikes_free(rx_bench_spikes *spikes)
{
  free(spikes->items);
  *spikes = (rx_bench_spikes){ 0 };
}

rx_status rx_bench_spikes_append(rx_bench_spikes *spikes, rx_bench_spike spike, rx_error *err)
{
  return RX_APPEND(spikes, spike) ? RX_OK : rx_no_memory(err);
}

static int compare_numbers(double a, double b)
{
  return (a > b) - (a < b);
}

static int by_cell_and_time(const void *a, const void *b)
{
  const rx_bench_spike *p = a, *q = b;
  return p->cell != q->cell ? (p->cell > q->cell) - (p->cell < q->cell) : compare_numbers(p->t_ms, q->t_ms);
}

static int by_time_and_cell(const void *a, const void *b)
{
  const rx_bench_spike *p = a, *q = b;
  const int order = compare_numbers(p->t_ms, q->t_ms);
  return order != 0 ? order : (p->cell > q->cell) - (p->cell < q->cell);
}

void rx_bench_spikes_sort(rx_bench_spikes *spikes)
{
  if (spikes->n > 1) qsort(spikes->items, spikes->n, sizeof *spikes->items, by_cell_and_time);
}

/* Sorts the spikes from index `first` on and drops those at the time of their predecessor in the same train. */
static void sort_and_drop_repeats(rx_bench_spikes *spikes, size_t first)
{
  if (spikes->n - first < 2) return;
  rx_bench_spike *items = spikes->items + first;
  const size_t n = spikes->n - first;
  qsort(items, n, sizeof *items, by_cell_and_time);
  size_t n_kept = 1;
  for (size_t i = 1; i < n; i++)
    if (by_cell_and_time(&items[i], &items[n_kept - 1]) != 0) items[n_kept++] = items[i];
  spikes->n = first + n_kept;
}

/* The time on the grid of 0.1 ms, in tenths; the first grid point is 0.1 ms. */
static double grid_tenths(double t_ms)
{
  return fmax(1, round(10 * t_ms));
}

/* ---- the network of P2 ---- */

/* Connections that each cell of a population receives: k from a range of sources. */
typedef struct pathway {
  int first_source, n_sources, k;
  rx_bench_synapse type;
  double w_nS;
} pathway;

enum { N_PATHWAYS = 4 };

#define FROM_AFFERENTS  RX_BENCH_N_CELLS, RX_BENCH_N_AFFERENTS
#define FROM_EXCITATORY 0, RX_BENCH_N_EXCITATORY
#define FROM_INHIBITORY RX_BENCH_N_EXCITATORY, RX_BENCH_N_INHIBITORY

static const pathway EXCITATORY_INPUTS[N_PATHWAYS] = { { FROM_AFFERENTS, 8, RX_BENCH_GLUTAMATE, 2.0 },
                                                       { FROM_EXCITATORY, 16, RX_BENCH_GLUTAMATE, 0.6 },
                                                       { FROM_INHIBITORY, 8, RX_BENCH_GABA, 1.0 },
                                                       { FROM_INHIBITORY, 4, RX_BENCH_GLYCINE, 1.5 } };
static const pathway INHIBITORY_INPUTS[N_PATHWAYS] = { { FROM_AFFERENTS, 8, RX_BENCH_GLUTAMATE, 2.0 },
                                                       { FROM_EXCITATORY, 16, RX_BENCH_GLUTAMATE, 0.6 },
                                                       { FROM_INHIBITORY, 4, RX_BENCH_GABA, 1.0 },
                                                       { FROM_INHIBITORY, 4, RX_BENCH_GLYCINE, 1.5 } };
static const pathway PROJECTION_INPUTS[N_PATHWAYS] = { { FROM_AFFERENTS, 8, RX_BENCH_GLUTAMATE, 2.0 },
                                                       { FROM_EXCITATORY, 24, RX_BENCH_GLUTAMATE, 0.6 },
                                                       { FROM_INHIBITORY, 6, RX_BENCH_GABA, 1.0 },
                                                       { FROM_INHIBITORY, 6, RX_BENCH_GLYCINE, 1.5 } };

char rx_bench_population(int cell)
{
  if (cell < RX_BENCH_N_EXCITATORY) return 'E';
  return cell < RX_BENCH_N_EXCITATORY + RX_BENCH_N_INHIBITORY ? 'I' : 'P';
}

static const pathway *inputs_of(int cell)
{
  switch (rx_bench_population(cell)) {
  case 'E': return EXCITATORY_INPUTS;
  case 'I': return INHIBITORY_INPUTS;
  default: return PROJECTION_INPUTS;
  }
}

static size_t count_connections(void)
{
  size_t n = 0;
  for (int post = 0; post < RX_BENCH_N_CELLS; post++)
    for (int r = 0; r < N_PATHWAYS; r++) n += (size_t)inputs_of(post)[r].k;
  return n;
}

static rx_bench_connection draw_connection(uint64_t *state, int post, const pathway *from)
{
  rx_bench_connection c = { .post = post, .type = from->type };
  do {
    c.pre = from->first_source + (int)(uniform(state) * from->n_sources);
  } while (c.pre == post);
  c.delay_tenths = 10 + (int)(uniform(state) * 21);
  c.weight_nS = from->w_nS * (0.5 + uniform(state));
  return c;
}

/* Poisson trains of 20 Hz, 80 Hz from 200 to 500 ms of every second: candidates at 80 Hz, thinned. */
static rx_status draw_afferents(rx_bench_spikes *afferents, rx_error *err)
{
  const double peak_per_ms = 0.08, base_per_ms = 0.02;
  uint64_t state = RX_BENCH_SEED_AFFERENTS;
  for (int source = RX_BENCH_N_CELLS; source < RX_BENCH_N_SOURCES; source++) {
    const size_t first = afferents->n;
    double t = 0;
    for (;;) {
      t += exponential(&state) / peak_per_ms;
      const double keep = uniform(&state);
      if (t >= TRAIN_END_MS) break;
      const double phase = fmod(t, 1000);
      const double rate = phase >= 200 && phase < 500 ? peak_per_ms : base_per_ms;
      if (peak_per_ms * keep < rate)
        RX_TRY(rx_bench_spikes_append(afferents, (rx_bench_spike){ source, grid_tenths(t) / 10 }, err));
    }
    sort_and_drop_repeats(afferents, first);
  }
  return RX_OK;
}

rx_status rx_bench_network_create(rx_bench_network **out, rx_error *err)
{
  *out = NULL;
  rx_bench_network *network = calloc(1, sizeof *network);
  if (network == NULL) return rx_no_memory(err);
  network->n_connections = count_connections();
  network->connections = calloc(network->n_connections, sizeof *network->connections);
  rx_status status = network->connections != NULL ? draw_afferents(&network->afferents, err) : rx_no_memory(err);
  if (status != RX_OK) {
    rx_bench_network_free(network);
    return status;
  }

  uint64_t state = RX_BENCH_SEED_CONNECTIONS;
  size_t i = 0;
  for (int post = 0; post < RX_BENCH_N_CELLS; post++)
    for (int r = 0; r < N_PATHWAYS; r++)
      for (int k = 0; k < inputs_of(post)[r].k; k++)
        network->connections[i++] = draw_connection(&state, post, &inputs_of(post)[r]);

  state = RX_BENCH_SEED_E_L;
  for (int cell = 0; cell < RX_BENCH_N_CELLS; cell++) network->E_L_mV[cell] = -66 + 8 * uniform(&state);
  *out = network;
  return RX_OK;
}

void rx_bench_network_free(rx_bench_network *network)
{
  if (network == NULL) return;
  rx_bench_spikes_free(&network->afferents);
  free(network->connections);
  free(network);
}

rx_status rx_bench_surrogates(uint64_t seed, rx_bench_spikes *trains, rx_error *err)
{
  const double rate_per_ms = 0.013;
  uint64_t state = seed;
  for (int cell = 0; cell < RX_BENCH_N_CELLS; cell++) {
    const size_t first = trains->n;
    double t = 0;
    for (;;) {
      t += exponential(&state) / rate_per_ms;
      if (t >= TRAIN_END_MS) break;
      const double tenths = grid_tenths(t);
      if (tenths < SURROGATE_END_TENTHS)
        RX_TRY(rx_bench_spikes_append(trains, (rx_bench_spike){ cell, tenths / 10 }, err));
    }
    sort_and_drop_repeats(trains, first);
  }
  return RX_OK;
}

/* ---- the sweep of P3 ---- */

void rx_bench_members(size_t n_members, rx_bench_member *members)
{
  uint64_t state = RX_BENCH_SEED_MEMBERS;
  for (size_t m = 0; m < n_members; m++) {
    members[m] = (rx_bench_member){ 1, 1, 1 };
    if (m == 0) continue;
    members[m].nav = 0.9 + 0.2 * uniform(&state);
    members[m].inhibition = 0.2 + 0.8 * uniform(&state);
    members[m].glutamate = 0.85 + 0.3 * uniform(&state);
  }
}

double rx_bench_weight_nS(const rx_bench_connection *connection, const rx_bench_member *member)
{
  return connection->weight_nS * (connection->type == RX_BENCH_GLUTAMATE ? member->glutamate : member->inhibition);
}

/* ---- check values ---- */

static rx_status expect(const char *what, double found, double expected, double tolerance, rx_error *err)
{
  if (fabs(found - expected) <= tolerance) return RX_OK;
  return rx_fail(err, RX_E_INPUT, "benchmark problems: %s is %.17g, expected %.17g", what, found, expected);
}

static rx_status expect_connection(const char *what, const rx_bench_connection *found, rx_bench_connection expected,
                                   rx_error *err)
{
  if (found->pre == expected.pre && found->post == expected.post && found->type == expected.type &&
      found->delay_tenths == expected.delay_tenths && fabs(found->weight_nS - expected.weight_nS) < 1e-15)
    return RX_OK;
  return rx_fail(err, RX_E_INPUT, "benchmark problems: %s is (%d,%d,%d,%d,%.16g), expected (%d,%d,%d,%d,%.16g)", what,
                 found->pre, found->post, (int)found->type, found->delay_tenths, found->weight_nS, expected.pre,
                 expected.post, (int)expected.type, expected.delay_tenths, expected.weight_nS);
}

static rx_status check_generator(rx_error *err)
{
  uint64_t state = 1;
  const uint64_t first = splitmix64(&state), second = splitmix64(&state);
  if (first == UINT64_C(0x910a2dec89025cc1) && second == UINT64_C(0xbeeb8da1658eec67)) return RX_OK;
  return rx_fail(err, RX_E_INPUT, "benchmark problems: splitmix64 of seed 1 gives wrong numbers");
}

static rx_status check_network(const rx_bench_network *network, rx_error *err)
{
  RX_TRY(expect("the number of connections", (double)network->n_connections, 10560, 0, err));
  const rx_bench_connection *c = network->connections;
  const size_t last = network->n_connections - 1;
  RX_TRY(expect_connection("connection 0", &c[0],
                           (rx_bench_connection){ 302, 0, RX_BENCH_GLUTAMATE, 23, 1.0166149333655832 }, err));
  RX_TRY(expect_connection("connection 1", &c[1],
                           (rx_bench_connection){ 382, 0, RX_BENCH_GLUTAMATE, 10, 1.2392323983519384 }, err));
  RX_TRY(expect_connection("connection 2", &c[2],
                           (rx_bench_connection){ 326, 0, RX_BENCH_GLUTAMATE, 16, 2.665535958442792 }, err));
  RX_TRY(expect_connection("the last connection", &c[last],
                           (rx_bench_connection){ 200, 299, RX_BENCH_GLYCINE, 15, 1.0549345958622276 }, err));
  double weights_nS = 0, delays_tenths = 0, E_L_mV = 0;
  for (size_t i = 0; i < network->n_connections; i++) {
    weights_nS += c[i].weight_nS;
    delays_tenths += c[i].delay_tenths;
  }
  RX_TRY(expect("the sum of weights", weights_nS, 11583.023807558, 1e-9, err));
  RX_TRY(expect("the sum of delays", delays_tenths, 211693, 0, err));

  for (int i = 0; i < RX_BENCH_N_CELLS; i++) E_L_mV += network->E_L_mV[i];
  RX_TRY(expect("E_L of cell 0", network->E_L_mV[0], -62.1790206107778, 1e-13, err));
  RX_TRY(expect("E_L of cell 1", network->E_L_mV[1], -63.560094065918, 1e-12, err));
  RX_TRY(expect("the sum of E_L", E_L_mV, -18612.894696398, 1e-9, err));

  static const double FIRST_TENTHS[] = { 322, 385, 654, 1582, 2633 };
  for (size_t i = 0; i < 5; i++) {
    RX_TRY(expect("the source of an early afferent spike", network->afferents.items[i].cell, RX_BENCH_N_CELLS, 0, err));
    RX_TRY(expect("an early spike of afferent 0", network->afferents.items[i].t_ms, FIRST_TENTHS[i] / 10, 0, err));
  }
  size_t n_first_second = 0;
  for (size_t i = 0; i < network->afferents.n; i++) n_first_second += network->afferents.items[i].t_ms < 1000;
  return expect("the number of afferent spikes before 1 s", (double)n_first_second, 3904, 0, err);
}

static rx_status check_surrogates(rx_bench_spikes *trains, rx_error *err)
{
  static const rx_bench_spike FIRST[] = { { 48, 0.4 }, { 205, 1.2 }, { 64, 1.7 }, { 143, 1.9 } };
  RX_TRY(rx_bench_surrogates(RX_BENCH_SEED_SURROGATES, trains, err));
  RX_TRY(expect("the number of surrogate spikes", (double)trains->n, 3919, 0, err));
  qsort(trains->items, trains->n, sizeof *trains->items, by_time_and_cell);
  for (size_t i = 0; i < 4; i++) {
    RX_TRY(expect("the cell of an early surrogate spike", trains->items[i].cell, FIRST[i].cell, 0, err));
    RX_TRY(expect("an early surrogate spike", trains->items[i].t_ms, FIRST[i].t_ms, 0, err));
  }
  /* a second seed, so that the argument is seen to count */
  trains->n = 0;
  RX_TRY(rx_bench_surrogates(20240606, trains, err));
  return expect("the number of surrogate spikes of seed 20240606", (double)trains->n, 4062, 0, err);
}

static rx_status check_members(rx_error *err)
{
  rx_bench_member members[2];
  rx_bench_members(2, members);
  RX_TRY(expect("Nav of member 0", members[0].nav, 1, 0, err));
  RX_TRY(expect("Nav of member 1", members[1].nav, 0.92917552679, 1e-11, err));
  RX_TRY(expect("inhibition of member 1", members[1].inhibition, 0.59899003791, 1e-11, err));
  return expect("glutamate of member 1", members[1].glutamate, 0.99774905786, 1e-11, err);
}

rx_status rx_bench_check(rx_error *err)
{
  RX_TRY(check_generator(err));
  RX_TRY(check_members(err));
  rx_bench_network *network = NULL;
  RX_TRY(rx_bench_network_create(&network, err));
  rx_status status = check_network(network, err);
  rx_bench_network_free(network);
  if (status != RX_OK) return status;
  rx_bench_spikes trains = { 0 };
  status = check_surrogates(&trains, err);
  rx_bench_spikes_free(&trains);
  return status;
}

/* ---- files ---- */

/* Shortest usual form that reads back as the same double. */
static void print_number(FILE *file, double x)
{
  char text[32];
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, x);
    if (strtod(text, NULL) == x) break;
  }
  fputs(text, file);
}

rx_status rx_bench_write_network(const char *folder, const rx_bench_network *network, const rx_bench_member *member,
                                 rx_error *err)
{
  const rx_bench_member p2 = { 1, 1, 1 };
  if (member == NULL) member = &p2;
  rx_bench_output out;
  RX_TRY(rx_bench_output_open(&out, folder, "connections.csv", err));
  fputs("pre,post,type,delay_ms,weight_nS\n", out.file);
  for (size_t i = 0; i < network->n_connections; i++) {
    const rx_bench_connection *c = &network->connections[i];
    fprintf(out.file, "%d,%d,%d,%.1f,", c->pre, c->post, (int)c->type, c->delay_tenths / 10.0);
    print_number(out.file, rx_bench_weight_nS(c, member));
    fputc('\n', out.file);
  }
  RX_TRY(rx_bench_output_close(&out, err));

  RX_TRY(rx_bench_output_open(&out, folder, "cells.csv", err));
  fputs("index,population,E_L_mV\n", out.file);
  for (int cell = 0; cell < RX_BENCH_N_CELLS; cell++) {
    fprintf(out.file, "%d,%c,", cell, rx_bench_population(cell));
    print_number(out.file, network->E_L_mV[cell]);
    fputc('\n', out.file);
  }
  return rx_bench_output_close(&out, err);
}

static void print_spikes(FILE *file, const rx_bench_spikes *spikes)
{
  for (size_t i = 0; i < spikes->n; i++) {
    fprintf(file, "%d,", spikes->items[i].cell);
    print_number(file, spikes->items[i].t_ms);
    fputc('\n', file);
  }
}

rx_status rx_bench_write_trains(const char *folder, const rx_bench_network *network, const rx_bench_spikes *trains,
                                double t_stop_ms, rx_error *err)
{
  rx_bench_spikes all = { 0 };
  rx_status status = RX_OK;
  for (size_t i = 0; i < network->afferents.n && status == RX_OK; i++)
    if (network->afferents.items[i].t_ms < t_stop_ms)
      status = rx_bench_spikes_append(&all, network->afferents.items[i], err);
  for (size_t i = 0; trains != NULL && i < trains->n && status == RX_OK; i++)
    status = rx_bench_spikes_append(&all, trains->items[i], err);
  if (status == RX_OK) {
    qsort(all.items, all.n, sizeof *all.items, by_time_and_cell);
    rx_bench_output out;
    status = rx_bench_output_open(&out, folder, "trains.csv", err);
    if (status == RX_OK) {
      fputs("source,t_ms\n", out.file);
      print_spikes(out.file, &all);
      status = rx_bench_output_close(&out, err);
    }
  }
  rx_bench_spikes_free(&all);
  return status;
}

rx_status rx_bench_write_spikes(const char *path, const rx_bench_spikes *spikes, rx_error *err)
{
  rx_bench_output out;
  RX_TRY(rx_bench_output_open(&out, "", path, err));
  fputs("cell,t_ms\n", out.file);
  print_spikes(out.file, spikes);
  return rx_bench_output_close(&out, err);
}

/* A row cell,t_ms; false when it is anything else. */
static bool parse_spike(const char *line, rx_bench_spike *spike)
{
  char *end;
  const long cell = strtol(line, &end, 10);
  if (end == line || *end != ',' || cell < 0 || cell > 1000000000L) return false;
  const char *number = end + 1;
  spike->cell = (int)cell;
  spike->t_ms = strtod(number, &end);
  return end != number && isfinite(spike->t_ms) && (*end == '\0' || *end == '\n' || *end == '\r');
}

rx_status rx_bench_read_spikes(const char *path, rx_bench_spikes *spikes, rx_error *err)
{
  FILE *file = fopen(path, "r");
  if (file == NULL) return rx_bench_io_error("cannot be read", path, err);
  rx_status status = RX_OK;
  char line[128];
  for (size_t n = 1; status == RX_OK && fgets(line, sizeof line, file) != NULL; n++) {
    rx_bench_spike spike;
    if (n == 1) {
      if (strncmp(line, "cell,t_ms", 9) != 0)
        status = rx_fail(err, RX_E_INPUT, "%s:1: expected the header cell,t_ms", path);
    } else if (!parse_spike(line, &spike)) {
      line[strcspn(line, "\r\n")] = '\0';
      status = rx_fail(err, RX_E_INPUT, "%s:%zu: expected cell,t_ms, found \"%s\"", path, n, line);
    } else {
      status = rx_bench_spikes_append(spikes, spike, err);
    }
  }
  if (status == RX_OK && ferror(file)) status = rx_bench_io_error("cannot be read", path, err);
  fclose(file);
  return status;
}
