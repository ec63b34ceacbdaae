#include "study/sweep/sweep_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/whole_file.h"
#include "study/folders.h"

/* ---- differences ---- */

/* Length of the first line of a text, without its end. */
static size_t line_length(const char *text)
{
  return strcspn(text, "\n");
}

static bool has_line(const char *text, const char *line, size_t n)
{
  for (const char *at = text; *at != '\0'; at += line_length(at) + (at[line_length(at)] == '\n'))
    if (line_length(at) == n && memcmp(at, line, n) == 0) return true;
  return false;
}

/* The value of a line's key in another text ("" where the key is not there). */
static void value_of(const char *text, const char *line, size_t n_key, char value[64])
{
  value[0] = '\0';
  for (const char *at = text; *at != '\0'; at += line_length(at) + (at[line_length(at)] == '\n')) {
    if (line_length(at) < n_key + 2 || memcmp(at, line, n_key) != 0 || at[n_key] != ':') continue;
    snprintf(value, 64, "%.*s", (int)(line_length(at) - n_key - 2), at + n_key + 2);
    return;
  }
}

static int say_differences(const char *from, const char *other, bool is_from_new, int n_said, char *text, size_t size)
{
  for (const char *at = from; *at != '\0' && n_said < 5; at += line_length(at) + (at[line_length(at)] == '\n')) {
    const size_t n = line_length(at);
    if (n == 0 || has_line(other, at, n)) continue;
    const char *colon = memchr(at, ':', n);
    const size_t n_key = colon != NULL ? (size_t)(colon - at) : n;
    char value[64], own[64];
    value_of(other, at, n_key, value);
    value_of(from, at, n_key, own);
    if (!is_from_new && value[0] != '\0') continue; /* said already, the other way round */
    const size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%.*s (was %s, is %s)", n_said > 0 ? ", " : "",
             (int)(n_key < 100 ? n_key : 100), at, is_from_new ? (value[0] != '\0' ? value : "absent") : own,
             is_from_new ? own : "absent");
    n_said++;
  }
  return n_said;
}

void rx_plan_difference(const char *was, const char *is, rx_error *err)
{
  char text[800] = "";
  int n = say_differences(is, was, true, 0, text, sizeof text);
  n = say_differences(was, is, false, n, text, sizeof text);
  rx_fail(err, RX_E_INPUT, "of another plan: %s%s", n > 0 ? text : "the points differ", n == 5 ? " …" : "");
}

/* ---- folder ---- */

static bool is_of_a_sweep(const char *name)
{
  const size_t n = strlen(name);
  return strcmp(name, "plan.h5") == 0 || strncmp(name, "part-", 5) == 0 ||
         (name[0] == '.' && n > 4 && strcmp(name + n - 4, ".tmp") == 0);
}

/* Removes the plan (is_plan), or all else, that a sweep left. */
static rx_status clear_some(const char *folder, bool is_plan, rx_arena *arena, rx_error *err)
{
  DIR *dir = opendir(folder);
  if (dir == NULL) return rx_fail(err, RX_E_IO, "%s: %s", folder, strerror(errno));
  rx_status status = RX_OK;
  for (struct dirent *entry; status == RX_OK && (entry = readdir(dir)) != NULL;) {
    if (!is_of_a_sweep(entry->d_name) || (strcmp(entry->d_name, "plan.h5") == 0) != is_plan) continue;
    const char *path = rx_arena_format(arena, "%s/%s", folder, entry->d_name);
    if (path == NULL)
      status = rx_no_memory(err);
    else if (unlink(path) != 0 && errno != ENOENT)
      status = rx_fail(err, RX_E_IO, "%s: %s", path, strerror(errno));
  }
  closedir(dir);
  return status;
}

/* Removes what a sweep of another plan left; the plan last, so that a kill on the way leaves no parts without theirs. */
static rx_status clear(const char *folder, rx_arena *arena, rx_error *err)
{
  RX_TRY(clear_some(folder, false, arena, err));
  return clear_some(folder, true, arena, err);
}

static rx_status begin(const char *folder, const rx_sweep_plan *plan, rx_error *err)
{
  RX_TRY(rx_make_parents(folder, err));
  RX_TRY(rx_make_folder(folder, true, err));
  return rx_sweep_plan_write(folder, plan, err);
}

static bool is_same_version(const rx_provenance *a, const rx_provenance *b)
{
  return strcmp(a->version, b->version) == 0 && strcmp(a->git_commit, b->git_commit) == 0;
}

rx_status rx_plan_check_origin(const rx_sweep_plan *there, const rx_sweep_plan *plan, bool accepts_version,
                               const char *where, rx_error *err)
{
  const rx_provenance *old = &there->provenance, *own = &plan->provenance;
  if (!is_same_version(old, own) && !accepts_version)
    return rx_fail(err, RX_E_INPUT,
                   "%s was begun by rexed %s (commit %.12s), this is %s (%.12s): its rows may differ; go on with "
                   "--accept-version, or begin anew with --force",
                   where, old->version, old->git_commit, own->version, own->git_commit);
  if (strcmp(old->simd, own->simd) != 0)
    return rx_fail(err, RX_E_INPUT,
                   "%s was begun with the instructions %s, this would use %s: choose the same with --isa", where,
                   old->simd, own->simd);
  return RX_OK;
}

