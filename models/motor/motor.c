#include "models/motor/motor.h"

#include <math.h>
#include <string.h>

#include "base/array.h"

#define POOL "[R] ModelDB 239582 (Powers and Heckman 2017)"

const rx_param RX_MOTOR_PARAMS[] = {
  RX_P_DEFAULT(rx_motor_pool, s_pic, "1", 1, 0, 10, "factor on the persistent inward current of the dendrites (s_PIC)",
               "neutral; motoneuron page 3"),
  RX_P_DEFAULT(rx_motor_pool, s_ahp, "1", 1, 0, 10,
               "factor on the potassium current of the afterhyperpolarisation (s_AHP)", "neutral; motoneuron page 3"),
  RX_P_DEFAULT(rx_motor_pool, excitation, "1", 0, 0, 1e3, "constant excitation of the dendrites (M_e)",
               "none; motoneuron page 4"),
  RX_P_DEFAULT(rx_motor_pool, background_inhibition, "1", 1.5, 0, 1e3,
               "constant inhibition of the dendrites (M_i), diffuse; an injury takes part of it",
               POOL "; motoneuron page 3, 4"),
  RX_P_DEFAULT(rx_motor_pool, reciprocal_inhibition, "1", 0, 0, 1e3,
               "constant inhibition of the dendrites (M_i) by a nerve that is stimulated; an injury leaves it",
               "none; motoneuron page 4, 6.5"),
  RX_P_DEFAULT(rx_motor_pool, focal_inhibition, "1", 0, 0, 1e3, "constant inhibition of the soma (M_is)",
               "none; motoneuron page 4"),
  RX_P_DEFAULT(rx_motor_pool, unit_conductance, "S/cm2", 1e-5, 0, 1, "conductance of which M counts multiples",
               POOL "; motoneuron page 4"),
  RX_P_DEFAULT(rx_motor_pool, reversal_excitation, "mV", 0, -100, 100, "reversal potential of excitation", POOL),
  RX_P_DEFAULT(rx_motor_pool, reversal_inhibition, "mV", -75, -120, 0,
               "reversal potential of inhibition, without a loss of KCC2", POOL),
  RX_P_DEFAULT(rx_motor_pool, kcc2_shift, "mV", 10, 0, 60,
               "shift of reversal_inhibition where all KCC2 is lost, in proportion to the circuit's kcc2_loss",
               "[D] -75 to -65 mV; motoneuron page 8"),
  RX_P_INT(rx_motor_pool, noise, 0, 0, 1, "1: the synaptic conductances of every dendrite are noisy", "off"),
  RX_P_DEFAULT(rx_motor_pool, noise_sigma, "S/cm2", 1.2e-5, 0, 1e-3,
               "standard deviation of the conductance noise at M = 1; grows as the root of M",
               POOL "; range [D]: up to a hundred unit conductances"),
  RX_P_DEFAULT(rx_motor_pool, noise_tau, "ms", 20, 0.1, 1e4, "correlation time of the conductance noise", POOL),
  RX_P_DEFAULT(rx_motor_pool, noise_step, "ms", 1, 0.01, 1e3, "sampling of the conductance noise", "[D] tau/20"),
  RX_P_DEFAULT(rx_motor_pool, pain, "1", 0, 0, 10, "rating of pain in the muscle of the pool", "none"),
  RX_P_DEFAULT(rx_motor_pool, pain_inhibition, "1", 0.17, 0, 10, "inhibition (M_i) per point of pain",
               "[M] pain 5 takes 1 pps of units at 10 % of maximum ([P] Farina 2004), configs/motor/muscle_pain.yaml; "
               "motoneuron page 8 starts at 0.1 [D]"),
  RX_P_DEFAULT(rx_motor_pool, pain_stress, "1", 0.5, 0, 1, "stress (monoamines) that a pain of 10 brings",
               "[D] motoneuron page 3"),
  RX_P_DEFAULT(rx_motor_pool, ramp_start_first, "nA", -15, -1e3, 1e3, "current ramps of the first unit begin here",
               POOL "; motoneuron page 2.3"),
  RX_P_DEFAULT(rx_motor_pool, ramp_start_last, "nA", 10, -1e3, 1e3, "current ramps of the last unit begin here",
               POOL "; motoneuron page 2.3"),
  RX_P_DEFAULT(rx_motor_pool, ramp_start_exponent, "1", 1, 0, 10,
               "e in first + (last - first) x^(1+e), x from 0 to 1 over the pool", POOL "; motoneuron page 2.3"),
  RX_P_END
};

const rx_param RX_MOTOR_INPUT_PARAMS[] = {
  RX_P_DEFAULT(rx_motor_input, weight, "1", 0, 0, 1e6,
               "M per unit of the trace x; 0: off. Renshaw cells: 2. A reflex of a given gain per Hz: gain 1000/tau",
               "off; [D] motoneuron page 4, 8"),
  RX_P_DEFAULT(rx_motor_input, tau, "ms", 30, 0.1, 1e4, "decay of the trace", "[D] motoneuron page 4"),
  RX_P_DEFAULT(rx_motor_input, delay, "ms", 1, 0.025, 1e3, "from a spike to its effect", "[D] motoneuron page 4"),
  RX_P_END
};

