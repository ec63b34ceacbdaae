#!/usr/bin/env bash
# `rexed sweep`, merge, info and clean as a user meets them: the same result however the work is cut, interrupted and damaged.
#   tests/cli/test_sweep.sh path/to/rexed
set -uo pipefail
rexed=$(readlink -f "$1")
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
unset SLURM_ARRAY_TASK_ID SLURM_ARRAY_TASK_MIN SLURM_ARRAY_TASK_COUNT SLURM_ARRAY_TASK_STEP SLURM_JOB_END_TIME
. "$here/checks.sh"
cd "$work" || exit 1
# HDF5 1.10 leaks where it reads damaged metadata, which is no leak of ours
echo leak:libhdf5 >leaks.txt
export LSAN_OPTIONS="suppressions=$work/leaks.txt print_suppressions=0"
make_study grid 40
make_endless
python=$(python_with_h5py)
sweep() { "$rexed" sweep "$@"; }
export -f sweep
export rexed

# ---- usage ----
expect 2 'which study?' "$rexed" sweep
expect 2 'one too many' "$rexed" sweep grid.yaml grid.yaml
expect 2 'no/such.yaml' "$rexed" sweep no/such.yaml
expect 2 'is an experiment, not a study' "$rexed" sweep brief.yaml
expect 2 'rexed sweep grid.yaml' "$rexed" run grid.yaml
expect 2 'rexed sweep runs it' "$rexed" sensitivity grid.yaml
expect 2 'rexed sweep runs it' "$rexed" fit grid.yaml
expect 2 '0 <= I < N' "$rexed" sweep grid.yaml --shard 3/3
expect 2 '0 <= I < N' "$rexed" sweep grid.yaml --shard 1
expect 2 '0 <= I < N' "$rexed" sweep grid.yaml --shard -1/3
expect 2 '0 <= I < N' "$rexed" sweep grid.yaml --shard 0/0
expect 2 '--max-wall takes a time' "$rexed" sweep grid.yaml --max-wall soon
expect 2 '--max-wall takes a time' "$rexed" sweep grid.yaml --max-wall 1:75:00
expect 2 '--max-wall takes a time' "$rexed" sweep grid.yaml --max-wall 4294967297:00:00
expect 2 '--max-wall takes a time' "$rexed" sweep grid.yaml --max-wall 4294967297-0:00:00
expect 2 'unknown output "rate"' "$rexed" sweep grid.yaml --set 'outputs=[rate]'
expect 2 'must be a multiple of 8, not 12' "$rexed" sweep grid.yaml --set 'part_members=12'
expect 0 'nothing wrong' "$rexed" check grid.yaml
expect 0 'members     200, in 5 parts of 40' "$rexed" sweep grid.yaml --dry-run -o dry.h5
expect 0 'this shard (1/3) has 80, in 2 parts' "$rexed" sweep grid.yaml --dry-run --shard 1/3 -o dry.h5
holds 'a dry run writes nothing' test ! -e dry.h5 -a ! -e dry.h5.parts

# ---- the same result however the work is cut ----
expect 0 '200 members, 200 ok: one.h5' sweep grid.yaml -o one.h5 -j 1
for threads in 2 7; do
  expect 0 '' sweep grid.yaml -o "t$threads.h5" -j "$threads" -q
  holds "1 and $threads threads give the same result" is_same one.h5 "t$threads.h5"
done
for members in 8 64 200; do
  expect 0 '' sweep grid.yaml -o "p$members.h5" --set "part_members=$members" -q -j 2
  holds "parts of 40 and of $members members give the same result" is_same one.h5 "p$members.h5"
done
for n in 3 7; do
  for i in $(seq $((n - 1)) -1 0); do expect 0 '' sweep grid.yaml -o "s$n.h5" --shard "$i/$n" --resume -q -j 2; done
  holds "1 and $n shards give the same result" is_same one.h5 "s$n.h5"
done
expect 0 '200 members' sweep grid.yaml -o again.h5 -j 1
if [ -n "$python" ]; then
  holds 'written twice: the same bytes but for provenance and cost' "$python" - one.h5 again.h5 <<'END'
import sys, h5py, numpy as np
a, b = (h5py.File(n, 'r') for n in sys.argv[1:])
def walk(f):
    found = {}
    def see(name, o):
        if name.startswith(('sweep/cost', 'provenance/run')): return
        found[name] = ({k: str(v) for k, v in o.attrs.items()},
                       (o.dtype.str, o.shape, o[()].tobytes() if o.dtype.kind != 'O' else str(o[()])) if isinstance(o, h5py.Dataset) else None)
    f.visititems(see)
    return found
