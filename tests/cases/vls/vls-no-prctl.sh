#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Where prctl() of vector lengths is refused, as in a sandbox, no answer rests on that:
# the module knows the host's set, and without it the commands say that they cannot
# know, and end with 3.

# shellcheck source=tests/cases/lib.sh
. /tests/lib.sh

dir=$(mktemp -d)
trap 'kill $vmm; rm -rf "$dir"' EXIT

# kvm_sve COMMAND...: in the sandbox; sets $status, its output to out and err.
kvm_sve() {
	status=0
	LD_PRELOAD=/tests/no_prctl.so kvm-sve "$@" >"$dir/out" 2>"$dir/err" || status=$?
}

# unknown COMMAND...: it says so.
unknown() {
	kvm_sve "$@"
	is "$1 $2: exit status" $status 3
	like "$1 $2: why" "$(cat "$dir/err")" 'cannot learn the vector lengths of this host: prctl'
	is "$1 $2: no answer" "$(cat "$dir/out")" ''
}

kvm-sve vls show --json >"$dir/node.json"
/tests/hold_vms 128,256 >"$dir/vmm" &
vmm=$!
until [ -s "$dir/vmm" ]; do usleep 10000; done
pid=$(cut -d' ' -f2 "$dir/vmm")

if [ -e /sys/kernel/kvm_sve ]; then
	kvm-sve vls ps --json >"$dir/want"
	kvm_sve vls ps --json
	is 'with the module vls ps knows the sets' "$(cat "$dir/out")" "$(cat "$dir/want")"
	kvm_sve vls check --pid "$pid" "$dir/node.json"
	is 'vls check: it fits' $status 0
	kvm_sve vls save --pid "$pid"
	is 'vls save' $status 0
	unlike 'vls save: the sets are known' "$(cat "$dir/out")" '"vls": null'
else
	unknown vls show
	unknown vls ps --json
	unknown vls check --pid "$pid" "$dir/node.json"
	unknown vls save --pid "$pid"
	unknown lat -d 1
	unknown trace -d 1
	unknown bench --quick
fi
done_testing
