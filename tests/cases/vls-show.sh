#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# vls-show.sh SET: `kvm-sve vls show --json` gives SET for host and guest
# maximum, and so does the module.

# shellcheck source=tests/cases/lib.sh
. /tests/lib.sh

out=$(kvm-sve vls show --json)
is "status" $? 0
note "$out"
# The set of one key, whatever the layout of the JSON.
field() {
	printf '%s' "$out" | tr -d ' \n' | sed -n "s/.*\"$1\":\[\([0-9,]*\)\].*/\1/p"
}
is "host_vls" "$(field host_vls)" "$1"
is "guest_max_vls" "$(field guest_max_vls)" "$1"
is "sysfs host_vls" "$(cat /sys/kernel/kvm_sve/host_vls)" "$1"
is "sysfs guest_max_vls" "$(cat /sys/kernel/kvm_sve/guest_max_vls)" "$1"
done_testing
