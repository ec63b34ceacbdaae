#!/usr/bin/env bash
# A sweep of 200 members killed with SIGKILL at 50 random moments and resumed each time: nothing that was done is lost or done again,
# and the result is that of a sweep that ran through. The same for two processes that are killed while they share the work.
#   tests/cli/test_sweep_killed.sh path/to/rexed [kills]
set -uo pipefail
rexed=$(readlink -f "$1")
kills=${2:-50}
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SLURM_ARRAY_TASK_ID SLURM_ARRAY_TASK_MIN SLURM_ARRAY_TASK_COUNT SLURM_ARRAY_TASK_STEP SLURM_JOB_END_TIME
. "$here/checks.sh"
cd "$work" || exit 1
make_study grid 8
sed -i 's/run_time: 40 ms/run_time: 400 ms/' brief.yaml # some seconds in all
RANDOM=20931

began=$(date +%s%N)
expect 0 '200 members, 200 ok' "$rexed" sweep grid.yaml -o through.h5
span_ms=$((($(date +%s%N) - began) / 1000000))

# killed_after MS COMMAND…: runs the command, kills it after so long
killed_after() {
  local ms=$1
  shift
  timeout --foreground -s KILL "$((ms / 1000)).$(printf %03d $((ms % 1000)))" "$@" >/dev/null 2>&1 </dev/null
}

n_killed=0 n_rounds=0 n_while_running=0 n_with_parts=0
while [ $n_killed -lt "$kills" ] && [ $n_rounds -lt $((10 * kills)) ]; do
  n_rounds=$((n_rounds + 1))
  parts_of killed.h5.parts >before.txt
  # shorter than the whole, so that most end in the midst of it; a moment for its start
  ms=$((20 + RANDOM * 32768 % (span_ms / 2 + 1) + RANDOM % (span_ms / 2 + 1)))
  if [ $((n_rounds % 5)) -eq 0 ]; then # two at once, of which one is killed
    "$rexed" sweep grid.yaml -o killed.h5 --resume -q -j 1 --max-wall '2 s' >/dev/null 2>&1 </dev/null &
    killed_after $ms "$rexed" sweep grid.yaml -o killed.h5 --resume -q -j 1
    status=$?
    wait
  else
    killed_after $ms "$rexed" sweep grid.yaml -o killed.h5 --resume -q -j 2
    status=$?
  fi
  parts_of killed.h5.parts >after.txt
  holds 'what was done is kept and not done again' test -z "$(comm -23 before.txt after.txt)"
  [ $status -eq 137 ] && n_killed=$((n_killed + 1))
  [ $status -eq 137 ] && ! cmp -s before.txt after.txt && n_while_running=$((n_while_running + 1))
  [ $status -eq 137 ] && [ -s before.txt ] && n_with_parts=$((n_with_parts + 1))
  if [ -e killed.h5 ]; then # through: compare, and begin again
    expect 0 '200 ok' "$rexed" sweep grid.yaml -o killed.h5 --resume
    holds 'a sweep that was killed gives the same result' is_same through.h5 killed.h5
    rm -r killed.h5 killed.h5.parts
  fi
done
holds "there were $kills kills" test $n_killed -eq "$kills"
expect 0 '200 members, 200 ok' "$rexed" sweep grid.yaml -o killed.h5 --resume
holds 'after the last kill it ends with the same result' is_same through.h5 killed.h5
holds 'no part is ever damaged' test -z "$(find killed.h5.parts -name '*.bad')"
left=$(find . -name '*.tmp')
[ -z "$left" ] || fail "what the killed left half-written is there: $left"
conclude "$n_killed kills, $n_while_running after new parts, $n_with_parts with parts there before: nothing lost, the same result"
