#include "study/nerve/nerve_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/random.h"
#include "stimuli/skin.h"

/* One fibre, with all that is needed of it. */
typedef struct fibre {
  const rx_fibres *fibres; /* of its population; in `fibres` of the run */
  const char *population;
  uint64_t population_key;
  int index;  /* in its population */
  int source; /* of the case's network */
  int cell;   /* of the run's network; -1: a mechanoreceptor, or lost */
  rx_fibre_traits traits;
  rx_ending ending;
  rx_aenc aenc;
  rx_waveform conductance, noise;
  rx_times skin, cord;
  rx_error failure; /* of transduction; code RX_OK: none */
} fibre;

struct rx_nerve_run {
  rx_arena *arena;
  rx_skin_stimuli skin;
  uint64_t seed, member;
  double settle, t_stop, brush_travel;
  int n_populations;
  rx_fibres *fibres; /* [n_populations] copies of what was in force */
  int n_fibres, n_sources;
  fibre *all;
  fibre **of_source;   /* [n_sources], NULL where a source is no fibre of the nerve */
  rx_network *network; /* of the cells; NULL: none */
  rx_times none;
  rx_solver_stats stats;
};

void rx_nerve_free(rx_nerve_run *nerve)
{
  if (nerve == NULL) return;
  for (int i = 0; i < nerve->n_fibres; i++) {
    fibre *f = &nerve->all[i];
    rx_waveform_free(&f->conductance);
    rx_waveform_free(&f->noise);
    free(f->skin.items);
    free(f->cord.items);
  }
  rx_network_free(nerve->network);
  rx_arena_free(nerve->arena);
  free(nerve);
}

/* ---- preparing ---- */

static size_t channels_of(const rx_cell *cell)
{
  size_t n = 0;
  for (int s = 0; s < cell->n_sections; s++) n += (size_t)cell->sections[s].n_channels;
  return n;
}

typedef RX_ARRAY(const rx_cell_type *) type_list;

/* The index of a type like that of the cell; a new one where there is none, which the builder takes over. */
static rx_status type_of(rx_network_builder *builder, const rx_cell *cell, type_list *types, int *index, rx_error *err)
{
  rx_cell_type *type = NULL;
  RX_TRY(rx_cell_type_make(cell, 0, NULL, &type, err));
  for (size_t i = 0; i < types->n; i++)
    if (rx_cell_type_equal(types->items[i], type)) {
      rx_cell_type_free(type);
      *index = (int)i;
      return RX_OK;
    }
  *index = rx_network_add_type(builder, type);
  return *index >= 0 && RX_APPEND(types, type) ? RX_OK : rx_no_memory(err);
}

/* The cells of one population of nociceptors. Lost fibres have none. */
static rx_status add_cells(rx_network_builder *builder, const rx_fibres *fibres, const char *name, int n, fibre all[],
                           type_list *types, int *n_cells, rx_error *err)
{
  const rx_cell *cell = &fibres->cell;
  rx_section *sections = calloc((size_t)cell->n_sections + 1, sizeof *sections);
  rx_channel_use *channels = calloc(channels_of(cell) + 1, sizeof *channels);
  rx_status status = sections != NULL && channels != NULL ? RX_OK : rx_no_memory(err);
  int type = -1, n_here = 0;
  for (int i = 0; i < n; i++) n_here += !all[i].traits.is_lost;
  const int range = rx_network_add_range(builder, (rx_node_range){ .name = name, .n = n_here, .population = -1 });
  if (status == RX_OK) status = type_of(builder, cell, types, &type, err);
  for (int i = 0; i < n && status == RX_OK; i++) {
    if (all[i].traits.is_lost) continue;
    rx_cell own;
    rx_cell_numbers *numbers = NULL;
    rx_fibre_cell(fibres, &all[i].traits, sections, channels, &own);
    status = rx_cell_numbers_make(&own, 0, NULL, types->items[type], &numbers, err);
    if (status != RX_OK) break;
    const int index = rx_network_add_numbers(builder, numbers);
    rx_network_add_cell(builder, range, type, index);
    all[i].cell = (*n_cells)++;
  }
  free(sections);
  free(channels);
  if (status != RX_OK) rx_context(err, "fibres of %s", name);
  return status;
}

