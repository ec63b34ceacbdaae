#include "bench/measure/setting.h"

#include <stdio.h>

void rx_bench_setting_name(const rx_bench_setting *setting, char name[static RX_BENCH_SETTING_NAME])
{
  char coarse[16] = "";
  if (setting->coarse_steps > 1) snprintf(coarse, sizeof coarse, "x%d", setting->coarse_steps);
  snprintf(name, RX_BENCH_SETTING_NAME, "dt%.4g%s%s", setting->dt_ms, coarse, setting->is_single ? "_single" : "");
}

void rx_bench_setting_apply(const rx_bench_setting *setting, rx_solver_options *options)
{
  options->dt_ms = setting->dt_ms;
  options->coarse_steps = setting->coarse_steps;
  options->single_precision = setting->is_single;
}

const int *rx_bench_coarse_steps(int *n)
{
  static const int STEPS[RX_BENCH_MAX_COARSE] = { 1, 2, 3, 4, 6, 8 };
  *n = RX_BENCH_MAX_COARSE;
  return STEPS;
}
