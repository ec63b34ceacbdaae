/* ln without branches, calls or tables, for loops over lanes. Relative error <= 1e-12 for 1e-300 < x < 1e300 away from 1, absolute
 * 1e-13 near it; not a number for x <= 0.
 *
 * Method: x = 2^n m with m in [sqrt(1/2), sqrt(2)), ln m = 2 artanh((m - 1)/(m + 1)) as its series. */
#ifndef RX_BASE_LOGARITHM_H
#define RX_BASE_LOGARITHM_H

#include "base/exponential.h"

RX_INLINE double rx_log_short(double x)
{
  const uint64_t half = 0x3fe6a09e667f3bcdull; /* sqrt(1/2) */
  rx_double_bits in, m, n;
  in.value = x;
  const uint64_t above = in.bits - half;
  m.bits = (above & 0x000fffffffffffffull) + half;
  /* the exponent as a double: 2^52 + (n + 1023), taken from the bits above it; arithmetic that wraps below 0 */
  n.bits = 0x4330000000000000ull | ((above + 0x3ff0000000000000ull) >> 52 & 0xfffull);
  const double exponent = n.value - (4503599627370496.0 + 1023.0);
  const double s = (m.value - 1.0) / (m.value + 1.0), z = s * s;
  const double series =
      1.0 +
      z * (1.0 / 3 + z * (1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11 + z * (1.0 / 13 + z * (1.0 / 15)))))));
  const double y = exponent * 0.69314718055994531 + 2.0 * s * series;
  return x > 0.0 ? y : 0.0 / 0.0;
}

#endif
