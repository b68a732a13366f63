#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# kvm-sve lat without the module: by fentry and by kprobes.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bpf/bpf-lib.sh
. ./bpf-lib.sh

for probes in '' --kprobes; do
	kind=$(best_probes)
	[ -z "$probes" ] || kind=kprobes
	# shellcheck disable=SC2086 # none or one
	tool lat --json $probes -- ./host_registers 20
	is "no module $probes: exit 0" "$status" 0
	like "no module $probes: says how it sees" "$(cat "$dir/out")" \
		"\"source\": \"$kind\""
	check "no module $probes: what a pair of probes costs" \
		test "$(./json_get "$dir/out" probe_cost.inside_ns)" -gt 0
	like "no module $probes: restores are not known" "$(cat "$dir/out")" '"restores": null'
	like "no module $probes: none missed" "$(cat "$dir/out")" '"missed": 0'
	is "no module $probes: a row for each VL of the guests" \
		"$(grep -c '"vl": [1-9]' "$dir/out")" 16
	# shellcheck disable=SC2086
	tool lat --format openmetrics $probes -- ./host_registers 20
	like "no module $probes: the probes in metrics" "$(cat "$dir/out")" \
		'^kvm_sve_lat_probes_shown_seconds [1-9]'
	# shellcheck disable=SC2086
	tool lat $probes --by vcpu -- ./host_registers 20
	like "no module $probes: the first lines say so" "$(head -n 3 "$dir/out")" \
		'Without the kvm_sve module'
	is "no module $probes: fits 80 columns" "$(awk 'length > 80' "$dir/out")" ''
done
nothing_left
done_testing
