#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# bench-slower-interleaved.sh [ARGS]: by the clock, in the kernel whose phases can be made
# slower: one is 5% slower, interleaved, or as little more as a loop allows. It must be found
# in the cycles of this phase and in no other. ARGS choose the cases.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bench/slow-phase-lib.sh
. ./slow-phase-lib.sh

THRESHOLD=3

# interleaved PHASE ROUNDS ARGS...: how it compares, as CSV; sets status.
interleaved() {
	new=$(delayed "$1" "$2")
	shift 2
	kvm-sve bench --setup-old "$NO_DELAY" --setup-new "$new" "$@" \
		--no-exclude-guest --threshold $THRESHOLD --csv >"$dir/out" 2>"$dir/err"
	status=$?
}

# Rounds that make the phase 5% slower.
rounds() {
	interleaved "$1" $ROUNDS --cases $CASE --metric "$1_cycles"
	rounds_for_5 1 "$(sed -n 2p "$dir/out" | cut -d, -f5)"
}

can_be_slower
for phase in host_save guest_restore guest_save; do
	n=$(rounds $phase)
	interleaved $phase "$n" "$@"
	note "$phase, $n rounds:"
	note "$(cat "$dir/out")"
	is "$phase slower by 5%: exit status 1" $status 1
	is "$phase slower by 5%: there, and nowhere else" \
		"$(grep -E ',(slower|faster)$' "$dir/out" | cut -d, -f2 | sort -u)" "${phase}_cycles"
	is "$phase slower by 5%: none is faster" "$(grep -E ',faster$' "$dir/out")" ''
done
done_testing
