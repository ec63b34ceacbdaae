/* Stimuli: what drives a circuit. A stimulus gives each afferent fibre its spike times; clamps drive single cells.
 *
 * Kinds and their parameters are one table (RX_STIMULUS_KINDS): reading, range checks, `rexed list stimuli` and the parameter
 * reference follow from it. To add a kind: its row there and its case in stimulus.c. Source: dorsal-horn page 5, 6. */
#ifndef RX_STIMULI_STIMULUS_H
#define RX_STIMULI_STIMULUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "base/param.h"
#include "base/random.h"
#include "models/circuit/circuit.h"
#include "stimuli/spasm_control.h"

typedef enum {
  RX_STIMULUS_BRUSH,         /* published Abeta profile, r = 0 */
  RX_STIMULUS_VON_FREY,      /* Abeta profile; Adelta, C profiles times r = force/400 mN */
  RX_STIMULUS_PINCH,         /* r = 1 */
  RX_STIMULUS_HEAT,          /* no Abeta; C profile times r, Adelta times r*with_adelta */
  RX_STIMULUS_HEAT_RAMP,     /* skin temperature, linear */
  RX_STIMULUS_HEAT_STEP,     /* skin temperature, fast to a level and back */
  RX_STIMULUS_TONIC,         /* constant rates per class; by default the tonic pinch of the deep module */
  RX_STIMULUS_ELECTRICAL,    /* train of pulses; each pulse one spike at the fibre's latency; strength A or C */
  RX_STIMULUS_SCS,           /* spinal cord stimulation pulses on the surround and `local_fibres` of the Abeta fibres */
  RX_STIMULUS_TRAINS,        /* spike times from a file */
  RX_STIMULUS_CURRENT_CLAMP, /* a current step into a cell */
  RX_STIMULUS_VOLTAGE_CLAMP, /* holding, step and back */
  RX_STIMULUS_AFFERENT_RATES,    /* rate model: fA, fC pulses */
  RX_STIMULUS_DRIVE,             /* motor pools (motor.h): synaptic drive */
  RX_STIMULUS_CURRENT_RAMP,      /* a current into every soma, up and back */
  RX_STIMULUS_VIBRATION,         /* of the tendon: Ia excitation */
  RX_STIMULUS_NERVE_STIMULATION, /* of the antagonist's nerve: reciprocal inhibition */
  RX_STIMULUS_NMES,              /* of the muscle's own nerve, in bouts */
  RX_STIMULUS_PIC_CLAMP,         /* a ramp of potential in every soma, other channels blocked */
  RX_N_STIMULI
} rx_stimulus_kind;

/* Force at which the published noxious profiles were read: r = force/400 mN (dorsal-horn 6). */
#define RX_FULL_FORCE_MN  400.0
/* The published profiles are valid until here, ms after the onset, and held from here on. */
#define RX_PROFILE_END_MS 5000.0

/* One component of a stimulus; a stimulus of an experiment may have several, all at once (e.g. tonic pinch and SCS). */
typedef struct rx_stimulus {
  rx_stimulus_kind kind;
  double onset, duration; /* ms; spikes only within [onset, onset + duration) (electrical, SCS: pulses) */
  double force;           /* brush (of a stroke), von_frey, pinch, mN */
  double rise, fall;      /* von_frey, pinch, heat: ms; fall begins at the end of the duration */
  double stroke;          /* brush, ms */
  double from, to;        /* heat_ramp, heat_step, degC */
  double rate;            /* the same, degC/s */
  double hold;            /* heat_step, ms */
  double intensity;       /* heat: r */
  double with_adelta;     /* heat: 0 or 1; between: that share of r */
  double rate_abeta, rate_adelta, rate_c; /* tonic, Hz; afferent_rates (abeta, c), Hz */
  double baseline;                        /* afferent_rates: between the pulses, Hz */
  double duration_a, duration_c, delay_c; /* afferent_rates, ms */
  double frequency;                       /* electrical, scs, afferent_rates, Hz; 0: no pulse */
  int pulses;              /* the same kinds; 0: as many as fit into the duration; else the duration is not read */
  int strength_c;          /* electrical: 1 all classes (C strength), 0 Abeta and Adelta (A strength) */
  int local_fibres;        /* scs: of each Abeta population */
  double amplitude;        /* current_clamp nA */
  double holding, command; /* voltage_clamp mV */
  const char *population;  /* clamps: of which cell; NULL: the first population of cells */
  const char *section;     /* clamps; NULL: soma */
  int cell;                /* clamps: index in the population */
  const char *file;        /* trains: CSV, columns population,index,t_ms, or SONATA spikes; NULL otherwise */
  double at;               /* clamps: place along the section, 0…1 */
  /* motor kinds (motor.h, motor_kinds.c) */
  double level;             /* M */
  double slope, start;      /* nA/ms, nA; start NaN: the pool's */
  double tau, latency;      /* of a pulse's effect, ms */
  double gain;              /* peak M of a pulse that excites all fibres */
  double central;           /* nmes: M_e */
  double direct_share;      /* nmes: torque, of the maximum */
  double interval;          /* nmes: from bout to bout, ms */
  int bouts;                /* nmes */
  int is_pulsed;            /* nerve_stimulation: pulses, or 0: their mean */
  double speed;             /* pic_clamp, mV/s */
  const char *onto, *site;  /* drive: a target's name; nerve_stimulation: dendrites, soma; NULL: the first */
  const char *trigger;      /* nerve_stimulation: name of a rx_spasm_detector; NULL: none, it is given by the clock */
  rx_spasm_control control; /* read with a trigger */
} rx_stimulus;

