#define RX_CHANNEL_DESCRIPTIONS /* the channel files then define their tables and prepare functions */
#include <math.h>
#include <string.h>

#include "models/channels/all.h"

/* the sites as gates: towards their steady state, with the time constant of each alone */
static void evaluate_sites(const double coefs[], double inactivated, rx_gate gates[])
{
  double steady[RX_SITES], tau[RX_SITES];
  rx_sites_steady(coefs, inactivated, steady);
  rx_sites_tau(coefs, inactivated, tau);
  for (int k = 0; k < RX_SITES; k++) gates[k] = (rx_gate){ steady[k], 1, tau[k] };
}

/* Functions of their own for what is inlined elsewhere. This file is compiled with the full-precision exponential. */
#define RX_CHANNEL_SCALAR(name, NAME)                                                                                  \
  static void name##_evaluate(rx_at at, const double coefs[], rx_gate gates[])                                         \
  {                                                                                                                    \
    name##_gates(at, coefs, gates);                                                                                    \
    if ((int)NAME##_SITES > 0) {                                                                                       \
      double x[(int)NAME##_GATES + 1];                                                                                 \
      for (int k = 0; k < (int)NAME##_GATES; k++) x[k] = rx_gate_use(RX_STEADY, gates[k], 0, 0);                       \
      evaluate_sites(coefs + (int)NAME##_COEFS, name##_inactivated(coefs, x), gates + (int)NAME##_GATES);              \
    }                                                                                                                  \
  }                                                                                                                    \
  static void name##_prepare_all(const double params[], double reversal_mV, double celsius, double coefs[])            \
  {                                                                                                                    \
    name##_prepare(params, reversal_mV, celsius, coefs);                                                               \
    for (int k = 0; k < (int)NAME##_SITES; k++) rx_site_unused(coefs + (int)NAME##_COEFS + k * RX_SITE_COEFS);         \
  }                                                                                                                    \
  static rx_current name##_scalar_current(rx_at at, const double coefs[], const double x[])                            \
  {                                                                                                                    \
    return name##_current(at, coefs, x);                                                                               \
  }                                                                                                                    \
  _Static_assert((int)NAME##_GATES + (int)NAME##_SITES <= (int)RX_MAX_GATES &&                                         \
                     (int)NAME##_COEFS + (int)NAME##_SITES * RX_SITE_COEFS <= (int)RX_MAX_COEFS,                       \
                 "raise the limits of channel.h");                                                                     \
  _Static_assert(sizeof NAME##_PARAMS / sizeof NAME##_PARAMS[0] <= RX_MAX_CHANNEL_PARAMS + 1,                          \
                 "raise the limits of channel.h");
RX_CHANNEL_LIST(RX_CHANNEL_SCALAR)

#define RX_CHANNEL_ROW(channel, NAME)                                                                                  \
  [RX_CHANNEL_##NAME] = { .name = #channel,                                                                            \
                          .index = RX_CHANNEL_##NAME,                                                                  \
                          .n_gates = (int)NAME##_GATES + (int)NAME##_SITES,                                            \
                          .n_coefs = (int)NAME##_COEFS + (int)NAME##_SITES * RX_SITE_COEFS,                            \
                          .n_sites = NAME##_SITES,                                                                     \
                          .carries_calcium = NAME##_CARRIES_CALCIUM,                                                   \
                          .params = NAME##_PARAMS,                                                                     \
                          .n_params = sizeof NAME##_PARAMS / sizeof NAME##_PARAMS[0] - 1,                              \
                          .prepare = channel##_prepare_all,                                                            \
                          .evaluate = channel##_evaluate,                                                              \
                          .current = channel##_scalar_current,                                                         \
                          NAME##_DESCRIPTION },
static const rx_channel CHANNELS[] = { RX_CHANNEL_LIST(RX_CHANNEL_ROW) };

#define RX_CHANNEL_NAME(name, NAME) #name,
static const char *const NAMES[] = { RX_CHANNEL_LIST(RX_CHANNEL_NAME) };

bool rx_channel_is_fixed(const rx_channel *channel)
{
  if (channel->n_gates > 0 || channel->reads_calcium || channel->carries_calcium) return false;
  double coefs[RX_MAX_COEFS];
  for (int q = 0; q < RX_MAX_COEFS; q++) coefs[q] = 0.7 + 0.37 * q;
  const rx_current a = channel->current((rx_at){ .V = -80, .cai = 0, .nai = 10, .ko = 5 }, coefs, NULL),
                   b = channel->current((rx_at){ .V = 20, .cai = 0, .nai = 11, .ko = 6 }, coefs, NULL);
  return a.G == b.G && a.J == b.J;
}

double rx_channel_density(const rx_channel *channel, double V_mV, double cai_mM, double nai_mM, double ko_mM,
                          const double coefs[], const double x[])
{
  const rx_current I = channel->current((rx_at){ .V = V_mV, .cai = cai_mM, .nai = nai_mM, .ko = ko_mM }, coefs, x);
  return I.G * V_mV - I.J;
}

int rx_channel_count(void)
{
  return RX_N_CHANNELS;
}

const rx_channel *rx_channel_at(int index)
{
  return &CHANNELS[index];
}

const rx_channel *rx_channel_find(const char *name)
{
  for (int i = 0; i < RX_N_CHANNELS; i++)
    if (strcmp(CHANNELS[i].name, name) == 0) return &CHANNELS[i];
  return NULL;
}

const char *const *rx_channel_names(void)
{
  return NAMES;
}
