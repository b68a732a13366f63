#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# record.sh [MODE...]: record which loads of a Linux guest's vcpu used FP, for
# test_regret.c: recorded/MODE.txt for each mode of tests/cases/linux/linux_init.c. The
# guest boots, does what the mode says and powers off, in an emulated host whose KVM
# restores FP state at the first trap. In "busy", two tasks of the host compete for its CPUs.
# Times in the emulated host differ from those of hardware, so how often the guest is
# interrupted does too. Then the same guest runs with kvm.fp_restore=adaptive. On stdout, what KVM
# counted for both.

set -euo pipefail
cd -- "$(dirname -- "$0")/../../.."
# shellcheck source=tests/cases/linux/guest-files.sh
. tests/cases/linux/guest-files.sh

OUT=tests/unit/fp_restore/recorded
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT

# shellcheck disable=SC2016 # for the host's shell
host_script='
mode=$1
events=/sys/kernel/tracing
echo 20000 >$events/buffer_size_kb
echo 1 >$events/events/kvm_sve/sve_switch/enable
if [ "$mode" = busy ]; then
	for cpu in 0 1; do
		while :; do :; done &
	done
fi
./linux_vmm Image dtb initrd >&2
echo 0 >$events/tracing_on
cat $events/per_cpu/cpu*/stats | grep overrun >&2
grep -o "restores [0-9]*" $events/trace
echo adaptive >/sys/module/kvm/parameters/fp_restore
./linux_vmm Image dtb initrd >&2'

# Lengths of runs, unused and used in turns; the first may be 0.
run_lengths() {
	awk '{ used = $2 > 0 }
	     used != last { print n; n = 0; last = used }
	     { n++ }
	     END { print n }'
}

record() {
	local mode=$1 release

	tests/host/run --cpu max,sve512=on --mem 1G --timeout 600 --add build/arm64/tests/linux_vmm \
		--add "$(tests/host/kernel image stock)/Image:/root/Image" --add "$T/dtb$mode:/root/dtb" \
		--add "$T/initrd:/root/initrd" -- sh -c "$host_script" - "$mode" >"$T/restores" 2>"$T/err" || {
		cat "$T/err" >&2
		return 1
	}
	if grep -qE 'overrun: [1-9]' "$T/err"; then
		echo "record.sh: $mode: the trace buffer was too small" >&2
		return 1
	fi
	release=$(cat "$(tests/host/kernel image patched)/version")
	{
		echo "# Loads of the vcpu of a Linux guest in mode $mode, from record.sh on Linux $release in an"
		echo '# emulated host: lengths of runs, without FP and with FP in turns.'
		run_lengths <"$T/restores" | fmt -w 96
	} >"$OUT/$mode.txt"
	echo "$mode: $(wc -l <"$T/restores") loads"
	sed -n 's/^.*linux_vmm: /  /p' "$T/err"
}

modes=("$@")
[ $# -gt 0 ] || modes=(idle fp busy phases)
mkdir -p "$OUT"
guest_files "$T" "${modes[@]}"
for mode in "${modes[@]}"; do
	record "$mode"
done
