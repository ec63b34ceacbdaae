#include "io/results/results.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/hdf5/hdf5_file.h"
#include "io/hdf5/hdf5_table.h"

enum { MAJOR_VERSION = 1 };

static const char FORMAT[] = "rexed-run", FORMAT_VERSION[] = "1.0";
static const char *const AXES[] = { "/outcomes/condition", "/outcomes/stimulus", "/outcomes/repetition" };

/* ---- columns of the tables ---- */

#define END                                                                                                            \
  {                                                                                                                    \
    NULL, RX_H5_TEXT, 0, NULL, NULL                                                                                    \
  }

#define TEXT(member)                                                                                                   \
  {                                                                                                                    \
#member, RX_H5_TEXT, offsetof(ROW, member), NULL, NULL                                                             \
  }
#define NUMBER(member, type, units, long_name)                                                                         \
  {                                                                                                                    \
#member, type, offsetof(ROW, member), units, long_name                                                             \
  }

#define ROW rx_result_cell
static const rx_h5_field CELL[] = {
  TEXT(cell_type),
  TEXT(layer),
  NUMBER(x_um, RX_H5_F64, "um", "position, medio-lateral"),
  NUMBER(y_um, RX_H5_F64, "um", "position, dorso-ventral"),
  NUMBER(z_um, RX_H5_F64, "um", "position, rostro-caudal"),
  END,
};
#undef ROW

#define ROW rx_result_case
static const rx_h5_field CASE[] = {
  TEXT(condition),
  TEXT(stimulus),
  NUMBER(repetition, RX_H5_U32, "1", "repetition, from 0"),
  NUMBER(seed, RX_H5_U64, "1", "key of the random streams"),
  TEXT(spikes),
  END,
};
#undef ROW

#define ROW rx_result_modifier
static const rx_h5_field MODIFIER[] = {
  TEXT(source),
  TEXT(path),
  TEXT(operation),
  NUMBER(value, RX_H5_F64, "1", "factor, or summand in the unit of the parameter"),
  NUMBER(base, RX_H5_F64, "1", "value of the parameter without modifiers, in its unit"),
  NUMBER(result, RX_H5_F64, "1", "value of the parameter with all modifiers of the condition, in its unit"),
  END,
};
#undef ROW

#define ROW rx_result_parameter
static const rx_h5_field PARAMETER[] = {
  TEXT(path),
  NUMBER(value, RX_H5_F64, "1", "base value, in the unit of its row"),
  { "default", RX_H5_F64, offsetof(ROW, def), "1", "default, in the unit of its row" },
  TEXT(units),
  TEXT(meaning),
  TEXT(source),
  TEXT(mark),
  NUMBER(given, RX_H5_U8, "1",
         "0: default, 1: given by a shipped config, 2: by the experiment, a file of the user or --set"),
  END,
};
#undef ROW

#define ROW rx_result_node
static const rx_h5_field NODE[] = {
  TEXT(name),        { "class", RX_H5_TEXT, offsetof(ROW, class_name), NULL, NULL },
  TEXT(module),      NUMBER(n, RX_H5_U32, "1", "number of cells"),
  TEXT(transmitter), TEXT(lamina),
  TEXT(identity),    END,
};
#undef ROW

#define ROW rx_result_pathway
static const rx_h5_field PATHWAY[] = {
  TEXT(from),
  TEXT(to),
  TEXT(receptors),
  NUMBER(n_connections, RX_H5_U64, "1", "number of connections"),
  NUMBER(sign, RX_H5_I32, "1", "1 excitatory, -1 inhibitory, 0 modulatory"),
  END,
};
#undef ROW

#define ROW rx_result_solver
static const rx_h5_field SOLVER[] = {
  TEXT(method),
  TEXT(precision),
  NUMBER(dt_ms, RX_H5_F64, NULL, NULL),
  NUMBER(coarse_dt_ms, RX_H5_F64, NULL, NULL),
  NUMBER(rtol, RX_H5_F64, NULL, NULL),
  NUMBER(atol, RX_H5_F64, NULL, NULL),
  NUMBER(n_steps, RX_H5_U64, NULL, NULL),
  NUMBER(n_rhs, RX_H5_U64, NULL, NULL),
  NUMBER(n_err_fails, RX_H5_U64, NULL, NULL),
  NUMBER(n_conv_fails, RX_H5_U64, NULL, NULL),
  END,
};
#undef ROW

/* ---- writing ---- */

