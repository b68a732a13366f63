# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# For the case scripts of kvm-sve vls: a call with its stdout, stderr and status
# kept, and what can be said of them. Sourced after lib.sh.

umask 022
dir=$(mktemp -d)
chmod 755 "$dir"	# for nobody

# vls ARGUMENTS...: its stdout, stderr and status in $dir and $status.
vls() {
	kvm-sve vls "$@" >"$dir/out" 2>"$dir/err" </dev/null
	status=$?
}

# nobody ARGUMENTS...: the same without any rights.
nobody() {
	./as_nobody kvm-sve vls "$@" >"$dir/out" 2>"$dir/err" </dev/null
	status=$?
}

# does NAME STATUS OUT: the last vls ended so, printed just that and no complaint.
does() {
	is "$1: exit $2" "$status" "$2"
	is "$1: prints" "$(cat "$dir/out")" "$3"
	is "$1: nothing on stderr" "$(cat "$dir/err")" ''
}

# refuses NAME STATUS PATTERN: it ended so, said why on stderr and printed nothing.
refuses() {
	is "$1: exit $2" "$status" "$2"
	like "$1: says why" "$(cat "$dir/err")" "$3"
	is "$1: nothing on stdout" "$(cat "$dir/out")" ''
}

# prints NAME STATUS PATTERN: it ended so, with such a line on stdout.
prints() {
	is "$1: exit $2" "$status" "$2"
	like "$1: prints" "$(cat "$dir/out")" "$3"
}

# json NAME PATH VALUE [PATH VALUE]...: stdout is one JSON value that has these.
json() {
	name=$1
	shift
	while [ $# -ge 2 ]; do
		is "$name: $1" "$(./json_get "$dir/out" "$1" 2>&1)" "$2"
		shift 2
	done
}

# helps COMMAND: its --help.
helps() {
	vls "$1" --help
	is "$1 --help: exit 0" "$status" 0
	like "$1 --help: on stdout" "$(cat "$dir/out")" "Usage: kvm-sve vls $1"
	is "$1 --help: 80 columns" "$(awk 'length > 80' "$dir/out")" ''
	like "$1 --help: exit status" "$(tr '\n' ' ' <"$dir/out")" 'Exit +status:'
}

# to_closed_pipe NAME ARGUMENTS...: an output that nobody reads is an error.
to_closed_pipe() {
	name=$1
	shift
	# The reader is gone before the first byte is there.
	{
		sleep 0.5
		kvm-sve vls "$@" 2>"$dir/err"
		echo $? >"$dir/status"
	} | true
	is "$name to a closed pipe: exit 3" "$(cat "$dir/status")" 3
	like "$name to a closed pipe: says so" "$(cat "$dir/err")" 'cannot write to standard output'
	kvm-sve vls "$@" >/dev/full 2>"$dir/err"
	is "$name to a full disk: exit 3" $? 3
	like "$name to a full disk: says so" "$(cat "$dir/err")" 'No space left'
}

# soon COMMAND...: does it succeed within 20 seconds?
soon() {
	for _ in $(seq 100); do
		if "$@"; then
			return 0
		fi
		sleep 0.2
	done
	return 1
}

# node NAME HOST GUEST_MAX: a node file, whose sets are as 128,256.
node() {
	printf '{"schema": "kvm-sve/vls-show", "version": 1, "node": "%s", "host_vls": [%s], "guest_max_vls": [%s]}\n' \
		"$1" "$2" "$3"
}
