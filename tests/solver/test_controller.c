/* A controller in both solvers: what it may do, that it is heard one window after a spike, and that members keep their bits. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "solver/ensemble/ensemble.h"
#include "tests/solver/lone_cell.h"

enum { N_CELLS = 3, LEADER = 0, FOLLOWER = 1, MOST = 9 };
#define T_STOP_MS 120.0

/* What a controller of these tests does: at each spike of the leader it pushes the follower. */
typedef struct pusher {
  double nA, ms;
  double bad_at_ms, bad_t_ms, bad_value; /* bad_at > 0: puts this point then */
  double fail_at_ms;                     /* > 0: says no then */
  size_t n_seen, n_turns;
  double last_turn_ms;
  bool is_orderly; /* spikes came sorted, before the turn, and none was taken back */
  rx_waveform push;
} pusher;

typedef struct loop {
  rx_network *network;
  rx_waveform constant;
  pusher pusher;
  const rx_waveform *open[1];
  rx_clamp clamps[2];
  rx_controller controller;
  rx_drive drive;
  rx_recording recording;
  rx_probe probe;
} loop;

static rx_status push(void *context, double t_ms, size_t n_spikes, const rx_spike spikes[], rx_error *err)
{
  pusher *p = context;
  bool does_push = false;
  p->is_orderly &= n_spikes >= p->n_seen && (n_spikes == 0 || spikes[n_spikes - 1].t_ms < t_ms);
  for (size_t i = p->n_seen; i < n_spikes; i++) {
    p->is_orderly &= i == 0 || spikes[i - 1].t_ms <= spikes[i].t_ms;
    p->is_orderly &= spikes[i].t_ms >= p->last_turn_ms;
    does_push |= spikes[i].cell == LEADER;
  }
  p->n_seen = n_spikes;
  p->last_turn_ms = t_ms;
  p->n_turns++;
  if (p->fail_at_ms > 0 && t_ms >= p->fail_at_ms) return rx_fail(err, RX_E_INPUT, "no more at %g ms", t_ms);
  if (p->bad_at_ms > 0 && t_ms >= p->bad_at_ms) return rx_waveform_add(&p->push, p->bad_t_ms, p->bad_value, err);
  if (!does_push || p->nA == 0.0) return RX_OK;
  if (p->push.n > 0 && p->push.t_ms[p->push.n - 1] > t_ms) return RX_OK; /* still pushing */
  return rx_waveform_step(&p->push, t_ms, t_ms + p->ms, p->nA, err);
}

/* delay_ms > 0: a ring. The leader fires on a constant current. */
static void make(loop *l, int variant, double delay_ms)
{
  lone_cell cell;
  *l = (loop){ 0 };
  lone_pn_nk1(&cell, false);
  lone_receptor(&cell, "AMPA", 0.1, 5, 0);
  cell.cell.v_init = -65 + 0.11 * variant;
  l->network = lone_network(&cell, N_CELLS, delay_ms, 0.01);
  cr_assert_eq(rx_waveform_step(&l->constant, 2, 1e3, 0.05 + 0.004 * variant, NULL), RX_OK);
  l->pusher = (pusher){ .nA = 0.12, .ms = 6.5, .is_orderly = true };
  l->clamps[0] = (rx_clamp){ .cell = LEADER, .waveform = &l->constant };
  l->clamps[1] = (rx_clamp){ .cell = FOLLOWER, .waveform = &l->pusher.push };
  l->open[0] = &l->pusher.push;
  l->controller =
      (rx_controller){ .window_ms = 1, .read = push, .context = &l->pusher, .n_waveforms = 1, .waveforms = l->open };
  l->drive = (rx_drive){ .n_clamps = 2, .clamps = l->clamps, .controller = &l->controller };
  l->probe = (rx_probe){ .cell = FOLLOWER };
}

static void discard(loop *l)
{
  rx_network_free(l->network);
  rx_waveform_free(&l->constant);
  rx_waveform_free(&l->pusher.push);
  rx_recording_free(&l->recording);
}

