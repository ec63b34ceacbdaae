/* A made-up run of the dorsal horn for the tests of the report: every kind of thing that results can hold, numbers drawn by a small
 * generator of its own. Nothing here was simulated. */
#ifndef RX_TESTS_REPORT_EXAMPLE_H
#define RX_TESTS_REPORT_EXAMPLE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "io/results/results.h"
#include "io/results/sonata.h"

enum {
  EXAMPLE_CONDITIONS = 3,
  EXAMPLE_STIMULI = 4,
  EXAMPLE_REPETITIONS = 3,
  EXAMPLE_BINS = 40,
  EXAMPLE_PULSES = 10,
  EXAMPLE_SAMPLES = 8000
};
enum { EXAMPLE_POPULATIONS = 23, EXAMPLE_MOST_PATHWAYS = 80 };

typedef struct example_population {
  const char *name, *class_name, *module, *lamina, *identity, *transmitter;
  uint32_t n;
  double rate[EXAMPLE_CONDITIONS]; /* Hz under brush; other stimuli multiply */
} example_population;

static const example_population EXAMPLE[EXAMPLE_POPULATIONS] = {
  { "Ab_SAI", "afferent", "sdh", "", "slowly adapting type I", "glutamate", 10, { 36, 36, 36 } },
  { "Ab_SAII", "afferent", "sdh", "", "slowly adapting type II", "glutamate", 10, { 36, 36, 36 } },
  { "Ad", "afferent", "sdh", "", "A-delta nociceptor", "glutamate", 20, { 1, 1, 1 } },
  { "C_PEP", "afferent", "sdh", "", "peptidergic C fibre (TRPV1)", "glutamate and substance P", 80, { 1, 1, 1 } },
  { "C_NP", "afferent", "sdh", "", "non-peptidergic C fibre (IB4)", "glutamate", 80, { 1, 1, 1 } },
  { "PKC", "excitatory", "sdh", "IIi-III", "protein kinase C gamma", "glutamate", 30, { 17, 30, 44 } },
  { "VGLUT3", "excitatory", "sdh", "III", "transient VGLUT3", "glutamate", 4, { 80, 81, 80 } },
  { "DOR", "excitatory", "sdh", "II-III", "delta opioid receptor", "glutamate", 30, { 21, 33, 47 } },
  { "TrC", "excitatory", "sdh", "II", "transient central", "glutamate", 10, { 3, 12, 21 } },
  { "SOM", "excitatory", "sdh", "II", "somatostatin (vertical)", "glutamate and substance P", 15, { 4, 15, 26 } },
  { "CR", "excitatory", "sdh", "II", "calretinin", "glutamate and substance P", 20, { 4, 14, 25 } },
  { "PV", "inhibitory", "sdh", "IIi-III", "parvalbumin", "GABA and glycine", 15, { 48, 48, 48 } },
  { "DYN", "inhibitory", "sdh", "I-II", "dynorphin (central)", "GABA and glycine", 60, { 5, 6, 6 } },
  { "ISLET", "inhibitory", "sdh", "II", "islet", "GABA", 15, { 0, 0, 0 } },
  { "NK1", "projection", "sdh", "I", "NK1R+ projection", "glutamate", 10, { 0.3, 15.4, 43.5 } },
  { "ddh_Ab", "afferent", "ddh", "", "A-beta of the receptive field", "glutamate", 15, { 36, 36, 36 } },
  { "ddh_Ad", "afferent", "ddh", "", "A-delta of the receptive field", "glutamate", 15, { 1, 1, 1 } },
  { "ddh_S", "afferent", "ddh", "", "A-beta of the surround", "glutamate", 15, { 0, 0, 0 } },
  { "ddh_C", "afferent", "ddh", "", "C of the receptive field", "glutamate and substance P", 30, { 1, 1, 1 } },
  { "SG", "inhibitory", "ddh", "II", "local inhibitory", "GABA and glycine", 1, { 30, 30, 30 } },
  { "SGS", "inhibitory", "ddh", "II", "surround inhibitory", "GABA", 1, { 0, 0, 0 } },
  { "EX", "excitatory", "ddh", "II", "excitatory", "glutamate", 1, { 4, 9, 15 } },
  { "WDR", "projection", "ddh", "V", "wide dynamic range", "glutamate", 1, { 3.9, 44, 83 } },
};

