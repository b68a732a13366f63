#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# module-no-btf.sh MODULE: the module as DKMS builds it where the kernel's headers
# come without vmlinux, so without BTF: all that reads its events works.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bpf/bpf-lib.sh
. ./bpf-lib.sh

check 'it loads' insmod "$1"
check 'it is there' test -r /sys/kernel/kvm_sve/version
check 'it has no BTF' test ! -e /sys/kernel/btf/kvm_sve
check 'the kernel has' test -s /sys/kernel/btf/vmlinux

tool lat -- ./vls_guest
is 'lat: exit 0' "$status" 0
for phase in host_save guest_restore resident guest_save; do
	like "lat: $phase" "$(cat "$dir/out")" "VL 128, $phase: count [1-9]"
done

tool trace --json -- ./trace_calls calls "$dir/want"
is 'trace: exit 0' "$status" 0
./trace_calls render <"$dir/out" >"$dir/told"
check 'trace: there are events' test -s "$dir/want"
is 'trace: exactly these' "$(cat "$dir/told")" "$(cat "$dir/want")"

tool lint --json -- ./lint_fixture no-finalize
is 'lint: exit 1' "$status" 1
like 'lint: the finding' "$(cat "$dir/out")" '"id": "no-finalize"'

tool bench --json --guest sve --vl 128,512 -n 50
is 'bench: exit 0' "$status" 0
check 'bench: it has phases' grep -q '"guest_restore"' "$dir/out"

./hold_vms 128,256 >"$dir/ready" &
pid=$!
until [ -s "$dir/ready" ]; do
	sleep 0.1
done
tool vls ps --json
is 'vls ps: exit 0' "$status" 0
is 'vls ps: the set' "$(./json_get "$dir/out" vms.0.vcpus.0.vls)" '[128,256]'
is 'vls ps: what only the series has' "$(./json_get "$dir/out" vms.0.vcpus.0.explicit)" true
kill $pid
nothing_left
check 'it can go' rmmod kvm_sve
done_testing
