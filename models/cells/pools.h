/* Ion pools: concentrations of sodium and potassium inside and outside that the channels' currents change.
 *
 *   dX/dt = -gain (I_X - offset) + (rest - X)/tau    I_X: sum over the channels of that ion, mA/cm2, outward positive
 *   gain  = 10^4/(F depth) inside, of the other sign outside: mM/ms per mA/cm2; F = 96485.332 C/mol, depth in um
 *   E_X   = (R T/F) ln(X_outside/X_inside) where a section has both pools of an ion and no reversal potential of its own
 * Depth is the volume of a pool over the area of its membrane: d/4 in a cylinder, d/6 in a sphere, the width of a thin space
 * around it. Source: nociceptor page 3.1, 4.1. */
#ifndef RX_MODELS_CELLS_POOLS_H
#define RX_MODELS_CELLS_POOLS_H

#include <stdbool.h>

#include "base/param.h"
#include "models/channels/channel.h"

typedef enum { RX_POOL_NA_IN, RX_POOL_K_IN, RX_POOL_NA_OUT, RX_POOL_K_OUT, RX_N_POOLS } rx_pool_kind;

/* The ions that have pools: index of rx_ion minus RX_ION_NA. */
enum { RX_N_POOLED_IONS = 2 };

typedef struct rx_ion_pool {
  bool is_given;
  double start;  /* mM */
  double depth;  /* um; NaN, inside only: a quarter of the diameter */
  double tau;    /* ms; NaN: no return to rest */
  double rest;   /* mM; NaN: as start */
  double offset; /* mA/cm2: the current at which the pool stands still */
} rx_ion_pool;

extern const rx_param RX_POOL_PARAMS[];

const char *rx_pool_name(rx_pool_kind pool);     /* as in configs: "sodium_inside" */
const char *rx_pool_variable(rx_pool_kind pool); /* as in reports: "nai" */
rx_ion rx_pool_ion(rx_pool_kind pool);
bool rx_pool_is_inside(rx_pool_kind pool);
/* The pool of an ion inside or outside. */
rx_pool_kind rx_ion_pool_kind(rx_ion ion, bool is_inside);

/* 10^4/(F depth), with its sign; diameter in um is read where the pool gives no depth. */
double rx_pool_gain(rx_pool_kind kind, const rx_ion_pool *pool, double diameter);

/* R T/F in mV. */
double rx_nernst_slope_mV(double celsius);

#endif