/* Factors of the stimuli: on afferents of noxious classes, and on cells. */
static const double EXAMPLE_NOXIOUS[EXAMPLE_STIMULI] = { 0, 5, 20, 3 },
                    EXAMPLE_CELLS[EXAMPLE_STIMULI] = { 1, 2.6, 6, 1.7 };
static const char *const EXAMPLE_CONDITION[EXAMPLE_CONDITIONS] = { "healthy", "half_inhibition", "nerve_injury" };
static const char *const EXAMPLE_STIMULUS[EXAMPLE_STIMULI] = { "brush", "pressure_100mN", "pinch", "electrical_1Hz" };

typedef struct example_random {
  uint64_t state;
} example_random;

static inline double example_uniform(example_random *r)
{
  r->state = r->state * 6364136223846793005u + 1442695040888963407u;
  return (double)(r->state >> 11) / 9007199254740992.0;
}

static inline double example_rate(size_t population, size_t condition, size_t stimulus)
{
  const example_population *p = &EXAMPLE[population];
  const bool is_afferent = strcmp(p->class_name, "afferent") == 0;
  if (is_afferent && p->rate[0] == 1) return EXAMPLE_NOXIOUS[stimulus];
  if (is_afferent) return p->rate[condition];
  return 120 * tanh(p->rate[condition] * EXAMPLE_CELLS[stimulus] / 120) +
         (EXAMPLE_NOXIOUS[stimulus] > 4 ? 2 * EXAMPLE_NOXIOUS[stimulus] : 0);
}

static inline void *example_make(rx_arena *arena, size_t n, size_t size)
{
  void *made = rx_arena_alloc(arena, n * size + 1);
  if (made == NULL) abort();
  return made;
}

static inline size_t example_pathways(rx_result_pathway *p)
{
  static const char *const ROWS[] = {
    "Ab_SAI Ab_SAII > PKC VGLUT3 PV DYN : AMPA, NMDA",
    "Ad > DOR SOM CR : AMPA, NMDA",
    "C_PEP C_NP > TrC SOM CR DYN ISLET : AMPA",
    "C_PEP > NK1 : AMPA, NMDA, NK1R",
    "VGLUT3 > PKC DOR SOM : AMPA, NMDA",
    "PKC > TrC SOM CR : AMPA, NMDA",
    "TrC DOR > SOM CR : AMPA, NMDA",
    "SOM CR > NK1 : AMPA, NMDA, NK1R",
    "PV > PKC DOR : GABA_A, glycine",
    "ISLET > TrC DYN : GABA_A",
    "DYN > ISLET : GABA_A",
    "DYN > SOM CR NK1 : GABA_A, glycine",
    "ddh_Ab > SG WDR : AMPA, NMDA",
    "ddh_Ad > SG WDR : AMPA, NMDA",
    "ddh_S > SGS : AMPA",
    "ddh_C > EX WDR : AMPA, NMDA, NK1R",
    "SG SGS > EX WDR : GABA_A",
    "EX > WDR : AMPA, NMDA",
    "Ab_SAI Ab_SAII > SOM! CR! NK1! : AMPA, NMDA",
  };
  static char words[20][200];
  size_t n = 0;
  for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
    snprintf(words[i], sizeof words[i], "%s", ROWS[i]);
    char *receptors = strchr(words[i], ':');
    *receptors = '\0';
    receptors += 2;
    const char *from[4], *to[6];
    size_t n_from = 0, n_to = 0;
    bool is_behind = false;
    for (char *word = strtok(words[i], " "); word != NULL; word = strtok(NULL, " ")) {
      if (*word == '>')
        is_behind = true;
      else if (is_behind)
        to[n_to++] = word;
      else
        from[n_from++] = word;
    }
    for (size_t a = 0; a < n_from; a++)
      for (size_t b = 0; b < n_to; b++) {
        uint64_t pairs = 1;
        char name[32];
        snprintf(name, sizeof name, "%s", to[b]);
        const bool is_none = strchr(name, '!') != NULL; /* no connections yet: sprouting */
        name[strcspn(name, "!")] = '\0';
        for (size_t k = 0; k < EXAMPLE_POPULATIONS; k++) {
          if (strcmp(EXAMPLE[k].name, from[a]) == 0) pairs *= EXAMPLE[k].n;
          if (strcmp(EXAMPLE[k].name, name) == 0) pairs *= EXAMPLE[k].n, p[n].to = EXAMPLE[k].name;
        }
        p[n].from = from[a];
        p[n].receptors = receptors;
        p[n].n_connections = is_none ? 0 : pairs > 40 ? pairs / 5 : pairs;
        p[n].sign = strstr(receptors, "GABA") != NULL ? -1 : 1;
        n++;
      }
  }
  return n;
}

