#include "io/sweep/fit_file.h"

#include <criterion/criterion.h>
#include <hdf5.h>

#include "io/hdf5/hdf5_file.h"
#include "tests/io/output_helpers.h"
#include "tests/io/sweep/fit_example.h"

TestSuite(fit_file, .init = in_new_folder, .fini = leave_folder);

static bool same(const double *a, const double *b, size_t n)
{
  return a != NULL && b != NULL && memcmp(a, b, n * sizeof *a) == 0;
}

static void assert_same_heads(const rx_fit *a, const rx_fit *b)
{
  cr_assert_eq(a->method, b->method);
  cr_assert_str_eq(a->name, b->name);
  cr_assert_str_eq(a->title, b->title);
  cr_assert_str_eq(a->reason, b->reason);
  cr_assert(a->has_converged == b->has_converged && a->chi2 == b->chi2 && a->dof == b->dof);
  cr_assert(a->confidence == b->confidence && a->n_evaluations == b->n_evaluations && a->n_draws == b->n_draws);
  cr_assert_eq(a->n_parameters, b->n_parameters);
  for (size_t k = 0; k < a->n_parameters; k++) {
    const rx_fit_parameter *p = &a->parameters[k], *q = &b->parameters[k];
    cr_assert_str_eq(p->path, q->path);
    cr_assert_str_eq(p->name, q->name);
    cr_assert_str_eq(p->operation, q->operation);
    cr_assert_str_eq(p->units, q->units);
    cr_assert(p->lower == q->lower && p->upper == q->upper && p->is_log == q->is_log && p->start == q->start);
    cr_assert(p->estimate == q->estimate && p->standard_error == q->standard_error);
    cr_assert(p->low == q->low && p->high == q->high && same(&p->truth, &q->truth, 1));
  }
  cr_assert_eq(a->n_targets, b->n_targets);
  for (size_t i = 0; i < a->n_targets; i++) {
    const rx_fit_target *p = &a->targets[i], *q = &b->targets[i];
    cr_assert_str_eq(p->output, q->output);
    cr_assert_str_eq(p->stimulus, q->stimulus);
    cr_assert_str_eq(p->condition, q->condition);
    cr_assert_str_eq(p->units, q->units);
    cr_assert(p->value == q->value && p->sd == q->sd && p->fitted == q->fitted && p->residual == q->residual);
  }
  cr_assert_str_eq(a->config_text, b->config_text);
  cr_assert_str_eq(a->config_effective, b->config_effective);
  cr_assert_eq(a->provenance.seed, b->provenance.seed);
}

Test(fit_file, reads_back_least_squares_as_written)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_fit f = example_least_squares();
  rx_fit g;
  assert_ok(rx_fit_write("fit.h5", &f, &err), err);
  assert_ok(rx_fit_read("fit.h5", arena, &g, &err), err);
  assert_same_heads(&f, &g);
  cr_assert(same(f.covariance, g.covariance, 9) && same(f.correlation, g.correlation, 9));
  cr_assert_eq(g.n_iterations, FIT_ITERATIONS);
  cr_assert_eq(memcmp(f.iteration, g.iteration, sizeof fit_iteration), 0);
  cr_assert(same(f.iteration_chi2, g.iteration_chi2, FIT_ITERATIONS));
  cr_assert(same(f.iteration_parameters, g.iteration_parameters, FIT_ITERATIONS * FIT_PARAMETERS));
  cr_assert(g.n_accepted == 0 && g.accepted == NULL && isnan(g.tolerance) && isnan(g.quantile));
  rx_arena_free(arena);
}

Test(fit_file, reads_back_a_rejection_as_written)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_fit f = example_rejection();
  rx_fit g;
  assert_ok(rx_fit_write("fit.h5", &f, &err), err);
  assert_ok(rx_fit_read("fit.h5", arena, &g, &err), err);
  assert_same_heads(&f, &g);
  cr_assert(g.quantile == 0.01 && g.tolerance == 1.2 && g.n_accepted == FIT_ACCEPTED);
  cr_assert(same(f.accepted, g.accepted, FIT_ACCEPTED * FIT_PARAMETERS));
  cr_assert(same(f.distance, g.distance, FIT_ACCEPTED));
  cr_assert(g.covariance == NULL && g.n_iterations == 0 && g.iteration_chi2 == NULL);
  rx_arena_free(arena);
}

