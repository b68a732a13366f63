#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# ansible.sh: docs/examples/fleet-vls.yml on three nodes that stay up, each an emulated
# host with other vector lengths: what it does to them, that --check and a second run
# do nothing, and that a set which some node cannot give changes no node.

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh
# shellcheck source=tests/fleet/nodes.sh
. tests/fleet/nodes.sh

PLAY=docs/examples/fleet-vls.yml
NAMES='alpha beta gamma'
export ANSIBLE_HOME=$T/ansible ANSIBLE_LOCAL_TEMP=$T/ansible ANSIBLE_REMOTE_TEMP=$T/ansible
export ANSIBLE_NOCOLOR=1 ANSIBLE_RETRY_FILES_ENABLED=0 ANSIBLE_PYTHON_INTERPRETER=/usr/bin/python3
# None of this machine's.
export ANSIBLE_CONFIG=$T/ansible.cfg LC_ALL=C.UTF-8

write_inventory() {
	local node

	for node in $NAMES; do
		echo "$node ansible_connection=local sve_command=$T/$node/kvm-sve" \
			"sve_modprobe_file=$T/$node/modprobe.conf"
	done >"$T/inventory"
}

# play STATUS [OPTION...]: its output is in $T/play.
play() {
	local want=$1 status=0

	shift
	ansible-playbook -i "$T/inventory" -e sve_become=false "$@" $PLAY >"$T/play" 2>&1 ||
		status=$?
	cat "$T/play"
	[ $status -eq "$want" ]
}

# changes N: so many of the tasks of each node, by the last play.
changes() {
	[ "$(grep -cE " changed=$1 +unreachable=0 +failed=0 " "$T/play")" = 3 ]
}

# all_have COMMAND TEXT: each node says so.
all_have() {
	local node got

	for node in $NAMES; do
		# shellcheck disable=SC2086 # a command
		got=$("$T/$node/kvm-sve" $1) || return 1
		[ "$got" = "$2" ] || { echo "$node: $got"; return 1; }
	done
}

files_are() {
	local node

	for node in $NAMES; do
		diff <([ -z "$1" ] || printf '%s\n' "$1") <(cat "$T/$node/modprobe.conf" 2>/dev/null) ||
			{ echo "$node"; return 1; }
	done
}

no_policy() {
	local node

	for node in $NAMES; do
		"$T/$node/kvm-sve" vls default --json | grep -q '"policy": false' ||
			{ echo "$node has a policy"; return 1; }
	done
	files_are ''
}

checks_only() {
	play 0 --check --diff && no_policy && changes 1 &&
		grep -q '^+options kvm_sve default_vls=128,256$' "$T/play"
}

# What Ansible finds in a file of the node's own stays.
keeps_other_options() {
	local node

	for node in $NAMES; do
		echo 'options kvm_sve onereg_replay=1' >"$T/$node/modprobe.conf"
	done
	play 0 -e sve_set=128 && changes 2 && all_have 'vls default' 128 &&
		files_are $'options kvm_sve onereg_replay=1\noptions kvm_sve default_vls=128'
}

# As after a reboot: the module is loaded again, with the parameters of the file and no policy before.
survives_reload() {
	local node options

	for node in $NAMES; do
		options=$(sed -n 's/^options kvm_sve //p' "$T/$node/modprobe.conf" | tr '\n' ' ')
		tests/fleet/node-run "$T/$node" sh -c "kvm-sve vls default max && rmmod kvm_sve &&
			insmod /host/kvm_sve.ko $options" || return 1
	done
	all_have 'vls default' 128,256 && play 0 && changes 0
}

# One whose answer is no: nobody changes.
refuses() {
	play 2 -e sve_set=128,256,512 && grep -q 'not on 2 of 3 nodes' "$T/play" &&
		all_have 'vls default' 128,256 &&
		files_are 'options kvm_sve default_vls=128,256'
}

# A node that does not answer: its set is not known, so there is no set for all.
one_is_down() {
	sed "s,^gamma .*,gamma ansible_connection=local sve_command=/nonexistent sve_modprobe_file=$T/gone," \
		"$T/inventory" >"$T/down"
	! ansible-playbook -i "$T/down" -e sve_become=false -e sve_set=128 $PLAY &&
		all_have 'vls default' 128,256
}

: >"$ANSIBLE_CONFIG"
write_inventory
start_node alpha a64fx
start_node beta max,sve512=on,sve384=on
start_node gamma max,sve256=on,sve512=off
check "three nodes are up" nodes_are_up
check "ansible-playbook --syntax-check" ansible-playbook -i "$T/inventory" --syntax-check $PLAY
check "--check tells what would change, and changes nothing" checks_only
check "the play runs" play 0
check "it changed two things of each node" changes 2
check "each node has the common set" all_have 'vls default' 128,256
check "each has it in its modprobe.d" files_are 'options kvm_sve default_vls=128,256'
check "a second run changes nothing" play 0
check "indeed" changes 0
check "a set that two of them cannot give is given to none" refuses
check "with a node that does not answer nothing is done" one_is_down
check "after a reload of the module all is the same" survives_reload
check "another set, and options that were there stay" keeps_other_options
summary
