/* What spasms and the windows of a stimulus say of each condition, in words. */
#include "io/report/motor/pool_view.h"
#include "io/report/page/numbers.h"

static const char *joint(size_t i)
{
  return i == 0 ? "" : ", ";
}

/* "In control", "With injury", "With cyproheptadine" of a condition called "with cyproheptadine". */
static void begin(rx_page *page, const rx_pool_view *p, size_t c)
{
  const char *name = RX_WORDS(p->view->results->conditions[c].name);
  rx_page_add(page, "<li>%s <b>%s</b> ", c == p->view->reference ? "In" : rx_view_with(name), name);
}

/* How much stimulation there was with it: ", 1 s of stimulation in 2 bouts". */
static void say_stimulation(rx_page *page, const rx_pool_view *p, size_t c, size_t t)
{
  const rx_result_outcome *given = rx_pool_outcome(p, "stimulation_given_"),
                          *bouts = rx_pool_outcome(p, "stimulation_bouts_");
  if (given == NULL || bouts == NULL) return;
  const double seconds = rx_view_stat(p->view, given, c, t).mean, n = rx_view_stat(p->view, bouts, c, t).mean;
  if (seconds > 0 && n > 0)
    rx_page_add(page, " (%s s of stimulation in %s bout%s)", RX_NUM(seconds), RX_NUM(n), n == 1 ? "" : "s");
}

size_t rx_pool_spasm_findings(rx_page *page, const rx_pool_view *p, size_t most)
{
  const rx_results *s = p->view->results;
  const rx_result_outcome *duration = rx_pool_outcome(p, "spasm_duration_");
  size_t n = 0;
  bool has_cut = false;
  for (size_t i = 0; duration != NULL && i < s->n_conditions && n < most; i++) {
    const size_t c = rx_view_drawn(p->view, i);
    size_t k = 0;
    for (size_t t = 0; t < s->n_stimuli; t++) {
      if (rx_view_stat(p->view, duration, c, t).n == 0) continue;
      if (k == 0) {
        begin(page, p, c);
        rx_page_add(page, "%s fires on after the drive for ", p->name);
      }
      rx_page_add(page, "%s%s s under %s", joint(k++), RX_VIEW_MEAN(p->view, duration, c, t), RX_WORDS(s->stimuli[t]));
      say_stimulation(page, p, c, t);
      has_cut = has_cut || rx_results_is_cut(s, duration, c, t);
    }
    if (k > 0) rx_page_add(page, ".</li>\n");
    n += k > 0;
  }
  if (has_cut)
    rx_page_add(page, "<li>A time with “>” lasts to the end of the run: how much longer it would be is not known, and "
                      "ratios to it are bounds.</li>\n");
  return n;
}

/* "0.101 in after stimulation", or of another condition "from 0.101 to 0.0265 in after stimulation (×0.261)". */
static void say_window(rx_page *page, const rx_pool_view *p, const rx_result_outcome *torque, size_t c, size_t t)
{
  const size_t reference = p->view->reference;
  const rx_stat stat = rx_view_stat(p->view, torque, c, t), before = rx_view_stat(p->view, torque, reference, t);
  if (c == reference || before.n == 0) {
    rx_page_add(page, "%s", RX_MEAN(stat));
    return;
  }
  rx_page_add(page, "%s against %s", RX_MEAN(stat), RX_NUM(before.mean));
  const char *change = RX_VIEW_CHANGE(p->view, torque, c, reference, t);
  if (before.mean > 0 && *change != '\0') rx_page_add(page, " (%s)", change);
}

size_t rx_pool_window_findings(rx_page *page, const rx_pool_view *p, size_t most)
{
  const rx_results *s = p->view->results;
  size_t n = 0;
  for (size_t t = 0; t < s->n_stimuli; t++) {
    size_t n_windows;
    rx_result_window *windows;
    if (rx_results_windows(s, t, p->view->arena, &n_windows, &windows, NULL) != RX_OK) page->is_out_of_memory = true;
    for (size_t i = 0; n_windows > 0 && i < s->n_conditions && n < most; i++) {
      const size_t c = rx_view_drawn(p->view, i);
      size_t k = 0;
      for (size_t w = 0; w < n_windows; w++) {
        const rx_result_outcome *torque = rx_pool_window_outcome(p, "torque_", windows[w].name);
        if (torque == NULL || rx_view_stat(p->view, torque, c, t).n == 0) continue;
        if (k == 0) {
          begin(page, p, c);
          rx_page_add(page, "the torque of %s under %s, as a share of the maximum, is ", p->name,
                      RX_WORDS(s->stimuli[t]));
        }
        rx_page_add(page, "%s", joint(k++));
        say_window(page, p, torque, c, t);
        rx_page_add(page, " in <b>%s</b> (%s–%s s)", RX_WORDS(windows[w].name), RX_NUM(1e-3 * windows[w].from_ms),
                    RX_NUM(1e-3 * windows[w].to_ms));
      }
      if (k > 0) rx_page_add(page, ".</li>\n");
      n += k > 0;
    }
  }
  return n;
}

size_t rx_pool_steady_findings(rx_page *page, const rx_pool_view *p, size_t most)
{
  const rx_results *s = p->view->results;
  const rx_result_outcome *rate = rx_pool_outcome(p, "steady_rate_"),
                          *change = rx_pool_outcome(p, "steady_rate_change_");
  size_t n = 0;
  for (size_t t = 0; rate != NULL && change != NULL && t < s->n_stimuli; t++)
    for (size_t i = 0; i < s->n_conditions && n < most; i++) {
      const size_t c = rx_view_drawn(p->view, i);
      const bool is_reference = c == p->view->reference;
      const rx_stat stat = rx_view_stat(p->view, is_reference ? rate : change, c, t);
      if (stat.n == 0) continue;
      begin(page, p, c);
      if (is_reference)
        rx_page_add(page, "the units of %s that fire steadily under %s do so at %s Hz.</li>\n", p->name,
                    RX_WORDS(s->stimuli[t]), RX_MEAN(stat));
      else
        rx_page_add(page, "the rate of units of %s that fire in both changes under %s by %s Hz.</li>\n", p->name,
                    RX_WORDS(s->stimuli[t]), RX_MEAN(stat));
      n++;
    }
  return n;
}
