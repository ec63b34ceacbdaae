/* Every pair of motor units of a ramp contraction beside the true currents of its two units. */
#include <math.h>

#include "io/report/motor/delta_f_page.h"
#include "io/report/motor/pool_view.h"
#include "io/report/page/numbers.h"

enum { MOST_TABLES = 12, MOST_ROWS = 400 };

static double value_at(const rx_result_course *course, const char *name, size_t i)
{
  const rx_result_variable *v = rx_view_variable(course, name);
  return v != NULL && i < course->n_times ? v->value[i] : NAN;
}

/* Of a unit under the clamp; NaN: there was none. */
static double pic_of(const rx_result_course *units, double unit)
{
  return units != NULL && unit >= 0 ? value_at(units, "pic", (size_t)unit) : NAN;
}

/* "included", or the reasons why not. */
static void say_exclusions(rx_page *page, unsigned bits)
{
  if (bits == 0) {
    rx_page_add(page, "included");
    return;
  }
  const char *joint = "";
  for (int why = 0; why <= RX_PAIR_MODULATION; why++)
    if ((bits >> why & 1u) != 0) {
      rx_page_add(page, "%s%s", joint, rx_pair_exclusion_text((rx_pair_exclusion)why));
      joint = ", ";
    }
}

static void one_condition(rx_page *page, const rx_pool_view *p, size_t c, size_t ramp, size_t clamp)
{
  const rx_result_course *pairs = rx_pool_course(p, "pairs", c, ramp);
  const rx_result_course *units = clamp != SIZE_MAX ? rx_pool_course(p, "units", c, clamp) : NULL;
  if (pairs == NULL || pairs->n_times == 0) return;
  const size_t n = pairs->n_times < MOST_ROWS ? pairs->n_times : MOST_ROWS;
  rx_page_add(page, "<details><summary>Pair by pair: %s</summary>\n", RX_WORDS(p->view->results->conditions[c].name));
  rx_page_table(page, NULL);
  rx_page_add(page,
              "<thead><tr><th scope=\"col\" class=\"n\">control unit</th><th scope=\"col\" class=\"n\">test unit</th>");
  if (units != NULL)
    rx_page_add(page, "<th scope=\"col\" class=\"n\">true PIC of control, nA</th>"
                      "<th scope=\"col\" class=\"n\">of test, nA</th>");
  rx_page_add(
      page,
      "<th scope=\"col\" class=\"n\">ΔF, Hz</th><th scope=\"col\" class=\"n\">recruited, s</th>"
      "<th scope=\"col\" class=\"n\">ends, s</th><th scope=\"col\">why it is left out</th></tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < n; i++) {
    const double control = value_at(pairs, "control", i), test = value_at(pairs, "test", i);
    rx_page_add(page, "<tr><td class=\"n\">%.0f</td><td class=\"n\">%.0f</td>", control, test);
    if (units != NULL)
      rx_page_add(page, "<td class=\"n\">%s</td><td class=\"n\">%s</td>", RX_NUM(pic_of(units, control)),
                  RX_NUM(pic_of(units, test)));
    rx_page_add(page, "<td class=\"n\">%s</td><td class=\"n\">%.3f</td><td class=\"n\">%.3f%s%s</td><td>",
                RX_NUM(value_at(pairs, "delta_f", i)), value_at(pairs, "recruited", i), value_at(pairs, "ends", i),
                value_at(pairs, "is_truncated", i) > 0 ? " (control stops first)" : "",
                value_at(pairs, "is_censored", i) > 0 ? " (end of the run)" : "");
    say_exclusions(page, (unsigned)value_at(pairs, "exclusions", i));
    rx_page_add(page, "</td></tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  if (n < pairs->n_times)
    rx_page_add(page, "<p class=\"note\">%zu of %zu pairs; all are in results.h5.</p>\n", n, pairs->n_times);
  rx_page_add(page, "</details>\n");
}

void rx_pool_pair_tables(rx_page *page, const rx_pool_view *p, size_t ramp)
{
  size_t clamp, n = 0;
  if (!rx_pool_find_stimulus(p, rx_pool_outcome(p, "pic_"), &clamp)) clamp = SIZE_MAX;
  for (size_t i = 0; i < p->view->results->n_conditions && n < MOST_TABLES; i++, n++)
    one_condition(page, p, rx_view_drawn(p->view, i), ramp, clamp);
  if (n < p->view->results->n_conditions)
    rx_page_add(page, "<p class=\"note\">Pair by pair: the first %zu of %zu conditions; all are in results.h5.</p>\n",
                n, p->view->results->n_conditions);
}
