#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# stock-qemu.sh: Debian's own QEMU, which knows nothing of us, in emulated Debian hosts:
# its guest sees the host's default, its options mean what they do upstream, and its
# live migrations lose nothing where both hosts have the common set as their default.
# What happens where they have not is recorded in docs/vmm.md, and checked here.
#
# Host A has {128,256,512}, host B {128,256,384,512}. They are boots of one disk, and
# the stream of a migration is a file on it.
#
# shellcheck disable=SC2016 # the text of a boot is for the host's shell

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh
# shellcheck source=tests/debian/lib.sh
. tests/debian/lib.sh

A=max,sve512=on
B=max,sve512=on,sve384=on
COMMON=128,256

# on CPU SCRIPT [OPTION...]: SCRIPT in the host of that CPU, after vm.sh; what it prints
# also in $T/out, for said.
on() {
	local cpu=$1 script=$2

	shift 2
	boot ". ./vm.sh; COMMON=$COMMON
		$script" --cpu "$cpu" --add tests/qemu/vm.sh --add build/arm64/tests/vl-guest "$@" \
		>"$T/out"
	cat "$T/out"
}

# said LINE...: each is there.
said() {
	local line

	for line; do
		grep -qxF -e "$line" "$T/out" || { echo "no line: $line"; return 1; }
	done
}

# The sum of the registers that the guest told at NAME.
sum() {
	sed -n "s/^$1: [a-z]* [0-9]* //p" "$T/out"
}

installs() {
	installed_disk && on $B 'kvm-sve vls show --json >b.json'
}

# The sets that a guest sees.
sets() {
	on $A '
		seen() {
			start "$1"
			echo "$1, $2: $(ask s)"
			stop
		}
		kvm-sve vls show --json >a.json
		seen host "default max"
		seen host,sve512=off "default max"
		kvm-sve vls default $COMMON
		seen host "default $COMMON"
		kvm-sve vls default max
		kvm-sve vls max $COMMON
		seen host "maximum $COMMON"' &&
		said "host, default max: set 128,256,512" "host,sve512=off, default max: set 128,256" \
			"host, default $COMMON: set $COMMON" "host, maximum $COMMON: set $COMMON"
}

refuses() {
	on $A '
		kvm-sve vls max $COMMON
		status=0
		timeout 60 "${QEMU[@]}" -cpu host,sve512=on 2>&1 || status=$?
		echo "status $status"' && said "qemu-system-aarch64: cannot enable sve512" "status 1"
}

# What it is like without us: a set that changes under a guest, and a VL that is lost.
# QEMU carries the registers, and no set.
changes() {
	local at_a

	on $A '
		start host
		echo "set at A: $(ask s)"
		echo "at A: $(ask f)"
		fits b.json
		migrate_to state
		stop' && said "set at A: set 128,256,512" "check: 1" && at_a=$(sum "at A") &&
		on $B '
		arrive state host
		echo "at B: $(ask r)"
		echo "set at B: $(ask s)"
		echo "384 at B: $(ask 3)"
		fits a.json
		migrate_to state
		stop' && said "at B: has 512 $at_a" "set at B: set 128,256,384,512" "check: 1" &&
		grep -q "^384 at B: filled 384 " "$T/out" &&
		on $A '
		arrive state host
		echo "384 at A: $(ask r)"
		echo "set at A: $(ask s)"
		stop' && said "set at A: set 128,256,512" && grep -q "^384 at A: has 256 " "$T/out"
}

# The common set as the default of each, from its boot on.
good_leaves_a() {
	on $A '
		test "$(kvm-sve vls common a.json b.json | sed -n 1p)" = $COMMON
		echo "options kvm_sve default_vls=$COMMON" >/etc/modprobe.d/kvm-sve.conf
		kvm-sve vls default $COMMON
		UNDER="kvm-sve lint --"
		start host
		echo "set at A: $(ask s)"
		echo "at A: $(ask f)"
		VMM=$(pgrep -f ^qemu-system-aarch64) fits a.json b.json
		migrate_to state
		stop' && said "set at A: set $COMMON" "check: 0" && sum "at A" >"$T/good"
}

good_there() {
	on $B '
		UNDER="kvm-sve lint --"
		arrive state host
		echo "at B: $(ask r)"
		echo "set at B: $(ask s)"
		echo "filled at B: $(ask f)"
		migrate_to state
		stop' && said "at B: has 256 $(<"$T/good")" "set at B: set $COMMON" &&
		sum "filled at B" >"$T/good"
}

good_and_back() {
	on $A '
		UNDER="kvm-sve lint --"
		arrive state host
		echo "at A: $(ask r)"
		echo "set at A: $(ask s)"
		stop' && said "at A: has 256 $(<"$T/good")" "set at A: set $COMMON"
}

need_packages
tests/host/debian disk >/dev/null

check "the packages are installed" installs
check "a guest of -cpu host sees default_vls, of sve512=off less" sets
check "sve512=on beyond guest_max_vls is refused" refuses
check "between different sets, both max: the guest is changed, and check says so before" changes
check "common set: from A, which check allows; lint finds nothing" good_leaves_a
check "common set: at B nothing is lost; lint finds nothing" good_there
check "common set: back at A nothing is lost; lint finds nothing" good_and_back
summary
