/* leak_k: leak of potassium, balanced where gbar is not given (leak_ion.h). */
#ifndef RX_MODELS_CHANNELS_LEAK_K_H
#define RX_MODELS_CHANNELS_LEAK_K_H

#include "models/channels/generic/leak_ion.h"

RX_LEAK_ION(leak_k, LEAK_K)

#ifdef RX_CHANNEL_DESCRIPTIONS
RX_LEAK_ION_DESCRIBED(leak_k, LEAK_K, "potassium")
#define LEAK_K_DESCRIPTION RX_LEAK_ION_DESCRIPTION(RX_ION_K, "potassium")
#endif
#endif
