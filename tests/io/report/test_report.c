#include "io/report/report.h"

#include "io/report/view.h"
#include "tests/io/report/report_example.h"
#include "tests/io/report/results_page.h"

TestSuite(report, .init = in_new_folder, .fini = leave_tree);

/* ---- whole runs ---- */

Test(report, has_every_section_in_order)
{
  static const char *const SECTIONS[] = { "summary", "comparison", "circuit", "activity", "rates",
                                          "changes", "parameters", "limits",  "method" };
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_results s = example_results(arena, EXAMPLE_CONDITION);
  assert_ok(example_spikes(arena, ".", &err), err);
  char *html = page_of(&s);
  const char *at = html;
  for (size_t i = 0; i < sizeof SECTIONS / sizeof *SECTIONS; i++) {
    char section[64];
    snprintf(section, sizeof section, "<section id=\"%s\">", SECTIONS[i]);
    at = strstr(at, section);
    cr_assert_not_null(at, "%s", SECTIONS[i]);
    snprintf(section, sizeof section, "<a href=\"#%s\">", SECTIONS[i]);
    assert_has(html, section);
  }
  assert_has(html, "Research and teaching model: no output is advice to a patient.");
  assert_has(html, "<h1>Disinhibition turns touch into pain</h1>");
  assert_has(html, "A circuit of 213 cells in 14 populations, driven by 275 afferent fibres");
  assert_has(html, "Rates over time");
  assert_has(html, "Response to each pulse (wind-up)");
  assert_has(html, "NK1[0].soma.v: membrane potential.");
  assert_has(html, "Shaded: the stimulus.");
  assert_has(html, "Silent in every condition and not drawn: ISLET, SGS, Ad,");
  assert_has(html, "Pain signal = 0.5·rate(NK1)/50 Hz (0.5–1.5 s after onset) + 0.5·rate(WDR)/133 Hz");
  assert_has(html, "not a felt intensity; a fall of it is no relief of a patient.");
  assert_has(html, "to the brain");
  assert_has(html, "<h3 id=\"h");   /* headings have anchors */
  assert_has(html, "nerve_injury"); /* the slow course, as it is called in the file */
  cr_assert_eq(n_times_in(html, "aria-label=\"Legend\""), 1 + 4 + 1, "bars, rates, pulses");
  free(html);
  rx_arena_free(arena);
}

Test(report, says_the_main_findings_from_the_numbers)
{
  static const char *const STIMULI[] = { "brush", "pressure", "pinch" };
  static const double SIGNAL[] = { 0.02, 0.4, 1, 0.45, 0.8, 1.02, 0.02, 0.1, 0.2 };
  static const rx_result_condition CONDITIONS[] = { { "healthy", 0, NULL }, { "half", 0, NULL }, { "drug", 0, NULL } };
  static const rx_result_outcome OUTCOME = { "pain_signal", "1", "", 3, SIGNAL };
  rx_results s = { .n_conditions = 3,
                   .conditions = CONDITIONS,
                   .n_stimuli = 3,
                   .stimuli = STIMULI,
                   .n_repetitions = 1,
                   .n_outcomes = 1,
                   .outcomes = &OUTCOME };
  char *html = page_of(&s);
  assert_has(html, "In <b>healthy</b> the pain signal is 0.02 under brush, 0.4 under pressure and 1 under pinch.");
  assert_has(html, "With <b>half</b> the pain signal rises under brush from 0.02 to 0.45 (×22.5), under pressure from "
                   "0.4 to 0.8 (×2); brush then "
                   "evokes about as much as pressure does in healthy (0.4).");
  assert_has(html, "With <b>drug</b> the pain signal falls under pinch from 1 to 0.2 (×0.2), under pressure from 0.4 "
                   "to 0.1 (×0.25).");
  assert_has(html, "One repetition");
  free(html);
}

