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
#include "models/channels/motoneuron/ca_l_brk97.h"
#include "models/channels/motoneuron/ca_n_brk97.h"
#include "models/channels/motoneuron/can_ph17.h"
#include "models/channels/motoneuron/cav13.h"
#include "models/channels/motoneuron/hcn_ph17.h"
#include "models/channels/motoneuron/k_brk97.h"
#include "models/channels/motoneuron/k_ca_brk97.h"
#include "models/channels/motoneuron/kca_ph17.h"
#include "models/channels/motoneuron/kdr_ph17.h"
#include "models/channels/motoneuron/na_brk97.h"
#include "models/channels/motoneuron/na_ph17.h"
#include "models/channels/motoneuron/nap_ph17.h"
#include "models/channels/nociceptor/mixed/ca_hva.h"
#include "models/channels/nociceptor/mixed/hcn.h"
#include "models/channels/nociceptor/mixed/hcn_k.h"
#include "models/channels/nociceptor/mixed/hcn_na.h"
#include "models/channels/nociceptor/mixed/holding.h"
#include "models/channels/nociceptor/mixed/pump_k.h"
#include "models/channels/nociceptor/mixed/pump_k_tigerholm.h"
#include "models/channels/nociceptor/mixed/pump_na.h"
#include "models/channels/nociceptor/mixed/pump_na_tigerholm.h"
#include "models/channels/nociceptor/potassium/ahp.h"
#include "models/channels/nociceptor/potassium/k_na.h"
#include "models/channels/nociceptor/potassium/ka_choi.h"
#include "models/channels/nociceptor/potassium/kdr_borg.h"
#include "models/channels/nociceptor/potassium/kdr_choi.h"
#include "models/channels/nociceptor/potassium/kdr_tigerholm.h"
#include "models/channels/nociceptor/potassium/km.h"
#include "models/channels/nociceptor/potassium/km_tigerholm.h"
#include "models/channels/nociceptor/potassium/ks_mrg.h"
#include "models/channels/nociceptor/potassium/sk.h"
#include "models/channels/nociceptor/sodium/na_sundt.h"
#include "models/channels/nociceptor/sodium/naf_mrg.h"
#include "models/channels/nociceptor/sodium/nap_mrg.h"
#include "models/channels/nociceptor/sodium/nav13.h"
#include "models/channels/nociceptor/sodium/nav17.h"
#include "models/channels/nociceptor/sodium/nav17_choi.h"
#include "models/channels/nociceptor/sodium/nav18.h"
#include "models/channels/nociceptor/sodium/nav18_choi.h"
#include "models/channels/nociceptor/sodium/nav18_human.h"
#include "models/channels/nociceptor/sodium/nav18_tigerholm.h"
#include "models/channels/nociceptor/sodium/nav19.h"

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
  X(leak_k, LEAK_K)                                                                                                    \
  X(nav17, NAV17)                                                                                                      \
  X(nav18, NAV18)                                                                                                      \
  X(nav18_human, NAV18_HUMAN)                                                                                          \
  X(nav13, NAV13)                                                                                                      \
  X(nav19, NAV19)                                                                                                      \
  X(kdr_borg, KDR_BORG)                                                                                                \
  X(km, KM)                                                                                                            \
  X(ahp, AHP)                                                                                                          \
  X(hcn, HCN)                                                                                                          \
  X(ca_hva, CA_HVA)                                                                                                    \
  X(sk, SK)                                                                                                            \
  X(pump_na, PUMP_NA)                                                                                                  \
  X(pump_k, PUMP_K)                                                                                                    \
  X(ka_choi, KA_CHOI)                                                                                                  \
  X(holding, HOLDING)                                                                                                  \
  X(nav17_choi, NAV17_CHOI)                                                                                            \
  X(nav18_choi, NAV18_CHOI)                                                                                            \
  X(kdr_choi, KDR_CHOI)                                                                                                \
  X(nav18_tigerholm, NAV18_TIGERHOLM)                                                                                  \
  X(kdr_tigerholm, KDR_TIGERHOLM)                                                                                      \
  X(km_tigerholm, KM_TIGERHOLM)                                                                                        \
  X(hcn_na, HCN_NA)                                                                                                    \
  X(hcn_k, HCN_K)                                                                                                      \
  X(k_na, K_NA)                                                                                                        \
  X(pump_na_tigerholm, PUMP_NA_TIGERHOLM)                                                                              \
  X(pump_k_tigerholm, PUMP_K_TIGERHOLM)                                                                                \
  X(na_sundt, NA_SUNDT)                                                                                                \
  X(naf_mrg, NAF_MRG)                                                                                                  \
  X(nap_mrg, NAP_MRG)                                                                                                  \
  X(ks_mrg, KS_MRG)                                                                                                    \
  X(na_ph17, NA_PH17)                                                                                                  \
  X(nap_ph17, NAP_PH17)                                                                                                \
  X(kdr_ph17, KDR_PH17)                                                                                                \
  X(can_ph17, CAN_PH17)                                                                                                \
  X(kca_ph17, KCA_PH17)                                                                                                \
  X(hcn_ph17, HCN_PH17)                                                                                                \
  X(cav13, CAV13)                                                                                                      \
  X(na_brk97, NA_BRK97)                                                                                                \
  X(k_brk97, K_BRK97)                                                                                                  \
  X(ca_n_brk97, CA_N_BRK97)                                                                                            \
  X(ca_l_brk97, CA_L_BRK97)                                                                                            \
  X(k_ca_brk97, K_CA_BRK97)

typedef enum {
#define RX_CHANNEL_ENUM(name, NAME) RX_CHANNEL_##NAME,
  RX_CHANNEL_LIST(RX_CHANNEL_ENUM)
#undef RX_CHANNEL_ENUM
      RX_N_CHANNELS
} rx_channel_index;

#endif
