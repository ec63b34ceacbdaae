/* The rate model of the dorsal horn: three populations and wind-up (Crodelle 2019; Crodelle and Maia 2021; dorsal-horn page 9).
 *
 *   tau_P dP/dt = S(gAP fA + (gCP + G) fC + gEP E - gIP I; 50, 11.5, 28.2) - P
 *   tau_E dE/dt = S(gCE fC + gAE fA - gIE I; 60, 5.2, 29.2) - E
 *   tau_I dI/dt = S(gAI fA; 80, 9.5, 28.0) + 1 - I
 *   tau_G dG/dt = Gmax S(P; Gmax, 10, 38) - G        (Gmax twice, as published: G saturates at Gmax^2)
 *   S(u; M, alpha, beta) = M/2 (1 + tanh((u - beta)/alpha))
 * Time in seconds here, rates in Hz. */
#ifndef RX_MODELS_RATE_RATE_DORSAL_HORN_H
#define RX_MODELS_RATE_RATE_DORSAL_HORN_H

#include "base/param.h"

enum { RX_RATE_P, RX_RATE_E, RX_RATE_I, RX_RATE_G, RX_RATE_VARIABLES };

typedef struct rx_rate_dorsal_horn {
  double tau_P, tau_E, tau_I, tau_G; /* s */
  double gAP, gCP, gEP, gIP, gCE, gIE, gAI, gAE, Gmax;
} rx_rate_dorsal_horn;

extern const rx_param RX_RATE_DORSAL_HORN_PARAMS[];

/* Right-hand side, y and dy in the order of the enum; fA, fC: afferent rates in Hz. */
void rx_rate_dorsal_horn_rhs(const rx_rate_dorsal_horn *model, const double y[], double fA, double fC, double dy[]);

#endif
