#include "study/sweep/sweep.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/parallel.h"
#include "study/folders.h"
#include "study/sweep/member.h"
#include "study/sweep/merge.h"
#include "study/sweep/sweep_folder.h"

/* A part that members are being computed of. */
typedef struct open_part {
  uint64_t part, n_left; /* members that are not done */
  rx_arena *arena;
  rx_sweep_rows rows;
  rx_sweep_failure *failures; /* [members]: rows.failures while it grows */
  bool is_dropped;
} open_part;

/* What the threads share; everything that changes is under the mutex. */
typedef struct work {
  const rx_study *study;
  const rx_sweep_options *options;
  const rx_sweep_plan *plan;
  const char *folder;
  size_t n_parts; /* still to be computed */
  const uint64_t *parts;
  int n_threads, threads_inside; /* of one simulation */
  rx_worker *first_worker;       /* made before the others: takes the first thread */

  pthread_mutex_t mutex;
  size_t next_part;     /* index into parts of the next to be opened */
  open_part *current;   /* the part that members are taken of; NULL: open the next */
  uint64_t next_member; /* of the current part */
  uint64_t n_members_done;
  uint64_t n_ok, n_parts_written;
  rx_status status; /* the first failure that ends the sweep */
  rx_error err;
  rx_progress progress;
} work;

static bool is_set(const volatile sig_atomic_t *flag)
{
  return flag != NULL && *flag;
}

/* ---- under the mutex ---- */

static void give_up(work *w, rx_status status, const rx_error *err)
{
  if (w->status == RX_OK) {
    w->status = status;
    w->err = *err;
  }
  if (w->options->abandon != NULL) *w->options->abandon = 1;
}

static void free_part(open_part *part)
{
  rx_arena_free(part->arena);
  free(part);
}

static open_part *open_next(work *w)
{
  rx_error err = { 0 };
  open_part *part = calloc(1, sizeof *part);
  if (part != NULL) part->arena = rx_arena_create();
  if (part == NULL || part->arena == NULL) {
    free(part);
    give_up(w, rx_no_memory(&err), &err);
    return NULL;
  }
  part->part = w->parts[w->next_part++];
  part->n_left = rx_part_size(w->plan, part->part);
  rx_status status =
      rx_sweep_rows_make(w->plan, rx_part_first(w->plan, part->part), part->n_left, part->arena, &part->rows, &err);
  part->failures = rx_arena_alloc(part->arena, (part->n_left + 1) * sizeof *part->failures);
  if (status == RX_OK && part->failures == NULL) status = rx_no_memory(&err);
  if (status == RX_OK) return part;
  free_part(part);
  give_up(w, status, &err);
  return NULL;
}

/* The next members to compute: `most` at most, of one part, and never across a multiple of `most` in it, so that the same members
 * are always together. False when there is nothing (more) to do. */
static bool take(work *w, int most, open_part **part, uint64_t *first, int *n)
{
  bool has_taken = false;
  pthread_mutex_lock(&w->mutex);
  if (w->current == NULL && w->status == RX_OK && w->next_part < w->n_parts) {
    if (!is_set(w->options->stop)) { /* after it parts under way are finished, no new one is begun */
      w->current = open_next(w);
      w->next_member = 0;
    }
  }
  if (w->current != NULL && w->status == RX_OK && !is_set(w->options->abandon)) {
    const uint64_t size = w->current->rows.n_members, left = size - w->next_member;
    *part = w->current;
    *first = w->current->rows.first_member + w->next_member;
    *n = left < (uint64_t)most ? (int)left : most;
    w->next_member += (uint64_t)*n;
    if (w->next_member == size) w->current = NULL;
    has_taken = true;
  }
  pthread_mutex_unlock(&w->mutex);
  return has_taken;
}

static int by_member(const void *a, const void *b)
{
  const rx_sweep_failure *x = a, *y = b;
  return (x->member > y->member) - (x->member < y->member);
}

/* Notes that members are done; true where the part is whole and now the caller's to write. */
static bool put_back(work *w, open_part *part, int n, const rx_member_failures *failures, rx_status status,
                     const rx_error *err)
{
  pthread_mutex_lock(&w->mutex);
  for (size_t i = 0; i < failures->n; i++) {
    rx_sweep_failure *kept = &part->failures[part->rows.n_failures++];
    *kept = failures->items[i];
    kept->message = rx_arena_text(part->arena, failures->items[i].message);
    if (kept->message == NULL) status = RX_E_MEMORY;
  }
  if (status != RX_OK) part->is_dropped = true;
  if (status != RX_OK && status != RX_E_INTERRUPTED) give_up(w, status, err);
  part->n_left -= (uint64_t)n;
  const bool is_whole = part->n_left == 0;
  w->n_members_done += (uint64_t)n;
  rx_progress_set(&w->progress, (double)w->n_members_done);
  pthread_mutex_unlock(&w->mutex);
  return is_whole;
}

