#include "study/clean.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/whole_file.h"
#include "io/report/study/study_report.h"
#include "io/sweep/fit_file.h"
#include "io/sweep/sweep_file.h"

typedef RX_ARRAY(const char *) name_list;

typedef struct cleaner {
  rx_arena *arena;
  rx_cleaned *cleaned;
  name_list left;
  rx_status status; /* the first failure to remove */
  rx_error err;
} cleaner;

/* ---- names ---- */

/* Where the digits end that begin a text; NULL where there are fewer than `least`. */
static const char *behind_digits(const char *text, const char *digits, size_t least)
{
  const size_t n = strspn(text, digits);
  return n >= least ? text + n : NULL;
}

/* "plan.h5", "part-000012.h5", and what was set aside of them. */
static bool is_of_a_sweep(const char *name)
{
  const char *end = strncmp(name, "part-", 5) == 0 ? behind_digits(name + 5, "0123456789", 6) : NULL;
  if (strncmp(name, "plan", 4) == 0) end = name + 4;
  return end != NULL && (strcmp(end, ".h5") == 0 || strcmp(end, ".h5.bad") == 0);
}

/* "plan.h5", "batch-000002-0a1b2c3d.h5", and the parts of one. */
static bool is_of_a_fit(const char *name)
{
  if (strcmp(name, "plan.h5") == 0) return true;
  const char *end = strncmp(name, "batch-", 6) == 0 ? behind_digits(name + 6, "0123456789", 6) : NULL;
  if (end != NULL && *end == '-') end = behind_digits(end + 1, "0123456789abcdef", 8);
  return end != NULL && (strcmp(end, ".h5") == 0 || strcmp(end, ".h5.parts") == 0);
}

static bool counts(const char *name)
{
  const size_t n = strlen(name);
  return strncmp(name, "plan", 4) != 0 && n > 3 && strcmp(name + n - 3, ".h5") == 0;
}

static int by_text(const void *left, const void *right)
{
  return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* ---- folders ---- */

static void note_failure(cleaner *c, const char *path)
{
  if (c->status == RX_OK) c->status = rx_fail(&c->err, RX_E_IO, "%s: can't be removed: %s", path, strerror(errno));
}

static void note_no_memory(cleaner *c)
{
  if (c->status == RX_OK) c->status = rx_no_memory(&c->err);
}

static void clear_folder(cleaner *c, const char *folder, bool is_fit);

static void remove_entry(cleaner *c, const char *folder, const char *name, bool is_fit)
{
  struct stat info;
  const char *path = rx_arena_format(c->arena, "%s/%s", folder, name);
  if (path == NULL) {
    note_no_memory(c);
    return;
  }
  const bool is_folder = lstat(path, &info) == 0 && S_ISDIR(info.st_mode);
  const size_t n = strlen(name);
  if (is_fit && is_folder && is_of_a_fit(name) && n > 6 && strcmp(name + n - 6, ".parts") == 0) {
    clear_folder(c, path, false);
  } else if (is_folder || !(is_fit ? is_of_a_fit(name) : is_of_a_sweep(name))) {
    if (!RX_APPEND(&c->left, path)) note_no_memory(c);
  } else if (unlink(path) != 0) {
    note_failure(c, path);
  } else if (is_fit == c->cleaned->is_fit && counts(name)) {
    c->cleaned->n_removed++;
  }
}

/* Removes what rexed wrote into a folder, the plan last, so that a kill on the way leaves nothing without it; and the folder, if it is
 * empty then. */
static void clear_folder(cleaner *c, const char *folder, bool is_fit)
{
  name_list names = { 0 };
  rx_remove_stale_temporaries(folder);
  DIR *dir = opendir(folder);
  if (dir == NULL) {
    note_failure(c, folder);
    return;
  }
  for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    const char *name = rx_arena_text(c->arena, entry->d_name);
    if (name == NULL || !RX_APPEND(&names, name)) note_no_memory(c);
  }
  closedir(dir);
  if (names.n > 1) qsort(names.items, names.n, sizeof *names.items, by_text);
  const size_t n_left = c->left.n;
  bool has_plan = false;
  for (size_t i = 0; i < names.n; i++)
    if (strcmp(names.items[i], "plan.h5") == 0)
      has_plan = true;
    else
      remove_entry(c, folder, names.items[i], is_fit);
  free(names.items);
  if (has_plan && c->status == RX_OK) remove_entry(c, folder, "plan.h5", is_fit);
  if (c->status == RX_OK && c->left.n == n_left && rmdir(folder) != 0) note_failure(c, folder);
}

