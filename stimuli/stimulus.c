#include "stimuli/stimulus.h"

#include <math.h>
#include <string.h>

#include "stimuli/afferent_profiles.h"
#include "stimuli/motor.h"
#include "stimuli/motor_kinds.h"

/* Rows that several kinds share; `from` says where a default comes from. */
#define ONSET(def)          RX_P_DEFAULT(rx_stimulus, onset, "ms", def, 0.0, 3.6e6, "begins here", "[D] rexed")
#define DURATION(def, from) RX_P_DEFAULT(rx_stimulus, duration, "ms", def, 0.0, 3.6e6, "lasts as long", from)
#define PULSE_DURATION(def)                                                                                            \
  RX_P_DEFAULT(rx_stimulus, duration, "ms", def, 0.0, 3.6e6,                                                           \
               "pulses within this time; not read with a number of pulses", "[D] rexed")
#define FREQUENCY(def, from)                                                                                           \
  RX_P_DEFAULT(rx_stimulus, frequency, "Hz", def, 0.0, 1000.0, "of the pulses; 0: none", from)
#define PULSES(def)                                                                                                    \
  RX_P_INT(rx_stimulus, pulses, def, 0, 100000, "number of pulses; 0: as many as fit into the duration", "[D] rexed")
#define CELL RX_P_INT(rx_stimulus, cell, 0, 0, 1e6, "index of the cell in its population", "[D] rexed")

#define AT RX_P_DEFAULT(rx_stimulus, at, "1", 0.5, 0, 1, "place along the section", "[D] rexed: its middle")

/* 2 s hold both windows of the pain signal */
#define WINDOWS  "[D] rexed: the longest window of the pain signal (dorsal-horn 8)"
#define FOREMAN  "[R] ModelDB 168414: steady rates of its Foreman pinch"
#define CRODELLE "[R] Crodelle 2019, jcrodelle/damagedFibers"
#define STEP     "[D] rexed: the step of its single-cell references"

static const rx_param PROFILE_PARAMS[] = {
  ONSET(0.0),
  DURATION(2000.0, WINDOWS),
  RX_P_END,
};

static const rx_param VON_FREY_PARAMS[] = {
  ONSET(0.0),
  DURATION(2000.0, WINDOWS),
  RX_P_DEFAULT(rx_stimulus, force, "mN", 100.0, 0.0, 1000.0, "force on the skin; r = force/400 mN",
               "[R] Medlock 2022, ModelDB 267056: 50, 100, 200, 400 mN"),
  RX_P_END,
};

static const rx_param HEAT_PARAMS[] = {
  ONSET(0.0),
  DURATION(2000.0, WINDOWS),
  RX_P_DEFAULT(rx_stimulus, intensity, "1", 1.0, 0.0, 3.0, "r, as a share of the pinch",
               "[D] rexed: 0.5, 1, 1.5 are its test values"),
  RX_P_DEFAULT(rx_stimulus, with_adelta, "1", 0.0, 0.0, 1.0, "1: Adelta fibres answer too, 0: C fibres alone",
               "[D] rexed: the heat of dorsal-horn 7 is of C fibres alone"),
  RX_P_END,
};

/* ---- what the biophysical encoder knows of the skin ---- */

#define SKIN                             "nociceptor page 5.5"
#define RISE                             RX_P_DEFAULT(rx_stimulus, rise, "ms", 200.0, 0.1, 1e5, "to the full force, within the duration", SKIN)
#define FALL(def, meaning)               RX_P_DEFAULT(rx_stimulus, fall, "ms", def, 0.1, 1e5, meaning, SKIN)
#define RELEASE                          FALL(200.0, "from the full force to none, after the duration")
#define COOLING                          FALL(1000.0, "back to the start, after the rest")
#define TEMPERATURE(field, def, meaning) RX_P_DEFAULT(rx_stimulus, field, "degC", def, 0.0, 60.0, meaning, SKIN)
#define RATE(def)                                                                                                      \
  RX_P_DEFAULT(rx_stimulus, rate, "degC/s", def, 1e-3, 100.0, "of the change from `from` to `to`, up or down", SKIN)

