#!/usr/bin/env bash
# Fails when the compiler did not vectorise both loops of every channel's kernel (eight places, and the rest), at AVX2, in the fixed step.
#   kernels_vectorised.sh COMPILER SOURCE_DIR FLAGS…
set -euo pipefail
# equal kernels of two channels are not made one here (-fno-ipa-icf): each is counted
compiler=$1 source=$2
shift 2
report=$("$compiler" -std=c17 -I"$source" "$@" -DRX_LEVEL=avx2 -mavx2 -mfma -fno-ipa-icf -fopt-info-vec-optimized -c "$source/solver/kernels/kernels_step.c" \
  -o /dev/null 2>&1)
expected=$(grep -cE '^ *X\([a-z_0-9]+, [A-Z_0-9]+\)' "$source/models/channels/all.h")
line=$(grep -n '^RX_CHANNEL_LIST(RX_STEP_KERNELS)' "$source/solver/kernels/kernels_step.c" | cut -d: -f1)
found=$(grep -cE "kernels_step.c:$line:[0-9]+: optimized: loop vectorized using 32 byte vectors" <<<"$report" || true)
lanes=$(grep -E 'kernels_step.c:[0-9]+:[0-9]+: optimized: loop vectorized using 32 byte vectors' <<<"$report" | grep -vc ":$line:" || true)
echo "$found loops of $expected channel kernels and $lanes loops over lanes and places are vectorised"
[ "$expected" -ge 15 ] && [ "$found" -ge $((2 * expected)) ] && [ "$lanes" -ge 10 ]
