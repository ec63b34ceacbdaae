/* Gates of the nociceptors' channels: every file MODEL_gates*.csv. MODEL is a cell of configs/cells, whose parameters and
 * temperature count; where the file's name ends in _human_nav18, nav18 is the human one.
 *
 * Both forms are checked: the channel's own (evaluate) and the vector kernels, which the solvers start from. */
#include "nociceptor.h"
#include "subject.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/channels/channel.h"
#include "solver/kernels/kernels.h"

#define KIND      "gates"
#define MIDDLE    "_gates"
#define HUMAN     "human_nav18"
#define TOLERANCE 1e-6 /* relative */
#define CAI_MM    1e-4
#define NAI_MM    10.0
#define KO_MM     5.6

/* What a column's begin stands for: the first of these channels that the cell has. */
static const struct {
  const char *column;
  const char *gate;
  const char *channels[5];
} GATES[] = {
  { "m17", "m", { "nav17", "nav17_choi" } },
  { "h17", "h", { "nav17", "nav17_choi" } },
  { "s17", "s", { "nav17_choi" } },
  { "m18", "m", { "nav18_human", "nav18", "nav18_choi", "nav18_tigerholm" } },
  { "h18", "h", { "nav18_human", "nav18", "nav18_choi", "nav18_tigerholm" } },
  { "s18", "s", { "nav18_tigerholm" } },
  { "u18", "u", { "nav18_tigerholm" } },
  { "m13", "m", { "nav13" } },
  { "h13", "h", { "nav13" } },
  { "m19", "m", { "nav19" } },
  { "h19", "h", { "nav19" } },
  { "s19", "s", { "nav19" } },
  { "n", "n", { "kdr_borg", "kdr_choi", "kdr_tigerholm" } },
  { "l", "l", { "kdr_borg" } },
  { "a", "a", { "ka_choi" } },
  { "nA", "a", { "ka_choi" } },
  { "ha", "h", { "ka_choi" } },
  { "hA", "h", { "ka_choi" } },
  { "M", "M", { "km" } },
  { "z", "z", { "ahp" } },
  { "hs", "s", { "hcn", "hcn_na" } },
  { "hf", "f", { "hcn", "hcn_na" } },
  { "mCa", "m", { "ca_hva" } },
};
enum { N_GATES = sizeof GATES / sizeof *GATES };

typedef struct gate_column {
  const char *name;
  const rx_insertion *insertion;
  int gate;
  bool is_tau;
  const double *reference; /* [n] */
} gate_column;

typedef struct gate_file {
  const char *name;
  rx_network *network;
  size_t n;
  const double *V; /* [n] mV */
  RX_ARRAY(gate_column) columns;
} gate_file;

typedef struct gates {
  RX_ARRAY(gate_file *) files;
} gates;

static bool find_gate(const rx_cell_type *type, const char *gate, const char *channel, gate_column *column)
{
  for (int k = 0; k < type->n_insertions; k++) {
    const rx_insertion *in = &type->insertions[k];
    if (strcmp(in->channel->name, channel) != 0) continue;
    for (int g = 0; g < in->channel->n_gates; g++) {
      if (strcmp(in->channel->gates[g], gate) != 0) continue;
      column->insertion = in;
      column->gate = g;
      return true;
    }
  }
  return false;
}

static bool parse_column(const rx_cell_type *type, const char *name, gate_column *column)
{
  const size_t n = strcspn(name, "_");
  column->is_tau = strcmp(name + n, "_tau_ms") == 0;
  if (!column->is_tau && strcmp(name + n, "_inf") != 0) return false;
  for (int i = 0; i < N_GATES; i++) {
    if (strlen(GATES[i].column) != n || strncmp(name, GATES[i].column, n) != 0) continue;
    for (const char *const *channel = GATES[i].channels; *channel != NULL; channel++)
      if (find_gate(type, GATES[i].gate, *channel, column)) return true;
  }
  return false;
}

static bool read_columns(rx_verify *verify, const rx_table *table, int v, gate_file *file)
{
  bool is_good = true;
  for (int c = 0; c < (int)table->csv.n_columns; c++) {
    gate_column column = { .name = table->csv.header[c].text };
    if (c == v) continue;
    if (!parse_column(file->network->types[0], column.name, &column)) {
      rx_problems_add(verify->problems, table->csv.file, table->csv.header_line, table->csv.header[c].column,
                      "\"%s\" is no gate of the cell: expected NAME_inf or NAME_tau_ms", column.name);
      is_good = false;
      continue;
    }
    column.reference = rx_table_numbers(verify, table, c, 0, 1e12);
    is_good = column.reference != NULL && RX_APPEND(&file->columns, column) && is_good;
  }
  return is_good;
}

