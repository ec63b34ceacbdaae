#include "io/results/sonata.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/hdf5/hdf5_file.h"

enum { FRAMES_PER_CHUNK = 1024, VALUES_PER_CHUNK = 64 };

typedef struct {
  double t_ms;
  uint64_t id;
} spike;

static int compare_spikes(const void *a, const void *b)
{
  const spike *p = a, *q = b;
  if (p->t_ms != q->t_ms) return p->t_ms < q->t_ms ? -1 : 1;
  return (p->id > q->id) - (p->id < q->id);
}

/* By time, equal times by id, into times and ids (which may be the arrays of s). */
static rx_status sort_spikes(const rx_sonata_spikes *s, double *times_ms, uint64_t *ids)
{
  spike *spikes = malloc(s->n * sizeof *spikes + 1);
  if (spikes == NULL) return RX_E_MEMORY;
  for (size_t i = 0; i < s->n; i++) spikes[i] = (spike){ s->times_ms[i], s->node_ids[i] };
  qsort(spikes, s->n, sizeof *spikes, compare_spikes);
  for (size_t i = 0; i < s->n; i++) {
    times_ms[i] = spikes[i].t_ms;
    ids[i] = spikes[i].id;
  }
  free(spikes);
  return RX_OK;
}

static bool is_population_name(const char *name)
{
  const char *c = name;
  while (isalnum((unsigned char)*c) || *c == '_') c++;
  return c > name && *c == '\0' && c - name < RX_H5_NAME;
}

/* The first time that cannot be one, or n. */
static size_t bad_time(size_t n, const double *times_ms)
{
  size_t i = 0;
  while (i < n && isfinite(times_ms[i]) && times_ms[i] >= 0.0) i++;
  return i;
}

/* magic and version; their failure sticks to the writer */
static void write_header(rx_h5_writer *w)
{
  rx_h5_attr_u32(w, "/", "magic", 0x0A7A);
  rx_h5_attr(w, "/", "version", RX_H5_U32, 2, (const uint32_t[]){ 0, 1 });
}

/* ---- spikes ---- */

static rx_status write_population_spikes(rx_h5_writer *w, const rx_sonata_spikes *s)
{
  static const char *const SORTING[] = { "none", "by_id", "by_time" };
  if (!is_population_name(s->population))
    return rx_h5_reject(w, RX_E_INPUT, "population \"%s\": SONATA names have letters, digits and _, below 200",
                        s->population);
  const size_t bad = bad_time(s->n, s->times_ms);
  if (bad < s->n)
    return rx_h5_reject(w, RX_E_INPUT,
                        "population %s: spike time %g ms of cell %llu; times are finite and not negative",
                        s->population, s->times_ms[bad], (unsigned long long)s->node_ids[bad]);

  char group[RX_H5_PATH], path[RX_H5_PATH];
  rx_h5_join(group, "/spikes", s->population);
  double *times_ms = malloc(s->n * sizeof *times_ms + 1);
  uint64_t *ids = malloc(s->n * sizeof *ids + 1);
  if (times_ms == NULL || ids == NULL || sort_spikes(s, times_ms, ids) != RX_OK) {
    rx_h5_reject(w, RX_E_MEMORY, "out of memory");
  } else {
    rx_h5_group(w, group);
    rx_h5_attr_enum(w, group, "sorting", 3, SORTING, 2);
    rx_h5_write_column(w, rx_h5_join(path, group, "timestamps"), RX_H5_F64, s->n, times_ms, "ms", "spike time");
    rx_h5_write_column(w, rx_h5_join(path, group, "node_ids"), RX_H5_U64, s->n, ids, "1",
                       "index of the cell in its population");
  }
  free(times_ms);
  free(ids);
  return rx_h5_status(w);
}

rx_status rx_sonata_write_spikes(const char *path, size_t n_populations, const rx_sonata_spikes populations[],
                                 rx_error *err)
{
  rx_h5_writer *w;
  RX_TRY(rx_h5_create(path, RX_H5_SONATA, &w, err));
  write_header(w);
  rx_h5_group(w, "/spikes");
  for (size_t i = 0; i < n_populations; i++) write_population_spikes(w, &populations[i]);
  return rx_h5_finish(w, err);
}

static rx_status read_population_spikes(rx_h5_reader *r, const char *name, rx_arena *arena, rx_sonata_spikes *s,
                                        rx_error *err)
{
  char group[RX_H5_PATH], times_path[RX_H5_PATH], ids_path[RX_H5_PATH];
  rx_h5_join(group, "/spikes", name);
  rx_h5_join(times_path, group, "timestamps");
  rx_h5_join(ids_path, group, "node_ids");
  double *times_ms;
  uint64_t *ids;
  size_t n_ids;
  if (!rx_h5_has(r, times_path) || !rx_h5_has(r, ids_path))
    return rx_fail(err, RX_E_INPUT, "%s: /spikes/%s: a SONATA population has timestamps and node_ids",
                   rx_h5_file_name(r), name);
  RX_TRY(rx_h5_read_f64(r, times_path, arena, &s->n, &times_ms, err));
  RX_TRY(rx_h5_read_u64(r, ids_path, arena, &n_ids, &ids, err));
  if (n_ids != s->n)
    return rx_fail(err, RX_E_INPUT, "%s: /spikes/%s: %zu timestamps, but %zu node_ids", rx_h5_file_name(r), name, s->n,
                   n_ids);
  char *units = "ms"; /* files without it are in ms */
  if (rx_h5_has_attr(r, times_path, "units")) RX_TRY(rx_h5_attr_read_text(r, times_path, "units", arena, &units, err));
  if (strcmp(units, "s") == 0) {
    for (size_t i = 0; i < s->n; i++) times_ms[i] *= 1000.0;
  } else if (strcmp(units, "ms") != 0) {
    return rx_fail(err, RX_E_INPUT, "%s: %s: units \"%s\", expected ms or s", rx_h5_file_name(r), times_path, units);
  }
  const size_t bad = bad_time(s->n, times_ms);
  if (bad < s->n)
    return rx_fail(err, RX_E_INPUT, "%s: %s: spike time %g ms; times are finite and not negative", rx_h5_file_name(r),
                   times_path, times_ms[bad]);
  s->population = name;
  s->times_ms = times_ms;
  s->node_ids = ids;
  return sort_spikes(s, times_ms, ids) == RX_OK ? RX_OK : rx_no_memory(err);
}

