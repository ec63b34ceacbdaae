#include "base/parallel.h"

#include <criterion/criterion.h>
#include <stdatomic.h>

enum { N_ITEMS = 1000, MAX_THREADS = 7 };

typedef struct tally {
  int times[N_ITEMS];
  atomic_int outside; /* calls with a thread number that was not promised */
  int threads;
} tally;

static void count(int i, int thread, void *context)
{
  tally *t = context;
  t->times[i]++;
  if (thread < 0 || thread >= t->threads) atomic_fetch_add(&t->outside, 1);
}

Test(parallel, every_item_is_done_once_on_any_number_of_threads)
{
  for (int threads = 1; threads <= MAX_THREADS; threads++) {
    tally t = { .threads = threads };
    rx_parallel_for(N_ITEMS, threads, count, &t);
    for (int i = 0; i < N_ITEMS; i++) cr_assert_eq(t.times[i], 1);
    cr_expect_eq(atomic_load(&t.outside), 0);
  }
}

Test(parallel, no_items_and_more_threads_than_items_are_fine)
{
  tally t = { .threads = 1 };
  rx_parallel_for(0, 4, count, &t);
  cr_expect_eq(t.times[0], 0);
  t.threads = 4;
  rx_parallel_for(2, 4, count, &t);
  cr_expect_eq(t.times[0] + t.times[1], 2);
}

Test(parallel, zero_asks_for_all_threads_of_the_machine)
{
  cr_expect_geq(rx_parallel_threads(0), 1);
  cr_expect_eq(rx_parallel_threads(5), 5);
}
