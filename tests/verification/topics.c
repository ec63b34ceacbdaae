#include "dorsal_horn/dorsal_horn.h"
#include "motoneuron/motoneuron.h"
#include "nociceptor/nociceptor.h"
#include "sensitivity/sensitivity.h"
#include "verify.h"

const rx_topic RX_TOPICS[] = {
  { "dorsal-horn", "channels, cells, synapses and circuits of the dorsal horn, and the rate model",
    RX_VERIFY_DORSAL_HORN },
  { "motoneuron", "motoneurons and motor pools: cells, protocols, muscle, delta-F", RX_VERIFY_MOTONEURON },
  { "nociceptor", "primary afferents: channels, excitability, transduction, conduction, sodium-channel drugs",
    RX_VERIFY_NOCICEPTOR },
  { "sensitivity", "Sobol indices of functions whose indices are known", RX_VERIFY_SENSITIVITY },
  { 0 },
};
