/* Ion channels: what the rest of rexed needs to know of one. The equations are in one file per channel (dorsal_horn/,
 * generic/), listed in all.h. */
#ifndef RX_MODELS_CHANNELS_CHANNEL_H
#define RX_MODELS_CHANNELS_CHANNEL_H

#include "base/param.h"
#include "models/channels/gate.h"

enum { RX_MAX_CHANNEL_PARAMS = 8, RX_MAX_GATES = 4, RX_MAX_COEFS = 8 };

/* The ion whose reversal potential a channel's section gives; RX_ION_OWN: a parameter of the channel. */
typedef enum { RX_ION_OWN, RX_ION_NA, RX_ION_K } rx_ion;

typedef struct rx_channel {
  const char *name;    /* as in configs and paths */
  const char *meaning; /* one line, with the source of the equations */
  int index;           /* position in all.h */
  int n_gates, n_coefs;
  const char *gates[RX_MAX_GATES];
  rx_ion ion;
  int reversal_coef;      /* the coefficient that is its ion's reversal potential in mV; -1: none */
  bool reads_calcium;     /* a gate or current depends on cai */
  bool reads_sodium;      /* on nai: its section needs the pool sodium_inside */
  bool reads_potassium;   /* on ko: its section needs the pool potassium_outside */
  bool carries_calcium;   /* its current enters the calcium shell */
  const rx_param *params; /* a struct of doubles, in the order of the rows: offset = row*sizeof(double) */
  int n_params;
  /* coefficients that a kernel reads, from parameters, reversal of the ion (mV) and temperature (degC) */
  void (*prepare)(const double params[], double reversal_mV, double temperature_degC, double coefs[]);
  /* scalar forms at full precision, for tables, initial states and recordings */
  void (*evaluate)(rx_at at, const double coefs[], rx_gate gates[]);
  rx_current (*current)(rx_at at, const double coefs[], const double x[]);
} rx_channel;

int rx_channel_count(void);
const rx_channel *rx_channel_at(int index);
const rx_channel *rx_channel_find(const char *name); /* NULL: unknown */
/* names of all channels, for messages; [rx_channel_count()] */
const char *const *rx_channel_names(void);

/* Rows of a channel's table: row i sits at double i of its parameters. */
#define RX_CHANNEL_PARAM(row, name, unit, def, lower, upper, meaning, source)                                          \
  {                                                                                                                    \
    name, RX_DOUBLE, (row) * sizeof(double), unit, def, lower, upper, meaning, source, false                           \
  }
/* the row that every channel starts with */
#define RX_CHANNEL_GBAR(upper) RX_CHANNEL_PARAM(0, "gbar", "S/cm2", NAN, 0, upper, "largest conductance density", NULL)

#endif
