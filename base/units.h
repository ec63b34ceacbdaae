/* Units: their spelling, dimension and factor. NEURON's units are the project's (design page, conventions).
 *
 * A value in a config may carry any unit of the same dimension ("20 min", "18 mS/cm2", "30 pA"); it is converted to the unit of
 * its parameter. A unit of another dimension is an error. */
#ifndef RX_BASE_UNITS_H
#define RX_BASE_UNITS_H

#include "base/status.h"

/* Reads "12", "-3.5e2 mV", "18 mS/cm2" as a number in `unit`. A number without a unit is taken to be in `unit`.
 * RX_E_INPUT: not a number ("12abc", "", "nan", "inf"), unknown unit, other dimension. */
rx_status rx_unit_read(const char *text, const char *unit, double *value, rx_error *err);

#endif
