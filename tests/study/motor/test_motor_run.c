/* Motor pools as they run: factors on channels, noise, spikes that feed back, the network of a pic_clamp, and members in lanes. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study/case.h"
#include "study/motor/motor_run.h"
#include "tests/study/experiment_of_text.h"

/* An experiment of one condition with the network of its circuit. */
typedef struct one {
  rx_experiment *e;
  rx_graph *graph;
  rx_network *network;
  rx_case c;
  rx_error err;
} one;

/* Five units of hTA with one dendrite; `pool`: more of its motor part; `stimulus`: of the battery. */
static one make(const char *pool, const char *stimulus)
{
  char text[2000];
  snprintf(text, sizeof text,
           "experiment: x\ncircuit: {extends: hTA_1, populations: {MN: {n: 5}}, motor: {MN: {%s}}}\n"
           "stimuli: {s: %s}\n",
           pool, stimulus);
  one o = { 0 };
  experiment_of_text(text, &o.e, &o.graph, &o.network);
  o.c = (rx_case){ .network = o.network,
                   .n_components = o.e->stimuli[0].n_components,
                   .components = o.e->stimuli[0].components,
                   .seed = 5,
                   .key = 2 };
  rx_case_set_times(&o.c, &o.e->stimuli[0]);
  return o;
}

static void run(one *o, bool is_cvode)
{
  o->e->solver = is_cvode ? RX_SOLVER_CVODE : RX_SOLVER_ENSEMBLE;
  rx_case_run(&o->c, o->e, 1, NULL);
  cr_assert_eq(o->c.status, RX_OK, "%s", o->c.err.text);
}

static void end(one *o)
{
  rx_case_free(&o->c);
  rx_network_free(o->network);
  rx_graph_free(o->graph);
  rx_experiment_free(o->e);
}

#define RAMP "{kind: drive, onset: 100 ms, duration: 1 s, rise: 200 ms, fall: 200 ms, level: 6, run_time: 1.5 s}"

static size_t spikes_under(const char *pool, const char *stimulus)
{
  one o = make(pool, stimulus);
  run(&o, false);
  const size_t n = o.c.recording.spikes.n;
  end(&o);
  return n;
}

Test(motor_run, what_is_particular_to_a_pool_reaches_its_units)
{
  const size_t control = spikes_under("s_pic: 1", RAMP);
  cr_assert_gt(control, 20);
  cr_expect_lt(spikes_under("s_pic: 0", RAMP), control);
  cr_expect_gt(spikes_under("s_pic: 1.2", RAMP), control);
  cr_expect_gt(spikes_under("s_ahp: 0.7", RAMP), control);
  cr_expect_lt(spikes_under("background_inhibition: 3", RAMP), control);
  cr_expect_lt(spikes_under("focal_inhibition: 6", RAMP), control);
  cr_expect_gt(spikes_under("excitation: 1", RAMP), control);
  cr_expect_lt(spikes_under("pain: 10, pain_stress: 0", RAMP), control);
  cr_expect_gt(spikes_under("pain: 10, pain_inhibition: 0", RAMP), control);
  cr_expect_gt(spikes_under("monoamines: {stress: 1}", RAMP), control);
  cr_expect_lt(spikes_under("monoamines: {relaxation: 1}", RAMP), control);
  cr_expect_lt(spikes_under("unit_conductance: 0.8e-5 S/cm2", RAMP), control);
  cr_expect_lt(spikes_under("reversal_excitation: -20 mV", RAMP), control);
}

Test(motor_run, a_loss_of_kcc2_moves_the_reversal_of_inhibition)
{
  one o = make("background_inhibition: 3", RAMP);
  o.e->circuit->kcc2_loss = 0.4;
  run(&o, false);
  const rx_clamp *clamps;
  const size_t n = rx_motor_clamps(rx_case_motor(&o.c), &clamps);
  int n_inhibited = 0;
  for (size_t i = 0; i < n; i++) {
    if (clamps[i].reversal == 0) continue; /* excitation */
    cr_expect_float_eq(clamps[i].reversal, -75 + 0.4 * 10, 1e-12);
    n_inhibited++;
  }
  cr_expect_eq(n_inhibited, 5);
  const size_t n_spikes = o.c.recording.spikes.n;
  end(&o);
  cr_expect_gt(n_spikes, spikes_under("background_inhibition: 3", RAMP), "inhibition is weaker");
}

