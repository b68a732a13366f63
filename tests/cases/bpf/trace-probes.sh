#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# kvm-sve trace without the module, by fentry and by kprobes: what it shows is what
# trace_calls did with an unchanged KVM's calls.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bpf/bpf-lib.sh
. ./bpf-lib.sh
# shellcheck source=tests/cases/bpf/trace-lib.sh
. ./trace-lib.sh

# The command's own scratch VM comes first in the trace.
plain() {
	trace --json -C 'trace calls' "$@" -- ./trace_calls plain "$dir/want"
}

for probes in '' --kprobes; do
	kind=$(best_probes)
	[ -z "$probes" ] || kind=kprobes
	# shellcheck disable=SC2086 # none or one
	plain $probes
	shows "all events $probes" cat
	like "all events $probes: stderr says what is not seen" "$(tr '\n' ' ' <"$dir/err")" \
		"Seen, by $kind: .* Not seen: "
	like "$probes: what a pair of probes costs" "$(cat "$dir/err")" \
		'^An empty pair of probes costs [1-9][0-9]* ns here, and shows [1-9][0-9]* ns itself[.]$'
	is "$probes: the VM has one number" \
		"$(sed -n 's/.*"vm": \([0-9]*\),.*/\1/p' "$dir/out" | sort -u | wc -l)" 1
	for event in vls_set vl_change vcpu; do
		# shellcheck disable=SC2086
		plain $probes -e $event
		shows "-e $event $probes" grep "^$event "
	done
	# shellcheck disable=SC2086
	plain $probes -u 0
	shows "-u 0 $probes" grep ' vcpu 0 '
done
like 'the calls met every kind' "$(cut -d' ' -f1 "$dir/want" | sort -u | tr '\n' ' ')" \
	'^vcpu vl_change vls_set $'

trace -C 'trace calls' -- ./trace_calls plain "$dir/want"
is 'text: a line for each event, and a head' "$(wc -l <"$dir/out")" $(($(wc -l <"$dir/want") + 4))
is 'text: what went well fits 80 columns' "$(grep -v ' E[A-Z]*: ' "$dir/out" | awk 'length > 80')" ''

for signal in INT TERM; do
	starts trace
	ends_by $signal
done
nobody trace -d 1
exits 'no rights at all' 3 '/dev/kvm: Permission denied; run as root'
chmod 666 /dev/kvm
nobody trace -d 1
exits 'no rights to trace' 3 'not permitted; run as root'
chmod 600 /dev/kvm
nothing_left
done_testing
