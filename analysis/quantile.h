/* Quantile of sorted values, with linear interpolation between order statistics. */
#ifndef RX_ANALYSIS_QUANTILE_H
#define RX_ANALYSIS_QUANTILE_H

#include <stddef.h>

/* At place p (n - 1), 0 <= p <= 1; n > 0. As gsl_stats_quantile_from_sorted_data, but between equal values it is that value to the bit, which
 * (1 - d) x + d x is not. */
double rx_sorted_quantile(size_t n, const double sorted[], double p);

#endif
