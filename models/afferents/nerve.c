#include "models/afferents/nerve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

#define NEUROPATHY                    "nociceptor page 6"
#define SHARE(field, meaning, source) RX_P_DEFAULT(rx_fibres, field, "1", 0, 0, 1, meaning, source)

const rx_param RX_NERVE_PARAMS[] = {
  RX_P_DEFAULT(rx_nerve, skin_temperature, "degC", 32, 0, 60, "of the skin, where no stimulus sets it",
               "nociceptor page 5.5"),
  RX_P_DEFAULT(rx_nerve, settle, "ms", 500, 0, 1e6, "the fibres run as long before the time 0 of an experiment",
               "[D] rexed: stimuli of nociceptor page 5.5 begin at 500 ms"),
  RX_P_DEFAULT(
      rx_nerve, brush_travel, "ms", 0, 0, 1e5,
      "a stroke of a brush comes to the receptive fields one after the other, within as long; 0: to all at once",
      "[D] rexed: the page's brush is that of one ending"),
  RX_P_END,
};

const rx_param RX_FIBRES_PARAMS[] = {
  { "gain", RX_DOUBLE, offsetof(rx_fibres, ending) + offsetof(rx_ending, gain), "1", 1, 0, 100,
    "factor on what a force does", "integration page 4: calibrated for a circuit", false },
  { "exponent", RX_DOUBLE, offsetof(rx_fibres, ending) + offsetof(rx_ending, exponent), "1", 1, 0.1, 10,
    "power law of the force above F_th, 400 mN (F/400 mN)^exponent; below 1: light touch does more, above: less",
    "[D] rexed: calibrated for a circuit with the gain; form: Werner and Mountcastle 1965", false },
  RX_P_DEFAULT(rx_fibres, spread, "1", 0.2, 0, 2,
               "coefficient of variation from fibre to fibre: F_th, G_m (k), gbar of Nav1.7 and Nav1.8",
               "integration page 4"),
  RX_P_DEFAULT(rx_fibres, noise, "uA/cm2", 0.05, 0, 10, "standard deviation of the current noise of a cell; 0: none",
               "[R] smallDRG_DIV0.m; nociceptor page 3.2"),
  RX_P_DEFAULT(rx_fibres, noise_tau, "ms", 5, 0.1, 1e3, "its correlation time (Ornstein-Uhlenbeck)",
               "[R] smallDRG_DIV0.m; nociceptor page 3.2"),
  RX_P_DEFAULT(rx_fibres, variant_share, "1", 1, 0, 1,
               "share of the fibres whose channels have the variants that the cell gives them", "[D] rexed"),
  SHARE(ectopic_share, "share of the fibres with ectopic spikes; C 0.04 to 0.08 after injury",
        "[P] PubMed 7500128; " NEUROPATHY),
  RX_P_DEFAULT(rx_fibres, ectopic_rate, "Hz", 0.8, 0, 500, "of such a fibre; falls to 0.18 after a day",
               "[P] PubMed 7500128; " NEUROPATHY),
  RX_P_DEFAULT(rx_fibres, conducting_share, "1", 1, 0, 1,
               "share of the fibres that conduct from the skin; the others are blocked. Treatments scale it",
               "nociceptor page 7.2"),
  SHARE(lost_share, "share of the fibres that are gone: silent under any stimulus", NEUROPATHY),
  RX_P_END,
};

const char *rx_encoder_name(rx_encoder encoder)
{
  static const char *const NAMES[RX_N_ENCODERS] = { "published", "biophysical" };
  return NAMES[encoder];
}

/* ---- traits ---- */

enum { TRAIT_FACTORS, TRAIT_VARIANT, TRAIT_ECTOPIC, TRAIT_BLOCKED, TRAIT_LOST, N_TRAITS, TRAIT_PLACE = N_TRAITS };

static double uniform_of(uint64_t seed, uint64_t member, uint64_t population, int fibre, int trait)
{
  return rx_uniform_at(seed, member, population, (uint64_t)fibre, RX_STREAM_FIBRE, (uint64_t)trait << 32);
}

/* 1 - share, in decimals: 1 - 0.7 is 0.3, so that the same numbers of fibres come out of it. */
static double rest_of(double share)
{
  return round((1 - share) * 1e12) / 1e12;
}

