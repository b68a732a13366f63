#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# prometheus.sh: the metrics and labels of three nodes, as kvm-sve prints them there,
# by way of Debian's own node_exporter and Prometheus: each reads them without a word,
# and what a query of the HTTP API answers is what the nodes have.

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh
# shellcheck source=tests/fleet/nodes.sh
. tests/fleet/nodes.sh

RULES=docs/examples/kvm-sve.rules.yml
declare -A CPUS=([alpha]='a64fx' [beta]='max,sve512=on,sve384=on' [gamma]='max,sve256=on,sve512=off')
DAEMONS=()

cleanup() {
	[ ${#DAEMONS[@]} -eq 0 ] || kill "${DAEMONS[@]}" 2>/dev/null || true
	wait "${DAEMONS[@]}" 2>/dev/null || true
	stop_nodes
	rm -rf "$T"
}

# on NODE COMMAND...: in its host.
on() {
	local node=$1

	shift
	tests/fleet/node-run "$T/$node" "$@"
}

# What kvm-sve-metrics.service and kvm-sve-lat.service write, of a host with a VM.
gather() {
	local node=$1 dir=$T/$1/textfiles

	mkdir -p "$dir"
	on "$node" sh -c '/root/hold_vms 128,256+128 >/tmp/vms & until [ -s /tmp/vms ]; do sleep 0.1; done' &&
		"$T/$node/kvm-sve" vls show --format openmetrics >"$dir/kvm-sve-host.prom" &&
		"$T/$node/kvm-sve" vls ps --format openmetrics >"$dir/kvm-sve-vms.prom" &&
		"$T/$node/kvm-sve" lat --format openmetrics -- kvm-sve bench --quick \
			--exit mmio --guest sve --vl 128,256 >"$dir/kvm-sve-lat.prom" \
			2>"$T/$node/lat.log" &&
		"$T/$node/kvm-sve" vls show --format nfd >"$T/$node/nfd" &&
		"$T/$node/kvm-sve" vls show --json >"$T/$node/node.json"
}

gather_all() {
	local node

	for node in "${!CPUS[@]}"; do
		gather "$node" || return 1
	done
}

prom_files() {
	echo "$T"/*/textfiles/*.prom
}

promtool_takes_metrics() {
	local file

	for file in $(prom_files); do
		echo "$file"
		promtool check metrics <"$file" || return 1
	done
}

# By the parser that refuses what OpenMetrics does not allow: Debian's, for its python.
openmetrics_takes_them() {
	# shellcheck disable=SC2046 # our names
	/usr/bin/python3 - $(prom_files) <<-'END'
	import sys
	from prometheus_client.openmetrics.parser import text_string_to_metric_families

	for path in sys.argv[1:]:
	    with open(path) as f:
	        families = list(text_string_to_metric_families(f.read()))
	    assert families, path
	    for family in families:
	        assert family.documentation, family.name
	        print(path, family.name, len(family.samples))
	END
}

# What of node-feature-discovery's manual a line must be, and Kubernetes's of a label.
labels_are_valid() {
	python3 - "$T"/*/nfd <<-'END'
	import re, sys

	word = re.compile(r'[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?')
	prefix = re.compile(r'[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?')
	for path in sys.argv[1:]:
	    seen = set()
	    for line in open(path).read().splitlines():
	        key, value = line.split('=')
	        space, name = key.split('/')
	        assert prefix.fullmatch(space) and word.fullmatch(name) and word.fullmatch(value), line
	        assert key not in seen, line
	        seen.add(key)
	    assert seen, path
	END
}

# A label of each set that the node can give, by vls check, and of no other.
labels_are_true() {
	local node bits vls vl set want

	for node in "${!CPUS[@]}"; do
		for ((bits = 1; bits < 16; bits++)); do
			vls=''
			for vl in 128 256 384 512; do
				((bits >> (vl / 128 - 1) & 1)) && vls+=${vls:+,}$vl
			done
			set=$(printf 'kvm-sve.set-0x%x=true' $bits)
			want=0
			! "$KVM_SVE" vls check --set "$vls" "$T/$node/node.json" >/dev/null || want=1
			[ "$(grep -c "/$set\$" "$T/$node/nfd")" = $want ] ||
				{ echo "$node: $vls: $set, expected $want"; return 1; }
		done
	done
}

free_ports() {
	python3 -c '
import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*[s.getsockname()[1] for s in sockets])' "$1"
}

# fetch URL: what it answers, within 20 seconds.
fetch() {
	local _

	for _ in {1..100}; do
		python3 -c '
import sys, urllib.request
print(urllib.request.urlopen(sys.argv[1]).read().decode())' "$1" 2>/dev/null && return
		sleep 0.2
	done
	echo "no answer from $1"
	return 1
}

start_exporters() {
	local node ports i=0

	read -ra ports <<<"$(free_ports ${#CPUS[@]})"
	for node in "${!CPUS[@]}"; do
		PORT[$node]=${ports[i++]}
		prometheus-node-exporter --collector.disable-defaults --collector.textfile \
			--collector.textfile.directory="$T/$node/textfiles" \
			--web.listen-address="127.0.0.1:${PORT[$node]}" >"$T/$node/exporter.log" 2>&1 &
		DAEMONS+=($!)
	done
}

# It has all samples of the files, as numbers, and found no error.
exporter_has_all() {
	local node

	for node in "${!CPUS[@]}"; do
		fetch "http://127.0.0.1:${PORT[$node]}/metrics" >"$T/$node/scrape" || return 1
		grep -qx 'node_textfile_scrape_error 0' "$T/$node/scrape" ||
			{ cat "$T/$node/exporter.log"; return 1; }
		python3 - "$T/$node/scrape" "$T/$node"/textfiles/*.prom <<-'END' || return 1
		import re, sys

		def samples(path):
		    for line in open(path):
		        m = re.fullmatch(r'(kvm_sve\w+)(?:{(.*)})? (\S+)\n', line)
		        if m:
		            labels = re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', m[2] or '')
		            # An end of a bucket is a number, in any writing.
		            yield (m[1], frozenset((k, float(v) if k == 'le' else v)
		                                   for k, v in labels if v)), float(m[3])

		there = dict(samples(sys.argv[1]))
		ours = dict(s for path in sys.argv[2:] for s in samples(path))
		assert len(ours) > 50 and there == ours, set(there.items()) ^ set(ours.items())
		END
	done
}

write_config() {
	local node

	cp $RULES "$T/"
	echo "global: { scrape_interval: 1s, evaluation_interval: 1s }"
	echo "rule_files: [$T/${RULES##*/}]"
	echo "scrape_configs:"
	echo "  - job_name: node"
	echo "    static_configs:"
	for node in "${!CPUS[@]}"; do
		echo "      - { targets: ['127.0.0.1:${PORT[$node]}'], labels: { instance: $node } }"
	done
}

