#!/usr/bin/env bash
# rexed-verify on folders of its own: what agrees leaves with 0, a changed number with 1, a bad table or command line with 2; rows,
# files and orders of columns it has not seen run as they stand.
#   test_rexed_verify.sh PROGRAM REFERENCE
set -u
program=$(readlink -f "$1")
shipped=$(readlink -f "$2")/dorsal-horn
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
n_failed=0

fail() {
  echo "FAILED: $1"
  n_failed=$((n_failed + 1))
}

# expect STATUS TEXT NAME ARGUMENTS…: runs the program; its output must have TEXT ("": any)
expect() {
  local status=$1 text=$2 name=$3
  shift 3
  "$program" -j 2 "$@" >out 2>err
  local got=$?
  cat out err >both
  if [ $got -ne "$status" ] || { [ -n "$text" ] && ! grep -qF -- "$text" both; }; then
    fail "$name: status $got, expected $status${text:+ and \"$text\"}"
    tail -n 15 both
  fi
}

# folder NAME FILE…: a folder with these shipped files
folder() {
  rm -rf "$1"
  mkdir "$1"
  local to=$1
  shift
  for file in "$@"; do cp "$shipped/$file" "$to/"; done
}

# ---- what agrees
folder cells
head -1 "$shipped/single_cell_fi.csv" >cells/single_cell_fi.csv
grep '^IN_TONIC,std,0.03,' "$shipped/single_cell_fi.csv" >>cells/single_cell_fi.csv
cp "$shipped/trace_IN_TONIC_std_30pA.csv" "$shipped/short_term_plasticity.csv" cells/
grep -e '^cell,' -e '^IN_TONIC,std,0.03,' "$shipped/single_cell_spikes.csv" >cells/single_cell_spikes.csv
expect 0 "figures hold" "shipped rows" --reference cells
expect 0 "" "topic by name" --reference cells dorsal-horn
expect 0 "" "topic by its name in C" --reference cells dorsal_horn
mkdir above && cp -r cells above/dorsal-horn
expect 0 "IN_TONIC std 0.03 nA" "folder of folders" --reference above
expect 0 "" "markdown" --reference cells --markdown verification.md
grep -q '^## cells, CVODE' verification.md || fail "markdown has no table of the cells"

folder spikes
cp cells/single_cell_spikes.csv spikes/
expect 0 "first 10 spikes" "spike times alone" --reference spikes

# ---- columns in another order, more columns, spaces, CRLF
folder order
awk -F, 'BEGIN { OFS = "," } { print "x" NR, $10, $9, $8, $7, $6, $5, $4, $3, $2, $1 }' cells/single_cell_fi.csv | sed 's/,/ , /g; s/$/\r/' >order/single_cell_fi.csv
sed -i '1s/^x1/remark/' order/single_cell_fi.csv
expect 0 "IN_TONIC std 0.03 nA" "columns in another order" --reference order

# ---- a changed number
folder changed short_term_plasticity.csv
sed -i 's/,0.31464501,/,0.31464504,/' changed/short_term_plasticity.csv
expect 1 FAILS "changed u" --reference changed
folder changed
awk -F, 'BEGIN { OFS = "," } NR > 1 { $4 += 1 } { print }' cells/single_cell_fi.csv >changed/single_cell_fi.csv
expect 1 FAILS "one spike more" --reference changed
folder changed gates_36C.csv gates_params.csv
awk -F, 'BEGIN { OFS = "," } NR == 20 { $7 *= 1.00001 } { print }' "$shipped/gates_36C.csv" >changed/gates_36C.csv
sed -i '/calcium/d' changed/gates_params.csv
expect 1 "NaT_h" "changed gate, first NaT_h" --reference changed
folder changed rate_steady.csv
sed -i 's/,0.25179044,/,0.25180044,/' changed/rate_steady.csv
expect 1 FAILS "changed rate" --reference changed
folder changed psp_PN_NK1.csv psp_events.csv
sed -i '/Ecl/d' changed/psp_events.csv
sed -i 's/^1500.0,-[0-9.]*/1500.0,-63.90/' changed/psp_PN_NK1.csv
expect 1 FAILS "changed potential" --reference changed

