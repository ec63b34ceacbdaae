#include <criterion/criterion.h>
#include <math.h>

#include "models/afferents/fibre_class.h"
#include "stimuli/skin.h"

static rx_stimulus press_of(rx_stimulus_kind kind, double force, double onset, double duration)
{
  rx_stimulus s = rx_stimulus_default(kind);
  s.force = force;
  s.onset = onset;
  s.duration = duration;
  return s;
}

static double force_at(const rx_stimulus *s, size_t n, double t)
{
  const rx_skin_stimuli stimuli = { n, s, 32 };
  const rx_skin skin = rx_skin_of(&stimuli);
  return skin.force_mN(skin.what, t);
}

static double temperature_at(const rx_stimulus *s, double t)
{
  const rx_skin_stimuli stimuli = { 1, s, 31.5 };
  const rx_skin skin = rx_skin_of(&stimuli);
  return skin.temperature_degC(skin.what, t);
}

Test(skin, a_press_rises_is_held_to_the_end_of_the_duration_and_falls)
{
  const rx_stimulus s = press_of(RX_STIMULUS_VON_FREY, 120, 40, 1000);
  static const double EXPECTED[][2] = { { 39, 0 },     { 40, 0 },    { 140, 60 }, { 240, 120 },
                                        { 1039, 120 }, { 1140, 60 }, { 1240, 0 }, { 2000, 0 } };
  for (size_t i = 0; i < sizeof EXPECTED / sizeof *EXPECTED; i++)
    cr_expect_float_eq(force_at(&s, 1, EXPECTED[i][0]), EXPECTED[i][1], 1e-9, "%g ms", EXPECTED[i][0]);
}

Test(skin, a_press_that_is_too_short_never_jumps)
{
  const rx_stimulus s = press_of(RX_STIMULUS_PINCH, 400, 0, 50);
  cr_expect_float_eq(force_at(&s, 1, 49.999999), 100, 1e-4);
  cr_expect_float_eq(force_at(&s, 1, 50), 100, 1e-9);
  cr_expect_float_eq(force_at(&s, 1, 150), 50, 1e-9);
}

Test(skin, strokes_are_those_of_the_page_and_the_last_is_finished)
{
  const rx_stimulus s = press_of(RX_STIMULUS_BRUSH, 5, 213, 1500);
  for (double t = 213; t < 2213; t += 23.85) {
    const double at = fmod(t - 213, 1000);
    const double F = 5 * pow(sin(M_PI * at / 1000), 2) * (1 + 0.3 * sin(2 * M_PI * 30 * at / 1000));
    cr_expect_float_eq(force_at(&s, 1, t), F, 1e-9);
  }
  cr_expect_eq(force_at(&s, 1, 2214), 0);
  cr_expect_eq(force_at(&s, 1, 212), 0);
}

Test(skin, heat_goes_up_stays_and_comes_back)
{
  rx_stimulus step = rx_stimulus_default(RX_STIMULUS_HEAT_STEP);
  step.onset = 500;
  cr_expect_eq(temperature_at(&step, 400), 32);
  cr_expect_float_eq(temperature_at(&step, 900), 40, 1e-9);
  cr_expect_float_eq(temperature_at(&step, 1300), 48, 1e-9);
  cr_expect_float_eq(temperature_at(&step, 6299), 48, 1e-9);
  cr_expect_float_eq(temperature_at(&step, 6800), 40, 1e-9);
  cr_expect_float_eq(temperature_at(&step, 9000), 32, 1e-9);
  rx_stimulus cold = rx_stimulus_default(RX_STIMULUS_HEAT_RAMP);
  cold.to = 20;
  cr_expect_float_eq(temperature_at(&cold, 3000), 26, 1e-9);
  cr_expect_float_eq(rx_stimulus_end_ms(&cold), 6000, 1e-9);
  const rx_stimulus brush = rx_stimulus_default(RX_STIMULUS_BRUSH);
  cr_expect_eq(temperature_at(&brush, 10), 31.5);
}

