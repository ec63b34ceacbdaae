#include "models/synapses/chloride.h"

#include <math.h>

/* Course page 2.1, 2.2. */
#define RT_F_MV                26.7266591
#define CHLORIDE_OUTSIDE_MM    135.0
#define BICARBONATE_INSIDE_MM  12.0
#define BICARBONATE_OUTSIDE_MM 23.0
#define POTASSIUM_OUTSIDE_MM   3.5
#define POTASSIUM_INSIDE_MM    140.0
#define SODIUM_OUTSIDE_MM      145.0
#define SODIUM_INSIDE_MM       8.0
#define KCC2_OF_LEAK           3.36909352
#define NKCC1_OF_LEAK          0.24509895
#define REST_MV                (-62.0)

double rx_bicarbonate_share_of(rx_transmitter transmitter)
{
  return transmitter == RX_GABA ? 0.25 : transmitter == RX_GLYCINE ? 0.11 : NAN;
}

double rx_kcc2_reversal_mV(double loss, double bicarbonate_share)
{
  const double expressed = 1 - loss, kcc2 = KCC2_OF_LEAK * expressed * expressed;
  const double E_K = RT_F_MV * log(POTASSIUM_OUTSIDE_MM / POTASSIUM_INSIDE_MM);
  const double a_N = log(SODIUM_OUTSIDE_MM * POTASSIUM_OUTSIDE_MM / (SODIUM_INSIDE_MM * POTASSIUM_INSIDE_MM));
  const double E_Cl = (kcc2 * E_K + REST_MV + NKCC1_OF_LEAK * RT_F_MV * a_N) / (kcc2 + 1 + 2 * NKCC1_OF_LEAK);
  const double inside = CHLORIDE_OUTSIDE_MM * exp(E_Cl / RT_F_MV);
  return RT_F_MV * log((inside + bicarbonate_share * BICARBONATE_INSIDE_MM) /
                       (CHLORIDE_OUTSIDE_MM + bicarbonate_share * BICARBONATE_OUTSIDE_MM));
}

double rx_kcc2_shift_mV(double loss, rx_transmitter transmitter)
{
  const double share = rx_bicarbonate_share_of(transmitter);
  if (loss == 0 || isnan(share)) return 0;
  return rx_kcc2_reversal_mV(loss, share) - rx_kcc2_reversal_mV(0, share);
}
