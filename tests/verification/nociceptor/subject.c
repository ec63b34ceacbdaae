#include "subject.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "io/experiment/experiment.h"
#include "study/assays/current_clamp.h"

#define REST_FROM_MV (-60.0)
#define REST_MS      120e3

bool rx_subject_set(rx_subject *subject, const char *path, double value, rx_place place)
{
  for (int i = 0; i < subject->n_settings; i++)
    if (strcmp(subject->settings[i].path, path) == 0) {
      subject->settings[i].value = value;
      return true;
    }
  if (subject->n_settings == RX_MOST_SETTINGS) {
    rx_table_problem(place.table, place.row, place.column, "more than %d changes", RX_MOST_SETTINGS);
    return false;
  }
  subject->settings[subject->n_settings++] = (rx_setting){ path, value };
  return true;
}

bool rx_subject_take_model(rx_subject *subject, rx_place place)
{
  const char *name = rx_table_text(place.table, place.row, place.column);
  subject->cell = strcmp(name, "XP0") == 0 ? "xp0" : "xp7";
  if (strcmp(name, "XP0") == 0 || strcmp(name, "XP7") == 0) return true;
  rx_table_problem(place.table, place.row, place.column, "unknown model \"%.40s\": expected XP0 or XP7", name);
  return false;
}

bool rx_subject_take_drug(rx_subject *subject, const char *name, double free_uM, rx_place place)
{
  static const char *const DRUGS[] = { "none",       "carbamazepine", "oxcarbazepine_mhd", "lamotrigine", "lidocaine",
                                       "mexiletine", "pf05089771",    "a803467",           "suzetrigine" };
  enum { N_DRUGS = sizeof DRUGS / sizeof *DRUGS, OXCARBAZEPINE = 2 };
  for (int i = 0; i < N_DRUGS; i++) {
    if (strcmp(name, DRUGS[i]) != 0) continue;
    subject->drug = i == OXCARBAZEPINE ? "oxcarbazepine" : i > 0 ? DRUGS[i] : NULL;
    subject->free_uM = i > 0 ? free_uM : 0;
    return true;
  }
  const char *nearest = rx_nearest_word(name, DRUGS, N_DRUGS);
  rx_table_problem(place.table, place.row, place.column, "unknown drug \"%.60s\"%s%s%s", name,
                   nearest ? " (did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?)" : "");
  return false;
}

/* ---- from config to network ---- */

static rx_experiment *read_config(const char *cell, const char *drug, size_t n_sets, const char *const sets[],
                                  rx_place place)
{
  char text[512];
  rx_problems *problems = rx_problems_create();
  rx_experiment *experiment = NULL;
  rx_error err = { 0 };
  if (problems == NULL) {
    rx_table_problem(place.table, place.row, place.column, "out of memory");
    return NULL;
  }
  const int n =
      snprintf(text, sizeof text,
               "experiment: verification\ncell: %s\n%s%s%s"
               "stimuli: { none: { kind: current_clamp, amplitude: 0 nA, duration: 1 ms } }\n",
               cell, drug != NULL ? "drugs: { " : "", drug != NULL ? drug : "", drug != NULL ? ": {} }\n" : "");
  const rx_status status =
      rx_experiment_read_text(text, (size_t)n, "(cell)", n_sets, sets, problems, &experiment, &err);
  if (rx_problems_count(problems) > 0)
    rx_place_problems(place, cell, problems);
  else if (status != RX_OK)
    rx_table_problem(place.table, place.row, place.column, "%s: %s", cell, err.text);
  rx_problems_free(problems);
  return status == RX_OK ? experiment : NULL;
}

static rx_entry *find_entry(const rx_experiment *experiment, const char *cell, const char *path, rx_place place)
{
  char whole[512];
  snprintf(whole, sizeof whole, "circuit/populations/%s/%s", cell, path);
  rx_entry *entry = rx_registry_find(experiment->registry, whole);
  if (entry == NULL) rx_table_problem(place.table, place.row, place.column, "%s has no number %s", cell, path);
  return entry;
}

static bool set_number(rx_entry *entry, double value, rx_place place)
{
  rx_error err = { 0 };
  if (entry == NULL) return false;
  if (rx_entry_set(entry, value, &err) == RX_OK) return true;
  rx_table_problem(place.table, place.row, place.column, "%s", err.text);
  return false;
}