# ---- bad tables: file, line and what is wrong; nothing runs
bad() {
  expect 2 "$2" "$1" --reference bad
  grep -q summary out && fail "$1: something ran"
}
folder bad
sed '2s/0.03/0.03x/' cells/single_cell_fi.csv >bad/single_cell_fi.csv
bad "no number" "bad/single_cell_fi.csv:2:"
sed '2s/$/,7/' cells/single_cell_fi.csv >bad/single_cell_fi.csv
bad "too many fields" "bad/single_cell_fi.csv:2:"
sed '1s/amp_nA/amplitude/' cells/single_cell_fi.csv >bad/single_cell_fi.csv
bad "column missing" "bad/single_cell_fi.csv:1:1: has no column \"amp_nA\""
sed '2s/IN_TONIC/IN_TONICS/' cells/single_cell_fi.csv >bad/single_cell_fi.csv
bad "unknown cell" "bad/single_cell_fi.csv:2:1:"
sed '2s/,std,/,coarse,/' cells/single_cell_fi.csv >bad/single_cell_fi.csv
bad "unknown grid" "bad/single_cell_fi.csv:2:1:"
sed '2s/0.03/nan/' cells/single_cell_fi.csv >bad/single_cell_fi.csv
bad "not finite" "bad/single_cell_fi.csv:2:"
: >bad/single_cell_fi.csv
bad "empty" "bad/single_cell_fi.csv"
folder bad
echo "cell,grid,changes,amp_nA,n_spikes,first_ms,mean_isi_step_ms,v199_mV" >bad/single_cell_params.csv
cp bad/single_cell_params.csv header
for changes in "soma/na_tarub*2" "knee/leak*2" "soma*2" "soma/leak" "soma/leak*x" "soma/leak=-1"; do
  cp header bad/single_cell_params.csv
  echo "IN_TONIC,std,$changes,0.03,1,,," >>bad/single_cell_params.csv
  bad "changes $changes" "bad/single_cell_params.csv:2:14: changes:"
done
folder bad trace_IN_TONIC_std_30pA.csv
mv bad/trace_IN_TONIC_std_30pA.csv bad/trace_IN_TONIC_thirty_pA.csv
bad "name of a trace" "not of the form"
folder bad gates_params.csv
bad "file that is not there" "gates_36C.csv is not in the folder"
folder bad sdh_cases.csv
sed -i '2s/,Ab,/,Ab+noxious_7,/' bad/sdh_cases.csv
bad "unknown set of trains" "noxious_7"
folder bad ddh_windup.csv
sed -i '2s/AaC/AB/' bad/ddh_windup.csv
bad "unknown fibres" "bad/ddh_windup.csv:2:"

# ---- the command line
expect 2 "no such folder" "no folder" --reference nowhere
mkdir empty
expect 2 "no table" "empty folder" --reference empty
expect 2 "unknown topic" "unknown topic" dorsal-horns
expect 2 "" "unknown option" --refrence cells
expect 2 "threads" "bad number of threads" -j two
expect 0 "dorsal-horn" "help" --help

# ---- rows never seen: what rexed gives, put in as the reference, holds
# value CASE FIGURE: the number of the last run
value() {
  awk -v item="$1" -v figure="$2" 'index($0, item) && index($0, figure) { rest = substr($0, index($0, figure) + length(figure));
    split(rest, field, " "); print field[2]; exit }' out
}
folder unseen
echo "mean_isi_step_ms,cell,v199_mV,grid,amp_nA,first_ms,n_spikes" >unseen/single_cell_fi.csv
cp unseen/single_cell_fi.csv header
echo "1,EX_DELAYED,0,std,0.2171,1,0" >>unseen/single_cell_fi.csv
expect 1 "EX_DELAYED std 0.2171 nA" "unseen amplitude, no reference yet" --reference unseen
item="EX_DELAYED std 0.2171 nA"
cp header unseen/single_cell_fi.csv
echo "$(value "$item" "mean interval to 700 ms"),EX_DELAYED,$(value "$item" "V at 199 ms"),std,0.2171,$(value "$item" "first spike, ms"),$(value "$item" spikes)" >>unseen/single_cell_fi.csv
expect 0 "figures hold" "unseen amplitude" --reference unseen
[ "$(value "$item" spikes)" -gt 10 ] || fail "unseen amplitude: no spikes"

folder unseen
printf '%s\n' "cell,grid,changes,amp_nA,n_spikes,v199_mV" "DDH_WDR,net,dend/can=0.0001;hillock/k_traub*0.9;all/leak*1.1,0.043,0,0" >unseen/single_cell_params.csv
expect 1 "DDH_WDR net 0.043 nA, dend/can=0.0001" "unseen changes and grid" --reference unseen

