#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# bench.sh [OPTIONS of kvm-sve bench]: the table on stdout, the JSON in
# build/bench.json, a page with charts in build/bench.html (or $BENCH_REPORT). On an arm64 machine with SVE, KVM and the module loaded it
# measures that machine, else the emulated host; the first line says which.

set -euo pipefail
cd -- "$(dirname -- "$0")/.."

JSON=build/bench.json
PAGE=${BENCH_REPORT:-build/bench.html}
MARK='@@bench.json'
MARK_PAGE='@@bench.html'

# In one shell, wherever it runs: the table, a mark, the JSON of the same run, a mark, the page.
# The JSON ends without a newline.
# shellcheck disable=SC2016 # for that shell
BOTH='out=$(mktemp) && page=$(mktemp) && bench=$1 && shift && "$bench" bench -o "$out" --report "$page" "$@" && echo '$MARK' && cat "$out" && echo && echo '$MARK_PAGE' && cat "$page" && rm "$out" "$page"'

native() {
	[ "$(uname -m)" = aarch64 ] && grep -qw sve /proc/cpuinfo &&
		[ -w /dev/kvm ] && [ -r /sys/kernel/kvm_sve/version ]
}

split() {
	awk -v mark="$MARK" -v json="$JSON.new" -v mark_page="$MARK_PAGE" -v page="$PAGE.new" '
		$0 == mark { file = json; next }
		$0 == mark_page { file = page; next }
		file { print >file; next }
		{ print; fflush() }'
}

mkdir -p build
rm -f "$JSON.new" "$PAGE.new"
if native; then
	echo "This machine, natively."
	make -s --no-print-directory tools >&2
	sh -c "$BOTH" sh build/arm64/kvm-sve "$@" | split
else
	echo "An emulated arm64 host (QEMU TCG): its times mean nothing for hardware."
	make -s --no-print-directory host-min >&2
	# To end a VM with two vcpus waits for RCU, of --quick a quarter of the time; the
	# JSON has the command line.
	tests/host/run --timeout 1200 --append rcupdate.rcu_expedited=1 -- \
		sh -c "$BOTH" sh kvm-sve "$@" | split
fi
[ -s "$JSON.new" ] || { echo "bench: no JSON came" >&2; exit 1; }
[ "$(tail -n 1 "$PAGE.new" 2>/dev/null)" = '</body></html>' ] || { echo "bench: no whole page came" >&2; exit 1; }
mv "$JSON.new" "$JSON"
mv "$PAGE.new" "$PAGE"
echo "JSON: $JSON"
echo "Page: $PAGE"
