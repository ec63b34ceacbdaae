/* rexed info: what the file of a sweep or a fit, or the folder of its parts or batches, holds. */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/table.h"
#include "cli/verbs.h"
#include "io/report/study/study_report.h"
#include "io/sweep/sweep_file.h"
#include "study/fit/fit_folder.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
  const char **path = state->input;
  switch (key) {
  case ARGP_KEY_ARG:
    if (*path != NULL) argp_error(state, "one at a time: \"%s\" is one too many", arg);
    *path = arg;
    return 0;
  case ARGP_KEY_NO_ARGS: argp_error(state, "which? (SWEEP.h5, FIT.h5, or SWEEP.h5.parts, FIT.h5.parts)"); return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

/* ---- info ---- */

enum { MAX_FAILURES = 20 };

static void print_plan(const rx_sweep_plan *plan)
{
  printf("%s \"%s\": %s, %llu points of %zu parameters, %llu members", plan->kind, plan->title, plan->design,
         (unsigned long long)plan->n_points, plan->n_parameters, (unsigned long long)plan->n_members);
  if (plan->n_parts > 1) /* of a merged file the parts are no longer known */
    printf(" in %llu parts of %llu", (unsigned long long)plan->n_parts, (unsigned long long)plan->part_members);
  putchar('\n');
  printf("plan %s, rexed %s, %s\n", plan->plan_hash, plan->provenance.version, plan->provenance.simd);
}

static void print_states(const uint64_t n_of_state[])
{
  for (int s = 0; s < RX_N_MEMBER_STATES; s++)
    if (n_of_state[s] > 0)
      printf("  %-18s %llu\n", rx_member_state_name((rx_member_state)s), (unsigned long long)n_of_state[s]);
}

static void print_failures(const rx_sweep_rows *rows)
{
  for (size_t i = 0; i < rows->n_failures && i < MAX_FAILURES; i++)
    printf("  member %llu: %s\n", (unsigned long long)rows->failures[i].member, rows->failures[i].message);
  if (rows->n_failures > MAX_FAILURES) printf("  … and %zu more\n", rows->n_failures - MAX_FAILURES);
}

static void print_outputs(const rx_sweep *sweep)
{
  const rx_sweep_plan *plan = &sweep->plan;
  for (size_t k = 0; k < plan->n_outputs; k++) {
    const size_t width = plan->outputs[k].by_stimulus ? plan->n_stimuli : 1;
    size_t n_said = 0; /* of many outcomes only some stimuli have any */
    for (size_t s = 0; s < width; s++) {
      double low = NAN, high = NAN, sum = 0;
      size_t n = 0;
      for (uint64_t i = 0; i < plan->n_members; i++) {
        const double value = sweep->rows.outputs[k][i * width + s];
        if (isnan(value)) continue;
        low = fmin(low, value);
        high = fmax(high, value);
        sum += value;
        n++;
      }
      if (n == 0) continue;
      n_said++;
      const char *unit = strcmp(plan->outputs[k].units, "1") != 0 ? plan->outputs[k].units : "";
      printf("  %s%s%s: %.4g … %.4g%s%s, mean %.4g (%zu values)\n", plan->outputs[k].name,
             plan->outputs[k].by_stimulus ? " " : "", plan->outputs[k].by_stimulus ? plan->stimuli[s] : "", low, high,
             *unit != '\0' ? " " : "", unit, sum / (double)n, n);
    }
    if (n_said == 0) printf("  %s: no values\n", plan->outputs[k].name);
  }
}

static rx_status info_of_file(const char *path, rx_arena *arena, rx_error *err)
{
  rx_sweep sweep;
  rx_sweep_sources sources;
  uint64_t n_of_state[RX_N_MEMBER_STATES] = { 0 };
  RX_TRY(rx_sweep_read(path, arena, &sweep, err));
  RX_TRY(rx_sweep_find_sources(path, arena, &sources, err));
  print_plan(&sweep.plan);
  for (uint64_t i = 0; i < sweep.rows.n_members; i++) n_of_state[sweep.rows.status[i]]++;
  print_states(n_of_state);
  print_failures(&sweep.rows);
  print_outputs(&sweep);
  if (sources.is_virtual) printf("virtual: %zu part files, %zu missing\n", sources.n, sources.n_missing);
  for (size_t i = 0; i < sources.n_missing; i++) printf("  missing %s\n", sources.missing[i]);
  if (sources.n_missing > 0)
    return rx_fail(err, RX_E_IO, "%s: %zu of %zu part files are missing; their rows read as pending", path,
                   sources.n_missing, sources.n);
  return RX_OK;
}

static rx_status info_of_folder(const char *folder, rx_arena *arena, rx_error *err)
{
  rx_sweep_plan plan;
  uint64_t n_of_state[RX_N_MEMBER_STATES] = { 0 }, n_done = 0, n_damaged = 0;
  RX_TRY(rx_sweep_plan_read(folder, arena, &plan, err));
  print_plan(&plan);
  for (uint64_t b = 0; b < plan.n_parts; b++) {
    rx_sweep_rows rows;
    rx_error damage = { 0 };
    if (!rx_part_exists(folder, b)) {
      n_of_state[RX_MEMBER_PENDING] += rx_part_size(&plan, b);
      continue;
    }
    if (rx_part_read(folder, &plan, b, arena, &rows, &damage) != RX_OK) {
      printf("  damaged: %s\n", damage.text);
      n_damaged++;
      n_of_state[RX_MEMBER_PENDING] += rx_part_size(&plan, b);
      continue;
    }
    n_done++;
    for (uint64_t i = 0; i < rows.n_members; i++) n_of_state[rows.status[i]]++;
    print_failures(&rows);
  }
  printf("%llu of %llu parts done, %llu damaged\n", (unsigned long long)n_done, (unsigned long long)plan.n_parts,
         (unsigned long long)n_damaged);
  print_states(n_of_state);
  return RX_OK;
}

/* ---- fits ---- */

static void print_origin(const rx_fit *fit)
{
  printf("fit \"%s\" by %s\nrexed %s, %s\n", fit->title, rx_fit_method_name(fit->method), fit->provenance.version,
         fit->provenance.simd);
  if (fit->accepted_versions != NULL) printf("with batches of rexed %s\n", fit->accepted_versions);
}

static rx_status info_of_fit(const char *path, rx_arena *arena, rx_error *err)
{
  rx_fit fit;
  RX_TRY(rx_fit_read(path, arena, &fit, err));
  print_origin(&fit);
  rx_print_fit(&fit, path);
  return RX_OK;
}

static rx_status info_of_fit_folder(const char *folder, rx_arena *arena, rx_error *err)
{
  rx_fit fit;
  rx_fit_batches batches;
  RX_TRY(rx_fit_plan_read(folder, arena, &fit, err));
  RX_TRY(rx_fit_folder_look(folder, arena, &batches, err));
  print_origin(&fit);
  for (size_t i = 0; i < batches.n_damaged; i++) printf("  damaged: %s\n", batches.damaged[i]);
  printf("%zu batches done, %zu damaged, %zu under way\n", batches.n_done, batches.n_damaged, batches.n_under_way);
  print_states(batches.n_of_state);
  return RX_OK;
}

static rx_status info_of(const char *path, bool is_folder, rx_arena *arena, rx_error *err)
{
  rx_report_kind kind;
  const char *page;
  if (is_folder)
    return rx_is_fit_folder(path) ? info_of_fit_folder(path, arena, err) : info_of_folder(path, arena, err);
  RX_TRY(rx_report_find(path, arena, &kind, &page, err));
  return kind == RX_REPORT_OF_FIT ? info_of_fit(path, arena, err) : info_of_file(path, arena, err);
}

static const struct argp INFO = {
  NULL,
  parse,
  "SWEEP.h5 | FIT.h5 | SWEEP.h5.parts | FIT.h5.parts",
  "Says what the result file of a sweep or a fit, or the folder of its parts, holds: plan, states of members, "
  "failures, ranges of outputs; estimates, batches.",
  NULL,
  NULL,
  NULL
};

int rx_verb_info(int argc, char **argv)
{
  const char *path = NULL;
  struct stat info;
  rx_error err = { 0 };
  argp_parse(&INFO, argc, argv, 0, NULL, &path);
  rx_arena *arena = rx_arena_create();
  rx_status status = arena == NULL            ? rx_no_memory(&err)
                     : stat(path, &info) != 0 ? rx_fail(&err, RX_E_INPUT, "%s: %s", path, strerror(errno))
                                              : info_of(path, S_ISDIR(info.st_mode), arena, &err);
  rx_arena_free(arena);
  return status == RX_OK ? RX_EXIT_DONE : rx_failed(status, &err, NULL);
}
