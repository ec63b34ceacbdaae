/* What the reader must know before believing a number: remarks on this run, known limits of the model. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/report/page/numbers.h"
#include "io/report/sections.h"

static void warning(rx_page *page, const char *text)
{
  rx_page_add(page, "<p class=\"warning\"><b>Note.</b> %s</p>\n", text);
}

/* Where the values of an outcome that was asked for are missing: a simulation that failed ends a run without results, so that what is
 * missing here does not apply or does not exist. Told only of what every stimulus has: the pain signal and mean rates. */
static size_t count_missing(const rx_view *view)
{
  const rx_results *s = view->results;
  size_t n = 0;
  for (size_t i = 0; i < s->n_outcomes; i++) {
    const rx_result_outcome *o = &s->outcomes[i];
    if (o->rank != 3 || (strcmp(o->name, "pain_signal") != 0 && rx_view_outcome_population(view, o, "rate_") == NULL))
      continue;
    for (size_t c = 0; c < s->n_conditions; c++)
      for (size_t t = 0; t < s->n_stimuli; t++) {
        if (!rx_view_is_under(view, o, t)) continue; /* of assays, clamps: in no condition */
        const rx_stat stat = rx_view_stat(view, o, c, t);
        n += stat.of - stat.n;
      }
  }
  return n;
}

static size_t count_assumed(const rx_results *s)
{
  size_t n = 0;
  for (size_t i = 0; i < s->n_parameters; i++) {
    const char *mark = s->parameters[i].mark != NULL ? s->parameters[i].mark : "";
    n += strcmp(mark, "L") == 0 || strcmp(mark, "D") == 0;
  }
  return n;
}

/* The value of a parameter in a condition; NaN: there is none. */
static double value_in(const rx_view *view, const rx_result_condition *condition, const char *path)
{
  for (size_t i = 0; i < condition->n_modifiers; i++)
    if (strcmp(condition->modifiers[i].path, path) == 0) return condition->modifiers[i].result;
  return rx_view_parameter(view, path);
}

/* The first shift of a variant that no channel has; false: there is none. */
static bool find_idle_shift(const rx_view *view, const rx_result_condition *condition, const char **path,
                            char fraction[512])
{
  for (size_t i = 0; i < condition->n_modifiers; i++) {
    const rx_result_modifier *m = &condition->modifiers[i];
    const char *slash = strrchr(m->path, '/');
    if (slash == NULL || m->result == 0 || (strcmp(slash, "/shift_m") != 0 && strcmp(slash, "/shift_h") != 0)) continue;
    snprintf(fraction, 512, "%.*s/fraction", (int)(slash - m->path), m->path);
    *path = m->path;
    if (value_in(view, condition, fraction) == 0) return true;
  }
  return false;
}

static void of_this_run(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  if (s->n_repetitions == 1 && s->n_conditions > 0)
    warning(page, "This run has one repetition of each condition and stimulus: no spread is known, and small "
                  "differences may be chance.");
  for (size_t c = 0; c < s->n_conditions; c++)
    if (c != view->reference && s->conditions[c].n_modifiers == 0)
      rx_page_add(page,
                  "<p class=\"warning\"><b>Note.</b> The condition %s changes no parameter: it is the same circuit as "
                  "without any condition.</p>\n",
                  RX_WORDS(s->conditions[c].name));
  for (size_t c = 0; c < s->n_conditions; c++) {
    const char *path;
    char fraction[512];
    if (find_idle_shift(view, &s->conditions[c], &path, fraction))
      rx_page_add(page,
                  "<p class=\"warning\"><b>Note.</b> In the condition %s %s has no effect while %s is 0: no channel "
                  "has the variant.</p>\n",
                  RX_WORDS(s->conditions[c].name), path, fraction);
  }
  const rx_result_outcome *cut = rx_results_outcome(s, "pain_signal_is_cut");
  bool is_cut = false;
  for (size_t i = 0; cut != NULL && i < rx_outcome_size(s, cut->rank); i++) is_cut |= cut->value[i] > 0;
  if (is_cut)
    warning(page,
            "Some stimuli end before a window of the pain signal does: its rate is over what is left of the window, or "
            "missing. Let a stimulus last to the end of the windows (see the circuit's pain_signal) to compare it with "
            "others.");
  const size_t n_missing = count_missing(view);
  if (n_missing > 0)
    rx_page_add(
        page,
        "<p class=\"warning\"><b>Note.</b> %s value%s of the pain signal and mean rates %s missing (–) where other "
        "conditions or repetitions have one.</p>\n",
        RX_COUNT(n_missing), n_missing == 1 ? "" : "s", n_missing == 1 ? "is" : "are");
  if (s->provenance.git_commit != NULL && strstr(s->provenance.git_commit, "dirty") != NULL)
    warning(page, "The program was built from changed sources (+dirty): the commit alone does not tell what ran.");
  const size_t n_assumed = count_assumed(s);
  if (n_assumed > 0)
    rx_page_add(page,
                "<p class=\"warning\"><b>Note.</b> %s of %s parameters are assumed (marks L and D: recalled and not "
                "checked, or chosen for rexed).</p>\n",
                RX_COUNT(n_assumed), RX_COUNT(s->n_parameters));
}

