/* Markers of the rate model's pain output P. Source: dorsal-horn page 9 (Crodelle 2019).
 *
 * They are taken from samples at equal intervals, 1 ms in the references: the peak between two samples can be 5 % higher. */
#ifndef RX_ANALYSIS_RATE_MARKERS_H
#define RX_ANALYSIS_RATE_MARKERS_H

#include <stddef.h>

#define RX_PAIN_LEVEL_HZ 25.0

typedef struct rx_rate_markers {
  double peak_Hz;    /* largest sample; NaN without one */
  double area;       /* of P, Hz s */
  double area_above; /* of max(P - level, 0), Hz s */
} rx_rate_markers;

/* Markers of P: [n] samples, Hz, interval_s apart, by the trapezoid rule. */
rx_rate_markers rx_rate_markers_of(size_t n, const double P[], double interval_s, double level_Hz);

#endif
