#include "models/afferents/fibre_class.h"

#include <math.h>
#include <string.h>

#define SET  "[assumed] nociceptor page 5.4, set to human data"
#define PAGE "nociceptor page 4.4"

#define MECHANICAL(tau_x_, F_th_, F_50_, tau_A_, kappa_, c_v_, v_50_, off_)                                            \
  RX_P_DEFAULT(rx_mechanical, tau_x, "ms", tau_x_, 0.01, 1e4, "lag of the tissue behind the force", SET),              \
      RX_P_DEFAULT(rx_mechanical, F_th, "mN", F_th_, 0, 1e5, "force below which nothing static is felt", SET),         \
      RX_P_DEFAULT(rx_mechanical, F_50, "mN", F_50_, 1e-3, 1e5, "force above F_th that drives by half", SET),          \
      RX_P_DEFAULT(rx_mechanical, tau_A, "ms", tau_A_, 0.1, 1e6, "time constant of adaptation", SET),                  \
      RX_P_DEFAULT(rx_mechanical, kappa, "1", kappa_, 0, 10, "depth of adaptation; 1: nothing static is left", SET),   \
      RX_P_DEFAULT(rx_mechanical, c_v, "1", c_v_, 0, 100, "answer to movement", SET),                                  \
      RX_P_DEFAULT(rx_mechanical, v_50, "mN/ms", v_50_, 1e-6, 1e4, "rate of force that gives half of it", SET),        \
      RX_P_INT(rx_mechanical, off_response, off_, 0, 1, "1: release excites as well; 0: it does not", SET)
#define CONDUCTANCE                                                                                                    \
  RX_P_DEFAULT(rx_mechanical, G_m, "S/cm2", 8e-4, 0, 1, "mechanical conductance of the ending at full drive", SET)

static const rx_param SA1_MECHANICAL[] = { MECHANICAL(2, 0.3, 20, 300, 0.5, 0.8, 0.5, 0), RX_P_END };
static const rx_param RA_MECHANICAL[] = { MECHANICAL(4, 0.3, 20, 8, 1, 1.2, 0.06, 1), RX_P_END };
static const rx_param DHAIR_MECHANICAL[] = { MECHANICAL(4, 0.1, 5, 20, 0.9, 1.2, 0.02, 1), RX_P_END };
static const rx_param HTMR_MECHANICAL[] = { MECHANICAL(5, 12, 60, 800, 0.5, 0.4, 3, 0), RX_P_END };
static const rx_param LTMR_MECHANICAL[] = { MECHANICAL(10, 0.1, 5, 250, 0.75, 0.6, 0.02, 0), RX_P_END };
static const rx_param MH_MECHANICAL[] = { MECHANICAL(5, 30, 100, 600, 0.7, 0.3, 2, 0), CONDUCTANCE, RX_P_END };
static const rx_param MIA_MECHANICAL[] = { MECHANICAL(5, 1000, 100, 600, 0.7, 0.3, 2, 0), CONDUCTANCE, RX_P_END };

#define HEAT(G_h_, source)                                                                                             \
  RX_P_DEFAULT(rx_heat, G_h, "S/cm2", G_h_, 0, 1, "heat conductance of the ending at full drive; 0: heat is not felt", \
               source),                                                                                                \
      RX_P_DEFAULT(rx_heat, theta_50, "degC", 40.2, 20, 80, "temperature at the ending that opens half", SET),         \
      RX_P_DEFAULT(rx_heat, k_theta, "degC", 1.67, 0.01, 20, "steepness of the opening", SET),                         \
      RX_P_DEFAULT(rx_heat, tau_theta, "ms", 300, 0.1, 1e6, "lag of the ending behind the skin", SET),                 \
      RX_P_DEFAULT(rx_heat, tau_T, "ms", 490, 0.1, 1e6, "time constant of adaptation to heat", SET),                   \
      RX_P_DEFAULT(rx_heat, kappa_T, "1", 0.76, 0, 10, "depth of adaptation to heat", SET),                            \
      RX_P_DEFAULT(rx_heat, c_T, "s/degC", 0.156, 0, 100, "answer to the rate of warming", SET)

static const rx_param MH_HEAT[] = { HEAT(2.57e-4, SET), RX_P_END };
static const rx_param MIA_HEAT[] = { HEAT(0, "[D] rexed: the page gives the silent class no heat"), RX_P_END };

#define AENC(k_, tau_m_, delta_, tau_theta_, t_ref_)                                                                   \
  {                                                                                                                    \
    RX_P_DEFAULT(rx_aenc, k, "1", k_, 0, 1e3, "drive of the membrane, in thresholds", SET),                            \
        RX_P_DEFAULT(rx_aenc, tau_m, "ms", tau_m_, 0.01, 1e4, "time constant of the membrane", SET),                   \
        RX_P_DEFAULT(rx_aenc, delta, "1", delta_, 0, 100, "each spike raises the threshold by as much", SET),          \
        RX_P_DEFAULT(rx_aenc, tau_theta, "ms", tau_theta_, 0.01, 1e6, "return of the threshold", SET),                 \
        RX_P_DEFAULT(rx_aenc, t_ref, "ms", t_ref_, 0.1, 1e3, "refractory: the membrane is held as long", SET),         \
        RX_P_END                                                                                                       \
  }

static const rx_param SA1_AENC[] = AENC(5, 5, 0.25, 40, 2);
static const rx_param RA_AENC[] = AENC(4, 4, 0.2, 30, 2);
static const rx_param DHAIR_AENC[] = AENC(4, 6, 0.3, 60, 3);
static const rx_param HTMR_AENC[] = AENC(7, 8, 0.6, 80, 4);
static const rx_param LTMR_AENC[] = AENC(5, 12, 0.6, 100, 6);
static const rx_param NOTHING[] = { RX_P_END };