Test(motor_run, noise_is_each_units_own_and_comes_again)
{
  one quiet = make("s_pic: 1", RAMP), noisy = make("noise: 1", RAMP), again = make("noise: 1", RAMP);
  run(&quiet, false);
  run(&noisy, false);
  run(&again, false);
  cr_assert(quiet.c.recording.spikes.n > 0 && noisy.c.recording.spikes.n > 0);
  cr_expect_neq(quiet.c.recording.spikes.items[0].t_ms, noisy.c.recording.spikes.items[0].t_ms);
  cr_assert_eq(noisy.c.recording.spikes.n, again.c.recording.spikes.n);
  for (size_t i = 0; i < noisy.c.recording.spikes.n; i++)
    cr_assert_eq(noisy.c.recording.spikes.items[i].t_ms, again.c.recording.spikes.items[i].t_ms);
  end(&quiet);
  end(&noisy);
  end(&again);
}

Test(motor_run, an_input_of_no_weight_changes_no_bit)
{
  one plain = make("s_pic: 1", RAMP),
      neutral = make("inputs: {renshaw: {from: MN, onto: inhibition, weight: 0}}", RAMP);
  run(&plain, false);
  run(&neutral, false);
  cr_assert_eq(plain.c.recording.spikes.n, neutral.c.recording.spikes.n);
  for (size_t i = 0; i < plain.c.recording.spikes.n; i++)
    cr_assert_eq(plain.c.recording.spikes.items[i].t_ms, neutral.c.recording.spikes.items[i].t_ms);
  end(&plain);
  end(&neutral);
}

Test(motor_run, renshaw_cells_inhibit_and_reflexes_excite_in_both_solvers)
{
  const char *const INPUTS[] = { "s_pic: 1", "inputs: {renshaw: {from: MN, onto: inhibition, weight: 8}}",
                                 "inputs: {reflex: {from: MN, onto: excitation, weight: 8, delay: 5 ms}}" };
  size_t n[2][3];
  for (int solver = 0; solver < 2; solver++)
    for (int k = 0; k < 3; k++) {
      one o = make(INPUTS[k], RAMP);
      run(&o, solver == 1);
      n[solver][k] = o.c.recording.spikes.n;
      end(&o);
    }
  for (int solver = 0; solver < 2; solver++) {
    cr_expect_lt(n[solver][1], n[solver][0]);
    cr_expect_gt(n[solver][2], n[solver][0]);
  }
  for (int k = 0; k < 3; k++)
    cr_expect(fabs((double)n[0][k] - (double)n[1][k]) <= 2, "%d: %zu and %zu spikes", k, n[0][k], n[1][k]);
}

/* x' = -x/tau + spikes/n, M_i += w x: the conductance of a spike, summed over the dendrite, is w g0 A/n at once */
Test(motor_run, a_spike_opens_what_the_page_says)
{
  one o = make("inputs: {renshaw: {from: MN, onto: inhibition, weight: 2.5}}", RAMP);
  cr_assert_eq(o.network->n_connections, 25);
  for (size_t i = 0; i < 25; i++) {
    const rx_connection *c = &o.network->connections[i];
    const rx_cell_type *type = o.network->types[o.network->type_of[c->target]];
    const rx_route *route = &o.network->routes[c->route];
    cr_assert_eq(route->n, 1);
    const rx_slot *slot = &type->slots[route->slot[0]];
    cr_assert_str_eq(slot->receptor, "motor_renshaw_d1");
    const double area = o.network->numbers[o.network->numbers_of[c->target]]->area[slot->compartment];
    const double expected = 2.5 / 5 * 1e-5 * area * 10;
    cr_assert_float_eq(route->jump[0] * c->scale, expected, 1e-9 * expected);
    cr_assert_eq(c->delay_ms, 1);
  }
  end(&o);
}

