/* Assays under voltage clamp: currents of single channels at one compartment.
 *
 * The cell is held at its v_init, where every gate is at its steady state, and goes through the segments one after the other.
 * Currents are sampled over the last one, its beginning and end included; at its beginning V has jumped and no gate has moved. */
#ifndef RX_STUDY_ASSAYS_VOLTAGE_CLAMP_H
#define RX_STUDY_ASSAYS_VOLTAGE_CLAMP_H

#include "study/assays/preparation.h"

typedef struct rx_voltage_segment {
  double V_mV, duration_ms;
} rx_voltage_segment;

typedef struct rx_clamp_currents {
  double interval_ms;
  size_t n_samples, n_channels;
  double *mA_cm2; /* [n_samples][n_channels] */
} rx_clamp_currents;

/* Runs the segments (at least one) after the preparation has settled, and samples each interval_ms the currents of the channels
 * named. The last segment is a multiple of the interval, as is all that comes before it. *currents is zero-initialised; free with
 * rx_clamp_currents_free, also on failure. RX_E_INPUT: times that do not fit, a channel that is not at the electrode. */
rx_status rx_assay_voltage(const rx_preparation *preparation, size_t n_segments, const rx_voltage_segment segments[],
                           double interval_ms, size_t n_channels, const char *const channels[],
                           rx_clamp_currents *currents, rx_error *err);
void rx_clamp_currents_free(rx_clamp_currents *currents);

/* The sample of largest magnitude of a channel (the first of equals) and its time from the beginning of the segment. */
typedef struct rx_current_peak {
  double mA_cm2, t_ms;
} rx_current_peak;
rx_current_peak rx_clamp_currents_peak(const rx_clamp_currents *currents, size_t channel);
/* The sample nearest to a time. */
double rx_clamp_currents_at(const rx_clamp_currents *currents, size_t channel, double t_ms);

#endif
