/* The section of motor pools: numbers where they belong, and pools that did little or nothing. */
#include <math.h>

#include "io/report/view.h"
#include "tests/io/report/results_page.h"

TestSuite(motor_pools, .init = in_new_folder, .fini = leave_tree);

static const rx_result_condition CONDITIONS[] = { { "control", 0, NULL }, { "no_pic", 0, NULL } };
static const rx_result_node NODES[] = { { "MN", "", "", 3, "", "", "" } };
static const char *const STIMULI[] = { "first", "second" };

/* Two conditions, two stimuli, one repetition of a pool MN of three units. */
static char *pools_page(size_t n_outcomes, const rx_result_outcome outcomes[], size_t n_courses,
                        const rx_result_course courses[], const char *effective)
{
  const rx_results s = { .n_nodes = 1,
                         .nodes = NODES,
                         .n_conditions = 2,
                         .conditions = CONDITIONS,
                         .n_stimuli = 2,
                         .stimuli = STIMULI,
                         .n_repetitions = 1,
                         .n_outcomes = n_outcomes,
                         .outcomes = outcomes,
                         .n_courses = n_courses,
                         .courses = courses,
                         .config_effective = effective };
  return page_of(&s);
}

/* The part of the page that is the section. Free it. */
static char *section_of(char *html)
{
  char *from = strstr(html, "<section id=\"motor\">");
  cr_assert_not_null(from, "no section of motor pools");
  char *to = strstr(from, "</section>");
  char *part = strndup(from, (size_t)(to - from));
  free(html);
  return part;
}

#define N(array) (sizeof(array) / sizeof *(array))

/* ---- tables ---- */

Test(motor_pools, tables_have_the_columns_that_a_stimulus_has_and_their_numbers)
{
  static const double TORQUE[] = { 0.25, NAN, 0.125, NAN }, PEAK[] = { 0.5, NAN, 0.375, NAN },
                      PIC[] = { NAN, 17.96, NAN, 4.05 }, DELTA[] = { 3.372, NAN, 0.14, NAN },
                      CHANGE[] = { NAN, NAN, -1.25, NAN };
  static const rx_result_outcome OUTCOMES[] = { { "torque_MN", "1", "", 3, TORQUE },
                                                { "torque_peak_MN", "1", "", 3, PEAK },
                                                { "pic_MN", "nA", "", 3, PIC },
                                                { "delta_f_MN", "Hz", "", 3, DELTA },
                                                { "delta_f_change_MN", "Hz", "", 3, CHANGE } };
  char *html = pools_page(N(OUTCOMES), OUTCOMES, 0, NULL, "");
  cr_expect_eq(n_times_in(html, "<section id=\"comparison\">"), 1);
  char *part = section_of(html);
  /* pairs and torque under the first stimulus, the clamp under the second */
  assert_has(part, "<th scope=\"row\">control</th><td class=\"n\">0.25</td><td class=\"n\">0.5</td></tr>");
  assert_has(part, "<th scope=\"row\">no pic</th><td class=\"n\">0.125</td><td class=\"n\">0.375</td></tr>");
  assert_has(part, "<th scope=\"row\">control</th><td class=\"n\">18</td></tr>");
  assert_has(part, "<th scope=\"row\">control</th><td class=\"n\">3.37</td><td class=\"n\">–</td></tr>");
  assert_has(part, "<th scope=\"row\">no pic</th><td class=\"n\">0.14</td><td class=\"n\">−1.25</td></tr>");
  assert_has(part, "The true current and its estimate");
  assert_has(part, "<th scope=\"row\">no pic</th><td class=\"n\">4.05</td>");
  cr_expect_eq(n_times_in(part, "<figure>"), 0, "there is no course to draw");
  free(part);
}