const char *rx_motor_target_name(rx_motor_target target)
{
  static const char *const NAMES[RX_N_ONTO] = { "excitation", "inhibition", "focal_inhibition" };
  return NAMES[target];
}

rx_motor_pool rx_motor_pool_default(void)
{
  rx_motor_pool pool = { .pic_channel = "cav13",
                         .ahp_channel = "kca_ph17",
                         .n_clamp_keeps = 3,
                         .clamp_keeps = { "leak", "nap_ph17", "cav13" } };
  rx_param_defaults(RX_MOTOR_PARAMS, &pool);
  rx_param_defaults(RX_MONOAMINES_PARAMS, &pool.monoamines);
  rx_param_defaults(RX_MUSCLE_PARAMS, &pool.muscle);
  rx_param_defaults(RX_MOTOR_AMPLIFIER_PARAMS, &pool.amplifier);
  return pool;
}

const rx_motor_pool *rx_motor_pool_of(const rx_motor *motor, int population)
{
  for (int i = 0; i < motor->n; i++)
    if (motor->pools[i].population == population) return &motor->pools[i];
  return NULL;
}

void rx_motor_factors(const rx_motor_pool *pool, double *s_pic, double *s_ahp)
{
  *s_pic = pool->s_pic;
  *s_ahp = pool->s_ahp;
  if (!pool->has_monoamines) return;
  const double drive = rx_monoamines_drive(&pool->monoamines, pool->pain_stress * pool->pain / 10);
  *s_pic *= rx_monoamines_pic(&pool->monoamines, drive);
  *s_ahp *= rx_monoamines_ahp(&pool->monoamines, drive);
}

double rx_motor_constant(const rx_motor_pool *pool, rx_motor_target target)
{
  switch (target) {
  case RX_ONTO_EXCITATION: return pool->excitation;
  case RX_ONTO_INHIBITION: {
    const double left = pool->has_monoamines ? rx_monoamines_inhibition(&pool->monoamines) : 1;
    return pool->background_inhibition * left + pool->reciprocal_inhibition + pool->pain_inhibition * pool->pain;
  }
  case RX_ONTO_FOCAL_INHIBITION: return pool->focal_inhibition;
  case RX_N_ONTO: break;
  }
  return 0;
}

double rx_motor_reversal_mV(const rx_motor_pool *pool, rx_motor_target target, double kcc2_loss)
{
  return target == RX_ONTO_EXCITATION ? pool->reversal_excitation
                                      : pool->reversal_inhibition + pool->kcc2_shift * kcc2_loss;
}

double rx_motor_ramp_start(const rx_motor_pool *pool, double x)
{
  return pool->ramp_start_first +
         (pool->ramp_start_last - pool->ramp_start_first) * pow(x, 1 + pool->ramp_start_exponent);
}

static bool keeps(const rx_motor_pool *pool, const char *channel)
{
  for (int i = 0; i < pool->n_clamp_keeps; i++)
    if (strcmp(pool->clamp_keeps[i], channel) == 0) return true;
  return false;
}

static void scale(rx_channel_use *use, double factor)
{
  for (int k = 0; use->channel->params[k].name != NULL; k++)
    if (strcmp(use->channel->params[k].name, "gbar") == 0) use->params[k] *= factor;
}

void rx_motor_apply(const rx_motor_pool *pool, rx_cell *unit)
{
  double s_pic, s_ahp;
  rx_motor_factors(pool, &s_pic, &s_ahp);
  if (pool->is_clamped) unit->v_init = pool->clamp_start;
  for (int s = 0; s < unit->n_sections; s++) {
    for (int k = 0; k < unit->sections[s].n_channels; k++) {
      rx_channel_use *use = &unit->sections[s].channels[k];
      const char *name = use->channel->name;
      if (pool->is_clamped && !keeps(pool, name)) scale(use, 0);
      if (strcmp(name, pool->pic_channel) == 0) scale(use, s_pic);
      if (strcmp(name, pool->ahp_channel) == 0) scale(use, s_ahp);
    }
  }
}

rx_status rx_motor_copy_cell(const rx_cell *cell, rx_arena *arena, rx_cell *copy, rx_error *err)
{
  const rx_section *sections = cell->sections; /* copy may be the cell itself */
  *copy = *cell;
  copy->sections = rx_arena_alloc(arena, ((size_t)copy->n_sections + 1) * sizeof *copy->sections);
  if (copy->sections == NULL) return rx_no_memory(err);
  for (int s = 0; s < copy->n_sections; s++) {
    rx_section *section = &copy->sections[s];
    *section = sections[s];
    section->channels = rx_arena_alloc(arena, ((size_t)section->n_channels + 1) * sizeof *section->channels);
    if (section->channels == NULL) return rx_no_memory(err);
    if (section->n_channels > 0)
      memcpy(section->channels, sections[s].channels, (size_t)section->n_channels * sizeof *section->channels);
  }
  return RX_OK;
}
