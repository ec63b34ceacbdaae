#!/usr/bin/python3
"""Runs the slow, stiff course P5 of rexed's benchmarks with SciPy's LSODA and prints its times.

  peer.py --problem P5 --mode MODE [--tstop H] [--serve]
  peer.py --probe

MODE: lsoda_1e-6 (scipy.integrate.solve_ivp) or odeint_1e-6 (scipy.integrate.odeint, whose steps are taken in Fortran), with that
relative and absolute tolerance. The integrator starts anew at each event.

Standard output is one JSON line: setup_s, setup_user_s (this script up to the run), run_user_s, run_wall_s, y19 and y17 at the
end. With --serve: one JSON line when all is built, then one per line `run` read from standard input, until `quit`. --probe: a
line {"ready": 1}. Exit status: 0 done, 2 bad usage, 3 SciPy is not installed.
"""

import time

WALL_START = time.perf_counter()  # before the imports: they belong to the set-up

import argparse
import json
import math
import re
import resource
import sys

try:
    from scipy.integrate import odeint, solve_ivp
except ImportError as error:
    print(f"peer.py: SciPy cannot be imported ({error}); Debian: python3-scipy", file=sys.stderr)
    sys.exit(3)

INTERVAL_H = 12
EVENTS = 180


def user_s():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def rhs(t, y):
    # plain floats: for 20 equations they are faster than arrays
    y0, y1, y2, y3, y4, y5, y6, y7, y8, y9, y10, y11, y12, y13, y14, y15, y16, y17, y18, y19 = y
    c = y12 + y13
    c3 = c*c*c
    act = y14*y14/(y14*y14 + 0.25)*(1 - 0.5*y3*y3/(y3*y3 + 4))*(1 - 0.3*y9)
    return [
        -1.2*y0,
        1.2*y0 - 0.51*y1 + 0.2*y2,
        0.4*y1 - 0.2*y2,
        (y1 - y3)/0.5,
        -0.7*y4,
        0.7*y4 - 0.658*y5 + 0.3*y6,
        0.6*y5 - 0.3*y6,
        (y5 - y7)/0.5,
        -y8/1.5,
        0.05*y8 - y9/96,
        0.002*y9 - y10/500,
        (0.2 + 1.5*c3/(1 + c3) - y11)/24,
        (y11*(1 - 0.3*y7/(y7 + 1.5)) - y12)/6,
        (0.8*y11 - y13)/4,
        (0.5*y12 + 0.5*y13 - y14)/12,
        (1/(1 + y12) - y15)/48,
        (12 - 8*y15 - y16)/0.05,
        act*(1 - y17)/20 - y17/300,
        (1 + 0.5*y14 - y18)/72,
        (act*(1 + y17)*(y16/8)*(1 - 0.4*y10) - y19)/0.01,
    ]


def run(method, tolerance, t_stop_h):
    y = [0.0]*20
    y[11], y[15], y[16], y[18] = 0.5, 0.6, 7.0, 1.0
    for k in range(EVENTS):
        start, end = INTERVAL_H*k, INTERVAL_H*(k + 1)
        if end > t_stop_h:
            break
        y[0] += 3
        if k % 2 == 0:
            y[4] += 2
        elif (k//2) % 7 < 5 and k < 60:
            y[8] += 1
        if method == "lsoda":
            y = solve_ivp(rhs, (start, end), y, method="LSODA", rtol=tolerance, atol=tolerance).y[:, -1].tolist()
        else:
            y = odeint(rhs, y, (start, end), rtol=tolerance, atol=tolerance, tfirst=True)[-1].tolist()
    return y


def parse_mode(text):
    match = re.fullmatch(r"(lsoda|odeint)_([0-9.eE+-]+)", text)
    try:
        value = float(match.group(2)) if match else math.nan
    except ValueError:
        value = math.nan
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"mode {text!r}: expected lsoda_<rtol> or odeint_<rtol>")
    return match.group(1), value


def main():
    if sys.argv[1:] == ["--probe"]:
        print(json.dumps({"ready": 1}))
        return
    parser = argparse.ArgumentParser(
        prog="peer.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--problem", required=True, choices=("P5",))
    parser.add_argument("--mode", required=True, type=parse_mode)
    parser.add_argument("--tstop", type=float, default=INTERVAL_H*EVENTS, metavar="H")
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    setup = {"setup_s": time.perf_counter() - WALL_START, "setup_user_s": user_s()}

    def answer(line):
        print(json.dumps(line), flush=True)

    def timed_run():
        wall, user = time.perf_counter(), user_s()
        y = run(*options.mode, options.tstop)
        return {"run_user_s": user_s() - user, "run_wall_s": time.perf_counter() - wall, "y19": y[19], "y17": y[17]}

    if not options.serve:
        answer({**setup, **timed_run()})
        return
    answer(setup)
    for line in iter(sys.stdin.readline, ""):
        command = line.strip()
        if command == "quit":
            break
        if command != "run":
            print(f"peer.py: expected 'run' or 'quit' on standard input, got {command!r}", file=sys.stderr)
            sys.exit(2)
        answer(timed_run())


if __name__ == "__main__":
    main()
