/* exp and expm1 without branches, calls or tables, so that a loop over them is vectorised whole and every lane gets the same
 * bits wherever it stands in a vector.
 *
 * Compiled in two precisions: RX_EXP_SHORT defined (the fixed step's kernels): relative error <= 1.9e-9 for exp, 1e-9 for
 * expm1 (minimax polynomials of our own, fitted with Remez' exchange); otherwise (CVODE, initial states, gate tables) <= 2 ulp.
 * Valid for |x| <= 700; beyond that the result is wrong, not infinite: callers bound V first. NaN gives NaN.
 *
 * Method: x = n ln2 + r, |r| <= ln2/2; exp(x) = 2^n exp(r). Adding 1.5*2^52 rounds to n and leaves n in the low bits of the
 * sum (so never compile with -fassociative-math). */
#ifndef RX_BASE_EXPONENTIAL_H
#define RX_BASE_EXPONENTIAL_H

#include <stdint.h>

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

/* reduces x to r and the power 2^n */
RX_INLINE double rx_exp_reduce(double x, double *power)
{
  rx_double_bits sum, scale;
  sum.value = x * 1.4426950408889634 + RX_EXP_ROUND;
  const double n = sum.value - RX_EXP_ROUND;
  scale.bits = sum.bits << 52;
  *power = scale.value;
#ifdef RX_EXP_SHORT
  return x - n * 0.6931471805599453;
#else
  return (x - n * 0.6931471803691238) - n * 1.9082149292705877e-10; /* ln2 in two parts: n*high is exact */
#endif
}

/* exp(r) - 1 on the reduced range */
RX_INLINE double rx_expm1_reduced(double r)
{
#ifdef RX_EXP_SHORT
  const double r2 = r * r;
  const double low = 1.0000000000311966 + r * 0.5000000046652133, mid = 0.1666666624962511 + r * 0.041666354449772784,
               high = 0.008333402897933703 + r * 0.0013941004919097702 + r2 * 0.00019841251589357262;
  return r * (low + r2 * (mid + r2 * high));
#else
  /* r + r^2 s(r): the leading term is exact */
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
#endif
}

RX_INLINE double rx_exp(double x)
{
  double power;
  const double r = rx_exp_reduce(x, &power);
#ifdef RX_EXP_SHORT
  const double r2 = r * r;
  const double low = 1.0000000005541665 + r * 1.0000000363231976, mid = 0.499999920798165 + r * 0.16666420169850127,
               high = 0.04166822556955699 + r * 0.008374815804344068 + r2 * 0.0013836845989333483;
  return power * (low + r2 * (mid + r2 * high));
#else
  return power + power * rx_expm1_reduced(r);
#endif
}

RX_INLINE double rx_expm1(double x)
{
  double power;
  const double r = rx_exp_reduce(x, &power);
  return power * rx_expm1_reduced(r) + (power - 1.0);
}

#endif
