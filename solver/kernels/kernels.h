/* Kernels: a channel's equations over many places at once. Compiled per instruction-set level from the channels' headers
 * (kernels_step.c with the short exponential, kernels_rate.c with the full one), so no equation is written here. */
#ifndef RX_SOLVER_KERNELS_H
#define RX_SOLVER_KERNELS_H

#include "models/cells/compartments.h"

/* Arrays of n items: compartments (one cell) or compartments x lanes (a block). Conductances and offsets are added to. */
typedef struct rx_kernel_args {
  int n;
  double h;              /* ms, RX_STEP only */
  const double *V, *cai; /* [n] mV within +-250, mM */
  const double *coef;    /* [n_coefs][n] */
  const double *x;       /* [n_gates][n] */
  double *out;           /* [n_gates][n]: new gates (RX_STEP; may be x), dx/dt (RX_RATE), x_inf (RX_STEADY) */
  double *G, *J; /* [n] S/cm2, mA/cm2: current is G V - J, of the new gates (RX_STEP, RX_STEADY) or of x (RX_RATE) */
  double *Gca, *Jca;      /* [n] the part that enters the calcium shell; NULL where the cell has none */
  const double *nai, *ko; /* [n] mM; constant where the cell has no such pool */
} rx_kernel_args;

typedef void rx_kernel(const rx_kernel_args *args);

/* Instruction-set levels. A result's bits depend on the level, so it is in the provenance. */
typedef enum { RX_ISA_BASELINE, RX_ISA_AVX2, RX_ISA_AVX512, RX_N_ISA } rx_isa;

const char *rx_isa_name(rx_isa isa); /* "baseline", "avx2", "avx512" */
bool rx_isa_available(rx_isa isa);   /* built, and this processor has it */
rx_isa rx_isa_widest(void); /* the widest there is: fastest; to the bit AVX2's where both are there (a test watches) */
/* The level in use; where none is chosen AVX2+FMA if there, also on AVX-512 machines: a mixed cluster gives the same bits. */
rx_isa rx_isa_current(void);
/* Set it once, at start, before any run; false: not available. */
bool rx_isa_choose(rx_isa isa);

/* Full-precision kernels of a channel (RX_RATE, RX_STEADY, RX_TAU) for the level in use. */
rx_kernel *rx_rate_kernel(int channel);
rx_kernel *rx_steady_kernel(int channel);
rx_kernel *rx_tau_kernel(int channel); /* out: time constants; G and J are not touched */

#endif
