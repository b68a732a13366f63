#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# fresh.sh SUITES GOALS: does this tree bring with it all that it needs? For each of
# Debian's SUITES ("bookworm trixie") a system with nothing but apt, in a chroot that
# mmdebstrap makes and takes away again; in it a clone of HEAD, set-up, and each of make's
# GOALS. The output goes to build/fresh/SUITE.log.

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh

SUITES=$1
GOALS=$2
OUT=build/fresh

# fresh SUITE: in the hooks $1 is the chroot.
fresh() {
	mmdebstrap --variant=minbase --format=null \
		--customize-hook="cp -r '$T/kvm-sve' \"\$1/\"" \
		--customize-hook="chroot \"\$1\" sh /kvm-sve/tests/fresh/in-chroot.sh $GOALS" \
		"$1" /dev/null >"$OUT/$1.log" 2>&1
}

# went_well SUITE STEP: else the end of the log.
went_well() {
	grep -qx "fresh: $2" "$OUT/$1.log" || { tail -n 25 "$OUT/$1.log" && false; }
}

mkdir -p "$OUT"
git clone -q . "$T/kvm-sve"
chmod -R a+rX "$T"
for suite in $SUITES; do
	echo "$suite: some minutes; the output goes to $OUT/$suite.log"
	check "$suite: a system" fresh "$suite"
	check "$suite: set-up" went_well "$suite" set-up
	for goal in $GOALS; do
		check "$suite: make $goal" went_well "$suite" "make $goal"
	done
done
summary
