/* Members that did not end well: how many of each state, where in the ranges, and each with its message. */
#include <math.h>
#include <string.h>

#include "io/report/page/numbers.h"
#include "io/report/study/sections.h"

enum { MOST_ROWS = 200, MOST_COLUMNS = 12, MOST_MESSAGE = 300 };

static const char *state_words(rx_member_state state)
{
  static const char *const WORDS[RX_N_MEMBER_STATES] = {
    [RX_MEMBER_PENDING] = "not run",
    [RX_MEMBER_OK] = "ok",
    [RX_MEMBER_SOLVER_FAILED] = "solver failed",
    [RX_MEMBER_NOT_FINITE] = "not finite",
    [RX_MEMBER_INVALID] = "invalid parameters",
    [RX_MEMBER_TIME] = "out of time",
  };
  return WORDS[state];
}

static void counts(rx_page *page, const rx_sweep_view *view)
{
  rx_page_table(page, NULL);
  rx_page_add(page,
              "<thead><tr><th scope=\"col\">State</th><th scope=\"col\" class=\"n\">Members</th><th scope=\"col\" "
              "class=\"n\">Share</th></tr></thead>\n<tbody>\n");
  for (int state = 0; state < RX_N_MEMBER_STATES; state++)
    if (view->n_states[state] > 0)
      rx_page_add(page, "<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td><td class=\"n\">%s %%</td></tr>\n",
                  state_words((rx_member_state)state), RX_COUNT(view->n_states[state]),
                  RX_NUM(100.0 * (double)view->n_states[state] / (double)view->n_members));
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

/* The ranges in which members failed beside those that were swept: where a model breaks is a finding too. */
static void where(rx_page *page, const rx_sweep_view *view)
{
  const rx_sweep *s = view->sweep;
  if (view->n_swept == 0) return;
  rx_page_table(page, "Where they failed");
  rx_page_add(page, "<thead><tr><th scope=\"col\">Parameter</th><th scope=\"col\">Swept</th><th scope=\"col\">Failed "
                    "within</th></tr></thead>\n<tbody>\n");
  for (size_t k = 0; k < view->n_swept; k++) {
    const rx_swept *p = &view->swept[k];
    double low = NAN, high = NAN;
    for (size_t m = 0; m < view->n_members; m++)
      if (s->rows.status[m] >= RX_MEMBER_SOLVER_FAILED) {
        low = fmin(low, p->parameter->values[m]);
        high = fmax(high, p->parameter->values[m]);
      }
    if (p->n_levels == 0) continue;
    rx_page_add(page, "<tr><th scope=\"row\">%s</th><td>%s … %s %s</td><td>%s … %s %s</td></tr>\n", p->label,
                RX_NUM(p->levels[0]), RX_NUM(p->levels[p->n_levels - 1]), RX_UNIT(p->parameter->units), RX_NUM(low),
                RX_NUM(high), RX_UNIT(p->parameter->units));
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
}

static const char *cut_message(rx_arena *arena, const char *message)
{
  if (message == NULL) return "";
  size_t n = strlen(message);
  if (n <= MOST_MESSAGE) return message;
  n = MOST_MESSAGE;
  while (n > 0 && ((unsigned char)message[n] & 0xc0u) == 0x80u) n--; /* not within a character */
  const char *cut = rx_arena_format(arena, "%.*s…", (int)n, message);
  return cut != NULL ? cut : "";
}

static void rows(rx_page *page, const rx_sweep_view *view)
{
  const rx_sweep *s = view->sweep;
  const size_t n_columns = view->n_swept < MOST_COLUMNS ? view->n_swept : MOST_COLUMNS;
  rx_page_table(page, "Each failed member");
  rx_page_add(page, "<thead><tr><th scope=\"col\" class=\"n\">Member</th>");
  if (view->n_conditions > 1) rx_page_add(page, "<th scope=\"col\">Condition</th>");
  for (size_t k = 0; k < n_columns; k++)
    rx_page_add(page, "<th scope=\"col\" class=\"n\">%s</th>", rx_swept_axis_label(view, &view->swept[k]));
  rx_page_add(page, "<th scope=\"col\">State</th><th scope=\"col\" class=\"n\">Time, ms</th><th "
                    "scope=\"col\" style=\"min-width:22rem\">Message</th></tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < s->rows.n_failures && i < MOST_ROWS; i++) {
    const rx_sweep_failure *f = &s->rows.failures[i];
    if (f->member >= view->n_members) continue;
    rx_page_add(page, "<tr><td class=\"n\">%s</td>", RX_COUNT((size_t)f->member));
    if (view->n_conditions > 1)
      rx_page_add(page, "<td>%s</td>", RX_WORDS(rx_sweep_condition_name(view, s->plan.condition[f->member])));
    for (size_t k = 0; k < n_columns; k++)
      rx_page_add(page, "<td class=\"n\">%s</td>", RX_NUM6(view->swept[k].parameter->values[f->member]));
    rx_page_add(page, "<td style=\"white-space:nowrap\">%s</td><td class=\"n\">%s</td><td>%s</td></tr>\n",
                state_words((rx_member_state)s->rows.status[f->member]), RX_NUM6(f->time_ms),
                cut_message(view->arena, f->message));
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  if (s->rows.n_failures > MOST_ROWS)
    rx_page_add(page, "<p class=\"note\">%s more; all are in the file of the sweep, /sweep/failures.</p>\n",
                RX_COUNT(s->rows.n_failures - MOST_ROWS));
  if (n_columns < view->n_swept)
    rx_page_add(page, "<p class=\"note\">The first %zu of %zu parameters are shown.</p>\n", n_columns, view->n_swept);
}

void rx_study_failures(rx_page *page, const rx_sweep_view *view)
{
  size_t n_failed = 0;
  for (int state = RX_MEMBER_SOLVER_FAILED; state < RX_N_MEMBER_STATES; state++) n_failed += view->n_states[state];
  if (n_failed == 0 && view->n_states[RX_MEMBER_PENDING] == 0) return;
  rx_page_section(page, "failures", n_failed > 0 ? "Members that failed" : "Members that did not run");
  counts(page, view);
  if (n_failed == 0) return;
  rx_page_add(page,
              "<p>A failed member has no outputs; means and pictures are over the members that ran. Where many fail at "
              "one end of a range, what is shown there is of the few that did not.</p>\n");
  where(page, view);
  if (view->sweep->rows.n_failures > 0) rows(page, view);
}
