/* Test helper: the standard stimuli of nociceptor page 5.5, written out as on the page. */
#ifndef RX_TESTS_MODELS_PAGE_SKIN_H
#define RX_TESTS_MODELS_PAGE_SKIN_H

#include "models/afferents/transduction.h"

typedef struct page_skin {
  bool is_brush;
  double mN, onset, rise, hold, fall; /* ms; a brush is its onset and 1 s */
  double from_degC, to_degC, degC_per_s,
      at_to_ms;   /* heat; degC_per_s 0: none; at_to_ms INFINITY: a ramp that is not taken back */
  double grid_ms; /* > 0: kinks at all multiples too, so that points of an output stand there */
} page_skin;

/* "von Frey 30 mN" or "brush 5.0 mN" of the reference files, with the times of mechanoreceptors. */
page_skin page_skin_parse(const char *stimulus);
rx_skin page_skin_of(const page_skin *skin); /* skin must outlive it */

#endif
