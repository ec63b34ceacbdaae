#include "verdict.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

typedef struct row {
  const char *item, *figure, *unit;
  const char *failure; /* why there is no number; NULL otherwise */
  bool is_rule;        /* figure says what is expected, in words */
  double reference, value, deviation, tolerance;
  bool holds;
} row;

typedef struct kind {
  const char *name;
  RX_ARRAY(row) rows;
  double seconds;
} kind;

struct rx_verdict {
  rx_arena *arena;
  RX_ARRAY(kind) kinds; /* in order of their first row */
  RX_ARRAY(const char *) notes;
  bool is_short_of_memory;
};

rx_verdict *rx_verdict_create(void)
{
  rx_verdict *verdict = calloc(1, sizeof *verdict);
  if (verdict != NULL) verdict->arena = rx_arena_create();
  if (verdict != NULL && verdict->arena != NULL) return verdict;
  free(verdict);
  return NULL;
}

void rx_verdict_free(rx_verdict *verdict)
{
  if (verdict == NULL) return;
  for (size_t i = 0; i < verdict->kinds.n; i++) free(verdict->kinds.items[i].rows.items);
  free(verdict->kinds.items);
  free(verdict->notes.items);
  rx_arena_free(verdict->arena);
  free(verdict);
}

static const char *keep(rx_verdict *verdict, const char *text)
{
  const char *copy = rx_arena_text(verdict->arena, text);
  if (copy == NULL) verdict->is_short_of_memory = true;
  return copy != NULL ? copy : "";
}

static kind *find_kind(rx_verdict *verdict, const char *name)
{
  for (size_t i = 0; i < verdict->kinds.n; i++)
    if (strcmp(verdict->kinds.items[i].name, name) == 0) return &verdict->kinds.items[i];
  const kind added = { .name = keep(verdict, name) };
  if (RX_APPEND(&verdict->kinds, added)) return &verdict->kinds.items[verdict->kinds.n - 1];
  verdict->is_short_of_memory = true;
  return NULL;
}

static void append(rx_verdict *verdict, const char *kind_name, row r)
{
  r.item = keep(verdict, r.item);
  r.figure = keep(verdict, r.figure);
  r.unit = keep(verdict, r.unit);
  if (r.failure != NULL) r.failure = keep(verdict, r.failure);
  kind *k = find_kind(verdict, kind_name);
  if (k == NULL || !RX_APPEND(&k->rows, r)) verdict->is_short_of_memory = true;
}

void rx_verdict_add(rx_verdict *verdict, const rx_figure *figure)
{
  const row r = { .item = figure->item,
                  .figure = figure->figure,
                  .unit = figure->unit,
                  .reference = figure->reference,
                  .value = figure->value,
                  .deviation = figure->deviation,
                  .tolerance = figure->tolerance,
                  .holds = figure->deviation <= figure->tolerance };
  append(verdict, figure->kind, r);
}

void rx_verdict_compare(rx_verdict *verdict, const char *kind_name, const char *item, const char *figure,
                        const char *unit, double reference, double value, double tolerance)
{
  rx_verdict_add(verdict,
                 &(rx_figure){ kind_name, item, figure, unit, reference, value, fabs(value - reference), tolerance });
}

void rx_verdict_compare_percent(rx_verdict *verdict, const char *kind_name, const char *item, const char *figure,
                                double reference, double value, double percent)
{
  const double deviation = value == reference ? 0.0 : 100 * fabs(value - reference) / fabs(reference);
  rx_verdict_add(verdict, &(rx_figure){ kind_name, item, figure, "%", reference, value, deviation, percent });
}

void rx_verdict_rule(rx_verdict *verdict, const char *kind_name, const char *item, const char *expected, double value,
                     bool holds)
{
  const row r = { .item = item,
                  .figure = expected,
                  .unit = "",
                  .is_rule = true,
                  .reference = NAN,
                  .value = value,
                  .deviation = NAN,
                  .tolerance = NAN,
                  .holds = holds };
  append(verdict, kind_name, r);
}

void rx_verdict_failure(rx_verdict *verdict, const char *kind_name, const char *item, const char *text)
{
  const row r = { .item = item,
                  .figure = "run",
                  .unit = "",
                  .failure = text,
                  .reference = NAN,
                  .value = NAN,
                  .deviation = NAN,
                  .tolerance = NAN };
  append(verdict, kind_name, r);
}

void rx_verdict_note(rx_verdict *verdict, const char *format, ...)
{
  char text[RX_ERROR_TEXT];
  va_list args;
  va_start(args, format);
  if (vsnprintf(text, sizeof text, format, args) < 0) text[0] = '\0';
  va_end(args);
  for (size_t i = 0; i < verdict->notes.n; i++)
    if (strcmp(verdict->notes.items[i], text) == 0) return;
  if (!RX_APPEND(&verdict->notes, keep(verdict, text))) verdict->is_short_of_memory = true;
}

void rx_verdict_time(rx_verdict *verdict, const char *kind_name, double seconds)
{
  kind *k = find_kind(verdict, kind_name);
  if (k != NULL) k->seconds += seconds;
}

