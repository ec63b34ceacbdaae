/* Asserts an outcome of a run: its mean over the repetitions under a condition and a stimulus lies within two bounds.
 *   expect_outcome RESULTS.h5 OUTCOME CONDITION STIMULUS LOW HIGH
 * LOW and HIGH may be nan: then the outcome does not exist there. STIMULUS is - for an outcome of conditions alone. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/hdf5/hdf5_file.h"

static size_t index_of(size_t n, char **names, const char *name)
{
  for (size_t i = 0; i < n; i++)
    if (strcmp(names[i], name) == 0) return i;
  fprintf(stderr, "no %s\n", name);
  exit(2);
}

int main(int argc, char **argv)
{
  if (argc != 7) return 2;
  rx_error err = { 0 };
  rx_h5_reader *reader = NULL;
  rx_arena *arena = rx_arena_create();
  char path[RX_H5_PATH], **conditions = NULL, **stimuli = NULL;
  size_t n_conditions = 0, n_stimuli = 0, n = 0;
  double *values = NULL, sum = 0;
  const double low = strtod(argv[5], NULL), high = strtod(argv[6], NULL);
  if (arena == NULL || rx_h5_open(argv[1], &reader, &err) != RX_OK ||
      rx_h5_read_texts(reader, "/outcomes/condition", arena, &n_conditions, &conditions, &err) != RX_OK ||
      rx_h5_read_texts(reader, "/outcomes/stimulus", arena, &n_stimuli, &stimuli, &err) != RX_OK ||
      rx_h5_read_f64(reader, rx_h5_join(path, "/outcomes", argv[2]), arena, &n, &values, &err) != RX_OK) {
    fprintf(stderr, "%s\n", err.text);
    return 2;
  }
  const bool has_stimulus = strcmp(argv[4], "-") != 0;
  if (!has_stimulus) n_stimuli = 1;
  /* (condition, stimulus, repetition), the last fastest */
  const size_t n_repetitions = n / (n_conditions * n_stimuli);
  const size_t first = (index_of(n_conditions, conditions, argv[3]) * n_stimuli +
                        (has_stimulus ? index_of(n_stimuli, stimuli, argv[4]) : 0)) *
                       n_repetitions;
  if (n_repetitions == 0 || n % (n_conditions * n_stimuli) != 0) {
    fprintf(stderr, "%s has not one number for each condition and stimulus\n", argv[2]);
    return 2;
  }
  for (size_t r = 0; r < n_repetitions; r++) sum += values[first + r];
  const double mean = sum / (double)n_repetitions;
  rx_h5_close(reader);
  rx_arena_free(arena);
  printf("%s of %s under %s: %.6g, expected %g to %g\n", argv[2], argv[3], argv[4], mean, low, high);
  if (isnan(low) && isnan(high)) return isnan(mean) ? 0 : 1;
  return mean >= low && mean <= high ? 0 : 1;
}
