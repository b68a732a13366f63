#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# kvm-sve bench --setup-old, --setup-new, by the clock, in the kernel whose phases can be
# made slower: a phase that is much slower in every other batch is found. The two files compare as
# they did when they were measured. What is refused or stopped leaves the host as the old
# command has it, and a signal and a wrong result have exit statuses of their own.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bench/slow-phase-lib.sh
. ./slow-phase-lib.sh

OLD=$NO_DELAY
NEW=$(delayed guest_restore 4000)

can_be_slower
bench --setup-old "$OLD" --setup-new "$NEW" --cases $CASE -n 200 \
	--no-exclude-guest --threshold 10 --output-old "$dir/old.json" -o "$dir/new.json" \
	--report "$dir/page.html" --csv
cp "$dir/out" "$dir/measured"
note "$(grep guest_restore "$dir/measured")"
is 'guest_restore is slower: exit status 1' $status 1
like 'guest_restore is slower: found' "$(cat "$dir/measured")" ',guest_restore_cycles,.*,slower$'
unlike 'guest_restore is slower: not in guest_save' "$(cat "$dir/measured")" ',guest_save_cycles,.*,slower$'
is 'the host is left as the old one' "$(cat $DELAY)" 0,0,0,0
bench --compare "$dir/old.json" "$dir/new.json" --threshold 10 --csv
is 'the files compare as they did' "$(cat "$dir/out")" "$(cat "$dir/measured")"
bench --compare "$dir/old.json" "$dir/new.json" --threshold 10
like 'the text says by what' "$(cat "$dir/out")" "^old: $OLD\$"
like 'the text says by what else' "$(cat "$dir/out")" "^new: $NEW\$"
like 'so does the page' "$(cat "$dir/page.html")" "interleaved, .*echo 0,4000,0,0"
bench --compare "$dir/old.json" "$dir/new.json" --threshold 10 --json
is 'so does the JSON' "$(./json_get "$dir/out" setup_old setup_new)" "\"$OLD\"
\"$NEW\""
is 'the new one: rounds' "$(./json_get "$dir/new.json" rounds interleaved.setup noise)" "20
\"$NEW\"
[]"
bench --compare "$dir/new.json" "$dir/new.json" --threshold 10
is 'a file with itself: exit status 0' $status 0

bench --setup-old true
refuses 'one command' 2 'both, or neither'
bench --setup-old true --setup-new true --compare "$dir/old.json"
refuses 'with --compare' 2 'not both'
bench --output-old "$dir/none.json"
refuses '--output-old alone' 2 'is for --setup-old'
bench --setup-old true --setup-new true -n 20
refuses 'too few rounds' 2 '^kvm-sve: 4 rounds cannot show a change, .* at least 9 '
bench --setup-old true --setup-new true --rounds 201
refuses 'too many rounds' 2 '^kvm-sve: 201 rounds'
bench --setup-old "$OLD" --setup-new "$NEW; exit 3" --cases $CASE -o "$dir/none.json"
is 'a command that fails: exit status 3' $status 3
like 'a command that fails: says which' "$(cat "$dir/err")" 'exit status 3'
like 'a command that fails: in words' "$(cat "$dir/err")" "that was: echo 0,4000,0,0 .*; exit 3"
is 'a command that fails: the host is left as the old one' "$(cat $DELAY)" 0,0,0,0
bench --setup-old 'echo from setup' --setup-new true --cases none/hvc/512/clean -n 50 --json
check 'what a command prints is not in the JSON' ./json_get "$dir/out" by.0.metric
like 'but on stderr' "$(cat "$dir/err")" '^from setup$'

for signal in INT=130 HUP=129 TERM=143; do
	want=${signal#*=} signal=${signal%=*}
	kvm-sve bench --setup-old "$OLD" --setup-new "$NEW" --exit mmio --vl 128 -n 20000 \
		-o "$dir/partial.json" >"$dir/out" 2>"$dir/err" &
	pid=$!
	sleep 4
	kill -"$signal" $pid
	wait $pid
	is "SIG$signal: exit status $want" $? "$want"
	is "SIG$signal: in the JSON" "$(./json_get "$dir/partial.json" partial rows.0.name)" 'true
"none/mmio/128/clean"'
	is "SIG$signal: the host is left as the old one" "$(cat $DELAY)" 0,0,0,0
done

# KVM's own count of the restores is cleared while they are counted.
while usleep 2000; do
	echo 0 >/sys/kernel/debug/kvm/fpsimd_restores
done &
clear=$!
bench --cases $CASE -n 500
kill $clear
is 'a wrong result: exit status 4' $status 4
like 'a wrong result: says which' "$(cat "$dir/err")" "$CASE: wrong result: "
done_testing
