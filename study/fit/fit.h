/* A fit: parameters of an experiment found from what it should give.
 *
 * Every step asks for a batch of points; each batch is a sweep of its own in FIT.h5.parts/, so a fit has a sweep's threads, parts and
 * resumption. The search is deterministic: begun again, it asks for the same batches, finds those that are done, and goes on.
 *
 *   least_squares  bounded Levenberg-Marquardt (analysis/inference/least_squares.h): a batch is a trial point with its neighbours
 *   rejection      approximate Bayesian computation (analysis/inference/rejection.h): one batch, a Latin hypercube of the prior ranges */
#ifndef RX_STUDY_FIT_H
#define RX_STUDY_FIT_H

#include "io/sweep/fit_file.h"
#include "study/sweep/sweep.h"

/* Runs the study's fit and writes options->path (fit.h5). *fit is what it holds, the arena's. options: as of a sweep; shard is not used. RX_E_INPUT:
 * a target that no member has, with its place; a file or folder in the way; RX_E_INTERRUPTED: goes on with may_resume. */
rx_status rx_fit_run(const rx_study *study, const rx_sweep_options *options, rx_arena *arena, rx_fit *fit,
                     rx_error *err);

/* All that is wrong with a fit's targets, and nothing run: RX_E_INPUT as above; each is added to the problems (may be NULL). *plan: of
 * rejection all its draws, else one point; the arena's. */
rx_status rx_fit_check(const rx_study *study, rx_arena *arena, rx_sweep_plan *plan, rx_problems *problems,
                       rx_error *err);

#endif
