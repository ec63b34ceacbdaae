/* The one parallel loop of the project: OpenMP, or POSIX threads where RX_PLAIN_THREADS is defined (for the thread sanitizer, which
 * knows neither OpenMP's runtime nor C11's thrd_create), or serial where neither is there. */
#ifndef RX_BASE_PARALLEL_H
#define RX_BASE_PARALLEL_H

/* Runs body(i, thread, context) for i = 0 … n-1 on up to `threads` threads (0: all of the machine). Items are handed out one by
 * one, in no fixed order: a body writes only what belongs to its item or, as scratch, to its thread (0 … threads-1). */
void rx_parallel_for(int n, int threads, void (*body)(int i, int thread, void *context), void *context);

/* Number of threads that `threads` asks for: itself, or all of the machine for 0. */
int rx_parallel_threads(int threads);

#endif
