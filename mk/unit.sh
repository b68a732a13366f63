#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# unit.sh PROGRAM...: run cmocka programs and add up what they count. One that
# ends without cmocka's summary is a failure of its own.

set -euo pipefail

passed=0 failed=0 skipped=0

# The number that cmocka's line for this word has, summed over its groups.
count() {
	sed -n "s/^\[ *$1 *\] *\([0-9]*\) test.*/\1/p" <<<"$2" |
		awk '{ n += $1 } END { print n + 0 }'
}

run_one() {
	local out status=0 bad

	out=$("$1" 2>&1) || status=$?
	printf '%s\n' "$out"
	bad=$(count FAILED "$out")
	passed=$((passed + $(count PASSED "$out")))
	skipped=$((skipped + $(count SKIPPED "$out")))
	if { [ "$bad" -eq 0 ] && [ $status -ne 0 ]; } ||
	   ! grep -q '^\[ *PASSED *\]' <<<"$out"; then
		echo "unit.sh: $1 ended with status $status and no summary"
		bad=$((bad + 1))
	fi
	failed=$((failed + bad))
}

for program; do
	run_one "$program"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
