#include "models/cells/graded.h"

#include <assert.h>
#include <math.h>
#include <string.h>

const rx_param RX_GRADED_PARAMS[] = {
  RX_P_DEFAULT(rx_graded, skew, "1", 1, 0.01, 100, "x of a unit is its place from 0 to 1 to this power",
               "motoneuron page 2.3"),
  RX_P_DEFAULT(rx_graded, exponent, "1", 0, 0, 20, "numbers go from first to last unit as x^(1 + exponent)",
               "motoneuron page 2.3"),
  RX_P_END
};

const rx_param RX_GRADE_EXPONENT_PARAM = {
  "exponent", RX_DOUBLE, 0, "1", NAN, 0, 20, "exponent of the numbers of a channel, or of one of them", NULL, false
};

double rx_graded_position(double skew, int unit, int n)
{
  return n > 1 ? pow((double)unit / (n - 1), skew) : 0;
}

/* ---- the two ends ---- */

static const double *number_at(const void *base, const rx_param *row)
{
  return (const double *)(const void *)((const char *)base + row->offset);
}

/* The first row of a table that is given at one end only, or NULL. */
static const rx_param *unlike(const rx_param table[], const void *first, const void *last)
{
  for (const rx_param *row = table; row->name != NULL; row++)
    if (row->type == RX_DOUBLE && isnan(*number_at(first, row)) != isnan(*number_at(last, row))) return row;
  return NULL;
}

static rx_status fail_number(const rx_param *row, const char *of, rx_error *err)
{
  return rx_fail(err, RX_E_INPUT, "%s of %s is given for the first or for the last unit only", row->name, of);
}

static rx_status check_channels(const rx_section *first, const rx_section *last, rx_error *err)
{
  bool is_same = first->n_channels == last->n_channels;
  for (int i = 0; is_same && i < first->n_channels; i++)
    is_same = first->channels[i].channel == last->channels[i].channel &&
              first->channels[i].has_start == last->channels[i].has_start;
  if (!is_same)
    return rx_fail(err, RX_E_INPUT,
                   "%s of the last unit has other channels (or starts of their gates) than that of the first",
                   first->name);
  for (int i = 0; i < first->n_channels; i++) {
    const rx_channel_use *a = &first->channels[i], *b = &last->channels[i];
    const rx_param *row = unlike(a->channel->params, a->params, b->params);
    if (row != NULL) return fail_number(row, a->channel->name, err);
    for (int g = 0; a->has_start && g < a->channel->n_gates; g++)
      if (isnan(a->start[g]) != isnan(b->start[g]))
        return rx_fail(err, RX_E_INPUT, "the start of %s of %s is given for the first or for the last unit only",
                       a->channel->gates[g], a->channel->name);
  }
  return RX_OK;
}

static bool same_parts(const rx_section *a, const rx_section *b)
{
  if (strcmp(a->name, b->name) != 0 || a->n_compartments != b->n_compartments || a->parent != b->parent ||
      a->at_parent_start != b->at_parent_start || a->has_calcium != b->has_calcium ||
      a->sheath.is_given != b->sheath.is_given)
    return false;
  for (int k = 0; k < RX_N_POOLS; k++)
    if (a->pools[k].is_given != b->pools[k].is_given) return false;
  return true;
}

static rx_status check_section(const rx_section *first, const rx_section *last, rx_error *err)
{
  if (!same_parts(first, last))
    return rx_fail(err, RX_E_INPUT,
                   "%s of the last unit is built otherwise than that of the first (compartments, "
                   "parent, calcium shell, pools or sheath)",
                   first->name);
  const rx_param *row = unlike(RX_SECTION_PARAMS, first, last);
  if (row == NULL && first->has_calcium) row = unlike(RX_CALCIUM_PARAMS, &first->calcium, &last->calcium);
  for (int k = 0; row == NULL && k < RX_N_POOLS; k++)
    if (first->pools[k].is_given) row = unlike(RX_POOL_PARAMS, &first->pools[k], &last->pools[k]);
  if (row == NULL && first->sheath.is_given) row = unlike(RX_SHEATH_PARAMS, &first->sheath, &last->sheath);
  if (row != NULL) return fail_number(row, first->name, err);
  return check_channels(first, last, err);
}

