#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A system counter that claims 1 GHz and moves by 40 ticks, for user space and for KVM's stamps
# (tests/host/stepping-counter.patch): bench and lat print a resolution of 40 ns and claim no
# phase finer. Then it moves by more than a phase takes, and they say of each phase that it is
# below the resolution. It can only grow, so this comes last.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bench/bench-lib.sh
. ./bench-lib.sh

STEP=/sys/module/arm_arch_timer/parameters/counter_step
COARSE=1000000
CASE=sve/mmio/2048/clean
# By a step of 1 ms times are never steady, so that is not waited for.
FEW='-n 20 --warmup 5 --no-exclude-guest'
PHASES='host_save guest_restore guest_save'

# values PATH...: of the last JSON, whole numbers without their ".0".
values() {
	./json_get "$dir/out" "$@" | sed 's/[.]0$//' | paste -sd ' '
}

# phases NAME: that of each phase of the bench result's only row.
phases() {
	# shellcheck disable=SC2046,SC2086 # words
	values $(printf "rows.0.phases.%s.$1 " $PHASES)
}

# lat ARGS...: of a guest that uses SVE, in $dir/out.
lat() {
	kvm-sve lat "$@" -- ./vls_guest >"$dir/out" 2>"$dir/err"
	is "lat $*: exit status 0" $? 0
}

# The ends of the slots that lat's text has, one a line.
slot_ends() {
	sed -n 's/^ *[0-9]* -> \([0-9]*\) .*/\1/p' "$dir/out"
}

is 'the counter steps' "$(cat $STEP)" 40
# shellcheck disable=SC2086 # words
bench --cases $CASE $FEW --json
is 'bench: exit status 0' $status 0
is 'bench: the tick it claims, the step it has' "$(values tick_ns resolution_ns)" '1 40'
for end in min p50 max; do
	note "bench, $end of $PHASES: $(phases $end)"
done
is 'bench: phases and the stamp in whole steps' \
	"$(echo "$(phases min) $(phases max) $(values rows.0.stamp.min)" |
		awk '{ for (i = 1; i <= NF; i++) print $i ~ /^[0-9]+$/ ? $i % 40 : $i }' | sort -u)" 0
# shellcheck disable=SC2086 # words
bench --cases $CASE $FEW --full
like 'bench --full: the clock' "$(cat "$dir/out")" 'at 1000 MHz: one tick is 1 ns, and it moves by 40 ns$'
unlike 'bench --full: nothing below a step' "$(grep "^sve" "$dir/out")" '<([1-3]?[0-9])( |$)'

lat
like 'lat: the resolution' "$(cat "$dir/out")" '; clock resolution 40 ns$'
unlike 'lat: no bound below a step' "$(cat "$dir/out")" '^  at most:.* ([1-3]?[0-9])( |$)'
lat --linear 10
is 'lat --linear 10: slots of whole steps' "$(slot_ends | awk '($1 + 1) % 40 && $1 < 20440' | head)" ''
check 'lat --linear 10: there are slots' test "$(slot_ends | wc -l)" -gt 0
lat --json
is 'lat --json: the resolution' "$(values resolution_ns)" 40

echo $COARSE >$STEP
# shellcheck disable=SC2086 # words
bench --cases $CASE $FEW --json
is 'coarse, bench: the step' "$(values resolution_ns)" $COARSE
is 'coarse, bench: each phase is below it' "$(phases below_resolution)" 'true true true'
lat
like 'coarse, lat: the resolution' "$(cat "$dir/out")" 'clock resolution 1e[+]06 ns$'
check 'coarse, lat: there are bounds' grep -q '^  at most: p50' "$dir/out"
is 'coarse, lat: none is below a step' "$(sed -n 's/^  at most: p50 \([0-9]*\) .*/\1/p' "$dir/out" | awk "\$1 < $COARSE")" ''
like 'coarse, lat: says so' "$(cat "$dir/out")" '^\(below the resolution of the clock\)$'
done_testing