Test(motor_pools, pairs_that_were_left_out_are_counted_by_reason)
{
  static const double DELTA[] = { 1, NAN, NAN, NAN }, PEAK[] = { 0.5, NAN, 0, NAN }, NUMBER[] = { 0, 1, 2, 3, 4 },
                      BITS[] = { 0, 1, 2 | 4, 4, 4 | 8 }, ONE[] = { 1, 1, 1, 1, 1 };
  static const rx_result_outcome OUTCOMES[] = { { "torque_peak_MN", "1", "", 3, PEAK },
                                                { "delta_f_MN", "Hz", "", 3, DELTA } };
  static const rx_result_variable VARIABLES[] = { { "control", "1", "", 0, ONE },
                                                  { "test", "1", "", 0, ONE },
                                                  { "exclusions", "1", "", 0, BITS } };
  const rx_result_course course = { "pairs.MN.control.first", "1", "pair", 5, NUMBER, N(VARIABLES), VARIABLES };
  char *part = section_of(pools_page(N(OUTCOMES), OUTCOMES, 1, &course, ""));
  assert_has(part, "<th scope=\"row\">control</th><td class=\"n\">5</td><td class=\"n\">1</td><td class=\"n\">1</td>"
                   "<td class=\"n\">3</td><td class=\"n\">1</td></tr>");
  free(part);
}

/* ---- findings ---- */

static char *summary_of(char *html)
{
  char *from = strstr(html, "<section id=\"summary\">");
  cr_assert_not_null(from);
  char *part = strndup(from, (size_t)(strstr(from, "</section>") - from));
  free(html);
  return part;
}

/* A spasm to the end of the run is a lower bound everywhere: in words, bars and tables, without spread and without a ratio of two bounds. */
Test(motor_pools, a_spasm_that_the_run_cut_is_a_lower_bound)
{
  static const double DURATION[] = { 1, 10.5, 10.5, 2.5 }, CUT[] = { 0, 1, 1, 0 }, PEAK[] = { 0.5, 0.5, 0.5, 0.5 },
                      GIVEN[] = { 0, 0, 0, 1 }, BOUTS[] = { 0, 0, 0, 1 };
  static const rx_result_outcome OUTCOMES[] = { { "torque_peak_MN", "1", "", 3, PEAK },
                                                { "spasm_duration_MN", "s", "", 3, DURATION },
                                                { "spasm_is_censored_MN", "1", "", 3, CUT },
                                                { "stimulation_given_MN", "s", "", 3, GIVEN },
                                                { "stimulation_bouts_MN", "1", "", 3, BOUTS } };
  char *html = pools_page(N(OUTCOMES), OUTCOMES, 0, NULL, "");
  char *comparison = strstr(html, "<section id=\"comparison\">");
  assert_has(comparison, "<td class=\"n\">&gt; 10.5<span class=\"change\">at least ×10.5</span></td>");
  assert_has(comparison, "<td class=\"n\">2.5<span class=\"change\">at most ×0.238</span></td>");
  assert_has(comparison, "class=\"halo\">&gt; 10.5</text>");
  cr_expect_eq(n_times_in(comparison, "l-7 8h14z"), 2, "a tip on each bar that goes on");
  assert_has(comparison, "<td class=\"n\">&gt; 10.5</td>"); /* the section of pools */
  char *part = summary_of(html);
  assert_has(part, "In <b>control</b> MN fires on after the drive for 1 s under first, &gt; 10.5 s under second.</li>");
  assert_has(part,
             "With <b>no pic</b> MN fires on after the drive for &gt; 10.5 s under first, 2.5 s under second (1 s "
             "of stimulation in 1 bout).</li>");
  assert_has_not(part, "×");
  assert_has_not(part, "10 % on");
  free(part);
}

Test(motor_pools, a_mean_of_lower_bounds_has_no_spread)
{
  static const double DURATION[] = { 8, 10, 10, 10 }, CUT[] = { 0, 1, 1, 1 };
  static const rx_result_outcome OUTCOMES[] = { { "spasm_duration_MN", "s", "", 3, DURATION },
                                                { "spasm_is_censored_MN", "1", "", 3, CUT } };
  static const char *const ONE[] = { "touch" };
  rx_results s = { .n_conditions = 2,
                   .conditions = CONDITIONS,
                   .n_stimuli = 1,
                   .stimuli = ONE,
                   .n_repetitions = 2,
                   .n_outcomes = 2,
                   .outcomes = OUTCOMES };
  const rx_view view = { .results = &s };
  cr_expect_str_eq(RX_VIEW_MEAN(&view, &OUTCOMES[0], 0, 0), "> 9", "one of its repetitions is cut");
  cr_expect_str_eq(RX_VIEW_CHANGE(&view, &OUTCOMES[0], 1, 0, 0), "", "both are bounds");
  cr_expect_str_eq(RX_VIEW_MEAN(&view, &OUTCOMES[1], 1, 0), "1.00 ± 0.00");
  s.n_outcomes = 1; /* a file without the mark */
  cr_expect_str_eq(RX_VIEW_MEAN(&view, &OUTCOMES[0], 0, 0), "9.00 ± 1.41");
}

