/* Modifiers: what a phenotype, drug or stimulation does to a circuit (integration page 1). Nothing edits a circuit otherwise.
 *
 * A parameter's value = (base * product of its scales) + sum of its adds and shifts; a switch (a whole number, 0 or 1) is set. Modifiers are sorted by source and path
 * before they are applied, so that not even the last bit depends on their order. */
#ifndef RX_MODELS_CIRCUIT_MODIFIER_H
#define RX_MODELS_CIRCUIT_MODIFIER_H

#include "base/array.h"
#include "base/param.h"
#include "models/circuit/circuit.h"

typedef enum { RX_SCALE, RX_ADD, RX_SHIFT, RX_SET } rx_operation;
const char *rx_operation_name(rx_operation operation); /* "scale", "add", "shift", "set" */

typedef struct rx_modifier {
  const char *source; /* who: a phenotype, a drug, "experiment" */
  const char *path;   /* a parameter's path, a group's name in the place of a population, * for any one part, ** for
                       * any number of parts */
  rx_operation operation;
  double value;
  const char *file; /* where it was read, for messages; may be NULL */
  int line, column;
  size_t n_entries; /* what rx_modifier_find found, for modifiers that are applied again and again */
  const size_t *entries;
} rx_modifier;

/* What a modifier did: one row per parameter it touched, for results and report. */
typedef struct rx_modified {
  const char *source, *path; /* path of the parameter */
  rx_operation operation;
  double value, base, result;
} rx_modified;

/* Applies modifiers to all values of the registry, after putting them back to their base. `modified` (may be NULL) gets the rows;
 * free its items. RX_E_INPUT: a path that no parameter has (with the nearest), a result outside the parameter's range,
 * a parameter that can't be modified (a count), a switch with another operation than set, anything else with set, a switch set to 0 and 1, or one that is optional and not given (where a path names several, those are
 * passed over). After a failure all values are at their base. `circuit` may be NULL: then there are no groups. Rows come in the
 * order of the registry, of one parameter in the order of application. */
typedef RX_ARRAY(rx_modified) rx_modified_rows;
rx_status rx_modifiers_apply(rx_registry *registry, const rx_circuit *circuit, size_t n, const rx_modifier modifiers[],
                             rx_modified_rows *modified, rx_error *err);

/* Finds the parameters that a path names once and for all: their indices in the registry, in its order; the arena's. None is no error:
 * applying says it. RX_E_MEMORY. */
rx_status rx_modifier_find(rx_registry *registry, const rx_circuit *circuit, const char *path, rx_arena *arena,
                           size_t *n_entries, const size_t **entries, rx_error *err);

/* True if path matches pattern: parts are equal, or the pattern's part is * or a group that has the path's part; ** stands for any
 * number of parts, with one after it. */
bool rx_modifier_matches(const rx_circuit *circuit, const char *pattern, const char *path);

#endif
