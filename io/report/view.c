#include "io/report/view.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/report/page/numbers.h"

enum { MOST_DRAWN = 6 };

static const char *const PREFIXES[] = { "", "pulses.", "trace.", RX_ASSAY_COURSE };

/* ---- what the experiment's file says ---- */

/* A plain or quoted text up to the end of its line, in the arena. */
static const char *yaml_scalar(rx_arena *arena, const char *s, size_t n)
{
  char *text = rx_arena_alloc(arena, n + 1);
  if (text == NULL) return NULL;
  size_t k = 0;
  const char quote = n > 0 && (*s == '"' || *s == '\'') ? *s : '\0';
  for (size_t i = quote != '\0'; i < n; i++) {
    if (quote != '\0' && s[i] == quote) break;
    if (quote == '\0' && s[i] == '#' && (i == 0 || s[i - 1] == ' ')) break;
    if (quote == '"' && s[i] == '\\' && i + 1 < n) i++;
    text[k++] = s[i];
  }
  while (k > 0 && quote == '\0' && (text[k - 1] == ' ' || text[k - 1] == '\r')) k--;
  text[k] = '\0';
  return text;
}

/* The lines of a block ("key: >"), joined by spaces. */
static const char *yaml_block(rx_arena *arena, const char *s)
{
  char *text = rx_arena_alloc(arena, strlen(s) + 1);
  if (text == NULL) return NULL;
  size_t k = 0;
  while (*s == ' ' || *s == '\n') {
    s += strspn(s, " ");
    const size_t n = strcspn(s, "\n");
    if (k > 0 && n > 0) text[k++] = ' ';
    memcpy(text + k, s, n);
    k += n;
    s += n + (s[n] == '\n');
  }
  text[k] = '\0';
  return text;
}

/* The text of a key at the top level of a config; NULL where it is not there or is no plain text. */
static const char *config_key(rx_arena *arena, const char *config, const char *key)
{
  const size_t n_key = strlen(key);
  for (const char *line = config; line != NULL && *line != '\0';) {
    const char *end = strchr(line, '\n');
    const size_t n = end != NULL ? (size_t)(end - line) : strlen(line);
    if (n > n_key && strncmp(line, key, n_key) == 0 && line[n_key] == ':') {
      const size_t at = n_key + 1 + strspn(line + n_key + 1, " ");
      if (at >= n || strchr("[{&*!", line[at]) != NULL) return NULL;
      if (line[at] == '>' || line[at] == '|') return end != NULL ? yaml_block(arena, end + 1) : NULL;
      return yaml_scalar(arena, line + at, n - at);
    }
    line = end != NULL ? end + 1 : NULL;
  }
  return NULL;
}

static const char *experiment_key(const rx_view *view, const char *key)
{
  const char *text = config_key(view->arena, view->results->config_effective, key);
  return text != NULL && *text != '\0' ? text : config_key(view->arena, view->results->config_text, key);
}

/* The condition that the effective config marks, else the one called healthy, else the first. */
static size_t find_reference(const rx_view *view)
{
  const rx_results *s = view->results;
  for (size_t i = 0; i < s->n_conditions; i++) {
    const char *key = rx_arena_format(view->arena, "conditions/%s/reference", s->conditions[i].name);
    const char *marked = key != NULL ? config_key(view->arena, s->config_effective, key) : NULL;
    if (marked != NULL && strcmp(marked, "true") == 0) return i;
  }
  for (size_t i = 0; i < s->n_conditions; i++)
    if (strcmp(s->conditions[i].name, "healthy") == 0) return i;
  return 0;
}

/* The last part of a path. */
static const char *base_name(rx_arena *arena, const char *folder)
{
  size_t n = strlen(folder);
  while (n > 1 && folder[n - 1] == '/') n--;
  size_t from = n;
  while (from > 0 && folder[from - 1] != '/') from--;
  char *name = rx_arena_alloc(arena, n - from + 1);
  if (name != NULL) memcpy(name, folder + from, n - from);
  return name;
}

