#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "io/hdf5/hdf5_table.h"
#include "io/sweep/sweep_private.h"

static const char *const STATES[RX_N_MEMBER_STATES] = {
  "pending", "ok", "solver_failed", "not_finite", "invalid_parameters", "time_budget",
};

const char *rx_member_state_name(rx_member_state state)
{
  return STATES[state];
}

#define FAILURE(name, type, member, units, long_name)                                                                  \
  {                                                                                                                    \
    name, type, offsetof(rx_sweep_failure, member), units, long_name                                                   \
  }
static const rx_h5_field FAILURES[] = {
  FAILURE("member", RX_H5_U64, member, "1", "member that failed"),
  FAILURE("code", RX_H5_I32, code, "1", "status code of rexed"),
  FAILURE("time", RX_H5_F64, time_ms, "ms", "simulated time of the failure"),
  FAILURE("message", RX_H5_TEXT, message, NULL, NULL),
  { NULL, RX_H5_TEXT, 0, NULL, NULL },
};
enum { N_FAILURE_COLUMNS = 4, N_COST_COLUMNS = 3 };

/* ---- memory ---- */

static size_t n_values(const rx_sweep_plan *plan, size_t i_output, uint64_t n_members)
{
  return (size_t)n_members * (plan->outputs[i_output].by_stimulus ? plan->n_stimuli : 1);
}

rx_status rx_sweep_rows_make(const rx_sweep_plan *plan, uint64_t first_member, uint64_t n_members, rx_arena *arena,
                             rx_sweep_rows *rows, rx_error *err)
{
  const size_t n = (size_t)n_members;
  *rows = (rx_sweep_rows){ .first_member = first_member,
                           .n_members = n_members,
                           .status = rx_arena_alloc(arena, n + 1),
                           .outputs = rx_arena_alloc(arena, plan->n_outputs * sizeof *rows->outputs + 1),
                           .wall_s = rx_arena_alloc(arena, n * sizeof *rows->wall_s + 1),
                           .n_steps = rx_arena_alloc(arena, n * sizeof *rows->n_steps + 1),
                           .n_rhs = rx_arena_alloc(arena, n * sizeof *rows->n_rhs + 1) };
  if (rows->status == NULL || rows->outputs == NULL || rows->wall_s == NULL || rows->n_steps == NULL ||
      rows->n_rhs == NULL)
    return rx_no_memory(err);
  for (size_t k = 0; k < plan->n_outputs; k++) {
    const size_t n_output = n_values(plan, k, n_members);
    rows->outputs[k] = rx_arena_alloc(arena, n_output * sizeof **rows->outputs + 1);
    if (rows->outputs[k] == NULL) return rx_no_memory(err);
    for (size_t i = 0; i < n_output; i++) rows->outputs[k][i] = NAN;
  }
  for (size_t i = 0; i < n; i++) rows->wall_s[i] = NAN;
  return RX_OK;
}

uint64_t rx_part_first(const rx_sweep_plan *plan, uint64_t part)
{
  return part * plan->part_members;
}

uint64_t rx_part_size(const rx_sweep_plan *plan, uint64_t part)
{
  const uint64_t first = rx_part_first(plan, part), left = plan->n_members - first;
  return left < plan->part_members ? left : plan->part_members;
}

/* ---- checks ---- */

rx_status rx_sweep_check_rows(const rx_sweep_plan *plan, const rx_sweep_rows *rows, rx_error *err)
{
  if (rows->n_members > plan->n_members || rows->first_member > plan->n_members - rows->n_members)
    return rx_fail(err, RX_E_INPUT, "rows %llu to %llu of a sweep of %llu members",
                   (unsigned long long)rows->first_member,
                   (unsigned long long)(rows->first_member + rows->n_members - 1), (unsigned long long)plan->n_members);
  size_t i_failure = 0;
  for (uint64_t i = 0; i < rows->n_members; i++) {
    const unsigned state = rows->status[i];
    const unsigned long long member = rows->first_member + i;
    if (state >= RX_N_MEMBER_STATES)
      return rx_fail(err, RX_E_INPUT, "member %llu has status %u, at most %d is known", member, state,
                     RX_N_MEMBER_STATES - 1);
    if (state <= RX_MEMBER_OK) continue;
    if (i_failure >= rows->n_failures || rows->failures[i_failure].member != member)
      return rx_fail(err, RX_E_INPUT, "member %llu has status %u, but no row of its own among the failures", member,
                     state);
    i_failure++;
  }
  if (i_failure != rows->n_failures)
    return rx_fail(err, RX_E_INPUT, "failure %zu is of member %llu, which did not fail", i_failure,
                   (unsigned long long)rows->failures[i_failure].member);
  return RX_OK;
}

