#!/usr/bin/env bash
# rexed-verify on folders of its own: what agrees leaves with 0, a changed number with 1, a bad table or command line with 2; rows,
# files and orders of columns it has not seen run as they stand.
#   test_rexed_verify.sh PROGRAM REFERENCE
set -u
program=$(readlink -f "$1")
shipped=$(readlink -f "$2")/dorsal-horn
noci=$(readlink -f "$2")/nociceptor
motor=$(readlink -f "$2")/motoneuron
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

# ---- the topic of nociceptors
# nociceptor FOLDER FILE…: a folder with these of its files
nociceptor() {
  rm -rf "$1"
  mkdir "$1"
  local to=$1
  shift
  for file in "$@"; do cp "$noci/$file" "$to/"; done
}
# rows FILE PATTERN: its header and the rows that match
rows() { sed -n -e 1p -e "/$2/p" "$noci/$1"; }
# wrong NAME TEXT: the folder bad is refused with this text, and nothing runs
wrong() {
  expect 2 "$2" "$1" --reference bad nociceptor
  grep -q summary out && fail "$1: something ran"
}

nociceptor some n9_gates.csv nx_gates_human_nav18.csv
rows xp_steps.csv '^[ad],' >some/xp_steps.csv
rows xp_spiketimes.csv '^[ad],' >some/xp_spiketimes.csv
rows n9_steps.csv '^[bl],' >some/n9_steps.csv
rows n9_spiketimes.csv '^[bl],' >some/n9_spiketimes.csv
rows n9_vclamp_inactivation.csv '^-70' >some/n9_vclamp_inactivation.csv
rows block_steady.csv '^suzetrigine.*-60' >some/block_steady.csv
rows block_trains.csv '^lidocaine.*,[1-4],' >some/block_trains.csv
rows aenc.csv '^Ad_Dhair,brush' >some/aenc.csv
rows aenc_spiketimes.csv '^C_LTMR,von Frey 2 ' >some/aenc_spiketimes.csv
rows xp_rheobase.csv '^XP7,g13=0.8mS' >some/xp_rheobase.csv
rows cf_patch_spiketimes.csv '^[25]0' >some/cf_patch_spiketimes.csv
rows cf_conduction.csv '^0.25' >some/cf_conduction.csv
expect 0 "figures hold" "some rows of nociceptors" --reference some nociceptor
for text in "xp0 d: 17 pA, g17=40mS" "C_LTMR, von Frey 2 mN" "nx_gates_human_nav18.csv, kernel" "steady at -60 mV"; do
  grep -qF -- "$text" out || fail "some rows of nociceptors: no $text"
done
rm some/cf_conduction.csv # which takes longer than all the others
mkdir whole && cp -r some whole/nociceptor
expect 0 "figures hold" "folder of folders with nociceptors" --reference whole

# a changed number
cp -r some moved
sed -i '2s/,[0-9.]*\r*$/,55.2/' moved/n9_spiketimes.csv
expect 1 FAILS "a spike of n9 that is off" --reference moved nociceptor
cp -r some/. moved
sed -i '2s/,5.1819\r*$/,5.25/' moved/xp_rheobase.csv
expect 1 FAILS "a rheobase that is off" --reference moved nociceptor
cp -r some/. moved
sed -i '2s/0\.[0-9]*\r*$/0.5/' moved/block_steady.csv
expect 1 FAILS "a block that is off" --reference moved nociceptor
cp -r some/. moved
sed -i '2s/,80,/,90,/' moved/aenc.csv
expect 1 FAILS "a count of a mechanoreceptor that is off" --reference moved nociceptor

# bad tables
nociceptor bad
for change in "g71=4mS" "g17=4" "g17=xmS" "f17=2" "g17" "fF=0.5" "g17=4mS (remark" "v18=0.5"; do
  { head -1 "$noci/xp_rheobase.csv"; echo "XP7,$change,,11"; } >bad/xp_rheobase.csv
  wrong "change $change" "bad/xp_rheobase.csv:2:5: changes:"
