/* Currents under voltage clamp: MODEL_vclamp_activation.csv and MODEL_vclamp_inactivation.csv, MODEL a cell of configs/cells.
 *
 * Activation: from the steady state of V_hold a step of 100 ms, sampled each 0.02 ms. Inactivation: from -120 mV a prepulse of
 * 500 ms, then the test, sampled each 0.01 ms. A peak is the sample of largest magnitude. No tolerance is given for its time:
 * where the reference has one, the current at that time must be the peak within the tolerance of currents. */
#include "nociceptor.h"
#include "subject.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/assays/voltage_clamp.h"

#define KIND         "voltage clamp"
#define ACTIVATION   "_vclamp_activation.csv"
#define INACTIVATION "_vclamp_inactivation.csv"

#define STEP_MS               100.0
#define PREPULSE_MS           500.0
#define PREPULSE_FROM_MV      (-120.0)
#define ACTIVATION_SAMPLES_MS 0.02
#define TEST_SAMPLES_MS       0.01
#define RTOL                  1e-10 /* currents of 1e-11 mA/cm2 are cubes of gates of 1e-3 */
#define TOLERANCE             1e-3  /* relative */
#define UA_PER_MA             1e3

/* The current of a column, by the part of its name behind "I" or "t_peak": the first of these channels that the cell has. */
static const struct {
  const char *name;
  const char *channels[4];
} CURRENTS[] = {
  { "17", { "nav17", "nav17_choi" } },
  { "18", { "nav18", "nav18_choi" } },
  { "19", { "nav19" } },
  { "13", { "nav13" } },
  { "Kdr", { "kdr_borg", "kdr_choi" } },
  { "KA", { "ka_choi" } },
  { "KM", { "km" } },
};
enum { N_CURRENTS = sizeof CURRENTS / sizeof *CURRENTS, MOST_COLUMNS = 32 };

typedef enum { COLUMN_PEAK, COLUMN_TIME_OF_PEAK, COLUMN_AT } column_kind;

typedef struct current_column {
  column_kind kind;
  int current; /* of CURRENTS */
  int place;   /* in the table */
  double at_ms;
} current_column;

/* A file. */
typedef struct clamp_file {
  const char *name, *cell;
  rx_table table;
  bool is_activation;
  int n_columns;
  current_column columns[MOST_COLUMNS];
  int n_channels;
  const char *channels[N_CURRENTS];
  int channel_of[N_CURRENTS]; /* index in channels; -1: not asked for */
} clamp_file;

/* A row. */
typedef struct clamp_case {
  const clamp_file *file;
  size_t row;
  double from_mV, prepulse_mV, test_mV;
  double reference[MOST_COLUMNS]; /* uA/cm2 or ms; NaN: empty */
  rx_network *network;
  rx_clamp_currents currents;
  size_t job;
} clamp_case;

typedef struct clamps {
  RX_ARRAY(clamp_case *) cases;
} clamps;

static rx_status simulate(void *data, rx_error *err)
{
  clamp_case *c = data;
  const clamp_file *f = c->file;
  rx_preparation p = rx_preparation_default(c->network);
  p.options.rtol = RTOL;
  const rx_voltage_segment segments[] = { { c->prepulse_mV, PREPULSE_MS }, { c->test_mV, STEP_MS } };
  const int first = f->is_activation ? 1 : 0;
  return rx_assay_voltage(&p, (size_t)(2 - first), segments + first,
                          f->is_activation ? ACTIVATION_SAMPLES_MS : TEST_SAMPLES_MS, (size_t)f->n_channels,
                          f->channels, &c->currents, err);
}

/* ---- columns ---- */

static int find_current(const char *name, size_t n)
{
  for (int i = 0; i < N_CURRENTS; i++)
    if (strlen(CURRENTS[i].name) == n && strncmp(CURRENTS[i].name, name, n) == 0) return i;
  return -1;
}

