/* Spinal cord stimulation: which frequency inhibits most. Source: dorsal-horn page 10 (Zhang 2014). */
#ifndef RX_ANALYSIS_SCS_H
#define RX_ANALYSIS_SCS_H

#include <stddef.h>

typedef struct rx_scs_minimum {
  double frequency_Hz; /* with the smallest rate, 0 excepted; of equal ones the lowest. NaN: no frequency was given */
  double rate_Hz;      /* there */
  double relative;     /* that rate over the rate at 0 Hz (no stimulation); NaN where the latter is not given or 0 */
} rx_scs_minimum;

/* frequency, rate: [n], in any order; rates that are NaN are left out. */
rx_scs_minimum rx_scs_find_minimum(size_t n, const double frequency_Hz[], const double rate_Hz[]);

#endif
