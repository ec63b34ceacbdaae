#include "study/run_files.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/whole_file.h"
#include "io/report/report.h"
#include "io/results/sonata.h"

const char *rx_case_spike_file(const rx_experiment *experiment, const rx_case *c, rx_arena *arena)
{
  return rx_arena_format(arena, "spikes/%s.%s.%d.h5", experiment->conditions[c->condition].name,
                         experiment->stimuli[c->stimulus].name, c->repetition);
}

/* The file of spikes at the skin, beside it: "spikes/<condition>.<stimulus>.<repetition>.skin.h5"; written where the encoder is biophysical. */
static const char *skin_file(const rx_experiment *experiment, const rx_case *c, rx_arena *arena)
{
  return rx_arena_format(arena, "spikes/%s.%s.%d.skin.h5", experiment->conditions[c->condition].name,
                         experiment->stimuli[c->stimulus].name, c->repetition);
}

/* The spikes of a range of cells, with indices in their population. */
static rx_status cell_spikes(const rx_case *c, const rx_node_range *range, rx_arena *arena, rx_sonata_spikes *out,
                             rx_error *err)
{
  const size_t n_spikes = c->recording.spikes.n;
  size_t n = 0;
  for (size_t i = 0; i < n_spikes; i++) {
    const int cell = c->recording.spikes.items[i].cell;
    n += cell >= range->first && cell < range->first + range->n;
  }
  double *times = rx_arena_alloc(arena, (n + 1) * sizeof *times);
  uint64_t *ids = rx_arena_alloc(arena, (n + 1) * sizeof *ids);
  if (times == NULL || ids == NULL) return rx_no_memory(err);
  size_t k = 0;
  for (size_t i = 0; i < n_spikes; i++) {
    const rx_spike *s = &c->recording.spikes.items[i];
    if (s->cell < range->first || s->cell >= range->first + range->n) continue;
    times[k] = s->t_ms;
    ids[k++] = (uint64_t)(s->cell - range->first);
  }
  *out = (rx_sonata_spikes){ .population = range->name, .n = n, .times_ms = times, .node_ids = ids };
  return RX_OK;
}

/* Spikes of a range of fibres: at the cord, or at the skin from the time 0 on. */
static rx_status fibre_spikes(const rx_case *c, const rx_node_range *range, bool is_skin, rx_arena *arena,
                              rx_sonata_spikes *out, rx_error *err)
{
  const int first = range->first - c->network->n_cells;
  size_t n = 0, k = 0;
  for (int i = 0; i < range->n; i++) n += is_skin ? rx_case_skin(c, first + i)->n : c->trains.times[first + i].n;
  double *times = rx_arena_alloc(arena, (n + 1) * sizeof *times);
  uint64_t *ids = rx_arena_alloc(arena, (n + 1) * sizeof *ids);
  if (times == NULL || ids == NULL) return rx_no_memory(err);
  for (int i = 0; i < range->n; i++) {
    const rx_times *train = is_skin ? rx_case_skin(c, first + i) : &c->trains.times[first + i];
    for (size_t q = 0; q < train->n; q++) {
      if (!(train->items[q] >= 0 && train->items[q] < c->t_stop_ms)) continue;
      times[k] = train->items[q];
      ids[k++] = (uint64_t)i;
    }
  }
  *out = (rx_sonata_spikes){ .population = range->name, .n = k, .times_ms = times, .node_ids = ids };
  return RX_OK;
}

/* Spikes of one case: every population of cells, and the fibres that drove them, so that the trains can be given to another run.
 * Background noise is left out: its streams are keyed and can be made again. */
static rx_status write_spikes(const char *path, const rx_case *c, rx_arena *arena, rx_error *err)
{
  const rx_network *net = c->network;
  rx_sonata_spikes *populations = rx_arena_alloc(arena, ((size_t)net->n_ranges + 1) * sizeof *populations);
  if (populations == NULL) return rx_no_memory(err);
  size_t n = 0;
  for (int r = 0; r < net->n_ranges; r++) {
    const rx_node_range *range = &net->ranges[r];
    if (!range->is_source)
      RX_TRY(cell_spikes(c, range, arena, &populations[n++], err));
    else if (range->afferent != RX_CLASS_NONE)
      RX_TRY(fibre_spikes(c, range, false, arena, &populations[n++], err));
  }
  return rx_sonata_write_spikes(path, n, populations, err);
}