done
{ head -1 "$noci/xp_rheobase.csv"; echo "XP3,,,11"; } >bad/xp_rheobase.csv
wrong "unknown model" "bad/xp_rheobase.csv:2:1: model: unknown model \"XP3\""
nociceptor bad
{ head -1 "$noci/nx_steps.csv"; echo "a,,von Frey 5 mN,60,1000,,,9,,"; } >bad/nx_steps.csv
wrong "stimulus that is none of current" "bad/nx_steps.csv:2:4: stimulus:"
sed -i '1s/amp,/amplitude,/' bad/nx_steps.csv
wrong "column missing" "bad/nx_steps.csv:1:1: has no column \"amp\""
nociceptor bad
rows n9_steps.csv '^b,' >bad/n9_steps.csv
rows n9_spiketimes.csv '^[bc],' >bad/n9_spiketimes.csv
wrong "spikes of no case" "bad/n9_spiketimes.csv:3:1: case: n9_steps.csv has no case \"c\""
rows n9_spiketimes.csv '^b,' >bad/n9_spiketimes.csv
echo "b,1,70" >>bad/n9_spiketimes.csv
wrong "a spike twice" "bad/n9_spiketimes.csv:3:3: spike: 1 is there twice"
rm bad/n9_steps.csv
wrong "spikes without steps" "n9_steps.csv, which is missing"
nociceptor bad
rows block_steady.csv '^lidocaine.*-60' | sed 's/^lidocaine/lidocane/' >bad/block_steady.csv
wrong "unknown drug" "bad/block_steady.csv:2:1: drug: unknown drug \"lidocane\" (did you mean \"lidocaine\"?)"
rows block_steady.csv '^lidocaine.*-60' | sed 's/,1[78],/,19,/' >bad/block_steady.csv
wrong "channel without a site" "bad/block_steady.csv:2:"
nociceptor bad
rows block_trains.csv '^lidocaine.*,[1-4],' | sed '2s/,20.0,10.0,/,200.0,10.0,/' >bad/block_trains.csv
wrong "pulse longer than its period" "is longer than the period"
nociceptor bad
{ head -1 "$noci/aenc.csv"; echo "Ab_SA3,von Frey 5 mN,0,0,0"; } >bad/aenc.csv
wrong "unknown class" "bad/aenc.csv:2:1: class: unknown class \"Ab_SA3\""
{ head -1 "$noci/aenc.csv"; echo "Ab_SA1,von Frey 5 g,0,0,0"; } >bad/aenc.csv
wrong "unknown stimulus" "bad/aenc.csv:2:8: stimulus: unknown stimulus"
{ head -1 "$noci/aenc.csv"; echo "Ab_SA1,von Frey -5 mN,0,0,0"; } >bad/aenc.csv
wrong "force below 0" "bad/aenc.csv:2:8: stimulus: force: -5"
nociceptor bad
sed '1s/m17_inf/m71_inf/' "$noci/n9_gates.csv" >bad/n9_gates.csv
wrong "unknown gate" "bad/n9_gates.csv:1:6: \"m71_inf\" is no gate"
sed '1s/I17_peak/I71_peak/' "$noci/n9_vclamp_activation.csv" >bad/n9_vclamp_activation.csv
rm bad/n9_gates.csv
wrong "unknown current" "\"I71_peak_uA_cm2\" is no current of n9"
nociceptor bad
cp "$noci/n9_gates.csv" bad/n99_gates.csv
wrong "unknown cell" "bad/n99_gates.csv:2:1: V_mV: n99:"
nociceptor bad
cp "$noci/n9_trace_120pA.csv" bad/n9_trace_somepA.csv
wrong "name of a trace of n9" "not of the form n9_trace_NNNpA.csv"
cp "$noci/cf_ap_trace_d1.csv" bad/cf_ap_trace_dx.csv
rm bad/n9_trace_somepA.csv
wrong "name of a trace of the axon" "not of the form cf_ap_trace_dN.csv"
nociceptor bad cf_ads_0.25Hz.csv
sed -i '4s/^3,8010/3,2010/' bad/cf_ads_0.25Hz.csv
wrong "pulses out of order" "bad/cf_ads_0.25Hz.csv:4:3: t_stim_ms: 2010 ms does not follow the pulse at 4010 ms"
nociceptor bad tj_following.csv
sed -i '1s/stem_L_um/stem/' bad/tj_following.csv
wrong "column of the junction missing" "bad/tj_following.csv:1:1: has no column \"stem_L_um\""
nociceptor bad
{ head -1 "$noci/cf_conduction.csv"; echo "-1,37,1,1,1,1,,"; } >bad/cf_conduction.csv
wrong "diameter below 0" "bad/cf_conduction.csv:2:1: diam_um:"
nociceptor bad
{ head -1 "$noci/trans_nx.csv"; echo "a,heat ramp 32->46 at 2 C,,1,,,"; } >bad/trans_nx.csv
wrong "ramp without its unit" "bad/trans_nx.csv:2:3: stimulus: unknown stimulus"
{ head -1 "$noci/trans_nx.csv"; echo "a,von Frey 5 mN,fd=3,1,,,"; } >bad/trans_nx.csv
wrong "more than all endings" "bad/trans_nx.csv:2:17: changes: fd: 3 is not within"

