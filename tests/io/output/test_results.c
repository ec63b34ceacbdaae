#include "io/results/results.h"

#include <criterion/criterion.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "io/hdf5/hdf5_file.h"
#include "tests/io/output_helpers.h"

TestSuite(results, .init = in_new_folder, .fini = leave_folder);
TestSuite(provenance, .init = in_new_folder, .fini = leave_folder);

enum { N_TIMES = 400 };

static double course_time[N_TIMES], course_value[N_TIMES * 3];

static const rx_result_cell CELLS[3] = {
  { "wdr", "V", 1.5, -2.0, 30.0 },
  { "wdr", "V", 2.5, -2.0, 31.0 },
  { "wdr_bursting", "IV", NAN, NAN, NAN },
};
static const rx_result_population POPULATIONS[2] = { { "WDR", 3, CELLS }, { "NK1", 0, NULL } };
static const rx_result_variable VARIABLES[2] = {
  { "bdnf", "1", "BDNF from microglia", 0, course_value },
  { "chloride", "mM", "chloride per lamina", 3, course_value },
};
static const rx_result_course COURSES[1] = { { "nerve_injury", "h", NULL, N_TIMES, course_time, 2, VARIABLES } };
static const rx_result_modifier MODIFIERS[2] = {
  { "nerve_injury", "circuit/pathways/PV_PKC/weight", "scale", 0.4, 2.5, 0.9 },
  { "pregabalin 300 mg", "circuit/pathways/PV_PKC/weight", "scale", 0.9, 2.5, 0.9 },
};
static const rx_result_condition CONDITIONS[2] = { { "healthy", 0, NULL }, { "nerve_injury w/o bdnf", 2, MODIFIERS } };
static const char *const STIMULI[3] = { "brush", "von_frey_100mN", "pinch" };
static const double SIGNAL[12] = { 0.5, 0.25, 1, 2, 3, 4, 5, 6, 7, 8, 9, NAN };
static const rx_result_outcome OUTCOMES[4] = {
  { "nnt", "1", "number needed to treat", 0, SIGNAL + 9 },
  { "rating", "1", "pain rating", 1, SIGNAL },
  { "threshold", "mN", "withdrawal threshold", 2, SIGNAL },
  { "pain_signal", "Hz", "pain signal", 3, SIGNAL },
};
static const rx_result_case CASES[2] = {
  { "healthy", "brush", 0, UINT64_MAX - 1, "spikes/healthy.brush.0.h5" },
  { "healthy", "brush", 1, 2385, NULL },
};
static const rx_result_parameter PARAMETERS[2] = {
  { "circuit/populations/WDR/g", 0.0035, NAN, "S/cm2", "peak conductance", "a paper, table 1", "R", true },
  { "circuit/populations/WDR/C", 1.0, 1.0, "uF/cm2", "capacitance", "", "", false },
};
static const rx_result_node NODES[2] = { { "WDR", "projection", "output", 5, "glutamate", "V", "wide dynamic range" },
                                         { "PV", "inhibitory", "gate", 9, "GABA", "III", "parvalbumin" } };
static const rx_result_pathway PATHWAYS[1] = { { "PV", "WDR", "GABA_A, glycine", 41, -1 } };
static const char CONFIG[] = "circuit: dorsal_horn # µ\n\tno tab\n";

