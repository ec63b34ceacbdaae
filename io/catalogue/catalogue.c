#include "io/catalogue/catalogue.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/config/config_files.h"
#include "io/experiment/experiment.h"
#include "models/channels/channel.h"
#include "stimuli/stimulus.h"

#ifndef RX_CONFIGS_FOLDER
#define RX_CONFIGS_FOLDER "configs" /* the build gives the installed one */
#endif

static const char *const KINDS[] = {
  "cells", "circuits", "phenotypes", "drugs", "stimuli", "assays", "channels", NULL
};

/* ---- mechanisms: tables of parameters that are built in ---- */

typedef struct mechanism {
  const char *kind, *name, *meaning;
  const rx_param *params;
  const rx_stimulus_text *texts; /* keys that are no numbers; NULL: none */
} mechanism;

/* The i-th mechanism; false past the last. */
static bool mechanism_at(size_t i, mechanism *m)
{
  const size_t n_channels = (size_t)rx_channel_count();
  if (i < n_channels) {
    const rx_channel *channel = rx_channel_at((int)i);
    *m = (mechanism){ "channels", channel->name, channel->meaning, channel->params, NULL };
    return true;
  }
  i -= n_channels;
  if (i < RX_N_STIMULI) {
    *m = (mechanism){ "stimuli", RX_STIMULUS_KINDS[i].name, RX_STIMULUS_KINDS[i].meaning, RX_STIMULUS_KINDS[i].params,
                      RX_STIMULUS_KINDS[i].texts };
    return true;
  }
  i -= RX_N_STIMULI;
  if (i < RX_N_ASSAYS) {
    *m = (mechanism){ "assays", RX_ASSAY_KINDS[i].name, RX_ASSAY_KINDS[i].meaning, RX_ASSAY_KINDS[i].params, NULL };
    return true;
  }
  i -= RX_N_ASSAYS;
  const mechanism others[] = {
    { "cells", "cell", "numbers of a cell", RX_CELL_PARAMS, NULL },
    { "cells", "section", "numbers of a section", RX_SECTION_PARAMS, NULL },
    { "cells", "calcium", "calcium shell of a section", RX_CALCIUM_PARAMS, NULL },
    { "cells", "ion_pool", "sodium_inside, potassium_inside, sodium_outside, potassium_outside of a section",
      RX_POOL_PARAMS, NULL },
    { "cells", "sheath", "myelin sheath of a section", RX_SHEATH_PARAMS, NULL },
    { "cells", "myelinated", "a myelinated fibre of node, mysa, flut and stin", RX_MYELINATED_PARAMS, NULL },
    { "cells", "fibre_part", "numbers of node, mysa, flut and stin", RX_FIBRE_PART_PARAMS, NULL },
    { "drugs", "drug", "a drug that blocks sodium channels", RX_DRUG_PARAMS, NULL },
    { "synapses", "receptor", "a receptor of a population", RX_RECEPTOR_PARAMS, NULL },
    { "synapses", "short_term_plasticity", "short-term plasticity of a pathway", RX_STP_PARAMS, NULL },
    { "circuit", "circuit", "numbers of a circuit", RX_CIRCUIT_PARAMS, NULL },
    { "circuit", "population", "a population", RX_POPULATION_PARAMS, NULL },
    { "circuit", "pathway", "a pathway", RX_PATHWAY_PARAMS, NULL },
    { "circuit", "noise", "background noise of a population", RX_NOISE_PARAMS, NULL },
    { "circuit", "presynaptic_inhibition", "inhibition of afferent terminals", RX_PRESYNAPTIC_PARAMS, NULL },
    { "circuit", "pain_signal", "a term of the pain signal", RX_PAIN_TERM_PARAMS, NULL },
    { "rate_model", "rate_dorsal_horn", "the rate model", RX_RATE_DORSAL_HORN_PARAMS, NULL },
  };
  if (i >= sizeof others / sizeof *others) return false;
  *m = others[i];
  return true;
}

static void print_number(FILE *out, double value)
{
  if (isnan(value))
    fputs("none", out);
  else
    fprintf(out, "%.10g", value);
}

/* What follows a number: its unit behind a space, nothing where it has none. */
static const char *space_before(const rx_param *p)
{
  return strcmp(p->unit, "1") == 0 ? "" : " ";
}

static const char *unit_of(const rx_param *p)
{
  return strcmp(p->unit, "1") == 0 ? "" : p->unit;
}

