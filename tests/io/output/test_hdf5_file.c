#include "base/whole_file.h"
#include "io/hdf5/hdf5_file.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <hdf5.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <utime.h>

#include "io/results/hash.h"
#include "tests/io/output_helpers.h"

TestSuite(hdf5_file, .init = in_new_folder, .fini = leave_folder);

static void fill(size_t n, double x[])
{
  for (size_t i = 0; i < n; i++) x[i] = sin(1.7 * (double)i) * 23.85;
}

static rx_status write_column_file(const char *path, size_t n, rx_error *err)
{
  double *x = malloc((n + 1) * sizeof *x);
  fill(n, x);
  rx_h5_writer *w;
  rx_status status = rx_h5_create(path, RX_H5_PLAIN, &w, err);
  if (status == RX_OK) {
    rx_h5_write_column(w, "/group/x", RX_H5_F64, n, x, "mV", "a column");
    status = rx_h5_finish(w, err);
  }
  free(x);
  return status;
}

Test(hdf5_file, reads_back_every_type_as_written)
{
  rx_error err = { 0 };
  rx_h5_writer *w;
  const double f64[3] = { 2.385, -1e300, NAN };
  const float f32[3] = { 1.5f, -0.25f, 3e30f };
  const uint64_t u64[3] = { 0, 7, UINT64_MAX };
  const uint32_t u32[3] = { 1, 2, UINT32_MAX };
  const char *const texts[3] = { "brush", "", "von Frey 100 µN" };
  assert_ok(rx_h5_create("a.h5", RX_H5_PLAIN, &w, &err), err);
  rx_h5_write_column(w, "/f64", RX_H5_F64, 3, f64, "mV", "x");
  rx_h5_write_column(w, "/f32", RX_H5_F32, 3, f32, "mV", "x");
  rx_h5_write_column(w, "/u64", RX_H5_U64, 3, u64, "1", "x");
  rx_h5_write_column(w, "/u32", RX_H5_U32, 3, u32, "1", "x");
  rx_h5_write_column(w, "/texts", RX_H5_TEXT, 3, texts, NULL, NULL);
  rx_h5_write_column(w, "/none", RX_H5_F64, 0, NULL, "mV", "nothing");
  rx_h5_write_column(w, "/no_texts", RX_H5_TEXT, 0, NULL, NULL, NULL);
  rx_h5_write_text(w, "/deep/er/text", "line 1\nline 2\n");
  rx_h5_attr_text(w, "/deep", "words", "two words");
  rx_h5_attr_f64(w, "/f64", "lower", -0.1);
  rx_h5_attr(w, "/", "order", RX_H5_TEXT, 3, texts);
  assert_ok(rx_h5_finish(w, &err), err);

  rx_h5_reader *r;
  rx_arena *arena = rx_arena_create();
  assert_ok(rx_h5_open("a.h5", &r, &err), err);
  size_t n, n_names;
  double *d;
  float *f;
  uint64_t *u;
  uint32_t *v;
  char **t, *text, **names;
  assert_ok(rx_h5_read_f64(r, "/f64", arena, &n, &d, &err), err);
  cr_assert(n == 3 && d[0] == 2.385 && d[1] == -1e300 && isnan(d[2]));
  assert_ok(rx_h5_read_f32(r, "/f32", arena, &n, &f, &err), err);
  cr_assert(n == 3 && memcmp(f, f32, sizeof f32) == 0);
  assert_ok(rx_h5_read_u64(r, "/u64", arena, &n, &u, &err), err);
  cr_assert(n == 3 && memcmp(u, u64, sizeof u64) == 0);
  assert_ok(rx_h5_read_u32(r, "/u32", arena, &n, &v, &err), err);
  cr_assert(n == 3 && memcmp(v, u32, sizeof u32) == 0);
  assert_ok(rx_h5_read_texts(r, "/texts", arena, &n, &t, &err), err);
  for (size_t i = 0; i < 3; i++) cr_assert_str_eq(t[i], texts[i]);
  assert_ok(rx_h5_read_f64(r, "/none", arena, &n, &d, &err), err);
  cr_assert_eq(n, 0);
  assert_ok(rx_h5_read_texts(r, "/no_texts", arena, &n, &t, &err), err);
  cr_assert_eq(n, 0);
  assert_ok(rx_h5_read_text(r, "/deep/er/text", arena, &text, &err), err);
  cr_assert_str_eq(text, "line 1\nline 2\n");
  assert_ok(rx_h5_attr_read_text(r, "/deep", "words", arena, &text, &err), err);
  cr_assert_str_eq(text, "two words");
  double lower;
  assert_ok(rx_h5_attr_read_f64(r, "/f64", "lower", &lower, &err), err);
  cr_assert_eq(lower, -0.1);
  void *order;
  assert_ok(rx_h5_attr_read(r, "/", "order", RX_H5_TEXT, arena, &n, &order, &err), err);
  cr_assert(n == 3 && strcmp(((char **)order)[2], texts[2]) == 0);
  assert_ok(rx_h5_children(r, "/", arena, &n_names, &names, &err), err);
  cr_assert_eq(n_names, 8);
  cr_assert_str_eq(names[0], "f64", "children come in the order of creation");
  cr_assert_str_eq(names[7], "deep");
  cr_assert(rx_h5_has(r, "/deep/er/text") && !rx_h5_has(r, "/no/such") && !rx_h5_has_attr(r, "/deep", "other"));
  rx_h5_close(r);
  rx_arena_free(arena);
  cr_assert_eq(n_files(), 1, "no temporary stays");
}

