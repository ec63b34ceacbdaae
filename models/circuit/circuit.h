/* The circuit as a config describes it: populations, pathways, groups. Its numbers are parameters (base/param.h) and may be
 * modified (modifier.h); network.h makes from it what a solver runs. Source: dorsal-horn page 2-5, 7, 8. */
#ifndef RX_MODELS_CIRCUIT_CIRCUIT_H
#define RX_MODELS_CIRCUIT_CIRCUIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "base/param.h"
#include "models/afferents/nerve.h"
#include "models/cells/cell.h"
#include "models/cells/graded.h"
#include "models/motor/motor.h"
#include "models/synapses/plasticity.h"
#include "models/synapses/receptor.h"

enum { RX_MAX_ROW_WEIGHTS = 6 };

typedef enum {
  RX_CLASS_NONE,
  RX_CLASS_ABETA,
  RX_CLASS_ADELTA,
  RX_CLASS_C,
  RX_CLASS_SURROUND,
  RX_N_CLASSES
} rx_afferent_class;
/* "Abeta", "Adelta", "C", "Abeta_surround"; NULL for RX_CLASS_NONE */
const char *rx_afferent_class_name(rx_afferent_class afferent_class);

/* Background noise of a population (dorsal-horn 3.4): one Poisson train per cell, by a receptor of its own. */
typedef struct rx_noise {
  const char *receptor; /* name of a receptor of the population */
  double rate;          /* Hz */
  double weight;        /* nS */
} rx_noise;

typedef struct rx_population {
  const char *name;
  const char *module, *lamina, *identity, *transmitter; /* words for reports; "" where not given */
  int n;
  rx_afferent_class afferent; /* RX_CLASS_NONE: cells; else a population of spike sources, and `cell` is empty */
  rx_cell cell;
  rx_graded *graded; /* NULL: all its cells are equal; else `cell` is the first of them */
  int n_receptors;
  rx_receptor *receptors; /* chloride-dependent reversals included */
  int n_noise;
  rx_noise *noise;
  /* dorsal-horn 7; all neutral at 1 */
  double survival;                        /* share of cells that still have output */
  double release_gaba, release_glycine;   /* factor on the weights of its inhibitory output */
  double receptor_gaba, receptor_glycine; /* factor on the weights of inhibition it receives */
  double *latencies; /* [n] ms from an electrical pulse to the spike at the terminal; NULL: none given */
} rx_population;

/* One row of a table of connections: every `from` to every `to`, each ordered pair with one probability; all receptors of the
 * row share the pairs. */
typedef struct rx_pathway {
  const char *name;
  int n_from, n_to;
  int *from, *to; /* populations */
  double probability;
  double delay; /* ms */
  int n_weights;
  const char *receptor[RX_MAX_ROW_WEIGHTS];
  double weight[RX_MAX_ROW_WEIGHTS]; /* nS, peak */
  double release;                    /* factor on all its weights; neutral 1 */
  bool is_sprouted;                  /* its weights are multiplied by the circuit's sprouting */
  rx_stp stp;
} rx_pathway;

/* Spikes of `from` that add to the terminal conductance of an afferent class. */
typedef struct rx_presynaptic {
  rx_afferent_class afferent;
  int from;      /* population */
  double amount; /* a: each spike adds a/n */
  double tau;    /* ms */
} rx_presynaptic;

/* A name for several populations, or for several pathways: a modifier's path may have it in the place of one. */
typedef struct rx_group {
  const char *name;
  int n;
  int *members; /* populations, or pathways */
} rx_group;

/* A term of the pain signal: weight*rate/reference, rate in [from, to) ms after the onset of the stimulus (dorsal-horn 8). */
typedef struct rx_pain_term {
  int population;
  double weight, reference /* Hz */, from, to /* ms */;
} rx_pain_term;

typedef struct rx_circuit {
  const char *name;
  int n_drugs;
  rx_drug *drugs;     /* around all its cells */
  double temperature; /* degC */
  double sprouting;   /* extent of Abeta sprouting; neutral 0 */
  double
      kcc2_loss; /* 0 … 1, of all its cells; neutral 0: shifts the reversals of GABA, glycine, inhibition of motor pools */
  double presynaptic_delay; /* ms, from a spike to its effect on terminals */
  int n_populations;
  rx_population *populations;
  int n_pathways;
  rx_pathway *pathways;
  int n_presynaptic;
  rx_presynaptic *presynaptic;
  int n_groups;
  rx_group *groups; /* of populations */
  int n_pathway_groups;
  rx_group *pathway_groups;
  int n_pain_terms;
  rx_pain_term *pain_terms;
  rx_nerve nerve; /* its fibres are populations of the circuit */
  rx_motor motor; /* its pools are populations of the circuit; n = 0: none */
} rx_circuit;

extern const rx_param RX_CIRCUIT_PARAMS[];    /* temperature, sprouting, kcc2_loss, presynaptic_delay */
extern const rx_param RX_POPULATION_PARAMS[]; /* n, survival, release_*, receptor_* */
extern const rx_param RX_PATHWAY_PARAMS[];    /* probability, delay, release */
extern const rx_param RX_STP_PARAMS[];        /* of rx_stp */
extern const rx_param RX_WEIGHT_PARAM;        /* of one weight, nS */
extern const rx_param RX_NOISE_PARAMS[];
extern const rx_param RX_PRESYNAPTIC_PARAMS[];
extern const rx_param RX_PAIN_TERM_PARAMS[];

int rx_circuit_population(const rx_circuit *circuit, const char *name);        /* -1: unknown */
int rx_circuit_pathway(const rx_circuit *circuit, const char *name);           /* -1: unknown */
const rx_group *rx_circuit_group(const rx_circuit *circuit, const char *name); /* of populations; NULL: unknown */

#endif
