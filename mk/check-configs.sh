#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# check-configs.sh [CONFIG...]: for each configuration of tests/host/configs (all but debug
# and fuzz, which have suites of their own): the kernel with the series builds, boots in
# which modes, and passes the cases that need the series alone and those that need the
# module. What came of it goes into the table of docs/kernels.md, a row each; other rows stay.

set -euo pipefail
cd -- "$(dirname -- "$0")/.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh
# shellcheck source=tests/host/common.sh
. tests/host/common.sh
# shellcheck source=mk/case-table.sh
. mk/case-table.sh

TABLE=docs/kernels.md
HEAD=('| configuration | boots | with the series alone | with the module |' '|---|---|---|---|')

# check_config CONFIG: its row to $T/row.CONFIG. Its host in hosts.conf has its name.
check_config() {
	local out=build/check-configs/$1 module='no hooks'

	echo "$1: the suites' output goes to $out/*.log, later"
	check "$1: the kernel builds" tests/host/kernel image "$1"
	check "$1: the series" run_cases "$out/configs" --host "$1" --group configs
	if has_hooks "$1"; then
		check "$1: the module builds" tests/host/module "$1"
		check "$1: the module" run_cases "$out/configs-module" --host "$1" --group configs-module
		module=$(came_to "$out/configs-module")
	fi
	echo "| $1 | $(booted_modes "$out/configs") | $(came_to "$out/configs") | $module |" \
		>"$T/row.$1"
}

mapfile -t all < <(configs | grep -vxE 'debug|fuzz')
chosen=("$@")
[ ${#chosen[@]} -gt 0 ] || chosen=("${all[@]}")
make -s --no-print-directory tools cases
for config in "${chosen[@]}"; do
	check_config "$config"
done
check "$TABLE: the table" write_table $TABLE check-configs "${all[@]}"
summary
