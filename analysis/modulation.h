/* Pain-signal modulation: how a condition changes the pain signal to a stimulus.
 *
 * Repetitions are pairs: repetition k of a condition has the trains and the graph of repetition k of the reference (the same seed),
 * so differences are taken within pairs. With means x (condition) and y (reference) over n pairs, t the bound of Student's t with
 * n - 1 degrees of freedom:
 *   difference x - y                   interval by the paired t:  x - y -+ t s_d/sqrt(n)
 *   ratio      x/y, a ratio of means   interval by Fieller 1954:  all q with (x - q y)^2 <= t^2 (s_xx - 2 q s_xy + q^2 s_yy)/n
 *   change     100 (x/y - 1) %         the same, as percent
 * Both suppose that the mean over repetitions is about normal. They say how much the runs of this model vary with its random
 * trains and graph, nothing about how much patients or animals vary. */
#ifndef RX_ANALYSIS_MODULATION_H
#define RX_ANALYSIS_MODULATION_H

#include <stddef.h>

#define RX_CONFIDENCE 0.95

/* A value and its interval; low and high are NaN where they can't be known (below two repetitions; a ratio whose reference isn't
 * told from 0). */
typedef struct rx_estimate {
  double value, low, high;
} rx_estimate;

typedef struct rx_mean {
  size_t n;
  double mean; /* NaN for n = 0 */
  double se;   /* standard error, sd/sqrt(n); NaN below n = 2 */
} rx_mean;

typedef struct rx_modulation {
  double confidence;
  rx_mean condition, reference;
  rx_estimate difference;
  rx_estimate ratio; /* NaN where the reference's mean is 0 */
  rx_estimate percent_change;
} rx_modulation;

rx_mean rx_mean_of(size_t n, const double values[]);
/* t interval of a mean. */
rx_estimate rx_mean_interval(const rx_mean *mean, double confidence);

/* condition, reference: [n] pain signals (or any response >= 0) of repetitions 1 … n. A value that is not finite makes all NaN. */
rx_modulation rx_modulation_of(size_t n, const double condition[], const double reference[], double confidence);

#endif
