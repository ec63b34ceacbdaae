/* What each condition changes in the circuit: which cause, which parameters, by how much. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/report/page/numbers.h"
#include "io/report/sections.h"
#include "models/motor/motor.h"

enum { MOST_PATHS = 200 };

/* Modifiers of one source that do the same to parameters of one name. */
typedef struct rx_group_of_changes {
  const rx_result_modifier *first;
  size_t n;
  double base_low, base_high, result_low, result_high;
} rx_group_of_changes;

static const char *last_part(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash != NULL ? slash + 1 : path;
}

static bool belong_together(const rx_result_modifier *a, const rx_result_modifier *b)
{
  return strcmp(a->source, b->source) == 0 && strcmp(a->operation, b->operation) == 0 && a->value == b->value &&
         strcmp(last_part(a->path), last_part(b->path)) == 0;
}

static size_t group_changes(const rx_result_condition *condition, rx_group_of_changes *groups)
{
  size_t n = 0;
  for (size_t i = 0; i < condition->n_modifiers; i++) {
    const rx_result_modifier *m = &condition->modifiers[i];
    size_t k = 0;
    while (k < n && !belong_together(groups[k].first, m)) k++;
    rx_group_of_changes *g = &groups[k];
    if (k == n) groups[n++] = (rx_group_of_changes){ m, 0, m->base, m->base, m->result, m->result };
    g->n++;
    g->base_low = fmin(g->base_low, m->base), g->base_high = fmax(g->base_high, m->base);
    g->result_low = fmin(g->result_low, m->result), g->result_high = fmax(g->result_high, m->result);
  }
  return n;
}

static const char *unit_of(const rx_view *view, const char *path)
{
  for (size_t i = 0; i < view->results->n_parameters; i++)
    if (strcmp(view->results->parameters[i].path, path) == 0) return view->results->parameters[i].units;
  return "1";
}

static void range(rx_page *page, double low, double high)
{
  if (low == high)
    rx_page_add(page, "%s", RX_NUM(low));
  else
    rx_page_add(page, "%s … %s", RX_NUM(low), RX_NUM(high));
}

/* A bar from 1 to the factor on a logarithmic scale, 1/16 … 16. */
static void factor_bar(rx_page *page, double factor)
{
  if (!(factor >= 0) || factor == 1) return;
  const double x = 60 + 55 * fmin(fmax(log2(fmax(factor, 1e-9)) / 4, -1), 1);
  rx_page_add(page, "<svg width=\"120\" height=\"14\" viewBox=\"0 0 120 14\" role=\"img\" aria-label=\"factor %s\">",
              RX_NUM(factor));
  rx_page_add(page,
              "<path d=\"M60 0v14\" stroke=\"#55606e\"/><rect x=\"%.1f\" y=\"3\" width=\"%.1f\" height=\"8\" "
              "fill=\"url(#fill%d)\" stroke=\"%s\"/>",
              fmin(x, 60), fabs(x - 60), factor > 1 ? 2 : 1, factor > 1 ? "#d55e00" : "#0072b2");
  if (factor < 1.0 / 16) rx_page_add(page, "<path d=\"M6 2l-5 5 5 5\" fill=\"none\" stroke=\"#0072b2\"/>");
  if (factor > 16) rx_page_add(page, "<path d=\"M114 2l5 5-5 5\" fill=\"none\" stroke=\"#d55e00\"/>");
  rx_page_add(page, "</svg>");
}

static void operation_text(rx_page *page, const rx_view *view, const rx_result_modifier *m)
{
  if (strcmp(m->operation, "scale") == 0) {
    rx_page_add(page, "× %s", RX_NUM(m->value));
    return;
  }
  if (strcmp(m->operation, "set") == 0) {
    rx_page_add(page, "= %s", RX_NUM(m->value));
    return;
  }
  const char *unit = RX_UNIT(unit_of(view, m->path));
  rx_page_add(page, "%s%s%s%s", m->value >= 0 ? "+" : "", RX_NUM(m->value), *unit != '\0' ? " " : "", unit);
}

/* The parameters of a group: named where few, else in a list to open. */
static void paths_of(rx_page *page, const rx_result_condition *condition, const rx_group_of_changes *g)
{
  if (g->n == 1) {
    rx_page_add(page, "<code>%s</code>", g->first->path);
    return;
  }
  rx_page_add(page, "<details><summary><code>%s</code> of %zu parameters</summary>", last_part(g->first->path), g->n);
  size_t n = 0;
  for (size_t i = 0; i < condition->n_modifiers && n < MOST_PATHS; i++)
    if (belong_together(g->first, &condition->modifiers[i]))
      rx_page_add(page, "%s<code>%s</code>", n++ > 0 ? ", " : "", condition->modifiers[i].path);
  if (n < g->n) rx_page_add(page, " and %zu more", g->n - n);
  rx_page_add(page, "</details>");
}