start_prometheus() {
	SERVER=127.0.0.1:$(free_ports 1)
	write_config >"$T/prometheus.yml"
	prometheus --config.file="$T/prometheus.yml" --storage.tsdb.path="$T/tsdb" \
		--web.listen-address="$SERVER" >"$T/prometheus.log" 2>&1 &
	DAEMONS+=($!)
}

# query EXPRESSION: "LABELS VALUE" lines, sorted; labels by name.
query() {
	python3 - "$SERVER" "$1" <<-'END' | LC_ALL=C sort
	import json, sys, urllib.parse, urllib.request

	url = f'http://{sys.argv[1]}/api/v1/query?' + urllib.parse.urlencode({'query': sys.argv[2]})
	for r in json.load(urllib.request.urlopen(url))['data']['result']:
	    labels = [v for k, v in sorted(r['metric'].items()) if k not in ('job', '__name__')]
    print(*labels, r['value'][1])
	END
}

# answers EXPRESSION LINES: within 20 seconds.
answers() {
	local _ got=''

	for _ in {1..40}; do
		got=$(query "$1" 2>&1) || true
		[ "$got" != "$2" ] || return 0
		sleep 0.5
	done
	printf '%s\n' "got:" "$got" "expected:" "$2"
	tail -n 3 "$T/prometheus.log"
	return 1
}

# All three phases took some time, less than a second.
quantiles() {
	local got

	got=$(query 'histogram_quantile(0.5, sum by (phase, vl, le) (kvm_sve_switch_phase_seconds_bucket{instance="alpha",phase!="resident"}))')
	echo "$got"
	[ "$(awk '$3 > 0 && $3 < 1 { print $1, $2 }' <<<"$got" | tr '\n' ' ')" = \
		'guest_restore 128 guest_restore 256 guest_save 128 guest_save 256 host_save 128 host_save 256 ' ]
}

# Of each node and VL.
counts_match() {
	answers 'count(kvm_sve_switch_phase_seconds_count{phase="guest_save"} == on (instance, vl) kvm_sve_switch_phase_seconds_count{phase="resident"})' 6
}

# Nothing was written that the alerts of a fleet need, and the one that is right is there.
alert_pending() {
	local _ state=''

	for _ in {1..40}; do
		state=$(fetch "http://$SERVER/api/v1/alerts" | python3 -c '
import json, sys
for a in json.load(sys.stdin)["data"]["alerts"]:
    print(a["labels"]["alertname"], a["labels"].get("instance", "-"), a["state"])' | sort)
		[ "$state" != "$1" ] || return 0
		sleep 0.5
	done
	printf '%s\n' "$state"
	return 1
}

rules_test() {
	cp $RULES tests/fleet/rules-test.yml "$T/" && (cd "$T" && promtool test rules rules-test.yml)
}

declare -A PORT
trap cleanup EXIT
check "promtool: the rules" promtool check rules $RULES
check "promtool: the rules fire when they should, and only then" rules_test

for node in "${!CPUS[@]}"; do
	start_node "$node" "${CPUS[$node]}"
done
check "three nodes are up" nodes_are_up
check "their metrics and labels" gather_all
check "promtool takes the metrics" promtool_takes_metrics
check "so does a strict parser of OpenMetrics" openmetrics_takes_them
check "the labels for Kubernetes are labels" labels_are_valid
check "a label of each set that a node can give, and no other" labels_are_true
start_exporters
check "node_exporter gives on every sample as it is, and no error" exporter_has_all
start_prometheus
check "promtool: the configuration with the rules" promtool check config "$T/prometheus.yml"
check "a query: which nodes are up" answers up $'alpha 1\nbeta 1\ngamma 1'
check "a query: the nodes with VL 512" answers 'sum by (vl) (kvm_sve_vl{set="host",vl="512"})' '512 2'
check "a query: the sets" answers 'kvm_sve_sets_info' "$(printf '%s\n' \
	'128,256 128,256 128,256 gamma 1' \
	'128,256,384,512 128,256,384,512 128,256,384,512 beta 1' \
	'128,256,512 128,256,512 128,256,512 alpha 1')"
check "a query: the largest VL in bytes" answers 'min(kvm_sve_max_vl_bytes{set="guest_max"})' 32
check "a query: the vcpus of a set, over all nodes" \
	answers 'sum by (vls) (kvm_sve_vm_vcpus)' $'128 3\n128,256 3'
check "a query: medians of each phase" quantiles
check "a query: as many saves as stays" counts_match
check "the rules are evaluated: two defaults differ, no VM is beyond" \
	alert_pending 'KvmSveDefaultsDiffer - pending'
summary
