# What the tests of the program share; to be sourced, after `rexed` and `work` are set.

n_failed=0

fail() { # TEXT
  echo "FAILED: $1"
  n_failed=$((n_failed + 1))
}

# expect STATUS TEXT COMMAND…: the command ends with STATUS and says TEXT (a fixed string; "" for anything)
expect() {
  local status=$1 text=$2 said got
  shift 2
  said=$("$@" 2>&1 </dev/null)
  got=$?
  if [ "$got" -ne "$status" ]; then
    fail "$*: exit status $got, expected $status: $said"
  elif ! grep -qF -- "$text" <<<"$said"; then
    fail "$*: does not say \"$text\": $said"
  fi
}

holds() { # TEXT COMMAND…
  local text=$1
  shift
  "$@" >/dev/null 2>&1 || fail "$text"
}

# Ends the script with what it found.
conclude() { # TEXT
  if [ $n_failed -gt 0 ]; then
    echo "$n_failed checks failed"
    exit 1
  fi
  echo "$1"
}

# ---- sweeps ----

# A study of 200 members, each a millisecond: a cell under two current steps, in two conditions. $work/NAME.yaml
make_study() { # NAME PART_MEMBERS
  cat >"$work/brief.yaml" <<'END'
experiment: brief
cell: EX_TONIC
stimuli:
  weak: { kind: current_clamp, amplitude: 150 pA, onset: 2 ms, duration: 35 ms, run_time: 40 ms }
  strong: { kind: current_clamp, amplitude: 400 pA, onset: 2 ms, duration: 35 ms, run_time: 40 ms }
conditions:
  control: { reference: true }
  less_k: { modifiers: { circuit/populations/EX_TONIC/dend/channels/k_traub/gbar: { scale: 0.5 } } }
END
  cat >"$work/$1.yaml" <<END
sweep: $1
experiment: brief.yaml
part_members: $2
parameters:
  cell/soma/channels/na_traub/gbar: { from: 5 mS/cm2, to: 20 mS/cm2, n: 10 }
  cell/dend/channels/leak/gbar: { operation: scale, from: 0.5, to: 5, n: 10, spacing: log }
END
}

# Members 0 to 7 take a millisecond, 8 to 15 (and all of parts 1 and 3) for ever: to be interrupted. $work/endless.yaml
make_endless() {
  cat >"$work/endless.yaml" <<'END'
sweep: endless
experiment: brief.yaml
part_members: 8
design: list
set: { stimuli: { strong: null } }
parameters:
  stimuli/weak/run_time:
    values: [40, 40, 40, 40, 40, 40, 40, 40, 3.6e6, 3.6e6, 3.6e6, 3.6e6, 3.6e6, 3.6e6, 3.6e6, 3.6e6]
END
}

# is_same A B: the same result (docs/output-format.md), by content and by the hash of it
is_same() {
  local a b
  a=$(content_hash "$1")
  b=$(content_hash "$2")
  [ -n "$a" ] && [ "$a" = "$b" ] || return 1
  command -v h5diff >/dev/null || return 0
  h5diff --exclude-path /provenance/run --exclude-path /sweep/cost "$1" "$2" >/dev/null
}

# The attribute as text: h5dump where it is there, else the 32 digits that follow the attribute's name in the file.
content_hash() {
  if command -v h5dump >/dev/null; then
    h5dump -a /content_hash "$1" 2>/dev/null | sed -n 's/.*(0): "\(.*\)".*/\1/p'
  else
    grep -a -o 'content_hash.*' "$1" | grep -a -o -m1 '[0-9a-f]\{32\}' | head -n 1
  fi
}

# Names, inodes and times of the finished parts of a folder: what must not change afterwards.
parts_of() { find "$1" -name 'part-*.h5' -printf '%f %i %T@ %s\n' 2>/dev/null | sort; }

# A python3 that has h5py; nothing where there is none.
python_with_h5py() {
  local p
  for p in /usr/bin/python3 python3; do
    if "$p" -c 'import h5py' >/dev/null 2>&1; then
      echo "$p"
      return
    fi
  done
}

# Waits until a command holds, for 30 s at most.
until_true() {
  for _ in $(seq 600); do
    "$@" && return 0
    sleep 0.05
  done
  return 1
}
