/* rexed-bench: times rexed beside NEURON on the benchmark problems, at equal step and at equal accuracy. */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "bench/driver/accuracy.h"
#include "bench/driver/arguments.h"
#include "bench/driver/peer.h"
#include "bench/driver/sweep.h"
#include "bench/driver/table.h"
#include "bench/driver/timing.h"

enum { PATH_LENGTH = 4096, LEAST_PEER_MEMBERS = 8 };

/* the step of rexed where there is no peer to compare with, and in the short form */
#define USUAL_STEP_MS 0.025
#define QUICK_STEP_MS (1.0 / 12)

/* The peer's usual setting, then those that are best for it. */
static const char *const USUAL_MODES[RX_BENCH_N_PROBLEMS][RX_BENCH_MAX_MODES] = {
  [RX_BENCH_P1] = { "dt0.025", "dt0.025_second", "cvode_global_1e-1", "cvode_global_1e-3" },
  [RX_BENCH_P2] = { "dt0.025", "dt0.025_second", "cvode_local_1e-3" },
  [RX_BENCH_P3] = { "dt0.025" },
  [RX_BENCH_P4] = { "dt0.025", "dt0.025_second", "cvode_global_1e-1", "cvode_global_1e-3" },
  [RX_BENCH_P4E] = { "dt0.025", "dt0.025_second" },
};

typedef struct bench {
  const rx_bench_arguments *arguments;
  const rx_log *log;
  rx_bench_judge *judge;
  rx_bench_table table;
  bool has_peer, bits_differ;
  double sweep_dt_ms; /* of P3: the last equal-accuracy step; 0: P3 did not run */
} bench;

static bool is_network(rx_bench_problem problem)
{
  return problem == RX_BENCH_P2 || problem == RX_BENCH_P3;
}

static rx_status make_folder(const char *path, rx_error *err)
{
  if (mkdir(path, 0777) == 0 || errno == EEXIST) return RX_OK;
  return rx_fail(err, RX_E_IO, "%s: cannot be made: %s", path, strerror(errno));
}

/* Writes the network's files into a folder of the work folder. trains: in place of cells (P2o), or NULL. */
static rx_status write_input(const bench *b, const char *name, const rx_bench_member *member,
                             const rx_bench_spikes *trains, double duration_ms, char folder[static PATH_LENGTH],
                             rx_error *err)
{
  snprintf(folder, PATH_LENGTH, "%s/%s", b->arguments->place.work, name);
  RX_TRY(make_folder(folder, err));
  const rx_bench_network *network = rx_bench_judge_network(b->judge);
  RX_TRY(rx_bench_write_network(folder, network, member, err));
  return rx_bench_write_trains(folder, network, trains, duration_ms, err);
}

/* The peer's error: one run of the problem by which it is judged, P2o for networks. */
static rx_status judge_peer(bench *b, rx_bench_problem problem, const char *mode, rx_bench_error *error, rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  char folder[PATH_LENGTH], path[PATH_LENGTH];
  snprintf(path, sizeof path, "%s/peer-spikes.csv", a->place.work);
  rx_bench_peer_task task = { .problem = is_network(problem) ? "P2o" : rx_bench_problem_name(problem),
                              .mode = mode,
                              .spikes = path,
                              .duration_ms = rx_bench_duration_ms(problem, a->is_quick),
                              .n_fibres = a->n_fibres };
  if (is_network(problem)) {
    RX_TRY(write_input(b, "p2o", NULL, rx_bench_judge_surrogates(b->judge), task.duration_ms, folder, err));
    task.input = folder;
  }
  rx_bench_peer *peer = NULL;
  rx_bench_peer_times times;
  rx_bench_spikes spikes = { 0 };
  rx_status status = rx_bench_peer_start(&a->place, &task, &peer, err);
  if (status == RX_OK) status = rx_bench_peer_run(peer, &times, err);
  rx_bench_peer_stop(peer);
  if (status == RX_OK) status = rx_bench_read_spikes(path, &spikes, err);
  if (status == RX_OK) status = rx_bench_judge_spikes(b->judge, problem, true, &spikes, error, err);
  rx_bench_spikes_free(&spikes);
  return status;
}

/* Times of one problem with one mode of the peer. */
typedef struct measurement {
  int n_settings;
  double dt_ms[2];
  rx_bench_pairs pairs[2];
  double peer_setup_s, rexed_setup_s; /* of the last pair */
} measurement;

/* n_pairs of a workload; the peer, if there is one, is started for it. */
static rx_status measure(const bench *b, const rx_bench_workload *workload, const rx_bench_peer_task *task, int n_pairs,
                         measurement *m, rx_error *err)
{
  rx_bench_peer *peer = NULL;
  if (b->has_peer) RX_TRY(rx_bench_peer_start(&b->arguments->place, task, &peer, err));
  if (peer != NULL) m->peer_setup_s = rx_bench_peer_setup_s(peer);
  rx_status status = RX_OK;
  for (int i = 0; i < n_pairs && status == RX_OK; i++) {
    status = rx_bench_measure_pair(workload, peer, m->n_settings, m->dt_ms, m->pairs, err);
    if (status == RX_OK) rx_log_info(b->log, "  pair %d of %d", i + 1, n_pairs);
  }
  rx_bench_peer_stop(peer);
  return status;
}

