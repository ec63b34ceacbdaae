#ifndef RX_VERIFY_SENSITIVITY_H
#define RX_VERIFY_SENSITIVITY_H

#include "verify.h"

extern const rx_protocol *const RX_VERIFY_SENSITIVITY[]; /* of the topic "sensitivity" */

#endif
