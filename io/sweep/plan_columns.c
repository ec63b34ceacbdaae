#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "io/hdf5/hdf5_table.h"
#include "io/sweep/sweep_private.h"

static const char MEMBER[] = "/sweep/member";
static const char PARAMETERS[] = "/sweep/parameters";

#define END                                                                                                            \
  {                                                                                                                    \
    NULL, RX_H5_TEXT, 0, NULL, NULL                                                                                    \
  }
#define PLAN(member, type)                                                                                             \
  {                                                                                                                    \
#member, type, offsetof(rx_sweep_plan, member), NULL, NULL                                                         \
  }
/* attributes of /sweep */
static const rx_h5_field PLAN_FIELDS[] = {
  PLAN(n_members, RX_H5_U64),
  PLAN(part_members, RX_H5_U64),
  PLAN(n_parts, RX_H5_U64),
  PLAN(n_points, RX_H5_U64),
  PLAN(design, RX_H5_TEXT),
  PLAN(design_seed, RX_H5_U64),
  PLAN(plan_hash, RX_H5_TEXT),
  PLAN(kind, RX_H5_TEXT),
  PLAN(name, RX_H5_TEXT),
  PLAN(title, RX_H5_TEXT),
  PLAN(reference_condition, RX_H5_I32),
  END,
};

#define PARAMETER(name, type, member)                                                                                  \
  {                                                                                                                    \
    name, type, offsetof(rx_sweep_parameter, member), NULL, NULL                                                       \
  }
/* attributes of /sweep/parameters/<name> besides units, long_name, scale */
static const rx_h5_field PARAMETER_FIELDS[] = {
  PARAMETER("path", RX_H5_TEXT, path),  PARAMETER("operation", RX_H5_TEXT, operation),
  PARAMETER("default", RX_H5_F64, def), PARAMETER("lower", RX_H5_F64, lower),
  PARAMETER("upper", RX_H5_F64, upper), END,
};

/* ---- checks ---- */

static bool is_name(const char *name)
{
  return name != NULL && *name != '\0' && strcmp(name, ".") != 0 && strchr(name, '/') == NULL &&
         strlen(name) < RX_H5_NAME;
}

static rx_status check_name(const char *what, const char *name, rx_error *err)
{
  if (is_name(name)) return RX_OK;
  return rx_fail(err, RX_E_INPUT, "\"%s\" cannot name %s of a sweep: 1 to %d bytes without / are allowed",
                 name != NULL ? name : "", what, RX_H5_NAME - 1);
}

rx_status rx_sweep_check_plan(const rx_sweep_plan *plan, rx_error *err)
{
  const uint64_t n = plan->n_members, part = plan->part_members;
  if (n == 0 || part == 0 || plan->n_parts != (n - 1) / part + 1)
    return rx_fail(err, RX_E_INPUT, "%llu members in %llu parts of %llu", (unsigned long long)n,
                   (unsigned long long)plan->n_parts, (unsigned long long)part);
  if (plan->plan_hash == NULL || plan->design == NULL || plan->kind == NULL)
    return rx_fail(err, RX_E_INPUT, "a plan needs its kind, its design and its plan_hash");
  if (plan->condition == NULL || plan->point == NULL || plan->seed == NULL || plan->replicate == NULL)
    return rx_fail(err, RX_E_INPUT, "a plan needs condition, point, seed and replicate of each member");
  if ((plan->base == NULL) != (plan->column == NULL))
    return rx_fail(err, RX_E_INPUT, "base and column of a design belong together");
  if (plan->reference_condition < 0 || (size_t)plan->reference_condition >= plan->n_conditions)
    return rx_fail(err, RX_E_INPUT, "condition %d is the reference, but there are %zu", plan->reference_condition,
                   plan->n_conditions);
  for (uint64_t i = 0; i < n; i++)
    if (plan->condition[i] >= plan->n_conditions || plan->point[i] >= plan->n_points)
      return rx_fail(err, RX_E_INPUT, "member %llu is of condition %u and point %llu, but there are %zu and %llu",
                     (unsigned long long)i, plan->condition[i], (unsigned long long)plan->point[i], plan->n_conditions,
                     (unsigned long long)plan->n_points);
  for (size_t k = 0; k < plan->n_parameters; k++) RX_TRY(check_name("a parameter", plan->parameters[k].name, err));
  for (size_t k = 0; k < plan->n_outputs; k++) {
    RX_TRY(check_name("an output", plan->outputs[k].name, err));
    if (plan->outputs[k].by_stimulus && plan->n_stimuli == 0)
      return rx_fail(err, RX_E_INPUT, "output %s is by stimulus, but there is no stimulus", plan->outputs[k].name);
  }
  return RX_OK;
}

/* ---- writing ---- */