/* P1, P2, P4, P4e: pairs of one problem. */
static rx_status measure_problem(const bench *b, rx_bench_problem problem, const char *mode, measurement *m,
                                 rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  char folder[PATH_LENGTH];
  rx_bench_peer_task task = { .problem = rx_bench_problem_name(problem),
                              .mode = mode,
                              .duration_ms = rx_bench_duration_ms(problem, a->is_quick),
                              .n_fibres = a->n_fibres };
  rx_bench_workload *workload = NULL;
  const double user = rx_bench_user_s();
  if (is_network(problem))
    RX_TRY(rx_bench_workload_network(rx_bench_judge_network(b->judge), NULL, NULL, task.duration_ms, &workload, err));
  else
    RX_TRY(rx_bench_workload_alone(problem, a->n_fibres, task.duration_ms, &workload, err));
  m->rexed_setup_s = rx_bench_user_s() - user;
  rx_status status = RX_OK;
  if (is_network(problem) && b->has_peer) {
    status = write_input(b, "p2", NULL, NULL, task.duration_ms, folder, err);
    task.input = folder;
  }
  if (status == RX_OK) status = measure(b, workload, &task, a->n_pairs, m, err);
  rx_bench_workload_free(workload);
  return status;
}

/* P3: a pair is a member of the sweep; the peer runs a process for each. */
static rx_status measure_members(const bench *b, const char *mode, measurement *m, rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  const int n = a->is_quick ? 1 : a->n_pairs > LEAST_PEER_MEMBERS ? a->n_pairs : LEAST_PEER_MEMBERS;
  const double duration_ms = rx_bench_duration_ms(RX_BENCH_P3, a->is_quick);
  rx_bench_member *members = calloc((size_t)a->n_members, sizeof *members);
  if (members == NULL) return rx_no_memory(err);
  rx_bench_members((size_t)a->n_members, members);
  rx_status status = RX_OK;
  for (int i = 0; i < n && status == RX_OK; i++) {
    const int index = (int)((long)i * a->n_members / n);
    char folder[PATH_LENGTH];
    rx_bench_peer_task task = {
      .problem = "P3", .mode = mode, .input = folder, .duration_ms = duration_ms, .nav_scale = members[index].nav
    };
    if (b->has_peer) status = write_input(b, "p3", &members[index], NULL, duration_ms, folder, err);
    rx_bench_workload *workload = NULL;
    const double user = rx_bench_user_s();
    if (status == RX_OK)
      status = rx_bench_workload_network(rx_bench_judge_network(b->judge), &members[index], NULL, duration_ms,
                                         &workload, err);
    m->rexed_setup_s = rx_bench_user_s() - user;
    rx_log_info(b->log, "  member %d", index);
    if (status == RX_OK) status = measure(b, workload, &task, 1, m, err);
    rx_bench_workload_free(workload);
  }
  free(members);
  return status;
}

/* The rows of a problem with a mode of the peer (NULL: rexed alone). */
static rx_status compare(bench *b, rx_bench_problem problem, const char *mode, rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  rx_log_info(b->log, "%s%s%s", rx_bench_problem_name(problem), mode != NULL ? " beside NEURON " : " alone",
              mode != NULL ? mode : "");
  measurement m = { 0 };
  rx_bench_rule rules[2];
  rx_bench_error peer_error = { 0 }, rexed_error;
  double step_ms = 0, cheapest_ms = QUICK_STEP_MS;
  if (mode != NULL) {
    RX_TRY(rx_bench_peer_step_ms(mode, &step_ms, err));
    RX_TRY(judge_peer(b, problem, mode, &peer_error, err));
    if (!a->is_quick) RX_TRY(rx_bench_judge_cheapest(b->judge, problem, &peer_error, &cheapest_ms, err));
    if (step_ms > 0) {
      rules[m.n_settings] = RX_BENCH_EQUAL_STEP;
      m.dt_ms[m.n_settings++] = step_ms;
    }
    rules[m.n_settings] = RX_BENCH_EQUAL_ACCURACY;
    m.dt_ms[m.n_settings++] = cheapest_ms;
  } else {
    rules[0] = RX_BENCH_ALONE;
    m.dt_ms[m.n_settings++] = USUAL_STEP_MS;
  }
  if (problem == RX_BENCH_P3)
    RX_TRY(measure_members(b, mode, &m, err));
  else
    RX_TRY(measure_problem(b, problem, mode, &m, err));
  for (int s = 0; s < m.n_settings; s++) {
    RX_TRY(rx_bench_judge_rexed(b->judge, problem, m.dt_ms[s], &rexed_error, err));
    const double biological_s = 1e-3 * rx_bench_duration_ms(problem, a->is_quick);
    rx_bench_row row = { .problem = problem,
                         .peer = mode != NULL ? "NEURON" : "",
                         .rule = rules[s],
                         .seed = a->seed,
                         .timing = rx_bench_summarise(&m.pairs[s], biological_s),
                         .peer_error = peer_error,
                         .rexed_error = rexed_error,
                         .dt_ms = m.dt_ms[s] };
    row.whole_ratio =
        (m.peer_setup_s + row.timing.peer_s * biological_s) / (m.rexed_setup_s + row.timing.rexed_s * biological_s);
    if (mode == NULL) row.whole_ratio = NAN;
    snprintf(row.mode, sizeof row.mode, "%s", mode != NULL ? mode : "");
    RX_TRY(rx_bench_table_add(&b->table, &row, err));
  }
  if (problem == RX_BENCH_P3) b->sweep_dt_ms = m.dt_ms[m.n_settings - 1];
  return RX_OK;
}

