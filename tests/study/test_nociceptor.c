/* The cells n9, xp0, xp7 and nx of configs/ through both solvers, against tests/reference/nociceptor. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/experiment/experiment.h"
#include "models/circuit/network.h"
#include "solver/simulation.h"

/* One cell of configs/cells and what it is given. */
typedef struct protocol {
  const char *cell;
  double v_init;            /* NaN: the cell's */
  const char *path, *path2; /* numbers that are changed; NULL: none */
  double value, value2;
  int n_drugs;
  const rx_drug *drugs;
  bool is_voltage;
  rx_waveform waveform; /* of the clamp; nA or mV */
  size_t n_probes;
  rx_probe probes[4];
  double interval, t_stop, dt, rtol;
} protocol;

static void set(rx_cell_config *config, const char *path, double value)
{
  if (path == NULL) return;
  rx_entry *entry = rx_registry_find(config->registry, path);
  rx_error err = { 0 };
  cr_assert(entry != NULL && rx_entry_set(entry, value, &err) == RX_OK, "%s: %s", path, err.text);
}

/* The insertion of a channel of a one-compartment cell. */
static int insertion(const rx_network *network, const char *channel)
{
  for (int k = 0; k < network->types[0]->n_insertions; k++)
    if (strcmp(network->types[0]->insertions[k].channel->name, channel) == 0) return k;
  cr_assert_fail("no channel %s", channel);
  return -1;
}

static rx_network *network_of(const protocol *p)
{
  rx_problems *problems = rx_problems_create();
  rx_cell_config *config = NULL;
  rx_error err = { 0 };
  const rx_status status = rx_cell_config_read(p->cell, NULL, problems, &config, &err);
  char *said = rx_problems_text(problems);
  cr_assert_eq(status, RX_OK, "%s", said);
  free(said);
  rx_problems_free(problems);
  set(config, p->path, p->value);
  set(config, p->path2, p->value2);
  if (!isnan(p->v_init)) config->cell.v_init = p->v_init;
  config->cell.n_drugs = p->n_drugs;
  config->cell.drugs = p->drugs;
  rx_cell_type *type = NULL;
  rx_cell_numbers *numbers = NULL;
  rx_network *network = NULL;
  cr_assert_eq(rx_cell_type_make(&config->cell, 0, NULL, &type, &err), RX_OK, "%s", err.text);
  cr_assert_eq(rx_cell_numbers_make(&config->cell, 0, NULL, type, &numbers, &err), RX_OK, "%s", err.text);
  rx_network_builder *builder = rx_network_begin();
  const int t = rx_network_add_type(builder, type), k = rx_network_add_numbers(builder, numbers),
            range = rx_network_add_range(builder, (rx_node_range){ .name = "cell", .n = 1, .population = -1 });
  rx_network_add_cell(builder, range, t, k);
  cr_assert_eq(rx_network_finish(builder, &network, &err), RX_OK, "%s", err.text);
  rx_cell_config_free(config);
  return network;
}

static rx_recording run(const rx_network *network, const protocol *p, rx_simulate *simulate)
{
  rx_error err = { 0 };
  const rx_clamp clamp = { .kind = p->is_voltage ? RX_CLAMP_VOLTAGE : RX_CLAMP_CURRENT, .waveform = &p->waveform };
  const rx_drive drive = { .n_clamps = p->waveform.n > 0, .clamps = &clamp };
  rx_solver_options options = rx_solver_options_default();
  options.t_stop_ms = p->t_stop;
  options.dt_ms = p->dt > 0 ? p->dt : 0.025;
  options.rtol = p->rtol > 0 ? p->rtol : 1e-8;
  rx_recording recording = { .n_probes = p->n_probes, .probes = p->probes, .interval_ms = p->interval };
  cr_assert_eq(simulate(network, &drive, &options, &recording, &err), RX_OK, "%s", err.text);
  return recording;
}

/* ---- current steps ---- */

