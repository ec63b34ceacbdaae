#include "stimuli/motor_kinds.h"

#include <math.h>
#include <stddef.h>

#define PAGE     "motoneuron page 4"
#define PROTOCOL "motoneuron page 6"
#define MESQUITA "[P] Mesquita 2021, 2022; motoneuron page 6.4"

#define ONSET(def, from)    RX_P_DEFAULT(rx_stimulus, onset, "ms", def, 0.0, 3.6e6, "begins here", from)
#define DURATION(def, from) RX_P_DEFAULT(rx_stimulus, duration, "ms", def, 0.0, 3.6e6, "lasts as long", from)
#define EDGES(rise_def, fall_def, from)                                                                                \
  RX_P_DEFAULT(rx_stimulus, rise, "ms", rise_def, 0.0, 3.6e6, "to the full level, linearly from the onset on", from),  \
      RX_P_DEFAULT(rx_stimulus, fall, "ms", fall_def, 0.0, 3.6e6, "back, linearly after the duration", from)
#define MEAN_EDGES(def, from)                                                                                          \
  RX_P_DEFAULT(rx_stimulus, rise, "ms", def, 0.0, 3.6e6, "to the full level, linearly from the onset on", from),       \
      RX_P_DEFAULT(rx_stimulus, fall, "ms", def, 0.0, 3.6e6, "of the mean: back, linearly after the duration", from)
#define UNIT(meaning) RX_P_INT(rx_stimulus, cell, -1, -1, 1e6, meaning, "[D] rexed")

const rx_param RX_DRIVE_PARAMS[] = {
  ONSET(1000, PROTOCOL ".3"),
  DURATION(10000, PROTOCOL ".3"),
  RX_P_DEFAULT(rx_stimulus, level, "1", 10, 0, 1e3, "conductance in multiples of the pool's unit_conductance",
               PROTOCOL ".3"),
  EDGES(10000, 10000, PROTOCOL ".3: a triangle"),
  RX_P_END,
};

const rx_param RX_CURRENT_RAMP_PARAMS[] = {
  ONSET(0, PROTOCOL ".1"),
  RX_P_DEFAULT(rx_stimulus, duration, "ms", 6000, 0.1, 3.6e6, "of the way up; the way back takes as long",
               PROTOCOL ".1"),
  RX_P_DEFAULT(rx_stimulus, slope, "nA/ms", 0.006, -10, 10, "of the way up", PROTOCOL ".1"),
  { "start", RX_DOUBLE, offsetof(rx_stimulus, start), "nA", NAN, -1e3, 1e3,
    "current before and after; not given: the pool's, unit by unit", "motoneuron page 2.3", true },
  UNIT("unit that gets the current; -1: all"),
  RX_P_END,
};

const rx_param RX_VIBRATION_PARAMS[] = {
  ONSET(1000, MESQUITA),
  DURATION(33000, MESQUITA),
  RX_P_DEFAULT(rx_stimulus, level, "1", 2.2, 0, 1e3, "mean excitation (M_e) by Ia fibres", PROTOCOL ".4"),
  RX_P_DEFAULT(rx_stimulus, frequency, "Hz", 0, 0, 100, "of the cycles, one volley each; 0: their mean alone", PAGE),
  RX_P_DEFAULT(rx_stimulus, tau, "ms", 1, 0.1, 1e3, "time to peak of the excitation by a cycle", "[D] " PAGE),
  MEAN_EDGES(50, PROTOCOL ".4"),
  RX_P_END,
};

const rx_param RX_NERVE_STIMULATION_PARAMS[] = {
  ONSET(1000, "[D] rexed"),
  DURATION(1000, "[D] rexed"),
  RX_P_DEFAULT(rx_stimulus, frequency, "Hz", 50, 0, 1000, "of the pulses", PAGE),
  RX_P_DEFAULT(rx_stimulus, intensity, "1", 1.2, 0, 10, "of a pulse, in motor thresholds of that nerve (I/MT)",
               "[D] nearly all Ia fibres; " PAGE),
  RX_P_DEFAULT(rx_stimulus, gain, "1", 5.5, 0, 1e3, "peak inhibition (M) by a pulse that excites every Ia fibre",
               "[D] " PAGE),
  RX_P_DEFAULT(rx_stimulus, tau, "ms", 2, 0.1, 1e3, "time to peak of the inhibition by a pulse", "[D] " PAGE),
  RX_P_DEFAULT(rx_stimulus, latency, "ms", 3, 0, 1e3,
               "from a pulse to the inhibition, disynaptic; read with is_pulsed 1", "[L] " PAGE),
  RX_P_INT(rx_stimulus, is_pulsed, 0, 0, 1, "1: pulse by pulse; 0: their mean", PAGE),
  MEAN_EDGES(10, PROTOCOL ".5"),
  RX_SPASM_CONTROL_ROWS(offsetof(rx_stimulus, control)),
  RX_P_END,
};

