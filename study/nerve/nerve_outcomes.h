/* What a recording from the nerve would report of a population of fibres, from the spikes of one case. */
#ifndef RX_STUDY_NERVE_OUTCOMES_H
#define RX_STUDY_NERVE_OUTCOMES_H

#include "io/experiment/experiment.h"
#include "study/case.h"

/* Windows are of the stimulus; rates are means over all fibres of the population, lost ones included. NaN: does not exist. */
typedef struct rx_nerve_outcomes {
  double skin_rate, cord_rate; /* Hz, from the onset to the end of the stimulus */
  double
      late_rate; /* Hz at the skin, 0.5 to 2 s after the onset: where the encoder is calibrated (integration page 4) */
  double resting_rate; /* Hz at the skin, from 0 to the onset */
  double active_share; /* of the fibres, with a spike at the skin during the stimulus */
  double first_ms;     /* median over active fibres: first spike at the skin after the onset */
  double first_degC;   /* median skin temperature there; where a stimulus sets it */
} rx_nerve_outcomes;

/* One row of what there is, for names of outcomes: "<name>_<population>". */
typedef struct rx_nerve_outcome_row {
  const char *name, *units, *long_name; /* long_name with %s for the population */
  size_t offset;
} rx_nerve_outcome_row;
extern const rx_nerve_outcome_row RX_NERVE_OUTCOMES[]; /* name NULL ends them */

/* Of the k-th population of the circuit's nerve. All NaN where the case has not run. RX_E_MEMORY only. */
rx_status rx_nerve_outcomes_of(const rx_experiment *experiment, const rx_case *c, int k, rx_nerve_outcomes *outcomes);

#endif
