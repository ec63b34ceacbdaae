/* leak_na: leak of sodium, balanced where gbar is not given (leak_ion.h). */
#ifndef RX_MODELS_CHANNELS_LEAK_NA_H
#define RX_MODELS_CHANNELS_LEAK_NA_H

#include "models/channels/generic/leak_ion.h"

RX_LEAK_ION(leak_na, LEAK_NA)

#ifdef RX_CHANNEL_DESCRIPTIONS
RX_LEAK_ION_DESCRIBED(leak_na, LEAK_NA, "sodium")
#define LEAK_NA_DESCRIPTION RX_LEAK_ION_DESCRIPTION(RX_ION_NA, "sodium")
#endif
#endif