Test(motor_run, a_pic_clamp_holds_every_soma_and_blocks_the_channels_of_spikes)
{
  one o = make("s_pic: 1", "{kind: pic_clamp, hold: 50 ms, speed: 200 mV/s}");
  run(&o, false);
  const rx_motor_run *motor = rx_case_motor(&o.c);
  double *V, *I, step;
  size_t n;
  cr_assert(rx_motor_is_clamped(motor, 0));
  cr_assert_eq(rx_motor_units(motor, 0), 5);
  cr_assert_eq(o.c.recording.spikes.n, 0);
  for (int unit = 0; unit < 5; unit++) {
    cr_assert_eq(rx_motor_clamp_trace(motor, &o.c.recording, 0, unit, &n, &step, &V, &I, NULL), RX_OK);
    cr_assert_eq(step, 5);
    cr_assert_eq(n, 130);
    cr_assert_float_eq(V[0], -90, 1e-4);
    cr_assert_float_eq(V[70], -30, 1e-3);
    cr_assert_float_eq(V[40], -60, 1e-3);
    free(V);
    free(I);
  }
  end(&o);
}

Test(motor_run, clamp_currents_come_from_both_solvers_alike)
{
  double *V[2], *I[2], step;
  size_t n[2];
  for (int solver = 0; solver < 2; solver++) {
    one o = make("background_inhibition: 0", "{kind: pic_clamp, hold: 50 ms, speed: 100 mV/s}");
    run(&o, solver == 1);
    cr_assert_eq(rx_motor_clamp_trace(rx_case_motor(&o.c), &o.c.recording, 0, 2, &n[solver], &step, &V[solver],
                                      &I[solver], NULL),
                 RX_OK);
    end(&o);
  }
  cr_assert_eq(n[0], n[1]);
  for (size_t k = 1; k < n[0]; k++)
    cr_assert_float_eq(I[0][k], I[1][k], 0.02, "sample %zu: %g and %g nA", k, I[0][k], I[1][k]);
  for (int solver = 0; solver < 2; solver++) {
    free(V[solver]);
    free(I[solver]);
  }
}

/* The current of the channels is continuous where the ramp turns, in units of any size; it would jump by 0.02 to 0.1 nA
 * were the charging of the membrane left in or taken off twice. */
Test(motor_run, clamp_currents_have_no_jump_where_the_ramp_turns)
{
  for (int solver = 0; solver < 2; solver++) {
    one o = make("background_inhibition: 0", "{kind: pic_clamp, hold: 50 ms, speed: 8 mV/s}");
    run(&o, solver == 1);
    for (int unit = 0; unit < 5; unit++) {
      double *V, *I, step;
      size_t n;
      cr_assert_eq(rx_motor_clamp_trace(rx_case_motor(&o.c), &o.c.recording, 0, unit, &n, &step, &V, &I, NULL), RX_OK);
      size_t top = 0;
      for (size_t k = 1; k < n; k++)
        if (V[k] > V[top]) top = k;
      cr_assert_eq(top, 1510);
      cr_expect_float_eq(I[top], 2 * I[top - 1] - I[top - 2], 0.01, "solver %d, unit %d: %g, %g, %g nA", solver, unit,
                         I[top - 2], I[top - 1], I[top]);
      free(V);
      free(I);
    }
    end(&o);
  }
}

Test(motor_run, a_current_ramp_may_be_for_one_unit)
{
  one o = make("background_inhibition: 0",
               "{kind: current_ramp, cell: 3, start: 0 nA, slope: 0.2 nA/ms, duration: 200 ms, run_time: 400 ms}");
  run(&o, false);
  rx_times *trains;
  cr_assert_eq(rx_motor_trains(rx_case_motor(&o.c), &o.c.recording, 0, &trains, NULL), RX_OK);
  for (int unit = 0; unit < 5; unit++) cr_expect_eq(trains[unit].n > 0, unit == 3, "unit %d", unit);
  rx_motor_trains_free(trains, 5);
  end(&o);
}

