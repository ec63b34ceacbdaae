#include "io/sweep/fit_file.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "io/hdf5/hdf5_file.h"
#include "io/hdf5/hdf5_table.h"

enum { MAJOR_VERSION = 1 };

static const char FORMAT[] = "rexed-fit", PLAN_FORMAT[] = "rexed-fit-plan", FORMAT_VERSION[] = "1.0";

static const char *const METHODS[RX_N_FIT_METHODS] = {
  [RX_FIT_LEAST_SQUARES] = "least_squares",
  [RX_FIT_REJECTION] = "rejection",
};

const char *rx_fit_method_name(rx_fit_method method)
{
  assert(method < RX_N_FIT_METHODS);
  return METHODS[method];
}

/* ---- columns and attributes ---- */

#define END                                                                                                            \
  {                                                                                                                    \
    NULL, RX_H5_TEXT, 0, NULL, NULL                                                                                    \
  }
#define TEXT(member)                                                                                                   \
  {                                                                                                                    \
#member, RX_H5_TEXT, offsetof(ROW, member), NULL, NULL                                                             \
  }
#define NUMBER(member, type, long_name)                                                                                \
  {                                                                                                                    \
#member, type, offsetof(ROW, member), "1", long_name                                                               \
  }

#define ROW rx_fit_parameter
static const rx_h5_field PARAMETER[] = {
  TEXT(path),
  TEXT(name),
  TEXT(operation),
  TEXT(units),
  NUMBER(lower, RX_H5_F64, "lower end of the range, in the unit of the row"),
  NUMBER(upper, RX_H5_F64, "upper end of the range, in the unit of the row"),
  NUMBER(is_log, RX_H5_U8, "1: searched on a logarithmic scale"),
  NUMBER(start, RX_H5_F64, "value at the start, in the unit of the row"),
  NUMBER(estimate, RX_H5_F64, "best value or median, in the unit of the row"),
  NUMBER(standard_error, RX_H5_F64, "standard error or standard deviation, in the unit of the row"),
  NUMBER(low, RX_H5_F64, "lower end of the interval, in the unit of the row"),
  NUMBER(high, RX_H5_F64, "upper end of the interval, in the unit of the row"),
  NUMBER(truth, RX_H5_F64, "value that the targets were made with, in the unit of the row"),
  END,
};
#undef ROW

#define ROW rx_fit_target
static const rx_h5_field TARGET[] = {
  TEXT(output),
  TEXT(stimulus),
  TEXT(condition),
  TEXT(units),
  NUMBER(value, RX_H5_F64, "value to be met, in the unit of the row"),
  NUMBER(sd, RX_H5_F64, "standard deviation of the value, in the unit of the row"),
  NUMBER(fitted, RX_H5_F64, "value at the estimate, in the unit of the row"),
  NUMBER(residual, RX_H5_F64, "fitted less value, in standard deviations"),
  END,
};
#undef ROW

#define ROW rx_fit
static const rx_h5_field FIT[] = {
  TEXT(name),
  TEXT(title),
  TEXT(reason),
  NUMBER(has_converged, RX_H5_U8, NULL),
  NUMBER(chi2, RX_H5_F64, NULL),
  NUMBER(dof, RX_H5_U64, NULL),
  NUMBER(confidence, RX_H5_F64, NULL),
  NUMBER(n_evaluations, RX_H5_U64, NULL),
  END,
};
static const rx_h5_field REJECTION[] = {
  NUMBER(n_draws, RX_H5_U64, NULL),
  NUMBER(quantile, RX_H5_F64, NULL),
  NUMBER(tolerance, RX_H5_F64, NULL),
  END,
};
#undef ROW

/* ---- writing ---- */