static rx_status run(loop *l, rx_simulate *simulate, const rx_solver_options *options, rx_error *err)
{
  l->recording = (rx_recording){ .n_probes = 1, .probes = &l->probe, .interval_ms = 0.5 };
  return simulate(l->network, &l->drive, options, &l->recording, err);
}

static rx_solver_options options_of(void)
{
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = T_STOP_MS;
  options.rtol = 1e-8;
  return options;
}

static int n_of(const rx_recording *r, int cell)
{
  int n = 0;
  for (size_t i = 0; i < r->spikes.n; i++) n += r->spikes.items[i].cell == cell;
  return n;
}

static bool same_bits(const rx_recording *a, const rx_recording *b)
{
  if (a->spikes.n != b->spikes.n || a->n_frames != b->n_frames) return false;
  for (size_t i = 0; i < a->spikes.n; i++)
    if (memcmp(&a->spikes.items[i].t_ms, &b->spikes.items[i].t_ms, sizeof(double)) != 0 ||
        a->spikes.items[i].cell != b->spikes.items[i].cell)
      return false;
  return memcmp(a->frames, b->frames, a->n_frames * sizeof *a->frames) == 0 &&
         memcmp(a->v_end, b->v_end, N_CELLS * sizeof(double)) == 0;
}

/* delay: 1 ms, the window, so that CVODE too runs through the same windows */
static void expect_idle_leaves_bits(rx_simulate *simulate)
{
  const rx_solver_options options = options_of();
  loop with, without;
  rx_error err = { 0 };
  make(&with, 0, 1.0);
  make(&without, 0, 1.0);
  with.pusher.nA = 0;
  without.drive.controller = NULL;
  cr_assert_eq(run(&with, simulate, &options, &err), RX_OK, "%s", err.text);
  cr_assert_eq(run(&without, simulate, &options, &err), RX_OK, "%s", err.text);
  cr_expect_gt(with.recording.spikes.n, 1);
  cr_expect_eq(with.pusher.n_turns, 119);
  cr_expect(with.pusher.is_orderly);
  cr_expect(same_bits(&with.recording, &without.recording));
  discard(&with);
  discard(&without);
}

Test(controller, one_that_does_nothing_leaves_all_bits)
{
  expect_idle_leaves_bits(rx_simulate_ensemble);
  expect_idle_leaves_bits(rx_simulate_cvode);
}

Test(controller, one_that_does_nothing_leaves_the_bits_of_the_fixed_step_in_other_windows_too)
{
  static const double delays[] = { 0, 0.6, 3.1 };
  rx_solver_options options = options_of();
  for (size_t i = 0; i < 6; i++) {
    loop with, without;
    rx_error err = { 0 };
    options.single_precision = i >= 3;
    make(&with, 0, delays[i % 3]);
    make(&without, 0, delays[i % 3]);
    with.pusher.nA = 0;
    without.drive.controller = NULL;
    cr_assert_eq(run(&with, rx_simulate_ensemble, &options, &err), RX_OK, "%s", err.text);
    cr_assert_eq(run(&without, rx_simulate_ensemble, &options, &err), RX_OK, "%s", err.text);
    cr_expect_gt(with.recording.spikes.n, 1);
    cr_expect_eq(with.pusher.n_turns, 119);
    cr_expect(same_bits(&with.recording, &without.recording), "delay %g ms", delays[i % 3]);
    discard(&with);
    discard(&without);
  }
}