/* no T-junction stops this many: 1000 Hz come to 200 */
#define NEVER 1e6
#define RELAY(velocity_, velocity_source, delta_, delta_source, q_max_, q_source)                                      \
  {                                                                                                                    \
    RX_P_DEFAULT(rx_relay, length, "m", 0.8, 0, 3, "from the skin to the cord", PAGE),                                 \
        RX_P_DEFAULT(rx_relay, velocity, "m/s", velocity_, 0.01, 150, "conduction of a rested fibre",                  \
                     velocity_source),                                                                                 \
        RX_P_DEFAULT(rx_relay, tau_s, "s", 60, 0.01, 1e5, "recovery from slowing", "[P] Serra 1999; " PAGE),           \
        RX_P_DEFAULT(rx_relay, delta, "1", delta_, 0, 1, "each spike slows by this share of the delay; 0: none",       \
                     delta_source),                                                                                    \
        RX_P_DEFAULT(rx_relay, s_max, "1", 0.6, 1e-3, 10, "limit of slowing", "[P] Serra 1999; " PAGE),                \
        RX_P_DEFAULT(rx_relay, s_block, "1", 0.45, 0, 100, "blocked while slowed by more", "[assumed] " PAGE),         \
        RX_P_DEFAULT(rx_relay, q_max, "1", q_max_, 0, 1e6,                                                             \
                     "the T-junction loses a spike that finds as many of the last tau_q; 1e6: never", q_source),       \
        RX_P_DEFAULT(rx_relay, tau_q, "ms", 200, 0.1, 1e5, "recovery of the T-junction", "[assumed] " PAGE), RX_P_END  \
  }
#define HUMAN   "[P] van Hees and Gybels 1981: 0.86 +- 0.17 m/s; " PAGE
#define ASSUMED "[assumed] " PAGE

static const rx_param AB_RELAY[] = RELAY(50, ASSUMED, 0, PAGE, NEVER, ASSUMED);
static const rx_param AD_RELAY[] = RELAY(12, "[P] Zotova 2013: 9-18 m/s in the rat; " PAGE, 0, PAGE, 20, ASSUMED);
static const rx_param LTMR_RELAY[] =
    RELAY(0.9, PAGE, 0, "[D] rexed: the page gives none; tactile C fibres slow little", 5, ASSUMED);
static const rx_param MH_RELAY[] = RELAY(0.9, HUMAN, 0.00447, "[P] Serra 1999: 28 % at 2 Hz; " PAGE, 5, ASSUMED);
static const rx_param MIA_RELAY[] = RELAY(0.9, HUMAN, 0.00447 * 1.6, ASSUMED, 5, ASSUMED);

const rx_fibre_description RX_FIBRE_CLASSES[RX_N_FIBRE_CLASSES] = {
  [RX_FIBRE_AB_SA1] = { "Ab_SA1", "slowly adapting type I mechanoreceptor", false, SA1_MECHANICAL, NOTHING, SA1_AENC,
                        AB_RELAY },
  [RX_FIBRE_AB_RA] = { "Ab_RA", "rapidly adapting mechanoreceptor", false, RA_MECHANICAL, NOTHING, RA_AENC, AB_RELAY },
  [RX_FIBRE_AD_DHAIR] = { "Ad_Dhair", "D-hair mechanoreceptor", false, DHAIR_MECHANICAL, NOTHING, DHAIR_AENC,
                          AD_RELAY },
  [RX_FIBRE_AD_HTMR] = { "Ad_HTMR", "high-threshold mechanoreceptor (A-delta nociceptor)", false, HTMR_MECHANICAL,
                         NOTHING, HTMR_AENC, AD_RELAY },
  [RX_FIBRE_C_LTMR] = { "C_LTMR", "low-threshold (tactile) C fibre", false, LTMR_MECHANICAL, NOTHING, LTMR_AENC,
                        LTMR_RELAY },
  [RX_FIBRE_C_MH] = { "C_MH", "polymodal C nociceptor, mechanical and heat", true, MH_MECHANICAL, MH_HEAT, NOTHING,
                      MH_RELAY },
  [RX_FIBRE_C_MIA] = { "C_MIA", "silent C nociceptor, woken by inflammation (phi_force 0.05)", true, MIA_MECHANICAL,
                       MIA_HEAT, NOTHING, MIA_RELAY },
};

rx_fibre_class rx_fibre_find(const char *name)
{
  for (int i = 0; i < RX_N_FIBRE_CLASSES; i++)
    if (strcmp(RX_FIBRE_CLASSES[i].name, name) == 0) return (rx_fibre_class)i;
  return RX_N_FIBRE_CLASSES;
}

void rx_fibre_defaults(rx_fibre_class fibre_class, rx_ending *ending, rx_aenc *aenc, rx_relay *relay)
{
  const rx_fibre_description *d = &RX_FIBRE_CLASSES[fibre_class];
  *ending = (rx_ending){ .gain = 1, .exponent = 1, .is_conductance = d->is_cell };
  *aenc = (rx_aenc){ 0 };
  rx_param_defaults(d->mechanical, &ending->mechanical);
  rx_param_defaults(d->heat, &ending->heat);
  rx_param_defaults(RX_SENSITISATION_PARAMS, &ending->sensitisation);
  rx_param_defaults(d->aenc, aenc);
  rx_param_defaults(d->relay, relay);
}
