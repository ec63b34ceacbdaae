#include "io/results/sonata.h"

#include <criterion/criterion.h>
#include <hdf5.h>
#include <math.h>

#include "io/hdf5/hdf5_file.h"
#include "tests/io/output_helpers.h"

TestSuite(sonata, .init = in_new_folder, .fini = leave_folder);

/* True where an object's type, rank and shape are these; shape of a scalar is not looked at. */
static bool dataset_is(hid_t file, const char *path, hid_t type, int rank, hsize_t n0, hsize_t n1)
{
  const hid_t dataset = H5Dopen2(file, path, H5P_DEFAULT);
  if (dataset < 0) return false;
  const hid_t found = H5Dget_type(dataset), space = H5Dget_space(dataset);
  hsize_t shape[4] = { 0 };
  bool good = H5Tequal(found, type) > 0 && H5Sget_simple_extent_dims(space, shape, NULL) == rank;
  good = good && (rank < 1 || shape[0] == n0) && (rank < 2 || shape[1] == n1);
  H5Sclose(space);
  H5Tclose(found);
  H5Dclose(dataset);
  return good;
}

/* True where a text attribute has variable length, UTF-8, and this value. */
static bool text_attr_is(hid_t file, const char *object, const char *name, const char *value)
{
  const hid_t attr = H5Aopen_by_name(file, object, name, H5P_DEFAULT, H5P_DEFAULT);
  if (attr < 0) return false;
  const hid_t type = H5Aget_type(attr);
  char *text = NULL;
  bool good = H5Tis_variable_str(type) > 0 && H5Tget_cset(type) == H5T_CSET_UTF8 && H5Aread(attr, type, &text) >= 0;
  good = good && strcmp(text, value) == 0;
  if (text != NULL) H5free_memory(text);
  H5Tclose(type);
  H5Aclose(attr);
  return good;
}

static bool number_attr_is(hid_t file, const char *object, const char *name, hid_t type, hssize_t n, const void *values)
{
  const hid_t attr = H5Aopen_by_name(file, object, name, H5P_DEFAULT, H5P_DEFAULT);
  if (attr < 0) return false;
  char found[64] = { 0 };
  const hid_t found_type = H5Aget_type(attr), space = H5Aget_space(attr);
  bool good = H5Tequal(found_type, type) > 0 && H5Sget_simple_extent_npoints(space) == n;
  good = good && H5Aread(attr, type, found) >= 0 && memcmp(found, values, (size_t)n * H5Tget_size(type)) == 0;
  H5Sclose(space);
  H5Tclose(found_type);
  H5Aclose(attr);
  return good;
}

static const double TIMES_MS[5] = { 7.25, 0.5, 7.25, 3.0, 0.5 };
static const uint64_t IDS[5] = { 4, 1, 2, 0, 0 };
static const double SORTED_MS[5] = { 0.5, 0.5, 3.0, 7.25, 7.25 };
static const uint64_t SORTED_IDS[5] = { 0, 1, 0, 2, 4 };

static rx_status write_spikes(const char *path, rx_error *err)
{
  const rx_sonata_spikes populations[] = { { "WDR", 5, TIMES_MS, IDS }, { "NK1", 0, NULL, NULL } };
  return rx_sonata_write_spikes(path, 2, populations, err);
}