/* Rates in 50 ms bins: a fast rise, some adaptation, noise. */
static inline rx_result_course example_rates(rx_arena *arena, const char *condition, size_t c, size_t t,
                                             example_random *random)
{
  double *time = example_make(arena, EXAMPLE_BINS, sizeof *time);
  rx_result_variable *v = example_make(arena, EXAMPLE_POPULATIONS, sizeof *v);
  for (size_t i = 0; i < EXAMPLE_BINS; i++) time[i] = 25 + 50.0 * (double)i;
  for (size_t k = 0; k < EXAMPLE_POPULATIONS; k++) {
    double *value = example_make(arena, EXAMPLE_BINS, sizeof *value);
    for (size_t i = 0; i < EXAMPLE_BINS; i++) {
      const double since = time[i] - 200;
      value[i] = since < 0 || since > 1500
                     ? 0
                     : example_rate(k, c, t) * (0.9 + 0.5 * exp(-since / 200)) * (0.85 + 0.3 * example_uniform(random));
    }
    v[k] = (rx_result_variable){ EXAMPLE[k].name, "Hz", "rate in bins of 50 ms", 0, value };
  }
  return (rx_result_course){ rx_arena_format(arena, "%s.%s", condition, EXAMPLE_STIMULUS[t]),
                             "ms",
                             NULL,
                             EXAMPLE_BINS,
                             time,
                             EXAMPLE_POPULATIONS,
                             v };
}

static inline rx_result_course example_pulses(rx_arena *arena, const char *condition, size_t c)
{
  double *time = example_make(arena, EXAMPLE_PULSES, sizeof *time),
         *value = example_make(arena, 2 * EXAMPLE_PULSES, sizeof *value);
  rx_result_variable *v = example_make(arena, 2, sizeof *v);
  for (size_t i = 0; i < EXAMPLE_PULSES; i++) {
    time[i] = 1000.0 * (double)i;
    value[i] = 4 + (double)c;
    value[EXAMPLE_PULSES + i] = 13 + round((2 + 2.0 * (double)c) * (double)i * exp(-(double)i / 9));
  }
  v[0] = (rx_result_variable){ "early", "1", "spikes up to 60 ms after the pulse", 0, value };
  v[1] = (rx_result_variable){ "late", "1", "spikes from 60 ms to the next pulse", 0, value + EXAMPLE_PULSES };
  return (rx_result_course){
    rx_arena_format(arena, "pulses.%s.%s", condition, EXAMPLE_STIMULUS[3]), "ms", NULL, EXAMPLE_PULSES, time, 2, v
  };
}

static inline rx_result_course example_trace(rx_arena *arena, const char *condition, size_t c, example_random *random)
{
  double *time = example_make(arena, EXAMPLE_SAMPLES, sizeof *time),
         *value = example_make(arena, EXAMPLE_SAMPLES, sizeof *value);
  rx_result_variable *v = example_make(arena, 1, sizeof *v);
  double last_spike = -1000;
  for (size_t i = 0; i < EXAMPLE_SAMPLES; i++) {
    time[i] = 0.25 * (double)i;
    const bool is_on = time[i] > 200 && time[i] < 1700;
    if (is_on && time[i] - last_spike > 8 && example_uniform(random) < 0.25e-3 * (4 + 15 * (double)(c * c)))
      last_spike = time[i];
    const double since = time[i] - last_spike;
    value[i] = -65 + (is_on ? 5 : 0) + (since < 1 ? 95 * sin(3.14159 * since) : 0) -
               (since < 60 ? 8 * exp(-since / 20) : 0) + 0.6 * example_uniform(random);
  }
  v[0] = (rx_result_variable){ "NK1[0].soma.v", "mV", "membrane potential", 0, value };
  return (
      rx_result_course){ rx_arena_format(arena, "trace.%s.brush", condition), "ms", NULL, EXAMPLE_SAMPLES, time, 1, v };
}

