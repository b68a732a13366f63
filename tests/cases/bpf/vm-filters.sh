#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Whose VMs the commands look at: --pid, processes below that, and a command, while a VM
# of somebody else runs. The VMM uses KVM by a thread that is not its first. Then all of
# it once more in a PID namespace, and with a VMM in a namespace below. "inside" is that
# part of it.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bpf/bpf-lib.sh
. ./bpf-lib.sh

# in_ns COMMAND...: in a PID namespace of its own, with its own /proc.
in_ns() {
	unshare -p -f -m sh -c 'mount -t proc proc /proc && exec "$@"' sh "$@"
}

# numbers NAME: the different values of a member of the JSON that the last call printed.
numbers() {
	sed -n "s/.*\"$1\": *\([0-9a-z]*\).*/\1/p" "$dir/out" | sort -u | tr '\n' ' '
}

# The VMMs of this namespace.
vmms() {
	grep -ls '^run_guest$' /proc/[0-9]*/comm | sed 's/[^0-9]//g'
}

# starts_vmm COMMAND...: in the background, with its number in $vmm.
starts_vmm() {
	rm -f "$dir/ready"
	"$@" >"$dir/ready" &
	vmm=$!
	until grep -q ready "$dir/ready"; do
		sleep 0.1
	done
}

# of_process NAME PID: --pid, for a VMM that runs already.
of_process() {
	tool lat -p "$2" -d 1 --by vm --json
	is "$1: lat --pid: exit 0" "$status" 0
	is "$1: lat --pid: that process alone" "$(grep -v '^  "pid"' "$dir/out" >"$dir/rows" &&
		mv "$dir/rows" "$dir/out" && numbers pid)" "$2 "
	tool lat -p "$2" -d 1
	like "$1: lat --pid, made for few instructions: events" "$(cat "$dir/out")" 'events [1-9]'
	tool trace -p "$2" -e vl_change -n 4 -d 10 --json
	is "$1: trace --pid: exit 0" "$status" 0
	is "$1: trace --pid: that process alone" "$(numbers pid)" "$2 "
	tool vls ps -p "$2" --json
	is "$1: vls ps --pid" "$(numbers pid)" "$2 "
	tool lint -p "$2" -d 1
	is "$1: lint --pid, an older vcpu: exit 3" "$status" 3
	like "$1: lint --pid, an older vcpu: says so" "$(cat "$dir/out" "$dir/err")" \
		'Not judged: 1 vcpu from before|nothing was judged'
	unlike "$1: lint --pid, an older vcpu: does not acquit" "$(cat "$dir/out")" 'no findings'
}

# below_process NAME: what a child of the process does, which lint shows too.
below_process() {
	sh -c 'until [ -e "$1/go" ]; do sleep 0.1; done
		sh -c "echo \$\$ >$1/child; exec ./lint_fixture set-after-run"; sleep 1' \
		sh "$dir" >"$dir/fixture" 2>&1 &
	starts lint -p $! -d 5
	touch "$dir/go"
	wait "$tool_pid"
	is "$1: lint --pid, a child's VM: exit 1" $? 1
	like "$1: lint --pid, a child's VM: finds it, and whose it is" "$(cat "$dir/out")" \
		"lint_fixture\[$(cat "$dir/child")\]: set-after-run"
	rm "$dir/go"
}

# of_command NAME: its VMs alone, though another one runs.
of_command() {
	tool lat --by vm --json -- sh -c "echo \$\$ >$dir/child; exec ./run_guest -t 500"
	is "$1: lat, a command: exit 0" "$status" 0
	is "$1: lat, a command: its VM alone" "$(numbers vm | wc -w)" 1
	is "$1: lat, a command: its process" "$(grep -v '^  "pid"' "$dir/out" >"$dir/rows" &&
		mv "$dir/rows" "$dir/out" && numbers pid)" "$(cat "$dir/child") "
	tool lat -c './run_guest 500 & wait'
	like "$1: lat, a command's child: events" "$(cat "$dir/out")" 'events [1-9]'
	tool lat -- sleep 1
	like "$1: lat, a command without VM: nothing" "$(cat "$dir/out")" 'events 0'
	like "$1: lat, a command without VM: says so" "$(cat "$dir/err")" 'ran no vcpu'
	tool trace --json -- sh -c "echo \$\$ >$dir/child; exec ./run_guest -t 500"
	is "$1: trace, a command: exit 0" "$status" 0
	is "$1: trace, a command: its VM alone" "$(numbers vm | wc -w)" 1
	is "$1: trace, a command: its process" "$(numbers pid)" "$(cat "$dir/child") "
	like "$1: trace, a command: to the end" "$(cat "$dir/out")" '"what": "destroy"'
	tool trace -- sleep 1
	like "$1: trace, a command without VM: says so" "$(cat "$dir/err")" 'no event of a VM'
	tool lint --json -- ./lint_fixture set-after-run
	is "$1: lint, a command: exit 1" "$status" 1
	tool lint -- sleep 1
	is "$1: lint, a command without VM: exit 3" "$status" 3
	like "$1: lint, a command without VM: says so" "$(cat "$dir/err")" 'nothing was judged'
	tool lint -d 1 --json
	is "$1: lint, nothing seen: exit 3" "$status" 3
	like "$1: lint, nothing seen: no empty list" "$(cat "$dir/out")" '"findings": null'
}

# The benchmark traces its own vcpus, which needs the module.
bench_here() {
	[ -d /sys/kernel/kvm_sve ] || return 0
	tool bench --quick --guest sve --exit mmio --vl 128 -n 20 --json
	is "$1: bench: exit 0" "$status" 0
	like "$1: bench: it has its events" "$(cat "$dir/out")" '"traced": true|guest_restore'
	unlike "$1: bench: nothing is wrong" "$(cat "$dir/err")" 'wrong'
}

all_of() {
	starts_vmm ./run_guest -t 600000
	of_process "$1" "$vmm"
	below_process "$1"
	of_command "$1"
	bench_here "$1"
	kill "$vmm"
}

./run_guest 600000 >/dev/null &
other=$!
if [ "${1-}" = inside ]; then
	all_of 'in a namespace'
	in_ns ./run_guest -t 600000 >"$dir/below" &
	until grep -q ready "$dir/below"; do
		sleep 0.1
	done
	like 'a namespace below: another number' "$(cat "$dir/below")" '^ready 1$'
	vmm=$(vmms | sort -n | tail -n 1)
	of_process 'a namespace below' "$vmm"
	vmms | xargs kill -9
	done_testing
fi

all_of 'no namespace'
./run_guest -t 600000 >"$dir/ready" &
vmm=$!
sleep 1
for task in "/proc/$vmm/task"/*; do
	thread=${task##*/}	# the last one
done
tool lat -p "$thread" -d 1
exits 'a thread is no process' 2 "'$thread' is a thread"
kill $vmm
in_ns sh ./vm-filters.sh inside >"$dir/inside" 2>&1
is 'in a namespace: what failed' "$(grep -A 3 '^not ok' "$dir/inside")" ''
like 'in a namespace: it came to its end' "$(cat "$dir/inside")" '^1\.\.[1-9][0-9]'
kill $other
done_testing
