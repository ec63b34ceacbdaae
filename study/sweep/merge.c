#include "study/sweep/merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/whole_file.h"
#include "io/report/study/study_report.h"
#include "study/folders.h"
#include "study/sweep/indices.h"

typedef struct merger {
  size_t n_folders;
  const char *const *folders;
  const rx_merge_options *options;
  rx_arena *arena;
  rx_sweep sweep;
  size_t *folder_of; /* [n_parts]; RX_NO_FOLDER: missing */
  RX_ARRAY(rx_sweep_failure) failures;
  rx_merge_result *result;
  uint64_t n_damaged; /* files */
} merger;

/* The plan of the first folder; all others must have the same. */
static rx_status read_plans(merger *m, rx_error *err)
{
  struct stat info;
  for (size_t f = 0; f < m->n_folders; f++)
    if (stat(m->folders[f], &info) != 0 || !S_ISDIR(info.st_mode))
      return rx_fail(err, RX_E_INPUT, "%s: there is no folder of parts", m->folders[f]);
  RX_TRY(rx_make_parents(m->options->path, err));
  RX_TRY(rx_sweep_plan_read(m->folders[0], m->arena, &m->sweep.plan, err));
  for (size_t f = 1; f < m->n_folders; f++) {
    rx_sweep_plan other;
    RX_TRY(rx_sweep_plan_read(m->folders[f], m->arena, &other, err));
    if (strcmp(other.plan_hash, m->sweep.plan.plan_hash) != 0)
      return rx_fail(err, RX_E_INPUT, "%s and %s hold parts of different plans (%s, %s)", m->folders[0], m->folders[f],
                     m->sweep.plan.plan_hash, other.plan_hash);
    if (other.part_members != m->sweep.plan.part_members)
      return rx_fail(err, RX_E_INPUT, "parts of %s have %llu members, of %s %llu: they can't be merged", m->folders[0],
                     (unsigned long long)m->sweep.plan.part_members, m->folders[f],
                     (unsigned long long)other.part_members);
  }
  return RX_OK;
}

/* Copies the rows of a part to their place; its texts move to the arena of the whole. */
static rx_status copy_rows(merger *m, const rx_sweep_rows *part, rx_error *err)
{
  const rx_sweep_plan *plan = &m->sweep.plan;
  rx_sweep_rows *all = &m->sweep.rows;
  const size_t first = (size_t)part->first_member, n = (size_t)part->n_members;
  memcpy(all->status + first, part->status, n * sizeof *all->status);
  memcpy(all->wall_s + first, part->wall_s, n * sizeof *all->wall_s);
  memcpy(all->n_steps + first, part->n_steps, n * sizeof *all->n_steps);
  memcpy(all->n_rhs + first, part->n_rhs, n * sizeof *all->n_rhs);
  for (size_t k = 0; k < plan->n_outputs; k++) {
    const size_t width = plan->outputs[k].by_stimulus ? plan->n_stimuli : 1;
    memcpy(all->outputs[k] + first * width, part->outputs[k], n * width * sizeof **all->outputs);
  }
  for (size_t i = 0; i < part->n_failures; i++) {
    rx_sweep_failure failure = part->failures[i];
    failure.message = rx_arena_text(m->arena, failure.message);
    if (failure.message == NULL || !RX_APPEND(&m->failures, failure)) return rx_no_memory(err);
  }
  return RX_OK;
}

/* Rows of another version of rexed are taken only where the user says so, and the file says it then. */
static rx_status check_version(merger *m, uint64_t part, const rx_sweep_rows *rows, rx_error *err)
{
  const rx_provenance *p = &m->sweep.plan.provenance;
  if (p->simd != NULL && strcmp(rows->simd, p->simd) != 0)
    return rx_fail(
        err, RX_E_INPUT,
        "part %llu was computed with the instructions %s, the plan is of %s: their bits differ, so they can't be "
        "merged; go on with the sweep (--resume --isa) to compute it again",
        (unsigned long long)part, rows->simd, p->simd);
  if (!rows->is_of_other_version) return RX_OK;
  if (!m->options->accepts_version)
    return rx_fail(
        err, RX_E_INPUT,
        "part %llu was computed by rexed %s (commit %.12s), the plan is of %s (%.12s): --accept-version merges them "
        "all the same",
        (unsigned long long)part, rows->version, rows->git_commit, p->version, p->git_commit);
  m->sweep.accepted_versions = rx_versions_add(m->sweep.accepted_versions, rows->version, rows->git_commit, m->arena);
  return m->sweep.accepted_versions != NULL ? RX_OK : rx_no_memory(err);
}

/* Reads a part from the first folder where it is whole. */
static rx_status read_part(merger *m, uint64_t part, rx_error *err)
{
  m->folder_of[part] = RX_NO_FOLDER;
  for (size_t f = 0; f < m->n_folders; f++) {
    if (!rx_part_exists(m->folders[f], part)) continue;
    rx_error damage = { 0 };
    rx_sweep_rows rows;
    rx_arena *arena = rx_arena_create();
    if (arena == NULL) return rx_no_memory(err);
    rx_status status = rx_part_read(m->folders[f], &m->sweep.plan, part, arena, &rows, &damage);
    if (status == RX_OK) {
      m->folder_of[part] = f;
      status = check_version(m, part, &rows, err);
      if (status == RX_OK) status = copy_rows(m, &rows, err);
    } else {
      rx_log_warn(m->options->log, "%s", damage.text);
      m->n_damaged++;
      status = RX_OK;
    }
    rx_arena_free(arena);
    if (status != RX_OK || m->folder_of[part] != RX_NO_FOLDER) return status;
  }
  m->result->n_missing++;
  return RX_OK;
}