/* A key of a kind whose value is a text, not a number. */
typedef struct rx_stimulus_text {
  const char *name; /* as in configs; NULL ends the list */
  size_t offset;    /* of the const char * in rx_stimulus */
  bool is_required;
  const char *meaning;
  const char *const *words; /* allowed, the default first; ends with NULL. NULL: a name of the circuit, or of a file */
} rx_stimulus_text;

typedef struct rx_stimulus_description {
  const char *name; /* as in configs: "von_frey" */
  const char *meaning;
  const char *source;
  const rx_param *params;         /* rows of rx_stimulus that this kind has with any encoder */
  const rx_param *physical;       /* rows that it has with the biophysical encoder besides */
  bool is_refused[RX_N_ENCODERS]; /* by an encoder that can make nothing of it */
  const rx_stimulus_text *texts;  /* text keys of this kind; an empty list where it has none */
} rx_stimulus_description;

extern const rx_stimulus_description RX_STIMULUS_KINDS[RX_N_STIMULI];

/* Sets all fields to the defaults of the kind's tables. */
rx_stimulus rx_stimulus_default(rx_stimulus_kind kind);

/* Rate of one fibre of a class at t ms after the onset, Hz: the published profiles (dorsal-horn 6), r the noxious scale (>= 0);
 * negative becomes 0; after 5 s held at the value of 5 s. 0 before the onset, and for the surround, which no natural stimulus
 * of the sources drives. */
double rx_afferent_profile_Hz(rx_afferent_class afferent_class, double r, double t_ms);

/* Expected rate of one fibre at t ms of the run, Hz, under a kind whose trains are Poisson; 0 for all other kinds. */
double rx_stimulus_rate_Hz(const rx_stimulus *stimulus, rx_afferent_class afferent_class, double t_ms);

/* True for what happens at the skin and is encoded there: brush, von_frey, pinch, heat, heat_ramp, heat_step. */
bool rx_stimulus_is_natural(rx_stimulus_kind kind);

/* True for kinds whose trains are drawn at random: brush, von_frey, pinch, heat, tonic. */
bool rx_stimulus_is_random(rx_stimulus_kind kind);

/* Number of pulses of electrical, scs and afferent_rates (0 for others), and the time of pulse k = 0 …, ms of the run. */
int rx_stimulus_pulses(const rx_stimulus *stimulus);
double rx_stimulus_pulse_ms(const rx_stimulus *stimulus, int k);

/* End of a stimulus, ms of the run: onset + duration; with a number of pulses, one period after the last; of heat_ramp and heat_step
 * where the way back begins. */
double rx_stimulus_end_ms(const rx_stimulus *stimulus);

/* From the first onset to the last end of several components, ms; SCS and nerve stimulation are treatments, not what evokes the
 * response: they do not count where there is anything else. n = 0: both 0. */
void rx_stimuli_window(size_t n, const rx_stimulus stimuli[], double *onset_ms, double *end_ms);

/* Spike times of one fibre under one stimulus, absolute ms, sorted, appended to *times (growing array).
 * Poisson kinds thin with the stream, which must be of this fibre alone; pulses use latency_ms. `fibre` is the index in its
 * population. Kinds without spikes for the class add none. RX_E_MEMORY; RX_E_INPUT: a latency is needed (NaN given).
 *
 * Thinning (Lewis and Shedler 1979): candidates at the profile's largest rate, kept with probability rate(t)/largest. For r <= 1
 * the candidates are those of r = 1, so that the train of a weaker stimulus is part of the train of a stronger one. Neither onset
 * (but for the shift), duration nor t_stop change a spike. */
rx_status rx_stimulus_fibre(const rx_stimulus *stimulus, rx_afferent_class afferent_class, int fibre, double latency_ms,
                            double t_stop_ms, rx_stream *stream, rx_times *times, rx_error *err);

/* Latency of an SCS pulse on fibre i: 0.8 + 0.02 i ms (dorsal-horn 5). */
double rx_scs_latency_ms(int fibre);

#endif
