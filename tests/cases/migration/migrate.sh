#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# docs/examples/migrate.c between two VMs of this host: the set and the full
# registers arrive, or the destination says in words why not. Also without the
# module, where the example falls back to KVM_REG_ARM64_SVE_VLS.

# shellcheck source=tests/cases/lib.sh
. /tests/lib.sh

SYSFS=/sys/kernel/kvm_sve
VQS=24	# offset of vqs[] in the file: the magic, then the struct up to it
cd /tmp || exit 1

# refused NAME STATUS PATTERN COMMAND...
refused() {
	name=$1 want=$2 pattern=$3
	shift 3
	said=$("$@" 2>&1)
	is "$name: status" $? "$want"
	like "$name: says why" "$said" "$pattern"
}

# The saved set becomes this one of two bytes, given as for printf.
with_set() {
	cp full odd
	printf '%b' "$1" | dd of=odd bs=1 seek=$VQS conv=notrunc 2>/dev/null
}

check "origin, all lengths" migrate origin full
check "origin, up to 256 bits" migrate origin reduced 256
is "destination, reduced" "$(migrate destination reduced)" \
	"256 bits of Z31; vector lengths: 128 256"
like "destination, full" "$(migrate destination full)" \
	'^2048 bits of Z31; vector lengths: 128 256 384 .* 2048$'

with_set '\0005\0000'	# 128,384 where the host has 256
if [ -e $SYSFS ]; then
	refused "a set with a hole" 1 '256 bits: this host cannot hide' migrate destination odd
	with_set '\0000\0000'
	refused "an empty set" 1 'no length at all' migrate destination odd

	echo 128,256,384 >$SYSFS/guest_max_vls
	refused "more than the host's policy allows" 1 '512 bits: this host cannot give' \
		migrate destination full
	check "what it allows" migrate destination reduced
	echo max >$SYSFS/guest_max_vls
else
	refused "a set with a hole" 1 'Invalid argument' migrate destination odd
fi

head -c 1000 full >short
refused "half a file" 2 'no saved vcpu' migrate destination short
refused "no file" 2 'no saved vcpu' migrate destination nowhere
refused "a length that is none" 2 usage migrate origin x 256x
refused "no arguments" 2 usage migrate
done_testing
