#!/usr/bin/env bash
# A sweep of motor pools as a user meets it: its members have the outcomes that a run of the same experiment has.
#   tests/cli/test_motor_sweep.sh path/to/rexed
set -uo pipefail
rexed=$(readlink -f "$1")
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
configs=$(readlink -f "$here/../../configs")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
. "$here/checks.sh"

cat >pools.yaml <<END
sweep: pools
experiment: $configs/motor/ramp_contraction.yaml
set:
  conditions/stressed: null
  conditions/handgrip: null
  conditions/reciprocal_inhibition: null
  conditions/focal_inhibition: null
  conditions/chlorpromazine: null
  conditions/no_pic: null
replicates: 2
parameters:
  circuit/motor/MN/s_pic: { operation: scale, values: [0, 1] }
END
expect 0 '8 members, 8 ok' "$rexed" sweep pools.yaml -o pools.h5
# the figures of the run's conditions no_pic and control
expect 0 'delta_f_MN ramp: 0.141 … 3.35' "$rexed" info pools.h5
expect 0 'pic_MN clamp: 4.539 … 21.8' "$rexed" info pools.h5
expect 0 'pairs_MN ramp: ' "$rexed" info pools.h5
expect 0 'torque_peak_MN ramp: ' "$rexed" info pools.h5
# a contraction is no spasm; a change needs a condition to be compared with, and is there when it is asked for
expect 2 'unknown output "spasm_duration_MN"' "$rexed" check pools.yaml --set 'outputs=[spasm_duration_MN]'
sed -e 's/^sweep: .*/sweep: changes/' -e 's|^replicates: .*|  stimuli/clamp: null\noutputs: [delta_f_change_MN, pairs_matched_MN]|' \
  -e 's/{ operation: .*/{ values: [1] }/' pools.yaml >changes.yaml
expect 0 '2 members, 2 ok' "$rexed" sweep changes.yaml -o changes.h5
# the figures of the run: relaxation against control, over matched pairs
expect 0 'delta_f_change_MN ramp: -0.4' "$rexed" info changes.h5
expect 2 'unknown output "delta_f_change_MN"' "$rexed" check changes.yaml --set 'set/conditions/relaxed=null'
sed -e 's/^sweep: .*/fit: changes/' -e '/^outputs:/d' -e 's/{ values: \[1\] }/{ from: 0.8, to: 1.2 }/' changes.yaml >fit.yaml
cat >>fit.yaml <<END
targets:
  - { output: delta_f_change_MN, stimulus: ramp, condition: control, value: -0.4, sd: 0.1 }
END
expect 2 'targets: delta_f_change_MN compares with "control", which has no such value itself' "$rexed" check fit.yaml
sed -i 's/condition: control/condition: relaxed/' fit.yaml
expect 0 'nothing wrong' "$rexed" check fit.yaml
conclude 'sweeps of motor pools have their outcomes'
