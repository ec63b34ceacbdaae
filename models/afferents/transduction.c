#include "models/afferents/transduction.h"

#include <math.h>

#include "models/afferents/lag.h"

#define PAGE "nociceptor page 5.2"
const rx_param RX_SENSITISATION_PARAMS[] = {
  RX_P_DEFAULT(rx_sensitisation, delta_theta, "degC", 0, -20, 20,
               "lowers theta_50 by as much; inflammation 0 to 8; skin of 32 degC excites from about 3 on", PAGE),
  RX_P_DEFAULT(rx_sensitisation, phi_force, "1", 1, 0.01, 10,
               "factor on F_th; inflammation 0.3 to 1; a silent fibre (C_MIA) wakes at 0.05", PAGE),
  RX_P_END
};

enum { LEVELS = 14 }; /* steps of LONGEST/2^level ms */
#define LONGEST 4.0
#define CORNER  0.004 /* ms, the longest step across a corner */
#define SAME    1e-6  /* ms; kinks of several stimuli that only rounding parts are one */

/* Weights of all lags for one length of step. */
typedef struct weights {
  double h;
  rx_lag x_half, x, A, theta_half, theta, A_T;
} weights;

typedef struct runner {
  const rx_ending *ending;
  const rx_skin *skin;
  double F_th, theta_50, B0;
  weights cache[LEVELS + 1]; /* the last for odd lengths, before a kink */
} runner;

static double boltzmann(double theta, double theta_50, double k)
{
  return 1 / (1 + exp(-(theta - theta_50) / k));
}

static void runner_begin(runner *r, const rx_ending *ending, const rx_skin *skin)
{
  *r = (runner){ .ending = ending, .skin = skin };
  r->F_th = ending->sensitisation.phi_force * ending->mechanical.F_th;
  r->theta_50 = ending->heat.theta_50 - ending->sensitisation.delta_theta;
  r->B0 = boltzmann(-7, 0, ending->heat.k_theta);
}

static double drive_of_force(const runner *r, double x)
{
  const double above = x - r->F_th;
  if (!(above > 0)) return 0;
  const double exponent = r->ending->exponent, F_ref = RX_REFERENCE_FORCE_MN;
  const double e = exponent == 1 ? above : F_ref * pow(above / F_ref, exponent);
  return e / (e + r->ending->mechanical.F_50);
}

static double drive_of_heat(const runner *r, double theta)
{
  const double B = boltzmann(theta, r->theta_50, r->ending->heat.k_theta);
  return B > r->B0 ? (B - r->B0) / (1 - r->B0) : 0;
}

static bool answers_to_heat(const rx_ending *ending)
{
  return ending->is_conductance && ending->heat.G_h > 0;
}

/* Fills p, G_heat and output from the rest of the state. */
static void give(const runner *r, double F, double T, rx_ending_state *s)
{
  const rx_mechanical *m = &r->ending->mechanical;
  const double toward = (F - s->x_mN) / m->tau_x;
  const double v = m->off_response ? fabs(toward) : fmax(0, toward);
  s->v = toward;
  s->p = fmax(0, drive_of_force(r, s->x_mN) - m->kappa * s->A) + (v > 0 ? m->c_v * v / (v + m->v_50) : 0);
  s->G_heat = 0;
  if (answers_to_heat(r->ending)) {
    const rx_heat *h = &r->ending->heat;
    const double rise = 1e3 * fmax(0, (T - s->theta_degC) / h->tau_theta);
    s->G_heat = h->G_h * fmax(0, drive_of_heat(r, s->theta_degC) - h->kappa_T * s->A_T) * (1 + h->c_T * rise);
  }
  s->output = r->ending->is_conductance ? r->ending->gain * m->G_m * s->p + s->G_heat : r->ending->gain * s->p;
}

static const weights *weights_of(runner *r, double h, int level)
{
  weights *w = &r->cache[level];
  if (w->h == h) return w;
  const rx_mechanical *m = &r->ending->mechanical;
  const rx_heat *heat = &r->ending->heat;
  *w = (weights){
    .h = h, .x_half = rx_lag_make(0.5 * h, m->tau_x), .x = rx_lag_make(h, m->tau_x), .A = rx_lag_make(h, m->tau_A)
  };
  if (answers_to_heat(r->ending)) {
    w->theta_half = rx_lag_make(0.5 * h, heat->tau_theta);
    w->theta = rx_lag_make(h, heat->tau_theta);
    w->A_T = rx_lag_make(h, heat->tau_T);
  }
  return w;
}

