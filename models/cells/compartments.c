#include "models/cells/compartments.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/cells/compartments_private.h"

const char *rx_cell_label(const rx_cell *cell)
{
  return cell->name != NULL ? cell->name : "unnamed";
}

const rx_channel_use *rx_section_use(const rx_section *section, int channel)
{
  for (int i = 0; i < section->n_channels; i++)
    if (section->channels[i].channel->index == channel) return &section->channels[i];
  return NULL;
}

/* ---- checks ---- */

/* A myelinated fibre has its four parts and nothing else. */
static rx_status check_parts(const rx_cell *cell, rx_error *err)
{
  bool are_they = cell->n_sections == RX_N_FIBRE_PARTS;
  for (int s = 0; are_they && s < RX_N_FIBRE_PARTS; s++)
    are_they = strcmp(cell->sections[s].name, RX_FIBRE_PART_NAMES[s]) == 0 && !cell->sections[s].sheath.is_given;
  if (!are_they)
    return rx_fail(
        err, RX_E_INPUT,
        "cell %s: a myelinated fibre has the sections node, mysa, flut and stin, without sheaths of their own",
        rx_cell_label(cell));
  if (cell->myelinated.nodes >= 2) return RX_OK;
  return rx_fail(err, RX_E_INPUT, "cell %s: %d nodes; at least 2 are needed", rx_cell_label(cell),
                 cell->myelinated.nodes);
}

static rx_status check_sections(const rx_cell *cell, rx_error *err)
{
  if (cell->n_sections < 1) return rx_fail(err, RX_E_INPUT, "cell %s has no section", rx_cell_label(cell));
  if (cell->myelinated.is_given) RX_TRY(check_parts(cell, err));
  for (int s = 0; s < cell->n_sections; s++) {
    const rx_section *section = &cell->sections[s];
    if (section->n_compartments < 1)
      return rx_fail(err, RX_E_INPUT, "cell %s: section %s has %d compartments; at least 1 is needed",
                     rx_cell_label(cell), section->name, section->n_compartments);
    if (s == 0 ? section->parent != -1 : section->parent < 0 || section->parent >= cell->n_sections)
      return rx_fail(err, RX_E_INPUT,
                     "cell %s: section %s: the first section (the soma) is the root, every other hangs "
                     "on a section of the cell",
                     rx_cell_label(cell), section->name);
    for (int i = 0; i < section->n_channels; i++) {
      const rx_channel *channel = section->channels[i].channel;
      if (rx_section_use(section, channel->index) != &section->channels[i])
        return rx_fail(err, RX_E_INPUT, "cell %s: section %s has channel %s twice", rx_cell_label(cell), section->name,
                       channel->name);
      if (channel->reads_calcium && !section->has_calcium)
        return rx_fail(err, RX_E_INPUT,
                       "cell %s: section %s: channel %s depends on calcium, so the section needs a "
                       "calcium shell",
                       rx_cell_label(cell), section->name, channel->name);
      if ((channel->reads_sodium && !section->pools[RX_POOL_NA_IN].is_given) ||
          (channel->reads_potassium && !section->pools[RX_POOL_K_OUT].is_given))
        return rx_fail(err, RX_E_INPUT, "cell %s: section %s: channel %s needs the pool %s of its section",
                       rx_cell_label(cell), section->name, channel->name,
                       rx_pool_name(channel->reads_sodium && !section->pools[RX_POOL_NA_IN].is_given ? RX_POOL_NA_IN
                                                                                                     : RX_POOL_K_OUT));
    }
    for (int k = 0; k < RX_N_POOLS; k++)
      if (section->pools[k].is_given && !rx_pool_is_inside((rx_pool_kind)k) && isnan(section->pools[k].depth))
        return rx_fail(err, RX_E_INPUT, "cell %s: section %s: the pool %s needs a depth", rx_cell_label(cell),
                       section->name, rx_pool_name((rx_pool_kind)k));
    const char *problem = cell->myelinated.is_given ? NULL : rx_sheath_problem(&section->sheath, section->diameter);
    if (problem != NULL)
      return rx_fail(err, RX_E_INPUT, "cell %s: section %s: its sheath %s", rx_cell_label(cell), section->name,
                     problem);
  }
  return RX_OK;
}

/* ---- the tree, compartment by compartment ---- */

/* Puts the sections in an order where parents come first, otherwise as given. */
static rx_status order_sections(const rx_cell *cell, int order[], rx_error *err)
{
  int n = 0;
  while (n < cell->n_sections) {
    const int before = n;
    for (int s = 0; s < cell->n_sections; s++) {
      bool is_placed = false, has_parent = s == 0;
      for (int i = 0; i < n; i++) {
        is_placed = is_placed || order[i] == s;
        has_parent = has_parent || order[i] == cell->sections[s].parent;
      }
      if (!is_placed && has_parent) order[n++] = s;
    }
    if (n == before)
      return rx_fail(err, RX_E_INPUT, "cell %s: sections hang on each other in a circle", rx_cell_label(cell));
  }
  return RX_OK;
}

