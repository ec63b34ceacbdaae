/* P7, P7s: a pool of 20 graded motoneurons (configs/circuits/hTA.yaml; P7s: hTA_1.yaml, one dendrite instead of four) through the
 * ramp contraction of 22 s of the motoneurons' page (6.3): on every dendrite an excitatory conductance from 0 at 1 s up to 10 units
 * (1e-5 S/cm2) at 11 s and back at 21 s, and a constant inhibitory one.
 *
 * The sweep has 512 members: 8 strengths of the persistent inward current x 4 amounts of added inhibition x 2 places of it (all
 * dendrites or the soma) x 8 seeds of synaptic noise, of which the first means none. Members of one group of 8 differ in the seed. */
#ifndef RX_BENCH_MOTOR_POOL_H
#define RX_BENCH_MOTOR_POOL_H

#include "base/status.h"
#include "models/circuit/network.h"
#include "solver/simulation.h"

enum {
  RX_BENCH_POOL_UNITS = 20,
  RX_BENCH_POOL_MEMBERS = 512,
  RX_BENCH_POOL_TOGETHER = 8, /* members of a group, which run side by side */
  RX_BENCH_POOL_GROUPS = RX_BENCH_POOL_MEMBERS / RX_BENCH_POOL_TOGETHER
};

typedef struct rx_bench_pool_member {
  double s_pic;     /* factor on the dendrites' persistent calcium conductance */
  double m_i, m_is; /* inhibition of each dendrite, of the soma; in units of 1e-5 S/cm2 */
  int seed;         /* of the noise; 0: none */
} rx_bench_pool_member;

/* Member i of the sweep, 0 <= i < RX_BENCH_POOL_MEMBERS; group g has the members from 8 g on. */
rx_bench_pool_member rx_bench_pool_member_at(int i);
/* The control of the page, without noise, by which accuracy is judged: s_pic 1, m_i 1.5. */
rx_bench_pool_member rx_bench_pool_control(void);

/* A member made ready: its network, its waveforms and its clamps. */
typedef struct rx_bench_pool {
  int n_dendrites;
  rx_bench_pool_member member;
  rx_network *network;
  size_t n_waveforms;
  rx_waveform
      *waveforms; /* without noise: excitation, inhibition, on the soma; with: of [unit][dendrite] both, on the soma */
  rx_clamp *clamps;
  rx_drive drive;
} rx_bench_pool;

/* n_dendrites: 4 or 1. RX_E_INPUT with what is wrong in the circuit's config. Free with rx_bench_pool_free. */
rx_status rx_bench_pool_create(int n_dendrites, const rx_bench_pool_member *member, double duration_ms,
                               rx_bench_pool **pool, rx_error *err);
void rx_bench_pool_free(rx_bench_pool *pool); /* NULL is fine */

/* The files that the peer reads: pool.csv and noise.bin (bench/neuron/motor_pool.py says what they hold). RX_E_IO. */
rx_status rx_bench_pool_write(const rx_bench_pool *pool, const char *folder, rx_error *err);

#endif