/* "parent/name" with the name's slashes as dots. */
static char *dotted_path(char path[RX_H5_PATH], const char *parent, const char *name)
{
  rx_h5_join(path, parent, name);
  for (char *c = path + strlen(parent) + 1; *c != '\0'; c++)
    if (*c == '/') *c = '.';
  return path;
}

/* The same for a name of the user's; the writer is rejected where it cannot be one. */
static const char *object_path(rx_h5_writer *w, char path[RX_H5_PATH], const char *parent, const char *name)
{
  if (name == NULL) name = "";
  if (*name == '\0' || strcmp(name, ".") == 0 || strlen(name) >= RX_H5_NAME)
    rx_h5_reject(w, RX_E_INPUT, "%s: \"%s\" cannot name a part of a result file", parent, name);
  return dotted_path(path, parent, name);
}

static void keep_name(rx_h5_writer *w, const char *path, const char *name)
{
  if (strchr(name, '/') != NULL) rx_h5_attr_text(w, path, "name", name);
}

/* A group named after something of the user's. */
static const char *named_group(rx_h5_writer *w, char path[RX_H5_PATH], const char *parent, const char *name)
{
  object_path(w, path, parent, name);
  if (rx_h5_status(w) == RX_OK && rx_h5_group(w, path) == RX_OK) keep_name(w, path, name);
  return path;
}

/* Scale of the columns of (t, k) variables: netCDF-4 does not open a dataset of which only one axis has a scale. */
static const char *write_columns(rx_h5_writer *w, char path[RX_H5_PATH], const char *group, const rx_result_course *c,
                                 size_t i)
{
  char name[RX_H5_NAME];
  const size_t k = c->variables[i].k;
  snprintf(name, sizeof name, "column_%zu", k);
  rx_h5_join(path, group, name);
  for (size_t j = 0; j < i; j++)
    if (c->variables[j].k == k) return path; /* is there: one for all of that width */
  uint32_t *numbers = malloc(k * sizeof *numbers);
  if (numbers == NULL) {
    rx_h5_reject(w, RX_E_MEMORY, "out of memory");
    return path;
  }
  for (size_t j = 0; j < k; j++) numbers[j] = (uint32_t)j;
  rx_h5_write(w, &(rx_h5_dataset){ .path = path,
                                   .type = RX_H5_U32,
                                   .rank = 1,
                                   .shape = { k },
                                   .data = numbers,
                                   .units = "1",
                                   .long_name = "column, from 0",
                                   .scale_name = name });
  free(numbers);
  return path;
}

static void write_course(rx_h5_writer *w, const rx_result_course *c)
{
  char group[RX_H5_PATH], time[RX_H5_PATH], columns[RX_H5_PATH], path[RX_H5_PATH];
  named_group(w, group, "/courses", c->name);
  rx_h5_join(time, group, "time");
  rx_h5_write(w, &(rx_h5_dataset){ .path = time,
                                   .type = RX_H5_F64,
                                   .rank = 1,
                                   .shape = { c->n_times },
                                   .data = c->time,
                                   .units = c->time_units,
                                   .long_name = c->time_name != NULL ? c->time_name : "time",
                                   .scale_name = "time" });
  for (size_t i = 0; i < c->n_variables && rx_h5_status(w) == RX_OK; i++) {
    const rx_result_variable *v = &c->variables[i];
    object_path(w, path, group, v->name);
    if (rx_h5_status(w) != RX_OK) return;
    rx_h5_write(w, &(rx_h5_dataset){ .path = path,
                                     .type = RX_H5_F64,
                                     .rank = v->k > 0 ? 2 : 1,
                                     .shape = { c->n_times, v->k },
                                     .data = v->value,
                                     .units = v->units,
                                     .long_name = v->long_name,
                                     .scales = { time, v->k > 0 ? write_columns(w, columns, group, c, i) : NULL } });
    keep_name(w, path, v->name);
  }
}

