#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What lint.sh does not ask of all commands on BPF: without tracefs they work,
# without the kernel's BTF those that read its structs say so in one line, and
# nothing stays loaded.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bpf/bpf-lib.sh
. ./bpf-lib.sh

# events_work NAME: the commands on the module's events.
events_work() {
	tool lat -- ./lint_fixture ok
	is "$1: lat: exit 0" "$status" 0
	like "$1: lat: it counts" "$(cat "$dir/out")" 'events [1-9]'
	tool trace -- ./lint_fixture ok
	is "$1: trace: exit 0" "$status" 0
	like "$1: trace: the first run" "$(cat "$dir/out")" ' first_run +ok$'
}

./hold_vms 128,256 >"$dir/ready" &
pid=$!
until [ -s "$dir/ready" ]; do
	sleep 0.1
done

umount /sys/kernel/tracing
umount /sys/kernel/debug
events_work 'no tracefs'
tool vls ps --pid $pid
is 'no tracefs: vls ps: exit 0' "$status" 0
like 'no tracefs: vls ps: the set' "$(cat "$dir/out")" ' 128,256$'
mount -t debugfs debugfs /sys/kernel/debug
mount -t tracefs tracefs /sys/kernel/tracing

mount -t tmpfs tmpfs /sys/kernel/btf
events_work 'no BTF'
for command in 'vls ps' "vls save --pid $pid" 'lint -d 1' 'lint --kprobes -d 1'; do
	# shellcheck disable=SC2086 # words
	tool $command
	cannot "no BTF: $command" 'CONFIG_DEBUG_INFO_BTF'
done
umount /sys/kernel/btf

chmod 666 /dev/kvm
for command in 'lat -d 1' 'trace -d 1' 'lint -d 1' 'vls ps' "vls save --pid $pid"; do
	# shellcheck disable=SC2086 # words
	nobody $command
	cannot "no rights: $command" 'not permitted; run as root'
done
chmod 600 /dev/kvm

# refused NAME PATTERN COMMAND...: with EACCES.
refused() {
	name=$1 pattern=$2
	shift 2
	"$@" ./bpf_errors 13 >"$dir/out" 2>"$dir/err"
	status=$?
	cannot "$name" "$pattern"
}
refused 'refused by the verifier' 'verifier, or a security module, refused it; -v' env
refused 'refused, not root' 'not permitted; run as root' ./as_nobody
kill $pid
nothing_left
done_testing