static void print_range(FILE *out, const rx_param *p)
{
  fprintf(out, "; allowed %g … %g%s%s%s\n", p->lower, p->upper, space_before(p), unit_of(p),
          p->optional ? ", or not given" : "");
}

static void print_param(FILE *out, const char *path, const rx_param *p)
{
  fprintf(out, "%s\n  %s\n  default ", path, p->meaning);
  print_number(out, p->def);
  fprintf(out, "%s%s", space_before(p), unit_of(p));
  print_range(out, p);
  if (p->source != NULL) fprintf(out, "  source of the default: %s\n", p->source);
}

/* "none, discharge, torque" */
static void print_words(FILE *out, size_t n, const char *const words[])
{
  for (size_t i = 0; i < n; i++) fprintf(out, "%s%s", i > 0 ? ", " : "", words[i]);
}

static size_t count_words(const char *const words[])
{
  size_t n = 0;
  while (words[n] != NULL) n++;
  return n;
}

/* ---- list ---- */

static rx_status list_configs(FILE *out, const char *kind, rx_error *err)
{
  rx_config_tree *tree = rx_config_create();
  rx_problems *problems = rx_problems_create();
  if (tree == NULL || problems == NULL || !rx_config_set_root(tree, RX_CONFIGS_FOLDER)) {
    rx_config_free(tree);
    rx_problems_free(problems);
    return rx_no_memory(err);
  }
  const char *const *names = NULL;
  const size_t n = rx_config_names(tree, kind, &names);
  for (size_t i = 0; i < n; i++) {
    const rx_node *file = rx_config_find(tree, kind, names[i], NULL, problems);
    const rx_node *words = file != NULL ? rx_node_child(file, "description") : NULL;
    fprintf(out, "  %-28s %s\n", names[i], words != NULL && words->text != NULL ? words->text : "");
  }
  rx_problems_free(problems);
  rx_config_free(tree);
  return RX_OK;
}

rx_status rx_catalogue_list(FILE *out, const char *kind, rx_error *err)
{
  bool is_known = kind == NULL;
  for (size_t k = 0; KINDS[k] != NULL; k++) {
    const char *this = KINDS[k];
    if (kind != NULL && strcmp(kind, this) != 0) continue;
    is_known = true;
    fprintf(out, "%s\n", this);
    mechanism m;
    bool is_built_in = false;
    if (strcmp(this, "cells") != 0 && strcmp(this, "drugs") != 0)
      for (size_t i = 0; mechanism_at(i, &m); i++)
        if (strcmp(m.kind, this) == 0) {
          fprintf(out, "  %-28s %s\n", m.name, m.meaning);
          is_built_in = true;
        }
    if (!is_built_in) RX_TRY(list_configs(out, this, err));
  }
  if (is_known) return RX_OK;
  size_t n = 0;
  while (KINDS[n] != NULL) n++;
  const char *nearest = rx_nearest_word(kind, KINDS, n);
  return rx_fail(err, RX_E_INPUT,
                 "there is no kind \"%s\"%s%s%s (cells, circuits, phenotypes, drugs, stimuli, assays or channels)",
                 kind, nearest != NULL ? "; did you mean \"" : "", nearest != NULL ? nearest : "",
                 nearest != NULL ? "\"?" : "");
}

/* ---- describe ---- */

static void print_entry(FILE *out, const rx_entry *e)
{
  fprintf(out, "%s\n  %s\n  value ", e->path, e->param->meaning);
  print_number(out, e->base);
  fprintf(out, "%s%s (default ", space_before(e->param), unit_of(e->param));
  print_number(out, e->param->def);
  fputc(')', out);
  print_range(out, e->param);
  if (e->source != NULL && e->source[0] != '\0')
    fprintf(out, "  source: %s%s%s%s\n", e->source, e->mark[0] != '\0' ? " [" : "", e->mark,
            e->mark[0] != '\0' ? "]" : "");
  if (e->file != NULL) fprintf(out, "  from %s:%d:%d\n", e->file, e->line, e->column);
}

static void print_word(FILE *out, const rx_word_entry *e)
{
  fprintf(out, "%s\n  value %s%s; allowed ", e->path, e->value != NULL ? e->value : "none",
          e->is_given ? "" : " (default)");
  print_words(out, e->n, e->words);
  fputc('\n', out);
  if (e->file != NULL) fprintf(out, "  from %s:%d:%d\n", e->file, e->line, e->column);
}