static void write_axes(rx_h5_writer *w, const rx_results *s)
{
  rx_h5_dataset axis = { .type = RX_H5_TEXT, .rank = 1 };
  const size_t n_names = s->n_conditions;
  const char **names = calloc(n_names + 1, sizeof *names);
  uint32_t *numbers = calloc(s->n_repetitions + 1, sizeof *numbers);
  if (names == NULL || numbers == NULL) {
    rx_h5_reject(w, RX_E_MEMORY, "out of memory");
    goto done;
  }
  for (size_t i = 0; i < n_names; i++) names[i] = s->conditions[i].name;
  for (size_t i = 0; i < s->n_repetitions; i++) numbers[i] = (uint32_t)i;

  axis.path = AXES[0], axis.scale_name = "condition", axis.shape[0] = s->n_conditions, axis.data = names;
  if (s->n_conditions > 0) rx_h5_write(w, &axis);
  axis.path = AXES[1], axis.scale_name = "stimulus", axis.shape[0] = s->n_stimuli, axis.data = s->stimuli;
  if (s->n_stimuli > 0) rx_h5_write(w, &axis);
  axis.path = AXES[2], axis.scale_name = "repetition", axis.shape[0] = s->n_repetitions, axis.data = numbers;
  axis.type = RX_H5_U32, axis.units = "1", axis.long_name = "repetition, from 0";
  if (s->n_repetitions > 0) rx_h5_write(w, &axis);
done:
  free(numbers);
  free(names);
}

static void write_outcome(rx_h5_writer *w, const rx_results *s, const rx_result_outcome *o)
{
  const size_t shape[] = { s->n_conditions, s->n_stimuli, s->n_repetitions };
  char path[RX_H5_PATH];
  assert(o->rank >= 0 && o->rank <= 3);
  object_path(w, path, "/outcomes", o->name);
  rx_h5_dataset d = {
    .path = path, .type = RX_H5_F64, .rank = o->rank, .data = o->value, .units = o->units, .long_name = o->long_name
  };
  for (int i = 0; i < o->rank; i++) {
    d.shape[i] = shape[i];
    d.scales[i] = shape[i] > 0 ? AXES[i] : NULL;
  }
  if (rx_h5_status(w) != RX_OK) return;
  rx_h5_write(w, &d);
  keep_name(w, path, o->name);
}

rx_status rx_results_write(const char *path, const rx_results *s, rx_error *err)
{
  char group[RX_H5_PATH];
  rx_h5_writer *w;
  RX_TRY(rx_h5_create(path, RX_H5_NETCDF, &w, err));
  rx_h5_attr_text(w, "/", "format", FORMAT);
  rx_h5_attr_text(w, "/", "format_version", FORMAT_VERSION);

  rx_h5_group(w, "/cells");
  for (size_t i = 0; i < s->n_populations; i++) {
    const rx_result_population *p = &s->populations[i];
    rx_h5_write_table(w, named_group(w, group, "/cells", p->name), CELL, p->n_cells, sizeof *p->cells, p->cells);
  }
  rx_h5_group(w, "/courses");
  for (size_t i = 0; i < s->n_courses; i++) write_course(w, &s->courses[i]);
  rx_h5_group(w, "/outcomes");
  write_axes(w, s);
  for (size_t i = 0; i < s->n_outcomes; i++) write_outcome(w, s, &s->outcomes[i]);
  rx_h5_write_table(w, "/cases", CASE, s->n_cases, sizeof *s->cases, s->cases);
  rx_h5_group(w, "/modifiers");
  for (size_t i = 0; i < s->n_conditions; i++) {
    const rx_result_condition *c = &s->conditions[i];
    rx_h5_write_table(w, named_group(w, group, "/modifiers", c->name), MODIFIER, c->n_modifiers, sizeof *c->modifiers,
                      c->modifiers);
  }
  rx_h5_write_table(w, "/parameters", PARAMETER, s->n_parameters, sizeof *s->parameters, s->parameters);
  rx_h5_write_table(w, "/circuit/populations", NODE, s->n_nodes, sizeof *s->nodes, s->nodes);
  rx_h5_write_table(w, "/circuit/pathways", PATHWAY, s->n_pathways, sizeof *s->pathways, s->pathways);
  rx_h5_group(w, "/solver");
  rx_h5_write_struct(w, "/solver", SOLVER, &s->solver);
  rx_h5_write_text(w, "/config/text", s->config_text);
  rx_h5_write_text(w, "/config/effective", s->config_effective);
  rx_provenance_write(w, &s->provenance);
  return rx_h5_finish(w, err);
}

/* ---- reading ---- */

/* Array of n in the results' arena, through a local of its own type; leaves the function when memory is out. */
#define MAKE_ARRAY(array, n)                                                                                           \
  do {                                                                                                                 \
    (array) = rx_arena_alloc(s->arena, (n) * sizeof *(array) + 1);                                                     \
    if ((array) == NULL) return rx_no_memory(err);                                                                     \
  } while (0)

