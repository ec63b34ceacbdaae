/* P7: the sweep of motor pools, the control against the reference, and the files that a peer reads. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/compare.h"
#include "bench/measure/workload.h"

#define RAMP_MS 5000.0

Test(motor_pool, a_group_of_the_sweep_differs_in_the_noise_alone_and_no_two_groups_are_alike)
{
  for (int g = 0; g < RX_BENCH_POOL_GROUPS; g++) {
    const rx_bench_pool_member first = rx_bench_pool_member_at(g * RX_BENCH_POOL_TOGETHER);
    cr_expect_eq(first.seed, 0);
    for (int k = 1; k < RX_BENCH_POOL_TOGETHER; k++) {
      const rx_bench_pool_member other = rx_bench_pool_member_at(g * RX_BENCH_POOL_TOGETHER + k);
      cr_expect_eq(other.seed, k);
      cr_expect(other.s_pic == first.s_pic && other.m_i == first.m_i && other.m_is == first.m_is, "group %d", g);
    }
    for (int h = 0; h < g; h++) {
      const rx_bench_pool_member other = rx_bench_pool_member_at(h * RX_BENCH_POOL_TOGETHER);
      cr_expect(other.s_pic != first.s_pic || other.m_i != first.m_i || other.m_is != first.m_is, "%d is %d", g, h);
    }
  }
}

static rx_bench_spikes run(int n, const rx_bench_pool_member members[], double duration_ms)
{
  rx_error err = { 0 };
  rx_bench_workload *workload;
  rx_bench_spikes spikes = { 0 };
  const rx_bench_setting setting = { .dt_ms = 0.025, .coarse_steps = 1 };
  cr_assert_eq(rx_bench_workload_pools(RX_BENCH_P7, n, members, duration_ms, &workload, &err), RX_OK, "%s", err.text);
  cr_expect_eq(rx_bench_workload_together(workload), n);
  cr_assert_eq(rx_bench_workload_run(workload, &setting, &spikes, &err), RX_OK, "%s", err.text);
  rx_bench_workload_free(workload);
  rx_bench_spikes_sort(&spikes);
  return spikes;
}

static rx_bench_spikes read_reference(void)
{
  rx_bench_spikes spikes = { 0 };
  FILE *file = fopen(RX_TEST_REFERENCE "/../motoneuron/ph17_ramp4_hTA_control_spikes.csv", "r");
  cr_assert_not_null(file);
  rx_bench_spike spike;
  cr_assert_eq(fscanf(file, "unit,t_ms"), 0);
  while (fscanf(file, "%d,%lf", &spike.cell, &spike.t_ms) == 2)
    if (spike.t_ms < RAMP_MS) cr_assert_eq(rx_bench_spikes_append(&spikes, spike, NULL), RX_OK);
  fclose(file);
  rx_bench_spikes_sort(&spikes);
  return spikes;
}

/* the reference: CVODE at rtol 1e-7 of an independent implementation, up to the recruitment of the lower units */
Test(motor_pool, the_control_follows_the_reference)
{
  const rx_bench_pool_member control = rx_bench_pool_control();
  rx_bench_spikes found = run(1, &control, RAMP_MS), expected = read_reference();
  rx_bench_error error;
  rx_error err = { 0 };
  cr_expect_gt(expected.n, 150);
  cr_assert_eq(rx_bench_compare(&expected, &found, &error, &err), RX_OK, "%s", err.text);
  cr_expect_eq(error.n_unmatched, 0);
  cr_expect_lt(error.e50_ms, 0.05);
  cr_expect_lt(error.e95_ms, 0.3);
  rx_bench_spikes_free(&found);
  rx_bench_spikes_free(&expected);
}

Test(motor_pool, side_by_side_have_the_spikes_that_they_have_alone)
{
  const rx_bench_pool_member members[] = { rx_bench_pool_member_at(488), rx_bench_pool_member_at(483),
                                           rx_bench_pool_member_at(501) };
  rx_bench_spikes together = run(3, members, 3600);
  size_t at = 0;
  for (int k = 0; k < 3; k++) {
    rx_bench_spikes alone = run(1, &members[k], 3600);
    cr_expect_gt(alone.n, 3);
    for (size_t i = 0; i < alone.n; i++, at++) {
      cr_assert_lt(at, together.n);
      cr_expect_eq(together.items[at].cell, RX_BENCH_POOL_UNITS * k + alone.items[i].cell);
      cr_expect_eq(together.items[at].t_ms, alone.items[i].t_ms);
    }
    rx_bench_spikes_free(&alone);
  }
  cr_expect_eq(at, together.n);
  rx_bench_spikes_free(&together);
}

Test(motor_pool, the_peer_gets_the_noise_of_every_dendrite)
{
  char folder[] = "/tmp/rexed-pool-XXXXXX", path[64], line[128];
  rx_error err = { 0 };
  rx_bench_pool *pool;
  const rx_bench_pool_member member = { .s_pic = 0.7, .m_i = 2.5, .m_is = 1.5, .seed = 3 };
  cr_assert_eq(rx_bench_pool_create(4, &member, 100, &pool, &err), RX_OK, "%s", err.text);
  cr_assert_not_null(mkdtemp(folder));
  cr_assert_eq(rx_bench_pool_write(pool, folder, &err), RX_OK, "%s", err.text);
  snprintf(path, sizeof path, "%s/pool.csv", folder);
  FILE *file = fopen(path, "r");
  cr_assert_not_null(file);
  cr_expect(fgets(line, sizeof line, file) != NULL && strcmp(line, "s_pic,m_i,m_is,n_points,step_ms\n") == 0);
  double s_pic, m_i, m_is, step;
  int n;
  cr_assert_eq(fscanf(file, "%lf,%lf,%lf,%d,%lf", &s_pic, &m_i, &m_is, &n, &step), 5);
  fclose(file);
  unlink(path);
  cr_expect(s_pic == 0.7 && m_i == 2.5 && m_is == 1.5 && n == 101 && step == 1);
  snprintf(path, sizeof path, "%s/noise.bin", folder);
  struct stat about;
  cr_assert_eq(stat(path, &about), 0);
  cr_expect_eq(about.st_size, 20 * 4 * 2 * 101 * 8);
  unlink(path);
  rmdir(folder);
  /* inhibition has its mean and, over all dendrites, about the deviation of the page's process; nothing is below 0 */
  double sum = 0, squares = 0;
  size_t n_values = 0;
  for (size_t i = 1; i + 1 < pool->n_waveforms; i += 2)
    for (size_t k = 60; k < pool->waveforms[i].n; k++, n_values++) {
      const double value = pool->waveforms[i].value[k];
      cr_expect_geq(value, 0);
      sum += value;
      squares += value * value;
    }
  const double mean = sum / (double)n_values, deviation = sqrt(squares / (double)n_values - mean * mean);
  cr_expect_float_eq(mean, 2.5e-5, 0.25e-5, "%g", mean);
  cr_expect_float_eq(deviation, 1.2e-5 * sqrt(2.5), 0.3e-5, "%g", deviation);
  rx_bench_pool_free(pool);
}
