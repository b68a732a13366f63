#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# bench.sh [OPTIONS of kvm-sve bench]: one screen on stdout, the JSON in
# build/bench.json, a page with charts in build/bench.html (or $BENCH_REPORT). On an
# arm64 machine with SVE, KVM and the module loaded it measures that machine, else the
# emulated host, in exact instructions (icount); the first line says which.

set -euo pipefail
cd -- "$(dirname -- "$0")/.."
PROG=bench
# shellcheck source=tests/host/common.sh
. tests/host/common.sh

JSON=build/bench.json
PAGE=${BENCH_REPORT:-build/bench.html}

native() {
	[ "$(uname -m)" = aarch64 ] && grep -qw sve /proc/cpuinfo &&
		[ -w /dev/kvm ] && [ -r /sys/kernel/kvm_sve/version ]
}

natively() {
	make -s --no-print-directory tools >&2
	build/arm64/kvm-sve bench -o "$JSON" --report "$PAGE" "$@"
}

# An instruction more is one in the first round trip too, so few of them will do.
emulated() {
	local rc=0

	T=$(mktemp -d)
	trap 'rm -rf "$T"' EXIT
	make -s --no-print-directory -j"$(nproc)" host-min >&2
	progress_start "measuring in the emulated host"
	# To end a VM with two vcpus waits for RCU, of --quick a quarter of the time; the
	# JSON has the command line.
	tests/host/run --icount --timeout 1200 --append rcupdate.rcu_expedited=1 \
		--get bench.json:"$JSON" --get bench.html:"$PAGE" -- \
		kvm-sve bench -n 40 --rounds 8 --warmup 5 --no-exclude-guest \
		-o bench.json --report bench.html "$@" >"$T/out" 2>"$T/err" || rc=$?
	progress_stop
	cat "$T/err" >&2
	cat "$T/out"
	return $rc
}

main() {
	local rc=0

	mkdir -p build
	touch build/.bench-begin
	# Not in a list of ||, which would turn off `set -e` inside.
	set +e
	if native; then
		(set -e; natively "$@")
	else
		(set -e; emulated "$@")
	fi
	rc=$?
	# Older ones are of another run.
	[ ! "$JSON" -nt build/.bench-begin ] || echo "JSON: $JSON"
	[ ! "$PAGE" -nt build/.bench-begin ] || echo "page: $PAGE"
	exit $rc
}

main "$@"