/* (n, K), or nothing where there are no values. */
static void write_rows(rx_h5_writer *w, const char *path, size_t n, size_t k, const double *values,
                       const char *long_name)
{
  if (values == NULL) return;
  rx_h5_write(w, &(rx_h5_dataset){ .path = path,
                                   .type = RX_H5_F64,
                                   .rank = 2,
                                   .shape = { n, k },
                                   .data = values,
                                   .units = "1",
                                   .long_name = long_name });
}

rx_status rx_fit_write(const char *path, const rx_fit *f, rx_error *err)
{
  rx_h5_writer *w;
  RX_TRY(rx_h5_create(path, RX_H5_PLAIN, &w, err));
  const size_t k = f->n_parameters;
  rx_h5_attr_text(w, "/", "format", FORMAT);
  rx_h5_attr_text(w, "/", "format_version", FORMAT_VERSION);
  rx_h5_group(w, "/fit");
  rx_h5_attr_text(w, "/fit", "method", rx_fit_method_name(f->method));
  rx_h5_write_struct(w, "/fit", FIT, f);
  if (f->method == RX_FIT_REJECTION) rx_h5_write_struct(w, "/fit", REJECTION, f);
  rx_h5_write_table(w, "/fit/parameters", PARAMETER, k, sizeof *f->parameters, f->parameters);
  rx_h5_write_table(w, "/fit/targets", TARGET, f->n_targets, sizeof *f->targets, f->targets);
  write_rows(w, "/fit/covariance", k, k, f->covariance, "covariance of the parameters, in their units");
  write_rows(w, "/fit/correlation", k, k, f->correlation, "correlation of the parameters");
  if (f->n_iterations > 0) {
    rx_h5_write_column(w, "/fit/history/iteration", RX_H5_U32, f->n_iterations, f->iteration, "1", "iteration");
    rx_h5_write_column(w, "/fit/history/chi2", RX_H5_F64, f->n_iterations, f->iteration_chi2, "1",
                       "sum of the squared residuals");
    write_rows(w, "/fit/history/parameters", f->n_iterations, k, f->iteration_parameters, "parameters, in their units");
  }
  if (f->n_accepted > 0) {
    rx_h5_write_column(w, "/fit/accepted/distance", RX_H5_F64, f->n_accepted, f->distance, "1",
                       "distance from the targets");
    write_rows(w, "/fit/accepted/parameters", f->n_accepted, k, f->accepted, "accepted draws, in their units");
  }
  rx_h5_write_text(w, "/config/text", f->config_text != NULL ? f->config_text : "");
  rx_h5_write_text(w, "/config/effective", f->config_effective != NULL ? f->config_effective : "");
  rx_provenance_write(w, &f->provenance);
  if (f->accepted_versions != NULL) rx_h5_attr_text(w, "/provenance", "accepted_versions", f->accepted_versions);
  return rx_h5_finish(w, err);
}

/* ---- reading ---- */

static rx_status misfit(rx_h5_reader *r, const char *path, rx_error *err)
{
  return rx_fail(err, RX_E_IO, "%s: %s: its shape does not fit the rest of the fit", rx_h5_file_name(r), path);
}

/* (n, k); NULL where the dataset is not there and need not be. */
static rx_status read_rows(rx_h5_reader *r, const char *path, size_t n, size_t k, bool is_needed, rx_arena *arena,
                           const double **values, rx_error *err)
{
  int rank;
  size_t shape[RX_H5_MAX_RANK], n_values;
  double *found;
  if (!is_needed && !rx_h5_has(r, path)) return RX_OK;
  RX_TRY(rx_h5_shape(r, path, &rank, shape, err));
  if (rank != 2 || shape[0] != n || shape[1] != k) return misfit(r, path, err);
  RX_TRY(rx_h5_read_f64(r, path, arena, &n_values, &found, err));
  *values = found;
  return RX_OK;
}

static rx_status read_column(rx_h5_reader *r, const char *path, size_t *n, rx_arena *arena, const double **values,
                             rx_error *err)
{
  double *found;
  RX_TRY(rx_h5_read_f64(r, path, arena, n, &found, err));
  *values = found;
  return RX_OK;
}

