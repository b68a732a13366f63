#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# bench.sh EXITS: kvm-sve bench with the smallest samples, by these kinds of exit, for
# each guest: each case is there, the guest saw its VL, and the traps are those
# expected: in the events, in the kernel's own count and in number.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh

N=20
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mode=$(cat /sys/kernel/kvm_sve/kvm_mode)
# Does hyp save the registers at each exit? In protected mode, but for 6.1's.
hyp_saves=false
case "$mode $(uname -r)" in
*' 6.1.'*) ;;
*rotected*) hyp_saves=true ;;
esac

bench() {
	kvm-sve bench -n $N --warmup 2 --vl 128,2048 "$@" -o "$dir/json" \
		>"$dir/out" 2>"$dir/err"
	status=$?
}

FIELDS='name guest exit vl rdvl runs events restores expected_restores evicted fpsimd_restores
	drops peer_restores n early kept ns.p50'

# All of that row, as words: one program for it, since to start one is slow here.
read_row() {
	# shellcheck disable=SC2046,SC2086 # words
	set -- $(./json_get "$dir/json" $(printf "rows.$row.%s " $FIELDS) | tr -d '"')
	row_name=$1 guest=$2 exit=$3 vl=$4 rdvl=$5 runs=$6 events=$7 restores=$8
	shift 8
	expected=$1 evicted=$2 counted=$3 drops=$4 peer=$5 n=$6 early=$7 kept=$8
	ns=${9%.*}
}

# restores EXIT RUNS: those that a guest with FP has in RUNS KVM_RUNs, at least.
restores() {
	case $1 in
	sleep-*) echo $((6 * $2)) ;;
	preempt-*) echo $((2 * $2)) ;;
	hvc) if $hyp_saves; then echo $((35 * $2)); else echo "$2"; fi ;;
	*) echo "$2" ;;
	esac
}

# samples EXIT: as many as the round trips that were asked for, or a fifth.
samples() {
	case $1 in
	hvc | sleep-* | preempt-*) echo $((N / 5)) ;;
	*) echo $N ;;
	esac
}

check_row() {
	want=0
	[ "$guest" = none ] || want=$(restores "$exit" "$runs")
	is "$row_name: the VL that the guest saw" "$rdvl" "$vl"
	is "$row_name: samples" "$n" "$(samples "$exit")"
	check "$row_name: KVM_RUNs" test "$runs" -ge 4
	# Those in which the CPU was not given or taken away as it should have been are
	# taken again: as many as samples have all.
	case $exit in
	sleep-* | preempt-*)
		check "$row_name: restores that there must be" \
			test "$expected" -ge $((want * n / runs))
		check "$row_name: of each sleep or preemption at most" \
			test "$expected" -le "$want"
		;;
	*) is "$row_name: restores that there must be" "$expected" "$want" ;;
	esac
	check "$row_name: and there are" test $((restores + kept)) -ge "$expected"
	is "$row_name: as the kernel counts" "$counted" $((restores - early))
	check "$row_name: no more than loads" at_most
	is "$row_name: no event is lost" "$drops" 0
	case $exit in
	# A difference: negative when the shorter KVM_RUN was disturbed, docs/benchmarking.md.
	hvc | sleep-*) like "$row_name: ns" "$ns" '^-?[0-9]+$' ;;
	*) check "$row_name: ns" test "$ns" -gt 0 ;;
	esac
	case $exit in
	pingpong-*) check "$row_name: the other vcpu's" test "$peer" -ge "$runs" ;;
	esac
}

# Not where hyp saves the registers at each exit.
# shellcheck disable=SC2317 # called by check
at_most() {
	! $hyp_saves || return 0
	[ $((restores + kept)) -le $((events + evicted)) ]
}

# A guest with caches off is refused; these are the benchmark's.
if [ "$1" = mmio ]; then
	./guest_refused >"$dir/refused"
	is 'guests without caches are refused' $? 0
	note "$(cat "$dir/refused")"
fi
# Without the right to SCHED_FIFO.
case $1 in
*preempt*)
	# Older results have a case of that name, which was another one.
	is 'no exit is called preempt' "$(kvm-sve bench --list | grep -c /preempt/)" 0
	chmod 666 /dev/kvm
	./as_nobody kvm-sve bench --exit preempt --host clean --guest sve --vl 128 -n 5 \
		--no-phases --json >"$dir/json" 2>"$dir/err"
	is 'preempt without rights: exit status 0' $? 0
	like 'preempt without rights: is left out' "$(./json_get "$dir/json" skipped)" \
		"sve/preempt-fifo/128/clean.*cannot have SCHED_FIFO.*not permitted"
	;;