/* Numbers the compartments: arrays parent, section, position. first_of: [n_sections], filled here. */
static void number_compartments(const rx_cell *cell, const int order[], int first_of[], rx_cell_type *type)
{
  int c = 0;
  for (int i = 0; i < cell->n_sections; i++) {
    const int s = order[i];
    const rx_section *section = &cell->sections[s];
    first_of[s] = c;
    for (int k = 0; k < section->n_compartments; k++, c++) {
      type->section[c] = s;
      type->position[c] = (k + 0.5) / section->n_compartments;
      type->parent[c] = c - 1;
    }
    if (section->parent >= 0) {
      const int parent = first_of[section->parent];
      type->parent[first_of[s]] =
          section->at_parent_start ? parent : parent + cell->sections[section->parent].n_compartments - 1;
    }
  }
}

/* The same for a myelinated fibre, whose sections stand there many times; type NULL: only counts. */
static int number_fibre(const rx_cell *cell, rx_cell_type *type)
{
  int c = 0, s;
  for (int place = 0; (s = rx_myelinated_part(&cell->myelinated, place)) >= 0; place++)
    for (int k = 0; k < cell->sections[s].n_compartments; k++, c++) {
      if (type == NULL) continue;
      type->section[c] = s;
      type->position[c] = (k + 0.5) / cell->sections[s].n_compartments;
      type->parent[c] = c - 1;
    }
  return c;
}

static void find_sheaths(const rx_cell *cell, rx_cell_type *type)
{
  for (int c = 0; c < type->n_compartments; c++) {
    const int s = type->section[c];
    type->is_sheathed[c] = cell->myelinated.is_given ? s != RX_NODE : rx_sheath_has_myelin(&cell->sections[s].sheath);
    type->has_sheath = type->has_sheath || type->is_sheathed[c];
  }
}

static void find_pools(const rx_cell *cell, rx_cell_type *type)
{
  for (int c = 0; c < type->n_compartments; c++) {
    const rx_section *section = &cell->sections[type->section[c]];
    for (int k = 0; k < RX_N_POOLS; k++)
      if (section->pools[k].is_given) type->pools[c] |= 1u << k;
    for (rx_ion ion = RX_ION_NA; ion <= RX_ION_K; ion++)
      if (rx_section_has_nernst(section, ion)) type->pools[c] |= RX_HAS_NERNST(ion);
    type->has_pools = type->has_pools || type->pools[c] != 0;
  }
}

/* Finds the runs of each channel over consecutive compartments; with insertions NULL it only counts them. */
static int find_insertions(const rx_cell *cell, rx_cell_type *type, rx_insertion *insertions)
{
  int n = 0;
  type->n_gates = type->n_coefs = 0;
  for (int i = 0; i < rx_channel_count(); i++) {
    const rx_channel *channel = rx_channel_at(i);
    for (int c = 0; c < type->n_compartments;) {
      const int first = c;
      while (c < type->n_compartments && rx_section_use(&cell->sections[type->section[c]], i) != NULL) c++;
      if (c == first) {
        c++;
        continue;
      }
      if (insertions != NULL) insertions[n] = (rx_insertion){ channel, first, c - first, type->n_gates, type->n_coefs };
      type->n_gates += channel->n_gates * (c - first);
      type->n_coefs += channel->n_coefs * (c - first);
      n++;
    }
  }
  return n;
}

rx_status rx_cell_check_receptors(const rx_cell *cell, int n_receptors, const rx_receptor receptors[], rx_error *err)
{
  for (int r = 0; r < n_receptors; r++) {
    const rx_receptor *receptor = &receptors[r];
    if (receptor->section < 0 || receptor->section >= cell->n_sections)
      return rx_fail(err, RX_E_INPUT, "cell %s: receptor %s sits on no section", rx_cell_label(cell), receptor->name);
    if (!(receptor->tau_rise >= 0 && receptor->tau_rise < receptor->tau_decay))
      return rx_fail(err, RX_E_INPUT, "cell %s: receptor %s: tau_rise %g ms must be shorter than tau_decay %g ms",
                     rx_cell_label(cell), receptor->name, receptor->tau_rise, receptor->tau_decay);
  }
  return RX_OK;
}

static void make_slots(const rx_cell *cell, int n_receptors, const rx_receptor receptors[], rx_cell_type *type)
{
  for (int r = 0; r < n_receptors; r++) {
    const rx_receptor *receptor = &receptors[r];
    type->slots[r] = (rx_slot){
      .compartment = rx_cell_type_compartment(type, receptor->section, 0.5),
      .has_rise = receptor->tau_rise > 0,
      .receptor = receptor->name,
      .has_magnesium = receptor->magnesium > 0,
      .carries_calcium = receptor->calcium_fraction > 0 && cell->sections[receptor->section].has_calcium,
    };
  }
}

