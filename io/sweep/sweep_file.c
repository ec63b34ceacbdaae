#include <string.h>

#include "io/sweep/content_hash.h"
#include "io/sweep/sweep_private.h"

typedef unsigned long long ull;

static const char FORMAT[] = "rexed-sweep";

/* What makes two files the same result: not what it cost, not when and where it ran, not how it was cut into parts. */
static const rx_hash_scope RESULT = { .group = "/",
                                      .has_attributes = true,
                                      .except = { "/sweep/cost", "/provenance/run" },
                                      .except_attributes = { "content_hash", "part_members", "n_parts" } };

/* ---- writing ---- */

static rx_status check_sweep(const rx_sweep *sweep, rx_error *err)
{
  RX_TRY(rx_sweep_check_plan(&sweep->plan, err));
  const rx_sweep_rows *rows = &sweep->rows;
  if (rows->first_member != 0 || rows->n_members != sweep->plan.n_members)
    return rx_fail(err, RX_E_INPUT, "%llu rows from member %llu, but the sweep has %llu members", (ull)rows->n_members,
                   (ull)rows->first_member, (ull)sweep->plan.n_members);
  return rx_sweep_check_rows(&sweep->plan, rows, err);
}

void rx_sweep_write_all(rx_h5_writer *w, const rx_sweep *sweep, const rx_rows_layout *layout)
{
  rx_h5_attr_text(w, "/", "format", FORMAT);
  rx_h5_attr_text(w, "/", "format_version", RX_SWEEP_VERSION);
  rx_sweep_write_plan(w, &sweep->plan);
  rx_sweep_write_rows(w, &sweep->plan, &sweep->rows, layout);
  rx_sweep_write_indices(w, sweep);
  rx_sweep_write_cost(w, &sweep->rows, layout);
  rx_provenance_write(w, &sweep->plan.provenance);
  if (sweep->accepted_versions != NULL)
    rx_h5_attr_text(w, "/provenance", "accepted_versions", sweep->accepted_versions);
}

static rx_status check_counts(rx_h5_reader *r, const rx_sweep_plan *plan, const uint64_t counts[], rx_error *err)
{
  const size_t n[2] = { (size_t)plan->n_members, 0 };
  uint64_t found[UINT8_MAX + 1] = { 0 }, n_members;
  void *status;
  RX_TRY(rx_h5_attr_read_u64(r, "/sweep", "n_members", &n_members, err));
  if (n_members != plan->n_members)
    return rx_fail(err, RX_E_IO, "%llu members, %llu were written", (ull)n_members, (ull)plan->n_members);
  rx_arena *arena = rx_arena_create();
  if (arena == NULL) return rx_no_memory(err);
  rx_status result = rx_sweep_read_column(r, "/sweep/status", RX_H5_U8, 1, n, arena, &status, err);
  for (size_t i = 0; result == RX_OK && i < n[0]; i++) found[((const uint8_t *)status)[i]]++;
  for (int state = 0; result == RX_OK && state < RX_N_MEMBER_STATES; state++)
    if (found[state] != counts[state])
      result = rx_fail(err, RX_E_IO, "%llu members are %s, %llu were written", (ull)found[state],
                       rx_member_state_name((rx_member_state)state), (ull)counts[state]);
  rx_arena_free(arena);
  return result;
}

static rx_status check_hash(rx_h5_reader *r, const char *expected, rx_error *err)
{
  char hash[RX_HASH_TEXT];
  RX_TRY(rx_hash_read(r, &RESULT, NULL, hash, err));
  if (strcmp(hash, expected) == 0) return RX_OK;
  return rx_fail(err, RX_E_IO, "%s: damaged: its content has hash %s, %s was written", rx_h5_file_name(r), hash,
                 expected);
}

typedef struct {
  const rx_sweep *sweep;
  char hash[RX_HASH_TEXT];
} written;

static rx_status check_written(const char *temporary, void *context, rx_error *err)
{
  const written *expected = context;
  uint64_t counts[RX_N_MEMBER_STATES] = { 0 };
  for (uint64_t i = 0; i < expected->sweep->rows.n_members; i++) counts[expected->sweep->rows.status[i]]++;
  rx_h5_reader *r;
  RX_TRY(rx_h5_open(temporary, &r, err));
  rx_status status = check_counts(r, &expected->sweep->plan, counts, err);
  if (status == RX_OK) status = check_hash(r, expected->hash, err);
  rx_h5_close(r);
  return status;
}

