#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# selftests-all.sh: inside the test host, all of KVM's selftests, one
# line "NAME STATUS TRIES SECONDS" each (0 passed, 4 skipped, 143 took too long); what
# they say goes to stderr. For selftests-same.sh, which compares hosts. One that
# fails has more tries: those of timers also fail on a stock kernel, now and then,
# when the machine that emulates is busy.

LIMIT=300
TRIES=5

cd /tests/selftests || exit 1
while read -r name; do
	begin=$(cut -d. -f1 /proc/uptime)
	for try in $(seq $TRIES); do
		out=$(timeout -k 5 $LIMIT "./$name" 2>&1 </dev/null)
		status=$?
		case $status in
		0 | 4 | 143) break ;;
		esac
	done
	echo "$name $status $try $(($(cut -d. -f1 /proc/uptime) - begin))"
	printf '== %s: %s\n%s\n' "$name" "$status" "$(printf '%s' "$out" | tail -n 5)" >&2
done <all
