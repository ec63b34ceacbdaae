/* Discharge times of motor units from a file: CSV, or SONATA spikes as rexed and others write them.
 *
 * CSV: a column `unit` (whole number) and one of `time_s`, `time_ms`; a row a discharge. The rows of a unit ascend in time; units come
 * one after the other or mixed. SONATA (name ends in .h5): the nodes of one population. Every problem has its place. */
#ifndef RX_IO_MOTOR_TRAINS_H
#define RX_IO_MOTOR_TRAINS_H

#include "analysis/motor/unit_train.h"
#include "base/array.h"
#include "io/config/problems.h"

#define RX_TRAINS_FASTEST_HZ         500.0 /* [D] no motor unit is faster: the times are in another unit, or not of one unit */
#define RX_TRAINS_SLOWEST_INTERVAL_S 5.0 /* [D] a median interval above: likewise */

typedef struct rx_trains {
  const char *file;
  const char *population; /* of SONATA; "" for CSV */
  size_t n;
  rx_unit_train *trains; /* [n] by unit */
  size_t n_spikes;
} rx_trains;

/* population: which one of a SONATA file; NULL: its only one. Memory of the arena. RX_E_INPUT with problems where the file can't be
 * read, lacks a column, has no row, or a value that can't be: unit no whole number, time negative or not finite, times of a unit that
 * do not ascend or are there twice, rates above 500 Hz, a median interval above 5 s. RX_E_IO, RX_E_MEMORY with the error. */
rx_status rx_trains_read(const char *path, const char *population, rx_arena *arena, rx_problems *problems,
                         rx_trains *trains, rx_error *err);

#endif
