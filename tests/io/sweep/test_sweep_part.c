#include <criterion/criterion.h>
#include <hdf5.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "io/hdf5/hdf5_file.h"
#include "io/sweep/sweep_file.h"
#include "tests/io/output_helpers.h"
#include "tests/io/sweep/sweep_checks.h"
#include "tests/io/sweep/sweep_example.h"

TestSuite(sweep_part, .init = in_new_folder, .fini = leave_folder);

/* Writes part 1 of the example: members 16 to 31. */
static rx_sweep_rows write_part(const rx_sweep_plan *plan, uint64_t part, rx_arena *arena)
{
  rx_error err = { 0 };
  const rx_sweep_rows rows = example_rows(plan, rx_part_first(plan, part), rx_part_size(plan, part), arena);
  assert_ok(rx_part_write(".", plan, part, &rows, &err), err);
  return rows;
}

Test(sweep_part, reads_back_what_was_written)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan plan = example_plan(arena, 2, 16);
  cr_assert_eq(plan.n_parts, 3);
  cr_assert(rx_part_first(&plan, 2) == 32 && rx_part_size(&plan, 2) == 8, "the last part is short");
  for (uint64_t part = 0; part < plan.n_parts; part++) {
    cr_assert_not(rx_part_exists(".", part));
    const rx_sweep_rows rows = write_part(&plan, part, arena);
    cr_assert(rx_part_exists(".", part));
    rx_sweep_rows found;
    assert_ok(rx_part_read(".", &plan, part, arena, &found, &err), err);
    assert_same_rows(&plan, &found, &rows);
    assert_same_text(found.version, rx_version());
    assert_same_text(found.git_commit, rx_git_commit());
    cr_assert_not(found.is_of_other_version);
    assert_ok(rx_part_read(".", &plan, part, NULL, NULL, &err), err);
  }
  cr_assert_eq(access("part-000002.h5", F_OK), 0);
  cr_assert_eq(n_files(), 3);
  rx_arena_free(arena);
}

Test(sweep_part, a_part_without_failures_is_one_too)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan plan = example_plan(arena, 2, 8);
  rx_sweep_rows found;
  const rx_sweep_rows rows = write_part(&plan, 3, arena); /* 24 to 31 */
  cr_assert_eq(rows.n_failures, 0);
  assert_ok(rx_part_read(".", &plan, 3, arena, &found, &err), err);
  assert_same_rows(&plan, &found, &rows);
  rx_arena_free(arena);
}

Test(sweep_part, every_dataset_and_attribute_is_there_with_a_checksum)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan plan = example_plan(arena, 2, 16);
  rx_h5_reader *r;
  write_part(&plan, 1, arena);
  assert_ok(rx_h5_open("part-000001.h5", &r, &err), err);
  assert_text_attr(r, "/", "format", "rexed-part");
  assert_text_attr(r, "/", "format_version", "1.0");
  assert_text_attr(r, "/", "plan_hash", plan.plan_hash);
  assert_text_attr(r, "/", "version", rx_version());
  assert_text_attr(r, "/", "git_commit", rx_git_commit());
  assert_u64_attr(r, "/", "part", 1);
  assert_u64_attr(r, "/", "first_member", 16);
  assert_u64_attr(r, "/", "n_members", 16);
  cr_assert(rx_h5_has_attr(r, "/", "rows_hash"));
  cr_assert_not(rx_h5_has(r, "/sweep/parameters"), "the plan has them");
  static const struct {
    const char *path;
    rx_h5_type type;
    int rank;
    size_t n;
  } DATASETS[] = {
    { "/sweep/outputs/pain_signal", RX_H5_F64, 2, 16 },
    { "/sweep/outputs/threshold", RX_H5_F64, 1, 16 },
    { "/sweep/outputs/rating", RX_H5_F64, 2, 16 },
    { "/sweep/status", RX_H5_U8, 1, 16 },
    { "/sweep/seed", RX_H5_U64, 1, 16 },
    { "/sweep/replicate", RX_H5_U32, 1, 16 },
    { "/sweep/failures/member", RX_H5_U64, 1, 1 },
    { "/sweep/failures/code", RX_H5_I32, 1, 1 },
    { "/sweep/failures/time", RX_H5_F64, 1, 1 },
    { "/sweep/failures/message", RX_H5_TEXT, 1, 1 },
    { "/sweep/cost/wall", RX_H5_F64, 1, 16 },
    { "/sweep/cost/n_steps", RX_H5_U64, 1, 16 },
    { "/sweep/cost/n_rhs", RX_H5_U64, 1, 16 },
  };
  for (size_t i = 0; i < sizeof DATASETS / sizeof *DATASETS; i++)
    assert_dataset(r, DATASETS[i].path, DATASETS[i].type, DATASETS[i].rank, DATASETS[i].n, 2);
  rx_h5_close(r);

  const hid_t file = H5Fopen("part-000001.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
  for (size_t i = 0; i < sizeof DATASETS / sizeof *DATASETS; i++) {
    const hid_t dataset = H5Dopen2(file, DATASETS[i].path, H5P_DEFAULT), properties = H5Dget_create_plist(dataset);
    cr_assert_eq(H5Pget_layout(properties), H5D_CHUNKED, "%s", DATASETS[i].path);
    cr_assert_eq(H5Pall_filters_avail(properties), 1);
    unsigned flags, config;
    size_t n_values = 0;
    cr_assert_eq(H5Pget_nfilters(properties), 3);
    cr_assert_eq(H5Pget_filter2(properties, 2, &flags, &n_values, NULL, 0, NULL, &config), H5Z_FILTER_FLETCHER32);
    H5Pclose(properties);
    H5Dclose(dataset);
  }
  H5Fclose(file);
  rx_arena_free(arena);
}