Test(report, means_and_spread_are_those_of_the_repetitions)
{
  static const char *const STIMULI[] = { "brush" };
  static const double SIGNAL[] = { 1, 2, 3, 2, NAN, 4 };
  static const rx_result_condition CONDITIONS[] = { { "a", 0, NULL }, { "b", 0, NULL } };
  static const rx_result_outcome OUTCOME = { "pain_signal", "1", "", 3, SIGNAL };
  rx_results s = { .n_conditions = 2,
                   .conditions = CONDITIONS,
                   .n_stimuli = 1,
                   .stimuli = STIMULI,
                   .n_repetitions = 3,
                   .n_outcomes = 1,
                   .outcomes = &OUTCOME };
  char *html = page_of(&s);
  assert_has(html, "<td class=\"n\">2.00 ± 1.00</td>");
  assert_has(html, "<td class=\"n\">3.00 ± 1.41 (2 of 3)<span class=\"change\">×1.5</span></td>");
  assert_has(html, "(the repetitions overlap)");
  assert_has(html, "1 value of the pain signal and mean rates is missing (–) where other");
  free(html);
}

Test(report, the_same_results_give_the_same_page)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_results s = example_results(arena, EXAMPLE_CONDITION);
  assert_ok(example_spikes(arena, ".", &err), err);
  free(page_of(&s));
  cr_assert_eq(rename("report.html", "first.html"), 0);
  assert_ok(rx_report_write(".", &err), err);
  cr_assert(same_bytes("first.html", "report.html"));
  cr_assert_eq(n_files(), 4, "results, two pages, spikes: nothing else is left");
  rx_arena_free(arena);
}

Test(report, escapes_whatever_comes_from_a_file)
{
  static const char *const STRANGE[EXAMPLE_CONDITIONS] = { "<b>healthy</b>", "\"a\" & 'b'",
                                                           "</title><script>alert(1)</script>" };
  rx_arena *arena = rx_arena_create();
  rx_results s = example_results(arena, STRANGE);
  s.config_text = "title: <i>&amp;</i> ]]> \"\n";
  rx_result_node *nodes = example_make(arena, s.n_nodes, sizeof *nodes);
  memcpy(nodes, s.nodes, s.n_nodes * sizeof *nodes);
  nodes[0].identity = "<img src=x onerror=y>";
  nodes[1].module = "\" onload=\"y";
  s.nodes = nodes;
  char *html = page_of(&s);
  assert_has(html, "<h1>&lt;i&gt;&amp;amp;&lt;/i&gt; ]]&gt; &quot;</h1>");
  assert_has(html, "&lt;b&gt;healthy&lt;/b&gt;");
  assert_has(html, "&quot;a&quot; &amp; &#39;b&#39;");
  assert_has(html, "spinal opioid &lt;low&gt;");
  assert_has(html, "&lt;img src=x onerror=y&gt;");
  assert_has_not(html, "<script");
  assert_has_not(html, "<img");
  assert_has_not(html, "\" onload=\"");
  free(html);
  rx_arena_free(arena);
}

Test(report, replaces_what_is_no_utf_8)
{
  rx_results s = { .config_text = "title: a\xff"
                                  "b\x01"
                                  "c\xed\xa0\x80"
                                  "d\xe2\x82" };
  char *html = page_of(&s);
  assert_has(html, "<h1>a\xef\xbf\xbd"
                   "b\xef\xbf\xbd"
                   "c");
  free(html);
}

Test(report, empty_results_give_a_page)
{
  rx_results s = { 0 };
  char *html = page_of(&s);
  assert_has(html, "The results hold no number that could be compared.");
  assert_has_not(html, "id=\"circuit\"");
  assert_has_not(html, "id=\"activity\"");
  assert_has_not(html, "id=\"rates\"");
  free(html);
}