Test(motor_run, stimulation_of_the_muscle_adds_twitches_of_its_own)
{
  one o = make("s_pic: 0", "{kind: nmes, onset: 100 ms, bouts: 1, duration: 800 ms, central: 0, direct_share: 0.3, "
                           "run_time: 1 s}");
  run(&o, false);
  double *own, *all, sum = 0;
  size_t n;
  const rx_motor_run *motor = rx_case_motor(&o.c);
  cr_assert_eq(rx_motor_torque(motor, &o.c.recording, 0, false, &n, &own, NULL), RX_OK);
  cr_assert_eq(n, 1001);
  cr_assert_eq(rx_motor_torque(motor, &o.c.recording, 0, true, &n, &all, NULL), RX_OK);
  for (size_t k = 700; k < 900; k++) {
    cr_assert_eq(own[k], 0);
    sum += all[k];
  }
  cr_expect(sum / 200 > 0.02 && sum / 200 < 0.8, "%g", sum / 200);
  free(own);
  free(all);
  end(&o);
}

/* cases of members that differ in every way a motor pool can, in the lanes of one run and alone */
Test(motor_run, members_in_the_lanes_of_one_run_are_themselves_to_the_bit)
{
  static const char *const POOLS[] = { "s_pic: 1", "s_pic: 0.7, noise: 1", "background_inhibition: 0", "excitation: 2",
                                       "focal_inhibition: 3, noise: 1" };
  static const char *const STIMULI[] = { RAMP, "{kind: pic_clamp, hold: 20 ms, speed: 400 mV/s}" };
  enum { N = 5 };
  for (int s = 0; s < 2; s++) {
    one alone[N], together[N];
    rx_case *cases[N];
    for (int i = 0; i < N; i++) {
      alone[i] = make(POOLS[i], STIMULI[s]);
      together[i] = make(POOLS[i], STIMULI[s]);
      run(&alone[i], false);
      together[i].e->solver = RX_SOLVER_ENSEMBLE;
      cr_assert_eq(rx_case_prepare(&together[i].c, together[i].e), RX_OK, "%s", together[i].c.err.text);
      cases[i] = &together[i].c;
    }
    rx_cases_run_together(N, cases, together[0].e, 2, NULL);
    for (int i = 0; i < N; i++) {
      const rx_recording *a = &alone[i].c.recording, *b = &together[i].c.recording;
      cr_assert_eq(together[i].c.status, RX_OK, "%s", together[i].c.err.text);
      cr_assert_eq(a->spikes.n, b->spikes.n, "%s: %zu and %zu", POOLS[i], a->spikes.n, b->spikes.n);
      for (size_t k = 0; k < a->spikes.n; k++) cr_assert_eq(a->spikes.items[k].t_ms, b->spikes.items[k].t_ms);
      cr_assert_eq(a->n_frames, b->n_frames);
      for (size_t k = 0; k < a->n_frames * a->n_probes; k++) cr_assert_eq(a->frames[k], b->frames[k]);
    }
    for (int i = 0; i < N; i++) {
      end(&alone[i]);
      end(&together[i]);
    }
  }
}

static void refused(const rx_stimulus *s, const char *expected)
{
  one o = make("s_pic: 1", RAMP);
  const rx_motor_case what = {
    .circuit = o.e->circuit, .network = o.network, .n_stimuli = 2, .stimuli = s, .t_stop_ms = 100
  };
  rx_motor_run *motor;
  rx_error err = { 0 };
  cr_assert_eq(rx_motor_prepare(&what, &motor, &err), RX_E_INPUT);
  cr_assert_null(motor);
  cr_assert_str_eq(err.text, expected);
  end(&o);
}

Test(motor_run, what_a_program_asks_wrongly_is_refused_too)
{
  rx_stimulus s[2] = { rx_stimulus_default(RX_STIMULUS_DRIVE), rx_stimulus_default(RX_STIMULUS_DRIVE) };
  s[1].population = "TA";
  refused(s, "drive: TA is no motor pool of the circuit");
  s[1] = rx_stimulus_default(RX_STIMULUS_CURRENT_RAMP);
  s[1].cell = 5;
  refused(s, "motor pool MN: current_ramp: the pool has units 0 to 4; there is no unit 5");
  s[0] = s[1] = rx_stimulus_default(RX_STIMULUS_PIC_CLAMP);
  refused(s, "motor pool MN: pic_clamp: two of them hold the same pool");
}
