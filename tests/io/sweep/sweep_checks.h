/* Comparisons that the tests of sweep files share. */
#ifndef RX_TESTS_SWEEP_CHECKS_H
#define RX_TESTS_SWEEP_CHECKS_H

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "io/hdf5/hdf5_file.h"
#include "io/sweep/sweep_file.h"
#include "tests/io/output_helpers.h"

static inline void assert_same_text(const char *a, const char *b)
{
  if (b == NULL)
    cr_assert_null(a);
  else
    cr_assert(a != NULL && strcmp(a, b) == 0, "\"%s\" is not \"%s\"", a != NULL ? a : "(none)", b);
}

/* To the bit. */
static inline void assert_same_bits(const void *a, const void *b, size_t bytes)
{
  cr_assert((a == NULL) == (b == NULL));
  cr_assert(a == NULL || memcmp(a, b, bytes) == 0);
}

static inline void assert_same_plan(const rx_sweep_plan *a, const rx_sweep_plan *b)
{
  const size_t n = (size_t)b->n_members;
  assert_same_text(a->kind, b->kind);
  assert_same_text(a->name, b->name);
  assert_same_text(a->title, b->title);
  assert_same_text(a->design, b->design);
  assert_same_text(a->plan_hash, b->plan_hash);
  cr_assert(a->n_members == n && a->part_members == b->part_members && a->n_parts == b->n_parts);
  cr_assert(a->n_points == b->n_points && a->design_seed == b->design_seed);
  cr_assert(a->n_parameters == b->n_parameters && a->n_outputs == b->n_outputs);
  cr_assert(a->n_stimuli == b->n_stimuli && a->n_conditions == b->n_conditions);
  cr_assert_eq(a->reference_condition, b->reference_condition);
  for (size_t k = 0; k < b->n_parameters; k++) {
    const rx_sweep_parameter *p = &a->parameters[k], *q = &b->parameters[k];
    assert_same_text(p->name, q->name);
    assert_same_text(p->path, q->path);
    assert_same_text(p->operation, q->operation);
    assert_same_text(p->units, q->units);
    assert_same_text(p->long_name, q->long_name);
    cr_assert((isnan(p->def) && isnan(q->def)) || p->def == q->def);
    cr_assert(p->lower == q->lower && p->upper == q->upper && p->is_log == q->is_log);
    assert_same_bits(p->values, q->values, n * sizeof(double));
  }
  for (size_t k = 0; k < b->n_outputs; k++) {
    assert_same_text(a->outputs[k].name, b->outputs[k].name);
    assert_same_text(a->outputs[k].units, b->outputs[k].units);
    assert_same_text(a->outputs[k].long_name, b->outputs[k].long_name);
    cr_assert_eq(a->outputs[k].by_stimulus, b->outputs[k].by_stimulus);
  }
  for (size_t k = 0; k < b->n_stimuli; k++) assert_same_text(a->stimuli[k], b->stimuli[k]);
  for (size_t k = 0; k < b->n_conditions; k++) assert_same_text(a->conditions[k], b->conditions[k]);
  assert_same_bits(a->condition, b->condition, n * sizeof *a->condition);
  assert_same_bits(a->point, b->point, n * sizeof *a->point);
  assert_same_bits(a->seed, b->seed, n * sizeof *a->seed);
  assert_same_bits(a->replicate, b->replicate, n * sizeof *a->replicate);
  assert_same_bits(a->base, b->base, n * sizeof *a->base);
  assert_same_bits(a->column, b->column, n * sizeof *a->column);
  assert_same_text(a->config_text, b->config_text);
  assert_same_text(a->config_effective, b->config_effective);
  assert_same_text(a->provenance.git_commit, b->provenance.git_commit);
  assert_same_text(a->provenance.simd, b->provenance.simd);
  cr_assert_eq(a->provenance.seed, b->provenance.seed);
}