Test(motor_pools, without_an_included_pair_the_findings_say_so)
{
  static const double PAIRS[] = { 0, NAN, 0, NAN }, LEFT_OUT[] = { 6, NAN, 0, NAN }, NONE[] = { NAN, NAN, NAN, NAN },
                      PEAK[] = { 0.5, NAN, 0.5, NAN };
  static const rx_result_outcome OUTCOMES[] = { { "torque_peak_MN", "1", "", 3, PEAK },
                                                { "delta_f_MN", "Hz", "", 3, NONE },
                                                { "pairs_MN", "1", "", 3, PAIRS },
                                                { "pairs_excluded_MN", "1", "", 3, LEFT_OUT } };
  char *part = summary_of(pools_page(N(OUTCOMES), OUTCOMES, 0, NULL, ""));
  assert_has(part, "In <b>control</b> no ΔF of MN is known: 0 of 6 pairs of units were included.</li>");
  assert_has(part, "With <b>no pic</b> no ΔF of MN is known: fewer than two units fired enough to make a pair.</li>");
  free(part);
}

Test(motor_pools, findings_of_the_clamp_have_the_current_up_to_minus_40_mV)
{
  static const double PIC[] = { 20.2, NAN, 12.1, NAN }, PIC40[] = { 17.6, NAN, 5.48, NAN };
  static const rx_result_outcome OUTCOMES[] = { { "pic_MN", "nA", "", 3, PIC }, { "pic40_MN", "nA", "", 3, PIC40 } };
  char *html = pools_page(N(OUTCOMES), OUTCOMES, 0, NULL, "");
  assert_has(html, ">PIC of MN, nA");
  assert_has(html, "@media print{");
  assert_has(html, "table{max-width:100%;font-size:8pt}"); /* paper has no scroll bar */
  char *part = summary_of(html);
  assert_has(part, "under a voltage clamp is 20.2 nA (mean of units), 17.6 nA up to −40 mV.</li>");
  assert_has(part, "goes up to −40 mV from 17.6 to 5.48 nA (×0.311), and at its largest from 20.2 to 12.1 nA (×0.599)");
  free(part);
}

Test(motor_pools, under_a_constant_drive_the_change_of_rate_is_told_however_small)
{
  static const double PEAK[] = { 0.1, NAN, 0.1, NAN }, RATE[] = { 16.9, NAN, 16.2, NAN },
                      CHANGE[] = { NAN, NAN, -1.01, NAN };
  static const rx_result_outcome OUTCOMES[] = { { "torque_peak_MN", "1", "", 3, PEAK },
                                                { "steady_rate_MN", "Hz", "", 3, RATE },
                                                { "steady_rate_change_MN", "Hz", "", 3, CHANGE } };
  char *part = summary_of(pools_page(N(OUTCOMES), OUTCOMES, 0, NULL, ""));
  assert_has(part, "In <b>control</b> the units of MN that fire steadily under first do so at 16.9 Hz.</li>");
  assert_has(part, "the rate of units of MN that fire in both changes under first by −1.01 Hz.</li>");
  assert_has_not(part, "about the same");
  free(part);
}

/* ---- limits, changes ---- */

/* Modifiers, parameters and limits of a pool without a dorsal horn. */
static char *page_of_pool(size_t n_parameters, const rx_result_parameter parameters[],
                          const rx_result_modifier *modifier)
{
  static const double PEAK[] = { 0.5, NAN, 0.5, NAN }, NONE[] = { NAN, 2, NAN, NAN };
  static const rx_result_outcome OUTCOMES[] = { { "torque_peak_MN", "1", "", 3, PEAK },
                                                { "spasm_duration_MN", "s", "", 3, NONE } };
  const rx_result_condition conditions[] = { { "control", 0, NULL }, { "injured_a_year_ago", 1, modifier } };
  const rx_results s = { .n_nodes = 1,
                         .nodes = NODES,
                         .n_conditions = 2,
                         .conditions = conditions,
                         .n_stimuli = 2,
                         .stimuli = STIMULI,
                         .n_repetitions = 1,
                         .n_outcomes = 2,
                         .outcomes = OUTCOMES,
                         .n_parameters = n_parameters,
                         .parameters = parameters };
  rx_error err = { 0 };
  assert_ok(rx_results_write("results.h5", &s, &err), err);
  assert_ok(rx_report_write(".", &err), err);
  return checked_page("report.html");
}

