/* A motor pool of configs/circuits under stimuli, or one unit of it: the simulation of a row of the tables. */
#ifndef RX_TESTS_VERIFICATION_POOL_JOB_H
#define RX_TESTS_VERIFICATION_POOL_JOB_H

#include "../reference.h"
#include "io/experiment/experiment.h"
#include "study/motor/motor_run.h"

enum { RX_POOL_MOST_STIMULI = 4 };

typedef struct rx_pool_job {
  /* what */
  const char *circuit; /* hTA, hTA_1, … */
  int unit;            /* this one alone; -1: all */
  double s_pic, s_nap; /* factors on gbar */
  double m_i, m_is;    /* constant inhibition */
  size_t n;
  rx_stimulus stimuli[RX_POOL_MOST_STIMULI];
  double t_stop_ms, rtol, dt_ms;
  bool is_cvode;
  /* found */
  rx_experiment *experiment;
  rx_network *network;
  rx_motor_run *run;
  rx_recording recording;
} rx_pool_job;

/* Ready for rx_pool_simulate; false with a problem at the place. Free with rx_pool_release, also then. */
bool rx_pool_prepare(rx_pool_job *job, rx_place place);
/* For rx_verify_add_job. */
rx_status rx_pool_simulate(void *job, rx_error *err);
void rx_pool_release(rx_pool_job *job);

/* Spikes per unit and second in [from, to), silent units included; units that fire in it. */
double rx_pool_rate(const rx_pool_job *job, double from_ms, double to_ms);
int rx_pool_active(const rx_pool_job *job, double from_ms, double to_ms);

#endif
