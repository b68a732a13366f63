#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# cost-host.sh STATE...: inside the test host under icount, lines "STATE GUEST
# INSTRUCTIONS": the median of a KVM_RUN round trip for each guest of the
# benchmark while the host is in STATE:
#
#	plain	nothing is traced
#	fentry	load and put of FP state are timed by fentry and fexit
#	record	a perf ring buffer takes every kvm_sve:switch
#	lat	"kvm-sve lat" runs
#	calls	no guest: GET and SET of the VL set, and ONE_REG

TRIPS=1000

# "guest instructions" of each row of the benchmark's JSON.
medians() {
	tr -d ' \n' | sed 's/.*"rows"://' |
		grep -o '"guest":"[a-z]*"\|"instructions":[^}]*' |
		sed -n 's/"guest":"\(.*\)"/\1/p; s/"instructions":.*"p50":\([0-9]*\).*/\1/p' |
		paste -d' ' - -
}

bench="kvm-sve bench --json --no-phases --vl 256 -n $TRIPS"

# shellcheck disable=SC2086 # a command line
one() {
	case $1 in
	plain) $bench ;;
	fentry) cost_fentry $bench ;;
	record) cost_record $bench ;;
	lat)
		kvm-sve lat -c "$bench >/tmp/bench.json" >/dev/null && cat /tmp/bench.json ;;
	esac
}

for state; do
	if [ "$state" = calls ]; then
		cost_calls | grep -v '^#' | sed 's/^/calls /' || exit 1
		continue
	fi
	one "$state" >/tmp/out || { echo "cost-host.sh: $state failed" >&2; exit 1; }
	medians </tmp/out | sed "s/^/$state /"
done
