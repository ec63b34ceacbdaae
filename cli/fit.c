/* rexed fit: parameters from what an experiment should give. */
#include <math.h>
#include <stdio.h>

#include "cli/sweep_arguments.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "study/fit/fit.h"

void rx_print_fit(const rx_fit *fit, const char *path)
{
  printf("%s\n", fit->title);
  printf("  %-52s %12s %12s %12s  %s\n", "parameter", "estimate", "low", "high", "unit");
  for (size_t k = 0; k < fit->n_parameters; k++) {
    const rx_fit_parameter *p = &fit->parameters[k];
    printf("  %-52s %12.5g %12.5g %12.5g  %s", p->name, p->estimate, p->low, p->high, p->units);
    if (!isnan(p->truth)) printf("  (made with %g)", p->truth);
    putchar('\n');
  }
  printf("  %-52s %12s %12s %12s  %s\n", "target", "value", "fitted", "residual/sd", "unit");
  for (size_t t = 0; t < fit->n_targets; t++) {
    const rx_fit_target *target = &fit->targets[t];
    char name[160];
    snprintf(name, sizeof name, "%s %s %s", target->output, target->stimulus, target->condition);
    printf("  %-52s %12.5g %12.5g %12.3g  %s\n", name, target->value, target->fitted, target->residual, target->units);
  }
  if (fit->method == RX_FIT_LEAST_SQUARES)
    printf("chi2 %.5g with %llu degrees of freedom, %llu points: %s\n%s\n", fit->chi2, (unsigned long long)fit->dof,
           (unsigned long long)fit->n_evaluations, fit->reason, path);
  else
    printf("%zu of %llu draws accepted, distance up to %.4g: %s\n%s\n", fit->n_accepted,
           (unsigned long long)fit->n_draws, fit->tolerance, fit->reason, path);
}

static int fit(const rx_study *study, const rx_sweep_arguments *a, const rx_sweep_options *options, rx_arena *arena)
{
  rx_error err = { 0 };
  rx_fit found;
  if (a->has_shard) {
    fputs("rexed: a fit can't be cut into shards, for each step follows from the one before\n", stderr);
    return RX_EXIT_BAD_INPUT;
  }
  if (a->is_dry_run) {
    fputs("rexed: a fit can't say beforehand how many steps it takes; --dry-run is for sweep and sensitivity\n",
          stderr);
    return RX_EXIT_BAD_INPUT;
  }
  const rx_status status = rx_fit_run(study, options, arena, &found, &err);
  if (status != RX_OK) return rx_failed(status, &err, NULL);
  if (!a->input.is_quiet) rx_print_fit(&found, options->path);
  return found.has_converged ? RX_EXIT_DONE : RX_EXIT_FAILED;
}

int rx_verb_fit(int argc, char **argv)
{
  return rx_study_verb(
      argc, argv, RX_STUDY_FIT, fit,
      "Finds the parameters of an experiment at which chosen outputs meet their targets, with intervals: by "
      "least squares, or by rejection (a sample of the posterior). Goes on with --resume.");
}
