#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# On this machine: docs/examples/migrate.c from one emulated host to another.
# A has 128,256,384,512 and B has 128,256,512, so they share 128,256: that set
# goes from A to B; all of A is refused at B, which lacks 384; all of B is
# refused at A, which cannot hide it.

set -euo pipefail

A=max,sve512=on,sve384=on
B=max,sve512=on
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
checks=0 bad=0

host() {
	local cpu=$1

	shift
	"$RUN" --cpu "$cpu" --keep-log "$KERNEL_LOG" "$@"
}

# check NAME PATTERN < OUTPUT: it has a line that matches.
check() {
	local text

	text=$(cat)
	checks=$((checks + 1))
	if grep -qE -e "$2" <<<"$text"; then
		echo "ok $checks - $1"
	else
		bad=$((bad + 1))
		echo "not ok $checks - $1"
		printf '%s\n' "$text" "no match for $2" | sed 's/^/# /'
	fi
}

# In the host: save all lengths, and those up to 256; both files to stdout.
ORIGIN='cd /tmp && migrate origin all && migrate origin reduced 256 && tar c all reduced'
# In the host: make the vcpu of each, and tell the status.
# shellcheck disable=SC2016 # for that shell
DESTINATION='for f; do out=$(migrate destination /root/$f 2>&1); echo "$f: $out, status $?"; done'

mkdir "$T/a" "$T/b"
host $A -- sh -c "$ORIGIN" | tar x -C "$T/a"
host $B -- sh -c "$ORIGIN" | tar x -C "$T/b"
at_b=$(host $B --add "$T/a/all" --add "$T/a/reduced" -- sh -c "$DESTINATION" sh all reduced)
at_a=$(host $A --add "$T/b/all" --add "$T/b/reduced" -- sh -c "$DESTINATION" sh all reduced)

check "A to B, the set they share" \
	'^reduced: 256 bits of Z31; vector lengths: 128 256, status 0$' <<<"$at_b"
check "A to B, all of A" \
	'^all: .* 384 bits: this host cannot give a guest that length, status 1$' <<<"$at_b"
check "B to A, the set they share" \
	'^reduced: 256 bits of Z31; vector lengths: 128 256, status 0$' <<<"$at_a"
check "B to A, all of B" \
	'^all: .* 384 bits: this host cannot hide that length, status 1$' <<<"$at_a"
echo "1..$checks"
[ $bad -eq 0 ] && [ $checks -gt 0 ]
