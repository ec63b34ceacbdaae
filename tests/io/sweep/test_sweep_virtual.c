#include <criterion/criterion.h>
#include <hdf5.h>
#include <sys/stat.h>

#include "io/hdf5/hdf5_file.h"
#include "io/sweep/sweep_file.h"
#include "tests/io/output_helpers.h"
#include "tests/io/sweep/sweep_checks.h"
#include "tests/io/sweep/sweep_example.h"

/* Parts 0 and 2 in one folder, 1 in another whose name HDF5 could misread; the sweep beside the first. */
static const char *const FOLDERS[2] = { "run/sweep.h5.parts", "other 50%b" };
static const size_t FOLDER_OF_PART[3] = { 0, 1, 0 };
static const char FILE_NAME[] = "run/sweep.h5";

static void begin(void)
{
  in_new_folder();
  cr_assert(mkdir("run", 0777) == 0 && mkdir(FOLDERS[0], 0777) == 0 && mkdir(FOLDERS[1], 0777) == 0);
}

static void end(void)
{
  static const char *const FILES[] = {
    "run/sweep.h5",
    "run/sweep.h5.parts/part-000000.h5",
    "run/sweep.h5.parts/part-000002.h5",
    "other 50%b/part-000001.h5",
  };
  for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) unlink(FILES[i]);
  rmdir(FOLDERS[0]);
  rmdir(FOLDERS[1]);
  rmdir("run");
  leave_folder();
}

TestSuite(sweep_virtual, .init = begin, .fini = end);

static rx_sweep write_parts(rx_arena *arena)
{
  rx_error err = { 0 };
  const rx_sweep sweep = example_sweep(arena, 2, 16);
  for (uint64_t part = 0; part < 3; part++) {
    const rx_sweep_rows rows =
        example_rows(&sweep.plan, rx_part_first(&sweep.plan, part), rx_part_size(&sweep.plan, part), arena);
    assert_ok(rx_part_write(FOLDERS[FOLDER_OF_PART[part]], &sweep.plan, part, &rows, &err), err);
    for (uint64_t i = 0; i < rows.n_members; i++) sweep.rows.wall_s[rows.first_member + i] = rows.wall_s[i];
  }
  return sweep;
}

Test(sweep_virtual, reads_like_the_sweep_it_is_a_view_of)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_sweep sweep = write_parts(arena), found;
  rx_sweep_sources sources;
  assert_ok(rx_sweep_write_virtual(FILE_NAME, &sweep, 2, FOLDERS, FOLDER_OF_PART, &err), err);
  assert_ok(rx_sweep_read(FILE_NAME, arena, &found, &err), err);
  assert_same_plan(&found.plan, &sweep.plan);
  assert_same_rows(&sweep.plan, &found.rows, &sweep.rows);
  assert_same_indices(&found, &sweep);
  assert_ok(rx_sweep_find_sources(FILE_NAME, arena, &sources, &err), err);
  cr_assert(sources.is_virtual && sources.n == 3 && sources.n_missing == 0);

  /* by rows that nobody has in memory */
  sweep.rows.status = NULL;
  assert_ok(rx_sweep_write_virtual(FILE_NAME, &sweep, 2, FOLDERS, FOLDER_OF_PART, &err), err);
  assert_ok(rx_sweep_read(FILE_NAME, arena, &found, &err), err);
  cr_assert_eq(found.rows.status[23], RX_MEMBER_INVALID);

  /* moved as a whole, and looked at from elsewhere */
  cr_assert_eq(chdir("run"), 0);
  assert_ok(rx_sweep_read("sweep.h5", arena, &found, &err), err);
  assert_ok(rx_sweep_find_sources("sweep.h5", arena, &sources, &err), err);
  cr_assert(sources.n == 3 && sources.n_missing == 0);
  cr_assert_eq(found.rows.outputs[1][20], example_value(20, 1, 0));
  cr_assert_eq(chdir(".."), 0);
  rx_arena_free(arena);
}

