#include "bench/driver/arguments.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/measure/timing.h"
#include "bench/problems.h"

enum {
  KEY_MODES = 256,
  KEY_PEERS,
  KEY_SEED,
  KEY_PAIRS,
  KEY_FIBRES,
  KEY_MEMBERS,
  KEY_CSV,
  KEY_ISA,
  KEY_PRECISION,
  KEY_QUICK,
  KEY_NO_PEER,
  KEY_SCRIPTS,
  KEY_MECHANISMS,
  KEY_WORK,
  KEY_REFERENCE
};

static const struct argp_option OPTIONS[] = {
  { "modes", KEY_MODES, "MODE,…", 0,
    "modes of the peers: dt0.025, dt0.025_second, cvode_local_1e-3, cvode_global_1e-3 (NEURON), dt0.025 (Brian2), "
    "lsoda_1e-6, odeint_1e-6 (SciPy), any step and tolerance; by default those that suit each problem",
    0 },
  { "peers", KEY_PEERS, "NAME,…", 0, "only these: NEURON, Brian2, SciPy", 0 },
  { "seed", KEY_SEED, "N", 0, "seed of P2o's surrogate trains, on which accuracy is measured (20240605)", 0 },
  { "pairs", KEY_PAIRS, "N", 0, "runs of each program, in turn (5); P3, P7: members run by the peer, at least 8", 0 },
  { "csv", KEY_CSV, "FILE", 0, "write the rows to FILE instead of standard output", 0 },
  { "isa", KEY_ISA, "LEVEL", 0,
    "instruction set of rexed: baseline, avx2, avx512 (the widest there is, as the peers are compiled for the machine "
    "too; rexed's own default is avx2)",
    0 },
  { "precision", KEY_PRECISION, "NAME", 0, "of rexed: double (its default), single, both (rows of their own)", 0 },
  { "members", KEY_MEMBERS, "N", 0, "members of P3 (64)", 0 },
  { "fibres", KEY_FIBRES, "N", 0, "fibres of P4e (8)", 0 },
  { "quick", KEY_QUICK, NULL, 0, "50 ms and one pair: proves that it runs, claims nothing; a peer need not be there",
    0 },
  { "no-peer", KEY_NO_PEER, NULL, 0, "rexed alone, at dt 0.025 ms", 0 },
  { "scripts", KEY_SCRIPTS, "DIR", 0, "folder of the peers' scripts (bench)", 0 },
  { "mechanisms", KEY_MECHANISMS, "FILE", 0, "libnrnmech.so as bench/neuron/build.sh makes it", 0 },
  { "work", KEY_WORK, "DIR", 0, "folder for references and the peers' files", 0 },
  { "reference", KEY_REFERENCE, "DIR", 0, "folder with the graph and the trains of P6", 0 },
  { 0 },
};

static long whole_number(struct argp_state *state, const char *name, const char *text, long lower, long upper)
{
  char *end;
  errno = 0;
  const long value = strtol(text, &end, 10);
  if (end == text || *end != '\0' || errno != 0 || value < lower || value > upper)
    argp_error(state, "--%s %s: expected a whole number from %ld to %ld", name, text, lower, upper);
  return value;
}

static void read_modes(struct argp_state *state, char *text, rx_bench_arguments *a)
{
  for (char *mode = strtok(text, ","); mode != NULL; mode = strtok(NULL, ",")) {
    rx_error err = { 0 };
    if (rx_bench_peer_check_mode(mode, &err) != RX_OK) argp_error(state, "%s", err.text);
    if (a->n_modes == RX_BENCH_MAX_MODES) argp_error(state, "--modes: more than %d", (int)RX_BENCH_MAX_MODES);
    a->modes[a->n_modes++] = mode;
  }
}

static void read_peers(struct argp_state *state, char *text, rx_bench_arguments *a)
{
  for (int k = 0; k < RX_BENCH_N_PEERS; k++) a->peers[k] = false;
  for (char *name = strtok(text, ","); name != NULL; name = strtok(NULL, ",")) {
    int k = 0;
    while (k < RX_BENCH_N_PEERS && strcmp(name, rx_bench_peer_name((rx_bench_peer_kind)k)) != 0) k++;
    if (k == RX_BENCH_N_PEERS) argp_error(state, "--peers: there is no \"%s\" (there are NEURON, Brian2, SciPy)", name);
    a->peers[k] = true;
  }
}

static void set_scripts(const char *folder, rx_bench_arguments *a)
{
  static const char *const FOLDERS[RX_BENCH_N_PEERS] = { "neuron", "brian", "scipy" };
  for (int k = 0; k < RX_BENCH_N_PEERS; k++)
    snprintf(a->programs[k], sizeof a->programs[k], "%s/%s/peer.py", folder, FOLDERS[k]);
}

