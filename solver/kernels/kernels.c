#include "solver/kernels/kernels.h"

#include "models/channels/channel.h"

#define RX_DECLARE_LEVEL(level)                                                                                        \
  extern rx_kernel *const rx_rate_kernels_##level[];                                                                   \
  extern rx_kernel *const rx_steady_kernels_##level[];                                                                 \
  extern rx_kernel *const rx_tau_kernels_##level[];

RX_DECLARE_LEVEL(baseline)
#ifdef RX_SIMD_LEVELS
RX_DECLARE_LEVEL(avx2)
RX_DECLARE_LEVEL(avx512)
#endif

typedef struct level {
  const char *name;
  rx_kernel *const *rate, *const *steady, *const *tau;
} level;

#define RX_LEVEL_ROW(l)                                                                                                \
  {                                                                                                                    \
#l, rx_rate_kernels_##l, rx_steady_kernels_##l, rx_tau_kernels_##l                                                 \
  }
static const level LEVELS[RX_N_ISA] = {
  [RX_ISA_BASELINE] = RX_LEVEL_ROW(baseline),
#ifdef RX_SIMD_LEVELS
  [RX_ISA_AVX2] = RX_LEVEL_ROW(avx2),
  [RX_ISA_AVX512] = RX_LEVEL_ROW(avx512),
#else
  [RX_ISA_AVX2] = { .name = "avx2" },
  [RX_ISA_AVX512] = { .name = "avx512" },
#endif
};

/* chosen once at start, before any thread; the only state of the module */
static int chosen = -1;

const char *rx_isa_name(rx_isa isa)
{
  return LEVELS[isa].name;
}

bool rx_isa_available(rx_isa isa)
{
  if (LEVELS[isa].rate == NULL) return false;
#ifdef RX_SIMD_LEVELS
  __builtin_cpu_init();
  if (isa == RX_ISA_AVX2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (isa == RX_ISA_AVX512)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma");
#endif
  return true;
}

/* AVX2+FMA where there, also on AVX-512 machines: a mixed cluster gives the same bits */
static rx_isa default_isa(void)
{
  return rx_isa_available(RX_ISA_AVX2) ? RX_ISA_AVX2 : RX_ISA_BASELINE;
}

rx_isa rx_isa_widest(void)
{
  int isa = RX_N_ISA - 1;
  while (!rx_isa_available((rx_isa)isa)) isa--;
  return (rx_isa)isa;
}

rx_isa rx_isa_current(void)
{
  return chosen < 0 ? default_isa() : (rx_isa)chosen;
}

bool rx_isa_choose(rx_isa isa)
{
  if (!rx_isa_available(isa)) return false;
  chosen = (int)isa;
  return true;
}

rx_kernel *rx_rate_kernel(int channel)
{
  return LEVELS[rx_isa_current()].rate[channel];
}

rx_kernel *rx_steady_kernel(int channel)
{
  return LEVELS[rx_isa_current()].steady[channel];
}

rx_kernel *rx_tau_kernel(int channel)
{
  return LEVELS[rx_isa_current()].tau[channel];
}
