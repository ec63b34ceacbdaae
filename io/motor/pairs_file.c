#include "io/motor/pairs_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/report/page/page.h"

static void add_made_with(FILE *out, const char *text)
{
  for (const char *line = text; *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n')
    fprintf(out, "# %.*s\n", (int)strcspn(line, "\n"), line);
}

/* A number with a comma before it; empty for NaN. */
static void add_number(FILE *out, double value)
{
  if (isnan(value))
    fputc(',', out);
  else
    fprintf(out, ",%.9g", value);
}

static void add_numbers(FILE *out, int n, const double values[])
{
  for (int i = 0; i < n; i++) add_number(out, values[i]);
}

typedef void rx_fill(FILE *out, const void *data);

static rx_status write_file(const char *path, const char *made_with, rx_fill *fill, const void *data, rx_error *err)
{
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  if (out == NULL) return rx_no_memory(err);
  add_made_with(out, made_with);
  fill(out, data);
  const bool is_whole = ferror(out) == 0;
  const rx_status status = fclose(out) == 0 && is_whole ? rx_page_write(path, text, n, err) : rx_no_memory(err);
  free(text);
  return status;
}

/* Names joined by blanks. */
static void add_exclusions(FILE *out, unsigned exclusions)
{
  bool any = false;
  fputc(',', out);
  for (int why = 0; why < RX_N_PAIR_EXCLUSIONS; why++) {
    if ((exclusions >> why & 1u) == 0) continue;
    fprintf(out, "%s%s", any ? " " : "", rx_pair_exclusion_name((rx_pair_exclusion)why));
    any = true;
  }
}

static void fill_pairs(FILE *out, const void *data)
{
  const rx_delta_f *result = data;
  fputs("control_unit,test_unit,delta_f_pps,normalised_delta_f,correlation,recruitment_difference_s,"
        "control_modulation_pps,test_recruitment_s,end_s,control_rate_at_recruitment_pps,control_rate_at_end_pps,"
        "truncated,included,excluded_by,censored\n",
        out);
  for (size_t k = 0; k < result->n_listed; k++) {
    const rx_unit_pair *p = &result->pairs[k];
    fprintf(out, "%d,%d", result->units[p->control].train.unit, result->units[p->test].train.unit);
    add_numbers(out, 9,
                (const double[]){ p->delta_f, p->normalised, p->correlation, p->apart_s, p->modulation, p->recruited_s,
                                  p->ends_s, p->rate_at_recruitment, p->rate_at_end });
    fprintf(out, ",%d,%d", p->is_truncated, p->exclusions == 0);
    add_exclusions(out, p->exclusions);
    fputs(isnan(result->options.end_s) ? "," : p->is_censored ? ",1" : ",0", out);
    fputc('\n', out);
  }
}

static void fill_units(FILE *out, const void *data)
{
  const rx_delta_f *result = data;
  fprintf(out,
          "unit,n_discharges,n_used,first_s,last_s,peak_rate_pps,brace_height_percent,n_pairs_as_control,"
          "n_pairs_as_test,%s\n",
          result->options.is_normalised ? "normalised_delta_f" : "delta_f_pps");
  for (size_t i = 0; i < result->n_units; i++) {
    const rx_motor_unit *u = &result->units[i];
    fprintf(out, "%d,%zu,%zu", u->train.unit, u->train.n, u->is_used ? u->run.n : 0);
    add_numbers(out, 4,
                (const double[]){ u->is_used ? u->run.times_s[0] : NAN, u->is_used ? u->run.times_s[u->run.n - 1] : NAN,
                                  u->peak_rate, u->brace_height });
    fprintf(out, ",%zu,%zu", u->n_as_control, u->n_as_test);
    add_number(out, u->value);
    fputc('\n', out);
  }
}

static void fill_matched(FILE *out, const void *data)
{
  const rx_matched_pairs *matched = data;
  fputs("control_unit,test_unit,reference,condition,change\n", out);
  for (size_t k = 0; k < matched->n; k++) {
    const rx_matched_pair *p = &matched->pairs[k];
    fprintf(out, "%d,%d", p->control, p->test);
    add_numbers(out, 3, (const double[]){ p->reference, p->condition, p->condition - p->reference });
    fputc('\n', out);
  }
}

rx_status rx_write_pairs(const char *path, const char *made_with, const rx_delta_f *result, rx_error *err)
{
  return write_file(path, made_with, fill_pairs, result, err);
}

rx_status rx_write_units(const char *path, const char *made_with, const rx_delta_f *result, rx_error *err)
{
  return write_file(path, made_with, fill_units, result, err);
}

rx_status rx_write_matched_pairs(const char *path, const char *made_with, const rx_matched_pairs *matched,
                                 rx_error *err)
{
  return write_file(path, made_with, fill_matched, matched, err);
}