static rx_results example(rx_arena *arena)
{
  rx_error err = { 0 };
  for (size_t i = 0; i < N_TIMES; i++) course_time[i] = 0.5 * (double)i;
  for (size_t i = 0; i < N_TIMES * 3; i++) course_value[i] = cos((double)i);
  rx_results s = { .n_populations = 2,
                   .populations = POPULATIONS,
                   .n_courses = 1,
                   .courses = COURSES,
                   .n_conditions = 2,
                   .conditions = CONDITIONS,
                   .n_stimuli = 3,
                   .stimuli = STIMULI,
                   .n_repetitions = 2,
                   .n_outcomes = 4,
                   .outcomes = OUTCOMES,
                   .n_cases = 2,
                   .cases = CASES,
                   .n_parameters = 2,
                   .parameters = PARAMETERS,
                   .n_nodes = 2,
                   .nodes = NODES,
                   .n_pathways = 1,
                   .pathways = PATHWAYS,
                   .solver = { "ensemble", "single", 0.025, 0.1, NAN, NAN, 80000, 160000, 0, 3 },
                   .config_text = CONFIG,
                   .config_effective = "circuit: dorsal_horn\n" };
  assert_ok(rx_provenance_begin(&s.provenance, arena, &err), err);
  s.provenance.seed = 2385;
  s.provenance.plan_hash = "0123456789abcdef0123456789abcdef";
  s.provenance.simd = "avx2x4";
  s.provenance.integrator = "ensemble";
  s.provenance.run.omp_threads = 2;
  assert_ok(rx_provenance_end(&s.provenance, arena, &err), err);
  return s;
}

static bool same(const double *a, const double *b, size_t n)
{
  return memcmp(a, b, n * sizeof *a) == 0;
}

Test(results, reads_back_what_was_written)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_results s = example(arena);
  rx_results f;
  assert_ok(rx_results_write("results.h5", &s, &err), err);
  assert_ok(rx_results_read("results.h5", &f, &err), err);

  cr_assert_eq(f.n_populations, 2);
  cr_assert_str_eq(f.populations[0].name, "WDR");
  cr_assert(f.populations[0].n_cells == 3 && f.populations[1].n_cells == 0);
  cr_assert_str_eq(f.populations[0].cells[2].cell_type, "wdr_bursting");
  cr_assert_str_eq(f.populations[0].cells[1].layer, "V");
  cr_assert(f.populations[0].cells[1].z_um == 31.0 && isnan(f.populations[0].cells[2].x_um));

  cr_assert_eq(f.n_courses, 1);
  const rx_result_course *c = &f.courses[0];
  cr_assert(strcmp(c->name, "nerve_injury") == 0 && strcmp(c->time_units, "h") == 0 && c->n_times == N_TIMES);
  cr_assert(same(c->time, course_time, N_TIMES) && c->n_variables == 2);
  cr_assert(c->variables[0].k == 0 && same(c->variables[0].value, course_value, N_TIMES));
  cr_assert(c->variables[1].k == 3 && same(c->variables[1].value, course_value, N_TIMES * 3));
  cr_assert(strcmp(c->variables[1].name, "chloride") == 0 && strcmp(c->variables[1].units, "mM") == 0);
  cr_assert_str_eq(c->variables[1].long_name, "chloride per lamina");

  cr_assert(f.n_conditions == 2 && f.n_stimuli == 3 && f.n_repetitions == 2 && f.n_outcomes == 4);
  cr_assert_str_eq(f.conditions[1].name, "nerve_injury w/o bdnf", "a slash in a name survives");
  cr_assert_str_eq(f.stimuli[1], "von_frey_100mN");
  for (int i = 0; i < 4; i++) {
    cr_assert_str_eq(f.outcomes[i].name, OUTCOMES[i].name);
    cr_assert_str_eq(f.outcomes[i].units, OUTCOMES[i].units);
    cr_assert_eq(f.outcomes[i].rank, i);
    cr_assert(same(f.outcomes[i].value, OUTCOMES[i].value, rx_outcome_size(&f, i)));
  }
  cr_assert_eq(rx_results_outcome(&f, "rating")->rank, 1);
  cr_assert_null(rx_results_outcome(&f, "condition"));

  cr_assert(f.conditions[0].n_modifiers == 0 && f.conditions[1].n_modifiers == 2);
  const rx_result_modifier *m = &f.conditions[1].modifiers[1];
  cr_assert(strcmp(m->source, "pregabalin 300 mg") == 0 && strcmp(m->operation, "scale") == 0);
  cr_assert(m->value == 0.9 && m->base == 2.5 && m->result == 0.9);

  cr_assert_eq(f.n_cases, 2);
  cr_assert(f.cases[0].seed == UINT64_MAX - 1 && f.cases[1].repetition == 1);
  cr_assert_str_eq(f.cases[0].spikes, "spikes/healthy.brush.0.h5");
  cr_assert_str_eq(f.cases[1].spikes, "");

  cr_assert_eq(f.n_parameters, 2);
  cr_assert(f.parameters[0].given && !f.parameters[1].given);
  cr_assert(f.parameters[0].value == 0.0035 && isnan(f.parameters[0].def) && f.parameters[1].def == 1.0);
  cr_assert(strcmp(f.parameters[0].units, "S/cm2") == 0 && strcmp(f.parameters[0].source, "a paper, table 1") == 0);
  cr_assert(f.n_nodes == 2 && f.n_pathways == 1);
  cr_assert(f.nodes[1].n == 9 && strcmp(f.nodes[1].class_name, "inhibitory") == 0);
  cr_assert(f.pathways[0].sign == -1 && f.pathways[0].n_connections == 41);
  cr_assert_str_eq(f.pathways[0].receptors, "GABA_A, glycine");

  cr_assert_str_eq(f.solver.method, "ensemble");
  cr_assert_str_eq(f.solver.precision, "single");
  cr_assert(f.solver.dt_ms == 0.025 && f.solver.coarse_dt_ms == 0.1 && isnan(f.solver.rtol) &&
            f.solver.n_steps == 80000 && f.solver.n_conv_fails == 3);
  cr_assert_str_eq(f.config_text, CONFIG);
  cr_assert_str_eq(f.config_effective, "circuit: dorsal_horn\n");
  cr_assert(f.provenance.seed == 2385 && f.provenance.run.omp_threads == 2);
  cr_assert_str_eq(f.provenance.git_commit, rx_git_commit());
  cr_assert_null(f.provenance.run.command_line);
  cr_assert_eq(f.provenance.run.wall_s, s.provenance.run.wall_s);
  rx_results_free(&f);
  cr_assert_null(f.arena);
  rx_arena_free(arena);
}

