/* Myelin sheath of a section: a double cable. Between axon and myelin lies the periaxonal space, whose potential V_p (mV against
 * the outside) is an unknown beside the membrane potential V = V_i - V_p:
 *
 *   membrane: C dV/dt + I_ion                = A_i + I_electrode         A_i: axial current inside, by V + V_p
 *   myelin:   C_my dV_p/dt + g_my V_p        = A_i + I_electrode + A_p   A_p: axial current in the space, by V_p
 *   C_my = lamella_capacitance/(2 lamellae), g_my = lamella_conductance/(2 lamellae), per area of the outer surface
 *   resistance of the space per length: space_resistivity/(pi ((d/2 + w)^2 - (d/2)^2)), d the axon, w the width
 * The section's own length, diameter, capacitance and channels are those of the axon within. Without lamellae the space is
 * shorted to the outside, as at a node: V_p = 0, and what is left is its resistance toward the neighbours. V_p starts at 0.
 * Source: nociceptor page 4.3, after McIntyre, Richardson and Grill 2002, J Neurophysiol; ModelDB 3810. */
#ifndef RX_MODELS_CELLS_SHEATH_H
#define RX_MODELS_CELLS_SHEATH_H

#include <stdbool.h>

#include "base/param.h"

typedef struct rx_sheath {
  bool is_given;
  double space_width;         /* um */
  double space_resistivity;   /* ohm cm */
  double lamellae;            /* NaN: none */
  double fibre_diameter;      /* um, of the outer surface; read where there are lamellae */
  double lamella_capacitance; /* uF/cm2 of one membrane; a lamella has two */
  double lamella_conductance; /* S/cm2 of one membrane */
} rx_sheath;

extern const rx_param RX_SHEATH_PARAMS[];

/* True where V_p is an unknown: a sheath with lamellae. */
bool rx_sheath_has_myelin(const rx_sheath *sheath);
/* What is wrong with the sheath of a section of this diameter (um), or NULL. */
const char *rx_sheath_problem(const rx_sheath *sheath, double diameter);
/* Resistance of the space along dx um of an axon of diameter d um, MOhm. */
double rx_sheath_space_MOhm(const rx_sheath *sheath, double d, double dx);
/* dV_p/dt per nA into dx um of the space, mV/ms; needs lamellae. */
double rx_sheath_charging(const rx_sheath *sheath, double dx);
/* Rate at which V_p falls through the myelin, 1/ms. */
double rx_sheath_leak(const rx_sheath *sheath);

#endif
