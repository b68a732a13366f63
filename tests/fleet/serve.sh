#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# serve.sh: in an emulated host that stays up: read lines "ID COMMAND" from the
# console, run each, and answer with its output, as base64 since the kernel may talk
# in between, and its status. A line "end" ends it. What comes before @@ready is lost.

stty -echo
echo @@ready
while read -r id line && [ "$id" != end ]; do
	sh -c "$line" </dev/null >/tmp/stdout 2>/tmp/stderr
	status=$?
	echo "@@stdout $id"
	base64 /tmp/stdout
	echo "@@stderr $id"
	base64 /tmp/stderr
	echo "@@status $id $status"
done
