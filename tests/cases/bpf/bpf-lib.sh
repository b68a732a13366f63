# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# For the case scripts of the commands on BPF: a call with its stdout, stderr and
# status kept, how it ends, and what it leaves. Sourced after lib.sh.

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# What the case before in this boot used is perhaps being freed still.
bpf_before=$(./bpf_count 0)

# tool COMMAND ARGUMENTS...: its stdout, stderr and status in $dir and $status.
tool() {
	kvm-sve "$@" >"$dir/out" 2>"$dir/err"
	status=$?
}

# The probes that a command takes where it may choose: arm64 has fentry from 6.4 on.
best_probes() {
	if grep -q ' register_ftrace_direct$' /proc/kallsyms; then
		echo fentry
	else
		echo kprobes
	fi
}

# nobody COMMAND ARGUMENTS...: the same without any rights.
nobody() {
	./as_nobody kvm-sve "$@" >"$dir/out" 2>"$dir/err"
	status=$?
}

# exits NAME STATUS PATTERN: the last call ended so, with nothing on stdout, and said so.
exits() {
	is "$1: exit $2" "$status" "$2"
	like "$1: says why" "$(cat "$dir/err")" "$3"
	is "$1: nothing on stdout" "$(cat "$dir/out")" ''
}

# cannot NAME PATTERN: so it ended, with one line and no more.
cannot() {
	exits "$1" 3 "$2"
	is "$1: in one line" "$(wc -l <"$dir/err")" 1
}

# helps COMMAND: its --help.
helps() {
	tool "$1" --help
	is '--help: exit 0' "$status" 0
	like '--help: on stdout' "$(cat "$dir/out")" "Usage: kvm-sve $1"
	is '--help fits 80 columns' "$(awk 'length > 80' "$dir/out")" ''
}

# finds_no_command COMMAND: a program that is not there.
finds_no_command() {
	tool "$1" -- /nonexistent
	is 'command not found: exit 2' "$status" 2
	like 'command not found: says why' "$(cat "$dir/err")" "'/nonexistent'.*No such file"
}

# starts COMMAND: in the background; returns once it has printed something.
starts() {
	rm -f "$dir/out"
	kvm-sve "$@" >"$dir/out" 2>"$dir/err" &
	tool_pid=$!
	i=0
	until [ -s "$dir/out" ] || [ "$i" -ge 100 ]; do
		sleep 0.1
		i=$((i + 1))
	done
}

# ends_by SIGNAL: what was started, with 0.
ends_by() {
	kill -"$1" "$tool_pid"
	wait "$tool_pid"
	is "SIG$1: exit 0" $? 0
}

# to_closed_pipe COMMAND ARGUMENTS...: its reader leaves after the first line.
to_closed_pipe() {
	{
		kvm-sve "$@" 2>"$dir/err"
		echo $? >"$dir/status"
	} | head -n 1 >"$dir/out"
	is 'a closed pipe: the first line' "$(wc -l <"$dir/out")" 1
	like 'a closed pipe: says so' "$(cat "$dir/err")" 'cannot write to standard output'
	is 'a closed pipe: exit 3' "$(cat "$dir/status")" 3
}

# Of all that was called, since this file was read.
nothing_left() {
	is 'no BPF program, map or link stays' "$(./bpf_count "$bpf_before")" "$bpf_before"
}
