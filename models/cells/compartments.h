/* A cell cut into compartments: the structure that many cells share (compartments.c), and the numbers of one (cell_numbers.c).
 *
 * Compartments are numbered section by section, soma first, then as listed but parents before children, so that parent[c] < c.
 * The first compartment of a section hangs on the last of its parent section, or on its first with at_parent_start. Those of a
 * myelinated fibre follow each other from its first node to its last. Units: areas um2, axial conductance uS. */
#ifndef RX_MODELS_CELLS_COMPARTMENTS_H
#define RX_MODELS_CELLS_COMPARTMENTS_H

#include "base/status.h"
#include "models/cells/cell.h"
#include "models/synapses/receptor.h"

/* One channel on one run of consecutive compartments, of one section or of several in a row; insertions are ordered by
 * channel, then first compartment. In state and coefficient arrays of a cell, gate (coefficient) k of the run's
 * compartment i is at [first_gate + k*n + i] ([first_coef + k*n + i]), n = n_compartments. */
typedef struct rx_insertion {
  const rx_channel *channel;
  int first_compartment, n_compartments;
  int first_gate, first_coef;
} rx_insertion;

/* Place and kind of a receptor on a cell; its numbers are in rx_cell_numbers. */
typedef struct rx_slot {
  const char *receptor; /* its name; not owned */
  int compartment;
  bool has_rise; /* two state variables, A and B; else B alone */
  bool has_magnesium;
  bool carries_calcium;
} rx_slot;

/* Bit of rx_cell_type.pools: the reversal potential of the ion follows its pools. */
#define RX_HAS_NERNST(ion) (1u << (RX_N_POOLS + (ion)))

/* Structure of a cell type: equal for all cells of a block. Arrays are owned by it. */
typedef struct rx_cell_type {
  int n_compartments;
  int *parent;      /* [n_compartments]; parent[0] = -1 */
  int *section;     /* [n_compartments] index of the section */
  double *position; /* [n_compartments] centre in its section, 0…1 */
  int n_insertions;
  rx_insertion *insertions;
  int n_gates, n_coefs; /* totals over the insertions, each times its compartments */
  int n_slots;
  rx_slot *slots;
  bool has_calcium;           /* any compartment with a shell */
  bool has_pools;             /* any compartment with a pool */
  unsigned *pools;            /* [n_compartments] bits: 1u << rx_pool_kind where it has the pool, RX_HAS_NERNST(ion) */
  int detector;               /* compartment of the spike detector: middle of the soma */
  bool has_sheath;            /* any compartment under myelin */
  unsigned char *is_sheathed; /* [n_compartments] 1: its periaxonal potential is an unknown */
} rx_cell_type;

/* Numbers of one cell (or of all cells of a population). Arrays are owned by it. */
typedef struct rx_cell_numbers {
  double *coef;           /* [n_coefs] */
  double *area;           /* [n_compartments] um2 */
  double *charging;       /* [n_compartments] 10^3/C_m: mV/ms per mA/cm2 */
  double *axial;          /* [n_compartments] uS to the parent; 0 for the root */
  double *calcium_influx; /* [n_compartments] 10^4/(2 F depth): mM/ms per mA/cm2; 0: no shell */
  double *calcium_decay;  /* [n_compartments] 1/tau, 1/ms; 0: no shell */
  double *calcium_rest;   /* [n_compartments] mM */
  double *calcium_start;  /* [n_compartments] mM */
  /* dX/dt = -gain I - decay X + supply of a pool; where a compartment has none gain, decay and supply are 0, start is 1 */
  struct {
    double *start, *gain, *decay,
        *supply; /* [n_compartments] mM, mM/ms per mA/cm2, 1/ms, mM/ms; NULL: no pools at all */
  } pools[RX_N_POOLS];
  double nernst;                                                          /* R T/F, mV */
  double *tau_rise, *tau_decay, *reversal, *magnesium, *calcium_fraction; /* [n_slots]; magnesium = [Mg]/3.57 */
  double v_init, threshold;                                               /* mV */
  double max_step;                                                        /* ms, of CVODE */
  double max_dt;      /* ms, of the ensemble integrator; INFINITY: any */
  double *gate_start; /* [n_gates] gates at the start; NaN: at steady state; NULL: all of them */
  /* the periaxonal space (models/cells/sheath.h); NULL: no compartment has myelin */
  struct {
    double *axial;    /* [n_compartments] uS along the space to the parent; 0: none */
    double *charging; /* [n_compartments] mV/ms per nA into the space; 0: V_p is 0 */
    double *leak;     /* [n_compartments] 1/ms through the myelin */
  } sheath;
} rx_cell_numbers;

/* Makes the structure of a cell with these receptors (in this order the slots). *type is freed with rx_cell_type_free.
 * RX_E_INPUT: no section, no compartment, a circle of sections, a channel twice or without the calcium, sodium or potassium it
 * reads, a pool outside without depth, a receptor
 * on no section or with tau_rise >= tau_decay. */
rx_status rx_cell_type_make(const rx_cell *cell, int n_receptors, const rx_receptor receptors[], rx_cell_type **type,
                            rx_error *err);
void rx_cell_type_free(rx_cell_type *type);

/* True if two cells may share blocks: same tree, same channels on the same compartments, same slots. */
bool rx_cell_type_equal(const rx_cell_type *a, const rx_cell_type *b);

/* Makes the numbers of a cell of that structure; channels' prepare() is called here. Axial conductance by
 * dorsal-horn page 1.1. Free with rx_cell_numbers_free. RX_E_INPUT: a parameter of a channel or a reversal potential that is
 * needed and not given, no axial resistance between two compartments, a leak that cannot balance, and receptors as above. */
rx_status rx_cell_numbers_make(const rx_cell *cell, int n_receptors, const rx_receptor receptors[],
                               const rx_cell_type *type, rx_cell_numbers **numbers, rx_error *err);
void rx_cell_numbers_free(rx_cell_numbers *numbers);

/* Compartment at position x (0…1) of a section: the middle of n compartments is number floor(n/2), as in NEURON. A section that
 * stands along a myelinated fibre many times counts as one of all its compartments: "node", 0.25 of 41 nodes is node 10. */
int rx_cell_type_compartment(const rx_cell_type *type, int section, double x);

#endif
