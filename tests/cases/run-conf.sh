# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Reads cases.conf, whose own first comment documents the keys. Sourced by
# tests/cases/run. A key or value it does not know is an error, so that a slip
# in the list never becomes a case that does not test what it says.

NAMES=()
declare -A VALUE=()

KEYS=' command host cpu mode kernel module smp mem icount with append add timeout group share needs '

CASE_GROUPS='fast|slow|debug|soak'

get() {
	printf '%s' "${VALUE[$1.$2]-}"
}

conf_error() {
	echo "cases.conf:$1: $2" >&2
	exit 2
}

check_value() {
	local line=$1 key=$2 value=$3 word

	case $key in
	mode) for word in $value; do
		[[ $word =~ ^(vhe|nvhe|protected)$ ]] || conf_error "$line" "mode $word"
	      done ;;
	kernel) [[ $value =~ ^(stock|patched|mixed-vls|slow-phase|debug|cloud)$ ]] ;;
	group) [[ $value =~ ^($CASE_GROUPS)$ ]] ;;
	module | icount | share) [[ $value =~ ^(yes|no)$ ]] ;;
	smp | timeout) [[ $value =~ ^[1-9][0-9]*$ ]] ;;
	needs) [[ $value =~ ^(qemu-cpu)\ [a-z0-9-]+$ ]] ;;
	*) [ -n "$value" ] ;;
	esac || conf_error "$line" "$key = '$value' is no value for it"
}

# add_case NAME: what was read for it, once for each of its modes, then NAME@MODE.
add_case() {
	local from=$1 name mode key modes

	modes=$(get "$from" mode)
	case $modes in
	*' '*) ;;
	*) modes=single ;;
	esac
	for mode in $modes; do
		name=$from
		[ "$mode" = single ] || name=$from@$mode
		NAMES+=("$name")
		for key in $KEYS; do
			VALUE[$name.$key]=${VALUE[$from.$key]-${VALUE[defaults.$key]-}}
		done
		[ "$mode" = single ] || VALUE[$name.mode]=$mode
	done
}

finish_section() {
	local name=$1 line=$2

	case $name in
	'' | defaults) return ;;
	esac
	[ -n "$(get "$name" command)$(get "$name" host)" ] ||
		conf_error "$line" "[$name] has neither command nor host"
	add_case "$name"
}

read_conf() {
	local text section='' key value n=0

	while IFS= read -r text || [ -n "$text" ]; do
		n=$((n + 1))
		if [[ $text =~ ^[[:space:]]*(#.*)?$ ]]; then
			continue
		elif [[ $text =~ ^\[([A-Za-z0-9_.-]+)\]$ ]]; then
			finish_section "$section" $n
			section=${BASH_REMATCH[1]}
			[ -z "${VALUE[$section.seen]-}" ] || conf_error $n "[$section] twice"
			VALUE[$section.seen]=yes
		elif [[ $text =~ ^([a-z]+)[[:space:]]*=[[:space:]]*(.*)$ ]]; then
			key=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
			[ -n "$section" ] || conf_error $n "a key before any [case]"
			[[ $KEYS == *" $key "* ]] || conf_error $n "no such key: $key"
			check_value $n "$key" "$value"
			VALUE[$section.$key]=$value
		else
			conf_error $n "neither [case] nor key = value: $text"
		fi
	done <"$1"
	finish_section "$section" $n
}

# The host a case runs in, as options of tests/host/run, one a line; cases of
# equal text can share a boot.
host_options() {
	local name=$1 key value

	for key in cpu mode kernel smp mem append; do
		value=$(get "$name" $key)
		[ -z "$value" ] || printf -- '--%s\n%s\n' $key "$value"
	done
	for value in $(get "$name" with); do
		printf -- '--with\n%s\n' "$value"
	done
	for value in $(get "$name" add); do
		printf -- '--add\n%s\n' "${value/\{modules\}/$(modules_dir patched)}"
	done
	[ "$(get "$name" module)" != no ] || echo --no-module
	[ "$(get "$name" icount)" != yes ] || echo --icount
}

signature() {
	if [ -n "$(get "$1" host)" ]; then
		echo "on this machine: $(get "$1" host)"
	else
		host_options "$1" | tr '\n' ' '
	fi
}
