# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The Debian host of one run: its disk, which forgets what changes or is a copy that
# stays, and a second one, a tar with the command and what --add names. Sourced by
# tests/host/run.
#
# KVM_SVE_DEBIAN_KERNEL=SUFFIX boots another of our packaged kernels, as a boot loader
# would after an upgrade.

stage_debian() {
	if [ -z "$DISK" ] || ! [ -e "$DISK" ]; then
		BASE=$("$HOST_DIR/debian" disk) || exit "$HOST_FAILED"
	fi
	KERNEL_DIR=$("$HOST_DIR/debian" kernel "${KVM_SVE_DEBIAN_KERNEL-}") || exit "$HOST_FAILED"
	mkdir -p "$T/root/run/kvm-sve-host"
	stage_added
	{
		[ -z "$INTERACTIVE" ] || echo "exec setsid sh -l </dev/console >/dev/console 2>&1"
		echo "cd /root && exec$(quote "${COMMAND[@]}")"
	} >"$T/root/run/kvm-sve-host/cmd"
	stage_get "$T/root/run/kvm-sve-host/get"
	cp "$HOST_DIR/ports" "$T/root/run/kvm-sve-host/"
	cp "$HOST_DIR/debian-run" "$T/root/run/kvm-sve-host/run"
	# A disk is whole sectors.
	tar -c -h -C "$T/root" --owner=0 --group=0 --blocking-factor=2048 -f "$T/command.tar" .
	if [ -n "$DISK" ] && ! [ -e "$DISK" ]; then
		cp --sparse=always --reflink=auto -- "$BASE" "$DISK"
	fi
}

debian_disks() {
	local disk=${DISK:-$BASE} snapshot=on

	[ -z "$DISK" ] || snapshot=off
	QEMU+=(-kernel "$KERNEL_DIR/vmlinuz"
	       -drive "file=${disk//,/,,},format=raw,if=none,id=disk,snapshot=$snapshot"
	       -device "virtio-blk-pci,drive=disk"
	       -drive "file=${T//,/,,}/command.tar,format=raw,if=none,id=tar,readonly=on"
	       -device "virtio-blk-pci,drive=tar")
}
