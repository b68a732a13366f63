#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# selftests-all.sh: inside the test host, all of KVM's selftests, one
# line "NAME STATUS SECONDS" each (0 passed, 4 skipped, 124 took too long); what
# they say goes to stderr. For selftests-same.sh, which compares hosts.

LIMIT=120

cd /tests/selftests || exit 1
while read -r name; do
	begin=$(cut -d. -f1 /proc/uptime)
	out=$(timeout -k 5 $LIMIT "./$name" 2>&1 </dev/null)
	status=$?
	echo "$name $status $(($(cut -d. -f1 /proc/uptime) - begin))"
	printf '== %s: %s\n%s\n' "$name" $status "$(printf '%s' "$out" | tail -n 5)" >&2
done <all