/* The whole sweep of P3 by rexed: its speed, and whether its bits depend on company or threads. */
static rx_status add_sweep(bench *b, rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  const int n_members = a->is_quick ? 8 : a->n_members;
  const double duration_ms = rx_bench_duration_ms(RX_BENCH_P3, a->is_quick);
  rx_log_info(b->log, "P3: %d members, with one thread and with two", n_members);
  rx_bench_sweep sweep;
  RX_TRY(rx_bench_run_sweep(rx_bench_judge_network(b->judge), n_members, duration_ms, b->sweep_dt_ms, &sweep, err));
  b->bits_differ |= !sweep.threads_agree || !sweep.alone_agrees;
  RX_TRY(rx_bench_table_note(
      &b->table, err,
      "P3, %d members, dt%.4g: %.1f biological s x members per core-second, %.0f spikes a member; two threads "
      "%.2f x one (wall)",
      n_members, b->sweep_dt_ms, 1e-3 * duration_ms / sweep.member_s[0], sweep.spikes_per_member,
      sweep.member_s[0] / sweep.member_s[1]));
  return rx_bench_table_note(&b->table, err, "P3, bits: one and two threads %s; %d members alone and in the sweep %s",
                             sweep.threads_agree ? "agree" : "DIFFER", sweep.n_alone,
                             sweep.alone_agrees ? "agree" : "DIFFER");
}

static rx_status run_problems(bench *b, rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  for (int p = 0; p < RX_BENCH_N_PROBLEMS; p++) {
    if (!a->problems[p]) continue;
    const rx_bench_problem problem = (rx_bench_problem)p;
    if (!b->has_peer) RX_TRY(compare(b, problem, NULL, err));
    const char *const *modes = a->n_modes > 0 ? a->modes : USUAL_MODES[p];
    for (int k = 0; b->has_peer && k < RX_BENCH_MAX_MODES && modes[k] != NULL; k++)
      RX_TRY(compare(b, problem, modes[k], err));
    if (problem == RX_BENCH_P3) RX_TRY(add_sweep(b, err));
  }
  return RX_OK;
}

static rx_status print_results(bench *b, rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  rx_status status = RX_OK;
  if (a->csv != NULL) {
    status = rx_bench_table_write_csv(&b->table, a->csv, err);
  } else {
    rx_bench_table_print_csv(&b->table, stdout);
    putchar('\n');
  }
  printf("One thread, rexed with %s. Seconds: medians of user CPU per biological second; set-up apart, but in the "
         "ratio \"whole\".\n",
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
  bench b = { .arguments = &arguments, .log = &log };
  rx_error err = { 0 };
  int exit_status = EXIT_SUCCESS;
  rx_status status = rx_bench_check(&err);
  if (status == RX_OK) status = make_folder(arguments.place.work, &err);
  if (status == RX_OK && !arguments.without_peer) {
    const rx_status here = rx_bench_peer_probe(&arguments.place, &err);
    b.has_peer = here == RX_OK;
    if (!b.has_peer && arguments.is_quick) rx_log_info(&log, "without NEURON: %s", err.text);
    if (!b.has_peer && !arguments.is_quick) {
      status = here;
      exit_status = RX_BENCH_EXIT_NO_PEER;
    }
  }
  if (status == RX_OK)
    status = rx_bench_judge_create(&(rx_bench_judge_options){ .seed = arguments.seed,
                                                              .work = arguments.place.work,
                                                              .n_fibres = arguments.n_fibres,
                                                              .is_quick = arguments.is_quick,
                                                              .log = &log },
                                   &b.judge, &err);
  if (status == RX_OK) status = run_problems(&b, &err);
  if (b.table.rows.n > 0) {
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
