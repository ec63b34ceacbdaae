#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stimuli/motor.h"

/* a circuit of two pools, as far as stimuli see it */
static rx_population populations[3] = { { .name = "SOL" }, { .name = "DH" }, { .name = "TA" } };
static rx_motor_pool pools[2];

static rx_circuit two_pools(void)
{
  pools[0] = pools[1] = rx_motor_pool_default();
  pools[0].population = 0;
  pools[1].population = 2;
  return (rx_circuit){ .n_populations = 3, .populations = populations, .motor = { .n = 2, .pools = pools } };
}

static rx_motor_course course_of(const rx_circuit *circuit, int pool, size_t n, const rx_stimulus stimuli[])
{
  rx_motor_course course;
  rx_error err = { 0 };
  cr_assert_eq(rx_motor_waveforms(circuit, &circuit->motor.pools[pool], n, stimuli, 40000, &course, &err), RX_OK, "%s",
               err.text);
  return course;
}

static double course_at(const rx_motor_course *course, rx_motor_target target, double t_ms)
{
  return rx_waveform_at(&course->steady[target], t_ms) + rx_waveform_at(&course->pulsed[target], t_ms);
}

Test(motor_stimuli, without_stimuli_the_constant_parts_last)
{
  const rx_circuit circuit = two_pools();
  pools[0].focal_inhibition = 2.5;
  rx_motor_course course = course_of(&circuit, 0, 0, NULL);
  cr_assert_eq(course_at(&course, RX_ONTO_EXCITATION, 0), 0);
  cr_assert_eq(course_at(&course, RX_ONTO_INHIBITION, 31234), 1.5);
  cr_assert_eq(course_at(&course, RX_ONTO_FOCAL_INHIBITION, 12), 2.5);
  rx_motor_course_free(&course);
}

/* motoneuron page 6.3 and 6.5 */
Test(motor_stimuli, drives_are_the_trapezoids_of_the_protocols)
{
  const rx_circuit circuit = two_pools();
  rx_stimulus s[3] = { rx_stimulus_default(RX_STIMULUS_DRIVE), rx_stimulus_default(RX_STIMULUS_DRIVE),
                       rx_stimulus_default(RX_STIMULUS_DRIVE) };
  s[1].onto = "inhibition";
  s[1].onset = 4000;
  s[1].duration = 1000;
  s[1].rise = s[1].fall = 10;
  s[1].level = 8;
  s[2].population = "TA";
  rx_motor_course course = course_of(&circuit, 0, 3, s);
  const double at[][2] = {
    { 0, 0 }, { 1000, 0 }, { 2000, 1 }, { 11000, 10 }, { 16000, 5 }, { 21000, 0 }, { 30000, 0 }
  };
  for (size_t i = 0; i < sizeof at / sizeof *at; i++)
    cr_assert_float_eq(course_at(&course, RX_ONTO_EXCITATION, at[i][0]), at[i][1], 1e-12);
  const double in[][2] = { { 3999, 1.5 }, { 4005, 5.5 }, { 4010, 9.5 }, { 5000, 9.5 }, { 5005, 5.5 }, { 5010, 1.5 } };
  for (size_t i = 0; i < sizeof in / sizeof *in; i++)
    cr_assert_float_eq(course_at(&course, RX_ONTO_INHIBITION, in[i][0]), in[i][1], 1e-9);
  rx_motor_course_free(&course);
  course = course_of(&circuit, 1, 3, s);
  cr_assert_float_eq(course_at(&course, RX_ONTO_EXCITATION, 11000), 10, 1e-12);
  cr_assert_eq(course_at(&course, RX_ONTO_INHIBITION, 4500), 1.5);
  rx_motor_course_free(&course);
}