/* ---- threads ---- */

static void write_part(work *w, open_part *part)
{
  rx_error err = { 0 };
  uint64_t n_ok = 0;
  part->rows.failures = part->failures;
  if (part->rows.n_failures > 1)
    qsort(part->rows.failures, part->rows.n_failures, sizeof *part->rows.failures, by_member);
  for (uint64_t i = 0; i < part->rows.n_members; i++) n_ok += part->rows.status[i] == RX_MEMBER_OK;
  const rx_status status = part->is_dropped ? RX_OK : rx_part_write(w->folder, w->plan, part->part, &part->rows, &err);
  pthread_mutex_lock(&w->mutex);
  if (status != RX_OK) give_up(w, status, &err);
  if (status == RX_OK && !part->is_dropped) {
    w->n_parts_written++;
    w->n_ok += n_ok;
  }
  pthread_mutex_unlock(&w->mutex);
  free_part(part);
}

static void work_off(work *w, rx_worker *worker)
{
  const int most = rx_worker_group(worker, w->plan);
  open_part *part;
  uint64_t first;
  int n;
  while (take(w, most, &part, &first, &n)) {
    rx_error err = { 0 };
    rx_sweep_failure items[RX_PART_MULTIPLE];
    rx_member_failures failures = { .items = items, .arena = rx_arena_create() };
    const rx_status status = failures.arena == NULL ? rx_no_memory(&err)
                                                    : rx_worker_run(worker, w->plan, first, n, w->threads_inside,
                                                                    w->options->abandon, &part->rows, &failures, &err);
    const bool is_whole = put_back(w, part, n, &failures, status, &err);
    rx_arena_free(failures.arena);
    if (is_whole) write_part(w, part);
  }
}

static void run_thread(int i, int thread, void *context)
{
  (void)thread;
  work *w = context;
  rx_error err = { 0 };
  rx_worker *worker = i == 0 ? w->first_worker : NULL;
  const rx_status status = worker != NULL ? RX_OK : rx_worker_create(w->study, &worker, &err);
  if (status == RX_OK) {
    work_off(w, worker);
  } else {
    pthread_mutex_lock(&w->mutex);
    give_up(w, status, &err);
    pthread_mutex_unlock(&w->mutex);
  }
  if (i > 0) rx_worker_free(worker);
}

/* ---- a sweep ---- */

static rx_status check_shard(const rx_sweep_options *options, rx_error *err)
{
  if (options->n_shards >= 1 && options->n_shards <= RX_MAX_SHARDS && options->shard < options->n_shards) return RX_OK;
  return rx_fail(err, RX_E_INPUT, "shard %llu of %llu: they are counted from 0, at most %d",
                 (unsigned long long)options->shard, (unsigned long long)options->n_shards, RX_MAX_SHARDS);
}

/* The parts of this shard that are not done; n_ok counts good members of those that are. */
static rx_status find_missing(const char *folder, const rx_sweep_plan *plan, const rx_sweep_options *options,
                              rx_arena *arena, uint64_t **parts, size_t *n, rx_sweep_result *result, rx_error *err)
{
  *parts = rx_arena_alloc(arena, (plan->n_parts / options->n_shards + 2) * sizeof **parts);
  if (*parts == NULL) return rx_no_memory(err);
  *n = 0;
  for (uint64_t b = options->shard; b < plan->n_parts; b += options->n_shards) {
    result->n_members += rx_part_size(plan, b);
    if (rx_sweep_part_is_done(folder, plan, b, options->accepts_version, options->log, &result->n_ok))
      result->n_done++;
    else
      (*parts)[(*n)++] = b;
  }
  return RX_OK;
}