Test(motor_pools, what_a_modifier_of_monoamines_comes_to_is_said_and_limits_are_those_of_pools)
{
  static const rx_result_parameter PARAMETERS[] = {
    { "circuit/motor/MN/s_pic", 1, 1, "1", "", "", "D", 0 },
    { "circuit/motor/MN/monoamines/serotonin", 1, 1, "1", "", "", "D", 0 },
    { "circuit/motor/MN/monoamines/relaxation", 0, 0, "1", "", "", "D", 0 },
  };
  static const rx_result_modifier RELAXED = { "relaxation", "circuit/motor/MN/monoamines/relaxation", "add", 1, 0, 1 };
  char *html = page_of_pool(N(PARAMETERS), PARAMETERS, &RELAXED);
  /* S = N = 0.8, G = 2*0.8/1.8, s_PIC = 0.15 + 0.85 G */
  assert_has(html,
             "(s_PIC) <b>0.906</b>, on the current of the afterhyperpolarisation (s_AHP) <b>1</b>; in control 1 and "
             "1.</p>");
  assert_has(html, "injured a year ago");
  assert_has(html, "VibStim: torque falls with reciprocal inhibition in the model");
  assert_has(html, "chlorpromazine −3.8 Hz in the model");
  assert_has_not(html, "The pain signal is the firing");
  assert_has_not(html, "are missing (–)"); /* nothing failed */
  assert_has(html, "A circuit of 3 cells in 1 population was simulated.");
  assert_has(html, "Torque is a share of a nominal maximum");
  free(html);
}

/* A modifier of something else says nothing of the factors. */
Test(motor_pools, factors_that_stay_are_not_told)
{
  static const rx_result_modifier INHIBITED = {
    "experiment", "circuit/motor/MN/background_inhibition", "add", 1, 0, 1
  };
  char *html = page_of_pool(0, NULL, &INHIBITED);
  assert_has_not(html, "s_PIC");
  assert_has_not(html, "VibStim");
  free(html);
}

/* ---- windows ---- */

Test(motor_pools, windows_come_by_time_with_rate_and_torque_of_each_condition)
{
  static const double PEAK[] = { 0.28, NAN, 0.25, NAN }, EARLY[] = { 2.8167, NAN, 0.9167, NAN },
                      EARLY_TORQUE[] = { 0.008834, NAN, 0.001655, NAN }, LATE[] = { 4.5833, NAN, 0, NAN },
                      LATE_TORQUE[] = { 0.027161, NAN, 0, NAN };
  static const rx_result_outcome OUTCOMES[] = { { "torque_peak_MN", "1", "", 3, PEAK },
                                                { "rate_MN_late", "Hz", "", 3, LATE },
                                                { "torque_MN_late", "1", "", 3, LATE_TORQUE },
                                                { "rate_MN_at_first", "Hz", "", 3, EARLY },
                                                { "torque_MN_at_first", "1", "", 3, EARLY_TORQUE } };
  char *html = pools_page(N(OUTCOMES), OUTCOMES, 0, NULL,
                          "stimuli/first/windows/at_first: [8000, 11000]\nstimuli/first/windows/late: [36000, 39500]\n"
                          "stimuli/first_of_all/windows/no: [1, 2]\n");
  cr_expect_null(strstr(html, "Torque MN late"), "the comparison does not show them again");
  char *words = summary_of(strdup(html));
  assert_has(words, "With <b>no pic</b> the torque of MN under first, as a share of the maximum, is 0.00166 against "
                    "0.00883 (×0.187) in <b>at first</b> (8–11 s), 0 against 0.0272 (×0) in <b>late</b> (36–39.5 s).");
  free(words);
  char *part = section_of(html);
  assert_has(part, "colspan=\"2\">at first, 8–11 s</th><th scope=\"colgroup\" colspan=\"2\">late, 36–39.5 s</th></tr>");
  assert_has(part, "<th scope=\"row\">control</th><td class=\"n\">2.82</td><td class=\"n\">0.00883</td>"
                   "<td class=\"n\">4.58</td><td class=\"n\">0.0272</td></tr>");
  assert_has(part, "<th scope=\"row\">no pic</th><td class=\"n\">0.917</td><td class=\"n\">0.00166</td>"
                   "<td class=\"n\">0</td><td class=\"n\">0</td></tr>");
  cr_expect_eq(n_times_in(part, "Windows of the stimulus"), 1, "the second has none");
  free(part);
}