/* Layout, filters and chunk of a dataset as HDF5 says. */
static int n_filters(hid_t file, const char *path, hsize_t chunk[2], int filters[4])
{
  const hid_t dataset = H5Dopen2(file, path, H5P_DEFAULT);
  const hid_t properties = H5Dget_create_plist(dataset);
  int n = 0;
  if (H5Pget_layout(properties) == H5D_CHUNKED) {
    H5Pget_chunk(properties, 2, chunk);
    n = H5Pget_nfilters(properties);
    for (int i = 0; i < n; i++) {
      unsigned flags, config;
      size_t n_values = 0;
      filters[i] = H5Pget_filter2(properties, (unsigned)i, &flags, &n_values, NULL, 0, NULL, &config);
    }
  }
  H5Pclose(properties);
  H5Dclose(dataset);
  return n;
}

Test(hdf5_file, chunks_and_filters_follow_the_size)
{
  static double x[300 * 1000];
  rx_error err = { 0 };
  rx_h5_writer *w;
  assert_ok(rx_h5_create("a.h5", RX_H5_PLAIN, &w, &err), err);
  rx_h5_write_column(w, "/n255", RX_H5_F64, 255, x, "1", "x");
  rx_h5_write_column(w, "/n256", RX_H5_F64, 256, x, "1", "x");
  rx_h5_write_column(w, "/n5000", RX_H5_F64, 5000, x, "1", "x");
  rx_h5_write(w, &(rx_h5_dataset){ .path = "/table",
                                   .type = RX_H5_F64,
                                   .rank = 2,
                                   .shape = { 1000, 300 },
                                   .data = x,
                                   .units = "1",
                                   .long_name = "x" });
  assert_ok(rx_h5_finish(w, &err), err);
  assert_ok(rx_h5_create("part.h5", RX_H5_PART, &w, &err), err);
  rx_h5_write_column(w, "/n3", RX_H5_F64, 3, x, "1", "x");
  rx_h5_write_column(w, "/n0", RX_H5_F64, 0, x, "1", "x");
  assert_ok(rx_h5_finish(w, &err), err);

  hsize_t chunk[2];
  int filters[4];
  hid_t file = H5Fopen("a.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
  cr_assert_eq(n_filters(file, "/n255", chunk, filters), 0);
  cr_assert_eq(n_filters(file, "/n256", chunk, filters), 3);
  cr_assert_eq(chunk[0], 256);
  cr_assert(filters[0] == H5Z_FILTER_SHUFFLE && filters[1] == H5Z_FILTER_DEFLATE &&
            filters[2] == H5Z_FILTER_FLETCHER32);
  cr_assert_eq(n_filters(file, "/n5000", chunk, filters), 3);
  cr_assert_eq(chunk[0], 4096);
  cr_assert_eq(n_filters(file, "/table", chunk, filters), 3);
  cr_assert_eq(chunk[1], 300);
  cr_assert(chunk[0] * 300 * 8 >= 64 * 1024 && chunk[0] * 300 * 8 <= 256 * 1024);
  H5Fclose(file);
  file = H5Fopen("part.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
  cr_assert_eq(n_filters(file, "/n3", chunk, filters), 3, "parts carry a checksum however small");
  cr_assert_eq(n_filters(file, "/n0", chunk, filters), 0);
  H5Fclose(file);
}

Test(hdf5_file, numbers_carry_units_long_name_and_fill_value)
{
  rx_error err = { 0 };
  rx_h5_reader *r;
  rx_arena *arena = rx_arena_create();
  char *text;
  double fill_value = 0.0;
  assert_ok(write_column_file("a.h5", 3, &err), err);
  assert_ok(rx_h5_open("a.h5", &r, &err), err);
  assert_ok(rx_h5_attr_read_text(r, "/group/x", "units", arena, &text, &err), err);
  cr_assert_str_eq(text, "mV");
  assert_ok(rx_h5_attr_read_text(r, "/group/x", "long_name", arena, &text, &err), err);
  cr_assert_str_eq(text, "a column");
  assert_ok(rx_h5_attr_read_f64(r, "/group/x", "_FillValue", &fill_value, &err), err);
  cr_assert(isnan(fill_value));
  rx_h5_close(r);
  rx_arena_free(arena);
}

Test(hdf5_file, equal_content_gives_equal_bytes)
{
  rx_error err = { 0 };
  assert_ok(write_column_file("a.h5", 5000, &err), err);
  sleep(1); /* a stored time would differ now */
  assert_ok(write_column_file("b.h5", 5000, &err), err);
  cr_assert(same_bytes("a.h5", "b.h5"));
}

Test(hdf5_file, a_full_disk_is_an_error_that_names_the_file_and_leaves_the_old_one)
{
  rx_error err = { 0 };
  assert_ok(write_column_file("a.h5", 10, &err), err);
  size_t n_before, n_after;
  char *before = file_bytes("a.h5", &n_before);
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 20000, 20000 });
    bool good = write_column_file("a.h5", 30000, &err) == RX_E_IO && err.code == RX_E_IO;
    good = good && strstr(err.text, "a.h5") != NULL && strstr(err.text, "File too large") != NULL;
    /* the library is as good as new */
    good = good && write_column_file("b.h5", 10, &err) == RX_OK;
    exit(good ? 0 : 1); /* with HDF5's own clean-up */
  }
  int status;
  waitpid(child, &status, 0);
  cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  char *after = file_bytes("a.h5", &n_after);
  cr_assert(n_before == n_after && memcmp(before, after, n_before) == 0);
  cr_assert_eq(n_files(), 2, "a.h5, b.h5 and no temporary");
  free(before);
  free(after);
}

