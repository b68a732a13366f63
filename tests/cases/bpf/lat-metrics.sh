#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# kvm-sve lat --format openmetrics: histograms that only grow, in a file that whoever
# looks finds whole; their shape is for tests/unit and make check-fleet.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bpf/bpf-lib.sh
. ./bpf-lib.sh

tool lat --format openmetrics --fine
exits 'with --fine' 2 'goes without --fine'
tool lat --format nfd
exits 'a format of other commands' 2 "no format 'nfd': text, json or openmetrics"
tool lat --top -o "$dir/lat.prom"
exits '--top to a file' 2 'goes with'
tool lat --top --format openmetrics
exits '--top' 2 'goes with'
tool lat --format openmetrics -o /nonexistent/lat.prom -d 1
exits 'a file that cannot be written' 2 '/nonexistent/lat.prom: No such file'
tool lat --format openmetrics -o /dev/null -d 1
exits 'no file' 2 'it is there and is no file'

# count PHASE [FILE]: how often that was, of all VLs.
count() {
	sed -n "s/^kvm_sve_switch_phase_seconds_count{.*phase=\"$1\".*} //p" "${2-$dir/out}" |
		awk '{ n += $1 } END { print n + 0 }'
}

tool lat --format openmetrics -- ./vls_guest
is 'once: exit 0' "$status" 0
check 'once: guests are seen' test "$(count guest_restore)" -gt 0
check 'once: no fewer loads' test "$(count host_save)" -ge "$(count guest_restore)"
is 'once: the end' "$(tail -n 1 "$dir/out")" '# EOF'
is 'once: the last bucket has all' "$(grep -c 'le="+Inf"' "$dir/out")" \
	"$(sed -n 's/_bucket\({.*\),le="+Inf"}/_count\1}/p' "$dir/out" | grep -cxFf - "$dir/out")"
unlike 'once: no probes, so no cost of any' "$(cat "$dir/out")" 'probes_shown'
like 'once: where from' "$(cat "$dir/out")" '^kvm_sve_lat_info\{source="module",emulated="true"\} 1$'
tool lat --format openmetrics --by vcpu -- ./vls_guest
like '--by vcpu' "$(cat "$dir/out")" \
	'_count\{vm_id="[0-9]+",pid="[0-9]+",vcpu="0",phase="guest_save",vl="128"\} [1-9]'

# At intervals: look at it all the time, while guests run, until it has grown twice.
file=$dir/lat.prom
kvm-sve lat --format openmetrics -i 1 -o "$file" -- \
	sh -c "while [ ! -e '$dir/enough' ] && ./vls_guest; do :; done" >"$dir/out" 2>"$dir/err" &
lat=$!
cut=0 fewer=0 seen=0 last=0
while kill -0 "$lat" 2>/dev/null; do
	cp "$file" "$dir/copy" 2>/dev/null || continue
	[ "$(tail -n 1 "$dir/copy")" = '# EOF' ] || cut=$((cut + 1))
	now=$(count host_save "$dir/copy")
	[ "$now" -ge "$last" ] || fewer=$((fewer + 1))
	[ "$now" = "$last" ] || seen=$((seen + 1))
	[ "$seen" -lt 2 ] || : >"$dir/enough"
	last=$now
done
wait "$lat"
is 'at intervals: exit 0' $? 0
is 'at intervals: whole at any time' "$cut" 0
is 'at intervals: never fewer than before' "$fewer" 0
check "at intervals: it grew $seen times" test "$seen" -ge 2
is 'at intervals: no other file' "$(find "$dir" -type f -name '.*')" ''
is 'at intervals: for all to read' "$(stat -c %a "$file")" 644

nothing_left
done_testing
