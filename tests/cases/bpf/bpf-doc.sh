#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# bpf-doc.sh [--show]: docs/bpf.md, run: each of its commands, as it stands there,
# prints the lines that stand below it, numbers apart, and nothing stays loaded.
# --show prints what the commands print, for that document.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/switch/doc-lib.sh
. ./doc-lib.sh

DOC=$PWD/bpf.md

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# shellcheck disable=SC2034 # for doc-lib.sh
show=${1-}
before=$(./bpf_count)
count=$PWD/bpf_count

section() {
	sed -n 's/^    //p' "$DOC"
}

cd /root || exit 1	# where build/bpf is
commands >"$dir/commands"
while read -r command <&3; do
	doc "$command"
	case $command in
	*@switches*) # a switch a round trip, at least
		for vq in 1 4; do
			n=$(sed -n "s/^@switches\[$vq\]: //p" "$dir/out")
			check "bpftrace: each round trip at VQ $vq" test "${n:-0}" -ge 100
		done ;;
	*'map lookup'*)
		is 'bpftool: each of four phases took time' \
			"$(grep -c '"sum": [1-9]' "$dir/out")" 4 ;;
	esac
done 3<"$dir/commands"
is 'nothing stays loaded' "$("$count" "$before")" "$before"
check 'the module can go' rmmod kvm_sve
every_command_was_run
done_testing
