/* How it was run: program, machine, solver, simulations, the experiment's file. */
#include <stddef.h>
#include <stdio.h>

#include "io/report/page/made_with.h"
#include "io/report/page/numbers.h"
#include "io/report/sections.h"

enum { MOST_CASES = 300 };

static void solver(rx_page *page, const rx_result_solver *s)
{
  if (s->method == NULL || *s->method == '\0') return;
  rx_page_heading(page, 3, "Solver");
  rx_page_table(page, NULL);
  rx_page_add(page, "<tbody>\n");
  rx_page_text_row(page, "Method", s->method);
  rx_page_text_row(page, "Precision", s->precision);
  rx_page_number_row(page, "Step", s->dt_ms, "ms");
  rx_page_number_row(page, "Step of quiet cells", s->coarse_dt_ms, "ms");
  rx_page_number_row(page, "Relative tolerance", s->rtol, "");
  rx_page_number_row(page, "Absolute tolerance", s->atol, "");
  rx_page_count_row(page, "Steps", s->n_steps);
  rx_page_count_row(page, "Evaluations of the right-hand side", s->n_rhs);
  rx_page_count_row(page, "Failed error tests", s->n_err_fails);
  rx_page_count_row(page, "Failures to converge", s->n_conv_fails);
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

static void cases(rx_page *page, const rx_results *s)
{
  if (s->n_cases == 0) return;
  rx_page_add(page, "<details><summary>Simulations (%zu)</summary>\n", s->n_cases);
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Condition</th><th scope=\"col\">Stimulus</th><th scope=\"col\" "
                    "class=\"n\">Repetition</th><th scope=\"col\" class=\"n\">Seed</th>"
                    "<th scope=\"col\">Spikes</th></tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < s->n_cases && i < MOST_CASES; i++) {
    const rx_result_case *c = &s->cases[i];
    char seed[32];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)c->seed);
    rx_page_add(
        page, "<tr><td>%s</td><td>%s</td><td class=\"n\">%u</td><td class=\"n\">%s</td><td><code>%s</code></td></tr>\n",
        c->condition, c->stimulus, (unsigned)c->repetition, seed, c->spikes);
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  if (s->n_cases > MOST_CASES)
    rx_page_add(page, "<p class=\"note\">The list is cut here; all are in results.h5, /cases.</p>\n");
  rx_page_add(page, "</details>\n");
}

void rx_report_method(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  rx_page_section(page, "method", "How it was run");
  rx_page_program(page, &s->provenance);
  solver(page, &s->solver);
  rx_page_heading(page, 3, "Experiment");
  cases(page, s);
  rx_page_config(page, "The experiment’s file", s->config_text, "results.h5");
  rx_page_config(page, "All settings, with defaults", s->config_effective, "results.h5");
}