Test(hdf5_file, a_missing_folder_is_named_before_anything_is_computed)
{
  rx_error err = { 0 };
  rx_h5_writer *w;
  cr_assert_eq(rx_h5_create("no/such/a.h5", RX_H5_PLAIN, &w, &err), RX_E_IO);
  cr_assert_null(w);
  assert_says(err, "no/such/a.h5: cannot write: No such file or directory");
}

Test(hdf5_file, the_first_failure_sticks_and_nothing_is_left)
{
  rx_error err = { 0 };
  rx_h5_writer *w;
  const double x = 1.0;
  assert_ok(rx_h5_create("a.h5", RX_H5_PLAIN, &w, &err), err);
  assert_ok(rx_h5_write_column(w, "/x", RX_H5_F64, 1, &x, "1", "x"), err);
  cr_assert_eq(rx_h5_write_column(w, "/x", RX_H5_F64, 1, &x, "1", "x"), RX_E_IO, "the name is taken");
  cr_assert_eq(rx_h5_attr_f64(w, "/no_such", "a", 1.0), RX_E_IO);
  cr_assert_eq(rx_h5_finish(w, &err), RX_E_IO);
  assert_says(err, "a.h5: /x: cannot make the dataset: ");
  cr_assert_eq(n_files(), 0);
}

Test(hdf5_file, abandoned_files_leave_nothing)
{
  rx_error err = { 0 };
  rx_h5_writer *w;
  assert_ok(rx_h5_create("a.h5", RX_H5_PLAIN, &w, &err), err);
  rx_h5_group(w, "/a/b/c");
  cr_assert_eq(n_files(), 1);
  rx_h5_abandon(w);
  rx_h5_abandon(NULL);
  cr_assert_eq(n_files(), 0);
}

Test(hdf5_file, a_handler_can_unlink_what_is_being_written)
{
  rx_error err = { 0 };
  rx_h5_writer *w;
  assert_ok(rx_h5_create("a.h5", RX_H5_PLAIN, &w, &err), err);
  cr_assert_eq(n_files(), 1);
  rx_h5_unlink_leftovers();
  cr_assert_eq(n_files(), 0);
  rx_h5_abandon(w);
}

