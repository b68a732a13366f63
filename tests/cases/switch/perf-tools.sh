#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# perf-tools.sh [--show]: the section "perf and ftrace" of docs/benchmarking.md,
# run: each of its commands, as it stands there, prints the lines that stand below
# it, numbers apart. And what they count is right: perf and a histogram trigger
# see the same events, none is lost, and cycles agree with ticks while perf has
# the PMU too. --show prints what the commands print, for that document.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/switch/doc-lib.sh
. ./doc-lib.sh

DOC=$PWD/benchmarking.md
EVENTS=/sys/kernel/tracing/events/kvm_sve
TRACE=/sys/kernel/tracing/instances/watch
EVERY=hist:keys=vm_tgid

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
show=${1-}

section() {
	sed -n '/^## perf and ftrace$/,/^## [^p]/s/^    //p' "$DOC"
}

# A second look at the same events: their number, by a histogram trigger.
watch() {
	for name; do
		echo $EVERY >"$EVENTS/$name/trigger"
	done
}

# seen EVENT: how many since watch; the trigger goes.
seen() {
	sed -n 's/^ *Hits: //p' "$EVENTS/$1/hist"
	echo "!$EVERY" >"$EVENTS/$1/trigger"
}

# The number before a word in the last output, as perf stat prints it.
counted() {
	sed -n "s/^ *\([0-9][0-9,]*\) *$1 .*/\1/p" "$dir/err" | tr -d ,
}

samples() {
	sed -n 's/.*(\([0-9]*\) samples).*/\1/p' "$dir/err"
}

test_stat() {
	watch sve_switch_cycles sve_vcpu sve_vls_set sve_vl_change
	# In the order of tracefs's folder, which 6.1 keeps in its own way.
	doc_any_order "perf stat -a -e 'kvm_sve:*' -- kvm-sve bench --rounds 1 --no-phases --no-exclude-guest --exit mmio --host clean --guest sve --vl 128,512 -n 100 >/tmp/bench"
	for name in sve_switch_cycles sve_vcpu sve_vls_set sve_vl_change; do
		is "perf stat: $name as often as a histogram saw it" \
			"$(counted "kvm_sve:$name")" "$(seen $name)"
	done
	# Each round trip is one, and so are its warm-up and its first exit.
	check "perf stat: at least one switch a round trip" test "$(counted kvm_sve:sve_switch_cycles)" -ge 200

	watch sve_switch_cycles
	perf stat -a -e kvm_sve:sve_switch_cycles -- kvm-sve lat --json \
		-c 'kvm-sve bench --rounds 1 --no-phases --no-exclude-guest --exit mmio --host clean --guest sve --vl 512 -n 100' >/tmp/lat 2>"$dir/err"
	is "perf stat and kvm-sve lat count the same events" "$(counted kvm_sve:sve_switch_cycles)" \
		"$(sed -n 's/^  "events": \([0-9]*\),/\1/p' /tmp/lat)"
	is "and so does a histogram" "$(counted kvm_sve:sve_switch_cycles)" "$(seen sve_switch_cycles)"
	is "kvm-sve lat missed none" "$(sed -n 's/^  "missed": \([0-9]*\),/\1/p' /tmp/lat)" 0
}

# A switch as perf script prints it, whole.
SWITCH='kvm_sve:sve_switch_cycles: vm [0-9]+ tgid [0-9]+ vcpu 0 max_vq 4 vq [14] sve 1 restores [0-9]+ early [0-9]+ evicted [0-9]+ kept [0-9] stamp [0-9]+/[0-9]+'
SWITCH="$SWITCH host_save [0-9]+/[0-9]+ guest_restore [0-9]+/[0-9]+ resident [0-9]+/[0-9]+ guest_save [0-9]+/[0-9]+\$"

test_record() {
	watch sve_switch_cycles
	doc "perf record -a -e kvm_sve:sve_switch_cycles -o /tmp/switch -- kvm-sve bench --rounds 1 --no-phases --no-exclude-guest --exit mmio --host clean --guest sve --vl 512 -n 100 >/tmp/bench"
	n=$(samples)
	is "perf record: a sample for each event" "$n" "$(seen sve_switch_cycles)"
	doc 'perf script --guest-code -i /tmp/switch'
	is "perf script: a line for each sample" "$(wc -l <"$dir/out")" "$n"
	is "perf script: every field of each" "$(grep -cE "$SWITCH" "$dir/out")" "$n"
	unlike "perf report: no sample was lost" "$(perf report --stats -i /tmp/switch 2>&1)" LOST

	watch sve_vls_set sve_vcpu
	doc "perf record -e kvm_sve:sve_vls_set -e kvm_sve:sve_vcpu -o /tmp/vls -- kvm-sve bench --rounds 1 --no-phases --no-exclude-guest --exit mmio --host clean --guest sve --vl 512 -n 5 >/tmp/bench"
	n=$(samples)
	is "perf record of a task: a sample for each event" "$n" $(($(seen sve_vls_set) + $(seen sve_vcpu)))
	doc 'perf script -i /tmp/vls'
	is "perf script: a line for each" "$(wc -l <"$dir/out")" "$n"
	like "perf script: the VL set that the benchmark asks for" "$(cat "$dir/out")" \
		'kvm_sve:sve_vls_set: .* source ioctl try 0 old_vqs 0xffff new_vqs 0xf ret 0 reason 0 bad_vq 0'
}

