/* The type of the state that the ensemble integrator steps. Files that touch it are compiled twice, once with RX_SINGLE; what is
 * written once in terms of rx_real then exists in both precisions. All else (parameters, times, CVODE, initial states) is double.
 *
 * RX_PRECISION(name): the name of a type or function in the precision being compiled; double keeps the plain one. */
#ifndef RX_BASE_REAL_H
#define RX_BASE_REAL_H

#ifdef RX_SINGLE
typedef float rx_real;
#define RX_PRECISION(name) name##_single
#else
typedef double rx_real;
#define RX_PRECISION(name) name
#endif

#endif
