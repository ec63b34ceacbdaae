#!/usr/bin/env bash
# `rexed fit` as a user meets it: known parameters found again, the same file however often it was killed, messages with their place.
#   tests/cli/test_fit.sh path/to/rexed
set -uo pipefail
rexed=$(readlink -f "$1")
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
configs=$(readlink -f "$here/../../configs")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
. "$here/checks.sh"

is_same() { h5diff --exclude-path /provenance/run "$1" "$2"; }

# all parameters that say what they were made with have it in their interval, and there are N of them
recovers() { # N COMMAND…
  local n=$1
  shift
  "$@" 2>/dev/null </dev/null | awk -v n="$n" '
    /made with/ { truth = $NF; sub(/\)/, "", truth); if ($3 + 0 <= truth + 0 && truth + 0 <= $4 + 0) found++ }
    END { exit found != n }'
}

rexed_version() { "$rexed" --version | sed -n '1s/^rexed \([^ ]*\).*/\1/p'; }

cat >cell.yaml <<'END'
experiment: cell
cell: PN_NK1
stimuli:
  weak: { kind: current_clamp, amplitude: 60 pA, onset: 1 ms, duration: 24 ms, run_time: 25 ms }
  strong: { kind: current_clamp, amplitude: 150 pA, onset: 1 ms, duration: 24 ms, run_time: 25 ms }
solver: { method: ensemble }
END
cat >tiny.yaml <<'END'
fit: tiny
experiment: cell.yaml
parameters:
  leak: { paths: ["cell/*/channels/leak/gbar"], from: 1e-5 S/cm2, to: 1e-4 S/cm2, spacing: log, start: 2e-5 S/cm2 }
  capacitance: { paths: ["cell/*/membrane_capacitance"], from: 0.6 uF/cm2, to: 2 uF/cm2, start: 1.6 uF/cm2 }
targets:
  - { output: first_spike_PN_NK1, stimulus: weak, value: 11.9, sd: 0.05 }
  - { output: first_spike_PN_NK1, stimulus: strong, value: 4.62, sd: 0.01 }
END

# ---- usage ----
expect 2 'which study?' "$rexed" fit
expect 2 "can't be cut into shards" "$rexed" fit tiny.yaml --shard 0/2
expect 2 '--dry-run is for sweep and sensitivity' "$rexed" fit tiny.yaml --dry-run
expect 2 'rexed fit runs it' "$rexed" sweep tiny.yaml
sed 's/stimulus: weak/stimulus: week/' tiny.yaml >place.yaml
expect 2 'place.yaml:7:5: targets: unknown stimulus "week" (did you mean "weak"?); there are weak, strong' "$rexed" fit place.yaml
sed 's/output: first_spike_PN_NK1, stimulus: strong/output: first_spike_PN_NK/' tiny.yaml >place.yaml
expect 2 'place.yaml:7:3: outputs: unknown output "first_spike_PN_NK" (did you mean "first_spike_PN_NK1"?)' "$rexed" fit place.yaml
sed 's/, stimulus: weak//' tiny.yaml >place.yaml
expect 2 'say which `stimulus`' "$rexed" fit place.yaml
sed 's/stimulus: weak/stimulus: weak, condition: healthy/' tiny.yaml >place.yaml
expect 2 'unknown condition "healthy"' "$rexed" fit place.yaml
sed 's/sd: 0.01/sd: 0/' tiny.yaml >place.yaml
expect 2 'must be above 0' "$rexed" fit place.yaml
sed '$d' tiny.yaml >place.yaml
expect 2 'place.yaml:7:3: targets: 1 for a fit of 2 parameters: least squares need at least as many' "$rexed" fit place.yaml -o place.h5
holds 'nothing was begun' test ! -e place.h5.parts
expect 2 'start' "$rexed" fit tiny.yaml --set 'parameters/leak/start=2 S/cm2'
holds 'nothing was computed' test ! -e results -o -z "$(find results -name '*.h5' 2>/dev/null)"