static inline const double *example_outcome(rx_arena *arena, size_t population, example_random *random)
{
  double *value = example_make(arena, EXAMPLE_CONDITIONS * EXAMPLE_STIMULI * EXAMPLE_REPETITIONS, sizeof *value);
  size_t i = 0;
  for (size_t c = 0; c < EXAMPLE_CONDITIONS; c++)
    for (size_t t = 0; t < EXAMPLE_STIMULI; t++)
      for (size_t r = 0; r < EXAMPLE_REPETITIONS; r++)
        value[i++] = example_rate(population, c, t) * (0.9 + 0.2 * example_uniform(random));
  return value;
}

/* names: of the conditions, the first is the reference. All memory is the arena's. */
static inline rx_results example_results(rx_arena *arena, const char *const names[EXAMPLE_CONDITIONS])
{
  example_random random = { 2385 };
  static const char CONFIG[] =
      "# A made-up experiment.\ntitle: \"Disinhibition turns touch into pain\"\n"
      "description: Loss of inhibition in the dorsal horn, under touch, pressure, pinch and a train of pulses.\n"
      "circuit: dorsal_horn\nif: a < b && c > d\n";
  rx_results s = { .n_conditions = EXAMPLE_CONDITIONS,
                   .n_stimuli = EXAMPLE_STIMULI,
                   .stimuli = EXAMPLE_STIMULUS,
                   .n_repetitions = EXAMPLE_REPETITIONS,
                   .solver = { "ensemble", "single", 0.025, NAN, NAN, NAN, 80000, 160000, 0, 0 },
                   .config_text = CONFIG,
                   .config_effective = "circuit: dorsal_horn\n" };

  rx_result_node *nodes = example_make(arena, EXAMPLE_POPULATIONS, sizeof *nodes);
  rx_result_population *populations = example_make(arena, EXAMPLE_POPULATIONS, sizeof *populations);
  for (size_t i = 0; i < EXAMPLE_POPULATIONS; i++) {
    const example_population *p = &EXAMPLE[i];
    nodes[i] = (rx_result_node){ p->name, p->class_name, p->module, p->n, p->transmitter, p->lamina, p->identity };
    if (strcmp(p->class_name, "afferent") == 0) continue;
    rx_result_cell *cells = example_make(arena, p->n, sizeof *cells);
    for (size_t k = 0; k < p->n; k++) cells[k] = (rx_result_cell){ "made_up", p->lamina, NAN, NAN, NAN };
    populations[s.n_populations++] = (rx_result_population){ p->name, p->n, cells };
  }
  s.nodes = nodes, s.n_nodes = EXAMPLE_POPULATIONS, s.populations = populations;
  rx_result_pathway *pathways = example_make(arena, EXAMPLE_MOST_PATHWAYS, sizeof *pathways);
  s.n_pathways = example_pathways(pathways), s.pathways = pathways;

  rx_result_course *courses = example_make(arena, 64, sizeof *courses);
  for (size_t c = 0; c < EXAMPLE_CONDITIONS; c++) {
    for (size_t t = 0; t < EXAMPLE_STIMULI; t++) courses[s.n_courses++] = example_rates(arena, names[c], c, t, &random);
    courses[s.n_courses++] = example_pulses(arena, names[c], c);
    courses[s.n_courses++] = example_trace(arena, names[c], c, &random);
  }
  double *months = example_make(arena, 60, sizeof *months), *slow = example_make(arena, 120, sizeof *slow);
  for (size_t i = 0; i < 60; i++)
    months[i] = 24.0 * (double)i, slow[2 * i] = 5.4 + 4 * (1 - exp(-(double)i / 12)),
    slow[2 * i + 1] = 5.4 + (1 - exp(-(double)i / 12));
  rx_result_variable *chloride = example_make(arena, 1, sizeof *chloride);
  chloride[0] = (rx_result_variable){ "chloride", "mM", "chloride in two laminae", 2, slow };
  courses[s.n_courses++] = (rx_result_course){ "nerve_injury", "h", NULL, 60, months, 1, chloride };
  s.courses = courses;

  rx_result_outcome *outcomes = example_make(arena, 64, sizeof *outcomes);
  const size_t n_values = EXAMPLE_CONDITIONS * EXAMPLE_STIMULI * EXAMPLE_REPETITIONS;
  double *pain = example_make(arena, n_values, sizeof *pain), *percent = example_make(arena, 12, sizeof *percent);
  double *index = example_make(arena, 3, sizeof *index), *wind_up = example_make(arena, n_values, sizeof *wind_up);
  const double *nk1 = example_outcome(arena, 14, &random), *wdr = example_outcome(arena, 22, &random);
  for (size_t i = 0; i < n_values; i++)
    pain[i] = 0.5 * nk1[i] / 50 + 0.5 * wdr[i] / 133, wind_up[i] = i / 3 % 4 == 3 ? 1.4 + 0.02 * (double)i : NAN;
  for (size_t i = 0; i < 12; i++) percent[i] = 100 * (pain[3 * i] / pain[3 * (i % 4)] - 1);
  for (size_t c = 0; c < 3; c++) index[c] = pain[c * 12] / pain[3];
  outcomes[s.n_outcomes++] =
      (rx_result_outcome){ "pain_signal", "1", "pain signal of the projection neurons", 3, pain };
  outcomes[s.n_outcomes++] =
      (rx_result_outcome){ "pain_modulation_percent", "1", "change of the pain signal, percent", 2, percent };
  outcomes[s.n_outcomes++] = (rx_result_outcome){ "allodynia_index", "1", "allodynia index", 1, index };
  outcomes[s.n_outcomes++] =
      (rx_result_outcome){ "wind_up", "1", "wind-up, last over first late response", 3, wind_up };
  for (size_t k = 0; k < EXAMPLE_POPULATIONS; k++) {
    if (strcmp(EXAMPLE[k].class_name, "afferent") == 0) continue;
    outcomes[s.n_outcomes++] = (rx_result_outcome){ rx_arena_format(arena, "rate_%s", EXAMPLE[k].name), "Hz",
                                                    "mean rate in the epoch of the stimulus", 3,
                                                    k == 14   ? nk1
                                                    : k == 22 ? wdr
                                                              : example_outcome(arena, k, &random) };
  }
  s.outcomes = outcomes;

  rx_result_condition *conditions = example_make(arena, EXAMPLE_CONDITIONS, sizeof *conditions);
  static const rx_result_modifier HALF[] = {
    { "disinhibition", "circuit/populations/PV/release_gaba", "scale", 0.5, 1, 0.5 },
    { "disinhibition", "circuit/populations/DYN/release_gaba", "scale", 0.5, 1, 0.5 },
    { "disinhibition", "circuit/populations/SG/release_gaba", "scale", 0.5, 1, 0.5 },
    { "disinhibition", "circuit/populations/PV/release_glycine", "scale", 0.5, 1, 0.5 },
  };
  static const rx_result_modifier INJURY[] = {
    { "chloride shift", "circuit/populations/NK1/receptors/GABA_A/reversal", "shift", 20, -70, -50 },
    { "sprouting", "circuit/sprouting", "add", 3, 0, 3 },
    { "spinal opioid <low>", "circuit/pathways/C_to_NK1/release", "scale", 0.8, 1, 0.8 },
  };
  conditions[0] = (rx_result_condition){ names[0], 0, NULL };
  conditions[1] = (rx_result_condition){ names[1], 4, HALF };
  conditions[2] = (rx_result_condition){ names[2], 3, INJURY };
  s.conditions = conditions;

  static const rx_result_parameter PARAMETERS[] = {
    { "circuit/temperature", 36, 36, "degC", "temperature", "ModelDB 267056", "R", true },
    { "circuit/sprouting", 0, 0, "1", "extent of A-beta sprouting", "dorsal-horn page 7: healthy", "D", true },
    { "circuit/pain_signal/NK1/weight", 0.5, 1, "1", "weight in the pain signal", "half of the signal from each module",
      "D", true },
    { "circuit/pain_signal/NK1/reference", 50, NAN, "Hz", "healthy response to pinch", "dorsal-horn page 7", "D",
      true },
    { "circuit/pain_signal/NK1/from", 500, NAN, "ms", "start of the window", "dorsal-horn page 8", "D", true },
    { "circuit/pain_signal/NK1/to", 1500, NAN, "ms", "end of the window", "dorsal-horn page 8", "D", true },
    { "circuit/pain_signal/WDR/weight", 0.5, 1, "1", "weight in the pain signal", "half of the signal from each module",
      "D", true },
    { "circuit/pain_signal/WDR/reference", 133, NAN, "Hz", "healthy response to pinch", "dorsal-horn page 7", "D",
      true },
    { "circuit/populations/NK1/receptors/GABA_A/reversal", -70, NAN, "mV", "reversal potential", "ModelDB 267056", "R",
      true },
    { "circuit/populations/WDR/hillock/channels/na_traub/gbar", 3.45, NAN, "S/cm2", "peak conductance",
      "ModelDB 168414", "R", true },
    { "circuit/populations/WDR/dend/channels/ca_l/permeability", 3e-5, NAN, "cm/s", "permeability", "ModelDB 168414",
      "R", true },
    { "stimuli/brush/onset", 200, 0, "ms", "start of the stimulus", "", "", true },
    { "stimuli/brush/duration", 1500, 1000, "ms", "length of the stimulus", "", "", true },
    { "stimuli/pinch/0/onset", 200, 0, "ms", "start of the stimulus", "", "", true },
    { "stimuli/pinch/0/duration", 1500, 1000, "ms", "length of the stimulus", "", "", true },
    { "solver/dt", 0.025, 0.025, "ms", "step", "benchmarks page 11", "", false },
  };
  s.parameters = PARAMETERS, s.n_parameters = sizeof PARAMETERS / sizeof *PARAMETERS;

  rx_result_case *cases = example_make(arena, n_values, sizeof *cases);
  for (size_t c = 0; c < EXAMPLE_CONDITIONS; c++)
    for (size_t t = 0; t < EXAMPLE_STIMULI; t++)
      for (uint32_t r = 0; r < EXAMPLE_REPETITIONS; r++)
        cases[s.n_cases++] = (rx_result_case){ names[c], EXAMPLE_STIMULUS[t], r, 2385 + r,
                                               r == 0 ? rx_arena_format(arena, "spikes/%zu.%zu.0.h5", c, t) : "" };
  s.cases = cases;
  s.provenance.version = "0.1.0", s.provenance.git_commit = "0123456789abcdef0123456789abcdef01234567+dirty";
  s.provenance.model_version = "1.0", s.provenance.seed = 2385, s.provenance.integrator = "ensemble",
  s.provenance.simd = "avx2x4";
  s.provenance.run.date_start = "2026-01-31T12:34:56Z", s.provenance.run.wall_s = 12.4,
  s.provenance.run.omp_threads = 2;
  s.provenance.run.command_line = "rexed run demo.yaml --set 'a=1'";
  s.provenance.run.peak_rss_MiB = 88;
  return s;
}

