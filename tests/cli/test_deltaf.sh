#!/usr/bin/env bash
# rexed deltaf: tables and page from the shipped discharges, every option, bad input with its place, nothing replaced unasked.
#   tests/cli/test_deltaf.sh path/to/rexed
set -uo pipefail
rexed=$(readlink -f "$1")
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
cd "$here/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$here/checks.sh"

ramp=configs/motor_units/ramp.csv
inhibited=configs/motor_units/ramp_inhibited.csv

# usage
expect 2 'which discharges?' "$rexed" deltaf
expect 2 'one too many' "$rexed" deltaf $ramp $inhibited
expect 2 'unknown smoother "svm" (did you mean "svr"?)' "$rexed" deltaf $ramp --smoother svm -o "$work/none"
expect 2 '--seed takes a whole number from 0 on' "$rexed" deltaf $ramp --seed -1
expect 2 'a CSV file has no populations' "$rexed" deltaf $ramp --population MN -o "$work/none"
expect 2 'no/such.csv' "$rexed" deltaf no/such.csv -o "$work/none"
holds 'nothing is written where nothing is analysed' test ! -e "$work/none"

# a whole analysis
expect 0 '8 units, 1675 discharges; rates by least-squares polynomial of degree 5' "$rexed" deltaf $ramp -o "$work/ramp"
expect 0 'no output is advice to a patient' cat "$work/ramp/report.html"
holds 'a row for each of 28 pairs' test "$(grep -vc '^#' "$work/ramp/pairs.csv")" -eq 29
holds 'a row for each of 8 units' test "$(grep -vc '^#' "$work/ramp/units.csv")" -eq 9
holds 'no table of a change that was not asked for' test ! -e "$work/ramp/matched_pairs.csv"
expect 2 'is there already; another -o FOLDER, or --force' "$rexed" deltaf $ramp -o "$work/ramp"
cp "$work/ramp/pairs.csv" "$work/before.csv"
expect 0 '' "$rexed" deltaf $ramp -o "$work/ramp" --force --quiet
holds 'the same input gives the same pairs' cmp "$work/before.csv" "$work/ramp/pairs.csv"
touch "$work/file"
expect 2 'file: is a file; results go to a folder' "$rexed" deltaf $ramp -o "$work/file"

# options
expect 0 'median -0.276 pps, 95 % interval' "$rexed" deltaf $inhibited --compare $ramp -o "$work/change"
holds 'matched pairs are written' test "$(grep -vc '^#' "$work/change/matched_pairs.csv")" -eq 23
interval() { "$rexed" deltaf $inhibited --compare $ramp -o "$work/change" --force "$@" | sed -n 's/.*95 % interval \(.*\); mean.*/\1/p'; }
holds 'a seed gives its interval again' test "$(interval --seed 3)" = "$(interval --seed 3)"
expect 0 '' "$rexed" deltaf $ramp -o "$work/change" --force --quiet
holds 'a change of before is removed' test ! -e "$work/change/matched_pairs.csv"
for smoother in hann svr; do
  expect 0 "smoother $smoother" sh -c "'$rexed' deltaf $ramp --smoother $smoother -o '$work/$smoother' --quiet && cat '$work/$smoother/pairs.csv'"
done
expect 0 'squared correlation above 0.7' sh -c "'$rexed' deltaf $ramp --r2 -o '$work/r2' --quiet && cat '$work/r2/pairs.csv'"
expect 0 'saturated control units excluded' sh -c "'$rexed' deltaf $ramp --saturation -o '$work/saturation' --quiet && cat '$work/saturation/pairs.csv'"
expect 0 'censored by the end of the recording is not known' "$rexed" deltaf $ramp -o "$work/end" --force
expect 0 '28 pairs, 23 included' "$rexed" deltaf $ramp -o "$work/end" --force --end 22
expect 0 '1 of the included are censored' "$rexed" deltaf $ramp -o "$work/end" --force --end 22
expect 0 'censored pairs excluded' sh -c "'$rexed' deltaf $ramp --end 22 --exclude-censored -o '$work/end' --force --quiet && cat '$work/end/pairs.csv'"
holds 'three pairs end with the recording and are left out for it' test "$(grep -c ',0,.*censored,1$' "$work/end/pairs.csv")" = 3
expect 0 '28 pairs, 22 included' "$rexed" deltaf $ramp -o "$work/end" --force --end 22 --exclude-censored
expect 2 "$ramp: unit 0 discharges at 21.8255 s, after the end of the recording, 5 s (--end)" "$rexed" deltaf $ramp -o "$work/end" --force --end 5
expect 2 'needs the end of the recording' "$rexed" deltaf $ramp -o "$work/end" --force --exclude-censored
expect 2 'takes seconds above 0' "$rexed" deltaf $ramp -o "$work/end" --force --end soon
expect 0 'n_pairs_as_test,normalised_delta_f' sh -c "'$rexed' deltaf $ramp --normalised -o '$work/normalised' --quiet && cat '$work/normalised/units.csv'"