static rx_status make_network(rx_nerve_run *nerve, const rx_circuit *circuit, rx_error *err)
{
  rx_network_builder *builder = rx_network_begin();
  if (builder == NULL) return rx_no_memory(err);
  type_list types = { 0 };
  rx_status status = RX_OK;
  int n_cells = 0, first = 0;
  for (int k = 0; k < nerve->n_populations && status == RX_OK; k++) {
    const rx_fibres *fibres = &nerve->fibres[k];
    const rx_population *population = &circuit->populations[fibres->population];
    if (fibres->cell.n_sections > 0)
      status = add_cells(builder, fibres, population->name, population->n, nerve->all + first, &types, &n_cells, err);
    first += population->n;
  }
  free(types.items);
  if (status != RX_OK || n_cells == 0) {
    rx_network_abandon(builder);
    return status;
  }
  return rx_network_finish(builder, &nerve->network, err);
}

static rx_status make_fibres(rx_nerve_run *nerve, const rx_nerve_case *what, rx_error *err)
{
  const rx_nerve *in_force = &what->circuit->nerve;
  size_t n = 0, at = 0;
  for (int k = 0; k < in_force->n; k++) n += (size_t)what->circuit->populations[in_force->fibres[k].population].n;
  nerve->fibres = rx_arena_alloc(nerve->arena, ((size_t)in_force->n + 1) * sizeof *nerve->fibres);
  nerve->all = rx_arena_alloc(nerve->arena, (n + 1) * sizeof *nerve->all);
  nerve->of_source = rx_arena_alloc(nerve->arena, ((size_t)nerve->n_sources + 1) * sizeof *nerve->of_source);
  rx_fibre_traits *traits = rx_arena_alloc(nerve->arena, (n + 1) * sizeof *traits);
  if (nerve->fibres == NULL || nerve->all == NULL || nerve->of_source == NULL || traits == NULL)
    return rx_no_memory(err);
  for (int k = 0; k < in_force->n; k++) {
    rx_fibres *fibres = &nerve->fibres[nerve->n_populations++];
    *fibres = in_force->fibres[k];
    fibres->cell.n_drugs = what->circuit->n_drugs;
    fibres->cell.drugs = what->circuit->drugs;
    const rx_population *population = &what->circuit->populations[fibres->population];
    const rx_node_range *range = rx_network_fibre_range(what->network, fibres->population);
    const char *name = rx_arena_text(nerve->arena, population->name);
    if (name == NULL) return rx_no_memory(err);
    if (range == NULL || range->n != population->n)
      return rx_fail(err, RX_E_INPUT, "nerve: the network has no sources for the fibres of %s", population->name);
    RX_TRY(rx_fibre_traits_draw(fibres, population->name, population->n, what->seed, what->member, traits, err));
    for (int i = 0; i < population->n; i++) {
      fibre *f = &nerve->all[at++];
      *f = (fibre){ .fibres = fibres,
                    .population = name,
                    .population_key = rx_name_key(population->name),
                    .index = i,
                    .source = range->first - what->network->n_cells + i,
                    .cell = -1,
                    .traits = traits[i] };
      rx_fibre_make(fibres, &f->traits, &f->ending, &f->aenc);
      nerve->of_source[f->source] = f;
      nerve->n_fibres++;
    }
  }
  return RX_OK;
}

rx_status rx_nerve_prepare(const rx_nerve_case *what, rx_nerve_run **nerve, rx_error *err)
{
  rx_nerve_run *run = calloc(1, sizeof *run);
  *nerve = NULL;
  if (run == NULL) return rx_no_memory(err);
  const rx_nerve *in_force = &what->circuit->nerve;
  run->arena = rx_arena_create();
  run->skin = (rx_skin_stimuli){ what->n_stimuli, what->stimuli, in_force->skin_temperature };
  run->seed = what->seed;
  run->member = what->member;
  run->settle = in_force->settle;
  run->brush_travel = in_force->brush_travel;
  run->t_stop = what->t_stop_ms;
  run->n_sources = what->network->n_nodes - what->network->n_cells;
  rx_status status = run->arena != NULL ? make_fibres(run, what, err) : rx_no_memory(err);
  if (status == RX_OK) status = make_network(run, what->circuit, err);
  if (status == RX_OK)
    *nerve = run;
  else
    rx_nerve_free(run);
  return status;
}

/* ---- what drives a fibre ---- */

/* Current noise of a cell, nA: an Ornstein-Uhlenbeck process read at tenths of its time constant. Lines between such points have on
 * average 2/3 + a/3 of its variance (a: their correlation), which is made up for. */