static rx_status read_parts(merger *m, rx_error *err)
{
  const rx_sweep_plan *plan = &m->sweep.plan;
  RX_TRY(rx_sweep_rows_make(plan, 0, plan->n_members, m->arena, &m->sweep.rows, err));
  m->folder_of = rx_arena_alloc(m->arena, (plan->n_parts + 1) * sizeof *m->folder_of);
  if (m->folder_of == NULL) return rx_no_memory(err);
  for (uint64_t b = 0; b < plan->n_parts; b++) RX_TRY(read_part(m, b, err));
  m->sweep.rows.failures = m->failures.items;
  m->sweep.rows.n_failures = m->failures.n;
  m->result->n_members = plan->n_members;
  m->result->n_parts = plan->n_parts;
  for (uint64_t i = 0; i < plan->n_members; i++) m->result->n_of_state[m->sweep.rows.status[i]]++;
  m->result->n_ok = m->result->n_of_state[RX_MEMBER_OK];
  m->result->n_pending = m->result->n_of_state[RX_MEMBER_PENDING];
  if (m->result->n_missing > 0 && !m->options->is_partial)
    return rx_fail(
        err, m->n_damaged > 0 ? RX_E_IO : RX_E_INPUT,
        "%llu of %llu parts are missing or damaged: go on with the sweep (--resume), or merge what is there with "
        "--partial",
        (unsigned long long)m->result->n_missing, (unsigned long long)plan->n_parts);
  return RX_OK;
}

static rx_status look_at_old(const merger *m, rx_error *err)
{
  const char *path = m->options->path;
  RX_TRY(rx_check_place(path, err));
  if (m->options->may_replace || access(path, F_OK) != 0) return RX_OK;
  rx_sweep old;
  if (rx_sweep_read(path, m->arena, &old, err) != RX_OK) {
    rx_context(err, "in the way (--force replaces it)");
    return RX_E_INPUT;
  }
  if (strcmp(old.plan.plan_hash, m->sweep.plan.plan_hash) != 0)
    return rx_fail(err, RX_E_INPUT, "%s is a sweep of another plan (--force replaces it)", path);
  uint64_t n_pending = 0;
  for (uint64_t i = 0; i < old.rows.n_members; i++) n_pending += old.rows.status[i] == RX_MEMBER_PENDING;
  if (n_pending >= m->result->n_pending) return RX_OK;
  return rx_fail(err, RX_E_INPUT, "%s has %llu pending members, these parts would leave %llu (--force replaces it)",
                 path, (unsigned long long)n_pending, (unsigned long long)m->result->n_pending);
}

/* The page beside the file. The rows are safe by now, and `rexed report` makes it again: a failure is only said. */
static void write_report(const merger *m)
{
  rx_error err = { 0 };
  rx_report_kind kind;
  const char *page;
  rx_status status = rx_report_find(m->options->path, m->arena, &kind, &page, &err);
  if (status == RX_OK) status = rx_sweep_report_write(page, &m->sweep, &err);
  if (status != RX_OK) rx_log_warn(m->options->log, "no report: %s", err.text);
}

rx_status rx_merge(size_t n_folders, const char *const folders[], const rx_merge_options *options,
                   rx_merge_result *result, rx_error *err)
{
  merger m = { .n_folders = n_folders, .folders = folders, .options = options, .result = result };
  *result = (rx_merge_result){ 0 };
  m.arena = rx_arena_create();
  if (m.arena == NULL) return rx_no_memory(err);
  rx_status status = read_plans(&m, err);
  if (status == RX_OK) {
    rx_remove_stale_beside(options->path); /* of a process that was killed while it merged */
    status = read_parts(&m, err);
  }
  if (status == RX_OK) status = look_at_old(&m, err);
  if (status == RX_OK) status = rx_indices_make(&m.sweep, m.arena, options->log, err);
  if (status == RX_OK) {
    m.sweep.plan.provenance.run.command_line = options->command_line;
    status = rx_provenance_end(&m.sweep.plan.provenance, m.arena, err);
  }
  if (status == RX_OK && !options->is_virtual) {
    /* the file is one part: how the work was cut is no part of the result (output page 7) */
    m.sweep.plan.part_members = (m.sweep.plan.n_members + RX_PART_MULTIPLE - 1) / RX_PART_MULTIPLE * RX_PART_MULTIPLE;
    m.sweep.plan.n_parts = 1;
  }
  if (status == RX_OK)
    status = options->is_virtual ? rx_sweep_write_virtual(options->path, &m.sweep, n_folders, folders, m.folder_of, err)
                                 : rx_sweep_write(options->path, &m.sweep, err);
  if (status == RX_OK && options->has_report) write_report(&m);
  free(m.failures.items);
  rx_arena_free(m.arena);
  return status;
}
