#include "models/cells/compartments.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "models/cells/balance.h"

static const double PI = 3.14159265358979323846;
static const double FARADAY_C_PER_MOL = 96485.332;
/* of a cell that neither gives one nor is in a circuit: every published run of the dorsal-horn page, section 1 */
static const double DEFAULT_CELSIUS = 36;

static const char *name_of(const rx_cell *cell)
{
  return cell->name != NULL ? cell->name : "unnamed";
}

static const rx_channel_use *find_use(const rx_section *section, int channel)
{
  for (int i = 0; i < section->n_channels; i++)
    if (section->channels[i].channel->index == channel) return &section->channels[i];
  return NULL;
}

/* ---- structure ---- */

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
        name_of(cell));
  if (cell->myelinated.nodes >= 2) return RX_OK;
  return rx_fail(err, RX_E_INPUT, "cell %s: %d nodes; at least 2 are needed", name_of(cell), cell->myelinated.nodes);
}

static rx_status check_sections(const rx_cell *cell, rx_error *err)
{
  if (cell->n_sections < 1) return rx_fail(err, RX_E_INPUT, "cell %s has no section", name_of(cell));
  if (cell->myelinated.is_given) RX_TRY(check_parts(cell, err));
  for (int s = 0; s < cell->n_sections; s++) {
    const rx_section *section = &cell->sections[s];
    if (section->n_compartments < 1)
      return rx_fail(err, RX_E_INPUT, "cell %s: section %s has %d compartments; at least 1 is needed", name_of(cell),
                     section->name, section->n_compartments);
    if (s == 0 ? section->parent != -1 : section->parent < 0 || section->parent >= cell->n_sections)
      return rx_fail(err, RX_E_INPUT,
                     "cell %s: section %s: the first section (the soma) is the root, every other hangs "
                     "on a section of the cell",
                     name_of(cell), section->name);
    for (int i = 0; i < section->n_channels; i++) {
      const rx_channel *channel = section->channels[i].channel;
      if (find_use(section, channel->index) != &section->channels[i])
        return rx_fail(err, RX_E_INPUT, "cell %s: section %s has channel %s twice", name_of(cell), section->name,
                       channel->name);
      if (channel->reads_calcium && !section->has_calcium)
        return rx_fail(err, RX_E_INPUT,
                       "cell %s: section %s: channel %s depends on calcium, so the section needs a "
                       "calcium shell",
                       name_of(cell), section->name, channel->name);
      if ((channel->reads_sodium && !section->pools[RX_POOL_NA_IN].is_given) ||
          (channel->reads_potassium && !section->pools[RX_POOL_K_OUT].is_given))
        return rx_fail(err, RX_E_INPUT, "cell %s: section %s: channel %s needs the pool %s of its section",
                       name_of(cell), section->name, channel->name,
                       rx_pool_name(channel->reads_sodium && !section->pools[RX_POOL_NA_IN].is_given ? RX_POOL_NA_IN
                                                                                                     : RX_POOL_K_OUT));
    }
    for (int k = 0; k < RX_N_POOLS; k++)
      if (section->pools[k].is_given && !rx_pool_is_inside((rx_pool_kind)k) && isnan(section->pools[k].depth))
        return rx_fail(err, RX_E_INPUT, "cell %s: section %s: the pool %s needs a depth", name_of(cell), section->name,
                       rx_pool_name((rx_pool_kind)k));
    const char *problem = cell->myelinated.is_given ? NULL : rx_sheath_problem(&section->sheath, section->diameter);
    if (problem != NULL)
      return rx_fail(err, RX_E_INPUT, "cell %s: section %s: its sheath %s", name_of(cell), section->name, problem);
  }
  return RX_OK;
}

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
    if (n == before) return rx_fail(err, RX_E_INPUT, "cell %s: sections hang on each other in a circle", name_of(cell));
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
      while (c < type->n_compartments && find_use(&cell->sections[type->section[c]], i) != NULL) c++;
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