/* The spike files of the first repetitions, into folder/spikes. */
static inline rx_status example_spikes(rx_arena *arena, const char *folder, rx_error *err)
{
  example_random random = { 77 };
  char path[512];
  snprintf(path, sizeof path, "%.400s/spikes", folder);
  mkdir(path, 0777);
  for (size_t c = 0; c < EXAMPLE_CONDITIONS; c++)
    for (size_t t = 0; t < EXAMPLE_STIMULI; t++) {
      rx_sonata_spikes populations[EXAMPLE_POPULATIONS];
      for (size_t k = 0; k < EXAMPLE_POPULATIONS; k++) {
        const double rate = example_rate(k, c, t);
        double *times = example_make(arena, (size_t)(EXAMPLE[k].n * (rate * 1.5 * 1.5 + 20)), sizeof *times);
        uint64_t *ids = example_make(arena, (size_t)(EXAMPLE[k].n * (rate * 1.5 * 1.5 + 20)), sizeof *ids);
        size_t n = 0;
        for (uint64_t cell = 0; cell < EXAMPLE[k].n; cell++)
          for (double at = 200; rate > 0 && (at -= 1000 / rate * log(1 - example_uniform(&random))) < 1700 &&
                                n < EXAMPLE[k].n * (rate * 1.5 * 1.5 + 20) - 1;)
            times[n] = at, ids[n++] = cell;
        populations[k] = (rx_sonata_spikes){ EXAMPLE[k].name, n, times, ids };
      }
      snprintf(path, sizeof path, "%.400s/spikes/%zu.%zu.0.h5", folder, c, t);
      const rx_status status = rx_sonata_write_spikes(path, EXAMPLE_POPULATIONS, populations, err);
      if (status != RX_OK) return status;
    }
  return RX_OK;
}

#endif
