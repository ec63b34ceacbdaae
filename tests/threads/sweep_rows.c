/* Claim: a sweep gives the same result on 1, 2 and 5 threads, with members alone and in groups.
 *
 * A plain program: the unit-test framework cannot start under the thread sanitizer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/hdf5/hdf5_file.h"
#include "study/sweep/sweep.h"

enum { PATH = 512 };

static const char CELL[] =
    "experiment: cell\ncell: EX_TONIC\nbin: 2 ms\n"
    "stimuli: {step: {kind: current_clamp, amplitude: 0.3, onset: 1, duration: 8, run_time: 10}}\n"
    "solver: {method: ensemble}\n";
static const char GROUPS[] = "sweep: groups\nexperiment: cell.yaml\npart_members: 8\nparameters:\n"
                             "  cell/soma/diameter: {from: 15, to: 25, n: 30}\n";
static const char ALONE[] = "sweep: alone\nexperiment: cell.yaml\npart_members: 8\nset: {solver/method: cvode}\n"
                            "parameters:\n  cell/soma/diameter: {from: 15, to: 25, n: 30}\n"
                            "  stimuli/step/duration: {values: [8, 0]}\n";

static char folder[PATH];

static bool put(const char *name, const char *text)
{
  char path[2 * PATH];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  if (file == NULL) return false;
  const bool is_written = fputs(text, file) >= 0;
  return fclose(file) == 0 && is_written;
}

static rx_status read_hash(const char *path, char hash[40], rx_error *err)
{
  rx_arena *arena = rx_arena_create();
  rx_h5_reader *r = NULL;
  char *text = NULL;
  rx_status status = arena != NULL ? rx_h5_open(path, &r, err) : rx_no_memory(err);
  if (status == RX_OK) status = rx_h5_attr_read_text(r, "/", "content_hash", arena, &text, err);
  if (status == RX_OK) snprintf(hash, 40, "%s", text);
  rx_h5_close(r);
  rx_arena_free(arena);
  return status;
}

static rx_status run(const rx_study *study, const char *name, int threads, char hash[40], rx_error *err)
{
  char path[2 * PATH];
  snprintf(path, sizeof path, "%s/%s.h5", folder, name);
  rx_sweep_result result;
  const rx_sweep_options options = {
    .path = path, .n_shards = 1, .threads = threads, .may_resume = true, .command_line = ""
  };
  RX_TRY(rx_sweep_run(study, &options, &result, err));
  if (result.n_members == 0 || result.n_ok == 0) return rx_fail(err, RX_E_INPUT, "no member ran");
  return read_hash(path, hash, err);
}

static int check(const char *text, rx_error *err)
{
  char path[2 * PATH], first[40] = "", hash[40], name[40];
  static const int THREADS[] = { 1, 2, 5 };
  rx_study *study = NULL;
  int failures = 0;
  snprintf(path, sizeof path, "%s/study.yaml", folder);
  rx_problems *problems = rx_problems_create();
  if (!put("study.yaml", text) || rx_study_read(path, 0, NULL, problems, &study, err) != RX_OK) {
    char *said = rx_problems_text(problems);
    fprintf(stderr, "%s\n", said != NULL ? said : "");
    free(said);
    failures++;
  }
  for (int i = 0; i < 3 && failures == 0; i++) {
    snprintf(name, sizeof name, "%s%d", study->name, THREADS[i]);
    if (run(study, name, THREADS[i], i == 0 ? first : hash, err) != RX_OK) failures++;
    if (i == 0 || failures > 0 || strcmp(first, hash) == 0) continue;
    fprintf(stderr, "%s: the result with %d threads differs\n", study->name, THREADS[i]);
    failures++;
  }
  rx_study_free(study);
  rx_problems_free(problems);
  return failures;
}

int main(void)
{
  rx_error err = { 0 };
  const char *parent = getenv("TMPDIR");
  snprintf(folder, sizeof folder, "%.400s/rexed-rows-XXXXXX", parent != NULL ? parent : "/tmp");
  if (mkdtemp(folder) == NULL || !put("cell.yaml", CELL)) {
    perror(folder);
    return EXIT_FAILURE;
  }
  const int failures = check(GROUPS, &err) + check(ALONE, &err);
  if (err.text[0] != '\0') fprintf(stderr, "%s\n", err.text);
  if (failures == 0) printf("the same result with 1, 2 and 5 threads\n");
  char command[2 * PATH];
  snprintf(command, sizeof command, "rm -r '%s'", folder);
  return system(command) == 0 && failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
