#include "io/report/page/made_with.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/report/page/numbers.h"

enum { MOST_CONFIG = 400000 };

void rx_page_text_row(rx_page *page, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", name, value);
}

void rx_page_count_row(rx_page *page, const char *name, uint64_t value)
{
  if (value > 0) rx_page_add(page, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", name, RX_COUNT((size_t)value));
}

void rx_page_number_row(rx_page *page, const char *name, double value, const char *unit)
{
  if (!isnan(value) && value != 0)
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td>%s %s</td></tr>\n", name, RX_NUM6(value), unit);
}

void rx_page_program(rx_page *page, const rx_provenance *p)
{
  char seed[32];
  snprintf(seed, sizeof seed, "%llu", (unsigned long long)p->seed);
  rx_page_heading(page, 3, "Program and machine");
  rx_page_table(page, NULL);
  rx_page_add(page, "<tbody>\n");
  rx_page_text_row(page, "rexed", p->version);
  rx_page_text_row(page, "Commit", p->git_commit);
  rx_page_text_row(page, "Version of the model", p->model_version);
  rx_page_text_row(page, "Seed", seed);
  rx_page_text_row(page, "Hash of the plan", p->plan_hash);
  rx_page_text_row(page, "Integrator", p->integrator);
  rx_page_text_row(page, "Kernels", p->simd);
  rx_page_text_row(page, "Compiler", p->compiler);
  rx_page_text_row(page, "Flags", p->cflags);
  rx_page_text_row(page, "Build", p->build_type);
  rx_page_text_row(page, "Contraction of products", p->fp_contract);
  rx_page_text_row(page, "SUNDIALS", p->sundials_version);
  rx_page_text_row(page, "GSL", p->gsl_version);
  rx_page_text_row(page, "HDF5", p->hdf5_version);
  rx_page_text_row(page, "C library", p->libc_version);
  rx_page_text_row(page, "Started", p->run.date_start);
  rx_page_text_row(page, "Ended", p->run.date_end);
  rx_page_number_row(page, "Wall time", p->run.wall_s, "s");
  rx_page_number_row(page, "Memory at most", p->run.peak_rss_MiB, "MiB");
  rx_page_count_row(page, "Threads", p->run.omp_threads);
  rx_page_text_row(page, "Processor", p->run.cpu);
  rx_page_text_row(page, "System", p->run.os);
  rx_page_text_row(page, "Host", p->run.host);
  rx_page_text_row(page, "Batch job", p->run.slurm_job_id);
  rx_page_count_row(page, "Restarts of the job", p->run.restarts);
  if (p->run.command_line != NULL && *p->run.command_line != '\0')
    rx_page_add(page, "<tr><th scope=\"row\">Command</th><td><code>%s</code></td></tr>\n", p->run.command_line);
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

void rx_page_config(rx_page *page, const char *title, const char *text, const char *file_name)
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
    rx_page_add(page, "… cut; all of it is in %s, /config.\n", file_name);
  }
  rx_page_add(page, "</pre>\n</details>\n");
}
