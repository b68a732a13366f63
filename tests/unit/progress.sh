#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# progress.sh: what the scripts of the test host print while something takes long: without a
# terminal a line now and then, on a terminal one line that changes; and that this ends with them.

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh

export COMMON=tests/host/common.sh
# shellcheck disable=SC2016 # for another shell
LONG='PROG=long; . $COMMON; count() { echo 7 objects; }
	progress_start "a kernel" count; sleep 2.5; progress_stop; echo ended'

# The same by a clock of its own, which a busy machine does not disturb: each sleep is as long as it
# says, and after two seconds no other one ends. It goes on once $SEEN has the line of then.
# shellcheck disable=SC2016
CLOCKED='PROG=long; . $COMMON; count() { echo 7 objects; }
	unset SECONDS; SECONDS=0
	sleep() { SECONDS=$((SECONDS + $1)); [ $SECONDS -le 2 ] || exec sleep 60; }
	progress_start "a kernel" count
	for i in {1..200}; do ! grep -q ", 2 s" "$SEEN" || break; command sleep 0.1; done
	progress_stop; echo ended'

# In a terminal of its own; prints what that shows.
on_terminal() {
	python3 - "$@" <<-'END'
	import pty, sys
	pty.spawn(sys.argv[1:])
	END
}

lines() {
	KVM_SVE_PROGRESS_SECONDS=1 SEEN=$T/err bash -c "$CLOCKED" >"$T/out" 2>"$T/err"
	diff - "$T/err" <<-'END' && diff - "$T/out" <<<ended
	long: a kernel: 7 objects, 1 s
	long: a kernel: 7 objects, 2 s
	END
}

# Nothing is printed within the first half minute.
silence() {
	bash -c "$LONG" >"$T/out" 2>"$T/err"
	[ ! -s "$T/err" ] && diff - "$T/out" <<<ended
}

one_line() {
	SEEN=$T/out on_terminal bash -c "$CLOCKED" >"$T/out" </dev/null
	[ "$(tr -d '\r' <"$T/out" | grep -c .)" = 1 ] &&
		grep -q $'\rlong: a kernel: 7 objects, 2 s\033\\[K\r\033\\[Kended' "$T/out"
}

# A display that outlives the script keeps its output open, and a reader of that waits for it.
ends() {
	KVM_SVE_PROGRESS_SECONDS=1 timeout 5 bash -c \
		"PROG=long; . $COMMON; progress_start 'a kernel'; exit 0" 2>&1 | cat >"$T/out"
	! grep -q '2 s$' "$T/out"
}

check 'without a terminal: a line now and then' lines
check 'without a terminal: not at once' silence
check 'on a terminal: one line that changes, and goes' one_line
check 'it ends with the script' ends
summary
