#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# On this machine: the benchmark in two boots under --icount. The median of the
# instructions a round trip takes must be the same, to one, for each guest.

set -euo pipefail
# shellcheck source=tests/cases/lib.sh
. "$(dirname -- "$0")/lib.sh"

medians() {
	"$RUN" --icount --keep-log "$KERNEL_LOG" -- \
		kvm-sve bench --json --no-phases --exit mmio --host clean --vl 128,2048 |
		tr -d ' \n' | sed 's/.*"rows"://' |
		grep -o '"guest":"[a-z]*","vl":[0-9a-z]*,\|"instructions":[^}]*' |
		sed -n 's/"guest":"\(.*\)","vl":\(.*\),/\1 \2/p; s/.*"p50":\([0-9]*\).*/\1/p
			s/"instructions":null.*/none/p' | paste - -
}

first=$(medians)
second=$(medians)
paste <(echo "$first") <(echo "$second") | sed 's/^/# /'
for guest in none fpsimd sve; do
	if ! grep -q "^$guest " <<<"$first"; then
		not_ok "$guest: no row"
	fi
done
while read -r guest vl a guest2 vl2 b; do
	name="$guest at VL $vl: $a and $b instructions"
	if [ "$guest $vl" = "$guest2 $vl2" ] &&
	   [[ "$a $b" =~ ^[1-9][0-9]*\ [1-9][0-9]*$ ]] &&
	   [ $((a - b)) -ge -1 ] && [ $((a - b)) -le 1 ]; then
		ok "$name"
	else
		not_ok "$name"
	fi
done < <(paste <(echo "$first") <(echo "$second"))
done_testing