Test(motor_stimuli, edges_of_no_length_are_jumps_and_the_run_cuts_long_ones)
{
  const rx_circuit circuit = two_pools();
  rx_stimulus s[2] = { rx_stimulus_default(RX_STIMULUS_DRIVE), rx_stimulus_default(RX_STIMULUS_DRIVE) };
  s[0].onset = 500;
  s[0].duration = 250;
  s[0].rise = s[0].fall = 0;
  s[0].level = 3;
  s[1].onset = 30000;
  s[1].duration = s[1].rise = 20000;
  rx_motor_course course = course_of(&circuit, 0, 2, s);
  const rx_waveform *w = &course.steady[RX_ONTO_EXCITATION];
  cr_assert_eq(rx_waveform_at(w, 499.999), 0);
  cr_assert_eq(rx_waveform_at(w, 500), 3);
  cr_assert_eq(rx_waveform_at(w, 749.9), 3);
  cr_assert_eq(rx_waveform_at(w, 750), 0);
  cr_assert_float_eq(rx_waveform_at(w, 36000), 3, 1e-12);
  cr_assert_float_eq(rx_waveform_at(w, 40000), 5, 1e-12);
  rx_motor_course_free(&course);
}

/* From 0 on, and longer than the run: none of its corners is seen. */
Test(motor_stimuli, an_edge_without_a_corner_in_the_run_is_an_edge)
{
  const rx_circuit circuit = two_pools();
  rx_stimulus s = rx_stimulus_default(RX_STIMULUS_DRIVE);
  s.onset = 0;
  s.duration = s.rise = 80000;
  rx_motor_course course = course_of(&circuit, 0, 1, &s); /* of 40 s */
  cr_expect_eq(course_at(&course, RX_ONTO_EXCITATION, 0), 0);
  cr_expect_float_eq(course_at(&course, RX_ONTO_EXCITATION, 20000), 2.5, 1e-12);
  cr_expect_float_eq(course_at(&course, RX_ONTO_EXCITATION, 40000), 5, 1e-12);
  rx_motor_course_free(&course);
  s.duration = s.rise = 0;
  s.fall = 80000;
  course = course_of(&circuit, 0, 1, &s);
  cr_expect_float_eq(course_at(&course, RX_ONTO_EXCITATION, 20000), 7.5, 1e-12);
  rx_motor_course_free(&course);
}

Test(motor_stimuli, bouts_add_to_vibration)
{
  const rx_circuit circuit = two_pools();
  const rx_stimulus s[2] = { rx_stimulus_default(RX_STIMULUS_VIBRATION), rx_stimulus_default(RX_STIMULUS_NMES) };
  rx_motor_course course = course_of(&circuit, 0, 2, s);
  const double at[][2] = { { 1025, 1.1 },  { 10900, 2.2 }, { 11025, 3.7 }, { 12000, 5.2 }, { 13050, 2.2 },
                           { 14900, 2.2 }, { 28000, 5.2 }, { 29100, 2.2 }, { 31500, 2.2 }, { 34050, 0 } };
  for (size_t i = 0; i < sizeof at / sizeof *at; i++)
    cr_assert_float_eq(course_at(&course, RX_ONTO_EXCITATION, at[i][0]), at[i][1], 1e-9, "at %g", at[i][0]);
  cr_assert_eq(rx_stimulus_end_ms(&s[1]), 29050);
  rx_motor_course_free(&course);
}

Test(motor_stimuli, nerve_stimulation_of_fifty_Hz_doubles_inhibition)
{
  const rx_circuit circuit = two_pools();
  rx_stimulus s = rx_stimulus_default(RX_STIMULUS_NERVE_STIMULATION);
  s.intensity = 10; /* every fibre */
  rx_motor_course course = course_of(&circuit, 0, 1, &s);
  cr_assert_float_eq(course_at(&course, RX_ONTO_INHIBITION, 1500), 3, 0.006);
  rx_motor_course_free(&course);
  s.site = "soma";
  course = course_of(&circuit, 0, 1, &s);
  cr_assert_eq(course_at(&course, RX_ONTO_INHIBITION, 1500), 1.5);
  cr_assert_float_eq(course_at(&course, RX_ONTO_FOCAL_INHIBITION, 1500), 1.5, 0.006);
  rx_motor_course_free(&course);
  cr_assert_float_eq(rx_motor_recruited(0.9), 0.5, 1e-15);
}