static const rx_param BRUSH_PHYSICAL[] = {
  RX_P_DEFAULT(rx_stimulus, force, "mN", 5.0, 0.0, 1000.0,
               "F = force sin^2(pi t/stroke) (1 + 0.3 sin(2 pi 30 t/s)), stroke after stroke", SKIN),
  RX_P_DEFAULT(rx_stimulus, stroke, "ms", 1000.0, 10.0, 1e5,
               "length of a stroke; one that begins within the duration is finished", SKIN),
  RX_P_END,
};
static const rx_param VON_FREY_PHYSICAL[] = { RISE, RELEASE, RX_P_END };
static const rx_param PINCH_PHYSICAL[] = {
  RX_P_DEFAULT(rx_stimulus, force, "mN", RX_FULL_FORCE_MN, 0.0, 5000.0, "force on the skin", SKIN),
  RISE,
  RELEASE,
  RX_P_END,
};
static const rx_param HEAT_RAMP_PARAMS[] = {
  ONSET(0.0),
  TEMPERATURE(from, 32.0, "skin before, and again at the end"),
  TEMPERATURE(to, 46.0, "skin at the end of the ramp"),
  RATE(2.0),
  COOLING,
  RX_P_END,
};
static const rx_param HEAT_STEP_PARAMS[] = {
  ONSET(0.0),
  TEMPERATURE(from, 32.0, "skin before, and again at the end"),
  TEMPERATURE(to, 48.0, "skin during the step"),
  RATE(20.0),
  RX_P_DEFAULT(rx_stimulus, hold, "ms", 5000.0, 0.0, 3.6e6, "at `to` as long", SKIN),
  COOLING,
  RX_P_END,
};
static const rx_param NOTHING[] = { RX_P_END };

static const rx_param TONIC_PARAMS[] = {
  ONSET(0.0),
  DURATION(2000.0, WINDOWS),
  RX_P_DEFAULT(rx_stimulus, rate_abeta, "Hz", 9.0, 0.0, 500.0, "of each Abeta fibre", FOREMAN),
  RX_P_DEFAULT(rx_stimulus, rate_adelta, "Hz", 8.5, 0.0, 500.0, "of each Adelta fibre", FOREMAN),
  RX_P_DEFAULT(rx_stimulus, rate_c, "Hz", 2.5, 0.0, 500.0, "of each C fibre", FOREMAN),
  RX_P_END,
};

static const rx_param ELECTRICAL_PARAMS[] = {
  ONSET(0.0),
  PULSE_DURATION(10000.0),
  FREQUENCY(1.0, "[R] ModelDB 168414: wind-up at 1 Hz"),
  PULSES(0),
  RX_P_INT(rx_stimulus, strength_c, 1, 0, 1, "1: C strength, fibres of all classes; 0: A strength, Abeta and Adelta",
           "[R] ModelDB 168414: wind-up needs C fibres"),
  RX_P_END,
};

static const rx_param SCS_PARAMS[] = {
  ONSET(0.0),
  PULSE_DURATION(2000.0),
  FREQUENCY(50.0, "[R] Zhang 2014, ModelDB 168414: inhibits most at 50-70 Hz"),
  PULSES(0),
  RX_P_INT(rx_stimulus, local_fibres, 15, 0, 100000, "of each Abeta population, the fibres that a pulse also excites",
           "[D] dorsal-horn 5"),
  RX_P_END,
};

static const rx_param TRAINS_PARAMS[] = {
  ONSET(0.0),
  RX_P_DEFAULT(rx_stimulus, duration, "ms", 2000.0, 0.0, 3.6e6,
               "where the analysis ends, as onset is where it begins; neither moves nor removes a spike", WINDOWS),
  RX_P_END,
};

static const rx_param CURRENT_CLAMP_PARAMS[] = {
  ONSET(200.0),
  DURATION(500.0, STEP),
  RX_P_DEFAULT(rx_stimulus, amplitude, "nA", 0.05, -10.0, 10.0, "current into the cell", STEP),
  CELL,
  AT,
  RX_P_END,
};

