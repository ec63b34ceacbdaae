/* Ion channels: what the rest of rexed needs to know of one. The equations are in one file per channel (dorsal_horn/,
 * generic/), listed in all.h. */
#ifndef RX_MODELS_CHANNELS_CHANNEL_H
#define RX_MODELS_CHANNELS_CHANNEL_H

#include "base/param.h"
#include "models/channels/gate.h"
#include "models/channels/site.h"

enum { RX_MAX_CHANNEL_PARAMS = 8, RX_MAX_GATES = 9, RX_MAX_COEFS = 15 };

/* The ion whose reversal potential a channel's section gives; RX_ION_OWN: a parameter of the channel. */
typedef enum { RX_ION_OWN, RX_ION_NA, RX_ION_K } rx_ion;

/* Which affinities of a drug hold for a channel. */
typedef enum { RX_SITE_NONE, RX_SITE_NAV17, RX_SITE_NAV18, RX_SITE_NAV13 } rx_site;

typedef struct rx_channel {
  const char *name;    /* as in configs and paths */
  const char *meaning; /* one line, with the source of the equations */
  int index;           /* position in all.h */
  int n_gates, n_coefs;
  /* Of a channel that drugs block the last n_sites (RX_SITES, else 0) gates are the shares blocked, and the last coefficients,
   * RX_SITE_COEFS for each, are the drugs' (site.h), after prepare() unused. */
  int n_sites;
  rx_site site;
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

/* Said once in the file of each channel: whether drugs block it. With sites, the file defines NAME_inactivated(), the share of
 * the channels that is inactivated, from the coefficients and the gates. */
#define RX_CHANNEL_SITES(NAME) enum { NAME##_SITES = RX_SITES };
#define RX_CHANNEL_NO_SITES(name, NAME)                                                                                \
  enum { NAME##_SITES = 0 };                                                                                           \
  RX_INLINE double name##_inactivated(const double c[], const double x[])                                              \
  {                                                                                                                    \
    (void)c, (void)x;                                                                                                  \
    return 0;                                                                                                          \
  }

/* Rows of a channel's table: row i sits at double i of its parameters. */
#define RX_CHANNEL_PARAM(row, name, unit, def, lower, upper, meaning, source)                                          \
  {                                                                                                                    \
    name, RX_DOUBLE, (row) * sizeof(double), unit, def, lower, upper, meaning, source, false                           \
  }
/* the row that every channel starts with */
#define RX_CHANNEL_GBAR(upper) RX_CHANNEL_PARAM(0, "gbar", "S/cm2", NAN, 0, upper, "largest conductance density", NULL)

#endif
