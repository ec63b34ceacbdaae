#include "io/results/hash.h"

#include <stdio.h>
#include <string.h>
#include <xxhash.h>

static void to_text(XXH128_hash_t value, char hash[RX_HASH_TEXT])
{
  XXH128_canonical_t canonical; /* big-endian on every machine */
  XXH128_canonicalFromHash(&canonical, value);
  for (size_t i = 0; i < sizeof canonical.digest; i++) snprintf(hash + 2 * i, 3, "%02x", canonical.digest[i]);
}

void rx_text_hash(const char *text, char hash[RX_HASH_TEXT])
{
  to_text(XXH3_128bits(text, strlen(text)), hash);
}

rx_hash *rx_hash_create(void)
{
  XXH3_state_t *state = XXH3_createState();
  if (state != NULL) XXH3_128bits_reset(state);
  return (rx_hash *)state;
}

void rx_hash_add(rx_hash *h, const void *bytes, size_t n)
{
  if (n > 0) XXH3_128bits_update((XXH3_state_t *)h, bytes, n);
}

void rx_hash_text(const rx_hash *h, char hash[RX_HASH_TEXT])
{
  to_text(XXH3_128bits_digest((const XXH3_state_t *)h), hash);
}

void rx_hash_free(rx_hash *h)
{
  XXH3_freeState((XXH3_state_t *)h);
}