/* ---- what may go ---- */

static rx_status check_sweep(const char *path, const char *folder, rx_arena *arena, rx_error *err)
{
  rx_sweep sweep;
  rx_sweep_sources sources;
  rx_sweep_plan plan;
  RX_TRY(rx_sweep_read(path, arena, &sweep, err));
  RX_TRY(rx_sweep_find_sources(path, arena, &sources, err));
  if (sources.is_virtual) return rx_fail(err, RX_E_INPUT, "%s refers to the parts: they are the data", path);
  for (uint64_t i = 0; i < sweep.rows.n_members; i++)
    if (sweep.rows.status[i] == RX_MEMBER_PENDING)
      return rx_fail(err, RX_E_INPUT, "%s has pending members: the parts are kept", path);
  RX_TRY(rx_sweep_plan_read(folder, arena, &plan, err));
  if (strcmp(plan.plan_hash, sweep.plan.plan_hash) != 0)
    return rx_fail(err, RX_E_INPUT, "%s is of another plan than %s: the parts are kept", path, folder);
  return RX_OK;
}

static rx_status check_fit(const char *path, const char *folder, rx_arena *arena, rx_error *err)
{
  rx_fit fit, plan;
  RX_TRY(rx_fit_read(path, arena, &fit, err));
  if (!fit.has_converged)
    return rx_fail(err, RX_E_INPUT, "%s has not converged: the batches are kept, for another fit goes on with them",
                   path);
  RX_TRY(rx_fit_plan_read(folder, arena, &plan, err));
  if (strcmp(plan.config_effective, fit.config_effective) != 0)
    return rx_fail(err, RX_E_INPUT, "%s is of another fit than %s: the batches are kept", path, folder);
  return RX_OK;
}

rx_status rx_clean(const char *path, rx_arena *arena, rx_cleaned *cleaned, rx_error *err)
{
  struct stat info;
  rx_report_kind kind;
  const char *page, *folder = rx_arena_format(arena, "%s.parts", path);
  *cleaned = (rx_cleaned){ 0 };
  if (folder == NULL) return rx_no_memory(err);
  if (stat(folder, &info) != 0) return rx_fail(err, RX_E_INPUT, "%s: there are no parts to remove", folder);
  RX_TRY(rx_report_find(path, arena, &kind, &page, err));
  if (kind == RX_REPORT_OF_RUN) return rx_fail(err, RX_E_INPUT, "%s: a run has no parts", path);
  cleaned->is_fit = kind == RX_REPORT_OF_FIT;
  RX_TRY(cleaned->is_fit ? check_fit(path, folder, arena, err) : check_sweep(path, folder, arena, err));
  cleaner c = { .arena = arena, .cleaned = cleaned };
  rx_remove_stale_beside(path);
  clear_folder(&c, folder, cleaned->is_fit);
  cleaned->left = rx_arena_alloc(arena, (c.left.n + 1) * sizeof *cleaned->left);
  if (cleaned->left == NULL) note_no_memory(&c);
  for (; cleaned->left != NULL && cleaned->n_left < c.left.n; cleaned->n_left++)
    cleaned->left[cleaned->n_left] = c.left.items[cleaned->n_left];
  free(c.left.items);
  if (c.status != RX_OK && err != NULL) *err = c.err;
  return c.status;
}