Test(report, one_condition_is_not_compared)
{
  rx_arena *arena = rx_arena_create();
  rx_results s = example_results(arena, EXAMPLE_CONDITION);
  s.n_conditions = 1;
  char *html = page_of(&s);
  assert_has(html, "1 condition: healthy. ");
  assert_has(html, ">Outcomes<");
  assert_has_not(html, "(reference)");
  assert_has_not(html, "Below each value");
  free(html);
  rx_arena_free(arena);
}

Test(report, shows_a_single_cell_with_its_traces)
{
  rx_arena *arena = rx_arena_create();
  example_random random = { 1 };
  static const rx_result_cell CELL = { "PN_NK1", "I", NAN, NAN, NAN };
  const rx_result_population population = { "NK1", 1, &CELL };
  const rx_result_course course = example_trace(arena, "healthy", 1, &random);
  static const double RATE = 12.25;
  static const rx_result_outcome OUTCOME = { "rate_NK1", "Hz", "", 3, &RATE };
  rx_results s = { .n_populations = 1,
                   .populations = &population,
                   .n_courses = 1,
                   .courses = &course,
                   ONE_CASE("healthy", "brush"),
                   .n_outcomes = 1,
                   .outcomes = &OUTCOME };
  char *html = page_of(&s);
  assert_has(html, "One cell (NK1) was simulated.");
  assert_has(html, "the rate of NK1 is 12.2 Hz under brush.");
  assert_has(html, "<h4 id=");
  assert_has(html, "Traces");
  assert_has_not(html, "circuit-drawing");
  free(html);
  rx_arena_free(arena);
}

Test(report, shows_a_rate_model)
{
  static const double TIME[] = { 0, 100, 200, 300 }, P[] = { 0, 30, 20, 5 }, G[] = { 0, 0.5, 1, NAN };
  static const rx_result_variable VARIABLES[] = { { "P", "Hz", "projection population", 0, P },
                                                  { "G", "1", "wind-up weight", 0, G } };
  static const rx_result_course COURSE = { "control.pulse", "ms", NULL, 4, TIME, 2, VARIABLES };
  rx_results s = { .n_courses = 1, .courses = &COURSE, ONE_CASE("control", "pulse") };
  char *html = page_of(&s);
  assert_has(html, "Under pulse the highest value of <b>P</b> is 30 Hz (control).");
  assert_has(html, "Curves over time");
  assert_has(html, "P in Hz.");
  free(html);
}

Test(report, survives_empty_populations_and_odd_numbers)
{
  static const rx_result_node NODES[] = { { "A", "excitatory", "m", 0, "glutamate", "II", "" },
                                          { "", "", "", 0, "", "", "" },
                                          { "B", NULL, NULL, 4000000000u, NULL, "XII-IX", NULL },
                                          { "C", "afferent", "", 3, "", "", "" } };
  static const rx_result_pathway PATHWAYS[] = {
    { "A", "A", "AMPA", UINT64_MAX, 1 }, { "A", "nobody", "", 1, 1 }, { "A", "B", "", 0, 0 }, { "C", "A", "", 5, -7 }
  };
  static const double TIME[] = { 0, NAN, INFINITY }, VALUE[] = { INFINITY, -INFINITY, NAN },
                      NONE[] = { NAN, NAN, NAN, NAN }, WILD[] = { 1e300, -1e300, INFINITY, 1e-300 };
  static const rx_result_variable VARIABLES[] = { { "A", "Hz", "", 0, VALUE }, { "x", "1", "", 0, VALUE } };
  static const rx_result_course COURSES[] = { { "a.s", "ms", NULL, 3, TIME, 2, VARIABLES },
                                              { "pulses.a.s", "ms", NULL, 0, TIME, 1, VARIABLES },
                                              { "trace.a.s", "ms", NULL, 3, TIME, 1, VARIABLES },
                                              { "slow", "h", NULL, 3, TIME, 1, VARIABLES },
                                              { "none", "h", NULL, 0, TIME, 0, NULL } };
  static const rx_result_condition CONDITIONS[] = { { "a", 0, NULL }, { "b", 0, NULL } };
  static const char *const STIMULI[] = { "s" };
  static const rx_result_outcome OUTCOMES[] = { { "rate_A", "Hz", "", 3, NONE },
                                                { "wild", "1", "", 3, WILD },
                                                { "index", "1", "", 1, NONE },
                                                { "total", "s", "", 0, WILD } };
  static const rx_result_modifier MODIFIERS[] = { { "x", "p", "scale", NAN, NAN, NAN },
                                                  { "x", "p/q", "shift", INFINITY, 0, INFINITY } };
  rx_result_condition conditions[2] = { CONDITIONS[0], { "b", 2, MODIFIERS } };
  static const rx_result_parameter PARAMETERS[] = { { "p", NAN, 1, "mV", "", "", "", false },
                                                    { "", 1, NAN, "", "", "", "?", true } };
  rx_results s = { .n_nodes = 4,
                   .nodes = NODES,
                   .n_pathways = 4,
                   .pathways = PATHWAYS,
                   .n_courses = 5,
                   .courses = COURSES,
                   .n_conditions = 2,
                   .conditions = conditions,
                   .n_stimuli = 1,
                   .stimuli = STIMULI,
                   .n_repetitions = 2,
                   .n_outcomes = 4,
                   .outcomes = OUTCOMES,
                   .n_parameters = 2,
                   .parameters = PARAMETERS };
  free(page_of(&s));
}

