/* Differences to the reference condition: a condition's member less the reference's of the same point and replicate, which has the same
 * random streams. */
#include <math.h>
#include <stdlib.h>

#include "analysis/modulation.h"
#include "io/report/page/numbers.h"
#include "io/report/study/sections.h"

enum { MOST_DRAWN = 6 };

/* Of the differences of a condition. */
typedef struct rx_paired {
  size_t n_pairs, n_replicates;      /* with a pair */
  size_t n_points, n_below, n_above; /* points whose mean is below and above 0 */
  rx_mean mean;                      /* over the replicates' means */
  rx_estimate interval;
  double low, high; /* of the points' means */
} rx_paired;

static bool pair_up(const rx_sweep_view *view, const double values[], rx_paired *p)
{
  const uint32_t *replicate = view->sweep->plan.replicate;
  double *mean = malloc((view->n_points + 1) * sizeof *mean), *sum = calloc(view->n_replicates + 1, sizeof *sum);
  size_t *count = calloc(view->n_replicates + 1, sizeof *count), n = 0;
  const bool is_made = mean != NULL && sum != NULL && count != NULL && rx_point_means(view, values, mean);
  *p = (rx_paired){ .low = NAN, .high = NAN };
  for (size_t m = 0; is_made && m < view->n_members; m++)
    if (isfinite(values[m])) sum[replicate[m]] += values[m], count[replicate[m]]++, p->n_pairs++;
  for (size_t r = 0; is_made && r < view->n_replicates; r++)
    if (count[r] > 0) sum[n++] = sum[r] / (double)count[r];
  for (size_t i = 0; is_made && i < view->n_points; i++) {
    if (!isfinite(mean[i])) continue;
    p->n_points++;
    p->n_below += mean[i] < 0;
    p->n_above += mean[i] > 0;
    p->low = fmin(p->low, mean[i]);
    p->high = fmax(p->high, mean[i]);
  }
  if (is_made) {
    p->n_replicates = n;
    p->mean = rx_mean_of(n, sum);
    p->interval = rx_mean_interval(&p->mean, RX_CONFIDENCE);
  }
  free(count);
  free(sum);
  free(mean);
  return is_made;
}

static void row(rx_page *page, const rx_sweep_view *view, const rx_response_family *family, const rx_response *response,
                double reference)
{
  rx_paired p;
  if (!pair_up(view, view->values, &p)) {
    page->is_out_of_memory = true;
    return;
  }
  rx_page_add(
      page, "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s",
      family->title, RX_WORDS(response->label), RX_COUNT(p.n_pairs), RX_COUNT(p.n_replicates), RX_NUM(p.mean.mean));
  if (isfinite(p.interval.low)) rx_page_add(page, " (%s to %s)", RX_NUM(p.interval.low), RX_NUM(p.interval.high));
  rx_page_add(page, " %s</td><td class=\"n\">", RX_UNIT(family->units));
  if (reference > 0 && isfinite(p.mean.mean))
    rx_page_add(page, "%s%s %%", p.mean.mean > 0 ? "+" : "", RX_NUM(100 * p.mean.mean / reference));
  rx_page_add(page, "</td><td class=\"n\">%s … %s</td><td class=\"n\">%zu, %zu of %zu</td></tr>\n", RX_NUM(p.low),
              RX_NUM(p.high), p.n_below, p.n_above, p.n_points);
}

static void table(rx_page *page, const rx_sweep_view *view)
{
  rx_page_table(page, NULL);
  rx_page_add(page,
              "<thead><tr><th scope=\"col\">Response</th><th scope=\"col\">Condition</th><th scope=\"col\" "
              "class=\"n\">Pairs</th><th scope=\"col\" class=\"n\">Replicates</th><th scope=\"col\" class=\"n\">Mean "
              "difference (95 %% interval)</th><th scope=\"col\" "
              "class=\"n\">of the reference</th><th scope=\"col\" class=\"n\">Points from … to</th><th scope=\"col\" "
              "class=\"n\">Points below, above 0</th></tr></thead>\n<tbody>\n");
  for (size_t f = 0; f < view->n_differences; f++) {
    const rx_response_family *family = &view->differences[f];
    const rx_response_family plain = { .title = family->title };
    rx_response reference = family->responses[0];
    reference.condition = view->reference;
    rx_response_values(view, &plain, &reference, view->values);
    const double mean = rx_finite_mean(view->n_members, view->values);
    for (size_t r = 0; r < family->n; r++) {
      rx_response_values(view, family, &family->responses[r], view->values);
      row(page, view, family, &family->responses[r], mean);
    }
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

void rx_study_differences(rx_page *page, const rx_sweep_view *view)
{
  if (view->n_differences == 0) return;
  rx_page_section(page, "differences", "Difference to the reference condition");
  rx_page_add(
      page,
      "<p>Each member is compared with the one of <b>%s</b> at the same point and replicate, which has the same "
      "random streams. The interval is over the replicates (Student’s t on their means over all points); it "
      "says how much the model varies with its random trains and graph, nothing about how much patients or "
      "animals vary. The share is of the reference’s mean over all its members. A fall of a signal of the model is no "
      "relief that anybody would feel.</p>\n",
      RX_WORDS(rx_sweep_condition_name(view, view->reference)));
  table(page, view);
  for (size_t f = 0; view->n_swept > 0 && f < view->n_differences && f < MOST_DRAWN; f++)
    rx_study_family_curves(page, view, &view->differences[f]);
  if (view->n_differences > MOST_DRAWN)
    rx_page_add(page, "<p class=\"note\">Curves: %d of %zu.</p>\n", (int)MOST_DRAWN, view->n_differences);
}