const rx_param RX_NMES_PARAMS[] = {
  ONSET(11000, MESQUITA),
  RX_P_DEFAULT(rx_stimulus, duration, "ms", 2000, 0, 3.6e6, "of a bout", MESQUITA),
  RX_P_INT(rx_stimulus, bouts, 5, 1, 10000, "number of bouts", MESQUITA),
  RX_P_DEFAULT(rx_stimulus, interval, "ms", 4000, 0.1, 3.6e6, "from the onset of a bout to that of the next",
               "[D] " PROTOCOL ".4"),
  RX_P_DEFAULT(rx_stimulus, frequency, "Hz", 20, 0, 1000, "of the pulses in a bout", MESQUITA),
  RX_P_DEFAULT(rx_stimulus, central, "1", 3, 0, 1e3, "excitation (M_e) by the afferents that the pulses excite",
               "[D] " PROTOCOL ".4"),
  RX_P_DEFAULT(rx_stimulus, direct_share, "1", 0.2, 0, 1, "torque by the axons that the pulses excite, of the maximum",
               MESQUITA),
  EDGES(50, 50, PROTOCOL ".4"),
  RX_P_END,
};

const rx_param RX_PIC_CLAMP_PARAMS[] = {
  ONSET(0, PROTOCOL ".2: held before it too"),
  RX_P_DEFAULT(rx_stimulus, holding, "mV", -90, -150, 100, "before the ramp, and after", PROTOCOL ".2"),
  RX_P_DEFAULT(rx_stimulus, hold, "ms", 2000, 0, 3.6e6, "at the holding potential as long", PROTOCOL ".2"),
  RX_P_DEFAULT(rx_stimulus, command, "mV", -30, -150, 100, "where the ramp turns", PROTOCOL ".2"),
  RX_P_DEFAULT(rx_stimulus, speed, "mV/s", 8, 0.01, 1e5, "of the ramp, up and down", PROTOCOL ".2"),
  RX_P_END,
};

#define POOL                                                                                                           \
  {                                                                                                                    \
    "population", offsetof(rx_stimulus, population), false, "the motor pool; the first of the circuit if not given",   \
        NULL                                                                                                           \
  }
static const char *const ONTO[] = { "excitation", "inhibition", "focal_inhibition", NULL }, /* rx_motor_target_name */
    *const SITES[] = { "dendrites", "soma", NULL },
                         *const TRIGGERS[] = { "none", "discharge", "torque", NULL }; /* rx_spasm_detector_name */
const rx_stimulus_text RX_MOTOR_TEXTS[] = { POOL, { NULL, 0, false, NULL, NULL } };
const rx_stimulus_text RX_DRIVE_TEXTS[] = {
  POOL,
  { "onto", offsetof(rx_stimulus, onto), false,
    "what it drives: excitation or inhibition of the dendrites, focal inhibition of the soma", ONTO },
  { NULL, 0, false, NULL, NULL },
};
const rx_stimulus_text RX_NERVE_STIMULATION_TEXTS[] = {
  POOL,
  { "site", offsetof(rx_stimulus, site), false, "where the inhibition acts", SITES },
  { "trigger", offsetof(rx_stimulus, trigger), false,
    "what of the pool itself switches bouts on, within the duration; none: the stimulation is by the clock", TRIGGERS },
  { NULL, 0, false, NULL, NULL },
};

double rx_motor_stimulus_end_ms(const rx_stimulus *s)
{
  switch (s->kind) {
  case RX_STIMULUS_CURRENT_RAMP: return s->onset + 2 * s->duration;
  case RX_STIMULUS_NMES: return s->onset + (s->bouts - 1) * s->interval + s->duration + s->fall;
  case RX_STIMULUS_PIC_CLAMP: return s->onset + s->hold + 2e3 * fabs(s->command - s->holding) / s->speed;
  default: return s->onset + s->duration + s->fall;
  }
}