static rx_status make_noise(const rx_nerve_run *nerve, fibre *f, double area_um2, rx_error *err)
{
  const double step = 0.1 * f->fibres->noise_tau, a = exp(-0.1), until = nerve->settle + nerve->t_stop;
  const double nA = f->fibres->noise * area_um2 * 1e-5 / sqrt((2 + a) / 3); /* uA/cm2 um2 = 1e-5 nA */
  rx_stream stream =
      rx_stream_make(nerve->seed, nerve->member, f->population_key, (uint64_t)f->index, RX_STREAM_FIBRE_NOISE);
  double value = rx_normal(&stream);
  f->noise.is_smooth = true;
  for (size_t i = 0; (double)i * step < until + step; i++) {
    RX_TRY(rx_waveform_add(&f->noise, (double)i * step, nA * value, err));
    value = a * value + sqrt(1 - a * a) * rx_normal(&stream);
  }
  return RX_OK;
}

/* The stimuli as the place of one fibre meets them: a brush comes there when it does. Free the array. */
static rx_stimulus *stimuli_at(const rx_nerve_run *nerve, double place)
{
  rx_stimulus *own = calloc(nerve->skin.n + 1, sizeof *own);
  for (size_t i = 0; own != NULL && i < nerve->skin.n; i++) {
    own[i] = nerve->skin.stimuli[i];
    if (own[i].kind == RX_STIMULUS_BRUSH) own[i].onset += place * nerve->brush_travel;
  }
  return own;
}

/* What the ending gives over the run, into f->conductance. */
static rx_status run_ending(const rx_nerve_run *nerve, fibre *f, rx_error *err)
{
  rx_stimulus *own = stimuli_at(nerve, f->traits.place);
  if (own == NULL) return rx_no_memory(err);
  const rx_skin_stimuli stimuli = { nerve->skin.n, own, nerve->skin.temperature };
  const rx_skin skin = rx_skin_of(&stimuli);
  const double origin = f->cell >= 0 ? -nerve->settle : 0;
  const rx_status status = rx_ending_run(&f->ending, &skin, -nerve->settle, nerve->t_stop, origin, RX_ENDING_TOLERANCE,
                                         &f->conductance, NULL, err);
  free(own);
  return status;
}

static rx_status transduce(const rx_nerve_run *nerve, fibre *f, rx_error *err)
{
  f->conductance.is_smooth = true;
  RX_TRY(run_ending(nerve, f, err));
  if (f->cell < 0) return rx_aenc_run(&f->aenc, &f->conductance, &f->skin, err);
  const rx_cell_numbers *numbers = nerve->network->numbers[nerve->network->numbers_of[f->cell]];
  const int detector = nerve->network->types[nerve->network->type_of[f->cell]]->detector;
  return f->fibres->noise > 0 ? make_noise(nerve, f, numbers->area[detector], err) : RX_OK;
}

static void transduce_one(int i, int thread, void *context)
{
  rx_nerve_run *nerve = context;
  fibre *f = &nerve->all[i];
  (void)thread;
  if (!f->traits.is_lost && transduce(nerve, f, &f->failure) != RX_OK)
    rx_context(&f->failure, "transduction of %s[%d]", f->population, f->index);
  if (f->cell < 0) rx_waveform_free(&f->conductance);
}

/* ---- the cells ---- */