size_t rx_sweep_n_row_datasets(const rx_sweep_plan *plan)
{
  return plan->n_outputs + 1 + N_FAILURE_COLUMNS + N_COST_COLUMNS;
}

/* ---- writing ---- */

static const char MEMBER[] = "/sweep/member", STIMULUS[] = "/sweep/stimulus";

/* Equal content shall be equal bytes: there are many NaN, here is one. */
static double one_nan(double x)
{
  return isnan(x) ? NAN : x;
}

static rx_h5_dataset make_column(const rx_rows_layout *layout, const char *path, rx_h5_type type, uint64_t n,
                                 const void *data, const char *units, const char *long_name)
{
  return (rx_h5_dataset){ .path = path,
                          .type = type,
                          .rank = 1,
                          .shape = { (size_t)n },
                          .data = data,
                          .units = units,
                          .long_name = long_name,
                          .scales = { layout->has_scales ? MEMBER : NULL },
                          .is_virtual = layout->is_virtual,
                          .n_sources = layout->n_sources,
                          .sources = layout->sources };
}

static void write_output(rx_h5_writer *w, const rx_sweep_plan *plan, const rx_sweep_rows *rows, size_t k,
                         const rx_rows_layout *layout)
{
  const rx_sweep_output *o = &plan->outputs[k];
  char path[RX_H5_PATH];
  rx_h5_dataset d = make_column(layout, rx_h5_join(path, "/sweep/outputs", o->name), RX_H5_F64, rows->n_members, NULL,
                                o->units, o->long_name);
  const size_t n_columns = o->by_stimulus ? plan->n_stimuli : 1;
  if (o->by_stimulus) {
    d.rank = 2;
    d.shape[1] = n_columns;
    d.scales[1] = layout->has_scales ? STIMULUS : NULL;
  }
  double *values = NULL;
  if (!layout->is_virtual) {
    values = malloc(n_values(plan, k, rows->n_members) * sizeof *values + 1);
    if (values == NULL) {
      rx_h5_reject(w, RX_E_MEMORY, "out of memory");
      return;
    }
    for (size_t i = 0; i < rows->n_members; i++)
      for (size_t j = 0; j < n_columns; j++)
        values[i * n_columns + j] =
            rows->status[i] == RX_MEMBER_OK ? one_nan(rows->outputs[k][i * n_columns + j]) : NAN;
  }
  d.data = values;
  rx_h5_write(w, &d);
  free(values);
}

static void write_status(rx_h5_writer *w, const rx_sweep_rows *rows, const rx_rows_layout *layout)
{
  rx_h5_dataset d =
      make_column(layout, "/sweep/status", RX_H5_U8, rows->n_members, rows->status, "1", "state of the member");
  d.fill_zero = layout->is_virtual; /* pending */
  rx_h5_write(w, &d);
  uint8_t values[RX_N_MEMBER_STATES];
  char meanings[256] = "";
  for (size_t i = 0; i < RX_N_MEMBER_STATES; i++) {
    values[i] = (uint8_t)i;
    if (i > 0) strcat(meanings, " ");
    strcat(meanings, STATES[i]);
  }
  rx_h5_attr(w, d.path, "flag_values", RX_H5_U8, RX_N_MEMBER_STATES, values);
  rx_h5_attr_text(w, d.path, "flag_meanings", meanings);
}

/* Failures are few and of different text lengths: always here, never a view of the parts. */
static void write_failures(rx_h5_writer *w, const rx_sweep_rows *rows)
{
  rx_sweep_failure *failures = malloc(rows->n_failures * sizeof *failures + 1);
  if (failures == NULL) {
    rx_h5_reject(w, RX_E_MEMORY, "out of memory");
    return;
  }
  for (size_t i = 0; i < rows->n_failures; i++) {
    failures[i] = rows->failures[i];
    failures[i].time_ms = one_nan(failures[i].time_ms);
  }
  rx_h5_write_table(w, "/sweep/failures", FAILURES, rows->n_failures, sizeof *failures, failures);
  free(failures);
}