static const rx_param VOLTAGE_CLAMP_PARAMS[] = {
  ONSET(200.0),
  DURATION(500.0, STEP),
  RX_P_DEFAULT(rx_stimulus, holding, "mV", -70.0, -150.0, 100.0, "before and after the step", "[D] rexed"),
  RX_P_DEFAULT(rx_stimulus, command, "mV", 0.0, -150.0, 100.0, "during the step", "[D] rexed"),
  CELL,
  AT,
  RX_P_END,
};

static const rx_param AFFERENT_RATES_PARAMS[] = {
  ONSET(500.0),
  PULSE_DURATION(1000.0),
  FREQUENCY(1.0, "[D] rexed"),
  PULSES(1),
  RX_P_DEFAULT(rx_stimulus, rate_abeta, "Hz", 40.0, 0.0, 500.0, "fA in a pulse", CRODELLE),
  RX_P_DEFAULT(rx_stimulus, rate_c, "Hz", 22.0, 0.0, 500.0, "fC in a pulse", CRODELLE),
  RX_P_DEFAULT(rx_stimulus, baseline, "Hz", 1.0, 0.0, 500.0, "fA and fC between the pulses", CRODELLE),
  RX_P_DEFAULT(rx_stimulus, duration_a, "ms", 20.0, 0.0, 60000.0, "fA is raised as long", CRODELLE),
  RX_P_DEFAULT(rx_stimulus, duration_c, "ms", 210.0, 0.0, 60000.0, "fC is raised as long", CRODELLE),
  RX_P_DEFAULT(rx_stimulus, delay_c, "ms", 90.0, 0.0, 60000.0, "from the pulse to the rise of fC: C fibres are slow",
               CRODELLE),
  RX_P_END,
};

static const rx_stimulus_text NO_TEXTS[] = { { NULL, 0, false, NULL, NULL } };
static const rx_stimulus_text CLAMP_TEXTS[] = {
  { "population", offsetof(rx_stimulus, population), false, "of the cell; the first population of cells if not given",
    NULL },
  { "section", offsetof(rx_stimulus, section), false, "of the cell, at its middle; the soma if not given", NULL },
  { NULL, 0, false, NULL, NULL },
};
static const rx_stimulus_text TRAINS_TEXTS[] = {
  { "file", offsetof(rx_stimulus, file), true, "CSV with the columns population,index,t_ms, or SONATA spikes", NULL },
  { NULL, 0, false, NULL, NULL },
};

#define MOTOR   "motoneuron page 4, 6"
#define MEDLOCK "Medlock 2022 (ModelDB 267056), spkt_gen.py"
#define ANY                                                                                                            \
  {                                                                                                                    \
    false, false                                                                                                       \
  }
#define NOT_PUBLISHED                                                                                                  \
  {                                                                                                                    \
    true, false                                                                                                        \
  }
#define NOT_BIOPHYSICAL                                                                                                \
  {                                                                                                                    \
    false, true                                                                                                        \
  }