Test(results, the_empty_run_is_a_file_too)
{
  rx_error err = { 0 };
  rx_results s = { .config_text = "",
                   .config_effective = "",
                   .solver = { .dt_ms = NAN, .coarse_dt_ms = NAN, .rtol = NAN, .atol = NAN } },
             f;
  assert_ok(rx_results_write("results.h5", &s, &err), err);
  assert_ok(rx_results_read("results.h5", &f, &err), err);
  cr_assert(f.n_populations == 0 && f.n_outcomes == 0 && f.n_conditions == 0 && f.n_cases == 0);
  cr_assert_null(f.solver.method);
  rx_results_free(&f);
  rx_results_free(NULL);
}

Test(results, every_number_has_units_and_every_axis_its_scale)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_results s = example(arena);
  assert_ok(rx_results_write("results.h5", &s, &err), err);
  const hid_t file = H5Fopen("results.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
  static const char *const NUMBERS[] = {
    "/cells/WDR/x_um",
    "/courses/nerve_injury/time",
    "/courses/nerve_injury/chloride",
    "/outcomes/rating",
    "/outcomes/pain_signal",
    "/outcomes/repetition",
    "/cases/seed",
    "/cases/repetition",
    "/modifiers/nerve_injury w.o bdnf/base",
    "/parameters/default",
    "/parameters/given",
    "/circuit/populations/n",
    "/circuit/pathways/sign",
  };
  for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++) {
    cr_assert_gt(H5Aexists_by_name(file, NUMBERS[i], "units", H5P_DEFAULT), 0, "%s", NUMBERS[i]);
    cr_assert_gt(H5Aexists_by_name(file, NUMBERS[i], "long_name", H5P_DEFAULT), 0, "%s", NUMBERS[i]);
  }
  static const struct {
    const char *user, *scale;
    unsigned axis;
  } ATTACHED[] = {
    { "/courses/nerve_injury/bdnf", "/courses/nerve_injury/time", 0 },
    { "/courses/nerve_injury/chloride", "/courses/nerve_injury/time", 0 },
    { "/courses/nerve_injury/chloride", "/courses/nerve_injury/column_3", 1 },
    { "/outcomes/rating", "/outcomes/condition", 0 },
    { "/outcomes/threshold", "/outcomes/stimulus", 1 },
    { "/outcomes/pain_signal", "/outcomes/repetition", 2 },
  };
  for (size_t i = 0; i < sizeof ATTACHED / sizeof *ATTACHED; i++) {
    const hid_t user = H5Dopen2(file, ATTACHED[i].user, H5P_DEFAULT);
    const hid_t scale = H5Dopen2(file, ATTACHED[i].scale, H5P_DEFAULT);
    cr_assert_gt(H5DSis_attached(user, scale, ATTACHED[i].axis), 0, "%s", ATTACHED[i].user);
    H5Dclose(scale);
    H5Dclose(user);
  }
  static const struct {
    const char *path;
    int rank;
  } SHAPES[] = {
    { "/outcomes/nnt", 0 }, { "/outcomes/rating", 1 }, { "/outcomes/threshold", 2 }, { "/config/text", 0 }
  };
  for (size_t i = 0; i < sizeof SHAPES / sizeof *SHAPES; i++) {
    const hid_t dataset = H5Dopen2(file, SHAPES[i].path, H5P_DEFAULT), space = H5Dget_space(dataset);
    cr_assert_eq(H5Sget_simple_extent_ndims(space), SHAPES[i].rank);
    H5Sclose(space);
    H5Dclose(dataset);
  }
  const hid_t attr = H5Aopen_by_name(file, "/provenance", "seed", H5P_DEFAULT, H5P_DEFAULT), type = H5Aget_type(attr);
  cr_assert_gt(H5Tequal(type, H5T_STD_U64LE), 0);
  H5Tclose(type);
  H5Aclose(attr);
  cr_assert_gt(H5Aexists_by_name(file, "/solver", "dt_ms", H5P_DEFAULT), 0);
  cr_assert_eq(H5Aexists_by_name(file, "/solver", "rtol", H5P_DEFAULT), 0, "what does not apply is not written");
  H5Fclose(file);
  rx_arena_free(arena);
}

