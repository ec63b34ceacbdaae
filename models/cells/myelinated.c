#include "models/cells/myelinated.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/cells/cell.h"

#define PAGE "nociceptor page 4.3"

const char *const RX_GEOMETRY_NAMES[RX_N_GEOMETRIES] = { "disc", "interp", "pena", "given" };
const char *const RX_FIBRE_PART_NAMES[RX_N_FIBRE_PARTS] = { "node", "mysa", "flut", "stin" };

const rx_param RX_MYELINATED_PARAMS[] = {
  RX_P_INT(rx_myelinated, nodes, 41, 2, 400, "nodes of Ranvier", PAGE),
  RX_P_REQUIRED(rx_myelinated, fibre_diameter, "um", 0.2, 50, "diameter over the myelin"),
  RX_P_OPTIONAL(rx_myelinated, node_spacing, "um", 10, 1e4, "from node to node; not given: by the geometry"),
  RX_P_OPTIONAL(rx_myelinated, node_diameter, "um", 0.05, 50, "axon in node and MYSA; not given: by the geometry"),
  RX_P_OPTIONAL(rx_myelinated, axon_diameter, "um", 0.05, 50, "axon in FLUT and STIN; not given: by the geometry"),
  RX_P_OPTIONAL(rx_myelinated, flut_length, "um", 0.1, 1e3, "length of a FLUT; not given: by the geometry"),
  RX_P_OPTIONAL(rx_myelinated, lamellae, "1", 0.5, 1000, "lamellae of the myelin; not given: by the geometry"),
  RX_P_DEFAULT(rx_myelinated, node_length, "um", 1, 0.1, 20, "length of a node", PAGE),
  RX_P_DEFAULT(rx_myelinated, mysa_length, "um", 3, 0.1, 20, "length of a MYSA", PAGE),
  RX_P_DEFAULT(rx_myelinated, node_space_width, "um", 0.002, 1e-4, 1, "periaxonal space of node and MYSA", PAGE),
  RX_P_DEFAULT(rx_myelinated, space_width, "um", 0.004, 1e-4, 1, "periaxonal space of FLUT and STIN", PAGE),
  RX_P_DEFAULT(rx_myelinated, space_resistivity, "ohm cm", 70, 1, 1e5, "resistivity of the periaxonal space", PAGE),
  RX_P_DEFAULT(rx_myelinated, lamella_capacitance, "uF/cm2", 0.1, 1e-4, 10,
               "capacitance of one membrane of a lamella, which has two", PAGE),
  RX_P_DEFAULT(rx_myelinated, lamella_conductance, "S/cm2", 0.001, 0, 1, "conductance of one membrane of a lamella",
               PAGE),
  RX_P_END
};

const rx_param RX_FIBRE_PART_PARAMS[] = {
  RX_P_REQUIRED(rx_section, axial_resistivity, "ohm cm", 1, 1e4, "resistivity of the cytoplasm"),
  RX_P_DEFAULT(rx_section, membrane_capacitance, "uF/cm2", 2, 0.01, 10, "capacitance of the axon's membrane", PAGE),
  RX_P_OPTIONAL(rx_section, reversal_na, "mV", 0, 150, "reversal potential of sodium channels"),
  RX_P_OPTIONAL(rx_section, reversal_k, "mV", -150, 0, "reversal potential of potassium channels"), RX_P_END
};

/* MRGaxon.hoc of ModelDB 3810. 2, 5.7, 10, 12.8 and 16 um are in the page or its reference [R], the others recalled [L]. Columns:
 * um, but for the lamellae. */
static const struct {
  double fibre, spacing, flut, axon, node, lamellae;
} DISC[] = {
  { 1.0, 100, 5, 0.8, 0.7, 15 },      { 2.0, 200, 10, 1.6, 1.4, 30 },     { 5.7, 500, 35, 3.4, 1.9, 80 },
  { 7.3, 750, 38, 4.6, 2.4, 100 },    { 8.7, 1000, 40, 5.8, 2.8, 110 },   { 10.0, 1150, 46, 6.9, 3.3, 120 },
  { 11.5, 1250, 50, 8.1, 3.7, 130 },  { 12.8, 1350, 54, 9.2, 4.2, 135 },  { 14.0, 1400, 56, 10.4, 4.7, 140 },
  { 15.0, 1450, 58, 11.5, 5.0, 145 }, { 16.0, 1500, 60, 12.7, 5.5, 150 },
};
enum { N_DISC = sizeof DISC / sizeof *DISC };

static void choose(double *number, double by_geometry)
{
  if (isnan(*number)) *number = by_geometry;
}

static void put(rx_myelinated *f, double spacing, double flut, double axon, double node, double lamellae)
{
  choose(&f->node_spacing, spacing);
  choose(&f->flut_length, flut);
  choose(&f->axon_diameter, axon);
  choose(&f->node_diameter, node);
  choose(&f->lamellae, lamellae);
}

