/* Drives that are not spikes: clamps of a cell, and the afferent rates of the rate model, as waveforms. */
#ifndef RX_STIMULI_CLAMP_H
#define RX_STIMULI_CLAMP_H

#include "base/waveform.h"
#include "models/circuit/network.h"
#include "stimuli/stimulus.h"

/* Waveform of a clamp. current_clamp: amplitude (nA) within [onset, onset + duration), else 0. voltage_clamp: command (mV) there,
 * holding before and after, from t = 0 on. *waveform must be zero-initialised; free it with rx_waveform_free, also on failure. */
rx_status rx_clamp_waveform(const rx_stimulus *stimulus, rx_waveform *waveform, rx_error *err);

/* The cell and compartment (of the section, at `at`) that a clamp holds. RX_E_INPUT: unknown population or section (with the nearest
 * name), a population of fibres, a cell index beyond the population. */
rx_status rx_clamp_place(const rx_stimulus *stimulus, const rx_circuit *circuit, const rx_network *network, int *cell,
                         int *compartment, rx_error *err);

/* fA(t) and fC(t) of the rate model, Hz (dorsal-horn 9), from all components of kind afferent_rates; the others are not read.
 * After a pulse at t0: fA = rate_abeta in [t0, t0 + duration_a), fC = rate_c in [t0 + delay_c, t0 + delay_c + duration_c); else the
 * baseline (the largest of the components; without a component 0). Where pulses overlap, the larger rate counts: rates are those of
 * fibres that fire or do not. Waveforms as in rx_clamp_waveform. RX_E_MEMORY only. */
rx_status rx_afferent_rate_waveforms(size_t n, const rx_stimulus stimuli[], rx_waveform *fA, rx_waveform *fC,
                                     rx_error *err);

#endif
