#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# kvm-sve lat as a command: its exit codes, what it prints where, how it ends,
# and that nothing of it stays loaded. What it counts: counts, reload.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bpf/bpf-lib.sh
. ./bpf-lib.sh

lat() {
	tool lat "$@"
}

helps lat
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

finds_no_command lat
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

lat -j -o "$dir/file" -- ./vls_guest
is '--output: nothing on stdout' "$(cat "$dir/out")" ''
like '--output: the JSON' "$(cat "$dir/file")" '"schema": "kvm-sve/lat"'
lat -o "$dir/file" -- /nonexistent
like '--output: an error leaves the older file' "$(cat "$dir/file")" '"schema": "kvm-sve/lat"'
lat -- ./vls_guest
is 'a guest: exit 0' $status 0
like 'a guest: its VLs' "$(cat "$dir/out")" 'VL 128, guest_restore: count [1-9]'
like 'a guest: histogram' "$(cat "$dir/out")" '^ +[0-9]+ -> [0-9]+ +: [1-9][0-9]* +\|\*+ *\|$'
is 'a report fits 80 columns' "$(awk 'length > 80' "$dir/out")" ''
is 'a report: nothing of its own on stderr' "$(grep kvm-sve: "$dir/err")" ''

lat --by vcpu --keys 1 --json -- ./lint_fixture ok-many
is 'no room for all vcpus: exit 3' $status 3
like 'no room for all vcpus: says so' "$(cat "$dir/err")" 'events were missed.*--keys'
like 'no room for all vcpus: counted' "$(cat "$dir/out")" '"missed": [1-9]'
lat --by vm --keys 70 --json -- ./lint_fixture ok-many
is 'room for all VMs: exit 0' $status 0
like 'room for all VMs: none is missed' "$(cat "$dir/out")" '"missed": 0'

to_closed_pipe lat -i 1 -d 5
# In good time, though nothing is printed before the end.
to_closed_pipe lat -d 600

# Metrics in a file need no stdout.
kvm-sve lat -f openmetrics -o "$dir/lat.prom" -d 2 2>"$dir/err" | true
is 'metrics in a file: no closed pipe ends it' "$(tail -n 1 "$dir/lat.prom")" '# EOF'

# A VMM that the command left in the background, as "vmm & wait" does.
kvm-sve lat -c "sleep 600 & echo \$! >$dir/vmm; wait" >"$dir/out" 2>"$dir/err" &
tool_pid=$!
until [ -s "$dir/vmm" ]; do sleep 0.1; done
ends_by TERM
check 'SIGTERM: what the command started ends too' test ! -e "/proc/$(cat "$dir/vmm")"

for signal in INT TERM HUP; do
	starts lat
	ends_by $signal
	like "SIG$signal: the final report" "$(cat "$dir/out")" 'events 0  restores 0  evicted 0'
done

nobody lat -d 1
exits 'not root' 3 'not permitted; run as root'
nothing_left
done_testing
