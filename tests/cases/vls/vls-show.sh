#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# vls-show.sh SET [GUEST]: `kvm-sve vls show --json` gives SET for the host and
# GUEST, or the same, for the guest maximum, and so does the module. Where they
# differ the text says why. It knows the mode of KVM and that the host is emulated, and
# says no more than can be known once the kernel log has lost its beginning.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/vls/vls-lib.sh
. ./vls-lib.sh

guest=${2-$1}
trap 'rm -rf "$dir"' EXIT
module=false
[ ! -e /sys/kernel/kvm_sve ] || module=true

# row NAME: of the text in out.
row() {
	sed -n "s/^$1  *//p" "$dir/out"
}

# The mode as KVM calls it in the log: "Hyp" is for those without another word.
said=$(dmesg | sed -n 's/.*kvm \[[0-9]*\]: \(.*\) mode initialized.*/\1/p' | tail -n 1)
mode=$(echo "$said" | sed 's/^Hyp$/nVHE/; s/^Hyp //; s/^Protected/protected/')

vls show --json
is 'status' $status 0
json 'vls show' host_vls "[$1]" guest_max_vls "[$guest]" default_vls "[$guest]" \
	disagreements '[]' module_loaded $module kvm_mode "\"$mode\"" emulated true \
	hypervisor '"QEMU (device tree)"' guest_max_policy false
if $module; then
	is 'sysfs host_vls' "$(cat /sys/kernel/kvm_sve/host_vls)" "$1"
	is 'sysfs guest_max_vls' "$(cat /sys/kernel/kvm_sve/guest_max_vls)" "$guest"
	is 'sysfs kernel_max_vls' "$(cat /sys/kernel/kvm_sve/kernel_max_vls)" "$guest"
	is 'sysfs kvm_mode' "$(cat /sys/kernel/kvm_sve/kvm_mode)" "$mode"
fi
vls show
text=$(cat "$dir/out")
is 'the mode in the text' "$(row 'KVM mode')" "$mode"
is 'the hypervisor in the text' "$(row hypervisor)" 'emulated by QEMU (device tree)'
if [ "$guest" = "$1" ]; then
	unlike 'nothing to explain' "$text" 'cannot get'
else
	like 'the text explains the difference' "$text" \
		'cannot get VLs from 512 bits on: some CPU of this host'
fi

# --- a log that has lost its beginning
line=$(printf '%0900d' 0)
echo on >/proc/sys/kernel/printk_devkmsg
for _ in $(seq 400); do
	echo "<7>$line" >/dev/kmsg
done
unlike 'the log has lost its beginning' "$(dmesg)" 'Booting Linux|mode initialized'
# What the timer and the command line leave open is said, and no more.
derived=$(echo "$mode" | sed 's/protected .VHE/protected nVHE or hVHE/; s/^VHE+NV2/VHE or &/')
$module || mode=$derived
emulated=true metric=',emulated="true"'
hypervisor='emulated by QEMU (device tree)'
# The CPU that QEMU made up is no other's.
if ! grep -q '^CPU implementer.*: 0x00$' /proc/cpuinfo; then
	emulated=null metric=''
	hypervisor='unknown: QEMU (device tree), emulated or nested under KVM'
fi
vls show
is 'log lost: the mode' "$(row 'KVM mode')" "$mode"
is 'log lost: the hypervisor' "$(row hypervisor)" "$hypervisor"
vls show --json
json 'log lost' kvm_mode "\"$mode\"" emulated $emulated hypervisor '"QEMU (device tree)"'
vls show --format openmetrics
like 'log lost: metrics' "$(cat "$dir/out")" \
	"kvm_mode=\"$(echo "$mode" | sed 's/+/[+]/')\",cpu=\"[^\"]*\"$metric,hypervisor=\"QEMU"

# --- a name that is no UTF-8 stays one
name=$(cat /proc/sys/kernel/hostname)
printf 'n\377de' >/proc/sys/kernel/hostname
vls show --json
is 'a name of any bytes: status' $status 0
json 'a name of any bytes' node '"n?de"'
echo "$name" >/proc/sys/kernel/hostname

# --- what cannot be read is no value
mount -t tmpfs none /sys
vls show --json
umount /sys
is 'no /sys: status' $status 0
json 'no /sys' kvm_mode "\"$derived\"" module null module_loaded null guest_max_policy null \
	midr null cpu null emulated null hypervisor null guest_max_vls "[$guest]"
done_testing
