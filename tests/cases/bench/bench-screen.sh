#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What kvm-sve bench prints, in exact instructions (--icount): one screen by default, all numbers
# by --full, lines for benchstat, and the names of the cases of each choice.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bench/bench-lib.sh
. ./bench-lib.sh

bench --list --exit mmio --vl 128
is '--list: a line for each case' "$(wc -l <"$dir/out")" 6
bench --list --vl 128
is 'without --exit: what one screen shows' "$(cat "$dir/out")" 'none/mmio/128/clean
fpsimd/mmio/128/clean
sve/mmio/128/clean'
bench --list --exit all --vl 128
check '--exit all: many more' test "$(wc -l <"$dir/out")" -ge 21
bench --list --guest none,sve,none --exit mmio,mmio --host clean --vl 128
is '--list: what is named twice is there once' "$(cat "$dir/out")" 'none/mmio/128/clean
sve/mmio/128/clean'
bench --list --cases 'sve/hvc/128/*'
is '--cases chooses among all exits' "$(cat "$dir/out")" sve/hvc/128/clean

# one_screen NAME: the last one printed no more than that.
one_screen() {
	is "$1: exit status 0" $status 0
	is "$1: 80 columns" "$(awk 'length > 80' "$dir/out")" ''
	check "$1: 30 lines" test "$(wc -l <"$dir/out")" -le 30
}

bench -n 10 --warmup 2 --no-exclude-guest -o "$dir/screen.json"
one_screen 'one screen'
like 'one screen: which machine' "$(head -n 2 "$dir/out")" 'QEMU .*emulated by QEMU .*times mean nothing'
is 'one screen: a row for each VL' "$(grep -cE '^ *[0-9]+( +[0-9]+){9}$' "$dir/out")" 16
unlike 'one screen: no ns' "$(cat "$dir/out")" ' ns'
is 'one screen: its parts are those of the JSON' \
	"$(awk '$1 == 512 { print $9, $10 }' "$dir/out")" \
	"$(./json_get "$dir/screen.json" breakdown.3.guest_restore breakdown.3.guest_save | xargs)"
bench -n 10 --warmup 2 --no-phases --no-exclude-guest --guest none,sve --vl 128
one_screen 'one screen, parts missing'
like 'one screen, parts missing: says why' "$(cat "$dir/out")" '^no parts: not asked for'
like 'one screen, parts missing: and of a guest' "$(cat "$dir/out")" '^no guest fpsimd: not measured'

bench -n 20 --rounds 4 --warmup 2 --vl 128,512 --no-phases --no-exclude-guest -f benchstat
is 'benchstat: exit status 0' $status 0
like 'benchstat: says first that it is emulated' "$(head -n 1 "$dir/out")" '^# emulated by QEMU'
like 'benchstat: the architecture' "$(cat "$dir/out")" '^goarch: arm64$'
line='BenchmarkSwitch/guest=[a-z]+/exit=mmio/vl=[0-9]+/host=clean 5 [0-9.]+ instructions/op'
is 'benchstat: a line for each round, in instructions' "$(grep -cE "^$line\$" "$dir/out")" 24
is 'benchstat: and no other' "$(grep -cvE "^($line|(goos|goarch|pkg|cpu): .*|# .*)\$" "$dir/out")" 0
bench --compare "$dir/screen.json" "$dir/screen.json" -f benchstat
is 'benchstat: of a comparison: exit status 2' $status 2
like 'benchstat: of a comparison: says why' "$(cat "$dir/err")" 'benchstat itself compares'

bench -n 10 --warmup 2 --vl 128,2048 --exit mmio,hvc --full
is '--full: exit status 0' $status 0
is '--full: 100 columns' "$(awk 'length > 100' "$dir/out")" ''
like '--full: percentiles' "$(cat "$dir/out")" '^  instructions +10 '
bench --help
is '--help fits 80 columns' "$(awk 'length > 80' "$dir/out")" ''
done_testing
