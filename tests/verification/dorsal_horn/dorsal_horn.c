#include "dorsal_horn.h"

#include <stddef.h>

const rx_protocol *const RX_VERIFY_DORSAL_HORN[] = {
  &RX_VERIFY_GATES,        &RX_VERIFY_SYNAPSES,    &RX_VERIFY_PLASTICITY,
  &RX_VERIFY_SINGLE_CELLS, &RX_VERIFY_RATE_MODEL,  &RX_VERIFY_WIND_UP,
  &RX_VERIFY_SCS,          &RX_VERIFY_SUPERFICIAL, NULL,
};
