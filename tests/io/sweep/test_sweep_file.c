#include <criterion/criterion.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "io/hdf5/hdf5_file.h"
#include "io/sweep/sweep_file.h"
#include "tests/io/output_helpers.h"
#include "tests/io/sweep/sweep_checks.h"
#include "tests/io/sweep/sweep_example.h"

TestSuite(sweep_file, .init = in_new_folder, .fini = leave_folder);

Test(sweep_file, reads_back_what_was_written)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_sweep sweep = example_sweep(arena, 2, 16), found;
  sweep.accepted_versions = "0.0.9 2385abc";
  assert_ok(rx_sweep_write("sweep.h5", &sweep, &err), err);
  cr_assert_eq(n_files(), 1);
  assert_ok(rx_sweep_read("sweep.h5", arena, &found, &err), err);
  assert_same_plan(&found.plan, &sweep.plan);
  assert_same_rows(&sweep.plan, &found.rows, &sweep.rows);
  assert_same_indices(&found, &sweep);
  assert_same_text(found.accepted_versions, sweep.accepted_versions);
  rx_arena_free(arena);
}

Test(sweep_file, a_partial_sweep_is_one_with_pending_rows)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_sweep sweep = example_sweep(arena, 2, 16), found;
  for (size_t i = 16; i < 32; i++) sweep.rows.status[i] = RX_MEMBER_PENDING;
  rx_sweep_failure *f = sweep.rows.failures; /* members 3, 13, 23, 33: the third is pending now */
  f[2] = f[3];
  sweep.rows.n_failures = 3;
  sweep.n_indices = 0;
  assert_ok(rx_sweep_write("sweep.h5", &sweep, &err), err);
  assert_ok(rx_sweep_read("sweep.h5", arena, &found, &err), err);
  cr_assert(found.rows.status[15] == RX_MEMBER_OK && found.rows.status[16] == RX_MEMBER_PENDING);
  cr_assert(isnan(found.rows.outputs[1][16]) && !isnan(found.rows.outputs[1][15]));
  cr_assert(found.rows.n_failures == 3 && found.n_indices == 0 && found.accepted_versions == NULL);
  rx_arena_free(arena);
}