static bool has_module(const rx_view *view, const char *module)
{
  for (size_t i = 0; i < view->n_populations; i++)
    if (strcmp(view->populations[i].module, module) == 0) return true;
  return false;
}

static bool has_parameters_below(const rx_view *view, const char *top)
{
  for (size_t i = 0; i < view->results->n_parameters; i++)
    if (strncmp(view->results->parameters[i].path, top, strlen(top)) == 0) return true;
  return false;
}

/* Motor pools: what they are known to get wrong, and what their numbers are not (docs/motoneurons.md). */
static void of_motor_pools(rx_page *page)
{
  rx_page_add(
      page,
      "<li>VibStim: torque falls with reciprocal inhibition in the model, and did not in people (Mesquita 2022). "
      "That disagreement is known and not resolved.</li>\n"
      "<li>Block of 5-HT2 receptors changes ΔF too much: chlorpromazine −3.8 Hz in the model, where a block in people "
      "changed it by −0.99 and −0.75 pps.</li>\n"
      "<li>Serotonin and noradrenaline act through one factor each on the persistent inward current and the "
      "afterhyperpolarisation, equal in all units of a pool.</li>\n"
      "<li>Units fire faster at a given torque than people’s do. Torque is a share of a nominal maximum "
      "(all units at a very fast steady rate), not of what a person can do.</li>\n"
      "<li>A spasm of a model pool is no patient’s spasm, and stimulation that ends it here is no treatment.</li>\n");
}

/* Cells of a dorsal horn, whatever their module is called. */
static bool has_dorsal_horn(const rx_view *view)
{
  for (size_t i = 0; i < view->n_populations; i++)
    if (view->populations[i].kind < RX_KIND_CELLS) return true;
  return rx_results_outcome(view->results, "pain_signal") != NULL || has_parameters_below(view, "rate_model/");
}

static void of_the_model(rx_page *page, const rx_view *view)
{
  rx_page_heading(page, 3, "Known limits of the model");
  rx_page_add(page, "<ul>\n");
  if (has_module(view, "sdh")) {
    rx_page_add(
        page,
        "<li>The weights of the superficial module (sdh) come from a genetic algorithm; other sets give the same "
        "output, and some are "
        "unphysiologically large. Don’t read a weight as a measurement.</li>\n"
        "<li>GABA carries nearly all inhibition of the superficial module: loss of glycine alone is almost silent "
        "there. That is the published "
        "parameter set, not a finding; the circuit dorsal_horn_glycine is a variant in which glycine matters.</li>\n");
  }
  const rx_view_population *vglut3 = rx_view_population_of(view, "VGLUT3");
  if (vglut3 != NULL)
    rx_page_add(
        page,
        "<li>%s VGLUT3 cell%s the path from Aβ fibres: results depend on the random graph. Average at least five "
        "graphs "
        "before a claim: each repetition of a run draws its own, unless the graph is read from files.</li>\n",
        vglut3->n == 4 ? "Four" : RX_COUNT(vglut3->n), vglut3->n == 1 ? " carries" : "s carry");
  if (rx_view_population_of(view, "DYN") != NULL)
    rx_page_add(page, "<li>Silencing the dynorphin cells (DYN) gives no allodynia here, against experiment.</li>\n");
  if (rx_view_population_of(view, "Ad") != NULL)
    rx_page_add(page, "<li>The published Aδ weights of the superficial module are negligible: Aδ fibres change its "
                      "output by less than 0.1 Hz.</li>\n");
  if (has_parameters_below(view, "circuit/nerve/fibres/"))
    rx_page_add(page,
                "<li>Variants and drugs act on the spike encoders of C nociceptors, not on their axons; Aβ, Aδ and "
                "tactile C fibres have no sodium channels that a drug could block.</li>\n");
  if (has_parameters_below(view, "circuit/drugs/"))
    rx_page_add(
        page, "<li>Drugs block sodium channels of nociceptors here and do nothing else; most of their affinities are "
              "recalled or assumed. Less of Nav1.8 should calm a nociceptor with a variant of Nav1.7; the cell nx "
              "then fires as fast or faster. An effect in this model predicts no patient’s relief and no dose.</li>\n");
  if (has_parameters_below(view, "circuit/motor/")) of_motor_pools(page);
  const bool is_of_horn = has_dorsal_horn(view);
  if (is_of_horn && view->n_populations > 1)
    rx_page_add(page, "<li>The circuit has no space: laminae and positions are labels. Presynaptic inhibition, "
                      "descending control and plasticity act only where "
                      "the experiment switches them on.</li>\n");
  rx_page_add(page, "<li>Calibrated is not validated: agreement with the data that a model was tuned to says little "
                    "about anything else.</li>\n");
  if (is_of_horn)
    rx_page_add(
        page, "<li>The pain signal is the firing of projection neurons. Pain is what a person feels and says.</li>\n");
  else if (has_parameters_below(view, "circuit/nerve/"))
    rx_page_add(page, "<li>Spikes of fibres are not pain. Pain is what a person feels and says.</li>\n");
  rx_page_add(page, "</ul>\n");
}

void rx_report_limits(rx_page *page, const rx_view *view)
{
  rx_page_section(page, "limits", "Warnings and limits");
  of_this_run(page, view);
  of_the_model(page, view);
}
