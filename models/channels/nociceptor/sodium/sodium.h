/* What the sodium channels of nociceptors share: temperature and scale of their rates, and a variant (a mutation, or channels
 * that are sensitised) in a share of the conductance.
 *   g = gbar [(1-f) m^3 h + f m_v^3 h_v], where m_v has the rates of m at V - shift_m and h_v those of h at V - shift_h
 *   rates times phi q10^((T - reference_temperature)/10)
 * Source: nociceptor pages 1, 3.1, 4.1. */
#ifndef RX_MODELS_CHANNELS_SODIUM_H
#define RX_MODELS_CHANNELS_SODIUM_H

#include "models/channels/channel.h"

/* coefficients of all of them */
enum { SODIUM_GBAR, SODIUM_REVERSAL, SODIUM_FRACTION, SODIUM_SHIFT_M, SODIUM_SHIFT_H, SODIUM_RATE, SODIUM_COEFS };

/* the two parts of a channel, normal and variant, each with its share */
RX_INLINE double sodium_share(const double c[], double normal, double variant)
{
  return normal + c[SODIUM_FRACTION] * (variant - normal);
}

#ifdef RX_CHANNEL_DESCRIPTIONS
#define RX_SODIUM_PARAMS(q10, q10_source, reference_temperature)                                                       \
  RX_CHANNEL_GBAR(20),                                                                                                 \
      RX_CHANNEL_PARAM(1, "fraction", "1", 0, 0, 1, "share of the conductance that is the variant",                    \
                       "nociceptor page 1: no variant"),                                                               \
      RX_CHANNEL_PARAM(2, "shift_m", "mV", 0, -40, 40,                                                                 \
                       "variant: shift of activation; negative: opens at lower voltages", "nociceptor page 1"),        \
      RX_CHANNEL_PARAM(3, "shift_h", "mV", 0, -40, 40, "variant: shift of inactivation", "nociceptor page 1"),         \
      RX_CHANNEL_PARAM(4, "phi", "1", 1, 0.01, 20, "factor on all rates", "nociceptor page 1"),                        \
      RX_CHANNEL_PARAM(5, "q10", "1", q10, 1, 6, "factor on the rates for 10 degC; 1: none", q10_source),              \
      RX_CHANNEL_PARAM(6, "reference_temperature", "degC", reference_temperature, 0, 50,                               \
                       "temperature at which q10 leaves the rates as they are", q10_source),                           \
      RX_P_END
static inline void sodium_prepare(const double p[], double reversal, double celsius, double c[])
{
  c[SODIUM_GBAR] = p[0];
  c[SODIUM_REVERSAL] = reversal;
  c[SODIUM_FRACTION] = p[1];
  c[SODIUM_SHIFT_M] = p[2];
  c[SODIUM_SHIFT_H] = p[3];
  c[SODIUM_RATE] = p[4] * pow(p[5], (celsius - p[6]) / 10);
}
#endif
#endif
