#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# bench.sh [OPTIONS of kvm-sve bench]: the table on stdout, the JSON in
# build/bench.json, a page with charts in build/bench.html (or $BENCH_REPORT). On an
# arm64 machine with SVE, KVM and the module loaded it measures that machine, else the
# emulated host; the first line says which.

set -euo pipefail
cd -- "$(dirname -- "$0")/.."

JSON=build/bench.json
PAGE=${BENCH_REPORT:-build/bench.html}

native() {
	[ "$(uname -m)" = aarch64 ] && grep -qw sve /proc/cpuinfo &&
		[ -w /dev/kvm ] && [ -r /sys/kernel/kvm_sve/version ]
}

mkdir -p build
if native; then
	echo "This machine, natively."
	make -s --no-print-directory tools >&2
	build/arm64/kvm-sve bench -o "$JSON" --report "$PAGE" "$@"
else
	echo "An emulated arm64 host (QEMU TCG): its times mean nothing for hardware."
	make -s --no-print-directory host-min >&2
	# To end a VM with two vcpus waits for RCU, of --quick a quarter of the time; the
	# JSON has the command line.
	tests/host/run --timeout 1200 --append rcupdate.rcu_expedited=1 \
		--get bench.json:"$JSON" --get bench.html:"$PAGE" -- \
		kvm-sve bench -o bench.json --report bench.html "$@"
fi
echo "JSON: $JSON"
echo "Page: $PAGE"