Test(sweep_file, every_object_of_the_format_is_there)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep sweep = example_sweep(arena, 2, 16);
  rx_h5_reader *r;
  size_t n;
  void *values;
  assert_ok(rx_sweep_write("sweep.h5", &sweep, &err), err);
  assert_ok(rx_h5_open("sweep.h5", &r, &err), err);
  assert_text_attr(r, "/", "format", "rexed-sweep");
  assert_text_attr(r, "/", "format_version", "1.0");
  assert_plan_layout(r, &sweep.plan);
  static const struct {
    const char *path, *units;
    rx_h5_type type;
    int rank;
    size_t n0, n1;
  } DATASETS[] = {
    { "/sweep/outputs/pain_signal", "Hz", RX_H5_F64, 2, 40, 2 },
    { "/sweep/outputs/threshold", "mN", RX_H5_F64, 1, 40, 0 },
    { "/sweep/outputs/rating", "1", RX_H5_F64, 2, 40, 2 },
    { "/sweep/status", "1", RX_H5_U8, 1, 40, 0 },
    { "/sweep/failures/member", "1", RX_H5_U64, 1, 4, 0 },
    { "/sweep/failures/code", "1", RX_H5_I32, 1, 4, 0 },
    { "/sweep/failures/time", "ms", RX_H5_F64, 1, 4, 0 },
    { "/sweep/failures/message", NULL, RX_H5_TEXT, 1, 4, 0 },
    { "/sweep/cost/wall", "s", RX_H5_F64, 1, 40, 0 },
    { "/sweep/cost/n_steps", "1", RX_H5_U64, 1, 40, 0 },
    { "/sweep/cost/n_rhs", "1", RX_H5_U64, 1, 40, 0 },
    { "/sensitivity/pain_signal.brush.nerve_injury w.o bdnf/S1", "1", RX_H5_F64, 1, 3, 0 },
    { "/sensitivity/pain_signal.brush.nerve_injury w.o bdnf/S1_conf", "1", RX_H5_F64, 1, 3, 0 },
    { "/sensitivity/pain_signal.brush.nerve_injury w.o bdnf/S2", "1", RX_H5_F64, 2, 3, 3 },
    { "/sensitivity/pain_signal.brush.nerve_injury w.o bdnf/parameter", NULL, RX_H5_TEXT, 1, 3, 0 },
    { "/sensitivity/threshold.healthy/ST", "1", RX_H5_F64, 1, 3, 0 },
    { "/sensitivity/threshold.healthy/ST_conf", "1", RX_H5_F64, 1, 3, 0 },
  };
  for (size_t i = 0; i < sizeof DATASETS / sizeof *DATASETS; i++) {
    assert_dataset(r, DATASETS[i].path, DATASETS[i].type, DATASETS[i].rank, DATASETS[i].n0, DATASETS[i].n1);
    if (DATASETS[i].units != NULL) assert_text_attr(r, DATASETS[i].path, "units", DATASETS[i].units);
    if (DATASETS[i].type == RX_H5_F64) cr_assert(rx_h5_has_attr(r, DATASETS[i].path, "_FillValue"));
  }
  cr_assert_not(rx_h5_has(r, "/sensitivity/threshold.healthy/S2"), "the method has none");
  assert_text_attr(r, "/sensitivity/pain_signal.brush.nerve_injury w.o bdnf", "name",
                   "pain_signal.brush.nerve_injury w/o bdnf");
  assert_text_attr(r, "/sweep/status", "flag_meanings",
                   "pending ok solver_failed not_finite invalid_parameters time_budget");
  assert_ok(rx_h5_attr_read(r, "/sweep/status", "flag_values", RX_H5_U8, arena, &n, &values, &err), err);
  cr_assert(n == RX_N_MEMBER_STATES && memcmp(values, "\0\1\2\3\4\5", n) == 0);
  rx_h5_close(r);

  static const struct {
    const char *user, *scale;
    unsigned axis;
  } ATTACHED[] = {
    { "/sweep/outputs/pain_signal", "/sweep/member", 0 },
    { "/sweep/outputs/pain_signal", "/sweep/stimulus", 1 },
    { "/sweep/outputs/threshold", "/sweep/member", 0 },
    { "/sweep/status", "/sweep/member", 0 },
    { "/sweep/condition", "/sweep/member", 0 },
    { "/sweep/parameters/circuit.pathways.*.weight.scale", "/sweep/member", 0 },
    { "/sweep/design/column", "/sweep/member", 0 },
    { "/sensitivity/threshold.healthy/S1", "/sensitivity/threshold.healthy/parameter", 0 },
  };
  const hid_t file = H5Fopen("sweep.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
  for (size_t i = 0; i < sizeof ATTACHED / sizeof *ATTACHED; i++) {
    const hid_t user = H5Dopen2(file, ATTACHED[i].user, H5P_DEFAULT);
    const hid_t scale = H5Dopen2(file, ATTACHED[i].scale, H5P_DEFAULT);
    cr_assert_gt(H5DSis_attached(user, scale, ATTACHED[i].axis), 0, "%s", ATTACHED[i].user);
    H5Dclose(scale);
    H5Dclose(user);
  }
  H5Fclose(file);
  rx_arena_free(arena);
}

Test(sweep_file, large_columns_are_chunked_by_4096_rows_and_tables_to_256_KiB)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep sweep = example_sweep(arena, 1000, 64); /* 20000 members */
  static const struct {
    const char *path;
    int rank;
    hsize_t chunk[2];
  } CASES[] = {
    { "/sweep/outputs/threshold", 1, { 4096, 0 } },
    { "/sweep/outputs/rating", 2, { 256 * 1024 / 16, 2 } },
    { "/sweep/status", 1, { 4096, 0 } },
    { "/sweep/parameters/circuit.populations.PV.E_Cl", 1, { 4096, 0 } },
    { "/sweep/failures/message", 1, { 2000, 0 } },
  };
  assert_ok(rx_sweep_write("sweep.h5", &sweep, &err), err);
  const hid_t file = H5Fopen("sweep.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    hsize_t chunk[2] = { 0 };
    const hid_t dataset = H5Dopen2(file, CASES[i].path, H5P_DEFAULT), properties = H5Dget_create_plist(dataset);
    cr_assert_eq(H5Pget_layout(properties), H5D_CHUNKED);
    cr_assert_eq(H5Pget_chunk(properties, 2, chunk), CASES[i].rank);
    cr_assert(chunk[0] == CASES[i].chunk[0] && chunk[1] == CASES[i].chunk[1], "%s", CASES[i].path);
    cr_assert_eq(H5Pget_nfilters(properties), 3);
    H5Pclose(properties);
    H5Dclose(dataset);
  }
  H5Fclose(file);
  rx_arena_free(arena);
}

