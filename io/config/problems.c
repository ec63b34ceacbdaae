#include "io/config/problems.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

typedef struct problem {
  size_t file; /* index into files, SIZE_MAX: none; sorts files by first mention */
  int line, column;
  bool is_warning;
  size_t order; /* keeps the sort stable */
  const char *text;
} problem;

struct rx_problems {
  rx_arena *arena;
  RX_ARRAY(problem) list;
  RX_ARRAY(const char *) files;
  size_t n_errors, n_warnings, n_dropped;
};

rx_problems *rx_problems_create(void)
{
  rx_problems *problems = calloc(1, sizeof *problems);
  if (problems == NULL) return NULL;
  problems->arena = rx_arena_create();
  if (problems->arena == NULL) {
    free(problems);
    return NULL;
  }
  return problems;
}

void rx_problems_free(rx_problems *problems)
{
  if (problems == NULL) return;
  free(problems->list.items);
  free(problems->files.items);
  rx_arena_free(problems->arena);
  free(problems);
}

static size_t file_index(rx_problems *problems, const char *file)
{
  if (file == NULL) return SIZE_MAX;
  for (size_t i = 0; i < problems->files.n; i++)
    if (strcmp(problems->files.items[i], file) == 0) return i;
  const char *copy = rx_arena_text(problems->arena, file);
  if (copy == NULL || !RX_APPEND(&problems->files, copy)) return SIZE_MAX;
  return problems->files.n - 1;
}

static void add(rx_problems *problems, problem p, const char *file, const char *format, va_list args)
{
  char text[RX_ERROR_TEXT];
  if (vsnprintf(text, sizeof text, format, args) < 0) text[0] = '\0';
  p.file = file_index(problems, file);
  for (size_t i = 0; i < problems->list.n; i++) {
    const problem *q = &problems->list.items[i];
    if (q->file == p.file && q->line == p.line && q->column == p.column && strcmp(q->text, text) == 0) return;
  }
  if (p.is_warning)
    problems->n_warnings++;
  else
    problems->n_errors++;
  p.order = problems->list.n;
  p.text = problems->list.n < RX_PROBLEMS_MAX ? rx_arena_text(problems->arena, text) : NULL;
  if (p.text == NULL || !RX_APPEND(&problems->list, p)) problems->n_dropped++;
}

void rx_problems_add(rx_problems *problems, const char *file, int line, int column, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  add(problems, (problem){ .line = line, .column = column }, file, format, args);
  va_end(args);
}

void rx_problems_warn(rx_problems *problems, const char *file, int line, int column, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  add(problems, (problem){ .line = line, .column = column, .is_warning = true }, file, format, args);
  va_end(args);
}

size_t rx_problems_count(const rx_problems *problems)
{
  return problems->n_errors;
}

size_t rx_problems_warnings(const rx_problems *problems)
{
  return problems->n_warnings;
}

static int by_place(const void *left, const void *right)
{
  const problem *a = left, *b = right;
  if (a->file != b->file) return a->file < b->file ? -1 : 1;
  if (a->line != b->line) return a->line < b->line ? -1 : 1;
  if (a->column != b->column) return a->column < b->column ? -1 : 1;
  return a->order < b->order ? -1 : a->order > b->order;
}

char *rx_problems_text(rx_problems *problems)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (out == NULL) return NULL;
  if (problems->list.n > 0) qsort(problems->list.items, problems->list.n, sizeof *problems->list.items, by_place);
  for (size_t i = 0; i < problems->list.n; i++) {
    const problem *p = &problems->list.items[i];
    if (p->file != SIZE_MAX) fprintf(out, "%s:", problems->files.items[p->file]);
    if (p->file != SIZE_MAX && p->line > 0) fprintf(out, "%d:%d:", p->line, p->column);
    fprintf(out, "%s%s%s\n", p->file != SIZE_MAX ? " " : "", p->is_warning ? "warning: " : "", p->text);
  }
  if (problems->n_dropped > 0) fprintf(out, "… and %zu more\n", problems->n_dropped);
  const bool is_bad = ferror(out) != 0;
  if (fclose(out) != 0 || is_bad) {
    free(text);
    return NULL;
  }
  return text;
}
