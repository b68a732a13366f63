# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# For what runs kvm-sve bench again and again: source it after lib.sh. It makes $dir, and at the
# end takes that away.

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# bench ARGS...: its output in $dir/out and $dir/err; sets status.
bench() {
	kvm-sve bench "$@" >"$dir/out" 2>"$dir/err"
	status=$?
}

# refuses NAME STATUS PATTERN: the last one did, with nothing on stdout.
refuses() {
	is "$1: exit status $2" "$status" "$2"
	like "$1: says why" "$(cat "$dir/err")" "$3"
	is "$1: nothing on stdout" "$(cat "$dir/out")" ''
}
