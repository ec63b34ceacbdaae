/* Files that nobody sees half of: written beside their name, brought to the disk, renamed.
 *
 * A temporary is `.<name>.<host>.<pid>.tmp` beside the file. What a process leaves that was killed is found by that name. */
#ifndef RX_BASE_WHOLE_FILE_H
#define RX_BASE_WHOLE_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Name of this process's temporary for a file; free() it. NULL when memory is out. */
char *rx_temporary_name(const char *path);

/* Removes temporaries of rexed (of .h5, .html and .csv files) in a folder whose writer is gone: this host's whose process no longer exists,
 * and any older than a day. Never fails; returns how many it removed. */
size_t rx_remove_stale_temporaries(const char *folder);
/* The same in the folder that a file is in. */
size_t rx_remove_stale_beside(const char *path);

/* Writes n bytes; false, with errno, where not all could be. */
bool rx_write_all(int descriptor, const char *bytes, size_t n);

/* Brings the names in the folder of a path to the disk: after it a rename to the path outlasts a crash. True also where the file system
 * can't do so for folders (its rename has to do) and where the folder may not be read; false, with errno, on other failures. */
bool rx_sync_folder_of(const char *path);

#endif
