/* The classes of afferent fibres and their numbers (nociceptor page 4.4, 5.4): one table of parameters for each part of each
 * class, so that every number has its default, range, meaning and source. */
#ifndef RX_MODELS_AFFERENTS_FIBRE_CLASS_H
#define RX_MODELS_AFFERENTS_FIBRE_CLASS_H

#include "models/afferents/aenc.h"
#include "models/afferents/relay.h"
#include "models/afferents/transduction.h"

typedef enum {
  RX_FIBRE_AB_SA1,
  RX_FIBRE_AB_RA,
  RX_FIBRE_AD_DHAIR,
  RX_FIBRE_AD_HTMR,
  RX_FIBRE_C_LTMR,
  RX_FIBRE_C_MH,
  RX_FIBRE_C_MIA,
  RX_N_FIBRE_CLASSES
} rx_fibre_class;

typedef struct rx_fibre_description {
  const char *name; /* as in configs: "Ab_SA1" */
  const char *meaning;
  bool is_cell;               /* its encoder is a cell (`nx`); else `aenc` */
  const rx_param *mechanical; /* of rx_mechanical */
  const rx_param *heat;       /* of rx_heat; empty for mechanoreceptors */
  const rx_param *aenc;       /* of rx_aenc; empty for cells */
  const rx_param *relay;      /* of rx_relay */
} rx_fibre_description;

extern const rx_fibre_description RX_FIBRE_CLASSES[RX_N_FIBRE_CLASSES];

/* The class of this name, or RX_N_FIBRE_CLASSES. */
rx_fibre_class rx_fibre_find(const char *name);

/* Sets ending, encoder and conduction of a fibre to the defaults of its class, with gain and exponent 1 and nothing sensitised. */
void rx_fibre_defaults(rx_fibre_class fibre_class, rx_ending *ending, rx_aenc *aenc, rx_relay *relay);

#endif