const rx_stimulus_description RX_STIMULUS_KINDS[RX_N_STIMULI] = {
  [RX_STIMULUS_BRUSH] = { "brush", "light touch: Abeta fibres alone", "[D] low-threshold limit of " MEDLOCK,
                          PROFILE_PARAMS, BRUSH_PHYSICAL, ANY, NO_TEXTS },
  [RX_STIMULUS_VON_FREY] = { "von_frey", "pressure with a force: Abeta, and Adelta and C in proportion to it",
                             "[R] " MEDLOCK, VON_FREY_PARAMS, VON_FREY_PHYSICAL, ANY, NO_TEXTS },
  [RX_STIMULUS_PINCH] = { "pinch", "noxious pressure, as a force of 400 mN", "[D] r = 1 of " MEDLOCK, PROFILE_PARAMS,
                          PINCH_PHYSICAL, ANY, NO_TEXTS },
  [RX_STIMULUS_HEAT] = { "heat", "noxious heat: C fibres, Adelta on request, no Abeta", "[D] C profile of " MEDLOCK,
                         HEAT_PARAMS, NOTHING, NOT_BIOPHYSICAL, NO_TEXTS },
  [RX_STIMULUS_HEAT_RAMP] = { "heat_ramp", "the skin is warmed (or cooled) steadily; biophysical encoder",
                              "[P] Yarnitsky 1992; " SKIN, HEAT_RAMP_PARAMS, NOTHING, NOT_PUBLISHED, NO_TEXTS },
  [RX_STIMULUS_HEAT_STEP] = { "heat_step", "the skin is brought to a temperature, held and let go; biophysical encoder",
                              SKIN, HEAT_STEP_PARAMS, NOTHING, NOT_PUBLISHED, NO_TEXTS },
  [RX_STIMULUS_TONIC] = { "tonic", "constant rates per class; by default a lasting pinch", FOREMAN, TONIC_PARAMS,
                          NOTHING, ANY, NO_TEXTS },
  [RX_STIMULUS_ELECTRICAL] = { "electrical", "pulses on the nerve, one spike per fibre at its latency",
                               "[R] ModelDB 168414", ELECTRICAL_PARAMS, NOTHING, ANY, NO_TEXTS },
  [RX_STIMULUS_SCS] = { "scs", "spinal cord stimulation: pulses on Abeta fibres of the surround and some local ones",
                        "[R] Zhang 2014 (ModelDB 168414); latencies [D]", SCS_PARAMS, NOTHING, ANY, NO_TEXTS },
  [RX_STIMULUS_TRAINS] = { "trains", "spike times of fibres from a file, as they are", "the file", TRAINS_PARAMS,
                           NOTHING, ANY, TRAINS_TEXTS },
  [RX_STIMULUS_CURRENT_CLAMP] = { "current_clamp", "a current step into one cell", "standard", CURRENT_CLAMP_PARAMS,
                                  NOTHING, ANY, CLAMP_TEXTS },
  [RX_STIMULUS_VOLTAGE_CLAMP] = { "voltage_clamp", "one cell held at a potential, a step and back", "standard",
                                  VOLTAGE_CLAMP_PARAMS, NOTHING, ANY, CLAMP_TEXTS },
  [RX_STIMULUS_AFFERENT_RATES] = { "afferent_rates",
                                   "rate model: pulses of the rates of Abeta and of Adelta and C fibres", CRODELLE,
                                   AFFERENT_RATES_PARAMS, NOTHING, ANY, NO_TEXTS },
  [RX_STIMULUS_DRIVE] = { "drive", "motor pool: synaptic drive to a level and back", MOTOR, RX_DRIVE_PARAMS, NOTHING,
                          ANY, RX_DRIVE_TEXTS },
  [RX_STIMULUS_CURRENT_RAMP] = { "current_ramp", "motor pool: a current into every soma, up and back", MOTOR,
                                 RX_CURRENT_RAMP_PARAMS, NOTHING, ANY, RX_MOTOR_TEXTS },
  [RX_STIMULUS_VIBRATION] = { "vibration", "motor pool: vibration of the tendon, Ia excitation", MOTOR,
                              RX_VIBRATION_PARAMS, NOTHING, ANY, RX_MOTOR_TEXTS },
  [RX_STIMULUS_NERVE_STIMULATION] = { "nerve_stimulation",
                                      "motor pool: pulses on the antagonist's nerve, reciprocal inhibition", MOTOR,
                                      RX_NERVE_STIMULATION_PARAMS, NOTHING, ANY, RX_NERVE_STIMULATION_TEXTS },
  [RX_STIMULUS_NMES] = { "nmes", "motor pool: bouts of electrical stimulation of its muscle", MOTOR, RX_NMES_PARAMS,
                         NOTHING, ANY, RX_MOTOR_TEXTS },
  [RX_STIMULUS_PIC_CLAMP] = { "pic_clamp", "motor pool: every soma along a ramp of potential, other channels blocked",
                              MOTOR, RX_PIC_CLAMP_PARAMS, NOTHING, ANY, RX_MOTOR_TEXTS },
};

rx_stimulus rx_stimulus_default(rx_stimulus_kind kind)
{
  rx_stimulus stimulus = { .kind = kind };
  rx_param_defaults(RX_STIMULUS_KINDS[kind].params, &stimulus);
  rx_param_defaults(RX_STIMULUS_KINDS[kind].physical, &stimulus);
  return stimulus;
}

