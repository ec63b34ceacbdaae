/* The page of a sweep: what was varied, its sections in their order, how it was run. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/report/page/look.h"
#include "io/report/page/made_with.h"
#include "io/report/page/numbers.h"
#include "io/report/study/sections.h"
#include "io/report/study/study_report.h"

enum { MOST_NAMES = 12 };

/* ---- top ---- */

static const char *design_words(const char *design)
{
  static const char *const WORDS[][2] = {
    { "grid", "a grid, every value with every other" },
    { "list", "a list of points" },
    { "points", "given points" },
    { "sobol", "Sobol’s sequence, which fills the ranges evenly" },
    { "latin_hypercube", "a Latin hypercube" },
    { "saltelli", "Saltelli’s design for Sobol’s indices" },
    { "saltelli_second_order", "Saltelli’s design for Sobol’s indices up to second order" },
    { "morris", "trajectories of Morris" },
  };
  for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
    if (design != NULL && strcmp(design, WORDS[i][0]) == 0) return WORDS[i][1];
  return design != NULL ? design : "";
}

static void names(rx_page *page, size_t n, const char *const list[])
{
  for (size_t i = 0; i < n && i < MOST_NAMES; i++) rx_page_add(page, "%s%s", i == 0 ? "" : ", ", RX_WORDS(list[i]));
  if (n > MOST_NAMES) rx_page_add(page, " and %zu more", n - MOST_NAMES);
}

static void title(rx_page *page, const rx_sweep_view *view)
{
  const rx_sweep_plan *plan = &view->sweep->plan;
  const bool is_sensitivity = plan->kind != NULL && strcmp(plan->kind, "sensitivity") == 0;
  rx_page_add(page, "<header>\n<h1>%s</h1>\n<p class=\"lead\">%s%s%s</p>\n<p>", view->title,
              is_sensitivity ? "Sensitivity analysis" : "Sweep", plan->name != NULL && *plan->name != '\0' ? " " : "",
              plan->name != NULL ? plan->name : "");
  rx_page_add(page, "%zu parameter%s, %s. ", view->n_swept, view->n_swept == 1 ? "" : "s", design_words(plan->design));
  rx_page_add(page, "%s point%s", RX_COUNT(view->n_points), view->n_points == 1 ? "" : "s");
  if (view->n_replicates > 1) rx_page_add(page, ", %s replicates of each", RX_COUNT(view->n_replicates));
  if (view->n_conditions > 1) rx_page_add(page, ", %zu conditions", view->n_conditions);
  rx_page_add(page, ": %s member%s, ", RX_COUNT(view->n_members), view->n_members == 1 ? "" : "s");
  rx_page_add(page, view->n_states[RX_MEMBER_OK] == view->n_members ? "all of which ran." : "%s of which ran.",
              RX_COUNT(view->n_states[RX_MEMBER_OK]));
  if (plan->n_conditions > 0) {
    rx_page_add(page, plan->n_conditions == 1 ? " Condition: " : " Conditions: ");
    names(page, plan->n_conditions, plan->conditions);
    if (plan->n_conditions > 1)
      rx_page_add(page, " (the others are compared with <b>%s</b>)",
                  RX_WORDS(rx_sweep_condition_name(view, view->reference)));
    rx_page_add(page, ".");
  }
  if (plan->n_stimuli > 0) {
    rx_page_add(page, plan->n_stimuli == 1 ? " Stimulus: " : " Stimuli: ");
    names(page, plan->n_stimuli, plan->stimuli);
    rx_page_add(page, ".");
  }
  rx_page_add(page, "</p>\n<p class=\"statement\" role=\"note\">Research and teaching model: no output is advice to a "
                    "patient.</p>\n</header>\n");
}

/* ---- what was varied ---- */

