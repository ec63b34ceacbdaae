/* Sweeps by the library: the same file whatever the threads and the interruptions; the estimate before. What users meet (folders,
 * damaged parts, signals, shards) is in tests/cli. */
#include <math.h>

#include "io/hdf5/hdf5_file.h"
#include "study/sweep/sweep.h"
#include "tests/study/sweep/small_study.h"

TestSuite(sweep, .init = study_set_up, .fini = study_tear_down, .timeout = 120);

static const char GRID[] = "sweep: s\nexperiment: cell.yaml\npart_members: 8\nparameters:\n"
                           "  cell/dend/channels/k_traub/gbar: {from: 0.001, to: 0.1, spacing: log, n: 6}\n"
                           "  cell/soma/diameter: {values: [18, 22]}\n";

/* Into folder/name; content_hash is a copy of the file's. */
static rx_status run_to(const small_study *s, const char *name, rx_sweep_options options, rx_sweep_result *result,
                        rx_error *err)
{
  char path[2 * TEST_PATH];
  snprintf(path, sizeof path, "%s", study_path(name));
  options.path = path;
  options.command_line = "test";
  if (options.n_shards == 0) options.n_shards = 1;
  return rx_sweep_run(s->study, &options, result, err);
}

static void content_hash(const char *name, char hash[40])
{
  rx_arena *arena = rx_arena_create();
  rx_h5_reader *r;
  rx_error err = { 0 };
  char *text;
  assert_ok(rx_h5_open(study_path(name), &r, &err), err);
  assert_ok(rx_h5_attr_read_text(r, "/", "content_hash", arena, &text, &err), err);
  snprintf(hash, 40, "%s", text);
  rx_h5_close(r);
  rx_arena_free(arena);
}

Test(sweep, gives_the_same_on_any_number_of_threads)
{
  static const int THREADS[] = { 1, 2, 7 };
  small_study s = small_study_make(GRID);
  char first[40] = "", hash[40], name[20];
  for (int i = 0; i < 3; i++) {
    rx_sweep_result result;
    rx_error err = { 0 };
    snprintf(name, sizeof name, "t%d.h5", THREADS[i]);
    assert_ok(run_to(&s, name, (rx_sweep_options){ .threads = THREADS[i] }, &result, &err), err);
    cr_expect(result.is_complete && !result.was_there);
    cr_expect_eq(result.n_members, 24);
    cr_expect_eq(result.n_ok, 24);
    cr_expect_eq(result.n_parts, 3);
    cr_expect_eq(result.n_done, 3);
    content_hash(name, hash);
    if (i == 0) snprintf(first, sizeof first, "%s", hash);
    cr_expect_str_eq(hash, first, "%d threads", THREADS[i]);
    assert_ok(run_to(&s, name, (rx_sweep_options){ .threads = 1 }, &result, &err), err);
    cr_expect(result.was_there, "a second call finds it done");
  }
  small_study_free(&s);
}

Test(sweep, that_is_stopped_goes_on_where_it_was)
{
  small_study s = small_study_make(GRID);
  rx_sweep_result result;
  rx_error err = { 0 };
  volatile sig_atomic_t stop = 1, abandon = 0;
  assert_ok(run_to(&s, "through.h5", (rx_sweep_options){ .threads = 1 }, &result, &err), err);
  const rx_sweep_options stopped = { .threads = 2, .stop = &stop, .abandon = &abandon };
  cr_expect_eq(run_to(&s, "stopped.h5", stopped, &result, &err), RX_E_INTERRUPTED);
  assert_says(err, "interrupted with 3 of 3 parts left");
  cr_expect_not(result.is_complete);
  cr_expect_eq(run_to(&s, "stopped.h5", (rx_sweep_options){ .threads = 1 }, &result, &err), RX_E_INPUT);
  assert_says(err, "--resume goes on with it, --force begins anew");
  stop = 0;
  abandon = 1; /* at once */
  const rx_sweep_options dropped = { .threads = 2, .stop = &stop, .abandon = &abandon, .may_resume = true };
  cr_expect_eq(run_to(&s, "stopped.h5", dropped, &result, &err), RX_E_INTERRUPTED);
  for (uint64_t shard = 0; shard < 3; shard++) {
    const rx_sweep_options one = { .threads = 1, .shard = shard, .n_shards = 3, .may_resume = true };
    assert_ok(run_to(&s, "stopped.h5", one, &result, &err), err);
    cr_expect_eq(result.is_complete, shard == 2, "the last shard makes the file");
    cr_expect_eq(result.n_members, shard == 2 ? 24 : 8);
  }
  char a[40], b[40];
  content_hash("through.h5", a);
  content_hash("stopped.h5", b);
  cr_expect_str_eq(a, b);
  small_study_free(&s);
}