Test(sweep_file, written_twice_differs_in_cost_and_provenance_run_only)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_sweep sweep = example_sweep(arena, 20, 16);
  char *hash_a, *hash_b;
  rx_h5_reader *r;
  assert_ok(rx_sweep_write("a.h5", &sweep, &err), err);
  sleep(1);
  assert_ok(rx_sweep_write("b.h5", &sweep, &err), err);
  cr_assert(same_bytes("a.h5", "b.h5"));
  sweep.rows.wall_s[7] = 2.385;
  sweep.plan.provenance.run.host = "another host with a longer name";
  assert_ok(rx_sweep_write("b.h5", &sweep, &err), err);
  cr_assert_not(same_bytes("a.h5", "b.h5"));
  assert_ok(rx_h5_open("a.h5", &r, &err), err);
  assert_ok(rx_h5_attr_read_text(r, "/", "content_hash", arena, &hash_a, &err), err);
  rx_h5_close(r);
  assert_ok(rx_h5_open("b.h5", &r, &err), err);
  assert_ok(rx_h5_attr_read_text(r, "/", "content_hash", arena, &hash_b, &err), err);
  rx_h5_close(r);
  cr_assert_str_eq(hash_a, hash_b, "the same result has the same hash");
  rx_arena_free(arena);
  if (system("h5diff --version >/dev/null 2>&1") != 0) cr_skip_test("no h5diff here");
  cr_assert_eq(system("h5diff -q --exclude-path /provenance/run --exclude-path /sweep/cost a.h5 b.h5"), 0);
  cr_assert_neq(system("h5diff -q a.h5 b.h5"), 0);
}

Test(sweep_file, the_hash_tells_other_rows_and_not_another_partition)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  char *hash[3];
  for (int i = 0; i < 3; i++) {
    rx_sweep sweep = example_sweep(arena, 2, i == 1 ? 8 : 16);
    rx_h5_reader *r;
    if (i == 2) sweep.rows.outputs[1][7] = nextafter(sweep.rows.outputs[1][7], INFINITY);
    assert_ok(rx_sweep_write("a.h5", &sweep, &err), err);
    assert_ok(rx_h5_open("a.h5", &r, &err), err);
    assert_ok(rx_h5_attr_read_text(r, "/", "content_hash", arena, &hash[i], &err), err);
    rx_h5_close(r);
  }
  cr_assert_str_eq(hash[0], hash[1]);
  cr_assert_str_neq(hash[0], hash[2]);
  rx_arena_free(arena);
}

Test(sweep_file, a_full_disk_leaves_the_previous_sweep)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_sweep sweep = example_sweep(arena, 20, 16);
  assert_ok(rx_sweep_write("sweep.h5", &sweep, &err), err);
  assert_ok(rx_sweep_write("copy.h5", &sweep, &err), err);
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 20000, 20000 });
    sweep.plan.config_text = "another";
    exit(rx_sweep_write("sweep.h5", &sweep, &err) == RX_E_IO && strstr(err.text, "sweep.h5: cannot write: ") != NULL
             ? 0
             : 1);
  }
  int status;
  waitpid(child, &status, 0);
  cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  cr_assert(same_bytes("sweep.h5", "copy.h5"));
  cr_assert_eq(n_files(), 2);
  rx_arena_free(arena);
}

static rx_status never_right(const char *temporary, void *context, rx_error *err)
{
  (void)context;
  return rx_fail(err, RX_E_IO, "%s: 2385 rows", temporary);
}

