/* Reference spike times: files with one row per spike, and how times are compared. */
#ifndef RX_TESTS_VERIFICATION_SPIKES_H
#define RX_TESTS_VERIFICATION_SPIKES_H

#include "../reference.h"

/* The spikes of one case. */
typedef struct rx_reference_spikes {
  const char *key; /* its fields, joined by '|' */
  size_t first_row;
  bool is_used;
  RX_ARRAY(double) times_ms; /* in the order of their numbers; NaN: the number is not there */
} rx_reference_spikes;

typedef struct rx_spike_file {
  bool is_there;
  rx_table table;
  int key_column; /* for messages */
  RX_ARRAY(rx_reference_spikes) cases;
} rx_spike_file;

/* Reads a file with the columns named as keys, "spike" (from 1 on; 0: the case has no spikes) and "t_ms". False, with problems; true
 * also where it is not there. Free with rx_spike_file_free, also on failure. */
bool rx_spike_file_read(rx_verify *verify, const char *name, int n_keys, const char *const keys[], rx_spike_file *file);
void rx_spike_file_free(rx_spike_file *file);

/* The spikes of a case, marked as used; NULL where the file has none. */
rx_reference_spikes *rx_spike_file_case(rx_spike_file *file, const char *key);
/* A problem for each case that nothing asked for: `where` is the table that should have it. */
void rx_spike_file_check_used(const rx_spike_file *file, const char *where);

/* Adds the spike that is furthest, in units of its tolerance absolute_ms + relative*t. Of the reference's spikes the last n_may_lack
 * may be missing among the n computed, as counts may differ; others that are missing do not hold. Spikes beyond the reference's are not
 * judged here. */
void rx_judge_spikes(rx_verify *verify, const char *kind, const char *item, const rx_reference_spikes *reference,
                     size_t n, const double times_ms[], size_t n_may_lack, double absolute_ms, double relative);

#endif