/* pulses have the mean of the mean-field form, and come after their latency */
Test(motor_stimuli, pulses_have_the_mean_that_they_stand_for)
{
  const rx_circuit circuit = two_pools();
  rx_stimulus s[2] = { rx_stimulus_default(RX_STIMULUS_NERVE_STIMULATION), rx_stimulus_default(RX_STIMULUS_VIBRATION) };
  s[0].is_pulsed = 1;
  s[0].onset = 1000;
  s[0].duration = 5000;
  s[1].frequency = 80;
  rx_motor_course course = course_of(&circuit, 0, 2, s);
  const rx_waveform *inhibition = &course.pulsed[RX_ONTO_INHIBITION], *vibration = &course.pulsed[RX_ONTO_EXCITATION];
  const double mean = 2.718281828459045e-3 * 2 * 5.5 * rx_motor_recruited(1.2) * 50;
  cr_assert_float_eq(rx_waveform_mean(inhibition, 2000, 5000), mean, 2e-3 * mean);
  cr_assert_float_eq(rx_waveform_mean(vibration, 2000, 20000), 2.2, 2e-3 * 2.2);
  cr_assert_eq(rx_waveform_at(inhibition, 1003), 0);
  cr_assert_float_eq(rx_waveform_at(inhibition, 2005), 5.5 * rx_motor_recruited(1.2), 0.02);
  cr_assert_eq(rx_waveform_at(inhibition, 8000), 0);
  cr_assert_eq(rx_waveform_at(&course.steady[RX_ONTO_INHIBITION], 3000), 1.5);
  cr_assert(inhibition->is_smooth);
  rx_motor_course_free(&course);
}

Test(motor_stimuli, slow_pulses_die_away_between)
{
  const rx_circuit circuit = two_pools();
  rx_stimulus s = rx_stimulus_default(RX_STIMULUS_NERVE_STIMULATION);
  s.is_pulsed = 1;
  s.frequency = 2;
  s.duration = 2000;
  s.rise = 0;
  rx_motor_course course = course_of(&circuit, 0, 1, &s);
  const rx_waveform *w = &course.pulsed[RX_ONTO_INHIBITION];
  for (int k = 0; k < 4; k++) {
    cr_assert_float_eq(rx_waveform_at(w, 1005 + 500 * k), 5.5 * rx_motor_recruited(1.2), 1e-3);
    cr_assert_eq(rx_waveform_at(w, 1040 + 500 * k), 0);
    cr_assert_eq(rx_waveform_at(w, 1503 + 500 * k), 0);
  }
  cr_assert_lt(w->n, 1200); /* none where nothing happens */
  rx_motor_course_free(&course);
}

Test(motor_stimuli, noise_has_its_moments_and_depends_on_its_keys_alone)
{
  const rx_circuit circuit = two_pools();
  pools[0].excitation = 5;
  rx_motor_course course = course_of(&circuit, 0, 0, NULL);
  rx_waveform a, b, c;
  cr_assert_eq(rx_motor_noise(&pools[0], &course, RX_ONTO_EXCITATION, 1, 2, 3, 4, 1, 200000, &a, NULL), RX_OK);
  cr_assert_eq(rx_motor_noise(&pools[0], &course, RX_ONTO_EXCITATION, 1, 2, 3, 4, 1, 200000, &b, NULL), RX_OK);
  cr_assert_eq(rx_motor_noise(&pools[0], &course, RX_ONTO_EXCITATION, 1, 2, 3, 4, 2, 200000, &c, NULL), RX_OK);
  double sum = 0, squares = 0, lagged = 0, most = 0;
  for (size_t i = 0; i < a.n; i++) {
    cr_assert_eq(a.value[i], b.value[i]);
    most = fmax(most, fabs(a.value[i] - c.value[i]));
    cr_assert_geq(a.value[i], 0);
    sum += a.value[i];
  }
  const double mean = sum / (double)a.n, sigma = 1.2e-5 * sqrt(5);
  for (size_t i = 0; i + 20 < a.n; i++) {
    squares += (a.value[i] - mean) * (a.value[i] - mean);
    lagged += (a.value[i] - mean) * (a.value[i + 20] - mean);
  }
  cr_assert_gt(most, sigma);
  cr_assert_float_eq(mean, 5e-5, 0.15 * sigma); /* 5000 independent samples; clipping at 0 adds little */
  cr_assert_float_eq(sqrt(squares / (double)a.n), sigma, 0.1 * sigma);
  cr_assert_float_eq(lagged / squares, exp(-1), 0.08);
  cr_assert_float_eq(a.value[0], 5e-5, 1e-18);
  rx_waveform_free(&a);
  rx_waveform_free(&b);
  rx_waveform_free(&c);
  rx_motor_course_free(&course);
}

