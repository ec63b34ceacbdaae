/* Drugs that block sodium channels: affinities, rates and the free concentration around the cells. The block itself is in
 * models/channels/site.h. Source: nociceptor pages 1, 7.1. */
#ifndef RX_MODELS_DRUGS_SODIUM_BLOCKER_H
#define RX_MODELS_DRUGS_SODIUM_BLOCKER_H

#include <stdbool.h>

#include "base/param.h"
#include "models/channels/channel.h"

/* K: uM, resting (R) and inactivated (I) channels; kon: 1/(uM ms). NaN, all three of a channel together: no effect on it. */
typedef struct rx_drug {
  const char *name;
  double concentration; /* uM, free */
  double K_R17, K_I17, kon17;
  double K_R18, K_I18, kon18;
  double nav13;      /* affinity for Nav1.3 over that for Nav1.7; 0: no effect on it */
  double molar_mass; /* g/mol; NaN: not known */
  double unbound;    /* free share of what is in plasma; NaN: not known */
} rx_drug;

extern const rx_param RX_DRUG_PARAMS[];

/* What is wrong with the affinities: some, but not all three, of a channel given, or none at all; NULL: nothing. */
const char *rx_drug_fault(const rx_drug *drug);

/* True where the drug has affinities for the site, at whatever concentration. */
bool rx_drug_binds(const rx_drug *drug, rx_site site);
/* True where the drug is there and has an effect on the site. */
bool rx_drug_acts(const rx_drug *drug, rx_site site);

/* Coefficients of the site of a channel for a drug that acts on it: [RX_SITE_COEFS], site.h. */
void rx_drug_coefs(const rx_drug *drug, rx_site site, double coefs[]);

/* Free concentration, uM, of mg/L in plasma: 1000 unbound total/molar_mass; NaN where these are not known. */
double rx_drug_free_uM(const rx_drug *drug, double total_mg_per_L);

#endif
