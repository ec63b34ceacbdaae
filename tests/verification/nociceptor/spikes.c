#include "spikes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_KEYS = 4, MOST_SPIKES = 100000 };

static const char *key_of(rx_verify *verify, const rx_table *table, size_t row, int n, const int at[])
{
  const char *key = rx_table_text(table, row, at[0]);
  for (int k = 1; k < n; k++) key = rx_verify_text(verify, "%s|%s", key, rx_table_text(table, row, at[k]));
  return key;
}

static rx_reference_spikes *find(const rx_spike_file *file, const char *key)
{
  for (size_t i = 0; i < file->cases.n; i++)
    if (strcmp(file->cases.items[i].key, key) == 0) return &file->cases.items[i];
  return NULL;
}

static bool add(rx_spike_file *file, const char *key, size_t row, int number, double t_ms)
{
  rx_reference_spikes *c = find(file, key);
  if (c == NULL) {
    if (!RX_APPEND(&file->cases, ((rx_reference_spikes){ .key = key, .first_row = row }))) return false;
    c = &file->cases.items[file->cases.n - 1];
  }
  while (number > 0 && c->times_ms.n < (size_t)number)
    if (!RX_APPEND(&c->times_ms, NAN)) return false;
  if (number > 0) c->times_ms.items[number - 1] = t_ms;
  return true;
}

bool rx_spike_file_read(rx_verify *verify, const char *name, int n_keys, const char *const keys[], rx_spike_file *file)
{
  enum { SPIKE = MOST_KEYS, TIME, N };
  static const char *const NAMES[] = { "spike", "t_ms" };
  int at[N];
  const size_t before = rx_problems_count(verify->problems);
  if (!rx_table_is_there(verify, name)) return true;
  if (!rx_table_read(verify, name, &file->table) || !rx_table_columns(&file->table, n_keys, keys, at) ||
      !rx_table_columns(&file->table, 2, NAMES, at + SPIKE))
    return false;
  file->is_there = true;
  file->key_column = at[0];
  for (size_t row = 0; row < rx_table_rows(&file->table); row++) {
    int number = 0;
    double t = NAN;
    if (!rx_table_int(&file->table, row, at[SPIKE], 0, MOST_SPIKES, &number) ||
        (number > 0 && !rx_table_number(&file->table, row, at[TIME], 0, 1e9, &t)))
      continue;
    const char *key = key_of(verify, &file->table, row, n_keys, at);
    const rx_reference_spikes *c = find(file, key);
    if (c != NULL && number > 0 && (size_t)number <= c->times_ms.n && !isnan(c->times_ms.items[number - 1]))
      rx_table_problem(&file->table, row, at[SPIKE], "%d is there twice", number);
    if (!add(file, key, row, number, t)) rx_table_problem(&file->table, row, at[SPIKE], "out of memory");
  }
  return rx_problems_count(verify->problems) == before;
}

void rx_spike_file_free(rx_spike_file *file)
{
  for (size_t i = 0; i < file->cases.n; i++) free(file->cases.items[i].times_ms.items);
  free(file->cases.items);
}

rx_reference_spikes *rx_spike_file_case(rx_spike_file *file, const char *key)
{
  rx_reference_spikes *c = find(file, key);
  if (c != NULL) c->is_used = true;
  return c;
}

void rx_spike_file_check_used(const rx_spike_file *file, const char *where)
{
  for (size_t i = 0; i < file->cases.n; i++)
    if (!file->cases.items[i].is_used)
      rx_table_problem(&file->table, file->cases.items[i].first_row, file->key_column, "%s has no case \"%.80s\"",
                       where, file->cases.items[i].key);
}

void rx_judge_spikes(rx_verify *verify, const char *kind, const char *item, const rx_reference_spikes *reference,
                     size_t n, const double times_ms[], size_t n_may_lack, double absolute_ms, double relative)
{
  rx_figure worst = { kind, item, "", "ms", NAN, NAN, NAN, NAN };
  double largest = -1;
  size_t n_reference = 0, number = 0;
  for (size_t i = 0; i < reference->times_ms.n; i++) {
    const double t = reference->times_ms.items[i], tolerance = absolute_ms + relative * t;
    if (isnan(t) || (i >= n && i + n_may_lack >= reference->times_ms.n)) continue;
    n_reference++;
    const double value = i < n ? times_ms[i] : NAN, share = fabs(value - t) / tolerance;
    if (share <= largest) continue;
    largest = share;
    number = i + 1;
    worst.reference = t;
    worst.value = value;
    worst.deviation = fabs(value - t);
    worst.tolerance = tolerance;
    if (isnan(share)) break;
  }
  if (n_reference == 0) return;
  worst.figure = rx_verify_text(verify, "spike times, worst of %zu: number %zu", n_reference, number);
  rx_verdict_add(verify->verdict, &worst);
}