static rx_status name_it(rx_view *view, rx_error *err)
{
  static const char *const KEYS[] = { "title", "name", "experiment" };
  for (size_t i = 0; i < 3 && (view->title == NULL || *view->title == '\0'); i++)
    view->title = experiment_key(view, KEYS[i]);
  if (view->title == NULL || *view->title == '\0') view->title = base_name(view->arena, view->folder);
  if (view->title == NULL) return rx_no_memory(err);
  if (*view->title == '\0' || strcmp(view->title, ".") == 0) view->title = "A run of rexed";
  const char *description = experiment_key(view, "description");
  char *copy = rx_arena_text(view->arena, description != NULL ? description : "");
  if (copy == NULL) return rx_no_memory(err);
  view->description = rx_capital(copy);
  return RX_OK;
}

/* ---- populations ---- */

static bool has_word(const char *text, const char *word)
{
  return text != NULL && strstr(text, word) != NULL;
}

/* Populations that the pain signal is made of are projection neurons, whatever their class is called. */
static bool is_in_pain_signal(const rx_results *s, const char *name)
{
  static const char MARK[] = "pain_signal/";
  const size_t n = strlen(name);
  for (size_t i = 0; i < s->n_parameters; i++) {
    const char *at = s->parameters[i].path != NULL ? strstr(s->parameters[i].path, MARK) : NULL;
    if (at != NULL && strncmp(at + sizeof MARK - 1, name, n) == 0 && at[sizeof MARK - 1 + n] == '/') return true;
  }
  return false;
}

static rx_kind kind_of(const rx_results *s, const char *name, const char *class_name)
{
  static const char *const AFFERENT[] = { "Abeta", "Adelta", "C", "Abeta_surround" };
  if (has_word(class_name, "afferent") || has_word(class_name, "fibre")) return RX_KIND_AFFERENT;
  for (size_t i = 0; i < sizeof AFFERENT / sizeof *AFFERENT; i++)
    if (strcmp(class_name, AFFERENT[i]) == 0) return RX_KIND_AFFERENT;
  if (has_word(class_name, "projection") || is_in_pain_signal(s, name)) return RX_KIND_PROJECTION;
  if (has_word(class_name, "motoneuron")) return RX_KIND_CELLS;
  if (has_word(class_name, "inhibitory")) return RX_KIND_INHIBITORY;
  if (has_word(class_name, "excitatory")) return RX_KIND_EXCITATORY;
  /* by what it does to others */
  for (size_t i = 0; i < s->n_pathways; i++)
    if (strcmp(s->pathways[i].from, name) == 0 && s->pathways[i].sign != 0)
      return s->pathways[i].sign < 0 ? RX_KIND_INHIBITORY : RX_KIND_EXCITATORY;
  return RX_KIND_CELLS;
}

static const char *known(const char *text)
{
  return text != NULL ? text : "";
}

static rx_status find_populations(rx_view *view, rx_error *err)
{
  const rx_results *s = view->results;
  const size_t n_most = s->n_nodes + s->n_populations;
  rx_view_population *all = rx_arena_alloc(view->arena, n_most * sizeof *all + 1);
  view->populations = rx_arena_alloc(view->arena, n_most * sizeof *all + 1);
  if (all == NULL || view->populations == NULL) return rx_no_memory(err);
  size_t n = 0;
  for (size_t i = 0; i < s->n_nodes; i++) {
    const rx_result_node *node = &s->nodes[i];
    const char *class_name = known(node->class_name);
    all[n++] = (rx_view_population){
      known(node->name),     class_name,
      known(node->module),   known(node->lamina),
      known(node->identity), known(node->transmitter),
      (size_t)node->n,       kind_of(s, known(node->name), class_name),
    };
  }
  for (size_t i = 0; i < s->n_populations; i++) {
    const rx_result_population *p = &s->populations[i];
    bool is_there = false;
    for (size_t k = 0; k < s->n_nodes; k++) is_there = is_there || strcmp(all[k].name, p->name) == 0;
    if (!is_there) all[n++] = (rx_view_population){ p->name, "", "", "", "", "", p->n_cells, kind_of(s, p->name, "") };
  }
  for (int kind = 0; kind < RX_N_KINDS; kind++)
    for (size_t i = 0; i < n; i++)
      if (all[i].kind == (rx_kind)kind) view->populations[view->n_populations++] = all[i];
  return RX_OK;
}

const rx_view_population *rx_view_population_of(const rx_view *view, const char *name)
{
  for (size_t i = 0; i < view->n_populations; i++)
    if (strcmp(view->populations[i].name, name) == 0) return &view->populations[i];
  return NULL;
}

