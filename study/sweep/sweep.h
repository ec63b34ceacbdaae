/* A sweep from its study to sweep.h5, part by part, so that a kill at any moment costs at most the parts under way.
 *
 * The plan (plan.h) says which members there are; it is written first, to sweep.h5.parts/plan.h5. Threads take members in the order of
 * their numbers; the last member of a part writes the part; when all parts are there they become sweep.h5 (merge.h). A later
 * call with may_resume goes on with what is missing; shards are calls of other processes that take other parts. */
#ifndef RX_STUDY_SWEEP_H
#define RX_STUDY_SWEEP_H

#include <signal.h>

#include "base/array.h"
#include "base/log.h"
#include "io/study/study.h"
#include "io/sweep/sweep_file.h"
#include "study/sweep/plan.h"

typedef struct rx_sweep_options {
  const char *path; /* of sweep.h5; the parts go to "<path>.parts" */
  uint64_t shard, n_shards;
  bool may_resume;      /* go on in a parts folder that is there */
  bool may_replace;     /* a sweep or parts of another plan */
  bool accepts_version; /* parts of another version of rexed */
  int threads;          /* 0: all of the machine */
  const char *command_line;
  const rx_log *log;                 /* NULL: quiet */
  const volatile sig_atomic_t *stop; /* not 0: take no new part; may be NULL */
  volatile sig_atomic_t *abandon; /* not 0: drop the parts under way too; set by the sweep itself when it can't go on */
  const rx_given_points *given;   /* points of a fit; NULL: of the study's design */
} rx_sweep_options;

typedef struct rx_sweep_result {
  bool is_complete;         /* sweep.h5 is there */
  bool was_there;           /* and had been before: nothing was computed */
  uint64_t n_members, n_ok; /* of the whole sweep where it is complete, else of this shard's parts */
  uint64_t n_parts, n_done; /* parts of the plan; of them there are now */
} rx_sweep_result;

/* RX_OK also where members failed (n_ok < n_members). RX_E_INPUT: a folder or file that is there and must not be used, with the option
 * that would, or the keys that differ; RX_E_INTERRUPTED: what is whole is kept; RX_E_IO with the file's name. */
rx_status rx_sweep_run(const rx_study *study, const rx_sweep_options *options, rx_sweep_result *result, rx_error *err);

/* What a sweep would take: from members at the beginning, the middle and the end of this machine's share, run for up to `seconds`. */
typedef struct rx_sweep_estimate {
  rx_sweep_plan plan;
  uint64_t n_members, n_parts; /* of the shard */
  int threads;
  double member_s; /* mean time of those sampled */
  double total_s, memory_MiB;
  size_t n_sampled, n_failed;
} rx_sweep_estimate;
rx_status rx_sweep_estimate_make(const rx_study *study, const rx_sweep_options *options, double seconds,
                                 rx_arena *arena, rx_sweep_estimate *estimate, rx_error *err);

#endif
