/* Cells of configs/cells as the tables of the nociceptor ask for them: with other conductances, variants, drugs, geometry. */
#ifndef RX_TESTS_VERIFICATION_SUBJECT_H
#define RX_TESTS_VERIFICATION_SUBJECT_H

#include "../reference.h"
#include "solver/simulation.h"

enum { RX_MOST_SETTINGS = 48, RX_MOST_SETS = 8 };

/* A number of the cell: path below it, "soma/channels/nav17/gbar". */
typedef struct rx_setting {
  const char *path;
  double value;
} rx_setting;

/* A cell and what is other than in its config. Zero-initialise, set `cell`. */
typedef struct rx_subject {
  const char *cell;
  bool has_human_nav18; /* nav18_human in the place of nav18 */
  bool has_v_init;      /* another one than the config's */
  double v_init;        /* mV */
  const char *drug;     /* of configs/drugs; NULL: none */
  double free_uM;
  int n_settings;
  rx_setting settings[RX_MOST_SETTINGS];
  int n_sets;
  const char *sets[RX_MOST_SETS]; /* as --set, for what is no number in force: "cell/axon/compartments=1" */
} rx_subject;

/* Adds a number; a later one of the same path counts. False, with a problem at the place, where there are too many. */
bool rx_subject_set(rx_subject *subject, const char *path, double value, rx_place place);

/* The cell of a field with the model's name, XP0 or XP7. False, with a problem. */
bool rx_subject_take_model(rx_subject *subject, rx_place place);

/* The drug of a table's name: "none" gives none. False, with a problem. */
bool rx_subject_take_drug(rx_subject *subject, const char *name, double free_uM, rx_place place);

/* The network of the one cell; NULL, with problems at the place (a number, cell or drug that is not there). Free with
 * rx_network_free. */
rx_network *rx_subject_network(rx_verify *verify, const rx_subject *subject, rx_place place);

/* A number of the config of a cell; NaN, with a problem. */
double rx_subject_number(const char *cell, const char *path, rx_place place);

/* Compartment at position x of a section of the network's cell; -1, with a problem. */
int rx_subject_compartment(const rx_network *network, const char *cell, const char *section, double x, rx_place place);

/* What `changes` says of the stimulus' end and not of the cell. */
typedef struct rx_ending_changes {
  double threshold_factor; /* fF: on the force threshold */
  double theta_50;         /* th50, degC; NaN: the class's */
  double defunctionalised; /* fd */
} rx_ending_changes;

/* Applies the field's `name=value`s, separated by blanks; text in round brackets is a remark. Conductances end in mS (per cm2)
 * where in_mS, else they are S/cm2. ending NULL: such changes are problems. False, with problems at the field. */
bool rx_subject_change(rx_verify *verify, rx_subject *subject, bool in_mS, rx_ending_changes *ending, rx_place place);

/* Rests found so far; begin with NULL. */
typedef struct rx_known_rest {
  const char *cell;
  double V_mV;
  struct rx_known_rest *next;
} rx_known_rest;

/* Rest of a cell with the numbers of its config (page 3.4): V after 120 s without pumps from the steady state of -60 mV. NaN,
 * with a problem. `cell` must outlive *known. */
double rx_default_rest_mV(rx_verify *verify, rx_known_rest **known, const char *cell, rx_place place);

#endif
