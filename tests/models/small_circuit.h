/* A circuit of four populations for tests; change its parts before use. */
#ifndef RX_TESTS_MODELS_SMALL_CIRCUIT_H
#define RX_TESTS_MODELS_SMALL_CIRCUIT_H

#include "models/circuit/circuit.h"
#include "tests/models/small_cell.h"

/* Ab: fibres. PV: inhibitory, EX: excitatory, both of one cell structure. NK1: with one compartment more. */
enum { AB, PV, EX, NK1, N_POPULATIONS };
enum { AB_PV, PV_EX, PV_NK1, EX_NK1, AB_NK1_SPROUTED, N_PATHWAYS };

typedef struct small_circuit {
  rx_circuit circuit;
  rx_population populations[N_POPULATIONS];
  small_cell cells[N_POPULATIONS];
  rx_receptor receptors[N_POPULATIONS][4];
  rx_pathway pathways[N_PATHWAYS];
  int ends[N_PATHWAYS][2];
  rx_noise noise[1];             /* of NK1, n_noise 0 until set */
  rx_presynaptic presynaptic[1]; /* Abeta <- PV, amount 0 */
  rx_group groups[1];            /* "inhibitory": PV */
  int members[1];
} small_circuit;

void small_circuit_make(small_circuit *c);

#endif
