#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# kvm-sve bench --compare, in exact instructions (--icount): a second run of the same is
# the same, and a case that was made slower is found and no other. Then what it
# refuses, and that a stopped run is a partial result.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bench/bench-lib.sh
. ./bench-lib.sh

SLOW=sve/mmio/512/clean

measure() {
	bench --exit mmio,hvc --vl 128,512 -n 40 --rounds 8 --warmup 5 --no-phases \
		--no-exclude-guest -o "$dir/$1.json"
	is "$1: exit status 0" $status 0
	like "$1: a noise floor of at most one instruction" "$(cat "$dir/out")" '^noise: .* against itself differs by 0\.0[01]%$'
}

# The cases that the last comparison calls so.
called() {
	sed -n "s/^\([a-z][^ ]*\) .* $1\$/\1/p" "$dir/out" | tr '\n' ' '
}

measure a
measure b
bench --compare "$dir/a.json" "$dir/b.json"
is 'A/A: exit status 0' $status 0
like 'A/A: by instructions' "$(cat "$dir/out")" '^instructions$'
like 'A/A: nothing is found' "$(cat "$dir/out")" '^18 cases: 0 slower, 0 faster; ratios from 1\.0000 to 1\.'

./bench_edit $SLOW 10 <"$dir/b.json" >"$dir/slow.json"
bench --compare "$dir/a.json" "$dir/slow.json"
is 'slower: exit status 1' $status 1
is 'slower: that case alone' "$(called slower)" "$SLOW "
is 'slower: none is faster' "$(called faster)" ''
like 'slower: the ratio' "$(cat "$dir/out")" "^$SLOW .* 1\\.(10|09)"
is 'slower: 80 columns' "$(awk 'length > 80' "$dir/out")" ''
bench --compare "$dir/slow.json" "$dir/a.json"
is 'faster: exit status 0' $status 0
is 'faster: that case alone' "$(called faster)" "$SLOW "
bench --compare "$dir/a.json" "$dir/slow.json" --threshold 20
is 'within the threshold: exit status 0' $status 0
bench --compare "$dir/a.json" "$dir/slow.json" --csv
is 'CSV: that case alone' "$(sed -n 's/^\([^,]*\),.*,slower$/\1/p' "$dir/out")" "$SLOW"
bench --compare "$dir/a.json" "$dir/slow.json" --json
cp "$dir/out" "$dir/compare.json"
is 'JSON: one is slower' "$(./json_get "$dir/compare.json" slower by.0.slower by.0.cases.0.verdict)" '1
1
"same"'

bench --cases "$SLOW" -n 40 --rounds 8 --warmup 5 --no-phases --compare "$dir/a.json"
is 'measured now: exit status 0' $status 0
like 'measured now: the case that was asked for' "$(cat "$dir/out")" '^1 cases: 0 slower, 0 faster; '

