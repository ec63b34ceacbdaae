/* The gates of all channels in single precision, in a file of their own. */
#define RX_SINGLE
#define RX_EXP_SHORT
#include "tests/models/channels_single.h"
#include "models/channels/all.h"

#define GATES(name, NAME)   name##_gates,
#define CURRENT(name, NAME) name##_current,
static void (*const ALL_GATES[])(rx_at at, const rx_real c[], rx_gate g[]) = { RX_CHANNEL_LIST(GATES) };
static rx_current (*const ALL_CURRENTS[])(rx_at at, const rx_real c[],
                                          const rx_real x[]) = { RX_CHANNEL_LIST(CURRENT) };

void single_gates(int channel, int n_gates, float V, float cai, const float coefs[], float h, float x[])
{
  rx_gate g[RX_MAX_GATES];
  ALL_GATES[channel]((rx_at){ .V = V, .cai = cai, .nai = 10, .ko = 5 }, coefs, g);
  rx_gates_step(n_gates, g, x, h);
}

float single_current(int channel, float V, float cai, const float coefs[], const float x[])
{
  const rx_current I = ALL_CURRENTS[channel]((rx_at){ .V = V, .cai = cai, .nai = 10, .ko = 5 }, coefs, x);
  return I.G * V - I.J;
}
