#!/usr/bin/env bash
# The program as a user meets it: exit statuses, messages, nothing half-written, the same bits whatever the threads.
#   tests/cli/test_cli.sh path/to/rexed
set -uo pipefail
rexed=$(readlink -f "$1")
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
cd "$here/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$here/checks.sh"

# usage
expect 2 'rexed run EXPERIMENT.yaml' "$rexed"
expect 2 'did you mean "run"?' "$rexed" runn
expect 2 'Did you mean "rexed run configs/quick.yaml"?' "$rexed" configs/quick.yaml
expect 2 'which experiment?' "$rexed" run
expect 2 'one too many' "$rexed" run configs/quick.yaml configs/demo.yaml
expect 2 'unrecognized option' "$rexed" run --nonsense configs/quick.yaml
expect 2 '--threads takes a whole number' "$rexed" run -j two configs/quick.yaml
expect 2 '--isa takes baseline, avx2 or avx512' "$rexed" run --isa mmx configs/quick.yaml
expect 2 'no/such.yaml' "$rexed" run no/such.yaml -o "$work/none"
expect 2 'which folder or file?' "$rexed" report
expect 2 'did you mean "cells"?' "$rexed" list cels
expect 2 'did you mean "circuit/populations/NK1/soma/length"?' "$rexed" describe circuit/populations/NK1/soma/lenght
expect 2 'which path?' "$rexed" describe
expect 0 'no output is advice to a patient' "$rexed" --help
expect 0 'SUNDIALS' "$rexed" --version
expect 0 'na_traub' "$rexed" list channels
expect 0 'PN_NK1' "$rexed" list cells
expect 0 'inhibition_halved' "$rexed" list
expect 0 'ModelDB' "$rexed" describe circuit/populations/NK1/soma/length
expect 0 'r = force/400 mN' "$rexed" describe stimuli/von_frey
expect 0 'nothing wrong' "$rexed" check configs/demo.yaml
expect 2 '--set' "$rexed" check configs/demo.yaml --set circuit/populations/NK1/soma/length=-3

# a run, and what it leaves
expect 0 'report.html' "$rexed" run configs/quick.yaml -o "$work/one" -j 1
holds 'a run leaves its three kinds of file' test -s "$work/one/results.h5" -a -s "$work/one/report.html" -a -d "$work/one/spikes"
expect 2 '--force replaces them' "$rexed" run configs/quick.yaml -o "$work/one"
touch "$work/one/notes.txt"
expect 2 'which no run wrote' "$rexed" run configs/quick.yaml -o "$work/one" --force
rm "$work/one/notes.txt"
expect 0 '' "$rexed" run configs/quick.yaml -o "$work/one" --force -q -j 1
expect 2 'is a file' "$rexed" run configs/quick.yaml -o README.md
expect 2 'a folder of their own name' "$rexed" run configs/quick.yaml -o .
expect 2 "can't make a folder there" "$rexed" run configs/quick.yaml -o /proc/nowhere
mkdir -p "$work/paper/reports" && touch "$work/paper/reports/thesis.txt"
expect 2 'holds no run' "$rexed" run configs/quick.yaml -o "$work/paper"
touch "$work/one/spikes/thesis.txt"
expect 2 'which no run wrote' "$rexed" run configs/quick.yaml -o "$work/one" --force
rm "$work/one/spikes/thesis.txt"
mkdir "$work/real" && ln -s real "$work/link"
expect 0 '' "$rexed" run configs/quick.yaml -o "$work/link" -q
holds 'a link to a folder stays a link' test -L "$work/link" -a -s "$work/real/results.h5"
expect 1 'standard output' bash -c '"$@" >/dev/full' _ "$rexed" list channels
expect 0 'report.html' "$rexed" report "$work/one"
expect 2 'results.h5' "$rexed" report "$work"
expect 2 'made from the folder' "$rexed" report "$work/one/results.h5"
expect 2 'No such file' "$rexed" report "$work/sweep.h5"

# the graph that a run drew can be given to another
expect 0 '' "$rexed" run configs/quick.yaml -o "$work/graph" -q --set "graph={files: [$work/one/graph/0.csv]}"
holds 'a graph read back gives the same spikes' diff -r "$work/one/spikes" "$work/graph/spikes"

# the trains of a run can be given to another
expect 0 '' "$rexed" run configs/quick.yaml -o "$work/trains" -q --set "stimuli={again: {kind: trains, file: $work/one/spikes/healthy.brush.0.h5, onset: 5 ms, duration: 25 ms}}"
if command -v h5diff >/dev/null; then
  holds 'trains read back give the same spikes' h5diff "$work/one/spikes/healthy.brush.0.h5" "$work/trains/spikes/healthy.again.0.h5"
fi

# the same bits
for threads in 2 7; do
  expect 0 '' "$rexed" run configs/quick.yaml -o "$work/t$threads" -q -j "$threads"
  if command -v h5diff >/dev/null; then
    holds "1 and $threads threads give the same results" h5diff --exclude-path /provenance/run "$work/one/results.h5" "$work/t$threads/results.h5"
  fi
  holds "1 and $threads threads give the same spikes" diff -r "$work/one/spikes" "$work/t$threads/spikes"
done

# a full disk: status 1, the file is named, what was there before is untouched
before=$(cksum <"$work/one/results.h5")
expect 1 'results.h5' bash -c 'ulimit -f 100; exec "$@"' _ "$rexed" run configs/quick.yaml -o "$work/one" --force -q
holds 'a full disk leaves the previous run' test "$before" = "$(cksum <"$work/one/results.h5")"

# Ctrl-C: status 75, nothing left. A job in the background of a script ignores SIGINT, so it is SIGTERM here, which is treated alike.
"$rexed" run configs/demo.yaml -o "$work/stopped" -q </dev/null 2>"$work/stopped.txt" &
pid=$!
for _ in $(seq 100); do # until it catches the signal
  grep -q '^SigCgt:.*[4-7c-f]...$' /proc/$pid/status 2>/dev/null && break
  sleep 0.1
done
sleep 0.3
kill -TERM $pid
wait $pid
status=$?
if [ $status -ne 75 ]; then
  echo "FAILED: SIGTERM: exit status $status, expected 75: $(cat "$work/stopped.txt")"
  n_failed=$((n_failed + 1))
fi
holds 'an interrupted run leaves nothing' test -z "$(find "$work" -name '*stopped*' ! -name stopped.txt)"
holds 'nothing half-written is left anywhere' test -z "$(find "$work" -name '*.tmp' -o -name '*.old')"

if [ $n_failed -gt 0 ]; then
  echo "$n_failed checks failed"
  exit 1
fi
echo 'all checks of the program hold'
