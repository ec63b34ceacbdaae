/* What was run and what came out, in words; every number is in the tables below. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/report/page/numbers.h"
#include "io/report/sections.h"

enum { MOST_SENTENCES = 40, MOST_NAMES = 8, MOST_CHANGES = 4, MOST_ASSAY_NUMBERS = 6 };

/* A change of the main outcome is worth a sentence from these on: of the larger value, and of the outcome's largest mean. */
#define NOTABLE_SHARE      0.1
#define NOTABLE_OF_LARGEST 0.02
/* Two responses that differ by less are about the same. */
#define SAME_SHARE         0.2

static const char *condition_name(const rx_view *view, size_t c)
{
  return view->results->conditions[c].name;
}

/* ", " or " and " between n names, nothing before the first. */
static const char *joint(size_t i, size_t n)
{
  return i == 0 ? "" : i + 1 == n ? " and " : ", ";
}

static void list_conditions(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  const size_t n = s->n_conditions < MOST_NAMES ? s->n_conditions : MOST_NAMES;
  for (size_t i = 0; i < n; i++) rx_page_add(page, "%s%s", joint(i, n), RX_WORDS(s->conditions[i].name));
  if (n < s->n_conditions) rx_page_add(page, " …");
}

/* Stimuli, or assays, of the battery: "2 stimuli: a and b. " */
static void list_battery(rx_page *page, const rx_view *view, bool are_assays, const char *one, const char *several)
{
  const rx_results *s = view->results;
  size_t n = 0, k = 0;
  for (size_t i = 0; i < s->n_stimuli; i++) n += (rx_results_assay(s, i) != NULL) == are_assays;
  if (n == 0) return;
  rx_page_add(page, "%zu %s: ", n, n == 1 ? one : several);
  const size_t n_named = n < MOST_NAMES ? n : MOST_NAMES;
  for (size_t i = 0; i < s->n_stimuli && k < n_named; i++) {
    if ((rx_results_assay(s, i) != NULL) != are_assays) continue;
    rx_page_add(page, "%s%s", joint(k, n_named), RX_WORDS(s->stimuli[i]));
    k++;
  }
  rx_page_add(page, n_named < n ? " …. " : ". ");
}

static void describe_model(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  size_t n_cells = 0, n_fibres = 0, n_cell_populations = 0, n_connections = 0;
  for (size_t i = 0; i < view->n_populations; i++) {
    const rx_view_population *p = &view->populations[i];
    if (p->kind == RX_KIND_AFFERENT)
      n_fibres += p->n;
    else
      n_cells += p->n, n_cell_populations++;
  }
  for (size_t i = 0; i < s->n_pathways; i++) n_connections += s->pathways[i].n_connections;
  bool is_rate_model = view->n_populations == 0;
  for (size_t i = 0; is_rate_model && i < s->n_parameters; i++)
    if (strncmp(s->parameters[i].path, "rate_model/", 11) == 0) {
      rx_page_add(page, "A rate model was simulated. ");
      is_rate_model = false;
    }
  if (n_cells == 1 && n_fibres == 0) {
    rx_page_add(page, "One cell (%s) was simulated. ", view->populations[0].name);
  } else if (n_cell_populations > 0) {
    rx_page_add(page, "A circuit of %s cell%s in %zu population%s", RX_COUNT(n_cells), n_cells == 1 ? "" : "s",
                n_cell_populations, n_cell_populations == 1 ? "" : "s");
    if (n_fibres > 0) rx_page_add(page, ", driven by %s afferent fibres", RX_COUNT(n_fibres));
    if (n_connections > 0) rx_page_add(page, " through %s connections", RX_COUNT(n_connections));
    rx_page_add(page, "%s was simulated. ", n_fibres > 0 || n_connections > 0 ? "," : "");
  }
}

static void describe_plan(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  if (s->n_conditions > 0) {
    rx_page_add(page, "%zu condition%s: ", s->n_conditions, s->n_conditions == 1 ? "" : "s");
    list_conditions(page, view);
    if (s->n_conditions > 1)
      rx_page_add(page, " (the others are compared with <b>%s</b>)", RX_WORDS(condition_name(view, view->reference)));
    rx_page_add(page, ". ");
  }
  list_battery(page, view, false, "stimulus", "stimuli");
  list_battery(page, view, true, "assay", "assays");
  if (s->n_repetitions > 1)
    rx_page_add(page,
                "%zu repetitions of each, which differ in their random spike trains and, where it is drawn, their "
                "random graph; numbers are means ± standard "
                "deviation over them.",
                s->n_repetitions);
  else if (s->n_repetitions == 1)
    rx_page_add(page, "One repetition of each, so no spread is known.");
}

