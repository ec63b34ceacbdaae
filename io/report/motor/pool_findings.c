/* What pairs of motor units and the voltage clamp say of each condition, in words. */
#include "io/report/motor/pool_view.h"
#include "io/report/page/numbers.h"
#include "io/report/sections.h"

enum { MOST_SENTENCES = 20, FEW_PAIRS = 10 };

/* The stimuli that give the numbers below; SIZE_MAX: none does. */
typedef struct sources {
  size_t ramp, clamp;
  bool is_named; /* there are several ramps, so that it must be said which */
} sources;

static const char *name_of(const rx_pool_view *p, size_t condition)
{
  return p->view->results->conditions[condition].name;
}

static rx_stat stat_of(const rx_pool_view *p, const char *prefix, size_t condition, size_t stimulus)
{
  const rx_result_outcome *o = rx_pool_outcome(p, prefix);
  return o != NULL && stimulus != SIZE_MAX ? rx_view_stat(p->view, o, condition, stimulus) : (rx_stat){ 0 };
}

static size_t describe_reference(rx_page *page, const rx_pool_view *p, const sources *of)
{
  const size_t c = p->view->reference;
  const rx_stat pic = stat_of(p, "pic_", c, of->clamp), delta_f = stat_of(p, "delta_f_", c, of->ramp);
  const rx_stat pairs = stat_of(p, "pairs_", c, of->ramp);
  if (pic.n + pairs.n == 0) return 0;
  rx_page_add(page, "<li>In <b>%s</b> ", RX_WORDS(name_of(p, c)));
  if (delta_f.n > 0) {
    if (of->is_named) rx_page_add(page, "under %s ", RX_WORDS(p->view->results->stimuli[of->ramp]));
    rx_page_add(page, "pairs of units of %s give a ΔF of %s Hz (mean of test units; %s pairs included, %s left out)",
                p->name, RX_MEAN(delta_f), RX_NUM(stat_of(p, "pairs_", c, of->ramp).mean),
                RX_NUM(stat_of(p, "pairs_excluded_", c, of->ramp).mean));
    if (pic.n > 0) rx_page_add(page, "; ");
  }
  if (pic.n > 0)
    rx_page_add(page, "the persistent inward current of %s under a voltage clamp is %s nA (mean of units)", p->name,
                RX_MEAN(pic));
  rx_page_add(page, ".</li>\n");
  return 1;
}

static size_t describe_condition(rx_page *page, const rx_pool_view *p, const sources *of, size_t c)
{
  const rx_stat change = stat_of(p, "delta_f_change_", c, of->ramp), pic = stat_of(p, "pic_", c, of->clamp),
                before = stat_of(p, "pic_", p->view->reference, of->clamp);
  const bool has_current = pic.n > 0 && before.n > 0;
  if (change.n == 0 && !has_current) return 0;
  rx_page_add(page, "<li>With <b>%s</b> ", RX_WORDS(name_of(p, c)));
  if (change.n > 0) {
    const double n_pairs = stat_of(p, "pairs_matched_", c, of->ramp).mean;
    const rx_stat low = stat_of(p, "delta_f_change_low_", c, of->ramp),
                  high = stat_of(p, "delta_f_change_high_", c, of->ramp);
    rx_page_add(page, "ΔF of %s changes", p->name);
    if (of->is_named) rx_page_add(page, " under %s", RX_WORDS(p->view->results->stimuli[of->ramp]));
    rx_page_add(page, " by %s Hz (median over %s matched pairs%s", RX_MEAN(change), RX_NUM(n_pairs),
                n_pairs < FEW_PAIRS ? ", too few to rely on" : "");
    /* each repetition has an interval of its own */
    if (low.n == 1 && high.n == 1) rx_page_add(page, "; 95 %% interval %s to %s", RX_NUM(low.mean), RX_NUM(high.mean));
    rx_page_add(page, ")");
    if (has_current) rx_page_add(page, "; ");
  }
  if (has_current)
    rx_page_add(page, "the persistent inward current of %s goes from %s to %s nA (%s)", p->name, RX_NUM(before.mean),
                RX_NUM(pic.mean), RX_CHANGE(pic.mean, before.mean, RX_TINY_SHARE * before.mean));
  rx_page_add(page, ".</li>\n");
  return 1;
}

/* The next stimulus from `from` on with numbers of an outcome, or SIZE_MAX. */
static size_t next_with(const rx_pool_view *p, const char *prefix, size_t from)
{
  for (size_t t = from; t < p->view->results->n_stimuli; t++)
    if (rx_pool_has(p, rx_pool_outcome(p, prefix), t)) return t;
  return SIZE_MAX;
}

size_t rx_report_motor_findings(rx_page *page, const rx_view *view)
{
  size_t n = 0;
  for (size_t i = 0; i < view->n_populations; i++) {
    const rx_pool_view p = { view, view->populations[i].name };
    sources of = { next_with(&p, "pairs_", 0), next_with(&p, "pic_", 0), false };
    of.is_named = of.ramp != SIZE_MAX && next_with(&p, "pairs_", of.ramp + 1) != SIZE_MAX;
    while ((of.ramp != SIZE_MAX || of.clamp != SIZE_MAX) && n < MOST_SENTENCES) {
      n += describe_reference(page, &p, &of);
      for (size_t c = 0; c < view->results->n_conditions && n < MOST_SENTENCES; c++)
        if (c != view->reference) n += describe_condition(page, &p, &of, c);
      of.ramp = of.ramp != SIZE_MAX ? next_with(&p, "pairs_", of.ramp + 1) : SIZE_MAX;
      of.clamp = SIZE_MAX; /* told with the first */
    }
  }
  return n;
}
