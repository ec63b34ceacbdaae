#include "io/report/study/sweep/sweep_view.h"
#include "io/report/study/labels.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/report/page/numbers.h"

enum { MOST_LEVELS = 200 };

/* ---- names ---- */

const char *rx_sweep_condition_name(const rx_sweep_view *view, size_t condition)
{
  const rx_sweep_plan *plan = &view->sweep->plan;
  return condition < plan->n_conditions ? plan->conditions[condition] : "";
}

static size_t condition_of(const rx_sweep_view *view, size_t member)
{
  return view->sweep->plan.n_conditions > 0 ? view->sweep->plan.condition[member] : 0;
}

/* ---- checks ---- */

static rx_status check_rows(const rx_sweep *sweep, rx_sweep_view *view, rx_error *err)
{
  const rx_sweep_plan *plan = &sweep->plan;
  if (sweep->rows.n_members != plan->n_members || sweep->rows.first_member != 0)
    return rx_fail(err, RX_E_INPUT, "the sweep has %" PRIu64 " rows from %" PRIu64 " on, its plan %" PRIu64,
                   sweep->rows.n_members, sweep->rows.first_member, plan->n_members);
  for (size_t m = 0; m < view->n_members; m++) {
    const uint8_t status = sweep->rows.status[m];
    if (plan->point[m] >= plan->n_points || plan->replicate[m] >= plan->n_members ||
        condition_of(view, m) >= view->n_conditions || status >= RX_N_MEMBER_STATES)
      return rx_fail(err, RX_E_INPUT,
                     "member %zu is of point %" PRIu64 ", condition %zu, replicate %u, status %u; there are %" PRIu64
                     " points, %zu conditions, %" PRIu64 " members, %d states",
                     m, plan->point[m], condition_of(view, m), (unsigned)plan->replicate[m], (unsigned)status,
                     plan->n_points, view->n_conditions, plan->n_members, RX_N_MEMBER_STATES);
    view->n_states[status]++;
    if (plan->replicate[m] >= view->n_replicates) view->n_replicates = plan->replicate[m] + (size_t)1;
  }
  return RX_OK;
}

/* ---- members by point ---- */

typedef struct rx_place_of_member {
  uint64_t point, replicate;
  size_t condition, member;
} rx_place_of_member;

static int compare_places(const void *a, const void *b)
{
  const rx_place_of_member *x = a, *y = b;
  if (x->point != y->point) return x->point < y->point ? -1 : 1;
  if (x->replicate != y->replicate) return x->replicate < y->replicate ? -1 : 1;
  if (x->condition != y->condition) return x->condition < y->condition ? -1 : 1;
  return x->member < y->member ? -1 : x->member > y->member;
}

static bool sort_members(rx_sweep_view *view)
{
  const rx_sweep_plan *plan = &view->sweep->plan;
  rx_place_of_member *places = malloc((view->n_members + 1) * sizeof *places);
  size_t *by_point = rx_arena_alloc(view->arena, (view->n_members + 1) * sizeof *by_point);
  if (places != NULL && by_point != NULL) {
    for (size_t m = 0; m < view->n_members; m++)
      places[m] = (rx_place_of_member){ plan->point[m], plan->replicate[m], condition_of(view, m), m };
    qsort(places, view->n_members, sizeof *places, compare_places);
    for (size_t m = 0; m < view->n_members; m++) by_point[m] = places[m].member;
  }
  free(places);
  view->by_point = by_point;
  return places != NULL && by_point != NULL;
}

/* ---- parameters ---- */

