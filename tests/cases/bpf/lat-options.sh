#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# kvm-sve lat: its ways of counting and what it makes of the counts; that these are
# right is the work of restore_counts and lat_load.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bpf/bpf-lib.sh
. ./bpf-lib.sh

tool lat --by host
exits 'by what?' 2 "'host' is none of vcpu, vm, cpu"
tool lat --linear 0
exits 'linear slots of 0 ns' 2 "'0'"
tool lat --linear 5 --fine
exits 'two scales' 2 'either --linear or --fine'
tool lat --top --json
exits '--top and JSON' 2 'goes with'
tool lat --heatmap /nonexistent/file.svg -d 1
exits 'a heat map that cannot be written' 2 '/nonexistent/file.svg: No such file'
ln -s "$dir/none" "$dir/link.svg"
tool lat --heatmap "$dir/link.svg" -d 1
exits 'a heat map in the place of a link' 2 'it is there and is no file'

tool lat --by vcpu --fine -- ./vls_guest
is '--by vcpu: exit 0' "$status" 0
like '--by vcpu: whose vcpu' "$(cat "$dir/out")" '^== vm [0-9]+ vcpu 0, of pid [0-9]+ '
like 'percentiles' "$(cat "$dir/out")" '^  at most: p50 [0-9]+ p90 [0-9]+ p99 [0-9]+ p99.9 [0-9]+$'
is '--by vcpu fits 80 columns' "$(awk 'length > 80' "$dir/out")" ''
tool lat --linear 1000 -- ./vls_guest
is '--linear fits 80 columns' "$(awk 'length > 80' "$dir/out")" ''
# Rounded to ticks: at 62.5 MHz 1000 ns are 62.5, and 63 are 1008 ns. The last slot is open.
tick=$(sed -n 's/.*clock resolution \([0-9]*\) ns$/\1/p' "$dir/out")
slot=$(((1000 + tick / 2) / tick * tick))
like '--linear: slots of whole ticks' "$(awk -v slot="$slot" '/ -> / && $1 % slot == 0 && $3 == $1 + slot - 1' "$dir/out")" ' : '
is '--linear: no other slots' "$(awk -v slot="$slot" '/ -> / && ($1 % slot || ($3 + 1) % slot && $1 < 500000)' "$dir/out")" ''
tool lat --host-restore -- ./vls_guest
like '--host-restore' "$(cat "$dir/out")" 'VL 128, host_restore: count [1-9]'

tool lat --top -d 2 -- ./vls_guest
is '--top: exit 0' "$status" 0
like '--top: a line for each vcpu' "$(cat "$dir/out")" \
	'^ *[0-9]+ [^ ]+ +[0-9]+ +0 +128 +[0-9]+ +[0-9]+ +[0-9.]+ +[0-9.]+$'
is '--top fits 80 columns' "$(awk 'length > 80' "$dir/out")" ''

echo old >"$dir/map.svg"
tool lat --heatmap "$dir/map.svg" -- ./vls_guest
is '--heatmap: exit 0' "$status" 0
like '--heatmap: an SVG' "$(cat "$dir/map.svg")" '^<svg '
like '--heatmap: with cells' "$(cat "$dir/map.svg")" '<title>0[.]0 s: .* times</title></rect>'
is '--heatmap: no other file' "$(find "$dir" -name '*map.svg*')" "$dir/map.svg"
echo old >"$dir/map.svg"
kvm-sve lat --heatmap "$dir/map.svg" -d 1 >/dev/full 2>"$dir/err"
is '--heatmap: after a failure the old file is there' "$(cat "$dir/map.svg")" old
is '--heatmap: and no other file' "$(find "$dir" -name '*map.svg*')" "$dir/map.svg"

starts lat --heatmap "$dir/map.svg"
ends_by HUP
is '--heatmap: SIGHUP leaves no other file' "$(find "$dir" -name '*map.svg*')" "$dir/map.svg"

nothing_left
done_testing
