#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The test host has what cases rely on. That it runs in the mode asked for is
# checked by tests/host/run, from the kernel log, on every run.

# shellcheck source=tests/cases/lib.sh
. /tests/lib.sh

check "proc" test -r /proc/self/status
check "sysfs" test -d /sys/kernel
check "/dev/kvm" test -c /dev/kvm
check "/tmp is writable" touch /tmp/x
check "debugfs" test -d /sys/kernel/debug/kvm
check "tracefs" test -r /sys/kernel/tracing/available_events
check "BPF file system" grep -q ' /sys/fs/bpf bpf ' /proc/mounts
check "kernel BTF" test -s /sys/kernel/btf/vmlinux
check "SVE" grep -qw sve /proc/cpuinfo
is "host name" "$(hostname)" kvm-sve
is "home" "$HOME" /root
is "two processors" "$(nproc)" 2
if grep -q ' kvm_arm_sve_register_hooks$' /proc/kallsyms; then
	check "the module is loaded" test -r /sys/kernel/kvm_sve/version
else
	check "a stock kernel has no module" test ! -e /sys/kernel/kvm_sve
fi
done_testing
