#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# short-moves.sh MODE...: on this machine, which code moves the registers of an SVE guest on
# hosts with VLs up to 2048 bits, with 128 bits only, and on A64FX. What an SVE guest costs over
# one without FP, in the instructions that icount counts, is compared with stock on the same CPU:
# with 128 bits STP Q saves 17 of them (what a compiler makes of it on 7.3 may differ a little),
# on A64FX LD1B needs 3 more to load. In protected mode hyp moves the registers, those of the
# host too: twice as many.

set -euo pipefail
# shellcheck source=tests/cases/lib.sh
. "$(dirname -- "$0")/../lib.sh"

T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT

# extra KERNEL MODE CPU: sets EXTRA, what an SVE guest costs over one without FP.
extra() {
	local status=0 options=(--icount --mode "$2" --cpu "$3" --timeout 120)

	EXTRA=0
	[ "$1" = patched ] || options+=(--kernel "$1")
	"$RUN" "${options[@]}" -- cost_trips >"$T/out" || status=$?
	note "$1, $2, $3: $(tr '\n' ' ' <"$T/out")"
	check "$1, $2, $3: a host boots and counts" [ $status -eq 0 ]
	EXTRA=$(awk '{ n[$1] = $2 } END { print n["sve"] - n["none"] }' "$T/out")
}

# over_stock MODE CPU: sets OVER, what that is more than on stock.
over_stock() {
	local stock

	extra stock "$1" "$2"
	stock=$EXTRA
	extra patched "$1" "$2"
	OVER=$((EXTRA - stock))
}

# between NAME VALUE LOW HIGH
between() {
	check "$1: $2, expected $3 to $4" [ "$2" -ge "$3" -a "$2" -le "$4" ]
}

try_mode() {
	local mode=$1 times=1 long

	[ "$mode" != protected ] || times=2
	over_stock "$mode" max,sve-max-vq=16 && long=$OVER
	over_stock "$mode" max,sve128=on,sve256=off
	between "$mode: with 128 bits only, instructions saved" $((long - OVER)) $((14 * times)) $((20 * times))
	over_stock "$mode" a64fx
	between "$mode: on A64FX, instructions added" $((OVER - long)) $((2 * times)) $((6 * times))
}

for mode; do
	try_mode "$mode"
done
done_testing
