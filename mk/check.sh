#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# check.sh: build, then unit tests, the series on a user's source, the fast cases,
# the harness's own test and what it all costs.
# All run even if one fails; the last line is the total over them. A build that
# fails, or a part that counts nothing, is a failure.

set -euo pipefail
cd -- "$(dirname -- "$0")/.."

LOGS=build/check
passed=0 failed=0 skipped=0

# part NAME COMMAND...: its output, and its last count added to the total.
part() {
	local name=$1 log=$LOGS/$1.log start=$SECONDS status=0 line

	shift
	echo "== $name"
	"$@" 2>&1 | tee "$log" || status=$?
	line=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$log" | tail -n 1 || true)
	echo "== $name: ${line:-no result}, status $status, $((SECONDS - start)) s"
	if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+) ]]; then
		passed=$((passed + BASH_REMATCH[1]))
		failed=$((failed + BASH_REMATCH[2]))
		skipped=$((skipped + BASH_REMATCH[3]))
		# A status without a counted failure is one more.
		[ $status -eq 0 ] || [ "${BASH_REMATCH[2]}" -gt 0 ] || failed=$((failed + 1))
	else
		failed=$((failed + 1))
	fi
}

build() {
	echo "== build"
	if ! make --no-print-directory host; then
		echo "the build failed" >&2
		echo "0 passed, 1 failed, 0 skipped"
		exit 1
	fi
}

mkdir -p $LOGS
build
part unit make -s --no-print-directory unit
part kernel-patch mk/run-suites.sh tests/package/kernel-patch.sh
part cases tests/cases/run --group fast
part harness tests/host/selftest
part cost tests/cost/run
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
