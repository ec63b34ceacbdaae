/* The equations of one cell as CVODE sees them: y' = f(t, y).
 *
 *   dV/dt   = charging (-(G V - J) + (100/area) (axial + injected))          G, J: channels and synapses of a compartment
 *   dcai/dt = max(0, -influx (Gca V - Jca)) + decay (rest - cai)             in compartments with a shell
 *   dx/dt   = (a - b x)/d                                                    gates, by the kernels of solver/kernels/kernels.h
 *   dX/dt   = -gain I_X - decay X + supply                                   ion pools, where a compartment has them
 *   synapses: g = B - A in nS, G += 0.1 g/area; A and B decay as exponentials of t and jump at arrivals: they are evaluated at
 *   t, not integrated.
 * Source: dorsal-horn page 1, 3.
 *
 * y = V [n_compartments], cai [n_shells], gates [n_gates] in the order of rx_insertion, pools [pools.n], periaxonal
 * potentials [sheath.n] (with them dV/dt reads V + V_p in its axial currents). A voltage-clamped compartment keeps its
 * place in y with the slope of its command as derivative; everything else reads the command itself. */
#ifndef RX_SOLVER_CVODE_CELL_SYSTEM_H
#define RX_SOLVER_CVODE_CELL_SYSTEM_H

#include "models/cells/compartments.h"
#include "solver/cvode/cell_pools.h"
#include "solver/cvode/cell_sheath.h"
#include "solver/cvode/waveform_line.h"
#include "solver/kernels/kernels.h"
#include "solver/simulation.h"

typedef struct rx_cell_clamp {
  int compartment;
  rx_clamp_kind kind;
  double reversal; /* mV */
  const rx_waveform *waveform;
  rx_waveform_line line;     /* in force since the last restart; a smooth waveform is read itself */
  rx_waveform_cursor cursor; /* in it */
  bool is_read;              /* smooth, and between its first and its last point */
} rx_cell_clamp;

typedef struct rx_cell_system {
  const rx_cell_type *type;
  const rx_cell_numbers *numbers;
  int n_compartments, n_shells, n_states;
  rx_kernel **kernels;  /* [n_insertions] right-hand sides at the instruction-set level in use */
  rx_kernel_args *args; /* [n_insertions] all but x and out */
  const double *coef;   /* [n_coefs] of the numbers, or the pools' own */
  rx_cell_pools pools;
  int *shell;            /* [n_compartments] index in y of its cai, or -1 */
  double *to_parent;     /* [n_compartments] 1/ms: dV/dt of a compartment per mV of its parent above it */
  double *from_child;    /* [n_compartments] 1/ms: dV/dt of the parent per mV of the compartment above it */
  double *coupling;      /* [n_compartments] 1/ms: sum of a compartment's couplings */
  double *per_nA;        /* [n_compartments] mV/ms per nA */
  double *per_nS;        /* [n_slots] S/cm2 per nS */
  double *A, *B, *at_ms; /* [n_slots] nS, at at_ms */
  int n_clamps;
  rx_cell_clamp *clamps;
  bool *is_clamped; /* [n_compartments] in voltage */
  uint64_t n_rhs;
  /* of the time inputs_ms */
  double inputs_ms;
  double *g;                       /* [n_slots] nS */
  double *injected;                /* [n_compartments] nA */
  bool has_conductance;            /* a clamp is one */
  double *G_clamp, *J_clamp;       /* [n_compartments] of the conductances: current is G V - J */
  double *command, *command_slope; /* [n_compartments] mV, mV/ms where clamped */
  /* scratch */
  double *V, *V_bounded, *cai; /* [n_compartments] */
  double *nai, *ko;            /* [n_compartments] mM */
  double *G, *J, *Gca, *Jca;   /* [n_compartments], side by side */
  double *scratch;             /* [n_gates + n_compartments] */
  double *memory;              /* holds all arrays of doubles */
  rx_cell_sheath sheath;
} rx_cell_system;

/* Makes the system of a cell with its clamps (copied; the waveforms must outlive it). Free with rx_cell_system_free, also after
 * a failure. RX_E_MEMORY only. */
rx_status rx_cell_system_make(rx_cell_system *system, const rx_cell_type *type, const rx_cell_numbers *numbers,
                              int n_clamps, const rx_cell_clamp clamps[], rx_error *err);
void rx_cell_system_free(rx_cell_system *system);

/* Initial state: V = v_init (clamped: the command at t), gates at their start, by default the steady state at v_init,
 * cai likewise. */
void rx_cell_system_start(rx_cell_system *system, double t_ms, double y[]);

/* An arrival at a slot at t: A and B jump. t may not go back. */
void rx_cell_system_arrival(rx_cell_system *system, int slot, double jump_nS, double t_ms);

/* Puts the clamps on the lines they follow from t on; V of clamped compartments in y jumps to the command. */
void rx_cell_system_take_breakpoints(rx_cell_system *system, double t_ms, double y[]);
/* The first breakpoint of a clamp after t, or INFINITY. */
double rx_cell_system_next_breakpoint(const rx_cell_system *system, double t_ms);

/* dy = f(t, y). False if a derivative is not finite. */
bool rx_cell_system_rhs(rx_cell_system *system, double t_ms, const double y[], double dy[]);

/* Steps of the right-hand side that the Jacobian needs too. Unpack: V, V_bounded, cai of all compartments from y, commands in
 * place of clamped V, inputs of the time t. Currents: G, J, Gca, Jca and dx/dt at V_bounded, cai and gates x. */
void rx_cell_system_unpack(rx_cell_system *system, double t_ms, const double y[]);
void rx_cell_system_currents(rx_cell_system *system, const double x[], double dx[]);

/* Value of a probe of this cell at (t, y). */
double rx_cell_system_probe(rx_cell_system *system, double t_ms, const double y[], const rx_probe *probe);

/* Writes what variable i of y is, e.g. "gate m of na_traub in compartment 3". */
void rx_cell_system_name(const rx_cell_system *system, int i, size_t size, char text[]);

#endif
