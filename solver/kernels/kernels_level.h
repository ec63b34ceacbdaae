/* Names and pragmas for the files that are compiled once per instruction-set level (RX_LEVEL: baseline, avx2, avx512). */
#ifndef RX_SOLVER_KERNELS_LEVEL_H
#define RX_SOLVER_KERNELS_LEVEL_H

#ifndef RX_LEVEL
#error "compile with -DRX_LEVEL=baseline, avx2 or avx512"
#endif

#define RX_PASTE_(a, b)   a##_##b
#define RX_PASTE(a, b)    RX_PASTE_(a, b)
#define RX_AT_LEVEL(name) RX_PASTE(name, RX_LEVEL)

/* The arrays of a block overlap only where they are equal, so no iteration depends on another. gcc 12 did not use restrict on
 * pointers read from a struct. Left to itself it also unrolls a loop over the lanes whole, before it could vectorise it. */
#if defined(__clang__)
#define RX_INDEPENDENT       _Pragma("clang loop vectorize(assume_safety) interleave(disable)")
#define RX_INDEPENDENT_LANES RX_INDEPENDENT
#define RX_NOINLINE          __attribute__((noinline))
#elif defined(__GNUC__)
#define RX_INDEPENDENT _Pragma("GCC unroll 1") _Pragma("GCC ivdep")
#define RX_INDEPENDENT_LANES                                                                                           \
  _Pragma("GCC ivdep") /* RX_LANES iterations of a long body: unrolled only after it is vectorised */
#define RX_NOINLINE __attribute__((noinline))
#else
#define RX_INDEPENDENT
#define RX_INDEPENDENT_LANES
#define RX_NOINLINE
#endif

#endif
