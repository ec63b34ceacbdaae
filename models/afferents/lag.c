#include "models/afferents/lag.h"

#include <math.h>

/* phi1, phi2, phi3 at -z, z >= 0. The closed forms cancel for small z, the series does not: its 15th term is below 1e-16 for z < 1. */
static void phi(double z, double value[3])
{
  if (z >= 1) {
    value[0] = -expm1(-z) / z;
    value[1] = (1 - value[0]) / z;
    value[2] = (0.5 - value[1]) / z;
    return;
  }
  double factorial = 1;
  for (int k = 1; k <= 3; k++) {
    factorial *= k;
    double term = 1 / factorial, sum = 0;
    for (int n = 1; n <= 16; n++) {
      sum += term;
      term *= -z / (n + k);
    }
    value[k - 1] = sum;
  }
}

rx_lag rx_lag_make(double h_ms, double tau_ms)
{
  const double z = h_ms / tau_ms;
  double p[3];
  phi(z, p);
  return (rx_lag){ .decay = exp(-z),
                   .start = z * (p[0] - 3 * p[1] + 4 * p[2]),
                   .middle = z * (4 * p[1] - 8 * p[2]),
                   .end = z * (-p[1] + 4 * p[2]) };
}