static inline void assert_same_rows(const rx_sweep_plan *plan, const rx_sweep_rows *a, const rx_sweep_rows *b)
{
  const size_t n = (size_t)b->n_members;
  cr_assert(a->first_member == b->first_member && a->n_members == n);
  assert_same_bits(a->status, b->status, n);
  for (size_t k = 0; k < plan->n_outputs; k++)
    assert_same_bits(a->outputs[k], b->outputs[k],
                     n * (plan->outputs[k].by_stimulus ? plan->n_stimuli : 1) * sizeof(double));
  assert_same_bits(a->wall_s, b->wall_s, n * sizeof *a->wall_s);
  assert_same_bits(a->n_steps, b->n_steps, n * sizeof *a->n_steps);
  assert_same_bits(a->n_rhs, b->n_rhs, n * sizeof *a->n_rhs);
  cr_assert_eq(a->n_failures, b->n_failures);
  for (size_t i = 0; i < b->n_failures; i++) {
    const rx_sweep_failure *f = &a->failures[i], *g = &b->failures[i];
    cr_assert(f->member == g->member && f->code == g->code);
    assert_same_bits(&f->time_ms, &g->time_ms, sizeof f->time_ms);
    assert_same_text(f->message, g->message);
  }
}

static inline void assert_same_indices(const rx_sweep *a, const rx_sweep *b)
{
  const size_t K = b->plan.n_parameters;
  cr_assert_eq(a->n_indices, b->n_indices);
  for (size_t i = 0; i < b->n_indices; i++) {
    const rx_sweep_indices *x = &a->indices[i], *y = &b->indices[i];
    assert_same_text(x->output, y->output);
    assert_same_bits(x->S1, y->S1, K * sizeof(double));
    assert_same_bits(x->S1_conf, y->S1_conf, K * sizeof(double));
    assert_same_bits(x->ST, y->ST, K * sizeof(double));
    assert_same_bits(x->ST_conf, y->ST_conf, K * sizeof(double));
    assert_same_bits(x->S2, y->S2, K * K * sizeof(double));
    assert_same_bits(x->S2_conf, y->S2_conf, K * K * sizeof(double));
    assert_same_bits(x->mu, y->mu, K * sizeof(double));
    assert_same_bits(x->mu_star, y->mu_star, K * sizeof(double));
    assert_same_bits(x->mu_star_conf, y->mu_star_conf, K * sizeof(double));
    assert_same_bits(x->sigma, y->sigma, K * sizeof(double));
  }
}

static inline void assert_text_attr(rx_h5_reader *r, const char *object, const char *name, const char *expected)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  char *text;
  assert_ok(rx_h5_attr_read_text(r, object, name, arena, &text, &err), err);
  cr_assert_str_eq(text, expected, "%s: %s is \"%s\"", object, name, text);
  rx_arena_free(arena);
}

static inline void assert_f64_attr(rx_h5_reader *r, const char *object, const char *name, double expected)
{
  rx_error err = { 0 };
  double value;
  assert_ok(rx_h5_attr_read_f64(r, object, name, &value, &err), err);
  cr_assert_eq(value, expected, "%s: %s", object, name);
}

static inline void assert_u64_attr(rx_h5_reader *r, const char *object, const char *name, uint64_t expected)
{
  rx_error err = { 0 };
  uint64_t value;
  assert_ok(rx_h5_attr_read_u64(r, object, name, &value, &err), err);
  cr_assert_eq(value, expected, "%s: %s", object, name);
}

/* Type, shape, and units and long_name of numbers with a dimension. */
static inline void assert_dataset(rx_h5_reader *r, const char *path, rx_h5_type type, int rank, size_t n0, size_t n1)
{
  rx_error err = { 0 };
  rx_h5_type found;
  int found_rank;
  size_t shape[RX_H5_MAX_RANK];
  assert_ok(rx_h5_type_of(r, path, &found, &err), err);
  cr_assert_eq(found, type, "%s has type %d", path, (int)found);
  assert_ok(rx_h5_shape(r, path, &found_rank, shape, &err), err);
  cr_assert_eq(found_rank, rank, "%s", path);
  if (rank > 0) cr_assert_eq(shape[0], n0, "%s", path);
  if (rank > 1) cr_assert_eq(shape[1], n1, "%s", path);
  if (type != RX_H5_TEXT && rank > 0)
    cr_assert(rx_h5_has_attr(r, path, "units") && rx_h5_has_attr(r, path, "long_name"), "%s", path);
}