void rx_report_title(rx_page *page, const rx_view *view)
{
  rx_page_add(page, "<header>\n<h1>%s</h1>\n", view->title);
  if (*view->description != '\0') rx_page_add(page, "<p class=\"lead\">%s</p>\n", view->description);
  rx_page_add(page, "<p>");
  describe_model(page, view);
  describe_plan(page, view);
  rx_page_add(page, "</p>\n<p class=\"statement\" role=\"note\">Research and teaching model: no output is advice to a "
                    "patient.</p>\n</header>\n");
}

/* ---- findings ---- */

typedef struct rx_change {
  size_t condition, stimulus;
  double reference, value;
  bool overlaps; /* the repetitions of both */
} rx_change;

/* Larger ratio first: it is the change of the response that was small before that is asked for. */
static double weight_of(const rx_change *c, double tiny)
{
  const double a = fmax(fabs(c->value), tiny), b = fmax(fabs(c->reference), tiny);
  return a > b ? a / b : b / a;
}

/* "; brush then evokes about as much as pressure does in healthy (0.47)", or more than the strongest it exceeds. Stimuli that the
 * reference answers no more than this one tell nothing. */
static void compare_with_reference(rx_page *page, const rx_view *view, const rx_result_outcome *outcome,
                                   const rx_change *change)
{
  size_t found = SIZE_MAX;
  double found_mean = 0;
  bool is_equal = false;
  for (size_t t = 0; t < view->results->n_stimuli; t++) {
    const double mean = rx_view_stat(view, outcome, view->reference, t).mean;
    if (t == change->stimulus || !(mean > (1 + SAME_SHARE) * change->reference) ||
        !(change->value > (1 - SAME_SHARE) * mean))
      continue;
    const bool is_near = change->value <= (1 + SAME_SHARE) * mean;
    const bool is_better =
        found == SIZE_MAX ||
        (is_near && is_equal ? fabs(mean - change->value) < fabs(found_mean - change->value) : mean > found_mean);
    if (!is_better) continue;
    found = t, found_mean = mean, is_equal = is_near;
  }
  if (found == SIZE_MAX) return;
  rx_page_add(page, "; %s then evokes %s %s does in %s (%s)", RX_WORDS(view->results->stimuli[change->stimulus]),
              is_equal ? "about as much as" : "more than", RX_WORDS(view->results->stimuli[found]),
              RX_WORDS(condition_name(view, view->reference)), RX_NUM(found_mean));
}

/* " rises under brush from 0.02 to 0.45 (×22), under pinch …": the changes of one direction, of n; false where there is none. */
static bool describe_changes(rx_page *page, const rx_view *view, const rx_result_outcome *outcome,
                             const rx_change *changes, size_t n, bool is_rise, double tiny, const char *before)
{
  size_t n_said = 0;
  for (size_t i = 0; i < n && n_said < MOST_CHANGES; i++) {
    const rx_change *change = &changes[i];
    if ((change->value > change->reference) != is_rise) continue;
    if (n_said++ == 0)
      rx_page_add(page, "%s%s ", before, is_rise ? "rises" : "falls");
    else
      rx_page_add(page, ", ");
    rx_page_add(page, "under %s from %s to %s", RX_WORDS(view->results->stimuli[change->stimulus]),
                RX_VIEW_VALUE(view, outcome, view->reference, change->stimulus),
                RX_VIEW_VALUE(view, outcome, change->condition, change->stimulus));
    const char *times = RX_VIEW_CHANGE(view, outcome, change->condition, view->reference, change->stimulus);
    if (change->reference > tiny && *times != '\0') rx_page_add(page, " (%s)", times);
    if (change->overlaps) rx_page_add(page, " (the repetitions overlap)");
  }
  return n_said > 0;
}

