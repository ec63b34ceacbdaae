#!/usr/bin/python3
"""Runs the benchmark network of rexed in Brian2 (C++ standalone) and prints its times.

  peer.py --problem P2|P2o --mode dt0.025 --input DIR [--spikes OUT.csv] [--tstop MS] [--build DIR] [--serve]
  peer.py --probe

MODE: dt<ms>, the step of the exponential Euler method. DIR holds connections.csv (pre,post,type,delay_ms,weight_nS), cells.csv
(index,population,E_L_mV) and trains.csv (source,t_ms); a train given for a cell is delivered in place of the cell's own spikes.
P2o: every cell only listens, one without a train sends nothing.

One NeuronGroup for all cells, one Synapses for each type and source with its delays, -O3 -march=native -ffast-math, one thread. The
program is compiled in --build DIR, where it stays.

Standard output is one JSON line: setup_s, setup_user_s (start of this script to the end of the compilation), run_user_s and
run_wall_s (the compiled program as a whole), loop_s (its loop over the steps alone, wall), spikes, rates (Hz by population).
OUT.csv gets cell,t_ms. With --serve: one JSON line when all is built, then one per line `run` read from standard input, until
`quit`. --probe: a line {"ready": 1} when Brian2 loads. Exit status: 0 done, 2 bad usage or input, 3 Brian2 is not installed.
"""

import time

WALL_START = time.perf_counter()  # before the imports: they belong to the set-up

import argparse
import csv
import json
import math
import os
import re
import resource
import subprocess
import sys

GLUTAMATE, GABA, GLYCINE = range(3)
SOMA_CM2, DENDRITE_CM2 = math.pi * 20e-4 * 20e-4, math.pi * 3e-4 * 400e-4
MOHM_BETWEEN_CENTRES = 1e-6 * (100 * 200e-4 / (math.pi * 1.5e-4**2) + 100 * 10e-4 / (math.pi * 10e-4**2))

# v, vd: mV of soma and dendrite; conductances mS/cm2, currents uA/cm2, synapses nS, cai mM. 1/exprel(x) is x/(exp(x) - 1).
# The magnesium block is taken at the start of a step, since the method wants dvd/dt linear in vd.
EQUATIONS = """
dv/dt = (0.1*(E_L - v) - 120*m**3*h*(v - 50) - (30*n**4 + 10*a**4*b)*(v + 85)
         - PER_SOMA*g_gly*(v + 72) + COUPLING_SOMA*(vd - v))/ms : 1
dvd/dt = (0.1*(E_L - vd) - 0.2*s**2*(vd - 120) - 0.5*q*(vd + 85)
          - PER_DENDRITE*((g_A + g_N*block)*vd + g_gaba*(vd + 72)) + COUPLING_DENDRITE*(v - vd))/ms : 1
block = 1/(1 + 0.28*exp(-0.062*vd)) : 1 (constant over dt)
dm/dt = (alpha_m*(1 - m) - beta_m*m)/ms : 1
dh/dt = (alpha_h*(1 - h) - beta_h*h)/ms : 1
dn/dt = (alpha_n*(1 - n) - beta_n*n)/ms : 1
da/dt = (1/(1 + exp(-(v + 60)/8.5)) - a)/(0.37*ms + ms/(exp((v + 46)/5) + exp(-(v + 238)/37.5))) : 1
db/dt = (1/(1 + exp((v + 78)/6)) - b)/(19*ms) : 1
ds/dt = (1/(1 + exp(-(vd + 30)/6)) - s)/(1*ms + 5*ms/(1 + exp((vd + 25)/10))) : 1
dq/dt = (cai**2/(cai**2 + 2.5e-7) - q)/(2*ms) : 1
dcai/dt = -0.05e-3*0.2*s**2*(vd - 120)/ms - (cai - 5e-5)/(80*ms) : 1
dg_A/dt = -g_A/(2*ms) : 1
dg_N/dt = -g_N/(80*ms) : 1
dg_gaba/dt = -g_gaba/(8*ms) : 1
dg_gly/dt = -g_gly/(5*ms) : 1
alpha_m = 1.28/exprel((-45 - v)/4) : 1
beta_m = 1.4/exprel((v + 18)/5) : 1
alpha_h = 0.128*exp((-41 - v)/18) : 1
beta_h = 4/(1 + exp((-18 - v)/5)) : 1
alpha_n = 0.16/exprel((-43 - v)/5) : 1
beta_n = 0.5*exp((-48 - v)/40) : 1
E_L : 1 (constant)
"""

