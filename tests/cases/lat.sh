#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# kvm-sve lat as a command: its exit codes, what it prints where, how it ends,
# and that nothing of it stays loaded. What it counts: counts, reload.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# lat ARGUMENTS...: its stdout, stderr and status in $dir.
lat() {
	kvm-sve lat "$@" >"$dir/out" 2>"$dir/err"
	status=$?
}

# exits NAME STATUS PATTERN: the last lat ended so, with nothing on stdout, and said so.
exits() {
	is "$1: exit $2" $status "$2"
	like "$1: says why" "$(cat "$dir/err")" "$3"
	is "$1: nothing on stdout" "$(cat "$dir/out")" ''
}

# Only what BPF holds keeps the module from going.
# shellcheck disable=SC2317 # called by check
nothing_left() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		if rmmod kvm_sve 2>/dev/null; then
			insmod /host/kvm_sve.ko
			return
		fi
		sleep 0.2
	done
	return 1
}

# ends_by SIGNAL: with the final report and 0.
ends_by() {
	rm "$dir/out"
	kvm-sve lat >"$dir/out" 2>"$dir/err" &
	pid=$!
	i=0
	until [ -s "$dir/out" ] || [ $i -ge 100 ]; do
		sleep 0.1
		i=$((i + 1))
	done
	kill -"$1" $pid
	wait $pid
	is "SIG$1: exit 0" $? 0
	like "SIG$1: the final report" "$(cat "$dir/out")" 'events 0  restores 0  foreign 0'
}

lat --help
is '--help: exit 0' $status 0
like '--help: on stdout' "$(cat "$dir/out")" 'Usage: kvm-sve lat'
is '--help fits 80 columns' "$(awk 'length > 80' "$dir/out")" ''

lat -d 0x
exits 'bad duration' 2 "'0x' is not a number"
lat -i 0
exits 'interval of 0' 2 "'0'"
lat -p 999999
exits 'no such process' 2 '999999'
lat --nonsense
exits 'unknown option' 2 'nonsense'
lat -c true -- true
exits 'two commands' 2 'not both'

lat -- /nonexistent
is 'command not found: exit 2' $status 2
like 'command not found: says why' "$(cat "$dir/err")" "'/nonexistent'.*No such file"
lat -c 'echo to stdout; exit 7'
is 'command that fails: exit 1' $status 1
like 'command that fails: its status' "$(cat "$dir/err")" 'exit status 7'
like "command: its stdout goes to stderr" "$(cat "$dir/err")" 'to stdout'
like 'command that fails: still a report' "$(cat "$dir/out")" 'events 0  restores 0'
lat -c 'kill -9 $$'
like 'command that is killed: says so' "$(cat "$dir/err")" '[Kk]illed'
is 'command that is killed: exit 1' $status 1

lat -d 1 -c "echo \$\$ >$dir/pid; exec sleep 600"
is 'the duration ends the command: exit 0' $status 0
check 'the duration ends the command' test ! -e "/proc/$(cat "$dir/pid")"

lat --json -d 2 -i 1
is 'JSON at intervals: exit 0' $status 0
is 'JSON at intervals: an object a line' \
	"$(grep -c '^{"schema": "kvm-sve/lat", "version": 1, .*}$' "$dir/out")" 2
is 'JSON at intervals: the last one says so' "$(grep -c '"last": true' "$dir/out")" 1
is 'JSON: nothing on stderr' "$(cat "$dir/err")" ''

lat -- ./vls_guest
is 'a guest: exit 0' $status 0
like 'a guest: its VLs' "$(cat "$dir/out")" 'VL 128, guest_restore: count [1-9]'
like 'a guest: histogram' "$(cat "$dir/out")" '^ +[0-9]+ -> [0-9]+ +: [1-9][0-9]* +\|\*+ *\|$'
is 'a report fits 80 columns' "$(awk 'length > 80' "$dir/out")" ''
is 'a report: nothing of its own on stderr' "$(grep kvm-sve: "$dir/err")" ''

kvm-sve lat -i 1 -d 5 2>"$dir/err" | head -n 1 >"$dir/out"
is 'a closed pipe: the first line' "$(wc -l <"$dir/out")" 1
like 'a closed pipe: says so' "$(cat "$dir/err")" 'cannot write to standard output'

ends_by INT
ends_by TERM
check 'nothing stays loaded' nothing_left

./as_nobody kvm-sve lat -d 1 >"$dir/out" 2>"$dir/err"
status=$?
exits 'not root' 3 'not permitted; run as root'
done_testing