/* "I17_peak_uA_cm2", "I17_100ms", "t_peak17_ms"; the unit of a current may be left out. */
static bool parse_column(const char *name, current_column *column)
{
  static const char TIME[] = "t_peak", MS[] = "_ms", PEAK[] = "_peak", UNIT[] = "_uA_cm2";
  if (strncmp(name, TIME, strlen(TIME)) == 0) {
    const char *current = name + strlen(TIME);
    const size_t n = strlen(current);
    if (n < strlen(MS) || strcmp(current + n - strlen(MS), MS) != 0) return false;
    column->kind = COLUMN_TIME_OF_PEAK;
    column->current = find_current(current, n - strlen(MS));
    return column->current >= 0;
  }
  if (name[0] != 'I') return false;
  const size_t n = strcspn(name, "_");
  const char *rest = name + n;
  column->current = find_current(name + 1, n - 1);
  if (column->current < 0) return false;
  if (strncmp(rest, PEAK, strlen(PEAK)) == 0) {
    column->kind = COLUMN_PEAK;
    rest += strlen(PEAK);
  } else {
    char *end = NULL;
    column->kind = COLUMN_AT;
    column->at_ms = rest[0] == '_' ? strtod(rest + 1, &end) : 0;
    if (end == NULL || end == rest + 1 || strncmp(end, "ms", 2) != 0 ||
        !(column->at_ms >= 0 && column->at_ms <= STEP_MS))
      return false;
    rest = end + 2;
  }
  return *rest == '\0' || strcmp(rest, UNIT) == 0;
}

static bool has_channel(const rx_cell_type *type, const char *channel)
{
  for (int k = 0; k < type->n_insertions; k++)
    if (strcmp(type->insertions[k].channel->name, channel) == 0) return true;
  return false;
}

/* Finds the channels of the columns in the cell; what is no current of it is a problem. */
static bool read_columns(rx_verify *verify, clamp_file *file, const int potentials[2], const rx_cell_type *type)
{
  bool is_good = true;
  for (int i = 0; i < N_CURRENTS; i++) file->channel_of[i] = -1;
  for (int c = 0; c < (int)file->table.csv.n_columns; c++) {
    current_column column = { .place = c };
    const rx_csv_field *field = &file->table.csv.header[c];
    if (c == potentials[0] || c == potentials[1]) continue;
    const char *channel = NULL;
    if (parse_column(field->text, &column))
      for (const char *const *name = CURRENTS[column.current].channels; *name != NULL && channel == NULL; name++)
        if (has_channel(type, *name)) channel = *name;
    if (channel == NULL || file->n_columns == MOST_COLUMNS) {
      rx_problems_add(verify->problems, file->table.csv.file, file->table.csv.header_line, field->column,
                      "\"%s\" is no current of %s: expected INAME_peak_uA_cm2, INAME_100ms_uA_cm2 or t_peakNAME_ms",
                      field->text, file->cell);
      is_good = false;
      continue;
    }
    file->columns[file->n_columns++] = column;
    int *at = &file->channel_of[column.current];
    if (*at >= 0) continue;
    *at = file->n_channels;
    file->channels[file->n_channels++] = channel;
  }
  return is_good;
}

/* ---- rows ---- */

static void read_row(rx_verify *verify, clamps *all, clamp_file *file, const int at[2], size_t row)
{
  clamp_case *c = rx_verify_alloc(verify, 1, sizeof *c);
  if (c == NULL) return;
  double first = 0;
  c->file = file;
  c->row = row;
  bool is_good = rx_table_number(&file->table, row, at[0], -200, 200, &first);
  is_good = rx_table_number(&file->table, row, at[1], -200, 200, &c->test_mV) && is_good;
  for (int k = 0; k < file->n_columns; k++)
    is_good =
        rx_table_number_or(&file->table, row, file->columns[k].place, -1e9, 1e9, NAN, &c->reference[k]) && is_good;
  if (!is_good) return;
  c->from_mV = file->is_activation ? first : PREPULSE_FROM_MV;
  c->prepulse_mV = first;
  const rx_subject subject = { .cell = file->cell, .has_v_init = true, .v_init = c->from_mV };
  c->network = rx_subject_network(verify, &subject, (rx_place){ &file->table, row, at[0] });
  if (c->network == NULL || !RX_APPEND(&all->cases, c)) {
    rx_network_free(c->network);
    return;
  }
  c->job = rx_verify_add_job(verify, KIND, 3, simulate, c);
}

