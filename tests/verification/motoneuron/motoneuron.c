#include "motoneuron.h"

const rx_protocol *const RX_VERIFY_MOTONEURON[] = {
  &RX_VERIFY_PAIRED_UNITS,
  NULL,
};