bool rx_verdict_is_whole(const rx_verdict *verdict)
{
  return !verdict->is_short_of_memory;
}

/* How much of its tolerance a figure uses. */
static double used_share(const row *r)
{
  if (isnan(r->deviation)) return INFINITY;
  if (r->tolerance > 0) return r->deviation / r->tolerance;
  return r->deviation > 0 ? INFINITY : 0;
}

static size_t count_held(const kind *k)
{
  size_t n = 0;
  for (size_t i = 0; i < k->rows.n; i++) n += k->rows.items[i].holds;
  return n;
}

/* The row in a unit that comes nearest to its tolerance or exceeds it most; NULL: none. */
static const row *find_worst(const kind *k, const char *unit)
{
  const row *worst = NULL;
  for (size_t i = 0; i < k->rows.n; i++) {
    const row *r = &k->rows.items[i];
    if (r->is_rule || strcmp(r->unit, unit) != 0) continue;
    if (worst == NULL || used_share(r) > used_share(worst)) worst = r;
  }
  return worst;
}

/* Goes through the worst rows of a kind, one for each unit, in order of the units; start with *i = 0. NULL at the end. */
static const row *next_worst(const kind *k, size_t *i)
{
  for (; *i < k->rows.n; ++*i) {
    const row *r = &k->rows.items[*i];
    bool is_first = !r->is_rule;
    for (size_t before = 0; before < *i && is_first; before++)
      is_first = k->rows.items[before].is_rule || strcmp(k->rows.items[before].unit, r->unit) != 0;
    if (!is_first) continue;
    ++*i;
    return find_worst(k, r->unit);
  }
  return NULL;
}

static size_t count(const rx_verdict *verdict)
{
  size_t n = 0;
  for (size_t i = 0; i < verdict->kinds.n; i++) n += verdict->kinds.items[i].rows.n;
  return n;
}

bool rx_verdict_holds(const rx_verdict *verdict)
{
  size_t n_held = 0;
  for (size_t i = 0; i < verdict->kinds.n; i++) n_held += count_held(&verdict->kinds.items[i]);
  const size_t n = count(verdict);
  return n > 0 && n == n_held && rx_verdict_is_whole(verdict);
}

/* ---- printing ---- */

static void write_number(char *text, size_t size, double x, int digits)
{
  if (isnan(x))
    snprintf(text, size, "-");
  else
    snprintf(text, size, "%.*g", digits, x);
}

/* The columns of a row: case, figure, reference, value, deviation, tolerance, unit, verdict. */
enum { N_COLUMNS = 8 };
static const char *const HEADINGS[N_COLUMNS] = { "case",      "figure",    "reference", "rexed",
                                                 "deviation", "tolerance", "in",        "verdict" };

typedef struct row_text {
  const char *field[N_COLUMNS];
  char reference[32], value[32], deviation[32], tolerance[32];
  char verdict[RX_ERROR_TEXT + 16];
} row_text;

static void write_row(const row *r, row_text *t)
{
  write_number(t->reference, sizeof t->reference, r->reference, 8);
  write_number(t->value, sizeof t->value, r->value, 8);
  write_number(t->deviation, sizeof t->deviation, r->deviation, 2);
  write_number(t->tolerance, sizeof t->tolerance, r->tolerance, 3);
  t->field[0] = r->item;
  t->field[1] = r->figure;
  if (r->failure != NULL)
    snprintf(t->verdict, sizeof t->verdict, "FAILS: %s", r->failure);
  else
    snprintf(t->verdict, sizeof t->verdict, "%s", r->holds ? "holds" : "FAILS");
  t->field[2] = t->reference;
  t->field[3] = t->value;
  t->field[4] = t->deviation;
  t->field[5] = t->tolerance;
  t->field[6] = r->unit;
  t->field[7] = t->verdict;
}

/* Characters on the screen: bytes that do not continue a UTF-8 character. */
static int width_of(const char *text)
{
  int n = 0;
  for (; *text != '\0'; text++) n += ((unsigned char)*text & 0xc0) != 0x80;
  return n;
}

static void print_padded(FILE *out, const char *text, int width, bool is_number)
{
  const int blanks = width > width_of(text) ? width - width_of(text) : 0;
  if (is_number)
    fprintf(out, "%*s%s", blanks, "", text);
  else
    fprintf(out, "%s%*s", text, blanks, "");
}

static void print_line(FILE *out, const char *const field[N_COLUMNS], const int width[N_COLUMNS])
{
  for (int c = 0; c < N_COLUMNS; c++) {
    fputs("  ", out);
    if (c == N_COLUMNS - 1)
      fputs(field[c], out);
    else
      print_padded(out, field[c], width[c], c >= 2 && c <= 5);
  }
  fputc('\n', out);
}