static void read_file(rx_verify *verify, clamps *all, const char *name, const char *end)
{
  clamp_file *file = rx_verify_alloc(verify, 1, sizeof *file);
  if (file == NULL || !rx_table_read(verify, name, &file->table)) return;
  file->name = name;
  file->is_activation = strcmp(end, ACTIVATION) == 0;
  file->cell = rx_verify_text(verify, "%.*s", (int)(strlen(name) - strlen(end)), name);
  static const char *const POTENTIALS[2][2] = { { "V_prepulse_500ms_mV", "V_test_mV" }, { "V_hold_mV", "V_test_mV" } };
  int at[2];
  if (!rx_table_columns(&file->table, 2, POTENTIALS[file->is_activation], at)) return;
  const rx_subject subject = { .cell = file->cell };
  rx_network *network = rx_subject_network(verify, &subject, (rx_place){ &file->table, 0, at[0] });
  const bool is_good = network != NULL && read_columns(verify, file, at, network->types[0]);
  rx_network_free(network);
  for (size_t row = 0; is_good && row < rx_table_rows(&file->table); row++) read_row(verify, all, file, at, row);
}

static void release(void *state)
{
  clamps *all = state;
  for (size_t i = 0; i < all->cases.n; i++) {
    rx_network_free(all->cases.items[i]->network);
    rx_clamp_currents_free(&all->cases.items[i]->currents);
  }
  free(all->cases.items);
}

static void *read_cases(rx_verify *verify)
{
  static const char *const ENDS[] = { ACTIVATION, INACTIVATION };
  clamps *all = rx_verify_alloc(verify, 1, sizeof *all);
  if (all == NULL) return NULL;
  for (int e = 0; e < 2; e++) {
    const char *const *names;
    const size_t n = rx_folder_names(verify, "", ENDS[e], &names);
    for (size_t i = 0; i < n; i++) read_file(verify, all, names[i], ENDS[e]);
  }
  if (all->cases.n > 0) return all;
  release(all);
  return NULL;
}

/* ---- verdict ---- */

/* The peak that belongs to the time of a column, of the same row; NaN where the table does not have it. */
static double peak_of(const clamp_case *c, int current)
{
  for (int k = 0; k < c->file->n_columns; k++)
    if (c->file->columns[k].kind == COLUMN_PEAK && c->file->columns[k].current == current) return c->reference[k];
  return NAN;
}

static void judge_column(rx_verify *verify, const clamp_case *c, const char *item, int k)
{
  const current_column *column = &c->file->columns[k];
  const size_t channel = (size_t)c->file->channel_of[column->current];
  const char *figure = c->file->table.csv.header[column->place].text;
  double reference = c->reference[k], value = 0;
  if (isnan(reference)) return;
  switch (column->kind) {
  case COLUMN_PEAK: value = rx_clamp_currents_peak(&c->currents, channel).mA_cm2; break;
  case COLUMN_AT: value = rx_clamp_currents_at(&c->currents, channel, column->at_ms); break;
  case COLUMN_TIME_OF_PEAK:
    figure = rx_verify_text(verify, "%s: current at %g ms", figure, reference);
    value = rx_clamp_currents_at(&c->currents, channel, reference);
    reference = peak_of(c, column->current);
    if (isnan(reference)) return;
    break;
  }
  value *= UA_PER_MA;
  const double deviation = reference == value ? 0 : fabs(value - reference) / fabs(reference);
  rx_verdict_add(verify->verdict,
                 &(rx_figure){ KIND, item, figure, "relative", reference, value, deviation, TOLERANCE });
}

static void judge(rx_verify *verify, void *state)
{
  const clamps *all = state;
  for (size_t i = 0; i < all->cases.n; i++) {
    const clamp_case *c = all->cases.items[i];
    const char *item = rx_verify_text(verify, "%s, %g to %g mV", c->file->name,
                                      c->file->is_activation ? c->from_mV : c->prepulse_mV, c->test_mV);
    if (!rx_verify_job_is_good(verify, c->job, KIND, item)) continue;
    for (int k = 0; k < c->file->n_columns; k++) judge_column(verify, c, item, k);
  }
}

const rx_protocol RX_VERIFY_NOCICEPTOR_CLAMPS = { "voltage clamp (*" ACTIVATION ", *" INACTIVATION ")", read_cases,
                                                  judge, release };
