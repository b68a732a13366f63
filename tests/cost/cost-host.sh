#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# cost-host.sh STATE...: inside the test host under icount, lines "STATE GUEST
# INSTRUCTIONS": the median of a KVM_RUN round trip for each guest (cost_trips)
# while the host is in STATE:
#
#	plain	nothing is traced
#	fentry	load and put of FP state are timed by fentry and fexit
#	record	a perf ring buffer takes every kvm_sve:sve_switch_cycles
#	lat	"kvm-sve lat" runs
#	adaptive, always	nothing is traced, with kvm.fp_restore so
#	histograms	nothing is traced, with kvm.fp_histograms on
#	calls	no guest: GET and SET of the VL set, and ONE_REG (cost_calls)

# with PARAMETER VALUE DEFAULT: of KVM, which has its default again afterwards.
with() {
	echo "$2" >"/sys/module/kvm/parameters/$1" && cost_trips &&
		echo "$3" >"/sys/module/kvm/parameters/$1"
}

one() {
	case $1 in
	plain) cost_trips ;;
	fentry) cost_fentry cost_trips ;;
	record) cost_record cost_trips ;;
	lat) kvm-sve lat --all -c 'cost_trips >/tmp/trips' >/dev/null && cat /tmp/trips ;;
	adaptive | always) with fp_restore "$1" off ;;
	histograms) with fp_histograms Y N ;;
	calls) cost_calls ;;
	esac
}

for state; do
	one "$state" >/tmp/out || { cat /tmp/out >&2; echo "cost-host.sh: $state failed" >&2; exit 1; }
	sed -n "/^#/!s/^/$state /p" /tmp/out
done
