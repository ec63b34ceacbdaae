#include "base/random.h"

#include <Random123/philox.h>
#include <math.h>
#include <string.h>

static void philox_block(const uint64_t key[2], const uint64_t counter[4], uint64_t out[4])
{
  philox4x64_ctr_t c;
  philox4x64_key_t k;
  memcpy(c.v, counter, sizeof c.v);
  memcpy(k.v, key, sizeof k.v);
  const philox4x64_ctr_t r = philox4x64(c, k);
  memcpy(out, r.v, sizeof r.v);
}

static double to_unit(uint64_t bits)
{
  return (double)(bits >> 11) * 0x1p-53;
}

rx_stream rx_stream_make(uint64_t seed, uint64_t member, uint64_t population, uint64_t cell, uint64_t use)
{
  return (rx_stream){ .key = { seed, member }, .counter = { population, cell, use, 0 }, .n_left = 0 };
}

uint64_t rx_random_u64(rx_stream *stream)
{
  if (stream->n_left == 0) {
    philox_block(stream->key, stream->counter, stream->buffer);
    stream->counter[3]++;
    stream->n_left = 4;
  }
  return stream->buffer[4 - stream->n_left--];
}

double rx_uniform(rx_stream *stream)
{
  return to_unit(rx_random_u64(stream));
}

uint64_t rx_random_below(rx_stream *stream, uint64_t n)
{
  /* the 2^64 mod n lowest draws are thrown away: what is left is a whole multiple of n */
  const uint64_t lowest = (0 - n) % n;
  uint64_t bits;
  do bits = rx_random_u64(stream);
  while (bits < lowest);
  return bits % n;
}

double rx_exponential(rx_stream *stream)
{
  return -log1p(-rx_uniform(stream));
}

double rx_normal(rx_stream *stream)
{
  /* Box and Muller 1958; the second value is not kept, so that a stream's state is only its counter */
  const double radius = sqrt(2.0 * rx_exponential(stream));
  return radius * cos(6.283185307179586 * rx_uniform(stream));
}

void rx_normal_pair(rx_stream *stream, double pair[2])
{
  const double radius = sqrt(2.0 * rx_exponential(stream));
  const double angle = 6.283185307179586 * rx_uniform(stream);
  pair[0] = radius * cos(angle);
  pair[1] = radius * sin(angle);
}

double rx_uniform_at(uint64_t seed, uint64_t member, uint64_t a, uint64_t b, uint64_t use, uint64_t step)
{
  const uint64_t key[2] = { seed, member }, counter[4] = { a, b, use, step };
  uint64_t out[4];
  philox_block(key, counter, out);
  return to_unit(out[0]);
}

uint64_t rx_name_key(const char *name)
{
  uint64_t hash = 0xcbf29ce484222325u;
  for (; *name; name++) hash = (hash ^ (unsigned char)*name) * 0x100000001b3u;
  return hash;
}
