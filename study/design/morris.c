/* Morris's trajectories for elementary effects. */
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "study/design/design_private.h"

/* Fills one trajectory. order: [K], scratch. */
static void fill_trajectory(rx_design *design, size_t trajectory, size_t levels, uint64_t seed, size_t order[])
{
  const size_t K = design->n_parameters, first = trajectory * (K + 1), jump = levels / 2;
  rx_stream stream = rx_stream_make(seed, trajectory, 0, 0, RX_STREAM_DESIGN);
  double *start = design->points + first * K;
  for (size_t j = 0; j < K; j++) {
    /* the lower end of the jump is one of the levels below the middle; it goes up or down with equal chance */
    const size_t low = (size_t)rx_random_below(&stream, levels - jump);
    const bool is_down = rx_random_below(&stream, 2) == 1;
    start[j] = (double)(is_down ? low + jump : low);
    const size_t k = (size_t)rx_random_below(&stream, j + 1);
    order[j] = order[k];
    order[k] = j;
  }
  design->base[first] = trajectory;
  design->column[first] = RX_COLUMN_START;
  for (size_t i = 0; i < K; i++) {
    const size_t row = first + 1 + i, j = order[i];
    double *point = design->points + row * K;
    memcpy(point, point - K, K * sizeof *point);
    point[j] += point[j] >= (double)jump ? -(double)jump : (double)jump;
    design->base[row] = trajectory;
    design->column[row] = (int32_t)j;
  }
}

rx_status rx_design_morris(size_t n_trajectories, size_t n_parameters, size_t levels, uint64_t seed, rx_design *design,
                           rx_error *err)
{
  *design = (rx_design){ 0 };
  if (levels < 2 || levels % 2 != 0 || levels > 1000000)
    return rx_fail(
        err, RX_E_INPUT,
        "Morris's trajectories on %zu levels; an even number from 2 to 1000000 makes all levels equally probable "
        "(4 is usual)",
        levels);
  if (n_trajectories > SIZE_MAX / (n_parameters + 1)) return rx_no_memory(err);
  RX_TRY(rx_design_make(n_trajectories * (n_parameters + 1), n_parameters, true, design, err));
  size_t *order = calloc(n_parameters, sizeof *order);
  if (!order) {
    rx_design_free(design);
    return rx_no_memory(err);
  }
  for (size_t i = 0; i < n_trajectories; i++) fill_trajectory(design, i, levels, seed, order);
  free(order);
  /* levels 0, 1, … to 0 … 1; divided last, so that equal levels are equal numbers */
  for (size_t i = 0; i < design->n_points * n_parameters; i++) design->points[i] /= (double)(levels - 1);
  design->n_base = n_trajectories;
  design->from = RX_POINTS_LEVELS;
  return RX_OK;
}