test_trace() {
	doc "perf trace -e ioctl,kvm_sve:sve_vls_set,kvm_sve:sve_vcpu -- kvm-sve bench --rounds 1 --no-phases --no-exclude-guest --exit mmio --host clean --guest sve --vl 512 -n 5 >/tmp/bench"
	like "perf trace: a set with its fields" "$(cat "$dir/err")" \
		'kvm_sve:sve_vls_set\(vm_id: [0-9]+, vm_tgid: [0-9]+, source: 2, old_vqs: 65535, new_vqs: 15\)'
	watch sve_switch_cycles
	perf trace -a -e kvm_sve:sve_switch_cycles -- kvm-sve bench --rounds 1 --no-phases --no-exclude-guest --exit mmio --host clean --guest sve --vl 512 -n 50 \
		>/tmp/bench 2>/tmp/trace
	is "perf trace: a line for each switch" "$(grep -c kvm_sve:sve_switch_cycles /tmp/trace)" "$(seen sve_switch_cycles)"
}

# The emulated PMU counts 1 GHz, the timer 62.5 MHz or, from QEMU 9 on, 1 GHz as well.
cycles_a_tick() {
	dmesg | sed -n 's/.*arch_timer: .* running at \([0-9.]*\)MHz.*/\1/p' | awk '{ print 1000 / $1 }'
}

# "EVENTS WITH-CYCLES RIGHT WILD" of the switches in the trace. A tick is a number of
# cycles; a few are not, where the machine that emulates pauses between the reads of
# both, and wild is what no pause explains.
cycles_in_trace() {
	sed -n 's/.* sve_switch_cycles: .* host_save \([^ ]*\) guest_restore \([^ ]*\) resident \([^ ]*\) guest_save /\1 \2 \3 /p' \
		"$TRACE/trace" | tr / ' ' | awk -v tick="$(cycles_a_tick)" '
		{ t = tick * ($1 + $3 + $5 + $7); c = $2 + $4 + $6 + $8; n++ }
		c { counted++; right += c < 1.5 * t && t < 1.5 * c; wild += c - t > 1e9 || t - c > 1e9 }
		END { printf "%d %d %d %d\n", n, counted, right, wild }'
}

# cycles_with WHAT COMMAND...: of events while COMMAND has the PMU too.
cycles_with() {
	what=$1
	shift
	mkdir "$TRACE"
	echo 1 >"$TRACE/events/kvm_sve/sve_switch_cycles/enable"
	sleep 0.3
	"$@"
	# shellcheck disable=SC2046 # four numbers
	set -- $(cycles_in_trace)
	rmdir "$TRACE"
	note "$what: of $1 events $2 have cycles, $3 agree with their ticks, $4 are wild"
	check "$what: there are events" test "$1" -ge 100
	check "$what: 98 of 100 have cycles" test $(($2 * 100)) -ge $(($1 * 98))
	check "$what: 95 of 100 of those agree with their ticks" test $(($3 * 100)) -ge $(($2 * 95))
	is "$what: none is wild" "$4" 0
}

# Two CPUs count 1 GHz each, idle or not.
cycles_of_time() {
	awk -v n="$(counted cycles)" -v s="$(sed -n 's/^ *\([0-9.]*\) seconds time elapsed/\1/p' "$dir/err")" \
		'BEGIN { r = n / (s * 2e9); print "# " r " cycles a ns"; exit !(r > 0.67 && r < 1.5) }'
}

record_cycles() {
	perf record -q -a -F 499 -e cycles -o /tmp/cycles -- \
		kvm-sve bench --rounds 1 --no-phases --no-exclude-guest --exit mmio --host clean --guest sve --vl 512 -n 200 >/tmp/bench 2>&1
}