Test(controller, both_solvers_close_the_loop_alike)
{
  const rx_solver_options options = options_of();
  loop fixed, cvode;
  rx_error err = { 0 };
  make(&fixed, 4, 0); /* no spike of the leader is so near the end of a window that it falls into another */
  make(&cvode, 4, 0);
  cr_assert_eq(run(&fixed, rx_simulate_ensemble, &options, &err), RX_OK, "%s", err.text);
  cr_assert_eq(run(&cvode, rx_simulate_cvode, &options, &err), RX_OK, "%s", err.text);
  cr_expect(fixed.pusher.is_orderly && cvode.pusher.is_orderly);
  cr_expect_geq(n_of(&cvode.recording, LEADER), 3);
  cr_expect_geq(n_of(&cvode.recording, FOLLOWER), 3, "the follower fires by the controller alone");
  cr_expect_eq(n_of(&cvode.recording, 2), 0);
  cr_expect_eq(fixed.recording.spikes.n, cvode.recording.spikes.n);
  for (size_t i = 0; i < cvode.recording.spikes.n && i < fixed.recording.spikes.n; i++) {
    const rx_spike *a = &fixed.recording.spikes.items[i], *b = &cvode.recording.spikes.items[i];
    cr_expect_eq(a->cell, b->cell);
    cr_expect_float_eq(a->t_ms, b->t_ms, 0.05, "spike %zu: %.4f and %.4f ms", i, a->t_ms, b->t_ms);
  }
  cr_expect_eq(fixed.pusher.push.n, cvode.pusher.push.n);
  for (size_t i = 0; i < cvode.pusher.push.n && i < fixed.pusher.push.n; i++)
    cr_expect_float_eq(fixed.pusher.push.t_ms[i], cvode.pusher.push.t_ms[i], 1e-9, "%g %g", fixed.pusher.push.t_ms[i],
                       cvode.pusher.push.t_ms[i]);
  /* heard at the end of the window of the spike, not before */
  const double first = cvode.recording.spikes.items[0].t_ms;
  cr_expect_float_eq(cvode.pusher.push.t_ms[0], ceil(first), 1e-9);
  discard(&fixed);
  discard(&cvode);
}

/* The same pushes given beforehand: what the loop puts in while running acts as if it had always been there. */
static void expect_replay(rx_simulate *simulate, double within_ms)
{
  const rx_solver_options options = options_of();
  loop closed, open;
  rx_error err = { 0 };
  make(&closed, 0, 0);
  make(&open, 0, 0);
  cr_assert_eq(run(&closed, simulate, &options, &err), RX_OK, "%s", err.text);
  for (size_t i = 0; i < closed.pusher.push.n; i++)
    cr_assert_eq(rx_waveform_add(&open.pusher.push, closed.pusher.push.t_ms[i], closed.pusher.push.value[i], NULL),
                 RX_OK);
  open.drive.controller = NULL;
  cr_assert_eq(run(&open, simulate, &options, &err), RX_OK, "%s", err.text);
  cr_assert_eq(open.recording.spikes.n, closed.recording.spikes.n);
  for (size_t i = 0; i < open.recording.spikes.n; i++)
    cr_expect_float_eq(open.recording.spikes.items[i].t_ms, closed.recording.spikes.items[i].t_ms, within_ms);
  discard(&closed);
  discard(&open);
}

Test(controller, the_same_waveform_given_beforehand_gives_the_same_run)
{
  expect_replay(rx_simulate_ensemble, 1e-9);
  expect_replay(rx_simulate_cvode, 1e-4);
}