Test(skin, forces_add_and_kinks_are_found_in_order)
{
  const rx_stimulus both[] = { press_of(RX_STIMULUS_VON_FREY, 120, 40, 1000),
                               press_of(RX_STIMULUS_PINCH, 400, 700, 500), rx_stimulus_default(RX_STIMULUS_TONIC) };
  cr_expect_float_eq(force_at(both, 3, 950), 520, 1e-9);
  const rx_skin_stimuli stimuli = { 3, both, 32 };
  const rx_skin skin = rx_skin_of(&stimuli);
  static const double KINKS[] = { 40, 240, 700, 900, 1040, 1200, 1240, 1400, INFINITY };
  double t = 0;
  for (size_t i = 0; i < sizeof KINKS / sizeof *KINKS; i++) {
    t = skin.next_ms(skin.what, t);
    cr_expect_eq(t, KINKS[i], "%g", t);
  }
}

/* Courses are continuous: between kinks nothing jumps, nor at them. */
Test(skin, courses_have_no_jumps)
{
  const rx_stimulus all[] = { press_of(RX_STIMULUS_VON_FREY, 120, 40, 100), press_of(RX_STIMULUS_BRUSH, 5, 77, 730),
                              rx_stimulus_default(RX_STIMULUS_HEAT_STEP) };
  double F = 0, T = 32;
  for (double t = 0; t < 9000; t += 0.0625) {
    const rx_skin_stimuli stimuli = { 3, all, 32 };
    const rx_skin skin = rx_skin_of(&stimuli);
    const double F1 = skin.force_mN(skin.what, t), T1 = skin.temperature_degC(skin.what, t);
    cr_assert_lt(fabs(F1 - F), 0.05, "%g ms", t);
    cr_assert_lt(fabs(T1 - T), 0.003, "%g ms", t);
    F = F1;
    T = T1;
  }
}

Test(skin, one_component_may_set_the_temperature)
{
  const rx_stimulus two[] = { rx_stimulus_default(RX_STIMULUS_HEAT_STEP), rx_stimulus_default(RX_STIMULUS_HEAT_RAMP) };
  cr_expect(rx_skin_has_two_temperatures(2, two));
  cr_expect_not(rx_skin_has_two_temperatures(1, two));
}

Test(skin, kinks_that_only_rounding_parts_are_one)
{
  /* 0.1 + 100.1 is not 100.2 in doubles: where one stimulus has risen the next begins */
  const rx_stimulus presses[] = {
    { .kind = RX_STIMULUS_VON_FREY, .force = 120, .onset = 0.1, .duration = 500, .rise = 100.1, .fall = 200 },
    { .kind = RX_STIMULUS_PINCH, .force = 80, .onset = 100.2, .duration = 300, .rise = 50, .fall = 100 },
  };
  const rx_skin_stimuli stimuli = { 2, presses, 32 };
  const rx_skin skin = rx_skin_of(&stimuli);
  const double ends[] = { 100.2, 700 }, rounded = 0.1 + 100.1;
  cr_assert_neq(rounded, ends[0]);
  for (int c = 0; c < RX_N_FIBRE_CLASSES; c++)
    for (int k = 0; k < 2; k++) {
      rx_ending ending;
      rx_aenc aenc;
      rx_relay relay;
      rx_fibre_defaults((rx_fibre_class)c, &ending, &aenc, &relay);
      rx_waveform w = { .is_smooth = true };
      rx_ending_state s;
      rx_error err = { 0 };
      cr_assert_eq(rx_ending_run(&ending, &skin, -500, ends[k], 0, RX_ENDING_TOLERANCE, &w, &s, &err), RX_OK, "%s",
                   err.text);
      cr_expect_eq(s.t_ms, ends[k]);
      rx_waveform_free(&w);
    }
}