# rows never seen: what rexed gives, put in as the reference, holds
nociceptor unseen
echo "case,model,changes,amp_pA,dur_ms,V_rest_mV,n_spikes" >unseen/xp_steps.csv
cp unseen/xp_steps.csv header
echo "q,XP7,f17=0.3 dm17=-6 dh17=2 (a variant) g18=7mS,37,640,0,0" >>unseen/xp_steps.csv
expect 1 "xp7 q: 37 pA, f17=0.3 dm17=-6 dh17=2 (a variant) g18=7mS" "unseen changes, no reference yet" --reference unseen nociceptor
item="dh17=2 (a variant) g18=7mS"
cp header unseen/xp_steps.csv
echo "q,XP7,f17=0.3 dm17=-6 dh17=2 (a variant) g18=7mS,37,640,$(value "$item" "rest, mV"),$(value "$item" " spikes ")" >>unseen/xp_steps.csv
expect 0 "figures hold" "unseen changes" --reference unseen nociceptor
nociceptor unseen
printf '%s\n' "pulse,drug,free_uM,channel,V_hold_mV,V_pulse_mV,pulse_ms,freq_Hz,block_before_pulse" "3,mexiletine,7.3,18,-71,-11,13,7,0.9" >unseen/block_trains.csv
expect 1 "mexiletine 7.3 uM, Nav1.8, -71 to -11 mV for 13 ms at 7 Hz" "unseen train" --reference unseen nociceptor
nociceptor unseen
printf '%s\n' "stimulus,n_hold_400_900ms,class" "von Frey 77 mN,0,Ad_HTMR" >unseen/aenc.csv
expect 1 "Ad_HTMR, von Frey 77 mN" "unseen force and window" --reference unseen nociceptor
nociceptor unseen
printf '%s\n' "diam_um,T_C,scale_gNav17,scale_gNav18,cv_m_s" "0.8,35,0.7,1.2,1" >unseen/cf_conduction.csv
expect 1 "0.8 um, 35 degC, Nav1.7 x0.7, Nav1.8 x1.2" "unseen axon" --reference unseen nociceptor
nociceptor unseen
printf '%s\n' "case,stimulus,changes,n_spikes" "x,brush 5 mN,fF=0.3 g13=0.0002,7000" >unseen/trans_nx.csv
expect 1 "x: brush 5 mN, fF=0.3 g13=0.0002" "unseen brush of a nociceptor" --reference unseen nociceptor

# ---- pairs of motor units
# pairs_of FOLDER: the tables of the synthetic trains
pairs_of() {
  rm -rf "$1"
  mkdir "$1"
  cp "$motor"/deltaf_synth_*.csv "$1/"
}
pairs_of pairs
expect 0 "figures hold" "pairs of motor units" --reference pairs motoneuron
grep -qF "deltaf_synth_fit.csv, D_cv15" out || fail "pairs of motor units: no deltaf_synth_fit.csv, D_cv15"
{ head -1 "$motor/deltaf_synth_spikes.csv"; sed 1d "$motor/deltaf_synth_spikes.csv" | sort -t, -k3,3n -s; } >pairs/deltaf_synth_spikes.csv
expect 0 "figures hold" "units mixed in time" --reference pairs motoneuron
sed -i '2s/1.890371/1.890391/' pairs/deltaf_synth_pairs.csv
expect 1 FAILS "a delta-F that is off by 2e-5" --reference pairs motoneuron
pairs_of pairs
sed -i '2s/,1\r*$/,0/' pairs/deltaf_synth_pairs.csv
expect 1 FAILS "a pair that is not included" --reference pairs motoneuron
pairs_of pairs
sed -i 's/^C_excl,0,\(.*\)/C_excl,17,\1/' pairs/deltaf_synth_spikes.csv
expect 1 FAILS "a unit that is not there" --reference pairs motoneuron
pairs_of pairs
sed -i '3s/,[0-9.]*\r*$/,0.5/' pairs/deltaf_synth_spikes.csv
expect 2 'deltaf_synth_spikes.csv:3:9: t_s: does not follow' "trains out of order" --reference pairs motoneuron
pairs_of pairs
echo "A_four,0,1,1,1,1,1,1,1,0,1" >>pairs/deltaf_synth_pairs.csv
expect 2 'has no spikes of A_four' "a case without spikes" --reference pairs motoneuron
pairs_of pairs
sed -i '1s/dF_pps/delta/' pairs/deltaf_synth_pairs.csv
expect 2 'has no column "dF_pps"' "a column missing" --reference pairs motoneuron
# two ramps, which are simulated too: all figures in one run, of which only the change that is off may fail
mkdir ramps
cp "$motor"/ph17_ramp_hTA_{control,RI_dend}_spikes.csv ramps/
sed -n -e 1p -e '/^control,/p' "$motor/ph17_ramp_hTA_summary.csv" >ramps/ph17_ramp_hTA_summary.csv
sed -n -e 1p -e '/^RI_dend,1,/s/-0.5504/-0.5509/p' "$motor/ph17_matched_pairs.csv" >ramps/ph17_matched_pairs.csv
expect 1 FAILS "a change that is off" --quick --reference ramps motoneuron
for text in "RI_dend against control, 1 dendrite" "n_pairs_ok"; do
  grep -qF -- "$text" out || fail "pairs of motor units of two ramps: no $text"
