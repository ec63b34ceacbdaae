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
expect 2 '-e EXPERIMENT.yaml for numbers of an experiment, a nerve, a motor pool or drugs' "$rexed" describe circuit/drugs
expect 2 'the circuit has no motor pool; take an experiment that has one' "$rexed" describe circuit/motor/MN/s_pic
expect 0 'value published; allowed published, biophysical' "$rexed" describe circuit/nerve
expect 0 'default none; allowed none, discharge, torque' "$rexed" describe trigger
expect 0 'allowed excitation, inhibition, focal_inhibition' "$rexed" describe stimuli/drive
expect 0 'nerve_stimulation, nmes, pic_clamp' "$rexed" describe stimuli/kind
expect 0 'value discharge; allowed none, discharge, torque' "$rexed" describe -e configs/spasm_closed_loop.yaml stimuli/closed_loop/components/1/trigger
expect 0 'value dendrites (default); allowed dendrites, soma' "$rexed" describe -e configs/spasm_closed_loop.yaml stimuli/open_loop
expect 0 'from configs/spasm_closed_loop.yaml:35:' "$rexed" describe -e configs/spasm_closed_loop.yaml stimuli/closed_loop/components/1/kind
expect 0 'value 1 (default 1); allowed 0 … 1' "$rexed" describe -e configs/nerve_heat.yaml circuit/nerve/fibres/CMH/variant_share
expect 0 'default 0; allowed 0 … 1' "$rexed" describe channels/nav17/fraction
expect 0 'fibres/C_MH/heat/theta_50' "$rexed" describe fibres/C_MH
expect 2 'no number has the path' "$rexed" describe fibres/C_MHX
expect 0 'K_R18: 0.0004 uM' "$rexed" describe suzetrigine
expect 0 'circuit/populations/cf/axon/channels/nav19/gbar' "$rexed" describe -e configs/local_anaesthetic.yaml cell/axon/channels/nav19/gbar
expect 0 'no output is advice to a patient' "$rexed" --help
expect 0 'SUNDIALS' "$rexed" --version
expect 0 'na_traub' "$rexed" list channels
expect 0 'PN_NK1' "$rexed" list cells
expect 0 'inhibition_halved' "$rexed" list
expect 0 'ModelDB' "$rexed" describe circuit/populations/NK1/soma/length
expect 0 'r = force/400 mN' "$rexed" describe stimuli/von_frey
expect 0 'nothing wrong' "$rexed" check configs/demo.yaml
expect 2 '--set' "$rexed" check configs/demo.yaml --set circuit/populations/NK1/soma/length=-3

# windows of a stimulus: wrong ones are answered, right ones are in the table
expect 2 'stimuli/vibstim/windows/late: ends at 41000 ms, after the run, which lasts 40000 ms' "$rexed" check configs/motor/vibstim.yaml --set 'stimuli/vibstim/windows/late=[39 s, 41 s]'
expect 0 'vibstim, after_vibration (36 to 39 s): rate per unit of MN, Hz, and its torque, share of the maximum' "$rexed" run configs/motor/vibstim.yaml -o "$work/vibstim"

# check says all that is wrong, of every kind of file
said() { "$rexed" check "$@" 2>&1 | grep -c .; }
printf 'experiment: many\ncircuit: dhd\nbins: 3\nstimuli: {b: {kind: brsh}}\n' >"$work/many.yaml"
expect 2 'many.yaml:2:10: there is no "dhd"' "$rexed" check "$work/many.yaml"
holds 'check says problems of several kinds at once' test "$(said "$work/many.yaml")" -eq 3
printf 'sweep: outs\nexperiment: %s\nparameters: {circuit/sprouting: {values: [0]}}\noutputs: [rate_NK, pain_signl]\n' "$PWD/configs/quick.yaml" >"$work/outs.yaml"
expect 2 'outs.yaml:4:10: outputs: unknown output "pain_signl" (did you mean "pain_signal"?)' "$rexed" check "$work/outs.yaml"
holds 'check says all unknown outputs' test "$(said "$work/outs.yaml")" -eq 2
cat >"$work/targets.yaml" <<END
fit: targets
experiment: $PWD/configs/quick.yaml
parameters: {circuit/sprouting: {from: 0, to: 1}}
targets:
  - {output: rate_NK1, stimulus: bruhs, condition: healthy, value: 1, sd: 1}
  - {output: rate_NK1, stimulus: brush, condition: halthy, value: 1, sd: 1}
END
expect 2 'targets.yaml:6:5: targets: unknown condition "halthy"' "$rexed" check "$work/targets.yaml"
holds 'check says all unknown targets' test "$(said "$work/targets.yaml")" -eq 2
expect 0 'a cell of 3 sections, 66 parameters: nothing wrong' "$rexed" check configs/cells/PN_NK1.yaml
expect 0 'a circuit of 8 populations and 12 pathways' "$rexed" check configs/circuits/ddh.yaml
expect 0 'a rate model' "$rexed" check configs/circuits/rate_dorsal_horn.yaml
expect 2 'is a phenotype' "$rexed" check configs/phenotypes/gaba_lost.yaml
expect 2 'is a drug' "$rexed" check configs/drugs/suzetrigine.yaml
expect 2 'PN_NK1.yaml is a cell; --set is for' "$rexed" check configs/cells/PN_NK1.yaml --set v_init=-60
sed 's/v_init: -65 mV/v_init: -65 ms/; s/^threshold/treshold/' configs/cells/PN_NK1.yaml >"$work/bad_cell.yaml"
expect 2 'bad_cell.yaml:7:9: v_init: "-65 ms" has unit ms, expected mV' "$rexed" check "$work/bad_cell.yaml"
holds 'check says all that is wrong with a cell' test "$(said "$work/bad_cell.yaml")" -eq 2
expect 2 '--set:1:21: circuit/temperature' "$rexed" check configs/circuits/ddh.yaml --set circuit/temperature=3V

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
expect 2 '/proc/nowhere: can' "$rexed" run configs/quick.yaml -o /proc/nowhere
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

