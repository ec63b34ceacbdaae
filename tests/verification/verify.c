#include "verify.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/parallel.h"
#include "base/param.h"
#include "reference.h"

#ifndef RX_REFERENCE_FOLDER
#define RX_REFERENCE_FOLDER "tests/reference" /* the build gives the full path */
#endif

static bool is_folder(const char *path)
{
  struct stat about;
  return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static const char *shipped_reference(void)
{
  return is_folder(RX_REFERENCE_FOLDER) ? RX_REFERENCE_FOLDER : "tests/reference";
}

/* ---- for protocols ---- */

void *rx_verify_alloc(rx_verify *verify, size_t n, size_t size)
{
  void *memory = rx_arena_alloc(verify->arena, (n > 0 ? n : 1) * size);
  if (memory == NULL) rx_problems_add(verify->problems, NULL, 0, 0, "out of memory");
  return memory;
}

const char *rx_verify_text(rx_verify *verify, const char *format, ...)
{
  char text[4096];
  va_list args;
  va_start(args, format);
  if (vsnprintf(text, sizeof text, format, args) < 0) text[0] = '\0';
  va_end(args);
  const char *copy = rx_arena_text(verify->arena, text);
  if (copy == NULL) rx_problems_add(verify->problems, NULL, 0, 0, "out of memory");
  return copy != NULL ? copy : "";
}

size_t rx_verify_add_job(rx_verify *verify, const char *kind, double cost, rx_status (*run)(void *, rx_error *),
                         void *data)
{
  const rx_job job = {
    .kind = kind, .cost = cost, .run = run, .data = data, .err = rx_verify_alloc(verify, 1, sizeof(rx_error))
  };
  if (job.err != NULL && data != NULL && RX_APPEND(&verify->jobs, job)) return verify->jobs.n - 1;
  rx_problems_add(verify->problems, NULL, 0, 0, "out of memory");
  return 0;
}

bool rx_verify_job_is_good(rx_verify *verify, size_t job, const char *kind, const char *item)
{
  const rx_job *j = &verify->jobs.items[job];
  if (j->status == RX_OK) return true;
  rx_verdict_failure(verify->verdict, kind, item, j->err->text[0] != '\0' ? j->err->text : rx_status_text(j->status));
  return false;
}

/* ---- running ---- */

typedef struct job_order {
  rx_job *jobs;
  size_t *order;
} job_order;

static void run_job(int i, int thread, void *context)
{
  const job_order *o = context;
  rx_job *job = &o->jobs[o->order[i]];
  (void)thread;
  const double start = rx_wall_seconds();
  job->status = job->run(job->data, job->err);
  job->seconds = rx_wall_seconds() - start;
}

/* The dearest first; few hundred jobs, so insertion serves. */
static void sort_by_cost(const rx_job jobs[], size_t order[], size_t n)
{
  for (size_t i = 0; i < n; i++) {
    size_t k = i;
    for (; k > 0 && jobs[order[k - 1]].cost < jobs[i].cost; k--) order[k] = order[k - 1];
    order[k] = i;
  }
}

static bool run_jobs(rx_verify *verify)
{
  const size_t n = verify->jobs.n;
  job_order o = { verify->jobs.items, malloc((n + 1) * sizeof *o.order) };
  if (o.order == NULL) return false;
  sort_by_cost(o.jobs, o.order, n);
  rx_parallel_for((int)n, verify->threads, run_job, &o);
  free(o.order);
  return true;
}

static void add_times(const rx_verify *verify)
{
  for (size_t i = 0; i < verify->jobs.n; i++)
    rx_verdict_time(verify->verdict, verify->jobs.items[i].kind, verify->jobs.items[i].seconds);
}

/* ---- topics and their folders ---- */

/* A protocol of a chosen topic, with what it read. */
typedef struct task {
  const rx_protocol *protocol;
  const char *folder, *fallback;
  void *state;
} task;

typedef RX_ARRAY(task) task_list;

static bool is_same_name(const char *a, const char *b)
{
  for (; *a != '\0' && *b != '\0'; a++, b++)
    if (*a != *b && !((*a == '_' || *a == '-') && (*b == '_' || *b == '-'))) return false;
  return *a == *b;
}

static bool is_chosen(const rx_verify_options *options, const char *topic)
{
  for (size_t i = 0; i < options->n_topics; i++)
    if (is_same_name(options->topics[i], topic)) return true;
  return options->n_topics == 0;
}

static bool check_topics(rx_verify *verify, const rx_verify_options *options)
{
  const char *names[64];
  size_t n = 0;
  for (; RX_TOPICS[n].name != NULL && n < 64; n++) names[n] = RX_TOPICS[n].name;
  for (size_t i = 0; i < options->n_topics; i++) {
    size_t k = 0;
    while (k < n && !is_same_name(options->topics[i], names[k])) k++;
    if (k < n) continue;
    const char *nearest = rx_nearest_word(options->topics[i], names, n);
    rx_problems_add(verify->problems, NULL, 0, 0, "unknown topic \"%.60s\"%s%s%s; --help lists them",
                    options->topics[i], nearest ? " (did you mean \"" : "", nearest ? nearest : "",
                    nearest ? "\"?)" : "");
  }
  return rx_problems_count(verify->problems) == 0;
}

/* REFERENCE/topic where there is one, else REFERENCE itself. */
static void use_folder(rx_verify *verify, const char *reference, const rx_topic *topic)
{
  const char *below = rx_verify_text(verify, "%s/%s", reference, topic->name);
  const char *shipped = rx_verify_text(verify, "%s/%s", shipped_reference(), topic->name);
  verify->folder = is_folder(below) ? below : reference;
  verify->fallback = is_folder(shipped) && strcmp(shipped, verify->folder) != 0 ? shipped : NULL;
}

static void read_topic(rx_verify *verify, const rx_topic *topic, bool is_asked_for, task_list *tasks)
{
  size_t n_found = 0;
  for (size_t i = 0; topic->protocols[i] != NULL; i++) {
    const rx_protocol *p = topic->protocols[i];
    const size_t before = rx_problems_count(verify->problems);
    const task t = { p, verify->folder, verify->fallback, p->read(verify) };
    if (t.state != NULL && !RX_APPEND(tasks, t)) {
      p->release(t.state);
      rx_problems_add(verify->problems, NULL, 0, 0, "out of memory");
    }
    if (t.state != NULL || rx_problems_count(verify->problems) > before)
      n_found++;
    else
      rx_verdict_note(verify->verdict, "%s has no case for: %s", verify->folder, p->name);
  }
  if (n_found == 0 && is_asked_for)
    rx_problems_add(verify->problems, verify->folder, 0, 0, "has no table of the topic %s", topic->name);
}

static bool read_all(rx_verify *verify, const rx_verify_options *options, task_list *tasks)
{
  const char *reference = options->reference != NULL ? options->reference : shipped_reference();
  if (!check_topics(verify, options)) return false;
  if (!is_folder(reference)) {
    rx_problems_add(verify->problems, reference, 0, 0,
                    access(reference, F_OK) == 0 ? "is no folder" : "there is no such folder");
    return false;
  }
  for (const rx_topic *topic = RX_TOPICS; topic->name != NULL; topic++) {
    if (!is_chosen(options, topic->name)) continue;
    use_folder(verify, reference, topic);
    read_topic(verify, topic, options->n_topics > 0, tasks);
  }
  if (rx_problems_count(verify->problems) == 0 && tasks->n == 0)
    rx_problems_add(verify->problems, reference, 0, 0, "has no case: no table of any topic is there");
  return rx_problems_count(verify->problems) == 0;
}

/* ---- what is written ---- */

static void print_problems(rx_verify *verify)
{
  char *text = rx_problems_text(verify->problems);
  fprintf(stderr, "%s", text != NULL ? text : "out of memory\n");
  free(text);
}

static bool write_markdown(const rx_verify *verify, const rx_verify_options *options)
{
  char temporary[4096];
  if (snprintf(temporary, sizeof temporary, "%s.new", options->markdown) >= (int)sizeof temporary) return false;
  FILE *out = fopen(temporary, "w");
  if (out == NULL) return false;
  fputs("# Verification\n\n"
        "Written by `rexed-verify --markdown docs/verification.md`: every case of `tests/reference`, with the "
        "tolerances of the\n"
        "topic's specification. `rexed-verify --reference DIR` does the same with tables of your own; their columns "
        "are explained in\n"
        "the README of each reference folder.\n\n",
        out);
  rx_verdict_markdown(verify->verdict, out);
  const bool is_bad = ferror(out) != 0;
  if (fclose(out) == 0 && !is_bad && rename(temporary, options->markdown) == 0) return true;
  remove(temporary);
  return false;
}

static rx_verify_result run_tasks(rx_verify *verify, const rx_verify_options *options, const task_list *tasks)
{
  const double start = rx_wall_seconds();
  const int threads = rx_parallel_threads(verify->threads);
  fprintf(stderr, "%zu simulations on %d thread%s\n", verify->jobs.n, threads, threads == 1 ? "" : "s");
  if (!run_jobs(verify)) return RX_VERIFY_FAILED;
  for (size_t i = 0; i < tasks->n; i++) {
    verify->folder = tasks->items[i].folder;
    verify->fallback = tasks->items[i].fallback;
    tasks->items[i].protocol->judge(verify, tasks->items[i].state);
  }
  add_times(verify);
  rx_verdict_print(verify->verdict, stdout);
  printf("%.0f s on %d thread%s\n", rx_wall_seconds() - start, threads, threads == 1 ? "" : "s");
  if (!rx_verdict_is_whole(verify->verdict)) {
    fprintf(stderr, "rexed-verify: out of memory: the tables are not whole\n");
    return RX_VERIFY_FAILED;
  }
  if (options->markdown != NULL && !write_markdown(verify, options)) {
    perror(options->markdown);
    return RX_VERIFY_FAILED;
  }
  return rx_verdict_holds(verify->verdict) ? RX_VERIFY_HELD : RX_VERIFY_FAILED;
}

rx_verify_result rx_verify_run(const rx_verify_options *options)
{
  rx_verify verify = { .threads = options->threads,
                       .is_quick = options->is_quick,
                       .arena = rx_arena_create(),
                       .problems = rx_problems_create(),
                       .verdict = rx_verdict_create() };
  task_list tasks = { 0 };
  rx_verify_result result = RX_VERIFY_FAILED;
  if (verify.arena == NULL || verify.problems == NULL || verify.verdict == NULL) {
    fprintf(stderr, "rexed-verify: out of memory\n");
  } else if (!read_all(&verify, options, &tasks)) {
    print_problems(&verify);
    result = RX_VERIFY_BAD_INPUT;
  } else
    result = run_tasks(&verify, options, &tasks);
  for (size_t i = 0; i < tasks.n; i++) tasks.items[i].protocol->release(tasks.items[i].state);
  free(tasks.items);
  free(verify.jobs.items);
  rx_verdict_free(verify.verdict);
  rx_problems_free(verify.problems);
  rx_arena_free(verify.arena);
  return result;
}