Test(sweep_part, outputs_of_failed_members_and_strange_NaN_become_one_NaN)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan plan = example_plan(arena, 2, 16);
  rx_sweep_rows rows = write_part(&plan, 0, arena), found;
  cr_assert_eq(rename("part-000000.h5", "first.h5"), 0);
  rows.outputs[1][3] = 23.85; /* half-done */
  const uint64_t other_nan = 0xfff8000000002385u;
  memcpy(&rows.outputs[1][13], &other_nan, sizeof other_nan);
  rows.failures[0].time_ms = rows.failures[0].time_ms;
  assert_ok(rx_part_write(".", &plan, 0, &rows, &err), err);
  cr_assert(same_bytes("part-000000.h5", "first.h5"));
  assert_ok(rx_part_read(".", &plan, 0, arena, &found, &err), err);
  cr_assert(isnan(found.outputs[1][3]) && isnan(found.outputs[1][13]));
  rx_arena_free(arena);
}

Test(sweep_part, another_cost_is_another_file_and_as_good)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan plan = example_plan(arena, 2, 16);
  rx_sweep_rows rows = write_part(&plan, 0, arena);
  cr_assert_eq(rename("part-000000.h5", "first.h5"), 0);
  rows.wall_s[4] += 2.385;
  assert_ok(rx_part_write(".", &plan, 0, &rows, &err), err);
  cr_assert_not(same_bytes("part-000000.h5", "first.h5"));
  assert_ok(rx_part_read(".", &plan, 0, NULL, NULL, &err), err);
  cr_assert_eq(rename("first.h5", "part-000000.h5"), 0);
  assert_ok(rx_part_read(".", &plan, 0, NULL, NULL, &err), err);
  rx_arena_free(arena);
}

/* ---- damage ---- */

Test(sweep_part, a_flipped_byte_is_seen_or_changes_nothing)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan plan = example_plan(arena, 1, 8);
  const rx_sweep_rows rows = write_part(&plan, 0, arena);
  size_t n, n_seen = 0, n_trials = 0;
  char *bytes = file_bytes("part-000000.h5", &n);
  uint64_t random = 2385;
  for (; n_trials < 600; n_trials++) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    const size_t i = (size_t)(random >> 33) % n;
    const char was = bytes[i];
    bytes[i] = (char)(was ^ (char)(1 + (random >> 20) % 255));
    put_bytes("part-000000.h5", bytes, n);
    bytes[i] = was;
    rx_arena *own = rx_arena_create();
    rx_sweep_rows found;
    if (rx_part_read(".", &plan, 0, own, &found, &err) != RX_OK)
      n_seen++;
    else
      assert_same_rows(&plan, &found, &rows);
    rx_arena_free(own);
  }
  cr_assert_gt(n_seen, n_trials / 5, "%zu of %zu", n_seen, n_trials); /* much of a small file is empty */
  free(bytes);
  rx_arena_free(arena);
}