esac

bench --exit "$1"
is "exit $1: exit status 0" $status 0
note "$(cat "$dir/err")"
unlike "exit $1: what a stamp costs" "$(./json_get "$dir/json" rows.0.stamp.cycles.p50)" \
	'^(null|missing|0)$'
# What exclude_guest leaves out is not the same in all modes, so it has two names.
excluded=cycles_no_run other=cycles_no_guest
case $mode in
VHE*) excluded=cycles_no_guest other=cycles_no_run ;;
esac
unlike "exit $1: $excluded in $mode" "$(./json_get "$dir/json" rows.0.$excluded.p50)" 'null|missing'
is "exit $1: and no $other" "$(./json_get "$dir/json" rows.0.$other)" null
# QEMU's counter goes by one tick at a time, whatever its rate.
is "exit $1: the counter's step is one tick" "$(./json_get "$dir/json" resolution_ns)" \
	"$(./json_get "$dir/json" tick_ns)"
kvm-sve bench --exit "$1" --vl 128,2048 --list >"$dir/list"
row=0
while read -r want; do
	read_row
	is "case $row" "$row_name" "$want"
	check_row
	row=$((row + 1))
done <"$dir/list"
check "exit $1: all guests and VLs" test $row -ge 6
is "exit $1: nothing is left out" "$(./json_get "$dir/json" skipped)" '[]'
read_row
is "exit $1: and nothing more is there" "$row_name" missing

# row KEYS...: of the first row.
row() {
	# shellcheck disable=SC2046 # words
	./json_get "$dir/json" $(printf 'rows.0.%s ' "$@") | xargs
}

is "exit $1: no percentile that is the largest of $N samples" "$(row ns.p99 ns.p999)" 'null null'
case $1 in
hvc | sleep,preempt)
	is "exit $1: no largest of means" "$(row ns.max)" null
	like "exit $1: says that they are means" "$(cat "$dir/out")" 'per trip, mean of [1-9]'
	;;
mmio)
	is "exit $1: steady times are not looked at with --warmup" "$(row steady)" null
	kvm-sve bench --cases sve/mmio/128/clean --time 0.5 --rounds 4 --no-phases \
		--no-exclude-guest -o "$dir/json" >"$dir/out" 2>"$dir/err"
	is '--time: exit status 0' $? 0
	is '--time: in the JSON' "$(./json_get "$dir/json" n time warmup | xargs)" 'null 0.5 null'
	like '--time: how many follows from it' "$(row n)" '^[1-9][0-9]{2,4}$'
	like '--time: were they steady?' "$(row steady)" '^(true|false)$'
	like '--time: a p99' "$(row ns.p99)" '^[1-9]'
	marked=true
	grep -q '^times were not steady' "$dir/out" || marked=false
	is '--time: what was not steady is marked' "$(row steady | sed 's/true/yes/;s/false/true/;s/yes/false/')" $marked
	kvm-sve bench --cases none/mmio/128/clean -n 10 --fifo 10 -o "$dir/json" >/dev/null 2>&1
	is '--fifo: exit status 0' $? 0
	is '--fifo: in the JSON' "$(./json_get "$dir/json" host.fifo host.latency_us | xargs)" \
		'10 null'
	is '--fifo: memory is locked' "$(./json_get "$dir/json" host.memory_locked)" true
	like '--fifo: how often it was preempted' "$(row involuntary_switches)" '^[0-9]+$'
	kvm-sve bench --cases none/mmio/128/clean -n 10 --latency 5 -o "$dir/json" \
		>/dev/null 2>"$dir/err"
	status=$?
	if [ -e /dev/cpu_dma_latency ]; then
		is '--latency: exit status 0' $status 0
		is '--latency: in the JSON' "$(./json_get "$dir/json" host.latency_us)" 5
	else
		is '--latency without the device: exit status 3' $status 3
		like '--latency without the device: says so' "$(cat "$dir/err")" \
			'cpu_dma_latency: No such file'
	fi
	;;
esac
done_testing