Test(report, limits_of_drugs_and_nerves_are_said_where_there_are_some)
{
  static const rx_result_parameter PARAMETERS[] = {
    { "circuit/drugs/carbamazepine/concentration", 0, 12.7, "uM", "", "", "D", true },
    { "circuit/nerve/fibres/C_PEP/variant_share", 1, 1, "1", "", "", "D", false }
  };
  static const char *const LIMITS[] = { "no patient’s relief and no dose", "not on their axons" };
  for (size_t n = 0; n <= 2; n++) {
    const rx_results s = { .n_parameters = n, .parameters = PARAMETERS };
    char *html = page_of(&s);
    for (size_t i = 0; i < 2; i++)
      cr_assert_eq(strstr(html, LIMITS[i]) != NULL, i < n, "%zu parameters: %s", n, LIMITS[i]);
    free(html);
    remove("results.h5");
    remove("report.html");
  }
}

Test(report, an_outcome_is_of_the_population_with_the_longest_name)
{
  static const rx_result_node NODES[] = { { "Ad", "afferent", "", 3, "", "", "" },
                                          { "ddh_Ad", "afferent", "", 3, "", "", "" } };
  static const double VALUE[] = { 4 };
  static const rx_result_outcome OUTCOMES[] = { { "peak_drive_Ad", "Hz", "", 3, VALUE },
                                                { "peak_drive_ddh_Ad", "Hz", "", 3, VALUE } };
  const rx_results s = { .n_nodes = 2, .nodes = NODES, ONE_CASE("a", "s"), .n_outcomes = 2, .outcomes = OUTCOMES };
  char *html = page_of(&s);
  assert_has(html, "Peak drive of Ad");
  assert_has(html, "Peak drive of ddh_Ad");
  free(html);
}

