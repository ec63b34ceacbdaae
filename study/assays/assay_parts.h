/* What assay_result.c and assay_run.c share; not for others. */
#ifndef RX_STUDY_ASSAYS_ASSAY_PARTS_H
#define RX_STUDY_ASSAYS_ASSAY_PARTS_H

#include "study/assays/assay_run.h"

/* Numbers and curves in the order in which assay_result.c makes them. Under voltage clamp one number and one (inactivation) or two
 * curves (activation) for each channel, in turn. */
enum { RHEOBASE, SPIKES_LOW, SPIKES_HIGH };
enum { MOST_SPIKES, FIRST_FIRING };
enum { F_I_SPIKES, F_I_FIRST_RATE, F_I_LAST_RATE, F_I_LATENCY };
enum { REST, RATE };
enum { VELOCITY, ARRIVED, SLOWING, SLOWING_LEFT };
enum { CONDUCTION_LATENCY, CONDUCTION_SLOWING };
enum { FOLLOWING_FREQUENCY, FOLLOWING_SHARE };

/* Compartment of the electrode of a network's cell 0. */
int rx_assay_electrode(const rx_assay *assay, const rx_network *network);

/* Channels under voltage clamp: those asked for, or all gated channels of sodium at the electrode. NULL past the last. */
const rx_insertion *rx_assay_channel(const rx_assay *assay, const rx_network *network, size_t i);

#endif
