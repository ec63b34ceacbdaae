#include "io/report/study/labels.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "io/report/page/numbers.h"

const char *rx_with_unit(rx_arena *arena, const char *title, const char *units)
{
  const char *unit = RX_UNIT(units);
  const char *text = *unit != '\0' ? rx_arena_format(arena, "%s (%s)", title, unit) : title;
  return text != NULL ? text : title;
}

static const char *path_end(const char *path, size_t n_names)
{
  const char *s = path + strlen(path);
  while (s > path) {
    if (s[-1] == '/' && --n_names == 0) break;
    s--;
  }
  return s;
}

static bool is_operation(const char *a, const char *b)
{
  return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

const char *rx_short_path(rx_arena *arena, size_t n, const char *const paths[], const char *const operations[],
                          size_t i)
{
  const char *path = paths[i] != NULL ? paths[i] : "", *end = path;
  for (size_t n_names = 2; n_names < 64; n_names++) {
    end = path_end(path, n_names);
    bool is_unique = true;
    for (size_t j = 0; j < n && is_unique; j++)
      is_unique = j == i || paths[j] == NULL || !is_operation(operations[i], operations[j]) ||
                  strcmp(path_end(paths[j], n_names), end) != 0;
    if (is_unique || end == path) break;
  }
  const bool is_set = operations[i] == NULL || *operations[i] == '\0' || strcmp(operations[i], "set") == 0;
  return is_set ? rx_arena_text(arena, end) : rx_arena_format(arena, "%s (%s)", end, operations[i]);
}

bool rx_has_own_name(const char *name, const char *path)
{
  if (name == NULL || path == NULL || *name == '\0') return false;
  size_t i = 0;
  while (path[i] != '\0' && name[i] == (path[i] == '/' ? '.' : path[i])) i++;
  /* the path with dots, and maybe the operation */
  return path[i] != '\0' || (name[i] != '\0' && name[i] != '.');
}

static bool is_inner_byte(char c)
{
  return ((unsigned char)c & 0xc0u) == 0x80u;
}

size_t rx_n_characters(const char *text)
{
  size_t n = 0;
  for (; *text != '\0'; text++) n += !is_inner_byte(*text);
  return n;
}

const char *rx_cut_front(char cut[256], const char *text, size_t most)
{
  if (text == NULL) return "";
  size_t n = rx_n_characters(text);
  if (n <= most && strlen(text) < 250) return text;
  while (*text != '\0' && (n >= most || strlen(text) > 250)) {
    text++;
    while (is_inner_byte(*text)) text++;
    n--;
  }
  snprintf(cut, 256, "…%s", text);
  return cut;
}
