/* Serotonin and noradrenaline at the motoneurons: from tones, drugs and injury to the factors on the persistent inward current and on the
 * potassium current of the afterhyperpolarisation (motoneuron page 3).
 *
 *   S = S0 (1 + rise_S) m (1-k),  N = N0 (1 + rise_N) m (1-k),  m = 1 + L(t) (0.3 stress - 0.2 relaxation + 0.1 handgrip)
 *   L(t) = 1 - exp(-t/10 s), t since the three inputs set in; steady: 1
 *   occ(u) = 2u/(1+u);  C(t) = k (1 - exp(-t/21 d)): receptors that a cord without monoamines makes active by themselves
 *   a5 = (1 - inverse_5ht2)[(1 - neutral_5ht2) occ(S) + C],  aN likewise;  G = 0.6 a5 + 0.4 aN
 *   s_PIC = clamp(0.15 + 0.85 G, 0, 1.3),  s_AHP = clamp(1 - 0.373 (G - 1)/0.3, 0.627, 1)
 *   background inhibition times 1 - 0.67 k
 *
 * All neutral: S = N = 1, G = 1, both factors 1. Pure functions. */
#ifndef RX_MODELS_MOTOR_MONOAMINES_H
#define RX_MODELS_MOTOR_MONOAMINES_H

#include "base/param.h"

typedef struct rx_monoamines {
  double serotonin, noradrenaline;           /* tones S0, N0 */
  double serotonin_rise, noradrenaline_rise; /* by drugs: S0 (1 + rise) */
  double stress, relaxation, handgrip;       /* 0 … 1 */
  double since;                              /* s since these three set in; NaN: steady */
  double neutral_5ht2, neutral_alpha1;       /* occupancy by antagonists that block the transmitter alone */
  double inverse_5ht2, inverse_alpha1;       /* by those that silence the receptor */
  double injury, days_after_injury;          /* completeness k, days */
  double serotonin_weight;                   /* of a5 in G; the rest is noradrenaline's */
  double pic_floor, pic_cap, ahp_floor;
  double inhibition_loss; /* share of the background inhibition that a complete injury takes */
} rx_monoamines;

extern const rx_param RX_MONOAMINES_PARAMS[];

/* Drive of the receptors, G. pain_stress: stress that pain brings, 0 … 1; the larger of it and `stress` counts. */
double rx_monoamines_drive(const rx_monoamines *monoamines, double pain_stress);

/* Factors on gbar of the persistent inward current and of the afterhyperpolarisation's potassium current, from the drive. */
double rx_monoamines_pic(const rx_monoamines *monoamines, double drive);
double rx_monoamines_ahp(const rx_monoamines *monoamines, double drive);

/* Factor on the background inhibition. */
double rx_monoamines_inhibition(const rx_monoamines *monoamines);

#endif
