/* hcn_k: the part of hcn that potassium carries; gbar is of this part (hcn_part.h). */
#ifndef RX_MODELS_CHANNELS_HCN_K_H
#define RX_MODELS_CHANNELS_HCN_K_H

#include "models/channels/nociceptor/mixed/hcn_part.h"

RX_HCN_PART(hcn_k, HCN_K)

#ifdef RX_CHANNEL_DESCRIPTIONS
RX_HCN_PART_DESCRIBED(hcn_k, HCN_K)
#define HCN_K_DESCRIPTION RX_HCN_PART_DESCRIPTION(RX_ION_K, "K+")
#endif
#endif
