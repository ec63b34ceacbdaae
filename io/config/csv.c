#include "io/config/csv.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/param.h"
#include "base/units.h"

/* A text that is taken apart: fields end in a 0 put in the place of what followed them. */
typedef struct scanner {
  char *at, *end;
  int line;
  const char *line_start;
  const char *file;
  rx_problems *problems;
} scanner;

static bool is_blank(char c)
{
  return c == ' ' || c == '\t';
}

static bool is_line_end(const scanner *s)
{
  return s->at == s->end || *s->at == '\n';
}

static int column_of(const scanner *s, const char *at)
{
  return (int)(at - s->line_start) + 1;
}

static void next_line(scanner *s)
{
  while (!is_line_end(s)) s->at++;
  if (s->at < s->end) s->at++;
  s->line++;
  s->line_start = s->at;
}

/* Goes to the next line that has something; false at the end of the text. */
static bool find_line(scanner *s)
{
  while (s->at < s->end) {
    const char *p = s->at;
    while (p < s->end && (is_blank(*p) || *p == '\r')) p++;
    if (p < s->end && *p != '\n' && *p != '#') return true;
    next_line(s);
  }
  return false;
}

/* "a ""quoted"" field": the quotes are taken away in place. */
static bool read_quoted(scanner *s, rx_csv_field *field)
{
  const int opened_at = column_of(s, s->at);
  char *from = s->at + 1, *to = from;
  field->text = to;
  for (;; from++) {
    if (from >= s->end || *from == '\n') {
      rx_problems_add(s->problems, s->file, s->line, opened_at, "the quote that begins here is not closed in its line");
      return false;
    }
    if (*from == '"') {
      if (from + 1 >= s->end || from[1] != '"') break;
      from++;
    }
    *to++ = *from;
  }
  s->at = from + 1;
  *to = '\0';
  while (!is_line_end(s) && (is_blank(*s->at) || *s->at == '\r')) s->at++;
  if (is_line_end(s) || *s->at == ',') return true;
  rx_problems_add(s->problems, s->file, s->line, column_of(s, s->at),
                  "after a closing quote comes a comma or the end of the line");
  return false;
}

static bool read_plain(scanner *s, rx_csv_field *field)
{
  field->text = s->at;
  while (!is_line_end(s) && *s->at != ',') s->at++;
  return true;
}

/* The fields of one line; *n counts all, the first `most` are kept. Goes to the next line. */
static bool read_line(scanner *s, rx_csv_field fields[], size_t most, size_t *n)
{
  for (*n = 0;;) {
    rx_csv_field field;
    while (!is_line_end(s) && is_blank(*s->at)) s->at++;
    field.column = column_of(s, s->at);
    if (!(!is_line_end(s) && *s->at == '"' ? read_quoted(s, &field) : read_plain(s, &field))) return false;
    if (*n < most) fields[*n] = field;
    ++*n;
    char *end = s->at;
    const bool is_last = is_line_end(s);
    if (!is_last) s->at++;
    /* cut the field off, with the blanks before its end */
    while (end > field.text && (is_blank(end[-1]) || end[-1] == '\r')) end--;
    const bool was_newline = is_last && s->at < s->end;
    if (is_last) {
      if (was_newline) s->at++;
      s->line++;
      s->line_start = s->at;
    }
    *end = '\0'; /* the text has a 0 behind it, so that the last field has room too */
    if (is_last) return true;
  }
}

static bool check_header(const rx_csv *csv, rx_problems *problems)
{
  bool is_good = true;
  for (size_t i = 0; i < csv->n_columns; i++) {
    const rx_csv_field *field = &csv->header[i];
    if (field->text[0] == '\0') {
      rx_problems_add(problems, csv->file, csv->header_line, field->column, "column %zu has no name", i + 1);
      is_good = false;
    }
    for (size_t j = 0; j < i; j++) {
      if (field->text[0] == '\0' || strcmp(csv->header[j].text, field->text) != 0) continue;
      rx_problems_add(problems, csv->file, csv->header_line, field->column, "the column \"%.60s\" is there twice",
                      field->text);
      is_good = false;
    }
  }
  return is_good;
}

/* Other encodings than UTF-8, by their first bytes: a mark of the byte order, or the 0 beside a letter. False with a problem. */
static bool check_encoding(const char *text, size_t n, const char *file, rx_problems *problems)
{
  if (n < 2) return true;
  const unsigned char a = (unsigned char)text[0], b = (unsigned char)text[1];
  const bool has_mark = (a == 0xff && b == 0xfe) || (a == 0xfe && b == 0xff);
  if (!has_mark && (a == 0) == (b == 0)) return true;
  rx_problems_add(problems, file, 1, 1, "begins with the bytes %02x %02x, as UTF-16 does; expected UTF-8: save it so",
                  a, b);
  return false;
}

