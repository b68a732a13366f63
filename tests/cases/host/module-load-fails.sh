#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# module-load-fails.sh LOADS: a load of the module that fails leaves nothing behind, and
# a good one works after every tenth, while four writers turn events on and off and
# a BPF program attaches to one all the time. Whether something was left is for the
# kernel to tell: the run fails on anything in its log, and a good load needs what a
# failed one may hold. With a cache of module events (Linux 7) the failing module's events
# are on from the start.

# shellcheck source=tests/cases/lib.sh
. /tests/lib.sh

LOADS=$1
TRACING=/sys/kernel/tracing
EVENTS=$TRACING/events/kvm_sve
dir=$(mktemp -d)
pids=

finish() {
	# shellcheck disable=SC2086 # words
	kill $pids 2>/dev/null
	wait
	echo >"$TRACING/set_event"
	rm -rf "$dir"
}
trap finish EXIT

# writer EVENT: turns it on and off whenever it is there.
writer() {
	while :; do
		echo 1 >"$EVENTS/$1/enable"
		echo 0 >"$EVENTS/$1/enable"
	done 2>/dev/null
}

# The BPF program holds the module while it is attached, which may be so at many tries.
unload() {
	tries=0
	until rmmod kvm_sve 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 6000 ] || return 1
		usleep 10000
	done
}

rmmod kvm_sve
for event in sve_switch_cycles sve_switch sve_vl_change sve_vls_set; do
	writer $event &
	pids="$pids $!"
done
/tests/attach_loop >"$dir/attached" &
attach=$!
pids="$pids $attach"

good=0 wrong=0 n=0
while [ $n -lt "$LOADS" ]; do
	n=$((n + 1))
	case $((n % 3)) in
	0) set -- default_vls=99 ;;
	1) set -- onereg_replay=x ;;
	2) set -- guest_max_vls ;;
	esac
	# Cached: the events of a module that is to come.
	echo ':mod:kvm_sve' >"$TRACING/set_event" 2>/dev/null
	! insmod /host/kvm_sve.ko "$@" 2>/dev/null || wrong=$((wrong + 1))
	[ ! -e /sys/module/kvm_sve ] || wrong=$((wrong + 1))
	if [ $((n % 10)) -eq 0 ]; then
		insmod /host/kvm_sve.ko && [ -r /sys/kernel/kvm_sve/version ] && unload &&
			good=$((good + 1))
	fi
done
kill -TERM $attach
wait $attach
is "$LOADS loads with a wrong parameter: all fail" $wrong 0
is 'after every tenth of them a good load works' $good $((LOADS / 10))
check "the BPF program was attached $(cat "$dir/attached") times" test "$(cat "$dir/attached")" -gt 0
unlike 'the kernel log is clean' "$(dmesg)" 'WARNING|BUG|Oops|ODEBUG|Unable to handle'
done_testing