static size_t reference_spikes(const char *file, const char *id, size_t most, double times[])
{
  char path[512], line[128], name[16];
  snprintf(path, sizeof path, "%s/tests/reference/nociceptor/%s_spiketimes.csv", RX_TEST_SOURCE_DIR, file);
  FILE *f = fopen(path, "r");
  cr_assert_not_null(f, "%s", path);
  size_t n = 0;
  int spike;
  double t;
  while (fgets(line, sizeof line, f) != NULL)
    if (sscanf(line, "%15[^,],%d,%lf", name, &spike, &t) == 3 && strcmp(name, id) == 0) {
      cr_assert(n < most);
      times[n++] = t;
    }
  fclose(f);
  return n;
}

/* Spikes of a step from 50 ms on, by both solvers; tolerances in ms, and per ms of t. */
static void expect_spikes(const char *cell, const char *file, const char *id, double amplitude_pA, double duration,
                          const double tolerance[2], double per_ms, const char *path, double value)
{
  protocol p = { .cell = cell, .v_init = NAN, .path = path, .value = value, .t_stop = duration + 100 };
  double times[64];
  const size_t n = reference_spikes(file, id, 64, times);
  rx_waveform_step(&p.waveform, 50, 50 + duration, amplitude_pA * 1e-3, NULL);
  rx_network *network = network_of(&p);
  for (int s = 0; s < 2; s++) {
    rx_recording found = run(network, &p, s == 0 ? rx_simulate_cvode : rx_simulate_ensemble);
    cr_expect_eq(found.spikes.n, n, "%s %g pA: %zu spikes instead of %zu", cell, amplitude_pA, found.spikes.n, n);
    for (size_t i = 0; i < n && i < found.spikes.n; i++)
      cr_expect(fabs(found.spikes.items[i].t_ms - times[i]) <= tolerance[s] + per_ms * times[i],
                "%s %g pA, %s, spike %zu: %.4f instead of %.4f ms", cell, amplitude_pA, s == 0 ? "cvode" : "ensemble",
                i + 1, found.spikes.items[i].t_ms, times[i]);
    rx_recording_free(&found);
  }
  rx_network_free(network);
  rx_waveform_free(&p.waveform);
}

Test(nociceptor, spikes_of_n9_are_those_of_the_published_cell)
{
  const double tolerance[] = { 0.05, 0.2 };
  expect_spikes("n9", "n9", "a", 30, 500, tolerance, 0, NULL, 0);
  expect_spikes("n9", "n9", "b", 90, 500, tolerance, 0, NULL, 0);
  expect_spikes("n9", "n9", "c", 120, 500, tolerance, 0, NULL, 0);
  expect_spikes("n9", "n9", "d", 150, 500, tolerance, 0, NULL, 0);
  expect_spikes("n9", "n9", "f", 300, 500, tolerance, 0, NULL, 0);
}

Test(nociceptor, spikes_of_xp0_and_xp7_agree_with_the_reference)
{
  const double tolerance[] = { 0.1, 0.1 };
  expect_spikes("xp0", "xp", "a", 17, 1000, tolerance, 1e-4, NULL, 0);
  expect_spikes("xp0", "xp", "b", 60, 1000, tolerance, 1e-4, NULL, 0);
  expect_spikes("xp0", "xp", "c", 100, 1000, tolerance, 1e-4, NULL, 0);
  expect_spikes("xp7", "xp", "g", 17, 1000, tolerance, 1e-4, NULL, 0);
}

Test(nociceptor, spikes_of_nx_agree_with_the_reference)
{
  const double tolerance[] = { 0.1, 0.1 };
  expect_spikes("nx", "nx", "a", 10, 1000, tolerance, 1e-4, NULL, 0);
  expect_spikes("nx", "nx", "b", 40, 1000, tolerance, 1e-4, NULL, 0);
  expect_spikes("nx", "nx", "c", 60, 1000, tolerance, 1e-4, NULL, 0);
  expect_spikes("nx", "nx", "d", 100, 1000, tolerance, 1e-4, NULL, 0);
  expect_spikes("nx", "nx", "e", 150, 1000, tolerance, 1e-4, NULL, 0);
}