START = {
    "v": "-65", "vd": "-65", "cai": "5e-5",
    "m": "alpha_m/(alpha_m + beta_m)", "h": "alpha_h/(alpha_h + beta_h)", "n": "alpha_n/(alpha_n + beta_n)",
    "a": "1/(1 + exp(-(v + 60)/8.5))", "b": "1/(1 + exp((v + 78)/6))", "s": "1/(1 + exp(-(vd + 30)/6))",
    "q": "cai**2/(cai**2 + 2.5e-7)",
}

ON_SPIKE = {GLUTAMATE: "g_A_post += w; g_N_post += 0.5*w", GABA: "g_gaba_post += w", GLYCINE: "g_gly_post += w"}


class InputError(Exception):
    """Something the caller gave is wrong."""


def user_s(who=resource.RUSAGE_SELF):
    return resource.getrusage(who).ru_utime


def parse_step_ms(mode):
    match = re.fullmatch(r"dt([0-9.eE+-]+)", mode)
    try:
        value = float(match.group(1)) if match else math.nan
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise InputError(f"mode {mode!r}: expected dt<ms>")
    return value


def read_rows(folder, name, columns):
    """The rows of a CSV file as tuples, converted by `columns`, a list of (name, type)."""
    path = os.path.join(folder, name)
    try:
        with open(path, newline="") as file:
            rows = csv.reader(file)
            if next(rows, []) != [column for column, _ in columns]:
                raise InputError(f"{path}:1: expected the header {','.join(c for c, _ in columns)}")
            out = []
            for row in rows:
                try:
                    out.append(tuple(kind(field) for (_, kind), field in zip(columns, row, strict=True)))
                except ValueError:
                    raise InputError(f"{path}:{rows.line_num}: bad row: {','.join(row)}") from None
            return out
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None


def load():
    try:
        import brian2
    except ImportError as error:
        print(f"peer.py: Brian2 cannot be imported ({error}); Debian: python3-brian", file=sys.stderr)
        raise SystemExit(3) from None
    return brian2