/* Points of the noise are further apart than a pulse lasts. */
Test(motor_stimuli, noise_leaves_pulses_as_they_are)
{
  const rx_circuit circuit = two_pools();
  rx_stimulus s = rx_stimulus_default(RX_STIMULUS_VIBRATION);
  s.frequency = 100;
  s.rise = s.fall = 0;
  rx_motor_course course = course_of(&circuit, 0, 1, &s);
  pools[0].noise_sigma = 0;
  pools[0].noise_step = 10;
  const double g0 = pools[0].unit_conductance;
  rx_waveform w;
  cr_assert_eq(rx_motor_noise(&pools[0], &course, RX_ONTO_EXCITATION, 1, 2, 3, 0, 1, 5000, &w, NULL), RX_OK);
  double sum = 0;
  for (int i = 0; i < 30000; i++) {
    const double t = 2000 + 0.1 * i;
    cr_assert_float_eq(rx_waveform_at(&w, t), g0 * course_at(&course, RX_ONTO_EXCITATION, t), 1e-9 * g0);
    sum += rx_waveform_at(&w, t) / 30000;
  }
  cr_expect_float_eq(sum, 2.2 * g0, 0.01 * g0);
  rx_waveform_free(&w);
  /* and with noise its mean is theirs */
  pools[0].noise_sigma = 1e-7;
  cr_assert_eq(rx_motor_noise(&pools[0], &course, RX_ONTO_EXCITATION, 1, 2, 3, 0, 1, 5000, &w, NULL), RX_OK);
  cr_expect_float_eq(rx_waveform_mean(&w, 2000, 5000), 2.2 * g0, 0.02 * g0);
  rx_waveform_free(&w);
  rx_motor_course_free(&course);
}

Test(motor_stimuli, noise_clips_at_zero)
{
  const rx_circuit circuit = two_pools();
  pools[0].noise_sigma = 1e-3;
  rx_motor_course course = course_of(&circuit, 0, 0, NULL);
  rx_waveform w;
  cr_assert_eq(rx_motor_noise(&pools[0], &course, RX_ONTO_INHIBITION, 1, 2, 3, 0, 1, 5000, &w, NULL), RX_OK);
  bool is_clipped = false;
  for (size_t i = 0; i < w.n; i++) {
    cr_assert_geq(w.value[i], 0);
    is_clipped |= w.value[i] == 0;
  }
  cr_assert(is_clipped);
  rx_waveform_free(&w);
  rx_motor_course_free(&course);
}

/* motoneuron page 6.1, 6.2 */
Test(motor_stimuli, ramps_of_current_and_potential_go_up_and_back)
{
  const rx_circuit circuit = two_pools();
  rx_stimulus s = rx_stimulus_default(RX_STIMULUS_CURRENT_RAMP);
  rx_waveform w = { 0 };
  cr_assert_eq(rx_motor_current_ramp(&s, &circuit.motor.pools[0], 1, &w, NULL), RX_OK);
  cr_assert_eq(rx_waveform_at(&w, 0), 10);
  cr_assert_eq(rx_waveform_at(&w, 6000), 46);
  cr_assert_float_eq(rx_waveform_at(&w, 9000), 28, 1e-12);
  cr_assert_eq(rx_waveform_at(&w, 12500), 10);
  cr_assert_eq(rx_stimulus_end_ms(&s), 12000);
  rx_waveform_free(&w);
  s.start = -3;
  s.onset = 200;
  cr_assert_eq(rx_motor_current_ramp(&s, &circuit.motor.pools[0], 1, &w, NULL), RX_OK);
  cr_assert_eq(rx_waveform_at(&w, 100), -3);
  cr_assert_eq(rx_waveform_at(&w, 6200), 33);
  rx_waveform_free(&w);
  s = rx_stimulus_default(RX_STIMULUS_PIC_CLAMP);
  cr_assert_eq(rx_motor_clamp_potential(&s, &w, NULL), RX_OK);
  cr_assert_eq(rx_waveform_at(&w, 2000), -90);
  cr_assert_float_eq(rx_waveform_at(&w, 3000), -82, 1e-12);
  cr_assert_eq(rx_waveform_at(&w, 9500), -30);
  cr_assert_eq(rx_waveform_at(&w, 17000), -90);
  cr_assert_eq(rx_stimulus_end_ms(&s), 17000);
  rx_waveform_free(&w);
}

