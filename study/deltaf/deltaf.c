#include "study/deltaf/deltaf.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/motor/support_vector.h"
#include "base/param.h"
#include "io/motor/pairs_file.h"
#include "io/report/motor/delta_f_page.h"
#include "study/folders.h"

static const rx_smoother *const SMOOTHERS[] = { &RX_SMOOTHER_POLYNOMIAL, &RX_SMOOTHER_HANN, &RX_SMOOTHER_SVR };
enum { N_SMOOTHERS = sizeof SMOOTHERS / sizeof *SMOOTHERS };

static const char *smoother_names(void)
{
  return "polynomial, hann, svr";
}

static rx_status find_smoother(const char *name, const rx_smoother **smoother, rx_error *err)
{
  const char *names[N_SMOOTHERS];
  *smoother = SMOOTHERS[0];
  if (name == NULL) return RX_OK;
  for (int i = 0; i < N_SMOOTHERS; i++) {
    names[i] = SMOOTHERS[i]->name;
    *smoother = SMOOTHERS[i];
    if (strcmp(name, names[i]) == 0) return RX_OK;
  }
  const char *nearest = rx_nearest_word(name, names, N_SMOOTHERS);
  return rx_fail(err, RX_E_INPUT, "unknown smoother \"%.60s\"%s%s%s; there are %s", name,
                 nearest != NULL ? " (did you mean \"" : "", nearest != NULL ? nearest : "",
                 nearest != NULL ? "\"?)" : "", smoother_names());
}

/* ---- place ---- */

static const char *default_folder(const char *trains, rx_arena *arena)
{
  const char *slash = strrchr(trains, '/'), *name = slash != NULL ? slash + 1 : trains, *dot = strrchr(name, '.');
  return rx_arena_format(arena, "results/%.*s_deltaf",
                         (int)(dot != NULL && dot > name ? (size_t)(dot - name) : strlen(name)), name);
}

/* Makes the folder. What an earlier analysis wrote there goes only where it may; other files are never touched. */
static rx_status make_place(const rx_deltaf_request *request, const char *folder, rx_arena *arena, rx_error *err)
{
  static const char *const OURS[] = { "pairs.csv", "units.csv", "matched_pairs.csv", "report.html" };
  struct stat found;
  if (stat(folder, &found) == 0 && !S_ISDIR(found.st_mode))
    return rx_fail(err, RX_E_INPUT, "%s: is a file; results go to a folder", folder);
  for (size_t i = 0; i < sizeof OURS / sizeof *OURS && !request->may_replace; i++) {
    const char *path = rx_arena_format(arena, "%s/%s", folder, OURS[i]);
    if (path == NULL) return rx_no_memory(err);
    if (stat(path, &found) == 0)
      return rx_fail(err, RX_E_INPUT, "%s is there already; another -o FOLDER, or --force to replace it", path);
  }
  RX_TRY(rx_make_parents(folder, err));
  return rx_make_folder(folder, true, err);
}

/* ---- files ---- */

static const char *made_with(const rx_deltaf_request *request, const rx_deltaf_outcome *outcome, const rx_provenance *p,
                             rx_arena *arena)
{
  const rx_delta_f_options *o = &request->options;
  const char *end = isnan(o->end_s) ? "" : rx_arena_format(arena, "; end of the recording %g s", o->end_s);
  if (end == NULL) return NULL;
  return rx_arena_format(
      arena,
      "rexed %s (%s): pairs of motor units\ndischarges: %s%s%s\n%s%s%ssmoother %s; recruited more than %g s apart; %s "
      "above %g; "
      "modulation above %g pps%s%s%s%s\nResearch and teaching: no output is advice to a patient.",
      p->version, p->git_commit, outcome->trains.file, outcome->trains.population[0] != '\0' ? ", population " : "",
      outcome->trains.population, outcome->has_reference ? "compared with: " : "",
      outcome->has_reference ? request->reference : "", outcome->has_reference ? "\n" : "", outcome->smoother->name,
      o->recruitment_s, o->uses_r2 ? "squared correlation" : "correlation", o->correlation, o->modulation,
      o->checks_saturation ? "; saturated control units excluded" : "", end,
      o->excludes_censored ? "; censored pairs excluded" : "", o->is_normalised ? "; normalised" : "");
}