Test(sonata, spike_file_is_as_the_guide_says_object_by_object)
{
  rx_error err = { 0 };
  assert_ok(write_spikes("s.h5", &err), err);
  const hid_t file = H5Fopen("s.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
  cr_assert(number_attr_is(file, "/", "magic", H5T_STD_U32LE, 1, &(uint32_t){ 0x0A7A }));
  cr_assert(number_attr_is(file, "/", "version", H5T_STD_U32LE, 2, (uint32_t[]){ 0, 1 }));
  H5G_info_t info;
  H5Gget_info_by_name(file, "/spikes", &info, H5P_DEFAULT);
  cr_assert_eq(info.nlinks, 2, "populations and nothing else");
  static const char *const POPULATIONS[] = { "WDR", "NK1" };
  for (int i = 0; i < 2; i++) {
    char group[64], path[128];
    snprintf(group, sizeof group, "/spikes/%s", POPULATIONS[i]);
    const hid_t sorting = H5Aopen_by_name(file, group, "sorting", H5P_DEFAULT, H5P_DEFAULT);
    const hid_t type = H5Aget_type(sorting);
    cr_assert_eq(H5Tget_class(type), H5T_ENUM);
    const hid_t super = H5Tget_super(type);
    cr_assert_gt(H5Tequal(super, H5T_STD_U8LE), 0);
    uint8_t value = 255, by_time = 255, none = 255, by_id = 255;
    H5Aread(sorting, type, &value);
    H5Tenum_valueof(type, "by_time", &by_time);
    H5Tenum_valueof(type, "by_id", &by_id);
    H5Tenum_valueof(type, "none", &none);
    cr_assert(value == 2 && by_time == 2 && by_id == 1 && none == 0);
    H5Tclose(super);
    H5Tclose(type);
    H5Aclose(sorting);
    snprintf(path, sizeof path, "%s/timestamps", group);
    cr_assert(dataset_is(file, path, H5T_IEEE_F64LE, 1, i == 0 ? 5 : 0, 0));
    cr_assert(text_attr_is(file, path, "units", "ms"));
    snprintf(path, sizeof path, "%s/node_ids", group);
    cr_assert(dataset_is(file, path, H5T_STD_U64LE, 1, i == 0 ? 5 : 0, 0));
  }
  H5Fclose(file);
}

Test(sonata, spikes_are_sorted_by_time_then_cell_and_read_back)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_sonata_spikes *found;
  size_t n;
  assert_ok(write_spikes("s.h5", &err), err);
  assert_ok(rx_sonata_read_spikes("s.h5", arena, &n, &found, &err), err);
  cr_assert_eq(n, 2);
  cr_assert_str_eq(found[0].population, "WDR");
  cr_assert_eq(found[0].n, 5);
  cr_assert(memcmp(found[0].times_ms, SORTED_MS, sizeof SORTED_MS) == 0);
  cr_assert(memcmp(found[0].node_ids, SORTED_IDS, sizeof SORTED_IDS) == 0);
  cr_assert_str_eq(found[1].population, "NK1");
  cr_assert_eq(found[1].n, 0);
  rx_arena_free(arena);
}

Test(sonata, written_twice_is_byte_identical)
{
  rx_error err = { 0 };
  assert_ok(write_spikes("a.h5", &err), err);
  sleep(1);
  assert_ok(write_spikes("b.h5", &err), err);
  cr_assert(same_bytes("a.h5", "b.h5"));
}

Test(sonata, spikes_that_the_format_cannot_hold_are_refused)
{
  rx_error err = { 0 };
  const double negative = -0.5, nan_time = NAN;
  const uint64_t id = 3;
  cr_assert_eq(rx_sonata_write_spikes("s.h5", 1, &(rx_sonata_spikes){ "WDR", 1, &negative, &id }, &err), RX_E_INPUT);
  assert_says(err, "s.h5: population WDR: spike time -0.5 ms of cell 3");
  cr_assert_eq(rx_sonata_write_spikes("s.h5", 1, &(rx_sonata_spikes){ "WDR", 1, &nan_time, &id }, &err), RX_E_INPUT);
  cr_assert_eq(rx_sonata_write_spikes("s.h5", 1, &(rx_sonata_spikes){ "a/b", 0, NULL, NULL }, &err), RX_E_INPUT);
  assert_says(err, "\"a/b\"");
  cr_assert_eq(n_files(), 0);
}

/* A spike file of another program: in seconds, without the sorting, 32-bit ids. */
static void foreign_file(const char *path, const char *units, size_t n_ids)
{
  rx_error err = { 0 };
  rx_h5_writer *w;
  const double times[2] = { 0.5, 0.25 };
  const uint32_t ids[2] = { 8, 9 };
  assert_ok(rx_h5_create(path, RX_H5_PLAIN, &w, &err), err);
  rx_h5_write_column(w, "/spikes/afferents/timestamps", RX_H5_F64, 2, times, units, "t");
  rx_h5_write_column(w, "/spikes/afferents/node_ids", RX_H5_U32, n_ids, ids, "1", "id");
  assert_ok(rx_h5_finish(w, &err), err);
}