rx_status rx_view_make(const char *folder, const rx_results *results, rx_arena *arena, rx_view *view, rx_error *err)
{
  *view = (rx_view){ .folder = folder, .results = results, .arena = arena };
  view->reference = find_reference(view);
  RX_TRY(name_it(view, err));
  return find_populations(view, err);
}

/* ---- outcomes ---- */

double rx_view_value(const rx_view *view, const rx_result_outcome *outcome, size_t condition, size_t stimulus,
                     size_t repetition)
{
  const rx_results *s = view->results;
  return outcome->value[(condition * s->n_stimuli + stimulus) * s->n_repetitions + repetition];
}

rx_stat rx_view_stat(const rx_view *view, const rx_result_outcome *outcome, size_t condition, size_t stimulus)
{
  return rx_results_stat(view->results, outcome, condition, stimulus);
}

const char *rx_view_value_text(const rx_view *view, const rx_result_outcome *outcome, size_t condition, size_t stimulus,
                               char text[RX_NUMBER_TEXT])
{
  const rx_stat stat = rx_view_stat(view, outcome, condition, stimulus);
  const bool is_cut = stat.n > 0 && rx_results_is_cut(view->results, outcome, condition, stimulus);
  snprintf(text, RX_NUMBER_TEXT, "%s%.80s", is_cut ? "> " : "", RX_NUM(stat.n > 0 ? stat.mean : NAN));
  return text;
}

const char *rx_view_mean_text(const rx_view *view, const rx_result_outcome *outcome, size_t condition, size_t stimulus,
                              char text[RX_NUMBER_TEXT])
{
  const rx_stat stat = rx_view_stat(view, outcome, condition, stimulus);
  if (stat.n == 0 || !rx_results_is_cut(view->results, outcome, condition, stimulus))
    return rx_mean_text(text, stat.n, stat.of, stat.mean, stat.sd);
  snprintf(text, RX_NUMBER_TEXT, "> %.80s", rx_mean_text((char[RX_NUMBER_TEXT]){ 0 }, stat.n, stat.of, stat.mean, NAN));
  return text;
}

const char *rx_view_change_text(const rx_view *view, const rx_result_outcome *outcome, size_t condition,
                                size_t reference, size_t stimulus, char text[RX_NUMBER_TEXT])
{
  const double value = rx_view_stat(view, outcome, condition, stimulus).mean,
               before = rx_view_stat(view, outcome, reference, stimulus).mean,
               tiny = RX_TINY_SHARE * rx_view_largest(view, outcome);
  const bool is_cut = rx_results_is_cut(view->results, outcome, condition, stimulus),
             was_cut = rx_results_is_cut(view->results, outcome, reference, stimulus);
  text[0] = '\0';
  if (!is_cut && !was_cut) return rx_change_text(text, value, before, tiny);
  if (is_cut == was_cut || !(before > tiny) || (is_cut ? value < before : value > before)) return text;
  snprintf(text, RX_NUMBER_TEXT, "%s ×%.60s", is_cut ? "at least" : "at most", RX_NUM(value / before));
  return text;
}

bool rx_view_has_numbers(const rx_view *view, const rx_result_outcome *outcome)
{
  const size_t n = rx_outcome_size(view->results, outcome->rank);
  for (size_t i = 0; i < n; i++)
    if (isfinite(outcome->value[i])) return true;
  return false;
}

bool rx_view_is_under(const rx_view *view, const rx_result_outcome *outcome, size_t stimulus)
{
  for (size_t c = 0; c < view->results->n_conditions; c++)
    if (rx_view_stat(view, outcome, c, stimulus).n > 0) return true;
  return false;
}

bool rx_view_is_of_assays(const rx_view *view, const rx_result_outcome *outcome)
{
  const rx_results *s = view->results;
  bool is_of_assays = false;
  for (size_t t = 0; outcome->rank >= 2 && t < s->n_stimuli; t++)
    for (size_t c = 0; c < s->n_conditions; c++) {
      if (rx_view_stat(view, outcome, c, t).n == 0) continue;
      if (rx_results_assay(s, t) == NULL) return false;
      is_of_assays = true;
    }
  return is_of_assays;
}