static rx_status write_files(const rx_deltaf_request *request, const rx_deltaf_outcome *outcome,
                             rx_provenance *provenance, rx_arena *arena, rx_error *err)
{
  const char *text = made_with(request, outcome, provenance, arena);
  const char *pairs = rx_arena_format(arena, "%s/pairs.csv", outcome->folder),
             *units = rx_arena_format(arena, "%s/units.csv", outcome->folder);
  const char *matched = rx_arena_format(arena, "%s/matched_pairs.csv", outcome->folder),
             *page = rx_arena_format(arena, "%s/report.html", outcome->folder);
  if (text == NULL || pairs == NULL || units == NULL || matched == NULL || page == NULL) return rx_no_memory(err);
  RX_TRY(rx_write_pairs(pairs, text, &outcome->result, err));
  RX_TRY(rx_write_units(units, text, &outcome->result, err));
  if (outcome->has_reference)
    RX_TRY(rx_write_matched_pairs(matched, text, &outcome->matched, err));
  else
    remove(matched); /* of an earlier analysis that is being replaced */
  RX_TRY(rx_provenance_end(provenance, arena, err));
  const rx_delta_f_view view = { .file = outcome->trains.file,
                                 .population = outcome->trains.population,
                                 .smoother = outcome->smoother,
                                 .result = &outcome->result,
                                 .reference_file = outcome->has_reference ? outcome->reference_trains.file : NULL,
                                 .reference = &outcome->reference,
                                 .matched = &outcome->matched,
                                 .provenance = provenance };
  return rx_delta_f_page_write(page, &view, err);
}

/* ---- all ---- */

static rx_status read_trains(const rx_deltaf_request *request, rx_arena *arena, rx_problems *problems,
                             rx_deltaf_outcome *outcome, rx_error *err)
{
  rx_status status = rx_trains_read(request->trains, request->population, arena, problems, &outcome->trains, err);
  outcome->has_reference = request->reference != NULL;
  if (!outcome->has_reference || (status != RX_OK && status != RX_E_INPUT)) return status;
  /* both files are read before anything is said */
  const rx_status other =
      rx_trains_read(request->reference, request->population, arena, problems, &outcome->reference_trains, err);
  return status != RX_OK ? status : other;
}

/* A recording cannot end before its last discharge. */
static rx_status check_end(const rx_trains *trains, double end_s, rx_error *err)
{
  for (size_t i = 0; i < trains->n; i++) {
    const rx_unit_train *train = &trains->trains[i];
    if (train->n > 0 && end_s < train->times_s[train->n - 1])
      return rx_fail(err, RX_E_INPUT, "%s: unit %d discharges at %g s, after the end of the recording, %g s (--end)",
                     trains->file, train->unit, train->times_s[train->n - 1], end_s);
  }
  return RX_OK;
}

static rx_status analyse(const rx_deltaf_request *request, rx_arena *arena, rx_deltaf_outcome *outcome, rx_error *err)
{
  RX_TRY(rx_delta_f_of(outcome->trains.n, outcome->trains.trains, outcome->smoother, &request->options, arena,
                       &outcome->result, err));
  if (!outcome->has_reference) return RX_OK;
  RX_TRY(rx_delta_f_of(outcome->reference_trains.n, outcome->reference_trains.trains, outcome->smoother,
                       &request->options, arena, &outcome->reference, err));
  return rx_matched_pairs_of(&outcome->result, &outcome->reference, request->seed, arena, &outcome->matched, err);
}

rx_status rx_deltaf_run(const rx_deltaf_request *request, rx_arena *arena, rx_problems *problems,
                        rx_deltaf_outcome *outcome, rx_error *err)
{
  rx_provenance provenance;
  *outcome = (rx_deltaf_outcome){ .folder = request->folder != NULL ? request->folder
                                                                    : default_folder(request->trains, arena) };
  if (outcome->folder == NULL) return rx_no_memory(err);
  RX_TRY(rx_provenance_begin(&provenance, arena, err));
  provenance.seed = request->seed;
  provenance.run.command_line = request->command_line;
  RX_TRY(find_smoother(request->smoother, &outcome->smoother, err));
  RX_TRY(read_trains(request, arena, problems, outcome, err));
  RX_TRY(check_end(&outcome->trains, request->options.end_s, err));
  if (outcome->has_reference) RX_TRY(check_end(&outcome->reference_trains, request->options.end_s, err));
  RX_TRY(make_place(request, outcome->folder, arena, err));
  RX_TRY(analyse(request, arena, outcome, err));
  return write_files(request, outcome, &provenance, arena, err);
}

void rx_deltaf_free(rx_deltaf_outcome *outcome)
{
  rx_delta_f_free(&outcome->result);
  rx_delta_f_free(&outcome->reference);
}
