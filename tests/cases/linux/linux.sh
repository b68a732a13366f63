#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# On this machine: a Linux guest in an emulated host, without a user of SVE and with
# one. KVM moves its state at the vcpu's largest VL all the time, whatever VL the guest
# runs at: Linux leaves ZCR_EL1.LEN at 0 until a task uses SVE. The tools tell both
# apart, and find nothing wrong with the VMM.

set -euo pipefail
# shellcheck source=tests/cases/lib.sh
. "$(dirname -- "$0")/../lib.sh"
# shellcheck source=tests/cases/linux/guest-files.sh
. tests/cases/linux/guest-files.sh

T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
BITS=512	# the largest VL of the host

image=$(tests/host/kernel image stock)/Image
guest_files "$T" '' sve

# shellcheck disable=SC2016 # for the host's shell
host_script='
for what in "" sve; do
	vmm="./linux_vmm Image dtb$what initrd"
	echo "== lat $what"
	kvm-sve lat --by guest-vl --json -- $vmm 2>err || { echo "status $?"; cat err; }
	tail -n 3 err
	echo "== trace $what"
	kvm-sve trace -e vl_change --json -- $vmm 2>err || { echo "status $?"; cat err; }
	echo "== lint $what"
	kvm-sve lint -- $vmm 2>err || { echo "status $?"; cat err; }
	echo "== end"
done'
tests/host/run --cpu "max,sve$BITS=on" --mem 1G --timeout 200 --add build/arm64/tests/linux_vmm \
	--add "$image:/root/Image" --add "$T/dtb:/root/dtb" --add "$T/dtbsve:/root/dtbsve" \
	--add "$T/initrd:/root/initrd" -- sh -c "$host_script" >"$T/out" 2>"$T/err" || {
	not_ok 'the host ran them'
	note "$(tail -n 40 "$T/out" "$T/err")"
}

# part NAME: what was printed below "== NAME".
part() {
	sed -n "/^== $1\$/,/^== /p" "$T/out"
}

# pairs NAME: "guest VL/moved VL" of each row that lat printed, sorted.
pairs() {
	part "$1" | awk '/"guest_vl"/ { guest = $2 } /"vl"/ { print guest "/" $2 }' |
		tr -d , | sort -u | paste -sd ' '
}

is 'without SVE: its state is moved at the largest VL, it runs at the least' "$(pairs 'lat ')" "128/$BITS"
like 'without SVE: it came to its end' "$(part 'lat ')" 'guest: computed with FP'
is 'without SVE: it never changes its VL' "$(part 'trace ' | grep -c '"event"')" 0
is 'with SVE: it runs at its own VL too' "$(pairs 'lat sve')" "128/$BITS $BITS/$BITS"
like 'with SVE: it came to its end' "$(part 'lat sve')" 'guest: computed with SVE'
like 'with SVE: its VL changes' "$(part 'trace sve')" "\"old_vl\": 128, \"new_vl\": $BITS,"
for what in '' sve; do
	like "lint $what: nothing is wrong" "$(part "lint $what")" '^1 vcpu of 1 VM: no findings$'
done
unlike 'no command failed' "$(cat "$T/out")" '^status'
[ $bad -eq 0 ] || note "$(tail -n 60 "$T/out" "$T/err")"
done_testing
