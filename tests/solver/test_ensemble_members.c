/* Members that share the lanes of blocks: each has the bits it has alone, and fails alone. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/log.h"
#include "solver/ensemble/lane_layout.h"
#include "solver/kernels/kernels.h"
#include "tests/solver/lone_cell.h"

enum { MOST = 17, N_EVENTS = 3, N_PROBES = 3 };
#define T_STOP_MS 60.0

/* Members of one layout that differ in all else. */
typedef struct sweep {
  int n;
  rx_network *networks[MOST];
  rx_waveform waveforms[MOST];
  rx_clamp clamps[MOST];
  rx_direct_event events[MOST][N_EVENTS];
  rx_drive drives[MOST];
  rx_probe probes[MOST][N_PROBES];
  rx_recording alone[MOST];
  rx_ensemble_member outcome[MOST]; /* alone */
} sweep;

static rx_solver_options options_to(double t_stop_ms)
{
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = t_stop_ms;
  return options;
}

/* Asks for the same as member i of the sweep; the recording is new. */
static rx_ensemble_member ask(const sweep *s, int i, rx_recording *recording)
{
  *recording = (rx_recording){ .n_probes = N_PROBES, .probes = s->probes[i], .interval_ms = 0.25 * (1 + i % 3) };
  return (rx_ensemble_member){ .network = s->networks[i], .drive = &s->drives[i], .recording = recording };
}

/* Runs each member alone, through the front door. */
static void run_alone(sweep *s)
{
  const rx_solver_options options = options_to(T_STOP_MS);
  for (int i = 0; i < s->n; i++) {
    s->outcome[i] = ask(s, i, &s->alone[i]);
    s->outcome[i].status =
        rx_simulate_ensemble(s->networks[i], &s->drives[i], &options, &s->alone[i], &s->outcome[i].err);
  }
}

/* n members of n_cells cells each (a ring), not run yet. */
static void make(sweep *s, int n, int n_cells)
{
  *s = (sweep){ .n = n };
  for (int i = 0; i < n; i++) {
    lone_cell cell;
    lone_pn_nk1(&cell, i % 5 == 3 && n_cells == 1); /* now and then another structure */
    lone_receptor(&cell, "AMPA", 0.1 + 0.01 * i, 5 + 0.3 * i, 0);
    lone_receptor(&cell, "NMDA", 2, 80 + i, 0);
    cell.cell.v_init = -65 + 0.11 * i;
    cell.cell.threshold = -20 - 0.7 * i;
    for (int k = 0; k < cell.sections[2].n_channels; k++) cell.uses[2][k].params[0] *= 1 + 0.013 * i;
    cell.sections[1].length *= 1 - 0.01 * i;
    s->networks[i] = lone_network(&cell, n_cells, n_cells > 1 ? 1.7 + 0.03 * (i % 2) : 0, 23.7 + 0.31 * i);
    cr_assert_eq(rx_waveform_step(&s->waveforms[i], 2 + 0.37 * i, 50 - i, 0.06 + 0.0023 * i, NULL), RX_OK);
    s->clamps[i] = (rx_clamp){ .cell = i % n_cells, .waveform = &s->waveforms[i] };
    for (int k = 0; k < N_EVENTS; k++)
      s->events[i][k] = (rx_direct_event){ 7.13 * (k + 1) + 0.091 * i, k % n_cells, k % 2, 5.3 + 0.1 * i };
    s->drives[i] = (rx_drive){ .n_clamps = 1, .clamps = &s->clamps[i], .n_events = N_EVENTS, .events = s->events[i] };
    s->probes[i][0] = (rx_probe){ .cell = i % n_cells };
    s->probes[i][1] = (rx_probe){ .cell = 0, .kind = RX_PROBE_CONDUCTANCE, .item = 1 };
    s->probes[i][2] = (rx_probe){ .cell = n_cells - 1, .compartment = 1, .kind = RX_PROBE_CALCIUM };
  }
}

static void discard(sweep *s)
{
  for (int i = 0; i < s->n; i++) {
    rx_recording_free(&s->alone[i]);
    rx_waveform_free(&s->waveforms[i]);
    rx_network_free(s->networks[i]);
  }
}

static bool same_bits(const void *a, const void *b, size_t bytes)
{
  return bytes == 0 || memcmp(a, b, bytes) == 0;
}

