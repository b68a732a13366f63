#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# bench-aa.sh RUNS [ARGS]: kvm-sve bench ARGS against itself, so often. --compare
# must find nothing, in the round trip and in each phase, in each of them.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh

runs=$1
shift
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

kvm-sve bench "$@" -o "$dir/old.json" >/dev/null 2>&1
is 'a result to compare with: exit status' $? 0
i=1
while [ $i -le "$runs" ]; do
	kvm-sve bench "$@" -o "$dir/new.json" --csv --compare "$dir/old.json" >"$dir/compare.csv" 2>/dev/null
	is "run $i: exit status 0" $? 0
	is "run $i: no case changed" "$(grep -E ',(slower|faster)$' "$dir/compare.csv")" ''
	mv "$dir/new.json" "$dir/old.json"
	i=$((i + 1))
done
like 'what was compared' "$(cut -d, -f2 "$dir/compare.csv" | uniq | paste -sd ' ')" \
	'^metric (ns|instructions) host_save(_cycles)? guest_restore.* resident.* guest_save'
done_testing
