/* Kernels at full precision: right-hand sides for CVODE, initial states, gate tables. */
#include "solver/kernels/kernel_loop.h"

#define NO_STEP(args, h, i, at) ((void)0)

#define RX_RATE_KERNELS(channel, NAME)                                                                                 \
  RX_KERNEL_LOOP(channel, NAME##_GATES, NAME##_SITES, NAME##_COEFS, NAME##_CARRIES_CALCIUM, RX_RATE, rx_kernel_args,   \
                 NO_STEP)                                                                                              \
  RX_KERNEL_LOOP(channel, NAME##_GATES, NAME##_SITES, NAME##_COEFS, NAME##_CARRIES_CALCIUM, RX_STEADY, rx_kernel_args, \
                 NO_STEP)                                                                                              \
  RX_KERNEL_LOOP(channel, NAME##_GATES, NAME##_SITES, NAME##_COEFS, NAME##_CARRIES_CALCIUM, RX_TAU, rx_kernel_args,    \
                 NO_STEP)
RX_CHANNEL_LIST(RX_RATE_KERNELS)

extern rx_kernel *const RX_AT_LEVEL(rx_rate_kernels)[RX_N_CHANNELS];
extern rx_kernel *const RX_AT_LEVEL(rx_steady_kernels)[RX_N_CHANNELS];
extern rx_kernel *const RX_AT_LEVEL(rx_tau_kernels)[RX_N_CHANNELS];

#define RX_RATE_ENTRY(channel, NAME)   channel##_RX_RATE,
#define RX_STEADY_ENTRY(channel, NAME) channel##_RX_STEADY,
#define RX_TAU_ENTRY(channel, NAME)    channel##_RX_TAU,
rx_kernel *const RX_AT_LEVEL(rx_rate_kernels)[] = { RX_CHANNEL_LIST(RX_RATE_ENTRY) };
rx_kernel *const RX_AT_LEVEL(rx_steady_kernels)[] = { RX_CHANNEL_LIST(RX_STEADY_ENTRY) };
rx_kernel *const RX_AT_LEVEL(rx_tau_kernels)[] = { RX_CHANNEL_LIST(RX_TAU_ENTRY) };