static void write_member(rx_h5_writer *w, uint64_t n)
{
  uint64_t *member = malloc((size_t)n * sizeof *member + 1);
  if (member == NULL) {
    rx_h5_reject(w, RX_E_MEMORY, "out of memory");
    return;
  }
  for (uint64_t i = 0; i < n; i++) member[i] = i;
  rx_h5_write(w, &(rx_h5_dataset){ .path = MEMBER,
                                   .type = RX_H5_U64,
                                   .rank = 1,
                                   .shape = { (size_t)n },
                                   .data = member,
                                   .units = "1",
                                   .long_name = "member of the sweep, from 0",
                                   .scale_name = "member" });
  free(member);
}

/* As a dimension scale for other programs, and as an attribute of /sweep that is read back: it is safe to read where the
 * file is damaged. */
static void write_names(rx_h5_writer *w, const char *path, const char *attribute, size_t n, const char *const names[])
{
  if (n == 0) return;
  rx_h5_attr(w, "/sweep", attribute, RX_H5_TEXT, n, names);
  rx_h5_write(w, &(rx_h5_dataset){ .path = path,
                                   .type = RX_H5_TEXT,
                                   .rank = 1,
                                   .shape = { n },
                                   .data = names,
                                   .scale_name = strrchr(path, '/') + 1 });
}

static void write_column(rx_h5_writer *w, const char *path, rx_h5_type type, uint64_t n, const void *data,
                         const char *units, const char *long_name)
{
  rx_h5_write(w, &(rx_h5_dataset){ .path = path,
                                   .type = type,
                                   .rank = 1,
                                   .shape = { (size_t)n },
                                   .data = data,
                                   .units = units != NULL ? units : "1",
                                   .long_name = long_name != NULL ? long_name : "",
                                   .scales = { MEMBER } });
}

static void write_parameters(rx_h5_writer *w, const rx_sweep_plan *plan)
{
  rx_h5_group(w, PARAMETERS);
  const char **names = calloc(plan->n_parameters + 1, sizeof *names);
  if (names == NULL) rx_h5_reject(w, RX_E_MEMORY, "out of memory");
  for (size_t k = 0; k < plan->n_parameters && rx_h5_status(w) == RX_OK; k++) {
    const rx_sweep_parameter *p = &plan->parameters[k];
    char path[RX_H5_PATH];
    names[k] = p->name;
    rx_h5_join(path, PARAMETERS, p->name);
    write_column(w, path, RX_H5_F64, plan->n_members, p->values, p->units, p->long_name);
    rx_h5_write_struct(w, path, PARAMETER_FIELDS, p);
    rx_h5_attr_text(w, path, "scale", p->is_log ? "log10" : "linear");
  }
  if (plan->n_parameters > 0 && rx_h5_status(w) == RX_OK)
    rx_h5_attr(w, PARAMETERS, "order", RX_H5_TEXT, plan->n_parameters, names);
  free(names);
}

void rx_sweep_write_plan(rx_h5_writer *w, const rx_sweep_plan *plan)
{
  const uint64_t n = plan->n_members;
  rx_h5_group(w, "/sweep");
  rx_h5_write_struct(w, "/sweep", PLAN_FIELDS, plan);
  write_member(w, n);
  write_names(w, "/sweep/stimulus", "stimuli", plan->n_stimuli, plan->stimuli);
  write_names(w, "/sweep/conditions", "conditions", plan->n_conditions, plan->conditions);
  write_parameters(w, plan);
  write_column(w, "/sweep/condition", RX_H5_U32, n, plan->condition, "1", "condition, index of /sweep/conditions");
  write_column(w, "/sweep/point", RX_H5_U64, n, plan->point, "1", "set of parameter values, from 0");
  write_column(w, "/sweep/seed", RX_H5_U64, n, plan->seed, "1", "key of the random streams");
  write_column(w, "/sweep/replicate", RX_H5_U32, n, plan->replicate, "1", "replicate of a stochastic member, from 0");
  if (plan->base != NULL) {
    write_column(w, "/sweep/design/base", RX_H5_U64, n, plan->base, "1", "base sample of the design");
    write_column(w, "/sweep/design/column", RX_H5_I32, n, plan->column, "1",
                 "-1 A, -2 B, j AB with column j, K+j BA with column j; Morris: changed column, -1 the start");
  }
  rx_h5_write_text(w, "/config/text", plan->config_text != NULL ? plan->config_text : "");
  rx_h5_write_text(w, "/config/effective", plan->config_effective != NULL ? plan->config_effective : "");
}

/* ---- reading ---- */

rx_status rx_sweep_read_column(rx_h5_reader *r, const char *path, rx_h5_type type, int rank, const size_t n[2],
                               rx_arena *arena, void **data, rx_error *err)
{
  int found_rank;
  size_t shape[RX_H5_MAX_RANK], n_read;
  rx_h5_type found;
  RX_TRY(rx_h5_type_of(r, path, &found, err));
  RX_TRY(rx_h5_shape(r, path, &found_rank, shape, err));
  if (found != type || found_rank != rank || shape[0] != n[0] || (rank == 2 && shape[1] != n[1]))
    return rx_fail(err, RX_E_IO, "%s: %s: its type or shape does not fit the %zu members", rx_h5_file_name(r), path,
                   n[0]);
  return rx_h5_read(r, path, type, arena, &n_read, data, err);
}

