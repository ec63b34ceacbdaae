/* Random streams: counter-based (Random123 Philox4x64-10), keyed, so that any draw can be made again alone.
 *
 * Key = (seed, member); counter = (population, cell, stream, step). A stream depends on nothing but these numbers: never on
 * threads, shards, or the order in which members run. Source of the generator: Salmon et al. 2011, SC'11. */
#ifndef RX_BASE_RANDOM_H
#define RX_BASE_RANDOM_H

#include <stdint.h>

/* Use of a stream: one name for each purpose, so that two purposes never share numbers. */
enum {
  RX_STREAM_GRAPH = 1,        /* pairs of a pathway */
  RX_STREAM_AFFERENT = 2,     /* Poisson trains of a fibre */
  RX_STREAM_NOISE = 3,        /* background noise; + receptor index << 8 */
  RX_STREAM_DESIGN = 4,       /* points of a design */
  RX_STREAM_RESAMPLE = 5,     /* bootstrap */
  RX_STREAM_DATUM = 6,        /* error of a measurement */
  RX_STREAM_FIBRE = 7,        /* how a fibre differs from its class */
  RX_STREAM_FIBRE_NOISE = 8,  /* current noise of a fibre */
  RX_STREAM_ECTOPIC = 9,      /* ectopic spikes of a fibre */
  RX_STREAM_MOTOR_NOISE = 10, /* conductance noise of a motoneuron; + dendrite << 8, + target << 32 */
  RX_STREAM_DIRECT = 11,      /* which motor units nerve stimulation excites directly */
  RX_STREAM_AMPLIFIER = 12,   /* spikes of a fibre that a contracting muscle brings; + pool << 8 */
  RX_STREAM_TEST = 99
};

typedef struct rx_stream {
  uint64_t key[2], counter[4];
  uint64_t buffer[4];
  int n_left;
} rx_stream;

rx_stream rx_stream_make(uint64_t seed, uint64_t member, uint64_t population, uint64_t cell, uint64_t use);
uint64_t rx_random_u64(rx_stream *stream);
double rx_uniform(rx_stream *stream);                    /* [0, 1), 53 bits */
uint64_t rx_random_below(rx_stream *stream, uint64_t n); /* 0 … n-1, equally probable to the bit; n > 0 */
double rx_exponential(rx_stream *stream);                /* mean 1 */
double rx_normal(rx_stream *stream);                     /* mean 0, sd 1 */
/* Two independent normal numbers at half the cost of two calls: for long courses of noise. The first is what rx_normal would give. */
void rx_normal_pair(rx_stream *stream, double pair[2]);

/* One uniform number in [0, 1) straight from key and counter, without a stream. */
double rx_uniform_at(uint64_t seed, uint64_t member, uint64_t a, uint64_t b, uint64_t use, uint64_t step);

/* 64-bit key of a name (population, pathway): FNV-1a, so that it does not depend on the order of a file. */
uint64_t rx_name_key(const char *name);

#endif