# seconds and milliseconds are the same
awk -F, '/^#/ { next } /^unit/ { print "unit,time_ms"; next } { printf "%s,%.3f\n", $1, 1000 * $2 }' $ramp >"$work/ms.csv"
expect 0 '' "$rexed" deltaf "$work/ms.csv" -o "$work/ms" --quiet
holds 'milliseconds give the same pairs' cmp <(grep -v '^#' "$work/ramp/pairs.csv" | cut -c1-12) <(grep -v '^#' "$work/ms/pairs.csv" | cut -c1-12)

# too little to say anything is no error
printf 'unit,time_s\n1,0.5\n1,0.75\n' >"$work/little.csv"
expect 0 '0 pairs, 0 included' "$rexed" deltaf "$work/little.csv" -o "$work/little"
expect 0 'There are no pairs' cat "$work/little/report.html"
expect 0 'no pair is included in both' "$rexed" deltaf $ramp --compare "$work/little.csv" -o "$work/little" --force

# bad input, with its place; of both files at once
bad() { # TEXT CONTENT
  printf "$2" >"$work/bad.csv"
  expect 2 "$1" "$rexed" deltaf "$work/bad.csv" -o "$work/none"
}
bad 'bad.csv:1:1: has no column "time_s"' 'unit\n1\n'
bad 'bad.csv:2:3: time_s: -1 is before the start of the recording' 'unit,time_s\n1,-1\n'
bad 'bad.csv:3:3: time_s: unit 1: 0.25 s comes behind 0.5 s, in line 2' 'unit,time_s\n1,0.5\n1,0.25\n'
bad 'bad.csv:2:3: time_s: ' 'unit,time_s\n1,nan\n'
bad 'bad.csv:3:3: time_s: unit 1 has this discharge already, in line 2' 'unit,time_s\n1,0.5\n1,0.5\n'
bad 'bad.csv:1:1: has no discharges' 'unit,time_s\n'
bad 'bad.csv' ''
bad 'bad.csv:1:5: a semicolon stands between the columns "unit;time_s"; expected commas, and a point' 'unit;time_s\n1;0,5\n'
bad 'bad.csv:2:1: has 3 fields where the header has 2 columns; commas separate fields: is one the sign' 'unit,time_s\n1,0,5\n'
bad 'bad.csv:2:3: time_s: "0,5" has a comma in its number; the decimal sign is a point: "0.5"' 'unit,time_s\n1,"0,5"\n'
bad 'bad.csv:1:1: begins with the bytes ff fe, as UTF-16 does; expected UTF-8' '\xff\xfeu\x00n\x00'
bad 'bad.csv:2:1: unit: "MU1" is not a whole number' 'unit,time_s\nMU1,0.5\n'
bad 'more than 500 times' 'unit,time_ms\n1,0.5\n1,0.6\n'
bad 'longer than 100 s' 'unit,time_s\n1,500\n1,600\n'
bad 'bad.csv:2:' 'unit,time_s\n1\n'
printf 'unit,time_s\nx,1\n' >"$work/worse.csv"
expect 2 'worse.csv:2:1: unit: "x" is not a whole number' "$rexed" deltaf "$work/bad.csv" --compare "$work/worse.csv" -o "$work/none"
expect 2 'bad.csv:2:' "$rexed" deltaf "$work/bad.csv" --compare "$work/worse.csv" -o "$work/none"
holds 'bad input leaves no folder' test ! -e "$work/none"

# spikes of a run, named by their population
expect 0 '' "$rexed" run configs/quick.yaml -o "$work/run" --quiet
spikes=$(find "$work/run/spikes" -name '*.h5' | sort | head -n 1)
expect 2 'which population? (--population) there are' "$rexed" deltaf "$spikes" -o "$work/none"
expect 0 'WDR: ' "$rexed" deltaf "$spikes" --population WDR -o "$work/wdr"

conclude "deltaf holds"
