#include "analysis/quantile.h"

double rx_sorted_quantile(size_t n, const double sorted[], double p)
{
  const double at = p * (double)(n - 1);
  const size_t k = (size_t)at;
  return k + 1 < n ? sorted[k] + (at - (double)k) * (sorted[k + 1] - sorted[k]) : sorted[n - 1];
}