/* A plan that can't be read is made again: it follows from the study, and every part says of which plan it is. */
static rx_status replace_plan(const char *folder, const rx_sweep_options *options, rx_arena *arena,
                              const rx_sweep_plan *plan, rx_error *err)
{
  const char *path = rx_arena_format(arena, "%s/plan.h5", folder),
             *bad = rx_arena_format(arena, "%s/plan.h5.bad", folder);
  if (path == NULL || bad == NULL) return rx_no_memory(err);
  rx_log_warn(options->log, "%s: made again (the file is kept as .bad)", err->text);
  if (rename(path, bad) != 0) return rx_fail(err, RX_E_IO, "%s: %s", path, strerror(errno));
  return begin(folder, plan, err);
}

/* Goes on with the plan of a folder. */
static rx_status resume(const char *folder, const rx_sweep_options *options, rx_arena *arena, rx_sweep_plan *plan,
                        rx_error *err)
{
  rx_sweep_plan there;
  rx_status status = rx_sweep_plan_read(folder, arena, &there, err);
  if (status != RX_OK && options->may_replace) {
    RX_TRY(clear(folder, arena, err));
    return begin(folder, plan, err);
  }
  if (status == RX_E_IO) return replace_plan(folder, options, arena, plan, err);
  RX_TRY(status);
  if (strcmp(there.plan_hash, plan->plan_hash) != 0) {
    if (options->may_replace) {
      RX_TRY(clear(folder, arena, err));
      return begin(folder, plan, err);
    }
    rx_plan_difference(there.config_effective, plan->config_effective, err);
    rx_context(err, "%s (--force begins anew)", folder);
    return RX_E_INPUT;
  }
  RX_TRY(rx_plan_check_origin(&there, plan, options->accepts_version, folder, err));
  plan->part_members = there.part_members;
  plan->n_parts = there.n_parts;
  return RX_OK;
}

rx_status rx_sweep_folder_open(const char *folder, const rx_sweep_options *options, rx_arena *arena,
                               rx_sweep_plan *plan, rx_error *err)
{
  struct stat info;
  const bool is_there = stat(folder, &info) == 0;
  if (is_there && !S_ISDIR(info.st_mode)) return rx_fail(err, RX_E_INPUT, "%s: is no folder", folder);
  const char *plan_path = rx_arena_format(arena, "%s/plan.h5", folder);
  if (plan_path == NULL) return rx_no_memory(err);
  const bool has_plan = is_there && access(plan_path, F_OK) == 0;
  if (is_there && !options->may_resume && !options->may_replace)
    return rx_fail(err, RX_E_INPUT, "%s is there already: --resume goes on with it, --force begins anew", folder);
  if (is_there && !options->may_resume && options->n_shards > 1) /* the parts of the other shards */
    return rx_fail(err, RX_E_INPUT,
                   "%s: a shard can't begin anew in a folder that is there: remove it once, then --resume", folder);
  if (is_there) rx_remove_stale_temporaries(folder);
  if (is_there && !options->may_resume) RX_TRY(clear(folder, arena, err));
  /* without a plan there was no time to write one: another task of an array may be about to */
  if (!has_plan || !options->may_resume) return begin(folder, plan, err);
  return resume(folder, options, arena, plan, err);
}

bool rx_sweep_part_is_done(const char *folder, const rx_sweep_plan *plan, uint64_t part, bool accepts_version,
                           const rx_log *log, uint64_t *n_ok)
{
  rx_error err = { 0 };
  if (!rx_part_exists(folder, part)) return false;
  rx_arena *arena = rx_arena_create();
  rx_sweep_rows rows = { 0 };
  rx_status status = arena != NULL ? rx_part_read(folder, plan, part, arena, &rows, &err) : rx_no_memory(&err);
  if (status == RX_OK && rows.is_of_other_version && !accepts_version)
    status = rx_fail(&err, RX_E_INPUT, "part %llu was computed by rexed %s (commit %.12s)", (unsigned long long)part,
                     rows.version, rows.git_commit);
  if (status == RX_OK && strcmp(rows.simd, plan->provenance.simd) != 0)
    status = rx_fail(&err, RX_E_INPUT, "part %llu was computed with %s, this is %s", (unsigned long long)part,
                     rows.simd, plan->provenance.simd);
  if (status == RX_OK) {
    for (uint64_t i = 0; n_ok != NULL && i < rows.n_members; i++) *n_ok += rows.status[i] == RX_MEMBER_OK;
  } else if (status == RX_E_MEMORY) { /* says nothing about the file */
    rx_log_warn(log, "part %llu: %s: computed again", (unsigned long long)part, err.text);
  } else {
    rx_log_warn(log, "%s: computed again (the file is kept as .bad)", err.text);
    if (rx_part_set_aside(folder, part, &err) != RX_OK) rx_log_warn(log, "%s", err.text);
  }
  rx_arena_free(arena);
  return status == RX_OK;
}
