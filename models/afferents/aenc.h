/* `aenc`: an adapting integrate-and-fire encoder of mechanoreceptors (nociceptor page 5.3).
 *
 *   tau_m dv/dt = k p - v;   dtheta/dt = -theta/tau_theta;   spike when v >= 1 + theta: v = 0, theta += delta, v held 0 for t_ref
 * The drive p is a waveform of straight pieces, on which v and theta are known in closed form: a spike time is the root of
 * v - 1 - theta, and the hold ends exactly t_ref after the spike, wherever in a piece that is. The only error is that of p.
 *
 * On a piece v - 1 - theta = c + b s + A exp(-s/tau_m) - B exp(-s/tau_theta), whose second derivative is 0 at one place at most: it is
 * bent down on one stretch at most, so that one peak at most lies inside. A crossing that falls back within the piece is found there. */
#ifndef RX_MODELS_AFFERENTS_AENC_H
#define RX_MODELS_AFFERENTS_AENC_H

#include "base/array.h"
#include "base/param.h"
#include "base/waveform.h"

typedef struct rx_aenc {
  double k;         /* 1 */
  double tau_m;     /* ms */
  double delta;     /* 1 */
  double tau_theta; /* ms */
  double t_ref;     /* ms */
} rx_aenc;

/* Appends the spikes of an encoder that rests (v = theta = 0) at the first point of p, up to its last. RX_E_MEMORY only. */
rx_status rx_aenc_run(const rx_aenc *aenc, const rx_waveform *p, rx_times *spikes, rx_error *err);

#endif
