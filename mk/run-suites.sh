#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# run-suites.sh PROGRAM...: run cmocka programs, show what they print as it comes, and add up
# what they count. One that ends without cmocka's summary is a failure of its own.

set -euo pipefail

out=$(mktemp)
trap 'rm -f "$out"' EXIT
passed=0 failed=0 skipped=0

# The number that cmocka's line for this word has, summed over the program's groups.
count() {
	sed -n "s/^\[ *$1 *\] *\([0-9]*\) test.*/\1/p" "$out" |
		awk '{ n += $1 } END { print n + 0 }'
}

run_one() {
	local status=0 bad

	"$1" 2>&1 | tee "$out" || status=$?
	bad=$(count FAILED)
	passed=$((passed + $(count PASSED)))
	skipped=$((skipped + $(count SKIPPED)))
	if { [ "$bad" -eq 0 ] && [ $status -ne 0 ]; } ||
	   ! grep -q '^\[ *PASSED *\]' "$out"; then
		echo "run-suites.sh: $1 ended with status $status and no summary of a failure"
		bad=$((bad + 1))
	fi
	failed=$((failed + bad))
}

for program; do
	run_one "$program"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