test_cycles() {
	cycles_with "perf stat -e cycles" doc \
		"perf stat -a -e cycles -e kvm_sve:sve_switch_cycles --filter 'guest_max_vq == 4' -- kvm-sve bench --rounds 1 --no-phases --no-exclude-guest --exit mmio --host clean --guest sve --vl 128,512 -n 100 >/tmp/bench"
	check "perf stat: as many cycles as time went by" cycles_of_time
	# The benchmark measures the larger VL four times more, for its noise: 5 of 6 runs, each
	# of 120 round trips to be timed and some more than 100 to be counted.
	check "perf stat with a filter: not all of them" test "$(counted kvm_sve:sve_switch_cycles)" -lt 1240
	check "perf stat with a filter: those of one VL" test "$(counted kvm_sve:sve_switch_cycles)" -ge 100
	cycles_with "perf record -e cycles" record_cycles
	check "perf record -e cycles: has samples" test "$(perf script -i /tmp/cycles | wc -l)" -gt 0
}

# More pinned events than there are counters: those of the benchmark get none.
test_shared() {
	events=cycles:D
	for _ in 1 2 3 4 5 6 7 8; do
		events=$events,cycles:D
	done
	perf stat -a -e "$events" -- kvm-sve bench --cases sve/mmio/512/clean -n 20 --no-phases \
		-o /tmp/shared.json >/tmp/bench 2>"$dir/err"
	like "bench: counters that others hold are refused" "$(cat "$dir/err")" \
		'no cycles: another pinned perf event holds the PMU.s counters'
	like "bench: and in the JSON" "$(cat /tmp/shared.json)" '"missing": .*another pinned perf event holds'
	unlike "bench: no number is made of them" "$(cat /tmp/shared.json)" '"cycles": [{]'
}

test_ftrace() {
	doc 'cd /sys/kernel/tracing'
	doc "echo 'guest_max_vq == 4' >events/kvm_sve/sve_switch_cycles/filter"
	doc 'echo 1 >events/kvm_sve/sve_switch_cycles/enable'
	doc 'kvm-sve bench --rounds 1 --no-phases --no-exclude-guest --exit mmio --host clean --guest sve --vl 128,512 -n 100 >/tmp/bench 2>&1'
	doc 'echo 0 >events/kvm_sve/sve_switch_cycles/enable'
	doc 'echo 0 >events/kvm_sve/sve_switch_cycles/filter'
	grep ' sve_switch_cycles: ' trace >"$dir/trace"
	is "filter: nothing else in the trace" "$(grep -vc ' vq 4 ' "$dir/trace")" 0
	check "filter: each round trip of that VL is" test "$(wc -l <"$dir/trace")" -ge 100
	doc 'head -n 3 trace_pipe'
	is "trace_pipe: the first events" "$(sed 's/^ *//' "$dir/out")" \
		"$(sed -n '1,3s/^ *//p' "$dir/trace")"
	echo >trace

	doc "echo 'hist:keys=guest_max_vq:vals=guest_restore,resident' >events/kvm_sve/sve_switch_cycles/trigger"
	doc 'kvm-sve bench --rounds 1 --no-phases --no-exclude-guest --exit mmio --host clean --guest sve --vl 128,512 -n 50 >/tmp/bench 2>&1'
	doc 'cat events/kvm_sve/sve_switch_cycles/hist'
	before=$(sed -n 's/^ *Hits: //p' "$dir/out")
	perf stat -a -e kvm_sve:sve_switch_cycles -- kvm-sve bench --rounds 1 --no-phases --no-exclude-guest --exit mmio --host clean --guest sve --vl 512 -n 50 \
		>/tmp/bench 2>"$dir/err"
	after=$(sed -n 's/^ *Hits: //p' events/kvm_sve/sve_switch_cycles/hist)
	is "hist: as many more events as perf stat counts" $((after - before)) \
		"$(counted kvm_sve:sve_switch_cycles)"
	is "hist: the VLs of the guests" "$(sed -n 's/.*guest_max_vq: *\([0-9]*\) .*/\1/p' "$dir/out" |
		sort -n | tr '\n' ' ')" '1 4 '
	is "hist: the hits of both add up" "$(sed -n 's/.*hitcount: *\([0-9]*\) .*/\1/p' "$dir/out" |
		awk '{ n += $1 } END { print n }')" "$before"
	doc "echo '!hist:keys=guest_max_vq:vals=guest_restore,resident' >events/kvm_sve/sve_switch_cycles/trigger"
}

test_nothing_left() {
	is "no event is on" "$(cat "$EVENTS"/*/enable | sort -u)" 0
	is "no trigger is set" "$(cat "$EVENTS"/*/trigger | grep -v '^#')" ''
	cd / || exit 1
	perf stat -a -e kvm_sve:sve_switch_cycles -- sh -c '! rmmod kvm_sve' >/tmp/rmmod 2>&1
	is "the module cannot be removed while perf has an event" $? 0
	check "the module can be removed" rmmod kvm_sve
	check "and loaded" insmod /host/kvm_sve.ko
	every_command_was_run
}

test_stat
test_record
test_trace
test_cycles
test_shared
test_ftrace
test_nothing_left
done_testing