# what a report that was killed left is no foreign file, and goes with the next one
leftover=".report.html.$(uname -n).4194305.tmp"
touch "$work/one/$leftover"
expect 0 'report.html' "$rexed" report "$work/one"
holds 'a report removes what a killed one left' test ! -e "$work/one/$leftover"
touch "$work/one/$leftover"
expect 0 '' "$rexed" run configs/quick.yaml -o "$work/one" --force -q -j 1
holds 'a run replaces what a killed report left' test ! -e "$work/one/$leftover"

# results outlast a crash: after each rename that is the last of its folder the folder is synced, before a previous run is removed
if strace -o "$work/trace" true 2>/dev/null; then
  traced() { ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0 strace -f -e trace=rename,fsync,openat,rmdir -o "$work/trace" "$@"; } # a traced program cannot look for leaks
  expect 0 '' traced "$rexed" run configs/quick.yaml -o "$work/deep/er/run" -q -j 1
  synced() { awk -v name="$1" '/rename\(/ && index($0, name) && / = 0$/ { renamed = 1; synced = 0 } renamed && /fsync\(/ { synced = 1 } END { exit !(renamed && synced) }' "$work/trace"; }
  holds 'the folder of results is synced after it has its name' synced '/deep/er/run")'
  expect 0 '' traced "$rexed" report "$work/deep/er/run"
  holds 'the folder of a report is synced after it has its name' synced '/report.html")'
  expect 0 '' traced "$rexed" run configs/quick.yaml -o "$work/deep/er/run" -q -j 1 --force
  holds 'a previous run goes after the new one is on the disk' awk '
    /rename\(.*\/deep\/er\/run"\) *= 0/ { renamed = 1 } renamed && /fsync\(/ { synced = 1 } /rmdir\(.*\.old"/ && !synced { bad = 1 } END { exit bad || !synced }' "$work/trace"
fi

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

# the terminal shows what an axon and a nerve give
cat >"$work/axon.yaml" <<'END'
experiment: axon
cell: cf
stimuli: { shock: { kind: current_clamp, section: axon, amplitude: 2 nA, onset: 1 ms, duration: 1 ms, run_time: 5 ms } }
detectors: { far: { section: axon, at: 0.55 } }
END
expect 0 'first crossing at the detector far' "$rexed" run "$work/axon.yaml" -o "$work/axon"
cat >"$work/nerve.yaml" <<'END'
experiment: nerve
circuit: skin_nerve
stimuli: { pinch: { kind: pinch, onset: 50 ms, duration: 200 ms } }
conditions: { healthy: { reference: true }, frozen: { phenotypes: [cryoneurolysis] } }
END
expect 0 'pinch: rate of the fibres at the cord' "$rexed" run "$work/nerve.yaml" -o "$work/nerve"
holds 'the findings of a nerve name what it lost' grep -q 'With <b>frozen</b> the cord rate of [A-Za-z0-9]* falls' "$work/nerve/report.html"
holds 'the report has the fibres once for each stimulus' test "$(grep -c '>Fibres under pinch<' "$work/nerve/report.html")" -eq 1

# a battery of assays is counted as such
printf 'experiment: assays\ncell: nx\nassays: { a: { kind: rheobase } }\n' >"$work/assays.yaml"
expect 0 '1 condition, 1 assay, 1 repetition' "$rexed" check "$work/assays.yaml"
printf 'experiment: idle\ncell: nx\nstimuli: { p: { kind: current_clamp, amplitude: 1 pA, duration: 5 ms } }\nconditions: { c: { modifiers: { circuit/**/nav17/shift_m: { shift: -9 mV } } } }\n' >"$work/idle.yaml"
expect 0 'no error, 1 warning' "$rexed" check "$work/idle.yaml"
expect 0 'shift_m has no effect while' "$rexed" run "$work/idle.yaml" -o "$work/idle"
holds 'the report says what has no effect' grep -q 'has no effect while' "$work/idle/report.html"

# two runs into one folder: the second is told at once, and a run that was killed holds nothing
"$rexed" run configs/demo.yaml -o "$work/twice" -q </dev/null >/dev/null 2>&1 &
pid=$!
until_true compgen -G "$work/.twice.*.tmp" >/dev/null
expect 2 'another rexed is writing there now' "$rexed" run configs/quick.yaml -o "$work/twice" -q
expect 2 'another rexed is writing there now' "$rexed" run configs/quick.yaml -o "$work/twice/" -q --force
kill -KILL $pid
wait $pid 2>/dev/null
expect 0 '' "$rexed" run configs/quick.yaml -o "$work/twice" -q
holds 'a run leaves no lock' test -z "$(find "$work" -name '*.lock')"

holds 'nothing half-written is left anywhere' test -z "$(find "$work" -name '*.tmp' -o -name '*.old')"

if [ $n_failed -gt 0 ]; then
  echo "$n_failed checks failed"
  exit 1
fi
echo 'all checks of the program hold'
