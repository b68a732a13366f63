#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# kvm-sve lat --stats as a command: what it asks for, what it prints, and which VMM it cannot
# count. That the counts are right is the work of fp_histograms.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bpf/bpf-lib.sh
. ./bpf-lib.sh

knob=/sys/module/kvm/parameters/fp_histograms

# vmm OPTIONS...: a VMM whose guest runs; sets pid.
vmm() {
	rm -f "$dir/ready"
	mkfifo "$dir/ready"
	./run_guest "$@" >"$dir/ready" &
	read -r _ pid <"$dir/ready"
}

# The events of the first report on stdin.
events() {
	grep -o '"events": [0-9]*' | sed -n '1s/.* //p'
}

ends() {
	kill "$pid"
	wait "$pid" 2>/dev/null
}

tool lat --stats --fine
exits '--stats and another scale' 2 'goes with --pid'
tool lat --stats -- true
exits '--stats and a command' 2 'goes with --pid'
if [ ! -e $knob ]; then
	tool lat --stats -d 1
	cannot 'a kernel without histograms' "keeps no histograms.*$knob"
	done_testing
fi
tool lat --stats -d 1
cannot 'histograms are off' "kvm.fp_histograms is off.*echo Y >$knob"
echo Y >$knob

vmm -s 60000
tool lat --stats -d 3 -p "$pid"
is 'a VMM with statistics: exit 0' "$status" 0
is 'a VMM with statistics: nothing on stderr' "$(cat "$dir/err")" ''
like 'a VMM with statistics: its restores' "$(cat "$dir/out")" '^all VLs, guest_restore: count [1-9][0-9]*$'
like 'a VMM with statistics: slots' "$(cat "$dir/out")" '^ +[0-9]+ -> [0-9]+ +: [1-9][0-9]* +\|\*+ *\|$'
is 'a VMM with statistics: no mean' "$(grep mean "$dir/out")" ''
is 'a VMM with statistics: fits 80 columns' "$(awk 'length > 80' "$dir/out")" ''
tool lat --stats -d 2 --by vcpu -p "$pid"
like '--by vcpu: whose vcpu' "$(cat "$dir/out")" "^== vcpu 0, of pid $pid [(]run_guest[)]\$"
tool lat --stats -d 4 -i 2 --json
is 'an interval of 2 s: as many reports' "$(grep -c '"source": "stats"' "$dir/out")" 2

# Two at once: neither counts what the other one has copied.
kvm-sve lat --stats -d 4 --json >"$dir/other" &
other=$!
tool lat --stats -d 4 --json
wait $other
mine=$(events <"$dir/out")
theirs=$(events <"$dir/other")
note "two at once: events $mine and $theirs"
check 'two at once: each sees events' [ "${mine:-0}" -gt 0 ]
check 'two at once: and no more than the other' [ "${mine:-0}" -lt $((2 * ${theirs:-0})) ]
check 'two at once: nor the other' [ "${theirs:-0}" -lt $((2 * ${mine:-0})) ]

one=$pid
vmm -s 60000
tool lat --stats -d 2 --by vcpu
like 'two VMMs: the one' "$(cat "$dir/out")" "^== vcpu 0, of pid $one "
like 'two VMMs: the other' "$(cat "$dir/out")" "^== vcpu 0, of pid $pid "
ends
pid=$one

tool lat --stats -d 3 -i 1 --by vcpu --json
is 'JSON at intervals: an object a line' "$(grep -c '"source": "stats"' "$dir/out")" 3
is 'JSON at intervals: each has counts' "$(grep -c '"guest_restore": {"count": [1-9]' "$dir/out")" 3
like 'JSON: what is not known is null' "$(cat "$dir/out")" \
	'"vm": null, .*"sve": null, "vl": null, .*"early": null, .*"sum_ticks": null, "min_ns": null, "mean_ns": null, "max_ns": null'
tool lat --stats -d 1 -p $$
is 'another process: exit 0' "$status" 0
like 'another process: says that it ran no vcpu' "$(cat "$dir/err")" "process $$ ran no vcpu"
nobody lat --stats -d 1 -p "$pid"
is 'without rights: exit 3' "$status" 3
like 'without rights: says which' "$(cat "$dir/err")" 'CAP_SYS_PTRACE'
ends

vmm 60000
tool lat --stats -d 1
is 'a VMM without statistics: exit 0' "$status" 0
like 'a VMM without statistics: is named' "$(cat "$dir/err")" \
	"process $pid .run_guest. holds no statistics .* of its vcpu 0"
like 'a VMM without statistics: no counts' "$(cat "$dir/out")" 'events 0  restores 0'
ends
echo N >$knob

done_testing
