#include "bench/networks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/channels/all.h"

/* influx of -0.05 mM/ms per mA/cm2 (benchmarks page 1), as the depth of a shell: 10^4/(2 F depth) */
#define CALCIUM_DEPTH_UM (1e4 / (2 * 96485.332 * 0.05))
/* 1/(1 + 0.28 exp(-0.062 V)): the magnesium concentration that gives 0.28 */
#define MAGNESIUM_MM     (0.28 * RX_MG_HALF_MM)

/* the receptors of the cell, in the order of its slots */
enum { SLOT_AMPA, SLOT_NMDA, SLOT_GABA, SLOT_GLYCINE, N_SLOTS };
static const rx_receptor RECEPTORS[N_SLOTS] = {
  { .name = "AMPA", .transmitter = RX_GLUTAMATE, .section = 1, .tau_decay = 2, .reversal = 0, .chloride_inside = NAN },
  { .name = "NMDA",
    .transmitter = RX_GLUTAMATE,
    .section = 1,
    .tau_decay = 80,
    .reversal = 0,
    .magnesium = MAGNESIUM_MM,
    .chloride_inside = NAN },
  { .name = "GABA_A", .transmitter = RX_GABA, .section = 1, .tau_decay = 8, .reversal = -72, .chloride_inside = NAN },
  { .name = "glycine",
    .transmitter = RX_GLYCINE,
    .section = 0,
    .tau_decay = 5,
    .reversal = -72,
    .chloride_inside = NAN },
};

static rx_channel_use use(rx_channel_index channel, double p0, double p1)
{
  return (rx_channel_use){ .channel = rx_channel_at((int)channel), .params = { p0, p1 } };
}

/* The cell of P1-P3 and the fibre of P4 (benchmarks page 1, 6). */
typedef struct bench_cell {
  rx_cell cell;
  rx_section sections[2];
  rx_channel_use soma[4], dendrite[3];
} bench_cell;

static rx_section section(const char *name, double length, double diameter, int parent, int n_compartments)
{
  return (rx_section){ .name = name,
                       .length = length,
                       .diameter = diameter,
                       .diameter_end = NAN,
                       .axial_resistivity = 100,
                       .membrane_capacitance = 1,
                       .reversal_na = 50,
                       .reversal_k = -85,
                       .n_compartments = n_compartments,
                       .parent = parent,
                       .calcium = { .tau = 80, .depth = CALCIUM_DEPTH_UM, .rest = 5e-5, .start = NAN } };
}

static void two_compartment_cell(bench_cell *c, double E_L, double nav_factor)
{
  *c = (bench_cell){ .cell = { .name = "bench", .temperature = 37, .v_init = -65, .threshold = -20, .n_sections = 2 } };
  c->cell.sections = c->sections;
  c->sections[0] = section("soma", 20, 20, -1, 1);
  c->sections[1] = section("dendrite", 400, 3, 0, 1);
  c->sections[1].has_calcium = true;
  c->soma[0] = use(RX_CHANNEL_LEAK, 1e-4, E_L);
  c->soma[1] = use(RX_CHANNEL_NA_GENERIC, 0.12 * nav_factor, 0);
  c->soma[2] = use(RX_CHANNEL_KDR_GENERIC, 0.03, 0);
  c->soma[3] = use(RX_CHANNEL_KA_GENERIC, 0.01, 0);
  c->dendrite[0] = use(RX_CHANNEL_LEAK, 1e-4, E_L);
  c->dendrite[1] = use(RX_CHANNEL_CAL_GENERIC, 2e-4, 120);
  c->dendrite[2] = use(RX_CHANNEL_KCA_GENERIC, 5e-4, 0);
  c->sections[0].channels = c->soma;
  c->sections[0].n_channels = 4;
  c->sections[1].channels = c->dendrite;
  c->sections[1].n_channels = 3;
}

static void fibre(bench_cell *c)
{
  *c = (bench_cell){ .cell = { .name = "fibre", .temperature = 37, .v_init = -65, .threshold = -20, .n_sections = 1 } };
  c->cell.sections = c->sections;
  c->sections[0] = section("axon", 5000, 1, -1, 200);
  c->soma[0] = use(RX_CHANNEL_LEAK, 1e-4, -65);
  c->soma[1] = use(RX_CHANNEL_NA_GENERIC, 0.12, 0);
  c->soma[2] = use(RX_CHANNEL_KDR_GENERIC, 0.03, 0);
  c->soma[3] = use(RX_CHANNEL_KA_GENERIC, 0.002, 0);
  c->sections[0].channels = c->soma;
  c->sections[0].n_channels = 4;
}

