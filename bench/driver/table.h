/* Rows of results: as CSV with the columns that the benchmarks page names, and as a table for people. */
#ifndef RX_BENCH_TABLE_H
#define RX_BENCH_TABLE_H

#include <stdint.h>
#include <stdio.h>

#include "base/array.h"
#include "bench/compare.h"
#include "bench/measure/setting.h"
#include "bench/measure/timing.h"
#include "bench/measure/workload.h"

/* The columns of the CSV, without the end of the line. */
extern const char RX_BENCH_CSV_HEADER[];

/* equal accuracy comes last */
typedef enum { RX_BENCH_ALONE, RX_BENCH_EQUAL_STEP, RX_BENCH_EQUAL_ACCURACY } rx_bench_rule;

typedef struct rx_bench_row {
  rx_bench_problem problem;
  const char *peer; /* "NEURON", …; "" without one */
  char mode[64];    /* of the peer */
  rx_bench_rule rule;
  uint64_t seed;
  rx_bench_timing timing;
  double whole_ratio; /* of the whole processes: set-up and one run; NAN where not measured */
  rx_bench_error peer_error, rexed_error;
  char rexed_mode[RX_BENCH_SETTING_NAME];
} rx_bench_row;

typedef struct rx_bench_table {
  RX_ARRAY(rx_bench_row) rows;
  RX_ARRAY(char *) notes; /* lines under the table */
} rx_bench_table;

rx_status rx_bench_table_add(rx_bench_table *table, const rx_bench_row *row, rx_error *err);
rx_status rx_bench_table_note(rx_bench_table *table, rx_error *err, const char *format, ...) RX_PRINTF(3, 4);
void rx_bench_table_free(rx_bench_table *table);

/* Numbers that do not exist are empty fields. */
void rx_bench_table_print_csv(const rx_bench_table *table, FILE *file);
/* Writes a temporary beside the file first. RX_E_IO. */
rx_status rx_bench_table_write_csv(const rx_bench_table *table, const char *path, rx_error *err);
void rx_bench_table_print(const rx_bench_table *table, FILE *file);

#endif