static rx_status read_populations(rx_h5_reader *r, rx_arena *arena, size_t *n_populations,
                                  rx_sonata_spikes **populations, rx_error *err)
{
  char **names;
  size_t n;
  if (!rx_h5_has(r, "/spikes"))
    return rx_fail(err, RX_E_INPUT, "%s: no group /spikes: not a SONATA spike file", rx_h5_file_name(r));
  RX_TRY(rx_h5_children(r, "/spikes", arena, &n, &names, err));
  *populations = rx_arena_alloc(arena, n * sizeof **populations + 1);
  if (*populations == NULL) return rx_no_memory(err);
  for (size_t i = 0; i < n; i++) RX_TRY(read_population_spikes(r, names[i], arena, &(*populations)[i], err));
  *n_populations = n;
  return RX_OK;
}

rx_status rx_sonata_read_spikes(const char *path, rx_arena *arena, size_t *n_populations,
                                rx_sonata_spikes **populations, rx_error *err)
{
  *n_populations = 0;
  *populations = NULL;
  rx_h5_reader *r;
  RX_TRY(rx_h5_open(path, &r, err));
  const rx_status status = read_populations(r, arena, n_populations, populations, err);
  rx_h5_close(r);
  return status;
}

/* ---- frame reports ---- */

double rx_sonata_tstop(double tstart_ms, double dt_ms, size_t n_frames)
{
  double tstop_ms = tstart_ms + (double)n_frames * dt_ms;
  while ((int64_t)((tstop_ms - tstart_ms) / dt_ms) < (int64_t)n_frames) tstop_ms = nextafter(tstop_ms, INFINITY);
  return tstop_ms;
}

static rx_status write_population_frames(rx_h5_writer *w, const rx_sonata_report *report, const rx_sonata_frames *f)
{
  assert(f->index_pointers[0] == 0 && f->index_pointers[f->n_nodes] == f->n_values);
  if (!is_population_name(f->population))
    return rx_h5_reject(w, RX_E_INPUT, "population \"%s\": SONATA names have letters, digits and _, below 200",
                        f->population);
  char group[RX_H5_PATH], mapping[RX_H5_PATH], data[RX_H5_PATH], path[RX_H5_PATH], alias[RX_H5_PATH];
  rx_h5_join(group, "/report", f->population);
  rx_h5_join(data, group, "data");
  rx_h5_join(mapping, group, "mapping");
  rx_h5_write(w, &(rx_h5_dataset){ .path = data,
                                   .type = RX_H5_F32,
                                   .rank = 2,
                                   .shape = { report->n_frames, f->n_values },
                                   .data = f->data,
                                   .units = report->units,
                                   .long_name = report->variable,
                                   .chunk = { FRAMES_PER_CHUNK, VALUES_PER_CHUNK },
                                   .deflate = 1 });
  rx_h5_attr_text(w, data, "variable", report->variable);

  rx_h5_write_column(w, rx_h5_join(path, mapping, "node_ids"), RX_H5_U64, f->n_nodes, f->node_ids, "1",
                     "index of the cell in its population");
  rx_h5_attr(w, path, "sorted", RX_H5_I8, 0, (const int8_t[]){ 1 });
  rx_h5_write_column(w, rx_h5_join(path, mapping, "index_pointers"), RX_H5_U64, f->n_nodes + 1, f->index_pointers, "1",
                     "first column of each cell");
  rx_h5_link(w, path, rx_h5_join(alias, mapping, "index_pointer"));
  rx_h5_write_column(w, rx_h5_join(path, mapping, "element_ids"), RX_H5_U32, f->n_values, f->element_ids, "1",
                     "section of the cell");
  rx_h5_write_column(w, rx_h5_join(path, mapping, "element_pos"), RX_H5_F32, f->n_values, f->element_pos, "1",
                     "position in the section");
  const double tstop_ms = rx_sonata_tstop(report->tstart_ms, report->dt_ms, report->n_frames);
  const double time[3] = { report->tstart_ms, tstop_ms, report->dt_ms };
  rx_h5_write_column(w, rx_h5_join(path, mapping, "time"), RX_H5_F64, 3, time, "ms", "start, stop and step");
  return rx_h5_status(w);
}

rx_status rx_sonata_write_report(const char *path, const rx_sonata_report *report, rx_error *err)
{
  if (!(report->dt_ms > 0.0) || !isfinite(report->dt_ms) || !isfinite(report->tstart_ms) || report->tstart_ms < 0.0)
    return rx_fail(err, RX_E_INPUT, "%s: a report starts at a time >= 0 and has a step > 0; given %g and %g ms", path,
                   report->tstart_ms, report->dt_ms);
  rx_h5_writer *w;
  RX_TRY(rx_h5_create(path, RX_H5_SONATA, &w, err));
  write_header(w);
  rx_h5_group(w, "/report");
  for (size_t i = 0; i < report->n_populations; i++) write_population_frames(w, report, &report->populations[i]);
  return rx_h5_finish(w, err);
}