static void print_kind(FILE *out, const kind *k)
{
  int width[N_COLUMNS];
  row_text t;
  for (int c = 0; c < N_COLUMNS; c++) width[c] = width_of(HEADINGS[c]);
  for (size_t i = 0; i < k->rows.n; i++) {
    write_row(&k->rows.items[i], &t);
    for (int c = 0; c < N_COLUMNS; c++)
      if (width_of(t.field[c]) > width[c]) width[c] = width_of(t.field[c]);
  }
  fprintf(out, "%s\n", k->name);
  print_line(out, HEADINGS, width);
  for (size_t i = 0; i < k->rows.n; i++) {
    write_row(&k->rows.items[i], &t);
    print_line(out, t.field, width);
  }
  fputc('\n', out);
}

/* "71 % of 0.02 ms: EX_TONIC full 0.02 nA, first spike" */
static void write_worst(char *text, size_t size, const row *r)
{
  char tolerance[32];
  write_number(tolerance, sizeof tolerance, r->tolerance, 3);
  if (isfinite(used_share(r)))
    snprintf(text, size, "%.3g %% of %s%s%s: %s, %s", 100 * used_share(r), tolerance, r->unit[0] != '\0' ? " " : "",
             r->unit, r->item, r->figure);
  else
    snprintf(text, size, "%s: %s, %s", r->failure != NULL ? "failed" : "no share of its tolerance", r->item, r->figure);
}

static void print_summary(const kind *k, int width, FILE *out)
{
  char worst[1024];
  size_t i = 0;
  fputs("  ", out);
  print_padded(out, k->name, width, false);
  fprintf(out, "  %7zu  %7zu  %7.1f", k->rows.n, count_held(k), k->seconds);
  bool is_first = true;
  for (const row *r; (r = next_worst(k, &i)) != NULL; is_first = false) {
    write_worst(worst, sizeof worst, r);
    fprintf(out, "%*s  %s\n", is_first ? 0 : width + 29, "", worst);
  }
  if (is_first) fputc('\n', out);
}

void rx_verdict_print(const rx_verdict *verdict, FILE *out)
{
  int width = 4;
  size_t n_held = 0;
  for (size_t i = 0; i < verdict->kinds.n; i++) {
    const kind *k = &verdict->kinds.items[i];
    n_held += count_held(k);
    if (k->rows.n == 0) continue;
    print_kind(out, k);
    if (width_of(k->name) > width) width = width_of(k->name);
  }
  fputs("summary\n  ", out);
  print_padded(out, "kind", width, false);
  fprintf(out, "  %7s  %7s  %7s  %s\n", "figures", "hold", "s", "nearest to its tolerance, by unit");
  for (size_t i = 0; i < verdict->kinds.n; i++) print_summary(&verdict->kinds.items[i], width, out);
  for (size_t i = 0; i < verdict->notes.n; i++) fprintf(out, "note: %s\n", verdict->notes.items[i]);
  const size_t n = count(verdict);
  fprintf(out, "%zu of %zu figures hold%s\n", n_held, n, n_held == n && n > 0 ? "" : ": FAILED");
}

/* A text of a table of markdown. */
static void write_escaped(FILE *out, const char *text)
{
  for (; *text != '\0'; text++) {
    if (strchr("|*_<", *text) != NULL) fputc('\\', out);
    fputc(*text, out);
  }
}

static void write_cell(FILE *out, const char *text)
{
  fputs("| ", out);
  write_escaped(out, text);
  fputc(' ', out);
}

static void write_rows(const kind *k, FILE *out)
{
  fprintf(out, "\n## %s\n\n|", k->name);
  for (int c = 0; c < N_COLUMNS; c++) fprintf(out, " %s |", HEADINGS[c]);
  fputs("\n|---|---|---:|---:|---:|---:|---|---|\n", out);
  for (size_t r = 0; r < k->rows.n; r++) {
    row_text t;
    write_row(&k->rows.items[r], &t);
    for (int c = 0; c < N_COLUMNS; c++) write_cell(out, t.field[c]);
    fputs("|\n", out);
  }
}

void rx_verdict_markdown(const rx_verdict *verdict, FILE *out)
{
  char worst[1024];
  fputs("| kind | figures | hold | nearest to its tolerance, by unit |\n|---|---:|---:|---|\n", out);
  for (size_t i = 0; i < verdict->kinds.n; i++) {
    const kind *k = &verdict->kinds.items[i];
    size_t at = 0;
    write_cell(out, k->name);
    fprintf(out, "| %zu | %zu | ", k->rows.n, count_held(k));
    bool is_first = true;
    for (const row *r; (r = next_worst(k, &at)) != NULL; is_first = false) {
      write_worst(worst, sizeof worst, r);
      fputs(is_first ? "" : "<br>", out);
      write_escaped(out, worst);
    }
    fputs(" |\n", out);
  }
  for (size_t i = 0; i < verdict->notes.n; i++) fprintf(out, "\nNote: %s.\n", verdict->notes.items[i]);
  for (size_t i = 0; i < verdict->kinds.n; i++)
    if (verdict->kinds.items[i].rows.n > 0) write_rows(&verdict->kinds.items[i], out);
}
