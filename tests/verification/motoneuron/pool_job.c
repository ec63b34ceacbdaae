#include "pool_job.h"

#include <stdlib.h>

#include "models/cells/graded.h"
#include "models/circuit/graph.h"

static void scale(rx_cell *cell, const char *channel, double factor)
{
  for (int s = 0; s < cell->n_sections; s++) {
    rx_channel_use *use = rx_section_channel(&cell->sections[s], channel);
    if (use != NULL) use->params[0] *= factor; /* gbar */
  }
}

/* Leaves one unit of a pool, with the number that it has in the whole pool. */
static rx_status take_unit(rx_population *population, int unit, rx_arena *arena, rx_error *err)
{
  rx_cell cell;
  RX_TRY(rx_cell_graded(&population->cell, population->graded,
                        rx_graded_position(population->graded->skew, unit, population->n), &cell, arena, err));
  population->cell = cell;
  population->graded = NULL;
  population->n = 1;
  return RX_OK;
}

static rx_status make(rx_pool_job *job, rx_arena *arena, rx_error *err)
{
  rx_circuit *circuit = job->experiment->circuit;
  rx_population *population = &circuit->populations[0];
  rx_motor_pool *pool = &circuit->motor.pools[0];
  pool->s_pic = job->s_pic;
  pool->background_inhibition = job->m_i;
  pool->focal_inhibition = job->m_is;
  scale(&population->cell, "nap_ph17", job->s_nap);
  scale(&population->graded->last, "nap_ph17", job->s_nap);
  if (job->unit >= 0) RX_TRY(take_unit(population, job->unit, arena, err));
  const rx_graph nothing = { 0 };
  RX_TRY(rx_network_make(circuit, &nothing, &job->network, err));
  const rx_motor_case what = { .circuit = circuit,
                               .network = job->network,
                               .n_stimuli = job->n,
                               .stimuli = job->stimuli,
                               .t_stop_ms = job->t_stop_ms };
  return rx_motor_prepare(&what, &job->run, err);
}

bool rx_pool_prepare(rx_pool_job *job, rx_place place)
{
  rx_problems *problems = rx_problems_create();
  rx_arena *arena = rx_arena_create();
  rx_error err = { 0 };
  rx_status status = problems != NULL && arena != NULL
                         ? rx_circuit_config_read(job->circuit, 0, NULL, problems, &job->experiment, &err)
                         : rx_no_memory(&err);
  if (status == RX_OK) status = make(job, arena, &err);
  if (status != RX_OK) {
    if (problems != NULL && rx_problems_count(problems) > 0)
      rx_place_problems(place, job->circuit, problems);
    else
      rx_table_problem(place.table, place.row, place.column, "%s: %s", job->circuit, err.text);
  }
  rx_problems_free(problems);
  rx_arena_free(arena);
  return status == RX_OK;
}

rx_status rx_pool_simulate(void *data, rx_error *err)
{
  rx_pool_job *job = data;
  rx_drive drive = { 0 };
  drive.n_clamps = rx_motor_clamps(job->run, &drive.clamps);
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = job->t_stop_ms;
  options.rtol = job->rtol;
  options.dt_ms = job->dt_ms;
  job->recording.n_probes = rx_motor_probes(job->run, &job->recording.probes);
  job->recording.interval_ms = RX_MOTOR_CLAMP_STEP_MS;
  return (job->is_cvode ? rx_simulate_cvode : rx_simulate_ensemble)(rx_motor_network(job->run, job->network), &drive,
                                                                    &options, &job->recording, err);
}

void rx_pool_release(rx_pool_job *job)
{
  rx_recording_free(&job->recording);
  rx_motor_free(job->run);
  rx_network_free(job->network);
  rx_experiment_free(job->experiment);
}

double rx_pool_rate(const rx_pool_job *job, double from_ms, double to_ms)
{
  size_t n = 0;
  for (size_t i = 0; i < job->recording.spikes.n; i++)
    n += job->recording.spikes.items[i].t_ms >= from_ms && job->recording.spikes.items[i].t_ms < to_ms;
  return (double)n / job->network->n_cells / (1e-3 * (to_ms - from_ms));
}

int rx_pool_active(const rx_pool_job *job, double from_ms, double to_ms)
{
  int n = 0;
  for (int unit = 0; unit < job->network->n_cells; unit++) {
    bool fires = false;
    for (size_t i = 0; i < job->recording.spikes.n; i++) {
      const rx_spike *s = &job->recording.spikes.items[i];
      fires |= s->cell == unit && s->t_ms >= from_ms && s->t_ms < to_ms;
    }
    n += fires;
  }
  return n;
}