static void expect_same(const sweep *s, int i, const rx_ensemble_member *got, const char *where)
{
  const rx_ensemble_member *alone = &s->outcome[i];
  const rx_recording *a = &s->alone[i], *b = got->recording;
  cr_expect_eq(got->status, alone->status, "%s: member %d: %s", where, i, got->err.text);
  cr_expect_str_eq(got->err.text, alone->err.text, "%s: member %d", where, i);
  cr_expect_eq(b->spikes.n, a->spikes.n, "%s: member %d: %zu spikes, not %zu", where, i, b->spikes.n, a->spikes.n);
  for (size_t k = 0; k < a->spikes.n && k < b->spikes.n; k++)
    cr_expect(same_bits(&a->spikes.items[k].t_ms, &b->spikes.items[k].t_ms, sizeof(double)) &&
                  a->spikes.items[k].cell == b->spikes.items[k].cell,
              "%s: member %d: spike %zu", where, i, k);
  cr_expect_eq(b->n_frames, a->n_frames);
  if (a->frames != NULL && b->frames != NULL)
    cr_expect(same_bits(a->frames, b->frames, a->n_frames * a->n_probes * sizeof(float)), "%s: member %d: frames",
              where, i);
  if (a->v_end != NULL && b->v_end != NULL)
    cr_expect(same_bits(a->v_end, b->v_end, (size_t)s->networks[i]->n_cells * sizeof(double)), "%s: member %d: v_end",
              where, i);
  cr_expect(same_bits(&a->stats, &b->stats, sizeof a->stats), "%s: member %d: stats", where, i);
  cr_expect(same_bits(&a->failed_at_ms, &b->failed_at_ms, sizeof(double)), "%s: member %d: failed at %g ms, not %g",
            where, i, b->failed_at_ms, a->failed_at_ms);
}

/* Runs members which[0 … n-1] of the sweep together and compares each with itself alone. */
static void compare(const sweep *s, int n, const int which[], int threads, const char *where)
{
  rx_recording recordings[MOST];
  rx_ensemble_member members[MOST];
  rx_solver_options options = options_to(T_STOP_MS);
  options.threads = threads;
  for (int k = 0; k < n; k++) members[k] = ask(s, which[k], &recordings[k]);
  rx_simulate_ensemble_members(n, members, &options);
  for (int k = 0; k < n; k++) {
    expect_same(s, which[k], &members[k], where);
    rx_recording_free(&recordings[k]);
  }
}

static void compare_all_orders(const sweep *s)
{
  static const int SIZES[] = { 1, 2, 8, 9, 17 };
  int forwards[MOST], backwards[MOST];
  for (int i = 0; i < s->n; i++) {
    forwards[i] = i;
    backwards[i] = s->n - 1 - i;
  }
  for (size_t k = 0; k < sizeof SIZES / sizeof *SIZES && SIZES[k] <= s->n; k++) {
    compare(s, SIZES[k], forwards, 1, "forwards");
    compare(s, SIZES[k], backwards, 3, "backwards, 3 threads");
  }
}

Test(ensemble_members, of_one_cell_have_the_bits_they_have_alone)
{
  sweep s;
  make(&s, MOST, 1);
  run_alone(&s);
  size_t n_spikes = 0;
  for (int i = 0; i < MOST; i++) {
    cr_assert_eq(s.outcome[i].status, RX_OK, "%s", s.outcome[i].err.text);
    cr_assert(isnan(s.alone[i].failed_at_ms));
    n_spikes += s.alone[i].spikes.n;
  }
  cr_assert(n_spikes > 2 * MOST);
  compare_all_orders(&s);
  discard(&s);
}

Test(ensemble_members, of_three_connected_cells_have_the_bits_they_have_alone)
{
  sweep s;
  make(&s, MOST, 3); /* delays of 1.7 and 1.73 ms: windows of 68 and 69 steps */
  run_alone(&s);
  cr_assert(s.alone[0].spikes.n > 3 && s.alone[1].spikes.n > 3);
  compare_all_orders(&s);
  discard(&s);
}

Test(ensemble_members, have_the_same_bits_in_every_lane)
{
  sweep s;
  make(&s, 8, 1);
  run_alone(&s);
  for (int shift = 0; shift < 8; shift++) {
    int which[8];
    for (int k = 0; k < 8; k++) which[(k + shift) % 8] = k;
    compare(&s, 8, which, 1, "shifted");
  }
  discard(&s);
}

