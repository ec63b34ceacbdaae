"""The published dorsal-horn circuit (P6) in NEURON, from the files that rexed writes (bench/published.h):

  cells.csv        index,population,threshold_mV,v_init_mV,temperature_degC
  sections.csv     population,section,…: geometry, compartments, reversals, calcium shell (tau 0: none); the soma comes first
  channels.csv     population,section,channel,parameter,value: the channels are mod/dorsal_horn/<channel>.mod, leak is `pas`
  receptors.csv    population,receptor,section,tau_rise_ms,…: at the section's middle, one of each for a cell
  connections.csv  pre,post,receptor,delay_ms,jump_nS: a spike adds jump to A and B of the receptor
  trains.csv       source,t_ms; a source that is a cell: the train is delivered in place of that cell's spikes
"""

import csv
import os

NS = 1e-3  # uS: NEURON's weights
# Fields of a section that the file names with their unit.
NUMBERS = ("length_um", "diameter_um", "Ra_ohm_cm", "cm_uF_per_cm2", "E_na_mV", "E_k_mV", "tau_ca_ms", "depth_um", "rest_mM")
# The ion whose reversal the section gives.
SODIUM, POTASSIUM = ("na_traub", "na_sg", "na_p"), ("k_traub", "kdr_sg", "ka_borg", "k_ca")


def read_rows(folder, name):
    with open(os.path.join(folder, name), newline="") as file:
        return list(csv.DictReader(file))


def by_population(rows):
    out = {}
    for row in rows:
        out.setdefault(row["population"], []).append(row)
    return out


class CircuitCell:
    """One cell: its sections and, made when first asked for, its receptors."""

    def __init__(self, h, sections, channels, receptors):
        self.h, self.receptors, self.made = h, {row["receptor"]: row for row in receptors}, {}
        self.sections = {}
        reversals = {}
        for row in sections:
            section = h.Section(name=row["section"])
            number = {name: float(row[name]) for name in NUMBERS}
            section.L, section.diam, section.Ra, section.cm = (
                number["length_um"], number["diameter_um"], number["Ra_ohm_cm"], number["cm_uF_per_cm2"])
            section.nseg = int(row["compartments"])
            if row["parent"]:
                section.connect(self.sections[row["parent"]](0 if int(row["at_parent_start"]) else 1))
            if number["tau_ca_ms"] > 0:
                section.insert("ca_shell")
                for segment in section:
                    segment.ca_shell.tau, segment.ca_shell.depth, segment.ca_shell.rest = (
                        number["tau_ca_ms"], number["depth_um"], number["rest_mM"])
            self.sections[row["section"]] = section
            reversals[row["section"]] = (number["E_na_mV"], number["E_k_mV"])
        for row in channels:
            section, channel, value = self.sections[row["section"]], row["channel"], float(row["value"])
            is_leak = channel == "leak"
            mechanism = "pas" if is_leak else channel
            if not section.has_membrane(mechanism):
                section.insert(mechanism)
                for segment in section:
                    if channel in SODIUM:
                        getattr(segment, channel).reversal = reversals[row["section"]][0]
                    elif channel in POTASSIUM:
                        getattr(segment, channel).reversal = reversals[row["section"]][1]
            parameter = {"gbar": "g", "reversal": "e"}[row["parameter"]] if is_leak else row["parameter"]
            for segment in section:
                setattr(getattr(segment, mechanism), parameter, value)

    @property
    def detector(self):
        return self.sections["soma"](0.5)

    def receptor(self, name):
        if name not in self.made:
            row = self.receptors[name]
            place = self.sections[row["section"]](0.5)
            magnesium, fraction = float(row["magnesium_mM"]), float(row["calcium_fraction"])
            if magnesium > 0:
                receptor = self.h.ReceptorNMDA(place)
                receptor.magnesium, receptor.fraction = magnesium, fraction
            elif fraction > 0:
                receptor = self.h.ReceptorCalcium(place)
                receptor.fraction = fraction
            else:
                receptor = self.h.Receptor(place)
            receptor.tau_rise, receptor.tau_decay, receptor.reversal = (
                float(row["tau_rise_ms"]), float(row["tau_decay_ms"]), float(row["reversal_mV"]))
            self.made[name] = receptor
        return self.made[name]


def build(simulation, folder, is_open):
    """Builds the circuit in `simulation` (peer.py). is_open: cells only listen. Returns V at the start, mV."""
    h = simulation.h
    rows = read_rows(folder, "cells.csv")
    sections, channels, receptors = (by_population(read_rows(folder, name))
                                     for name in ("sections.csv", "channels.csv", "receptors.csv"))
    h.celsius = float(rows[0]["temperature_degC"])
    cells = []
    for index, row in enumerate(rows):
        population = row["population"]
        cell = CircuitCell(h, sections[population], channels[population], receptors[population])
        simulation.add_detector(cell.detector, index, float(row["threshold_mV"]))
        simulation.groups.setdefault(population, []).append(index)
        cells.append(cell)
    trains = {}
    for row in read_rows(folder, "trains.csv"):
        trains.setdefault(int(row["source"]), []).append(float(row["t_ms"]))
    connections = read_rows(folder, "connections.csv")
    simulation.connect(len(cells), [
        (int(row["pre"]), cells[int(row["post"])].receptor(row["receptor"]), float(row["delay_ms"]),
         float(row["jump_nS"])*NS) for row in connections], trains, is_open)
    simulation.keep.append(cells)
    return float(rows[0]["v_init_mV"])
