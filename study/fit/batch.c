#include "study/fit/batch.h"

#include <math.h>
#include <string.h>

#include "base/param.h"
#include "io/results/hash.h"
#include "study/sweep/member.h"

static rx_status no_such(const rx_target *target, const char *what, const char *name, size_t n,
                         const char *const names[], rx_error *err)
{
  const char *nearest = rx_nearest_word(name, names, n);
  char all[400] = "";
  for (size_t i = 0; i < n; i++) {
    const size_t used = strlen(all);
    if (used + strlen(names[i]) + 3 < sizeof all) {
      if (i > 0) strcat(all, ", ");
      strcat(all, names[i]);
    }
  }
  rx_fail(err, RX_E_INPUT, "%s:%d:%d: targets: unknown %s \"%.60s\"%s%s%s; there are %s", target->file, target->line,
          target->column, what, name, nearest != NULL ? " (did you mean \"" : "", nearest != NULL ? nearest : "",
          nearest != NULL ? "\"?)" : "", all);
  return RX_E_INPUT;
}

/* Index of name; n where it is not there. */
static size_t index_of(const char *name, size_t n, const char *const names[])
{
  size_t i = 0;
  while (i < n && strcmp(names[i], name) != 0) i++;
  return i;
}

static rx_status find_target(const rx_target *target, const rx_sweep_plan *plan, rx_target_place *place, rx_error *err)
{
  place->output = 0;
  while (place->output < plan->n_outputs && strcmp(plan->outputs[place->output].name, target->output) != 0)
    place->output++;
  if (place->output == plan->n_outputs) /* the plan's outputs are the targets': said when the plan was made */
    return no_such(target, "output", target->output, 0, NULL, err);
  const rx_sweep_output *output = &plan->outputs[place->output];
  place->units = output->units;
  place->stimulus = 0;
  if (!output->by_stimulus && target->stimulus != NULL)
    return rx_fail(err, RX_E_INPUT, "%s:%d:%d: targets: %s is of no single stimulus: leave `stimulus` out",
                   target->file, target->line, target->column, target->output);
  if (output->by_stimulus) {
    if (target->stimulus == NULL && plan->n_stimuli > 1)
      return rx_fail(err, RX_E_INPUT, "%s:%d:%d: targets: %s is of each stimulus: say which `stimulus`", target->file,
                     target->line, target->column, target->output);
    if (target->stimulus != NULL) place->stimulus = index_of(target->stimulus, plan->n_stimuli, plan->stimuli);
    if (place->stimulus == plan->n_stimuli)
      return no_such(target, "stimulus", target->stimulus, plan->n_stimuli, plan->stimuli, err);
  }
  size_t condition = 0;
  if (target->condition == NULL && plan->n_conditions > 1)
    return rx_fail(err, RX_E_INPUT, "%s:%d:%d: targets: there are %zu conditions: say which `condition`", target->file,
                   target->line, target->column, plan->n_conditions);
  if (target->condition != NULL) condition = index_of(target->condition, plan->n_conditions, plan->conditions);
  if (condition == plan->n_conditions)
    return no_such(target, "condition", target->condition, plan->n_conditions, plan->conditions, err);
  if ((int)condition == plan->reference_condition && rx_output_is_comparison(target->output))
    return rx_fail(err, RX_E_INPUT, "%s:%d:%d: targets: %s compares with \"%s\", which has no such value itself",
                   target->file, target->line, target->column, target->output, plan->conditions[condition]);
  place->condition = (uint32_t)condition;
  return RX_OK;
}

rx_status rx_targets_find(const rx_study *study, const rx_sweep_plan *plan, rx_target_place places[],
                          rx_problems *problems, rx_error *err)
{
  rx_status status = RX_OK;
  for (size_t t = 0; t < study->n_targets; t++) {
    rx_error missing = { 0 };
    const rx_status found = find_target(&study->targets[t], plan, &places[t], &missing);
    if (found == RX_OK) continue;
    if (problems != NULL) rx_problems_add(problems, NULL, 0, 0, "%s", missing.text);
    if (status == RX_OK && err != NULL) *err = missing;
    if (status == RX_OK) status = found;
  }
  return status;
}