/* Spikes of the nerve at the skin. */
static rx_status write_skin(const char *path, const rx_experiment *e, const rx_case *c, rx_arena *arena, rx_error *err)
{
  const rx_nerve *nerve = &e->circuit->nerve;
  rx_sonata_spikes *populations = rx_arena_alloc(arena, ((size_t)nerve->n + 1) * sizeof *populations);
  if (path == NULL || populations == NULL) return rx_no_memory(err);
  size_t n = 0;
  for (int k = 0; k < nerve->n; k++)
    for (int r = 0; r < c->network->n_ranges; r++) {
      const rx_node_range *range = &c->network->ranges[r];
      if (range->population != nerve->fibres[k].population || range->afferent == RX_CLASS_NONE) continue;
      RX_TRY(fibre_spikes(c, range, true, arena, &populations[n++], err));
    }
  return rx_sonata_write_spikes(path, n, populations, err);
}

/* One requested report of one case. */
static rx_status write_frames(const char *path, const rx_case *c, const rx_report_request *request, size_t first,
                              size_t n, rx_arena *arena, rx_error *err)
{
  const rx_recording *rec = &c->recording;
  const rx_node_range *range = c->network->ranges;
  while (range->is_source || strcmp(range->name, request->population) != 0) range++;
  const size_t every = (size_t)(request->interval / rec->interval_ms + 0.5);
  const size_t n_frames = (rec->n_frames + every - 1) / every;
  uint64_t *ids = rx_arena_alloc(arena, (n + 1) * sizeof *ids),
           *pointers = rx_arena_alloc(arena, (n + 2) * sizeof *pointers);
  uint32_t *elements = rx_arena_alloc(arena, (n + 1) * sizeof *elements);
  float *positions = rx_arena_alloc(arena, (n + 1) * sizeof *positions);
  float *data = rx_arena_alloc(arena, (n_frames * n + 1) * sizeof *data);
  if (ids == NULL || pointers == NULL || elements == NULL || positions == NULL || data == NULL)
    return rx_no_memory(err);
  size_t n_nodes = 0;
  for (size_t q = 0; q < n; q++) {
    const rx_probe *probe = &c->probes[first + q];
    const rx_cell_type *type = c->network->types[c->network->type_of[probe->cell]];
    const uint64_t id = (uint64_t)(probe->cell - range->first);
    if (n_nodes == 0 || ids[n_nodes - 1] != id) {
      pointers[n_nodes] = q;
      ids[n_nodes++] = id;
    }
    elements[q] = (uint32_t)type->section[probe->compartment];
    positions[q] = (float)type->position[probe->compartment];
    for (size_t k = 0; k < n_frames; k++) data[k * n + q] = rec->frames[k * every * c->recording.n_probes + first + q];
  }
  pointers[n_nodes] = n;
  const rx_sonata_frames frames = { .population = request->population,
                                    .n_nodes = n_nodes,
                                    .n_values = n,
                                    .node_ids = ids,
                                    .index_pointers = pointers,
                                    .element_ids = elements,
                                    .element_pos = positions,
                                    .data = data };
  const rx_sonata_report report = { .variable = request->variable,
                                    .units = rx_probe_units(c->probes[first].kind),
                                    .tstart_ms = 0,
                                    .dt_ms = request->interval,
                                    .n_frames = n_frames,
                                    .n_populations = 1,
                                    .populations = &frames };
  return rx_sonata_write_report(path, &report, err);
}

/* All crossings of one case, as a table. */
static rx_status write_crossings(const char *path, const rx_experiment *e, const rx_case *c, rx_error *err)
{
  FILE *file = fopen(path, "w");
  if (file == NULL) return rx_fail(err, RX_E_IO, "%s: %s", path, strerror(errno));
  fputs("detector,t_ms\n", file);
  for (size_t k = 0; k < c->recording.crossings.n; k++)
    fprintf(file, "%s,%.9f\n", e->detectors[c->recording.crossings.items[k].detector].name,
            c->recording.crossings.items[k].t_ms);
  const bool is_whole = fflush(file) == 0 && !ferror(file);
  const int error = errno;
  if (fclose(file) != 0 || !is_whole) return rx_fail(err, RX_E_IO, "%s: %s", path, strerror(error));
  return RX_OK;
}