Test(sweep_virtual, outputs_status_and_cost_are_views_and_parameters_are_not)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep sweep = write_parts(arena);
  static const struct {
    const char *path;
    bool is_virtual;
  } CASES[] = {
    { "/sweep/outputs/pain_signal", true },
    { "/sweep/outputs/threshold", true },
    { "/sweep/status", true },
    { "/sweep/cost/n_rhs", true },
    { "/sweep/parameters/circuit.populations.PV.E_Cl", false },
    { "/sweep/seed", false },
    { "/sweep/failures/code", false },
  };
  rx_h5_reader *r;
  bool is_virtual;
  size_t n;
  char **files;
  assert_ok(rx_sweep_write_virtual(FILE_NAME, &sweep, 2, FOLDERS, FOLDER_OF_PART, &err), err);
  assert_ok(rx_h5_open(FILE_NAME, &r, &err), err);
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    assert_ok(rx_h5_sources(r, CASES[i].path, arena, &is_virtual, &n, &files, &err), err);
    cr_assert_eq(is_virtual, CASES[i].is_virtual, "%s", CASES[i].path);
    cr_assert_eq(n, is_virtual ? 3 : 0);
    if (!is_virtual) continue;
    cr_assert_str_eq(files[0], "sweep.h5.parts/part-000000.h5");
    cr_assert_str_eq(files[1], "../other 50%%b/part-000001.h5", "%s", files[1]);
  }
  assert_plan_layout(r, &sweep.plan);
  rx_h5_close(r);
  rx_arena_free(arena);
  if (python_with_h5py() == NULL) cr_skip_test("no h5py here");
  cr_assert(h5py_agrees("f = h.File('run/sweep.h5', 'r')['sweep']\n"
                        "assert (f['status'][:] == 1).sum() == 36\n"
                        "assert np.isfinite(f['outputs/rating'][:]).sum() == 72\n"));
}

Test(sweep_virtual, what_is_missing_reads_NaN_and_pending_and_is_reported)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep sweep = write_parts(arena);
  rx_sweep found;
  rx_sweep_sources sources;
  assert_ok(rx_sweep_write_virtual(FILE_NAME, &sweep, 2, FOLDERS, FOLDER_OF_PART, &err), err);
  cr_assert_eq(unlink("other 50%b/part-000001.h5"), 0);
  assert_ok(rx_sweep_find_sources(FILE_NAME, arena, &sources, &err), err);
  cr_assert(sources.n == 3 && sources.n_missing == 1);
  cr_assert_str_eq(sources.missing[0], "../other 50%b/part-000001.h5");
  assert_ok(rx_sweep_read(FILE_NAME, arena, &found, &err), err);
  for (size_t i = 0; i < 40; i++) {
    const bool is_missing = i >= 16 && i < 32;
    cr_assert_eq(found.rows.status[i], is_missing ? RX_MEMBER_PENDING : sweep.rows.status[i]);
    cr_assert_eq(isnan(found.rows.outputs[0][2 * i]) != 0, is_missing || sweep.rows.status[i] != RX_MEMBER_OK);
  }
  cr_assert_eq(found.rows.n_failures, 3, "member 23 is pending");

  /* a part of another sweep in its place */
  rx_sweep_plan other = sweep.plan;
  other.plan_hash = "ffffffffffffffffffffffffffffffff";
  const rx_sweep_rows rows = example_rows(&other, 16, 16, arena);
  assert_ok(rx_part_write(FOLDERS[1], &other, 1, &rows, &err), err);
  assert_ok(rx_sweep_find_sources(FILE_NAME, arena, &sources, &err), err);
  cr_assert_eq(sources.n_missing, 1);
  put_bytes("run/sweep.h5.parts/part-000002.h5", "", 0);
  assert_ok(rx_sweep_find_sources(FILE_NAME, arena, &sources, &err), err);
  cr_assert_eq(sources.n_missing, 2);
  rx_arena_free(arena);
}