static void choose_isa(struct argp_state *state, const char *name)
{
  for (int isa = 0; isa < RX_N_ISA; isa++) {
    if (strcmp(name, rx_isa_name((rx_isa)isa)) != 0) continue;
    if (!rx_isa_choose((rx_isa)isa)) argp_error(state, "--isa %s: this processor or build does not have it", name);
    return;
  }
  argp_error(state, "--isa %s: expected baseline, avx2 or avx512", name);
}

static void choose_precision(struct argp_state *state, const char *name, rx_bench_arguments *a)
{
  static const char *const NAMES[] = { "double", "single", "both" };
  for (int i = 0; i < 3; i++) {
    if (strcmp(name, NAMES[i]) != 0) continue;
    a->precisions[0] = i != 1;
    a->precisions[1] = i != 0;
    return;
  }
  argp_error(state, "--precision %s: expected double, single or both", name);
}

static error_t parse(int key, char *text, struct argp_state *state)
{
  rx_bench_arguments *a = state->input;
  rx_bench_problem problem;
  switch (key) {
  case KEY_MODES: read_modes(state, text, a); return 0;
  case KEY_SEED: a->seed = (uint64_t)whole_number(state, "seed", text, 0, 999999999999999999); return 0;
  case KEY_PAIRS: a->n_pairs = (int)whole_number(state, "pairs", text, 1, RX_BENCH_MAX_PAIRS); return 0;
  case KEY_FIBRES: a->n_fibres = (int)whole_number(state, "fibres", text, 1, 4096); return 0;
  case KEY_MEMBERS: a->n_members = (int)whole_number(state, "members", text, 8, 100000); return 0;
  case KEY_CSV: a->csv = text; return 0;
  case KEY_ISA: choose_isa(state, text); return 0;
  case KEY_PRECISION: choose_precision(state, text, a); return 0;
  case KEY_QUICK: a->is_quick = true; return 0;
  case KEY_NO_PEER:
    for (int k = 0; k < RX_BENCH_N_PEERS; k++) a->peers[k] = false;
    return 0;
  case KEY_PEERS: read_peers(state, text, a); return 0;
  case KEY_SCRIPTS: set_scripts(text, a); return 0;
  case KEY_MECHANISMS: a->mechanisms = text; return 0;
  case KEY_WORK: a->work = text; return 0;
  case KEY_REFERENCE: a->reference = text; return 0;
  case ARGP_KEY_ARG:
    if (strcmp(text, "kernel") == 0)
      a->has_kernel = true;
    else if (strcmp(text, "motor_pool") == 0)
      a->problems[RX_BENCH_P7] = a->problems[RX_BENCH_P7S] = true;
    else if (rx_bench_problem_find(text, &problem))
      a->problems[problem] = true;
    else
      argp_error(state,
                 "there is no problem \"%s\" (there are P1, P2, P3, P4, P4e, P5, P6, P7, P7s, motor_pool and kernel)",
                 text);
    return 0;
  case ARGP_KEY_NO_ARGS:
    for (int p = 0; p < RX_BENCH_N_PROBLEMS; p++) a->problems[p] = true;
    a->has_kernel = true;
    return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

void rx_bench_arguments_read(int argc, char **argv, rx_bench_arguments *a)
{
  *a = (rx_bench_arguments){ .seed = RX_BENCH_SEED_SURROGATES,
                             .n_pairs = 5,
                             .precisions = { true, false },
                             .n_fibres = 8,
                             .n_members = 64,
                             .work = "build/release/bench",
                             .mechanisms = "build/release/bench/libnrnmech.so",
                             .reference = RX_BENCH_REFERENCE_FOLDER };
  for (int k = 0; k < RX_BENCH_N_PEERS; k++) a->peers[k] = true;
  set_scripts("bench", a);
  rx_isa_choose(rx_isa_widest());
  static const struct argp ARGP = {
    OPTIONS,
    parse,
    "[PROBLEM…] [kernel]",
    "Times rexed beside NEURON, Brian2 and SciPy on the benchmark problems P1, P2, P3, P4, P4e, P5, P6, P7, P7s (all "
    "without an argument; motor_pool: P7 and P7s), at equal step and at equal accuracy; kernel: how near the fixed "
    "step comes to what the processor can "
    "do. "
    "bench/run builds what it needs and starts it; docs/benchmarks.md says what is measured.",
    NULL,
    NULL,
    NULL
  };
  argp_err_exit_status = RX_BENCH_EXIT_BAD_INPUT;
  argp_parse(&ARGP, argc, argv, 0, NULL, a);
  if (a->is_quick) a->n_pairs = 1;
}
