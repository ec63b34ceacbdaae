#include "bench/driver/comparison.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/measure/timing.h"

enum { LEAST_PEER_MEMBERS = 8, MAX_SETTINGS = 4, PATH_LENGTH = 4096 };

/* Settings of rexed beside one mode of a peer, and their times. */
typedef struct comparison {
  rx_bench_problem problem;
  rx_bench_peer_kind kind;
  const char *mode; /* NULL: no peer */
  int n_settings;
  rx_bench_rule rules[MAX_SETTINGS];
  rx_bench_setting settings[MAX_SETTINGS];
  rx_bench_pairs pairs[MAX_SETTINGS];
  double peer_setup_s, rexed_setup_s; /* of the last pair */
  const rx_bench_workload *workload;  /* being timed */
} comparison;

rx_bench_peer_place rx_bench_place_of(const rx_bench_arguments *a, rx_bench_peer_kind kind)
{
  return (rx_bench_peer_place){ .kind = kind,
                                .program = a->programs[kind],
                                .mechanisms = kind == RX_BENCH_NEURON ? a->mechanisms : NULL,
                                .work = a->work };
}

static bool is_network(rx_bench_problem problem)
{
  return problem == RX_BENCH_P2 || problem == RX_BENCH_P3;
}

static bool is_pool(rx_bench_problem problem)
{
  return problem == RX_BENCH_P7 || problem == RX_BENCH_P7S;
}

static rx_status make_folder(const rx_bench *b, const char *name, char folder[static PATH_LENGTH], rx_error *err)
{
  snprintf(folder, PATH_LENGTH, "%s/%s", b->arguments->work, name);
  if (mkdir(folder, 0777) == 0 || errno == EEXIST) return RX_OK;
  return rx_fail(err, RX_E_IO, "%s: cannot be made: %s", folder, strerror(errno));
}

/* Writes a network's files into a folder of the work folder. trains: in place of cells (P2o), or NULL. */
static rx_status write_network(const rx_bench *b, const char *name, const rx_bench_member *member,
                               const rx_bench_spikes *trains, double duration_ms, char folder[static PATH_LENGTH],
                               rx_error *err)
{
  const rx_bench_network *network = rx_bench_judge_network(b->judge);
  RX_TRY(make_folder(b, name, folder, err));
  RX_TRY(rx_bench_write_network(folder, network, member, err));
  return rx_bench_write_trains(folder, network, trains, duration_ms, err);
}

static rx_status write_published(const rx_bench *b, bool is_open, double duration_ms, char folder[static PATH_LENGTH],
                                 rx_error *err)
{
  const rx_bench_published *published;
  const rx_bench_spikes *of_cells = NULL;
  RX_TRY(rx_bench_judge_published(b->judge, &published, err));
  if (is_open) RX_TRY(rx_bench_judge_published_trains(b->judge, &of_cells, err));
  RX_TRY(make_folder(b, is_open ? "p6o" : "p6", folder, err));
  return rx_bench_published_write(published, folder, of_cells, duration_ms, err);
}

/* Writes a pool of P7 or P7s. */
static rx_status write_pool(const rx_bench *b, rx_bench_problem problem, const rx_bench_pool_member *member,
                            double duration_ms, char folder[static PATH_LENGTH], rx_error *err)
{
  rx_bench_pool *pool;
  RX_TRY(make_folder(b, "p7", folder, err));
  RX_TRY(rx_bench_pool_create(problem == RX_BENCH_P7S ? 1 : 4, member, duration_ms, &pool, err));
  const rx_status status = rx_bench_pool_write(pool, folder, err);
  rx_bench_pool_free(pool);
  return status;
}