folder unseen
sed -n '1,3p' "$shipped/short_term_plasticity.csv" >unseen/short_term_plasticity.csv
printf '%s\n' "file,temperature_C,v_T_mV,s_a_mV,s_b_mV,rate" "mine.csv,30,-52,,,2" >unseen/gates_params.csv
printf '%s\n' "KDRI_n_tau_ms,v_mV,KT_n_inf" "1,-40.5,1" >unseen/mine.csv
expect 1 "KDRI_n_tau_ms at -40.5 mV" "unseen gates" --reference unseen
sed -i "2s/.*/$(value "mine.csv, 30 degC" "KDRI_n_tau_ms at -40.5 mV"),-40.5,$(value "mine.csv, 30 degC" "KT_n_inf at -40.5 mV")/" unseen/mine.csv
expect 0 "figures hold" "unseen gates with their reference" --reference unseen

folder unseen
printf '%s\n' "file,cell,grid,receptor,arrival_ms,weight_nS,E_mV,tau_rise_ms,tau_decay_ms" \
  "short.csv,EX_DELAYED,full,AMPA,3.01,0.7,0,0.2,4" "short.csv,EX_DELAYED,full,NMDA,5,0.7,0,2,80" "short.csv,EX_DELAYED,full,GABA_A,7,0.7,-62,0.1,20" >unseen/psp_events.csv
printf '%s\n' "t_ms,v_soma_mV,v_dend_mV" "0,-65,-65" "0.2,-65,-65" "0.4,-65,-65" >unseen/short.csv
expect 1 "short.csv, ensemble" "unseen synapses" --reference unseen

folder unseen
printf '%s\n' "changes,frequency_Hz,stimulus,peak_fP_Hz" "gIP=1.1;tau_G=0.5,0.7,1,0" "gIP=1.1;tau_G=0.5,0.7,2,0" >unseen/rate_windup.csv
printf '%s\n' "case,changes,A_Hz,C_Hz,peak_fP_Hz" "mine,gAE=0.1,33,17,0" >unseen/rate_summary.csv
printf '%s\n' "t_s,fP_Hz" "0,0" "0.002,0" >unseen/rate_mine.csv
expect 1 "train of 0.7 Hz, pulse 2, gIP=1.1;tau_G=0.5" "unseen rate model" --reference unseen
grep -q "fP_Hz at 0.002 s" out || fail "unseen rate model: no course"

folder unseen
printf '%s\n' "case,frequency_Hz,fibres,inhibition,Einh_mV,stimulus,wdr_spikes_60ms_on" "mine,3,Aa,0.7,-63,1,999" "mine,3,Aa,0.7,-63,2,999" >unseen/ddh_windup.csv
expect 1 "3 Hz Aa, inhibition 0.7" "unseen wind-up, latencies of the shipped folder" --reference unseen
grep -q "ddh_latencies.csv is not in" out || fail "unseen wind-up: the note is missing"

folder unseen
printf '%s\n' "case,afferent_sets,inhibition,Einh_mV,sprouting" "mine,late+early,0.8,-66,1.5" >unseen/sdh_cases.csv
printf '%s\n' "set,class,index,t_ms" "early,Ab_SAI,0,1" "late,C_PEP,79,3.5" >unseen/sdh_afferents.csv
printf '%s\n' "rate_0_20_Hz,case,population" "900,mine,PKC" >unseen/sdh_rates.csv
expect 1 "PKC, 0-20 ms, Hz" "unseen case of the superficial module" --quick --reference unseen

# ---- the topic of sensitivity
mkdir indices
{
  echo 'value,index,function,other,parameter'
  echo '0.557588855,ST,ishigami,,1'
  echo '0.243683664,S2,ishigami,3,1'
} >indices/sobol_indices.csv
expect 0 "2 of 2 figures hold" "known indices" --reference indices sensitivity
sed 's/0.5575/0.5875/' indices/sobol_indices.csv >edited && cp edited indices/sobol_indices.csv
expect 1 "1 of 2 figures hold" "an index that is off by 0.03" --reference indices sensitivity
sed 's/ishigami,,1/ishigmi,,1/' edited >indices/sobol_indices.csv
expect 2 'unknown function "ishigmi"' "unknown function" --reference indices sensitivity
sed 's/ST/TS/' edited >indices/sobol_indices.csv
expect 2 'unknown index "TS"' "unknown index" --reference indices sensitivity
sed 's/ishigami,3,1/ishigami,1,1/' edited >indices/sobol_indices.csv
expect 2 'sobol_indices.csv' "a pair of one parameter" --reference indices sensitivity

if [ $n_failed -gt 0 ]; then
  echo "$n_failed failed"
  exit 1
fi
echo "all hold"
