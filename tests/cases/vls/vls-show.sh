#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# vls-show.sh SET [GUEST]: `kvm-sve vls show --json` gives SET for the host and
# GUEST, or the same, for the guest maximum, and so does the module. Where they
# differ the text says why.

# shellcheck source=tests/cases/lib.sh
. /tests/lib.sh

guest=${2-$1}
out=$(kvm-sve vls show --json)
is "status" $? 0
note "$out"
# The set of one key, whatever the layout of the JSON.
field() {
	printf '%s' "$out" | tr -d ' \n' | sed -n "s/.*\"$1\":\[\([0-9,]*\)\].*/\1/p"
}
is "host_vls" "$(field host_vls)" "$1"
is "guest_max_vls" "$(field guest_max_vls)" "$guest"
is "default_vls" "$(field default_vls)" "$guest"
like "no source disagrees with another" "$out" '"disagreements": \[\]'
is "sysfs host_vls" "$(cat /sys/kernel/kvm_sve/host_vls)" "$1"
is "sysfs guest_max_vls" "$(cat /sys/kernel/kvm_sve/guest_max_vls)" "$guest"
is "sysfs kernel_max_vls" "$(cat /sys/kernel/kvm_sve/kernel_max_vls)" "$guest"
text=$(kvm-sve vls show)
if [ "$guest" = "$1" ]; then
	unlike "nothing to explain" "$text" 'cannot get'
else
	like "the text explains the difference" "$text" \
		'cannot get VLs from 512 bits on: some CPU of this host'
fi
done_testing
