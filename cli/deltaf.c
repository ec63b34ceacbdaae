/* rexed deltaf: persistent inward currents from pairs of motor units. */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/verbs.h"
#include "io/report/motor/delta_f_page.h"
#include "io/results/provenance.h"
#include "study/deltaf/deltaf.h"

enum {
  OPTION_SMOOTHER = 512,
  OPTION_R2,
  OPTION_SATURATION,
  OPTION_NORMALISED,
  OPTION_END,
  OPTION_EXCLUDE_CENSORED,
  OPTION_COMPARE,
  OPTION_SEED,
  OPTION_POPULATION,
  OPTION_FORCE
};

static const struct argp_option OPTIONS[] = {
  { "output", 'o', "FOLDER", 0, "Where results go (default: results/<name of the file>_deltaf)", 0 },
  { "smoother", OPTION_SMOOTHER, "NAME", 0, "How rates are smoothed: polynomial (default), hann or svr", 0 },
  { "r2", OPTION_R2, NULL, 0, "Ask for a squared correlation above 0.7 instead of a correlation above 0.7", 0 },
  { "saturation", OPTION_SATURATION, NULL, 0,
    "Leave pairs out whose control unit rises by less than 0.5 pps more than delta-F", 0 },
  { "normalised", OPTION_NORMALISED, NULL, 0, "Delta-F over what the control unit's rate falls until its own end", 0 },
  { "end", OPTION_END, "SECONDS", 0,
    "End of the recording: pairs that end with it and not with the discharge are counted as censored", 0 },
  { "exclude-censored", OPTION_EXCLUDE_CENSORED, NULL, 0, "Leave censored pairs out (asks for --end)", 0 },
  { "compare", OPTION_COMPARE, "TRAINS", 0,
    "The discharges of the condition to compare with: change of the pairs in both", 0 },
  { "population", OPTION_POPULATION, "NAME", 0, "Which population of SONATA files", 0 },
  { "seed", OPTION_SEED, "N", 0, "Seed of the interval of the change (default 1)", 0 },
  { "force", OPTION_FORCE, NULL, 0, "Replace an analysis that is there already", 0 },
  { "quiet", 'q', NULL, 0, "Print no table", 0 },
  { 0 }
};

typedef struct arguments {
  rx_deltaf_request request;
  bool is_quiet;
} arguments;

static uint64_t read_seed(const char *text, struct argp_state *state)
{
  char *end;
  errno = 0;
  const unsigned long long seed = strtoull(text, &end, 10);
  if (*text < '0' || *text > '9' || *end != '\0' || errno == ERANGE)
    argp_error(state, "--seed takes a whole number from 0 on, not \"%s\"", text);
  return seed;
}

