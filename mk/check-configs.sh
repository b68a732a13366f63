#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# check-configs.sh [CONFIG...]: for each configuration of tests/host/configs (all but debug,
# which has its own suite): the kernel with the series builds, boots in which modes, and
# passes the cases that need the series alone and those that need the module. What came of
# it goes into the table of docs/kernels.md, a row each; other rows stay.

set -euo pipefail
cd -- "$(dirname -- "$0")/.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh
# shellcheck source=tests/host/common.sh
. tests/host/common.sh
# shellcheck source=mk/table.sh
. mk/table.sh

TABLE=docs/kernels.md
NAME=check-configs
HEAD=('| configuration | boots | with the series alone | with the module |' '|---|---|---|---|')

all_configs() {
	basename -s .config tests/host/configs/*.config | grep -vx debug
}

# The host of hosts.conf that has this kernel.
host_of() {
	awk -v kernel="$1" '/^\[/ { hosts = $0 == "[hosts]" }
		hosts && / = / && index($0 " ", "--kernel " kernel " ") { print $1; exit }' \
		tests/cases/hosts.conf
}

has_module() {
	! grep -qx CONFIG_KVM_ARM_SVE_HOOKS=n "tests/host/configs/$1.config"
}

# suite CONFIG GROUP: its cases of that group.
suite() {
	local out=$OUT/$2 status=0

	mkdir -p "$out"
	tests/cases/run --host "$(host_of "$1")" --group "$2" --out "$out" >"$out.log" 2>&1 || status=$?
	grep '^not ok' "$out.log"
	tail -n 1 "$out.log"
	return $status
}

modes() {
	local mode

	for mode in vhe nvhe protected; do
		! grep -qs ^pass "$OUT/configs/boot@$mode.verdict" || echo "$mode"
	done | paste -sd ' '
}

# check_config CONFIG: its row to $T/row.CONFIG.
check_config() {
	local module='no hooks'

	OUT=build/check-configs/$1
	mkdir -p "$OUT"
	echo "$1: the suites' output goes to $OUT/*.log, later"
	check "$1: the kernel builds" tests/host/kernel image "$1"
	check "$1: the series" suite "$1" configs
	if has_module "$1"; then
		check "$1: the module builds" tests/host/module "$1"
		check "$1: the module" suite "$1" configs-module
		module=$(tail -n 1 "$OUT/configs-module.log")
	fi
	echo "| $1 | $(modes) | $(tail -n 1 "$OUT/configs.log") | $module |" >"$T/row.$1"
}

mapfile -t configs < <(printf '%s\n' "$@" | grep . || all_configs)
export KVM_SVE_LINE=${KVM_SVE_LINE-}
make -s --no-print-directory tools cases
for config in "${configs[@]}"; do
	check_config "$config"
done
mapfile -t names < <(all_configs)
check "$TABLE: the table" write_table "$TABLE" $NAME "${names[@]}"
summary
