#include "cli/table.h"

#include <math.h>
#include <string.h>

#include "analysis/motor/matched_pairs.h"

static size_t index_of(const rx_results *r, const char *condition)
{
  for (size_t k = 0; k < r->n_conditions; k++)
    if (strcmp(r->conditions[k].name, condition) == 0) return k;
  return 0;
}

/* Mean over the repetitions that have a number, as in the report. */
static double mean_of(const rx_results *r, const rx_result_outcome *o, size_t condition, size_t stimulus)
{
  return rx_results_stat(r, o, condition, stimulus).mean;
}

enum { CELL_TEXT = 120 };

/* " (2 of 3)" where some repetitions have no number; else "". */
static const char *part_text(char text[CELL_TEXT], const rx_stat *stat)
{
  text[0] = '\0';
  if (stat->n > 0 && stat->n < stat->of) snprintf(text, CELL_TEXT, " (%zu of %zu)", stat->n, stat->of);
  return text;
}

/* "0.452", "0.452 (2 of 3)", "–". */
static const char *mean_text(char text[CELL_TEXT], const rx_results *r, const rx_result_outcome *o, size_t condition,
                             size_t stimulus)
{
  const rx_stat stat = rx_results_stat(r, o, condition, stimulus);
  if (stat.n == 0)
    snprintf(text, CELL_TEXT, "–");
  else
    snprintf(text, CELL_TEXT, "%.3g%.40s", stat.mean, part_text((char[CELL_TEXT]){ 0 }, &stat));
  return text;
}

static int widest_condition(const rx_results *r)
{
  size_t w = 10;
  for (size_t k = 0; k < r->n_conditions; k++)
    if (strlen(r->conditions[k].name) > w) w = strlen(r->conditions[k].name);
  return (int)w;
}

static int width_of(const char *text)
{
  const int n = (int)strlen(text);
  return n < 14 ? 14 : n;
}

static bool begins(const char *name, const char *prefix)
{
  return strncmp(name, prefix, strlen(prefix)) == 0;
}

/* A ratio says little of mean delta-F, which follows the pairs that happen to be included, and nothing of a duration that the run cut. */
static bool has_ratio(const rx_result_outcome *o)
{
  return !begins(o->name, "delta_f_") && !begins(o->name, "spasm_duration_");
}

/* The number of pairs that a change of delta-F over matched pairs is of; NaN for any other outcome. */
static double matched_pairs(const rx_results *r, const rx_result_outcome *o, size_t condition, size_t stimulus)
{
  static const char CHANGE[] = "delta_f_change_";
  char name[256];
  if (!begins(o->name, CHANGE)) return NAN;
  snprintf(name, sizeof name, "pairs_matched_%.200s", o->name + sizeof CHANGE - 1);
  const rx_result_outcome *matched = rx_results_outcome(r, name);
  return matched != NULL ? mean_of(r, matched, condition, stimulus) : NAN;
}

/* A mean, with the factor against the reference where it has one. */
static const char *outcome_text(char text[CELL_TEXT], const rx_results *r, const rx_result_outcome *o, size_t condition,
                                size_t reference, size_t stimulus)
{
  const rx_stat stat = rx_results_stat(r, o, condition, stimulus);
  const double base = mean_of(r, o, reference, stimulus);
  if (stat.n == 0 || condition == reference || !(base > 0) || !has_ratio(o)) {
    char mean[CELL_TEXT];
    snprintf(text, CELL_TEXT, "%s%.80s", stat.n > 0 && rx_results_is_cut(r, o, condition, stimulus) ? "> " : "",
             mean_text(mean, r, o, condition, stimulus));
    const double n_pairs = stat.n > 0 ? matched_pairs(r, o, condition, stimulus) : NAN;
    const size_t n = strlen(text);
    if (!isnan(n_pairs))
      snprintf(text + n, CELL_TEXT - n, " (%.5g pair%s%s)", n_pairs, n_pairs == 1 ? "" : "s",
               n_pairs < RX_MATCHED_FEWEST_PAIRS ? ": too few to rely on" : "");
  } else
    snprintf(text, CELL_TEXT, "%.3g (x%.3g)%.40s", stat.mean, stat.mean / base,
             part_text((char[CELL_TEXT]){ 0 }, &stat));
  return text;
}

