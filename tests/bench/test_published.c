/* P6: the published circuit as the benchmarks run it, closed and open, and the files that a peer reads. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/measure/workload.h"

static rx_bench_published *open_circuit(void)
{
  rx_bench_published *published;
  rx_error err = { 0 };
  cr_assert_eq(rx_bench_published_create(RX_TEST_REFERENCE, &published, &err), RX_OK, "%s", err.text);
  return published;
}

static rx_bench_spikes run(const rx_bench_published *published, const rx_bench_spikes *of_cells)
{
  rx_bench_workload *workload;
  rx_bench_spikes spikes = { 0 };
  rx_error err = { 0 };
  const rx_bench_setting setting = { .dt_ms = 0.025, .coarse_steps = 1 };
  cr_assert_eq(rx_bench_workload_published(published, of_cells, 60, &workload, &err), RX_OK, "%s", err.text);
  cr_assert_eq(rx_bench_workload_run(workload, &setting, &spikes, &err), RX_OK, "%s", err.text);
  rx_bench_workload_free(workload);
  rx_bench_spikes_sort(&spikes);
  return spikes;
}

Test(published, has_the_cells_of_the_page)
{
  rx_bench_published *published = open_circuit();
  rx_bench_spikes spikes = { 0 };
  rx_error err = { 0 };
  cr_expect_eq(rx_bench_published_cells(published), 209);
  cr_expect_float_eq(rx_bench_published_rate_Hz(published, "NK1", &spikes, 1000), 0, 0);
  cr_assert_eq(rx_bench_spikes_append(&spikes, (rx_bench_spike){ 0, 12.5 }, &err), RX_OK);
  cr_expect_float_eq(rx_bench_published_rate_Hz(published, "PKC", &spikes, 500), 2.0 / 30, 1e-12, "one of 30 cells");
  cr_expect(isnan(rx_bench_published_rate_Hz(published, "nobody", &spikes, 1000)));
  rx_bench_spikes_free(&spikes);
  rx_bench_published_free(published);
}

/* cells that listen to what they fired themselves fire it again */
Test(published, open_loop_with_its_own_trains_repeats_the_closed_loop)
{
  rx_bench_published *published = open_circuit();
  rx_bench_spikes closed = run(published, NULL), again = run(published, &closed);
  cr_expect_gt(closed.n, 50);
  cr_assert_eq(again.n, closed.n);
  for (size_t i = 0; i < closed.n; i++) {
    cr_expect_eq(again.items[i].cell, closed.items[i].cell);
    /* only the order in which the arrivals of a step are summed may differ */
    cr_expect_float_eq(again.items[i].t_ms, closed.items[i].t_ms, 1e-6, "cell %d: %.9g, %.9g", closed.items[i].cell,
                       again.items[i].t_ms, closed.items[i].t_ms);
  }
  rx_bench_spikes_free(&closed);
  rx_bench_spikes_free(&again);
  rx_bench_published_free(published);
}

Test(published, silent_trains_leave_the_afferents_alone)
{
  rx_bench_published *published = open_circuit();
  rx_bench_spikes silent = { 0 };
  rx_bench_spikes open = run(published, &silent), closed = run(published, NULL);
  cr_expect_gt(open.n, 0);
  cr_expect_neq(open.n, closed.n);
  rx_bench_spikes_free(&open);
  rx_bench_spikes_free(&closed);
  rx_bench_published_free(published);
}

static size_t count_lines(const char *folder, const char *name, const char *header)
{
  char path[256], line[512];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "r");
  cr_assert_not_null(file, "%s", path);
  cr_assert_not_null(fgets(line, sizeof line, file));
  cr_expect_eq(strncmp(line, header, strlen(header)), 0, "%s: %s", name, line);
  size_t n = 0;
  while (fgets(line, sizeof line, file) != NULL) n++;
  fclose(file);
  unlink(path);
  return n;
}

Test(published, files_hold_all_cells_connections_and_trains)
{
  char folder[] = "/tmp/rexed-published-XXXXXX";
  cr_assert_not_null(mkdtemp(folder));
  rx_bench_published *published = open_circuit();
  rx_error err = { 0 };
  cr_assert_eq(rx_bench_published_write(published, folder, NULL, 1000, &err), RX_OK, "%s", err.text);
  cr_expect_eq(count_lines(folder, "cells.csv", "index,population,"), 209);
  cr_expect_eq(count_lines(folder, "sections.csv", "population,section,"), 30, "ten populations of three sections");
  cr_expect_eq(count_lines(folder, "channels.csv", "population,section,channel,parameter,value"), 299);
  cr_expect_eq(count_lines(folder, "receptors.csv", "population,receptor,"), 33,
               "those that are used, and two of noise");
  cr_expect_eq(count_lines(folder, "connections.csv", "pre,post,receptor,delay_ms,jump_nS"), 9814,
               "connection-receptor pairs: dorsal-horn page 3");
  cr_expect_eq(count_lines(folder, "trains.csv", "source,t_ms"), 1629, "488 of Ab, 1141 noxious");
  cr_expect_eq(rmdir(folder), 0);
  cr_expect_eq(rx_bench_published_write(published, "/nowhere", NULL, 1000, &err), RX_E_IO);
  rx_bench_published_free(published);
}

Test(published, without_its_files_names_them)
{
  rx_bench_published *published;
  rx_error err = { 0 };
  cr_expect_eq(rx_bench_published_create("/nowhere", &published, &err), RX_E_INPUT);
  cr_expect_null(published);
  cr_expect_not_null(strstr(err.text, "/nowhere/sdh_connections.csv"), "%s", err.text);
}

static void expect_refused(const char *connections, const char *message)
{
  char folder[] = "/tmp/rexed-published-XXXXXX", path[256];
  cr_assert_not_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/sdh_connections.csv", folder);
  FILE *file = fopen(path, "w");
  cr_assert_not_null(file);
  fputs(connections, file);
  fclose(file);
  rx_bench_published *published;
  rx_error err = { 0 };
  cr_expect_eq(rx_bench_published_create(folder, &published, &err), RX_E_INPUT);
  cr_expect_not_null(strstr(err.text, message), "\"%s\" is not in \"%s\"", message, err.text);
  unlink(path);
  rmdir(folder);
}

Test(published, a_population_that_is_not_there_is_named)
{
  expect_refused("pre_pop,pre_index,post_pop,post_index\nAb_SAI,1,PKG,0\n", "no population \"PKG\"");
}

Test(published, an_index_out_of_range_is_named)
{
  expect_refused("pre_pop,pre_index,post_pop,post_index\nAb_SAI,10,PKC,0\n", "pre_index");
}
