/* What pairs of motor units and the voltage clamp say of each condition, in words. */
#include <math.h>

#include "analysis/motor/matched_pairs.h"
#include "io/report/motor/pool_view.h"
#include "io/report/page/numbers.h"
#include "io/report/sections.h"

enum { MOST_SENTENCES = 20 };

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

/* "pairs of units of MN give a ΔF of 3.2 Hz (…)", or that none could. */
static void say_pairs(rx_page *page, const rx_pool_view *p, const sources *of, size_t c)
{
  const rx_stat delta_f = stat_of(p, "delta_f_", c, of->ramp), pairs = stat_of(p, "pairs_", c, of->ramp);
  const double n_included = pairs.mean, n_excluded = stat_of(p, "pairs_excluded_", c, of->ramp).mean;
  if (of->is_named) rx_page_add(page, "under %s ", RX_WORDS(p->view->results->stimuli[of->ramp]));
  if (delta_f.n > 0)
    rx_page_add(page, "pairs of units of %s give a ΔF of %s Hz (mean of test units; %s pairs included, %s left out)",
                p->name, RX_MEAN(delta_f), RX_NUM(n_included), RX_NUM(n_excluded));
  else if (n_included + n_excluded > 0)
    rx_page_add(page, "no ΔF of %s is known: 0 of %s pairs of units were included", p->name,
                RX_NUM(n_included + n_excluded));
  else
    rx_page_add(page, "no ΔF of %s is known: fewer than two units fired enough to make a pair", p->name);
}

/* The clamp in one condition: up to −40 mV too, where inhibition of the dendrites shows (motoneuron page 6). */
static void say_current(rx_page *page, const rx_pool_view *p, const sources *of, size_t c)
{
  const rx_stat pic40 = stat_of(p, "pic40_", c, of->clamp);
  rx_page_add(page, "the persistent inward current of %s under a voltage clamp is %s nA (mean of units)", p->name,
              RX_MEAN(stat_of(p, "pic_", c, of->clamp)));
  if (pic40.n > 0) rx_page_add(page, ", %s nA up to −40 mV", RX_MEAN(pic40));
}

static size_t describe_reference(rx_page *page, const rx_pool_view *p, const sources *of)
{
  const size_t c = p->view->reference;
  const rx_stat pic = stat_of(p, "pic_", c, of->clamp), pairs = stat_of(p, "pairs_", c, of->ramp);
  if (pic.n + pairs.n == 0) return 0;
  rx_page_add(page, "<li>In <b>%s</b> ", RX_WORDS(name_of(p, c)));
  if (pairs.n > 0) say_pairs(page, p, of, c);
  if (pairs.n > 0 && pic.n > 0) rx_page_add(page, "; ");
  if (pic.n > 0) say_current(page, p, of, c);
  rx_page_add(page, ".</li>\n");
  return 1;
}

/* "17.6 to 5.48 nA (×0.311)" */
static void from_to(rx_page *page, double before, double after)
{
  rx_page_add(page, "from %s to %s nA", RX_NUM(before), RX_NUM(after));
  rx_page_add(page, " (%s)", RX_CHANGE(after, before, RX_TINY_SHARE * fmax(fabs(before), fabs(after))));
}

static void say_current_change(rx_page *page, const rx_pool_view *p, const sources *of, size_t c)
{
  const size_t reference = p->view->reference;
  const rx_stat before40 = stat_of(p, "pic40_", reference, of->clamp), pic40 = stat_of(p, "pic40_", c, of->clamp);
  rx_page_add(page, "the persistent inward current of %s goes ", p->name);
  if (before40.n > 0 && pic40.n > 0) {
    rx_page_add(page, "up to −40 mV ");
    from_to(page, before40.mean, pic40.mean);
    rx_page_add(page, ", and at its largest ");
  }
  from_to(page, stat_of(p, "pic_", reference, of->clamp).mean, stat_of(p, "pic_", c, of->clamp).mean);
}

/* The change of ΔF over matched pairs; without any, why. */
static void say_change(rx_page *page, const rx_pool_view *p, const sources *of, size_t c)
{
  const rx_stat change = stat_of(p, "delta_f_change_", c, of->ramp);
  if (change.n == 0) {
    say_pairs(page, p, of, c);
    if (stat_of(p, "delta_f_", c, of->ramp).n > 0)
      rx_page_add(page, "; no pair is included both here and in %s, so its change is not known",
                  RX_WORDS(name_of(p, p->view->reference)));
    return;
  }
  const double n_pairs = stat_of(p, "pairs_matched_", c, of->ramp).mean;
  const rx_stat low = stat_of(p, "delta_f_change_low_", c, of->ramp),
                high = stat_of(p, "delta_f_change_high_", c, of->ramp);
  rx_page_add(page, "ΔF of %s changes", p->name);
  if (of->is_named) rx_page_add(page, " under %s", RX_WORDS(p->view->results->stimuli[of->ramp]));
  rx_page_add(page, " by %s Hz (median over %s matched pair%s%s", RX_MEAN(change), RX_NUM(n_pairs),
              n_pairs == 1 ? "" : "s", n_pairs < RX_MATCHED_FEWEST_PAIRS ? ", too few to rely on" : "");
  /* each repetition has an interval of its own */
  if (low.n == 1 && high.n == 1) rx_page_add(page, "; 95 %% interval %s to %s", RX_NUM(low.mean), RX_NUM(high.mean));
  rx_page_add(page, ")");
}

static size_t describe_condition(rx_page *page, const rx_pool_view *p, const sources *of, size_t c)
{
  const bool has_pairs = stat_of(p, "pairs_", c, of->ramp).n + stat_of(p, "delta_f_change_", c, of->ramp).n > 0,
             has_current =
                 stat_of(p, "pic_", c, of->clamp).n > 0 && stat_of(p, "pic_", p->view->reference, of->clamp).n > 0;
  if (!has_pairs && !has_current) return 0;
  rx_page_add(page, "<li>%s <b>%s</b> ", rx_view_with(RX_WORDS(name_of(p, c))), RX_WORDS(name_of(p, c)));
  if (has_pairs) say_change(page, p, of, c);
  if (has_pairs && has_current) rx_page_add(page, "; ");
  if (has_current) say_current_change(page, p, of, c);
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
    n += rx_pool_spasm_findings(page, &p, n < MOST_SENTENCES ? MOST_SENTENCES - n : 0);
    n += rx_pool_steady_findings(page, &p, n < MOST_SENTENCES ? MOST_SENTENCES - n : 0);
    n += rx_pool_window_findings(page, &p, n < MOST_SENTENCES ? MOST_SENTENCES - n : 0);
  }
  return n;
}