Test(hdf5_file, scales_of_many_texts_are_written_for_netcdf_and_read_back)
{
  enum { N = 700 }; /* where numbers get filters, which texts of variable length can't have */
  static char text[N][16];
  const char *texts[N];
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_h5_writer *w;
  rx_h5_reader *r;
  size_t n;
  char **found;
  for (int i = 0; i < N; i++) {
    snprintf(text[i], sizeof text[i], "c%.*d", 1 + i % 9, i);
    texts[i] = text[i];
  }
  assert_ok(rx_h5_create("scales.h5", RX_H5_NETCDF, &w, &err), err);
  rx_h5_write(
      w, &(rx_h5_dataset){
             .path = "/name", .type = RX_H5_TEXT, .rank = 1, .shape = { N }, .data = texts, .scale_name = "name" });
  assert_ok(rx_h5_finish(w, &err), err);
  assert_ok(rx_h5_open("scales.h5", &r, &err), err);
  assert_ok(rx_h5_read_texts(r, "/name", arena, &n, &found, &err), err);
  rx_h5_close(r);
  cr_assert_eq(n, N);
  for (int i = 0; i < N; i++) cr_assert_str_eq(found[i], texts[i]);
  rx_arena_free(arena);
}

Test(hdf5_file, stale_temporaries_are_removed_and_live_ones_kept)
{
  rx_error err = { 0 };
  rx_h5_writer *w;
  char host[65], name[TEST_PATH];
  gethostname(host, sizeof host);
  host[64] = '\0';
  const pid_t gone = fork();
  if (gone == 0) _exit(0);
  waitpid(gone, NULL, 0);
  snprintf(name, sizeof name, ".a.h5.%s.%ld.tmp", host, (long)gone);
  put_bytes(name, "x", 1); /* stale: its process is gone */
  put_bytes(".b.h5.other-host.12.tmp", "x", 1);
  put_bytes(".c.h5.other-host.12.tmp", "x", 1); /* stale: two days old */
  utime(".c.h5.other-host.12.tmp", &(struct utimbuf){ time(NULL) - 172800, time(NULL) - 172800 });
  put_bytes(".notes.tmp", "x", 1);
  utime(".notes.tmp", &(struct utimbuf){ 0, 0 });
  assert_ok(rx_h5_create("d.h5", RX_H5_PLAIN, &w, &err), err);
  cr_assert_eq(rx_remove_stale_temporaries("."), 2);
  cr_assert_eq(n_files(), 3);
  cr_assert_eq(access(".b.h5.other-host.12.tmp", F_OK), 0);
  cr_assert_eq(access(".notes.tmp", F_OK), 0, "not one of rexed's");
  assert_ok(rx_h5_finish(w, &err), err);
}

Test(hdf5_file, a_reader_says_what_is_wrong)
{
  rx_error err = { 0 };
  rx_h5_reader *r;
  rx_arena *arena = rx_arena_create();
  size_t n;
  uint64_t *u;
  char *text;
  cr_assert_eq(rx_h5_open("none.h5", &r, &err), RX_E_IO);
  assert_says(err, "none.h5: cannot read: No such file");
  put_bytes("text.h5", "not HDF5", 8);
  cr_assert_eq(rx_h5_open("text.h5", &r, &err), RX_E_IO);
  assert_says(err, "text.h5: cannot read as HDF5: ");
  cr_assert_null(r);

  assert_ok(write_column_file("a.h5", 300, &err), err);
  assert_ok(rx_h5_open("a.h5", &r, &err), err);
  cr_assert_eq(rx_h5_read_u64(r, "/group/x", arena, &n, &u, &err), RX_E_IO);
  assert_says(err, "a.h5: /group/x: expected whole numbers");
  cr_assert_eq(rx_h5_read_text(r, "/group/x", arena, &text, &err), RX_E_IO);
  assert_says(err, "expected text");
  cr_assert_eq(rx_h5_read_u64(r, "/group/y", arena, &n, &u, &err), RX_E_IO);
  assert_says(err, "/group/y");
  cr_assert_eq(rx_h5_attr_read_text(r, "/group/x", "colour", arena, &text, &err), RX_E_IO);
  assert_says(err, "attribute colour");
  rx_h5_close(r);
  rx_arena_free(arena);
}

Test(hdf5_file, damage_is_seen)
{
  rx_error err = { 0 };
  rx_h5_reader *r;
  rx_arena *arena = rx_arena_create();
  size_t n_bytes, n, n_seen = 0, n_trials = 0;
  double *x, good[300];
  fill(300, good);
  assert_ok(write_column_file("a.h5", 300, &err), err);
  char *bytes = file_bytes("a.h5", &n_bytes);
  /* a flipped bit gives an error or unchanged numbers, never other ones */
  for (size_t i = 0; i < n_bytes; i += 37) {
    bytes[i] = (char)(bytes[i] ^ 16);
    put_bytes("b.h5", bytes, n_bytes);
    bytes[i] = (char)(bytes[i] ^ 16);
    n_trials++;
    if (rx_h5_open("b.h5", &r, &err) != RX_OK) {
      n_seen++;
      continue;
    }
    if (rx_h5_read_f64(r, "/group/x", arena, &n, &x, &err) != RX_OK)
      n_seen++;
    else
      cr_assert(n == 300 && memcmp(x, good, sizeof good) == 0, "byte %zu", i);
    rx_h5_close(r);
  }
  cr_assert_gt(n_seen, n_trials / 3);
  put_bytes("b.h5", bytes, n_bytes / 2);
  cr_assert_eq(rx_h5_open("b.h5", &r, &err), RX_E_IO, "a torn file");
  put_bytes("b.h5", bytes, 0);
  cr_assert_eq(rx_h5_open("b.h5", &r, &err), RX_E_IO, "an empty file");
  free(bytes);
  rx_arena_free(arena);
}