Test(results, written_twice_differs_in_provenance_run_only)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_results s = example(arena);
  assert_ok(rx_results_write("a.h5", &s, &err), err);
  sleep(1);
  assert_ok(rx_results_write("b.h5", &s, &err), err);
  cr_assert(same_bytes("a.h5", "b.h5"));
  s.provenance.run.host = "another host with a longer name";
  assert_ok(rx_results_write("c.h5", &s, &err), err);
  cr_assert_not(same_bytes("a.h5", "c.h5"));
  if (system("h5diff --version >/dev/null 2>&1") == 0) {
    cr_assert_eq(system("h5diff -q --exclude-path /provenance/run a.h5 c.h5"), 0);
    cr_assert_neq(system("h5diff -q a.h5 c.h5"), 0);
  }
  rx_arena_free(arena);
}

Test(results, a_full_disk_leaves_the_previous_file)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_results s = example(arena);
  assert_ok(rx_results_write("results.h5", &s, &err), err);
  assert_ok(rx_results_write("copy.h5", &s, &err), err);
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 4000, 4000 });
    s.config_text = "another";
    exit(rx_results_write("results.h5", &s, &err) == RX_E_IO && strstr(err.text, "results.h5: cannot write") != NULL
             ? 0
             : 1);
  }
  int status;
  waitpid(child, &status, 0);
  cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  cr_assert(same_bytes("results.h5", "copy.h5"));
  cr_assert_eq(n_files(), 2);
  rx_arena_free(arena);
}

/* A file that says it has this format version, and one dataset that does not fit. */
static void strange_file(const char *version, const char *path, size_t n)
{
  rx_error err = { 0 };
  rx_h5_writer *w;
  const double x[4] = { 0 };
  static const char *const NAMES[2] = { "healthy", "injured" };
  assert_ok(rx_h5_create("strange.h5", RX_H5_PLAIN, &w, &err), err);
  rx_h5_attr_text(w, "/", "format", "rexed-run");
  rx_h5_attr_text(w, "/", "format_version", version);
  rx_h5_write_column(w, "/outcomes/condition", RX_H5_TEXT, 2, NAMES, NULL, NULL);
  if (path != NULL) rx_h5_write_column(w, path, RX_H5_F64, n, x, "1", "x");
  assert_ok(rx_h5_finish(w, &err), err);
}

