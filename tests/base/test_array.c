#include "base/array.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

Test(array, aligned_doubles_are_zero_and_begin_a_cache_line)
{
  for (size_t n = 0; n < 40; n += 13) {
    double *p = rx_aligned_doubles(n);
    cr_assert_not_null(p);
    cr_expect_eq((uintptr_t)p % RX_ALIGNMENT, 0);
    for (size_t i = 0; i < n; i++) cr_expect_eq(p[i], 0.0);
    rx_aligned_free(p);
  }
  rx_aligned_free(NULL);
}

Test(array, too_many_doubles_are_refused)
{
  cr_expect_null(rx_aligned_doubles(SIZE_MAX));
  cr_expect_null(rx_aligned_doubles(SIZE_MAX / sizeof(double)));
}

Test(array, a_growing_array_keeps_what_was_appended)
{
  RX_ARRAY(int) array = { 0 };
  for (int i = 0; i < 1000; i++) cr_assert(RX_APPEND(&array, 3 * i));
  cr_assert_eq(array.n, 1000);
  for (int i = 0; i < 1000; i++) cr_assert_eq(array.items[i], 3 * i);
  free(array.items);
}

Test(array, growing_beyond_the_address_space_fails_and_changes_nothing)
{
  void *items = NULL;
  size_t capacity = 0;
  cr_assert(rx_grow(&items, &capacity, 5, sizeof(int)));
  void *before = items;
  const size_t capacity_before = capacity;
  cr_expect_not(rx_grow(&items, &capacity, SIZE_MAX / 2, sizeof(int)));
  cr_expect_eq(items, before);
  cr_expect_eq(capacity, capacity_before);
  free(items);
}

Test(array, arena_memory_is_zero_aligned_and_apart)
{
  rx_arena *arena = rx_arena_create();
  cr_assert_not_null(arena);
  unsigned char *last = NULL;
  for (size_t size = 0; size < 200000; size = size * 3 + 7) {
    unsigned char *p = rx_arena_alloc(arena, size);
    cr_assert_not_null(p);
    cr_expect_eq((uintptr_t)p % 16, 0);
    for (size_t i = 0; i < size; i++) cr_assert_eq(p[i], 0);
    memset(p, 0xa5, size);
    cr_expect_neq(p, last);
    last = p;
  }
  cr_expect_null(rx_arena_alloc(arena, SIZE_MAX));
  rx_arena_free(arena);
  rx_arena_free(NULL);
}

Test(array, arena_texts_are_copies)
{
  rx_arena *arena = rx_arena_create();
  char word[] = "glycine";
  char *copy = rx_arena_text(arena, word);
  word[0] = 'x';
  cr_expect_str_eq(copy, "glycine");
  cr_expect_null(rx_arena_text(arena, NULL));
  cr_expect_str_eq(rx_arena_format(arena, "%s/%d", "WDR", 12), "WDR/12");
  rx_arena_free(arena);
}
