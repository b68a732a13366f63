#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# thousands.sh: a simulated fleet of 10,000 nodes of five kinds, whose node files five
# emulated hosts printed, by vls common and vls check, against an answer that simulate.py
# works out by itself. Ten times the nodes may cost twenty times the time, not hundred.

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh
# shellcheck source=tests/fleet/nodes.sh
. tests/fleet/nodes.sh

MOST=10000
FEW=1000
TIMES=20
# With room for three more files than standard input, output and error.
FILES=16

# ask_kind NAME CPU [SET]: the node file of such a host, whose guest maximum is SET.
ask_kind() {
	tests/host/run --cpu "$2" -- sh -c "kvm-sve vls max ${3-max} && kvm-sve vls show --json" \
		>"$T/kinds/$1.json"
}

ask_kinds() {
	mkdir "$T/kinds"
	ask_kind 1-128 max,sve128=on,sve256=off && ask_kind 2-256 max,sve256=on,sve512=off &&
		ask_kind 3-capped max,sve512=on,sve384=on 128,256,384 &&
		ask_kind 4-384 max,sve512=on,sve384=on && ask_kind 5-a64fx a64fx
}

# fleet NAME N KIND...: as folder $T/NAME, and the list of its files.
fleet() {
	local name=$1 count=$2

	shift 2
	mkdir "$T/$name"
	tests/fleet/simulate.py make "$T/$name" "$count" "$@" &&
		find "$T/$name" -name '*.json' -print0 | LC_ALL=C sort -z >"$T/$name.list"
}

# vls FLEET STATUS COMMAND...: by its list, with few open files; the answer is in $T/answer,
# the cost in $T/cost.
vls() {
	local name=$1 want=$2 status=0

	shift 2
	(
		ulimit -n $FILES
		tests/fleet/simulate.py cost "$KVM_SVE" vls "$@" --files0-from="$T/$name.list" \
			>"$T/answer" 3>"$T/cost"
	) || status=$?
	[ $status -eq "$want" ] || { echo "exit status $status"; return 1; }
}

common_is_right() {
	vls "$1" 0 common --json && tests/fleet/simulate.py common "$T/$1" "$T/answer"
}

# check_is_right FLEET STATUS SET
check_is_right() {
	vls "$1" "$2" check --json --set "$3" &&
		tests/fleet/simulate.py check "$T/$1" "$3" "$T/answer"
}

# Every mixture of the five kinds, a few nodes of each.
all_mixtures() {
	local bits i files kinds=("$T"/kinds/*.json)

	for ((bits = 1; bits < 32; bits++)); do
		files=()
		for i in 0 1 2 3 4; do
			((bits >> i & 1)) && files+=("${kinds[i]}")
		done
		fleet "mix$bits" 12 "${files[@]}" && common_is_right "mix$bits" &&
			check_is_right "mix$bits" "$(((bits & 1) ? 1 : 0))" 128,256 || return 1
	done
}

# By the other two ways: names in arguments, and all files through a pipe.
other_ways() {
	vls most 0 common && "$KVM_SVE" vls common "$T"/most/*.json | diff "$T/answer" - &&
		cat "$T"/most/*.json | "$KVM_SVE" vls common - | diff "$T/answer" -
}

# The text names three nodes and counts the rest: all that lack 256, but for these.
text_counts() {
	local lack

	lack=$(grep -L '^ *256,\?$' "$T"/most/*.json | wc -l)
	vls most 0 common && grep -E "^ +256  not there on node-.* and $((lack - 3)) more$" "$T/answer"
}

# The cheapest of three runs: what else the machine does only adds.
cheapest() {
	local _

	for _ in 1 2 3; do
		vls "$@" || return 1
		cat "$T/cost"
	done | sort -n | sed -n 1p
}

# cost_grows_as_nodes STATUS COMMAND...
cost_grows_as_nodes() {
	local few most

	few=$(cheapest few "$@") && most=$(cheapest most "$@") || return 1
	echo "# vls ${*:2}: $FEW nodes $few, $MOST nodes $most (ms of user time, KiB)" >>"$T/costs"
	[ "${most% *}" -le $((${few% *} * TIMES)) ] && [ "${most#* }" -le $((${few#* } * TIMES)) ]
}

one_is_damaged() {
	local name=$T/most/node-09999.example.org.json

	cp "$name" "$T/whole" && head -c 100 "$T/whole" >"$name" &&
		! "$KVM_SVE" vls common --files0-from="$T/most.list" >/dev/null 2>"$T/err" &&
		mv "$T/whole" "$name" && grep 'node-09999.example.org.json: line' "$T/err"
}

check "five hosts tell what they have" ask_kinds
check "a fleet of $MOST nodes" fleet most $MOST "$T"/kinds/*.json
check "and one of $FEW" fleet few $FEW "$T"/kinds/*.json
check "one of $MOST without the smallest" fleet wide $MOST "$T"/kinds/[2-5]*.json
check "vls common: the set, and each node that lost a VL" common_is_right most
check "vls common, without the smallest" common_is_right wide
check "vls check: a set that all can have" check_is_right most 0 128
check "vls check: one that some cannot have" check_is_right most 1 128,256
check "vls check: one that cannot be masked on some" check_is_right wide 1 128,256,512
check "all mixtures of the five kinds" all_mixtures
check "the same by arguments and by a pipe" other_ways
check "the text counts the nodes" text_counts
check "vls common: ten times the nodes, at most $TIMES times the cost" cost_grows_as_nodes 0 common --json
check "vls check: likewise" cost_grows_as_nodes 1 check --json --set 128,256
check "one damaged file of $MOST is named" one_is_damaged
cat "$T/costs"
summary
