#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# bench-baseline.sh: what this tree costs in the emulated host, in exact
# instructions (icount), to bench/baselines/; and what kvm.fp_restore=adaptive
# changes, with the page. Few VLs, since in instructions the VL hardly matters. An old
# file stays unless all of the new one came.

set -euo pipefail
cd -- "$(dirname -- "$0")/.."

TO=bench/baselines
RESTORE=/sys/module/kvm/parameters/fp_restore

# record FILE... -- ARGS: files that "kvm-sve bench ARGS" writes. Status 1: something changed.
record() {
	local files=() gets=() status=0 file

	while [ "$1" != -- ]; do
		files+=("$1") gets+=(--get "$1:build/$1")
		rm -f "build/$1"
		shift
	done
	shift
	tests/host/run --icount --timeout 900 "${gets[@]}" -- kvm-sve bench --no-exclude-guest "$@" >&2 ||
		status=$?
	[ $status -le 1 ] || exit $status
	for file in "${files[@]}"; do
		[[ $file != *.json ]] || python3 -m json.tool "build/$file" >/dev/null
		mv "build/$file" $TO/
		echo "$TO/$file"
	done
}

mkdir -p build
record emulated-icount.json -- --exit mmio,hvc --vl 128,512,2048 -n 200 -o emulated-icount.json
record fp-restore-icount.json fp-restore-icount.html -- --exit mmio,hvc --vl 128,2048 -n 400 --rounds 16 \
	--setup-old "echo off >$RESTORE" --setup-new "echo adaptive >$RESTORE" \
	-o fp-restore-icount.json --report fp-restore-icount.html