assert walk(a) == walk(b)
END
fi

# ---- the name of the result ----
expect 2 'q.txt: the result is an HDF5 file and can'"'"'t be called .txt; name it out/q.h5' sweep grid.yaml -o out/q.txt
expect 2 'name it x.h5' sweep grid.yaml --set output=x.CSV
holds 'nothing was begun' test ! -e out -a ! -e x.CSV -a ! -e x.CSV.parts

# ---- members that fail are rows that say why ----
cat >failing.yaml <<'END'
sweep: failing
experiment: brief.yaml
parameters:
  stimuli/weak/duration: { values: [35, 0, 30] }
  stimuli/strong/onset: { values: [2, 50] }
END
expect 1 '8 of 12 members failed' sweep failing.yaml -o failing.h5
expect 0 'the stimulus weak lasts 0 ms' "$rexed" info failing.h5
# what leaves a range, by an operation too, is refused before anything runs
expect 2 '--set:1:78: parameters/circuit/populations/EX_TONIC/soma/channels/na_traub/gbar/values: study (scale -1): ' sweep failing.yaml \
  -o range.h5   --set 'parameters={cell/soma/channels/na_traub/gbar: {operation: scale, values: [1, -1]}}'
holds 'nothing was begun' test ! -e range.h5 -a ! -e range.h5.parts
expect 0 'invalid_parameters 8' "$rexed" info failing.h5
expect 1 'is there already' sweep failing.yaml -o failing.h5
cat >slow.yaml <<'END'
sweep: slow
experiment: brief.yaml
member_budget: 1e-6 s
parameters: { cell/soma/channels/na_traub/gbar: { operation: scale, values: [1, 1.1] } }
END
expect 1 '4 of 4 members failed' sweep slow.yaml -o slow.h5
expect 0 'time_budget        4' "$rexed" info slow.h5
if [ -n "$python" ]; then
  holds 'rows of failed members have status, code, message and NaN' "$python" - <<'END'
import h5py, numpy as np
f = h5py.File('failing.h5', 'r')
status = f['sweep/status'][()]
assert list(status) == [1, 4, 4, 4, 1, 4] * 2, status
assert list(f['sweep/failures/member'][()]) == list(np.nonzero(status > 1)[0])
assert len(f['sweep/failures/message']) == 8 and all(len(m) > 20 for m in f['sweep/failures/message'][()])
for name, data in f['sweep/outputs'].items():
    assert np.isnan(data[()][status != 1]).all(), name
    assert np.isfinite(data[()][status == 1]).all(), name
f = h5py.File('slow.h5', 'r')
assert list(f['sweep/status'][()]) == [5] * 4 and all(np.isnan(d[()]).all() for d in f['sweep/outputs'].values())
assert (f['sweep/failures/time'][()] >= 0).all()
END
fi

# ---- readers ----
if command -v ncdump >/dev/null; then
  holds 'ncdump reads it' ncdump -h one.h5
  ncdump -h one.h5 >header.txt 2>&1
  holds 'ncdump shows the members' grep -q 'member = 200' header.txt
  holds 'ncdump shows the stimuli' grep -q 'stimulus = 2' header.txt
fi
if [ -n "$python" ]; then
  holds 'h5py reads the columns' "$python" - <<'END'
import h5py, numpy as np
f = h5py.File('one.h5', 'r')
s = f['sweep']
assert f.attrs['format'] in (b'rexed-sweep', 'rexed-sweep') and s.attrs['n_members'] == 200
gbar = s['parameters/circuit.populations.EX_TONIC.soma.channels.na_traub.gbar']
leak = s['parameters/circuit.populations.EX_TONIC.dend.channels.leak.gbar.scale']
assert np.allclose(np.unique(gbar[()]), np.linspace(0.005, 0.02, 10)) and np.allclose(np.unique(leak[()]), np.geomspace(0.5, 5, 10))
assert (np.diff(leak[:10]) > 0).all() and (gbar[:10] == gbar[0]).all()  # the last parameter fastest
assert list(s['condition'][()]) == [0] * 100 + [1] * 100 and (s['seed'][()] == 0).all()
rate = s['outputs/rate_EX_TONIC']
assert rate.shape == (200, 2) and np.isfinite(rate[()]).all() and rate.attrs['units'] in (b'Hz', 'Hz')
assert (rate[:100] != rate[100:]).any()  # the condition does something
END
fi