/* How much a condition changes an outcome: the largest change as a share of the larger value; of equal ones the larger in itself.
 * What is next to nothing does not count. */
static double change_in(const rx_view *view, const rx_result_outcome *o, size_t condition, double largest)
{
  double most = 0;
  for (size_t t = 0; largest > 0 && t < view->results->n_stimuli; t++) {
    const double a = rx_view_stat(view, o, view->reference, t).mean, b = rx_view_stat(view, o, condition, t).mean;
    const double difference = fabs(b - a);
    if (!(difference >= 0.005 * largest)) continue; /* C fibres fire at a twentieth of the rate of others */
    most = fmax(most, difference / fmax(fabs(a), fabs(b)) + 1e-3 * difference / largest);
  }
  return most;
}

const rx_result_outcome *rx_view_cord_outcome(const rx_view *view, size_t condition)
{
  const rx_results *s = view->results;
  const rx_result_outcome *found = NULL;
  double most = -1, largest = 0;
  for (int pass = 0; pass < 2; pass++) /* the largest rate of all first */
    for (size_t i = 0; i < s->n_outcomes; i++) {
      const rx_result_outcome *o = &s->outcomes[i];
      if (o->rank < 2 || strncmp(o->name, "cord_rate_", 10) != 0 || !rx_view_has_numbers(view, o)) continue;
      if (pass == 0) {
        largest = fmax(largest, rx_view_largest(view, o));
        continue;
      }
      double sum = 0;
      for (size_t c = 0; c < s->n_conditions; c++)
        if (condition == SIZE_MAX || c == condition) sum += change_in(view, o, c, largest);
      if (sum > most) most = sum, found = o;
    }
  return found;
}

const rx_result_outcome *rx_view_main_outcome(const rx_view *view)
{
  const rx_results *s = view->results;
  const rx_result_outcome *pain = rx_results_outcome(s, "pain_signal");
  if (pain != NULL && pain->rank >= 2 && rx_view_has_numbers(view, pain)) return pain;
  bool has_cells = false; /* of a cord, which say more than its fibres */
  for (size_t i = 0; i < view->n_populations; i++) has_cells |= view->populations[i].kind != RX_KIND_AFFERENT;
  const rx_result_outcome *cord = has_cells ? NULL : rx_view_cord_outcome(view, SIZE_MAX);
  if (cord != NULL) return cord;
  /* of motor pools; a change of delta-F over matched pairs says more than its mean */
  static const char *const MOTOR[] = { "delta_f_change_", "delta_f_",     "spasm_duration_", "pic_",
                                       "delta_i_",        "steady_rate_", "torque_" };
  for (size_t k = 0; k < sizeof MOTOR / sizeof *MOTOR; k++)
    for (size_t i = 0; i < s->n_outcomes; i++)
      if (rx_view_outcome_population(view, &s->outcomes[i], MOTOR[k]) != NULL &&
          rx_view_has_numbers(view, &s->outcomes[i]))
        return &s->outcomes[i];
  for (size_t i = 0; i < s->n_outcomes; i++)
    if (s->outcomes[i].rank >= 2 && rx_view_has_numbers(view, &s->outcomes[i]) &&
        !rx_view_is_of_assays(view, &s->outcomes[i]))
      return &s->outcomes[i];
  return NULL;
}

double rx_view_largest(const rx_view *view, const rx_result_outcome *outcome)
{
  double largest = 0;
  for (size_t c = 0; c < view->results->n_conditions; c++)
    for (size_t t = 0; t < (outcome->rank >= 2 ? view->results->n_stimuli : 1); t++)
      largest = fmax(largest, fabs(rx_view_stat(view, outcome, c, t).mean)); /* fmax passes over NaN */
  return largest;
}

const rx_view_population *rx_view_outcome_population(const rx_view *view, const rx_result_outcome *outcome,
                                                     const char *prefix)
{
  const size_t n = strlen(prefix);
  return strncmp(outcome->name, prefix, n) == 0 ? rx_view_population_of(view, outcome->name + n) : NULL;
}

const char *rx_view_with(const char *name)
{
  return strncmp(name, "with ", 5) == 0 || strncmp(name, "without ", 8) == 0 ? "In the condition" : "With";
}

