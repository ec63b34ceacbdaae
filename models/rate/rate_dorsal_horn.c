#include "models/rate/rate_dorsal_horn.h"

#include <math.h>

#define SOURCE "Crodelle 2019, jcrodelle/damagedFibers; dorsal-horn page 9"
#define ROW(field, unit, def, upper, meaning)                                                                          \
  RX_P_DEFAULT(rx_rate_dorsal_horn, field, unit, def, 0, upper, meaning, SOURCE)
#define TAU(field, def, meaning) RX_P_DEFAULT(rx_rate_dorsal_horn, field, "s", def, 1e-5, 100, meaning, SOURCE)

const rx_param RX_RATE_DORSAL_HORN_PARAMS[] = {
  TAU(tau_P, 0.001, "time constant of the projection population"),
  TAU(tau_E, 0.01, "time constant of the excitatory interneurons"),
  TAU(tau_I, 0.02, "time constant of the inhibitory interneurons"),
  TAU(tau_G, 1, "time constant of wind-up"),
  ROW(gAP, "1", 0.8, 20, "weight of Abeta fibres on the projection population"),
  ROW(gCP, "1", 0.8, 20, "weight of C fibres on the projection population, without wind-up"),
  ROW(gEP, "1", 0.35, 20, "weight of excitatory interneurons on the projection population"),
  ROW(gIP, "1", 1.8, 20, "weight of inhibitory interneurons on the projection population"),
  ROW(gCE, "1", 1.6, 20, "weight of C fibres on excitatory interneurons"),
  ROW(gIE, "1", 0.6, 20, "weight of inhibitory on excitatory interneurons"),
  ROW(gAI, "1", 0.8, 20, "weight of Abeta fibres on inhibitory interneurons"),
  RX_P_DEFAULT(rx_rate_dorsal_horn, gAE, "1", 0, 0, 20, "weight of Abeta fibres on excitatory interneurons (sprouting)",
               "rexed; dorsal-horn page 9"),
  ROW(Gmax, "1", 2, 20, "scale of wind-up, which saturates at its square"),
  RX_P_END
};

static double response(double u, double largest, double alpha, double beta)
{
  return 0.5 * largest * (1 + tanh((u - beta) / alpha));
}

void rx_rate_dorsal_horn_rhs(const rx_rate_dorsal_horn *m, const double y[], double fA, double fC, double dy[])
{
  const double P = y[RX_RATE_P], E = y[RX_RATE_E], I = y[RX_RATE_I], G = y[RX_RATE_G];
  const double onto_P = m->gAP * fA + (m->gCP + G) * fC + m->gEP * E - m->gIP * I;
  const double onto_E = m->gCE * fC + m->gAE * fA - m->gIE * I;
  const double onto_I = m->gAI * fA;
  dy[RX_RATE_P] = (response(onto_P, 50, 11.5, 28.2) - P) / m->tau_P;
  dy[RX_RATE_E] = (response(onto_E, 60, 5.2, 29.2) - E) / m->tau_E;
  dy[RX_RATE_I] = (response(onto_I, 80, 9.5, 28.0) + 1 - I) / m->tau_I;
  dy[RX_RATE_G] = (m->Gmax * response(P, m->Gmax, 10, 38) - G) / m->tau_G;
}
