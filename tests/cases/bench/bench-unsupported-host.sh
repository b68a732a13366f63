#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# bench-unsupported-host.sh HOST: kvm-sve bench where something is missing: a line that
# says what, and the exit status of docs/benchmarking.md. HOST: "whole", from which
# things are taken away; "lacking", a CPU without SVE, or with one VL and no PMU.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

bench() {
	kvm-sve bench -n 5 --warmup 1 "$@" >"$dir/out" 2>"$dir/err"
	status=$?
}

# cannot NAME PATTERN: exit status 3, one line of that, and nothing else.
cannot() {
	is "$1: exit status 3" $status 3
	like "$1: says so" "$(cat "$dir/err")" "$2"
	is "$1: one line" "$(wc -l <"$dir/err")" 1
	is "$1: nothing on stdout" "$(cat "$dir/out")" ''
}

# missing METRIC: why no row has it, in the last result.
missing() {
	kvm-sve bench -n 5 --warmup 1 --exit mmio --json >"$dir/json" 2>/dev/null
	./json_get "$dir/json" "missing.$1"
}

test_whole() {
	mv /dev/kvm /dev/kvm.away
	bench
	cannot 'no /dev/kvm' '/dev/kvm: No such file or directory; this needs'
	mv /dev/kvm.away /dev/kvm
	./as_nobody kvm-sve bench -n 5 >"$dir/out" 2>"$dir/err"
	status=$?
	cannot 'no right to /dev/kvm' '/dev/kvm: Permission denied; .*group kvm'

	# shellcheck disable=SC3045 # busybox has it
	(ulimit -v 7000 && kvm-sve bench -n 100000 --exit mmio >"$dir/out" 2>"$dir/err")
	is 'no memory: exit status 3' $? 3
	like 'no memory: says so' "$(cat "$dir/err")" 'emory'

	bench --exit mmio --vl 128 -f benchstat
	is 'benchstat, no instructions: exit status 3' $status 3
	like 'benchstat, no instructions: says so' "$(cat "$dir/err")" 'no lines for benchstat: .*icount'
	unlike 'benchstat, no instructions: no line' "$(cat "$dir/out")" '^Benchmark'

	mkdir "$dir/full"
	mount -t tmpfs -o size=8k none "$dir/full"
	for option in -o --report; do
		echo older >"$dir/full/file"
		bench --exit mmio $option "$dir/full/file"
		is "full disk, $option: exit status 3" $status 3
		like "full disk, $option: says so" "$(cat "$dir/err")" \
			'cannot write .*/full/file: No space left on device'
		is "full disk, $option: the older file stays" "$(cat "$dir/full/file")" older
		is "full disk, $option: and nothing else" "$(ls -A "$dir/full")" file
		like "full disk, $option: the table is there" "$(cat "$dir/out")" '^2048 '
		bench --exit mmio $option "$dir/none/file"
		is "no such folder, $option: exit status 2" $status 2
		is "no such folder, $option: before anything is measured" "$(cat "$dir/out")" ''
	done
	umount "$dir/full"
	kvm-sve bench -n 5 --exit mmio --vl 128 >/dev/full 2>"$dir/err"
	is 'stdout is full: exit status 3' $? 3
	like 'stdout is full: says so' "$(cat "$dir/err")" 'standard output: No space left'

	rmmod kvm_sve
	bench --exit mmio --full
	is 'no module: exit status 0' $status 0
	like 'no module: says so' "$(cat "$dir/err")" 'no phases: .*load the module kvm_sve'
	like 'no module: the rest is there' "$(cat "$dir/out")" '^sve +2048 +[1-9][0-9]* .* - +- +- +-$'
	like 'no module: in the JSON' "$(missing phases)" 'load the module kvm_sve'
	modprobe kvm_sve
}

test_one_vl() {
	bench --exit all --full
	is 'one VL: exit status 0' $status 0
	is 'one VL: no other VL is in the table' "$(grep -cE '^(none|fpsimd|sve) +[0-9]+ ' "$dir/out")" \
		"$(grep -cE '^(none|fpsimd|sve) +128 ' "$dir/out")"
	like 'one VL: there are rows' "$(cat "$dir/out")" '^sve +128 +[1-9]'
	unlike 'one VL: none with another one' "$(cat "$dir/out")" '^exit pingpong-other'
	unlike 'one VL, emulated: no ns of SVE above FP/SIMD' "$(cat "$dir/out")" 'guest sve over guest fpsimd'
	bench --exit mmio --json
	is 'one VL: SVE above FP/SIMD in the JSON' \
		"$(./json_get "$dir/out" sve_over_fpsimd.0.vl sve_over_fpsimd.0.metric sve_over_fpsimd.0.ci | xargs)" \
		'128 ns null'
	bench --exit pingpong-other
	is 'one VL, pingpong-other: exit status 2' $status 2
	like 'one VL, pingpong-other: says so' "$(cat "$dir/err")" 'no such case here; --list'
	like 'no PMU: says so' "$(missing cycles)" 'this PMU does not count it'
	like 'no PMU: neither instructions' "$(missing instructions)" 'this PMU does not count it'
	is 'no PMU: phases without cycles' "$(./json_get "$dir/json" rows.2.phases.guest_restore.cycles)" null
}

test_no_sve() {
	bench
	cannot 'no SVE' 'KVM offers no SVE on this host; this needs a CPU with SVE'
}

case $1 in
whole) test_whole ;;
lacking)
	if grep -qw sve /proc/cpuinfo; then
		test_one_vl
	else
		test_no_sve
	fi
	;;
esac
done_testing
