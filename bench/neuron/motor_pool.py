"""A pool of 20 graded motoneurons (P7: four dendrites, P7s: one) through a ramp contraction of 22 s, in NEURON.

The pool is the human-like one of the motoneurons' page (sections 2 and 6.3), written anew from its table; only what differs
from member to member of the sweep is read, from the files that rexed writes (bench/motor_pool.h):

  pool.csv    s_pic,m_i,m_is,n_points,step_ms: factor on the dendritic calcium conductance, inhibition of the dendrites and of
              the soma; points of the noise, 0: none
  noise.bin   doubles in this machine's order [unit][dendrite][excitation, inhibition][n_points]: conductance densities at
              k*step_ms, S/cm2, linear between
"""

import array
import csv
import os

N_UNITS = 20
UNIT_DENSITY = 1e-5  # S/cm2
V_START_MV = -65.0

# first and last unit; a number of unit x is first + (last - first) x^2, or x^(1 + EXPONENTS)
POOL = {
    "soma_diam": (22, 30), "soma_L": (2952, 3665), "soma_leak": (0.8109e-4, 3.7667e-4), "e_leak": (-71, -72),
    "na": (0.01, 0.022), "nap": (2.6e-5, 2e-5), "kdr": (0.015, 0.02), "can": (0.64e-5, 1.05e-5), "kca": (0.00045, 0.0006),
    "taur": (90, 30), "soma_cm": (1.35546, 1.87853), "hcn": (0.3e-4, 2.3e-4), "dend_L": (1794.13, 2226.91),
    "dend_diam": (8.73071, 11.9055), "dend_leak": (0.793445e-4, 1.7509e-4), "dend_Ra": (51.038, 40.755),
    "dend_cm": (0.867781, 0.880407), "theta_m": (-42, -39), "theta_h": (10, -10),
    "cal1": (0.85e-4, 1.18e-4), "cal2": (0.95e-4, 1.28e-4), "cal3": (1.0e-4, 1.38e-4), "cal4": (1.15e-4, 1.53e-4),
}
EXPONENTS = {"can": 4}


def numbers_of(unit):
    x = unit / (N_UNITS - 1)
    return {name: first + (last - first)*x**EXPONENTS.get(name, 2) for name, (first, last) in POOL.items()}


class Unit:
    """Soma and dendrites of one motoneuron, without input. One dendrite: Rall's equivalent cylinder of the four."""

    def __init__(self, h, unit, n_dendrites, s_pic):
        p = numbers_of(unit)
        self.soma = h.Section(name=f"soma{unit}")
        self.soma.L, self.soma.diam, self.soma.cm = p["soma_L"], p["soma_diam"], p["soma_cm"]
        for name in ("pas", "na_ph17", "nap_ph17", "kdr_ph17", "can_ph17", "kca_ph17", "hcn_ph17", "ca_shell"):
            self.soma.insert(name)
        s = self.soma(0.5)
        s.pas.g, s.pas.e = p["soma_leak"], p["e_leak"]
        s.na_ph17.gbar, s.nap_ph17.gbar, s.kdr_ph17.gbar = p["na"], p["nap"], p["kdr"]
        s.can_ph17.gbar, s.kca_ph17.gbar, s.hcn_ph17.gbar = p["can"], p["kca"], p["hcn"]
        s.ca_shell.tau, s.ca_shell.depth, s.ca_shell.rest = p["taur"], 0.1, 1e-4
        cal = [p[f"cal{k}"] for k in (1, 2, 3, 4)]
        if n_dendrites == 1:
            cal = [sum(cal)/4]
        self.dendrites = []
        for k, gbar in enumerate(cal):
            dendrite = h.Section(name=f"dend{unit}_{k}")
            share = 4/n_dendrites  # so many dendrites in one: their area, and their conductance to the soma
            dendrite.L, dendrite.diam = p["dend_L"]*share**(1/3), p["dend_diam"]*share**(2/3)
            dendrite.Ra, dendrite.cm = p["dend_Ra"], p["dend_cm"]
            for name in ("pas", "hcn_ph17", "cav13"):
                dendrite.insert(name)
            d = dendrite(0.5)
            d.pas.g, d.pas.e = p["dend_leak"], p["e_leak"]
            d.hcn_ph17.gbar, d.cav13.gbar = p["hcn"], s_pic*gbar
            d.cav13.theta_m, d.cav13.theta_h = p["theta_m"], p["theta_h"]
            dendrite.connect(self.soma(0.5))  # the soma's own axial resistance is neglected
            self.dendrites.append(dendrite)


def read_member(folder):
    with open(os.path.join(folder, "pool.csv"), newline="") as file:
        row = next(csv.DictReader(file))
    return {name: float(value) for name, value in row.items()}


def read_noise(folder, n_waveforms, n_points):
    path = os.path.join(folder, "noise.bin")
    values = array.array("d")
    with open(path, "rb") as file:
        values.frombytes(file.read())
    if len(values) != n_waveforms*n_points:
        raise ValueError(f"{path}: {len(values)} numbers, expected {n_waveforms}*{n_points}")
    return values


def build(simulation, folder, n_dendrites):
    """Builds the pool in `simulation` (peer.py). Returns V at the start, mV."""
    h = simulation.h
    member = read_member(folder)
    n_points = int(member["n_points"])
    units = [Unit(h, u, n_dendrites, member["s_pic"]) for u in range(N_UNITS)]
    if n_points > 0:
        noise = read_noise(folder, 2*N_UNITS*n_dendrites, n_points)
        times = h.Vector(range(n_points)).mul(member["step_ms"])
        simulation.keep.append(times)
    for u, unit in enumerate(units):
        for k, dendrite in enumerate(unit.dendrites):
            if n_points == 0:
                dendrite.insert("motor_drive")
                dendrite(0.5).motor_drive.m_i = member["m_i"]
                continue
            dendrite.insert("motor_noise")
            for j, variable in enumerate((dendrite(0.5).motor_noise._ref_g_e, dendrite(0.5).motor_noise._ref_g_i)):
                at = ((u*n_dendrites + k)*2 + j)*n_points
                density = h.Vector(noise[at:at + n_points])
                density.play(variable, times, True)
                simulation.keep.append(density)
        if member["m_is"] > 0:
            unit.soma.insert("motor_noise")
            unit.soma(0.5).motor_noise.g_i = UNIT_DENSITY*member["m_is"]
        simulation.add_detector(unit.soma(0.5), u)
    simulation.groups = {"pool": list(range(N_UNITS))}
    simulation.keep.append(units)
    return V_START_MV