/* Voltage at the end of a while without input. */
static void expect_rest(const char *cell, const char *path, double value, const char *path2, double value2,
                        double t_stop, double rest, double tolerance)
{
  protocol p = {
    .cell = cell, .v_init = NAN, .path = path, .value = value, .path2 = path2, .value2 = value2, .t_stop = t_stop
  };
  rx_network *network = network_of(&p);
  for (int s = 0; s < 2; s++) {
    rx_recording found = run(network, &p, s == 0 ? rx_simulate_cvode : rx_simulate_ensemble);
    cr_expect(fabs(found.v_end[0] - rest) <= tolerance, "%s, %s: rests at %.6f instead of %.6f mV", cell,
              s == 0 ? "cvode" : "ensemble", found.v_end[0], rest);
    cr_expect_eq(found.spikes.n, 0);
    rx_recording_free(&found);
  }
  rx_network_free(network);
}

Test(nociceptor, cells_rest_where_the_reference_does)
{
  expect_rest("n9", NULL, 0, NULL, 0, 5000, -66.477944, 1e-4);
  expect_rest("n9", "soma/channels/nav18_choi/gbar", 0.0035, NULL, 0, 20000, -72.2167129, 1e-4);
  expect_rest("xp0", NULL, 0, NULL, 0, 3000, -69.563796, 1e-3);
  expect_rest("xp7", NULL, 0, NULL, 0, 3000, -69.607879, 1e-3);
  expect_rest("nx", NULL, 0, NULL, 0, 3000, -61.109598, 1e-4);
  expect_rest("nx", "soma/channels/nav17/gbar", 0.002, NULL, 0, 30000, -61.610675, 0.01);
  expect_rest("nx", "soma/channels/nav19/gbar", 1e-4, NULL, 0, 30000, -58.447707, 0.01);
  expect_rest("nx", "soma/channels/nav17/fraction", 0.5, "soma/channels/nav17/shift_m", -5, 30000, -59.753699, 0.01);
  expect_rest("nx_human_nav18", NULL, 0, NULL, 0, 30000, -61.041566, 0.01);
}

/* The rheobase of nx is 8.1665 pA. */
Test(nociceptor, nx_fires_above_its_rheobase_and_not_below)
{
  for (int above = 0; above < 2; above++) {
    protocol p = { .cell = "nx", .v_init = NAN, .t_stop = 1040 };
    rx_waveform_step(&p.waveform, 10, 1010, (above ? 8.2482 : 8.0848) * 1e-3, NULL); /* 1 % */
    rx_network *network = network_of(&p);
    for (int s = 0; s < 2; s++) {
      rx_recording found = run(network, &p, s == 0 ? rx_simulate_cvode : rx_simulate_ensemble);
      cr_expect_eq(found.spikes.n > 0, above, "%s", s == 0 ? "cvode" : "ensemble");
      rx_recording_free(&found);
    }
    rx_network_free(network);
    rx_waveform_free(&p.waveform);
  }
}

/* ---- voltage clamp ---- */

/* Peaks (largest magnitude) of the probes over the test step, uA/cm2, and the values 100 ms after its start. */
static void clamp_peaks(const char *cell, double hold, double prepulse, double prepulse_ms, double test,
                        double interval, size_t n, const char *const channels[], double peak[], double late[])
{
  protocol p = { .cell = cell, .v_init = hold, .is_voltage = true, .n_probes = n, .interval = interval, .rtol = 1e-9 };
  const double start = 1 + prepulse_ms;
  rx_waveform_add(&p.waveform, 0, hold, NULL);
  rx_waveform_add(&p.waveform, 1, hold, NULL);
  rx_waveform_add(&p.waveform, 1, prepulse, NULL);
  /* a little before the frame, so that this is the first sample of the step */
  rx_waveform_add(&p.waveform, start - 1e-6, prepulse, NULL);
  rx_waveform_add(&p.waveform, start - 1e-6, test, NULL);
  p.t_stop = start + 100 + 2 * interval;
  rx_network *network = network_of(&p);
  for (size_t k = 0; k < n; k++)
    p.probes[k] = (rx_probe){ .kind = RX_PROBE_CURRENT, .item = insertion(network, channels[k]) };
  rx_recording found = run(network, &p, rx_simulate_cvode);
  const size_t first = (size_t)lround(start / interval), at_100 = first + (size_t)lround(100 / interval);
  cr_assert(at_100 < found.n_frames);
  for (size_t k = 0; k < n; k++) {
    peak[k] = 0;
    late[k] = 1e3 * (double)found.frames[at_100 * n + k];
    for (size_t i = first; i <= at_100; i++) {
      const double I = 1e3 * (double)found.frames[i * n + k];
      if (fabs(I) > fabs(peak[k])) peak[k] = I;
    }
  }
  rx_recording_free(&found);
  rx_network_free(network);
  rx_waveform_free(&p.waveform);
}

