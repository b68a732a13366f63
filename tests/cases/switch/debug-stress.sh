#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# debug-stress.sh ARGUMENTS of stress: that, and then nothing is left: kmemleak,
# where the kernel has it, finds no memory that nobody has any more. What the
# kernel finds by itself ends in its log, which fails the host.

# shellcheck source=tests/cases/lib.sh
. /tests/lib.sh

LEAKS=/sys/kernel/debug/kmemleak

[ ! -w $LEAKS ] || echo clear >$LEAKS
{ /tests/stress "$@"; echo $? >/tmp/status; } |
	awk '/^1\.\./ { next } /^(not )?ok / { $0 = "# " $0 } { print; fflush() }'
is "stress" "$(cat /tmp/status)" 0
if [ -w $LEAKS ]; then
	# Twice: the first scan finds what was only just given up.
	echo scan >$LEAKS
	sleep 6
	echo scan >$LEAKS
	is "kmemleak finds nothing" "$(cat $LEAKS)" ""
else
	ok "this kernel has no kmemleak"
fi
done_testing
