#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# install-doc.sh: every command of docs/install.md, read out of it, in emulated Debian
# hosts: by packages from a bare host to the first table and back, and by source. What
# stands before a "reboot" is one boot, what follows it the next.
#
# shellcheck disable=SC2016 # the text of a boot is for the host's shell

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh
# shellcheck source=tests/debian/lib.sh
. tests/debian/lib.sh
# shellcheck source=tests/host/kernel-source.sh
. tests/host/kernel-source.sh

DOC=docs/install.md

# Each line of code as "N:LINE", N being the number of its block.
code() {
	awk '/^    / { n += !inside; inside = 1; print n ":" $0; next } NF { inside = 0 }' $DOC
}

# block N: the commands of the Nth block, without what they say of themselves.
block() {
	code | sed -n "s/^$1: *//p" | sed 's/ *# .*//'
}

# The blocks, in their order.
BUILD=1 KERNEL=2 REST=3 PATCH=4 OPTIONS=5 SOURCE=6 DKMS=7 NO_LOAD=8 POLICIES=9 UNSET=10
UNITS=11 PURGE=12 REMOVE_SOURCE=13 NR=13

# Nothing in the document that is not run here.
all_known() {
	diff <(echo $NR) <(code | sed -n '$s/:.*//p') &&
		diff <(printf '%s\n' 'make kernel-deb' 'make deb') <(block $BUILD) &&
		block $OPTIONS | tr -s ' ' '\n' | diff /dev/null <(grep -v '^CONFIG_[A-Z0-9_]*=y$')
}

# before_reboot, after_reboot: of the block with one.
before_reboot() {
	block $KERNEL | sed '/^reboot$/,$d'
}

after_reboot() {
	block $KERNEL | sed '1,/^reboot$/d'
}

# A host that never heard of us: not what the disk comes with.
to_bare_host() {
	boot_on -stock '
		echo "APT::Get::Assume-Yes \"true\";" >/etc/apt/apt.conf.d/yes
		apt-get purge "linux-*-kvmsve*"
		test -z "$(ls /lib/modules)"'
}

kernel_installs() {
	boot_on -stock "$(before_reboot)" "${KERNEL_PACKAGES[@]}"
}

first_table() {
	boot "$(after_reboot); $(block $REST)" "${PACKAGES[@]}" 2>&1 | tee "$T/table" &&
		grep -q -- '-kvmsve$' "$T/table" && grep -q '^sve  *2048 ' "$T/table"
}

# What systemd says of modules at boot.
LOADING='journalctl -b -u systemd-modules-load >loading; cat loading'

# And a boot on a kernel that has no module, with and without being told not to try.
policies() {
	boot "$(block $POLICIES); kvm-sve vls show --json | tr -d ' \\n' | grep 'default_vls.:.128[^0-9,]'
		$(block $UNSET); test ! -e /sys/module/kvm_sve" &&
		boot_on -stock "$NOTHING_FAILED; $LOADING; grep \"find module 'kvm_sve'\" loading
			$(block $NO_LOAD)" &&
		boot_on -stock "$LOADING; ! grep kvm_sve loading || exit 1"
}

removes() {
	boot_on -stock "systemctl enable --now kvm-sve-metrics.timer
		$(block $UNITS); rm /etc/modules-load.d/kvm-sve.conf
		$(block $PURGE)
		$NOTHING_LEFT"'
		test -z "$(ls /lib/modules)"'
}

# In the tree, as a user that may sudo.
from_source() {
	boot "mkdir tree; tar -C tree -xf tree.tar; cd tree
		$(block $SOURCE); $(block $DKMS)" --add "$T/tree.tar" 2>&1 | tee "$T/table" &&
		grep -q '^sve  *2048 ' "$T/table"
}

patches() {
	boot "mkdir -p /path/to/linux; tar -C /path/to/linux -xf linux.tar; cd tree
		$(block $PATCH)" --add "$T/linux.tar"
}

removes_source() {
	boot "cd tree; $(block $UNSET); $(block $REMOVE_SOURCE); cd; rm -r tree /path
		$NOTHING_LEFT"
}

need_packages
tests/host/debian disk >/dev/null
kernel=$(tests/host/debian kernel)
tests/host/debian kernel -stock >/dev/null
mapfile -t PACKAGES < <(packages .)
mapfile -t KERNEL_PACKAGES < <(with "$kernel"/linux-*.deb)
copy_tree "$T/tree"
tar -C "$T/tree" -cf "$T/tree.tar" .
original_source "$(readlink -f "$(tests/host/kernel tree)/source")" "$T/linux"
tar -C "$T/linux" -cf "$T/linux.tar" .

check "install.md: no command that is not tried here" all_known
check "a bare host" to_bare_host
check "by packages: the kernel" kernel_installs
check "by packages: the rest, and the first table" first_table
check "policies, and a kernel without the series" policies
check "by packages: all is removed" removes
rm "$DISK"
check "by source: to the first table" from_source
check "by source: kernel-patch" patches
check "by source: all is removed" removes_source
summary
