/* Memory that is out while a run records: it is said, whichever array could not grow. */
#include <criterion/criterion.h>
#include <math.h>

#include "base/array.h"
#include "solver/simulation.h"
#include "tests/solver/lone_cell.h"

/* The linker puts this in the place of rx_grow, and that one under the other name. */
bool __real_rx_grow(void **items, size_t *capacity, size_t needed, size_t size);
bool __wrap_rx_grow(void **items, size_t *capacity, size_t needed, size_t size);

static int n_calls, fails_at = -1; /* -1: none */

bool __wrap_rx_grow(void **items, size_t *capacity, size_t needed, size_t size)
{
  return n_calls++ != fails_at && __real_rx_grow(items, capacity, needed, size);
}

/* A leak that is pulled over 0 mV once. */
static rx_status run(rx_simulate *simulate, int fails, rx_recording *recording)
{
  lone_cell cell;
  lone_passive(&cell, 1);
  rx_network *network = lone_network(&cell, 1, 0, 0);
  double t_ms[] = { 1, 30 }, nA[] = { 0.5, 0.5 };
  const rx_waveform current = { .n = 2, .t_ms = t_ms, .value = nA };
  const rx_clamp clamp = { .kind = RX_CLAMP_CURRENT, .waveform = &current };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  static const rx_detector DETECTOR = { .threshold = 0 };
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = 30;
  *recording = (rx_recording){ .n_detectors = 1, .detectors = &DETECTOR };
  n_calls = 0;
  fails_at = fails;
  const rx_status status = simulate(network, &drive, &options, recording, NULL);
  fails_at = -1;
  rx_network_free(network);
  return status;
}

static void expect_each_is_said(rx_simulate *simulate)
{
  rx_recording recording;
  cr_assert_eq(run(simulate, -1, &recording), RX_OK);
  cr_assert_eq(recording.crossings.n, 1);
  const int n = n_calls;
  recording.detectors = NULL;
  rx_recording_free(&recording);
  cr_assert_geq(n, 2, "a crossing is kept at two places at least");
  for (int i = 0; i < n; i++) {
    cr_expect_eq(run(simulate, i, &recording), RX_E_MEMORY, "array %d of %d did not grow, and nobody heard", i + 1, n);
    recording.detectors = NULL;
    rx_recording_free(&recording);
  }
}

Test(out_of_memory, is_said_by_the_ensemble)
{
  expect_each_is_said(rx_simulate_ensemble);
}

Test(out_of_memory, is_said_by_cvode)
{
  expect_each_is_said(rx_simulate_cvode);
}