/* calloc of at least one element, so that NULL means out of memory */
static void *zeroed(int n, size_t size)
{
  return calloc(n > 0 ? (size_t)n : 1, size);
}

static rx_status fill_type(const rx_cell *cell, int n_receptors, const rx_receptor receptors[], int sections[],
                           rx_cell_type *type, rx_error *err)
{
  int *order = sections, *first_of = sections + cell->n_sections;
  RX_TRY(order_sections(cell, order, err));
  for (int s = 0; s < cell->n_sections; s++) {
    type->n_compartments += cell->sections[s].n_compartments;
    type->has_calcium = type->has_calcium || cell->sections[s].has_calcium;
  }
  if (cell->myelinated.is_given) type->n_compartments = number_fibre(cell, NULL);
  type->parent = zeroed(type->n_compartments, sizeof *type->parent);
  type->section = zeroed(type->n_compartments, sizeof *type->section);
  type->position = zeroed(type->n_compartments, sizeof *type->position);
  type->slots = zeroed(n_receptors, sizeof *type->slots);
  type->pools = zeroed(type->n_compartments, sizeof *type->pools);
  type->is_sheathed = zeroed(type->n_compartments, sizeof *type->is_sheathed);
  if (type->parent == NULL || type->section == NULL || type->position == NULL || type->slots == NULL ||
      type->pools == NULL || type->is_sheathed == NULL)
    return rx_no_memory(err);
  if (cell->myelinated.is_given)
    number_fibre(cell, type);
  else
    number_compartments(cell, order, first_of, type);
  find_pools(cell, type);
  find_sheaths(cell, type);
  type->n_insertions = find_insertions(cell, type, NULL);
  type->insertions = zeroed(type->n_insertions, sizeof *type->insertions);
  if (type->insertions == NULL) return rx_no_memory(err);
  find_insertions(cell, type, type->insertions);
  type->detector = rx_cell_type_compartment(type, 0, 0.5);
  type->n_slots = n_receptors;
  make_slots(cell, n_receptors, receptors, type);
  return RX_OK;
}

rx_status rx_cell_type_make(const rx_cell *cell, int n_receptors, const rx_receptor receptors[], rx_cell_type **type,
                            rx_error *err)
{
  *type = NULL;
  RX_TRY(check_sections(cell, err));
  RX_TRY(rx_cell_check_receptors(cell, n_receptors, receptors, err));
  rx_cell_type *made = calloc(1, sizeof *made);
  int *sections = zeroed(2 * cell->n_sections, sizeof *sections);
  rx_status status = made == NULL || sections == NULL ? rx_no_memory(err)
                                                      : fill_type(cell, n_receptors, receptors, sections, made, err);
  free(sections);
  if (status != RX_OK) {
    rx_cell_type_free(made);
    return status;
  }
  *type = made;
  return RX_OK;
}

void rx_cell_type_free(rx_cell_type *type)
{
  if (type == NULL) return;
  free(type->parent);
  free(type->section);
  free(type->position);
  free(type->insertions);
  free(type->slots);
  free(type->pools);
  free(type->is_sheathed);
  free(type);
}

static bool same_insertion(const rx_insertion *a, const rx_insertion *b)
{
  return a->channel == b->channel && a->first_compartment == b->first_compartment &&
         a->n_compartments == b->n_compartments;
}

static bool same_slot(const rx_slot *a, const rx_slot *b)
{
  return a->compartment == b->compartment && a->has_rise == b->has_rise && a->has_magnesium == b->has_magnesium &&
         a->carries_calcium == b->carries_calcium;
}

bool rx_cell_type_equal(const rx_cell_type *a, const rx_cell_type *b)
{
  if (a->n_compartments != b->n_compartments || a->n_insertions != b->n_insertions || a->n_slots != b->n_slots ||
      a->has_calcium != b->has_calcium || a->detector != b->detector)
    return false;
  const size_t bytes = (size_t)a->n_compartments * sizeof(int);
  if (memcmp(a->parent, b->parent, bytes) != 0 || memcmp(a->section, b->section, bytes) != 0 ||
      memcmp(a->pools, b->pools, bytes) != 0 || memcmp(a->is_sheathed, b->is_sheathed, (size_t)a->n_compartments) != 0)
    return false;
  for (int i = 0; i < a->n_insertions; i++)
    if (!same_insertion(&a->insertions[i], &b->insertions[i])) return false;
  for (int i = 0; i < a->n_slots; i++)
    if (!same_slot(&a->slots[i], &b->slots[i])) return false;
  return true;
}

int rx_cell_type_compartment(const rx_cell_type *type, int section, double x)
{
  int n = 0, last = -1;
  for (int c = 0; c < type->n_compartments; c++) n += type->section[c] == section;
  assert(n > 0 && x >= 0 && x <= 1);
  /* the i-th of its compartments, or the last */
  for (int c = 0, left = (int)floor(x * n); c < type->n_compartments && left >= 0; c++) {
    if (type->section[c] != section) continue;
    last = c;
    left--;
  }
  return last;
}