Test(sweep_part, a_torn_part_is_seen_at_any_length)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan plan = example_plan(arena, 1, 8);
  write_part(&plan, 0, arena);
  size_t n;
  char *bytes = file_bytes("part-000000.h5", &n);
  for (size_t length = 0; length < n; length += length < 200 || length > n - 200 ? 1 : 397) {
    put_bytes("part-000000.h5", bytes, length);
    cr_assert_eq(rx_part_read(".", &plan, 0, NULL, NULL, &err), RX_E_IO, "%zu of %zu bytes", length, n);
    assert_says(err, "./part-000000.h5: ");
  }
  free(bytes);
  rx_arena_free(arena);
}

Test(sweep_part, what_is_not_this_part_is_refused_with_the_reason)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_sweep_plan plan = example_plan(arena, 2, 16), other = plan;
  write_part(&plan, 1, arena);
  cr_assert_eq(rx_part_read(".", &plan, 0, NULL, NULL, &err), RX_E_IO);
  assert_says(err, "./part-000000.h5: cannot read: No such file");
  cr_assert_eq(rx_part_read(".", &plan, 3, NULL, NULL, &err), RX_E_INPUT);
  assert_says(err, "a part of a larger sweep");

  other.plan_hash = "ffffffffffffffffffffffffffffffff";
  cr_assert_eq(rx_part_read(".", &other, 1, NULL, NULL, &err), RX_E_INPUT);
  assert_says(err, "its plan_hash is 0123456789abcdef0123456789abcdef, expected ffffffffffffffffffffffffffffffff");

  cr_assert_eq(rename("part-000001.h5", "part-000000.h5"), 0);
  cr_assert_eq(rx_part_read(".", &plan, 0, NULL, NULL, &err), RX_E_INPUT);
  assert_says(err, "part-000000.h5: its part is 1, expected 0");
  cr_assert_eq(rename("part-000000.h5", "part-000001.h5"), 0);

  /* the same hash, but rows that do not fit */
  other = plan;
  other.part_members = 8;
  other.n_parts = 5;
  cr_assert_eq(rx_part_read(".", &other, 1, NULL, NULL, &err), RX_E_INPUT);
  assert_says(err, "its first_member is 16, expected 8");
  uint64_t seed[40];
  memcpy(seed, plan.seed, sizeof seed);
  seed[20] ^= 1;
  other = plan;
  other.seed = seed;
  cr_assert_eq(rx_part_read(".", &other, 1, NULL, NULL, &err), RX_E_INPUT);
  assert_says(err, "its seeds or replicates are not the plan's");
  other = plan;
  other.n_stimuli = 1;
  cr_assert_eq(rx_part_read(".", &other, 1, NULL, NULL, &err), RX_E_IO);
  assert_says(err, "/sweep/outputs/pain_signal: its type or shape does not fit");
  other = plan;
  other.n_outputs = 2; /* the file has one more */
  cr_assert_eq(rx_part_read(".", &other, 1, NULL, NULL, &err), RX_E_IO);
  assert_says(err, "13 datasets, expected 12");
  assert_ok(rx_part_read(".", &plan, 1, NULL, NULL, &err), err);
  rx_arena_free(arena);
}

Test(sweep_part, another_program_version_is_told_and_no_damage)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_sweep_plan plan = example_plan(arena, 2, 16);
  rx_sweep_rows found;
  const rx_sweep_rows rows = write_part(&plan, 1, arena);
  plan.provenance.version = "0.0.1";
  assert_ok(rx_part_read(".", &plan, 1, arena, &found, &err), err);
  cr_assert(found.is_of_other_version);
  assert_same_text(found.version, rx_version());
  assert_same_rows(&plan, &found, &rows);
  plan.provenance.version = rx_version();
  plan.provenance.git_commit = "2385";
  assert_ok(rx_part_read(".", &plan, 1, arena, &found, &err), err);
  cr_assert(found.is_of_other_version);
  rx_arena_free(arena);
}

/* Replaces a dataset of the part by what is not right, with a rows_hash as it was. */
static void spoil(const char *path, void (*change)(hid_t file))
{
  const hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
  cr_assert_geq(file, 0);
  change(file);
  H5Fclose(file);
}

static void other_status(hid_t file)
{
  uint8_t status[16];
  const hid_t dataset = H5Dopen2(file, "/sweep/status", H5P_DEFAULT);
  H5Dread(dataset, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, status);
  status[9] = RX_MEMBER_TIME;
  H5Dwrite(dataset, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, status);
  H5Dclose(dataset);
}

static void no_hash(hid_t file)
{
  H5Adelete(file, "rows_hash");
}

