/* XXH3-128 of texts and bytes: plan_hash and rows_hash of sweep files. It says "the same", it is no security measure.
 * */
#ifndef RX_IO_HASH_H
#define RX_IO_HASH_H

#include <stddef.h>

enum { RX_HASH_TEXT = 33 }; /* 32 lower-case hex digits and the 0 */

/* Hash of a null-terminated text, most significant digit first (as `xxhsum -H2` prints it). */
void rx_text_hash(const char *text, char hash[RX_HASH_TEXT]);

/* The same over bytes that come in pieces: only their sequence counts, not where it was cut. */
typedef struct rx_hash rx_hash;
rx_hash *rx_hash_create(void); /* NULL when memory is out */
void rx_hash_add(rx_hash *h, const void *bytes, size_t n);
void rx_hash_text(const rx_hash *h, char hash[RX_HASH_TEXT]);
void rx_hash_free(rx_hash *h);

#endif
