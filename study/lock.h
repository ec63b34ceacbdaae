/* A lock on a place that one process at a time writes to. It ends with the process, however that ends. */
#ifndef RX_STUDY_LOCK_H
#define RX_STUDY_LOCK_H

#include <stdbool.h>

#include "base/status.h"

typedef struct rx_lock {
  bool is_held;
  int descriptor;
  char path[8192]; /* of the lock's file: .<name>.lock beside the place */
} rx_lock;

/* Takes the lock of a place, whose folder must be there. RX_E_INPUT where another holds it. On a file system that has no locks, none is
 * taken, and RX_OK. */
rx_status rx_lock_take(rx_lock *lock, const char *place, rx_error *err);
/* Gives it back and removes its file; nothing happens where it is not held. */
void rx_lock_release(rx_lock *lock);

#endif
