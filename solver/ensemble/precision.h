/* The precision of a file that touches the arrays of blocks (base/real.h): such files are compiled twice, and what they export has
 * another name in single precision. Read before any of these names. */
#ifndef RX_SOLVER_PRECISION_H
#define RX_SOLVER_PRECISION_H

#include "base/real.h"

/* Lanes of a block; n: places of a block fill whole vectors. */
#ifndef RX_LANES_SINGLE
#define RX_LANES_SINGLE 16
#endif
#ifdef RX_SINGLE
enum { RX_LANES = RX_LANES_SINGLE };
#else
enum { RX_LANES = 8 };
#endif

/* Voltages beyond are wrong anyway; within, no exponential overflows, nor do products of a few of them. mV */
#ifdef RX_SINGLE
#define RX_V_BOUND 150.0F
#else
#define RX_V_BOUND 250.0
#endif

/* h/tau of a conductance at the most: gone within a step all the same, and within the range of the short exponential */
#ifdef RX_SINGLE
#define RX_FASTEST_DECAY 160.0
#else
#define RX_FASTEST_DECAY 600.0
#endif

#ifdef RX_SINGLE
#define rx_block_advance           rx_block_advance_single
#define rx_block_advance_fn        rx_block_advance_fn_single
#define rx_block_add_clamp         rx_block_add_clamp_single
#define rx_block_add_detector      rx_block_add_detector_single
#define rx_block_add_probe         rx_block_add_probe_single
#define rx_block_change_step       rx_block_change_step_single
#define rx_block_create            rx_block_create_single
#define rx_block_free              rx_block_free_single
#define rx_block_hold              rx_block_hold_single
#define rx_block_record            rx_block_record_single
#define rx_block_detect            rx_block_detect_single
#define rx_block_pools_bad         rx_block_pools_bad_single
#define rx_block_pools_change_step rx_block_pools_change_step_single
#define rx_block_pools_fill_lane   rx_block_pools_fill_lane_single
#define rx_block_pools_reversal    rx_block_pools_reversal_single
#define rx_block_pools_start       rx_block_pools_start_single
#define rx_block_record_within     rx_block_record_within_single
#define rx_block_sheath_free       rx_block_sheath_free_single
#define rx_block_sheath_start      rx_block_sheath_start_single
#define rx_clamp_row_read          rx_clamp_row_read_single
#define rx_clamp_rows_add          rx_clamp_rows_add_single
#define rx_clamp_rows_free         rx_clamp_rows_free_single
#define rx_clamp_rows_next         rx_clamp_rows_next_single
#define rx_clamp_rows_refresh      rx_clamp_rows_refresh_single
#define rx_lane_layout_free        rx_lane_layout_free_single
#define rx_lane_layout_make        rx_lane_layout_make_single
#define rx_lanes_are_shared        rx_lanes_are_shared_single
#define rx_run_members             rx_run_members_single
#endif

#endif
