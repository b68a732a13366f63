#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# KVM's own selftests for arm64: get-reg-list, and those that the series adds
# (selftests-same.sh runs them all). Their convention: status 0 passed, 4 skipped. One that did not compile is
# still on the list, and fails.

# shellcheck source=tests/cases/lib.sh
. /tests/lib.sh

# Where KVM has nested virtualization each list is there with EL2 as well, in two ways.
lists=6
! grep -q kvm-arm.mode=nested /proc/cmdline || lists=18

cd /tests/selftests || exit 1
while read -r name; do
	out=$("./$name" 2>&1)
	status=$?
	note "$out"
	case $status in
	0) ok "$name" ;;
	4) skip "$name" "$(echo "$out" | tail -n 1)" ;;
	*) not_ok "$name (status $status)" ;;
	esac
	if [ "$name" = get-reg-list ]; then
		is "get-reg-list: lists that passed" \
			"$(echo "$out" | grep -c ': PASS$')" $lists
	fi
done <fast
done_testing