Test(sonata, foreign_spike_files_are_read_or_refused_with_the_reason)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_sonata_spikes *found;
  size_t n;
  foreign_file("f.h5", "s", 2);
  assert_ok(rx_sonata_read_spikes("f.h5", arena, &n, &found, &err), err);
  cr_assert(found[0].n == 2 && found[0].times_ms[0] == 250.0 && found[0].node_ids[0] == 9);
  foreign_file("f.h5", "min", 2);
  cr_assert_eq(rx_sonata_read_spikes("f.h5", arena, &n, &found, &err), RX_E_INPUT);
  assert_says(err, "units \"min\", expected ms or s");
  foreign_file("f.h5", "ms", 1);
  cr_assert_eq(rx_sonata_read_spikes("f.h5", arena, &n, &found, &err), RX_E_INPUT);
  assert_says(err, "2 timestamps, but 1 node_ids");
  rx_h5_writer *w;
  assert_ok(rx_h5_create("g.h5", RX_H5_PLAIN, &w, &err), err);
  assert_ok(rx_h5_finish(w, &err), err);
  cr_assert_eq(rx_sonata_read_spikes("g.h5", arena, &n, &found, &err), RX_E_INPUT);
  assert_says(err, "not a SONATA spike file");
  rx_arena_free(arena);
}

Test(sonata, tstop_gives_the_number_of_frames_when_truncated_as_BMTK_does)
{
  static const double DT_MS[] = { 0.1, 0.125, 0.025 }, TSTART_MS[] = { 0.0, 0.3, 1000.0 };
  static const size_t N[] = { 0, 3, 1000, 100000 };
  for (size_t d = 0; d < 3; d++)
    for (size_t s = 0; s < 3; s++)
      for (size_t i = 0; i < 4; i++) {
        const double tstop_ms = rx_sonata_tstop(TSTART_MS[s], DT_MS[d], N[i]);
        cr_assert_eq((size_t)((tstop_ms - TSTART_MS[s]) / DT_MS[d]), N[i], "dt %g, n %zu", DT_MS[d], N[i]);
        cr_assert_float_eq(tstop_ms, TSTART_MS[s] + (double)N[i] * DT_MS[d], 1e-9);
      }
}

enum { N_FRAMES = 3000, N_VALUES = 70 };

/* Two nodes, of 1 and 69 compartments; and a population of none. */
static rx_status write_report(const char *path, size_t n_frames, rx_error *err)
{
  static float data[N_FRAMES * N_VALUES], element_pos[N_VALUES];
  static uint32_t element_ids[N_VALUES];
  static const uint64_t NODE_IDS[2] = { 3, 11 }, POINTERS[3] = { 0, 1, N_VALUES }, NO_POINTERS[1] = { 0 };
  for (size_t i = 0; i < N_FRAMES * N_VALUES; i++) data[i] = (float)(-65.0 + sin(0.01 * (double)i));
  for (uint32_t i = 0; i < N_VALUES; i++) {
    element_ids[i] = i < 2 ? 0 : 1 + i / 10;
    element_pos[i] = 0.5f;
  }
  const rx_sonata_frames populations[2] = {
    { "WDR", 2, N_VALUES, NODE_IDS, POINTERS, element_ids, element_pos, data },
    { "NK1", 0, 0, NULL, NO_POINTERS, NULL, NULL, NULL },
  };
  const rx_sonata_report report = { "v", "mV", 10.0, 0.1, n_frames, 2, populations };
  return rx_sonata_write_report(path, &report, err);
}

