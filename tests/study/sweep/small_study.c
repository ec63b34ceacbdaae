#include "tests/study/sweep/small_study.h"

static char study_folder[TEST_PATH];

const char *const STUDY_CELL =
    "experiment: cell\n"
    "cell: EX_TONIC\n"
    "conditions:\n"
    "  control: {reference: true}\n"
    "  less_k: {modifiers: {circuit/populations/EX_TONIC/dend/channels/k_traub/gbar: {scale: 0.5}}}\n"
    "stimuli:\n"
    "  weak: {kind: current_clamp, amplitude: 150 pA, onset: 2 ms, duration: 20 ms, run_time: 24 ms}\n"
    "  strong: {kind: current_clamp, amplitude: 400 pA, onset: 2 ms, duration: 20 ms, run_time: 24 ms}\n"
    "solver: {method: ensemble}\n"
    "bin: 2 ms\n";

static const char *const STUDY_CIRCUIT =
    "experiment: circuit\n"
    "circuit: {extends: ddh, pathways: {ddh_C_to_EX: {probability: 0.5}, ddh_Abeta_to_WDR: {probability: 0.7}}}\n"
    "seed: 5\n"
    "conditions:\n"
    "  healthy: {reference: true}\n"
    "  weak: {modifiers: {circuit/pathways/ddh_Abeta_to_WDR/weights/AMPA: {scale: 0.5}}}\n"
    "stimuli:\n"
    "  brush: {kind: brush, onset: 2 ms, duration: 30 ms}\n"
    "  pinch: {kind: pinch, onset: 2 ms, duration: 30 ms}\n"
    "bin: 5 ms\n";

static const char *const STUDY_RATE =
    "experiment: rate\n"
    "rate_model: rate_dorsal_horn\n"
    "conditions: {control: {reference: true}, none: {modifiers: {rate_model/gIP: {scale: 0}}}}\n"
    "stimuli:\n"
    "  pulse: {kind: afferent_rates, onset: 20 ms, pulses: 1, rate_abeta: 40 Hz, rate_c: 22 Hz, run_time: 200 ms}\n";

const char *study_path(const char *name)
{
  static char path[2 * TEST_PATH];
  snprintf(path, sizeof path, "%s/%s", study_folder, name);
  return path;
}

void study_put(const char *name, const char *text)
{
  put_bytes(study_path(name), text, strlen(text));
}

void study_set_up(void)
{
  const char *parent = getenv("TMPDIR");
  snprintf(study_folder, sizeof study_folder, "%.400s/rexed-sweep-XXXXXX", parent != NULL ? parent : "/tmp");
  cr_assert_not_null(mkdtemp(study_folder));
  study_put("cell.yaml", STUDY_CELL);
  study_put("circuit.yaml", STUDY_CIRCUIT);
  study_put("rate.yaml", STUDY_RATE);
}

void study_tear_down(void)
{
  char command[2 * TEST_PATH];
  snprintf(command, sizeof command, "rm -r '%s'", study_folder);
  cr_assert_eq(system(command), 0);
}

small_study small_study_make(const char *text)
{
  small_study s = { .arena = rx_arena_create() };
  rx_error err = { 0 };
  rx_problems *problems = rx_problems_create();
  study_put("study.yaml", text);
  const rx_status status = rx_study_read(study_path("study.yaml"), 0, NULL, problems, &s.study, &err);
  char *said = rx_problems_text(problems);
  cr_assert_eq(status, RX_OK, "%s %s", said, err.text);
  free(said);
  rx_problems_free(problems);
  assert_ok(rx_plan_make(s.study, NULL, NULL, s.arena, &s.plan, &err), err);
  return s;
}

void small_study_free(small_study *s)
{
  rx_study_free(s->study);
  rx_arena_free(s->arena);
}