/* Two classes of fibres, of which a touches one under rest and b the other under pinch: each has its own finding. */
Test(report, fibres_have_one_table_a_stimulus_and_the_finding_that_a_condition_changes_most)
{
  static const rx_result_node NODES[] = { { "SA1", "afferent", "", 3, "", "", "" },
                                          { "CMH", "afferent", "", 3, "", "", "" } };
  static const rx_result_condition CONDITIONS[] = { { "healthy", 0, NULL }, { "a", 0, NULL }, { "b", 0, NULL } };
  static const char *const STIMULI[] = { "rest", "pinch" };
  static const double SKIN[] = { 0, 60, 0, 60, 0, 60 }, SA1[] = { 0, 60, 0, 60, 0, 20 }, CMH[] = { 0, 8, 4, 8, 0, 8 };
  static const rx_result_outcome OUTCOMES[] = { { "skin_rate_SA1", "Hz", "", 3, SKIN },
                                                { "cord_rate_SA1", "Hz", "", 3, SA1 },
                                                { "cord_rate_CMH", "Hz", "", 3, CMH } };
  const rx_results s = { .n_nodes = 2,
                         .nodes = NODES,
                         .n_conditions = 3,
                         .conditions = CONDITIONS,
                         .n_stimuli = 2,
                         .stimuli = STIMULI,
                         .n_repetitions = 1,
                         .n_outcomes = 3,
                         .outcomes = OUTCOMES };
  char *html = page_of(&s);
  assert_has(html, "With <b>a</b> the cord rate of CMH rises under rest from 0 to 4.");
  assert_has(html, "With <b>b</b> the cord rate of SA1 falls under pinch from 60 to 20 (");
  cr_assert_eq(n_times_in(html, ">Fibres under rest<"), 1);
  cr_assert_eq(n_times_in(html, ">SA1, cord</th>"), 2, "a table for each stimulus");
  cr_assert_eq(n_times_in(html, ">CMH, skin</th>"), 0, "there is no such outcome");
  free(html);
}

/* The shift of a variant that no channel has. */
Test(report, says_which_shift_has_no_effect)
{
  static const rx_result_modifier SHIFT = { "x", "circuit/a/nav17/shift_m", "shift", -9, 0, -9 },
                                  BOTH[] = { { "x", "circuit/a/nav17/shift_m", "shift", -9, 0, -9 },
                                             { "x", "circuit/a/nav17/fraction", "add", 0.5, 0, 0.5 } };
  static const rx_result_parameter FRACTION = { "circuit/a/nav17/fraction", 0, 0, "1", "", "", "", false };
  static const rx_result_condition CONDITIONS[] = { { "none", 0, NULL }, { "idle", 1, &SHIFT }, { "both", 2, BOTH } };
  const rx_results s = { .n_conditions = 3, .conditions = CONDITIONS, .n_parameters = 1, .parameters = &FRACTION };
  char *html = page_of(&s);
  assert_has(html, "In the condition idle circuit/a/nav17/shift_m has no effect while circuit/a/nav17/fraction is 0");
  cr_assert_eq(n_times_in(html, "has no effect while"), 1);
  free(html);
}

Test(report, crowded_pictures_are_cut_and_say_so)
{
  enum { N = 12 };
  rx_arena *arena = rx_arena_create();
  static const double TIME[] = { 25, 75 }, VALUE[] = { 4, 8 };
  const rx_result_variable variable = { "WDR", "Hz", "", 0, VALUE };
  static const rx_result_cell CELL = { "x", "V", NAN, NAN, NAN };
  const rx_result_population population = { "WDR", 1, &CELL };
  static const char *const STIMULI[] = { "brush" };
  rx_result_condition conditions[N];
  rx_result_course courses[N];
  double signal[N];
  for (size_t i = 0; i < N; i++) {
    conditions[i] = (rx_result_condition){ rx_arena_format(arena, "without_cause_%zu", i), 0, NULL };
    courses[i] =
        (rx_result_course){ rx_arena_format(arena, "without_cause_%zu.brush", i), "ms", NULL, 2, TIME, 1, &variable };
    signal[i] = 1 + 0.2 * (double)i;
  }
  const rx_result_outcome outcome = { "pain_signal", "1", "", 3, signal };
  rx_results s = { .n_populations = 1,
                   .populations = &population,
                   .n_courses = N,
                   .courses = courses,
                   .n_conditions = N,
                   .conditions = conditions,
                   .n_stimuli = 1,
                   .stimuli = STIMULI,
                   .n_repetitions = 1,
                   .n_outcomes = 1,
                   .outcomes = &outcome,
                   .config_effective = "a: 1\nconditions/without_cause_3/reference: true\n" };
  char *html = page_of(&s);
  assert_has(html, "Drawn: 6 of 12 conditions; all are in the tables.");
  assert_has(html, "compared with <b>without cause 3</b>");
  assert_has(html, "without cause 3 (reference)");
  free(html);
  rx_arena_free(arena);
}

