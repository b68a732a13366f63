#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# icount-aa.sh TIMEOUT [ARGS]: on this machine, kvm-sve bench ARGS in two boots
# under --icount. A case's median of instructions must be the same: for mmio and hvc
# to one, for sleep, preempt and pingpong, where KVM has a choice when to do what, to 1%.

set -euo pipefail
# shellcheck source=tests/cases/lib.sh
. "$(dirname -- "$0")/../lib.sh"

TIMEOUT=$1
shift

T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT

measure() {
	"$RUN" --icount --timeout "$TIMEOUT" --keep-log "$KERNEL_LOG" -- \
		kvm-sve bench --json --no-phases --no-exclude-guest "$@"
}

# For each case of the first result "VERDICT NAME FIRST SECOND".
compare() {
	python3 - "$T/1.json" "$T/2.json" <<-'END'
	import json, sys
	def medians(path):
	    rows = json.load(open(path))["rows"]
	    return {r["name"]: (r["exit"], (r["instructions"] or {"p50": None})["p50"]) for r in rows}
	first, second = map(medians, sys.argv[1:])
	for name in sorted(first.keys() | second.keys()):
	    exit, a = first.get(name, ("", None))
	    b = second.get(name, ("", None))[1]
	    limit = 1 if exit in ("mmio", "hvc") else 0.01 * (a or 0)
	    same = a is not None and b is not None and a > 0 and abs(a - b) <= limit
	    print("ok" if same else "not_ok", name, a, b)
	END
}

measure "$@" >"$T/1.json"
measure "$@" >"$T/2.json"
for guest in none fpsimd sve; do
	check "$guest: there are results" grep -q "\"guest\": \"$guest\"" "$T/1.json"
done
while read -r verdict name a b; do
	$verdict "$name: $a and $b instructions"
done < <(compare)
done_testing
