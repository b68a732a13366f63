#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# module-refused.sh PATTERN: the module does not load here, and the kernel log
# says why in lines that match (one line, but for the loader's own: it names
# every symbol that is unknown).

# shellcheck source=tests/cases/lib.sh
. /tests/lib.sh

# busybox tries both system calls, so each line may come twice.
before=$(dmesg | wc -l)
insmod /root/kvm_sve.ko >/tmp/insmod 2>&1
status=$?
said=$(dmesg | tail -n +$((before + 1)) | sed 's/^\[[^]]*\] *//' |
	grep 'kvm_sve' | grep -v 'taints kernel' | uniq)
check "insmod fails" test $status -ne 0
check "it is not loaded" test ! -e /sys/module/kvm_sve
like "the log says why" "$said" "$1"
case $1 in
Unknown*) ;;
*) is "in one line" "$(printf '%s\n' "$said" | grep -c .)" 1 ;;
esac
note "$said"
done_testing
