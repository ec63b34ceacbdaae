/* Gates of the channels against tables of their steady states and time constants: each row of gates_params.csv names a file.
 *
 * Both forms are checked: the channel's own (evaluate) and the vector kernels, which the solvers start from. */
#include "../reference.h"
#include "dorsal_horn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/channels/channel.h"
#include "solver/kernels/kernels.h"

#define KIND      "gates"
#define TABLE     "gates_params.csv"
#define TOLERANCE 1e-6 /* relative */
#define REST_MV   (-65.0)
#define REST_MM   5e-5

/* Names of the channels in the headers. */
static const struct {
  const char *prefix, *channel;
} PREFIXES[] = {
  { "NaT", "na_traub" }, { "KT", "k_traub" }, { "NaB", "na_sg" }, { "KDRI", "kdr_sg" }, { "KA", "ka_borg" },
  { "CaL", "ca_l" },     { "NaP", "na_p" },   { "KCa", "k_ca" },  { "CAN", "can" },
};
enum { N_PREFIXES = sizeof PREFIXES / sizeof *PREFIXES };

enum { TEMPERATURE, V_T, S_A, S_B, RATE, N_PARAMS };

typedef struct gate_file {
  const char *name;
  double params[N_PARAMS]; /* NaN: not used */
  rx_table table;
  bool is_calcium;
  double *x; /* [n] V in mV, or cai in mM */
} gate_file;

typedef struct gates {
  size_t n;
  gate_file *files;
} gates;

/* The channel, gate and form that a column's name stands for: "NaT_m_inf", "KA_l_tau_ms". */
typedef struct gate_column {
  const rx_channel *channel;
  int gate;
  bool is_tau;
} gate_column;

static bool name_is(const char *text, size_t n, const char *name)
{
  return strlen(name) == n && strncmp(text, name, n) == 0;
}

static bool parse_column(const char *name, gate_column *column)
{
  const size_t n_prefix = strcspn(name, "_");
  const char *gate = name + n_prefix + (name[n_prefix] == '_');
  const size_t n_gate = strcspn(gate, "_");
  column->is_tau = strcmp(gate + n_gate, "_tau_ms") == 0;
  if (!column->is_tau && strcmp(gate + n_gate, "_inf") != 0) return false;
  column->channel = NULL;
  for (int i = 0; i < N_PREFIXES; i++)
    if (name_is(name, n_prefix, PREFIXES[i].prefix)) column->channel = rx_channel_find(PREFIXES[i].channel);
  if (column->channel == NULL) return false;
  for (int g = 0; g < column->channel->n_gates; g++)
    if (name_is(gate, n_gate, column->channel->gates[g])) {
      column->gate = g;
      return true;
    }
  return false;
}

static bool read_file(rx_verify *verify, gate_file *file)
{
  if (!rx_table_read(verify, file->name, &file->table)) return false;
  const int v = rx_table_column(&file->table, "v_mV", false), cai = rx_table_column(&file->table, "cai_mM", false);
  file->is_calcium = v < 0 && cai >= 0;
  if (v < 0 && cai < 0) {
    rx_problems_add(verify->problems, file->table.csv.file, file->table.csv.header_line, 1,
                    "has neither a column \"v_mV\" nor \"cai_mM\"");
    return false;
  }
  file->x = file->is_calcium ? rx_table_numbers(verify, &file->table, cai, 0, 1e3)
                             : rx_table_numbers(verify, &file->table, v, -250, 250);
  bool is_good = file->x != NULL;
  for (int c = 0; c < (int)file->table.csv.n_columns; c++) {
    gate_column column;
    const char *name = file->table.csv.header[c].text;
    if (c == v || c == cai) continue;
    if (!parse_column(name, &column))
      rx_verdict_note(verify->verdict, "%s: the column %s stands for no gate, it was left out", file->name, name);
    else
      is_good = rx_table_numbers(verify, &file->table, c, 0, 1e12) != NULL && is_good;
  }
  return is_good;
}

static void *read_cases(rx_verify *verify)
{
  static const char *const NAMES[] = { "temperature_C", "v_T_mV", "s_a_mV", "s_b_mV", "rate" };
  static const double LOWER[N_PARAMS] = { -20, -100, -100, -100, 1e-6 }, UPPER[N_PARAMS] = { 60, 100, 100, 100, 1e3 };
  rx_table table;
  int at[N_PARAMS];
  if (!rx_table_is_there(verify, TABLE) || !rx_table_read(verify, TABLE, &table)) return NULL;
  const int file = rx_table_column(&table, "file", true);
  at[TEMPERATURE] = rx_table_column(&table, NAMES[TEMPERATURE], true);
  for (int p = V_T; p < N_PARAMS; p++) at[p] = rx_table_column(&table, NAMES[p], false);
  if (file < 0 || at[TEMPERATURE] < 0) return NULL;
  gates *g = rx_verify_alloc(verify, 1, sizeof *g);
  if (g == NULL) return NULL;
  g->files = rx_verify_alloc(verify, rx_table_rows(&table), sizeof *g->files);
  if (g->files == NULL) return NULL;
  for (size_t i = 0; i < rx_table_rows(&table); i++) {
    gate_file *f = &g->files[g->n];
    bool is_good = true;
    f->name = rx_table_text(&table, i, file);
    for (int p = 0; p < N_PARAMS; p++)
      is_good = rx_table_number_or(&table, i, at[p], LOWER[p], UPPER[p], NAN, &f->params[p]) && is_good;
    if (is_good && isnan(f->params[TEMPERATURE])) rx_table_problem(&table, i, at[TEMPERATURE], "is empty");
    if (is_good && !rx_table_is_there(verify, f->name)) {
      rx_table_problem(&table, i, file, "%s is not in the folder", f->name);
      continue;
    }
    if (is_good && read_file(verify, f)) g->n++;
  }
  return g->n > 0 ? g : NULL;
}