static void parameters(rx_page *page, const rx_sweep_view *view)
{
  if (view->n_swept == 0) return;
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Parameter</th><th scope=\"col\">Range</th><th "
                    "scope=\"col\">Scale</th><th scope=\"col\" class=\"n\">Without the sweep</th><th scope=\"col\" "
                    "class=\"n\">Values</th><th scope=\"col\">What it is</th></tr></thead>\n<tbody>\n");
  for (size_t k = 0; k < view->n_swept; k++) {
    const rx_swept *s = &view->swept[k];
    const rx_sweep_parameter *p = s->parameter;
    rx_page_add(
        page,
        "<tr><th scope=\"row\">%s</th><td>%s … %s %s</td><td>%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>",
        s->label, RX_NUM6(p->lower), RX_NUM6(p->upper), RX_UNIT(p->units), p->is_log ? "logarithmic" : "linear",
        RX_NUM6(p->def), RX_COUNT(s->n_levels));
    rx_page_add(page, "<td>%s%s<code>%s</code></td></tr>\n", p->long_name,
                p->long_name != NULL && *p->long_name != '\0' ? ": " : "", p->path);
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

static void show_plan(rx_page *page, const rx_sweep_view *view)
{
  rx_page_section(page, "plan", "What was varied");
  if (view->n_swept == 0)
    rx_page_add(page, "<p>No parameter: the members differ in condition and replicate only.</p>\n");
  parameters(page, view);
  size_t n_failed = 0;
  for (int state = RX_MEMBER_SOLVER_FAILED; state < RX_N_MEMBER_STATES; state++) n_failed += view->n_states[state];
  rx_page_add(page, "<p>Members: %s ok, %s failed, %s not run.%s</p>\n", RX_COUNT(view->n_states[RX_MEMBER_OK]),
              RX_COUNT(n_failed), RX_COUNT(view->n_states[RX_MEMBER_PENDING]),
              view->n_states[RX_MEMBER_OK] == 0 ? " There is nothing to draw." : "");
  if (view->n_states[RX_MEMBER_PENDING] > 0)
    rx_page_add(page, "<p class=\"warning\"><b>Note.</b> The sweep is not complete: what is drawn here will "
                      "change.</p>\n");
  if (view->n_replicates <= 1)
    rx_page_add(page, "<p class=\"warning\"><b>Note.</b> One replicate of each point: no spread is known, and small "
                      "differences may be chance.</p>\n");
}

/* ---- limits, method ---- */

void rx_study_limits(rx_page *page)
{
  rx_page_add(
      page, "<ul>\n<li>What holds here holds for this model within these ranges. A response over a parameter is a "
            "property of the model; that the model has it does not show that a nervous system does.</li>\n"
            "<li>Calibrated is not validated: agreement with the data that a model was tuned to says little about "
            "anything else.</li>\n"
            "<li>A pain signal, where there is one, is the firing of projection neurons. Pain is what a person feels "
            "and says. A fall of "
            "the signal is no relief, and no parameter of a model is a treatment: nothing here is advice to a patient "
            "or to those who treat one.</li>\n</ul>\n");
}

static void method(rx_page *page, const rx_sweep_view *view)
{
  const rx_sweep *s = view->sweep;
  double wall_s = 0;
  for (size_t m = 0; s->rows.wall_s != NULL && m < view->n_members; m++)
    if (isfinite(s->rows.wall_s[m])) wall_s += s->rows.wall_s[m];
  rx_page_section(page, "method", "How it was run");
  rx_page_table(page, NULL);
  rx_page_add(page, "<tbody>\n");
  rx_page_text_row(page, "Design", s->plan.design);
  rx_page_count_row(page, "Seed of the design", s->plan.design_seed);
  rx_page_text_row(page, "Hash of the plan", s->plan.plan_hash);
  rx_page_count_row(page, "Members of a part", s->plan.part_members);
  rx_page_number_row(page, "Time of all members", wall_s, "s");
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  rx_page_program(page, &s->plan.provenance);
  rx_page_heading(page, 3, "Study");
  rx_page_config(page, "The study’s file", s->plan.config_text, "the file of the sweep");
  rx_page_config(page, "All settings, with defaults", s->plan.config_effective, "the file of the sweep");
}

static rx_status make_page(const char *path, const rx_sweep *sweep, rx_arena *arena, rx_error *err)
{
  rx_page top = { 0 }, page = { 0 };
  rx_sweep_view view;
  char *html = NULL;
  size_t n = 0;
  RX_TRY(rx_sweep_view_make(sweep, arena, &view, err));
  rx_look_patterns(&top);
  title(&top, &view);
  show_plan(&page, &view);
  rx_study_indices(&page, &view);
  rx_study_tornado(&page, &view);
  rx_study_curves(&page, &view);
  rx_study_maps(&page, &view);
  rx_study_differences(&page, &view);
  rx_study_failures(&page, &view);
  rx_page_section(&page, "limits", "Limits");
  rx_page_add(&page,
              "<p>A mean over other parameters hides how they act together; maps and total indices show it. "
              "Intervals are over random trains and graphs of the model; they say nothing about how much patients or "
              "animals vary.</p>\n");
  rx_study_limits(&page);
  method(&page, &view);
  rx_status status = rx_page_finish(&page, &top, view.title, &html, &n, err);
  if (status == RX_OK) status = rx_page_write(path, html, n, err);
  free(html);
  rx_page_free(&page);
  rx_page_free(&top);
  return status;
}

rx_status rx_sweep_report_write(const char *path, const rx_sweep *sweep, rx_error *err)
{
  rx_arena *arena = rx_arena_create();
  const rx_status status = arena != NULL ? make_page(path, sweep, arena, err) : rx_no_memory(err);
  rx_arena_free(arena);
  return status;
}
