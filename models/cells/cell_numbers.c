#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "models/cells/balance.h"
#include "models/cells/compartments.h"
#include "models/cells/compartments_private.h"

static const double PI = 3.14159265358979323846;
static const double FARADAY_C_PER_MOL = 96485.332;
/* of a cell that neither gives one nor is in a circuit: every published run of the dorsal-horn page, section 1 */
static const double DEFAULT_CELSIUS = 36;

/* ---- geometry ---- */

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
          rx_cell_label(cell), cell->sections[type->section[c]].name,
          cell->sections[type->section[type->parent[c]]].name);
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

/* ---- pools, channels, receptors ---- */

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
                 rx_cell_label(cell), section->name, channel->name, n, names, channel->n_sites);
}

static rx_status fill_coefs(const rx_cell *cell, double celsius, const rx_cell_type *type, rx_cell_numbers *numbers,
                            rx_error *err)
{
  for (int i = 0; i < type->n_insertions; i++) {
    const rx_insertion *insertion = &type->insertions[i];
    const rx_channel *channel = insertion->channel;
    for (int k = 0; k < insertion->n_compartments; k++) {
      const rx_section *section = &cell->sections[type->section[insertion->first_compartment + k]];
      const rx_channel_use *use = rx_section_use(section, channel->index);
      assert(use != NULL);
      for (int p = 0; p < channel->n_params; p++)
        if (!isfinite(use->params[p]) && !(channel->params[p].optional && isnan(use->params[p])))
          return rx_fail(err, RX_E_INPUT, "cell %s: section %s: channel %s: %s is not given", rx_cell_label(cell),
                         section->name, channel->name, channel->params[p].name);
      const double reversal = rx_section_reversal_mV(section, channel->ion, celsius);
      if (!isfinite(reversal))
        return rx_fail(err, RX_E_INPUT, "cell %s: section %s: channel %s needs %s", rx_cell_label(cell), section->name,
                       channel->name, channel->ion == RX_ION_NA ? "reversal_na" : "reversal_k");
      double coefs[RX_MAX_COEFS];
      channel->prepare(use->params, reversal, celsius, coefs);
      const rx_status balanced = rx_balance_leak(section, use, celsius, coefs, err);
      if (balanced != RX_OK) {
        rx_context(err, "cell %s: section %s", rx_cell_label(cell), section->name);
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
          rx_section_use(&cell->sections[type->section[in->first_compartment + k]], in->channel->index);
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

/* ---- all of them ---- */

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
  RX_TRY(rx_cell_check_receptors(cell, n_receptors, receptors, err));
  rx_cell fibre = *cell;
  rx_section parts[RX_N_FIBRE_PARTS];
  if (cell->myelinated.is_given) {
    if (rx_myelinated_complete(&cell->myelinated, &fibre.myelinated, err) != RX_OK)
      return rx_context(err, "cell %s", rx_cell_label(cell));
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
