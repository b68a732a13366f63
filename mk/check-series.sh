#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# check-series.sh [LINE]: KVM for arm64 compiles without a warning after each patch of
# the line's series (the first line), with CONFIG_KVM_ARM_SVE_HOOKS on and off once there
# is such an option. TAP, a check a line.

set -euo pipefail
PROG=check-series
# shellcheck source=tests/host/common.sh
. "$(dirname -- "$0")/../tests/host/common.sh"
# shellcheck source=tests/host/kernel-lines.sh
. "$HOST_DIR/kernel-lines.sh"
# shellcheck source=tests/host/kernel-series.sh
. "$HOST_DIR/kernel-series.sh"

passed=0 failed=0

# compiles N on|off NAME
compiles() {
	local result=ok

	if "$HOST_DIR/kernel" kvm "$1" "$2"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1)) result='not ok'
	fi
	echo "$result $((passed + failed)) - $LINE: $1 of ${#SERIES[@]}, hooks $2: $3"
}

set_line "${1-}"
export KVM_SVE_LINE=$LINE
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
make_series "$T/series"
n=0
for name in $(series); do
	n=$((n + 1))
	compiles $n off "$name"
	! grep -q '^+config KVM_ARM_SVE_HOOKS$' "${SERIES[@]:0:n}" || compiles $n on "$name"
done
echo "1..$((passed + failed))"
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
