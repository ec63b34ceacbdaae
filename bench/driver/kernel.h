/* How near the fixed step comes to what the processor can do: time of a cell's step in P3, arithmetic and exponentials a second,
 * beside a loop of nothing but multiply-adds. */
#ifndef RX_BENCH_KERNEL_H
#define RX_BENCH_KERNEL_H

#include "bench/driver/bench.h"

/* Adds the notes. */
rx_status rx_bench_report_kernel(rx_bench *bench, rx_error *err);

#endif