static rx_status read_table(rx_h5_reader *r, const char *group, const rx_h5_field fields[], rx_results *s, size_t *n,
                            size_t row_size, const void **rows, rx_error *err)
{
  void *found;
  RX_TRY(rx_h5_read_table(r, group, fields, s->arena, n, row_size, &found, err));
  *rows = found;
  return RX_OK;
}

#define READ_TABLE(group, FIELDS, n, array)                                                                            \
  do {                                                                                                                 \
    const void *rows_ = NULL;                                                                                          \
    RX_TRY(read_table(r, group, FIELDS, s, &(n), sizeof *(array), &rows_, err));                                       \
    (array) = rows_;                                                                                                   \
  } while (0)

/* Names in a group; none where the group is missing. */
static rx_status children(rx_h5_reader *r, const char *group, rx_results *s, size_t *n, char ***names, rx_error *err)
{
  *n = 0;
  *names = NULL;
  return rx_h5_has(r, group) ? rx_h5_children(r, group, s->arena, n, names, err) : RX_OK;
}

/* Path of a child; *name becomes the name that a `/` was taken from. */
static rx_status child(rx_h5_reader *r, const char *parent, const char **name, char path[RX_H5_PATH], rx_results *s,
                       rx_error *err)
{
  rx_h5_join(path, parent, *name);
  if (!rx_h5_has_attr(r, path, "name")) return RX_OK;
  char *exact;
  RX_TRY(rx_h5_attr_read_text(r, path, "name", s->arena, &exact, err));
  *name = exact;
  return RX_OK;
}

static rx_status optional_text_attr(rx_h5_reader *r, const char *object, const char *name, rx_results *s,
                                    const char **text, rx_error *err)
{
  *text = "";
  if (!rx_h5_has_attr(r, object, name)) return RX_OK;
  char *found;
  RX_TRY(rx_h5_attr_read_text(r, object, name, s->arena, &found, err));
  *text = found;
  return RX_OK;
}

static rx_status read_cells(rx_h5_reader *r, rx_results *s, rx_error *err)
{
  char **names, path[RX_H5_PATH];
  rx_result_population *populations;
  RX_TRY(children(r, "/cells", s, &s->n_populations, &names, err));
  MAKE_ARRAY(populations, s->n_populations);
  s->populations = populations;
  for (size_t i = 0; i < s->n_populations; i++) {
    populations[i].name = names[i];
    RX_TRY(child(r, "/cells", &populations[i].name, path, s, err));
    READ_TABLE(path, CELL, populations[i].n_cells, populations[i].cells);
  }
  return RX_OK;
}

static rx_status read_variable(rx_h5_reader *r, const char *path, rx_results *s, const rx_result_course *course,
                               rx_result_variable *v, rx_error *err)
{
  int rank;
  size_t n, shape[RX_H5_MAX_RANK];
  double *value;
  RX_TRY(rx_h5_shape(r, path, &rank, shape, err));
  if (rank < 1 || rank > 2 || shape[0] != course->n_times)
    return rx_fail(err, RX_E_IO, "%s: %s: its shape does not fit its time axis", rx_h5_file_name(r), path);
  RX_TRY(rx_h5_read_f64(r, path, s->arena, &n, &value, err));
  v->k = rank == 2 ? shape[1] : 0;
  v->value = value;
  RX_TRY(optional_text_attr(r, path, "units", s, &v->units, err));
  return optional_text_attr(r, path, "long_name", s, &v->long_name, err);
}

static rx_status read_course(rx_h5_reader *r, const char *group, rx_results *s, rx_result_course *course, rx_error *err)
{
  char **names, path[RX_H5_PATH];
  size_t n;
  double *time;
  rx_result_variable *variables;
  RX_TRY(rx_h5_read_f64(r, rx_h5_join(path, group, "time"), s->arena, &course->n_times, &time, err));
  course->time = time;
  RX_TRY(optional_text_attr(r, path, "units", s, &course->time_units, err));
  RX_TRY(optional_text_attr(r, path, "long_name", s, &course->time_name, err));
  RX_TRY(children(r, group, s, &n, &names, err));
  MAKE_ARRAY(variables, n);
  course->variables = variables;
  for (size_t i = 0; i < n; i++) {
    if (rx_h5_has_attr(r, rx_h5_join(path, group, names[i]), "CLASS")) continue; /* a dimension scale */
    rx_result_variable *v = &variables[course->n_variables++];
    v->name = names[i];
    RX_TRY(child(r, group, &v->name, path, s, err));
    RX_TRY(read_variable(r, path, s, course, v, err));
  }
  return RX_OK;
}

