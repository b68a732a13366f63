#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The policies as module parameters: in force from the first vcpu on, and after the
# module is gone; a wrong one is refused in one line that names it, and changes nothing.
# The host has {128,256,384,512} or more.

# shellcheck source=tests/cases/lib.sh
. /tests/lib.sh

DIR=/sys/kernel/kvm_sve
KVM=/sys/module/kvm/parameters

load() {
	insmod /root/kvm_sve.ko "$@" >/tmp/insmod 2>&1
}

# fails COMMAND...
fails() {
	! "$@" 2>/dev/null
}

# refused NAME PATTERN PARAMETERS...
refused() {
	name=$1 pattern=$2
	shift 2
	dmesg -c >/dev/null
	check "$name: not loaded" fails load "$@"
	said=$(dmesg | sed 's/^\[[^]]*\] *//' | grep kvm_sve | grep -v taint | uniq)
	like "$name: the log says why" "$said" "$pattern"
	is "$name: in one line" "$(printf '%s\n' "$said" | grep -c .)" 1
	check "$name: nothing is left" test ! -e "$DIR" -a ! -e /sys/module/kvm_sve
}

refused 'a default with a hole' 'default_vls=128,512 ' default_vls=128,512
refused 'a default that is no set' 'default_vls=big ' default_vls=big
refused 'a maximum this host lacks' 'guest_max_vls=65536 ' guest_max_vls=65536
refused 'a default above the maximum' 'default_vls=128,256 .*guest_max_vls' \
	guest_max_vls=128 default_vls=128,256

refused 'onereg_replay is neither y nor n' 'onereg_replay' onereg_replay=x
refused 'a default without a value' 'default_vls= ' default_vls

check 'both policies' load guest_max_vls=128,256 default_vls=128 onereg_replay=1
is 'guest_max_vls' "$(cat $DIR/guest_max_vls)" 128,256
is 'default_vls' "$(cat $DIR/default_vls)" 128
is 'onereg_replay' "$(cat /sys/module/kvm_sve/parameters/onereg_replay)" Y
json=$(kvm-sve vls show --json | tr -d '[:space:]')
like 'a new vcpu starts with the default' "$json" '"guest_max_vls":\[128,256\],"default_vls":\[128\]'
check 'rmmod' rmmod kvm_sve
is 'the policies stay' "$(cat $KVM/sve_guest_max_vl) $(cat $KVM/sve_default_vl)" '32 16'
refused 'a maximum below the default that is set' 'default_vls=.*|guest_max_vls=128 .*|below' \
	default_vls=256 guest_max_vls=128
is 'a load that fails leaves them' \
	"$(cat $KVM/sve_guest_max_vl) $(cat $KVM/sve_default_vl)" '32 16'
check 'without parameters' load
is 'they are as they were' "$(cat $DIR/guest_max_vls) $(cat $DIR/default_vls)" '128,256 128'
check 'rmmod' rmmod kvm_sve
check 'max is no policy' load guest_max_vls=max default_vls=max
is 'so there is none' "$(cat $KVM/sve_guest_max_vl) $(cat $KVM/sve_default_vl)" '0 0'
check 'rmmod' rmmod kvm_sve
done_testing