static rx_ending_state advance(runner *r, const rx_ending_state *from, double h, int level)
{
  const rx_skin *skin = r->skin;
  const weights *w = weights_of(r, h, level);
  rx_ending_state to = { .t_ms = from->t_ms + h };
  const double F0 = skin->force_mN(skin->what, from->t_ms), Fm = skin->force_mN(skin->what, from->t_ms + 0.5 * h);
  const double F1 = skin->force_mN(skin->what, to.t_ms);
  const double x_middle = rx_lag_step(&w->x_half, from->x_mN, F0, rx_quarter_of(F0, Fm, F1), Fm);
  to.x_mN = rx_lag_step(&w->x, from->x_mN, F0, Fm, F1);
  to.A = rx_lag_step(&w->A, from->A, drive_of_force(r, from->x_mN), drive_of_force(r, x_middle),
                     drive_of_force(r, to.x_mN));
  double T1 = 0;
  if (answers_to_heat(r->ending)) {
    const double T0 = skin->temperature_degC(skin->what, from->t_ms);
    const double Tm = skin->temperature_degC(skin->what, from->t_ms + 0.5 * h);
    T1 = skin->temperature_degC(skin->what, to.t_ms);
    const double theta_middle = rx_lag_step(&w->theta_half, from->theta_degC, T0, rx_quarter_of(T0, Tm, T1), Tm);
    to.theta_degC = rx_lag_step(&w->theta, from->theta_degC, T0, Tm, T1);
    to.A_T = rx_lag_step(&w->A_T, from->A_T, drive_of_heat(r, from->theta_degC), drive_of_heat(r, theta_middle),
                         drive_of_heat(r, to.theta_degC));
  }
  give(r, F1, T1, &to);
  return to;
}

rx_ending_state rx_ending_start(const rx_ending *ending, const rx_skin *skin, double t_ms)
{
  runner r;
  runner_begin(&r, ending, skin);
  const double T = skin->temperature_degC(skin->what, t_ms);
  rx_ending_state s = { .t_ms = t_ms, .theta_degC = T };
  give(&r, skin->force_mN(skin->what, t_ms), T, &s);
  return s;
}

/* A corner of u or v lies inside the step: the middle alone could miss it. */
static bool has_corner(const runner *r, const rx_ending_state *a, const rx_ending_state *b)
{
  return (a->x_mN > r->F_th) != (b->x_mN > r->F_th) || (a->v > 0) != (b->v > 0);
}

/* The first kink after t. */
static double next_kink(const rx_skin *skin, double t_ms)
{
  double kink = skin->next_ms(skin->what, t_ms);
  while (kink - t_ms < SAME) kink = skin->next_ms(skin->what, kink);
  return kink;
}

rx_status rx_ending_run(const rx_ending *ending, const rx_skin *skin, double from_ms, double to_ms, double origin_ms,
                        double tolerance, rx_waveform *out, rx_ending_state *final, rx_error *err)
{
  runner r;
  runner_begin(&r, ending, skin);
  const rx_mechanical *m = &ending->mechanical;
  const double largest =
      ending->is_conductance ? ending->gain * m->G_m * (1 + m->c_v) + ending->heat.G_h : ending->gain * (1 + m->c_v);
  const double allowed = tolerance * largest;
  rx_ending_state s = rx_ending_start(ending, skin, from_ms);
  RX_TRY(rx_waveform_add(out, from_ms - origin_ms, s.output, err));
  int level = LEVELS / 2;
  double kink = next_kink(skin, from_ms);
  while (s.t_ms < to_ms) {
    const double end = kink < to_ms - SAME ? kink : to_ms;
    double h = ldexp(LONGEST, -level);
    const bool is_last = s.t_ms + h * (1 + 1e-6) >= end;
    if (is_last) h = end - s.t_ms;
    const int half = is_last ? LEVELS : level + 1;
    const rx_ending_state middle = advance(&r, &s, 0.5 * h, half);
    rx_ending_state next = advance(&r, &middle, 0.5 * h, half);
    const double miss = fabs(middle.output - 0.5 * (s.output + next.output));
    if ((miss > allowed || (h > CORNER && (has_corner(&r, &s, &middle) || has_corner(&r, &middle, &next)))) &&
        level + 1 < LEVELS) {
      level++;
      continue;
    }
    if (is_last) next.t_ms = end;
    RX_TRY(rx_waveform_add(out, middle.t_ms - origin_ms, middle.output, err));
    RX_TRY(rx_waveform_add(out, next.t_ms - origin_ms, next.output, err));
    s = next;
    if (is_last && end < to_ms) {
      kink = next_kink(skin, end);
      level = LEVELS / 2;
    } else if (miss <= allowed / 16 && level > 0)
      level--;
  }
  if (final != NULL) *final = s;
  return RX_OK;
}
