/* Receptors: conductances opened by spikes, all synapses of a receptor on a cell merged in one (exact, for they are linear).
 *
 *   g = B - A;  dA/dt = -A/tau_rise;  dB/dt = -B/tau_decay;  a spike adds w*f*e to A and B, so that one spike peaks at w
 *   tau_rise = 0: g = B alone, f = 1 (a jump and an exponential decay)
 *   I = g (V - E) / (1 + exp(-0.062 V) [Mg]/3.57);  the calcium fraction of it also enters the calcium shell
 * Source: dorsal-horn page 3. */
#ifndef RX_MODELS_SYNAPSES_RECEPTOR_H
#define RX_MODELS_SYNAPSES_RECEPTOR_H

#include "base/param.h"

/* What opens it: a modifier of release or of receptors acts by transmitter. */
typedef enum { RX_GLUTAMATE, RX_GABA, RX_GLYCINE, RX_SUBSTANCE_P } rx_transmitter;

/* Constants of the magnesium block (Jahr and Stevens 1990; dorsal-horn page 3). */
#define RX_MG_SLOPE_PER_MV 0.062
#define RX_MG_HALF_MM      3.57

/* Start from rx_param_defaults: 0 is no value for chloride_inside. */
typedef struct rx_receptor {
  const char *name; /* AMPA, NMDA, NK1R, GABA_A, glycine */
  rx_transmitter transmitter;
  int section;             /* of its cell; it sits at the section's middle */
  double tau_rise;         /* ms; 0: none */
  double tau_decay;        /* ms */
  double reversal;         /* mV */
  double magnesium;        /* mM; 0: no block */
  double calcium_fraction; /* 1 */
  double chloride_inside;  /* mM; where given, with bicarbonate it sets the reversal (dorsal-horn 3.1); NaN otherwise */
  double bicarbonate_share; /* 1: permeability of HCO3- relative to Cl- */
  double kcc2_shift;        /* mV, by the loss of KCC2 of its circuit (chloride.h); rx_network_make sets it, else 0 */
} rx_receptor;

/* Table of the receptor's numbers: tau_rise, tau_decay, reversal, magnesium, calcium_fraction, chloride_inside, bicarbonate_share. */
extern const rx_param RX_RECEPTOR_PARAMS[];

/* Factor that makes one spike of weight w peak at w. tau_rise < tau_decay, or 0. */
double rx_receptor_peak_factor(double tau_rise_ms, double tau_decay_ms);

/* Reversal potential of a channel for chloride and bicarbonate, mV.
 *   E = (RT/F) ln(([Cl]i + p [HCO3]i)/([Cl]o + p [HCO3]o)); [Cl]o 120, [HCO3]i 15, [HCO3]o 25 mM
 * Source: dorsal-horn page 3.1 (the form of Prescott 2006 and Doyon 2011). */
double rx_reversal_chloride_mV(double chloride_inside_mM, double bicarbonate_share, double temperature_degC);

/* Reversal in force: from chloride_inside where given, else `reversal`; and the shift. */
double rx_receptor_reversal_mV(const rx_receptor *receptor, double temperature_degC);

#endif