static rx_status check_receptors(const rx_cell *cell, int n_receptors, const rx_receptor receptors[], rx_error *err)
{
  for (int r = 0; r < n_receptors; r++) {
    const rx_receptor *receptor = &receptors[r];
    if (receptor->section < 0 || receptor->section >= cell->n_sections)
      return rx_fail(err, RX_E_INPUT, "cell %s: receptor %s sits on no section", name_of(cell), receptor->name);
    if (!(receptor->tau_rise >= 0 && receptor->tau_rise < receptor->tau_decay))
      return rx_fail(err, RX_E_INPUT, "cell %s: receptor %s: tau_rise %g ms must be shorter than tau_decay %g ms",
                     name_of(cell), receptor->name, receptor->tau_rise, receptor->tau_decay);
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
  RX_TRY(check_receptors(cell, n_receptors, receptors, err));
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

/* ---- numbers ---- */

static double diameter_at(const rx_section *section, double x)
{
  if (isnan(section->diameter_end)) return section->diameter;
  assert(section->diameter_end > 0);
  return section->diameter + x * (section->diameter_end - section->diameter);
}

/* MOhm from the centre of a compartment to its end: 0.01 Ra (dx/2)/(pi d^2/4); dorsal-horn page 1.1 */
static double half_resistance(const rx_section *section, double x)
{
  const double d = diameter_at(section, x), dx = section->length / section->n_compartments;
  return 0.01 * section->axial_resistivity * (0.5 * dx) / (PI * d * d / 4);
}

static void fill_geometry(const rx_cell *cell, const rx_cell_type *type, rx_cell_numbers *numbers)
{
  for (int c = 0; c < type->n_compartments; c++) {
    const rx_section *section = &cell->sections[type->section[c]];
    const double x = type->position[c];
    numbers->area[c] = PI * diameter_at(section, x) * section->length / section->n_compartments;
    numbers->charging[c] = 1e3 / section->membrane_capacitance;
    const int p = type->parent[c];
    if (p >= 0) {
      const double parent_half = half_resistance(&cell->sections[type->section[p]], type->position[p]);
      numbers->axial[c] = 1 / (half_resistance(section, x) + parent_half);
    }
    if (section->has_calcium) {
      numbers->calcium_influx[c] = 1e4 / (2 * FARADAY_C_PER_MOL * section->calcium.depth);
      numbers->calcium_decay[c] = 1 / section->calcium.tau;
      numbers->calcium_rest[c] = section->calcium.rest;
      numbers->calcium_start[c] = isnan(section->calcium.start) ? section->calcium.rest : section->calcium.start;
    }
  }
}

static rx_status check_axial(const rx_cell *cell, const rx_cell_type *type, const rx_cell_numbers *numbers,
                             rx_error *err)
{
  for (int c = 1; c < type->n_compartments; c++)
    if (!isfinite(numbers->axial[c]))
      return rx_fail(
          err, RX_E_INPUT,
          "cell %s: section %s: no axial resistance toward %s: where axial_resistivity is 0, the neighbour's "
          "must not be, and the section has one compartment",
          name_of(cell), cell->sections[type->section[c]].name, cell->sections[type->section[type->parent[c]]].name);
  return RX_OK;
}

/* MOhm along the space from the centre of a compartment to its end; 0: it has none */
static double half_space(const rx_section *section, double x)
{
  if (!section->sheath.is_given) return 0;
  return rx_sheath_space_MOhm(&section->sheath, diameter_at(section, x),
                              0.5 * section->length / section->n_compartments);
}

static void fill_sheath(const rx_cell *cell, const rx_cell_type *type, rx_cell_numbers *numbers)
{
  for (int c = 0; c < type->n_compartments && type->has_sheath; c++) {
    const rx_section *section = &cell->sections[type->section[c]];
    const int p = type->parent[c];
    if (p >= 0) {
      /* toward a neighbour without a space it opens to the outside */
      const double R =
          half_space(section, type->position[c]) + half_space(&cell->sections[type->section[p]], type->position[p]);
      numbers->sheath.axial[c] = R > 0 && (type->is_sheathed[c] || type->is_sheathed[p]) ? 1 / R : 0;
    }
    if (!type->is_sheathed[c]) continue;
    numbers->sheath.charging[c] = rx_sheath_charging(&section->sheath, section->length / section->n_compartments);
    numbers->sheath.leak[c] = rx_sheath_leak(&section->sheath);
  }
}

static void fill_pools(const rx_cell *cell, double celsius, const rx_cell_type *type, rx_cell_numbers *numbers)
{
  numbers->nernst = rx_nernst_slope_mV(celsius);
  for (int k = 0; k < RX_N_POOLS && type->has_pools; k++)
    for (int c = 0; c < type->n_compartments; c++) {
      const rx_section *section = &cell->sections[type->section[c]];
      const rx_ion_pool *pool = &section->pools[k];
      numbers->pools[k].start[c] = 1;
      if (!pool->is_given) continue;
      const double decay = isnan(pool->tau) ? 0 : 1 / pool->tau;
      numbers->pools[k].start[c] = pool->start;
      numbers->pools[k].gain[c] = rx_pool_gain((rx_pool_kind)k, pool, diameter_at(section, type->position[c]));
      numbers->pools[k].decay[c] = decay;
      numbers->pools[k].supply[c] =
          numbers->pools[k].gain[c] * pool->offset + decay * (isnan(pool->rest) ? pool->start : pool->rest);
    }
}

/* Drugs that are there take a channel's sites, in the order of the cell's list; the others stay unused. */
static rx_status fill_sites(const rx_cell *cell, const rx_section *section, const rx_channel *channel, double coefs[],
                            rx_error *err)
{
  double *sites = coefs + channel->n_coefs - channel->n_sites * RX_SITE_COEFS;
  char names[200] = "";
  int n = 0;
  for (int d = 0; d < cell->n_drugs; d++) {
    if (!rx_drug_acts(&cell->drugs[d], channel->site)) continue;
    if (n < channel->n_sites) rx_drug_coefs(&cell->drugs[d], channel->site, sites + n * RX_SITE_COEFS);
    const size_t used = strlen(names);
    snprintf(names + used, sizeof names - used, "%s%s", n > 0 ? ", " : "", cell->drugs[d].name);
    n++;
  }
  if (n <= channel->n_sites || channel->n_sites == 0) return RX_OK;
  return rx_fail(err, RX_E_INPUT, "cell %s: section %s: channel %s: %d drugs act on it (%s); at most %d can compete",
                 name_of(cell), section->name, channel->name, n, names, channel->n_sites);
}

static rx_status fill_coefs(const rx_cell *cell, double celsius, const rx_cell_type *type, rx_cell_numbers *numbers,
                            rx_error *err)
{
  for (int i = 0; i < type->n_insertions; i++) {
    const rx_insertion *insertion = &type->insertions[i];
    const rx_channel *channel = insertion->channel;
    for (int k = 0; k < insertion->n_compartments; k++) {
      const rx_section *section = &cell->sections[type->section[insertion->first_compartment + k]];
      const rx_channel_use *use = find_use(section, channel->index);
      assert(use != NULL);
      for (int p = 0; p < channel->n_params; p++)
        if (!isfinite(use->params[p]) && !(channel->params[p].optional && isnan(use->params[p])))
          return rx_fail(err, RX_E_INPUT, "cell %s: section %s: channel %s: %s is not given", name_of(cell),
                         section->name, channel->name, channel->params[p].name);
      const double reversal = rx_section_reversal_mV(section, channel->ion, celsius);
      if (!isfinite(reversal))
        return rx_fail(err, RX_E_INPUT, "cell %s: section %s: channel %s needs %s", name_of(cell), section->name,
                       channel->name, channel->ion == RX_ION_NA ? "reversal_na" : "reversal_k");
      double coefs[RX_MAX_COEFS];
      channel->prepare(use->params, reversal, celsius, coefs);
      const rx_status balanced = rx_balance_leak(section, use, celsius, coefs, err);
      if (balanced != RX_OK) {
        rx_context(err, "cell %s: section %s", name_of(cell), section->name);
        return balanced;
      }
      RX_TRY(fill_sites(cell, section, channel, coefs, err));
      for (int j = 0; j < channel->n_coefs; j++)
        numbers->coef[insertion->first_coef + j * insertion->n_compartments + k] = coefs[j];
    }
  }
  return RX_OK;
}

/* Gates that a use of a channel starts elsewhere than at their steady state. */
static rx_status fill_start(const rx_cell *cell, const rx_cell_type *type, rx_cell_numbers *numbers, rx_error *err)
{
  for (int i = 0; i < type->n_insertions; i++) {
    const rx_insertion *in = &type->insertions[i];
    for (int k = 0; k < in->n_compartments; k++) {
      const rx_channel_use *use =
          find_use(&cell->sections[type->section[in->first_compartment + k]], in->channel->index);
      if (!use->has_start) continue;
      if (numbers->gate_start == NULL) {
        numbers->gate_start = rx_aligned_doubles((size_t)type->n_gates);
        if (numbers->gate_start == NULL) return rx_no_memory(err);
        for (int g = 0; g < type->n_gates; g++) numbers->gate_start[g] = NAN;
      }
      for (int g = 0; g < in->channel->n_gates; g++)
        numbers->gate_start[in->first_gate + g * in->n_compartments + k] = use->start[g];
    }
  }
  return RX_OK;
}

static void fill_slots(double celsius, int n_receptors, const rx_receptor receptors[], const rx_cell_type *type,
                       rx_cell_numbers *numbers)
{
  for (int r = 0; r < n_receptors; r++) {
    const rx_receptor *receptor = &receptors[r];
    numbers->tau_rise[r] = receptor->tau_rise;
    numbers->tau_decay[r] = receptor->tau_decay;
    numbers->reversal[r] = rx_receptor_reversal_mV(receptor, celsius);
    numbers->magnesium[r] = receptor->magnesium / RX_MG_HALF_MM;
    numbers->calcium_fraction[r] = type->slots[r].carries_calcium ? receptor->calcium_fraction : 0;
  }
}

/* room for the numbers of the pools; false: memory is out */
static bool make_pools(const rx_cell_type *type, rx_cell_numbers *numbers)
{
  for (int k = 0; k < RX_N_POOLS && type->has_pools; k++) {
    double *all = rx_aligned_doubles(4 * (size_t)type->n_compartments);
    if (all == NULL) return false;
    numbers->pools[k].start = all;
    numbers->pools[k].gain = all + type->n_compartments;
    numbers->pools[k].decay = all + 2 * type->n_compartments;
    numbers->pools[k].supply = all + 3 * type->n_compartments;
  }
  return true;
}

static bool make_sheath(const rx_cell_type *type, rx_cell_numbers *numbers)
{
  const size_t n = (size_t)type->n_compartments;
  if (!type->has_sheath) return true;
  double *all = rx_aligned_doubles(3 * n);
  if (all == NULL) return false;
  numbers->sheath.axial = all;
  numbers->sheath.charging = all + n;
  numbers->sheath.leak = all + 2 * n;
  return true;
}

rx_status rx_cell_numbers_make(const rx_cell *cell, int n_receptors, const rx_receptor receptors[],
                               const rx_cell_type *type, rx_cell_numbers **numbers, rx_error *err)
{
  assert(n_receptors == type->n_slots);
  *numbers = NULL;
  RX_TRY(check_receptors(cell, n_receptors, receptors, err));
  rx_cell fibre = *cell;
  rx_section parts[RX_N_FIBRE_PARTS];
  if (cell->myelinated.is_given) {
    if (rx_myelinated_complete(&cell->myelinated, &fibre.myelinated, err) != RX_OK)
      return rx_context(err, "cell %s", name_of(cell));
    memcpy(parts, cell->sections, sizeof parts);
    rx_myelinated_fill(&fibre.myelinated, parts);
    fibre.sections = parts;
    cell = &fibre;
  }
  rx_cell_numbers *made = calloc(1, sizeof *made);
  if (made == NULL) return rx_no_memory(err);
  const size_t n = (size_t)type->n_compartments, n_slots = (size_t)type->n_slots;
  double **const arrays[] = {
    &made->coef,          &made->area,         &made->charging,        &made->axial,    &made->calcium_influx,
    &made->calcium_decay, &made->calcium_rest, &made->calcium_start,   &made->tau_rise, &made->tau_decay,
    &made->reversal,      &made->magnesium,    &made->calcium_fraction
  };
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
    *arrays[i] = rx_aligned_doubles(i == 0 ? (size_t)type->n_coefs : i < 8 ? n : n_slots);
    if (*arrays[i] == NULL) {
      rx_cell_numbers_free(made);
      return rx_no_memory(err);
    }
  }
  if (!make_pools(type, made) || !make_sheath(type, made)) {
    rx_cell_numbers_free(made);
    return rx_no_memory(err);
  }
  const double celsius = isnan(cell->temperature) ? DEFAULT_CELSIUS : cell->temperature;
  made->v_init = cell->v_init;
  made->threshold = cell->threshold;
  made->max_step = cell->max_step > 0 ? cell->max_step : RX_LONGEST_STEP_MS;
  made->max_dt = cell->max_dt > 0 ? cell->max_dt : INFINITY;
  fill_geometry(cell, type, made);
  fill_pools(cell, celsius, type, made);
  fill_sheath(cell, type, made);
  fill_slots(celsius, n_receptors, receptors, type, made);
  rx_status status = check_axial(cell, type, made, err);
  if (status == RX_OK) status = fill_coefs(cell, celsius, type, made, err);
  if (status == RX_OK) status = fill_start(cell, type, made, err);
  if (status != RX_OK) {
    rx_cell_numbers_free(made);
    return status;
  }
  *numbers = made;
  return RX_OK;
}

void rx_cell_numbers_free(rx_cell_numbers *numbers)
{
  if (numbers == NULL) return;
  double *const arrays[] = {
    numbers->coef,          numbers->area,         numbers->charging,        numbers->axial,    numbers->calcium_influx,
    numbers->calcium_decay, numbers->calcium_rest, numbers->calcium_start,   numbers->tau_rise, numbers->tau_decay,
    numbers->reversal,      numbers->magnesium,    numbers->calcium_fraction
  };
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) rx_aligned_free(arrays[i]);
  for (int k = 0; k < RX_N_POOLS; k++) rx_aligned_free(numbers->pools[k].start);
  rx_aligned_free(numbers->sheath.axial);
  rx_aligned_free(numbers->gate_start);
  free(numbers);
}