bench --compare "$dir/none.json" "$dir/a.json"
refuses 'no file' 2 'none.json'
head -c 1000 "$dir/a.json" >"$dir/cut.json"
bench --compare "$dir/cut.json" "$dir/a.json"
refuses 'a file that was cut off' 2 'cut.json'
echo '{"schema": "kvm-sve/vls-show", "version": 1}' >"$dir/other.json"
bench --compare "$dir/a.json" "$dir/other.json"
refuses 'another file' 2 'not a result of kvm-sve bench'
sed 's/"version": 1/"version": 2/' "$dir/a.json" >"$dir/newer.json"
bench --compare "$dir/a.json" "$dir/newer.json"
refuses 'another version' 2 'newer.json.: version 2, of a newer kvm-sve; this one reads up to 1: update it'
sed 's/"max": [0-9.][0-9.]*/"max": 1.7e308/' "$dir/a.json" >"$dir/huge.json"
bench --compare "$dir/a.json" "$dir/huge.json" --report "$dir/huge.html"
refuses 'a time that is none' 2 'huge.json.: row 0: "max" is not from'
check 'a time that is none: no page' test ! -e "$dir/huge.html"
sed 's/"midr": "[^"]*"/"midr": "0x411fd401"/; s/"kernel": "[^"]*"/"kernel": "6.1.0"/' "$dir/a.json" >"$dir/v1.json"
bench --compare "$dir/v1.json" "$dir/a.json"
refuses 'another type of CPU' 2 'not alike.*--force'
like 'another type of CPU: which' "$(cat "$dir/err")" 'MIDR: 0x411fd401; now 0x'
unlike 'another type of CPU: another kernel is no reason' "$(cat "$dir/err")" '6[.]1[.]0'
bench --cases "$SLOW" -n 40 --rounds 8 --compare "$dir/v1.json"
refuses 'another type of CPU: before it is measured' 2 'not alike'
bench --compare "$dir/v1.json" "$dir/a.json" --force
is '--force: exit status 0' $status 0
like '--force: the differences' "$(cat "$dir/out")" '^differs: MIDR, old 0x411fd401, new 0x'
like '--force: another kernel' "$(cat "$dir/out")" '^differs: kernel, old 6[.]1[.]0, new '
bench --compare "$dir/v1.json" "$dir/a.json" --force --json
is '--force: JSON' "$(./json_get "$dir/out" differences.0.what differences.0.unlike_hosts)" '"MIDR"
true'
bench --cases "$SLOW" -n 7 --rounds 7 --no-phases -o "$dir/few.json"
is 'too few rounds: measured all the same' $status 0
bench --compare "$dir/few.json" "$dir/a.json"
refuses 'too few rounds' 2 'few.json.: 7 rounds: a comparison takes from 8 to 200'
bench --compare "$dir/a.json" "$dir/few.json"
refuses 'too few rounds in the new one' 2 'few.json.: 7 rounds: '
bench --compare "$dir/a.json" --rounds 7
refuses 'too few rounds to be measured' 2 '7 rounds cannot show a change, .* at least 8 .*see -n, --rounds and --repeat'
bench "$dir/a.json"
refuses 'a file without --compare' 2 "a.json': results are for --report PAGE or --compare"
bench --compare "$dir/a.json" "$dir/a.json" "$dir/b.json"
refuses '--compare of three' 2 'takes one NEW.json, not 2'
bench --threshold 5%
refuses 'bad threshold' 2 "'5%' is not"
bench --metric watts
refuses 'bad metric' 2 'watts'
bench --time 0
refuses 'no time' 2 "'0': not a number of seconds"
bench --time 1 -n 10
refuses '--time and -n' 2 'not both'
bench --fifo 100
refuses 'no such priority' 2 '100'
bench --exit hvc,smc
refuses 'bad exit' 2 'smc'
bench --cases 'nothing/*'
refuses 'no such case' 2 'no such case'
bench --exit sleep --host sve --host-vl 130
refuses 'a VL that the host has not' 3 'no VL 130'

bench --compare "$dir/a.json" "$dir/slow.json" --format csv -o "$dir/compare.csv"
is '-o of a comparison: exit status 1' $status 1
is '-o of a comparison: nothing on stdout' "$(cat "$dir/out")" ''
is '-o of a comparison: CSV' "$(sed -n 's/^\([^,]*\),.*,slower$/\1/p' "$dir/compare.csv")" "$SLOW"
bench --cases "$SLOW" -n 5 --no-phases --format csv -o "$dir/new.csv"
like '-o of what is measured: the table on stdout' "$(cat "$dir/out")" '^exit mmio, host clean'
like '-o of what is measured: CSV' "$(cat "$dir/new.csv")" "^$SLOW,sve,mmio,512,"
like 'CSV: the names of the columns' "$(head -n 1 "$dir/new.csv")" ',trips,date,host_name,version,command,machine,'
like 'CSV: the context in each line' "$(tail -n 1 "$dir/new.csv")" ',1,(20[0-9-]+T[0-9:]+Z)?,[^,]+,[0-9.]+,kvm-sve bench --cases .*,emulated,QEMU'
is 'CSV: each line has all columns' "$(awk -F, '{ gsub(/"[^"]*"/, ""); print NF }' "$dir/new.csv" | sort -u | wc -l)" 1
bench --json --csv
refuses 'two formats' 2 'either json or csv, not both'
bench --compare "$dir/a.json" "$dir/slow.json" -f html
like '-f html: the page' "$(cat "$dir/out")" '<title>instructions, new over old'
is 'the command line of the kernel is not recorded' "$(./json_get "$dir/a.json" host.cmdline)" null
bench --cases "$SLOW" -n 5 --no-phases --json --record-cmdline
unlike '--record-cmdline' "$(./json_get "$dir/out" host.cmdline)" '^null$'

