# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The kernel whose phases can be made slower (tests/host/run --kernel slow-phase): source it
# after lib.sh. It has bench-lib.sh with it, and at the end takes the delays away too.

# shellcheck source=tests/cases/bench/bench-lib.sh
. ./bench-lib.sh

DELAY=/sys/module/kvm/parameters/sve_delay
NO_DELAY="echo 0,0,0,0 >$DELAY"
# By these is found out what a round of the loop takes.
CASE=sve/mmio/512/clean
ROUNDS=1000

trap 'rm -rf "$dir"; eval "$NO_DELAY"' EXIT

# delayed PHASE ROUNDS: the command for that.
delayed() {
	case $1 in
	host_save) echo "echo $2,0,0,0 >$DELAY" ;;
	guest_restore) echo "echo 0,$2,0,0 >$DELAY" ;;
	guest_save) echo "echo 0,0,0,$2 >$DELAY" ;;
	esac
}

# rounds_for_5 BEFORE AFTER: rounds that make a phase 5% slower, of what ROUNDS of them do.
rounds_for_5() {
	awk "BEGIN { print int(0.05 * $1 / (($2 - $1) / $ROUNDS)) + 1 }"
}

can_be_slower() {
	check 'the kernel can be made slower' test -w $DELAY
}