double rx_subject_number(const char *cell, const char *path, rx_place place)
{
  rx_experiment *experiment = read_config(cell, NULL, 0, NULL, place);
  const rx_entry *entry = experiment != NULL ? find_entry(experiment, cell, path, place) : NULL;
  const double value = entry != NULL ? rx_entry_value(entry) : NAN;
  rx_experiment_free(experiment);
  return value;
}

static bool apply(rx_experiment *experiment, const rx_subject *subject, rx_place place)
{
  bool is_good = true;
  for (int i = 0; i < subject->n_settings; i++) {
    const rx_setting *s = &subject->settings[i];
    is_good = set_number(find_entry(experiment, subject->cell, s->path, place), s->value, place) && is_good;
  }
  if (subject->has_v_init)
    is_good = set_number(find_entry(experiment, subject->cell, "v_init", place), subject->v_init, place) && is_good;
  if (subject->drug != NULL) {
    char path[256];
    snprintf(path, sizeof path, "circuit/drugs/%s/concentration", subject->drug);
    rx_entry *entry = rx_registry_find(experiment->registry, path);
    if (entry == NULL) rx_table_problem(place.table, place.row, place.column, "there is no number %s", path);
    is_good = set_number(entry, subject->free_uM, place) && is_good;
  }
  return is_good;
}

static rx_network *make_network(const rx_experiment *experiment, rx_place place)
{
  rx_error err = { 0 };
  rx_graph *graph = NULL;
  rx_network *network = NULL;
  rx_status status = rx_graph_draw(experiment->circuit, 1, 0, &graph, &err);
  if (status == RX_OK) status = rx_network_make(experiment->circuit, graph, &network, &err);
  rx_graph_free(graph);
  if (status == RX_OK) return network;
  rx_table_problem(place.table, place.row, place.column, "%s", err.text);
  return NULL;
}

rx_network *rx_subject_network(rx_verify *verify, const rx_subject *subject, rx_place place)
{
  const char *sets[RX_MOST_SETS + 2];
  size_t n_sets = (size_t)subject->n_sets;
  for (size_t i = 0; i < n_sets; i++) sets[i] = subject->sets[i];
  if (subject->has_human_nav18) {
    const double gbar = rx_subject_number(subject->cell, "soma/channels/nav18/gbar", place);
    if (isnan(gbar)) return NULL;
    sets[n_sets++] = "cell/soma/channels/nav18=null";
    sets[n_sets++] = rx_verify_text(verify, "cell/soma/channels/nav18_human={gbar: %.17g S/cm2}", gbar);
  }
  rx_experiment *experiment = read_config(subject->cell, subject->drug, n_sets, sets, place);
  rx_network *network = NULL;
  if (experiment != NULL && apply(experiment, subject, place)) network = make_network(experiment, place);
  rx_experiment_free(experiment);
  return network;
}

int rx_subject_compartment(const rx_network *network, const char *cell, const char *section, double x, rx_place place)
{
  rx_problems *problems = rx_problems_create();
  rx_cell_config *config = NULL;
  int compartment = -1;
  if (problems != NULL && rx_cell_config_read(cell, NULL, problems, &config, NULL) == RX_OK) {
    const int s = rx_cell_section(&config->cell, section);
    if (s >= 0) compartment = rx_cell_type_compartment(network->types[0], s, x);
  }
  if (compartment < 0) rx_table_problem(place.table, place.row, place.column, "%s has no section %s", cell, section);
  rx_cell_config_free(config);
  rx_problems_free(problems);
  return compartment;
}

/* ---- the column `changes` ---- */

typedef enum {
  CHANGE_CONDUCTANCE,
  CHANGE_NUMBER,
  CHANGE_HUMAN,
  CHANGE_FORCE,
  CHANGE_THETA,
  CHANGE_FUNCTION
} change_kind;