/* Of a column: its name and all that stands in it. */
static int column_width(const rx_results *r, const rx_result_outcome *o, size_t reference, size_t stimulus)
{
  int width = width_of(r->stimuli[stimulus]);
  char text[CELL_TEXT];
  for (size_t k = 0; k < r->n_conditions; k++) {
    const int n = (int)strlen(outcome_text(text, r, o, k, reference, stimulus));
    if (n > width) width = n;
  }
  return width;
}

/* One row a condition, one column a stimulus. */
static void print_outcome(FILE *out, const rx_results *r, const rx_result_outcome *o, size_t reference)
{
  const int w = widest_condition(r);
  fprintf(out, "\n%s%s%s%s\n%-*s", o->long_name, strcmp(o->units, "1") != 0 ? ", " : "",
          strcmp(o->units, "1") != 0 ? o->units : "",
          r->n_repetitions > 1 && o->rank == 3 ? " (mean over repetitions)" : "", w, "");
  for (size_t s = 0; s < r->n_stimuli; s++)
    if (rx_results_assay(r, s) == NULL) fprintf(out, "  %*s", column_width(r, o, reference, s), r->stimuli[s]);
  fputc('\n', out);
  for (size_t k = 0; k < r->n_conditions; k++) {
    fprintf(out, "%-*s", w, r->conditions[k].name);
    for (size_t s = 0; s < r->n_stimuli; s++) {
      char text[CELL_TEXT];
      if (rx_results_assay(r, s) != NULL) continue; /* has a table of its own */
      fprintf(out, "  %*s", column_width(r, o, reference, s), outcome_text(text, r, o, k, reference, s));
    }
    fputc('\n', out);
  }
}

/* Which outcomes belong in the terminal, in this order. */
static bool belongs(const char *name)
{
  static const char *const PREFIXES[] = { "pain_signal", "wind_up_", "rate_NK1", "rate_WDR", "peak_P", "area_P",
                                          "clamp_current", "crossings_", "first_crossing_",
                                          /* motor pools */
                                          "pic_", "delta_f_", "delta_i_", "torque_peak_", "spasm_duration_",
                                          "spasm_torque_", "stimulation_given_", "riii_", "c_reflex_", "steady_",
                                          "muscle_input_", "pain_after_drive_" };
  static const char *const DETAILS[] = { "delta_f_median_", "pic_onset_", "pic_offset_" };
  for (size_t i = 0; i < sizeof DETAILS / sizeof *DETAILS; i++)
    if (strncmp(name, DETAILS[i], strlen(DETAILS[i])) == 0) return false;
  for (size_t i = 0; i < sizeof PREFIXES / sizeof *PREFIXES; i++)
    if (strncmp(name, PREFIXES[i], strlen(PREFIXES[i])) == 0) return true;
  return false;
}

static bool has_number(const rx_results *r, const rx_result_outcome *o, size_t stimulus)
{
  for (size_t k = 0; o->rank >= 2 && k < r->n_conditions; k++)
    if (!isnan(mean_of(r, o, k, stimulus))) return true;
  return false;
}

/* Some stimulus has a number; what a spasm adds to the dorsal horn is off unless asked for, and then it is not 0. */
static bool says_something(const rx_results *r, const rx_result_outcome *o)
{
  const bool may_be_off = begins(o->name, "muscle_input_");
  for (size_t s = 0; s < r->n_stimuli; s++)
    for (size_t k = 0; k < r->n_conditions; k++) {
      const double value = mean_of(r, o, k, s);
      if (!isnan(value) && (value != 0 || !may_be_off)) return true;
    }
  return false;
}

static bool has_number_of(const rx_results *r, const char *name, size_t stimulus)
{
  const rx_result_outcome *o = rx_results_outcome(r, name);
  return o != NULL && has_number(r, o, stimulus);
}

