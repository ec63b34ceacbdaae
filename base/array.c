#include "base/array.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

double *rx_aligned_doubles(size_t n)
{
  if (n > SIZE_MAX / sizeof(double) - RX_ALIGNMENT) return NULL;
  const size_t bytes = (n * sizeof(double) / RX_ALIGNMENT + 1) * RX_ALIGNMENT;
  double *p = aligned_alloc(RX_ALIGNMENT, bytes);
  if (p != NULL) memset(p, 0, bytes);
  return p;
}

void rx_aligned_free(void *p)
{
  free(p);
}

bool rx_grow(void **items, size_t *capacity, size_t needed, size_t size)
{
  if (needed <= *capacity) return true;
  size_t larger = *capacity ? *capacity * 2 : 8;
  if (larger < needed) larger = needed;
  if (larger > SIZE_MAX / size) return false;
  void *p = realloc(*items, larger * size);
  if (p == NULL) return false;
  *items = p;
  *capacity = larger;
  return true;
}

typedef struct rx_arena_page {
  struct rx_arena_page *next;
  size_t used, size;
} rx_arena_page;

enum { ARENA_PAGE = 1 << 16, ARENA_HEADER = (sizeof(rx_arena_page) + 15) / 16 * 16 };

struct rx_arena {
  rx_arena_page *pages;
};

rx_arena *rx_arena_create(void)
{
  return calloc(1, sizeof(rx_arena));
}

void rx_arena_free(rx_arena *arena)
{
  if (arena == NULL) return;
  for (rx_arena_page *p = arena->pages; p != NULL;) {
    rx_arena_page *next = p->next;
    free(p);
    p = next;
  }
  free(arena);
}

void *rx_arena_alloc(rx_arena *arena, size_t size)
{
  if (size > SIZE_MAX / 2) return NULL;
  size = (size + 15) / 16 * 16;
  if (size == 0) size = 16;
  if (arena->pages == NULL || arena->pages->size - arena->pages->used < size) {
    const size_t payload = size > ARENA_PAGE ? size : ARENA_PAGE;
    rx_arena_page *page = calloc(1, ARENA_HEADER + payload);
    if (page == NULL) return NULL;
    page->next = arena->pages;
    page->size = payload;
    arena->pages = page;
  }
  rx_arena_page *page = arena->pages;
  void *p = (char *)page + ARENA_HEADER + page->used;
  page->used += size;
  return p;
}

char *rx_arena_text(rx_arena *arena, const char *text)
{
  if (text == NULL) return NULL;
  const size_t n = strlen(text) + 1;
  char *copy = rx_arena_alloc(arena, n);
  if (copy != NULL) memcpy(copy, text, n);
  return copy;
}

char *rx_arena_format(rx_arena *arena, const char *format, ...)
{
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  const int n = vsnprintf(NULL, 0, format, args);
  va_end(args);
  char *text = n < 0 ? NULL : rx_arena_alloc(arena, (size_t)n + 1);
  if (text != NULL) vsnprintf(text, (size_t)n + 1, format, again);
  va_end(again);
  return text;
}
