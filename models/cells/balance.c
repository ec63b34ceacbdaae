#include "models/cells/balance.h"

#include <math.h>

enum { GBAR = 0, BALANCED_AT = 1 }; /* parameters of all three leaks */
enum { G = 0, E = 1, CONSTANT = 2 };

static const double *given(const rx_channel_use *use)
{
  return use->has_base ? use->base : use->params;
}

/* True for a leak that is still to be balanced. */
static bool is_open(const rx_channel_use *use)
{
  return use->channel->balance == RX_BALANCE_NET ||
         (use->channel->balance == RX_BALANCE_ION && isnan(given(use)[GBAR]));
}

/* current at V of one use with its gates at their steady states, mA/cm2 */
static double steady_current(const rx_section *section, const rx_channel_use *use, double V, const double coefs[])
{
  const rx_at at = { .V = V,
                     .cai = section->has_calcium ? section->calcium.rest : 0,
                     .nai = section->pools[RX_POOL_NA_IN].is_given ? section->pools[RX_POOL_NA_IN].start : 0,
                     .ko = section->pools[RX_POOL_K_OUT].is_given ? section->pools[RX_POOL_K_OUT].start : 0 };
  rx_gate gates[RX_MAX_GATES];
  double x[RX_MAX_GATES + 1];
  use->channel->evaluate(at, coefs, gates);
  for (int k = 0; k < use->channel->n_gates; k++) x[k] = rx_gate_use(RX_STEADY, gates[k], 0, 0);
  const rx_current I = use->channel->current(at, coefs, x);
  return I.G * V - I.J;
}

static void prepare(const rx_section *section, const rx_channel_use *use, double celsius, double coefs[])
{
  use->channel->prepare(given(use), rx_section_reversal_mV(section, use->channel->ion, celsius), celsius, coefs);
}

/* Sum over the channels of an ion (of all: RX_ION_OWN), without leaks still to be balanced; those of ions are, in a sum over all. */
static rx_status sum_currents(const rx_section *section, rx_ion ion, double V, double celsius, double *sum,
                              rx_error *err)
{
  *sum = 0;
  for (int i = 0; i < section->n_channels; i++) {
    const rx_channel_use *use = &section->channels[i];
    double coefs[RX_MAX_COEFS];
    if (ion != RX_ION_OWN && use->channel->ion != ion) continue;
    if (is_open(use) && (ion != RX_ION_OWN || use->channel->balance == RX_BALANCE_NET)) continue;
    prepare(section, use, celsius, coefs);
    if (is_open(use)) RX_TRY(rx_balance_leak(section, use, celsius, coefs, err));
    *sum += steady_current(section, use, V, coefs);
  }
  return RX_OK;
}

rx_status rx_balance_leak(const rx_section *section, const rx_channel_use *use, double celsius, double coefs[],
                          rx_error *err)
{
  if (!is_open(use)) return RX_OK;
  const double V = given(use)[BALANCED_AT];
  const rx_channel *channel = use->channel;
  double I;
  RX_TRY(sum_currents(section, channel->ion, V, celsius, &I, err));
  if (channel->balance == RX_BALANCE_NET) {
    const double g = given(use)[GBAR];
    if (!(g > 0))
      return rx_fail(err, RX_E_INPUT, "channel %s: with a gbar of %g S/cm2 it balances nothing", channel->name, g);
    coefs[E] = V + I / g;
    return RX_OK;
  }
  /* a modifier may have given the conductance that the config left open */
  if (!isnan(use->params[GBAR])) return RX_OK;
  const double g = -I / (V - coefs[E]);
  if (!isfinite(g))
    return rx_fail(err, RX_E_INPUT, "channel %s: balanced_at, %g mV, is the reversal potential of its ion",
                   channel->name, V);
  coefs[G] = g >= 0 ? g : 0;
  coefs[CONSTANT] = g >= 0 ? 0 : I;
  return RX_OK;
}