Test(sonata, frame_report_is_as_the_guide_says_object_by_object)
{
  rx_error err = { 0 };
  assert_ok(write_report("r.h5", N_FRAMES, &err), err);
  const hid_t file = H5Fopen("r.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
  cr_assert(number_attr_is(file, "/", "magic", H5T_STD_U32LE, 1, &(uint32_t){ 0x0A7A }));
  cr_assert(dataset_is(file, "/report/WDR/data", H5T_IEEE_F32LE, 2, N_FRAMES, N_VALUES));
  cr_assert(text_attr_is(file, "/report/WDR/data", "units", "mV"));
  cr_assert(text_attr_is(file, "/report/WDR/data", "variable", "v"));
  cr_assert(dataset_is(file, "/report/WDR/mapping/node_ids", H5T_STD_U64LE, 1, 2, 0));
  cr_assert(number_attr_is(file, "/report/WDR/mapping/node_ids", "sorted", H5T_STD_I8LE, 1, &(int8_t){ 1 }));
  cr_assert(dataset_is(file, "/report/WDR/mapping/index_pointers", H5T_STD_U64LE, 1, 3, 0));
  cr_assert(dataset_is(file, "/report/WDR/mapping/element_ids", H5T_STD_U32LE, 1, N_VALUES, 0));
  cr_assert(dataset_is(file, "/report/WDR/mapping/element_pos", H5T_IEEE_F32LE, 1, N_VALUES, 0));
  cr_assert(dataset_is(file, "/report/WDR/mapping/time", H5T_IEEE_F64LE, 1, 3, 0));
  cr_assert(text_attr_is(file, "/report/WDR/mapping/time", "units", "ms"));
  H5O_info_t a, b;
  H5Oget_info_by_name2(file, "/report/WDR/mapping/index_pointers", &a, H5O_INFO_BASIC, H5P_DEFAULT);
  H5Oget_info_by_name2(file, "/report/WDR/mapping/index_pointer", &b, H5O_INFO_BASIC, H5P_DEFAULT);
  cr_assert(a.addr == b.addr && a.rc == 2, "index_pointer is the same object");

  const hid_t data = H5Dopen2(file, "/report/WDR/data", H5P_DEFAULT), properties = H5Dget_create_plist(data);
  hsize_t chunk[2];
  unsigned flags, level = 0, config;
  size_t n = 1;
  H5Pget_chunk(properties, 2, chunk);
  cr_assert(chunk[0] == 1024 && chunk[1] == 64);
  cr_assert_eq(H5Pget_nfilters(properties), 3);
  cr_assert_eq(H5Pget_filter2(properties, 1, &flags, &n, &level, 0, NULL, &config), H5Z_FILTER_DEFLATE);
  cr_assert_eq(level, 1);
  H5Pclose(properties);
  H5Dclose(data);

  cr_assert(dataset_is(file, "/report/NK1/data", H5T_IEEE_F32LE, 2, N_FRAMES, 0), "an empty population");
  cr_assert(dataset_is(file, "/report/NK1/mapping/index_pointers", H5T_STD_U64LE, 1, 1, 0));
  H5Fclose(file);
}

Test(sonata, short_reports_are_contiguous_and_bad_times_refused)
{
  rx_error err = { 0 };
  assert_ok(write_report("r.h5", 3, &err), err);
  const hid_t file = H5Fopen("r.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t data = H5Dopen2(file, "/report/WDR/data", H5P_DEFAULT), properties = H5Dget_create_plist(data);
  cr_assert_eq(H5Pget_layout(properties), H5D_CONTIGUOUS);
  H5Pclose(properties);
  H5Dclose(data);
  H5Fclose(file);
  const rx_sonata_report no_step = { "v", "mV", 0.0, 0.0, 3, 0, NULL };
  cr_assert_eq(rx_sonata_write_report("x.h5", &no_step, &err), RX_E_INPUT);
  assert_says(err, "x.h5: a report starts at a time >= 0 and has a step > 0");
}

Test(sonata, h5py_reads_spikes_and_frames)
{
  rx_error err = { 0 };
  assert_ok(write_spikes("s.h5", &err), err);
  assert_ok(write_report("r.h5", N_FRAMES, &err), err);
  cr_assert(h5py_agrees("f = h.File('s.h5')\n"
                        "assert f.attrs['magic'] == 0x0A7A and list(f.attrs['version']) == [0, 1]\n"
                        "w = f['spikes/WDR']\n"
                        "assert list(f['spikes']) == ['WDR', 'NK1'] or set(f['spikes']) == {'WDR', 'NK1'}\n"
                        "assert list(w['timestamps'][:]) == [0.5, 0.5, 3.0, 7.25, 7.25]\n"
                        "assert list(w['node_ids'][:]) == [0, 1, 0, 2, 4]\n"
                        "assert w['timestamps'].attrs['units'] == 'ms' and w.attrs['sorting'] == 2\n"
                        "assert f['spikes/NK1/timestamps'].shape == (0,)\n"
                        "r = h.File('r.h5')['report/WDR']\n"
                        "t = r['mapping/time']\n"
                        "assert int((t[1] - t[0]) / t[2]) == 3000 == r['data'].shape[0]\n"
                        "assert r['data'].dtype == np.float32 and abs(r['data'][0, 1] + 65 - np.sin(.01)) < 1e-5\n"
                        "assert list(r['mapping/index_pointer'][:]) == [0, 1, 70]\n"
                        "assert r['data'].attrs['units'] == 'mV' and r['data'].attrs['variable'] == 'v'\n"));
}
