/* rexed-bench: times rexed beside other simulators on the benchmark problems, at equal step and at equal accuracy. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/driver/bench.h"
#include "bench/driver/comparison.h"
#include "bench/driver/course.h"
#include "bench/driver/kernel.h"
#include "bench/driver/sweep.h"

/* members of P3 run with one and two threads in turn */
enum { SWEEP_PAIRS = 3, QUICK_MEMBERS = 8 };

/* The peer's usual setting, then those that are best for it. */
static const char *const USUAL_MODES[RX_BENCH_N_PEERS][RX_BENCH_N_PROBLEMS][RX_BENCH_MAX_MODES] = {
  [RX_BENCH_NEURON] = { [RX_BENCH_P1] = { "dt0.025", "dt0.025_second", "cvode_global_1e-1", "cvode_global_1e-3" },
                        [RX_BENCH_P2] = { "dt0.025", "dt0.025_second", "cvode_local_1e-3" },
                        [RX_BENCH_P3] = { "dt0.025" },
                        [RX_BENCH_P4] = { "dt0.025", "dt0.025_second", "cvode_global_1e-1", "cvode_global_1e-3" },
                        [RX_BENCH_P4E] = { "dt0.025", "dt0.025_second" },
                        [RX_BENCH_P6] = { "dt0.025", "dt0.025_second" },
                        [RX_BENCH_P7] = { "dt0.025", "dt0.025_second", "cvode_local_1e-3" },
                        [RX_BENCH_P7S] = { "dt0.025", "dt0.025_second", "cvode_local_1e-3" } },
  [RX_BENCH_BRIAN2] = { [RX_BENCH_P2] = { "dt0.025" } },
  [RX_BENCH_SCIPY] = { [RX_BENCH_P5] = { "lsoda_1e-6", "odeint_1e-6" } },
};

static rx_status make_folder(const char *path, rx_error *err)
{
  if (mkdir(path, 0777) == 0 || errno == EEXIST) return RX_OK;
  return rx_fail(err, RX_E_IO, "%s: cannot be made: %s", path, strerror(errno));
}

/* The whole sweep of P3 by rexed: its speed, and whether its bits depend on company or threads. */
static rx_status add_sweep(rx_bench *b, rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  const int n_members = a->is_quick ? QUICK_MEMBERS : a->n_members;
  const double duration_ms = rx_bench_duration_ms(RX_BENCH_P3, a->is_quick);
  char setting[RX_BENCH_SETTING_NAME];
  rx_bench_setting_name(&b->sweep_setting, setting);
  rx_log_info(b->log, "P3: %d members, with one thread and with two", n_members);
  rx_bench_sweep sweep;
  RX_TRY(rx_bench_run_sweep(rx_bench_judge_network(b->judge), n_members, duration_ms, &b->sweep_setting,
                            a->is_quick ? 1 : SWEEP_PAIRS, &sweep, err));
  b->bits_differ |= !sweep.threads_agree || !sweep.alone_agrees;
  RX_TRY(rx_bench_table_note(
      &b->table, err,
      "P3, %d members, %s: %.1f biological s x members per core-second, %.0f spikes a member; two threads "
      "%.2f x one (wall, %.2f - %.2f)",
      n_members, setting, 1e-3 * duration_ms / sweep.member_s, sweep.spikes_per_member, sweep.ratio[0], sweep.ratio[1],
      sweep.ratio[2]));
  return rx_bench_table_note(&b->table, err, "P3, bits: one and two threads %s; %d members alone and in the sweep %s",
                             sweep.threads_agree ? "agree" : "DIFFER", sweep.n_alone,
                             sweep.alone_agrees ? "agree" : "DIFFER");
}

static rx_status compare(rx_bench *b, rx_bench_problem problem, rx_bench_peer_kind kind, const char *mode,
                         rx_error *err)
{
  if (problem == RX_BENCH_P5) return rx_bench_compare_course(b, mode, err);
  return rx_bench_compare_problem(b, problem, kind, mode, err);
}

static bool takes_part(rx_bench_peer_kind kind, rx_bench_problem problem)
{
  return USUAL_MODES[kind][problem][0] != NULL;
}

/* The short form shows each kind of mode somewhere, not every mode everywhere. */
static int n_modes_of(const rx_bench *b, rx_bench_problem problem)
{
  const bool is_slow = problem == RX_BENCH_P4 || problem == RX_BENCH_P4E || problem == RX_BENCH_P6 ||
                       problem == RX_BENCH_P7 || problem == RX_BENCH_P7S;
  return b->arguments->is_quick && is_slow ? 1 : RX_BENCH_MAX_MODES;
}

