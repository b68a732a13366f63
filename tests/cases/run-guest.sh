#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Inside the test host: run the cases of /host/batch (name, time-out, command,
# by tabs) one after the other, and mark where each begins and ends. Each is a session of
# its own, of which nothing is left when the next one begins.

LEADER=/run/case-leader

now() {
	cut -d' ' -f1 /proc/uptime
}

while IFS='	' read -r name limit command; do
	echo "@@case begin $name"
	begin=$(now)
	# shellcheck disable=SC2016 # for that shell
	setsid sh -c 'echo $$ >$0; exec "$@"' $LEADER \
		timeout -k 5 "$limit" sh -c "cd /tests && $command" 2>&1 </dev/null
	status=$?
	kill -KILL "-$(cat $LEADER)" 2>/dev/null
	seconds=$(echo "$begin $(now)" | awk '{ printf "%.1f", $2 - $1 }')
	# A newline first, should the case have ended without one.
	printf '\n@@case end %s %s %s\n' "$name" $status "$seconds"
done </host/batch