/* True if path is `part` or lies below it. */
static bool is_below(const char *path, const char *part)
{
  const size_t n = strlen(part);
  return strncmp(path, part, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

/* A key of a mechanism that is no number. */
static void print_text(FILE *out, const char *path, const rx_stimulus_text *text)
{
  fprintf(out, "%s\n  %s\n  ", path, text->meaning);
  if (text->words != NULL) {
    fprintf(out, "default %s; allowed ", text->words[0]);
    print_words(out, count_words(text->words), text->words);
  } else
    fputs(text->is_required ? "required" : "a name; may be left out", out);
  fputc('\n', out);
}

/* `kind` of stimuli and of assays: the names of the mechanisms themselves. */
static bool describe_kinds(FILE *out, const char *path)
{
  static const char *const OF[] = { "stimuli", "assays" };
  bool found = false;
  for (size_t k = 0; k < sizeof OF / sizeof *OF; k++) {
    char full[64];
    mechanism m;
    size_t n = 0;
    snprintf(full, sizeof full, "%s/kind", OF[k]);
    if (strcmp(full, path) != 0 && strcmp("kind", path) != 0) continue;
    fprintf(out, "%s\n  which of the %s it is (rexed list %s); required\n  allowed ", full, OF[k], OF[k]);
    for (size_t i = 0; mechanism_at(i, &m); i++)
      if (strcmp(m.kind, OF[k]) == 0) fprintf(out, "%s%s", n++ > 0 ? ", " : "", m.name);
    fputc('\n', out);
    found = true;
  }
  return found;
}

static bool describe_mechanisms(FILE *out, const char *path)
{
  mechanism m;
  bool found = false;
  for (size_t i = 0; mechanism_at(i, &m); i++) {
    char full[256];
    snprintf(full, sizeof full, "%s/%s", m.kind, m.name);
    const bool whole = is_below(full, path) || strcmp(m.name, path) == 0;
    if (whole) fprintf(out, "%s\n  %s\n", full, m.meaning);
    for (const rx_param *p = m.params; p->name != NULL; p++) {
      snprintf(full, sizeof full, "%s/%s/%s", m.kind, m.name, p->name);
      if (!whole && strcmp(full, path) != 0) continue;
      print_param(out, full, p);
      found = true;
    }
    for (const rx_stimulus_text *text = m.texts; text != NULL && text->name != NULL; text++) {
      snprintf(full, sizeof full, "%s/%s/%s", m.kind, m.name, text->name);
      if (!whole && strcmp(full, path) != 0 && strcmp(text->name, path) != 0) continue;
      print_text(out, full, text);
      found = true;
    }
    found |= whole;
  }
  return found;
}

static bool describe_table(FILE *out, const char *path, const char *name, const char *part, const rx_param table[])
{
  bool found = false;
  char full[256];
  for (const rx_param *p = table; p->name != NULL; p++) {
    snprintf(full, sizeof full, "fibres/%s%s/%s", name, part, p->name);
    if (!is_below(full, path) && strcmp(name, path) != 0) continue;
    print_param(out, full, p);
    found = true;
  }
  return found;
}

/* Classes of fibres: paths as below circuit/nerve/fibres/NAME, with the class in the place of the population. */
static bool describe_fibres(FILE *out, const char *path)
{
  bool found = false;
  for (int c = 0; c < RX_N_FIBRE_CLASSES; c++) {
    const rx_fibre_description *d = &RX_FIBRE_CLASSES[c];
    char full[256];
    snprintf(full, sizeof full, "fibres/%s", d->name);
    if (is_below(full, path) || strcmp(d->name, path) == 0)
      fprintf(out, "%s\n  %s; encoder: %s\n", full, d->meaning, d->is_cell ? "a cell, nx by default" : "aenc");
    const struct {
      const char *part;
      const rx_param *table;
    } PARTS[] = { { "", RX_FIBRES_PARAMS }, { "/mechanical", d->mechanical },
                  { "/heat", d->heat },     { "/sensitisation", RX_SENSITISATION_PARAMS },
                  { "/aenc", d->aenc },     { "/conduction", d->relay } };
    for (size_t k = 0; k < sizeof PARTS / sizeof *PARTS; k++)
      found |= describe_table(out, path, d->name, PARTS[k].part, PARTS[k].table);
  }
  return found;
}

static rx_status read_model(const char *experiment, rx_problems *problems, rx_experiment **e, rx_error *err)
{
  return experiment != NULL ? rx_experiment_read(experiment, 0, NULL, problems, e, err)
                            : rx_circuit_config_read("dorsal_horn", 0, NULL, problems, e, err);
}

/* The numbers that a drug's file gives, with where each is from. */
static void print_numbers(FILE *out, const rx_node *file)
{
  for (const rx_param *p = RX_DRUG_PARAMS; p->name != NULL; p++) {
    const rx_node *given = rx_node_child(file, p->name);
    const rx_node *value = given != NULL && given->kind == RX_NODE_MAPPING ? rx_node_child(given, "value") : given;
    const rx_node *source = given != NULL ? rx_node_child(given, "source") : NULL;
    const rx_node *mark = given != NULL ? rx_node_child(given, "mark") : NULL;
    if (value == NULL || value->kind != RX_NODE_SCALAR) continue;
    const bool has_source = source != NULL && source->kind == RX_NODE_SCALAR;
    const bool has_mark = mark != NULL && mark->kind == RX_NODE_SCALAR;
    fprintf(out, "  %s: %s, %s%s%s%s%s%s\n", p->name, value->text, p->meaning, has_source ? "; " : "",
            has_source ? source->text : "", has_mark ? " [" : "", has_mark ? mark->text : "", has_mark ? "]" : "");
  }
}

/* A config of the search path by its name: what its file says of itself. */
static bool describe_config(FILE *out, const char *name)
{
  rx_config_tree *tree = rx_config_create();
  bool found = false;
  for (size_t k = 0; tree != NULL && rx_config_set_root(tree, RX_CONFIGS_FOLDER) && k < 4; k++) {
    const char *const *names = NULL;
    const size_t n = rx_config_names(tree, KINDS[k], &names);
    for (size_t i = 0; i < n; i++) {
      if (strcmp(names[i], name) != 0) continue;
      rx_problems *problems = rx_problems_create();
      const rx_node *file = problems != NULL ? rx_config_find(tree, KINDS[k], name, NULL, problems) : NULL;
      static const char *const KEYS[] = { "description", "source", "mark" };
      fprintf(out, "%s/%s\n", KINDS[k], name);
      for (size_t q = 0; file != NULL && q < sizeof KEYS / sizeof *KEYS; q++) {
        const rx_node *words = rx_node_child(file, KEYS[q]);
        if (words != NULL && words->text != NULL) fprintf(out, "  %s: %s\n", KEYS[q], words->text);
      }
      if (file != NULL && strcmp(KINDS[k], "drugs") == 0) print_numbers(out, file);
      if (file != NULL) fprintf(out, "  from %s\n", file->file);
      rx_problems_free(problems);
      found = true;
    }
  }
  rx_config_free(tree);
  return found;
}

/* "cell/…" of an experiment with one cell means the population that the cell has become, as in --set. */
static void cell_to_population(const rx_circuit *circuit, char part[1024])
{
  if (circuit == NULL || circuit->n_populations != 1 || !is_below(part, "cell")) return;
  char full[1024];
  const int n =
      snprintf(full, sizeof full, "circuit/populations/%s%s", circuit->populations[0].name, part + strlen("cell"));
  if (n > 0 && (size_t)n < sizeof full) memcpy(part, full, (size_t)n + 1);
}

rx_status rx_catalogue_describe(FILE *out, const char *path, const char *experiment, rx_problems *problems,
                                rx_error *err)
{
  char part[1024];
  size_t length = strlen(path);
  while (length > 1 && path[length - 1] == '/') length--;
  if (length >= sizeof part) return rx_fail(err, RX_E_INPUT, "the path is too long");
  memcpy(part, path, length);
  part[length] = '\0';
  rx_experiment *e = NULL;
  RX_TRY(read_model(experiment, problems, &e, err));
  cell_to_population(e->circuit, part);
  size_t n_found = 0;
  for (size_t i = 0; i < rx_registry_count(e->registry); i++) {
    const rx_entry *entry = rx_registry_at(e->registry, i);
    if (!is_below(entry->path, part)) continue;
    print_entry(out, entry);
    n_found++;
  }
  for (size_t i = 0; i < rx_registry_word_count(e->registry); i++) {
    const rx_word_entry *entry = rx_registry_word_at(e->registry, i);
    if (!is_below(entry->path, part)) continue;
    print_word(out, entry);
    n_found++;
  }
  rx_status status = RX_OK;
  const char *config = strncmp(part, "drugs/", 6) == 0 ? part + 6 : part;
  if (n_found == 0 && !describe_kinds(out, part) && !describe_mechanisms(out, part) && !describe_fibres(out, part) &&
      !describe_config(out, config)) {
    const bool lacks_pool = e->circuit != NULL && e->circuit->motor.n == 0 && strncmp(part, "circuit/motor", 13) == 0;
    const char *nearest = lacks_pool ? NULL : rx_registry_nearest(e->registry, part);
    status =
        lacks_pool ? rx_fail(err, RX_E_INPUT,
                             "no number has the path \"%s\": the circuit has no motor pool; take an experiment "
                             "that has one, as -e configs/motor/ramp_contraction.yaml",
                             part)
        : nearest != NULL
            ? rx_fail(err, RX_E_INPUT, "no number has the path \"%s\"; did you mean \"%s\"?", part, nearest)
            : rx_fail(
                  err, RX_E_INPUT,
                  "no number has the path \"%s\" (try \"circuit/populations\", \"channels\" "
                  "or \"stimuli\"; -e EXPERIMENT.yaml for numbers of an experiment, a nerve, a motor pool or drugs)",
                  part);
  }
  rx_experiment_free(e);
  return status;
}

/* ---- the parameter reference ---- */

/* A text inside a table of Markdown. */
static void print_cell(FILE *out, const char *text)
{
  for (; text != NULL && *text != '\0'; text++) {
    if (*text == '|') fputc('\\', out);
    fputc(*text == '\n' ? ' ' : *text, out);
  }
}

static void markdown_mechanisms(FILE *out)
{
  mechanism m;
  const char *kind = "";
  for (size_t i = 0; mechanism_at(i, &m); i++) {
    if (strcmp(kind, m.kind) != 0) fprintf(out, "\n## %s\n", m.kind);
    kind = m.kind;
    fprintf(out,
            "\n### %s\n\n%s\n\n| name | unit | default | allowed | meaning | source of the default "
            "|\n|---|---|---|---|---|---|\n",
            m.name, m.meaning);
    for (const rx_param *p = m.params; p->name != NULL; p++) {
      fprintf(out, "| %s | %s | ", p->name, p->unit);
      if (!isnan(p->def))
        fprintf(out, "%.10g", p->def);
      else
        fputs(p->optional ? "not given" : "required", out);
      fprintf(out, " | %g … %g | ", p->lower, p->upper);
      print_cell(out, p->meaning);
      fputs(" | ", out);
      print_cell(out, p->source);
      fputs(" |\n", out);
    }
    for (const rx_stimulus_text *text = m.texts; text != NULL && text->name != NULL; text++) {
      fprintf(out, "| %s | a word | %s | ", text->name,
              text->words != NULL ? text->words[0]
              : text->is_required ? "required"
                                  : "not given");
      if (text->words != NULL)
        print_words(out, count_words(text->words), text->words);
      else
        fputs("a name", out);
      fputs(" | ", out);
      print_cell(out, text->meaning);
      fputs(" | |\n", out);
    }
  }
}

rx_status rx_catalogue_markdown(FILE *out, rx_problems *problems, rx_error *err)
{
  rx_experiment *e = NULL;
  RX_TRY(read_model(NULL, problems, &e, err));
  fputs("# Parameters\n\nMade by `rexed describe --markdown`; do not edit. First what each mechanism takes, then every "
        "number of the "
        "circuit `dorsal_horn`.\n\nMarks: R read in published code, P read in a published page, L recalled and not "
        "checked, D a "
        "choice of this project; L and D are assumptions.\n",
        out);
  markdown_mechanisms(out);
  fputs("\n## Numbers of the circuit dorsal_horn\n\n| path | value | unit | mark | source |\n|---|---|---|---|---|\n",
        out);
  for (size_t i = 0; i < rx_registry_count(e->registry); i++) {
    const rx_entry *entry = rx_registry_at(e->registry, i);
    if (!entry->is_given || isnan(entry->base)) continue;
    fprintf(out, "| %s | %.10g | %s | %s | ", entry->path, entry->base, entry->param->unit, entry->mark);
    print_cell(out, entry->source);
    fputs(" |\n", out);
  }
  rx_experiment_free(e);
  return RX_OK;
}
