#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# On this machine: what kvm-sve bench --json prints in emulated hosts is as
# bench/schema.json says: with counters of instructions, with phases, without the
# module, and partial. And the schema is no sieve: it refuses results that lack
# something, have something else, or a word out of place. Then the line of gnuplot that
# docs/benchmarking.md has for --csv.

set -euo pipefail
# shellcheck source=tests/cases/lib.sh
. "$(dirname -- "$0")/../lib.sh"

T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT

# In the host: results into files, those to stdout.
# shellcheck disable=SC2016 # for that shell
WITH='cd /tmp && kvm-sve bench --json --exit all --quick -n 10 --no-sve >whole.json 2>/dev/null &&
	kvm-sve bench --json --vl 128,256,512 --exit mmio -n 10 >fits.json 2>/dev/null &&
	{ kvm-sve bench --json --exit all -n 1000 >partial.json 2>/dev/null & } && sleep 5 &&
	kill -INT $! && ! wait $! && rmmod kvm_sve &&
	kvm-sve bench --json --quick -n 10 --no-phases >bare.json 2>/dev/null &&
	tar c whole.json fits.json partial.json bare.json'
CSV='kvm-sve bench --csv --exit mmio --guest sve --vl 128,512,2048 -n 10 2>/dev/null'
ICOUNT='kvm-sve bench --json --exit mmio,hvc --vl 128,512,2048 -n 10 2>/dev/null'

# valid FILE [EDIT]: after that line of Python on the result "r".
valid() {
	python3 - "$1" "${2-}" <<-'END'
	import json, sys
	from jsonschema import Draft7Validator as Validator
	schema = json.load(open("bench/schema.json"))
	Validator.check_schema(schema)
	r = json.load(open(sys.argv[1]))
	exec(sys.argv[2])
	errors = list(Validator(schema).iter_errors(r))
	for e in errors[:5]:
	    print("#", "/".join(map(str, e.absolute_path)), e.message[:200])
	sys.exit(bool(errors))
	END
}

cd -- "$REPO"
"$RUN" --keep-log "$KERNEL_LOG" -- sh -c "$WITH" | tar x -C "$T"
"$RUN" --icount --keep-log "$KERNEL_LOG" -- sh -c "$ICOUNT" >"$T/icount.json"
for file in whole fits partial bare icount; do
	if valid "$T/$file.json"; then
		ok "$file"
	else
		not_ok "$file"
	fi
done
while read -r edit; do
	if valid "$T/whole.json" "$edit" >/dev/null; then
		not_ok "refused: $edit"
	else
		ok "refused: $edit"
	fi
done <<'END'
del r["noise"]
del r["context"]
del r["rows"][0]["ns"]["mean_low"]
r["rows"][0]["exit"] = "smc"
r["rows"][0]["vl"] = 100
r["rows"][0]["ns"]["rounds"] = "1 2"
r["rows"][0]["ns"]["rounds"] = [1, None]
r["rows"][0]["ns"] = None
r["more"] = 1
r["version"] = 2
END

"$RUN" --keep-log "$KERNEL_LOG" -- sh -c "$CSV" >"$T/result.csv"
line=$(sed -n "s/^    gnuplot -p -e /gnuplot -e /p" docs/benchmarking.md)
check 'gnuplot: draws it' env -C "$T" GNUTERM='dumb 70 20' bash -c "$line"
stats=$(cd "$T" && bash -c "$(sed 's/ plot / stats /; s/ with [a-z ]*"$/"/' <<<"$line")" 2>&1)
like 'gnuplot: a point for each VL' "$stats" 'Records: +3$'
done_testing
