#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The module, loaded by the host, goes and comes twice.

# shellcheck source=tests/cases/lib.sh
. /tests/lib.sh

for i in 1 2; do
	check "rmmod $i" rmmod kvm_sve
	check "its sysfs folder is gone $i" test ! -e /sys/kernel/kvm_sve
	check "insmod $i" insmod /host/kvm_sve.ko
	check "its sysfs folder is back $i" test -r /sys/kernel/kvm_sve/version
done
done_testing