bool rx_stimulus_is_random(rx_stimulus_kind kind)
{
  switch (kind) {
  case RX_STIMULUS_BRUSH:
  case RX_STIMULUS_VON_FREY:
  case RX_STIMULUS_PINCH:
  case RX_STIMULUS_HEAT:
  case RX_STIMULUS_TONIC: return true;
  default: return false;
  }
}

bool rx_stimulus_is_natural(rx_stimulus_kind kind)
{
  return kind <= RX_STIMULUS_HEAT_STEP;
}

static bool has_pulses(rx_stimulus_kind kind)
{
  return kind == RX_STIMULUS_ELECTRICAL || kind == RX_STIMULUS_SCS || kind == RX_STIMULUS_AFFERENT_RATES;
}

int rx_stimulus_pulses(const rx_stimulus *stimulus)
{
  if (!has_pulses(stimulus->kind) || !(stimulus->frequency > 0.0)) return 0;
  if (stimulus->pulses > 0) return stimulus->pulses;
  /* a pulse that would fall on the end by rounding alone is outside */
  const double periods = 1e-3 * stimulus->duration * stimulus->frequency;
  const double n = ceil(periods - 1e-9 * (1.0 + periods));
  return n > 0.0 ? (int)n : 0;
}

double rx_stimulus_pulse_ms(const rx_stimulus *stimulus, int k)
{
  return stimulus->onset + 1e3 * k / stimulus->frequency;
}

double rx_stimulus_end_ms(const rx_stimulus *stimulus)
{
  if (has_pulses(stimulus->kind) && stimulus->pulses > 0 && stimulus->frequency > 0.0)
    return rx_stimulus_pulse_ms(stimulus, stimulus->pulses);
  if (rx_stimulus_is_motor(stimulus->kind)) return rx_motor_stimulus_end_ms(stimulus);
  if (stimulus->kind == RX_STIMULUS_HEAT_RAMP || stimulus->kind == RX_STIMULUS_HEAT_STEP) {
    const double ramp = 1e3 * fabs(stimulus->to - stimulus->from) / stimulus->rate;
    return stimulus->onset + ramp + (stimulus->kind == RX_STIMULUS_HEAT_STEP ? stimulus->hold : 0);
  }
  return stimulus->onset + stimulus->duration;
}

/* A treatment that accompanies a stimulus rather than being one. */
static bool is_beside(const rx_stimulus *s)
{
  return s->kind == RX_STIMULUS_SCS || s->kind == RX_STIMULUS_NERVE_STIMULATION;
}

void rx_stimuli_window(size_t n, const rx_stimulus stimuli[], double *onset_ms, double *end_ms)
{
  bool has_others = false;
  for (size_t i = 0; i < n; i++)
    if (!is_beside(&stimuli[i])) has_others = true;
  *onset_ms = n > 0 ? INFINITY : 0.0;
  *end_ms = 0.0;
  for (size_t i = 0; i < n; i++) {
    if (has_others && is_beside(&stimuli[i])) continue;
    *onset_ms = fmin(*onset_ms, stimuli[i].onset);
    *end_ms = fmax(*end_ms, rx_stimulus_end_ms(&stimuli[i]));
  }
}

/* The noxious scale r of a kind with the published profile, for a class; negative: the kind has no spikes of the class. */
static double noxious_scale(const rx_stimulus *stimulus, rx_afferent_class afferent_class)
{
  switch (stimulus->kind) {
  case RX_STIMULUS_BRUSH: return 0.0;
  case RX_STIMULUS_VON_FREY: return stimulus->force / RX_FULL_FORCE_MN;
  case RX_STIMULUS_PINCH: return 1.0;
  case RX_STIMULUS_HEAT:
    if (afferent_class == RX_CLASS_ABETA) return -1.0;
    return afferent_class == RX_CLASS_ADELTA ? stimulus->intensity * stimulus->with_adelta : stimulus->intensity;
  default: return -1.0;
  }
}

static double tonic_rate(const rx_stimulus *stimulus, rx_afferent_class afferent_class)
{
  switch (afferent_class) {
  case RX_CLASS_ABETA: return stimulus->rate_abeta;
  case RX_CLASS_ADELTA: return stimulus->rate_adelta;
  case RX_CLASS_C: return stimulus->rate_c;
  default: return 0.0;
  }
}

