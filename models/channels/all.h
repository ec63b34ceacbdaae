/* All channels. To add one: write its file, then a line in each of the two lists here; configs, messages, kernels of both
 * solvers, gate tables and the parameter reference follow. */
#ifndef RX_MODELS_CHANNELS_ALL_H
#define RX_MODELS_CHANNELS_ALL_H

#include "models/channels/dorsal_horn/ca_l.h"
#include "models/channels/dorsal_horn/can.h"
#include "models/channels/dorsal_horn/k_ca.h"
#include "models/channels/dorsal_horn/k_traub.h"
#include "models/channels/dorsal_horn/ka_borg.h"
#include "models/channels/dorsal_horn/kdr_sg.h"
#include "models/channels/dorsal_horn/na_p.h"
#include "models/channels/dorsal_horn/na_sg.h"
#include "models/channels/dorsal_horn/na_traub.h"
#include "models/channels/generic/cal_generic.h"
#include "models/channels/generic/ka_generic.h"
#include "models/channels/generic/kca_generic.h"
#include "models/channels/generic/kdr_generic.h"
#include "models/channels/generic/leak.h"
#include "models/channels/generic/leak_balanced.h"
#include "models/channels/generic/leak_k.h"
#include "models/channels/generic/leak_na.h"
#include "models/channels/generic/na_generic.h"

/* X(name, NAME) */
#define RX_CHANNEL_LIST(X)                                                                                             \
  X(leak, LEAK)                                                                                                        \
  X(na_traub, NA_TRAUB)                                                                                                \
  X(k_traub, K_TRAUB)                                                                                                  \
  X(na_sg, NA_SG)                                                                                                      \
  X(kdr_sg, KDR_SG)                                                                                                    \
  X(ka_borg, KA_BORG)                                                                                                  \
  X(na_p, NA_P)                                                                                                        \
  X(ca_l, CA_L)                                                                                                        \
  X(k_ca, K_CA)                                                                                                        \
  X(can, CAN)                                                                                                          \
  X(na_generic, NA_GENERIC)                                                                                            \
  X(kdr_generic, KDR_GENERIC)                                                                                          \
  X(ka_generic, KA_GENERIC)                                                                                            \
  X(cal_generic, CAL_GENERIC)                                                                                          \
  X(kca_generic, KCA_GENERIC)                                                                                          \
  X(leak_balanced, LEAK_BALANCED)                                                                                      \
  X(leak_na, LEAK_NA)                                                                                                  \
  X(leak_k, LEAK_K)

typedef enum {
#define RX_CHANNEL_ENUM(name, NAME) RX_CHANNEL_##NAME,
  RX_CHANNEL_LIST(RX_CHANNEL_ENUM)
#undef RX_CHANNEL_ENUM
      RX_N_CHANNELS
} rx_channel_index;

#endif
