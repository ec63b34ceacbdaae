/* The smoothed discharge rate of a motor unit as a function of time: three smoothers behind one interface. Source: motoneuron page 7.2.
 *
 * All take the instantaneous rates 1/(t_k - t_{k-1}) at the spikes k = 2 … n.
 *   polynomial  least squares of degree 5 in u = (2t - a - b)/(b - a), a = t_2, b = t_n
 *   hann        mean of the rates with weights (1 + cos(2 pi (t - t_k)/1 s))/2 within 0.5 s; where none is that near, the line between
 *               the two neighbours [D]
 *   svr         epsilon support vector regression, kernel exp(-(t - t')^2/1.6 s^2), C = 1/0.37, epsilon = IQR/11, the first and last
 *               4 points with weight 5; in support_vector.h, a library of its own because it needs libsvm */
#ifndef RX_ANALYSIS_MOTOR_FIRING_RATE_H
#define RX_ANALYSIS_MOTOR_FIRING_RATE_H

#include "analysis/motor/unit_train.h"
#include "base/status.h"

/* Defined from the second to the last spike; outside it goes on as the smoother does and means nothing. */
typedef struct rx_firing_rate {
  double from_s, to_s; /* second and last spike */
  void *state;         /* of the smoother */
  double (*value)(const void *state, double t_s);
  void (*release)(void *state);
} rx_firing_rate;

typedef struct rx_smoother {
  const char *name, *meaning;
  /* Of a train with RX_TRAIN_FEWEST_SPIKES spikes or more, ascending and without equal times. RX_E_MEMORY; RX_E_SOLVER where the fit fails. */
  rx_status (*fit)(const rx_unit_train *train, rx_firing_rate *rate, rx_error *err);
} rx_smoother;

extern const rx_smoother RX_SMOOTHER_POLYNOMIAL, RX_SMOOTHER_HANN;

double rx_firing_rate_at(const rx_firing_rate *rate, double t_s); /* pps */
void rx_firing_rate_free(rx_firing_rate *rate);                   /* of a zeroed one too */

/* Rate at spike k = 1 … n - 1 (0-based), pps. */
double rx_instantaneous_rate(const rx_unit_train *train, size_t k);
/* The highest of them; NaN below two spikes. */
double rx_peak_rate(const rx_unit_train *train);

#define RX_RATE_GRID_S 0.001 /* motoneuron 7.4: correlation, modulation and brace height are taken on this grid */
/* Grid points from, from + 1 ms, … <= to (compared with to + 1e-9 ms); 0 where to < from. */
size_t rx_rate_grid_size(double from_s, double to_s);

#endif
