/* How it was run: program, machine, solver, simulations, the experiment's file. */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "io/report/page/numbers.h"
#include "io/report/sections.h"

enum { MOST_CASES = 300, MOST_CONFIG = 400000 };

static void text_row(rx_page *page, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", name, value);
}

static void count_row(rx_page *page, const char *name, uint64_t value)
{
  if (value > 0) rx_page_add(page, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", name, RX_COUNT((size_t)value));
}

static void number_row(rx_page *page, const char *name, double value, const char *unit)
{
  if (!isnan(value) && value != 0)
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td>%s %s</td></tr>\n", name, RX_NUM6(value), unit);
}

static void program(rx_page *page, const rx_provenance *p)
{
  char seed[32];
  snprintf(seed, sizeof seed, "%llu", (unsigned long long)p->seed);
  rx_page_heading(page, 3, "Program and machine");
  rx_page_table(page, NULL);
  rx_page_add(page, "<tbody>\n");
  text_row(page, "rexed", p->version);
  text_row(page, "Commit", p->git_commit);
  text_row(page, "Version of the model", p->model_version);
  text_row(page, "Seed", seed);
  text_row(page, "Hash of the plan", p->plan_hash);
  text_row(page, "Integrator", p->integrator);
  text_row(page, "Kernels", p->simd);
  text_row(page, "Compiler", p->compiler);
  text_row(page, "Flags", p->cflags);
  text_row(page, "Build", p->build_type);
  text_row(page, "Contraction of products", p->fp_contract);
  text_row(page, "SUNDIALS", p->sundials_version);
  text_row(page, "GSL", p->gsl_version);
  text_row(page, "HDF5", p->hdf5_version);
  text_row(page, "C library", p->libc_version);
  text_row(page, "Started", p->run.date_start);
  text_row(page, "Ended", p->run.date_end);
  number_row(page, "Wall time", p->run.wall_s, "s");
  number_row(page, "Memory at most", p->run.peak_rss_MiB, "MiB");
  count_row(page, "Threads", p->run.omp_threads);
  text_row(page, "Processor", p->run.cpu);
  text_row(page, "System", p->run.os);
  text_row(page, "Host", p->run.host);
  text_row(page, "Batch job", p->run.slurm_job_id);
  count_row(page, "Restarts of the job", p->run.restarts);
  if (p->run.command_line != NULL && *p->run.command_line != '\0')
    rx_page_add(page, "<tr><th scope=\"row\">Command</th><td><code>%s</code></td></tr>\n", p->run.command_line);
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

static void solver(rx_page *page, const rx_result_solver *s)
{
  if (s->method == NULL || *s->method == '\0') return;
  rx_page_heading(page, 3, "Solver");
  rx_page_table(page, NULL);
  rx_page_add(page, "<tbody>\n");
  text_row(page, "Method", s->method);
  number_row(page, "Step", s->dt_ms, "ms");
  number_row(page, "Relative tolerance", s->rtol, "");
  number_row(page, "Absolute tolerance", s->atol, "");
  count_row(page, "Steps", s->n_steps);
  count_row(page, "Evaluations of the right-hand side", s->n_rhs);
  count_row(page, "Failed error tests", s->n_err_fails);
  count_row(page, "Failures to converge", s->n_conv_fails);
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

static void config(rx_page *page, const char *title, const char *text)
{
  if (text == NULL || *text == '\0') return;
  rx_page_add(page, "<details><summary>%s</summary>\n<pre>", title);
  const size_t n = strlen(text);
  if (n <= MOST_CONFIG) {
    rx_page_add(page, "%s", text);
  } else { /* by lines, so that no character is cut */
    for (const char *line = text; *line != '\0' && line - text < MOST_CONFIG;) {
      char piece[512];
      size_t length = strcspn(line, "\n");
      length += line[length] == '\n';
      if (length > sizeof piece - 1) break;
      memcpy(piece, line, length);
      piece[length] = '\0';
      rx_page_add(page, "%s", piece);
      line += length;
    }
    rx_page_add(page, "… cut; all of it is in results.h5, /config.\n");
  }
  rx_page_add(page, "</pre>\n</details>\n");
}

void rx_report_method(rx_page *page, const rx_view *view)
{
  const rx_results *s = view->results;
  rx_page_section(page, "method", "How it was run");
  program(page, &s->provenance);
  solver(page, &s->solver);
  rx_page_heading(page, 3, "Experiment");
  cases(page, s);
  config(page, "The experiment’s file", s->config_text);
  config(page, "All settings, with defaults", s->config_effective);
}