static const struct {
  const char *name;
  change_kind kind;
  const char *channel, *param;
  double lower, upper;
} CHANGES[] = {
  { "g17", CHANGE_CONDUCTANCE, "nav17", "gbar", 0, 20 },
  { "g18", CHANGE_CONDUCTANCE, "nav18", "gbar", 0, 20 },
  { "g13", CHANGE_CONDUCTANCE, "nav13", "gbar", 0, 20 },
  { "g19", CHANGE_CONDUCTANCE, "nav19", "gbar", 0, 20 },
  { "gkm", CHANGE_CONDUCTANCE, "km", "gbar", 0, 20 },
  { "f17", CHANGE_NUMBER, "nav17", "fraction", 0, 1 },
  { "dm17", CHANGE_NUMBER, "nav17", "shift_m", -40, 40 },
  { "dh17", CHANGE_NUMBER, "nav17", "shift_h", -40, 40 },
  { "f18", CHANGE_NUMBER, "nav18", "fraction", 0, 1 },
  { "dm18", CHANGE_NUMBER, "nav18", "shift_m", -40, 40 },
  { "dh18", CHANGE_NUMBER, "nav18", "shift_h", -40, 40 },
  { "v18", CHANGE_HUMAN, NULL, NULL, 0, 1 },
  { "fF", CHANGE_FORCE, NULL, NULL, 0, 100 },
  { "th50", CHANGE_THETA, NULL, NULL, 0, 60 },
  { "fd", CHANGE_FUNCTION, NULL, NULL, 0, 1 },
};
enum { N_CHANGES = sizeof CHANGES / sizeof *CHANGES };

static int find_change(const char *name, rx_place place)
{
  const char *names[N_CHANGES];
  for (int i = 0; i < N_CHANGES; i++) {
    names[i] = CHANGES[i].name;
    if (strcmp(name, names[i]) == 0) return i;
  }
  const char *nearest = rx_nearest_word(name, names, N_CHANGES);
  rx_table_problem(place.table, place.row, place.column, "unknown change \"%.40s\"%s%s%s", name,
                   nearest ? " (did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?)" : "");
  return -1;
}

/* The number of a change; a conductance in S/cm2. */
static bool read_value(const char *text, int change, bool in_mS, double *value, rx_place place)
{
  char *end = NULL;
  *value = strtod(text, &end);
  const bool has_mS = in_mS && CHANGES[change].kind == CHANGE_CONDUCTANCE;
  if (end == text || !isfinite(*value) || strcmp(end, has_mS ? "mS" : "") != 0) {
    rx_table_problem(place.table, place.row, place.column, "%s: \"%.40s\" is not a number%s", CHANGES[change].name,
                     text, has_mS ? " with the unit mS, as in 4mS" : "");
    return false;
  }
  if (has_mS) *value *= 1e-3;
  if (*value >= CHANGES[change].lower && *value <= CHANGES[change].upper) return true;
  rx_table_problem(place.table, place.row, place.column, "%s: %g is not within %g … %g", CHANGES[change].name, *value,
                   CHANGES[change].lower, CHANGES[change].upper);
  return false;
}

static bool apply_change(rx_verify *verify, rx_subject *subject, int change, double value, rx_ending_changes *ending,
                         rx_place place)
{
  const change_kind kind = CHANGES[change].kind;
  switch (kind) {
  case CHANGE_CONDUCTANCE:
  case CHANGE_NUMBER:
    return rx_subject_set(subject,
                          rx_verify_text(verify, "soma/channels/%s/%s", CHANGES[change].channel, CHANGES[change].param),
                          value, place);
  case CHANGE_HUMAN:
    if (value == 0 || value == 1) {
      subject->has_human_nav18 = value == 1;
      return true;
    }
    rx_table_problem(place.table, place.row, place.column, "v18: %g is neither 0 nor 1", value);
    return false;
  default: break;
  }
  if (ending == NULL) {
    rx_table_problem(place.table, place.row, place.column, "%s: this table has no stimulus that it could change",
                     CHANGES[change].name);
    return false;
  }
  *(kind == CHANGE_FORCE   ? &ending->threshold_factor
    : kind == CHANGE_THETA ? &ending->theta_50
                           : &ending->defunctionalised) = value;
  return true;
}

/* In the human channel's place, what was meant for nav18 is its own. */
static void rename_nav18(rx_verify *verify, rx_subject *subject)
{
  static const char NAV18[] = "soma/channels/nav18/";
  for (int i = 0; i < subject->n_settings; i++)
    if (strncmp(subject->settings[i].path, NAV18, sizeof NAV18 - 1) == 0)
      subject->settings[i].path =
          rx_verify_text(verify, "soma/channels/nav18_human/%s", subject->settings[i].path + sizeof NAV18 - 1);
}