/* A header of one column that has another separator in it is that of a table cut by it. False with a problem. */
static bool check_separator(const rx_csv *csv, rx_problems *problems)
{
  const char *text = csv->header[0].text, *at = strpbrk(text, ";\t");
  if (csv->n_columns > 1) return true;
  if (at == NULL) at = strchr(text, ' ');
  if (at == NULL) return true;
  rx_problems_add(problems, csv->file, csv->header_line, csv->header[0].column + (int)(at - text),
                  "%s between the columns \"%.60s\"; expected commas, and a point as the sign of decimals",
                  *at == ';'    ? "a semicolon stands"
                  : *at == '\t' ? "a tab stands"
                                : "a space stands",
                  text);
  return false;
}

/* Whether whole numbers alone stand where numbers have been cut at a decimal comma. */
static bool are_whole(size_t n, const rx_csv_field fields[])
{
  for (size_t i = 0; i < n; i++) {
    const char *digits = fields[i].text + (*fields[i].text == '-');
    if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0') return false;
  }
  return true;
}

/* Takes the text apart; it is changed, and has room for a 0 behind it. */
static bool parse(char *text, size_t n, const char *file, rx_arena *arena, rx_problems *problems, rx_csv *csv)
{
  *csv = (rx_csv){ .file = rx_arena_text(arena, file) };
  if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) text += 3, n -= 3; /* byte-order mark of some editors */
  if (!check_encoding(text, n, file, problems)) return false;
  scanner s = { .at = text, .end = text + n, .line = 1, .line_start = text, .file = file, .problems = problems };
  size_t n_lines = 1, line_at = 0;
  for (size_t i = 0; i < n; i++) {
    const unsigned char c = (unsigned char)text[i];
    if (c == '\n') {
      n_lines++;
      line_at = i + 1;
    } else if ((c < ' ' && c != '\t' && c != '\r') || c == 0x7f) {
      rx_problems_add(problems, file, (int)n_lines, (int)(i - line_at) + 1, "the byte 0x%02x is not text", c);
      return false;
    }
  }
  if (!find_line(&s)) {
    rx_problems_add(problems, file, 0, 0, "is empty");
    return false;
  }

  rx_csv_field *header = rx_arena_alloc(arena, RX_CSV_MAX_COLUMNS * sizeof *header);
  int *lines = rx_arena_alloc(arena, n_lines * sizeof *lines);
  if (csv->file == NULL || header == NULL || lines == NULL) goto no_memory;
  csv->header = header;
  csv->header_line = s.line;
  csv->lines = lines;
  if (!read_line(&s, header, RX_CSV_MAX_COLUMNS, &csv->n_columns)) return false;
  if (csv->n_columns > RX_CSV_MAX_COLUMNS) {
    rx_problems_add(problems, file, csv->header_line, 1, "has more than %d columns", RX_CSV_MAX_COLUMNS);
    return false;
  }
  if (!check_separator(csv, problems)) return false;
  bool is_good = check_header(csv, problems);

  rx_csv_field *fields = rx_arena_alloc(arena, n_lines * csv->n_columns * sizeof *fields);
  if (fields == NULL) goto no_memory;
  csv->fields = fields;
  while (find_line(&s)) {
    size_t n_fields = 0;
    const int line = s.line;
    if (!read_line(&s, &fields[csv->n_rows * csv->n_columns], csv->n_columns, &n_fields)) {
      is_good = false;
      if (s.line == line) next_line(&s);
      continue;
    }
    if (n_fields != csv->n_columns) {
      const bool is_cut = n_fields > csv->n_columns && are_whole(csv->n_columns, &fields[csv->n_rows * csv->n_columns]);
      rx_problems_add(problems, file, line, 1, "has %zu fields where the header has %zu columns%s", n_fields,
                      csv->n_columns,
                      is_cut ? "; commas separate fields: is one the sign of decimals? that is a point" : "");
      is_good = false;
      continue;
    }
    lines[csv->n_rows++] = line;
  }
  return is_good;

no_memory:
  rx_problems_add(problems, file, 0, 0, "out of memory");
  return false;
}