Test(results, files_that_do_not_fit_are_refused_with_the_reason)
{
  rx_error err = { 0 };
  rx_results f;
  strange_file("2.0", NULL, 0);
  cr_assert_eq(rx_results_read("strange.h5", &f, &err), RX_E_INPUT);
  assert_says(err, "strange.h5: format version 2.0 is newer");
  assert_says(err, "up to 1.x");
  cr_assert_null(f.arena);
  strange_file("1.7", NULL, 0); /* a later minor version has more, not other things */
  assert_ok(rx_results_read("strange.h5", &f, &err), err);
  cr_assert_eq(f.n_conditions, 2);
  rx_results_free(&f);
  strange_file("one", NULL, 0);
  cr_assert_eq(rx_results_read("strange.h5", &f, &err), RX_E_INPUT);
  strange_file("1.0", "/outcomes/rating", 3);
  cr_assert_eq(rx_results_read("strange.h5", &f, &err), RX_E_IO);
  assert_says(err, "/outcomes/rating: its shape does not fit the axes");
  strange_file("1.0", "/courses/injury/bdnf", 3);
  cr_assert_eq(rx_results_read("strange.h5", &f, &err), RX_E_IO);
  assert_says(err, "/courses/injury/time");
  cr_assert_eq(rx_results_read("none.h5", &f, &err), RX_E_IO);
}

Test(results, columns_of_unequal_length_are_refused)
{
  rx_error err = { 0 };
  rx_results f;
  rx_h5_writer *w;
  const double x[4] = { 0 };
  assert_ok(rx_h5_create("a.h5", RX_H5_PLAIN, &w, &err), err);
  rx_h5_attr_text(w, "/", "format", "rexed-run");
  rx_h5_attr_text(w, "/", "format_version", "1.0");
  rx_h5_write_column(w, "/cells/WDR/x_um", RX_H5_F64, 4, x, "um", "x");
  rx_h5_write_column(w, "/cells/WDR/y_um", RX_H5_F64, 3, x, "um", "y");
  assert_ok(rx_h5_finish(w, &err), err);
  cr_assert_eq(rx_results_read("a.h5", &f, &err), RX_E_IO);
  assert_says(err, "/cells/WDR/y_um: 3 rows, but 4 in the other columns");
}

Test(results, names_that_cannot_be_kept_are_refused)
{
  rx_error err = { 0 };
  rx_results s = { .config_text = "", .config_effective = "" };
  const double x = 1.0;
  s.outcomes = &(rx_result_outcome){ "", "1", "x", 0, &x };
  s.n_outcomes = 1;
  cr_assert_eq(rx_results_write("a.h5", &s, &err), RX_E_INPUT);
  assert_says(err, "a.h5: /outcomes: \"\" cannot name a part");
  s.outcomes = (rx_result_outcome[]){ { "a/b", "1", "x", 0, &x }, { "a.b", "1", "x", 0, &x } };
  s.n_outcomes = 2;
  cr_assert_eq(rx_results_write("a.h5", &s, &err), RX_E_IO, "both would be a.b");
  assert_says(err, "/outcomes/a.b");
  cr_assert_eq(n_files(), 0);
}

Test(results, h5py_reads_them)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_results s = example(arena);
  assert_ok(rx_results_write("results.h5", &s, &err), err);
  cr_assert(h5py_agrees("f = h.File('results.h5')\n"
                        "text = lambda x: x.decode() if isinstance(x, bytes) else str(x)\n"
                        "assert text(f.attrs['format']) == 'rexed-run'\n"
                        "o = f['outcomes/pain_signal']\n"
                        "assert o.shape == (2, 3, 2) and o[0, 0, 0] == 0.5 and np.isnan(o[1, 2, 1])\n"
                        "assert [text(x) for x in o.dims[1][0][:]] == ['brush', 'von_frey_100mN', 'pinch']\n"
                        "assert text(o.attrs['units']) == 'Hz'\n"
                        "assert f['courses/nerve_injury/chloride'].dims[0][0][3] == 1.5\n"
                        "assert text(f['config/text'][()]).startswith('circuit: dorsal_horn # µ')\n"
                        "assert f['provenance'].attrs['seed'] == 2385\n"
                        "assert f['parameters/given'].dtype == np.uint8\n"));
  rx_arena_free(arena);
}