static rx_status write_case(const char *folder, const rx_experiment *e, const rx_case *c, rx_error *err)
{
  if (c->network == NULL || c->assay != NULL) return RX_OK;
  rx_arena *scratch = rx_arena_create();
  if (scratch == NULL) return rx_no_memory(err);
  const char *path = rx_arena_format(scratch, "%s/%s", folder, rx_case_spike_file(e, c, scratch));
  rx_status status = path == NULL ? rx_no_memory(err) : write_spikes(path, c, scratch, err);
  if (status == RX_OK && e->n_detectors > 0) {
    path = rx_arena_format(scratch, "%s/reports/crossings.%s.%s.%d.csv", folder, e->conditions[c->condition].name,
                           e->stimuli[c->stimulus].name, c->repetition);
    status = path == NULL ? rx_no_memory(err) : write_crossings(path, e, c, err);
  }
  if (status == RX_OK && e->circuit->nerve.n > 0)
    status = write_skin(rx_arena_format(scratch, "%s/%s", folder, skin_file(e, c, scratch)), e, c, scratch, err);
  for (size_t k = 0; status == RX_OK && k < e->n_reports; k++) {
    const size_t first = c->first_column[k], n = c->first_column[k + 1] - first;
    if (n == 0) continue;
    path = rx_arena_format(scratch, "%s/reports/%s.%s.%s.%d.h5", folder, e->reports[k].name,
                           e->conditions[c->condition].name, e->stimuli[c->stimulus].name, c->repetition);
    status = path == NULL ? rx_no_memory(err) : write_frames(path, c, &e->reports[k], first, n, scratch, err);
  }
  rx_arena_free(scratch);
  return status;
}

/* The pairs that were drawn (or read): pathways that connect all pairs, or none, have nothing to tell. */
static rx_status write_graph(const char *path, const rx_circuit *circuit, const rx_graph *graph, rx_error *err)
{
  FILE *file = fopen(path, "w");
  if (file == NULL) return rx_fail(err, RX_E_IO, "%s: %s", path, strerror(errno));
  fputs("pre_pop,pre_index,post_pop,post_index\n", file);
  for (int p = 0; p < graph->n_parts; p++) {
    const rx_graph_part *part = &graph->parts[p];
    if (circuit->pathways[part->pathway].probability >= 1.0) continue;
    bool is_repeated = false; /* pathways between the same populations share their pairs */
    for (int q = 0; q < p; q++) is_repeated |= graph->parts[q].from == part->from && graph->parts[q].to == part->to;
    if (is_repeated) continue;
    for (size_t i = 0; i < part->n; i++)
      fprintf(file, "%s,%d,%s,%d\n", circuit->populations[part->from].name, (int)part->pairs[i].pre,
              circuit->populations[part->to].name, (int)part->pairs[i].post);
  }
  const bool is_whole = fflush(file) == 0 && !ferror(file) && fsync(fileno(file)) == 0;
  const int error = errno;
  if (fclose(file) != 0 || !is_whole) return rx_fail(err, RX_E_IO, "%s: %s", path, strerror(error));
  return RX_OK;
}

rx_status rx_run_files_write(const char *folder, const rx_experiment *experiment, size_t n_graphs,
                             rx_graph *const graphs[], size_t n_cases, const rx_case cases[], const rx_results *results,
                             const volatile sig_atomic_t *stop, rx_arena *arena, rx_error *err)
{
  for (size_t r = 0; r < n_graphs; r++) {
    if (graphs[r] == NULL) continue;
    const char *name = rx_arena_format(arena, "%s/graph/%zu.csv", folder, r);
    if (name == NULL) return rx_no_memory(err);
    RX_TRY(write_graph(name, experiment->circuit, graphs[r], err));
    if (!rx_sync_folder_of(name)) return rx_fail(err, RX_E_IO, "%s: %s", name, strerror(errno));
  }
  for (size_t i = 0; i < n_cases; i++) {
    if (stop != NULL && *stop) return rx_fail(err, RX_E_INTERRUPTED, "interrupted while writing");
    RX_TRY(write_case(folder, experiment, &cases[i], err));
  }
  const char *path = rx_arena_format(arena, "%s/results.h5", folder);
  if (path == NULL) return rx_no_memory(err);
  RX_TRY(rx_results_write(path, results, err));
  return rx_report_write(folder, err);
}