/* The peer's error: one run of the problem by which it is judged, the open loop of networks. */
static rx_status judge_peer(const rx_bench *b, const comparison *c, rx_bench_error *error, rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  const rx_bench_peer_place place = rx_bench_place_of(a, c->kind);
  char folder[PATH_LENGTH], path[PATH_LENGTH];
  snprintf(path, sizeof path, "%s/peer-spikes.csv", a->work);
  rx_bench_peer_task task = { .problem = is_network(c->problem)      ? "P2o"
                                         : c->problem == RX_BENCH_P6 ? "P6o"
                                                                     : rx_bench_problem_name(c->problem),
                              .mode = c->mode,
                              .spikes = path,
                              .duration = rx_bench_duration_ms(c->problem, a->is_quick),
                              .n_fibres = c->problem == RX_BENCH_P4E ? a->n_fibres : 0 };
  if (is_network(c->problem)) {
    RX_TRY(write_network(b, "p2o", NULL, rx_bench_judge_surrogates(b->judge), task.duration, folder, err));
    task.input = folder;
  } else if (c->problem == RX_BENCH_P6) {
    RX_TRY(write_published(b, true, task.duration, folder, err));
    task.input = folder;
  } else if (is_pool(c->problem)) {
    const rx_bench_pool_member control = rx_bench_pool_control();
    RX_TRY(write_pool(b, c->problem, &control, task.duration, folder, err));
    task.input = folder;
  }
  rx_bench_peer *peer = NULL;
  rx_bench_peer_times times;
  rx_bench_spikes spikes = { 0 };
  rx_status status = rx_bench_peer_start(&place, &task, &peer, err);
  if (status == RX_OK) status = rx_bench_peer_run(peer, &times, err);
  rx_bench_peer_stop(peer);
  if (status == RX_OK) status = rx_bench_read_spikes(path, &spikes, err);
  if (status == RX_OK) status = rx_bench_judge_spikes(b->judge, c->problem, true, &spikes, error, err);
  rx_bench_spikes_free(&spikes);
  if (status == RX_OK)
    rx_log_info(b->log, "  its error: e50 %.3g, e95 %.3g ms, %zu unmatched", error->e50_ms, error->e95_ms,
                error->n_unmatched);
  return status;
}

static rx_status run_setting(const void *what, int setting, rx_error *err)
{
  const comparison *c = what;
  return rx_bench_workload_run(c->workload, &c->settings[setting], NULL, err);
}

/* Makes the last times those of one pool. */
static void divide_last(rx_bench_pairs *pairs, int together)
{
  pairs->rexed_user_s[pairs->n - 1] /= together;
  pairs->rexed_wall_s[pairs->n - 1] /= together;
}

/* n_pairs of a workload; the peer, if there is one, is started for it. */
static rx_status measure(const rx_bench *b, comparison *c, const rx_bench_workload *workload,
                         const rx_bench_peer_task *task, int n_pairs, rx_error *err)
{
  const rx_bench_peer_place place = rx_bench_place_of(b->arguments, c->kind);
  rx_bench_peer *peer = NULL;
  c->workload = workload;
  if (c->mode != NULL) {
    RX_TRY(rx_bench_peer_start(&place, task, &peer, err));
    c->peer_setup_s = rx_bench_peer_setup_s(peer);
  }
  rx_status status = RX_OK;
  for (int i = 0; i < n_pairs && status == RX_OK; i++) {
    status = rx_bench_measure_pair(run_setting, c, peer, c->n_settings, c->pairs, err);
    for (int s = 0; s < c->n_settings && status == RX_OK; s++)
      divide_last(&c->pairs[s], rx_bench_workload_together(workload));
    if (status == RX_OK) rx_log_info(b->log, "  pair %d of %d", i + 1, n_pairs);
  }
  rx_bench_peer_stop(peer);
  return status;
}

static rx_status make_workload(const rx_bench *b, const comparison *c, rx_bench_workload **workload, rx_error *err)
{
  const double duration_ms = rx_bench_duration_ms(c->problem, b->arguments->is_quick);
  const rx_bench_published *published;
  switch (c->problem) {
  case RX_BENCH_P2:
    return rx_bench_workload_network(rx_bench_judge_network(b->judge), NULL, NULL, duration_ms, workload, err);
  case RX_BENCH_P6:
    RX_TRY(rx_bench_judge_published(b->judge, &published, err));
    return rx_bench_workload_published(published, NULL, duration_ms, workload, err);
  default: return rx_bench_workload_alone(c->problem, b->arguments->n_fibres, duration_ms, workload, err);
  }
}