Test(controller, bits_do_not_depend_on_company_or_threads)
{
  static const int threads[] = { 1, 2, 7 };
  static loop alone[MOST], together[MOST];
  rx_solver_options options = options_of();
  rx_error err = { 0 };
  for (int i = 0; i < MOST; i++) {
    make(&alone[i], i, 0);
    alone[i].controller.window_ms = i % 3 == 2 ? 2.5 : 1;
    if (i == 5) alone[i].drive.controller = NULL;
    cr_assert_eq(run(&alone[i], rx_simulate_ensemble, &options, &err), RX_OK, "%s", err.text);
  }
  for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
    rx_ensemble_member members[MOST];
    options.threads = threads[t];
    for (int i = 0; i < MOST; i++) {
      make(&together[i], i, 0);
      together[i].controller.window_ms = alone[i].controller.window_ms;
      if (i == 5) together[i].drive.controller = NULL;
      together[i].recording = (rx_recording){ .n_probes = 1, .probes = &together[i].probe, .interval_ms = 0.5 };
      members[i] = (rx_ensemble_member){ .network = together[i].network,
                                         .drive = &together[i].drive,
                                         .recording = &together[i].recording };
    }
    rx_simulate_ensemble_members(MOST, members, &options);
    for (int i = 0; i < MOST; i++) {
      cr_assert_eq(members[i].status, RX_OK, "%s", members[i].err.text);
      if (i != 5) cr_expect_gt(n_of(&alone[i].recording, FOLLOWER), 0, "member %d", i);
      cr_expect(same_bits(&alone[i].recording, &together[i].recording), "member %d, %d threads", i, threads[t]);
      discard(&together[i]);
    }
  }
  for (int i = 0; i < MOST; i++) discard(&alone[i]);
}

Test(controller, cvode_has_the_same_bits_with_any_threads)
{
  rx_solver_options options = options_of();
  rx_error err = { 0 };
  loop one, many;
  make(&one, 0, 1.3);
  make(&many, 0, 1.3);
  cr_assert_eq(run(&one, rx_simulate_cvode, &options, &err), RX_OK, "%s", err.text);
  options.threads = 7;
  cr_assert_eq(run(&many, rx_simulate_cvode, &options, &err), RX_OK, "%s", err.text);
  cr_expect(same_bits(&one.recording, &many.recording));
  discard(&one);
  discard(&many);
}

static void expect_failure(loop *l, const rx_solver_options *options, const char *text)
{
  rx_simulate *const solvers[] = { rx_simulate_ensemble, rx_simulate_cvode };
  for (int s = 0; s < 2; s++) {
    rx_error err = { 0 };
    if (l->pusher.push.n > 0 && s == 1) l->pusher.push.n = 0;
    l->pusher.n_seen = 0;
    l->pusher.last_turn_ms = 0;
    cr_expect_eq(run(l, solvers[s], options, &err), RX_E_INPUT, "solver %d", s);
    cr_expect_not_null(strstr(err.text, text), "solver %d: \"%s\" has no \"%s\"", s, err.text, text);
    if (s == 0) rx_recording_free(&l->recording);
  }
}

Test(controller, the_past_cannot_be_changed)
{
  const rx_solver_options options = options_of();
  loop l;
  make(&l, 0, 0);
  l.pusher = (pusher){ .bad_at_ms = 20, .bad_t_ms = 19.5, .bad_value = 0.1 };
  expect_failure(&l, &options, "at 20 ms it put a point of waveform 0 into the past, at 19.5 ms");
  discard(&l);
  /* a slope from an old point to a new one is the past too: the second point, at 40 ms, tilts what was flat since 20 */
  make(&l, 0, 0);
  l.pusher = (pusher){ .bad_at_ms = 20, .bad_t_ms = 20, .bad_value = 0.1 };
  rx_solver_options one = options;
  one.t_stop_ms = 20.5;
  rx_error err = { 0 };
  cr_expect_eq(run(&l, rx_simulate_ensemble, &one, &err), RX_OK, "a jump at the turn is no past: %s", err.text);
  rx_recording_free(&l.recording);
  l.pusher.bad_value = 0.2;
  l.pusher.bad_at_ms = l.pusher.bad_t_ms = 40;
  l.pusher.n_seen = 0;
  cr_expect_eq(run(&l, rx_simulate_ensemble, &options, &err), RX_E_INPUT);
  cr_expect_not_null(strstr(err.text, "at 40 ms it gave waveform 0, which was 0.1 since 20 ms, a slope"), "%s",
                     err.text);
  cr_expect_float_eq(l.recording.failed_at_ms, 40, 1e-9);
  for (size_t i = 0; i < l.recording.spikes.n; i++) cr_expect_lt(l.recording.spikes.items[i].t_ms, 40);
  discard(&l);
}

