/* exp and expm1 without branches, calls or tables, so that a loop over them is vectorised whole and every lane gets the same
 * bits wherever it stands in a vector.
 *
 * Compiled in three forms:
 *   RX_EXP_SHORT defined (the fixed step's kernels): relative error <= 1.9e-9 for exp, 1e-9 for expm1 (minimax polynomials of our
 *     own, fitted with Remez' exchange);
 *   RX_SINGLE defined (the same in single precision): 2e-7 and 5e-7, and as much again as the rounding of the argument
 *     does: 6e-8 |x|;
 *   otherwise (CVODE, initial states, gate tables) <= 2 ulp.
 * rx_exp_over_full has 2 ulp in the first form too: for cells whose firing begins where even 1.9e-9 show (brk97).
 * Valid for |x| <= 700 (single: 87); beyond that the result is wrong, not infinite: callers bound V first. NaN gives NaN.
 *
 * Method: x = n ln2 + r, |r| <= ln2/2; exp(x) = 2^n exp(r). Adding 1.5*2^52 rounds to n and leaves n in the low bits of the
 * sum (so never compile with -fassociative-math). */
#ifndef RX_BASE_EXPONENTIAL_H
#define RX_BASE_EXPONENTIAL_H

#include <stdint.h>

#include "base/real.h"

#if defined(__GNUC__)
#define RX_INLINE static inline __attribute__((always_inline, unused))
#else
#define RX_INLINE static inline
#endif

typedef union {
  double value;
  uint64_t bits;
} rx_double_bits;

#define RX_EXP_ROUND 6755399441056767.0 /* 1.5 * 2^52 + 1023 */

#ifdef RX_SINGLE

typedef union {
  float value;
  uint32_t bits;
} rx_float_bits;

#define RX_EXP_ROUND_SINGLE 12583039.0F /* 1.5 * 2^23 + 127 */

/* As the short form below, with polynomials that suit the precision: their coefficients are floats, chosen for the least error of
 * the rounded evaluation. */
RX_INLINE float rx_exp2_short(float t)
{
  rx_float_bits sum, value;
  sum.value = t + (RX_EXP_ROUND_SINGLE - 127.0F);
  const float f = t - (sum.value - (RX_EXP_ROUND_SINGLE - 127.0F));
  value.value =
      1.00000012F +
      f * (0.693147421F + f * (0.240219042F + f * (0.0554975197F + f * (0.00968555175F + f * 0.00136377756F))));
  value.bits += sum.bits << 23;
  return value.value;
}

RX_INLINE float rx_exp2m1_short(float t)
{
  rx_float_bits sum, power;
  sum.value = t + RX_EXP_ROUND_SINGLE;
  const float f = t - (sum.value - RX_EXP_ROUND_SINGLE);
  power.bits = sum.bits << 23;
  return power.value * (f * (0.693147123F +
                             f * (0.240223423F + f * (0.0555058941F + f * (0.00966694206F + f * 0.0013290171F))))) +
         (power.value - 1.0F);
}

#define RX_LOG2_E 1.44269504F

/* exp(x/y) and exp(x/y) - 1, y a constant */
RX_INLINE float rx_exp_over(float x, float y)
{
  return rx_exp2_short(x * (RX_LOG2_E / y));
}

RX_INLINE float rx_expm1_over(float x, float y)
{
  return rx_exp2m1_short(x * (RX_LOG2_E / y));
}

/* there is no better one in this precision */
RX_INLINE float rx_exp_over_full(float x, float y)
{
  return rx_exp_over(x, y);
}

#else

/* reduces x to r and the power 2^n */
RX_INLINE double rx_exp_reduce(double x, double *power)
{
  rx_double_bits sum, scale;
  sum.value = x * 1.4426950408889634 + RX_EXP_ROUND;
  const double n = sum.value - RX_EXP_ROUND;
  scale.bits = sum.bits << 52;
  *power = scale.value;
  return (x - n * 0.6931471803691238) - n * 1.9082149292705877e-10; /* ln2 in two parts: n*high is exact */
}

/* exp(r) - 1 on the reduced range: r + r^2 s(r), the leading term is exact */
RX_INLINE double rx_expm1_reduced(double r)
{
  return r + r * r *
                 (1.0 / 2 +
                  r * (1.0 / 6 +
                       r * (1.0 / 24 +
                            r * (1.0 / 120 +
                                 r * (1.0 / 720 +
                                      r * (1.0 / 5040 +
                                           r * (1.0 / 40320 +
                                                r * (1.0 / 362880 +
                                                     r * (1.0 / 3628800 +
                                                          r * (1.0 / 39916800 +
                                                               r * (1.0 / 479001600 + r * (1.0 / 6227020800))))))))))));
}

/* exp(x/y) */
RX_INLINE double rx_exp_over_full(double x, double y)
{
  double power;
  const double r = rx_exp_reduce(x * (1.0 / y), &power);
  return power + power * rx_expm1_reduced(r);
}

#ifdef RX_EXP_SHORT

/* 2^t = 2^n 2^f, |f| <= 1/2. Base 2, so that f = t - n is exact and costs no product; powers of 2 are put in by adding to the
 * exponent's bits. What bounds the kernels is the number of products. */
RX_INLINE double rx_exp2_short(double t)
{
  rx_double_bits sum, value;
  sum.value = t + (RX_EXP_ROUND - 1023.0);
  const double f = t - (sum.value - (RX_EXP_ROUND - 1023.0));
  value.value = 1.0000000005541665 +
                f * (0.6931472057372673 +
                     f * (0.2402264689063404 +
                          f * (0.055503287769656136 +
                               f * (0.009618488957130846 + f * (0.0013399931219141943 + f * 0.0001534581199765719)))));
  value.bits += sum.bits << 52;
  return value.value;
}

/* 2^t - 1 */
RX_INLINE double rx_exp2m1_short(double t)
{
  rx_double_bits sum, power;
  sum.value = t + RX_EXP_ROUND;
  const double f = t - (sum.value - RX_EXP_ROUND);
  power.bits = sum.bits << 52;
  return power.value * (f * (0.6931471805815691 +
                             f * (0.2402265092005165 +
                                  f * (0.05550410727597039 +
                                       f * (0.009618057037010998 +
                                            f * (0.0013333669451665719 +
                                                 f * (0.00015461329894963488 + f * 1.5252719773125015e-05))))))) +
         (power.value - 1.0);
}

#define RX_LOG2_E 1.4426950408889634

/* exp(x/y) and exp(x/y) - 1, y a constant */
RX_INLINE double rx_exp_over(double x, double y)
{
  return rx_exp2_short(x * (RX_LOG2_E / y));
}

RX_INLINE double rx_expm1_over(double x, double y)
{
  return rx_exp2m1_short(x * (RX_LOG2_E / y));
}

#else

/* exp(x/y) and exp(x/y) - 1 */
RX_INLINE double rx_exp_over(double x, double y)
{
  return rx_exp_over_full(x, y);
}

RX_INLINE double rx_expm1_over(double x, double y)
{
  double power;
  const double r = rx_exp_reduce(x * (1.0 / y), &power);
  return power * rx_expm1_reduced(r) + (power - 1.0);
}

#endif
#endif

RX_INLINE rx_real rx_exp(rx_real x)
{
  return rx_exp_over(x, 1);
}

RX_INLINE rx_real rx_expm1(rx_real x)
{
  return rx_expm1_over(x, 1);
}

#endif
