/* rexed sweep, rexed sensitivity: a study into its result file. */
#include <stdio.h>
#include <string.h>

#include "cli/sweep_arguments.h"
#include "cli/verbs.h"

enum { SAMPLE_S = 20 };

static void print_duration(double s)
{
  if (s < 1)
    printf("%.2g s", s);
  else if (s < 120)
    printf("%.0f s", s);
  else if (s < 7200)
    printf("%.0f min", s / 60);
  else if (s < 172800)
    printf("%.1f h", s / 3600);
  else
    printf("%.1f days", s / 86400);
}

static void print_plan(const rx_sweep_estimate *estimate, const rx_sweep_options *options)
{
  const rx_sweep_plan *plan = &estimate->plan;
  printf("%s: %s\n", plan->name, plan->title);
  printf("design      %s, %llu points of %zu parameters\n", plan->design, (unsigned long long)plan->n_points,
         plan->n_parameters);
  for (size_t k = 0; k < plan->n_parameters; k++) {
    const rx_sweep_parameter *p = &plan->parameters[k];
    printf("  %s %s: %g … %g%s%s%s\n", p->operation, p->path, p->lower, p->upper, strcmp(p->units, "1") != 0 ? " " : "",
           strcmp(p->units, "1") != 0 ? p->units : "", p->is_log ? " (log)" : "");
  }
  printf("conditions  ");
  for (size_t c = 0; c < plan->n_conditions; c++) printf("%s%s", c > 0 ? ", " : "", plan->conditions[c]);
  printf("\nstimuli     ");
  for (size_t s = 0; s < plan->n_stimuli; s++) printf("%s%s", s > 0 ? ", " : "", plan->stimuli[s]);
  printf("\noutputs     ");
  for (size_t k = 0; k < plan->n_outputs; k++) printf("%s%s", k > 0 ? ", " : "", plan->outputs[k].name);
  printf("\nmembers     %llu, in %llu part%s of %llu", (unsigned long long)plan->n_members,
         (unsigned long long)plan->n_parts, plan->n_parts == 1 ? "" : "s", (unsigned long long)plan->part_members);
  if (options->n_shards > 1)
    printf("; this shard (%llu/%llu) has %llu, in %llu parts", (unsigned long long)options->shard,
           (unsigned long long)options->n_shards, (unsigned long long)estimate->n_members,
           (unsigned long long)estimate->n_parts);
  printf("\ntime        about ");
  print_duration(estimate->total_s);
  printf(" on %d thread%s (", estimate->threads, estimate->threads == 1 ? "" : "s");
  print_duration(estimate->member_s);
  printf(" a member, mean of %zu that were run", estimate->n_sampled);
  if (estimate->n_failed > 0) printf("; %zu of them failed", estimate->n_failed);
  printf(")\npart        about ");
  print_duration(estimate->member_s * (double)plan->part_members / estimate->threads);
  printf(
      " each: what an interruption costs (part_members: fewer for less)\nmemory      about %.0f MiB\nresult      %s\n",
      estimate->memory_MiB, options->path);
}

static void print_result(const rx_sweep_result *result, const rx_sweep_options *options)
{
  const unsigned long long n = result->n_members, n_ok = result->n_ok;
  if (result->was_there) printf("%s is there already, whole and of this plan; nothing to do\n", options->path);
  if (n_ok < n)
    fprintf(stderr, "rexed: %llu of %llu members failed; their rows say why (rexed info %s)\n", n - n_ok, n,
            options->path);
  if (result->is_complete)
    printf("%llu members, %llu ok: %s and its page beside it\n", n, n_ok, options->path);
  else
    printf("%llu members of this shard, %llu ok; %llu of %llu parts are there\n", n, n_ok,
           (unsigned long long)result->n_done, (unsigned long long)result->n_parts);
}

/* Indices of a sensitivity analysis, the largest share or effect of each parameter. */
static rx_status print_indices(const char *path, rx_arena *arena, rx_error *err)
{
  rx_sweep sweep;
  RX_TRY(rx_sweep_read(path, arena, &sweep, err));
  for (size_t i = 0; i < sweep.n_indices; i++) {
    const rx_sweep_indices *found = &sweep.indices[i];
    const bool is_morris = found->mu_star != NULL;
    printf("\n%-36s %20s %20s\n", found->output, is_morris ? "mu_star" : "S1", is_morris ? "sigma" : "ST");
    for (size_t k = 0; k < sweep.plan.n_parameters; k++) {
      const char *name = sweep.plan.parameters[k].name;
      if (is_morris)
        printf("  %-34s %9.3g ± %-8.2g %20.3g\n", name, found->mu_star[k], found->mu_star_conf[k], found->sigma[k]);
      else if (found->S1 != NULL)
        printf("  %-34s %9.2f ± %-8.2f %9.2f ± %-8.2f\n", name, found->S1[k], found->S1_conf[k], found->ST[k],
               found->ST_conf[k]);
    }
  }
  return RX_OK;
}

static int sweep(const rx_study *study, const rx_sweep_arguments *a, const rx_sweep_options *options, rx_arena *arena)
{
  rx_error err = { 0 };
  if (a->is_dry_run) {
    rx_sweep_estimate estimate;
    const rx_status status = rx_sweep_estimate_make(study, options, SAMPLE_S, arena, &estimate, &err);
    if (status != RX_OK) return rx_failed(status, &err, NULL);
    print_plan(&estimate, options);
    return RX_EXIT_DONE;
  }
  rx_sweep_result result;
  const rx_status status = rx_sweep_run(study, options, &result, &err);
  if (status != RX_OK) return rx_failed(status, &err, NULL);
  if (!a->input.is_quiet || result.n_ok < result.n_members) print_result(&result, options);
  if (!a->input.is_quiet && result.is_complete && study->kind == RX_STUDY_SENSITIVITY) {
    const rx_status read = print_indices(options->path, arena, &err);
    if (read != RX_OK) return rx_failed(read, &err, NULL);
  }
  return result.n_ok < result.n_members ? RX_EXIT_FAILED : RX_EXIT_DONE;
}

int rx_verb_sweep(int argc, char **argv)
{
  return rx_study_verb(
      argc, argv, RX_STUDY_SWEEP, sweep,
      "Runs an experiment at every point of a study. One row a member (point x replicate x condition) in the "
      "result file; members that fail are rows that say why. An interrupted sweep goes on with --resume.");
}

int rx_verb_sensitivity(int argc, char **argv)
{
  return rx_study_verb(
      argc, argv, RX_STUDY_SENSITIVITY, sweep,
      "Finds out which parameters matter: runs the design of a sensitivity study as `rexed sweep` does, and "
      "puts Sobol's or Morris's indices with intervals into the result file.");
}
