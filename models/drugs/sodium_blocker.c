#include "models/drugs/sodium_blocker.h"

#include <math.h>

#define AFFINITY(field, meaning) RX_P_OPTIONAL(rx_drug, field, "uM", 1e-9, 1e6, meaning)
#define RATE(field, meaning)     RX_P_OPTIONAL(rx_drug, field, "/uM/ms", 1e-9, 1e3, meaning)

const rx_param RX_DRUG_PARAMS[] = {
  RX_P_DEFAULT(rx_drug, concentration, "uM", 0, 0, 1e6, "free concentration around the cells", "no drug"),
  AFFINITY(K_R17, "dissociation constant of resting Nav1.7; not given: no effect on it"),
  AFFINITY(K_I17, "dissociation constant of inactivated Nav1.7"),
  RATE(kon17, "association rate, Nav1.7"),
  AFFINITY(K_R18, "dissociation constant of resting Nav1.8; not given: no effect on it"),
  AFFINITY(K_I18, "dissociation constant of inactivated Nav1.8"),
  RATE(kon18, "association rate, Nav1.8"),
  RX_P_DEFAULT(rx_drug, nav13, "1", 1, 0, 1e3, "affinity for Nav1.3 over that for Nav1.7; 0: selective for Nav1.7",
               "nociceptor page 7.1"),
  RX_P_OPTIONAL(rx_drug, molar_mass, "g/mol", 1, 1e6, "molar mass"),
  RX_P_OPTIONAL(rx_drug, unbound, "1", 0, 1, "unbound share of the drug in plasma"),
  RX_P_END
};

typedef struct affinity {
  double K_R, K_I, kon;
} affinity;

static affinity of_site(const rx_drug *drug, rx_site site)
{
  switch (site) {
  case RX_SITE_NAV17: return (affinity){ drug->K_R17, drug->K_I17, drug->kon17 };
  case RX_SITE_NAV18: return (affinity){ drug->K_R18, drug->K_I18, drug->kon18 };
  case RX_SITE_NAV13: return (affinity){ drug->K_R17 / drug->nav13, drug->K_I17 / drug->nav13, drug->kon17 };
  case RX_SITE_NONE: break;
  }
  return (affinity){ NAN, NAN, NAN };
}

static int n_given(affinity a)
{
  return !isnan(a.K_R) + !isnan(a.K_I) + !isnan(a.kon);
}

const char *rx_drug_fault(const rx_drug *drug)
{
  const int n17 = n_given(of_site(drug, RX_SITE_NAV17)), n18 = n_given(of_site(drug, RX_SITE_NAV18));
  if (n17 % 3 != 0) return "gives some of K_R17, K_I17 and kon17: all three are needed for an effect on Nav1.7";
  if (n18 % 3 != 0) return "gives some of K_R18, K_I18 and kon18: all three are needed for an effect on Nav1.8";
  return n17 + n18 == 0 ? "has an effect on no channel: give K_R17, K_I17 and kon17, or K_R18, K_I18 and kon18" : NULL;
}

bool rx_drug_binds(const rx_drug *drug, rx_site site)
{
  if (site == RX_SITE_NAV13 && !(drug->nav13 > 0)) return false;
  return n_given(of_site(drug, site)) == 3;
}

bool rx_drug_acts(const rx_drug *drug, rx_site site)
{
  return drug->concentration > 0 && rx_drug_binds(drug, site);
}

void rx_drug_coefs(const rx_drug *drug, rx_site site, double coefs[])
{
  const affinity a = of_site(drug, site);
  coefs[0] = drug->concentration * a.kon;
  coefs[1] = 1 / (a.kon * a.K_I);
  coefs[2] = 1 / (a.kon * a.K_R);
}

double rx_drug_free_uM(const rx_drug *drug, double total_mg_per_L)
{
  return 1000 * drug->unbound * total_mg_per_L / drug->molar_mass;
}
