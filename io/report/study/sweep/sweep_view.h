/* A sweep as the sections of its report ask for it: levels of the parameters, responses (an output under a stimulus and a condition)
 * in families that share a picture, means over replicates and over the other parameters. */
#ifndef RX_IO_REPORT_SWEEP_VIEW_H
#define RX_IO_REPORT_SWEEP_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "io/report/page/svg.h"
#include "io/sweep/sweep_file.h"

enum { RX_MOST_RESPONSES = 6 }; /* of a family: what a picture takes before it gets crowded */

/* A column of the design. */
typedef struct rx_swept {
  const rx_sweep_parameter *parameter;
  const char *label;     /* the end of the path, as long as it must be to be told from the others, and the operation */
  bool has_levels;       /* a grid or a list: points share values; else they fill the space */
  size_t n_levels;       /* different values */
  const double *levels;  /* [n_levels] ascending */
  const double *value;   /* [n_points], NaN where the point has none */
  const double *place;   /* [n_points], 0 … 1 along the parameter's axis; NaN likewise */
  const uint32_t *level; /* [n_points], RX_NO_LEVEL where value is NaN */
  size_t default_level;  /* nearest to the value without the sweep; the middle one where there is none */
} rx_swept;
#define RX_NO_LEVEL UINT32_MAX

/* An output under a stimulus and a condition. */
typedef struct rx_response {
  size_t output, stimulus, condition; /* stimulus 0 where the output has none */
  const char *label;                  /* what tells it from the others of its family */
} rx_response;

/* Responses that are drawn in one picture: the stimuli of an output where there is one condition, else the conditions of an output
 * under a stimulus. */
typedef struct rx_response_family {
  const char *title; /* "Pain signal, brush" */
  const char *units, *long_name;
  bool is_difference; /* to the reference condition at the same point and replicate */
  size_t n, n_left_out;
  rx_response responses[RX_MOST_RESPONSES];
} rx_response_family;

typedef struct rx_sweep_view {
  const rx_sweep *sweep;
  rx_arena *arena;
  const char *title;
  size_t n_members, n_points, n_conditions, n_replicates, reference; /* n_conditions at least 1 */
  size_t n_states[RX_N_MEMBER_STATES];
  bool fills_space; /* the design has no levels */
  size_t n_swept;
  rx_swept *swept;
  const size_t *by_point; /* [n_members] members sorted by point, then replicate, then condition */
  size_t n_families;      /* with numbers that differ */
  rx_response_family *families;
  size_t n_differences; /* the same, against the reference condition; 0 for one condition */
  rx_response_family *differences;
  size_t n_constant, n_empty; /* outputs under a stimulus that are the same in all members, or have no number */
  const char **constant, **empty;
  double *values; /* [n_members] scratch of the sections */
} rx_sweep_view;

/* The view points into the sweep and allocates in the arena. RX_E_INPUT where the rows do not fit the plan (numbers of points,
 * conditions, rows); RX_E_MEMORY. */
rx_status rx_sweep_view_make(const rx_sweep *sweep, rx_arena *arena, rx_sweep_view *view, rx_error *err);

const char *rx_sweep_condition_name(const rx_sweep_view *view, size_t condition);

/* values [n_members]: the response (less the reference condition's) of the members of its condition that are ok and finite, NaN else. */
void rx_response_values(const rx_sweep_view *view, const rx_response_family *family, const rx_response *response,
                        double values[]);

/* ---- a response over a parameter ---- */

/* Of a parameter with levels: per level the mean over all else, its interval over the replicates' means (NaN below two replicates).
 * Of one without: per bin of equal width on the axis the median of the points' means and their quartiles. */
typedef struct rx_sweep_curve {
  size_t n;
  double *x, *y, *low, *high;
  size_t *count; /* values behind each */
} rx_sweep_curve;

/* False when memory is out. */
bool rx_sweep_curve_make(const rx_sweep_view *view, const rx_swept *swept, const double values[],
                         rx_sweep_curve *curve);

/* Mean over the replicates per point, NaN where there is none; mean [n_points]. False when memory is out. */
bool rx_point_means(const rx_sweep_view *view, const double values[], double mean[]);

/* What a parameter does from one end of its range to the other: with levels its lowest and highest, else the lowest and highest tenth
 * of the range. Means over all else; `held_…`: with the others at the level nearest to their default (grids of two or more). NaN where
 * there are no values. */
typedef struct rx_effect {
  double at_low, at_high, held_low, held_high;
} rx_effect;
rx_effect rx_sweep_effect(const rx_sweep_view *view, size_t i_swept, const double values[]);

/* Mean of the values that are finite, NaN where none is. */
double rx_finite_mean(size_t n, const double values[]);

/* Indices of the swept parameters, those with the largest effect on the response first. order [n_swept]. */
void rx_sweep_order(const rx_sweep_view *view, const double values[], size_t order[]);

/* The axis of a parameter, logarithmic where it is; n: about how many ticks. */
rx_axis rx_swept_axis(const rx_swept *swept, int n);

/* "label, unit" */
const char *rx_swept_axis_label(const rx_sweep_view *view, const rx_swept *swept);

#endif
