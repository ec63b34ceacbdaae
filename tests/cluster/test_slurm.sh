#!/usr/bin/env bash
# A sweep on a Slurm cluster, by the batch scripts of configs/cluster: whatever is done to its tasks, the result is that of a sweep that
# nobody disturbed. Runs inside of slurm_cluster:
#   tests/cluster/slurm_cluster tests/cluster/test_slurm.sh path/to/rexed
set -uo pipefail
rexed=$(readlink -f "$1")
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n_failed=0 pids=()
export STUDY=$work/study.yaml REXED=$rexed SWEEP

cat >"$STUDY" <<END
sweep: cluster
title: A sweep for the test of the batch scripts
experiment: $PWD/configs/quick.yaml
part_members: 8
design: sobol
points: 256
parameters:
  circuit/populations/NK1/dend/channels/k_traub/gbar: { operation: scale, from: 0.5, to: 2 }
outputs: [pain_signal, rate_NK1]
END

# ---- helpers ----

say() { echo "[$SECONDS s] $*"; }

fail() {
  echo "FAILED: $*"
  n_failed=$((n_failed + 1))
}

holds() { # TEXT COMMAND…
  local text=$1
  shift
  "$@" >/dev/null 2>&1 || fail "$text"
}

says() { # TEXT FILE…
  local text=$1
  shift
  grep -qF -- "$text" "$@" || fail "$* does not say \"$text\""
}

