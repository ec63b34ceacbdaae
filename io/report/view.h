/* The results as the sections of the report ask for them: the reference condition, populations in their order and kind, means over
 * repetitions, the course of a condition and a stimulus. */
#ifndef RX_IO_REPORT_VIEW_H
#define RX_IO_REPORT_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "io/report/page/numbers.h"
#include "io/results/results.h"

/* In the order in which they are shown. */
typedef enum {
  RX_KIND_PROJECTION,
  RX_KIND_EXCITATORY,
  RX_KIND_INHIBITORY,
  RX_KIND_CELLS, /* neither is known */
  RX_KIND_AFFERENT,
  RX_N_KINDS
} rx_kind;

typedef struct rx_view_population {
  const char *name, *class_name, *module, *lamina, *identity, *transmitter; /* "" where not known */
  size_t n;
  rx_kind kind;
} rx_view_population;

typedef struct rx_view {
  const char *folder;
  const rx_results *results;
  rx_arena *arena;
  const char *title, *description; /* of the experiment; description "" where there is none */
  size_t reference;                /* the condition others are compared with; n_conditions > 0 */
  size_t n_populations;
  rx_view_population *populations; /* by kind, then as in the file */
} rx_view;

/* The view points into the results and allocates in the arena. RX_E_MEMORY. */
rx_status rx_view_make(const char *folder, const rx_results *results, rx_arena *arena, rx_view *view, rx_error *err);

/* NULL where there is none of this name. */
const rx_view_population *rx_view_population_of(const rx_view *view, const char *name);

/* rx_results_stat. */
rx_stat rx_view_stat(const rx_view *view, const rx_result_outcome *outcome, size_t condition, size_t stimulus);
/* The mean as a reader wants it: "0.452 ± 0.031", "> 10.5" where it is a lower bound (rx_results_is_cut), "–". */
const char *rx_view_mean_text(const rx_view *view, const rx_result_outcome *outcome, size_t condition, size_t stimulus,
                              char text[RX_NUMBER_TEXT]);
/* The same without spread. */
const char *rx_view_value_text(const rx_view *view, const rx_result_outcome *outcome, size_t condition, size_t stimulus,
                               char text[RX_NUMBER_TEXT]);
/* How a condition compares with another: "×2.2", "at least ×2.2" and "at most ×2.2" where one of them is a lower bound; "" where both
 * are, or a bound does not tell. */
const char *rx_view_change_text(const rx_view *view, const rx_result_outcome *outcome, size_t condition,
                                size_t reference, size_t stimulus, char text[RX_NUMBER_TEXT]);
#define RX_VIEW_MEAN(view, outcome, condition, stimulus)                                                               \
  rx_view_mean_text((view), (outcome), (condition), (stimulus), (char[RX_NUMBER_TEXT]){ 0 })
#define RX_VIEW_VALUE(view, outcome, condition, stimulus)                                                              \
  rx_view_value_text((view), (outcome), (condition), (stimulus), (char[RX_NUMBER_TEXT]){ 0 })
#define RX_VIEW_CHANGE(view, outcome, condition, reference, stimulus)                                                  \
  rx_view_change_text((view), (outcome), (condition), (reference), (stimulus), (char[RX_NUMBER_TEXT]){ 0 })
/* One value; outcome of rank 3. */
double rx_view_value(const rx_view *view, const rx_result_outcome *outcome, size_t condition, size_t stimulus,
                     size_t repetition);
/* True where the outcome has a number at all. */
bool rx_view_has_numbers(const rx_view *view, const rx_result_outcome *outcome);

/* What the report compares: pain_signal, else the first outcome of conditions and stimuli that has numbers; NULL. */
const rx_result_outcome *rx_view_main_outcome(const rx_view *view);
/* Of a nerve without a cord: the rate at the cord that changes most in a condition (SIZE_MAX: in all of them together); NULL: it has none. */
const rx_result_outcome *rx_view_cord_outcome(const rx_view *view, size_t condition);
/* True where any condition has a number under the stimulus. */
bool rx_view_is_under(const rx_view *view, const rx_result_outcome *outcome, size_t stimulus);
/* True where only assays have numbers of it: it is shown with them. */
bool rx_view_is_of_assays(const rx_view *view, const rx_result_outcome *outcome);
/* Courses of an assay begin with this. */
#define RX_ASSAY_COURSE "assay."
/* Its largest mean, by size. */
double rx_view_largest(const rx_view *view, const rx_result_outcome *outcome);
/* Below this share of the largest a mean is next to nothing: changes from there are differences, not ratios. */
#define RX_TINY_SHARE 0.001
/* The population of an outcome "<prefix><population>", or NULL. */
const rx_view_population *rx_view_outcome_population(const rx_view *view, const rx_result_outcome *outcome,
                                                     const char *prefix);
/* Its name in words: "pain signal", "rate of NK1". */
const char *rx_view_outcome_words(const rx_view *view, const rx_result_outcome *outcome, char text[RX_NUMBER_TEXT]);

/* What goes before the name of a condition, in words, at the start of a sentence: "With"; "In the condition" where the name itself
 * begins so ("with cyproheptadine"). */
const char *rx_view_with(const char *name);

/* "<prefix><condition>.<stimulus>", or NULL. */
const rx_result_course *rx_view_course(const rx_view *view, const char *prefix, size_t condition, size_t stimulus);
/* True where the course is one of those, with any prefix of the report. */
bool rx_view_is_known_course(const rx_view *view, const rx_result_course *course);
const rx_result_variable *rx_view_variable(const rx_result_course *course, const char *name);

/* Value of a parameter, or NaN. */
double rx_view_parameter(const rx_view *view, const char *path);
/* From the first onset to the last end of a stimulus, as far as the parameters tell; false where they don't. */
bool rx_view_epoch(const rx_view *view, const char *stimulus, double *onset_ms, double *end_ms);

/* When a component of a stimulus acts: bout i of n_bouts from onset_ms + i*interval_ms on. NaN: the config does not say. */
typedef struct rx_view_component {
  double onset_ms, duration_ms, interval_ms;
  size_t n_bouts;
  bool is_triggered; /* watches from onset_ms on and acts when it finds something */
} rx_view_component;

/* The components of a kind ("nerve_stimulation") that a stimulus has, by the effective config; at most `most`, returns how many. */
size_t rx_view_components(const rx_view *view, const char *stimulus, const char *kind, size_t most,
                          rx_view_component found[]);

/* How many conditions are drawn in pictures that get crowded (all are in the tables), and the k-th of them: the reference first. */
size_t rx_view_n_drawn(const rx_view *view);
size_t rx_view_drawn(const rx_view *view, size_t k);

#endif