static FILE *open_reference(const char *name)
{
  char path[512], line[512];
  snprintf(path, sizeof path, "%s/tests/reference/nociceptor/%s", RX_TEST_SOURCE_DIR, name);
  FILE *f = fopen(path, "r");
  cr_assert_not_null(f, "%s", path);
  cr_assert_not_null(fgets(line, sizeof line, f));
  return f;
}

static void expect_current(const char *what, double V, double found, double expected)
{
  cr_expect(fabs(found - expected) <= 1e-3 * fabs(expected) + 1e-9, "%s at %g mV: %g instead of %g", what, V, found,
            expected);
}

Test(nociceptor, clamped_currents_of_n9_agree_with_the_reference)
{
  static const char *const CHANNELS[] = { "nav17_choi", "nav18_choi", "kdr_choi", "ka_choi" };
  FILE *f = open_reference("n9_vclamp_activation.csv");
  double hold, V, p17, t17, p18, t18, kdr, ka, l17, l18, peak[4], late[4];
  int n = 0;
  for (; fscanf(f, "%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf", &hold, &V, &p17, &t17, &p18, &t18, &kdr, &ka, &l17,
                &l18) == 10;
       n++) {
    clamp_peaks("n9", hold, hold, 1, V, 0.02, 4, CHANNELS, peak, late);
    expect_current("Nav1.7 peak", V, peak[0], p17);
    expect_current("Nav1.8 peak", V, peak[1], p18);
    expect_current("Kdr at 100 ms", V, late[2], kdr);
    expect_current("KA peak", V, peak[3], ka);
    expect_current("Nav1.7 at 100 ms", V, late[0], l17);
    expect_current("Nav1.8 at 100 ms", V, late[1], l18);
  }
  fclose(f);
  cr_expect(n > 10);
}

Test(nociceptor, inactivation_of_n9_agrees_with_the_reference)
{
  static const char *const CHANNELS[] = { "nav17_choi", "nav18_choi" };
  FILE *f = open_reference("n9_vclamp_inactivation.csv");
  double V, test, p17, p18, peak[2], late[2];
  int n = 0;
  for (; fscanf(f, "%lf,%lf,%lf,%lf", &V, &test, &p17, &p18) == 4; n++) {
    clamp_peaks("n9", -120, V, 500, test, 0.01, 2, CHANNELS, peak, late);
    expect_current("Nav1.7 after", V, peak[0], p17);
    expect_current("Nav1.8 after", V, peak[1], p18);
  }
  fclose(f);
  cr_expect(n > 10);
}

Test(nociceptor, clamped_currents_of_nx_agree_with_the_reference)
{
  static const char *const CHANNELS[] = { "nav17", "nav18", "nav19", "kdr_borg" };
  FILE *f = open_reference("nx_vclamp_activation.csv");
  double hold, V, p[4], l[3], peak[4], late[4];
  int n = 0;
  for (; fscanf(f, "%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf", &hold, &V, &p[0], &p[1], &p[2], &p[3], &l[0], &l[1], &l[2]) ==
         9;
       n++) {
    clamp_peaks("nx", hold, hold, 1, V, 0.02, 4, CHANNELS, peak, late);
    for (int k = 0; k < 4; k++) expect_current(CHANNELS[k], V, peak[k], p[k]);
    for (int k = 0; k < 3; k++) expect_current(CHANNELS[k], V, late[k], l[k]);
  }
  fclose(f);
  cr_expect(n > 10);
}

/* ---- drugs ---- */

/* nociceptor page 7.1: those of the reference's trains */
static const rx_drug DRUGS[] = {
  { "carbamazepine", 0, 1500, 25, 3.8e-5, 200, 50, 3.8e-5, 1, 236.27, 0.25 },
  { "lamotrigine", 0, 640, 10, 1e-5, 640, 40, 1e-5, 1, 256.09, 0.45 },
  { "lidocaine", 0, 450, 12, 5e-4, 450, 15, 1e-4, 1, 234.34, 0.30 },
  { "pf05089771", 0, 10, 0.0055, 1e-4, NAN, NAN, NAN, 0, 500.35, 0.002 },
  { "suzetrigine", 0, NAN, NAN, NAN, 0.0004, 0.004, 1e-2, 1, 473.4, 0.01 },
};

