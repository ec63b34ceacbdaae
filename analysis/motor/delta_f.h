/* Delta-F: persistent inward currents from pairs of motor units. Source: motoneuron page 7 (Gorassini 2002; openhdemg).
 *
 * Of two units, the control is the one recruited first, the other is the test unit. r = second spike of the test unit; e = last spike of
 * either that comes first (`truncated` if it is the control's); f the smoothed rate:
 *   dF = f_control(r) - f_control(e); normalised dF = dF/(f_control(r) - f_control(last spike of the control))
 * Persistent currents keep the test unit going below the drive that recruited it, and then dF > 0.
 *
 * A pair is included if r - t_2(control) > 1 s, the rates correlate by more than 0.7 and the control's rate spans more than 0.5 pps,
 * both on the 1-ms grid from r to e.
 *
 * e is censored [D] where the unit that sets it was still firing when the recording ended: its last discharge is followed by less time
 * than its own last interval. e is then the end of the recording, and dF depends on how long one records. */
#ifndef RX_ANALYSIS_MOTOR_DELTA_F_H
#define RX_ANALYSIS_MOTOR_DELTA_F_H

#include <stdbool.h>

#include "analysis/motor/firing_rate.h"
#include "base/array.h"
#include "base/status.h"

typedef struct rx_delta_f_options {
  double recruitment_s; /* control recruited earlier by more than this, s */
  double correlation;   /* above this: rho, or rho^2 where uses_r2 */
  double modulation;    /* of the control above this, pps */
  double saturation;    /* modulation - dF at least this, pps, where checks_saturation */
  bool uses_r2, checks_saturation;
  bool is_normalised; /* values are normalised dF */
  double end_s;       /* end of the recording on the clock of the trains; NaN: not known, nothing is censored */
  bool excludes_censored;
} rx_delta_f_options;

/* 1 s, 0.7, 0.5 pps, 0.5 pps, no options, end not known. */
rx_delta_f_options rx_delta_f_options_default(void);

/* Why a pair is not included; several may hold at once. */
typedef enum {
  RX_PAIR_APART,       /* control stops before the test unit's second spike: no dF */
  RX_PAIR_RECRUITMENT, /* recruited too close together */
  RX_PAIR_CORRELATION, /* rates do not follow each other */
  RX_PAIR_MODULATION,  /* control's rate hardly changes */
  RX_PAIR_SATURATION,  /* control's rate is no higher than at recruitment: it may be saturated */
  RX_PAIR_NOT_FALLING, /* control ends as fast as at r or faster: nothing to normalise by */
  RX_PAIR_CENSORED,    /* recording ends before the discharge does */
  RX_N_PAIR_EXCLUSIONS
} rx_pair_exclusion;

const char *rx_pair_exclusion_name(rx_pair_exclusion why); /* "recruitment", … */
const char *rx_pair_exclusion_text(rx_pair_exclusion why); /* in words */

typedef struct rx_unit_pair {
  size_t control, test;                    /* places of the units */
  double recruited_s, ends_s;              /* r, e */
  bool is_truncated;                       /* control stopped before the test unit */
  bool is_censored;                        /* the unit that sets e fires to the end of the recording */
  double apart_s;                          /* r - t_2(control) */
  double correlation;                      /* rho; NaN where apart, as all below */
  double modulation;                       /* pps */
  double rate_at_recruitment, rate_at_end; /* of the control, pps */
  double delta_f, normalised;              /* pps; 1 (NaN where not falling) */
  unsigned exclusions;                     /* bit 1 << rx_pair_exclusion; 0: included */
} rx_unit_pair;

typedef struct rx_motor_unit {
  rx_unit_train train; /* all spikes */
  rx_unit_train run;   /* those analysed */
  bool is_used;        /* the run is long enough; else nothing below is set */
  rx_firing_rate rate;
  double peak_rate;               /* highest instantaneous rate of the run, pps */
  double brace_height;            /* %; NaN: too small a rise */
  size_t n_as_control, n_as_test; /* included pairs */
  double value;                   /* mean over included pairs as test unit, pps (or 1); NaN: none */
} rx_motor_unit;

typedef struct rx_delta_f {
  rx_delta_f_options options;
  size_t n_units, n_used;
  rx_motor_unit *units;           /* [n_units] in the order of trains */
  size_t n_listed;                /* all ordered pairs of used units, control first */
  rx_unit_pair *pairs;            /* [n_listed] by control, then test */
  size_t n_pairs;                 /* those with a dF: listed but apart */
  size_t n_included, n_truncated; /* included; of those truncated */
  size_t n_censored;              /* of the included */
  size_t n_excluded_by[RX_N_PAIR_EXCLUSIONS];
  double pair_mean;                       /* over included pairs; NaN: none */
  size_t n_test;                          /* units with an included pair as test unit */
  double test_mean, test_median, test_sd; /* over these; sd of a sample (n - 1), NaN below two */
  double brace_mean;                      /* over used units that have one, % */
  size_t n_brace;
} rx_delta_f;

/* True where a tenth or more of the included pairs are censored: worth a warning. */
bool rx_delta_f_is_censored(const rx_delta_f *result);

/* dF of the pair (value of the options), pps or 1. */
double rx_pair_value(const rx_unit_pair *pair, const rx_delta_f_options *options);

/* trains: [n], each ascending without equal times, in any order, names distinct. The arena and the trains must outlive the result;
 * rx_delta_f_free frees the rates. RX_E_MEMORY, RX_E_SOLVER from a smoother. */
rx_status rx_delta_f_of(size_t n, const rx_unit_train trains[], const rx_smoother *smoother,
                        const rx_delta_f_options *options, rx_arena *arena, rx_delta_f *result, rx_error *err);
void rx_delta_f_free(rx_delta_f *result);

#endif
