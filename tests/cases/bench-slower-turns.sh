#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# bench-slower-turns.sh [ARGS]: by the clock, in the kernel whose phases can be made
# slower: one is 5% slower by turns, or as little more as a loop allows. It must be found
# in the cycles of this phase and in no other. ARGS choose the cases.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh

DELAY=/sys/module/kvm/parameters/sve_delay
CASE=sve/mmio/512/clean		# to find out what a round of the loop takes
ROUNDS=1000
THRESHOLD=3

dir=$(mktemp -d)
trap 'rm -rf "$dir"; echo 0,0,0,0 >"$DELAY"' EXIT

# delayed PHASE ROUNDS: the command for that.
delayed() {
	case $1 in
	host_save) echo "echo $2,0,0,0 >$DELAY" ;;
	guest_restore) echo "echo 0,$2,0,0 >$DELAY" ;;
	guest_save) echo "echo 0,0,0,$2 >$DELAY" ;;
	esac
}

# turns PHASE ROUNDS ARGS...: how it compares, as CSV; sets status.
turns() {
	new=$(delayed "$1" "$2")
	shift 2
	kvm-sve bench --setup-old "echo 0,0,0,0 >$DELAY" --setup-new "$new" "$@" \
		--no-exclude-guest --threshold $THRESHOLD --csv >"$dir/out" 2>"$dir/err"
	status=$?
}

# Rounds that make the phase 5% slower.
rounds() {
	turns "$1" $ROUNDS --cases $CASE --metric "$1_cycles"
	awk -F, "NR == 2 { print int(0.05 / ((\$5 - 1) / $ROUNDS)) + 1 }" "$dir/out"
}

check 'the kernel can be made slower' test -w $DELAY
for phase in host_save guest_restore guest_save; do
	n=$(rounds $phase)
	turns $phase "$n" "$@"
	note "$phase, $n rounds:"
	note "$(cat "$dir/out")"
	is "$phase slower by 5%: exit status 1" $status 1
	is "$phase slower by 5%: there, and nowhere else" \
		"$(grep -E ',(slower|faster)$' "$dir/out" | cut -d, -f2 | sort -u)" "${phase}_cycles"
	is "$phase slower by 5%: none is faster" "$(grep -E ',faster$' "$dir/out")" ''
done
done_testing
