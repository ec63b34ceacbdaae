/* Poisson trains of afferent fibres, for stimulus.c and drive.c. The profile itself: stimulus.h. */
#ifndef RX_STIMULI_AFFERENT_PROFILES_H
#define RX_STIMULI_AFFERENT_PROFILES_H

#include "stimuli/stimulus.h"

/* Appends the spikes of one fibre in [from, to) whose rate follows the published profile, begun at from. RX_E_MEMORY only. */
rx_status rx_profile_train(rx_afferent_class afferent_class, double r, double from_ms, double to_ms, rx_stream *stream,
                           rx_times *times, rx_error *err);

/* The same at a constant rate. */
rx_status rx_poisson_train(double rate_Hz, double from_ms, double to_ms, rx_stream *stream, rx_times *times,
                           rx_error *err);

#endif
