/* The peer's process: what a user reads when it is missing or fails, and that no wait is without end. NEURON is not needed: a
 * script of a few lines stands for it. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/measure/peer.h"

static char folder[] = "/tmp/rexed-peer-XXXXXX", program[64], mechanisms[64];

/* writes a peer that runs these shell lines */
static rx_bench_peer_place peer_of(const char *lines)
{
  cr_assert_not_null(mkdtemp(folder));
  signal(SIGPIPE, SIG_IGN);
  snprintf(program, sizeof program, "%s/peer.sh", folder);
  snprintf(mechanisms, sizeof mechanisms, "%s/library.so", folder);
  FILE *file = fopen(program, "w");
  cr_assert_not_null(file);
  fprintf(file, "#!/bin/sh\n%s\n", lines);
  fclose(file);
  cr_assert_eq(chmod(program, 0755), 0);
  file = fopen(mechanisms, "w");
  cr_assert_not_null(file);
  fclose(file);
  return (rx_bench_peer_place){ .kind = RX_BENCH_NEURON, .program = program, .mechanisms = mechanisms, .work = folder };
}

static void clean_up(void)
{
  char log[64];
  snprintf(log, sizeof log, "%s/peer.log", folder);
  unlink(program);
  unlink(mechanisms);
  unlink(log);
  rmdir(folder);
}

TestSuite(peer, .fini = clean_up);

Test(peer, that_answers_gives_its_times)
{
  const rx_bench_peer_place place =
      peer_of("echo '{\"setup_s\": 0.5, \"setup_user_s\": 0.375}'\n"
              "read word; echo '{\"run_user_s\": [1.25], \"run_wall_s\": [1.5], \"spikes\": 3}'\n"
              "read word; test \"$word\" = quit");
  const rx_bench_peer_task task = { .problem = "P1", .mode = "dt0.025", .duration = 10 };
  rx_bench_peer *peer;
  rx_bench_peer_times times;
  rx_error err = { 0 };
  cr_assert_eq(rx_bench_peer_start(&place, &task, &peer, &err), RX_OK, "%s", err.text);
  cr_expect_float_eq(rx_bench_peer_setup_s(peer), 0.375, 1e-12);
  cr_assert_eq(rx_bench_peer_run(peer, &times, &err), RX_OK, "%s", err.text);
  cr_expect_float_eq(times.user_s, 1.25, 1e-12);
  cr_expect_float_eq(times.wall_s, 1.5, 1e-12);
  double value;
  cr_assert_eq(rx_bench_peer_value(peer, "spikes", &value, &err), RX_OK, "%s", err.text);
  cr_expect_float_eq(value, 3, 0);
  rx_bench_peer_stop(peer);
}

static void expect_failure(const char *lines, const char *message)
{
  const rx_bench_peer_place place = peer_of(lines);
  const rx_bench_peer_task task = { .problem = "P1", .mode = "dt0.025", .duration = 10 };
  rx_bench_peer *peer = NULL;
  rx_bench_peer_times times;
  rx_error err = { 0 };
  rx_status status = rx_bench_peer_start(&place, &task, &peer, &err);
  if (status == RX_OK) status = rx_bench_peer_run(peer, &times, &err);
  rx_bench_peer_stop(peer);
  cr_expect_eq(status, RX_E_IO);
  cr_expect_not_null(strstr(err.text, message), "\"%s\" is not in \"%s\"", message, err.text);
}

Test(peer, without_NEURON_says_how_to_install_it)
{
  expect_failure("exit 3", "NEURON is missing; \"tools/install bench\" installs it");
}

Test(peer, that_is_probed_says_when_it_is_ready)
{
  const rx_bench_peer_place place = peer_of("test \"$1 $2\" = '--probe --mech' && echo '{\"ready\": 1}'");
  rx_error err = { 0 };
  cr_expect_eq(rx_bench_peer_probe(&place, &err), RX_OK, "%s", err.text);
}

Test(peer, that_is_probed_and_missing_is_named)
{
  rx_bench_peer_place place = peer_of("exit 3");
  place.kind = RX_BENCH_BRIAN2;
  place.mechanisms = NULL;
  rx_error err = { 0 };
  cr_expect_eq(rx_bench_peer_probe(&place, &err), RX_E_IO);
  cr_expect_not_null(strstr(err.text, "Brian2 is missing; \"tools/install bench\" installs it"), "%s", err.text);
}

Test(peer, that_fails_is_quoted)
{
  expect_failure("echo 'peer.py: mode \"x\": no such mode' >&2; exit 2", "it said: peer.py: mode \"x\": no such mode");
}

Test(peer, that_ends_before_its_run_is_an_error)
{
  expect_failure("echo '{\"setup_user_s\": 0.375}'; exit 0", "ended before");
}

Test(peer, that_talks_nonsense_is_an_error)
{
  expect_failure("echo hello; read word", "without its numbers");
}

Test(peer, that_is_not_there_is_named)
{
  const rx_bench_peer_place place = { .program = "/nowhere/peer.py",
                                      .mechanisms = "/nowhere/library.so",
                                      .work = "/tmp" };
  rx_error err = { 0 };
  cr_expect_eq(rx_bench_peer_probe(&place, &err), RX_E_IO);
  cr_expect_not_null(strstr(err.text, "/nowhere/peer.py: No such file"), "%s", err.text);
}

Test(peer, modes_are_read_whole)
{
  double dt_ms;
  rx_error err = { 0 };
  cr_expect(rx_bench_peer_has_mode(RX_BENCH_NEURON, "dt0.025", &dt_ms));
  cr_expect_float_eq(dt_ms, 0.025, 0);
  cr_expect(rx_bench_peer_has_mode(RX_BENCH_NEURON, "dt0.05_second", &dt_ms));
  cr_expect_float_eq(dt_ms, 0.05, 0);
  cr_expect(rx_bench_peer_has_mode(RX_BENCH_NEURON, "cvode_local_1e-3", &dt_ms));
  cr_expect_float_eq(dt_ms, 0, 0);
  cr_expect(rx_bench_peer_has_mode(RX_BENCH_BRIAN2, "dt0.025", &dt_ms));
  cr_expect(!rx_bench_peer_has_mode(RX_BENCH_BRIAN2, "dt0.025_second", &dt_ms));
  cr_expect(rx_bench_peer_has_mode(RX_BENCH_SCIPY, "odeint_1e-7", &dt_ms));
  cr_expect(!rx_bench_peer_has_mode(RX_BENCH_SCIPY, "dt0.025", &dt_ms));
  const char *const wrong[] = { "",      "dt",           "dt0.025x",   "dt-1",          "dt0",
                                "dtnan", "cvode_local_", "cvode_1e-3", "dt0.025_third", "lsoda_" };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    cr_expect_eq(rx_bench_peer_check_mode(wrong[i], &err), RX_E_INPUT, "%s", wrong[i]);
}
