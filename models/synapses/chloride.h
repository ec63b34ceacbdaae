/* Loss of the chloride transporter KCC2: where GABA and glycine reverse at the steady state of chloride in a cell at rest. Source: course
 * page 2.2 (transport after Doyon 2016 and Duesterwald 2018, constants solved for -72.8 mV in health and -49 mV at a quarter of KCC2:
 * Coull 2003).
 *
 *   K = 1 - loss;  k = g_KCC2/g_l = 3.36909352 K^2,  n = g_NKCC1/g_l = 0.24509895,  a_N = ln(Na_o K_o/(Na_i K_i)),  V = -62 mV
 *   E_Cl = (k E_K + V + n RT/F a_N)/(k + 1 + 2n),  [Cl]i = [Cl]o exp(E_Cl F/RT)
 *   E_r  = RT/F ln(([Cl]i + p_r [HCO3]i)/([Cl]o + p_r [HCO3]o)),  p 0.25 of GABA_A, 0.11 of glycine;  37 degC
 *
 * Circuits give the reversal of health themselves (-70 mV as published), so it is the shift that counts (integration page 3). */
#ifndef RX_MODELS_SYNAPSES_CHLORIDE_H
#define RX_MODELS_SYNAPSES_CHLORIDE_H

#include "models/synapses/receptor.h"

/* Share of bicarbonate in the permeability of a transmitter's channels; NaN: it lets no chloride through. */
double rx_bicarbonate_share_of(rx_transmitter transmitter);

/* E_r at a loss of KCC2 from 0 to 1, mV. */
double rx_kcc2_reversal_mV(double loss, double bicarbonate_share);

/* Shift of a receptor's reversal by the loss, mV: exactly 0 at loss 0, and for transmitters that open no chloride channel. */
double rx_kcc2_shift_mV(double loss, rx_transmitter transmitter);

#endif