static rx_status read_courses(rx_h5_reader *r, rx_results *s, rx_error *err)
{
  char **names, path[RX_H5_PATH];
  rx_result_course *courses;
  RX_TRY(children(r, "/courses", s, &s->n_courses, &names, err));
  MAKE_ARRAY(courses, s->n_courses);
  s->courses = courses;
  for (size_t i = 0; i < s->n_courses; i++) {
    courses[i].name = names[i];
    RX_TRY(child(r, "/courses", &courses[i].name, path, s, err));
    RX_TRY(read_course(r, path, s, &courses[i], err));
  }
  return RX_OK;
}

static rx_status read_axes(rx_h5_reader *r, rx_results *s, rx_error *err)
{
  char **names;
  uint32_t *numbers;
  rx_result_condition *conditions;
  char path[RX_H5_PATH];
  if (rx_h5_has(r, AXES[0])) {
    RX_TRY(rx_h5_read_texts(r, AXES[0], s->arena, &s->n_conditions, &names, err));
    MAKE_ARRAY(conditions, s->n_conditions);
    s->conditions = conditions;
    for (size_t i = 0; i < s->n_conditions; i++) {
      conditions[i].name = names[i];
      READ_TABLE(dotted_path(path, "/modifiers", names[i]), MODIFIER, conditions[i].n_modifiers,
                 conditions[i].modifiers);
    }
  }
  if (rx_h5_has(r, AXES[1])) {
    RX_TRY(rx_h5_read_texts(r, AXES[1], s->arena, &s->n_stimuli, &names, err));
    s->stimuli = (const char *const *)names;
  }
  if (rx_h5_has(r, AXES[2])) RX_TRY(rx_h5_read_u32(r, AXES[2], s->arena, &s->n_repetitions, &numbers, err));
  return RX_OK;
}

static bool is_axis(const char *name)
{
  for (size_t i = 0; i < sizeof AXES / sizeof *AXES; i++)
    if (strcmp(name, strrchr(AXES[i], '/') + 1) == 0) return true;
  return false;
}

static rx_status read_outcomes(rx_h5_reader *r, rx_results *s, rx_error *err)
{
  char **names, path[RX_H5_PATH];
  size_t n, n_values, shape[RX_H5_MAX_RANK];
  rx_result_outcome *outcomes;
  RX_TRY(children(r, "/outcomes", s, &n, &names, err));
  MAKE_ARRAY(outcomes, n);
  s->outcomes = outcomes;
  for (size_t i = 0; i < n; i++) {
    if (is_axis(names[i])) continue;
    rx_result_outcome *o = &outcomes[s->n_outcomes++];
    double *value;
    o->name = names[i];
    RX_TRY(child(r, "/outcomes", &o->name, path, s, err));
    RX_TRY(rx_h5_shape(r, path, &o->rank, shape, err));
    RX_TRY(rx_h5_read_f64(r, path, s->arena, &n_values, &value, err));
    o->value = value;
    const size_t axes[] = { s->n_conditions, s->n_stimuli, s->n_repetitions };
    bool fits = o->rank <= 3;
    for (int d = 0; fits && d < o->rank; d++) fits = shape[d] == axes[d];
    if (!fits) return rx_fail(err, RX_E_IO, "%s: %s: its shape does not fit the axes", rx_h5_file_name(r), path);
    RX_TRY(optional_text_attr(r, path, "units", s, &o->units, err));
    RX_TRY(optional_text_attr(r, path, "long_name", s, &o->long_name, err));
  }
  return RX_OK;
}

static rx_status read_config(rx_h5_reader *r, rx_results *s, rx_error *err)
{
  char *text = "", *effective = "";
  if (rx_h5_has(r, "/config/text")) RX_TRY(rx_h5_read_text(r, "/config/text", s->arena, &text, err));
  if (rx_h5_has(r, "/config/effective")) RX_TRY(rx_h5_read_text(r, "/config/effective", s->arena, &effective, err));
  s->config_text = text;
  s->config_effective = effective;
  return RX_OK;
}