/* A file that another program wrote, with lines that only look alike. */
Test(motor_pools, windows_are_read_from_whole_lines)
{
  rx_arena *arena = rx_arena_create();
  rx_result_window *windows;
  size_t n;
  rx_error err = { 0 };
  rx_results s = { .n_stimuli = 2,
                   .stimuli = STIMULI,
                   .config_effective = "a: 1\nstimuli/first/windows/b: [20, 30]\nstimuli/first/windows/a: [20, 25.5]\n"
                                       "stimuli/first/windows/c: 5\nx/stimuli/first/windows/d: [1, 2]\n"
                                       "stimuli/second/windows/a: [0, 1]" };
  assert_ok(rx_results_windows(&s, 0, arena, &n, &windows, &err), err);
  cr_assert_eq(n, 2);
  cr_expect_str_eq(windows[0].name, "a");
  cr_expect(windows[0].from_ms == 20 && windows[0].to_ms == 25.5);
  cr_expect_str_eq(windows[1].name, "b");
  assert_ok(rx_results_windows(&s, 1, arena, &n, &windows, &err), err);
  cr_expect(n == 1 && windows[0].to_ms == 1);
  s.config_effective = NULL;
  assert_ok(rx_results_windows(&s, 0, arena, &n, &windows, &err), err);
  cr_expect_eq(n, 0);
  rx_arena_free(arena);
}

/* ---- current ramps ---- */

static const double RECRUITED[] = { 2, NAN, 7.25 }, DERECRUITED[] = { 0.25, NAN, 7.5 }, UNIT[] = { 0, 1, 2 };
static const rx_result_variable UNITS[] = { { "recruitment", "nA", "", 0, RECRUITED },
                                            { "derecruitment", "nA", "", 0, DERECRUITED } };
static const double RAMP_PEAK[] = { 0.5, NAN, 0, NAN };
static const rx_result_outcome RAMP[] = { { "torque_peak_MN", "1", "", 3, RAMP_PEAK } };

Test(motor_pools, a_current_ramp_is_drawn_with_both_limbs_of_each_unit)
{
  static const double NUMBER[] = { 0, 1, 2, 3, 4 }, I0[] = { 3, 6, 9, 5, 1 }, R0[] = { 10, 20, 30, 25, 8 },
                      L0[] = { 1, 1, 1, -1, -1 }, I2[] = { 8, 7.75, NAN, NAN, NAN }, R2[] = { 12, 11, NAN, NAN, NAN },
                      L2[] = { 1, -1, NAN, NAN, NAN }, NONE[] = { NAN, NAN, NAN, NAN, NAN };
  static const rx_result_variable RATES[] = { { "I_unit_0", "nA", "", 0, I0 },      { "rate_unit_0", "Hz", "", 0, R0 },
                                              { "limb_unit_0", "1", "", 0, L0 },    { "I_unit_1", "nA", "", 0, NONE },
                                              { "rate_unit_1", "Hz", "", 0, NONE }, { "limb_unit_1", "1", "", 0, NONE },
                                              { "I_unit_2", "nA", "", 0, I2 },      { "rate_unit_2", "Hz", "", 0, R2 },
                                              { "limb_unit_2", "1", "", 0, L2 } };
  const rx_result_course courses[] = { { "ramp_rate.MN.control.first", "1", "interval", 5, NUMBER, N(RATES), RATES },
                                       { "units.MN.control.first", "1", "unit", 3, UNIT, N(UNITS), UNITS } };
  char *html = pools_page(N(RAMP), RAMP, N(courses), courses, "");
  cr_expect_null(strstr(html, "ramp_rate.MN"), "it is not drawn again as a course over time");
  char *part = section_of(html);
  /* filled dots on the way up, rings on the way down; a marker and a number for each of the currents */
  cr_expect_eq(n_times_in(part, "r=\"2.4\" fill=\"#0072b2\" stroke=\"#0072b2\""), 4);
  cr_expect_eq(n_times_in(part, "r=\"2.4\" fill=\"#fff\" stroke=\"#d55e00\""), 3);
  assert_has(part, "class=\"small\">2</text>");
  assert_has(part, "class=\"small\">0.25</text>");
  assert_has(part, ">control, unit 0</tspan><tspan dx=\"6\" class=\"soft small\">ΔI 1.75 nA</tspan>");
  assert_has(part, ">control, unit 1</tspan><tspan dx=\"6\" class=\"soft small\">silent</tspan>");
  assert_has(part, ">control, unit 2</tspan><tspan dx=\"6\" class=\"soft small\">ΔI −0.25 nA</tspan>");
  assert_has(part, "rising current");
  assert_has(part, "derecruitment: last spike");
  assert_has(part, "Drawn: 1 of 2 conditions; all are in results.h5.");
  free(part);
}

