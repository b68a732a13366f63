#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# kvm-sve trace: what it shows is what trace_calls did, filtered or not; each
# event of a flood is shown or counted as dropped; its exit codes, how it ends,
# and that nothing of it stays loaded.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bpf/bpf-lib.sh
. ./bpf-lib.sh
# shellcheck source=tests/cases/bpf/trace-lib.sh
. ./trace-lib.sh

# flood NAME EVENTS ARGUMENTS...: shown and dropped are all that were made.
flood() {
	name=$1 made=$2
	shift 2
	trace --json -e vls_set "$@"
	shown=$(grep -c '^{.*}$' "$dir/out")
	said=$(sed -n 's/^kvm-sve: \([0-9]*\) events shown, \([0-9]*\) dropped: .*/\1 \2/p' "$dir/err")
	dropped=${said#* }
	is "$name: shown and dropped are all that were made" $((shown + ${dropped:-0})) "$made"
	is "$name: exit 3 if any was dropped" $status "$([ "${dropped:-0}" -gt 0 ] && echo 3 || echo 0)"
}

helps trace
like '--help: examples' "$(cat "$dir/out")" 'kvm-sve trace -e vls_set -p 1234'

trace -d 0x
exits 'bad duration' 2 "'0x' is not a number"
trace -n 0
exits 'count of 0' 2 "'0'"
trace -p 999999
exits 'no such process' 2 "no process '999999'"
trace -e vls_set,switch
exits 'no such event' 2 "no event 'switch'"
trace -e ''
exits 'an empty list of events' 2 'no event'
trace -C ''
exits 'an empty name' 2 'no name'
trace -u -1
exits 'a negative vcpu' 2 "'-1' is not a number"
trace --buffer 12
exits 'a buffer that is no power of two' 2 "'12' is not a power of two"
trace --nonsense
exits 'unknown option' 2 'nonsense'
trace -c true -- true
exits 'two commands' 2 'not both'

finds_no_command trace
trace -c 'echo to stdout; exit 7'
is 'command that fails: exit 1' $status 1
like 'command that fails: its status' "$(cat "$dir/err")" 'exit status 7'
like 'command: its stdout goes to stderr' "$(cat "$dir/err")" 'to stdout'
trace -d 1 -c "echo \$\$ >$dir/pid; exec sleep 600"
is 'the duration ends the command: exit 0' $status 0
check 'the duration ends the command' test ! -e "/proc/$(cat "$dir/pid")"

# What is shown is what was done.
trace --json -- ./trace_calls calls "$dir/want"
shows 'all events' cat
is 'all events: nothing on stderr' "$(cat "$dir/err")" ''
like 'the calls met every kind' "$(cut -d' ' -f1 "$dir/want" | sort -u | tr '\n' ' ')" \
	'^vcpu vl_change vls_set $'
vm=$(sed -n 's/.*"vm": \([0-9]*\),.*/\1/p' "$dir/out" | sort -u)
like 'all events: of one VM' "$vm" '^[0-9]+$'

for event in vls_set vl_change vcpu; do
	trace --json -e $event -- ./trace_calls calls "$dir/want"
	shows "-e $event" grep "^$event "
done
trace --json -e vcpu,vl_change -- ./trace_calls calls "$dir/want"
shows '-e with two events' grep -v '^vls_set '
for id in 0 1; do
	trace --json -u $id -- ./trace_calls calls "$dir/want"
	shows "-u $id" grep " vcpu $id "
done
trace --json -u 2 -- ./trace_calls calls "$dir/want"
is '-u of a vcpu that is not there: nothing' "$(cat "$dir/out")" ''
trace --json -C 'trace calls' -- ./trace_calls calls "$dir/want"
shows '-C' cat
trace --json -C 'trace call' -- ./trace_calls calls "$dir/want"
is '-C with the beginning of the name: nothing' "$(cat "$dir/out")" ''
# Two processes, and one of them wanted.
rm -f "$dir"/*.done
./trace_calls calls "$dir/want" "$dir/go" &
one=$!
./trace_calls calls "$dir/two" "$dir/go" &
go() {
	sleep 5
	touch "$dir/go"
}
go &
trace --json -p $one -d 20
wait
shows '-p' cat

rm -f "$dir/go"
./trace_calls calls "$dir/want" "$dir/go" &
go &
trace --json -n 5
is '--count: exit 0' $status 0
wait
shows '--count' head -n 5
trace --json -n 1 -c "./trace_calls calls $dir/want; exec sleep 600"
is '--count ends the command: exit 0' $status 0

trace -- ./trace_calls calls "$dir/want"
cp "$dir/out" "$dir/text"
trace -o "$dir/text.new" -- ./trace_calls calls "$dir/want"
is '--output: nothing on stdout' "$(cat "$dir/out")" ''
is '--output: as many lines as without' "$(wc -l <"$dir/text.new")" "$(wc -l <"$dir/text")"
trace -b 64
exits '-b, which is --by of lat' 2 "invalid option -- 'b'"
cp "$dir/text" "$dir/out"
is 'text: a line for each event, and a head' "$(wc -l <"$dir/out")" $(($(wc -l <"$dir/want") + 1))
is 'text: what went well fits 80 columns' "$(grep -v ' E[A-Z]*: ' "$dir/out" | awk 'length > 80')" ''
like 'text: a change' "$(cat "$dir/out")" \
	'^[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3} trace ca +[0-9]+ +[0-9]+ +1 set ioctl +128\.\.\.2048 -> 128 +ok$'
like 'text: a refusal in words' "$(cat "$dir/out")" \
	' set ioctl +128 -> 256\.\.\.2048 +EINVAL: 128 cannot be hidden$'
like 'text: a step' "$(cat "$dir/out")" ' 1 first_run +EPERM: not finalized$'
is 'text: the columns are aligned' \
	"$(awk 'NR > 1 && substr($0, 51, 1) != " "' "$dir/out")" ''
trace -w -e vls_set -n 1 -- ./trace_calls calls "$dir/want"
like '--wide: in full' "$(cat "$dir/out")" ' trace calls .* none -> 128,256,.*,1920,2048 ok$'

# Each event is shown or counted.
flood 'a flood' 20005 -- ./trace_calls flood 5000
flood 'a flood that is not read' 20005 --buffer 4 -- ./trace_calls flood 5000 stop
check 'a flood that is not read: some were dropped' test "${dropped:-0}" -gt 0
check 'a flood that is not read: some were shown' test "$shown" -gt 0
is 'a flood that is not read: stderr tells what was shown' "${said% *}" "$shown"

# Four guests on two CPUs that change their VL all the time.
trace --json -e vl_change -- ./vl_change 500
is 'guests under load: exit 0' $status 0
is 'guests under load: each change' "$(wc -l <"$dir/out")" \
	"$(sed -n 's/^ok .* - \([0-9]*\) changes in all$/\1/p' "$dir/err")"

trace -d 1
is '--duration: exit 0' $status 0
like '--duration: nothing but the head' "$(cat "$dir/out")" '^TIME +COMMAND +PID +VM +VCPU +WHAT +OLD -> NEW, RESULT$'

# In good time, though nothing happens that could be written.
to_closed_pipe trace -d 60

for signal in INT TERM HUP; do
	starts trace
	./trace_calls calls "$dir/want"
	ends_by $signal
	is "SIG$signal: a line for each event" "$(wc -l <"$dir/out")" $(($(wc -l <"$dir/want") + 1))
done

nobody trace -d 1
exits 'not root' 3 'not permitted; run as root'
nothing_left

done_testing
