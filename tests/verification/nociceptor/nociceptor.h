/* Topic nociceptor: protocols of the nociceptor page with its tolerances; what the files hold is said in
 * reference/nociceptor/README.md. */
#ifndef RX_TESTS_VERIFICATION_NOCICEPTOR_H
#define RX_TESTS_VERIFICATION_NOCICEPTOR_H

#include "../verify.h"

extern const rx_protocol *const RX_VERIFY_NOCICEPTOR[];

/* gates.c: *_gates*.csv */
extern const rx_protocol RX_VERIFY_NOCICEPTOR_GATES;
/* clamps.c: *_vclamp_activation.csv, *_vclamp_inactivation.csv */
extern const rx_protocol RX_VERIFY_NOCICEPTOR_CLAMPS;
/* steps.c: *_steps.csv, *_spiketimes.csv, n9_trace_*pA.csv */
extern const rx_protocol RX_VERIFY_NOCICEPTOR_STEPS;
/* thresholds.c: *_threshold.csv, xp_rheobase.csv, nx_gof17.csv, nx_drugs.csv */
extern const rx_protocol RX_VERIFY_NOCICEPTOR_THRESHOLDS;
/* block.c: block_steady.csv, block_trains.csv */
extern const rx_protocol RX_VERIFY_NOCICEPTOR_BLOCK;
/* encoder.c: aenc.csv, aenc_spiketimes.csv */
extern const rx_protocol RX_VERIFY_NOCICEPTOR_ENCODER;
/* transduction.c: trans_nx*.csv, trans_generator_*.csv */
extern const rx_protocol RX_VERIFY_NOCICEPTOR_TRANSDUCTION;
/* unmyelinated.c: cf_*.csv */
extern const rx_protocol RX_VERIFY_NOCICEPTOR_UNMYELINATED;
/* junction.c: tj_following.csv */
extern const rx_protocol RX_VERIFY_NOCICEPTOR_JUNCTION;
/* myelinated.c: mrg_*.csv */
extern const rx_protocol RX_VERIFY_NOCICEPTOR_MYELINATED;

#endif