/* Where the dots are: unit 0 alone, currents 1 to 9 nA, so that the axis is known. */
Test(motor_pools, rates_stand_at_their_currents)
{
  static const double NUMBER[] = { 0, 1 }, I[] = { 10, 0 }, R[] = { 100, 50 }, L[] = { 1, -1 };
  static const rx_result_variable RATES[] = { { "I_unit_0", "nA", "", 0, I },
                                              { "rate_unit_0", "Hz", "", 0, R },
                                              { "limb_unit_0", "1", "", 0, L } };
  const rx_result_course course = { "ramp_rate.MN.control.first", "1", "interval", 2, NUMBER, N(RATES), RATES };
  char *part = section_of(pools_page(N(RAMP), RAMP, 1, &course, ""));
  /* one panel: left 52, width 1008, top 26, height 176; current from -1 (a tenth of room) in steps of 2 to 10: -2 to 10; rate 0 to 100 */
  assert_has(part, "<circle cx=\"1060.0\" cy=\"26.0\" r=\"2.4\" fill=\"#0072b2\"");
  assert_has(part, "<circle cx=\"220.0\" cy=\"114.0\" r=\"2.4\" fill=\"#fff\"");
  free(part);
}

/* A file whose conditions have different units is no reason to read beyond them. */
Test(motor_pools, courses_that_do_not_fit_together_are_not_drawn)
{
  static const double NUMBER[] = { 0 }, X[] = { 1 };
  static const rx_result_variable ONE[] = { { "I_unit_0", "nA", "", 0, X },
                                            { "rate_unit_0", "Hz", "", 0, X },
                                            { "limb_unit_0", "1", "", 0, X } },
                                  TWO[] = { { "I_unit_0", "nA", "", 0, X },    { "rate_unit_0", "Hz", "", 0, X },
                                            { "limb_unit_0", "1", "", 0, X },  { "I_unit_1", "nA", "", 0, X },
                                            { "rate_unit_1", "Hz", "", 0, X }, { "limb_unit_1", "1", "", 0, X } };
  const rx_result_course courses[] = { { "ramp_rate.MN.control.first", "1", "interval", 1, NUMBER, N(ONE), ONE },
                                       { "ramp_rate.MN.no_pic.first", "1", "interval", 1, NUMBER, N(TWO), TWO } };
  char *part = section_of(pools_page(N(RAMP), RAMP, N(courses), courses, ""));
  cr_expect_eq(n_times_in(part, "Rate against injected current"), 0);
  free(part);
}

/* ---- pools that did little ---- */

Test(motor_pools, a_silent_pool_has_a_table_and_no_picture)
{
  static const double ZERO[] = { 0, NAN, 0, NAN }, NONE[] = { NAN, NAN, NAN, NAN }, TIME[] = { 0, 10, 20 },
                      FLAT[] = { 0, 0, 0 }, MISSING[] = { NAN, NAN, NAN };
  static const rx_result_outcome OUTCOMES[] = { { "torque_MN", "1", "", 3, ZERO },
                                                { "torque_peak_MN", "1", "", 3, ZERO },
                                                { "recruitment_MN", "nA", "", 3, NONE },
                                                { "delta_f_MN", "Hz", "", 3, NONE } };
  static const rx_result_variable TORQUE[] = { { "torque", "1", "", 0, FLAT } },
                                  DELTA[] = { { "delta_i", "nA", "", 0, MISSING } };
  const rx_result_course courses[] = { { "torque.MN.control.first", "ms", NULL, 3, TIME, 1, TORQUE },
                                       { "units.MN.control.first", "1", "unit", 3, UNIT, 1, DELTA } };
  char *part = section_of(pools_page(N(OUTCOMES), OUTCOMES, N(courses), courses, ""));
  assert_has(part, "<th scope=\"row\">control</th><td class=\"n\">0</td><td class=\"n\">0</td></tr>");
  cr_expect_eq(n_times_in(part, "recruitment"), 0);
  cr_expect_eq(n_times_in(part, "<figure>"), 0);
  free(part);
}

