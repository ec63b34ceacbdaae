/* The nerve of a circuit: which class of fibre each population of fibres is, and how its fibres differ (nociceptor page 5, 6, 7.2;
 * integration page 4). Fibre classes: fibre_class.h; what runs it: study/nerve. */
#ifndef RX_MODELS_AFFERENTS_NERVE_H
#define RX_MODELS_AFFERENTS_NERVE_H

#include <stdint.h>

#include "models/afferents/fibre_class.h"
#include "models/cells/cell.h"

/* How the spikes of natural stimuli are made: Poisson trains of the published rates, or transduction, encoder and conduction of each
 * fibre. */
typedef enum { RX_ENCODER_PUBLISHED, RX_ENCODER_BIOPHYSICAL, RX_N_ENCODERS } rx_encoder;
const char *rx_encoder_name(rx_encoder encoder); /* "published", "biophysical" */

/* A population of fibres. Shares are of its fibres; which ones they are follows from the seed, and those of a smaller share belong to
 * those of a larger one. */
typedef struct rx_fibres {
  int population; /* of the circuit */
  rx_fibre_class fibre_class;
  rx_ending ending;
  rx_aenc aenc; /* of classes that have one */
  rx_relay relay;
  rx_cell cell;     /* of the others; empty for mechanoreceptors */
  double spread;    /* coefficient of variation of F_th, G_m (k), gbar of Nav1.7 and Nav1.8 */
  double noise;     /* uA/cm2, standard deviation of the current noise; cells alone */
  double noise_tau; /* ms */
  double variant_share;
  double ectopic_share, ectopic_rate; /* 1, Hz */
  double conducting_share;            /* treatments that block multiply it */
  double lost_share;
} rx_fibres;

typedef struct rx_nerve {
  rx_encoder encoder;
  double skin_temperature; /* degC */
  double settle;           /* ms */
  double brush_travel;     /* ms */
  int n;
  rx_fibres *fibres;
} rx_nerve;

extern const rx_param RX_NERVE_PARAMS[];  /* skin_temperature, settle, brush_travel */
extern const rx_param RX_FIBRES_PARAMS[]; /* of rx_fibres itself */

/* How one fibre differs from its class. */
typedef struct rx_fibre_traits {
  double F_th, G_m, g17, g18; /* factors, lognormal of mean 1 */
  double place;               /* of the receptive field along the way of a brush, 0 to 1 */
  bool has_variant, is_ectopic, is_blocked, is_lost;
} rx_fibre_traits;

/* Traits of all n fibres of a population, keyed by (seed, member, name of the population, fibre). RX_E_MEMORY. */
rx_status rx_fibre_traits_draw(const rx_fibres *fibres, const char *population, int n, uint64_t seed, uint64_t member,
                               rx_fibre_traits traits[], rx_error *err);

/* The ending, encoder and cell of a fibre with these traits. The channels of the cell are written into `channels` [channels of all
 * sections] and its sections into `sections` [n_sections]; *cell points there. Conductances named nav17… and nav18… are scaled;
 * without has_variant their `fraction` is 0. */
void rx_fibre_make(const rx_fibres *fibres, const rx_fibre_traits *traits, rx_ending *ending, rx_aenc *aenc);
void rx_fibre_cell(const rx_fibres *fibres, const rx_fibre_traits *traits, rx_section sections[],
                   rx_channel_use channels[], rx_cell *cell);

#endif
