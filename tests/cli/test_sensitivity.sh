#!/usr/bin/env bash
# `rexed sensitivity` as a user meets it: what is shipped runs, what is worth knowing of a design and of failed rows is said.
#   tests/cli/test_sensitivity.sh path/to/rexed
set -uo pipefail
rexed=$(readlink -f "$1")
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
configs=$(readlink -f "$here/../../configs")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
. "$here/checks.sh"

# ---- what is shipped ----
expect 0 '640 members, 640 ok' "$rexed" sensitivity "$configs/studies/sensitivity_rate_model.yaml" -o sobol.h5
expect 0 '180 members, 180 ok' "$rexed" sensitivity "$configs/studies/screening_rate_model.yaml" -o morris.h5
expect 0 'saltelli, 512 points of 6 parameters' "$rexed" sensitivity "$configs/studies/allodynia_sensitivity.yaml" --dry-run
expect 2 'rexed sensitivity runs it' "$rexed" sweep "$configs/studies/sensitivity_rate_model.yaml"

# ---- more parameters than a Sobol sequence serves ----
cat >cell.yaml <<'END'
experiment: cell
cell: PN_NK1
stimuli: { weak: { kind: current_clamp, amplitude: 60 pA, onset: 1 ms, duration: 9 ms, run_time: 10 ms } }
solver: { method: ensemble }
END
{
  printf 'sensitivity: many\nexperiment: cell.yaml\nmethod: sobol\nbase_points: 2\nbootstrap: 10\noutputs: [rate_PN_NK1]\nparameters:\n'
  for section in soma dend hillock; do
    for name in length diameter axial_resistivity membrane_capacitance reversal_na reversal_k channels/leak/gbar; do
      echo "  cell/$section/$name: { operation: scale, from: 0.9, to: 1.1 }"
    done
  done
} >many.yaml
expect 0 '21 parameters: a Sobol sequence serves up to 20, so the base points are of a Latin hypercube' \
  "$rexed" sensitivity many.yaml -o many.h5
expect 0 '46 members, 46 ok' "$rexed" sensitivity many.yaml -o many2.h5
sed '$d' many.yaml >twenty.yaml
said=$("$rexed" sensitivity twenty.yaml -o twenty.h5 2>&1)
if grep -qF 'Latin hypercube' <<<"$said"; then
  echo "FAILED: 20 parameters need no Latin hypercube: $said"
  n_failed=$((n_failed + 1))
fi
expect 0 'should be a power of two' "$rexed" sensitivity twenty.yaml --set base_points=3 -o three.h5

# ---- rows without a value: some cells do not fire within their 10 ms ----
cat >silent.yaml <<'END'
sensitivity: silent
experiment: cell.yaml
base_points: 16
bootstrap: 10
parameters:
  stimuli/weak/amplitude: { from: 20 pA, to: 150 pA }
  cell/dend/membrane_capacitance: { operation: scale, from: 0.8, to: 1.2 }
outputs: [first_spike_PN_NK1, rate_PN_NK1]
END
expect 0 'of 16 base samples have rows without a value and are left out' "$rexed" sensitivity silent.yaml -o silent.h5
sed 's/base_points: 16/method: morris/' silent.yaml >lost.yaml
expect 0 'of 20 trajectories have rows without a value and are left out' "$rexed" sensitivity lost.yaml -o lost.h5
sed 's/from: 20 pA, to: 150 pA/from: 0 pA, to: 1 pA/; s/first_spike_PN_NK1, //' silent.yaml >constant.yaml
expect 0 'indices of rate_PN_NK1.weak: the outcome is constant' "$rexed" sensitivity constant.yaml -o constant.h5

if [ $n_failed -gt 0 ]; then
  echo "$n_failed checks failed"
  exit 1
fi
echo 'rexed sensitivity: all checks hold'
