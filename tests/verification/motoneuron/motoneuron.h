#ifndef RX_VERIFY_MOTONEURON_H
#define RX_VERIFY_MOTONEURON_H

#include "verify.h"

extern const rx_protocol *const RX_VERIFY_MOTONEURON[]; /* of the topic "motoneuron" */

extern const rx_protocol RX_VERIFY_PAIRED_UNITS;

#endif