/* Last in the file and along no scale: what it cost is not part of the result, and neither where things are in the file
 * nor the scale's list of its users may depend on how well it compresses. */
void rx_sweep_write_cost(rx_h5_writer *w, const rx_sweep_rows *rows, const rx_rows_layout *along_members)
{
  rx_rows_layout own = *along_members, *layout = &own;
  own.has_scales = false;
  const rx_h5_dataset columns[N_COST_COLUMNS] = {
    make_column(layout, "/sweep/cost/wall", RX_H5_F64, rows->n_members, rows->wall_s, "s", "wall time of the member"),
    make_column(layout, "/sweep/cost/n_steps", RX_H5_U64, rows->n_members, rows->n_steps, "1", "integration steps"),
    make_column(layout, "/sweep/cost/n_rhs", RX_H5_U64, rows->n_members, rows->n_rhs, "1",
                "evaluations of the right-hand side"),
  };
  for (size_t i = 0; i < N_COST_COLUMNS; i++) rx_h5_write(w, &columns[i]);
}

void rx_sweep_write_rows(rx_h5_writer *w, const rx_sweep_plan *plan, const rx_sweep_rows *rows,
                         const rx_rows_layout *layout)
{
  rx_h5_group(w, "/sweep/outputs");
  for (size_t k = 0; k < plan->n_outputs && rx_h5_status(w) == RX_OK; k++) write_output(w, plan, rows, k, layout);
  write_status(w, rows, layout);
  write_failures(w, rows);
}

/* ---- reading ---- */

static rx_status read_failures(rx_h5_reader *r, rx_arena *arena, rx_sweep_rows *rows, rx_error *err)
{
  for (const rx_h5_field *field = FAILURES; field->name != NULL; field++) {
    char path[RX_H5_PATH];
    int rank;
    size_t shape[RX_H5_MAX_RANK];
    rx_h5_type type;
    RX_TRY(rx_h5_type_of(r, rx_h5_join(path, "/sweep/failures", field->name), &type, err));
    RX_TRY(rx_h5_shape(r, path, &rank, shape, err));
    if (rank != 1 || shape[0] > rows->n_members || type != field->type)
      return rx_fail(err, RX_E_IO, "%s: %s: not a column of failures", rx_h5_file_name(r), path);
  }
  void *failures;
  RX_TRY(rx_h5_read_table(r, "/sweep/failures", FAILURES, arena, &rows->n_failures, sizeof *rows->failures, &failures,
                          err));
  rows->failures = failures;
  return RX_OK;
}

rx_status rx_sweep_read_rows(rx_h5_reader *r, const rx_sweep_plan *plan, rx_arena *arena, rx_sweep_rows *rows,
                             rx_error *err)
{
  void *data;
  size_t n[2] = { (size_t)rows->n_members, plan->n_stimuli };
  rows->outputs = rx_arena_alloc(arena, plan->n_outputs * sizeof *rows->outputs + 1);
  if (rows->outputs == NULL) return rx_no_memory(err);
  for (size_t k = 0; k < plan->n_outputs; k++) {
    char path[RX_H5_PATH];
    rx_h5_join(path, "/sweep/outputs", plan->outputs[k].name);
    RX_TRY(rx_sweep_read_column(r, path, RX_H5_F64, plan->outputs[k].by_stimulus ? 2 : 1, n, arena, &data, err));
    rows->outputs[k] = data;
  }
  RX_TRY(rx_sweep_read_column(r, "/sweep/status", RX_H5_U8, 1, n, arena, &data, err));
  rows->status = data;
  RX_TRY(rx_sweep_read_column(r, "/sweep/cost/wall", RX_H5_F64, 1, n, arena, &data, err));
  rows->wall_s = data;
  RX_TRY(rx_sweep_read_column(r, "/sweep/cost/n_steps", RX_H5_U64, 1, n, arena, &data, err));
  rows->n_steps = data;
  RX_TRY(rx_sweep_read_column(r, "/sweep/cost/n_rhs", RX_H5_U64, 1, n, arena, &data, err));
  rows->n_rhs = data;
  return read_failures(r, arena, rows, err);
}