Test(ensemble_members, have_the_same_bits_at_every_level_of_the_instruction_set)
{
  const int which[] = { 8, 1, 4, 0, 7, 2, 3, 6, 5 };
  for (int isa = 0; isa < RX_N_ISA; isa++) {
    if (!rx_isa_choose((rx_isa)isa)) continue;
    for (int n_cells = 1; n_cells <= 3; n_cells += 2) {
      sweep s;
      make(&s, 9, n_cells);
      run_alone(&s);
      compare(&s, 9, which, 1, rx_isa_name((rx_isa)isa));
      discard(&s);
    }
  }
}

Test(ensemble_members, fail_alone_in_whichever_lane)
{
  sweep s;
  make(&s, 9, 1);
  rx_waveform explodes = { 0 };
  cr_assert_eq(rx_waveform_step(&explodes, 9.3, 9.9, NAN, NULL), RX_OK);
  s.clamps[2].waveform = &explodes;
  s.events[4][1].cell = 1; /* there is no such cell */
  s.probes[5][0].compartment = 99;
  run_alone(&s);
  cr_assert_eq(s.outcome[2].status, RX_E_NOT_FINITE);
  cr_expect(strncmp(s.outcome[2].err.text, "PN[0]: before ", 14) == 0, "%s", s.outcome[2].err.text);
  cr_expect_float_eq(s.alone[2].failed_at_ms, 5.0, 1e-9); /* the window from 5 to 10 ms */
  cr_expect_eq(s.alone[2].n_frames, 7);                   /* 0, 0.75 … 4.5 ms */
  for (size_t k = 0; k < 7 * N_PROBES; k++) cr_expect(isfinite(s.alone[2].frames[k]));
  cr_assert_eq(s.outcome[4].status, RX_E_INPUT);
  cr_expect(isnan(s.alone[4].failed_at_ms));
  cr_assert_eq(s.outcome[5].status, RX_E_INPUT);
  for (int shift = 0; shift < 9; shift++) {
    int which[9];
    for (int k = 0; k < 9; k++) which[(k + shift) % 9] = k;
    compare(&s, 9, which, 1, "with failing neighbours");
  }
  const int all_fail[] = { 2, 4, 5, 2 };
  compare(&s, 4, all_fail, 1, "all fail");
  rx_waveform_free(&explodes);
  discard(&s);
}

