/* Parameters: each number that enters an equation is described once, as a row of a table, and known by its path.
 *
 * A mechanism's table (rx_param[]) gives name, unit, default, range, meaning and source. Reading a config makes an entry of the
 * registry for each number of a model: its path, its base value, where it was read and the place in the model's struct that
 * holds the value in force. `rexed describe`, range checks, modifiers (models/circuit/modifier.h), sweep axes, the effective
 * config of a result file and docs/parameters.md all read these two. */
#ifndef RX_BASE_PARAM_H
#define RX_BASE_PARAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

typedef enum { RX_DOUBLE, RX_INT } rx_param_type;

/* One row of a mechanism's table. Tables end with a row whose name is NULL. */
typedef struct rx_param {
  const char *name; /* last part of the path, e.g. "gbar" */
  rx_param_type type;
  size_t offset;       /* of the double (or int) in the mechanism's struct */
  const char *unit;    /* one of base/units.h; "1" for a pure number */
  double def;          /* NaN: no default, a config must give it, unless `optional` */
  double lower, upper; /* allowed, both included */
  const char *meaning;
  const char *source; /* of the default; NULL where the config must say */
  bool optional;      /* NaN is allowed and means "not used" */
} rx_param;

/* A number of a model that has been read. */
typedef struct rx_entry {
  const char *path; /* circuit/populations/WDR/hillock/channels/na_traub/gbar */
  const rx_param *param;
  double base;        /* as read or by default; an integer too */
  void *value;        /* the double or int in force, in the model's struct */
  bool is_given;      /* read from a file or --set, not the default */
  const char *source; /* as data: the config's, else the table's */
  const char *mark;   /* R, P, L, D: see docs/parameters.md; "" where none */
  const char *file;   /* where it was read; NULL for a default */
  int line, column;
} rx_entry;

/* A word of a model that has been read: no number, so nothing modifies or varies it. */
typedef struct rx_word_entry {
  const char *path;  /* stimuli/spasm/components/1/trigger */
  const char *value; /* in force; NULL: not given, and there is no default */
  bool is_given;     /* read from a file or --set, not the default */
  size_t n;
  const char *const *words; /* [n] all that are allowed */
  const char *file;         /* where it was read; NULL for a default */
  int line, column;
} rx_word_entry;

typedef struct rx_registry rx_registry;

rx_registry *rx_registry_create(void);
void rx_registry_free(rx_registry *registry);

/* Adds an entry (its texts are copied) and sets *value to base. RX_E_MEMORY only. */
rx_status rx_registry_add(rx_registry *registry, const rx_entry *entry, rx_error *err);

/* The same of a word; a path that is there already is left as it is. RX_E_MEMORY only. */
rx_status rx_registry_add_word(rx_registry *registry, const rx_word_entry *entry, rx_error *err);
size_t rx_registry_word_count(const rx_registry *registry);
const rx_word_entry *rx_registry_word_at(const rx_registry *registry, size_t i); /* in the order they were added */

size_t rx_registry_count(const rx_registry *registry);
rx_entry *rx_registry_at(rx_registry *registry, size_t i); /* in the order they were added */
/* The entry of exactly this path, or NULL. */
rx_entry *rx_registry_find(rx_registry *registry, const char *path);
/* The known path most like `path` (edit distance), or NULL when none is near. */
const char *rx_registry_nearest(const rx_registry *registry, const char *path);
/* Puts every value in force back to its base. */
void rx_registry_reset(rx_registry *registry);

/* Value in force of an entry, integer or not. */
double rx_entry_value(const rx_entry *entry);
/* Sets the value in force after checking range and finiteness; RX_E_INPUT names path, value and what is allowed. */
rx_status rx_entry_set(rx_entry *entry, double value, rx_error *err);
/* True where value lies in the row's range (NaN only where optional, integers whole). */
bool rx_param_allows(const rx_param *param, double value);

/* The nearest of n words to `word` within a third of its length (at least 1, 2 from four letters on), or NULL. */
const char *rx_nearest_word(const char *word, const char *const words[], size_t n);

/* Fills the struct at `base` with the defaults of its table. */
void rx_param_defaults(const rx_param table[], void *base);

/* Rows: R (required), D (with default), O (optional), I (integer with default). */
#define RX_P_REQUIRED(type, field, unit, lower, upper, meaning)                                                        \
  {                                                                                                                    \
#field, RX_DOUBLE, offsetof(type, field), unit, NAN, lower, upper, meaning, NULL, false                            \
  }
#define RX_P_DEFAULT(type, field, unit, def, lower, upper, meaning, source)                                            \
  {                                                                                                                    \
#field, RX_DOUBLE, offsetof(type, field), unit, def, lower, upper, meaning, source, false                          \
  }
#define RX_P_OPTIONAL(type, field, unit, lower, upper, meaning)                                                        \
  {                                                                                                                    \
#field, RX_DOUBLE, offsetof(type, field), unit, NAN, lower, upper, meaning, NULL, true                             \
  }
#define RX_P_INT(type, field, def, lower, upper, meaning, source)                                                      \
  {                                                                                                                    \
#field, RX_INT, offsetof(type, field), "1", def, lower, upper, meaning, source, false                              \
  }
#define RX_P_END                                                                                                       \
  {                                                                                                                    \
    NULL, RX_DOUBLE, 0, NULL, 0, 0, 0, NULL, NULL, false                                                               \
  }

#endif
