# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # dir, status: bpf-lib.sh
#
# For the case scripts of kvm-sve trace. Sourced after bpf-lib.sh.

trace() {
	tool trace "$@"
}

# shows NAME FILTER...: the last trace, JSON, ended well and told exactly what
# this command leaves of what is wanted.
shows() {
	name=$1
	shift
	"$@" <"$dir/want" >"$dir/expected"
	./trace_calls render <"$dir/out" >"$dir/told"
	is "$name: exit 0" "$status" 0
	if [ -s "$dir/expected" ] && cmp -s "$dir/expected" "$dir/told"; then
		ok "$name: exactly these events"
	else
		not_ok "$name: exactly these events"
		note "$(diff "$dir/expected" "$dir/told" | head -n 8)"
	fi
}
