#include "analysis/rate_markers.h"

#include <math.h>

rx_rate_markers rx_rate_markers_of(size_t n, const double P[], double interval_s, double level_Hz)
{
  rx_rate_markers markers = { n > 0 ? P[0] : (double)NAN, 0.0, 0.0 };
  for (size_t i = 0; i < n; i++) {
    const double share = i == 0 || i + 1 == n ? 0.5 : 1.0;
    if (P[i] > markers.peak_Hz) markers.peak_Hz = P[i];
    markers.area += share * P[i];
    markers.area_above += share * fmax(P[i] - level_Hz, 0.0);
  }
  if (n < 2) markers.area = markers.area_above = 0.0;
  markers.area *= interval_s;
  markers.area_above *= interval_s;
  return markers;
}