static int compare_doubles(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static bool is_same(double a, double b)
{
  return fabs(a - b) <= 1e-12 * fmax(fabs(a), fabs(b));
}

static size_t nearest_level(const rx_swept *s)
{
  const bool is_log = s->parameter->is_log && s->n_levels > 0 && s->levels[0] > 0 && s->parameter->def > 0;
  size_t best = s->n_levels / 2;
  double smallest = INFINITY;
  for (size_t i = 0; isfinite(s->parameter->def) && i < s->n_levels; i++) {
    const double distance =
        is_log ? fabs(log(s->levels[i] / s->parameter->def)) : fabs(s->levels[i] - s->parameter->def);
    if (distance < smallest) smallest = distance, best = i;
  }
  return best;
}

static uint32_t level_of(const rx_swept *s, double value)
{
  size_t low = 0, high = s->n_levels;
  if (!isfinite(value)) return RX_NO_LEVEL;
  while (low + 1 < high) {
    const size_t middle = (low + high) / 2;
    if (s->levels[middle] <= value || is_same(s->levels[middle], value))
      low = middle;
    else
      high = middle;
  }
  return (uint32_t)low;
}

static bool make_swept(rx_sweep_view *view, size_t i, rx_swept *s)
{
  const rx_sweep_plan *plan = &view->sweep->plan;
  double *value = rx_arena_alloc(view->arena, (view->n_points + 1) * sizeof *value);
  double *levels = rx_arena_alloc(view->arena, (view->n_points + 1) * sizeof *levels);
  double *place = rx_arena_alloc(view->arena, (view->n_points + 1) * sizeof *place);
  uint32_t *level = rx_arena_alloc(view->arena, (view->n_points + 1) * sizeof *level);
  const char **paths = rx_arena_alloc(view->arena, 2 * plan->n_parameters * sizeof *paths),
             **operations = paths + plan->n_parameters;
  if (value == NULL || levels == NULL || place == NULL || level == NULL || paths == NULL) return false;
  for (size_t k = 0; k < plan->n_parameters; k++)
    paths[k] = plan->parameters[k].path, operations[k] = plan->parameters[k].operation;
  s->parameter = &plan->parameters[i];
  s->label = rx_has_own_name(s->parameter->name, s->parameter->path)
                 ? s->parameter->name
                 : rx_short_path(view->arena, plan->n_parameters, paths, operations, i);
  for (size_t p = 0; p < view->n_points; p++) value[p] = NAN;
  for (size_t m = 0; m < view->n_members; m++)
    if (isfinite(s->parameter->values[m])) value[plan->point[m]] = s->parameter->values[m];
  size_t n = 0;
  for (size_t p = 0; p < view->n_points; p++)
    if (isfinite(value[p])) levels[n++] = value[p];
  qsort(levels, n, sizeof *levels, compare_doubles);
  for (size_t j = 0; j < n; j++)
    if (s->n_levels == 0 || !is_same(levels[s->n_levels - 1], levels[j])) levels[s->n_levels++] = levels[j];
  s->levels = levels;
  s->has_levels = !view->fills_space && s->n_levels <= MOST_LEVELS;
  const rx_axis axis = rx_swept_axis(s, 4);
  for (size_t p = 0; p < view->n_points; p++) {
    level[p] = level_of(s, value[p]);
    place[p] = isfinite(value[p]) ? rx_axis_place(&axis, value[p]) : NAN;
  }
  s->value = value;
  s->place = place;
  s->level = level;
  s->default_level = nearest_level(s);
  return s->label != NULL;
}

static bool is_space_filling(const char *design)
{
  static const char *const DESIGNS[] = { "sobol", "latin_hypercube", "saltelli", "saltelli_second_order" };
  for (size_t i = 0; design != NULL && i < sizeof DESIGNS / sizeof *DESIGNS; i++)
    if (strcmp(design, DESIGNS[i]) == 0) return true;
  return false;
}

/* ---- responses ---- */

static double output_of(const rx_sweep_view *view, const rx_response *r, size_t member)
{
  const rx_sweep *s = view->sweep;
  if (s->rows.status[member] != RX_MEMBER_OK) return NAN;
  const size_t stride = s->plan.outputs[r->output].by_stimulus ? s->plan.n_stimuli : 1;
  const double value = s->rows.outputs[r->output][member * stride + r->stimulus];
  return isfinite(value) ? value : NAN;
}

static void differences(const rx_sweep_view *view, const rx_response *r, double values[])
{
  const rx_sweep_plan *plan = &view->sweep->plan;
  for (size_t i = 0; i < view->n_members;) {
    const size_t first = view->by_point[i];
    size_t end = i;
    double reference = NAN;
    while (end < view->n_members && plan->point[view->by_point[end]] == plan->point[first] &&
           plan->replicate[view->by_point[end]] == plan->replicate[first]) {
      if (condition_of(view, view->by_point[end]) == view->reference)
        reference = output_of(view, r, view->by_point[end]);
      end++;
    }
    for (; i < end; i++) {
      const size_t member = view->by_point[i];
      values[member] = condition_of(view, member) == r->condition ? output_of(view, r, member) - reference : NAN;
    }
  }
}

void rx_response_values(const rx_sweep_view *view, const rx_response_family *family, const rx_response *response,
                        double values[])
{
  if (family->is_difference) {
    differences(view, response, values);
    return;
  }
  for (size_t m = 0; m < view->n_members; m++)
    values[m] = condition_of(view, m) == response->condition ? output_of(view, response, m) : NAN;
}

/* Lowest and highest value; false where there is none. */
static bool span_of(const rx_sweep_view *view, size_t output, size_t stimulus, double *low, double *high)
{
  const rx_response r = { output, stimulus, 0, NULL };
  *low = INFINITY, *high = -INFINITY;
  for (size_t m = 0; m < view->n_members; m++) {
    const double value = output_of(view, &r, m);
    *low = fmin(*low, value);
    *high = fmax(*high, value);
  }
  return *low <= *high;
}

static const char *response_title(const rx_sweep_view *view, size_t output, size_t stimulus, bool with_stimulus)
{
  const rx_sweep_plan *plan = &view->sweep->plan;
  char *title = with_stimulus && plan->outputs[output].by_stimulus
                    ? rx_arena_format(view->arena, "%s, %s", RX_WORDS(plan->outputs[output].name),
                                      RX_WORDS(plan->stimuli[stimulus]))
                    : rx_arena_text(view->arena, RX_WORDS(plan->outputs[output].name));
  return title != NULL ? rx_capital(title) : NULL;
}

static void add_response(rx_response_family *family, size_t output, size_t stimulus, size_t condition,
                         const char *label)
{
  if (family->n == RX_MOST_RESPONSES)
    family->n_left_out++;
  else
    family->responses[family->n++] = (rx_response){ output, stimulus, condition, label };
}

/* The reference first, then the others in their order. */
static size_t condition_at(const rx_sweep_view *view, size_t k)
{
  return k == 0 ? view->reference : k <= view->reference ? k - 1 : k;
}

static void add_conditions(const rx_sweep_view *view, rx_response_family *family, size_t output, size_t stimulus)
{
  for (size_t k = family->is_difference ? 1 : 0; k < view->n_conditions; k++) {
    const size_t c = condition_at(view, k);
    add_response(family, output, stimulus, c, rx_sweep_condition_name(view, c));
  }
}

/* A family per output under a stimulus, or per output. False when memory is out. */
static bool add_output(rx_sweep_view *view, size_t output)
{
  const rx_sweep_plan *plan = &view->sweep->plan;
  const size_t n_stimuli = plan->outputs[output].by_stimulus ? plan->n_stimuli : 1;
  const rx_sweep_output *o = &plan->outputs[output];
  const bool is_one_condition = view->n_conditions == 1;
  rx_response_family *family = NULL;
  for (size_t t = 0; t < n_stimuli; t++) {
    double low, high;
    const bool has_numbers = span_of(view, output, t, &low, &high);
    const char *title = response_title(view, output, t, true);
    if (title == NULL) return false;
    if (!has_numbers) {
      view->empty[view->n_empty++] = title;
      continue;
    }
    if (low == high) {
      const char *text = rx_arena_format(view->arena, "%s = %s", title, RX_NUM(low));
      if (text == NULL) return false;
      view->constant[view->n_constant++] = text;
      continue;
    }
    if (family == NULL || !is_one_condition) {
      family = &view->families[view->n_families++];
      const char *of_all = is_one_condition ? response_title(view, output, t, false) : title;
      if (of_all == NULL) return false;
      *family = (rx_response_family){ .title = of_all, .units = o->units, .long_name = o->long_name };
    }
    if (is_one_condition) {
      add_response(family, output, t, 0, o->by_stimulus ? plan->stimuli[t] : o->name);
      continue;
    }
    add_conditions(view, family, output, t);
    family = &view->differences[view->n_differences++];
    *family =
        (rx_response_family){ .title = title, .units = o->units, .long_name = o->long_name, .is_difference = true };
    add_conditions(view, family, output, t);
  }
  return true;
}

/* pain_signal first, for it is what the others explain. */
static bool make_families(rx_sweep_view *view)
{
  const rx_sweep_plan *plan = &view->sweep->plan;
  size_t most = 1;
  for (size_t o = 0; o < plan->n_outputs; o++) most += plan->outputs[o].by_stimulus ? plan->n_stimuli : 1;
  view->families = rx_arena_alloc(view->arena, most * sizeof *view->families);
  view->differences = rx_arena_alloc(view->arena, most * sizeof *view->differences);
  view->constant = rx_arena_alloc(view->arena, most * sizeof *view->constant);
  view->empty = rx_arena_alloc(view->arena, most * sizeof *view->empty);
  if (view->families == NULL || view->differences == NULL || view->constant == NULL || view->empty == NULL)
    return false;
  for (int pass = 0; pass < 2; pass++)
    for (size_t o = 0; o < plan->n_outputs; o++)
      if ((strcmp(plan->outputs[o].name, "pain_signal") == 0) == (pass == 0) && !add_output(view, o)) return false;
  return true;
}

rx_status rx_sweep_view_make(const rx_sweep *sweep, rx_arena *arena, rx_sweep_view *view, rx_error *err)
{
  const rx_sweep_plan *plan = &sweep->plan;
  *view = (rx_sweep_view){ .sweep = sweep,
                           .arena = arena,
                           .n_members = plan->n_members,
                           .n_points = plan->n_points,
                           .n_conditions = plan->n_conditions > 0 ? plan->n_conditions : 1,
                           .n_swept = plan->n_parameters,
                           .fills_space = is_space_filling(plan->design) };
  const char *kind = plan->kind != NULL ? plan->kind : "sweep";
  view->title = plan->title != NULL && *plan->title != '\0' ? plan->title
                : plan->name != NULL && *plan->name != '\0' ? plan->name
                                                            : kind;
  if (plan->reference_condition > 0 && (size_t)plan->reference_condition < view->n_conditions)
    view->reference = (size_t)plan->reference_condition;
  RX_TRY(check_rows(sweep, view, err));
  view->values = rx_arena_alloc(arena, (view->n_members + 1) * sizeof *view->values);
  view->swept = rx_arena_alloc(arena, (view->n_swept + 1) * sizeof *view->swept);
  if (view->values == NULL || view->swept == NULL || !sort_members(view) || !make_families(view))
    return rx_no_memory(err);
  for (size_t k = 0; k < view->n_swept; k++)
    if (!make_swept(view, k, &view->swept[k])) return rx_no_memory(err);
  return RX_OK;
}

/* ---- axes ---- */

rx_axis rx_swept_axis(const rx_swept *s, int n)
{
  const double low = s->n_levels > 0 ? s->levels[0] : NAN, high = s->n_levels > 0 ? s->levels[s->n_levels - 1] : NAN;
  return s->parameter->is_log ? rx_axis_log(low, high, n) : rx_axis_exact(low, high, n);
}

const char *rx_swept_axis_label(const rx_sweep_view *view, const rx_swept *s)
{
  const char *unit = RX_UNIT(s->parameter->units);
  const char *label = *unit != '\0' ? rx_arena_format(view->arena, "%s, %s", s->label, unit) : s->label;
  return label != NULL ? label : s->label;
}
