#include "solver/ensemble/pools.h"

#include <math.h>
#include <stdlib.h>

#include "solver/ensemble/block.h"

void rx_block_pools_fill_lane(rx_block *b, int lane)
{
  const rx_cell_numbers *numbers = b->numbers[lane];
  rx_block_pools *p = &b->pools;
  for (int c = 0; c < b->type->n_compartments; c++) {
    const int i = c * b->lanes + lane;
    p->nernst[i] = numbers->nernst;
    for (int k = 0; k < RX_N_POOLS; k++) {
      p->of[k].now[i] = p->of[k].before[i] = p->of[k].mid[i] = numbers->pools[k].start[c];
      p->of[k].gain[i] = numbers->pools[k].gain[c];
      p->of[k].decay[i] = numbers->pools[k].decay[c];
      p->of[k].supply[i] = numbers->pools[k].supply[c];
    }
  }
}

/* Runs of compartments of an insertion whose reversal potential follows the pools; spans NULL: counts them. */
static int find_spans(const rx_block *b, rx_reversal_span *spans)
{
  int n = 0;
  for (int k = 0; k < b->type->n_insertions; k++) {
    const rx_insertion *in = &b->type->insertions[k];
    const rx_channel *channel = in->channel;
    const unsigned bit = RX_HAS_NERNST(channel->ion);
    if (channel->reversal_coef < 0 || channel->ion == RX_ION_OWN) continue;
    for (int i = 0; i < in->n_compartments;) {
      const int first = i;
      while (i < in->n_compartments && (b->type->pools[in->first_compartment + i] & bit)) i++;
      if (i == first) {
        i++;
        continue;
      }
      if (spans != NULL)
        spans[n] = (rx_reversal_span){
          .ion = (int)channel->ion - RX_ION_NA,
          .first = (in->first_compartment + first) * b->lanes,
          .n = (i - first) * b->lanes,
          .coef = b->coef + (in->first_coef + channel->reversal_coef * in->n_compartments + first) * b->lanes,
        };
      n++;
    }
  }
  return n;
}

rx_status rx_block_pools_start(rx_block *b, rx_error *err)
{
  rx_block_pools *p = &b->pools;
  p->n_spans = find_spans(b, NULL);
  p->spans = calloc((size_t)p->n_spans + 1, sizeof *p->spans);
  if (p->spans == NULL) return rx_no_memory(err);
  find_spans(b, p->spans);
  for (int ion = 0; ion < RX_N_POOLED_IONS; ion++)
    for (int i = 0; i < b->n; i++) p->ion[ion].E[i] = rx_block_pools_reversal(b, ion, i);
  for (int k = 0; k < p->n_spans; k++)
    for (int i = 0; i < p->spans[k].n; i++) p->spans[k].coef[i] = p->ion[p->spans[k].ion].E[p->spans[k].first + i];
  return RX_OK;
}

void rx_block_pools_change_step(rx_block *b, double was, double h)
{
  for (int k = 0; k < RX_N_POOLS; k++) {
    const double *now = b->pools.of[k].now;
    double *before = b->pools.of[k].before;
    for (int i = 0; i < b->n; i++) before[i] = now[i] - (now[i] - before[i]) * (h / was);
  }
}

double rx_block_pools_reversal(const rx_block *b, int ion, int place)
{
  const rx_ion of = ion == 0 ? RX_ION_NA : RX_ION_K;
  return b->pools.nernst[place] *
         log(b->pools.of[rx_ion_pool_kind(of, false)].now[place] / b->pools.of[rx_ion_pool_kind(of, true)].now[place]);
}

const char *rx_block_pools_bad(const rx_block *b, int place)
{
  for (int k = 0; k < RX_N_POOLS; k++) {
    const double now = b->pools.of[k].now[place];
    if (!(now > 0 && now < INFINITY && b->pools.of[k].mid[place] > 0)) return rx_pool_name((rx_pool_kind)k);
  }
  return NULL;
}