static void big_endian(hid_t file)
{
  const hsize_t n = 16;
  double values[16] = { 0 };
  const hid_t space = H5Screate_simple(1, &n, NULL);
  H5Ldelete(file, "/sweep/outputs/threshold", H5P_DEFAULT);
  const hid_t dataset =
      H5Dcreate2(file, "/sweep/outputs/threshold", H5T_IEEE_F64BE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
  H5Dclose(dataset);
  H5Sclose(space);
}

static void no_messages(hid_t file)
{
  H5Ldelete(file, "/sweep/failures/message", H5P_DEFAULT);
}

Test(sweep_part, rows_that_were_changed_with_care_are_seen_by_their_hash)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan plan = example_plan(arena, 2, 16);
  static const struct {
    void (*change)(hid_t file);
    const char *message;
  } CASES[] = {
    { other_status, "damaged: its rows have hash" },
    { no_hash, "attribute rows_hash" },
    { big_endian, "/sweep/outputs/threshold: its type is none that rexed writes" },
    { no_messages, "/sweep/failures/message" },
  };
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    write_part(&plan, 1, arena);
    spoil("part-000001.h5", CASES[i].change);
    cr_assert_eq(rx_part_read(".", &plan, 1, NULL, NULL, &err), RX_E_IO);
    assert_says(err, CASES[i].message);
  }
  rx_arena_free(arena);
}

Test(sweep_part, rows_at_odds_with_the_plan_are_not_written)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan plan = example_plan(arena, 2, 16);
  rx_sweep_rows rows = example_rows(&plan, 16, 16, arena);
  cr_assert_eq(rx_part_write(".", &plan, 0, &rows, &err), RX_E_INPUT);
  assert_says(err, "./part-000000.h5: 16 rows from member 16, but the part has 16 from 0");
  cr_assert_eq(rx_part_write(".", &plan, 3, &rows, &err), RX_E_INPUT);
  assert_says(err, "part 3 of a sweep of 3");
  rows.status[2] = RX_MEMBER_PENDING;
  cr_assert_eq(rx_part_write(".", &plan, 1, &rows, &err), RX_E_INPUT);
  assert_says(err, "member 18 of a finished part is pending");
  rows.status[2] = RX_N_MEMBER_STATES;
  cr_assert_eq(rx_part_write(".", &plan, 1, &rows, &err), RX_E_INPUT);
  assert_says(err, "member 18 has status 6, at most 5 is known");
  rows.status[2] = RX_MEMBER_TIME;
  cr_assert_eq(rx_part_write(".", &plan, 1, &rows, &err), RX_E_INPUT);
  assert_says(err, "member 18 has status 5, but no row of its own among the failures");
  rows.status[2] = RX_MEMBER_OK;
  rows.status[7] = RX_MEMBER_OK; /* member 23 */
  cr_assert_eq(rx_part_write(".", &plan, 1, &rows, &err), RX_E_INPUT);
  assert_says(err, "failure 0 is of member 23, which did not fail");
  cr_assert_eq(n_files(), 0);
  rows.status[7] = RX_MEMBER_INVALID;
  assert_ok(rx_part_write(".", &plan, 1, &rows, &err), err);
  cr_assert_eq(rx_part_write("no/such", &plan, 1, &rows, &err), RX_E_IO);
  assert_says(err, "no/such/part-000001.h5: cannot write");
  rx_arena_free(arena);
}

Test(sweep_part, a_damaged_part_is_set_aside)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan plan = example_plan(arena, 2, 16);
  write_part(&plan, 1, arena);
  put_bytes("part-000001.h5.bad", "older", 5);
  assert_ok(rx_part_set_aside(".", 1, &err), err);
  cr_assert(!rx_part_exists(".", 1) && n_files() == 1);
  size_t n;
  free(file_bytes("part-000001.h5.bad", &n));
  cr_assert_gt(n, 1000, "the older one is replaced");
  cr_assert_eq(rx_part_set_aside(".", 1, &err), RX_E_IO);
  assert_says(err, "./part-000001.h5: cannot rename to ./part-000001.h5.bad: No such file");
  rx_arena_free(arena);
}

Test(sweep_part, a_full_disk_leaves_no_half_of_a_part)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan plan = example_plan(arena, 2, 16);
  const rx_sweep_rows rows = example_rows(&plan, 0, 16, arena);
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 4000, 4000 });
    exit(rx_part_write(".", &plan, 0, &rows, &err) == RX_E_IO &&
                 strstr(err.text, "part-000000.h5: cannot write") != NULL
             ? 0
             : 1);
  }
  int status;
  waitpid(child, &status, 0);
  cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  cr_assert_eq(n_files(), 0);
  rx_arena_free(arena);
}
