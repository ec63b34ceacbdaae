/* Memory: aligned arrays, growing arrays, and an arena that is freed as a whole. */
#ifndef RX_BASE_ARRAY_H
#define RX_BASE_ARRAY_H

#include <stdbool.h>
#include <stddef.h>

enum { RX_ALIGNMENT = 64 }; /* a cache line, and the widest vector register */

/* n zeroed doubles, 64-byte aligned, in whole cache lines; NULL when memory is out. n = 0 gives a valid pointer.
 * Free with rx_aligned_free (NULL is fine). */
double *rx_aligned_doubles(size_t n);
void rx_aligned_free(void *p);

/* Makes room for one more element in a growing array: *items (element size `size`), *capacity. Doubles when full.
 * False when memory is out; the array is then unchanged. Free *items with free(). */
bool rx_grow(void **items, size_t *capacity, size_t needed, size_t size);

/* Declares a growing array of T: `struct { T *items; size_t n, capacity; }`. */
#define RX_ARRAY(T)                                                                                                    \
  struct {                                                                                                             \
    T *items;                                                                                                          \
    size_t n, capacity;                                                                                                \
  }
/* Times in ms, such as the spikes of a fibre. */
typedef RX_ARRAY(double) rx_times;
/* Appends value; evaluates to false when memory is out. */
#define RX_APPEND(array, value)                                                                                        \
  (rx_grow((void **)&(array)->items, &(array)->capacity, (array)->n + 1, sizeof *(array)->items)                       \
       ? ((array)->items[(array)->n++] = (value), true)                                                                \
       : false)

/* Arena: many small allocations with one owner and one end. All memory is zeroed and 16-byte aligned. */
typedef struct rx_arena rx_arena;
rx_arena *rx_arena_create(void);
void rx_arena_free(rx_arena *arena);
void *rx_arena_alloc(rx_arena *arena, size_t size);     /* NULL when memory is out */
char *rx_arena_text(rx_arena *arena, const char *text); /* copy of text; NULL for NULL */
char *rx_arena_format(rx_arena *arena, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

#endif