Test(ensemble_members, whose_parameters_are_not_finite_leave_the_others_unharmed)
{
  sweep s;
  make(&s, 8, 1);
  /* a leak of NaN: the leak is summed once at the start, for all lanes */
  rx_cell_numbers *numbers = s.networks[1]->numbers[0];
  const rx_insertion *in = s.networks[1]->types[0]->insertions;
  for (; strcmp(in->channel->name, "leak") != 0; in++) continue;
  numbers->coef[in->first_coef] = NAN;
  s.networks[6]->numbers[0]->charging[0] = INFINITY;
  run_alone(&s);
  cr_assert_eq(s.outcome[1].status, RX_E_NOT_FINITE);
  cr_assert_eq(s.outcome[6].status, RX_E_NOT_FINITE);
  const int which[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
  compare(&s, 8, which, 1, "parameters");
  discard(&s);
}

Test(ensemble_members, may_be_under_voltage_clamp_or_not)
{
  sweep s;
  make(&s, 9, 1);
  rx_waveform holds[9] = { 0 };
  for (int i = 0; i < 9; i += i < 6 ? 1 : 2) { /* members 6 and 8 on; 7 keeps its current */
    cr_assert_eq(rx_waveform_add(&holds[i], 0, -70 - i, NULL), RX_OK);
    const double jump_ms = i < 4 ? 11.31 : 13.17 + i;
    cr_assert_eq(rx_waveform_add(&holds[i], jump_ms, -70 - i, NULL), RX_OK);
    cr_assert_eq(rx_waveform_add(&holds[i], jump_ms, -20 + i, NULL), RX_OK);
    s.clamps[i] = (rx_clamp){ .kind = RX_CLAMP_VOLTAGE, .waveform = &holds[i] };
    s.probes[i][1] = (rx_probe){ .kind = RX_PROBE_CLAMP };
  }
  run_alone(&s);
  for (int shift = 0; shift < 9; shift++) {
    int which[9];
    for (int k = 0; k < 9; k++) which[(k + shift) % 9] = k;
    compare(&s, 9, which, 1, "under voltage clamp");
  }
  for (int i = 0; i < 9; i++) rx_waveform_free(&holds[i]);
  discard(&s);
}

Test(ensemble_members, of_several_cells_under_voltage_clamp_damp_nobody_else)
{
  sweep s;
  make(&s, 4, 3);
  rx_waveform hold = { 0 };
  cr_assert_eq(rx_waveform_add(&hold, 0, -70, NULL), RX_OK);
  cr_assert_eq(rx_waveform_add(&hold, 20.3, -70, NULL), RX_OK);
  cr_assert_eq(rx_waveform_add(&hold, 20.3, -30, NULL), RX_OK);
  s.clamps[2] = (rx_clamp){ .cell = 1, .kind = RX_CLAMP_VOLTAGE, .waveform = &hold };
  run_alone(&s);
  const int which[] = { 0, 1, 2, 3 }, other[] = { 2, 0, 3, 1 };
  compare(&s, 4, which, 1, "one is clamped");
  compare(&s, 4, other, 1, "one is clamped");
  rx_waveform_free(&hold);
  discard(&s);
}

Test(ensemble_members, may_be_a_long_cable_and_a_small_cell)
{
  sweep s;
  make(&s, 4, 1);
  for (int i = 0; i < 4; i += 2) {
    lone_cell cable;
    lone_passive(&cable, RX_LONG_CABLE + 7);
    lone_receptor(&cable, "AMPA", 0.1, 5, 0);
    lone_receptor(&cable, "NMDA", 2, 80, 0);
    cable.sections[0].length = 2000 + 300 * i;
    rx_network_free(s.networks[i]);
    s.networks[i] = lone_network(&cable, 1 + i / 2, 0, 0); /* two of them have eight lanes */
    s.probes[i][2].kind = RX_PROBE_V;
  }
  run_alone(&s);
  const int which[] = { 0, 1, 2, 3, 0, 2 };
  compare(&s, 6, which, 1, "cables");
  discard(&s);
}

static int blocks_of(const sweep *s, int n)
{
  rx_lane_layout layout;
  const rx_network *networks[MOST];
  const rx_drive *drives[MOST];
  for (int i = 0; i < n; i++) {
    networks[i] = s->networks[i];
    drives[i] = &s->drives[i];
  }
  cr_assert_eq(rx_lane_layout_make(n, networks, drives, &layout, NULL), RX_OK);
  const int n_blocks = layout.n_blocks;
  rx_lane_layout_free(&layout);
  return n_blocks;
}

Test(ensemble_members, fill_the_lanes_of_their_blocks)
{
  sweep s;
  make(&s, MOST, 3);
  cr_expect_eq(blocks_of(&s, 1), 1);
  cr_expect_eq(blocks_of(&s, 8), 3);
  cr_expect_eq(blocks_of(&s, MOST), 7); /* 51 cells */
  discard(&s);
  make(&s, MOST, 1);
  cr_expect_eq(blocks_of(&s, 3), 1);
  cr_expect_eq(blocks_of(&s, 9), 2); /* members 3 and 8 are of another structure */
  /* lone cells share under voltage clamps with the same breakpoints */
  rx_waveform holds[3] = { 0 };
  for (int i = 0; i < 3; i++) {
    cr_assert_eq(rx_waveform_step(&holds[i], 5, 9, -40 - i, NULL), RX_OK);
    s.clamps[i] = (rx_clamp){ .kind = RX_CLAMP_VOLTAGE, .waveform = &holds[i] };
  }
  cr_expect_eq(blocks_of(&s, 3), 1);
  holds[1].t_ms[0] = 5.5;
  cr_expect_eq(blocks_of(&s, 3), 2);
  cr_assert_eq(rx_waveform_add(&holds[2], 20, -50, NULL), RX_OK);
  cr_expect_eq(blocks_of(&s, 3), 3);
  s.drives[1].n_clamps = 0;
  cr_expect_eq(blocks_of(&s, 3), 3);
  s.drives[2].n_clamps = 0;
  cr_expect_eq(blocks_of(&s, 3), 2);
  for (int i = 0; i < 3; i++) rx_waveform_free(&holds[i]);
  discard(&s);
}

static bool gains(const lone_cell *cell, int n)
{
  rx_network *network = lone_network(cell, n, 0, 0);
  const bool it_does = rx_members_share_lanes(network);
  rx_network_free(network);
  return it_does;
}

Test(ensemble_members, gain_where_a_quarter_of_the_lanes_or_more_would_be_empty)
{
  lone_cell cell;
  lone_passive(&cell, 3);
  cr_expect(gains(&cell, 1));
  cr_expect(gains(&cell, 5));
  cr_expect_not(gains(&cell, 6));
  cr_expect_not(gains(&cell, 8));
  cr_expect(gains(&cell, 9));
  cr_expect_not(gains(&cell, 13));
  cr_expect_not(gains(&cell, 213));
  lone_passive(&cell, RX_LONG_CABLE);
  cr_expect_not(gains(&cell, 1));
  cr_expect(gains(&cell, 2));
}

Test(ensemble_members, are_none_or_refused_one_by_one)
{
  sweep s;
  make(&s, 2, 1);
  rx_solver_options options = options_to(T_STOP_MS);
  rx_simulate_ensemble_members(0, NULL, &options);
  rx_recording recordings[2];
  rx_ensemble_member members[] = { ask(&s, 0, &recordings[0]), ask(&s, 1, &recordings[1]) };
  recordings[1].interval_ms = 0.04;
  rx_simulate_ensemble_members(2, members, &options);
  cr_expect_eq(members[0].status, RX_OK);
  cr_expect_eq(members[1].status, RX_E_INPUT);
  cr_expect_str_eq(members[1].err.text, "recording interval of 0.04 ms: must be a multiple of the step, 0.025 ms");
  cr_expect(isnan(recordings[1].failed_at_ms));
  for (int i = 0; i < 2; i++) rx_recording_free(&recordings[i]);
  discard(&s);
}

Test(ensemble_members, are_ended_together_by_the_deadline_and_by_the_stop_flag)
{
  sweep s;
  make(&s, 3, 1);
  rx_recording recordings[3];
  rx_ensemble_member members[3];
  rx_solver_options options = options_to(1e9);
  for (int i = 0; i < 3; i++) {
    members[i] = ask(&s, i, &recordings[i]);
    recordings[i].n_probes = 0;
  }
  s.events[1][0].cell = 7;
  options.deadline_s = rx_wall_seconds() + 0.05;
  rx_simulate_ensemble_members(3, members, &options);
  cr_expect(rx_wall_seconds() >= options.deadline_s);
  cr_expect_eq(members[0].status, RX_E_TIME);
  cr_expect_eq(members[1].status, RX_E_INPUT);
  cr_expect_eq(members[2].status, RX_E_TIME);
  cr_expect(strncmp(members[2].err.text, "time budget used up at ", 23) == 0, "%s", members[2].err.text);
  cr_expect(recordings[0].failed_at_ms > 0 && recordings[0].failed_at_ms < 1e9);
  cr_expect_eq(recordings[2].failed_at_ms, recordings[0].failed_at_ms);
  cr_expect(isnan(recordings[1].failed_at_ms));
  for (int i = 0; i < 3; i++) rx_recording_free(&recordings[i]);

  volatile sig_atomic_t stop = 1;
  options.stop = &stop;
  members[0] = ask(&s, 0, &recordings[0]);
  recordings[0].n_probes = 0;
  rx_simulate_ensemble_members(1, members, &options);
  cr_expect_eq(members[0].status, RX_E_INTERRUPTED);
  cr_expect_eq(recordings[0].failed_at_ms, 0.0);
  rx_recording_free(&recordings[0]);
  discard(&s);
}

Test(ensemble_members, in_time_do_not_mind_a_deadline)
{
  sweep s;
  make(&s, 1, 1);
  rx_solver_options options = options_to(T_STOP_MS);
  options.deadline_s = rx_wall_seconds() + 1000;
  rx_recording recording;
  rx_ensemble_member member = ask(&s, 0, &recording);
  rx_simulate_ensemble_members(1, &member, &options);
  cr_expect_eq(member.status, RX_OK);
  cr_expect(isnan(recording.failed_at_ms));
  rx_recording_free(&recording);
  discard(&s);
}
