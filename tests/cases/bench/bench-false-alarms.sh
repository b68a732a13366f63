#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# bench-false-alarms.sh [--interleaved] RUNS [ARGS]: kvm-sve bench ARGS against itself, so often: each
# run with the one before, or, interleaved, with itself. It must find nothing, in the round
# trip and in each phase, in each of them.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh

interleaved=false
if [ "$1" = --interleaved ]; then
	interleaved=true
	shift
fi
runs=$1
shift
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# compare ARGS...: this run, as CSV.
compare() {
	if $interleaved; then
		kvm-sve bench --setup-old true --setup-new true "$@" --csv 2>/dev/null
	else
		kvm-sve bench "$@" -o "$dir/new.json" --csv --compare "$dir/old.json" 2>/dev/null
	fi
}

metrics='^metric (ns|instructions) host_save(_cycles)? guest_restore.* resident.* guest_save'
if $interleaved; then
	metrics='^metric ns host_save_cycles guest_restore_cycles.* guest_save_cycles'
else
	kvm-sve bench "$@" -o "$dir/old.json" >/dev/null 2>&1
	is 'a result to compare with: exit status' $? 0
fi
i=1
while [ $i -le "$runs" ]; do
	compare "$@" >"$dir/compare.csv"
	is "run $i: exit status 0" $? 0
	is "run $i: no case changed" "$(grep -E ',(slower|faster)$' "$dir/compare.csv")" ''
	note "run $i: ratios from $(tail -n +2 "$dir/compare.csv" | cut -d, -f5 | sort -n |
		sed -n '1p;$p' | paste -sd ' ')"
	$interleaved || mv "$dir/new.json" "$dir/old.json"
	i=$((i + 1))
done
like 'what was compared' "$(cut -d, -f2 "$dir/compare.csv" | uniq | paste -sd ' ')" "$metrics"
done_testing