static int compare(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The number that a fibre among the share has at most: those with the lround(share n) smallest are. scratch: [n]. */
static double limit_of(double share, int n, uint64_t seed, uint64_t member, uint64_t population, int trait,
                       double scratch[])
{
  const long most = lround(share * n);
  if (most <= 0) return -INFINITY;
  if (most >= n) return INFINITY;
  for (int i = 0; i < n; i++) scratch[i] = uniform_of(seed, member, population, i, trait);
  qsort(scratch, (size_t)n, sizeof *scratch, compare);
  return scratch[most - 1];
}

rx_status rx_fibre_traits_draw(const rx_fibres *fibres, const char *population, int n, uint64_t seed, uint64_t member,
                               rx_fibre_traits traits[], rx_error *err)
{
  const uint64_t key = rx_name_key(population);
  const double variance = log1p(fibres->spread * fibres->spread), sd = sqrt(variance);
  const double shares[N_TRAITS] = { [TRAIT_VARIANT] = fibres->variant_share,
                                    [TRAIT_ECTOPIC] = fibres->ectopic_share,
                                    [TRAIT_BLOCKED] = rest_of(fibres->conducting_share),
                                    [TRAIT_LOST] = fibres->lost_share };
  double limit[N_TRAITS], *scratch = malloc(((size_t)n + 1) * sizeof *scratch);
  if (scratch == NULL) return rx_no_memory(err);
  for (int k = TRAIT_VARIANT; k < N_TRAITS; k++) limit[k] = limit_of(shares[k], n, seed, member, key, k, scratch);
  free(scratch);
  for (int i = 0; i < n; i++) {
    rx_stream stream = rx_stream_make(seed, member, key, (uint64_t)i, RX_STREAM_FIBRE);
    double factor[4];
    bool is_among[N_TRAITS];
    for (int k = 0; k < 4; k++) factor[k] = exp(sd * rx_normal(&stream) - 0.5 * variance);
    for (int k = TRAIT_VARIANT; k < N_TRAITS; k++) is_among[k] = uniform_of(seed, member, key, i, k) <= limit[k];
    traits[i] = (rx_fibre_traits){ .F_th = factor[0],
                                   .G_m = factor[1],
                                   .g17 = factor[2],
                                   .g18 = factor[3],
                                   .place = uniform_of(seed, member, key, i, TRAIT_PLACE),
                                   .has_variant = is_among[TRAIT_VARIANT],
                                   .is_ectopic = is_among[TRAIT_ECTOPIC],
                                   .is_blocked = is_among[TRAIT_BLOCKED],
                                   .is_lost = is_among[TRAIT_LOST] };
  }
  return RX_OK;
}

/* ---- one fibre ---- */

void rx_fibre_make(const rx_fibres *fibres, const rx_fibre_traits *traits, rx_ending *ending, rx_aenc *aenc)
{
  *ending = fibres->ending;
  *aenc = fibres->aenc;
  ending->mechanical.F_th *= traits->F_th;
  ending->mechanical.G_m *= traits->G_m;
  aenc->k *= traits->G_m;
}

static void multiply(rx_channel_use *use, const char *name, double factor)
{
  for (int k = 0; use->channel->params[k].name != NULL; k++)
    if (strcmp(use->channel->params[k].name, name) == 0) use->params[k] *= factor;
}

void rx_fibre_cell(const rx_fibres *fibres, const rx_fibre_traits *traits, rx_section sections[],
                   rx_channel_use channels[], rx_cell *cell)
{
  *cell = fibres->cell;
  cell->sections = sections;
  for (int s = 0; s < cell->n_sections; s++) {
    const rx_section *section = &fibres->cell.sections[s];
    sections[s] = *section;
    sections[s].channels = channels;
    for (int i = 0; i < section->n_channels; i++) {
      channels[i] = section->channels[i];
      const char *name = channels[i].channel->name;
      if (strncmp(name, "nav17", 5) == 0) multiply(&channels[i], "gbar", traits->g17);
      if (strncmp(name, "nav18", 5) == 0) multiply(&channels[i], "gbar", traits->g18);
      if (!traits->has_variant) multiply(&channels[i], "fraction", 0);
    }
    channels += section->n_channels;
  }
}