/* The next word outside brackets, of at most size - 1 characters. False at the end; a bracket that stays open, or a word that is
 * too long, is a problem. */
static bool next_word(const char **at, size_t size, char word[], bool *is_good, rx_place place)
{
  const char *text = *at;
  for (;;) {
    while (isspace((unsigned char)*text)) text++;
    if (*text != '(') break;
    const char *close = strchr(text, ')');
    if (close == NULL) {
      rx_table_problem(place.table, place.row, place.column, "the bracket of \"%.40s\" is not closed", text);
      *is_good = false;
      return false;
    }
    text = close + 1;
  }
  size_t n = 0;
  while (text[n] != '\0' && !isspace((unsigned char)text[n]) && text[n] != '(') n++;
  if (n == 0) return false;
  if (n >= size) {
    rx_table_problem(place.table, place.row, place.column, "\"%.40s…\" is too long", text);
    *is_good = false;
    return false;
  }
  memcpy(word, text, n);
  word[n] = '\0';
  *at = text + n;
  return true;
}

bool rx_subject_change(rx_verify *verify, rx_subject *subject, bool in_mS, rx_ending_changes *ending, rx_place place)
{
  const char *at = rx_table_text(place.table, place.row, place.column);
  char word[128];
  bool is_good = true;
  if (ending != NULL) *ending = (rx_ending_changes){ .threshold_factor = 1, .theta_50 = NAN };
  while (next_word(&at, sizeof word, word, &is_good, place)) {
    char *equals = strchr(word, '=');
    double value = 0;
    if (equals == NULL) {
      rx_table_problem(place.table, place.row, place.column, "\"%s\": expected name=value", word);
      is_good = false;
      continue;
    }
    *equals = '\0';
    const int change = find_change(word, place);
    is_good = change >= 0 && read_value(equals + 1, change, in_mS, &value, place) &&
              apply_change(verify, subject, change, value, ending, place) && is_good;
  }
  if (subject->has_human_nav18) rename_nav18(verify, subject);
  return is_good;
}

/* ---- rest ---- */

/* A cell without pumps keeps its sodium out of what decides rest. */
static void stop_pumps(rx_experiment *experiment)
{
  for (size_t i = 0; i < rx_registry_count(experiment->registry); i++) {
    rx_entry *entry = rx_registry_at(experiment->registry, i);
    if (strstr(entry->path, "/channels/pump_") != NULL && strcmp(entry->param->name, "largest") == 0)
      rx_entry_set(entry, 0, NULL);
  }
}

static double find_rest(const char *cell, rx_place place)
{
  rx_experiment *experiment = read_config(cell, NULL, 0, NULL, place);
  rx_network *network = NULL;
  rx_error err = { 0 };
  rx_rest rest = { .V_mV = NAN };
  if (experiment != NULL) {
    stop_pumps(experiment);
    network = set_number(find_entry(experiment, cell, "v_init", place), REST_FROM_MV, place)
                  ? make_network(experiment, place)
                  : NULL;
  }
  if (network != NULL) {
    rx_preparation p = rx_preparation_default(network);
    p.settle_ms = REST_MS;
    if (rx_assay_rest(&p, &rest, &err) != RX_OK) {
      rx_table_problem(place.table, place.row, place.column, "rest of %s: %s", cell, err.text);
      rest.V_mV = NAN;
    }
  }
  rx_network_free(network);
  rx_experiment_free(experiment);
  return rest.V_mV;
}

double rx_default_rest_mV(rx_verify *verify, rx_known_rest **known, const char *cell, rx_place place)
{
  for (const rx_known_rest *k = *known; k != NULL; k = k->next)
    if (strcmp(k->cell, cell) == 0) return k->V_mV;
  rx_known_rest *rest = rx_verify_alloc(verify, 1, sizeof *rest);
  if (rest == NULL) return NAN;
  *rest = (rx_known_rest){ .cell = cell, .V_mV = find_rest(cell, place), .next = *known };
  if (!isnan(rest->V_mV)) *known = rest;
  return rest->V_mV;
}