static rx_status by_disc(rx_myelinated *f, rx_error *err)
{
  char all[128] = "";
  for (int i = 0; i < N_DISC; i++) {
    if (fabs(DISC[i].fibre - f->fibre_diameter) < 1e-9) {
      put(f, DISC[i].spacing, DISC[i].flut, DISC[i].axon, DISC[i].node, DISC[i].lamellae);
      return RX_OK;
    }
    const size_t used = strlen(all);
    snprintf(all + used, sizeof all - used, "%s%g", i > 0 ? ", " : "", DISC[i].fibre);
  }
  return rx_fail(err, RX_E_INPUT, "geometry disc has no fibre_diameter of %g um, only %s", f->fibre_diameter, all);
}

static rx_status within(const rx_myelinated *f, double lower, double upper, rx_error *err)
{
  if (f->fibre_diameter >= lower && f->fibre_diameter <= upper) return RX_OK;
  return rx_fail(err, RX_E_INPUT, "geometry %s has no fibre_diameter of %g um, only %g … %g",
                 RX_GEOMETRY_NAMES[f->geometry], f->fibre_diameter, lower, upper);
}

static rx_status by_geometry(rx_myelinated *f, rx_error *err)
{
  const double D = f->fibre_diameter, thin_axon = 0.553 * D - 0.024;
  switch (f->geometry) {
  case RX_GEOMETRY_DISC: return by_disc(f, err);
  case RX_GEOMETRY_INTERP:
    RX_TRY(within(f, 2, 16, err));
    put(f, D >= 5.643 ? (-8.215 * D + 272.4) * D - 780.2 : 81.08 * D + 37.84, (-0.1652 * D + 6.354) * D - 0.2862,
        (0.02361 * D + 0.3673) * D + 0.7122, (0.01093 * D + 0.1008) * D + 1.099, (-0.4749 * D + 16.85) * D - 0.7648);
    return RX_OK;
  case RX_GEOMETRY_PENA:
    RX_TRY(within(f, 1, 5.7, err));
    put(f, (-3.22 * D + 148) * D - 128, (-0.171 * D + 6.48) * D - 0.935, thin_axon, 0.321 * thin_axon + 0.37,
        floor(17.4 * thin_axon - 1.74));
    return RX_OK;
  default: break;
  }
  const char *missing = isnan(f->node_spacing)    ? "node_spacing"
                        : isnan(f->node_diameter) ? "node_diameter"
                        : isnan(f->axon_diameter) ? "axon_diameter"
                        : isnan(f->flut_length)   ? "flut_length"
                        : isnan(f->lamellae)      ? "lamellae"
                                                  : NULL;
  return missing == NULL ? RX_OK : rx_fail(err, RX_E_INPUT, "geometry given needs %s", missing);
}

static double stin_length(const rx_myelinated *f)
{
  return f->node_spacing - f->node_length - 2 * f->mysa_length - 2 * f->flut_length;
}

rx_status rx_myelinated_complete(const rx_myelinated *fibre, rx_myelinated *complete, rx_error *err)
{
  rx_myelinated f = *fibre;
  RX_TRY(by_geometry(&f, err));
  if (!(stin_length(&f) > 0))
    return rx_fail(
        err, RX_E_INPUT,
        "a node_spacing of %g um leaves no room for STIN between a node of %g, two MYSA of %g and two FLUT of %g um",
        f.node_spacing, f.node_length, f.mysa_length, f.flut_length);
  const double widest = fmax(f.axon_diameter + 2 * f.space_width, f.node_diameter + 2 * f.node_space_width);
  if (f.fibre_diameter < widest)
    return rx_fail(err, RX_E_INPUT, "an axon of %g um with its periaxonal space does not fit into a fibre of %g um",
                   fmax(f.axon_diameter, f.node_diameter), f.fibre_diameter);
  *complete = f;
  return RX_OK;
}

int rx_myelinated_part(const rx_myelinated *fibre, int place)
{
  static const int UNIT[] = { RX_NODE, RX_MYSA, RX_FLUT, RX_STIN, RX_FLUT, RX_MYSA };
  enum { N_UNIT = sizeof UNIT / sizeof *UNIT };
  return place >= 0 && place <= N_UNIT * (fibre->nodes - 1) ? UNIT[place % N_UNIT] : -1;
}

void rx_myelinated_fill(const rx_myelinated *f, rx_section *sections)
{
  const double lengths[] = { f->node_length, f->mysa_length, f->flut_length, stin_length(f) };
  for (int part = 0; part < RX_N_FIBRE_PARTS; part++) {
    const bool is_narrow = part == RX_NODE || part == RX_MYSA;
    sections[part].length = lengths[part];
    sections[part].diameter = is_narrow ? f->node_diameter : f->axon_diameter;
    sections[part].diameter_end = NAN;
    sections[part].sheath = (rx_sheath){ .is_given = true,
                                         .space_width = is_narrow ? f->node_space_width : f->space_width,
                                         .space_resistivity = f->space_resistivity,
                                         .lamellae = part == RX_NODE ? NAN : f->lamellae,
                                         .fibre_diameter = f->fibre_diameter,
                                         .lamella_capacitance = f->lamella_capacitance,
                                         .lamella_conductance = f->lamella_conductance };
  }
}
