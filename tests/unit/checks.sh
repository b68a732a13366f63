# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Checks in shell, counted, with a summary as cmocka's for mk/run-suites.sh. Sourced.
# $T is a folder for the script's own files, gone at its end.

T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
passed=0 failed=0 skipped=0

# check NAME COMMAND...: what the command prints is only shown if it fails.
check() {
	local name=$1 out

	shift
	# What a machine prints may have NULs, which no variable can.
	if out=$("$@" 2>&1 | tr -d '\0'); then
		passed=$((passed + 1))
		echo "[       OK ] $name"
	else
		failed=$((failed + 1))
		echo "[  FAILED  ] $name"
		printf '%s\n' "$out" | sed 's/^/    /'
	fi
}

# skip NAME WHY
skip() {
	skipped=$((skipped + 1))
	echo "[  SKIPPED ] $1: $2"
}

# The script's last command.
summary() {
	echo "[  PASSED  ] $passed test(s)."
	[ $skipped -eq 0 ] || echo "[  SKIPPED ] $skipped test(s)."
	[ $failed -eq 0 ] || echo "[  FAILED  ] $failed test(s)."
	[ $failed -eq 0 ] && [ $passed -gt 0 ]
}