static rx_drug drug_of(const char *name, double free_uM)
{
  for (size_t i = 0; i < sizeof DRUGS / sizeof *DRUGS; i++)
    if (strcmp(DRUGS[i].name, name) == 0) {
      rx_drug drug = DRUGS[i];
      drug.concentration = free_uM;
      return drug;
    }
  cr_assert_fail("no drug %s", name);
  return DRUGS[0];
}

/* Block before each pulse of a train: the file's rows of one case follow each other. */
Test(nociceptor, block_in_trains_agrees_with_the_reference_in_both_solvers)
{
  char line[256], name[64];
  FILE *f = open_reference("block_trains.csv");
  double expected[64], free_uM = 0, hold = 0, pulse_mV = 0, width = 0, rate = 0, block;
  int column = 0, pulse, n = 0, n_cases = 0;
  bool is_more = fgets(line, sizeof line, f) != NULL;
  while (is_more) {
    cr_assert_eq(sscanf(line, "%63[^,],%lf,%d,%lf,%lf,%lf,%lf,%d,%lf", name, &free_uM, &column, &hold, &pulse_mV,
                        &width, &rate, &pulse, &block),
                 9, "%s", line);
    cr_assert(pulse == n + 1 && n < 64);
    expected[n++] = block;
    is_more = fgets(line, sizeof line, f) != NULL;
    if (is_more && strncmp(line, name, strlen(name)) == 0) continue; /* a drug has one case */

    const rx_drug drug = drug_of(name, free_uM);
    const double period = 1000 / rate;
    protocol p = { .cell = "nx",
                   .v_init = hold,
                   .n_drugs = 1,
                   .drugs = &drug,
                   .is_voltage = true,
                   .n_probes = 1,
                   .interval = period,
                   .t_stop = n * period,
                   .rtol = 1e-10,
                   .dt = 0.005 };
    rx_waveform_add(&p.waveform, 0, hold, NULL);
    for (int k = 0; k < n; k++) {
      const double on = k * period; /* where the frames are taken: a gate does not jump */
      rx_waveform_add(&p.waveform, on, hold, NULL);
      rx_waveform_add(&p.waveform, on, pulse_mV, NULL);
      rx_waveform_add(&p.waveform, on + width, pulse_mV, NULL);
      rx_waveform_add(&p.waveform, on + width, hold, NULL);
    }
    rx_network *network = network_of(&p);
    const int item = insertion(network, column == 17 ? "nav17" : "nav18");
    p.probes[0] = (rx_probe){ .kind = RX_PROBE_GATE, .item = item, .gate = 4 };
    for (int s = 0; s < 2; s++) {
      rx_recording found = run(network, &p, s == 0 ? rx_simulate_cvode : rx_simulate_ensemble);
      cr_assert_eq(found.n_frames, (size_t)n);
      /* of a frame of the fixed step gates are half a step old */
      for (int k = 0; k < n; k++)
        cr_expect(fabs((double)found.frames[k] - expected[k]) <= (s == 0 ? 1e-6 : 2e-5) * expected[k],
                  "%s, %s, pulse %d: %.8f instead of %.8f", name, s == 0 ? "cvode" : "ensemble", k + 1,
                  (double)found.frames[k], expected[k]);
      rx_recording_free(&found);
    }
    rx_network_free(network);
    rx_waveform_free(&p.waveform);
    n = 0;
    n_cases++;
  }
  fclose(f);
  cr_expect(n_cases >= 5);
}

