#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# in-chroot.sh GOAL...: for fresh.sh, in the clone. What went well is said in lines of
# its own, since the log is all that remains.

cd "$(dirname -- "$0")/../.." || exit 1
if mk/setup.sh; then
	echo 'fresh: set-up'
fi
for goal; do
	if make "$goal"; then
		echo "fresh: make $goal"
	fi
done