Test(report, the_reference_is_marked_or_healthy_or_first)
{
  rx_arena *arena = rx_arena_create();
  rx_error err = { 0 };
  static const rx_result_condition CONDITIONS[] = { { "a", 0, NULL }, { "healthy", 0, NULL }, { "c.d", 0, NULL } };
  rx_results s = { .n_conditions = 3,
                   .conditions = CONDITIONS,
                   .config_text = "",
                   .config_effective = "conditions/c.d/reference: true\n" };
  rx_view view;
  assert_ok(rx_view_make("f", &s, arena, &view, &err), err);
  cr_assert_eq(view.reference, 2);
  cr_assert(rx_view_drawn(&view, 0) == 2 && rx_view_drawn(&view, 1) == 0 && rx_view_drawn(&view, 2) == 1);
  s.config_effective = "conditions/c.d/reference: false\n";
  assert_ok(rx_view_make("f", &s, arena, &view, &err), err);
  cr_assert_eq(view.reference, 1);
  s.n_conditions = 1;
  assert_ok(rx_view_make("f", &s, arena, &view, &err), err);
  cr_assert_eq(view.reference, 0);
  rx_arena_free(arena);
}

Test(report, title_and_description_come_from_the_config)
{
  static const struct {
    const char *config, *title, *description;
  } CASES[] = {
    { "title: One # comment\ndescription: >\n  two\n  lines\nnext: 1\n", "One", "Two lines" },
    { "title: 'It # is'\r\nexperiment: x\n", "It # is", "" },
    { "title: \"say \\\"x\\\"\"\n", "say \"x\"", "" },
    { "experiment: demo\ntitles: no\n  title: nested\n", "demo", "" },
    { "title: [a, b]\n", "run_7", "" },
    { "title:\n", "run_7", "" },
    { "", "run_7", "" },
  };
  rx_arena *arena = rx_arena_create();
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    rx_error err = { 0 };
    rx_view view;
    const rx_results s = { .config_text = CASES[i].config, .config_effective = "" };
    assert_ok(rx_view_make("results/run_7//", &s, arena, &view, &err), err);
    cr_assert_str_eq(view.title, CASES[i].title);
    cr_assert_str_eq(view.description, CASES[i].description);
  }
  rx_arena_free(arena);
}

Test(report, the_end_of_a_pulse_train_is_that_of_its_pulses)
{
  static const rx_result_parameter PARAMETERS[] = {
    { "stimuli/train/onset", 1000, 0, "ms", "", "", "", true },
    { "stimuli/train/duration", 50, 0, "ms", "", "", "", true },
    { "stimuli/train/pulses", 10, 0, "1", "", "", "", true },
    { "stimuli/train/frequency", 2, 0, "Hz", "", "", "", true },
    { "stimuli/both/components/0/onset", 5, 0, "ms", "", "", "", true },
    { "stimuli/both/components/0/duration", 5, 0, "ms", "", "", "", true },
    { "stimuli/both/components/1/onset", 2, 0, "ms", "", "", "", true },
    { "stimuli/both/components/1/duration", 4, 0, "ms", "", "", "", true }
  };
  const rx_results s = { .parameters = PARAMETERS, .n_parameters = 8 };
  const rx_view view = { .results = &s };
  double onset, end;
  cr_assert(rx_view_epoch(&view, "train", &onset, &end) && onset == 1000 && end == 6000);
  cr_assert(rx_view_epoch(&view, "both", &onset, &end) && onset == 2 && end == 10);
  cr_assert_not(rx_view_epoch(&view, "trai", &onset, &end));
}