static void describe_condition(rx_page *page, const rx_view *view, const rx_result_outcome *outcome, const char *what,
                               size_t c)
{
  const size_t n_stimuli = view->results->n_stimuli;
  const double largest = rx_view_largest(view, outcome), tiny = RX_TINY_SHARE * largest;
  rx_change *changes = calloc(n_stimuli + 1, sizeof *changes);
  if (changes == NULL) {
    page->is_out_of_memory = true;
    return;
  }
  size_t n = 0, n_compared = 0;
  double largest_share = 0;
  for (size_t t = 0; t < n_stimuli; t++) {
    const rx_stat a = rx_view_stat(view, outcome, view->reference, t), b = rx_view_stat(view, outcome, c, t);
    if (a.n == 0 || b.n == 0) continue;
    n_compared++;
    const double difference = fabs(b.mean - a.mean), size = fmax(fabs(a.mean), fabs(b.mean));
    /* a share of what is itself next to nothing says nothing */
    if (size > 0 && difference >= NOTABLE_OF_LARGEST * largest) largest_share = fmax(largest_share, difference / size);
    if (difference < NOTABLE_SHARE * size || difference < NOTABLE_OF_LARGEST * largest) continue;
    changes[n++] = (rx_change){ c, t, a.mean, b.mean, a.n > 1 && b.n > 1 && a.low <= b.high && b.low <= a.high };
  }
  for (size_t i = 1; i < n; i++) /* few: by insertion */
    for (size_t k = i; k > 0 && weight_of(&changes[k], tiny) > weight_of(&changes[k - 1], tiny); k--) {
      const rx_change swap = changes[k];
      changes[k] = changes[k - 1], changes[k - 1] = swap;
    }
  if (n_compared > 0) {
    /* of several fibres this is the one that changes most */
    const bool is_of_all = n == 0 && strncmp(outcome->name, "cord_rate_", 10) == 0;
    rx_page_add(page, "<li>%s <b>%s</b> the %s ", rx_view_with(RX_WORDS(condition_name(view, c))),
                RX_WORDS(condition_name(view, c)), is_of_all ? "cord rate of every population of fibres" : what);
    if (n == 0)
      rx_page_add(page, "stays about the same under every stimulus (largest notable change %s %%)",
                  RX_NUM(100 * largest_share));
    const bool has_risen = describe_changes(page, view, outcome, changes, n, true, tiny, "");
    describe_changes(page, view, outcome, changes, n, false, tiny, has_risen ? ", and " : "");
    if (has_risen) {
      size_t first = 0;
      while (changes[first].value <= changes[first].reference) first++;
      compare_with_reference(page, view, outcome, &changes[first]);
    }
    rx_page_add(page, ".</li>\n");
  }
  free(changes);
}

static void describe_reference(rx_page *page, const rx_view *view, const rx_result_outcome *outcome, const char *what)
{
  const rx_results *s = view->results;
  size_t n = 0, k = 0;
  for (size_t t = 0; t < s->n_stimuli; t++) n += rx_view_stat(view, outcome, view->reference, t).n > 0;
  if (n == 0) return;
  rx_page_add(page, "<li>In <b>%s</b> the %s is ", RX_WORDS(condition_name(view, view->reference)), what);
  for (size_t t = 0; t < s->n_stimuli && k < MOST_NAMES; t++) {
    const rx_stat stat = rx_view_stat(view, outcome, view->reference, t);
    if (stat.n == 0) continue;
    const char *unit = RX_UNIT(outcome->units);
    rx_page_add(page, "%s%s%s%s under %s", joint(k, n < MOST_NAMES ? n : MOST_NAMES),
                RX_VIEW_MEAN(view, outcome, view->reference, t), *unit != '\0' ? " " : "", unit,
                RX_WORDS(s->stimuli[t]));
    k++;
  }
  rx_page_add(page, ".</li>\n");
}

/* An outcome with one number per condition, or of one assay: "Allodynia index: 0.03 (healthy), 1.9 (half inhibition)." */
static void describe_numbers(rx_page *page, const rx_view *view, const rx_result_outcome *outcome, size_t stimulus)
{
  const rx_results *s = view->results;
  char words[RX_NUMBER_TEXT];
  size_t k = 0;
  rx_view_outcome_words(view, outcome, words);
  rx_page_add(page, "<li><b>%s</b>: ", rx_capital(words));
  for (size_t c = 0; c < s->n_conditions; c++) {
    const rx_stat stat = rx_view_stat(view, outcome, c, stimulus);
    if (stat.n == 0 || k >= MOST_NAMES) continue;
    const char *unit = RX_UNIT(outcome->units);
    rx_page_add(page, "%s%s%s%s (%s)", k++ > 0 ? ", " : "", RX_NUM(stat.mean), *unit != '\0' ? " " : "", unit,
                RX_WORDS(condition_name(view, c)));
  }
  rx_page_add(page, ".</li>\n");
}

static double highest(const rx_result_course *course, const rx_result_variable *v)
{
  double high = -INFINITY;
  for (size_t i = 0; i < course->n_times; i++) high = fmax(high, v->value[i * (v->k > 0 ? v->k : 1)]);
  return high;
}

