# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced: what linux_vmm boots, a Linux guest whose init is linux_init.c.

INITRD_GPA=0x48000000	# as linux_vmm.c has it

# guest_files DIR MODE...: puts initrd and, for each MODE of linux_init.c, dtbMODE into DIR.
guest_files() {
	local dir=$1 mode image

	shift
	image=$(tests/host/kernel image stock)/Image
	mkdir -p "$dir/root/dev"
	cp build/arm64/tests/linux-init "$dir/root/init"
	tests/host/cpio-tree "$dir/root" >"$dir/initrd"
	for mode; do
		qemu-system-aarch64 -M "virt,gic-version=3,dumpdtb=$dir/dtb$mode" -cpu max -m 256 -nodefaults \
			-display none -kernel "$image" -append "earlycon=pl011,0x9000000 keep_bootcon quiet initrd=$INITRD_GPA,$(
				stat -c %s "$dir/initrd") -- $mode" 2>"$dir/qemu"
	done
}
