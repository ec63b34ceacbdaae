#include "study/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether the file that was opened is still the one of that name: its holder before removed it at its end. */
static bool is_still_there(const rx_lock *lock)
{
  struct stat opened, named;
  return fstat(lock->descriptor, &opened) == 0 && stat(lock->path, &named) == 0 && opened.st_dev == named.st_dev &&
         opened.st_ino == named.st_ino;
}

rx_status rx_lock_take(rx_lock *lock, const char *place, rx_error *err)
{
  const char *slash = strrchr(place, '/'), *name = slash != NULL ? slash + 1 : place;
  *lock = (rx_lock){ .descriptor = -1 };
  const int n = snprintf(lock->path, sizeof lock->path, "%.*s.%s.lock", (int)(name - place), place, name);
  if (n < 0 || (size_t)n >= sizeof lock->path) return rx_fail(err, RX_E_INPUT, "the name %.60s… is too long", place);
  for (;;) {
    lock->descriptor = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock->descriptor < 0)
      return rx_fail(err, errno == ENOSPC || errno == EDQUOT ? RX_E_IO : RX_E_INPUT, "%s: can't be written to: %s",
                     place, strerror(errno));
    const bool is_locked = flock(lock->descriptor, LOCK_EX | LOCK_NB) == 0;
    const int cause = errno;
    if (is_locked && is_still_there(lock)) {
      lock->is_held = true;
      return RX_OK;
    }
    close(lock->descriptor);
    if (!is_locked && cause == EWOULDBLOCK)
      return rx_fail(err, RX_E_INPUT, "%s: another rexed is writing there now; wait for it, or choose another place",
                     place);
    if (!is_locked && cause != EINTR) { /* no locks here: as if there were none to take */
      unlink(lock->path);
      return RX_OK;
    }
  }
}

void rx_lock_release(rx_lock *lock)
{
  if (!lock->is_held) return;
  unlink(lock->path); /* while it is held: who opened it meanwhile sees that it is gone */
  close(lock->descriptor);
  lock->is_held = false;
}