static void read_file(rx_verify *verify, gates *g, const char *name)
{
  const char *middle = strstr(name, MIDDLE);
  rx_table *table = rx_verify_alloc(verify, 1, sizeof *table);
  gate_file *file = rx_verify_alloc(verify, 1, sizeof *file);
  if (middle == NULL || table == NULL || file == NULL || !rx_table_read(verify, name, table)) return;
  const int v = rx_table_column(table, "V_mV", true);
  const rx_subject subject = { .cell = rx_verify_text(verify, "%.*s", (int)(middle - name), name),
                               .has_human_nav18 = strstr(middle, HUMAN) != NULL };
  if (v < 0) return;
  file->name = name;
  file->n = rx_table_rows(table);
  file->V = rx_table_numbers(verify, table, v, -250, 250);
  if (file->n == 0) rx_problems_add(verify->problems, table->csv.file, 0, 0, "has no rows");
  if (file->V == NULL || file->n == 0) return;
  file->network = rx_subject_network(verify, &subject, (rx_place){ table, 0, v });
  if (file->network == NULL || !RX_APPEND(&g->files, file)) return;
  read_columns(verify, table, v, file);
}

static void release(void *state)
{
  gates *g = state;
  for (size_t i = 0; i < g->files.n; i++) {
    rx_network_free(g->files.items[i]->network);
    free(g->files.items[i]->columns.items);
  }
  free(g->files.items);
}

static void *read_cases(rx_verify *verify)
{
  const char *const *names;
  const size_t n = rx_folder_names(verify, "", ".csv", &names);
  gates *g = rx_verify_alloc(verify, 1, sizeof *g);
  if (g == NULL) return NULL;
  for (size_t i = 0; i < n; i++)
    if (strstr(names[i], MIDDLE) != NULL) read_file(verify, g, names[i]);
  if (g->files.n > 0) return g;
  release(g);
  return NULL;
}

/* Coefficient k of the column's channel at the insertion's first compartment. */
static double coefficient(const gate_file *file, const gate_column *column, int k)
{
  const rx_insertion *in = column->insertion;
  return file->network->numbers[0]->coef[in->first_coef + k * in->n_compartments];
}

static void evaluate(const gate_file *file, const gate_column *column, double out[])
{
  const rx_channel *channel = column->insertion->channel;
  double coefs[RX_MAX_COEFS] = { 0 };
  for (int k = 0; k < channel->n_coefs; k++) coefs[k] = coefficient(file, column, k);
  for (size_t i = 0; i < file->n; i++) {
    rx_gate g[RX_MAX_GATES];
    channel->evaluate((rx_at){ .V = file->V[i], .cai = CAI_MM, .nai = NAI_MM, .ko = KO_MM }, coefs, g);
    out[i] = rx_gate_use(column->is_tau ? RX_TAU : RX_STEADY, g[column->gate], 0, 0);
  }
}

/* The same by a kernel. False when memory is out. */
static bool run_kernel(const gate_file *file, const gate_column *column, double out[])
{
  const rx_channel *channel = column->insertion->channel;
  const size_t n = file->n, n_gates = (size_t)channel->n_gates, n_coefs = (size_t)channel->n_coefs;
  double *memory = rx_aligned_doubles(n * (8 + n_gates + n_coefs));
  if (memory == NULL) return false;
  double *V = memory, *cai = V + n, *nai = cai + n, *ko = nai + n, *G = ko + n, *coef = G + 4 * n,
         *gate = coef + n_coefs * n;
  for (size_t i = 0; i < n; i++) {
    V[i] = file->V[i];
    cai[i] = CAI_MM;
    nai[i] = NAI_MM;
    ko[i] = KO_MM;
    for (size_t k = 0; k < n_coefs; k++) coef[k * n + i] = coefficient(file, column, (int)k);
  }
  const rx_kernel_args args = { .n = (int)n,
                                .V = V,
                                .cai = cai,
                                .nai = nai,
                                .ko = ko,
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
static void add_worst(rx_verify *verify, const gate_file *file, const gate_column *column, const char *form,
                      const double computed[])
{
  size_t worst = 0;
  double largest = -1;
  for (size_t i = 0; i < file->n; i++) {
    const double reference = column->reference[i],
                 deviation = reference == computed[i] ? 0 : fabs(computed[i] - reference) / fabs(reference);
    if (deviation <= largest) continue;
    worst = i;
    largest = deviation;
    if (isnan(deviation)) break;
  }
  rx_verdict_add(verify->verdict,
                 &(rx_figure){ KIND, rx_verify_text(verify, "%s, %s", file->name, form),
                               rx_verify_text(verify, "%s at %g mV", column->name, file->V[worst]), "relative",
                               column->reference[worst], computed[worst], largest, TOLERANCE });
}

static void judge(rx_verify *verify, void *state)
{
  const gates *g = state;
  for (size_t f = 0; f < g->files.n; f++) {
    const gate_file *file = g->files.items[f];
    double *computed = rx_verify_alloc(verify, file->n, sizeof *computed);
    for (size_t c = 0; computed != NULL && c < file->columns.n; c++) {
      const gate_column *column = &file->columns.items[c];
      evaluate(file, column, computed);
      add_worst(verify, file, column, "formula", computed);
      if (!run_kernel(file, column, computed)) {
        rx_verdict_failure(verify->verdict, KIND, file->name, "out of memory");
        return;
      }
      add_worst(verify, file, column, "kernel", computed);
    }
  }
}

const rx_protocol RX_VERIFY_NOCICEPTOR_GATES = { "gates (*_gates*.csv)", read_cases, judge, release };