/* All but P3: pairs of one problem. */
static rx_status measure_problem(const rx_bench *b, comparison *c, rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  char folder[PATH_LENGTH];
  rx_bench_peer_task task = { .problem = rx_bench_problem_name(c->problem),
                              .mode = c->mode,
                              .duration = rx_bench_duration_ms(c->problem, a->is_quick),
                              .n_fibres = c->problem == RX_BENCH_P4E ? a->n_fibres : 0 };
  rx_bench_workload *workload = NULL;
  const double user = rx_bench_user_s();
  RX_TRY(make_workload(b, c, &workload, err));
  c->rexed_setup_s = rx_bench_user_s() - user;
  rx_status status = RX_OK;
  if (c->mode != NULL && is_network(c->problem)) {
    status = write_network(b, "p2", NULL, NULL, task.duration, folder, err);
    task.input = folder;
  } else if (c->mode != NULL && c->problem == RX_BENCH_P6) {
    status = write_published(b, false, task.duration, folder, err);
    task.input = folder;
  }
  if (status == RX_OK) status = measure(b, c, workload, &task, a->n_pairs, err);
  rx_bench_workload_free(workload);
  return status;
}

/* P3: a pair is a member of the sweep; the peer runs a process for each. */
static rx_status measure_members(const rx_bench *b, comparison *c, rx_error *err)
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
      .problem = "P3", .mode = c->mode, .input = folder, .duration = duration_ms, .nav_scale = members[index].nav
    };
    if (c->mode != NULL) status = write_network(b, "p3", &members[index], NULL, duration_ms, folder, err);
    rx_bench_workload *workload = NULL;
    const double user = rx_bench_user_s();
    if (status == RX_OK)
      status = rx_bench_workload_network(rx_bench_judge_network(b->judge), &members[index], NULL, duration_ms,
                                         &workload, err);
    c->rexed_setup_s = rx_bench_user_s() - user;
    rx_log_info(b->log, "  member %d", index);
    if (status == RX_OK) status = measure(b, c, workload, &task, 1, err);
    rx_bench_workload_free(workload);
  }
  free(members);
  return status;
}

/* P7: a pair is a pool of the sweep; rexed runs it with the others of its group, the peer alone. Pairs lie all over the sweep. */
static rx_status measure_pools(const rx_bench *b, comparison *c, rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  const int n = a->is_quick ? 1 : a->n_pairs > LEAST_PEER_MEMBERS ? a->n_pairs : LEAST_PEER_MEMBERS;
  const double duration_ms = rx_bench_duration_ms(c->problem, a->is_quick);
  rx_status status = RX_OK;
  for (int i = 0; i < n && status == RX_OK; i++) {
    const int group = (i * RX_BENCH_POOL_GROUPS / n + i % RX_BENCH_POOL_TOGETHER) % RX_BENCH_POOL_GROUPS;
    rx_bench_pool_member members[RX_BENCH_POOL_TOGETHER];
    for (int k = 0; k < RX_BENCH_POOL_TOGETHER; k++)
      members[k] = rx_bench_pool_member_at(group * RX_BENCH_POOL_TOGETHER + k);
    const rx_bench_pool_member *of_peer = &members[i % RX_BENCH_POOL_TOGETHER];
    char folder[PATH_LENGTH];
    const rx_bench_peer_task task = {
      .problem = rx_bench_problem_name(c->problem), .mode = c->mode, .input = folder, .duration = duration_ms
    };
    if (c->mode != NULL) status = write_pool(b, c->problem, of_peer, duration_ms, folder, err);
    rx_bench_workload *workload = NULL;
    const double user = rx_bench_user_s();
    if (status == RX_OK)
      status = rx_bench_workload_pools(c->problem, RX_BENCH_POOL_TOGETHER, members, duration_ms, &workload, err);
    c->rexed_setup_s = (rx_bench_user_s() - user) / RX_BENCH_POOL_TOGETHER;
    rx_log_info(b->log, "  pool %d: PIC %.1f, inhibition %.1f and %.1f, noise %d",
                group * RX_BENCH_POOL_TOGETHER + i % RX_BENCH_POOL_TOGETHER, of_peer->s_pic, of_peer->m_i,
                of_peer->m_is, of_peer->seed);
    if (status == RX_OK) status = measure(b, c, workload, &task, 1, err);
    rx_bench_workload_free(workload);
  }
  return status;
}