const char *rx_view_outcome_words(const rx_view *view, const rx_result_outcome *outcome, char text[RX_NUMBER_TEXT])
{
  const size_t n = strlen(outcome->name);
  const char *longest = ""; /* "ddh_Ad" where there is an "Ad" too */
  for (size_t i = 0; i < view->n_populations; i++) {
    const char *name = view->populations[i].name;
    const size_t n_name = strlen(name);
    if (n_name == 0 || n < n_name + 2 || n >= RX_NUMBER_TEXT - 4 || outcome->name[n - n_name - 1] != '_' ||
        strcmp(outcome->name + n - n_name, name) != 0)
      continue;
    if (n_name > strlen(longest)) longest = name;
  }
  if (*longest == '\0') return rx_words(text, outcome->name);
  char front[RX_NUMBER_TEXT], words[RX_NUMBER_TEXT];
  /* delta_f_change_MN: its letter is a symbol */
  if (strncmp(outcome->name, "delta_f_", 8) == 0 || strncmp(outcome->name, "delta_i_", 8) == 0) {
    const char *rest = outcome->name + 8;
    const int n_rest = (int)(n - 8 - strlen(longest));
    snprintf(front, sizeof front, "%.*s", n_rest > 0 ? n_rest - 1 : 0, rest);
    snprintf(text, RX_NUMBER_TEXT, "Δ%c%s%.38s of %.48s", outcome->name[6] == 'f' ? 'F' : 'I',
             *front != '\0' ? " " : "", rx_words(words, front), longest);
    return text;
  }
  snprintf(front, sizeof front, "%.*s", (int)(n - strlen(longest) - 1), outcome->name);
  snprintf(text, RX_NUMBER_TEXT, "%.40s of %.48s", rx_words(words, front), longest);
  return text;
}

/* ---- courses ---- */

/* True where name is prefix + condition + "." + stimulus. */
static bool is_course_of(const char *name, const char *prefix, const char *condition, const char *stimulus)
{
  const size_t n_prefix = strlen(prefix), n_condition = strlen(condition);
  return strncmp(name, prefix, n_prefix) == 0 && strncmp(name + n_prefix, condition, n_condition) == 0 &&
         name[n_prefix + n_condition] == '.' && strcmp(name + n_prefix + n_condition + 1, stimulus) == 0;
}

const rx_result_course *rx_view_course(const rx_view *view, const char *prefix, size_t condition, size_t stimulus)
{
  const rx_results *s = view->results;
  for (size_t i = 0; i < s->n_courses; i++)
    if (is_course_of(s->courses[i].name, prefix, s->conditions[condition].name, s->stimuli[stimulus]))
      return &s->courses[i];
  return NULL;
}

/* True for a course of a motor pool, "<kind>.<pool>.…": the section of motor pools draws it. */
static bool is_of_a_pool(const rx_view *view, const rx_result_course *course)
{
  static const char *const KINDS[] = { "units", "pairs", "smoothed", "torque", "pic_loop", "ramp_rate" };
  for (size_t k = 0; k < sizeof KINDS / sizeof *KINDS; k++) {
    const size_t n = strlen(KINDS[k]);
    if (strncmp(course->name, KINDS[k], n) != 0 || course->name[n] != '.') continue;
    const char *rest = course->name + n + 1;
    for (size_t p = 0; p < view->n_populations; p++) {
      const size_t n_name = strlen(view->populations[p].name);
      if (strncmp(rest, view->populations[p].name, n_name) == 0 && rest[n_name] == '.') return true;
    }
  }
  return false;
}

bool rx_view_is_known_course(const rx_view *view, const rx_result_course *course)
{
  const rx_results *s = view->results;
  if (is_of_a_pool(view, course)) return true;
  for (size_t p = 0; p < sizeof PREFIXES / sizeof *PREFIXES; p++)
    for (size_t c = 0; c < s->n_conditions; c++)
      for (size_t t = 0; t < s->n_stimuli; t++)
        if (is_course_of(course->name, PREFIXES[p], s->conditions[c].name, s->stimuli[t])) return true;
  return false;
}

const rx_result_variable *rx_view_variable(const rx_result_course *course, const char *name)
{
  for (size_t i = 0; course != NULL && i < course->n_variables; i++)
    if (strcmp(course->variables[i].name, name) == 0) return &course->variables[i];
  return NULL;
}

/* ---- parameters ---- */