/* The numbers of an assay: one row a condition, one column a number. */
static void print_assay(FILE *out, const rx_results *r, size_t stimulus)
{
  enum { MOST = 8 };
  const rx_result_outcome *columns[MOST];
  size_t n = 0;
  for (size_t i = 0; i < r->n_outcomes && n < MOST; i++)
    if (has_number(r, &r->outcomes[i], stimulus)) columns[n++] = &r->outcomes[i];
  const int w = widest_condition(r);
  fprintf(out, "\n%s: %s\n%-*s", r->stimuli[stimulus], rx_results_assay(r, stimulus)->meaning, w, "");
  for (size_t i = 0; i < n; i++) fprintf(out, "  %*s", width_of(columns[i]->name), columns[i]->name);
  fprintf(out, "\n%-*s", w, "");
  for (size_t i = 0; i < n; i++)
    fprintf(out, "  %*s", width_of(columns[i]->name), strcmp(columns[i]->units, "1") != 0 ? columns[i]->units : "");
  fputc('\n', out);
  for (size_t k = 0; k < r->n_conditions; k++) {
    fprintf(out, "%-*s", w, r->conditions[k].name);
    for (size_t i = 0; i < n; i++) {
      const double value = mean_of(r, columns[i], k, stimulus);
      if (isnan(value))
        fprintf(out, "  %*s", width_of(columns[i]->name), "-");
      else
        fprintf(out, "  %*.4g", width_of(columns[i]->name), value);
    }
    fputc('\n', out);
  }
  const rx_result_outcome *following = rx_results_outcome(r, "following_frequency");
  for (size_t k = 0; following != NULL && has_number_of(r, "arrived_share", stimulus) && k < r->n_conditions; k++)
    if (isnan(mean_of(r, following, k, stimulus)))
      fprintf(out, "%s: no pulse gave a spike that arrived, so there is no frequency to follow\n",
              r->conditions[k].name);
}

/* Rates of the fibres at the cord under a stimulus: one row a condition, one column a population. */
static void print_fibres(FILE *out, const rx_results *r, size_t stimulus)
{
  static const char PREFIX[] = "cord_rate_";
  const int w = widest_condition(r);
  const size_t n_prefix = sizeof PREFIX - 1;
  for (size_t k = 0; k <= r->n_conditions; k++) { /* the names first */
    bool any = false;
    for (size_t i = 0; i < r->n_outcomes; i++) {
      const rx_result_outcome *o = &r->outcomes[i];
      if (strncmp(o->name, PREFIX, n_prefix) != 0 || !has_number(r, o, stimulus)) continue;
      const char *name = o->name + n_prefix;
      const int width = strlen(name) < 6 ? 6 : (int)strlen(name);
      if (!any && k == 0)
        fprintf(out, "\n%s: rate of the fibres at the cord while it lasts, %s\n%-*s", r->stimuli[stimulus], o->units, w,
                "");
      if (!any && k > 0) fprintf(out, "%-*s", w, r->conditions[k - 1].name);
      any = true;
      if (k == 0)
        fprintf(out, "  %*s", width, name);
      else
        fprintf(out, "  %*s", width, mean_text((char[CELL_TEXT]){ 0 }, r, o, k - 1, stimulus));
    }
    if (!any) return;
    fputc('\n', out);
  }
}

/* Rate and torque of a motor pool in a window of a stimulus: one row a condition. */
static void print_window(FILE *out, const rx_results *r, size_t stimulus, const char *pool,
                         const rx_result_window *window, rx_arena *arena)
{
  const char *rate_name = rx_arena_format(arena, "rate_%s_%s", pool, window->name),
             *torque_name = rx_arena_format(arena, "torque_%s_%s", pool, window->name);
  const rx_result_outcome *rate = rate_name != NULL ? rx_results_outcome(r, rate_name) : NULL,
                          *torque = torque_name != NULL ? rx_results_outcome(r, torque_name) : NULL;
  if (rate == NULL || torque == NULL) return;
  fprintf(out, "\n%s, %s (%g to %g s): rate per unit of %s, Hz, and its torque, share of the maximum\n",
          r->stimuli[stimulus], window->name, 1e-3 * window->from_ms, 1e-3 * window->to_ms, pool);
  for (size_t c = 0; c < r->n_conditions; c++)
    fprintf(out, "%-*s  %8s  %8s\n", widest_condition(r), r->conditions[c].name,
            mean_text((char[CELL_TEXT]){ 0 }, r, rate, c, stimulus),
            mean_text((char[CELL_TEXT]){ 0 }, r, torque, c, stimulus));
}

static void print_windows(FILE *out, const rx_results *r, size_t stimulus)
{
  rx_arena *arena = rx_arena_create();
  rx_result_window *windows;
  size_t n = 0;
  if (arena != NULL) rx_results_windows(r, stimulus, arena, &n, &windows, NULL); /* without memory n is 0 */
  for (size_t p = 0; p < r->n_nodes; p++)
    for (size_t k = 0; k < n; k++) print_window(out, r, stimulus, r->nodes[p].name, &windows[k], arena);
  rx_arena_free(arena);
}

