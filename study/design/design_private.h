/* Shared by the designs of this folder. */
#ifndef RX_STUDY_DESIGN_PRIVATE_H
#define RX_STUDY_DESIGN_PRIVATE_H

#include "study/design/design.h"

/* An empty design of this size; has_base: with the columns base and column. Checks the sizes. */
rx_status rx_design_make(size_t n_points, size_t n_parameters, bool has_base, rx_design *design, rx_error *err);

#endif
