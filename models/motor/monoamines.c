#include "models/motor/monoamines.h"

#include <math.h>

#define PAGE          "motoneuron page 3"
/* how far stress, relaxation and handgrip move the tones, how fast, and how fast receptors change after an injury */
#define BY_STRESS     0.3
#define BY_RELAXATION 0.2
#define BY_HANDGRIP   0.1
#define LAG_S         10.0
#define ADAPTATION_D  21.0
/* s_AHP falls by this much when the drive rises by the next */
#define AHP_FALL      0.373
#define AHP_DRIVE     0.3

#define SHARE(field, meaning, source) RX_P_DEFAULT(rx_monoamines, field, "1", 0, 0, 1, meaning, source)

const rx_param RX_MONOAMINES_PARAMS[] = {
  RX_P_DEFAULT(rx_monoamines, serotonin, "1", 1, 0, 10, "tone of serotonin; 1: an alert adult at rest", "[D] " PAGE),
  RX_P_DEFAULT(rx_monoamines, noradrenaline, "1", 1, 0, 10, "tone of noradrenaline; 1: an alert adult at rest",
               "[D] " PAGE),
  RX_P_DEFAULT(rx_monoamines, serotonin_rise, "1", 0, 0, 10,
               "rise of serotonin by drugs that keep it (duloxetine): tone times 1 + rise", "neutral; " PAGE),
  RX_P_DEFAULT(rx_monoamines, noradrenaline_rise, "1", 0, 0, 10, "rise of noradrenaline by drugs: tone times 1 + rise",
               "neutral; " PAGE),
  SHARE(stress, "arousal by stress; raises both tones by up to 0.3", "neutral; signs [P] Mesquita 2022, " PAGE),
  SHARE(relaxation, "mental relaxation; lowers both tones by up to 0.2", "neutral; signs [P] Mesquita 2022, " PAGE),
  SHARE(handgrip, "remote contraction of the hand; raises both tones by up to 0.1", "neutral; [D] " PAGE),
  { "since", RX_DOUBLE, offsetof(rx_monoamines, since), "s", NAN, 0, 1e6,
    "time since stress, relaxation and handgrip set in: they act with a lag of 10 s; not given: for long", "[D] " PAGE,
    true },
  SHARE(neutral_5ht2, "occupancy of 5-HT2 receptors by neutral antagonists (chlorpromazine)",
        "neutral; [P] D'Amico 2013, " PAGE),
  SHARE(neutral_alpha1, "occupancy of alpha1 receptors by neutral antagonists", "neutral; " PAGE),
  SHARE(inverse_5ht2, "occupancy of 5-HT2 receptors by inverse agonists (cyproheptadine)",
        "neutral; [P] D'Amico 2013, " PAGE),
  SHARE(inverse_alpha1, "occupancy of alpha1 receptors by inverse agonists", "neutral; " PAGE),
  SHARE(injury, "completeness of a spinal cord injury above the pool", "neutral; [D] " PAGE),
  RX_P_DEFAULT(rx_monoamines, days_after_injury, "d", 0, 0, 36500,
               "days since the injury: receptors become active without transmitter over 21 days",
               "form [D], 21 days [L]; [P] Murray 2010, " PAGE),
  RX_P_DEFAULT(rx_monoamines, serotonin_weight, "1", 0.6, 0, 1,
               "share of 5-HT2 receptors in the drive; alpha1 the rest", "[D] " PAGE),
  RX_P_DEFAULT(rx_monoamines, pic_floor, "1", 0.15, 0, 1, "factor on the persistent inward current without monoamines",
               "[D] after [P] Kuo 2003, " PAGE),
  RX_P_DEFAULT(rx_monoamines, pic_cap, "1", 1.3, 0, 10, "largest factor on the persistent inward current", "[D] " PAGE),
  RX_P_DEFAULT(rx_monoamines, ahp_floor, "1", 0.627, 0, 1,
               "smallest factor on the potassium current of the afterhyperpolarisation",
               "[R] 5-HT in Booth, Rinzel and Kiehn 1997; " PAGE),
  RX_P_DEFAULT(rx_monoamines, inhibition_loss, "1", 0.67, 0, 1,
               "share of the background inhibition that a complete injury takes away", "[D] " PAGE),
  RX_P_END
};

static double occupancy(double tone)
{
  return 2 * tone / (1 + tone);
}

double rx_monoamines_drive(const rx_monoamines *m, double pain_stress)
{
  const double lag = isnan(m->since) ? 1 : -expm1(-m->since / LAG_S);
  const double arousal =
      BY_STRESS * fmax(m->stress, pain_stress) - BY_RELAXATION * m->relaxation + BY_HANDGRIP * m->handgrip;
  const double factor = (1 + lag * arousal) * (1 - m->injury);
  const double S = m->serotonin * (1 + m->serotonin_rise) * factor;
  const double N = m->noradrenaline * (1 + m->noradrenaline_rise) * factor;
  const double C = m->injury * -expm1(-m->days_after_injury / ADAPTATION_D);
  const double a5 = (1 - m->inverse_5ht2) * ((1 - m->neutral_5ht2) * occupancy(S) + C);
  const double aN = (1 - m->inverse_alpha1) * ((1 - m->neutral_alpha1) * occupancy(N) + C);
  return m->serotonin_weight * a5 + (1 - m->serotonin_weight) * aN;
}

double rx_monoamines_pic(const rx_monoamines *m, double drive)
{
  return fmin(fmax(m->pic_floor + (1 - m->pic_floor) * drive, 0), m->pic_cap);
}

double rx_monoamines_ahp(const rx_monoamines *m, double drive)
{
  return fmin(fmax(1 - AHP_FALL * (drive - 1) / AHP_DRIVE, m->ahp_floor), 1);
}

double rx_monoamines_inhibition(const rx_monoamines *m)
{
  return 1 - m->injury * m->inhibition_loss;
}