# ---- a fit, and what is in its way ----
expect 0 'tiny.h5' "$rexed" fit tiny.yaml -o deep/er/tiny.h5 -j 1
expect 2 '--force replaces it' "$rexed" fit tiny.yaml -o deep/er/tiny.h5
expect 0 '' "$rexed" fit tiny.yaml -o deep/er/tiny.h5 --force -q -j 2
expect 0 '' "$rexed" fit tiny.yaml -o three.h5 -q -j 3
holds 'the number of threads does not matter' is_same deep/er/tiny.h5 three.h5
rm three.h5
expect 2 '--resume goes on with it' "$rexed" fit tiny.yaml -o three.h5
touch three.h5.parts/thesis.txt
expect 2 'holds what no fit wrote' "$rexed" fit tiny.yaml -o three.h5 --force
holds 'a file of somebody else stays' test -e three.h5.parts/thesis.txt

# ---- info, clean ----
expect 0 'by least_squares' "$rexed" info deep/er/tiny.h5
expect 0 'degrees of freedom' "$rexed" info deep/er/tiny.h5
expect 0 '0 damaged, 0 under way' "$rexed" info deep/er/tiny.h5.parts
cp -r deep/er/tiny.h5.parts cleaned.h5.parts && cp deep/er/tiny.h5 cleaned.h5
n_batches=$(find cleaned.h5.parts -maxdepth 1 -name 'batch-*.h5' | wc -l)
expect 0 "$n_batches batches done" "$rexed" info cleaned.h5.parts
some=$(find cleaned.h5.parts -maxdepth 1 -name 'batch-000000-*.h5')
mv "$some" whole.h5
expect 0 '1 under way' "$rexed" info cleaned.h5.parts
printf junk >"$some"
expect 0 '1 damaged' "$rexed" info cleaned.h5.parts
mv whole.h5 "$some"
expect 0 '' "$rexed" fit tiny.yaml -o short.h5 -q --set targets/1/sd=0.02
cp short.h5 mixed.h5 && cp -r cleaned.h5.parts mixed.h5.parts
expect 2 'of another fit than' "$rexed" clean mixed.h5
expect 1 '' "$rexed" fit tiny.yaml -o stopped.h5 -q --set max_iterations=1
expect 2 'has not converged' "$rexed" clean stopped.h5
holds 'what may not be cleaned is whole' test "$(find mixed.h5.parts -maxdepth 1 -name 'batch-*.h5' | wc -l)" -eq "$n_batches"
touch cleaned.h5.parts/notes.txt "$some.parts/mine.csv"
expect 0 "$n_batches batches removed" "$rexed" clean cleaned.h5
holds 'clean leaves what is foreign' test "$(find cleaned.h5.parts -type f | sort)" = "$(printf '%s\ncleaned.h5.parts/notes.txt' "$some.parts/mine.csv")"
expect 0 "$(find short.h5.parts -maxdepth 1 -name 'batch-*.h5' | wc -l) batches removed" "$rexed" clean short.h5
holds 'clean removes the folder of batches' test ! -e short.h5.parts
expect 2 'no parts to remove' "$rexed" clean short.h5

# ---- killed at any moment, it goes on and finds the same ----
RANDOM=1
n_kills=0
for i in $(seq 100); do # ever longer, so that it comes to its end on a slow machine too
  "$rexed" fit tiny.yaml -o killed.h5 --resume -q -j 2 >/dev/null 2>&1 </dev/null &
  pid=$!
  sleep "$(awk -v ms=$((30 + RANDOM % (50 * i))) 'BEGIN { print ms / 1000 }')"
  kill -KILL $pid 2>/dev/null && n_kills=$((n_kills + 1))
  wait $pid 2>/dev/null
  [ -e killed.h5 ] && break
done
holds 'a fit that is killed and resumed comes to its end' test -e killed.h5
holds "a fit killed $n_kills times is the same" is_same deep/er/tiny.h5 killed.h5

