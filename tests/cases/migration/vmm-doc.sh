#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# On this machine: each "tests/host/run ..." line of docs/vmm.md, as it stands
# there, must print the line below it, and nothing else, and exit with 0.

set -euo pipefail

checks=0 bad=0

# Lines "COMMAND<tab>OUTPUT".
examples() {
	awk '/^    tests\/host\/run / { command = substr($0, 5); next }
		command != "" { print command "\t" substr($0, 5); command = "" }' docs/vmm.md
}

while IFS=$'\t' read -r command want <&3; do
	checks=$((checks + 1)) status=0
	got=$(bash -c "$command" </dev/null) || status=$?
	if [ $status -eq 0 ] && [ "$got" = "$want" ] && [ -n "$want" ]; then
		echo "ok $checks - $command"
	else
		bad=$((bad + 1))
		echo "not ok $checks - $command"
		printf '%s\n' "status $status, output:" "$got" | sed 's/^/# /'
	fi
done 3< <(examples)
echo "1..$checks"
[ $bad -eq 0 ] && [ $checks -gt 0 ]