mkdir "$dir/pages"
bench --compare "$dir/a.json" "$dir/slow.json" --report "$dir/pages/a.html"
is '--report: exit status of the comparison' $status 1
like '--report: the comparison' "$(cat "$dir/pages/a.html")" '<title>instructions, new over old'
like '--report: says that it is emulated' "$(cat "$dir/pages/a.html")" 'EMULATED by QEMU'
echo older >"$dir/pages/a.html"
bench --compare "$dir/cut.json" "$dir/a.json" --report "$dir/pages/a.html"
is '--report: an error leaves the older page' "$(cat "$dir/pages/a.html")" older
bench --cases 'nothing/*' --report "$dir/pages/a.html"
is '--report: so does no result' "$(cat "$dir/pages/a.html")" older
bench --cases "$SLOW" -n 5 --no-phases --report "$dir/pages/a.html"
like '--report: of what is measured now' "$(cat "$dir/pages/a.html")" '^</body></html>$'
is '--report: nothing is left beside it' "$(ls -A "$dir/pages")" a.html
bench --report "$dir/none/a.html"
refuses '--report: no such directory' 2 'none/a.html: No such file'
bench --report /dev/null
refuses '--report: a device' 2 '/dev/null: it is there and is no file'
check '--report: which is still one' test -c /dev/null

bench --report "$dir/pages/many.html" "$dir/a.json" "$dir/b.json" "$dir/slow.json"
is '--report of results: exit status 0' $status 0
is '--report of results: nothing is measured or printed' "$(cat "$dir/out" "$dir/err")" ''
like '--report of results: all of them, in instructions' "$(cat "$dir/pages/many.html")" '<h2>Emulated: 3, in instructions'
like '--report of results: the last one' "$(cat "$dir/pages/many.html")" '<h2 id="r3">#3: .*slow.json</h2>'
unlike '--report of results: no ns' "$(cat "$dir/pages/many.html")" '<title>[^<]* in ns'
bench --report "$dir/pages/none.html" "$dir/a.json" "$dir/cut.json"
refuses '--report of results: a bad one' 2 "cut.json': "
check '--report of results: then no page' test ! -e "$dir/pages/none.html"
bench --report "$dir/a.json" "$dir/b.json"
refuses '--report of results: one in place of the page' 2 "a.json' would be overwritten"
bench --report "$dir/pages/many.html" "$dir/a.json" -o "$dir/more.json"
refuses '--report of results: measures nothing' 2 'writes the page alone'

kvm-sve bench --exit mmio -n 2000 -o "$dir/partial.json" >"$dir/out" 2>"$dir/err" &
pid=$!
sleep 4
kill -INT $pid
wait $pid
is 'Ctrl-C: exit status 130' $? 130
like 'Ctrl-C: says so' "$(cat "$dir/out")" '^partial: '
is 'Ctrl-C: in the JSON' "$(./json_get "$dir/partial.json" partial rows.0.name)" 'true
"none/mmio/128/clean"'
{
	kvm-sve bench --exit mmio -n 2000 -o "$dir/unread.json" 2>"$dir/err"
	echo $? >"$dir/status"
} | true
is 'a closed pipe: exit status 3' "$(cat "$dir/status")" 3
like 'a closed pipe: says so' "$(cat "$dir/err")" 'cannot write to standard output'
check 'a closed pipe: stops in good time' test ! -e "$dir/unread.json"
unlike 'Ctrl-C: not all round trips of the last case' "$(./json_get "$dir/partial.json" rows.95.n)" '^2000$'
done_testing