# ---- what is there already ----
before=$(cksum <one.h5)
expect 0 'is there already, whole and of this plan; nothing to do' sweep grid.yaml -o one.h5
sed 's/n: 10/n: 5/' grid.yaml >fewer.yaml
expect 2 'study/parameters/' sweep fewer.yaml -o one.h5
expect 2 'study/replicates (was 1, is 2)' sweep grid.yaml -o one.h5 --set replicates=2
holds 'a sweep of another plan is left alone' test "$before" = "$(cksum <one.h5)"
cp -r one.h5.parts left.h5.parts
rm left.h5.parts/part-000003.h5
expect 2 '--resume goes on with it' sweep grid.yaml -o left.h5
expect 2 'solver/dt (was 0.025' sweep grid.yaml -o left.h5 --resume --set solver/dt=0.05
expect 2 'solver/precision (was double, is single)' sweep grid.yaml -o left.h5 --resume --set solver/precision=single
parts_of left.h5.parts >left.txt
expect 0 '4 of 5 parts are done already' sweep grid.yaml -o left.h5 --resume --set part_members=64
holds 'resume gives the same result' is_same one.h5 left.h5
holds 'resume computes nothing again' test -z "$(parts_of left.h5.parts | comm -13 - left.txt)"
cp one.h5 forced.h5
expect 0 '200 members' sweep grid.yaml -o forced.h5 --force -j 2
holds 'force gives the same result' is_same one.h5 forced.h5
expect 0 '50 members' sweep fewer.yaml -o forced.h5 --force -j 2
holds 'force leaves no part of the other plan' test "$(find forced.h5.parts -name 'part-*' | wc -l)" -eq 2
printf junk >junk.h5
expect 2 'nothing replaces it' sweep grid.yaml -o junk.h5 --force
mkdir plain.h5.parts && touch plain.h5.parts/thesis.txt
expect 2 '--resume goes on with it' sweep grid.yaml -o plain.h5
expect 0 '' sweep grid.yaml -o plain.h5 --resume -q -j 2
holds 'a file of the user in the folder stays' test -e plain.h5.parts/thesis.txt
printf x >file.h5.parts
expect 2 'is no folder' sweep grid.yaml -o file.h5
expect 2 "can't make a folder there" sweep grid.yaml -o grid.yaml/x.h5
expect 2 'has no name' sweep grid.yaml -o ''
expect 2 'is a folder; the result' sweep grid.yaml -o .
expect 2 'is a folder; the result' sweep grid.yaml -o new/
expect 0 'new/er/x.h5' sweep grid.yaml -o new/er/x.h5
expect 0 'results/slow.h5' sweep slow.yaml --set member_budget=100

# ---- damaged parts ----
# A byte flipped in each of 24 parts, at another place in each. In a gap between two datasets it changes nothing that is read; wherever it
# does, the part is found out.
cp -r p8.h5.parts damaged.h5.parts
size=$(stat -c %s damaged.h5.parts/part-000000.h5)
for b in $(seq 0 23); do
  part=damaged.h5.parts/part-$(printf %06d "$b").h5 at=$((size * (2 * b + 1) / 48))
  byte=$(od -An -tu1 -j "$at" -N1 "$part")
  printf "\\x$(printf %02x $((byte ^ 0x10)))" | dd of="$part" bs=1 seek="$at" conv=notrunc status=none