Test(controller, values_that_a_clamp_cannot_take)
{
  const rx_solver_options options = options_of();
  loop l;
  make(&l, 0, 0);
  l.clamps[1].kind = RX_CLAMP_CONDUCTANCE;
  l.pusher = (pusher){ .bad_at_ms = 10, .bad_t_ms = 12, .bad_value = -1e-5 };
  expect_failure(&l, &options, "a conductance of -1e-05 S/cm2 at 12 ms");
  discard(&l);
  make(&l, 0, 0);
  l.pusher = (pusher){ .bad_at_ms = 10, .bad_t_ms = 12, .bad_value = NAN };
  expect_failure(&l, &options, "controller: waveform 0 at 12 ms: nan");
  discard(&l);
  make(&l, 0, 0);
  l.clamps[1].kind = RX_CLAMP_VOLTAGE;
  expect_failure(&l, &options, "controller: its waveform 0 is that of clamp 1, a voltage clamp");
  discard(&l);
}

Test(controller, its_failure_ends_the_run_with_its_text)
{
  const rx_solver_options options = options_of();
  loop l;
  make(&l, 0, 0);
  l.pusher.fail_at_ms = 30;
  expect_failure(&l, &options, "no more at 30 ms");
  cr_expect_float_eq(l.recording.failed_at_ms, 30, 1e-9);
  discard(&l);
}

Test(controller, its_failure_leaves_the_other_members_unharmed)
{
  const rx_solver_options options = options_of();
  loop l[2], alone;
  rx_ensemble_member members[2];
  rx_error err = { 0 };
  make(&alone, 1, 0);
  cr_assert_eq(run(&alone, rx_simulate_ensemble, &options, &err), RX_OK);
  for (int i = 0; i < 2; i++) {
    make(&l[i], i, 0);
    l[i].recording = (rx_recording){ .n_probes = 1, .probes = &l[i].probe, .interval_ms = 0.5 };
    members[i] = (rx_ensemble_member){ .network = l[i].network, .drive = &l[i].drive, .recording = &l[i].recording };
  }
  l[0].pusher.fail_at_ms = 30;
  rx_simulate_ensemble_members(2, members, &options);
  cr_expect_eq(members[0].status, RX_E_INPUT);
  cr_expect_str_eq(members[0].err.text, "no more at 30 ms");
  cr_expect_eq(members[1].status, RX_OK, "%s", members[1].err.text);
  cr_expect(same_bits(&l[1].recording, &alone.recording));
  discard(&l[0]);
  discard(&l[1]);
  discard(&alone);
}

Test(controller, windows_that_do_not_fit)
{
  rx_solver_options options = options_of();
  loop l;
  rx_error err = { 0 };
  make(&l, 0, 0);
  l.controller.window_ms = 0;
  expect_failure(&l, &options, "controller: a window of 0 ms: must be above 0");
  rx_recording_free(&l.recording);
  l.controller.window_ms = 1.01;
  cr_expect_eq(run(&l, rx_simulate_ensemble, &options, &err), RX_E_INPUT);
  cr_expect_not_null(strstr(err.text, "controller: a window of 1.01 ms: must be a multiple of the step, 0.025 ms"),
                     "%s", err.text);
  rx_recording_free(&l.recording);
  l.controller.window_ms = 0.15;
  options.coarse_steps = 4;
  cr_expect_eq(run(&l, rx_simulate_ensemble, &options, &err), RX_E_INPUT);
  cr_expect_not_null(strstr(err.text, "must be a multiple of the coarse step, 0.1 ms"), "%s", err.text);
  rx_recording_free(&l.recording);
  l.controller.window_ms = 0.2;
  cr_expect_eq(run(&l, rx_simulate_ensemble, &options, &err), RX_OK, "%s", err.text);
  cr_expect_eq(l.pusher.n_turns, 599);
  discard(&l);
}