static void add_setting(comparison *c, rx_bench_rule rule, rx_bench_setting setting)
{
  c->rules[c->n_settings] = rule;
  c->settings[c->n_settings++] = setting;
}

/* What rexed is to run beside the peer. */
static rx_status choose_settings(const rx_bench *b, comparison *c, const rx_bench_error *peer_error, rx_error *err)
{
  const bool *precisions = b->arguments->precisions;
  double step_ms = 0;
  if (c->mode != NULL) rx_bench_peer_has_mode(c->kind, c->mode, &step_ms);
  for (int p = 0; p < 2; p++) {
    if (!precisions[p]) continue;
    rx_bench_setting setting = { .dt_ms = RX_BENCH_USUAL_STEP_MS, .coarse_steps = 1, .is_single = p == 1 };
    if (c->mode == NULL) {
      add_setting(c, RX_BENCH_ALONE, setting);
    } else if (step_ms > 0) {
      setting.dt_ms = step_ms;
      add_setting(c, RX_BENCH_EQUAL_STEP, setting);
    }
  }
  for (int p = 0; p < 2 && c->mode != NULL; p++) {
    if (!precisions[p]) continue;
    rx_bench_setting setting = { .dt_ms = RX_BENCH_QUICK_STEP_MS, .coarse_steps = 1, .is_single = p == 1 };
    rx_error none = { 0 };
    const rx_status status = b->arguments->is_quick ? RX_OK
                                                    : rx_bench_judge_cheapest(b->judge, c->problem, peer_error,
                                                                              setting.is_single, &setting, &none);
    if (status == RX_OK) {
      add_setting(c, RX_BENCH_EQUAL_ACCURACY, setting);
    } else if (status == RX_E_INPUT && setting.is_single) {
      rx_log_info(b->log, "  single precision is never as accurate: no row"); /* it has an error of its own */
    } else {
      *err = none;
      return status;
    }
  }
  return RX_OK;
}

rx_status rx_bench_compare_problem(rx_bench *b, rx_bench_problem problem, rx_bench_peer_kind kind, const char *mode,
                                   rx_error *err)
{
  const rx_bench_arguments *a = b->arguments;
  const char *peer = mode != NULL ? rx_bench_peer_name(kind) : "";
  rx_log_info(b->log, "%s %s%s %s", rx_bench_problem_name(problem), mode != NULL ? "beside " : "alone", peer,
              mode != NULL ? mode : "");
  comparison c = { .problem = problem, .kind = kind, .mode = mode };
  rx_bench_error peer_error = { 0 };
  if (mode != NULL) RX_TRY(judge_peer(b, &c, &peer_error, err));
  RX_TRY(choose_settings(b, &c, &peer_error, err));
  RX_TRY(problem == RX_BENCH_P3 ? measure_members(b, &c, err)
         : is_pool(problem)     ? measure_pools(b, &c, err)
                                : measure_problem(b, &c, err));
  for (int s = 0; s < c.n_settings; s++) {
    const double biological_s = 1e-3 * rx_bench_duration_ms(problem, a->is_quick);
    rx_bench_row row = { .problem = problem,
                         .peer = peer,
                         .rule = c.rules[s],
                         .seed = a->seed,
                         .timing = rx_bench_summarise(&c.pairs[s], biological_s, problem == RX_BENCH_P3),
                         .peer_error = peer_error,
                         .whole_ratio = NAN };
    RX_TRY(rx_bench_judge_rexed(b->judge, problem, &c.settings[s], &row.rexed_error, err));
    if (mode != NULL)
      row.whole_ratio =
          (c.peer_setup_s + row.timing.peer_s * biological_s) / (c.rexed_setup_s + row.timing.rexed_s * biological_s);
    rx_bench_setting_name(&c.settings[s], row.rexed_mode);
    snprintf(row.mode, sizeof row.mode, "%s", mode != NULL ? mode : "");
    RX_TRY(rx_bench_table_add(&b->table, &row, err));
    const bool is_of_sweep = !c.settings[s].is_single || !a->precisions[0];
    if (problem == RX_BENCH_P3 && is_of_sweep) b->sweep_setting = c.settings[s];
  }
  return RX_OK;
}
