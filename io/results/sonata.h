/* SONATA files: spikes and frame reports, readable by h5py, BMTK and libsonata; and reading of spike files.
 *
 * Format: SONATA developer guide (AllenInstitute/sonata), sections "Spike file" and "Frame oriented, node element
 * recordings", with the answers to where its readers disagree (see rx_sonata_write_report). Population names: letters,
 * digits and "_". Errors: RX_E_INPUT for what the format cannot hold, RX_E_IO, RX_E_MEMORY. */
#ifndef RX_IO_SONATA_H
#define RX_IO_SONATA_H

#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/status.h"

/* The spikes of one population; it may have none. */
typedef struct rx_sonata_spikes {
  const char *population;
  size_t n;
  const double *times_ms;   /* [n] >= 0, from the start of the simulation */
  const uint64_t *node_ids; /* [n] 0-based index of the cell in its population */
} rx_sonata_spikes;

/* Writes a spike file. Spikes may come in any order; in the file they are by time, equal times by node id. */
rx_status rx_sonata_write_spikes(const char *path, size_t n_populations, const rx_sonata_spikes populations[],
                                 rx_error *err);

/* Reads all populations of a spike file, whoever wrote it, sorted as above; times in ms (files in s are converted).
 * RX_E_INPUT where it is no spike file, times are negative or not finite, or a population's columns differ in length.
 * Memory is the arena's. */
rx_status rx_sonata_read_spikes(const char *path, rx_arena *arena, size_t *n_populations,
                                rx_sonata_spikes **populations, rx_error *err);

/* What a frame report holds of one population. Values of node i are columns index_pointers[i] … index_pointers[i+1]-1.
 * */
typedef struct rx_sonata_frames {
  const char *population;
  size_t n_nodes, n_values;
  const uint64_t *node_ids;       /* [n_nodes] ascending */
  const uint64_t *index_pointers; /* [n_nodes + 1], from 0 to n_values */
  const uint32_t *element_ids;    /* [n_values] section: 0 soma, then the cell's order; equal ids adjacent */
  const float *element_pos;       /* [n_values] place in the section, 0 … 1; 0.5 where it has one compartment */
  const float *data;              /* [n_frames][n_values] */
} rx_sonata_frames;

typedef struct rx_sonata_report {
  const char *variable;    /* "v", "i_NaP", "cai" */
  const char *units;       /* "mV" */
  double tstart_ms, dt_ms; /* frame k is at tstart + k dt; prefer a dt exact in binary: 0.125, 0.25, 0.5, 1 */
  size_t n_frames;
  size_t n_populations;
  const rx_sonata_frames *populations;
} rx_sonata_report;

/* Writes a frame report. index_pointers has n_nodes + 1 entries (libsonata asks for the last one) and a hard link
 * index_pointer (BMTK and pysonata read that name); tstop is rx_sonata_tstop (BMTK truncates). */
rx_status rx_sonata_write_report(const char *path, const rx_sonata_report *report, rx_error *err);

/* tstart + n_frames dt, raised by the few last bits it takes that (int)((tstop - tstart) / dt) is n_frames: so BMTK
 * counts the frames. ms. */
double rx_sonata_tstop(double tstart_ms, double dt_ms, size_t n_frames);

#endif
