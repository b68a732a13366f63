#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# bench-slower.sh [ARGS]: in the kernel whose phases can be made slower, make one
# slower by 5%, or as little more as a loop allows. kvm-sve bench --compare must find
# that in this phase and in no other, and nothing when it is gone. ARGS choose the
# cases. It goes by cycles of the PMU; under --icount they are instructions.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bench/slow-phase-lib.sh
. ./slow-phase-lib.sh

THRESHOLD=3

# delay PHASE ROUNDS
delay() {
	eval "$(delayed "$@")"
}

# cycles PHASE: the median of the phase, now.
cycles() {
	kvm-sve bench --cases "$CASE" --no-exclude-guest --json >"$dir/one.json" 2>/dev/null
	./json_get "$dir/one.json" "rows.0.phases.$1.cycles.p50" | cut -d. -f1
}

# Rounds that make the phase 5% slower.
rounds() {
	delay "$1" 0
	before=$(cycles "$1")
	delay "$1" $ROUNDS
	after=$(cycles "$1")
	rounds_for_5 "$before" "$after"
}

# found: "METRIC SLOWER FASTER" for each metric where the last comparison found any.
found() {
	for i in 0 1 2 3 4; do
		./json_get "$dir/compare.json" by.$i.metric by.$i.slower by.$i.faster | paste -sd ' '
	done | tr -d '"' | grep -v ' 0 0$'
}

# compare: what is measured now with base.json; sets status.
compare() {
	kvm-sve bench "$@" --no-exclude-guest --threshold $THRESHOLD --json \
		--compare "$dir/base.json" >"$dir/compare.json" 2>/dev/null
	status=$?
}

can_be_slower
kvm-sve bench "$@" --no-exclude-guest -o "$dir/base.json" >/dev/null 2>&1
is 'a result to compare with: exit status' $? 0
for phase in host_save guest_restore guest_save; do
	n=$(rounds $phase)
	delay $phase "$n"
	compare "$@"
	note "$phase, $n rounds: $(found)"
	is "$phase slower by 5%: exit status 1" $status 1
	like "$phase slower by 5%: there, and nowhere else" "$(found)" "^${phase}_cycles [1-9][0-9]* 0\$"
	is "$phase slower by 5%: one metric" "$(found | wc -l)" 1

	delay $phase 0
	compare "$@"
	is "$phase as before: exit status 0" $status 0
	is "$phase as before: nothing is found" "$(found)" ''
done
done_testing