done
[ "$(grep FAILS out | grep -c "median change")/$(grep -c FAILS out)" = 1/1 ] || fail "a change that is off: it alone should fail"
sed -i '2s/,1,/,3,/' ramps/ph17_matched_pairs.csv
expect 2 '1 or 4 dendrites' "three dendrites" --reference ramps motoneuron

# a condition under which no unit fires: no pair, no mean
silent_of() {
  pairs_of "$1"
  cp "$motor"/ph17_ramp_hTA_{control,RI_dend}_spikes.csv "$1/"
  sed -n -e 1p -e '/^RI_dend,1,/p' "$motor/ph17_matched_pairs.csv" >"$1/ph17_matched_pairs.csv"
  head -1 "$motor/ph17_ramp_hTA_control_spikes.csv" >"$1/ph17_ramp_hTA_block_spikes.csv"
  head -1 "$motor/ph17_ramp_hTA_brace.csv" >"$1/ph17_ramp_hTA_brace.csv"
  echo "block,0,$2" >>"$1/ph17_ramp_hTA_brace.csv"
  head -1 "$motor/ph17_ramp_hTA_summary.csv" >"$1/ph17_ramp_hTA_summary.csv"
  echo "block,0,40,0,0,0,0,0,$2,$2,$2,$2,$2,$2" >>"$1/ph17_ramp_hTA_summary.csv"
  echo "block,1,0,$2,$2" >>"$1/ph17_matched_pairs.csv"
}
for none in nan NaN ""; do
  silent_of pairs "$none"
  expect 0 "block against control, 1 dendrite" "a silent condition, \"$none\"" --reference pairs motoneuron
done
sed -i '/^block/s/,[^,]*$/,3/' pairs/ph17_ramp_hTA_brace.csv
expect 1 FAILS "a mean where no unit fires" --reference pairs motoneuron
silent_of pairs nan
sed -i 's/-0.5504/nan/' pairs/ph17_matched_pairs.csv
expect 1 FAILS "no median where pairs are common" --reference pairs motoneuron
silent_of pairs nan
sed -i '/^block/s/,0,nan/,nan,nan/' pairs/ph17_matched_pairs.csv
expect 2 '"nan" is not a number' "a count that is none" --reference pairs motoneuron

# ---- forces of a motor unit
# force_of ROW: the shipped table with this row more
force_of() {
  rm -rf forces
  mkdir forces
  cp "$motor/force_fuglevand.csv" forces/
  echo "$1" >>forces/force_fuglevand.csv
}
force_of 1,0.5,1.258925,85.189574,0.291438,1.258922,0.000000
expect 0 "unit 1 at 0.5 pps" "a spike every other second" --reference forces motoneuron
force_of 1,1,1.258925,85.189574,0.291502,1.258922,0.000321
expect 0 "unit 1 at 1 pps" "a force near 0 with three digits" --reference forces motoneuron
force_of 1,1,1.258925,85.189574,0.291502,1.258922,0.000323
expect 1 FAILS "a force near 0 that is off" --reference forces motoneuron
force_of 1,2000,1.258925,85.189574,1,1,1
expect 2 'force_fuglevand.csv:7:3: rate_pps: ' "a rate out of its range" --reference forces motoneuron

if [ $n_failed -gt 0 ]; then
  echo "$n_failed failed"
  exit 1
fi
echo "all hold"