Test(motor_pools, one_unit_is_drawn_as_one_line)
{
  static const double PEAK[] = { 0.5, NAN, NAN, NAN }, DELTA[] = { 1, NAN, NAN, NAN }, TIME[] = { 0, 50, 100 },
                      RATE[] = { NAN, 8, 9 }, TORQUE[] = { 0, 0.5, 0.25 };
  static const rx_result_outcome OUTCOMES[] = { { "torque_peak_MN", "1", "", 3, PEAK },
                                                { "delta_f_MN", "Hz", "", 3, DELTA } };
  static const rx_result_variable RATES[] = { { "rate", "Hz", "", 1, RATE } },
                                  TORQUES[] = { { "torque", "1", "", 0, TORQUE } };
  const rx_result_course courses[] = { { "smoothed.MN.control.first", "ms", NULL, 3, TIME, 1, RATES },
                                       { "torque.MN.control.first", "ms", NULL, 3, TIME, 1, TORQUES } };
  char *part = section_of(pools_page(N(OUTCOMES), OUTCOMES, N(courses), courses, ""));
  cr_expect_eq(n_times_in(part, "<figure>"), 2, "rates and torque");
  assert_has(part, "Smoothed rates of the units");
  assert_has(part, "Torque of the pool");
  free(part);
}

Test(motor_pools, windows_are_shaded_behind_the_torque)
{
  static const double PEAK[] = { 0.5, NAN, 0.5, NAN }, TIME[] = { 0, 500, 1000 }, TORQUE[] = { 0, 0.5, 0.25 };
  static const rx_result_outcome OUTCOMES[] = { { "torque_peak_MN", "1", "", 3, PEAK } };
  static const rx_result_variable TORQUES[] = { { "torque", "1", "", 0, TORQUE } };
  const rx_result_course course = { "torque.MN.control.first", "ms", NULL, 3, TIME, 1, TORQUES };
  char *part = section_of(pools_page(N(OUTCOMES), OUTCOMES, 1, &course,
                                     "stimuli/first/windows/a: [250, 500]\nstimuli/first/windows/b: [0, 1000]\n"));
  /* the frame: left 60, width 990 */
  assert_has(part, "<rect x=\"307.5\" y=\"46.0\" width=\"247.5\" height=\"186.0\" fill=\"#eef1f4\"/>");
  assert_has(part, "<rect x=\"60.0\" y=\"46.0\" width=\"990.0\" height=\"186.0\" fill=\"#eef1f4\"/>");
  assert_has(part, "<td class=\"n\">–</td><td class=\"n\">–</td>"); /* the file has no such outcomes */
  free(part);
}

