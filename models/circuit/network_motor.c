#include "models/circuit/network_motor.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/cells/graded.h"

#define PI 3.14159265358979323846

static rx_status put_factors(const rx_motor_pool *pool, rx_arena *arena, rx_population *population, rx_error *err)
{
  RX_TRY(rx_motor_copy_cell(&population->cell, arena, &population->cell, err));
  rx_motor_apply(pool, &population->cell);
  if (population->graded == NULL) return RX_OK;
  /* factors on both ends are factors on every unit between them */
  rx_graded *graded = rx_arena_alloc(arena, sizeof *graded);
  if (graded == NULL) return rx_no_memory(err);
  *graded = *population->graded;
  RX_TRY(rx_motor_copy_cell(&graded->last, arena, &graded->last, err));
  rx_motor_apply(pool, &graded->last);
  population->graded = graded;
  return RX_OK;
}

static rx_status add_receptors(const rx_motor_pool *pool, double kcc2_loss, rx_arena *arena, rx_population *population,
                               rx_error *err)
{
  const int n_sections = population->cell.n_sections, most = population->n_receptors + pool->n_inputs * n_sections;
  rx_receptor *receptors = rx_arena_alloc(arena, ((size_t)most + 1) * sizeof *receptors);
  if (receptors == NULL) return rx_no_memory(err);
  if (population->n_receptors > 0)
    memcpy(receptors, population->receptors, (size_t)population->n_receptors * sizeof *receptors);
  for (int i = 0; i < pool->n_inputs; i++) {
    const rx_motor_input *input = &pool->inputs[i];
    const bool is_focal = input->onto == RX_ONTO_FOCAL_INHIBITION;
    for (int s = is_focal ? 0 : 1; s < (is_focal ? 1 : n_sections); s++) {
      rx_receptor *receptor = &receptors[population->n_receptors++];
      rx_param_defaults(RX_RECEPTOR_PARAMS, receptor);
      receptor->name = rx_arena_format(arena, "motor_%s_%s", input->name, population->cell.sections[s].name);
      if (receptor->name == NULL) return rx_no_memory(err);
      receptor->transmitter = input->onto == RX_ONTO_EXCITATION ? RX_GLUTAMATE : RX_GLYCINE;
      receptor->section = s;
      receptor->tau_rise = 0;
      receptor->tau_decay = input->tau;
      receptor->reversal = rx_motor_reversal_mV(pool, input->onto, kcc2_loss);
      receptor->magnesium = receptor->calcium_fraction = receptor->kcc2_shift = 0;
      receptor->chloride_inside = NAN;
    }
  }
  population->receptors = receptors;
  return RX_OK;
}

rx_status rx_network_motor_circuit(const rx_circuit *circuit, rx_arena *arena, rx_circuit *whole, rx_error *err)
{
  *whole = *circuit;
  if (circuit->motor.n == 0) return RX_OK;
  const size_t size = ((size_t)circuit->n_populations + 1) * sizeof *whole->populations;
  whole->populations = rx_arena_alloc(arena, size);
  if (whole->populations == NULL) return rx_no_memory(err);
  memcpy(whole->populations, circuit->populations, size - sizeof *whole->populations);
  for (int k = 0; k < circuit->motor.n; k++) {
    const rx_motor_pool *pool = &circuit->motor.pools[k];
    rx_population *population = &whole->populations[pool->population];
    if (population->cell.n_sections < 2)
      return rx_fail(err, RX_E_INPUT, "motor pool %s: its cells have no dendrite, where its inputs arrive",
                     population->name);
    RX_TRY(put_factors(pool, arena, population, err));
    RX_TRY(add_receptors(pool, circuit->kcc2_loss, arena, population, err));
  }
  return RX_OK;
}

int rx_network_motor_receptor(const rx_population *population, const rx_motor_input *input, int from)
{
  for (int r = from; r < population->n_receptors; r++) {
    const rx_receptor *receptor = &population->receptors[r];
    const char *section = population->cell.sections[receptor->section].name;
    const size_t n = strlen(input->name);
    if (strncmp(receptor->name, "motor_", 6) == 0 && strncmp(receptor->name + 6, input->name, n) == 0 &&
        receptor->name[6 + n] == '_' && strcmp(receptor->name + 7 + n, section) == 0)
      return r;
  }
  return -1;
}

rx_status rx_network_motor_jump(const rx_circuit *whole, const rx_motor_pool *pool, const rx_motor_input *input,
                                const rx_receptor *receptor, int unit, rx_arena *arena, double *jump_nS, rx_error *err)
{
  const rx_population *population = &whole->populations[pool->population];
  rx_cell made;
  const rx_cell *cell = &population->cell;
  if (population->graded != NULL) {
    RX_TRY(rx_cell_graded(&population->cell, population->graded,
                          rx_graded_position(population->graded->skew, unit, population->n), &made, arena, err));
    cell = &made;
  }
  const rx_section *section = &cell->sections[receptor->section];
  const double end = isnan(section->diameter_end) ? section->diameter : section->diameter_end;
  const double area_um2 = PI * section->length * 0.5 * (section->diameter + end);
  /* S/cm2 um2 = 10 nS */
  *jump_nS = input->weight / whole->populations[input->from].n * pool->unit_conductance * 10 * area_um2;
  return RX_OK;
}