Test(nociceptor, drugs_that_are_not_there_leave_every_bit)
{
  rx_drug none[5];
  memcpy(none, DRUGS, sizeof none);
  protocol p = {
    .cell = "nx", .v_init = NAN, .n_probes = 1, .probes = { { .kind = RX_PROBE_V } }, .interval = 0.25, .t_stop = 400
  };
  rx_waveform_step(&p.waveform, 50, 350, 0.06, NULL);
  rx_network *without = network_of(&p);
  p.n_drugs = 5;
  p.drugs = none;
  rx_network *with = network_of(&p);
  none[2].concentration = 20;
  rx_network *drugged = network_of(&p);
  for (int s = 0; s < 2; s++) {
    rx_simulate *simulate = s == 0 ? rx_simulate_cvode : rx_simulate_ensemble;
    rx_recording a = run(without, &p, simulate), b = run(with, &p, simulate), c = run(drugged, &p, simulate);
    cr_assert_eq(a.n_frames, b.n_frames);
    cr_expect_eq(memcmp(a.frames, b.frames, a.n_frames * sizeof *a.frames), 0);
    cr_expect(a.spikes.n > 1 && a.spikes.n == b.spikes.n);
    for (size_t i = 0; i < a.spikes.n && i < b.spikes.n; i++)
      cr_expect_eq(a.spikes.items[i].t_ms, b.spikes.items[i].t_ms);
    cr_expect_neq(memcmp(a.frames, c.frames, a.n_frames * sizeof *a.frames), 0);
    rx_recording_free(&a);
    rx_recording_free(&b);
    rx_recording_free(&c);
  }
  rx_network_free(without);
  rx_network_free(with);
  rx_network_free(drugged);
  rx_waveform_free(&p.waveform);
}

/* nx_drugs.csv: block and voltage at rest */
Test(nociceptor, a_cell_under_a_drug_rests_where_the_reference_does)
{
  const rx_drug lidocaine = drug_of("lidocaine", 20), suzetrigine = drug_of("suzetrigine", 0.004);
  const rx_drug *const drugs[] = { &lidocaine, &suzetrigine };
  static const double B17[] = { 0.610783, 0 }, B18[] = { 0.0571122, 0.908099 }, V[] = { -61.456701, -61.109877 };
  for (int d = 0; d < 2; d++) {
    protocol p = { .cell = "nx",
                   .v_init = NAN,
                   .n_drugs = 1,
                   .drugs = drugs[d],
                   .n_probes = 2,
                   .interval = 10000,
                   .t_stop = 30001,
                   .rtol = 1e-9 };
    rx_network *network = network_of(&p);
    p.probes[0] = (rx_probe){ .kind = RX_PROBE_GATE, .item = insertion(network, "nav17"), .gate = 4 };
    p.probes[1] = (rx_probe){ .kind = RX_PROBE_GATE, .item = insertion(network, "nav18"), .gate = 4 };
    rx_recording found = run(network, &p, rx_simulate_cvode);
    const float *last = found.frames + (found.n_frames - 1) * 2;
    cr_expect(fabs((double)last[0] - B17[d]) < 1e-5 && fabs((double)last[1] - B18[d]) < 1e-5, "%s: %g, %g",
              drugs[d]->name, (double)last[0], (double)last[1]);
    cr_expect(fabs(found.v_end[0] - V[d]) < 0.01, "%s: %g mV", drugs[d]->name, found.v_end[0]);
    rx_recording_free(&found);
    rx_network_free(network);
  }
}

Test(nociceptor, four_drugs_on_one_channel_are_refused)
{
  rx_drug four[4];
  memcpy(four, DRUGS, sizeof four);
  for (int k = 0; k < 4; k++) four[k].concentration = 1;
  rx_problems *problems = rx_problems_create();
  rx_cell_config *config = NULL;
  rx_error err = { 0 };
  cr_assert_eq(rx_cell_config_read("nx", NULL, problems, &config, &err), RX_OK);
  config->cell.n_drugs = 4;
  config->cell.drugs = four;
  rx_cell_type *type = NULL;
  rx_cell_numbers *numbers = NULL;
  cr_assert_eq(rx_cell_type_make(&config->cell, 0, NULL, &type, &err), RX_OK);
  cr_expect_eq(rx_cell_numbers_make(&config->cell, 0, NULL, type, &numbers, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "cell nx: section soma: channel nav17: 4 drugs act on it (carbamazepine, lamotrigine, "
                             "lidocaine, pf05089771); at most 3 can compete");
  rx_cell_type_free(type);
  rx_cell_config_free(config);
  rx_problems_free(problems);
}