/* The rows of a problem beside all its peers; without any, those of rexed alone. */
static rx_status run_problem(rx_bench *b, rx_bench_problem problem, rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  bool is_alone = true;
  for (int p = 0; p < RX_BENCH_N_PEERS; p++) {
    const rx_bench_peer_kind kind = (rx_bench_peer_kind)p;
    if (!b->has_peer[p] || !takes_part(kind, problem)) continue;
    is_alone = false;
    const char *const *modes = a->n_modes > 0 ? a->modes : USUAL_MODES[p][problem];
    double dt_ms;
    for (int k = 0; k < n_modes_of(b, problem) && modes[k] != NULL; k++)
      if (rx_bench_peer_has_mode(kind, modes[k], &dt_ms)) RX_TRY(compare(b, problem, kind, modes[k], err));
  }
  if (is_alone) RX_TRY(compare(b, problem, RX_BENCH_NEURON, NULL, err));
  if (problem == RX_BENCH_P3 && b->sweep_setting.dt_ms > 0) RX_TRY(add_sweep(b, err));
  return RX_OK;
}

static rx_status run_all(rx_bench *b, rx_error *err)
{
  for (int p = 0; p < RX_BENCH_N_PROBLEMS; p++)
    if (b->arguments->problems[p]) RX_TRY(run_problem(b, (rx_bench_problem)p, err));
  return b->arguments->has_kernel ? rx_bench_report_kernel(b, err) : RX_OK;
}

/* Tries the peers that are wanted; one that is missing is forgiven in the short form alone. */
static rx_status find_peers(rx_bench *b, rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  for (int k = 0; k < RX_BENCH_N_PEERS; k++) {
    bool is_needed = false;
    for (int p = 0; p < RX_BENCH_N_PROBLEMS; p++)
      is_needed |= a->problems[p] && takes_part((rx_bench_peer_kind)k, (rx_bench_problem)p);
    if (!a->peers[k] || !is_needed) continue;
    const rx_bench_peer_place place = rx_bench_place_of(a, (rx_bench_peer_kind)k);
    const rx_status here = rx_bench_peer_probe(&place, err);
    b->has_peer[k] = here == RX_OK;
    if (here != RX_OK && !a->is_quick) return here;
    if (here != RX_OK) rx_log_info(b->log, "without %s: %s", rx_bench_peer_name(place.kind), err->text);
  }
  return RX_OK;
}

static rx_status print_results(rx_bench *b, rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  rx_status status = RX_OK;
  if (a->csv != NULL) {
    status = rx_bench_table_write_csv(&b->table, a->csv, err);
  } else {
    rx_bench_table_print_csv(&b->table, stdout);
    putchar('\n');
  }
  printf("One thread, rexed with %s. Seconds: user CPU per biological second, medians (P3: means; P5: of the whole "
         "course); set-up apart, but in the ratio \"whole\". P5's error has no unit.\n",
         rx_isa_name(rx_isa_current()));
  if (a->is_quick) puts("Short form: it runs. The numbers claim nothing.");
  rx_bench_table_print(&b->table, stdout);
  return status;
}

int main(int argc, char **argv)
{
  rx_bench_arguments arguments;
  rx_bench_arguments_read(argc, argv, &arguments);
  signal(SIGPIPE, SIG_IGN); /* a peer that ended is an error of a write */
  const rx_log log = rx_log_stderr(RX_LOG_NORMAL);
  rx_bench b = { .arguments = &arguments, .log = &log };
  rx_error err = { 0 };
  int exit_status = EXIT_SUCCESS;
  rx_status status = rx_bench_check(&err);
  if (status == RX_OK) status = make_folder(arguments.work, &err);
  if (status == RX_OK) {
    status = find_peers(&b, &err);
    if (status != RX_OK) exit_status = RX_BENCH_EXIT_NO_PEER;
  }
  if (status == RX_OK)
    status = rx_bench_judge_create(&(rx_bench_judge_options){ .seed = arguments.seed,
                                                              .work = arguments.work,
                                                              .reference = arguments.reference,
                                                              .n_fibres = arguments.n_fibres,
                                                              .is_quick = arguments.is_quick,
                                                              .log = &log },
                                   &b.judge, &err);
  if (status == RX_OK) status = run_all(&b, &err);
  if (b.table.rows.n > 0 || b.table.notes.n > 0) {
    const rx_status printed = print_results(&b, status == RX_OK ? &err : NULL);
    if (status == RX_OK) status = printed;
  }
  rx_bench_table_free(&b.table);
  rx_bench_judge_free(b.judge);
  if (status != RX_OK) {
    fprintf(stderr, "rexed-bench: %s\n", err.text);
    if (exit_status == EXIT_SUCCESS)
      exit_status = status == RX_E_INPUT ? RX_BENCH_EXIT_BAD_INPUT : RX_BENCH_EXIT_FAILED;
  } else if (b.bits_differ) {
    fputs("rexed-bench: P3: the bits of a member depend on its company or on the threads\n", stderr);
    exit_status = RX_BENCH_EXIT_FAILED;
  }
  return exit_status;
}
