#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# migration.sh SET@MODE...: on this machine. A host with each SET ("all": every
# VL) boots in its MODE as an origin, runs guests with every set it can give, and
# saves them where they were stopped; then each boots as a destination and takes
# in what all of them saved, its own too. The places are random: KVM_SVE_SEED=N
# repeats those of a run that printed N.
#
# What must fit where is computed here once more, from the texts of the sets
# alone, so that no pair and no set can be left out unseen.

set -euo pipefail
# shellcheck source=tests/cases/lib.sh
. "$(dirname -- "$0")/../lib.sh"

ALL=128,256,384,512,640,768,896,1024,1152,1280,1408,1536,1664,1792,1920,2048
SEED=${KVM_SVE_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
HOSTS=()
declare -A MODE=()
for host; do
	host=${host/#all@/$ALL@}
	HOSTS+=("${host%@*}")
	MODE[${host%@*}]=${host#*@}
done
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT

# QEMU's CPU with exactly this set; all are "max", whose ID registers agree.
cpu_of() {
	case $1 in
	128) echo max,sve128=on,sve256=off ;;
	128,256) echo max,sve256=on,sve512=off ;;
	128,256,512) echo max,sve512=on ;;
	128,256,384,512) echo max,sve512=on,sve384=on ;;
	"$ALL") echo max,sve-max-vq=16 ;;
	*) echo "no CPU for the set $1" >&2; exit 2 ;;
	esac
}

# boot SET OPTION... -- COMMAND...: its output to $T/out, its status to STATUS.
boot() {
	local cpu mode=${MODE[$1]}

	cpu=$(cpu_of "$1")
	shift
	STATUS=0
	"$RUN" --cpu "$cpu" --mode "$mode" --timeout 600 --keep-log "$T/log" "$@" >"$T/out" || STATUS=$?
	cat "$T/log" >>"$KERNEL_LOG" 2>/dev/null || true
}

# relay NAME: the checks of the last boot as ours. One that died, or that ended
# without having made what it planned, is a failure of its own.
relay() {
	local line n=0 plan=none

	while IFS= read -r line; do
		line=${line//$ALL/all}
		case $line in
		'ok '*) ok "${line#ok * - }"; n=$((n + 1)) ;;
		'not ok '*) not_ok "${line#not ok * - }"; n=$((n + 1)) ;;
		1..*) plan=${line#1..} ;;
		*) echo "# ${line#\# }" ;;
		esac
	done <"$T/out"
	if [ "$STATUS" != 0 ] || [ "$plan" != "$n" ] || [ "$n" -eq 0 ]; then
		not_ok "$1: exit status $STATUS, plan $plan, $n checks"
	fi
}

# Adds what SET saved to $T/snapshots. Each origin has other random places.
origin() {
	rm -f "$T/saved"
	boot "$1" --get "/tmp/s:$T/saved" -- migrate_from "$1" "$SEED$2" /tmp/s
	cat "$T/saved" >>"$T/snapshots" || not_ok "origin $1: its snapshots"
	relay "origin $1"
}

destination() {
	boot "$1" --add "$T/snapshots:/root/snapshots" -- migrate_to "$1" /root/snapshots
	cat "$T/out" >>"$T/done"
	relay "destination $1"
}

# The sets that a host can give: each beginning of its own.
settable() {
	local rest=$1 set=''

	for rest in ${1//,/ }; do
		set+=${set:+,}$rest
		echo "$set"
	done
}

# answer SET HOST: what the host must say to the set.
answer() {
	local vl

	for vl in ${1//,/ }; do
		[[ ,$2, == *,$vl,* ]] || { echo "refused, EINVAL UNSUPPORTED $vl"; return; }
	done
	for vl in ${2//,/ }; do
		[ "$vl" -le "${1##*,}" ] || break
		[[ ,$1, == *,$vl,* ]] || { echo "refused, EINVAL UNMASKABLE $vl"; return; }
	done
	echo "goes on"
}

# Each set that FROM can give has a good check that it came to TO with the answer.
check_pair() {
	local set n=0

	for set in $(settable "$1"); do
		if ! grep -q "^ok [0-9]* - $1 to $2, set $set: $(answer "$set" "$2"):" "$T/done"; then
			not_ok "$1 to $2: no good check of $set: $(answer "$set" "$2")"
			return
		fi
		n=$((n + 1))
	done
	ok "${1/#$ALL/all} to ${2/#$ALL/all}: $n of its sets, each as it must be"
}

: >"$KERNEL_LOG"
echo "# KVM_SVE_SEED=$SEED: $*"
for i in "${!HOSTS[@]}"; do
	origin "${HOSTS[i]}" "$i"
done
for to in "${HOSTS[@]}"; do
	destination "$to"
done
for from in "${HOSTS[@]}"; do
	for to in "${HOSTS[@]}"; do
		check_pair "$from" "$to"
	done
done
done_testing