bool rx_csv_read_text(const char *text, size_t n, const char *name, rx_arena *arena, rx_problems *problems, rx_csv *csv)
{
  char *copy = rx_arena_alloc(arena, n + 1);
  if (copy == NULL) {
    rx_problems_add(problems, name, 0, 0, "out of memory");
    return false;
  }
  if (n > 0) memcpy(copy, text, n);
  return parse(copy, n, name, arena, problems, csv);
}

bool rx_csv_read(const char *path, rx_arena *arena, rx_problems *problems, rx_csv *csv)
{
  struct stat st;
  FILE *in = NULL;
  char *text = NULL;
  size_t n = 0;
  const char *what = NULL;
  if (stat(path, &st) != 0)
    what = strerror(errno);
  else if (S_ISDIR(st.st_mode))
    what = "this is a folder, not a file";
  else if (!S_ISREG(st.st_mode))
    what = "this is not a regular file";
  else if (st.st_size > RX_CSV_MAX_BYTES)
    what = "is larger than 256 MiB";
  else if ((in = fopen(path, "rb")) == NULL)
    what = strerror(errno);
  else if ((text = rx_arena_alloc(arena, (size_t)st.st_size + 1)) == NULL)
    what = "out of memory";
  else {
    n = fread(text, 1, (size_t)st.st_size, in);
    if (ferror(in)) what = strerror(errno);
  }
  if (in != NULL) fclose(in);
  if (what == NULL) return parse(text, n, path, arena, problems, csv);
  rx_problems_add(problems, path, 0, 0, "%s", what);
  return false;
}

bool rx_csv_columns(const rx_csv *csv, size_t n, const char *const names[], size_t index[], rx_problems *problems)
{
  bool is_good = true;
  const char *there[RX_CSV_MAX_COLUMNS];
  for (size_t i = 0; i < csv->n_columns; i++) there[i] = csv->header[i].text;
  for (size_t k = 0; k < n; k++) {
    size_t i = 0;
    while (i < csv->n_columns && strcmp(there[i], names[k]) != 0) i++;
    index[k] = i;
    if (i < csv->n_columns) continue;
    const char *nearest = rx_nearest_word(names[k], there, csv->n_columns);
    rx_problems_add(problems, csv->file, csv->header_line, 1, "has no column \"%s\"%s%s%s", names[k],
                    nearest ? " (is it \"" : "", nearest ? nearest : "", nearest ? "\"?)" : "");
    is_good = false;
  }
  for (size_t i = 0; i < csv->n_columns; i++) {
    size_t k = 0;
    while (k < n && index[k] != i) k++;
    if (k < n) continue;
    rx_problems_add(problems, csv->file, csv->header_line, csv->header[i].column, "unknown column \"%.60s\"", there[i]);
    is_good = false;
  }
  return is_good;
}

const char *rx_csv_text(const rx_csv *csv, size_t row, size_t column)
{
  return csv->fields[row * csv->n_columns + column].text;
}

void rx_csv_problem(const rx_csv *csv, size_t row, size_t column, rx_problems *problems, const char *format, ...)
{
  char text[RX_ERROR_TEXT];
  va_list args;
  va_start(args, format);
  if (vsnprintf(text, sizeof text, format, args) < 0) text[0] = '\0';
  va_end(args);
  rx_problems_add(problems, csv->file, csv->lines[row], csv->fields[row * csv->n_columns + column].column, "%s: %s",
                  csv->header[column].text, text);
}

bool rx_csv_number(const rx_csv *csv, size_t row, size_t column, double lower, double upper, double *out,
                   rx_problems *problems)
{
  rx_error err = { 0 };
  double value = 0;
  if (rx_unit_read(rx_csv_text(csv, row, column), "1", &value, &err) != RX_OK) {
    rx_csv_problem(csv, row, column, problems, "%s", err.text);
    return false;
  }
  if (!(value >= lower && value <= upper)) {
    rx_csv_problem(csv, row, column, problems, "%g is outside %g … %g", value, lower, upper);
    return false;
  }
  *out = value;
  return true;
}

bool rx_csv_int(const rx_csv *csv, size_t row, size_t column, int lower, int upper, int *out, rx_problems *problems)
{
  const char *text = rx_csv_text(csv, row, column), *digits = text + (*text == '-' || *text == '+');
  if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0') {
    rx_csv_problem(csv, row, column, problems, "\"%.60s\" is not a whole number", text);
    return false;
  }
  errno = 0;
  const long value = strtol(text, NULL, 10);
  if (errno == ERANGE || value < lower || value > upper) {
    rx_csv_problem(csv, row, column, problems, "%.40s is outside %d … %d", text, lower, upper);
    return false;
  }
  *out = (int)value;
  return true;
}
