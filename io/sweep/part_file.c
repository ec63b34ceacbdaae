#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "io/sweep/content_hash.h"
#include "io/sweep/sweep_private.h"

static const char FORMAT[] = "rexed-part";
static const rx_hash_scope ALL_DATASETS = { .group = "/" };

typedef unsigned long long ull;

static rx_status make_path(char path[RX_H5_PATH], const char *folder, uint64_t part, const char *ending, rx_error *err)
{
  const int n = snprintf(path, RX_H5_PATH, "%s/part-%06llu.h5%s", folder, (ull)part, ending);
  if (n < RX_H5_PATH) return RX_OK;
  return rx_fail(err, RX_E_INPUT, "the name of a folder of parts is too long: %zu bytes", strlen(folder));
}

bool rx_part_exists(const char *folder, uint64_t part)
{
  char path[RX_H5_PATH];
  return make_path(path, folder, part, "", NULL) == RX_OK && access(path, F_OK) == 0;
}

rx_status rx_part_set_aside(const char *folder, uint64_t part, rx_error *err)
{
  char path[RX_H5_PATH], aside[RX_H5_PATH];
  RX_TRY(make_path(path, folder, part, "", err));
  RX_TRY(make_path(aside, folder, part, ".bad", err));
  if (rename(path, aside) != 0)
    return rx_fail(err, RX_E_IO, "%s: cannot rename to %s: %s", path, aside, strerror(errno));
  return RX_OK;
}

/* ---- writing ---- */

static rx_status check_rows(const rx_sweep_plan *plan, uint64_t part, const rx_sweep_rows *rows, rx_error *err)
{
  if (part >= plan->n_parts)
    return rx_fail(err, RX_E_INPUT, "part %llu of a sweep of %llu", (ull)part, (ull)plan->n_parts);
  if (rows->first_member != rx_part_first(plan, part) || rows->n_members != rx_part_size(plan, part))
    return rx_fail(err, RX_E_INPUT, "%llu rows from member %llu, but the part has %llu from %llu", (ull)rows->n_members,
                   (ull)rows->first_member, (ull)rx_part_size(plan, part), (ull)rx_part_first(plan, part));
  for (uint64_t i = 0; i < rows->n_members; i++)
    if (rows->status[i] == RX_MEMBER_PENDING)
      return rx_fail(err, RX_E_INPUT, "member %llu of a finished part is pending", (ull)(rows->first_member + i));
  return rx_sweep_check_rows(plan, rows, err);
}

rx_status rx_part_write(const char *folder, const rx_sweep_plan *plan, uint64_t part, const rx_sweep_rows *rows,
                        rx_error *err)
{
  char path[RX_H5_PATH], hash[RX_HASH_TEXT];
  rx_h5_writer *w;
  RX_TRY(make_path(path, folder, part, "", err));
  if (check_rows(plan, part, rows, err) != RX_OK) return rx_context(err, "%s", path), RX_E_INPUT;
  RX_TRY(rx_h5_create(path, RX_H5_PART, &w, err));
  rx_h5_attr_text(w, "/", "format", FORMAT);
  rx_h5_attr_text(w, "/", "format_version", RX_SWEEP_VERSION);
  rx_h5_attr_text(w, "/", "plan_hash", plan->plan_hash);
  rx_h5_attr_u64(w, "/", "part", part);
  rx_h5_attr_u64(w, "/", "first_member", rows->first_member);
  rx_h5_attr_u64(w, "/", "n_members", rows->n_members);
  rx_h5_attr_text(w, "/", "version", rx_version());
  rx_h5_attr_text(w, "/", "git_commit", rx_git_commit());
  rx_h5_attr_text(w, "/", "simd", plan->provenance.simd != NULL ? plan->provenance.simd : "");
  const size_t n = (size_t)rows->n_members;
  rx_sweep_write_rows(w, plan, rows, &(rx_rows_layout){ 0 });
  rx_h5_write_column(w, "/sweep/seed", RX_H5_U64, n, plan->seed + rows->first_member, "1", "key of the random streams");
  rx_h5_write_column(w, "/sweep/replicate", RX_H5_U32, n, plan->replicate + rows->first_member, "1",
                     "replicate of a stochastic member, from 0");
  rx_sweep_write_cost(w, rows, &(rx_rows_layout){ 0 });
  if (rx_hash_written(w, &ALL_DATASETS, hash) == RX_OK) rx_h5_attr_text(w, "/", "rows_hash", hash);
  return rx_h5_finish(w, err);
}

/* ---- reading ---- */

static rx_status check_number(rx_h5_reader *r, const char *name, uint64_t expected, rx_error *err)
{
  uint64_t found;
  RX_TRY(rx_h5_attr_read_u64(r, "/", name, &found, err));
  if (found == expected) return RX_OK;
  return rx_fail(err, RX_E_INPUT, "%s: its %s is %llu, expected %llu", rx_h5_file_name(r), name, (ull)found,
                 (ull)expected);
}