Test(sweep_file, a_file_that_fails_its_check_never_gets_its_name)
{
  rx_error err = { 0 };
  rx_h5_writer *w;
  put_bytes("a.h5", "older", 5);
  assert_ok(rx_h5_create("a.h5", RX_H5_PLAIN, &w, &err), err);
  cr_assert_eq(rx_h5_finish_checked(w, never_right, NULL, &err), RX_E_IO);
  assert_says(err, "a.h5: reading it back: .a.h5.");
  assert_says(err, "2385 rows");
  cr_assert_eq(n_files(), 1);
  size_t n;
  char *bytes = file_bytes("a.h5", &n);
  cr_assert(n == 5 && memcmp(bytes, "older", 5) == 0);
  free(bytes);
}

Test(sweep_file, a_flipped_byte_is_seen_or_changes_no_result)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep sweep = example_sweep(arena, 2, 16);
  assert_ok(rx_sweep_write("sweep.h5", &sweep, &err), err);
  size_t n, n_seen = 0, n_trials = 0;
  char *bytes = file_bytes("sweep.h5", &n);
  uint64_t random = 2385;
  for (; n_trials < 400; n_trials++) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    const size_t i = (size_t)(random >> 33) % n;
    const char was = bytes[i];
    bytes[i] = (char)(was ^ (char)(1 + (random >> 20) % 255));
    put_bytes("sweep.h5", bytes, n);
    bytes[i] = was;
    rx_arena *own = rx_arena_create();
    rx_sweep found;
    if (rx_sweep_read("sweep.h5", own, &found, &err) != RX_OK) {
      n_seen++;
    } else {
      assert_same_plan(&found.plan, &sweep.plan);
      found.rows.wall_s = sweep.rows.wall_s; /* cost is no result */
      found.rows.n_steps = sweep.rows.n_steps;
      found.rows.n_rhs = sweep.rows.n_rhs;
      assert_same_rows(&sweep.plan, &found.rows, &sweep.rows);
      assert_same_indices(&found, &sweep);
    }
    rx_arena_free(own);
  }
  cr_assert_gt(n_seen, n_trials / 8, "%zu of %zu", n_seen, n_trials);
  for (size_t length = 0; length < n; length += 1 + n / 50) {
    put_bytes("sweep.h5", bytes, length);
    rx_sweep found;
    cr_assert_eq(rx_sweep_read("sweep.h5", arena, &found, &err), RX_E_IO, "%zu of %zu bytes", length, n);
  }
  free(bytes);
  rx_arena_free(arena);
}

Test(sweep_file, what_is_no_sweep_is_refused_with_the_reason)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_sweep sweep = example_sweep(arena, 2, 16), found;
  rx_h5_writer *w;
  cr_assert_eq(rx_sweep_read("none.h5", arena, &found, &err), RX_E_IO);
  assert_says(err, "none.h5: cannot read: No such file");
  assert_ok(rx_h5_create("a.h5", RX_H5_PLAIN, &w, &err), err);
  rx_h5_attr_text(w, "/", "format", "rexed-sweep");
  rx_h5_attr_text(w, "/", "format_version", "2.0");
  assert_ok(rx_h5_finish(w, &err), err);
  cr_assert_eq(rx_sweep_read("a.h5", arena, &found, &err), RX_E_INPUT);
  assert_says(err, "a.h5: format version 2.0 is newer");
  assert_ok(rx_sweep_plan_write(".", &sweep.plan, &err), err);
  cr_assert_eq(rx_sweep_read("plan.h5", arena, &found, &err), RX_E_INPUT);
  assert_says(err, "its format is rexed-plan, expected rexed-sweep");

  sweep.rows.n_members = 39;
  cr_assert_eq(rx_sweep_write("b.h5", &sweep, &err), RX_E_INPUT);
  assert_says(err, "b.h5: 39 rows from member 0, but the sweep has 40 members");
  sweep.rows.n_members = 40;
  sweep.rows.n_failures = 3;
  cr_assert_eq(rx_sweep_write("b.h5", &sweep, &err), RX_E_INPUT);
  assert_says(err, "b.h5: member 33 has status 5, but no row of its own among the failures");
  sweep.rows.n_failures = 4;
  const rx_sweep_indices nameless = { .output = "" };
  sweep.n_indices = 1;
  sweep.indices = &nameless;
  cr_assert_eq(rx_sweep_write("b.h5", &sweep, &err), RX_E_INPUT);
  assert_says(err, "b.h5: \"\" cannot name an output");
  cr_assert_eq(rx_sweep_write("no/such/b.h5", &sweep, &err), RX_E_IO);
  cr_assert_eq(access("b.h5", F_OK), -1);
  rx_arena_free(arena);
}

