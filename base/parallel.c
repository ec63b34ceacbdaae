#include "base/parallel.h"

#if defined(RX_PLAIN_THREADS)

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct work {
  atomic_int next;
  int n;
  void (*body)(int, int, void *);
  void *context;
} work;

typedef struct worker {
  work *work;
  int thread;
  pthread_t id;
} worker;

static void *run_worker(void *argument)
{
  const worker *me = argument;
  for (int i; (i = atomic_fetch_add(&me->work->next, 1)) < me->work->n;)
    me->work->body(i, me->thread, me->work->context);
  return NULL;
}

int rx_parallel_threads(int threads)
{
  if (threads > 0) return threads;
  const long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n > 0 ? (int)n : 1;
}

void rx_parallel_for(int n, int threads, void (*body)(int i, int thread, void *context), void *context)
{
  threads = rx_parallel_threads(threads);
  if (threads > n) threads = n;
  work shared = { .n = n, .body = body, .context = context };
  atomic_init(&shared.next, 0);
  worker *workers = threads > 1 ? calloc((size_t)threads, sizeof *workers) : NULL;
  worker alone = { .work = &shared };
  if (workers == NULL) {
    run_worker(&alone);
    return;
  }
  int started = 0;
  for (int t = 1; t < threads; t++) {
    workers[started] = (worker){ .work = &shared, .thread = t };
    if (pthread_create(&workers[started].id, NULL, run_worker, &workers[started]) == 0) started++;
  }
  run_worker(&alone);
  for (int t = 0; t < started; t++) pthread_join(workers[t].id, NULL);
  free(workers);
}

#elif defined(_OPENMP)

#include <omp.h>

int rx_parallel_threads(int threads)
{
  return threads > 0 ? threads : omp_get_max_threads();
}

void rx_parallel_for(int n, int threads, void (*body)(int i, int thread, void *context), void *context)
{
  threads = rx_parallel_threads(threads);
  if (threads > n) threads = n;
  if (threads <= 1) {
    for (int i = 0; i < n; i++) body(i, 0, context);
    return;
  }
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (int i = 0; i < n; i++) body(i, omp_get_thread_num(), context);
}

#else

int rx_parallel_threads(int threads)
{
  return threads > 0 ? threads : 1;
}

void rx_parallel_for(int n, int threads, void (*body)(int i, int thread, void *context), void *context)
{
  (void)threads;
  for (int i = 0; i < n; i++) body(i, 0, context);
}

#endif
