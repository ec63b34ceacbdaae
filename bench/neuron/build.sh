#!/usr/bin/env bash
# Compiles the benchmark's NEURON mechanisms (mod/*.mod) with -O3 -march=native into OUTDIR/libnrnmech.so.
#   build.sh OUTDIR
# Writes only below OUTDIR. Exit status: 0 done, 1 the compilation failed, 2 bad usage, 3 NEURON is not installed.
set -euo pipefail

if [ $# -ne 1 ] || [ -z "$1" ]; then
  echo "usage: build.sh OUTDIR" >&2
  exit 2
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

missing() {
  echo "build.sh: $1 not found: NEURON is not installed (Debian: neuron, neuron-dev, python3-neuron)" >&2
  exit 3
}
for program in nrnivmodl nocmodl; do
  command -v "$program" >/dev/null || missing "$program"
done
for program in make cc c++; do
  if ! command -v "$program" >/dev/null; then
    echo "build.sh: $program not found: a C and C++ compiler and make are needed" >&2
    exit 3
  fi
done

# The first of the given files that exists.
first() {
  local name=$1 path
  shift
  for path in "$@"; do
    if [ -e "$path" ]; then
      echo "$path"
      return
    fi
  done
  missing "$name"
}
makefile=$(first nrnmech_makefile /usr/lib/nrn/nrnmech_makefile /usr/bin/nrnmech_makefile)
library=$(first libnrniv.so /usr/lib/nrn/libnrniv.so "/usr/lib/$(uname -m)-linux-gnu/libnrniv.so" /usr/lib/libnrniv.so)
units=$(first nrnunits.lib /usr/share/nrn/lib/nrnunits.lib)
headers=$(first scoplib.h /usr/include/nrn/scoplib.h /usr/include/scoplib.h)

mkdir -p "$1"
out=$(cd "$1" && pwd)
if [[ $out == *[[:space:]]* ]]; then
  echo "build.sh: $out: NEURON's compiler scripts cannot work in a path with spaces" >&2
  exit 2
fi
work=$out/neuron-build
rm -rf "$work"
mkdir -p "$work/home/bin" "$work/home/lib" "$work/home/share" "$work/mod"

# The package's nrnivmodl looks for its parts in one folder; the package keeps them in several.
ln -s "$makefile" "$work/home/bin/nrnmech_makefile"
ln -s "$(command -v nocmodl)" "$work/home/bin/nocmodl"
ln -s "$library" "$work/home/lib/libnrniv.so"
ln -s "$(dirname "$(dirname "$units")")" "$work/home/share/nrn"
ln -s "$(dirname "$headers")" "$work/home/include"
cp "$here"/mod/*.mod "$here"/mod/*/*.mod "$work/mod/"

# These flags follow the package's own -O2 on the command line, so they win. The program `special` does not link with
# the package; the library made before it is all that is needed. Without the last flag no function of a mechanism is inlined.
flags="-O3 -march=native -fno-semantic-interposition"
(cd "$work" && NRNHOME=$work/home NRNHOME_EXEC=$work/home nrnivmodl -incflags "$flags" mod) >"$work/log" 2>&1 || true
built=$(find "$work" -name libnrnmech.so -not -path '*/.libs/*' | head -n 1)
if [ -z "$built" ]; then
  cat "$work/log" >&2
  echo "build.sh: the mechanisms did not compile (output above)" >&2
  exit 1
fi
mv "$built" "$out/libnrnmech.so"
rm -rf "$work"