Test(fit_file, reads_back_which_versions_were_let_in)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_fit f = example_rejection(), g;
  assert_ok(rx_fit_write("fit.h5", &f, &err), err);
  assert_ok(rx_fit_read("fit.h5", arena, &g, &err), err);
  cr_assert_null(g.accepted_versions);
  f.accepted_versions = rx_versions_add(rx_versions_add(NULL, "0.0.9", "2385ab", arena), "0.1.0", "17c", arena);
  f.accepted_versions = rx_versions_add(f.accepted_versions, "0.0.9", "2385ab", arena);
  assert_ok(rx_fit_write("fit.h5", &f, &err), err);
  assert_ok(rx_fit_read("fit.h5", arena, &g, &err), err);
  cr_assert_str_eq(g.accepted_versions, "0.0.9 2385ab, 0.1.0 17c");
  rx_arena_free(arena);
}

Test(fit_file, the_plan_of_a_folder_says_of_which_fit_it_is)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_fit f = example_least_squares();
  rx_fit g;
  cr_expect_not(rx_is_fit_folder("."));
  cr_expect_eq(rx_fit_plan_read(".", arena, &g, &err), RX_E_IO);
  assert_ok(rx_fit_plan_write(".", &f, &err), err);
  cr_expect(rx_is_fit_folder("."));
  assert_ok(rx_fit_plan_read(".", arena, &g, &err), err);
  cr_assert_eq(g.method, f.method);
  cr_assert_str_eq(g.name, f.name);
  cr_assert_str_eq(g.title, f.title);
  cr_assert_str_eq(g.config_text, f.config_text);
  cr_assert_str_eq(g.config_effective, f.config_effective);
  cr_assert(g.n_parameters == 0 && g.n_targets == 0);
  assert_ok(rx_fit_write("plan.h5", &f, &err), err);
  cr_expect_eq(rx_fit_plan_read(".", arena, &g, &err), RX_E_INPUT, "a result is no plan");
  cr_expect_not(rx_is_fit_folder("."));
  rx_arena_free(arena);
}

Test(fit_file, an_empty_fit_is_a_file_too)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_fit f = { .chi2 = NAN, .confidence = NAN, .quantile = NAN, .tolerance = NAN };
  rx_fit g;
  assert_ok(rx_fit_write("fit.h5", &f, &err), err);
  assert_ok(rx_fit_read("fit.h5", arena, &g, &err), err);
  cr_assert(g.n_parameters == 0 && g.n_targets == 0 && isnan(g.chi2) && g.name == NULL);
  cr_assert_str_eq(g.config_text, "");
  rx_arena_free(arena);
}

Test(fit_file, written_twice_is_the_same_bytes)
{
  rx_error err = { 0 };
  const rx_fit f = example_rejection();
  assert_ok(rx_fit_write("a.h5", &f, &err), err);
  assert_ok(rx_fit_write("b.h5", &f, &err), err);
  cr_assert(same_bytes("a.h5", "b.h5"));
}

Test(fit_file, names_both_versions_of_a_newer_file)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_fit g;
  rx_h5_writer *w;
  assert_ok(rx_h5_create("fit.h5", RX_H5_PLAIN, &w, &err), err);
  rx_h5_attr_text(w, "/", "format", "rexed-fit");
  rx_h5_attr_text(w, "/", "format_version", "2.3");
  assert_ok(rx_h5_finish(w, &err), err);
  cr_assert_eq(rx_fit_read("fit.h5", arena, &g, &err), RX_E_INPUT);
  assert_says(err, "2.3");
  assert_says(err, "1");
  rx_arena_free(arena);
}

Test(fit_file, refuses_another_format_and_another_method)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_fit g;
  rx_h5_writer *w;
  assert_ok(rx_h5_create("run.h5", RX_H5_PLAIN, &w, &err), err);
  rx_h5_attr_text(w, "/", "format", "rexed-run");
  rx_h5_attr_text(w, "/", "format_version", "1.0");
  assert_ok(rx_h5_finish(w, &err), err);
  cr_assert_eq(rx_fit_read("run.h5", arena, &g, &err), RX_E_INPUT);
  assert_says(err, "rexed-run");
  err = (rx_error){ 0 };
  assert_ok(rx_h5_create("fit.h5", RX_H5_PLAIN, &w, &err), err);
  rx_h5_attr_text(w, "/", "format", "rexed-fit");
  rx_h5_attr_text(w, "/", "format_version", "1.0");
  rx_h5_group(w, "/fit");
  rx_h5_attr_text(w, "/fit", "method", "annealing");
  assert_ok(rx_h5_finish(w, &err), err);
  cr_assert_eq(rx_fit_read("fit.h5", arena, &g, &err), RX_E_INPUT);
  assert_says(err, "a fit by \"annealing\"; this program knows least_squares and rejection");
  rx_arena_free(arena);
}

