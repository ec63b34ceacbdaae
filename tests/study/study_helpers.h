/* What the tests of studies share: a folder of their own, files in it, studies and sweeps from text. */
#ifndef RX_TESTS_STUDY_HELPERS_H
#define RX_TESTS_STUDY_HELPERS_H

#include <criterion/criterion.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/study/study.h"
#include "study/sweep/sweep.h"

static char folder[64];
static rx_arena *arena;

static inline void make_folder(void)
{
  strcpy(folder, "/tmp/rexed_study_XXXXXX");
  cr_assert_not_null(mkdtemp(folder));
  arena = rx_arena_create();
  cr_assert_not_null(arena);
}

static inline int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *at)
{
  (void)info;
  (void)kind;
  (void)at;
  return remove(path);
}

static inline void remove_folder(void)
{
  nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  rx_arena_free(arena);
}

static inline const char *in_folder(const char *name)
{
  return rx_arena_format(arena, "%s/%s", folder, name);
}

static inline const char *write_file(const char *name, const char *text)
{
  const char *path = in_folder(name);
  FILE *f = fopen(path, "w");
  cr_assert_not_null(f);
  cr_assert(fputs(text, f) >= 0);
  cr_assert_eq(fclose(f), 0);
  return path;
}

static inline rx_study *read_study(const char *text)
{
  rx_problems *problems = rx_problems_create();
  rx_study *study = NULL;
  rx_error err = { 0 };
  const rx_status status = rx_study_read(write_file("study.yaml", text), 0, NULL, problems, &study, &err);
  char *said = rx_problems_text(problems);
  cr_assert_eq(status, RX_OK, "%s: %s", err.text, said);
  free(said);
  rx_problems_free(problems);
  return study;
}

/* The sweep of a study from text, run and read again; memory is the arena's. */
static inline rx_sweep run_sweep(const char *text, const char *name)
{
  rx_study *study = read_study(text);
  rx_sweep_options options = { .path = in_folder(name), .n_shards = 1, .threads = 2, .command_line = "test" };
  rx_sweep_result result;
  rx_sweep sweep;
  rx_error err = { 0 };
  cr_assert_eq(rx_sweep_run(study, &options, &result, &err), RX_OK, "%s", err.text);
  cr_assert(result.is_complete);
  cr_assert_eq(rx_sweep_read(options.path, arena, &sweep, &err), RX_OK, "%s", err.text);
  rx_study_free(study);
  return sweep;
}

#endif