static rx_status read_history(rx_h5_reader *r, rx_arena *arena, rx_fit *f, rx_error *err)
{
  size_t n;
  uint32_t *iteration;
  if (!rx_h5_has(r, "/fit/history")) return RX_OK;
  RX_TRY(rx_h5_read_u32(r, "/fit/history/iteration", arena, &n, &iteration, err));
  RX_TRY(read_column(r, "/fit/history/chi2", &f->n_iterations, arena, &f->iteration_chi2, err));
  if (n != f->n_iterations) return misfit(r, "/fit/history/iteration", err);
  f->iteration = iteration;
  return read_rows(r, "/fit/history/parameters", n, f->n_parameters, true, arena, &f->iteration_parameters, err);
}

static rx_status read_accepted(rx_h5_reader *r, rx_arena *arena, rx_fit *f, rx_error *err)
{
  if (!rx_h5_has(r, "/fit/accepted")) return RX_OK;
  RX_TRY(read_column(r, "/fit/accepted/distance", &f->n_accepted, arena, &f->distance, err));
  return read_rows(r, "/fit/accepted/parameters", f->n_accepted, f->n_parameters, true, arena, &f->accepted, err);
}

static rx_status read_method(rx_h5_reader *r, rx_arena *arena, rx_fit_method *method, rx_error *err)
{
  char *name;
  RX_TRY(rx_h5_attr_read_text(r, "/fit", "method", arena, &name, err));
  for (int m = 0; m < RX_N_FIT_METHODS; m++)
    if (strcmp(name, METHODS[m]) == 0) {
      *method = (rx_fit_method)m;
      return RX_OK;
    }
  return rx_fail(err, RX_E_INPUT, "%s: a fit by \"%s\"; this program knows least_squares and rejection",
                 rx_h5_file_name(r), name);
}

static rx_status read_texts(rx_h5_reader *r, rx_arena *arena, rx_fit *f, rx_error *err)
{
  char *text = "", *effective = "";
  if (rx_h5_has(r, "/config/text")) RX_TRY(rx_h5_read_text(r, "/config/text", arena, &text, err));
  if (rx_h5_has(r, "/config/effective")) RX_TRY(rx_h5_read_text(r, "/config/effective", arena, &effective, err));
  f->config_text = text;
  f->config_effective = effective;
  RX_TRY(rx_provenance_read(r, arena, &f->provenance, err));
  if (!rx_h5_has_attr(r, "/provenance", "accepted_versions")) return RX_OK;
  RX_TRY(rx_h5_attr_read_text(r, "/provenance", "accepted_versions", arena, &text, err));
  f->accepted_versions = text;
  return RX_OK;
}

static rx_status read_all(rx_h5_reader *r, rx_arena *arena, rx_fit *f, rx_error *err)
{
  void *rows;
  RX_TRY(rx_h5_check_format(r, FORMAT, MAJOR_VERSION, err));
  RX_TRY(read_method(r, arena, &f->method, err));
  RX_TRY(rx_h5_read_struct(r, "/fit", FIT, arena, f, err));
  RX_TRY(rx_h5_read_struct(r, "/fit", REJECTION, arena, f, err));
  RX_TRY(rx_h5_read_table(r, "/fit/parameters", PARAMETER, arena, &f->n_parameters, sizeof *f->parameters, &rows, err));
  f->parameters = rows;
  RX_TRY(rx_h5_read_table(r, "/fit/targets", TARGET, arena, &f->n_targets, sizeof *f->targets, &rows, err));
  f->targets = rows;
  const size_t k = f->n_parameters;
  RX_TRY(read_rows(r, "/fit/covariance", k, k, false, arena, &f->covariance, err));
  RX_TRY(read_rows(r, "/fit/correlation", k, k, false, arena, &f->correlation, err));
  RX_TRY(read_history(r, arena, f, err));
  RX_TRY(read_accepted(r, arena, f, err));
  return read_texts(r, arena, f, err);
}