static rx_status read_all(rx_h5_reader *r, rx_results *s, rx_error *err)
{
  RX_TRY(rx_h5_check_format(r, FORMAT, MAJOR_VERSION, err));
  RX_TRY(read_cells(r, s, err));
  RX_TRY(read_courses(r, s, err));
  RX_TRY(read_axes(r, s, err));
  RX_TRY(read_outcomes(r, s, err));
  READ_TABLE("/cases", CASE, s->n_cases, s->cases);
  READ_TABLE("/parameters", PARAMETER, s->n_parameters, s->parameters);
  READ_TABLE("/circuit/populations", NODE, s->n_nodes, s->nodes);
  READ_TABLE("/circuit/pathways", PATHWAY, s->n_pathways, s->pathways);
  RX_TRY(rx_h5_read_struct(r, "/solver", SOLVER, s->arena, &s->solver, err));
  RX_TRY(read_config(r, s, err));
  return rx_provenance_read(r, s->arena, &s->provenance, err);
}

rx_status rx_results_read(const char *path, rx_results *s, rx_error *err)
{
  *s = (rx_results){ 0 };
  rx_h5_reader *r;
  RX_TRY(rx_h5_open(path, &r, err));
  s->arena = rx_arena_create();
  const rx_status status = s->arena != NULL ? read_all(r, s, err) : rx_no_memory(err);
  rx_h5_close(r);
  if (status != RX_OK) rx_results_free(s);
  return status;
}

void rx_results_free(rx_results *s)
{
  if (s == NULL) return;
  rx_arena_free(s->arena);
  *s = (rx_results){ 0 };
}

/* ---- looking ---- */

const rx_assay_description *rx_results_assay(const rx_results *results, size_t stimulus)
{
  static const char TOP[] = "assays/", KIND[] = "/kind: ";
  const char *name = results->stimuli[stimulus];
  const size_t n = strlen(name);
  for (const char *line = results->config_effective; line != NULL; line = strchr(line, '\n')) {
    line += *line == '\n';
    if (*line == '\0') break;
    if (strncmp(line, TOP, sizeof TOP - 1) != 0) continue;
    const char *at = line + sizeof TOP - 1;
    if (strncmp(at, name, n) != 0 || strncmp(at + n, KIND, sizeof KIND - 1) != 0) continue;
    at += n + sizeof KIND - 1;
    for (int k = 0; k < RX_N_ASSAYS; k++)
      if (strcspn(at, "\n") == strlen(RX_ASSAY_KINDS[k].name) &&
          strncmp(at, RX_ASSAY_KINDS[k].name, strlen(RX_ASSAY_KINDS[k].name)) == 0)
        return &RX_ASSAY_KINDS[k];
  }
  return NULL;
}

size_t rx_outcome_size(const rx_results *s, int rank)
{
  const size_t shape[] = { s->n_conditions, s->n_stimuli, s->n_repetitions };
  size_t n = 1;
  for (int i = 0; i < rank; i++) n *= shape[i];
  return n;
}

rx_stat rx_results_stat(const rx_results *s, const rx_result_outcome *outcome, size_t condition, size_t stimulus)
{
  rx_stat stat = { 0, 0, NAN, NAN, NAN, NAN };
  const double *value = outcome->value;
  size_t n = 1;
  if (outcome->rank == 1) value += condition;
  if (outcome->rank == 2) value += condition * s->n_stimuli + stimulus;
  if (outcome->rank == 3) value += (condition * s->n_stimuli + stimulus) * s->n_repetitions, n = s->n_repetitions;
  stat.of = n;
  double sum = 0, squares = 0;
  for (size_t i = 0; i < n; i++) {
    if (!isfinite(value[i])) continue;
    stat.low = stat.n == 0 ? value[i] : fmin(stat.low, value[i]);
    stat.high = stat.n == 0 ? value[i] : fmax(stat.high, value[i]);
    stat.n++;
    sum += value[i];
  }
  if (stat.n > 0) stat.mean = sum / (double)stat.n;
  for (size_t i = 0; i < n; i++)
    if (isfinite(value[i])) squares += (value[i] - stat.mean) * (value[i] - stat.mean);
  if (stat.n > 1) stat.sd = sqrt(squares / (double)(stat.n - 1));
  return stat;
}

const rx_result_outcome *rx_results_outcome(const rx_results *s, const char *name)
{
  for (size_t i = 0; i < s->n_outcomes; i++)
    if (strcmp(s->outcomes[i].name, name) == 0) return &s->outcomes[i];
  return NULL;
}