class Simulation:
    """The network, compiled; and its runs."""

    def __init__(self, options):
        brian2 = load()
        self.brian2, self.t_stop_ms = brian2, options.tstop
        self.folder = os.path.abspath(options.build)
        brian2.prefs.codegen.cpp.extra_compile_args_gcc = ["-w", "-O3", "-march=native", "-ffast-math", "-std=c++11"]
        brian2.prefs.devices.cpp_standalone.extra_make_args_unix = [f"-j{os.cpu_count()}"]
        brian2.set_device("cpp_standalone", build_on_run=False)
        brian2.defaultclock.dt = parse_step_ms(options.mode) * brian2.ms
        self.build(options)

    def build(self, options):
        b = self.brian2
        cells = read_rows(options.input, "cells.csv", [("index", int), ("population", str), ("E_L_mV", float)])
        connections = read_rows(options.input, "connections.csv", [
            ("pre", int), ("post", int), ("type", int), ("delay_ms", float), ("weight_nS", float)])
        trains = read_rows(options.input, "trains.csv", [("source", int), ("t_ms", float)])
        n = len(cells)
        self.populations = {}
        for index, name, _ in cells:
            self.populations.setdefault(name, []).append(index)
        if options.problem == "P2" and any(source < n for source, _ in trains):
            raise InputError("trains.csv: trains in place of cells are for P2o only")
        constants = {
            "PER_SOMA": 1e-6 / SOMA_CM2, "PER_DENDRITE": 1e-6 / DENDRITE_CM2,
            "COUPLING_SOMA": 1e-3 / MOHM_BETWEEN_CENTRES / SOMA_CM2,
            "COUPLING_DENDRITE": 1e-3 / MOHM_BETWEEN_CENTRES / DENDRITE_CM2,
        }
        neurons = b.NeuronGroup(n, EQUATIONS, method="exponential_euler", threshold="v >= -20", refractory="v >= -20",
                                namespace=constants)
        neurons.E_L = [e_leak_mV for _, _, e_leak_mV in cells]
        for name, value in START.items():
            setattr(neurons, name, value)
        n_sources = max([n - 1] + [pre for pre, *_ in connections] + [source for source, _ in trains]) + 1
        generator = b.SpikeGeneratorGroup(n_sources, [source for source, _ in trains], [t for _, t in trains] * b.ms)
        objects = [neurons, generator]
        for source in (neurons, generator):
            for kind, on_spike in ON_SPIKE.items():
                is_cell = source is neurons
                rows = [c for c in connections
                        if c[2] == kind and is_cell == (c[0] < n and options.problem == "P2")]
                if not rows:
                    continue
                synapses = b.Synapses(source, neurons, "w : 1 (constant)", on_pre=on_spike)
                synapses.connect(i=[c[0] for c in rows], j=[c[1] for c in rows])
                synapses.delay = [c[3] for c in rows] * b.ms
                synapses.w = [c[4] for c in rows]
                objects.append(synapses)
        self.monitor = b.SpikeMonitor(neurons)
        network = b.Network(*objects, self.monitor)
        network.run(self.t_stop_ms * b.ms)
        # its messages, and the compiler's, would mix with the answers
        b.device.build(directory=self.folder, compile=True, run=False, with_output=False)

    def run(self):
        """(user s, wall s) of the whole compiled program, wall s of its loop."""
        wall, user = time.perf_counter(), user_s(resource.RUSAGE_CHILDREN)
        subprocess.run(["./main"], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)
        wall, user = time.perf_counter() - wall, user_s(resource.RUSAGE_CHILDREN) - user
        with open(os.path.join(self.folder, "results", "last_run_info.txt")) as file:
            return user, wall, float(file.read().split()[0])

    def spikes(self):
        """(cell, ms) of the last run. Brian2 gives a spike the time at the start of its step."""
        import numpy

        folder = os.path.join(self.folder, "results")

        def values(variable):
            owner = self.monitor.variables[variable]
            return numpy.fromfile(self.brian2.device.get_array_filename(owner, folder), dtype=owner.dtype)

        return sorted(zip(values("i").tolist(), (1e3 * values("t")).tolist()))

    def summary(self, spikes):
        counts = {}
        for cell, _ in spikes:
            counts[cell] = counts.get(cell, 0) + 1
        return {"spikes": len(spikes), "rates": {
            name: sum(counts.get(i, 0) for i in ids) / len(ids) / (self.t_stop_ms * 1e-3)
            for name, ids in self.populations.items()}}


def write_spikes(path, spikes):
    temporary = path + ".part"
    with open(temporary, "w") as file:
        file.write("cell,t_ms\n")
        file.writelines(f"{cell},{t_ms:.6f}\n" for cell, t_ms in spikes)
    os.replace(temporary, path)


def positive(text):
    value = float(text)
    if not 0 < value < math.inf:
        raise ValueError
    return value


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog="peer.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--problem", required=True, choices=("P2", "P2o"))
    parser.add_argument("--mode", required=True)
    parser.add_argument("--input", required=True, metavar="DIR")
    parser.add_argument("--spikes", metavar="OUT.csv")
    parser.add_argument("--tstop", type=positive, default=1000.0, metavar="MS")
    parser.add_argument("--build", default="brian-build", metavar="DIR")
    parser.add_argument("--serve", action="store_true")
    return parser.parse_args()


def main():
    # The answers get standard output for themselves; what Brian2 prints goes to standard error.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(line):
        print(json.dumps(line), file=answers, flush=True)

    if sys.argv[1:] == ["--probe"]:
        load()
        answer({"ready": 1})
        return
    options = parse_arguments()
    simulation = Simulation(options)
    setup = {"setup_s": time.perf_counter() - WALL_START,
             "setup_user_s": user_s() + user_s(resource.RUSAGE_CHILDREN)}

    def run():
        user, wall, loop = simulation.run()
        spikes = simulation.spikes()
        if options.spikes:
            write_spikes(options.spikes, spikes)
        return {"run_user_s": [user], "run_wall_s": [wall], "loop_s": [loop], **simulation.summary(spikes)}

    if not options.serve:
        answer({**setup, **run()})
        return
    answer(setup)
    for line in iter(sys.stdin.readline, ""):
        command = line.strip()
        if command == "quit":
            break
        if command != "run":
            raise InputError(f"expected 'run' or 'quit' on standard input, got {command!r}")
        answer(run())


if __name__ == "__main__":
    try:
        main()
    except (InputError, OSError, subprocess.CalledProcessError) as error:
        print(f"peer.py: {error}", file=sys.stderr)
        sys.exit(2)
