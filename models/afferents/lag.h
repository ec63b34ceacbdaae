/* A first-order lag driven by a course: tau dx/dt = f(t) - x over a step of h, f a parabola through its start, middle and end.
 *
 * Exact for such f, also where h is much longer than tau; of order four for smooth f. With z = h/tau, q = s/h and
 * f = f0 + b q + c q^2:   x(h) = e^-z x0 + z (f0 phi1 + b phi2 + 2 c phi3),   phi_k the functions of exponential integrators
 * (Hochbruck and Ostermann 2010, Acta Numerica 19:209) at -z. */
#ifndef RX_MODELS_AFFERENTS_LAG_H
#define RX_MODELS_AFFERENTS_LAG_H

/* Weights of one step: x(h) = decay*x0 + f0*start + f_middle*middle + f1*end. */
typedef struct rx_lag {
  double decay, start, middle, end;
} rx_lag;

rx_lag rx_lag_make(double h_ms, double tau_ms);

static inline double rx_lag_step(const rx_lag *lag, double x0, double f0, double f_middle, double f1)
{
  return lag->decay * x0 + lag->start * f0 + lag->middle * f_middle + lag->end * f1;
}

/* The same parabola read at a quarter of the step: the middle of the first half. */
static inline double rx_quarter_of(double f0, double f_middle, double f1)
{
  return 0.375 * f0 + 0.75 * f_middle - 0.125 * f1;
}

#endif
