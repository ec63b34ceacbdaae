#include "bench/driver/table.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char RX_BENCH_CSV_HEADER[] =
    "problem,peer,mode,rule,seed,peer_s,rexed_s,ratio,ratio_low,ratio_high,e50_ms,e95_ms,unmatched,rexed_mode,"
    "rexed_e50_ms,rexed_e95_ms,rexed_unmatched";

static const char *const RULES[] = { "alone", "equal_step", "equal_accuracy" };

rx_status rx_bench_table_add(rx_bench_table *table, const rx_bench_row *row, rx_error *err)
{
  return RX_APPEND(&table->rows, *row) ? RX_OK : rx_no_memory(err);
}

rx_status rx_bench_table_note(rx_bench_table *table, rx_error *err, const char *format, ...)
{
  char line[512];
  va_list values;
  va_start(values, format);
  vsnprintf(line, sizeof line, format, values);
  va_end(values);
  char *copy = strdup(line);
  if (copy != NULL && RX_APPEND(&table->notes, copy)) return RX_OK;
  free(copy);
  return rx_no_memory(err);
}

void rx_bench_table_free(rx_bench_table *table)
{
  for (size_t i = 0; i < table->notes.n; i++) free(table->notes.items[i]);
  free(table->notes.items);
  free(table->rows.items);
  *table = (rx_bench_table){ 0 };
}

static void print_number(FILE *file, double x, const char *format)
{
  if (!isnan(x)) fprintf(file, format, x);
  fputc(',', file);
}

/* an empty error, of a peer that is not there, has no fields */
static void print_error(FILE *file, const rx_bench_error *error, bool is_there)
{
  print_number(file, is_there ? error->e50_ms : NAN, "%.5g");
  print_number(file, is_there ? error->e95_ms : NAN, "%.5g");
  if (is_there) fprintf(file, "%zu", error->n_unmatched);
}

void rx_bench_table_print_csv(const rx_bench_table *table, FILE *file)
{
  fprintf(file, "%s\n", RX_BENCH_CSV_HEADER);
  for (size_t i = 0; i < table->rows.n; i++) {
    const rx_bench_row *r = &table->rows.items[i];
    const bool has_peer = r->rule != RX_BENCH_ALONE;
    fprintf(file, "%s,%s,%s,%s,%llu,", rx_bench_problem_name(r->problem), r->peer, r->mode, RULES[r->rule],
            (unsigned long long)r->seed);
    print_number(file, r->timing.peer_s, "%.5g");
    print_number(file, r->timing.rexed_s, "%.5g");
    print_number(file, r->timing.ratio, "%.4g");
    print_number(file, r->timing.ratio_low, "%.4g");
    print_number(file, r->timing.ratio_high, "%.4g");
    print_error(file, &r->peer_error, has_peer);
    fprintf(file, ",%s,", r->rexed_mode);
    print_error(file, &r->rexed_error, true);
    fputc('\n', file);
  }
}

rx_status rx_bench_table_write_csv(const rx_bench_table *table, const char *path, rx_error *err)
{
  const size_t n = strlen(path) + sizeof ".part";
  char *temporary = malloc(n);
  if (temporary == NULL) return rx_no_memory(err);
  snprintf(temporary, n, "%s.part", path);
  rx_status status = RX_OK;
  FILE *file = fopen(temporary, "w");
  if (file == NULL) {
    status = rx_fail(err, RX_E_IO, "%s: cannot be written: %s", temporary, strerror(errno));
  } else {
    rx_bench_table_print_csv(table, file);
    errno = EIO; /* for an earlier write that failed */
    const bool failed = ferror(file) != 0;
    if (fclose(file) != 0 || failed || rename(temporary, path) != 0) {
      status = rx_fail(err, RX_E_IO, "%s: cannot be written: %s", path, strerror(errno));
      remove(temporary);
    }
  }
  free(temporary);
  return status;
}

static void cell(FILE *file, int width, int digits, double x)
{
  if (isnan(x))
    fprintf(file, " %*s", width, "-");
  else
    fprintf(file, " %*.*g", width, digits, x);
}

static void error_cells(FILE *file, const rx_bench_error *error, bool is_there)
{
  cell(file, 8, 3, is_there ? error->e50_ms : NAN);
  cell(file, 8, 3, is_there ? error->e95_ms : NAN);
  if (is_there)
    fprintf(file, " %5zu", error->n_unmatched);
  else
    fprintf(file, " %5s", "-");
}

void rx_bench_table_print(const rx_bench_table *table, FILE *file)
{
  fprintf(file, "%-4s %-26s %-14s %-18s %8s %8s %6s %13s %6s %6s | %-24s | %-24s\n", "", "", "", "", "", "", "", "",
          "wall", "whole", "      error of the peer", "         error of rexed");
  fprintf(file, "%-4s %-26s %-14s %-18s %8s %8s %6s %13s %6s %6s | %8s %8s %5s  | %8s %8s %5s\n", "",
          "peer and its mode", "rule", "rexed", "peer s", "rexed s", "ratio", "low - high", "ratio", "ratio", "e50 ms",
          "e95 ms", "U", "e50 ms", "e95 ms", "U");
  for (size_t i = 0; i < table->rows.n; i++) {
    const rx_bench_row *r = &table->rows.items[i];
    const bool has_peer = r->rule != RX_BENCH_ALONE;
    char range[32] = "-", peer[96];
    if (has_peer) snprintf(range, sizeof range, "%.3g - %.3g", r->timing.ratio_low, r->timing.ratio_high);
    snprintf(peer, sizeof peer, "%s %s", r->peer, r->mode);
    fprintf(file, "%-4s %-26s %-14s %-18s", rx_bench_problem_name(r->problem), peer, RULES[r->rule], r->rexed_mode);
    cell(file, 8, 3, r->timing.peer_s);
    cell(file, 8, 3, r->timing.rexed_s);
    cell(file, 6, 3, r->timing.ratio);
    fprintf(file, " %13s", range);
    cell(file, 6, 3, r->timing.wall_ratio);
    cell(file, 6, 3, r->whole_ratio);
    fputs(" |", file);
    error_cells(file, &r->peer_error, has_peer);
    fputs("  |", file);
    error_cells(file, &r->rexed_error, true);
    fputc('\n', file);
  }
  for (size_t i = 0; i < table->notes.n; i++) fprintf(file, "%s\n", table->notes.items[i]);
}