Test(sweep, of_given_points_runs_them)
{
  small_study s = small_study_make(GRID);
  const double values[] = { 0.002, 19, 0.05, 21.5, 0.01, 20 };
  const rx_given_points given = { 3, values };
  rx_sweep_result result;
  rx_error err = { 0 };
  rx_sweep sweep;
  assert_ok(run_to(&s, "given.h5", (rx_sweep_options){ .threads = 1, .given = &given }, &result, &err), err);
  assert_ok(rx_sweep_read(study_path("given.h5"), s.arena, &sweep, &err), err);
  cr_expect_str_eq(sweep.plan.design, "points");
  cr_assert_eq(sweep.plan.n_members, 6);
  for (int i = 0; i < 3; i++) cr_expect_eq(sweep.plan.parameters[1].values[i], values[2 * i + 1]);
  cr_expect_eq(run_to(&s, "given.h5", (rx_sweep_options){ .threads = 1 }, &result, &err), RX_E_INPUT);
  assert_says(err, "of another plan");
  small_study_free(&s);
}

Test(sweep, shards_are_counted_from_0)
{
  small_study s = small_study_make(GRID);
  rx_sweep_result result;
  rx_error err = { 0 };
  cr_expect_eq(run_to(&s, "x.h5", (rx_sweep_options){ .shard = 2, .n_shards = 2 }, &result, &err), RX_E_INPUT);
  assert_says(err, "shard 2 of 2: they are counted from 0");
  small_study_free(&s);
}

Test(sweep, of_an_experiment_that_changed_meanwhile_is_refused)
{
  small_study s = small_study_make(GRID);
  rx_sweep_result result;
  rx_error err = { 0 };
  study_put("cell.yaml", "experiment: cell\ncell: EX_TONIC\nstimuli: {weak: {kind: current_clamp}}\n");
  cr_expect_eq(run_to(&s, "x.h5", (rx_sweep_options){ .threads = 1 }, &result, &err), RX_E_INPUT);
  assert_says(err, "has changed since the study was read");
  small_study_free(&s);
}

Test(sweep, estimate_counts_members_and_says_how_many_failed)
{
  small_study s = small_study_make("sweep: s\nexperiment: cell.yaml\npart_members: 8\nparameters:\n"
                                   "  stimuli/weak/duration: {values: [20, 0, 19, 18, 17]}\n");
  rx_sweep_estimate e;
  rx_error err = { 0 };
  const rx_sweep_options options = { .path = "x.h5", .shard = 1, .n_shards = 2, .threads = 3 };
  assert_ok(rx_sweep_estimate_make(s.study, &options, 60, s.arena, &e, &err), err);
  cr_expect_eq(e.n_members, 2, "of 10, the second part of 8");
  cr_expect_eq(e.n_parts, 1);
  cr_expect_eq(e.threads, 3);
  cr_expect_geq(e.n_sampled, 9);
  cr_expect_geq(e.n_failed, 1);
  cr_expect(e.member_s > 0 && isfinite(e.total_s) && e.memory_MiB > 0);
  const volatile sig_atomic_t stop = 1;
  const rx_sweep_options stopped = { .path = "x.h5", .n_shards = 1, .threads = 1, .stop = &stop };
  cr_expect_eq(rx_sweep_estimate_make(s.study, &stopped, 60, s.arena, &e, &err), RX_E_INTERRUPTED);
  small_study_free(&s);
}