Test(sweep_virtual, a_part_that_nobody_has_is_pending)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_sweep sweep = write_parts(arena), found;
  rx_sweep_sources sources;
  size_t folder_of_part[3] = { 0, RX_NO_FOLDER, 0 };
  sweep.rows.status = NULL;
  assert_ok(rx_sweep_write_virtual(FILE_NAME, &sweep, 2, FOLDERS, folder_of_part, &err), err);
  assert_ok(rx_sweep_read(FILE_NAME, arena, &found, &err), err);
  cr_assert(found.rows.status[15] == RX_MEMBER_OK && found.rows.status[16] == RX_MEMBER_PENDING);
  assert_ok(rx_sweep_find_sources(FILE_NAME, arena, &sources, &err), err);
  cr_assert(sources.n == 2 && sources.n_missing == 0);
  folder_of_part[0] = folder_of_part[2] = RX_NO_FOLDER;
  assert_ok(rx_sweep_write_virtual(FILE_NAME, &sweep, 2, FOLDERS, folder_of_part, &err), err);
  assert_ok(rx_sweep_read(FILE_NAME, arena, &found, &err), err);
  cr_assert_eq(found.rows.status[0], RX_MEMBER_PENDING);
  cr_assert(isnan(found.rows.outputs[0][0]));
  rx_arena_free(arena);
}

Test(sweep_virtual, a_view_that_does_not_show_the_rows_is_not_put_in_place)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_sweep sweep = write_parts(arena);
  put_bytes(FILE_NAME, "older", 5);
  unlink("other 50%b/part-000001.h5");
  cr_assert_eq(rx_sweep_write_virtual(FILE_NAME, &sweep, 2, FOLDERS, FOLDER_OF_PART, &err), RX_E_IO);
  assert_says(err, "run/sweep.h5: reading it back: member 16 has status 0 in ../other 50%%b/part-000001.h5");
  const size_t no_such[3] = { 0, 2, 0 };
  cr_assert_eq(rx_sweep_write_virtual(FILE_NAME, &sweep, 2, FOLDERS, no_such, &err), RX_E_INPUT);
  assert_says(err, "part 1 is said to be in folder 2 of 2");
  const char *const gone[2] = { "run/sweep.h5.parts", "gone" };
  cr_assert_eq(rx_sweep_write_virtual(FILE_NAME, &sweep, 2, gone, FOLDER_OF_PART, &err), RX_E_IO);
  assert_says(err, "gone: cannot find the folder: No such file");
  sweep.rows.n_members = 39;
  cr_assert_eq(rx_sweep_write_virtual(FILE_NAME, &sweep, 2, FOLDERS, FOLDER_OF_PART, &err), RX_E_INPUT);
  assert_says(err, "39 rows, but the sweep has 40 members");
  size_t n;
  char *bytes = file_bytes(FILE_NAME, &n);
  cr_assert(n == 5 && memcmp(bytes, "older", 5) == 0);
  free(bytes);
  rx_arena_free(arena);
}

Test(sweep_virtual, a_plain_sweep_has_no_sources)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep sweep = write_parts(arena);
  rx_sweep_sources sources;
  assert_ok(rx_sweep_write(FILE_NAME, &sweep, &err), err);
  assert_ok(rx_sweep_find_sources(FILE_NAME, arena, &sources, &err), err);
  cr_assert(!sources.is_virtual && sources.n == 0 && sources.n_missing == 0);
  cr_assert_eq(rx_sweep_find_sources("run/sweep.h5.parts/part-000000.h5", arena, &sources, &err), RX_E_INPUT);
  assert_says(err, "its format is rexed-part, expected rexed-sweep");
  cr_assert_eq(rx_sweep_find_sources("none.h5", arena, &sources, &err), RX_E_IO);
  rx_arena_free(arena);
}

Test(sweep_virtual, ncdump_shows_its_dimensions)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep sweep = write_parts(arena);
  assert_ok(rx_sweep_write_virtual(FILE_NAME, &sweep, 2, FOLDERS, FOLDER_OF_PART, &err), err);
  rx_arena_free(arena);
  if (system("command -v ncdump >/dev/null 2>&1") != 0) cr_skip_test("no ncdump here");
  unsetenv("LD_PRELOAD");
  cr_assert_eq(system("ncdump -h run/sweep.h5 | grep -q 'member = 40 ;'"), 0);
  cr_assert_eq(system("ncdump -v /sweep/stimulus run/sweep.h5 | grep -q von_frey_100mN"), 0);
}
