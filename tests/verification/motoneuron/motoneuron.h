/* Topic motoneuron: protocols of the motoneuron page with its tolerances; what the files hold is said in
 * reference/motoneuron/README.md. */
#ifndef RX_VERIFY_MOTONEURON_H
#define RX_VERIFY_MOTONEURON_H

#include "verify.h"

extern const rx_protocol *const RX_VERIFY_MOTONEURON[]; /* of the topic "motoneuron" */

/* brk97.c: brk97_rest.csv, brk97_fi.csv */
extern const rx_protocol RX_VERIFY_MOTONEURON_BRK97;
/* plateau.c: brk97_ramp*.csv, brk97_bistability.csv */
extern const rx_protocol RX_VERIFY_MOTONEURON_PLATEAU;
/* current_ramp.c: ph17_iramp*.csv */
extern const rx_protocol RX_VERIFY_MOTONEURON_CURRENT_RAMP;
/* paired_units.c */
extern const rx_protocol RX_VERIFY_PAIRED_UNITS;

#endif