done
expect 0 'computed again (the file is kept as .bad)' sweep grid.yaml -o damaged.h5 --resume
holds 'flipped bytes change no result' is_same one.h5 damaged.h5
holds 'flipped bytes are found' test "$(find damaged.h5.parts -name '*.bad' | wc -l)" -ge 5
rm damaged.h5 damaged.h5.parts/*.bad
truncate -s $((size / 2)) damaged.h5.parts/part-000005.h5
: >damaged.h5.parts/part-000007.h5
cp damaged.h5.parts/part-000001.h5 damaged.h5.parts/part-000009.h5
cp forced.h5.parts/part-000001.h5 damaged.h5.parts/part-000011.h5
printf junk >damaged.h5.parts/part-000013.h5
expect 0 '5 damaged' "$rexed" info damaged.h5.parts
expect 1 '5 of 25 parts are missing or damaged' "$rexed" merge damaged.h5.parts
expect 0 '160 ok, 40 pending' "$rexed" merge damaged.h5.parts --partial -o partial.h5
expect 0 'pending            40' "$rexed" info partial.h5
expect 0 '200 members, 200 ok' sweep grid.yaml -o damaged.h5 --resume -j 2
holds 'damaged parts change no result' is_same one.h5 damaged.h5
for b in 05 07 09 11 13; do holds "the damaged part $b is kept aside" test -e "damaged.h5.parts/part-0000$b.h5.bad"; done

# ---- merge ----
mkdir far.h5.parts
cp one.h5.parts/plan.h5 far.h5.parts
cp -r one.h5.parts near.h5.parts
mv near.h5.parts/part-00000[13].h5 far.h5.parts
expect 2 '2 of 5 parts are missing' "$rexed" merge near.h5.parts
expect 0 '200 ok, 0 pending' "$rexed" merge near.h5.parts far.h5.parts -o both.h5
holds 'parts of two folders give the same result' is_same one.h5 both.h5
expect 2 'parts of different plans' "$rexed" merge one.h5.parts forced.h5.parts -o mixed.h5
expect 2 'have 40 members' "$rexed" merge one.h5.parts p8.h5.parts -o mixed.h5
expect 2 'is a sweep of another plan' "$rexed" merge one.h5.parts -o forced.h5
expect 0 '' "$rexed" merge one.h5.parts -o forced.h5 --force -q
holds 'merge --force replaces' is_same one.h5 forced.h5
expect 2 'into which file?' "$rexed" merge .
expect 2 'which parts?' "$rexed" merge
expect 2 'there is no folder of parts' "$rexed" merge nothing.parts
expect 0 '120 ok, 80 pending' "$rexed" merge near.h5.parts --partial
expect 0 '3 of 5 parts are done already' sweep grid.yaml -o near.h5 --resume
holds 'a partial file is completed' is_same one.h5 near.h5
cp -r one.h5.parts view.h5.parts
expect 0 '200 ok, 0 pending' "$rexed" merge view.h5.parts --virtual
expect 0 'virtual: 5 part files, 0 missing' "$rexed" info view.h5
expect 2 'they are the data' "$rexed" clean view.h5
if [ -n "$python" ]; then
  holds 'the view shows the same rows' "$python" -c "
import h5py, numpy as np
a, b = h5py.File('one.h5', 'r')['sweep'], h5py.File('view.h5', 'r')['sweep']
assert (a['status'][()] == b['status'][()]).all()
assert all(np.array_equal(a['outputs'][k][()], b['outputs'][k][()], equal_nan=True) for k in a['outputs'])"
fi
rm view.h5.parts/part-000002.h5
expect 1 'missing view.h5.parts/part-000002.h5' "$rexed" info view.h5

# ---- clean ----
expect 2 'no parts to remove' "$rexed" clean both.h5
cp partial.h5 waits.h5 && cp -r one.h5.parts waits.h5.parts
expect 2 'pending members: the parts are kept' "$rexed" clean waits.h5
cp failing.h5 other.h5 && cp -r one.h5.parts other.h5.parts
expect 2 'of another plan' "$rexed" clean other.h5
cp -r one.h5.parts kept.h5.parts && printf junk >kept.h5
expect 1 'kept.h5' "$rexed" clean kept.h5
for folder in waits other kept; do
  holds 'what is not cleaned is whole' test "$(find "$folder.h5.parts" -name 'part-*.h5' | wc -l)" -eq 5
done
cp one.h5 beside.h5 && cp -r one.h5.parts beside.h5.parts
mkdir beside.h5.parts/part-000001.h5.bad beside.h5.parts/mine
touch beside.h5.parts/part-notes.txt beside.h5.parts/mine/thesis.txt ".beside.html.$(uname -n).4194305.tmp"
expect 0 '5 part files removed' "$rexed" clean beside.h5
holds 'clean leaves what is foreign, and that alone' test "$(ls beside.h5.parts)" = "$(printf 'mine\npart-000001.h5.bad\npart-notes.txt')"
holds 'and what is below it' test -e beside.h5.parts/mine/thesis.txt
holds 'clean removes what a killed report left' test ! -e ".beside.html.$(uname -n).4194305.tmp"
cp -r one.h5.parts/* beside.h5.parts
expect 0 'left: beside.h5.parts/part-notes.txt' "$rexed" clean beside.h5
cp one.h5 done.h5 && cp -r one.h5.parts done.h5.parts
touch "done.h5.parts/.part-000001.h5.$(uname -n).4194305.tmp" done.h5.parts/part-000002.h5.bad
expect 0 '5 part files removed' "$rexed" clean done.h5
holds 'clean removes the folder' test ! -e done.h5.parts
expect 0 'nothing to do' sweep grid.yaml -o done.h5

# ---- a full disk, a folder that can't be written to ----
expect 1 'full.h5.parts/plan.h5: cannot write' bash -c 'ulimit -f 4; "$rexed" sweep grid.yaml -o full.h5 -q'
expect 0 '' sweep grid.yaml -o full.h5 --shard 0/3 --resume -q
expect 1 'full.h5.parts/part-00000' bash -c 'ulimit -f 4; "$rexed" sweep grid.yaml -o full.h5 -q --resume -j 2'
expect 0 '' "$rexed" merge full.h5.parts --partial -q
rm full.h5.parts/part-000000.h5
expect 0 '' sweep grid.yaml -o full.h5 --shard 1/3 --resume -q
expect 0 '' sweep grid.yaml -o full.h5 --shard 2/3 --resume -q
cp one.h5.parts/part-000000.h5 full.h5.parts
before=$(cksum <full.h5)
expect 1 'full.h5: ' bash -c 'ulimit -f 40; "$rexed" sweep grid.yaml -o full.h5 -q --resume'
holds 'a full disk leaves the previous file' test "$before" = "$(cksum <full.h5)"
expect 0 '' sweep grid.yaml -o full.h5 --resume -q
holds 'after a full disk it goes on' is_same one.h5 full.h5
if [ "$(id -u)" -ne 0 ]; then
  mkdir locked && chmod a-w locked
  expect 2 'Permission denied' sweep grid.yaml -o locked/x.h5
elif command -v setpriv >/dev/null; then
  mkdir locked && chmod 755 . locked
  expect 2 'Permission denied' setpriv --reuid 65534 --regid 65534 --clear-groups "$rexed" sweep "$work/grid.yaml" -o locked/x.h5
fi

# ---- signals and limits ----
# stop_with OPTIONS… -- SIGNALS…: begins the endless sweep, sends the signals once its first part is there, says the exit status
stop_with() {
  local options=() pid
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  shift
  rm -rf stop.h5.parts
  "$rexed" sweep endless.yaml -o stop.h5 -q -j 1 "${options[@]}" >stop.txt 2>&1 </dev/null &
  pid=$!
  until_true test -e stop.h5.parts/part-000000.h5
  for signal in "$@"; do kill "-$signal" $pid; sleep 0.2; done
  wait $pid
  echo $?
}
for signal in TERM INT USR1; do holds "SIG$signal ends with 75" test "$(stop_with --set grace=0 -- $signal)" = 75; done
holds 'it says how to go on' grep -q -- '--resume' stop.txt
holds 'a part under way is given up after the grace' test "$(stop_with --set grace=1 -- TERM)" = 75
holds 'a second signal ends at once' test "$(stop_with --set grace=1000 -- TERM TERM)" = 75
holds 'what was whole is kept' test -e stop.h5.parts/part-000000.h5
holds 'what was not leaves nothing' test -z "$(find . -name '*.tmp')"
expect 75 '--resume goes on' sweep endless.yaml -o limit.h5 -j 1 --max-wall '2 s'
expect 75 '--resume goes on' sweep endless.yaml -o limit.h5 -j 2 --max-wall 0:00:02 --resume
SLURM_JOB_END_TIME=$(($(date +%s) + 3)) expect 75 '--resume goes on' sweep endless.yaml -o limit.h5 -j 1 --resume
for most in 99999999:00:00 99999999-0:00:00 '1e300 h'; do # alarm() holds 2^32 s
  expect 0 '200 members, 200 ok' sweep grid.yaml -o most.h5 --force -j 2 --max-wall "$most"
done
SLURM_JOB_END_TIME=99999999999999999999 expect 0 '200 members, 200 ok' sweep grid.yaml -o most.h5 --force -j 2
SLURM_JOB_END_TIME=1 expect 75 '--resume goes on' sweep endless.yaml -o limit.h5 -j 1 --resume
expect 1 '16 of 32 members failed' sweep endless.yaml -o budget.h5 --set member_budget=0.05
expect 0 'time_budget        16' "$rexed" info budget.h5

# ---- Slurm arrays ----
array() { # ID MIN COUNT STEP OPTIONS…
  SLURM_ARRAY_TASK_ID=$1 SLURM_ARRAY_TASK_MIN=$2 SLURM_ARRAY_TASK_COUNT=$3 SLURM_ARRAY_TASK_STEP=$4 "$rexed" sweep grid.yaml --resume "${@:5}"
}
expect 0 '1 of 5 parts are there' array 7 3 3 2 -o array.h5
holds 'a task takes its parts' test -e array.h5.parts/part-000002.h5
expect 0 '3 of 5 parts are there' array 3 3 3 2 -o array.h5
expect 2 'not evenly spaced' array 4 3 3 2 -o array.h5
expect 2 'not evenly spaced' array 9 3 3 2 -o array.h5
expect 0 '200 members, 200 ok' array 9 3 3 2 -o array.h5 --shard 1/3
holds 'an array gives the same result' is_same one.h5 array.h5

# ---- two processes at once ----
"$rexed" sweep grid.yaml -o race.h5 --resume -q -j 1 &
"$rexed" sweep grid.yaml -o race.h5 --resume -q -j 1 &
wait %1 && wait %2 || fail 'two processes that begin at once both end well'
holds 'two processes give the same result' is_same one.h5 race.h5
holds 'two processes leave nothing' test -z "$(find race.h5.parts -name '*.tmp')"

# ---- another version ----
commit=$(grep -a -o -m1 "$("$rexed" --version | grep -o '[0-9a-f]\{40\}' | head -n 1)" "$rexed" | head -n 1)
if [ ${#commit} -eq 40 ]; then
  sed "s/$commit/$(tr 0-9 1-90 <<<"$commit")/g" "$rexed" >other_rexed && chmod +x other_rexed
  cp -r one.h5.parts older.h5.parts && rm older.h5.parts/part-000001.h5
  expect 2 '--accept-version, or begin anew' ./other_rexed sweep grid.yaml -o older.h5 --resume
  expect 0 '200 ok' ./other_rexed sweep grid.yaml -o older.h5 --resume --accept-version
  expect 2 '--accept-version merges them' "$rexed" merge older.h5.parts -o older2.h5
  if [ -n "$python" ]; then
    holds 'the file says which versions were let in' "$python" -c "
import h5py
assert 'accepted_versions' in h5py.File('older.h5', 'r')['provenance'].attrs
assert 'accepted_versions' not in h5py.File('one.h5', 'r')['provenance'].attrs"
  fi
fi

# ---- what a plan is ----
# Conditions and stimuli in another order are other rows and columns: never mixed with those that are there.
cp brief.yaml kept.yaml
expect 0 '' sweep grid.yaml -o order.h5 --shard 0/2 -q
{ sed '/^conditions:/,$d' kept.yaml; echo 'conditions:'; sed -n '/less_k:/p; /control:/p' kept.yaml | tac; } >brief.yaml
expect 2 'conditions (was [control, less_k], is [less_k, control])' sweep grid.yaml -o order.h5 --shard 1/2 --resume
{ sed -n '/^stimuli:/q; p' kept.yaml; echo 'stimuli:'; sed -n '/weak:/p; /strong:/p' kept.yaml | tac; sed -n '/^conditions:/,$p' kept.yaml; } >brief.yaml
expect 2 'stimuli (was [weak, strong], is [strong, weak])' sweep grid.yaml -o order.h5 --shard 1/2 --resume
cp kept.yaml brief.yaml
expect 2 "a shard can't begin anew" sweep grid.yaml -o order.h5 --shard 1/2 --force
holds 'parts of another shard stay' test -e order.h5.parts/part-000000.h5
expect 2 'counted from 0, at most 1000000' sweep grid.yaml -o shard.h5 --shard 3/18446744073709551615
cp -r one.h5.parts lost.h5.parts && cp one.h5 lost.h5 && rm lost.h5.parts/part-000001.h5
expect 2 'would leave 40 (--force replaces it)' "$rexed" merge --partial lost.h5.parts
holds 'a fuller file stays' is_same one.h5 lost.h5
truncate -s 900 lost.h5.parts/plan.h5
rm lost.h5
expect 0 'made again' sweep grid.yaml -o lost.h5 --resume
holds 'a damaged plan costs nothing' is_same one.h5 lost.h5

holds 'nothing half-written is left anywhere' test -z "$(find . -name '*.tmp')"
conclude 'all checks of the sweep hold'