rx_status rx_fit_read(const char *path, rx_arena *arena, rx_fit *fit, rx_error *err)
{
  *fit = (rx_fit){ 0 };
  rx_h5_reader *r;
  RX_TRY(rx_h5_open(path, &r, err));
  const rx_status status = read_all(r, arena, fit, err);
  rx_h5_close(r);
  if (status != RX_OK) *fit = (rx_fit){ 0 };
  return status;
}

/* ---- the plan of a folder of batches ---- */

static rx_status plan_path(char path[RX_H5_PATH], const char *folder, rx_error *err)
{
  if (strlen(folder) + sizeof "/plan.h5" > RX_H5_PATH)
    return rx_fail(err, RX_E_INPUT, "the name of a folder of batches is too long: %zu bytes", strlen(folder));
  rx_h5_join(path, folder, "plan.h5");
  return RX_OK;
}

rx_status rx_fit_plan_write(const char *folder, const rx_fit *f, rx_error *err)
{
  char path[RX_H5_PATH];
  rx_h5_writer *w;
  RX_TRY(plan_path(path, folder, err));
  RX_TRY(rx_h5_create(path, RX_H5_PART, &w, err));
  rx_h5_attr_text(w, "/", "format", PLAN_FORMAT);
  rx_h5_attr_text(w, "/", "format_version", FORMAT_VERSION);
  rx_h5_group(w, "/fit");
  rx_h5_attr_text(w, "/fit", "method", rx_fit_method_name(f->method));
  rx_h5_attr_text(w, "/fit", "name", f->name);
  rx_h5_attr_text(w, "/fit", "title", f->title);
  rx_h5_write_text(w, "/config/text", f->config_text != NULL ? f->config_text : "");
  rx_h5_write_text(w, "/config/effective", f->config_effective != NULL ? f->config_effective : "");
  rx_provenance_write(w, &f->provenance);
  return rx_h5_finish(w, err);
}

static rx_status read_plan(rx_h5_reader *r, rx_arena *arena, rx_fit *f, rx_error *err)
{
  char *name, *title;
  RX_TRY(rx_h5_check_format(r, PLAN_FORMAT, MAJOR_VERSION, err));
  RX_TRY(read_method(r, arena, &f->method, err));
  RX_TRY(rx_h5_attr_read_text(r, "/fit", "name", arena, &name, err));
  RX_TRY(rx_h5_attr_read_text(r, "/fit", "title", arena, &title, err));
  f->name = name;
  f->title = title;
  return read_texts(r, arena, f, err);
}

rx_status rx_fit_plan_read(const char *folder, rx_arena *arena, rx_fit *fit, rx_error *err)
{
  char path[RX_H5_PATH];
  rx_h5_reader *r;
  *fit = (rx_fit){ 0 };
  RX_TRY(plan_path(path, folder, err));
  RX_TRY(rx_h5_open(path, &r, err));
  const rx_status status = read_plan(r, arena, fit, err);
  rx_h5_close(r);
  if (status != RX_OK) *fit = (rx_fit){ 0 };
  return status;
}

bool rx_is_fit_folder(const char *folder)
{
  char path[RX_H5_PATH], *format = "";
  rx_error err = { 0 };
  rx_h5_reader *r;
  rx_arena *arena = rx_arena_create();
  bool is_so = false;
  if (arena != NULL && plan_path(path, folder, &err) == RX_OK && rx_h5_open(path, &r, &err) == RX_OK) {
    is_so = rx_h5_has_attr(r, "/", "format") && rx_h5_attr_read_text(r, "/", "format", arena, &format, &err) == RX_OK &&
            strcmp(format, PLAN_FORMAT) == 0;
    rx_h5_close(r);
  }
  rx_arena_free(arena);
  return is_so;
}