/* adds a type made from a cell; the detector of the type may be moved by the caller through *type */
static rx_status add_type(rx_network_builder *b, const bench_cell *c, int n_receptors, rx_cell_type **type,
                          rx_error *err)
{
  RX_TRY(rx_cell_type_make(&c->cell, n_receptors, RECEPTORS, type, err));
  return rx_network_add_type(b, *type) < 0 ? rx_no_memory(err) : RX_OK;
}

static rx_status add_numbers(rx_network_builder *b, const bench_cell *c, int n_receptors, const rx_cell_type *type,
                             int *index, rx_error *err)
{
  rx_cell_numbers *numbers;
  RX_TRY(rx_cell_numbers_make(&c->cell, n_receptors, RECEPTORS, type, &numbers, err));
  *index = rx_network_add_numbers(b, numbers);
  return *index < 0 ? rx_no_memory(err) : RX_OK;
}

static rx_status fail_builder(rx_network_builder *b, rx_status status)
{
  rx_network *partial = NULL;
  if (rx_network_finish(b, &partial, NULL) == RX_OK) rx_network_free(partial);
  return status;
}

static rx_status fill_cells(rx_network_builder *b, bool is_fibre, int n, const char *name, int n_receptors,
                            rx_error *err)
{
  bench_cell c;
  rx_cell_type *type;
  int numbers;
  if (is_fibre)
    fibre(&c);
  else
    two_compartment_cell(&c, -65, 1);
  RX_TRY(add_type(b, &c, n_receptors, &type, err));
  if (is_fibre) type->detector = 180;
  RX_TRY(add_numbers(b, &c, n_receptors, type, &numbers, err));
  const int range = rx_network_add_range(b, (rx_node_range){ .name = name, .n = n, .population = -1 });
  for (int i = 0; i < n; i++)
    if (rx_network_add_cell(b, range, 0, numbers) < 0) return rx_no_memory(err);
  return RX_OK;
}

static rx_status make_alone(bool is_fibre, int n, const char *name, rx_network **network, rx_error *err)
{
  rx_network_builder *b = rx_network_begin();
  if (b == NULL) return rx_no_memory(err);
  const rx_status status = fill_cells(b, is_fibre, n, name, 0, err);
  if (status != RX_OK) return fail_builder(b, status);
  return rx_network_finish(b, network, err);
}

rx_status rx_bench_make_p1(rx_network **network, rx_error *err)
{
  return make_alone(false, 1, "cell", network, err);
}

rx_status rx_bench_make_p4(int n_fibres, rx_network **network, rx_error *err)
{
  return make_alone(true, n_fibres, "fibre", network, err);
}