rx_status rx_graded_check(const rx_cell *first, const rx_graded *graded, rx_error *err)
{
  const rx_cell *last = &graded->last;
  if (first->myelinated.is_given || last->myelinated.is_given)
    return rx_fail(err, RX_E_INPUT, "a myelinated fibre cannot be graded");
  if (first->n_sections != last->n_sections)
    return rx_fail(err, RX_E_INPUT, "the last unit has %d sections, the first %d", last->n_sections, first->n_sections);
  const rx_param *row = unlike(RX_CELL_PARAMS, first, last);
  if (row != NULL) return fail_number(row, "the cell", err);
  for (int s = 0; s < first->n_sections; s++) RX_TRY(check_section(&first->sections[s], &last->sections[s], err));
  return RX_OK;
}

/* ---- a unit ---- */

static double between(double first, double last, double weight)
{
  return first + (last - first) * weight; /* NaN where both are */
}

static void grade(const rx_param table[], const void *first, const void *last, double weight, void *unit)
{
  for (const rx_param *row = table; row->name != NULL; row++)
    if (row->type == RX_DOUBLE)
      *(double *)(void *)((char *)unit + row->offset) = between(*number_at(first, row), *number_at(last, row), weight);
}

/* The exponent of a number of a channel. */
static double exponent_of(const rx_graded *graded, const char *channel, const char *number)
{
  double exponent = graded->exponent;
  for (int i = 0; i < graded->n_exponents; i++) {
    const rx_grade_exponent *own = &graded->exponents[i];
    if (strcmp(own->channel, channel) != 0) continue;
    if (own->number == NULL) exponent = own->exponent;
    if (own->number != NULL && strcmp(own->number, number) == 0) return own->exponent;
  }
  return exponent;
}

static void grade_channel(const rx_graded *graded, const rx_channel_use *first, const rx_channel_use *last, double x,
                          rx_channel_use *unit)
{
  const rx_channel *channel = first->channel;
  for (int p = 0; p < channel->n_params; p++) {
    const double weight = pow(x, 1 + exponent_of(graded, channel->name, channel->params[p].name));
    unit->params[p] = between(first->params[p], last->params[p], weight);
    unit->base[p] = between(first->base[p], last->base[p], weight);
  }
  for (int g = 0; first->has_start && g < channel->n_gates; g++)
    unit->start[g] = between(first->start[g], last->start[g], pow(x, 1 + exponent_of(graded, channel->name, "")));
}

static rx_status grade_section(const rx_graded *graded, const rx_section *first, const rx_section *last, double x,
                               rx_section *unit, rx_arena *arena, rx_error *err)
{
  const double weight = pow(x, 1 + graded->exponent);
  *unit = *first;
  unit->channels = rx_arena_alloc(arena, ((size_t)first->n_channels + 1) * sizeof *unit->channels);
  if (unit->channels == NULL) return rx_no_memory(err);
  grade(RX_SECTION_PARAMS, first, last, weight, unit);
  if (first->has_calcium) grade(RX_CALCIUM_PARAMS, &first->calcium, &last->calcium, weight, &unit->calcium);
  for (int k = 0; k < RX_N_POOLS; k++)
    if (first->pools[k].is_given) grade(RX_POOL_PARAMS, &first->pools[k], &last->pools[k], weight, &unit->pools[k]);
  if (first->sheath.is_given) grade(RX_SHEATH_PARAMS, &first->sheath, &last->sheath, weight, &unit->sheath);
  for (int i = 0; i < first->n_channels; i++) {
    unit->channels[i] = first->channels[i];
    grade_channel(graded, &first->channels[i], &last->channels[i], x, &unit->channels[i]);
  }
  return RX_OK;
}

rx_status rx_cell_graded(const rx_cell *first, const rx_graded *graded, double x, rx_cell *unit, rx_arena *arena,
                         rx_error *err)
{
  assert(x >= 0 && x <= 1);
  RX_TRY(rx_graded_check(first, graded, err));
  *unit = *first;
  unit->sections = rx_arena_alloc(arena, (size_t)first->n_sections * sizeof *unit->sections);
  if (unit->sections == NULL) return rx_no_memory(err);
  grade(RX_CELL_PARAMS, first, &graded->last, pow(x, 1 + graded->exponent), unit);
  for (int s = 0; s < first->n_sections; s++)
    RX_TRY(grade_section(graded, &first->sections[s], &graded->last.sections[s], x, &unit->sections[s], arena, err));
  return RX_OK;
}
