#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/sweep/sweep_private.h"

static const char SENSITIVITY[] = "/sensitivity";

typedef struct {
  const char *name, *long_name;
  size_t offset; /* of the array in rx_sweep_indices */
  int rank;      /* (K) or (K, K) */
} index_array;

#define INDEX(member, rank, long_name)                                                                                 \
  {                                                                                                                    \
#member, long_name, offsetof(rx_sweep_indices, member), rank                                                       \
  }
static const index_array ARRAYS[] = {
  INDEX(S1, 1, "first-order index"),
  INDEX(S1_conf, 1, "half width of the confidence interval of S1"),
  INDEX(ST, 1, "total-order index"),
  INDEX(ST_conf, 1, "half width of the confidence interval of ST"),
  INDEX(S2, 2, "second-order index"),
  INDEX(S2_conf, 2, "half width of the confidence interval of S2"),
  INDEX(mu, 1, "mean elementary effect"),
  INDEX(mu_star, 1, "mean absolute elementary effect"),
  INDEX(mu_star_conf, 1, "half width of the confidence interval of mu_star"),
  INDEX(sigma, 1, "standard deviation of the elementary effects"),
};
enum { N_ARRAYS = sizeof ARRAYS / sizeof *ARRAYS };

/* Group of an output; a stimulus or condition in its name may have a slash. */
static bool output_group(char path[RX_H5_PATH], const char *output)
{
  if (output == NULL || *output == '\0' || strcmp(output, ".") == 0 || strlen(output) >= RX_H5_NAME) return false;
  rx_h5_join(path, SENSITIVITY, output);
  for (char *c = path + sizeof SENSITIVITY; *c != '\0'; c++)
    if (*c == '/') *c = '.';
  return true;
}

/* Equal content shall be equal bytes. */
static double *copy_with_one_nan(const double *values, size_t n)
{
  double *copy = malloc(n * sizeof *copy + 1);
  for (size_t i = 0; copy != NULL && i < n; i++) copy[i] = isnan(values[i]) ? NAN : values[i];
  return copy;
}

static void write_one(rx_h5_writer *w, const rx_sweep_plan *plan, const rx_sweep_indices *x, const char *const names[])
{
  char group[RX_H5_PATH], parameter[RX_H5_PATH], path[RX_H5_PATH];
  const size_t K = plan->n_parameters;
  if (!output_group(group, x->output)) {
    rx_h5_reject(w, RX_E_INPUT, "\"%s\" cannot name an output", x->output != NULL ? x->output : "");
    return;
  }
  rx_h5_group(w, group);
  if (strchr(x->output, '/') != NULL) rx_h5_attr_text(w, group, "name", x->output);
  /* in each group: netCDF-4 looks for scales in a dataset's own group and those above it */
  rx_h5_join(parameter, group, "parameter");
  rx_h5_write(
      w,
      &(rx_h5_dataset){
          .path = parameter, .type = RX_H5_TEXT, .rank = 1, .shape = { K }, .data = names, .scale_name = "parameter" });
  for (size_t i = 0; i < N_ARRAYS; i++) {
    const double *values;
    memcpy(&values, (const char *)x + ARRAYS[i].offset, sizeof values);
    if (values == NULL) continue;
    double *plain = copy_with_one_nan(values, ARRAYS[i].rank == 2 ? K * K : K);
    if (plain == NULL) {
      rx_h5_reject(w, RX_E_MEMORY, "out of memory");
      return;
    }
    rx_h5_write(w, &(rx_h5_dataset){ .path = rx_h5_join(path, group, ARRAYS[i].name),
                                     .type = RX_H5_F64,
                                     .rank = ARRAYS[i].rank,
                                     .shape = { K, K },
                                     .data = plain,
                                     .units = "1",
                                     .long_name = ARRAYS[i].long_name,
                                     .scales = { parameter, ARRAYS[i].rank == 2 ? parameter : NULL } });
    free(plain);
  }
}

void rx_sweep_write_indices(rx_h5_writer *w, const rx_sweep *sweep)
{
  if (sweep->n_indices == 0) return;
  const rx_sweep_plan *plan = &sweep->plan;
  const char **names = calloc(plan->n_parameters + 1, sizeof *names);
  if (names == NULL) {
    rx_h5_reject(w, RX_E_MEMORY, "out of memory");
    return;
  }
  for (size_t k = 0; k < plan->n_parameters; k++) names[k] = plan->parameters[k].name;
  for (size_t i = 0; i < sweep->n_indices && rx_h5_status(w) == RX_OK; i++)
    write_one(w, plan, &sweep->indices[i], names);
  free(names);
}

static rx_status read_one(rx_h5_reader *r, const rx_sweep_plan *plan, const char *name, rx_arena *arena,
                          rx_sweep_indices *x, rx_error *err)
{
  char group[RX_H5_PATH], path[RX_H5_PATH], *exact;
  const size_t n[2] = { plan->n_parameters, plan->n_parameters };
  rx_h5_join(group, SENSITIVITY, name);
  x->output = name;
  if (rx_h5_has_attr(r, group, "name")) {
    RX_TRY(rx_h5_attr_read_text(r, group, "name", arena, &exact, err));
    x->output = exact;
  }
  for (size_t i = 0; i < N_ARRAYS; i++) {
    void *data;
    if (!rx_h5_has(r, rx_h5_join(path, group, ARRAYS[i].name))) continue;
    RX_TRY(rx_sweep_read_column(r, path, RX_H5_F64, ARRAYS[i].rank, n, arena, &data, err));
    const double *values = data;
    memcpy((char *)x + ARRAYS[i].offset, &values, sizeof values);
  }
  return RX_OK;
}

rx_status rx_sweep_read_indices(rx_h5_reader *r, rx_arena *arena, rx_sweep *sweep, rx_error *err)
{
  char **names;
  if (!rx_h5_has(r, SENSITIVITY)) return RX_OK;
  RX_TRY(rx_h5_children(r, SENSITIVITY, arena, &sweep->n_indices, &names, err));
  rx_sweep_indices *indices = rx_arena_alloc(arena, sweep->n_indices * sizeof *indices + 1);
  if (indices == NULL) return rx_no_memory(err);
  sweep->indices = indices;
  for (size_t i = 0; i < sweep->n_indices; i++) RX_TRY(read_one(r, &sweep->plan, names[i], arena, &indices[i], err));
  return RX_OK;
}