Test(motor_stimuli, nmes_has_as_many_pulses_as_its_frequency_says)
{
  const rx_stimulus s = rx_stimulus_default(RX_STIMULUS_NMES);
  rx_times times = { 0 };
  cr_assert_eq(rx_motor_nmes_pulses(&s, 40000, &times, NULL), RX_OK);
  cr_assert_eq(times.n, 200);
  cr_assert_eq(times.items[0], 11000);
  cr_assert_eq(times.items[39], 12950);
  cr_assert_eq(times.items[40], 15000);
  times.n = 0;
  cr_assert_eq(rx_motor_nmes_pulses(&s, 15100, &times, NULL), RX_OK);
  cr_assert_eq(times.n, 42);
  free(times.items);
}

static void refused(rx_stimulus s, const char *expected)
{
  const rx_circuit circuit = two_pools();
  rx_motor_course course;
  rx_error err = { 0 };
  cr_assert_eq(rx_motor_waveforms(&circuit, &pools[0], 1, &s, 1000, &course, &err), RX_E_INPUT);
  cr_assert_str_eq(err.text, expected);
  rx_motor_course_free(&course);
}

Test(motor_stimuli, what_makes_no_sense_is_refused)
{
  rx_stimulus s = rx_stimulus_default(RX_STIMULUS_DRIVE);
  s.duration = 500;
  s.rise = 600;
  refused(s, "drive: rise of 600 ms is longer than the duration, 500 ms");
  s = rx_stimulus_default(RX_STIMULUS_DRIVE);
  s.onto = "excitement";
  refused(s, "drive: onto \"excitement\" is none of excitation, inhibition, focal_inhibition");
  s = rx_stimulus_default(RX_STIMULUS_NERVE_STIMULATION);
  s.site = "axon";
  refused(s, "nerve_stimulation: site \"axon\" is neither dendrites nor soma");
  s = rx_stimulus_default(RX_STIMULUS_NMES);
  s.interval = 2000;
  refused(s, "nmes: a bout of 2000 ms with a fall of 50 ms does not end before the next, after 2000 ms");
  s = rx_stimulus_default(RX_STIMULUS_PIC_CLAMP);
  s.command = -90;
  refused(s, "pic_clamp: command, -90 mV, is not above holding, -90 mV: the ramp goes up first");
  s.holding = -30;
  refused(s, "pic_clamp: command, -90 mV, is not above holding, -30 mV: the ramp goes up first");
}

Test(motor_stimuli, the_first_pool_is_meant_where_none_is_named)
{
  const rx_circuit circuit = two_pools();
  cr_assert_eq(rx_motor_pool_named(&circuit, NULL), &pools[0]);
  cr_assert_eq(rx_motor_pool_named(&circuit, "TA"), &pools[1]);
  cr_assert_null(rx_motor_pool_named(&circuit, "DH"));
}

Test(motor_stimuli, what_a_trigger_switches_on_is_not_given_by_the_clock)
{
  const rx_circuit circuit = two_pools();
  char text[160];
  const char *key = NULL;
  rx_stimulus s = rx_stimulus_default(RX_STIMULUS_NERVE_STIMULATION);
  cr_expect_eq(s.control.bout, 1000, "%g", s.control.bout);
  cr_expect(!rx_motor_is_triggered(&s));
  s.trigger = "none";
  cr_expect(!rx_motor_is_triggered(&s));
  s.trigger = "torque";
  cr_expect(rx_motor_is_triggered(&s));
  cr_expect_null(rx_motor_fault(&s, &key, text));
  for (s.is_pulsed = 0; s.is_pulsed < 2; s.is_pulsed++) {
    rx_motor_course course = course_of(&circuit, 0, 1, &s);
    for (double t = 0; t < 4000; t += 7) cr_expect_eq(course_at(&course, RX_ONTO_INHIBITION, t), 1.5);
    rx_motor_course_free(&course);
  }
  s.control.bout = 5;
  cr_expect_str_eq(rx_motor_fault(&s, &key, text), "rise of 10 ms is longer than a bout, 5 ms");
  s.trigger = "emg";
  cr_expect_str_eq(rx_motor_fault(&s, &key, text), "trigger \"emg\" is none of none, discharge, torque");
  cr_expect_str_eq(key, "trigger");
}