static rx_status simulate_cells(rx_nerve_run *nerve, rx_simulate *simulate, const rx_solver_options *options,
                                rx_error *err)
{
  rx_clamp *clamps = calloc(2 * (size_t)nerve->network->n_cells, sizeof *clamps);
  fibre **of_cell = calloc((size_t)nerve->network->n_cells, sizeof *of_cell);
  rx_recording recording = { 0 };
  rx_drive drive = { .clamps = clamps };
  rx_status status = clamps != NULL && of_cell != NULL ? RX_OK : rx_no_memory(err);
  for (int i = 0; i < nerve->n_fibres && status == RX_OK; i++) {
    fibre *f = &nerve->all[i];
    if (f->cell < 0) continue;
    const int detector = nerve->network->types[nerve->network->type_of[f->cell]]->detector;
    of_cell[f->cell] = f;
    clamps[drive.n_clamps++] = (rx_clamp){
      .cell = f->cell, .compartment = detector, .kind = RX_CLAMP_CONDUCTANCE, .waveform = &f->conductance
    };
    if (f->noise.n > 0)
      clamps[drive.n_clamps++] =
          (rx_clamp){ .cell = f->cell, .compartment = detector, .kind = RX_CLAMP_CURRENT, .waveform = &f->noise };
  }
  rx_solver_options own = *options;
  own.t_stop_ms = nerve->settle + nerve->t_stop;
  if (status == RX_OK) status = simulate(nerve->network, &drive, &own, &recording, err);
  for (size_t i = 0; i < recording.spikes.n && status == RX_OK; i++) {
    const rx_spike *spike = &recording.spikes.items[i];
    if (!RX_APPEND(&of_cell[spike->cell]->skin, spike->t_ms - nerve->settle)) status = rx_no_memory(err);
  }
  nerve->stats = recording.stats;
  rx_recording_free(&recording);
  free(clamps);
  free(of_cell);
  for (int i = 0; i < nerve->n_fibres; i++) {
    rx_waveform_free(&nerve->all[i].conductance);
    rx_waveform_free(&nerve->all[i].noise);
  }
  return status;
}

/* ---- to the cord ---- */

static int compare(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Ectopic spikes begin so early that they reach the cord from 0 on. */
static rx_status add_ectopic(const rx_nerve_run *nerve, const fibre *f, rx_times *times, rx_error *err)
{
  if (!f->traits.is_ectopic || !(f->fibres->ectopic_rate > 0)) return RX_OK;
  rx_stream stream =
      rx_stream_make(nerve->seed, nerve->member, f->population_key, (uint64_t)f->index, RX_STREAM_ECTOPIC);
  const double early = 1e3 * f->fibres->relay.length / f->fibres->relay.velocity * (1 + f->fibres->relay.s_max);
  for (double t = -nerve->settle - early;;) {
    t += 1e3 * rx_exponential(&stream) / f->fibres->ectopic_rate;
    if (!(t < nerve->t_stop)) return RX_OK;
    if (!RX_APPEND(times, t)) return rx_no_memory(err);
  }
}

static rx_status conduct(const rx_nerve_run *nerve, fibre *f, rx_error *err)
{
  rx_times times = { 0 };
  rx_status status = RX_OK;
  for (size_t i = 0; !f->traits.is_blocked && i < f->skin.n && status == RX_OK; i++)
    if (!RX_APPEND(&times, f->skin.items[i])) status = rx_no_memory(err);
  if (status == RX_OK) status = add_ectopic(nerve, f, &times, err);
  if (times.n > 1) qsort(times.items, times.n, sizeof *times.items, compare);
  if (status == RX_OK) status = rx_relay_run(&f->fibres->relay, times.n, times.items, &f->cord, err);
  free(times.items);
  return status;
}

rx_status rx_nerve_encode(rx_nerve_run *nerve, rx_simulate *simulate, const rx_solver_options *options, rx_error *err)
{
  rx_parallel_for(nerve->n_fibres, options->threads, transduce_one, nerve);
  for (int i = 0; i < nerve->n_fibres; i++)
    if (nerve->all[i].failure.code != RX_OK) {
      if (err != NULL) *err = nerve->all[i].failure;
      return nerve->all[i].failure.code;
    }
  if (nerve->network != NULL) RX_TRY(simulate_cells(nerve, simulate, options, err));
  for (int i = 0; i < nerve->n_fibres; i++)
    if (!nerve->all[i].traits.is_lost) RX_TRY(conduct(nerve, &nerve->all[i], err));
  return RX_OK;
}

rx_status rx_nerve_deliver(const rx_nerve_run *nerve, rx_drive_trains *trains, rx_error *err)
{
  for (int i = 0; i < nerve->n_fibres; i++) {
    const fibre *f = &nerve->all[i];
    if (f->traits.is_lost)
      trains->times[f->source].n = 0;
    else
      RX_TRY(rx_drive_add(trains, f->source, f->cord.n, f->cord.items, nerve->t_stop, err));
  }
  return RX_OK;
}

const rx_times *rx_nerve_skin(const rx_nerve_run *nerve, int source)
{
  return nerve->of_source[source] != NULL ? &nerve->of_source[source]->skin : &nerve->none;
}

const rx_solver_stats *rx_nerve_stats(const rx_nerve_run *nerve)
{
  return &nerve->stats;
}