/* A pool whose pairs are all left out has no delta-F, and no line above says so. */
static void print_pairs(FILE *out, const rx_results *r)
{
  static const char PAIRS[] = "pairs_", OF_PAIRS[] = "pairs_excluded_";
  char name[256];
  for (size_t i = 0; i < r->n_outcomes; i++) {
    const rx_result_outcome *o = &r->outcomes[i];
    if (o->rank != 3 || !begins(o->name, PAIRS)) continue;
    snprintf(name, sizeof name, "%s%.200s", OF_PAIRS, o->name + sizeof PAIRS - 1);
    const rx_result_outcome *excluded = rx_results_outcome(r, name);
    for (size_t s = 0; excluded != NULL && s < r->n_stimuli; s++)
      for (size_t k = 0; k < r->n_conditions; k++)
        if (mean_of(r, o, k, s) == 0)
          fprintf(out, "%s, %s: no delta-F of %s, for 0 of %.5g pairs of units were included\n", r->stimuli[s],
                  r->conditions[k].name, o->name + sizeof PAIRS - 1, mean_of(r, excluded, k, s));
  }
}

static void print_allodynia(FILE *out, const rx_results *r, size_t reference)
{
  const rx_result_outcome *index = rx_results_outcome(r, "allodynia_index");
  if (index == NULL) return;
  fputs("\nBrush against the reference condition's response to 100 mN (allodynia index; 1: brush evokes as much as "
        "that pressure)\n",
        out);
  const int w = widest_condition(r);
  for (size_t k = 0; k < r->n_conditions; k++) {
    const double value = index->value[k];
    fprintf(out, "%-*s  %.2f", w, r->conditions[k].name, value);
    if (k != reference && value >= 1 && !(index->value[reference] >= 1))
      fprintf(out, "  brush now evokes %.2g times what that pressure does in %s", value, r->conditions[reference].name);
    fputc('\n', out);
  }
}

/* One number for each condition: thresholds of reflexes. */
static void print_thresholds(FILE *out, const rx_results *r)
{
  static const char PREFIX[] = "riii_threshold_";
  const int w = widest_condition(r);
  for (size_t i = 0; i < r->n_outcomes; i++) {
    const rx_result_outcome *o = &r->outcomes[i];
    if (o->rank != 1 || strncmp(o->name, PREFIX, sizeof PREFIX - 1) != 0) continue;
    fprintf(out, "\n%s, %s (none: not within what was tried)\n", o->long_name, o->units);
    for (size_t k = 0; k < r->n_conditions; k++)
      if (isnan(o->value[k]))
        fprintf(out, "%-*s  none\n", w, r->conditions[k].name);
      else
        fprintf(out, "%-*s  %.3g\n", w, r->conditions[k].name, o->value[k]);
  }
}

void rx_print_table(FILE *out, const char *title, const char *reference, const rx_results *r, const char *folder)
{
  const size_t at = index_of(r, reference);
  if (title != NULL && title[0] != '\0') fprintf(out, "%s\n", title);
  bool any = false;
  for (size_t i = 0; i < r->n_outcomes; i++)
    if (r->outcomes[i].rank >= 2 && belongs(r->outcomes[i].name) && says_something(r, &r->outcomes[i])) {
      print_outcome(out, r, &r->outcomes[i], at);
      any = true;
    }
  for (size_t i = 0; i < r->n_outcomes && !any; i++)
    if (r->outcomes[i].rank == 3 && strncmp(r->outcomes[i].name, "rate_", 5) == 0)
      print_outcome(out, r, &r->outcomes[i], at);
  for (size_t s = 0; s < r->n_stimuli; s++) {
    if (rx_results_assay(r, s) != NULL)
      print_assay(out, r, s);
    else {
      print_fibres(out, r, s);
      print_windows(out, r, s);
    }
  }
  print_pairs(out, r);
  print_allodynia(out, r, at);
  print_thresholds(out, r);
  fprintf(out,
          "\n%s/report.html  %s/results.h5\nA model for research and teaching: no output is advice to a patient.\n",
          folder, folder);
}
