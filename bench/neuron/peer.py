#!/usr/bin/python3
"""Runs a benchmark problem of rexed in NEURON 8.2 and prints its times.

  peer.py --problem P1|P2|P2o|P3|P4|P4e|P6|P6o|P7|P7s --mode MODE --mech libnrnmech.so [--input DIR] [--spikes OUT.csv]
          [--tstop MS] [--repeat N] [--fibres N] [--nav-scale X] [--serve]
  peer.py --probe --mech libnrnmech.so

MODE: dt0.025 (fixed step in ms), dt0.025_second (secondorder 2), cvode_local_1e-3 or cvode_global_1e-3 (CVode with that
absolute tolerance); any step and tolerance.

P2, P2o, P3 read from DIR: connections.csv (pre,post,type,delay_ms,weight_nS), cells.csv (index,population,E_L_mV) and
trains.csv (source,t_ms). Sources that are no cells are afferents; a train given for a cell is delivered in place of that
cell's own spikes, which are then only recorded. P3 is P2 with the Nav conductance times --nav-scale (the weights of a
member are in its connections.csv). P6 and P6o read what circuit.py says, P7 and P7s what motor_pool.py says. P1, P4 and P4e read nothing.

Standard output is one JSON line: setup_s, setup_user_s (from the program's start to the end of building), run_user_s and
run_wall_s (one number a run, psolve alone), spikes, rates (Hz by population; for the fibre at its far point),
arrival_ms (P4, P4e: first crossing at compartment 180 of the first fibre). OUT.csv gets cell,t_ms of the last run; the
cell of a fibre is its compartment, + 200 for each further fibre.

With --serve: one JSON line when all is built, then one per line `run` read from standard input, until `quit`. With --probe: a
line {"ready": 1} when NEURON and the mechanisms load.
Exit status: 0 done, 2 bad usage or input, 3 NEURON is not installed.
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
import sys

sys.dont_write_bytecode = True  # the source folder stays clean
import circuit
import motor_pool

V_START_MV = -65.0
SPIKE_MV = -20.0
FIBRE_COMPARTMENTS = 200
FIBRE_POINTS = (20, 180)
DENDRITES = {"P7": 4, "P7s": 1}  # of a motoneuron
SURROGATE_ID = 1000000  # ids of trains that stand for a cell: this + cell
NS = 1e-3  # uS: NEURON's weights


class InputError(Exception):
    """Something the caller gave is wrong."""


def user_s():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def parse_mode(text):
    """'dt0.025_second' -> ('fixed', 0.025, 2); 'cvode_local_1e-3' -> ('local', 1e-3, 0)."""
    match = re.fullmatch(r"dt([0-9.eE+-]+)(_second)?", text)
    if match:
        kind, order = "fixed", 2 if match.group(2) else 0
    else:
        match = re.fullmatch(r"cvode_(?:(local)|global)_([0-9.eE+-]+)", text)
        if not match:
            raise InputError(f"mode {text!r}: expected dt<ms>, dt<ms>_second, cvode_local_<atol> or cvode_global_<atol>")
        kind, order = match.group(1) or "global", 0
    try:
        value = float(match.group(1) if kind == "fixed" else match.group(2))
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise InputError(f"mode {text!r}: its number must be positive")
    return kind, value, order


def read_rows(folder, name, columns):
    """The rows of a CSV file as tuples, converted by `columns`, a list of (name, type)."""
    path = os.path.join(folder, name)
    try:
        with open(path, newline="") as file:
            rows = csv.reader(file)
            header = next(rows, [])
            if header != [column for column, _ in columns]:
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


def read_network(folder):
    if not folder:
        raise InputError("--input DIR is needed for this problem")
    cells = read_rows(folder, "cells.csv", [("index", int), ("population", str), ("E_L_mV", float)])
    if [cell[0] for cell in cells] != list(range(len(cells))):
        raise InputError(f"{folder}/cells.csv: the indices must be 0, 1, 2, ...")
    connections = read_rows(
        folder, "connections.csv",
        [("pre", int), ("post", int), ("type", int), ("delay_ms", float), ("weight_nS", float)])
    trains = {}
    for source, t_ms in read_rows(folder, "trains.csv", [("source", int), ("t_ms", float)]):
        trains.setdefault(source, []).append(t_ms)
    for pre, post, kind, delay_ms, _ in connections:
        if not (0 <= pre and 0 <= post < len(cells) and kind in (0, 1, 2) and delay_ms > 0):
            raise InputError(f"{folder}/connections.csv: bad connection {pre},{post}: cell, type or delay out of range")
    return cells, connections, trains


class Cell:
    """The two-compartment cell of P1, P2, P3, with one merged synapse of each type."""

    def __init__(self, h, e_leak_mV=-65.0, nav_scale=1.0, with_synapses=True):
        self.soma, self.dend = h.Section(name="soma"), h.Section(name="dend")
        self.soma.L = self.soma.diam = 20
        self.dend.L, self.dend.diam = 400, 3
        for section in (self.soma, self.dend):
            section.nseg, section.Ra, section.cm = 1, 100, 1
            section.insert("pas")
            section(0.5).pas.g, section(0.5).pas.e = 1e-4, e_leak_mV
        self.dend.connect(self.soma(1))
        for name in ("nav", "kdr", "ka"):
            self.soma.insert(name)
        for name in ("cal", "kca", "capool"):
            self.dend.insert(name)
        # the other conductances and reversals are the mechanisms' defaults
        self.soma(0.5).nav.gbar = 0.12 * nav_scale
        self.synapses = ()
        if with_synapses:
            glutamate, gaba, glycine = h.Glutamate(self.dend(0.5)), h.ExpSyn(self.dend(0.5)), h.ExpSyn(self.soma(0.5))
            gaba.tau, gaba.e = 8, -72
            glycine.tau, glycine.e = 5, -72
            self.synapses = (glutamate, gaba, glycine)  # by the connection's type


def load(mech):
    """NEURON with the mechanisms: h and its ParallelContext."""
    try:
        os.environ["NEURON_MODULE_OPTIONS"] = "-nogui -nobanner"
        from neuron import h
    except ImportError as error:
        print(f"peer.py: NEURON cannot be imported ({error}); Debian: python3-neuron", file=sys.stderr)
        raise SystemExit(3) from None
    if not os.path.isfile(mech):
        raise InputError(f"--mech {mech}: no such file (build.sh makes it)")
    h.nrn_load_dll(os.path.abspath(mech))
    return h, h.ParallelContext()


class Simulation:
    """A built problem: whatever must stay alive, the detectors, and how to run it."""

    def __init__(self, options):
        self.h, self.pc = load(options.mech)
        h = self.h
        self.keep = []
        self.groups = {}  # name -> ids whose mean rate is reported
        self.problem, self.t_stop_ms, self.v_start_mV = options.problem, options.tstop, V_START_MV
        if options.problem == "P1":
            self.build_single_cell()
        elif options.problem in ("P4", "P4e"):
            self.build_fibres(1 if options.problem == "P4" else options.fibres)
        elif options.problem in ("P6", "P6o"):
            if not options.input:
                raise InputError("--input DIR is needed for this problem")
            self.v_start_mV = circuit.build(self, options.input, options.problem == "P6o")
        elif options.problem in DENDRITES:
            if not options.input:
                raise InputError("--input DIR is needed for this problem")
            self.v_start_mV = motor_pool.build(self, options.input, DENDRITES[options.problem])
        else:
            self.build_network(*read_network(options.input), options.nav_scale)
        self.set_mode(*options.mode)
        self.times, self.ids = h.Vector(), h.Vector()
        recorded = [i for group in self.groups.values() for i in group]
        self.recorded = h.Vector(recorded)
        self.pc.spike_record(self.recorded, self.times, self.ids)
        self.pc.set_maxstep(10)

    def set_mode(self, kind, value, order):
        cvode = self.h.CVode()
        cvode.cache_efficient(1)
        if kind == "fixed":
            self.h.dt, self.h.secondorder = value, order
        else:
            cvode.active(1)
            cvode.condition_order(2)  # spike times interpolated inside the step; costs nothing, default is 1
            cvode.use_local_dt(1 if kind == "local" else 0)
            cvode.atol(value)
        self.keep.append(cvode)

    def add_detector(self, segment, gid, threshold_mV=SPIKE_MV):
        detector = self.h.NetCon(segment._ref_v, None, sec=segment.sec)
        detector.threshold = threshold_mV
        self.pc.set_gid2node(gid, self.pc.id())
        self.pc.cell(gid, detector)

    def add_train(self, times_ms, gid):
        source, vector = self.h.Train(), self.h.Vector(sorted(times_ms))
        source.play(vector)
        self.pc.set_gid2node(gid, self.pc.id())
        self.pc.cell(gid, self.h.NetCon(source, None))
        self.keep += [source, vector]

    def add_current(self, segment, t_ms, duration_ms, amplitude_nA):
        clamp = self.h.IClamp(segment)
        clamp.delay, clamp.dur, clamp.amp = t_ms, duration_ms, amplitude_nA
        self.keep.append(clamp)

    def build_single_cell(self):
        cell = Cell(self.h, with_synapses=False)
        self.add_current(cell.soma(0.5), 100, 1e9, 0.12)
        self.add_detector(cell.soma(0.5), 0)
        self.keep.append(cell)
        self.groups = {"cell": [0]}

    def build_fibres(self, n_fibres):
        n = FIBRE_COMPARTMENTS
        self.groups = {"near": [], "fibre": []}
        for fibre in range(n_fibres):
            axon = self.h.Section(name=f"axon{fibre}")
            axon.L, axon.diam, axon.nseg, axon.Ra, axon.cm = 5000, 1, n, 100, 1
            for name in ("pas", "nav", "kdr", "ka"):
                axon.insert(name)
            for segment in axon:
                segment.pas.g, segment.pas.e = 1e-4, -65
                segment.ka.gbar = 0.002
            for k in range(10):
                self.add_current(axon(0.5 / n), 20 + 100 * k, 1, 0.5)
            for group, compartment in zip(("near", "fibre"), FIBRE_POINTS):
                self.add_detector(axon((compartment + 0.5) / n), fibre * n + compartment)
                self.groups[group].append(fibre * n + compartment)
            self.keep.append(axon)

    def build_network(self, cells, connections, trains, nav_scale):
        built = [Cell(self.h, e_leak_mV, nav_scale) for _, _, e_leak_mV in cells]
        for index, cell in enumerate(built):
            self.add_detector(cell.soma(0.5), index)
            self.groups.setdefault(cells[index][1], []).append(index)
        if self.problem != "P2o" and any(0 <= source < len(cells) for source in trains):
            raise InputError("trains.csv: trains in place of cells are for P2o only")
        self.connect(len(cells), [(pre, built[post].synapses[kind], delay_ms, weight_nS * NS)
                                  for pre, post, kind, delay_ms, weight_nS in connections], trains, self.problem == "P2o")
        self.keep.append(built)

    def connect(self, n_cells, connections, trains, is_open):
        """Trains and connections (pre, synapse, delay ms, weight uS); is_open: cells only listen, one without a train sends
        nothing."""
        replaced = set(range(n_cells)) if is_open else set()
        silent = {pre for pre, *_ in connections if pre >= n_cells and pre not in trains}
        for source in sorted(trains.keys() | replaced | silent):
            self.add_train(trains.get(source, []), source + (SURROGATE_ID if source < n_cells else 0))
        for pre, synapse, delay_ms, weight_uS in connections:
            connection = self.pc.gid_connect(pre + SURROGATE_ID if pre in replaced else pre, synapse)
            connection.delay, connection.weight[0] = delay_ms, weight_uS
            self.keep.append(connection)

    def run(self):
        """One run from rest: (user s, wall s) of the integration alone."""
        self.h.finitialize(self.v_start_mV)
        wall, user = time.perf_counter(), user_s()
        self.pc.psolve(self.t_stop_ms)
        return user_s() - user, time.perf_counter() - wall

    def spikes(self):
        """(cell, ms) of the last run, by cell and time."""
        return sorted(zip((int(i) for i in self.ids.to_python()), self.times.to_python()))

    def summary(self, spikes):
        counts = {}
        for cell, _ in spikes:
            counts[cell] = counts.get(cell, 0) + 1
        out = {"spikes": len(spikes), "rates": {
            name: sum(counts.get(i, 0) for i in ids) / len(ids) / (self.t_stop_ms * 1e-3)
            for name, ids in self.groups.items()}}
        if self.problem in ("P4", "P4e"):
            out["arrival_ms"] = next((t for i, t in spikes if i == FIBRE_POINTS[1]), None)
        return out


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


def count(text):
    value = int(text)
    if value < 1:
        raise ValueError
    return value


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog="peer.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--problem", required=True, choices=("P1", "P2", "P2o", "P3", "P4", "P4e", "P6", "P6o", *DENDRITES))
    parser.add_argument("--mode", required=True)
    parser.add_argument("--mech", required=True, metavar="libnrnmech.so")
    parser.add_argument("--input", metavar="DIR")
    parser.add_argument("--spikes", metavar="OUT.csv")
    parser.add_argument("--tstop", type=positive, metavar="MS", help="default 1000, P1: 10000")
    parser.add_argument("--repeat", type=count, default=1, metavar="N")
    parser.add_argument("--fibres", type=count, default=8, metavar="N", help="fibres of P4e")
    parser.add_argument("--nav-scale", type=positive, default=1.0, metavar="X")
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    options.tstop = options.tstop or (10000.0 if options.problem == "P1" else 1000.0)
    options.mode = parse_mode(options.mode)
    return options


def main():
    # The answers get standard output for themselves; what NEURON prints goes to standard error.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(line):
        print(json.dumps(line), file=answers, flush=True)

    if len(sys.argv) == 4 and sys.argv[1:3] == ["--probe", "--mech"]:
        load(sys.argv[3])
        answer({"ready": 1})
        return
    options = parse_arguments()
    simulation = Simulation(options)
    setup = {"setup_s": time.perf_counter() - WALL_START, "setup_user_s": user_s()}

    def run(n):
        times = [simulation.run() for _ in range(n)]
        spikes = simulation.spikes()
        if options.spikes:
            write_spikes(options.spikes, spikes)
        return {"run_user_s": [user for user, _ in times], "run_wall_s": [wall for _, wall in times],
                **simulation.summary(spikes)}

    if not options.serve:
        answer({**setup, **run(options.repeat)})
        return
    answer(setup)
    for line in iter(sys.stdin.readline, ""):
        command = line.strip()
        if command == "quit":
            break
        if command != "run":
            raise InputError(f"expected 'run' or 'quit' on standard input, got {command!r}")
        answer(run(1))


if __name__ == "__main__":
    try:
        main()
    except (InputError, OSError) as error:
        print(f"peer.py: {error}", file=sys.stderr)
        sys.exit(2)
