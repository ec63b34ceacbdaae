/* Pain-signal modulation: how a condition changes the pain signal to a stimulus, and sentences that say so.
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

#include <stdbool.h>
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

/* Whether the interval of the difference leaves out 0: the change is larger than the variation between repetitions explains. */
bool rx_modulation_is_clear(const rx_modulation *modulation);

/* Sentences. Each writes at most `size` bytes with the final 0 and returns the length of the whole text, as snprintf does. They
 * state what the model did and never what a patient would feel. `stimulus`, `condition`, `reference`: names of the experiment. */

/* "pinch: the pain signal is 0.62 in gabapentin and 0.98 in healthy, 36.7 % lower (95 % interval 30.2 to 43.2 % lower;
 * 5 repetitions)." */
int rx_modulation_text(char *text, size_t size, const rx_modulation *modulation, const char *stimulus,
                       const char *condition, const char *reference);

/* "neuropathic: brush evokes a pain signal 1.60 times as large as that of healthy pressure (r = 0.25); in healthy, 0.05 times." (or
 * "as large as", within 5 %). `index` is the condition's allodynia index, `reference_index` that of the reference; NaN: not known. */
int rx_allodynia_text(char *text, size_t size, double index, double reference_index, const char *condition,
                      const char *reference);

/* "healthy: the late response to stimulus 10 is 2.00 times that to stimulus 1." ratio, stimulus, has_grown: of rx_wind_up. */
int rx_wind_up_text(char *text, size_t size, double ratio, int stimulus, bool has_grown, const char *condition);

/* To stand under any such sentence. */
extern const char RX_MODULATION_NOTE[];

#endif
