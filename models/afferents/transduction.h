/* Transduction: from force and temperature at the skin to what excites an ending (nociceptor page 5.1, 5.2).
 *
 *   Mechanical   tau_x dx/dt = F - x;   e = max(0, x - F_th), u = e/(e + F_50);   tau_A dA/dt = u - A
 *                v = max(0, (F - x)/tau_x), or its magnitude with off_response;   p = max(0, u - kappa A) + c_v v/(v + v_50)
 *   Heat         tau_theta dtheta/dt = T - theta;   B = 1/(1 + exp(-(theta - theta_50)/k_theta)), B0 = B(theta_50 - 7)
 *                u_T = max(0, (B - B0)/(1 - B0));   tau_T dA_T/dt = u_T - A_T
 *                G = G_h max(0, u_T - kappa_T A_T) (1 + c_T max(0, dtheta/dt)),   dtheta/dt in degC/s
 *   Sensitised   theta_50 - delta_theta, phi_force F_th
 * A nociceptor gets the conductance gain G_m p + G (S/cm2, toward 0 mV), a mechanoreceptor the drive gain p.
 * Calibrated: in u stands F_ref (e/F_ref)^exponent in the place of e, a power law of the force above threshold (Werner and
 * Mountcastle 1965, J Neurophysiol 28:359: near 0.5 for slowly adapting fibres), F_ref = 400 mN; exponent 1 is the page.
 *
 * Nothing comes back from the membrane, so an ending is integrated by itself, once. The lags are solved exactly for the parabola
 * through the start, the middle and the end of a step, so x is exact for a force of straight pieces; steps are halved and doubled
 * so that a straight line between two points of the output misses its middle by at most `tolerance` of the largest it can be. */
#ifndef RX_MODELS_AFFERENTS_TRANSDUCTION_H
#define RX_MODELS_AFFERENTS_TRANSDUCTION_H

#include "base/param.h"
#include "base/waveform.h"

typedef struct rx_mechanical {
  double tau_x;      /* ms */
  double F_th, F_50; /* mN */
  double tau_A;      /* ms */
  double kappa, c_v; /* 1 */
  double v_50;       /* mN/ms */
  double G_m;        /* S/cm2; not read for a mechanoreceptor */
  int off_response;  /* 1: release excites as well */
} rx_mechanical;

typedef struct rx_heat {
  double G_h;               /* S/cm2; 0: does not answer to heat */
  double theta_50, k_theta; /* degC */
  double tau_theta, tau_T;  /* ms */
  double kappa_T;           /* 1 */
  double c_T;               /* s/degC */
} rx_heat;

/* How an ending is sensitised; neutral at 0 and 1. */
typedef struct rx_sensitisation {
  double delta_theta; /* degC */
  double phi_force;   /* factor on F_th */
} rx_sensitisation;

/* What happens at the skin. Courses are continuous and smooth between their kinks; `what` is handed to each. */
typedef struct rx_skin {
  const void *what;
  double (*force_mN)(const void *what, double t_ms);
  double (*temperature_degC)(const void *what, double t_ms);
  double (*next_ms)(const void *what, double t_ms); /* the first kink of either after t, or INFINITY */
} rx_skin;

/* One ending. */
typedef struct rx_ending {
  rx_mechanical mechanical;
  rx_heat heat;
  rx_sensitisation sensitisation;
  double gain;         /* factor on the mechanical part */
  double exponent;     /* of the force above threshold; 1: none of it */
  bool is_conductance; /* S/cm2, heat included; else the drive p alone */
} rx_ending;

/* State of an ending and what it gives there. */
typedef struct rx_ending_state {
  double t_ms, x_mN, A, theta_degC, A_T;
  double v;      /* mN/ms, (F - x)/tau_x, also where release does not excite */
  double p;      /* mechanical, without gain */
  double G_heat; /* S/cm2 */
  double output; /* gain G_m p + G_heat, or gain p */
} rx_ending_state;

extern const rx_param RX_SENSITISATION_PARAMS[];

/* The ending at rest: x = A = A_T = 0, theta the skin's temperature at t. */
rx_ending_state rx_ending_start(const rx_ending *ending, const rx_skin *skin, double t_ms);

/* The output over [from, to] as a waveform whose points have times t - origin. Points stand at the kinks of the skin, and as close as
 * `tolerance` asks (a share of gain*(G_m + G_h), or of gain*(1 + c_v)); never further apart than 4 ms. *out must be zero-initialised;
 * free it with rx_waveform_free, also on failure. final (may be NULL): the state at `to`. RX_E_MEMORY only. */
rx_status rx_ending_run(const rx_ending *ending, const rx_skin *skin, double from_ms, double to_ms, double origin_ms,
                        double tolerance, rx_waveform *out, rx_ending_state *final, rx_error *err);

/* The force that no exponent changes: that of a pinch, which the published rates are relative to (dorsal-horn page 6). */
#define RX_REFERENCE_FORCE_MN 400.0

/* What encoders ask for: spike times of `aenc` then lie within 0.01 ms of those of a hundredth of it. */
#define RX_ENDING_TOLERANCE 1e-5

#endif
