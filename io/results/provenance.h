/* Provenance: what a result was made with. `rx_provenance` holds what determines the numbers, its `run` what does not;
 * two files that differ only in `run` are the same result. */
#ifndef RX_IO_PROVENANCE_H
#define RX_IO_PROVENANCE_H

#include <stdint.h>

#include "base/array.h"
#include "base/status.h"
#include "io/hdf5/hdf5_table.h"

/* Raised when equations or built-in numbers change so that the same experiment gives other results. */
#define RX_MODEL_VERSION "1.0"

/* What does not determine the numbers. NULL, NaN: not known, not written. */
typedef struct rx_provenance_run {
  const char *date_start, *date_end; /* 2026-01-31T12:34:56Z */
  const char *host, *os, *cpu;
  uint32_t omp_threads;
  const char *command_line;
  const char *slurm_job_id; /* NULL outside of a batch job */
  uint32_t restarts;        /* how often the batch system began the job again */
  double wall_s, peak_rss_MiB;
  double clock_s; /* monotonic clock at the start; not written */
} rx_provenance_run;

typedef struct rx_provenance {
  const char *version, *git_commit, *model_version;
  uint64_t seed;
  const char *plan_hash;
  const char *compiler, *cflags, *build_type, *fp_contract;
  const char *simd;       /* kernels in use, e.g. "avx2x4" */
  const char *integrator; /* "ensemble", "cvode" */
  const char *sundials_version, *gsl_version, *hdf5_version, *libc_version;
  rx_provenance_run run;
} rx_provenance;

/* Fills what the program and the machine know by themselves and starts the clock; leaves seed, plan_hash, simd,
 * integrator, run.omp_threads and run.command_line (0, NULL) to the caller. Texts are the arena's. RX_E_MEMORY. */
rx_status rx_provenance_begin(rx_provenance *p, rx_arena *arena, rx_error *err);

/* Fills date_end, wall_s and peak_rss_MiB. RX_E_MEMORY. */
rx_status rx_provenance_end(rx_provenance *p, rx_arena *arena, rx_error *err);

/* The command line as a shell would take it again (words with other than plain characters in single quotes); NULL when
 * memory is out. */
const char *rx_command_line(int argc, char *const argv[], rx_arena *arena);

/* Writes /provenance and /provenance/run. The status sticks to the writer. */
rx_status rx_provenance_write(rx_h5_writer *writer, const rx_provenance *p);
rx_status rx_provenance_read(rx_h5_reader *reader, rx_arena *arena, rx_provenance *p, rx_error *err);

/* "VERSION COMMIT" put behind those that are known (NULL: none), unless it is there: the text of `accepted_versions`. NULL when memory
 * is out. */
const char *rx_versions_add(const char *known, const char *version, const char *git_commit, rx_arena *arena);

/* Several lines for `rexed --version`: version, commit, compiler, libraries. NULL when memory is out. */
const char *rx_version_text(rx_arena *arena);

/* The version alone, "0.1.0"; and the commit, "unknown" in a source archive. */
const char *rx_version(void);
const char *rx_git_commit(void);

#endif