Test(motor_pools, stimulation_is_marked_above_the_torque)
{
  static const double PEAK[] = { 0.5, 0.5, 0.5, 0.5 }, TIME[] = { 0, 500, 1000 }, TORQUE[] = { 0, 0.5, 0.25 };
  static const rx_result_outcome OUTCOMES[] = { { "torque_peak_MN", "1", "", 3, PEAK } };
  static const rx_result_variable TORQUES[] = { { "torque", "1", "", 0, TORQUE } };
  const rx_result_course courses[] = { { "torque.MN.control.first", "ms", NULL, 3, TIME, 1, TORQUES },
                                       { "torque.MN.control.second", "ms", NULL, 3, TIME, 1, TORQUES } };
  char *part = section_of(
      pools_page(N(OUTCOMES), OUTCOMES, N(courses), courses,
                 "stimuli/first/components/0/kind: drive\nstimuli/first/components/1/kind: nerve_stimulation\n"
                 "stimuli/first/components/1/onset: 250\nstimuli/first/components/1/duration: 500\n"
                 "stimuli/first/components/2/kind: nmes\nstimuli/first/components/2/onset: 0\n"
                 "stimuli/first/components/2/duration: 100\nstimuli/first/components/2/bouts: 2\n"
                 "stimuli/first/components/2/interval: 500\n"
                 "stimuli/second/kind: nerve_stimulation\nstimuli/second/onset: 0\nstimuli/second/duration: 5000\n"
                 "stimuli/second/trigger: discharge\n"));
  /* the frame: left 60, width 990, 1 s */
  assert_has(part, "width=\"495.0\" height=\"5\" fill=\"#d55e00\" stroke=\"#d55e00\" stroke-dasharray=\"none\"/>");
  cr_expect_eq(n_times_in(part, "width=\"99.0\" height=\"5\" fill=\"#0b4f83\""), 2, "two bouts");
  assert_has(part, "x=\"307.5\"");
  assert_has(part, "width=\"990.0\" height=\"5\" fill=\"none\" stroke=\"#d55e00\" stroke-dasharray=\"3 3\"/>");
  assert_has(part, "stimulation of the nerve: watches, and acts on a spasm");
  cr_expect_eq(n_times_in(part, "The times at which a spasm was found are not kept"), 1, "of the second alone");
  free(part);
}

Test(motor_pools, a_clamp_has_a_scale_for_each_unit_and_no_table_of_zero_rates)
{
  static const double PIC[] = { 20, NAN, 10, NAN }, ZERO[] = { 0, NAN, 0, NAN }, TIME[] = { 0, 1, 2 },
                      V[] = { -90, -60, -30 }, SMALL[] = { -1, 0, 1 }, LARGE[] = { -50, 0, 100 };
  static const rx_result_outcome OUTCOMES[] = { { "pic_MN", "nA", "", 3, PIC }, { "rate_MN", "Hz", "", 3, ZERO } };
  static const rx_result_variable LOOPS[] = { { "V_unit_0", "mV", "", 0, V },
                                              { "I_unit_0", "nA", "", 0, SMALL },
                                              { "V_unit_2", "mV", "", 0, V },
                                              { "I_unit_2", "nA", "", 0, LARGE } };
  const rx_result_course course = { "pic_loop.MN.control.first", "ms", NULL, 3, TIME, N(LOOPS), LOOPS };
  char *html = pools_page(N(OUTCOMES), OUTCOMES, 1, &course, "stimuli/first/kind: pic_clamp\n");
  assert_has_not(html, "Rates of the populations");
  char *part = section_of(html);
  assert_has(part, ">control, unit 0<");
  assert_has(part, ">control, unit 2<");
  assert_has(part, ">0.5</text>"); /* a tick of the small unit */
  assert_has(part, ">100</text>");
  free(part);
}

Test(motor_pools, a_change_of_delta_f_has_its_interval_as_whisker)
{
  static const double PEAK[] = { 0.5, NAN, 0.5, NAN }, CHANGE[] = { NAN, NAN, -1, NAN }, LOW[] = { NAN, NAN, -2, NAN },
                      HIGH[] = { NAN, NAN, 1, NAN };
  static const rx_result_outcome OUTCOMES[] = { { "torque_peak_MN", "1", "", 3, PEAK },
                                                { "delta_f_change_MN", "Hz", "", 3, CHANGE },
                                                { "delta_f_change_low_MN", "Hz", "", 3, LOW },
                                                { "delta_f_change_high_MN", "Hz", "", 3, HIGH } };
  char *html = pools_page(N(OUTCOMES), OUTCOMES, 0, NULL, "");
  cr_expect_eq(n_times_in(html, "h6m-3 0V"), 2, "one whisker on a white one");
  assert_has(html, "Whiskers: 95 % intervals over the matched pairs.");
  free(html);
  html = pools_page(2, OUTCOMES, 0, NULL, "");
  cr_expect_eq(n_times_in(html, "h6m-3 0V"), 0);
  free(html);
}

Test(motor_pools, a_population_that_is_no_pool_has_no_section)
{
  static const double RATE[] = { 1, 2, 3, 4 };
  static const rx_result_outcome OUTCOMES[] = { { "rate_MN", "Hz", "", 3, RATE } };
  char *html = pools_page(N(OUTCOMES), OUTCOMES, 0, NULL, "stimuli/first/windows/a: [1, 2]\n");
  assert_has_not(html, "<section id=\"motor\">");
  free(html);
}
