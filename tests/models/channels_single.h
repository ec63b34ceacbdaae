/* Channels as the ensemble integrator computes them in single precision. */
#ifndef RX_TESTS_MODELS_CHANNELS_SINGLE_H
#define RX_TESTS_MODELS_CHANNELS_SINGLE_H

/* A step of h ms of the channel's gates x, in and out. */
void single_gates(int channel, int n_gates, float V, float cai, const float coefs[], float h, float x[]);
/* Current density, mA/cm2. */
float single_current(int channel, float V, float cai, const float coefs[], const float x[]);

#endif
