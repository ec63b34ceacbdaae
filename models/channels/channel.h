/* Ion channels: what the rest of rexed needs to know of one. The equations are in one file per channel, in the folder of
 * the cells that have it (dorsal_horn/, generic/, motoneuron/, nociceptor/), listed in all.h. */
#ifndef RX_MODELS_CHANNELS_CHANNEL_H
#define RX_MODELS_CHANNELS_CHANNEL_H

#include "base/param.h"
#include "models/channels/gate.h"
#include "models/channels/site.h"

enum { RX_MAX_CHANNEL_PARAMS = 8, RX_MAX_GATES = 9, RX_MAX_COEFS = 15 };

/* The ion whose reversal potential a channel's section gives; RX_ION_OWN: a parameter of the channel. */
typedef enum { RX_ION_OWN, RX_ION_NA, RX_ION_K } rx_ion;

/* of double precision, also where gate.h was read in single: there they are incomplete, and the scalar forms cannot be called */
struct rx_at;
struct rx_gate;
struct rx_current;

/* What a leak balances (models/cells/balance.h). */
typedef enum { RX_BALANCE_NONE, RX_BALANCE_NET, RX_BALANCE_ION } rx_balance;

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
  int reversal_coef;       /* the coefficient that is its ion's reversal potential in mV; -1: none */
  bool reads_calcium;      /* a gate or current depends on cai */
  bool reads_calcium_rise; /* its current depends on cai with no gate between: it takes cai + cai_rise (rx_at) */
  bool reads_sodium;       /* on nai: its section needs the pool sodium_inside */
  bool reads_potassium;    /* on ko: its section needs the pool potassium_outside */
  bool carries_calcium;    /* its current enters the calcium shell */
  rx_balance balance;
  const rx_param *params; /* a struct of doubles, in the order of the rows: offset = row*sizeof(double) */
  int n_params;
  /* coefficients that a kernel reads, from parameters, reversal of the ion (mV) and temperature (degC) */
  void (*prepare)(const double params[], double reversal_mV, double temperature_degC, double coefs[]);
  /* scalar forms at full precision, for tables, initial states and recordings */
  void (*evaluate)(struct rx_at at, const double coefs[], struct rx_gate *gates);
  struct rx_current (*current)(struct rx_at at, const double coefs[], const double x[]);
} rx_channel;

/* True for a channel whose conductance and offset never change: no gate, no concentration, linear in V. Judged by coefficients of no
 * cell, so that it cannot depend on what is computed beside it. */
bool rx_channel_is_fixed(const rx_channel *channel);
/* Current density at V and these concentrations with these coefficients and gates, mA/cm2. */
double rx_channel_density(const rx_channel *channel, double V_mV, double cai_mM, double nai_mM, double ko_mM,
                          const double coefs[], const double x[]);

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
  RX_INLINE rx_real name##_inactivated(const rx_real c[], const rx_real x[])                                           \
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