Test(results, ncdump_shows_the_named_axes)
{
  if (system("command -v ncdump >/dev/null 2>&1") != 0) {
    leave_folder(); /* a skipped test does not come to its end */
    cr_skip_test("no ncdump here");
  }
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_results s = example(arena);
  assert_ok(rx_results_write("results.h5", &s, &err), err);
  cr_assert_eq(system("ncdump -h results.h5 > header.txt"), 0);
  cr_assert_eq(system("grep -q 'double pain_signal(condition, stimulus, repetition)' header.txt"), 0);
  cr_assert_eq(system("grep -q 'double chloride(time, column_3)' header.txt"), 0);
  /* and their data: netCDF 4.9.0 crashes where it reads scales of texts of fixed size */
  unsetenv("LD_PRELOAD");
  cr_assert_eq(system("ncdump -g outcomes results.h5 > outcomes.txt"), 0);
  cr_assert_eq(system("grep -q 'condition = \"' outcomes.txt"), 0);
  rx_arena_free(arena);
}

Test(provenance, dates_are_utc_and_the_machine_is_known)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_provenance p;
  setenv("SLURM_JOB_ID", "4711", 1);
  setenv("SLURM_RESTART_COUNT", "2", 1);
  assert_ok(rx_provenance_begin(&p, arena, &err), err);
  assert_ok(rx_provenance_end(&p, arena, &err), err);
  int year, month, day, hour, minute, second, end = 0;
  const int n = sscanf(p.run.date_end, "%d-%d-%dT%d:%d:%dZ%n", &year, &month, &day, &hour, &minute, &second, &end);
  cr_assert(n == 6 && p.run.date_end[end] == '\0' && end == 20);
  cr_assert(p.run.wall_s >= 0.0 && p.run.peak_rss_MiB > 0.5 && p.run.peak_rss_MiB < 1e5);
  cr_assert(strcmp(p.run.slurm_job_id, "4711") == 0 && p.run.restarts == 2);
  cr_assert(strlen(p.run.host) > 0 && strlen(p.run.cpu) > 0 && strlen(p.compiler) > 0);
  cr_assert(strncmp(p.libc_version, "glibc 2.", 8) == 0 && strncmp(p.hdf5_version, "1.", 2) == 0);
  const size_t n_commit = strspn(p.git_commit, "0123456789abcdef");
  cr_assert(strcmp(p.git_commit, "unknown") == 0 ||
            (n_commit == 40 && (p.git_commit[40] == '\0' || strcmp(p.git_commit + 40, "+dirty") == 0)));
  rx_arena_free(arena);
}

Test(provenance, the_command_line_can_be_typed_again)
{
  rx_arena *arena = rx_arena_create();
  char *argv[] = { "rexed", "run", "a file.yaml", "--set", "a/b=1.5", "it's", "" };
  cr_assert_str_eq(rx_command_line(7, argv, arena), "rexed run 'a file.yaml' --set a/b=1.5 'it'\\''s' ''");
  rx_arena_free(arena);
}

Test(provenance, the_version_text_names_commit_compiler_and_libraries)
{
  rx_arena *arena = rx_arena_create();
  const char *text = rx_version_text(arena);
  static const char *const PARTS[] = { "rexed ", "commit", "compiler", "SUNDIALS ", "GSL ", "HDF5 1.", "glibc " };
  for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) cr_assert_not_null(strstr(text, PARTS[i]), "%s", text);
  cr_assert_not_null(strstr(text, rx_version()));
  rx_arena_free(arena);
}