/* The part of the layout that plan.h5 and sweep.h5 share, object by object. */
static inline void assert_plan_layout(rx_h5_reader *r, const rx_sweep_plan *plan)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const size_t n = (size_t)plan->n_members;
  size_t n_order;
  void *order;
  assert_u64_attr(r, "/sweep", "n_members", plan->n_members);
  assert_u64_attr(r, "/sweep", "part_members", plan->part_members);
  assert_u64_attr(r, "/sweep", "n_parts", plan->n_parts);
  assert_u64_attr(r, "/sweep", "design_seed", plan->design_seed);
  assert_text_attr(r, "/sweep", "design", plan->design);
  assert_text_attr(r, "/sweep", "plan_hash", plan->plan_hash);
  assert_text_attr(r, "/sweep", "kind", plan->kind);
  assert_dataset(r, "/sweep/member", RX_H5_U64, 1, n, 0);
  assert_text_attr(r, "/sweep/member", "CLASS", "DIMENSION_SCALE");
  assert_text_attr(r, "/sweep/member", "NAME", "member");
  assert_dataset(r, "/sweep/stimulus", RX_H5_TEXT, 1, plan->n_stimuli, 0);
  assert_text_attr(r, "/sweep/stimulus", "NAME", "stimulus");
  assert_dataset(r, "/sweep/conditions", RX_H5_TEXT, 1, plan->n_conditions, 0);
  assert_dataset(r, "/sweep/condition", RX_H5_U32, 1, n, 0);
  assert_dataset(r, "/sweep/point", RX_H5_U64, 1, n, 0);
  assert_dataset(r, "/sweep/seed", RX_H5_U64, 1, n, 0);
  assert_dataset(r, "/sweep/replicate", RX_H5_U32, 1, n, 0);
  assert_dataset(r, "/sweep/design/base", RX_H5_U64, 1, n, 0);
  assert_dataset(r, "/sweep/design/column", RX_H5_I32, 1, n, 0);
  assert_ok(rx_h5_attr_read(r, "/sweep/parameters", "order", RX_H5_TEXT, arena, &n_order, &order, &err), err);
  cr_assert_eq(n_order, plan->n_parameters);
  for (size_t k = 0; k < plan->n_parameters; k++) {
    const rx_sweep_parameter *p = &plan->parameters[k];
    char path[RX_H5_PATH];
    rx_h5_join(path, "/sweep/parameters", p->name);
    assert_same_text(((char **)order)[k], p->name);
    assert_dataset(r, path, RX_H5_F64, 1, n, 0);
    assert_text_attr(r, path, "path", p->path);
    assert_text_attr(r, path, "operation", p->operation);
    assert_text_attr(r, path, "units", p->units);
    assert_text_attr(r, path, "long_name", p->long_name);
    assert_text_attr(r, path, "scale", p->is_log ? "log10" : "linear");
    assert_f64_attr(r, path, "lower", p->lower);
    assert_f64_attr(r, path, "upper", p->upper);
    cr_assert_eq(rx_h5_has_attr(r, path, "default"), !isnan(p->def), "an unknown default is not written");
    if (!isnan(p->def)) assert_f64_attr(r, path, "default", p->def);
  }
  assert_dataset(r, "/config/text", RX_H5_TEXT, 0, 0, 0);
  assert_dataset(r, "/config/effective", RX_H5_TEXT, 0, 0, 0);
  assert_text_attr(r, "/provenance", "version", rx_version());
  assert_text_attr(r, "/provenance", "plan_hash", plan->plan_hash);
  cr_assert(rx_h5_has(r, "/provenance/run"));
  rx_arena_free(arena);
}

#endif
