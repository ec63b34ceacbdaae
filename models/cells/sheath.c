#include "models/cells/sheath.h"

#include <math.h>

static const double PI = 3.14159265358979323846;

const rx_param RX_SHEATH_PARAMS[] = {
  RX_P_REQUIRED(rx_sheath, space_width, "um", 1e-4, 10, "width of the periaxonal space"),
  RX_P_DEFAULT(rx_sheath, space_resistivity, "ohm cm", 70, 1, 1e5, "resistivity of the periaxonal space",
               "nociceptor page 4.3"),
  RX_P_OPTIONAL(rx_sheath, lamellae, "1", 0.5, 1000,
                "lamellae of the myelin; not given: none, the space is shorted to the outside"),
  RX_P_OPTIONAL(rx_sheath, fibre_diameter, "um", 0.01, 100,
                "diameter over the myelin; needed where there are lamellae"),
  RX_P_DEFAULT(rx_sheath, lamella_capacitance, "uF/cm2", 0.1, 1e-4, 10,
               "capacitance of one membrane of a lamella, which has two", "nociceptor page 4.3"),
  RX_P_DEFAULT(rx_sheath, lamella_conductance, "S/cm2", 0.001, 0, 1, "conductance of one membrane of a lamella",
               "nociceptor page 4.3"),
  RX_P_END
};

bool rx_sheath_has_myelin(const rx_sheath *sheath)
{
  return sheath->is_given && !isnan(sheath->lamellae);
}

const char *rx_sheath_problem(const rx_sheath *sheath, double diameter)
{
  if (!rx_sheath_has_myelin(sheath)) return NULL;
  if (isnan(sheath->fibre_diameter)) return "has lamellae, so it needs a fibre_diameter";
  if (sheath->fibre_diameter < diameter + 2 * sheath->space_width)
    return "has a fibre_diameter that is smaller than the axon with its space";
  return NULL;
}

double rx_sheath_space_MOhm(const rx_sheath *sheath, double d, double dx)
{
  /* (d/2 + w)^2 - (d/2)^2 = w (d + w) */
  return 0.01 * sheath->space_resistivity * dx / (PI * sheath->space_width * (d + sheath->space_width));
}

double rx_sheath_charging(const rx_sheath *sheath, double dx)
{
  const double C_my = sheath->lamella_capacitance / (2 * sheath->lamellae);
  return 1e3 / C_my * 100 / (PI * sheath->fibre_diameter * dx);
}

double rx_sheath_leak(const rx_sheath *sheath)
{
  return 1e3 * sheath->lamella_conductance / sheath->lamella_capacitance;
}
