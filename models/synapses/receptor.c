#include "models/synapses/receptor.h"

#include <assert.h>
#include <math.h>

/* Numbers of the healthy cell; dorsal-horn page 3.1 (the form of Prescott 2006 and Doyon 2011). */
#define CHLORIDE_OUTSIDE_MM     120.0
#define BICARBONATE_INSIDE_MM   15.0
#define BICARBONATE_OUTSIDE_MM  25.0
#define GAS_CONSTANT_J_PER_MOLK 8.314462618
#define FARADAY_C_PER_MOL       96485.332
#define ZERO_CELSIUS_K          273.15

const rx_param RX_RECEPTOR_PARAMS[] = {
  RX_P_DEFAULT(rx_receptor, tau_rise, "ms", 0, 0, 1e4, "rise time constant; 0: a jump", "rexed: no rise unless given"),
  RX_P_REQUIRED(rx_receptor, tau_decay, "ms", 0.01, 1e5, "decay time constant, longer than the rise"),
  RX_P_REQUIRED(rx_receptor, reversal, "mV", -150, 150, "reversal potential"),
  RX_P_DEFAULT(rx_receptor, magnesium, "mM", 0, 0, 20, "magnesium outside, which blocks the receptor; 0: no block",
               "dorsal-horn page 3"),
  RX_P_DEFAULT(rx_receptor, calcium_fraction, "1", 0, 0, 1, "share of the current that enters the calcium shell",
               "dorsal-horn page 3"),
  RX_P_OPTIONAL(rx_receptor, chloride_inside, "mM", 0.1, 120,
                "chloride inside; where given it sets the reversal potential"),
  RX_P_DEFAULT(rx_receptor, bicarbonate_share, "1", 0.25, 0, 1, "permeability of bicarbonate relative to chloride",
               "dorsal-horn page 3.1"),
  RX_P_END
};

double rx_receptor_peak_factor(double tau_rise_ms, double tau_decay_ms)
{
  if (tau_rise_ms == 0) return 1;
  assert(tau_rise_ms > 0 && tau_rise_ms < tau_decay_ms);
  const double peak_ms = tau_rise_ms * tau_decay_ms / (tau_decay_ms - tau_rise_ms) * log(tau_decay_ms / tau_rise_ms);
  return 1 / (exp(-peak_ms / tau_decay_ms) - exp(-peak_ms / tau_rise_ms));
}

double rx_reversal_chloride_mV(double chloride_inside_mM, double bicarbonate_share, double temperature_degC)
{
  const double inside = chloride_inside_mM + bicarbonate_share * BICARBONATE_INSIDE_MM;
  const double outside = CHLORIDE_OUTSIDE_MM + bicarbonate_share * BICARBONATE_OUTSIDE_MM;
  const double RT_F_mV = 1e3 * GAS_CONSTANT_J_PER_MOLK * (ZERO_CELSIUS_K + temperature_degC) / FARADAY_C_PER_MOL;
  return RT_F_mV * log(inside / outside);
}

double rx_receptor_reversal_mV(const rx_receptor *receptor, double temperature_degC)
{
  if (isnan(receptor->chloride_inside)) return receptor->reversal + receptor->kcc2_shift;
  assert(receptor->chloride_inside > 0);
  return rx_reversal_chloride_mV(receptor->chloride_inside, receptor->bicarbonate_share, temperature_degC) +
         receptor->kcc2_shift;
}