Test(fit_file, finds_a_damaged_file)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_fit f = example_rejection();
  rx_fit g;
  size_t n;
  assert_ok(rx_fit_write("fit.h5", &f, &err), err);

  /* one byte of the draws */
  const hid_t file = H5Fopen("fit.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t dataset = H5Dopen2(file, "/fit/accepted/parameters", H5P_DEFAULT);
  const hid_t space = H5Dget_space(dataset);
  haddr_t at = 0;
  cr_assert_geq(H5Dget_chunk_info(dataset, space, 0, NULL, NULL, &at, NULL), 0);
  H5Sclose(space);
  H5Dclose(dataset);
  H5Fclose(file);
  char *bytes = file_bytes("fit.h5", &n);
  bytes[at + 41] ^= 4;
  put_bytes("fit.h5", bytes, n);
  cr_assert_eq(rx_fit_read("fit.h5", arena, &g, &err), RX_E_IO);
  assert_says(err, "/fit/accepted/parameters");
  cr_assert(g.n_parameters == 0 && g.accepted == NULL);
  bytes[at + 41] ^= 4;

  put_bytes("fit.h5", bytes, n / 2);
  err = (rx_error){ 0 };
  cr_assert_eq(rx_fit_read("fit.h5", arena, &g, &err), RX_E_IO);
  err = (rx_error){ 0 };
  cr_assert_eq(rx_fit_read("nowhere.h5", arena, &g, &err), RX_E_IO);
  assert_says(err, "nowhere.h5");
  free(bytes);
  rx_arena_free(arena);
}

/* A fit of K = 2 parameters with one dataset of another shape. */
static void write_misfit(const char *path, int rank, size_t n, size_t k)
{
  static const double VALUES[16] = { 0 };
  static const char *const NAMES[2] = { "a", "b" };
  rx_error err = { 0 };
  rx_h5_writer *w;
  assert_ok(rx_h5_create("fit.h5", RX_H5_PLAIN, &w, &err), err);
  rx_h5_attr_text(w, "/", "format", "rexed-fit");
  rx_h5_attr_text(w, "/", "format_version", "1.0");
  rx_h5_group(w, "/fit");
  rx_h5_attr_text(w, "/fit", "method", "rejection");
  rx_h5_write_column(w, "/fit/parameters/name", RX_H5_TEXT, 2, NAMES, NULL, NULL);
  if (strstr(path, "history") != NULL) {
    static const uint32_t NUMBERS[3] = { 0, 1, 2 };
    rx_h5_write_column(w, "/fit/history/iteration", RX_H5_U32, 3, NUMBERS, "1", "x");
    if (strstr(path, "chi2") == NULL) rx_h5_write_column(w, "/fit/history/chi2", RX_H5_F64, 3, VALUES, "1", "x");
  }
  if (strstr(path, "accepted") != NULL) rx_h5_write_column(w, "/fit/accepted/distance", RX_H5_F64, 3, VALUES, "1", "x");
  rx_h5_write(w, &(rx_h5_dataset){ .path = path,
                                   .type = RX_H5_F64,
                                   .rank = rank,
                                   .shape = { n, k },
                                   .data = VALUES,
                                   .units = "1",
                                   .long_name = "x" });
  assert_ok(rx_h5_finish(w, &err), err);
}

Test(fit_file, refuses_shapes_that_do_not_fit)
{
  static const struct {
    const char *path;
    int rank;
    size_t n, k;
  } CASES[] = {
    { "/fit/covariance", 2, 2, 3 },         { "/fit/correlation", 1, 4, 0 },         { "/fit/history/chi2", 1, 4, 0 },
    { "/fit/history/parameters", 2, 4, 2 }, { "/fit/accepted/parameters", 2, 3, 4 },
  };
  rx_arena *arena = rx_arena_create();
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    rx_error err = { 0 };
    rx_fit g;
    write_misfit(CASES[i].path, CASES[i].rank, CASES[i].n, CASES[i].k);
    cr_assert_eq(rx_fit_read("fit.h5", arena, &g, &err), RX_E_IO, "%s", CASES[i].path);
    assert_says(err, "its shape does not fit the rest of the fit");
  }
  rx_arena_free(arena);
}

Test(fit_file, says_where_it_cannot_write)
{
  rx_error err = { 0 };
  const rx_fit f = example_least_squares();
  cr_assert_eq(rx_fit_write("no/such/folder/fit.h5", &f, &err), RX_E_IO);
  assert_says(err, "no/such/folder");
}