double rx_stimulus_rate_Hz(const rx_stimulus *stimulus, rx_afferent_class afferent_class, double t_ms)
{
  const double t = t_ms - stimulus->onset;
  if (!rx_stimulus_is_random(stimulus->kind) || !(t >= 0.0 && t < stimulus->duration)) return 0.0;
  if (stimulus->kind == RX_STIMULUS_TONIC) return tonic_rate(stimulus, afferent_class);
  const double r = noxious_scale(stimulus, afferent_class);
  return r < 0.0 ? 0.0 : rx_afferent_profile_Hz(afferent_class, r, t);
}

double rx_scs_latency_ms(int fibre)
{
  return 0.8 + 0.02 * fibre;
}

/* one spike at each pulse + latency, while before t_stop */
static rx_status pulse_train(const rx_stimulus *stimulus, double latency_ms, double t_stop_ms, rx_times *times,
                             rx_error *err)
{
  const int n = rx_stimulus_pulses(stimulus);
  for (int k = 0; k < n; k++) {
    const double t = rx_stimulus_pulse_ms(stimulus, k) + latency_ms;
    if (!(t < t_stop_ms)) break;
    if (!RX_APPEND(times, t)) return rx_no_memory(err);
  }
  return RX_OK;
}

/* whether an electrical pulse is strong enough for the class: thick fibres have the lowest thresholds */
static bool is_excited(const rx_stimulus *stimulus, rx_afferent_class afferent_class)
{
  if (afferent_class == RX_CLASS_NONE) return false;
  return stimulus->strength_c || afferent_class == RX_CLASS_ABETA || afferent_class == RX_CLASS_ADELTA;
}

rx_status rx_stimulus_fibre(const rx_stimulus *stimulus, rx_afferent_class afferent_class, int fibre, double latency_ms,
                            double t_stop_ms, rx_stream *stream, rx_times *times, rx_error *err)
{
  const double from = stimulus->onset, to = fmin(stimulus->onset + stimulus->duration, t_stop_ms);
  switch (stimulus->kind) {
  case RX_STIMULUS_BRUSH:
  case RX_STIMULUS_VON_FREY:
  case RX_STIMULUS_PINCH:
  case RX_STIMULUS_HEAT: {
    const double r = noxious_scale(stimulus, afferent_class);
    return r < 0.0 ? RX_OK : rx_profile_train(afferent_class, r, from, to, stream, times, err);
  }
  case RX_STIMULUS_TONIC: return rx_poisson_train(tonic_rate(stimulus, afferent_class), from, to, stream, times, err);
  case RX_STIMULUS_ELECTRICAL:
    if (!is_excited(stimulus, afferent_class) || rx_stimulus_pulses(stimulus) == 0) return RX_OK;
    if (!isfinite(latency_ms) || latency_ms < 0.0)
      return rx_fail(
          err, RX_E_INPUT,
          "an electrical stimulus needs the latencies of its fibres, and these have none; give them in the circuit");
    return pulse_train(stimulus, latency_ms, t_stop_ms, times, err);
  case RX_STIMULUS_SCS:
    if (afferent_class != RX_CLASS_SURROUND && !(afferent_class == RX_CLASS_ABETA && fibre < stimulus->local_fibres))
      return RX_OK;
    return pulse_train(stimulus, rx_scs_latency_ms(fibre), t_stop_ms, times, err);
  case RX_STIMULUS_HEAT_RAMP: /* the nerve encodes them */
  case RX_STIMULUS_HEAT_STEP:
  case RX_STIMULUS_TRAINS: /* rx_drive_make hands out the rows of the file */
  case RX_STIMULUS_CURRENT_CLAMP:
  case RX_STIMULUS_VOLTAGE_CLAMP:
  case RX_STIMULUS_AFFERENT_RATES:
  case RX_STIMULUS_DRIVE: /* motor.c makes conductances, currents and potentials of them */
  case RX_STIMULUS_CURRENT_RAMP:
  case RX_STIMULUS_VIBRATION:
  case RX_STIMULUS_NERVE_STIMULATION:
  case RX_STIMULUS_NMES:
  case RX_STIMULUS_PIC_CLAMP:
  case RX_N_STIMULI: break;
  }
  return RX_OK;
}
