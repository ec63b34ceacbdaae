#include "solver/ensemble/lane_layout.h"

#include <stdlib.h>
#include <string.h>

/* The cells of one type of one member. */
typedef struct kind {
  int member, type; /* type: its number in the network */
  int n_cells, lanes;
  int n_clamped;  /* voltage clamps on these cells */
  int next, last; /* of the kinds with which it shares blocks: the next, or -1; the last, known to the first */
  bool is_first;
} kind;

typedef struct maker {
  const rx_network *const *networks;
  const rx_drive *const *drives;
  int n_kinds;
  kind *kinds;
} maker;

static const rx_cell_type *type_of(const maker *m, const kind *k)
{
  return m->networks[k->member]->types[k->type];
}

static int lanes_of(const rx_cell_type *type, int n_cells)
{
  return n_cells == 1 && type->n_compartments >= RX_LONG_CABLE ? 1 : RX_LANES;
}

static int n_cells_of_type(const rx_network *network, int type)
{
  int n = 0;
  for (int c = 0; c < network->n_cells; c++) n += network->type_of[c] == type;
  return n;
}

/* The next voltage clamp on a cell of the kind, from *i on, which goes behind it; NULL: none. */
static const rx_clamp *next_voltage_clamp(const maker *m, const kind *k, size_t *i)
{
  const rx_drive *drive = m->drives[k->member];
  while (drive != NULL && *i < drive->n_clamps) {
    const rx_clamp *clamp = &drive->clamps[(*i)++];
    if (clamp->kind == RX_CLAMP_VOLTAGE && m->networks[k->member]->type_of[clamp->cell] == k->type) return clamp;
  }
  return NULL;
}

/* Lone cells are damped in the same steps where the breakpoints of their voltage clamps are the same. */
static bool is_damped_alike(const maker *m, const kind *a, const kind *b)
{
  if (a->n_clamped != b->n_clamped) return false;
  if (a->n_clamped == 0) return true;
  if (a->n_cells != 1 || b->n_cells != 1) return false;
  size_t i = 0, j = 0;
  for (int n = 0; n < a->n_clamped; n++) {
    const rx_waveform *v = next_voltage_clamp(m, a, &i)->waveform, *w = next_voltage_clamp(m, b, &j)->waveform;
    if (v->n != w->n) return false;
    for (size_t k = 0; k < v->n; k++)
      if (v->t_ms[k] != w->t_ms[k]) return false;
  }
  return true;
}

/* What both kinds compute is then the same whether they share blocks or not. */
static bool may_share(const maker *m, const kind *a, const kind *b)
{
  return a->lanes == RX_LANES && b->lanes == RX_LANES && rx_cell_type_equal(type_of(m, a), type_of(m, b)) &&
         is_damped_alike(m, a, b);
}

static void add_kind(maker *m, int member, int type, int n_cells)
{
  kind *k = &m->kinds[m->n_kinds];
  *k = (kind){ .member = member, .type = type, .n_cells = n_cells, .next = -1, .last = m->n_kinds, .is_first = true };
  k->lanes = lanes_of(type_of(m, k), n_cells);
  for (size_t i = 0; next_voltage_clamp(m, k, &i) != NULL;) k->n_clamped++;
  for (int f = 0; f < m->n_kinds; f++) {
    kind *first = &m->kinds[f];
    /* not two types of one member: its own order of types stays */
    if (!first->is_first || m->kinds[first->last].member == member || !may_share(m, first, k)) continue;
    m->kinds[first->last].next = m->n_kinds;
    first->last = m->n_kinds;
    k->is_first = false;
    break;
  }
  m->n_kinds++;
}

/* Appends the cells of a kind to the open block (the last, where *open), or to new ones. */
static void place_cells(const maker *m, const kind *k, bool *open, rx_lane_layout *layout)
{
  const rx_network *network = m->networks[k->member];
  for (int c = 0; c < network->n_cells; c++) {
    if (network->type_of[c] != k->type) continue;
    if (!*open) layout->blocks[layout->n_blocks++] = (rx_block_cells){ .type = type_of(m, k), .lanes = k->lanes };
    rx_block_cells *block = &layout->blocks[layout->n_blocks - 1];
    const size_t i = layout->first[k->member] + (size_t)c;
    layout->block_of[i] = layout->n_blocks - 1;
    layout->lane_of[i] = block->n;
    block->at[block->n++] = (rx_lane){ k->member, c };
    *open = block->n < block->lanes;
  }
}

rx_status rx_lane_layout_make(int n_members, const rx_network *const networks[], const rx_drive *const drives[],
                              rx_lane_layout *layout, rx_error *err)
{
  *layout = (rx_lane_layout){ 0 };
  size_t n_cells = 0, most_kinds = 0;
  for (int i = 0; i < n_members; i++) {
    n_cells += (size_t)networks[i]->n_cells;
    most_kinds += (size_t)networks[i]->n_types;
  }
  maker m = { .networks = networks, .drives = drives, .kinds = calloc(most_kinds + 1, sizeof *m.kinds) };
  layout->blocks = calloc(n_cells + 1, sizeof *layout->blocks);
  layout->first = calloc((size_t)n_members + 1, sizeof *layout->first);
  layout->block_of = calloc(n_cells + 1, sizeof *layout->block_of);
  layout->lane_of = calloc(n_cells + 1, sizeof *layout->lane_of);
  if (m.kinds == NULL || layout->blocks == NULL || layout->first == NULL || layout->block_of == NULL ||
      layout->lane_of == NULL) {
    free(m.kinds);
    return rx_no_memory(err);
  }
  for (int i = 0; i < n_members; i++) {
    layout->first[i + 1] = layout->first[i] + (size_t)networks[i]->n_cells;
    for (int type = 0; type < networks[i]->n_types; type++) {
      const int n = n_cells_of_type(networks[i], type);
      if (n > 0) add_kind(&m, i, type, n);
    }
  }
  for (int f = 0; f < m.n_kinds; f++) {
    bool open = false;
    if (!m.kinds[f].is_first) continue;
    for (int k = f; k >= 0; k = m.kinds[k].next) place_cells(&m, &m.kinds[k], &open, layout);
  }
  free(m.kinds);
  return RX_OK;
}

void rx_lane_layout_free(rx_lane_layout *layout)
{
  free(layout->blocks);
  free(layout->first);
  free(layout->block_of);
  free(layout->lane_of);
  *layout = (rx_lane_layout){ 0 };
}

bool rx_members_share_lanes(const rx_network *network)
{
  double occupied = 0, allocated = 0; /* lanes x compartments */
  for (int type = 0; type < network->n_types; type++) {
    const int n = n_cells_of_type(network, type), lanes = lanes_of(network->types[type], n);
    const double per_lane = network->types[type]->n_compartments;
    occupied += n * per_lane;
    allocated += (n + lanes - 1) / lanes * lanes * per_lane;
  }
  return occupied < 0.75 * allocated;
}
