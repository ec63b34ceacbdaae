#include "models/cells/pools.h"

#include <math.h>

static const double FARADAY_C_PER_MOL = 96485.332, GAS_CONSTANT_J_PER_MOLK = 8.314462618;

const rx_param RX_POOL_PARAMS[] = {
  RX_P_REQUIRED(rx_ion_pool, start, "mM", 1e-3, 1e3, "concentration at the start"),
  RX_P_OPTIONAL(rx_ion_pool, depth, "um", 1e-4, 1e6,
                "volume over area of membrane; inside, not given: a quarter of the diameter"),
  RX_P_OPTIONAL(rx_ion_pool, tau, "ms", 1e-2, 1e9, "time constant of the return to rest; not given: none"),
  RX_P_OPTIONAL(rx_ion_pool, rest, "mM", 0, 1e3, "concentration it returns to; not given: that at the start"),
  RX_P_DEFAULT(rx_ion_pool, offset, "mA/cm2", 0, -1, 1, "current of the ion that leaves the pool as it is",
               "nociceptor page 4.1: none"),
  RX_P_END
};

static const struct {
  const char *name, *variable;
  rx_ion ion;
  bool is_inside;
} POOLS[RX_N_POOLS] = {
  [RX_POOL_NA_IN] = { "sodium_inside", "nai", RX_ION_NA, true },
  [RX_POOL_K_IN] = { "potassium_inside", "ki", RX_ION_K, true },
  [RX_POOL_NA_OUT] = { "sodium_outside", "nao", RX_ION_NA, false },
  [RX_POOL_K_OUT] = { "potassium_outside", "ko", RX_ION_K, false },
};

const char *rx_pool_name(rx_pool_kind pool)
{
  return POOLS[pool].name;
}

const char *rx_pool_variable(rx_pool_kind pool)
{
  return POOLS[pool].variable;
}

rx_ion rx_pool_ion(rx_pool_kind pool)
{
  return POOLS[pool].ion;
}

bool rx_pool_is_inside(rx_pool_kind pool)
{
  return POOLS[pool].is_inside;
}

rx_pool_kind rx_ion_pool_kind(rx_ion ion, bool is_inside)
{
  if (ion == RX_ION_NA) return is_inside ? RX_POOL_NA_IN : RX_POOL_NA_OUT;
  return is_inside ? RX_POOL_K_IN : RX_POOL_K_OUT;
}

double rx_pool_gain(rx_pool_kind kind, const rx_ion_pool *pool, double diameter)
{
  const double depth = isnan(pool->depth) ? diameter / 4 : pool->depth;
  return (POOLS[kind].is_inside ? 1e4 : -1e4) / (FARADAY_C_PER_MOL * depth);
}

double rx_nernst_slope_mV(double celsius)
{
  return 1e3 * GAS_CONSTANT_J_PER_MOLK * (celsius + 273.15) / FARADAY_C_PER_MOL;
}
