/* Topic motoneuron: protocols of the motoneuron page with its tolerances; what the files hold is said in
 * reference/motoneuron/README.md. */
#ifndef RX_TESTS_VERIFICATION_MOTONEURON_H
#define RX_TESTS_VERIFICATION_MOTONEURON_H

#include "../verify.h"

extern const rx_protocol *const RX_VERIFY_MOTONEURON[];

/* brk97.c: brk97_rest.csv, brk97_fi.csv */
extern const rx_protocol RX_VERIFY_MOTONEURON_BRK97;
/* plateau.c: brk97_ramp*.csv, brk97_bistability.csv */
extern const rx_protocol RX_VERIFY_MOTONEURON_PLATEAU;
/* current_ramp.c: ph17_iramp*.csv */
extern const rx_protocol RX_VERIFY_MOTONEURON_CURRENT_RAMP;
/* paired_units.c: deltaf_synth*.csv, the analysis of ph17_ramp*.csv, ph17_matched_pairs.csv */
extern const rx_protocol RX_VERIFY_PAIRED_UNITS;
/* pic_clamps.c: ph17_vclamp*.csv */
extern const rx_protocol RX_VERIFY_MOTONEURON_PIC_CLAMP;
/* pools.c: ph17_ramp*_summary.csv with the spike files, ph17_vibstim.csv, ph17_spasm.csv */
extern const rx_protocol RX_VERIFY_MOTONEURON_RAMP_CONTRACTION;
extern const rx_protocol RX_VERIFY_MOTONEURON_VIBSTIM;
extern const rx_protocol RX_VERIFY_MOTONEURON_SPASM;
/* force.c: force_fuglevand.csv */
extern const rx_protocol RX_VERIFY_MOTONEURON_FORCE;

#endif
