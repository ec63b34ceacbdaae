/* Topic dorsal-horn: protocols of reference/dorsal-horn/README.md with the tolerances of the dorsal-horn page, section 10. */
#ifndef RX_TESTS_VERIFICATION_DORSAL_HORN_H
#define RX_TESTS_VERIFICATION_DORSAL_HORN_H

#include "../verify.h"

extern const rx_protocol *const RX_VERIFY_DORSAL_HORN[];

/* One file each. */
extern const rx_protocol RX_VERIFY_GATES;        /* gates.c: gates_params.csv and the files it names */
extern const rx_protocol RX_VERIFY_SYNAPSES;     /* synapses.c: psp_events.csv and the files it names */
extern const rx_protocol RX_VERIFY_PLASTICITY;   /* plasticity.c: short_term_plasticity.csv */
extern const rx_protocol RX_VERIFY_SINGLE_CELLS; /* single_cells.c: single_cell_*.csv, trace_*.csv */
extern const rx_protocol RX_VERIFY_RATE_MODEL;   /* rate_model.c: rate_*.csv */
extern const rx_protocol RX_VERIFY_WIND_UP;      /* wind_up.c: ddh_windup.csv */
extern const rx_protocol RX_VERIFY_SCS;          /* scs.c: ddh_scs.csv */
extern const rx_protocol RX_VERIFY_SUPERFICIAL;  /* superficial.c: sdh_cases.csv */

#endif