/* Coefficients of a channel with the file's parameters; those it does not name have the channel's default. */
static void prepare(const gate_file *file, const rx_channel *channel, double coefs[RX_MAX_COEFS])
{
  static const char *const NAMES[N_PARAMS] = { "", "v_T", "s_a", "s_b", "rate" };
  double params[RX_MAX_CHANNEL_PARAMS] = { 0 };
  for (int i = 0; i < channel->n_params; i++) {
    params[i] = isnan(channel->params[i].def) ? 1 : channel->params[i].def;
    for (int p = V_T; p < N_PARAMS; p++)
      if (strcmp(channel->params[i].name, NAMES[p]) == 0 && !isnan(file->params[p])) params[i] = file->params[p];
  }
  channel->prepare(params, 0, file->params[TEMPERATURE], coefs);
}

/* One gate over the table by the channel's scalar form. */
static void evaluate(const gate_file *file, const gate_column *column, size_t n, double out[])
{
  double coefs[RX_MAX_COEFS] = { 0 };
  prepare(file, column->channel, coefs);
  for (size_t i = 0; i < n; i++) {
    rx_gate g[RX_MAX_GATES];
    const rx_at at = { .V = file->is_calcium ? REST_MV : file->x[i], .cai = file->is_calcium ? file->x[i] : REST_MM };
    column->channel->evaluate(at, coefs, g);
    out[i] = rx_gate_use(column->is_tau ? RX_TAU : RX_STEADY, g[column->gate], 0, 0);
  }
}

/* The same by a kernel. False when memory is out. */
static bool run_kernel(const gate_file *file, const gate_column *column, size_t n, double out[])
{
  const rx_channel *channel = column->channel;
  double coefs[RX_MAX_COEFS] = { 0 };
  prepare(file, channel, coefs);
  const size_t n_gates = (size_t)channel->n_gates, n_coefs = (size_t)channel->n_coefs;
  double *memory = rx_aligned_doubles(n * (6 + n_gates + n_coefs));
  if (memory == NULL) return false;
  double *V = memory, *cai = V + n, *G = cai + n, *coef = G + 4 * n, *gate = coef + n_coefs * n;
  for (size_t i = 0; i < n; i++) {
    V[i] = file->is_calcium ? REST_MV : file->x[i];
    cai[i] = file->is_calcium ? file->x[i] : REST_MM;
    for (size_t k = 0; k < n_coefs; k++) coef[k * n + i] = coefs[k];
  }
  const rx_kernel_args args = { .n = (int)n,
                                .V = V,
                                .cai = cai,
                                .nai = cai,
                                .ko = cai,
                                .coef = coef,
                                .out = gate,
                                .G = G,
                                .J = G + n,
                                .Gca = G + 2 * n,
                                .Jca = G + 3 * n };
  (column->is_tau ? rx_tau_kernel : rx_steady_kernel)(channel->index)(&args);
  memcpy(out, gate + (size_t)column->gate * n, n * sizeof *out);
  rx_aligned_free(memory);
  return true;
}

/* The worst row of a column is the figure. */
static void add_worst(rx_verify *verify, const gate_file *file, const char *form, const char *name, size_t n,
                      const double reference[], const double computed[])
{
  size_t worst = 0;
  double largest = -1;
  for (size_t i = 0; i < n; i++) {
    const double deviation = reference[i] == computed[i] ? 0 : fabs(computed[i] - reference[i]) / fabs(reference[i]);
    if (deviation <= largest) continue;
    worst = i;
    largest = deviation;
    if (isnan(deviation)) break;
  }
  rx_verdict_add(
      verify->verdict,
      &(rx_figure){ KIND, rx_verify_text(verify, "%s, %g degC, %s", file->name, file->params[TEMPERATURE], form),
                    rx_verify_text(verify, "%s at %g %s", name, file->x[worst], file->is_calcium ? "mM" : "mV"),
                    "relative", reference[worst], computed[worst], largest, TOLERANCE });
}

static void judge(rx_verify *verify, void *state)
{
  const gates *g = state;
  for (size_t f = 0; f < g->n; f++) {
    const gate_file *file = &g->files[f];
    const size_t n = rx_table_rows(&file->table);
    double *computed = rx_verify_alloc(verify, n, sizeof *computed);
    for (int form = 0; form < 2; form++)
      for (int c = 0; computed != NULL && c < (int)file->table.csv.n_columns; c++) {
        gate_column column;
        const char *name = file->table.csv.header[c].text;
        if (n == 0 || !parse_column(name, &column)) continue;
        const double *reference = rx_table_numbers(verify, &file->table, c, 0, 1e12);
        if (form == 0)
          evaluate(file, &column, n, computed);
        else if (!run_kernel(file, &column, n, computed)) {
          rx_verdict_failure(verify->verdict, KIND, file->name, "out of memory");
          return;
        }
        if (reference != NULL) add_worst(verify, file, form == 0 ? "formula" : "kernel", name, n, reference, computed);
      }
  }
}

static void release(void *state)
{
  (void)state; /* all in the arena */
}

const rx_protocol RX_VERIFY_GATES = { "gates (" TABLE ")", read_cases, judge, release };