/* A dataset of one row a member. */
static rx_status read_member_column(rx_h5_reader *r, const char *path, rx_h5_type type, const rx_sweep_plan *plan,
                                    rx_arena *arena, void **data, rx_error *err)
{
  const size_t n[2] = { (size_t)plan->n_members, 0 };
  return rx_sweep_read_column(r, path, type, 1, n, arena, data, err);
}

static rx_status read_parameter(rx_h5_reader *r, const rx_sweep_plan *plan, rx_arena *arena, rx_sweep_parameter *p,
                                rx_error *err)
{
  char path[RX_H5_PATH], *text;
  void *values;
  RX_TRY(check_name("a parameter", p->name, err));
  RX_TRY(read_member_column(r, rx_h5_join(path, PARAMETERS, p->name), RX_H5_F64, plan, arena, &values, err));
  p->values = values;
  RX_TRY(rx_h5_read_struct(r, path, PARAMETER_FIELDS, arena, p, err));
  RX_TRY(rx_h5_attr_read_text(r, path, "units", arena, &text, err));
  p->units = text;
  RX_TRY(rx_h5_attr_read_text(r, path, "long_name", arena, &text, err));
  p->long_name = text;
  RX_TRY(rx_h5_attr_read_text(r, path, "scale", arena, &text, err));
  p->is_log = strcmp(text, "log10") == 0;
  return RX_OK;
}

static rx_status read_parameters(rx_h5_reader *r, rx_arena *arena, rx_sweep_plan *plan, rx_error *err)
{
  void *names = NULL;
  if (rx_h5_has_attr(r, PARAMETERS, "order"))
    RX_TRY(rx_h5_attr_read(r, PARAMETERS, "order", RX_H5_TEXT, arena, &plan->n_parameters, &names, err));
  rx_sweep_parameter *parameters = rx_arena_alloc(arena, plan->n_parameters * sizeof *parameters + 1);
  if (parameters == NULL) return rx_no_memory(err);
  plan->parameters = parameters;
  for (size_t k = 0; k < plan->n_parameters; k++) {
    parameters[k].name = ((char **)names)[k];
    RX_TRY(read_parameter(r, plan, arena, &parameters[k], err));
  }
  return RX_OK;
}

static rx_status read_names(rx_h5_reader *r, const char *attribute, rx_arena *arena, size_t *n,
                            const char *const **names, rx_error *err)
{
  void *found = NULL;
  *n = 0;
  *names = NULL;
  if (!rx_h5_has_attr(r, "/sweep", attribute)) return RX_OK;
  RX_TRY(rx_h5_attr_read(r, "/sweep", attribute, RX_H5_TEXT, arena, n, &found, err));
  *names = found;
  return RX_OK;
}

static rx_status read_design(rx_h5_reader *r, rx_arena *arena, rx_sweep_plan *plan, rx_error *err)
{
  void *data;
  RX_TRY(read_member_column(r, "/sweep/condition", RX_H5_U32, plan, arena, &data, err));
  plan->condition = data;
  RX_TRY(read_member_column(r, "/sweep/point", RX_H5_U64, plan, arena, &data, err));
  plan->point = data;
  RX_TRY(read_member_column(r, "/sweep/seed", RX_H5_U64, plan, arena, &data, err));
  plan->seed = data;
  RX_TRY(read_member_column(r, "/sweep/replicate", RX_H5_U32, plan, arena, &data, err));
  plan->replicate = data;
  if (!rx_h5_has(r, "/sweep/design")) return RX_OK;
  RX_TRY(read_member_column(r, "/sweep/design/base", RX_H5_U64, plan, arena, &data, err));
  plan->base = data;
  RX_TRY(read_member_column(r, "/sweep/design/column", RX_H5_I32, plan, arena, &data, err));
  plan->column = data;
  return RX_OK;
}

rx_status rx_sweep_read_plan(rx_h5_reader *r, rx_arena *arena, rx_sweep_plan *plan, rx_error *err)
{
  char *text;
  *plan = (rx_sweep_plan){ 0 };
  RX_TRY(rx_h5_read_struct(r, "/sweep", PLAN_FIELDS, arena, plan, err));
  RX_TRY(read_names(r, "stimuli", arena, &plan->n_stimuli, &plan->stimuli, err));
  RX_TRY(read_names(r, "conditions", arena, &plan->n_conditions, &plan->conditions, err));
  RX_TRY(read_parameters(r, arena, plan, err));
  RX_TRY(read_design(r, arena, plan, err));
  RX_TRY(rx_h5_read_text(r, "/config/text", arena, &text, err));
  plan->config_text = text;
  RX_TRY(rx_h5_read_text(r, "/config/effective", arena, &text, err));
  plan->config_effective = text;
  return rx_provenance_read(r, arena, &plan->provenance, err);
}

/* ---- which program ---- */
