# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# TAP for case scripts in the test host (busybox sh): source it, make checks,
# end with done_testing. A script that dies before that has no plan, and a case
# without a plan is a failure.

checks=0 bad=0

ok() {
	checks=$((checks + 1))
	echo "ok $checks - $*"
}

not_ok() {
	checks=$((checks + 1)) bad=$((bad + 1))
	echo "not ok $checks - $*"
}

# skip NAME REASON
skip() {
	checks=$((checks + 1))
	echo "ok $checks - $1 # SKIP $2"
}

# Nothing can be tested here.
skip_all() {
	echo "1..0 # SKIP $*"
	exit 0
}

note() {
	printf '%s\n' "$*" | sed 's/^/# /'
}

# check NAME COMMAND...: the command's status is the verdict.
check() {
	name=$1
	shift
	if "$@"; then
		ok "$name"
	else
		not_ok "$name"
	fi
}

# is NAME GOT EXPECTED
is() {
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1"
		note "got:      $2"
		note "expected: $3"
	fi
}

# like NAME TEXT PATTERN: an extended regular expression matches the text.
like() {
	if printf '%s\n' "$2" | grep -Eq -e "$3"; then
		ok "$1"
	else
		not_ok "$1"
		note "no match for $3 in:"
		note "$2"
	fi
}

# unlike NAME TEXT PATTERN: it matches nowhere in the text.
unlike() {
	if printf '%s\n' "$2" | grep -Eq -e "$3"; then
		not_ok "$1"
		note "a match for $3 in:"
		note "$2"
	else
		ok "$1"
	fi
}

done_testing() {
	echo "1..$checks"
	[ $bad -eq 0 ] && [ $checks -gt 0 ]
	exit
}