/* ---- other programs ---- */

Test(sweep_file, h5py_reads_it)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep sweep = example_sweep(arena, 2, 16);
  assert_ok(rx_sweep_write("sweep.h5", &sweep, &err), err);
  rx_arena_free(arena);
  if (python_with_h5py() == NULL) cr_skip_test("no h5py here");
  cr_assert(h5py_agrees("f = h.File('sweep.h5', 'r')\n"
                        "s = f['sweep']\n"
                        "assert s.attrs['n_members'] == 40 and s.attrs['design'].decode() == 'saltelli'\n"
                        "assert s['outputs/pain_signal'].shape == (40, 2)\n"
                        "assert s['outputs/pain_signal'].dims[1][0].asstr()[1] == 'von_frey_100mN'\n"
                        "assert s['conditions'].asstr()[1] == 'nerve_injury w/o bdnf'\n"
                        "ok = s['status'][:] == 1\n"
                        "assert ok.sum() == 36 and np.isnan(s['outputs/threshold'][:][~ok]).all()\n"
                        "assert np.isfinite(s['outputs/threshold'][:][ok]).all()\n"
                        "assert list(s['failures/member'][:]) == [3, 13, 23, 33]\n"
                        "assert s['failures/message'].asstr()[2] == 'member 23: invalid_parameters'\n"
                        "p = s['parameters'][s['parameters'].attrs['order'][0].decode()]\n"
                        "assert p.attrs['scale'].decode() == 'log10' and p.attrs['units'].decode() == 'S/cm2'\n"
                        "assert (p[:] >= p.attrs['lower']).all() and (p[:] <= p.attrs['upper']).all()\n"
                        "assert s['design/column'][4*4] == -2 and s['design/base'][39] == 1\n"
                        "assert f['sensitivity/threshold.healthy/ST'][0] == 0.5\n"
                        "assert f['config/text'].asstr()[()].startswith('study: nerve_injury # µ')\n"));
}

/* Whether `text` is in the output of a command. */
static bool prints(const char *command, const char *text)
{
  char output[65536];
  FILE *pipe = popen(command, "r");
  const size_t n = fread(output, 1, sizeof output - 1, pipe);
  output[n] = '\0';
  return pclose(pipe) == 0 && strstr(output, text) != NULL;
}

Test(sweep_file, ncdump_shows_the_dimensions_member_and_stimulus)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_sweep sweep = example_sweep(arena, 2, 16);
  assert_ok(rx_sweep_write("sweep.h5", &sweep, &err), err);
  sweep.rows = example_rows(&sweep.plan, 0, 40, arena);
  for (size_t i = 0; i < 40; i++) sweep.rows.status[i] = RX_MEMBER_OK;
  sweep.rows.n_failures = 0;
  assert_ok(rx_sweep_write("no_failures.h5", &sweep, &err), err);
  rx_arena_free(arena);
  if (system("command -v ncdump >/dev/null 2>&1") != 0) cr_skip_test("no ncdump here");
  unsetenv("LD_PRELOAD");
  cr_assert(prints("ncdump -h sweep.h5", "\tmember = 40 ;"));
  cr_assert(prints("ncdump -h sweep.h5", "\tstimulus = 2 ;"));
  cr_assert(prints("ncdump -h sweep.h5", "double pain_signal(member, stimulus) ;"));
  cr_assert(prints("ncdump -h sweep.h5", "double ST(parameter) ;"));
  cr_assert(prints("ncdump -v /sweep/stimulus sweep.h5", "\"von_frey_100mN\""), "coordinates can be read");
  cr_assert(prints("ncdump -v /sweep/outputs/threshold sweep.h5", "threshold = "));
  cr_assert(prints("ncdump -h no_failures.h5", "\tmember = 40 ;"));
}