wait_until() { # SECONDS COMMAND…; ends the test where it does not come
  local last=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -ge $last ]; then
      fail "waited in vain: $*"
      squeue --all
      scontrol show job
      tail -n 30 "$work"/*.out
      exit 1
    fi
    sleep 0.1
  done
}

is_done() { # JOB…: none of its tasks waits or runs
  ! squeue --noheader --states=all --format=%T --job="$1" | grep -qv -E 'COMPLETED|FAILED|CANCELLED|TIMEOUT|PREEMPTED|NODE_FAIL|BOOT_FAIL'
}

# What scontrol says of a job or task. Finished ones are known for a while.
field() { # JOB FIELD
  scontrol --oneliner show job "$1" | grep -o " $2=[^ ]*" | cut -d = -f 2
}

field_is() { [ "$(field "$1" "$2")" = "$3" ]; }

has_parts() { # SHARD SHARDS PARTS: some parts of the shard are done, and some are not
  local file part n=0 all=0
  for ((part = $1; part < $3; part += $2)); do
    file=$SWEEP.parts/part-$(printf %06d "$part").h5
    all=$((all + 1))
    if [ -e "$file" ]; then n=$((n + 1)); fi
  done
  [ $n -gt 0 ] && [ $n -lt $all ]
}

submit() { # SBATCH-ARGUMENTS…: its number in $job
  job=$(sbatch --parsable "$@") && return
  fail "sbatch $*"
  exit 1
}

is_same() { # FILE FILE: section 7 of the output format
  h5diff --exclude-path /provenance/run --exclude-path /sweep/cost "$1" "$2"
}

# The program of a task: not srun, not the shell.
pid_of() { # TASK
  local environ
  for environ in $(grep -lzxF "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ 2>/dev/null); do
    grep -qzxF "SLURM_ARRAY_TASK_ID=$1" "$environ" 2>/dev/null || continue
    [ "$(readlink "${environ%environ}exe")" = "$rexed" ] && basename "${environ%/environ}"
  done
}

# ---- undisturbed ----

holds 'the undisturbed sweep ends with 0' "$rexed" sweep "$STUDY" -o "$work/undisturbed.h5"
say 'the undisturbed sweep is done'

# ---- an array: one task killed, one told to stop ----

SWEEP=$work/results/array.h5 # in a folder that is not there yet
submit --array=0-3 --cpus-per-task=1 --output="$work/array.%a.out" configs/cluster/sweep_array.sbatch
array=$job
submit --dependency=afterany:"$array" --output="$work/merge.out" configs/cluster/sweep_merge.sbatch
merge=$job

wait_until 120 has_parts 0 4 64
pid=$(pid_of 0)
holds "task 0 has one rexed, not \"$pid\"" test -n "$pid" -a "$pid" -gt 1
holds 'it can be killed' kill -KILL "$pid"
wait_until 120 has_parts 1 4 64
holds 'task 1 can be told to stop' scancel --signal=USR1 "${array}_1"
holds 'progress can be seen' "$rexed" info "$SWEEP.parts"
holds 'what is there can be merged' "$rexed" merge --partial "$SWEEP.parts" -o "$work/partial.h5"
if is_same "$work/partial.h5" "$work/undisturbed.h5" >/dev/null; then fail 'h5diff sees no difference in a sweep that is not whole'; fi

wait_until 60 field_is "${array}_0" JobState FAILED
field_is "${array}_0" ExitCode 137:0 || fail "a killed task ends with 137, not $(field "${array}_0" ExitCode)"
holds 'a killed task can be requeued' scontrol requeue "${array}_0"
say 'task 0 was killed and requeued, task 1 was told to stop'
wait_until 60 field_is "${array}_1" Restarts 1
field_is "$merge" JobState PENDING || fail 'the merge job does not wait for the requeued tasks'

wait_until 180 is_done "$array"
wait_until 60 is_done "$merge"
say 'the array is done'
for task in 0 1 2 3; do
  field_is "${array}_$task" JobState COMPLETED || fail "task $task is $(field "${array}_$task" JobState)"
  field_is "${array}_$task" Restarts $((task < 2)) || fail "task $task was restarted $(field "${array}_$task" Restarts) times"
done
says 'the same command with --resume goes on' "$work/array.1.out"
says 'parts are done already' "$work/array.0.out"
says 'parts are done already' "$work/array.1.out"
field_is "$merge" JobState COMPLETED || fail "the merge job is $(field "$merge" JobState)"
says '512 members, 512 ok, 0 pending' "$work/merge.out"
holds 'nothing half-written is left' test -z "$(find "$work" -name '.*.tmp')"
holds 'the result is that of the undisturbed sweep' is_same "$SWEEP" "$work/undisturbed.h5"

# A signal before the program is up: this one dies by it at its first start. The sweep itself is done.
cat >"$work/early" <<END
#!/usr/bin/env bash
[ -n "\${SLURM_RESTART_COUNT:-}" ] || kill -USR1 \$\$
exec $rexed "\$@"
END
chmod +x "$work/early"
REXED=$work/early SWEEP=$work/undisturbed.h5 submit --array=0-0 --cpus-per-task=1 --output="$work/early.out" configs/cluster/sweep_array.sbatch
early=$job

# The last task to end had merged before; now the merge job alone.
rm "$SWEEP"
submit --output="$work/merge_again.out" configs/cluster/sweep_merge.sbatch
merge=$job
wait_until 60 is_done "$merge"
holds 'the merge job makes the result' is_same "$SWEEP" "$work/undisturbed.h5"
rm "$SWEEP" "$SWEEP.parts/part-000005.h5"
submit --output="$work/merge_missing.out" configs/cluster/sweep_merge.sbatch
merge=$job
wait_until 60 is_done "$merge"
field_is "$merge" ExitCode 2:0 || fail "merging with a part missing ends with $(field "$merge" ExitCode)"
says '63 of 64 parts done' "$work/merge_missing.out"
wait_until 60 is_done "$early"
field_is "${early}_0" JobState COMPLETED || fail "the task that was signalled early is $(field "${early}_0" JobState)"
field_is "${early}_0" Restarts 1 || fail "the task that was signalled early was restarted $(field "${early}_0" Restarts) times"
say 'the merge jobs are done'

# ---- preemption ----

# Stopped after their first part, so that the sweep is not over before Slurm has made up its mind. The task that has to go is woken by
# SIGCONT, which Slurm sends with SIGTERM.
SWEEP=$work/preempted.h5
submit --partition=main --array=0-1 --cpus-per-task=2 --output="$work/preempted.%a.out" configs/cluster/sweep_preemptible.sbatch
array=$job
for task in 0 1; do
  wait_until 120 has_parts $task 2 32
  pids[task]=$(pid_of $task)
  holds "task $task can be stopped" kill -STOP "${pids[task]}"
done
submit --partition=urgent --cpus-per-task=1 --output="$work/urgent.out" --wrap 'sleep 1'
wait_until 60 is_done "$job"
kill -CONT "${pids[@]}" 2>/dev/null # one of them is gone
wait_until 180 is_done "$array"
say 'the preempted array is done'
for task in 0 1; do
  field_is "${array}_$task" JobState COMPLETED || fail "task $task is $(field "${array}_$task" JobState)"
done
restarts=$(field "${array}_0" Restarts)$(field "${array}_1" Restarts)
case "$restarts" in
  01 | 10) ;;
  *) fail "one task is preempted and started again, once: restarts $restarts" ;;
esac
says 'the same command with --resume goes on' "$work"/preempted.?.out
holds 'the result of the preempted array is that of the undisturbed sweep' is_same "$SWEEP" "$work/undisturbed.h5"
holds 'the parts can go' "$rexed" clean "$SWEEP"
holds 'they are gone' test ! -e "$SWEEP.parts"

if [ $n_failed -gt 0 ]; then
  echo "$n_failed claims do not hold"
  tail -n 30 "$work"/*.out
  exit 1
fi
say 'all claims hold'