/* sweep.h5 that is there already: complete and of this plan, or in the way. */
static rx_status look_at_old(const rx_sweep_options *options, const rx_sweep_plan *plan, rx_arena *arena,
                             rx_sweep_result *result, rx_error *err)
{
  rx_sweep old;
  if (access(options->path, F_OK) != 0 || options->may_replace) return RX_OK;
  if (rx_sweep_read(options->path, arena, &old, err) != RX_OK) {
    rx_context(err, "in the way (--force replaces it)");
    return RX_E_INPUT;
  }
  if (strcmp(old.plan.plan_hash, plan->plan_hash) != 0) {
    rx_plan_difference(old.plan.config_effective, plan->config_effective, err);
    rx_context(err, "%s (--force replaces it)", options->path);
    return RX_E_INPUT;
  }
  /* what is done is done, whoever did it; but of a fit it goes on being used */
  if (options->given != NULL || strcmp(plan->kind, rx_study_kind_name(RX_STUDY_FIT)) == 0)
    RX_TRY(rx_plan_check_origin(&old.plan, plan, options->accepts_version, options->path, err));
  uint64_t n_pending = 0;
  for (uint64_t i = 0; i < old.rows.n_members; i++) {
    n_pending += old.rows.status[i] == RX_MEMBER_PENDING;
    result->n_ok += old.rows.status[i] == RX_MEMBER_OK;
  }
  result->n_members = old.rows.n_members;
  result->n_parts = result->n_done = old.plan.n_parts;
  result->is_complete = result->was_there = n_pending == 0;
  if (n_pending > 0) *result = (rx_sweep_result){ 0 }; /* a partial merge: go on */
  return RX_OK;
}

static rx_status compute(work *w, rx_error *err)
{
  uint64_t n_members = 0;
  for (size_t i = 0; i < w->n_parts; i++) n_members += rx_part_size(w->plan, w->parts[i]);
  const int threads = rx_parallel_threads(w->options->threads);
  w->n_threads = (uint64_t)threads < n_members ? threads : (int)n_members;
  w->threads_inside = w->n_threads < threads && w->n_threads > 0 ? threads / w->n_threads : 1;
  w->progress = rx_progress_start(w->options->log, "members", (double)n_members);
  pthread_mutex_init(&w->mutex, NULL);
  rx_parallel_for(w->n_threads, w->n_threads, run_thread, w);
  pthread_mutex_destroy(&w->mutex);
  rx_progress_end(&w->progress);
  if (w->current != NULL) free_part(w->current); /* taken by nobody after a stop */
  if (w->status != RX_OK) {
    if (err != NULL) *err = w->err;
    return w->status;
  }
  if (w->n_parts_written == w->n_parts) return RX_OK;
  return rx_fail(err, RX_E_INTERRUPTED,
                 "interrupted with %llu of %zu parts left: the same command with --resume goes on",
                 (unsigned long long)(w->n_parts - w->n_parts_written), w->n_parts);
}

/* All parts of the plan there are; the other shards' are only looked at when this shard is done. */
static uint64_t count_parts(const char *folder, const rx_sweep_plan *plan)
{
  uint64_t n = 0;
  for (uint64_t b = 0; b < plan->n_parts; b++) n += rx_part_exists(folder, b);
  return n;
}

static rx_status run_in_folder(const rx_study *study, const rx_sweep_options *options, const char *folder,
                               rx_sweep_plan *plan, rx_arena *arena, rx_sweep_result *result, rx_error *err)
{
  volatile sig_atomic_t no_one_asked = 0;
  rx_sweep_options own = *options;
  if (own.abandon == NULL) own.abandon = &no_one_asked;
  RX_TRY(rx_sweep_folder_open(folder, &own, arena, plan, err));
  work w = { .study = study, .options = &own, .plan = plan, .folder = folder };
  uint64_t *parts = NULL;
  RX_TRY(find_missing(folder, plan, &own, arena, &parts, &w.n_parts, result, err));
  w.parts = parts;
  result->n_parts = plan->n_parts;
  if (result->n_done > 0)
    rx_log_info(own.log, "%llu of %llu parts are done already", (unsigned long long)result->n_done,
                (unsigned long long)(result->n_done + w.n_parts));
  rx_status status = RX_OK;
  if (w.n_parts > 0) {
    status = rx_worker_create(study, &w.first_worker, err);
    if (status == RX_OK) status = compute(&w, err);
    rx_worker_free(w.first_worker);
  }
  result->n_ok += w.n_ok;
  result->n_done += w.n_parts_written;
  RX_TRY(status);
  const uint64_t n_done = count_parts(folder, plan);
  if (n_done < plan->n_parts) {
    rx_log_info(own.log, "%llu of %llu parts are there; the last shard to end makes %s", (unsigned long long)n_done,
                (unsigned long long)plan->n_parts, own.path);
    return RX_OK;
  }
  const char *const folders[] = { folder };
  const rx_merge_options merge = { .has_report = study->kind != RX_STUDY_FIT,
                                   .path = own.path,
                                   .may_replace = own.may_replace,
                                   .accepts_version = own.accepts_version,
                                   .command_line = own.command_line,
                                   .log = own.log };
  rx_merge_result merged;
  RX_TRY(rx_merge(1, folders, &merge, &merged, err));
  result->is_complete = true;
  result->n_members = merged.n_members;
  result->n_ok = merged.n_ok;
  result->n_done = plan->n_parts;
  return RX_OK;
}