double rx_view_parameter(const rx_view *view, const char *path)
{
  for (size_t i = 0; i < view->results->n_parameters; i++)
    if (strcmp(view->results->parameters[i].path, path) == 0) return view->results->parameters[i].value;
  return NAN;
}

/* The parameter beside another. */
static double sibling(const rx_view *view, const char *path, const char *name)
{
  char other[512];
  const char *slash = strrchr(path, '/');
  snprintf(other, sizeof other, "%.*s/%s", slash != NULL ? (int)(slash - path) : 0, path, name);
  return rx_view_parameter(view, other);
}

bool rx_view_epoch(const rx_view *view, const char *stimulus, double *onset_ms, double *end_ms)
{
  static const char TOP[] = "stimuli/", ONSET[] = "/onset";
  const size_t n_stimulus = strlen(stimulus);
  bool is_known = false;
  for (size_t i = 0; i < view->results->n_parameters; i++) {
    const rx_result_parameter *p = &view->results->parameters[i];
    const size_t n = strlen(p->path);
    if (strncmp(p->path, TOP, sizeof TOP - 1) != 0 || strncmp(p->path + sizeof TOP - 1, stimulus, n_stimulus) != 0 ||
        p->path[sizeof TOP - 1 + n_stimulus] != '/' || n < sizeof ONSET ||
        strcmp(p->path + n - (sizeof ONSET - 1), ONSET) != 0)
      continue;
    const double pulses = sibling(view, p->path, "pulses"), frequency = sibling(view, p->path, "frequency");
    const double duration =
        pulses > 0 && frequency > 0 ? 1000 * pulses / frequency : sibling(view, p->path, "duration");
    const double end = p->value + duration;
    if (!isfinite(end) || !(end > p->value)) continue;
    *onset_ms = is_known ? fmin(*onset_ms, p->value) : p->value;
    *end_ms = is_known ? fmax(*end_ms, end) : end;
    is_known = true;
  }
  return is_known;
}

/* A number of a component in the effective config, or NaN. */
static double component_number(const rx_view *view, const char *at, const char *name)
{
  const char *key = rx_arena_format(view->arena, "%s/%s", at, name);
  const char *text = key != NULL ? config_key(view->arena, view->results->config_effective, key) : NULL;
  char *end;
  const double value = text != NULL ? strtod(text, &end) : NAN;
  return text != NULL && end != text ? value : NAN;
}

size_t rx_view_components(const rx_view *view, const char *stimulus, const char *kind, size_t most,
                          rx_view_component found[])
{
  enum { MOST_COMPONENTS = 32 };
  const char *config = view->results->config_effective;
  size_t n = 0;
  for (int k = -1; k < MOST_COMPONENTS && n < most; k++) { /* -1: the stimulus is its one component */
    const char *at = k < 0 ? rx_arena_format(view->arena, "stimuli/%s", stimulus)
                           : rx_arena_format(view->arena, "stimuli/%s/components/%d", stimulus, k);
    const char *key = at != NULL ? rx_arena_format(view->arena, "%s/kind", at) : NULL,
               *is_of = key != NULL ? config_key(view->arena, config, key) : NULL;
    if (is_of == NULL || strcmp(is_of, kind) != 0) continue;
    const char *trigger_key = rx_arena_format(view->arena, "%s/trigger", at),
               *trigger = trigger_key != NULL ? config_key(view->arena, config, trigger_key) : NULL;
    const double n_bouts = component_number(view, at, "bouts"), interval = component_number(view, at, "interval");
    rx_view_component c = { .onset_ms = component_number(view, at, "onset"),
                            .duration_ms = component_number(view, at, "duration"),
                            .n_bouts = 1,
                            .is_triggered = trigger != NULL && strcmp(trigger, "none") != 0 };
    if (n_bouts >= 1 && n_bouts < 1000 && interval > 0) c.n_bouts = (size_t)n_bouts, c.interval_ms = interval;
    found[n++] = c;
  }
  return n;
}

/* ---- pictures ---- */

size_t rx_view_n_drawn(const rx_view *view)
{
  return view->results->n_conditions < MOST_DRAWN ? view->results->n_conditions : MOST_DRAWN;
}

size_t rx_view_drawn(const rx_view *view, size_t k)
{
  if (k == 0) return view->reference;
  return k <= view->reference ? k - 1 : k;
}