# ---- another fit is not gone on with, unless that is asked for: then with the batches that have the same points ----
sed 's/value: 4.62/value: 4.7/' tiny.yaml >other.yaml
before=$(stat -c %Y.%i killed.h5.parts/batch-000000-*.h5)
result=$(cksum <killed.h5)
expect 2 'killed.h5 (--force begins anew; --resume --force goes on with the batches' "$rexed" fit other.yaml -o killed.h5 --resume
expect 2 'of another plan: study/targets/1/value (was 4.62' "$rexed" fit other.yaml -o killed.h5 --resume
expect 2 'leak/gbar/set (was ' "$rexed" fit tiny.yaml -o killed.h5 --resume --set parameters/leak/to=2e-4
expect 2 'start (was ' "$rexed" fit tiny.yaml -o killed.h5 --resume --set parameters/leak/start=3e-5
mv killed.h5 aside.h5
expect 2 'killed.h5.parts (--force begins anew' "$rexed" fit other.yaml -o killed.h5 --resume
mv aside.h5 killed.h5
holds 'the result of another fit stays' test "$result" = "$(cksum <killed.h5)"
expect 0 'tiny' "$rexed" fit other.yaml -o killed.h5 --resume --force
holds 'the first batch is taken over' test "$before" = "$(stat -c %Y.%i killed.h5.parts/batch-000000-*.h5)"
expect 0 '' "$rexed" fit other.yaml -o fresh.h5 -q
holds 'with the batches of other targets it finds what it finds without' is_same killed.h5 fresh.h5

# ---- a plan that is damaged; batches without their folder ----
truncate -s 900 killed.h5.parts/plan.h5
expect 0 'made again' "$rexed" fit other.yaml -o killed.h5 --resume
rm -r killed.h5.parts
expect 0 'nothing to do' "$rexed" fit other.yaml -o killed.h5 --resume
holds 'nothing was computed again' test ! -e killed.h5.parts
printf 'no fit' >killed.h5
expect 2 'nothing replaces it' "$rexed" fit other.yaml -o killed.h5 --resume

# ---- batches of another version, and of other instructions ----
commit=$(grep -a -o -m1 "$("$rexed" --version | grep -o '[0-9a-f]\{40\}' | head -n 1)" "$rexed" | head -n 1)
if [ ${#commit} -eq 40 ]; then
  sed "s/$commit/$(tr 0-9 1-90 <<<"$commit")/g" "$rexed" >other_rexed && chmod +x other_rexed
  rm fresh.h5
  expect 2 '--accept-version, or begin anew' ./other_rexed fit other.yaml -o fresh.h5 --resume
  expect 0 '' ./other_rexed fit other.yaml -o fresh.h5 --resume --accept-version -q
  holds 'the file says which versions were let in' grep -a -q "$(rexed_version) $commit" fresh.h5
  holds 'a fit of one version says nothing of it' bash -c '! grep -a -q accepted_versions three.h5 deep/er/tiny.h5'
fi
if "$rexed" fit tiny.yaml -o isa.h5 -q --isa avx2 2>/dev/null; then
  rm isa.h5
  expect 2 'was begun with the instructions avx2x4, this would use baselinex2' "$rexed" fit tiny.yaml -o isa.h5 --resume --isa baseline
  holds 'and nothing was written' test ! -e isa.h5
fi

# ---- a start that fails ----
sed 's/start: 2e-5/start: 9.9e-5/; s/to: 1e-4/to: 1e-2/; s/start: 9.9e-5/start: 9e-3/' tiny.yaml >failed.yaml
expect 1 'start' "$rexed" fit failed.yaml -o failed.h5
holds 'no file of a fit that failed' test ! -e failed.h5

# ---- what is shipped recovers what it was made with ----
holds 'fit_cell recovers its three parameters' recovers 3 "$rexed" fit "$configs/studies/fit_cell.yaml" -o cell.h5
holds 'fit_rejection recovers its two parameters' recovers 2 "$rexed" fit "$configs/studies/fit_rejection.yaml" -o rejection.h5
expect 0 'accepted' "$rexed" fit "$configs/studies/fit_rejection.yaml" -o rejection.h5 --resume
expect 2 'of another plan: study/points (was 1000, is 900)' "$rexed" fit "$configs/studies/fit_rejection.yaml" -o rejection.h5 --resume \
  --set draws=900

if [ $n_failed -gt 0 ]; then
  echo "$n_failed checks failed"
  exit 1
fi
echo 'rexed fit: all checks hold'