rx_status rx_sweep_run(const rx_study *study, const rx_sweep_options *options, rx_sweep_result *result, rx_error *err)
{
  *result = (rx_sweep_result){ 0 };
  RX_TRY(rx_check_place(options->path, err));
  RX_TRY(check_shard(options, err));
  rx_arena *arena = rx_arena_create();
  if (arena == NULL) return rx_no_memory(err);
  rx_sweep_plan plan;
  const char *folder = rx_arena_format(arena, "%s.parts", options->path);
  rx_status status =
      folder != NULL ? rx_plan_make(study, options->given, options->log, arena, &plan, err) : rx_no_memory(err);
  if (status == RX_OK) {
    plan.provenance.run.omp_threads = (uint32_t)rx_parallel_threads(options->threads);
    plan.provenance.run.command_line = options->command_line;
    status = look_at_old(options, &plan, arena, result, err);
  }
  if (status == RX_OK && !result->is_complete)
    status = run_in_folder(study, options, folder, &plan, arena, result, err);
  rx_arena_free(arena);
  return status;
}

/* ---- estimate ---- */

static double peak_MiB(void)
{
  struct rusage usage;
  return getrusage(RUSAGE_SELF, &usage) == 0 ? (double)usage.ru_maxrss / 1024 : NAN;
}

rx_status rx_sweep_estimate_make(const rx_study *study, const rx_sweep_options *options, double seconds,
                                 rx_arena *arena, rx_sweep_estimate *estimate, rx_error *err)
{
  enum { MOST = 9 };
  double sum_s = 0;
  rx_worker *worker = NULL;
  *estimate = (rx_sweep_estimate){ 0 };
  RX_TRY(check_shard(options, err));
  RX_TRY(rx_plan_make(study, options->given, options->log, arena, &estimate->plan, err));
  const rx_sweep_plan *plan = &estimate->plan;
  for (uint64_t b = options->shard; b < plan->n_parts; b += options->n_shards) {
    estimate->n_parts++;
    estimate->n_members += rx_part_size(plan, b);
  }
  const double before_MiB = peak_MiB(), began = rx_wall_seconds();
  RX_TRY(rx_worker_create(study, &worker, err));
  const int group = rx_worker_group(worker, plan);
  rx_status status = RX_OK;
  for (size_t i = 0; status == RX_OK && i < MOST && (i == 0 || rx_wall_seconds() - began < seconds); i++) {
    /* spread evenly: the ends of the design may take longer than its beginning */
    const uint64_t first = plan->n_members > MOST ? plan->n_members * i / MOST : i;
    if (first >= plan->n_members) break;
    const uint64_t left = plan->n_members - first;
    const int n = left < (uint64_t)group ? (int)left : group;
    rx_sweep_rows rows;
    rx_sweep_failure items[RX_PART_MULTIPLE];
    rx_member_failures failures = { .items = items, .arena = arena };
    status = rx_sweep_rows_make(plan, first, (uint64_t)n, arena, &rows, err);
    const double start = rx_wall_seconds();
    if (status == RX_OK) status = rx_worker_run(worker, plan, first, n, 1, options->stop, &rows, &failures, err);
    sum_s += rx_wall_seconds() - start;
    estimate->n_sampled += (size_t)n;
    estimate->n_failed += failures.n;
    estimate->member_s = sum_s / (double)estimate->n_sampled;
  }
  rx_worker_free(worker);
  estimate->threads = rx_parallel_threads(options->threads);
  estimate->total_s = estimate->member_s * (double)estimate->n_members / estimate->threads;
  estimate->memory_MiB = peak_MiB() + (estimate->threads - 1) * fmax(peak_MiB() - before_MiB, 1);
  return status;
}
