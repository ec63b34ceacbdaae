/* What the tests of output files share: a folder of their own, bytes of a file, h5py. */
#ifndef RX_TESTS_OUTPUT_HELPERS_H
#define RX_TESTS_OUTPUT_HELPERS_H

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/status.h"

enum { TEST_PATH = 512 };

/* Makes a new folder and changes to it, so that tests name their files plainly. */
static inline void in_new_folder(void)
{
  char folder[TEST_PATH];
  const char *parent = getenv("TMPDIR");
  snprintf(folder, sizeof folder, "%.400s/rexed-test-XXXXXX", parent != NULL ? parent : "/tmp");
  cr_assert_not_null(mkdtemp(folder));
  cr_assert_eq(chdir(folder), 0);
}

/* Removes the folder that in_new_folder made. */
static inline void leave_folder(void)
{
  char folder[TEST_PATH];
  if (getcwd(folder, sizeof folder) == NULL || strstr(folder, "rexed-test-") == NULL) return;
  DIR *dir = opendir(".");
  for (const struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;)
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) unlink(entry->d_name);
  if (dir != NULL) closedir(dir);
  if (chdir("/") == 0) rmdir(folder);
}

/* Number of files in the current folder. */
static inline int n_files(void)
{
  int n = 0;
  DIR *dir = opendir(".");
  for (const struct dirent *entry; (entry = readdir(dir)) != NULL;)
    n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
  closedir(dir);
  return n;
}

/* The bytes of a file; free them. */
static inline char *file_bytes(const char *path, size_t *n)
{
  FILE *file = fopen(path, "rb");
  cr_assert_not_null(file, "%s is missing", path);
  fseek(file, 0, SEEK_END);
  *n = (size_t)ftell(file);
  rewind(file);
  char *bytes = malloc(*n + 1);
  cr_assert_eq(fread(bytes, 1, *n, file), *n);
  fclose(file);
  return bytes;
}

static inline void put_bytes(const char *path, const char *bytes, size_t n)
{
  FILE *file = fopen(path, "wb");
  cr_assert_eq(fwrite(bytes, 1, n, file), n);
  fclose(file);
}

static inline bool same_bytes(const char *path_a, const char *path_b)
{
  size_t n_a, n_b;
  char *a = file_bytes(path_a, &n_a), *b = file_bytes(path_b, &n_b);
  const bool same = n_a == n_b && memcmp(a, b, n_a) == 0;
  free(a);
  free(b);
  return same;
}

/* A python3 that has h5py, or NULL. */
static inline const char *python_with_h5py(void)
{
  static const char *const PYTHONS[] = { "/usr/bin/python3", "python3" };
  for (size_t i = 0; i < 2; i++) {
    char command[TEST_PATH];
    snprintf(command, sizeof command, "%s -c 'import h5py' >/dev/null 2>&1", PYTHONS[i]);
    if (system(command) == 0) return PYTHONS[i];
  }
  return NULL;
}

/* Runs a script with h5py as `h` and numpy as `np`; true when it ends without an exception, or where there is no h5py. */
static inline bool h5py_agrees(const char *script)
{
  const char *python = python_with_h5py();
  if (python == NULL) return true;
  /* the sanitizers of this program are not the interpreter's */
  unsetenv("LD_PRELOAD");
  char command[TEST_PATH];
  snprintf(command, sizeof command, "%s -", python);
  FILE *pipe = popen(command, "w");
  fprintf(pipe, "import h5py as h, numpy as np\n%s\n", script);
  return pclose(pipe) == 0;
}

#define assert_ok(call, err) cr_assert_eq((call), RX_OK, "%s", (err).text)
#define assert_says(err, part)                                                                                         \
  cr_assert_not_null(strstr((err).text, (part)), "\"%s\" does not say \"%s\"", (err).text, (part))

#endif