static rx_status fill_p2(rx_network_builder *b, const rx_bench_network *problem, const rx_bench_member *member,
                         bool listening, rx_error *err)
{
  const rx_bench_member neutral = { 1, 1, 1 };
  if (member == NULL) member = &neutral;
  bench_cell c;
  rx_cell_type *type;
  two_compartment_cell(&c, -65, 1);
  RX_TRY(add_type(b, &c, N_SLOTS, &type, err));
  const int cells = rx_network_add_range(b, (rx_node_range){ .name = "cell", .n = RX_BENCH_N_CELLS, .population = -1 });
  int surrogates = cells;
  if (listening)
    surrogates = rx_network_add_range(
        b, (rx_node_range){ .name = "surrogate", .n = RX_BENCH_N_CELLS, .is_source = true, .population = -1 });
  const int afferents = rx_network_add_range(
      b, (rx_node_range){ .name = "afferent", .n = RX_BENCH_N_AFFERENTS, .is_source = true, .population = -1 });
  for (int i = 0; i < RX_BENCH_N_CELLS; i++) {
    int numbers;
    two_compartment_cell(&c, problem->E_L_mV[i], member->nav);
    RX_TRY(add_numbers(b, &c, N_SLOTS, type, &numbers, err));
    if (rx_network_add_cell(b, cells, 0, numbers) < 0) return rx_no_memory(err);
  }
  /* a glutamate spike of weight w adds w to AMPA and w/2 to NMDA (benchmarks page 1) */
  const int glutamate =
      rx_network_add_route(b, (rx_route){ .n = 2, .slot = { SLOT_AMPA, SLOT_NMDA }, .jump = { 1.0, 0.5 } });
  const int gaba = rx_network_add_route(b, (rx_route){ .n = 1, .slot = { SLOT_GABA }, .jump = { 1.0 } });
  const int glycine = rx_network_add_route(b, (rx_route){ .n = 1, .slot = { SLOT_GLYCINE }, .jump = { 1.0 } });
  const int routes[] = { [RX_BENCH_GLUTAMATE] = glutamate, [RX_BENCH_GABA] = gaba, [RX_BENCH_GLYCINE] = glycine };
  for (size_t i = 0; i < problem->n_connections; i++) {
    const rx_bench_connection *k = &problem->connections[i];
    const bool is_afferent = k->pre >= RX_BENCH_N_CELLS;
    if (rx_network_add_connection(b, is_afferent ? afferents : surrogates,
                                  is_afferent ? k->pre - RX_BENCH_N_CELLS : k->pre, cells, k->post, routes[k->type],
                                  0.1 * k->delay_tenths, rx_bench_weight_nS(k, member)) < 0)
      return rx_no_memory(err);
  }
  return RX_OK;
}

rx_status rx_bench_make_p2(const rx_bench_network *problem, const rx_bench_member *member, bool listening,
                           rx_network **network, rx_error *err)
{
  rx_network_builder *b = rx_network_begin();
  if (b == NULL) return rx_no_memory(err);
  const rx_status status = fill_p2(b, problem, member, listening, err);
  if (status != RX_OK) return fail_builder(b, status);
  return rx_network_finish(b, network, err);
}

static int by_source_and_time(const void *a, const void *b)
{
  const rx_bench_spike *x = a, *y = b;
  if (x->cell != y->cell) return x->cell - y->cell;
  return x->t_ms < y->t_ms ? -1 : x->t_ms > y->t_ms;
}

rx_status rx_bench_drive_p2(const rx_bench_network *problem, const rx_bench_spikes *surrogates, rx_bench_drive *drive,
                            rx_error *err)
{
  *drive = (rx_bench_drive){ 0 };
  const size_t n_surrogates = surrogates != NULL ? surrogates->n : 0, n = n_surrogates + problem->afferents.n;
  rx_bench_spike *sorted = malloc((n + 1) * sizeof *sorted);
  drive->times = malloc((n + 1) * sizeof *drive->times);
  if (sorted == NULL || drive->times == NULL) {
    free(sorted);
    rx_bench_drive_free(drive);
    return rx_no_memory(err);
  }
  if (n_surrogates > 0) memcpy(sorted, surrogates->items, n_surrogates * sizeof *sorted);
  memcpy(sorted + n_surrogates, problem->afferents.items, problem->afferents.n * sizeof *sorted);
  qsort(sorted, n, sizeof *sorted, by_source_and_time);
  const int first = surrogates != NULL ? 0 : RX_BENCH_N_CELLS;
  for (size_t i = 0; i < n; i++) {
    rx_train *train = &drive->trains[sorted[i].cell - first];
    if (train->n == 0) train->times_ms = drive->times + i;
    drive->times[i] = sorted[i].t_ms;
    train->n++;
  }
  free(sorted);
  drive->drive.sources = drive->trains;
  return RX_OK;
}

void rx_bench_drive_free(rx_bench_drive *drive)
{
  free(drive->times);
  *drive = (rx_bench_drive){ 0 };
}

rx_status rx_bench_run(rx_simulate *solver, const rx_network *network, const rx_drive *drive,
                       const rx_solver_options *options, rx_bench_spikes *spikes, rx_error *err)
{
  rx_recording recording = { 0 };
  rx_status status = solver(network, drive, options, &recording, err);
  for (size_t i = 0; status == RX_OK && i < recording.spikes.n; i++)
    status = rx_bench_spikes_append(
        spikes, (rx_bench_spike){ .cell = recording.spikes.items[i].cell, .t_ms = recording.spikes.items[i].t_ms },
        err);
  rx_recording_free(&recording);
  return status;
}