Test(hdf5_file, another_format_or_a_higher_version_is_refused)
{
  rx_error err = { 0 };
  rx_h5_writer *w;
  rx_h5_reader *r;
  assert_ok(rx_h5_create("a.h5", RX_H5_PLAIN, &w, &err), err);
  rx_h5_attr_text(w, "/", "format", "rexed-sweep");
  rx_h5_attr_text(w, "/", "format_version", "3.2");
  assert_ok(rx_h5_finish(w, &err), err);
  assert_ok(rx_h5_open("a.h5", &r, &err), err);
  assert_ok(rx_h5_check_format(r, "rexed-sweep", 3, &err), err);
  cr_assert_eq(rx_h5_check_format(r, "rexed-sweep", 1, &err), RX_E_INPUT);
  assert_says(err, "version 3.2");
  assert_says(err, "up to 1.x");
  cr_assert_eq(rx_h5_check_format(r, "rexed-run", 3, &err), RX_E_INPUT);
  assert_says(err, "rexed-sweep, expected rexed-run");
  rx_h5_close(r);
  assert_ok(write_column_file("b.h5", 1, &err), err);
  assert_ok(rx_h5_open("b.h5", &r, &err), err);
  cr_assert_eq(rx_h5_check_format(r, "rexed-run", 1, &err), RX_E_INPUT);
  rx_h5_close(r);
}

Test(hdf5_file, a_thread_may_read_parts_while_it_writes)
{
  rx_error err = { 0 };
  rx_h5_writer *w;
  rx_h5_reader *r;
  rx_arena *arena = rx_arena_create();
  size_t n;
  double *x;
  assert_ok(write_column_file("part.h5", 300, &err), err);
  assert_ok(rx_h5_create("all.h5", RX_H5_PLAIN, &w, &err), err);
  assert_ok(rx_h5_open("part.h5", &r, &err), err);
  assert_ok(rx_h5_read_f64(r, "/group/x", arena, &n, &x, &err), err);
  rx_h5_close(r);
  rx_h5_write_column(w, "/group/x", RX_H5_F64, n, x, "mV", "a column");
  assert_ok(rx_h5_finish(w, &err), err);
  cr_assert(same_bytes("part.h5", "all.h5"));
  rx_arena_free(arena);
}

static void *write_many(void *context)
{
  const char *name = context;
  rx_error err = { 0 };
  for (int i = 0; i < 20; i++)
    if (write_column_file(name, 1000, &err) != RX_OK) return NULL;
  return context;
}

Test(hdf5_file, threads_that_write_at_once_wait_for_each_other)
{
  static char names[4][8] = { "a.h5", "b.h5", "c.h5", "d.h5" };
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, write_many, names[i]);
  for (int i = 0; i < 4; i++) {
    void *done;
    pthread_join(threads[i], &done);
    cr_assert_not_null(done);
  }
  cr_assert(same_bytes("a.h5", "b.h5") && same_bytes("a.h5", "c.h5") && same_bytes("a.h5", "d.h5"));
  cr_assert_eq(n_files(), 4);
}

Test(hash, equals_the_published_values_and_does_not_depend_on_pieces)
{
  char hash[RX_HASH_TEXT], pieces[RX_HASH_TEXT];
  rx_text_hash("", hash);
  cr_assert_str_eq(hash, "99aa06d3014798d86001c324468d497f"); /* XXH3_128bits of nothing, seed 0 */
  rx_text_hash("seed 2385\n", hash);
  rx_hash *h = rx_hash_create();
  rx_hash_add(h, "seed ", 5);
  rx_hash_add(h, NULL, 0);
  rx_hash_add(h, "2385\n", 5);
  rx_hash_text(h, pieces);
  rx_hash_free(h);
  cr_assert_str_eq(hash, pieces);
  cr_assert_eq(strspn(hash, "0123456789abcdef"), 32);
}
