/* Assays of one cell: series of runs that end in a number or a curve, as a physiologist does them. They stand in an experiment beside
 * stimuli (`assays:`), and are run by study/assays.
 *
 * Kinds and their parameters are one table (RX_ASSAY_KINDS): reading, range checks, `rexed list assays` and the parameter reference
 * follow from it. To add a kind: its row there and its case in study/assays/assay_run.c. Source: nociceptor page 3.4, 4, 8. */
#ifndef RX_STIMULI_ASSAY_H
#define RX_STIMULI_ASSAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/param.h"

typedef enum {
  RX_ASSAY_RHEOBASE,     /* smallest current for a spike; spikes at 2 and 10 times that current */
  RX_ASSAY_F_I,          /* spikes against the current of a step */
  RX_ASSAY_SPONTANEOUS,  /* rest and rate without input */
  RX_ASSAY_ACTIVATION,   /* peak currents against the potential of a step */
  RX_ASSAY_INACTIVATION, /* what a prepulse leaves, against its potential */
  RX_ASSAY_CONDUCTION,   /* velocity between two places, and how it changes over a train */
  RX_ASSAY_FOLLOWING,    /* how many spikes of a train arrive, against its frequency */
  RX_N_ASSAYS
} rx_assay_kind;

/* Multiples of the rheobase at which spikes are counted (nociceptor page 8). */
#define RX_ASSAY_LOW_MULTIPLE  2.0
#define RX_ASSAY_HIGH_MULTIPLE 10.0

/* A series has at most as many points. */
enum { RX_ASSAY_MOST_POINTS = 10000 };

typedef struct rx_assay {
  rx_assay_kind kind;
  double settle;                        /* ms without input before each run */
  double from, to, step;                /* the series: pA, mV or Hz */
  double before, duration, after;       /* ms; of a step, and around it */
  double first, largest;                /* rheobase: the search begins and ends here, pA */
  double precision;                     /* rheobase: as a share of it */
  double holding, test;                 /* mV */
  double prepulse, interval;            /* ms; interval: of samples, NaN: rx_assay_interval() */
  double amplitude, width;              /* pulses: nA, ms */
  double frequency, recovery_frequency; /* Hz; of the train, and of the pulses after it */
  int pulses, recovery_pulses;          /* numbers of them */
  double at, record_from, record_to;    /* electrode, places of measurement: 0 … 1 along their sections */
  double threshold;                     /* mV there; NaN: the cell's */
  const char *section, *record;         /* of electrode and measurement; NULL: the first, the electrode's */
  int section_index, record_index;      /* in the cell */
  double record_length;                 /* um, of the section of measurement: of values in force, not of the config */
  size_t n_channels;                    /* under voltage clamp */
  const char *const *channels;          /* 0: all gated channels of sodium */
} rx_assay;

typedef struct rx_assay_description {
  const char *name; /* as in configs */
  const char *meaning;
  const char *source;
  const rx_param *params;
  bool has_channels; /* has the key `channels` */
  bool has_section;  /* has the key `section`; has_record: `record` too */
  bool has_record;
  bool has_series; /* from, to, step */
} rx_assay_description;

extern const rx_assay_description RX_ASSAY_KINDS[RX_N_ASSAYS];

/* Number of points of the series from, from + step … up to `to` (its end included, to a millionth of a step); 0 where step <= 0, to < from,
 * or there would be more than RX_ASSAY_MOST_POINTS. */
size_t rx_assay_points(const rx_assay *assay);
double rx_assay_point(const rx_assay *assay, size_t i);
/* ms between two samples of a voltage clamp, with a fixed step of step_ms (0: none, CVODE). */
double rx_assay_interval(const rx_assay *assay, double step_ms);

#endif