static void residuals_of(const rx_batches *b, const rx_sweep *sweep, double residuals[])
{
  const rx_sweep_plan *plan = &sweep->plan;
  const size_t n_targets = b->study->n_targets;
  const double n_replicates = b->study->replicates;
  for (size_t i = 0; i < plan->n_points * n_targets; i++) residuals[i] = 0;
  for (uint64_t i = 0; i < plan->n_members; i++)
    for (size_t t = 0; t < n_targets; t++) {
      const rx_target_place *place = &b->places[t];
      if (plan->condition[i] != place->condition) continue;
      const size_t width = plan->outputs[place->output].by_stimulus ? plan->n_stimuli : 1;
      const double value = sweep->rows.outputs[place->output][i * width + place->stimulus];
      residuals[plan->point[i] * n_targets + t] += value / n_replicates;
    }
  for (uint64_t p = 0; p < plan->n_points; p++)
    for (size_t t = 0; t < n_targets; t++) {
      const rx_target *target = &b->study->targets[t];
      double *r = &residuals[p * n_targets + t];
      *r = (*r - target->value) / target->sd;
    }
}

/* Its number, and a hash of its points: with other targets the search takes another way, and what it finds must not be in the way. */
static rx_status path_of(const rx_batches *b, size_t n, const double values[], rx_arena *arena, const char **path,
                         rx_error *err)
{
  char digits[RX_HASH_TEXT] = "";
  rx_hash *h = rx_hash_create();
  if (h == NULL) return rx_no_memory(err);
  if (values != NULL) rx_hash_add(h, values, n * b->study->n_axes * sizeof *values);
  rx_hash_text(h, digits);
  rx_hash_free(h);
  *path = rx_arena_format(arena, "%s/batch-%06llu-%.8s.h5", b->folder, (unsigned long long)b->n_batches, digits);
  return *path != NULL ? RX_OK : rx_no_memory(err);
}

static rx_status note_one(rx_batches *b, const char *version, const char *git_commit, rx_error *err)
{
  if (strcmp(version, b->own->version) == 0 && strcmp(git_commit, b->own->git_commit) == 0) return RX_OK;
  b->accepted_versions = rx_versions_add(b->accepted_versions, version, git_commit, b->arena);
  return b->accepted_versions != NULL ? RX_OK : rx_no_memory(err);
}

/* Versions of rexed other than this one that computed the batch, and those that it let in itself. */
static rx_status note_versions(rx_batches *b, const rx_sweep *sweep, rx_error *err)
{
  RX_TRY(note_one(b, sweep->plan.provenance.version, sweep->plan.provenance.git_commit, err));
  for (const char *at = sweep->accepted_versions; at != NULL && *at != '\0';) { /* "VERSION COMMIT, VERSION COMMIT" */
    const size_t n = strcspn(at, ","), n_version = strcspn(at, " ");
    const char *version = rx_arena_format(b->arena, "%.*s", (int)n_version, at),
               *commit =
                   n_version < n ? rx_arena_format(b->arena, "%.*s", (int)(n - n_version - 1), at + n_version + 1) : "";
    if (version == NULL || commit == NULL) return rx_no_memory(err);
    RX_TRY(note_one(b, version, commit, err));
    at += n + (at[n] == ',');
    at += *at == ' ';
  }
  return RX_OK;
}

rx_status rx_batch_residuals(rx_batches *b, size_t n, const double values[], double residuals[], rx_error *err)
{
  rx_arena *arena = rx_arena_create();
  if (arena == NULL) return rx_no_memory(err);
  const rx_given_points given = { .n = n, .values = values };
  rx_sweep_options options = *b->options;
  rx_sweep_result result;
  rx_sweep sweep;
  options.shard = 0;
  options.n_shards = 1;
  options.given = values != NULL ? &given : NULL;
  options.may_resume = true; /* whether the fit may go on was asked at its beginning */
  options.may_replace = false;
  rx_status status = path_of(b, n, values, arena, &options.path, err);
  if (status == RX_OK) status = rx_sweep_run(b->study, &options, &result, err);
  if (status == RX_OK) status = rx_sweep_read(options.path, arena, &sweep, err);
  if (status == RX_OK && sweep.plan.n_points != n)
    status = rx_fail(err, RX_E_IO, "%s has %llu points where %zu were asked for", options.path,
                     (unsigned long long)sweep.plan.n_points, n);
  if (status == RX_OK) status = note_versions(b, &sweep, err);
  if (status == RX_OK) {
    residuals_of(b, &sweep, residuals);
    b->n_batches++;
    b->n_members += sweep.plan.n_members;
  }
  rx_arena_free(arena);
  return status;
}
