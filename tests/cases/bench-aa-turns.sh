#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# bench-aa-turns.sh RUNS [ARGS]: kvm-sve bench ARGS by turns with itself, so often. It must
# find nothing, in the round trip and in each phase, in each of them.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh

runs=$1
shift
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

i=1
while [ $i -le "$runs" ]; do
	kvm-sve bench --setup-old true --setup-new true "$@" --csv >"$dir/out" 2>/dev/null
	is "run $i: exit status 0" $? 0
	is "run $i: no case changed" "$(grep -E ',(slower|faster)$' "$dir/out")" ''
	note "run $i: ratios from $(tail -n +2 "$dir/out" | cut -d, -f5 | sort -n | sed -n '1p;$p' | paste -sd ' ')"
	i=$((i + 1))
done
like 'what was compared' "$(cut -d, -f2 "$dir/out" | uniq | paste -sd ' ')" \
	'^metric ns host_save_cycles guest_restore_cycles.* guest_save_cycles'
done_testing
