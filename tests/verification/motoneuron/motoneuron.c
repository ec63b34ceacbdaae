#include "motoneuron.h"

#include <stddef.h>

const rx_protocol *const RX_VERIFY_MOTONEURON[] = {
  &RX_VERIFY_MOTONEURON_BRK97,
  &RX_VERIFY_MOTONEURON_PLATEAU,
  &RX_VERIFY_MOTONEURON_CURRENT_RAMP,
  &RX_VERIFY_PAIRED_UNITS,
  NULL,
};
