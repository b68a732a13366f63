#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# bench-latency.sh: kvm-sve bench --latency where the kernel has idle states to keep CPUs
# from, as Debian's has: the device is held while it measures, and the result says so.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Prints once whether a process $1 has the device open, within ten seconds.
holds_device() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		for fd in /proc/"$1"/fd/*; do
			if [ "$(readlink "$fd")" = /dev/cpu_dma_latency ]; then
				echo yes
				return
			fi
		done
		sleep 1
	done
	echo no
}

kvm-sve bench --cases none/mmio/128/clean --time 5 --latency 10 -o "$dir/json" \
	>"$dir/out" 2>"$dir/err" &
pid=$!
is 'the device is held' "$(holds_device $pid)" yes
wait $pid
is 'exit status' $? 0
is 'the result says so' "$(./json_get "$dir/json" host.latency_us)" 10
done_testing
