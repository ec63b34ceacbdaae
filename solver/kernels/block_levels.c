/* The fixed step of the instruction-set level in use. Compiled in both precisions (precision.h). */
#include "solver/ensemble/block.h"
#include "solver/kernels/kernels.h"

#define PASTE_(name, level) name##_##level
#define PASTE(name, level)  PASTE_(name, level)
#define ADVANCE(level)      PASTE(rx_block_advance, level)

extern rx_block_advance_fn ADVANCE(baseline);
#ifdef RX_SIMD_LEVELS
extern rx_block_advance_fn ADVANCE(avx2);
extern rx_block_advance_fn ADVANCE(avx512);
#endif

static rx_block_advance_fn *const LEVELS[RX_N_ISA] = {
  [RX_ISA_BASELINE] = ADVANCE(baseline),
#ifdef RX_SIMD_LEVELS
  [RX_ISA_AVX2] = ADVANCE(avx2),
  [RX_ISA_AVX512] = ADVANCE(avx512),
#endif
};

rx_block_advance_fn *rx_block_advance(void)
{
  return LEVELS[rx_isa_current()];
}
