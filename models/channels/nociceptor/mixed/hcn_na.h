/* hcn_na: the part of hcn that sodium carries; gbar is of this part (hcn_part.h). */
#ifndef RX_MODELS_CHANNELS_HCN_NA_H
#define RX_MODELS_CHANNELS_HCN_NA_H

#include "models/channels/nociceptor/mixed/hcn_part.h"

RX_HCN_PART(hcn_na, HCN_NA)

#ifdef RX_CHANNEL_DESCRIPTIONS
RX_HCN_PART_DESCRIBED(hcn_na, HCN_NA)
#define HCN_NA_DESCRIPTION RX_HCN_PART_DESCRIPTION(RX_ION_NA, "Na+")
#endif
#endif