static double read_end(const char *text, struct argp_state *state)
{
  char *end;
  const double seconds = strtod(text, &end);
  if (end == text || *end != '\0' || !isfinite(seconds) || seconds <= 0)
    argp_error(state, "--end takes seconds above 0, not \"%s\"", text);
  return seconds;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
  arguments *a = state->input;
  switch (key) {
  case 'o': a->request.folder = arg; return 0;
  case OPTION_SMOOTHER: a->request.smoother = arg; return 0;
  case OPTION_R2: a->request.options.uses_r2 = true; return 0;
  case OPTION_SATURATION: a->request.options.checks_saturation = true; return 0;
  case OPTION_NORMALISED: a->request.options.is_normalised = true; return 0;
  case OPTION_END: a->request.options.end_s = read_end(arg, state); return 0;
  case OPTION_EXCLUDE_CENSORED: a->request.options.excludes_censored = true; return 0;
  case OPTION_COMPARE: a->request.reference = arg; return 0;
  case OPTION_POPULATION: a->request.population = arg; return 0;
  case OPTION_SEED: a->request.seed = read_seed(arg, state); return 0;
  case OPTION_FORCE: a->request.may_replace = true; return 0;
  case 'q': a->is_quiet = true; return 0;
  case ARGP_KEY_ARG:
    if (a->request.trains != NULL)
      argp_error(state, "one file at a time: \"%s\" is one too many (--compare takes the other condition)", arg);
    a->request.trains = arg;
    return 0;
  case ARGP_KEY_NO_ARGS:
    argp_error(state, "which discharges? (a CSV file with the columns unit and time_s, or spikes.h5)");
    return 0;
  case ARGP_KEY_END:
    if (a->request.options.excludes_censored && isnan(a->request.options.end_s))
      argp_error(state, "--exclude-censored needs the end of the recording: --end SECONDS");
    return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

static const struct argp ARGP = {
  OPTIONS,
  parse,
  "TRAINS.csv | SPIKES.h5",
  "Estimates persistent inward currents of motoneurons from the discharge times of motor units, simulated or "
  "recorded: delta-F of pairs, brace height, change between conditions. Writes pairs.csv, units.csv and "
  "report.html.",
  NULL,
  NULL,
  NULL
};

/* ---- the table ---- */

static void print_number(const char *name, double value, int decimals, const char *note)
{
  if (isnan(value))
    printf("  %-28s %8s  %s\n", name, "-", note);
  else
    printf("  %-28s %8.*f  %s\n", name, decimals, value, note);
}

static void print_units(const rx_delta_f *r)
{
  printf("\n  unit  discharges  used   first, s    last, s  peak, pps  brace, %%  pairs  %s\n",
         r->options.is_normalised ? "normalised" : "delta-F, pps");
  for (size_t i = 0; i < r->n_units; i++) {
    const rx_motor_unit *u = &r->units[i];
    printf("%6d  %10zu", u->train.unit, u->train.n);
    if (!u->is_used) {
      printf("  too few in a row (%zu)\n", u->run.n);
      continue;
    }
    printf("%6zu %10.3f %10.3f %10.2f ", u->run.n, u->run.times_s[0], u->run.times_s[u->run.n - 1], u->peak_rate);
    isnan(u->brace_height) ? printf("%9s", "-") : printf("%9.1f", u->brace_height);
    printf(" %6zu", u->n_as_test);
    isnan(u->value) ? printf("  %12s\n", "-") : printf("  %12.3f\n", u->value);
  }
}

static void print_summary(const rx_delta_f *r)
{
  const char *unit = r->options.is_normalised ? "" : "pps";
  char note[64];
  printf("\n");
  snprintf(note, sizeof note, "%s (%zu units)", unit, r->n_test);
  print_number("delta-F of test units, mean", r->test_mean, 3, note);
  print_number("  median", r->test_median, 3, unit);
  print_number("  standard deviation", r->test_sd, 3, unit);
  snprintf(note, sizeof note, "%s (%zu pairs)", unit, r->n_included);
  print_number("delta-F of pairs, mean", r->pair_mean, 3, note);
  snprintf(note, sizeof note, "%% (%zu units)", r->n_brace);
  print_number("brace height, mean", r->brace_mean, 1, note);
}

static void print_pairs(const rx_delta_f *r)
{
  printf("\n%zu pairs, %zu included, %zu of them truncated (the control unit stopped first)\n", r->n_pairs,
         r->n_included, r->n_truncated);
  if (isnan(r->options.end_s))
    printf("  whether pairs are censored by the end of the recording is not known (--end SECONDS)\n");
  else
    printf("  %zu of the included are censored (the recording ends before the discharge does)\n", r->n_censored);
  if (rx_delta_f_is_censored(r))
    printf("  warning: %zu of %zu included pairs end with the recording, not with the discharge; record for longer or "
           "leave them out (--exclude-censored)\n",
           r->n_censored, r->n_included);
  for (int why = 0; why < RX_N_PAIR_EXCLUSIONS; why++)
    if (r->n_excluded_by[why] > 0)
      printf("  %-12s %5zu  %s\n", rx_pair_exclusion_name((rx_pair_exclusion)why), r->n_excluded_by[why],
             rx_pair_exclusion_text((rx_pair_exclusion)why));
}

static void print_change(const rx_deltaf_outcome *o)
{
  const rx_matched_pairs *m = &o->matched;
  const char *unit = o->result.options.is_normalised ? "" : " pps";
  printf("\nchange of delta-F against %s\n", o->reference_trains.file);
  if (m->n == 0) {
    printf("  no pair is included in both\n");
    return;
  }
  printf("  median %+.3f%s, 95 %% interval %+.3f to %+.3f; mean %+.3f (%zu pairs in both)%s\n", m->median, unit, m->low,
         m->high, m->mean, m->n, m->n < RX_MATCHED_FEWEST_PAIRS ? "; so few pairs do not say much" : "");
}

static void print_table(const rx_deltaf_outcome *o)
{
  printf("%s%s%s: %zu units, %zu discharges; rates by %s\n", o->trains.file,
         o->trains.population[0] != '\0' ? ", " : "", o->trains.population, o->trains.n, o->trains.n_spikes,
         o->smoother->meaning);
  print_units(&o->result);
  print_pairs(&o->result);
  print_summary(&o->result);
  if (o->has_reference) print_change(o);
  printf("\nmeasured in people (for comparison, no test)\n");
  for (const rx_human_figure *h = RX_HUMAN_DELTA_F; h->quantity != NULL; h++)
    printf("  %s: %s\n", h->quantity, h->value);
  printf("\n%s/report.html  %s/pairs.csv  %s/units.csv%s%s%s\nA model for research and teaching: no output is advice "
         "to a patient.\n",
         o->folder, o->folder, o->folder, o->has_reference ? "  " : "", o->has_reference ? o->folder : "",
         o->has_reference ? "/matched_pairs.csv" : "");
}

int rx_verb_deltaf(int argc, char **argv)
{
  arguments a = { .request = { .options = rx_delta_f_options_default(), .seed = 1 } };
  rx_deltaf_outcome outcome = { 0 };
  rx_error err = { 0 };
  argp_parse(&ARGP, argc, argv, 0, NULL, &a);
  rx_problems *problems = rx_problems_create();
  rx_arena *arena = rx_arena_create();
  rx_status status = problems == NULL || arena == NULL ? rx_no_memory(&err) : RX_OK;
  if (status == RX_OK) {
    a.request.command_line = rx_command_line(rx_main_argc, rx_main_argv, arena);
    status = rx_deltaf_run(&a.request, arena, problems, &outcome, &err);
  }
  if (status == RX_OK && !a.is_quiet) print_table(&outcome);
  const int exit_status = status == RX_OK ? RX_EXIT_DONE : rx_failed(status, &err, problems);
  rx_deltaf_free(&outcome);
  rx_problems_free(problems);
  rx_arena_free(arena);
  return exit_status;
}
