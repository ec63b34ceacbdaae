/* A myelinated fibre: nodes of Ranvier and between each two an internode of MYSA, FLUT, STIN, FLUT and MYSA (the attachment of
 * the myelin at the node, the main segment beside it, the length between).
 *
 * The cell has exactly the sections node, mysa, flut and stin, each described once; they stand along the fibre as often as it
 * needs them. Their lengths, diameters and sheaths follow from the fibre:
 *   axon in node and MYSA: node_diameter; in FLUT and STIN: axon_diameter. Length of STIN: what is left of node_spacing.
 * Numbers that are not given follow from the geometry by fibre_diameter D:
 *   disc    the table of the published fibre, at its diameters only
 *   interp  polynomials in D through it, 2 to 16 um
 *   pena    thin fibres, 1 to 5.7 um
 *   given   nothing: all five are needed
 * Source: nociceptor page 4.3; ModelDB 3810 and mrg.py of pyfibers. */
#ifndef RX_MODELS_CELLS_MYELINATED_H
#define RX_MODELS_CELLS_MYELINATED_H

#include <stdbool.h>

#include "base/param.h"
#include "base/status.h"

typedef enum { RX_GEOMETRY_DISC, RX_GEOMETRY_INTERP, RX_GEOMETRY_PENA, RX_GEOMETRY_GIVEN, RX_N_GEOMETRIES } rx_geometry;
extern const char *const RX_GEOMETRY_NAMES[RX_N_GEOMETRIES];

/* The sections of such a cell, in this order. */
enum { RX_NODE, RX_MYSA, RX_FLUT, RX_STIN, RX_N_FIBRE_PARTS };
extern const char *const RX_FIBRE_PART_NAMES[RX_N_FIBRE_PARTS];

typedef struct rx_myelinated {
  bool is_given;
  rx_geometry geometry;
  int nodes;
  double fibre_diameter;                                                    /* um */
  double node_spacing, node_diameter, axon_diameter, flut_length, lamellae; /* um, 1; NaN: by the geometry */
  double node_length, mysa_length;                                          /* um */
  double node_space_width, space_width;                                     /* um: of node and MYSA; of FLUT and STIN */
  double space_resistivity, lamella_capacitance, lamella_conductance;       /* as in rx_sheath */
} rx_myelinated;

extern const rx_param RX_MYELINATED_PARAMS[];
/* Numbers of the sections of such a cell: as RX_SECTION_PARAMS without what follows from the fibre. */
extern const rx_param RX_FIBRE_PART_PARAMS[];

/* The section at a place of the fibre, 0, 1, … (RX_NODE at both ends), or -1 beyond its end. */
int rx_myelinated_part(const rx_myelinated *fibre, int place);

struct rx_section;
/* Completes the fibre's numbers by its geometry. RX_E_INPUT: a diameter that the geometry does not have, a number that `given` lacks,
 * internodes without room for STIN, an axon that does not fit into the myelin. */
rx_status rx_myelinated_complete(const rx_myelinated *fibre, rx_myelinated *complete, rx_error *err);
/* Puts lengths, diameters and sheaths of a complete fibre into its sections, [RX_N_FIBRE_PARTS]. */
void rx_myelinated_fill(const rx_myelinated *complete, struct rx_section *sections);

#endif