/* Where no outcome tells: the peaks of the first variables. */
static size_t describe_peaks(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  size_t n = 0;
  for (size_t t = 0; t < s->n_stimuli; t++) {
    const rx_result_course *course = s->n_conditions > 0 ? rx_view_course(view, "", view->reference, t) : NULL;
    for (size_t i = 0; course != NULL && i < course->n_variables && i < 4 && n < MOST_SENTENCES; i++, n++) {
      rx_page_add(page, "<li>Under %s the highest value of <b>%s</b> is ", RX_WORDS(s->stimuli[t]),
                  course->variables[i].name);
      size_t n_said = 0;
      for (size_t k = 0; k < rx_view_n_drawn(view); k++) {
        const size_t c = rx_view_drawn(view, k);
        const rx_result_course *of = rx_view_course(view, "", c, t);
        const rx_result_variable *v = rx_view_variable(of, course->variables[i].name);
        if (v == NULL || !isfinite(highest(of, v))) continue;
        rx_page_add(page, "%s%s %s (%s)", n_said++ > 0 ? ", " : "", RX_NUM(highest(of, v)), RX_UNIT(v->units),
                    RX_WORDS(condition_name(view, c)));
      }
      rx_page_add(page, ".</li>\n");
    }
  }
  return n;
}

/* The first numbers of the assays. */
static size_t describe_assays(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  size_t n = 0;
  for (size_t i = 0; i < s->n_outcomes; i++)
    for (size_t t = 0; t < s->n_stimuli && n < MOST_ASSAY_NUMBERS; t++) {
      if (s->outcomes[i].rank != 3 || rx_results_assay(s, t) == NULL) continue;
      size_t n_conditions = 0;
      for (size_t c = 0; c < s->n_conditions; c++) n_conditions += rx_view_stat(view, &s->outcomes[i], c, t).n > 0;
      if (n_conditions == 0) continue;
      describe_numbers(page, view, &s->outcomes[i], t);
      n++;
    }
  return n;
}

void rx_report_summary(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  const rx_result_outcome *outcome = rx_view_main_outcome(view);
  rx_page_section(page, "summary", "Main findings");
  rx_page_add(page, "<div class=\"summary\">\n<ul>\n");
  size_t n = rx_report_motor_findings(page, view);
  const size_t n_of_motor = n;
  bool is_by_share = false;
  const bool is_of_pairs = n > 0 && outcome != NULL && rx_report_is_of_motor(view, outcome); /* said already */
  if (outcome != NULL && s->n_conditions > 0 && !is_of_pairs) {
    const char *what = rx_view_outcome_words(view, outcome, (char[RX_NUMBER_TEXT]){ 0 });
    const bool is_of_fibres = strncmp(outcome->name, "cord_rate_", 10) == 0;
    describe_reference(page, view, outcome, what);
    for (size_t c = 0; c < s->n_conditions; c++) {
      if (c == view->reference || n++ >= MOST_SENTENCES) continue;
      is_by_share = true;
      const rx_result_outcome *own = is_of_fibres ? rx_view_cord_outcome(view, c) : outcome; /* what changes most */
      describe_condition(page, view, own, rx_view_outcome_words(view, own, (char[RX_NUMBER_TEXT]){ 0 }), c);
    }
    if (n > MOST_SENTENCES) rx_page_add(page, "<li>%zu more conditions are in the tables.</li>\n", n - MOST_SENTENCES);
    n++;
  } else if (!is_of_pairs) {
    n += describe_peaks(page, view);
  }
  size_t n_rank_1 = 0;
  for (size_t i = 0; i < s->n_outcomes && n_rank_1 < 3; i++)
    if (s->outcomes[i].rank == 1 && rx_view_has_numbers(view, &s->outcomes[i]))
      describe_numbers(page, view, &s->outcomes[i], 0), n_rank_1++;
  n_rank_1 += describe_assays(page, view);
  if (n + n_rank_1 == 0) rx_page_add(page, "<li>The results hold no number that could be compared.</li>\n");
  rx_page_add(page, "</ul>\n");
  rx_page_add(page,
              "<p class=\"note\">Put together from the numbers of this run by fixed rules; nothing is interpreted.%s%s",
              is_by_share ? " A change is named from 10 % on" : "",
              !is_by_share     ? ""
              : n_of_motor > 0 ? "; those of motor pools are given whatever their size."
                               : ".");
  if (s->n_repetitions == 1 && s->n_conditions > 0)
    rx_page_add(page, " One repetition: whether a small difference is chance cannot be told.");
  rx_page_add(page, "</p>\n</div>\n");
}