static rx_status check_identity(rx_h5_reader *r, const rx_sweep_plan *plan, uint64_t part, rx_arena *arena,
                                rx_error *err)
{
  char *hash;
  RX_TRY(rx_h5_check_format(r, FORMAT, RX_SWEEP_MAJOR, err));
  RX_TRY(rx_h5_attr_read_text(r, "/", "plan_hash", arena, &hash, err));
  if (strcmp(hash, plan->plan_hash) != 0)
    return rx_fail(err, RX_E_INPUT, "%s: a part of another plan: its plan_hash is %s, expected %s", rx_h5_file_name(r),
                   hash, plan->plan_hash);
  RX_TRY(check_number(r, "part", part, err));
  RX_TRY(check_number(r, "first_member", rx_part_first(plan, part), err));
  return check_number(r, "n_members", rx_part_size(plan, part), err);
}

/* Seed and replicate stand in the plan too. */
static rx_status check_keys(rx_h5_reader *r, const rx_sweep_plan *plan, const rx_sweep_rows *rows, rx_arena *arena,
                            rx_error *err)
{
  const size_t n[2] = { (size_t)rows->n_members, 0 };
  void *seed, *replicate;
  RX_TRY(rx_sweep_read_column(r, "/sweep/seed", RX_H5_U64, 1, n, arena, &seed, err));
  RX_TRY(rx_sweep_read_column(r, "/sweep/replicate", RX_H5_U32, 1, n, arena, &replicate, err));
  if (memcmp(seed, plan->seed + rows->first_member, n[0] * sizeof *plan->seed) == 0 &&
      memcmp(replicate, plan->replicate + rows->first_member, n[0] * sizeof *plan->replicate) == 0)
    return RX_OK;
  return rx_fail(err, RX_E_INPUT, "%s: its seeds or replicates are not the plan's", rx_h5_file_name(r));
}

static rx_status check_hash(rx_h5_reader *r, const rx_sweep_plan *plan, rx_arena *arena, rx_error *err)
{
  char *stored, hash[RX_HASH_TEXT];
  size_t n;
  const size_t expected = rx_sweep_n_row_datasets(plan) + 2;
  RX_TRY(rx_h5_attr_read_text(r, "/", "rows_hash", arena, &stored, err));
  RX_TRY(rx_hash_read(r, &ALL_DATASETS, &n, hash, err));
  if (n != expected)
    return rx_fail(err, RX_E_IO, "%s: damaged: %zu datasets, expected %zu", rx_h5_file_name(r), n, expected);
  if (strcmp(stored, hash) != 0)
    return rx_fail(err, RX_E_IO, "%s: damaged: its rows have hash %s, %s was written", rx_h5_file_name(r), hash,
                   stored);
  return RX_OK;
}

static rx_status read_part(rx_h5_reader *r, const rx_sweep_plan *plan, uint64_t part, rx_arena *arena,
                           rx_sweep_rows *rows, rx_error *err)
{
  char *text;
  RX_TRY(check_identity(r, plan, part, arena, err));
  rows->first_member = rx_part_first(plan, part);
  rows->n_members = rx_part_size(plan, part);
  RX_TRY(rx_sweep_read_rows(r, plan, arena, rows, err));
  RX_TRY(check_keys(r, plan, rows, arena, err));
  RX_TRY(check_hash(r, plan, arena, err));
  RX_TRY(rx_h5_attr_read_text(r, "/", "version", arena, &text, err));
  rows->version = text;
  RX_TRY(rx_h5_attr_read_text(r, "/", "git_commit", arena, &text, err));
  rows->git_commit = text;
  RX_TRY(rx_h5_attr_read_text(r, "/", "simd", arena, &text, err));
  rows->simd = text;
  const rx_provenance *p = &plan->provenance;
  rows->is_of_other_version = p->version == NULL || p->git_commit == NULL || strcmp(rows->version, p->version) != 0 ||
                              strcmp(rows->git_commit, p->git_commit) != 0;
  if (check_rows(plan, part, rows, err) == RX_OK) return RX_OK;
  return rx_context(err, "%s", rx_h5_file_name(r)), RX_E_INPUT;
}

rx_status rx_part_read(const char *folder, const rx_sweep_plan *plan, uint64_t part, rx_arena *arena,
                       rx_sweep_rows *rows, rx_error *err)
{
  char path[RX_H5_PATH];
  rx_h5_reader *r;
  rx_sweep_rows checked = { 0 };
  if (rows != NULL) *rows = checked;
  RX_TRY(make_path(path, folder, part, "", err));
  if (part >= plan->n_parts)
    return rx_fail(err, RX_E_INPUT, "%s: a part of a larger sweep: this one has %llu", path, (ull)plan->n_parts);
  RX_TRY(rx_h5_open(path, &r, err));
  /* what only is looked at needs no memory that outlives the call */
  rx_arena *own = rows == NULL ? rx_arena_create() : NULL;
  const rx_status status = rows == NULL && own == NULL
                               ? rx_no_memory(err)
                               : read_part(r, plan, part, rows == NULL ? own : arena, &checked, err);
  rx_h5_close(r);
  rx_arena_free(own);
  if (status == RX_OK && rows != NULL) *rows = checked;
  return status;
}