static void condition_table(rx_page *page, const rx_view *view, const rx_result_condition *condition)
{
  rx_group_of_changes *groups = calloc(condition->n_modifiers, sizeof *groups);
  if (groups == NULL) {
    page->is_out_of_memory = true;
    return;
  }
  const size_t n = group_changes(condition, groups);
  rx_page_table(page, NULL);
  rx_page_add(
      page,
      "<thead><tr><th scope=\"col\">Cause</th><th scope=\"col\">Parameter</th><th scope=\"col\" "
      "class=\"n\">Does</th><th scope=\"col\" class=\"n\">Base</th>"
      "<th scope=\"col\" class=\"n\">In force</th><th scope=\"col\">Factor, log scale</th></tr></thead>\n<tbody>\n");
  for (size_t k = 0; k < n; k++) {
    const rx_group_of_changes *g = &groups[k];
    const char *unit = RX_UNIT(unit_of(view, g->first->path));
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td>", g->first->source);
    paths_of(page, condition, g);
    rx_page_add(page, "</td><td class=\"n\">");
    operation_text(page, view, g->first);
    rx_page_add(page, "</td><td class=\"n\">");
    range(page, g->base_low, g->base_high);
    rx_page_add(page, " %s</td><td class=\"n\">", unit);
    range(page, g->result_low, g->result_high);
    rx_page_add(page, " %s</td><td>", unit);
    if (strcmp(g->first->operation, "scale") == 0) factor_bar(page, g->first->value);
    rx_page_add(page, "</td></tr>\n");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  free(groups);
}

/* The value of a parameter in a condition; NaN: there is none. */
static double value_in(const rx_view *view, const rx_result_condition *condition, const char *path)
{
  for (size_t i = 0; i < condition->n_modifiers; i++)
    if (strcmp(condition->modifiers[i].path, path) == 0) return condition->modifiers[i].result;
  return rx_view_parameter(view, path);
}

/* The numbers of a table below a path, where the results have them; the rest stays. */
static void put_values(const rx_view *view, const rx_result_condition *condition, const char *below,
                       const rx_param *table, void *object)
{
  char path[512];
  for (const rx_param *p = table; p->name != NULL; p++) {
    if (p->type != RX_DOUBLE) continue;
    snprintf(path, sizeof path, "%s/%s", below, p->name);
    const double value = value_in(view, condition, path);
    if (!isnan(value)) memcpy((char *)object + p->offset, &value, sizeof value);
  }
}

static void factors_of(const rx_view *view, const rx_result_condition *condition, const char *name, double *s_pic,
                       double *s_ahp)
{
  char below[300], monoamines[400];
  rx_motor_pool pool = rx_motor_pool_default();
  snprintf(below, sizeof below, "circuit/motor/%.200s", name);
  snprintf(monoamines, sizeof monoamines, "%s/monoamines", below);
  put_values(view, condition, below, RX_MOTOR_PARAMS, &pool);
  put_values(view, condition, monoamines, RX_MONOAMINES_PARAMS, &pool.monoamines);
  snprintf(monoamines, sizeof monoamines, "%s/monoamines/serotonin", below);
  pool.has_monoamines = !isnan(value_in(view, condition, monoamines));
  rx_motor_factors(&pool, s_pic, s_ahp);
}

/* What stress, drugs and injury come to at a pool's channels: they are named by causes above, not by what they do. */
static void say_motor_factors(rx_page *page, const rx_view *view, const rx_result_condition *condition)
{
  static const char TOP[] = "circuit/motor/";
  const rx_result_condition *reference = &view->results->conditions[view->reference];
  for (size_t i = 0; i < view->n_populations; i++) {
    const char *name = view->populations[i].name;
    const size_t n = strlen(name);
    bool is_changed = false;
    for (size_t k = 0; k < condition->n_modifiers; k++) {
      const char *path = condition->modifiers[k].path;
      is_changed = is_changed || (strncmp(path, TOP, sizeof TOP - 1) == 0 &&
                                  strncmp(path + sizeof TOP - 1, name, n) == 0 && path[sizeof TOP - 1 + n] == '/');
    }
    if (!is_changed) continue;
    double pic, ahp, pic_before, ahp_before;
    factors_of(view, condition, name, &pic, &ahp);
    factors_of(view, reference, name, &pic_before, &ahp_before);
    if (pic == pic_before && ahp == ahp_before) continue;
    rx_page_add(page,
                "<p class=\"note\">Together in %s: factor on the persistent inward current (s_PIC) <b>%s</b>, on the "
                "current of the afterhyperpolarisation (s_AHP) <b>%s</b>; in %s %s and %s.</p>\n",
                name, RX_NUM(pic), RX_NUM(ahp), RX_WORDS(reference->name), RX_NUM(pic_before), RX_NUM(ahp_before));
  }
}

void rx_report_changes(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  if (s->n_conditions == 0) return;
  size_t n_modifiers = 0;
  for (size_t c = 0; c < s->n_conditions; c++) n_modifiers += s->conditions[c].n_modifiers;
  rx_page_section(page, "changes", "What was changed, and by what");
  if (n_modifiers == 0) {
    rx_page_add(page, "<p>No condition changes a parameter: the circuit ran as its files describe it.</p>\n");
    return;
  }
  rx_page_add(page, "<p>A condition never edits the circuit; it modifies named parameters. The value in force is base "
                    "× product of the factors + sum of "
                    "the summands. “In force” is with all causes of the condition together.</p>\n");
  for (size_t k = 0; k < s->n_conditions; k++) {
    const rx_result_condition *condition = &s->conditions[rx_view_drawn(view, k)];
    rx_page_heading(page, 3, RX_WORDS(condition->name));
    if (condition->n_modifiers == 0)
      rx_page_add(page, "<p>Nothing is changed.</p>\n");
    else
      condition_table(page, view, condition);
    say_motor_factors(page, view, condition);
  }
}
