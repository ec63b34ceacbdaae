/* Per stimulus: what the populations do over time. Shares out how much is drawn, so that the page stays small. */
#include <stdbool.h>
#include <string.h>

#include "io/report/page/numbers.h"
#include "io/report/sections.h"

enum { SPIKES_OF_PAGE = 160000, MOST_SPIKES = 12000, LEAST_SPIKES = 500 };
enum { POINTS_OF_PAGE = 90000, MOST_POINTS = 300, LEAST_POINTS = 24 };

static size_t share(size_t all, size_t n, size_t least, size_t most)
{
  const size_t each = all / (n > 0 ? n : 1);
  return each < least ? least : each > most ? most : each;
}

static bool has_anything(const rx_view *view, size_t stimulus)
{
  const rx_results *s = view->results;
  rx_view_component clamp;
  if (rx_results_assay(s, stimulus) != NULL) return false; /* has a section of its own */
  if (rx_view_components(view, s->stimuli[stimulus], "pic_clamp", 1, &clamp) > 0)
    return false; /* as have motor pools */
  static const char *const PREFIXES[] = { "", "pulses.", "trace." };
  for (size_t c = 0; c < s->n_conditions; c++)
    for (size_t p = 0; p < 3; p++) {
      const rx_result_course *course = rx_view_course(view, PREFIXES[p], c, stimulus);
      if (course != NULL && course->n_times > 0 && course->n_variables > 0) return true;
    }
  for (size_t i = 0; i < s->n_cases; i++)
    if (s->cases[i].spikes != NULL && *s->cases[i].spikes != '\0' &&
        strcmp(s->cases[i].stimulus, s->stimuli[stimulus]) == 0)
      return true;
  return false;
}

void rx_report_activity(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  size_t n_others = 0, n_stimuli = 0;
  for (size_t i = 0; i < s->n_courses; i++)
    n_others += !rx_view_is_known_course(view, &s->courses[i]) && s->courses[i].n_times > 0;
  for (size_t t = 0; t < s->n_stimuli; t++) n_stimuli += has_anything(view, t);
  if (n_others + n_stimuli == 0) return;
  size_t n_lines = 0;
  for (size_t i = 0; i < s->n_courses; i++) n_lines += s->courses[i].n_variables;
  const size_t most_points = share(POINTS_OF_PAGE, n_lines, LEAST_POINTS, MOST_POINTS);
  const size_t most_spikes = share(SPIKES_OF_PAGE, s->n_stimuli * rx_view_n_drawn(view), LEAST_SPIKES, MOST_SPIKES);

  rx_page_section(page, "activity", "Activity over time");
  for (size_t t = 0; t < s->n_stimuli; t++) {
    if (!has_anything(view, t)) continue;
    rx_page_heading(page, 3, RX_WORDS(s->stimuli[t]));
    if (rx_results_assay(s, t) == NULL) rx_report_assay_curves(page, view, t);
    rx_report_curves(page, view, t, most_points);
    rx_report_pulses(page, view, t);
    rx_report_traces(page, view, t);
    rx_report_raster(page, view, t, most_spikes);
  }
  for (size_t i = 0; i < s->n_courses; i++)
    if (!rx_view_is_known_course(view, &s->courses[i])) rx_report_other_course(page, &s->courses[i]);
}
