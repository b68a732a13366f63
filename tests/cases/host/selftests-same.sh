#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# selftests-same.sh [MODE [NAME...]]: upstream's KVM selftests, all or these, come
# out the same on the stock kernel, on the patched one, and on that with the module
# loaded. TAP, a check a test. Those of the series itself must pass with the module,
# and pass or skip without.

set -euo pipefail

mode=${1:-vhe}
names=("${@:2}")
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# results NAME KERNEL OPTIONS...: NAME STATUS lines of one host into $out/NAME.
results() {
	local name=$1 kernel=$2 dir file add=()

	shift 2
	dir=$(tests/host/kernel selftests "$kernel")
	for file in "$dir"/*; do
		add+=(--add "$file:/tests/selftests/${file##*/}")
	done
	tests/host/run --kernel "$kernel" "$@" "${add[@]}" --mode "$mode" --mem 2G --timeout 3600 \
		-- sh /tests/selftests-all.sh "${names[@]}" >"$out/$name" 2>"$out/$name.err" || {
		sed 's/^/# /' "$out/$name.err"
		echo "Bail out! the $name host failed"
		exit 1
	}
}

status_in() {
	awk -v n="$2" '$1 == n { print $2 }' "$out/$1"
}

n=0
check() {
	n=$((n + 1))
	if [ "$1" = yes ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		sed -n "/^== $3:/,/^== /p" "$out"/*.err | sed 's/^/# /'
	fi
}

results stock stock
results patched patched --no-module
results module patched
while read -r name _; do
	stock=$(status_in stock "$name") patched=$(status_in patched "$name")
	module=$(status_in module "$name") good=no
	if [ -z "$stock" ]; then
		[[ $patched =~ ^[04]$ ]] && [ "$module" = 0 ] && good=yes
	elif [ "$stock" = "$patched" ] && [ "$stock" = "$module" ]; then
		good=yes
	fi
	# What the stock kernel did not bring to an end says nothing of ours.
	if [ "$stock" = 143 ] && [[ $patched =~ ^(0|143)$ && $module =~ ^(0|143)$ ]]; then
		n=$((n + 1))
		echo "ok $n - $name # SKIP stock took too long; patched $patched, with the module $module"
		continue
	fi
	check $good "$name: stock ${stock:--}, patched $patched, with the module $module" "$name"
done <"$out/patched"
echo "1..$n"
