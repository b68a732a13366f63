#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Kernel lockdown. In integrity mode the tools work. In confidentiality mode BPF
# may not read the kernel: each says so, names lockdown, and leaves nothing.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bpf/bpf-lib.sh
. ./bpf-lib.sh

LOCKDOWN=/sys/kernel/security/lockdown

mount -t securityfs securityfs /sys/kernel/security
./hold_vms 128,256 >"$dir/ready" &
pid=$!
until [ -s "$dir/ready" ]; do
	sleep 0.1
done

echo integrity >$LOCKDOWN
like 'integrity' "$(cat $LOCKDOWN)" '\[integrity\]'
tool vls ps --pid $pid
is 'integrity: vls ps: exit 0' $status 0
like 'integrity: vls ps: the set' "$(cat "$dir/out")" ' 128,256$'
tool vls save --pid $pid
is 'integrity: vls save: exit 0' $status 0
for probes in '' --kprobes; do
	tool lint $probes -- ./lint_fixture no-finalize
	is "integrity: lint $probes: the finding" $status 1
done

echo confidentiality >$LOCKDOWN
like 'confidentiality' "$(cat $LOCKDOWN)" '\[confidentiality\]'
for command in 'vls ps' "vls save --pid $pid" 'lint -d 1' 'lint --kprobes -d 1' \
	       'lat -d 1' 'lat --kprobes -d 1' 'trace -d 1' 'trace --kprobes -d 1'; do
	# shellcheck disable=SC2086 # words
	tool $command
	cannot "confidentiality: $command" 'kernel lockdown is in confidentiality mode.*boot with'
done
# Who lacks the rights too is told of those first.
nobody vls ps
cannot 'confidentiality, not root' 'not permitted; run as root'
umount /sys/kernel/security
tool vls ps
cannot 'confidentiality, no securityfs' 'cannot load the BPF program: Invalid argument; -v'
kill $pid
nothing_left
done_testing
