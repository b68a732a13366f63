#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# bench-places.sh: the vcpu of kvm-sve bench lies elsewhere in memory in each round, as
# a kprobe on KVM_RUN sees it.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh

ROUNDS=8
TRACEFS=/sys/kernel/tracing
trap 'echo 0 >$TRACEFS/events/kprobes/enable; echo >$TRACEFS/kprobe_events' EXIT

echo 'p:vcpu_run kvm_arch_vcpu_ioctl_run vcpu=%x0:x64' >$TRACEFS/kprobe_events
check 'a kprobe on KVM_RUN' test -d $TRACEFS/events/kprobes/vcpu_run
echo 1 >$TRACEFS/events/kprobes/vcpu_run/enable
kvm-sve bench --cases sve/mmio/512/clean -n 80 --rounds $ROUNDS --no-phases --no-exclude-guest >/dev/null 2>&1
is 'bench: exit status' $? 0
echo 0 >$TRACEFS/events/kprobes/vcpu_run/enable

# The address of the vcpu of each KVM_RUN, then of one vcpu after the other: first those
# of the noise floor.
runs=$(sed -n 's/.* vcpu=//p' $TRACEFS/trace)
vcpus=$(echo "$runs" | uniq)
check 'KVM_RUNs of all rounds' test "$(echo "$runs" | wc -l)" -ge 80
note "places: $(echo "$vcpus" | paste -sd ' ')"
is 'the rounds: a place for each' "$(echo "$vcpus" | tail -n $ROUNDS | sort -u | wc -l)" $ROUNDS
done_testing