rx_status rx_sweep_write(const char *path, const rx_sweep *sweep, rx_error *err)
{
  written expected = { .sweep = sweep };
  rx_h5_writer *w;
  if (check_sweep(sweep, err) != RX_OK) return rx_context(err, "%s", path), RX_E_INPUT;
  RX_TRY(rx_h5_create(path, RX_H5_NETCDF, &w, err));
  rx_sweep_write_all(w, sweep, &(rx_rows_layout){ .has_scales = true });
  if (rx_hash_written(w, &RESULT, expected.hash) == RX_OK) rx_h5_attr_text(w, "/", "content_hash", expected.hash);
  return rx_h5_finish_checked(w, check_written, &expected, err);
}

/* ---- reading ---- */

static rx_status read_outputs(rx_h5_reader *r, rx_arena *arena, rx_sweep_plan *plan, rx_error *err)
{
  char **names, path[RX_H5_PATH], *text;
  int rank;
  size_t shape[RX_H5_MAX_RANK];
  RX_TRY(rx_h5_children(r, "/sweep/outputs", arena, &plan->n_outputs, &names, err));
  rx_sweep_output *outputs = rx_arena_alloc(arena, plan->n_outputs * sizeof *outputs + 1);
  if (outputs == NULL) return rx_no_memory(err);
  plan->outputs = outputs;
  for (size_t k = 0; k < plan->n_outputs; k++) {
    outputs[k].name = names[k];
    RX_TRY(rx_h5_shape(r, rx_h5_join(path, "/sweep/outputs", names[k]), &rank, shape, err));
    outputs[k].by_stimulus = rank == 2;
    RX_TRY(rx_h5_attr_read_text(r, path, "units", arena, &text, err));
    outputs[k].units = text;
    RX_TRY(rx_h5_attr_read_text(r, path, "long_name", arena, &text, err));
    outputs[k].long_name = text;
  }
  return RX_OK;
}

/* The failures of members whose part is missing have no row to belong to. */
static void drop_failures_of_pending(rx_sweep_rows *rows)
{
  size_t n = 0;
  for (size_t i = 0; i < rows->n_failures; i++) {
    const rx_sweep_failure *f = &rows->failures[i];
    if (f->member >= rows->n_members || rows->status[f->member] != RX_MEMBER_PENDING) rows->failures[n++] = *f;
  }
  rows->n_failures = n;
}

static rx_status read_sweep(rx_h5_reader *r, rx_arena *arena, rx_sweep *sweep, rx_error *err)
{
  bool is_virtual;
  size_t n;
  char **files, *text;
  RX_TRY(rx_h5_check_format(r, FORMAT, RX_SWEEP_MAJOR, err));
  RX_TRY(rx_h5_sources(r, "/sweep/status", arena, &is_virtual, &n, &files, err));
  if (!is_virtual) {
    RX_TRY(rx_h5_attr_read_text(r, "/", "content_hash", arena, &text, err));
    RX_TRY(check_hash(r, text, err));
  }
  RX_TRY(rx_sweep_read_plan(r, arena, &sweep->plan, err));
  RX_TRY(read_outputs(r, arena, &sweep->plan, err));
  sweep->rows.n_members = sweep->plan.n_members;
  RX_TRY(rx_sweep_read_rows(r, &sweep->plan, arena, &sweep->rows, err));
  if (is_virtual) drop_failures_of_pending(&sweep->rows);
  RX_TRY(rx_sweep_read_indices(r, arena, sweep, err));
  if (rx_h5_has_attr(r, "/provenance", "accepted_versions")) {
    RX_TRY(rx_h5_attr_read_text(r, "/provenance", "accepted_versions", arena, &text, err));
    sweep->accepted_versions = text;
  }
  if (check_sweep(sweep, err) == RX_OK) return RX_OK;
  return rx_context(err, "%s", rx_h5_file_name(r)), RX_E_INPUT;
}

rx_status rx_sweep_read(const char *path, rx_arena *arena, rx_sweep *sweep, rx_error *err)
{
  rx_h5_reader *r;
  *sweep = (rx_sweep){ 0 };
  RX_TRY(rx_h5_open(path, &r, err));
  const rx_status status = read_sweep(r, arena, sweep, err);
  rx_h5_close(r);
  return status;
}
