#include "lone_unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/experiment/experiment.h"
#include "models/cells/graded.h"

#define RTOL 1e-8

static void change_cell(rx_cell *cell, size_t n, const rx_unit_change changes[])
{
  for (size_t i = 0; i < n; i++)
    for (int s = 0; s < cell->n_sections; s++) {
      rx_channel_use *use = rx_section_channel(&cell->sections[s], changes[i].channel);
      if (use != NULL) use->params[0] *= changes[i].factor; /* gbar */
    }
}

static rx_status make_network(const rx_cell *cell, rx_network **network, rx_error *err)
{
  rx_cell_type *type = NULL;
  rx_cell_numbers *numbers = NULL;
  RX_TRY(rx_cell_type_make(cell, 0, NULL, &type, err));
  const rx_status status = rx_cell_numbers_make(cell, 0, NULL, type, &numbers, err);
  if (status != RX_OK) {
    rx_cell_type_free(type);
    return status;
  }
  rx_network_builder *builder = rx_network_begin();
  if (builder == NULL) {
    rx_cell_type_free(type);
    rx_cell_numbers_free(numbers);
    return rx_no_memory(err);
  }
  const int t = rx_network_add_type(builder, type), n = rx_network_add_numbers(builder, numbers),
            range = rx_network_add_range(builder, (rx_node_range){ .name = cell->name, .n = 1, .population = -1 });
  rx_network_add_cell(builder, range, t, n);
  return rx_network_finish(builder, network, err);
}

/* Says at the place what was wrong with a config. */
static void say(rx_place place, const char *what, rx_problems *problems, const rx_error *err)
{
  if (problems != NULL && rx_problems_count(problems) > 0)
    rx_place_problems(place, what, problems);
  else
    rx_table_problem(place.table, place.row, place.column, "%s: %s", what, err->text);
}

static rx_network *unit_of_cell(const char *cell, size_t n, const rx_unit_change changes[], rx_place place)
{
  rx_problems *problems = rx_problems_create();
  rx_cell_config *config = NULL;
  rx_network *network = NULL;
  rx_error err = { 0 };
  rx_status status = problems != NULL ? rx_cell_config_read(cell, NULL, problems, &config, &err) : rx_no_memory(&err);
  if (status == RX_OK) {
    change_cell(&config->cell, n, changes);
    status = make_network(&config->cell, &network, &err);
  }
  if (status != RX_OK) say(place, cell, problems, &err);
  rx_cell_config_free(config);
  rx_problems_free(problems);
  return network;
}

static rx_status make_unit(const rx_circuit *circuit, int unit, size_t n, const rx_unit_change changes[],
                           rx_network **network, rx_error *err)
{
  rx_population *pool = &circuit->populations[0];
  rx_arena *arena = rx_arena_create();
  rx_cell cell;
  if (arena == NULL) return rx_no_memory(err);
  change_cell(&pool->cell, n, changes);
  change_cell(&pool->graded->last, n, changes);
  rx_status status = rx_cell_graded(&pool->cell, pool->graded, rx_graded_position(pool->graded->skew, unit, pool->n),
                                    &cell, arena, err);
  if (status == RX_OK) {
    if (isnan(cell.temperature)) cell.temperature = circuit->temperature;
    status = make_network(&cell, network, err);
  }
  rx_arena_free(arena);
  return status;
}

rx_network *rx_unit_of_pool(const char *circuit, int unit, size_t n, const rx_unit_change changes[], rx_place place)
{
  rx_problems *problems = rx_problems_create();
  rx_experiment *experiment = NULL;
  rx_network *network = NULL;
  rx_error err = { 0 };
  rx_status status =
      problems != NULL ? rx_circuit_config_read(circuit, 0, NULL, problems, &experiment, &err) : rx_no_memory(&err);
  if (status == RX_OK) {
    const rx_population *pool = experiment->circuit->populations;
    if (pool->graded == NULL || unit >= pool->n)
      status = rx_fail(&err, RX_E_INPUT, "it has no unit %d", unit);
    else
      status = make_unit(experiment->circuit, unit, n, changes, &network, &err);
  }
  if (status != RX_OK) say(place, circuit, problems, &err);
  rx_experiment_free(experiment);
  rx_problems_free(problems);
  return network;
}

rx_network *rx_unit_of_brk97(const char *params, rx_place place)
{
  rx_unit_change changes[2];
  size_t n = 0;
  const char *end = strstr(params, "_gNa0");
  if (end != NULL && end[5] != '\0') end = NULL;
  const size_t length = end != NULL ? (size_t)(end - params) : strlen(params);
  const char *cell = length == 3 && strncmp(params, "5HT", 3) == 0 ? "brk97_5ht" : "brk97";
  if (end != NULL) changes[n++] = (rx_unit_change){ "na_brk97", 0 };
  if (strncmp(params, "gKCa_", 5) == 0) {
    char *stop = NULL;
    const double factor = strtod(params + 5, &stop);
    if (stop == params + length && stop > params + 5 && factor >= 0 && factor <= 100) {
      changes[n++] = (rx_unit_change){ "k_ca_brk97", factor };
      return unit_of_cell(cell, n, changes, place);
    }
  } else if (cell[5] != '\0' || (length == 7 && strncmp(params, "control", 7) == 0)) {
    return unit_of_cell(cell, n, changes, place);
  }
  rx_table_problem(place.table, place.row, place.column,
                   "unknown parameters \"%.40s\": expected control, 5HT or gKCa_<factor>, with or without _gNa0",
                   params);
  return NULL;
}

rx_status rx_unit_run(const rx_network *unit, const rx_waveform *current_nA, double dt_ms, double t_stop_ms,
                      rx_recording *recording, rx_error *err)
{
  const rx_clamp clamp = { .kind = RX_CLAMP_CURRENT, .waveform = current_nA };
  const rx_drive drive = { .n_clamps = 1, .clamps = &clamp };
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = t_stop_ms;
  options.rtol = RTOL;
  if (dt_ms > 0) options.dt_ms = dt_ms;
  return (dt_ms > 0 ? rx_simulate_ensemble : rx_simulate_cvode)(unit, &drive, &options, recording, err);
}

size_t rx_unit_count(const rx_recording *recording, double from_ms, double to_ms)
{
  size_t n = 0;
  for (size_t i = 0; i < recording->spikes.n; i++)
    n += recording->spikes.items[i].t_ms >= from_ms && recording->spikes.items[i].t_ms < to_ms;
  return n;
}

double rx_unit_value(const rx_recording *recording, size_t probe, double t_ms)
{
  const double at = t_ms / recording->interval_ms;
  const size_t k = (size_t)at;
  if (k >= recording->n_frames) return NAN;
  const double here = (double)recording->frames[k * recording->n_probes + probe], share = at - (double)k;
  if (share == 0 || k + 1 >= recording->n_frames) return here;
  return here + share * ((double)recording->frames[(k + 1) * recording->n_probes + probe] - here);
}
