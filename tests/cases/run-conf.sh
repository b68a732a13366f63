# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Reads hosts.conf and cases.conf, whose own first comments document them. Sourced by
# tests/cases/run.
# What it does not know is an error, so that a slip in the list never becomes a case
# that does not test what it says.
#
# After read_conf NAMES has each case on each of its hosts, as printed, and get asks for
# its stem (the name without @HOST), command, local, host, group (or several), timeout,
# shared-boot and options (of tests/host/run, one a line).

CASE_GROUPS='fast|slow|debug|soak|nested|configs|configs-module|fuzz'
CASE_KEYS=" command local ${CASE_GROUPS//|/ } with add timeout shared-boot "
DEFAULTS_KEYS=' fast timeout shared-boot '
MODES='vhe nvhe protected'

NAMES=()
declare -A VALUE=()		# by NAME.key
declare -A HOSTS=() VLS=()	# options and vector lengths, by name of the host
declare -A DEFAULTS=([fast]=default [timeout]=60 [shared-boot]=no)
declare -A SEEN=() KEY=()	# sections; what the one being read has said
SECTION='' CONF_LINE=0
: "${DEFAULT_HOST:=default}"	# what a case of the default host runs on

get() {
	printf '%s' "${VALUE[$1.$2]-}"
}

conf_error() {
	echo "${CONF##*/}:$CONF_LINE: $1" >&2
	exit 2
}

# add_host NAME OPTIONS
add_host() {
	local name=$1 options=$2

	[[ ! $name =~ ^(vhe|nvhe|protected|nested|all|build-machine)$ ]] ||
		conf_error "a host cannot be called $name"
	[ -z "${HOSTS[$name]+known}" ] || conf_error "host $name twice"
	HOSTS[$name]=$options
	# shellcheck disable=SC2086 # options are words
	set -- $options
	while [ $# -gt 0 ]; do
		case $1 in
		--no-module | --icount) set -- '' "$@" ;;	# no value
		--cpu | --append) [[ ${2--} != -* ]] ;;
		--kernel) [[ ${2-} =~ ^(stock|patched|mixed-vls|slow-phase|cloud)$ ]] || is_config "${2-}" ;;
		--mem) [[ ${2-} =~ ^[1-9][0-9]*[MG]$ ]] ;;
		--smp) [[ ${2-} =~ ^[1-9][0-9]?$ ]] ;;
		*) false ;;
		esac || conf_error "host $name cannot have: $1 ${2-}"
		shift 2
	done
}

known_host() {
	[ "$1" = default ] || [ -n "${HOSTS[$1]+known}" ] || conf_error "no such host: $1"
}

# Is WORD a host that a case can run on?
check_host() {
	case $1 in
	vhe | nvhe | protected | nested | build-machine) return 0 ;;
	default@*) conf_error "$1: the default host in a mode is named by the mode alone" ;;
	*@vhe | *@nvhe | *@protected | *@nested | *@all) ;;
	*@*) conf_error "no such mode: $1" ;;
	esac
	known_host "${1%@*}"
}

# check_overrides PATTERN VALUE [HOST=VALUE...]
check_overrides() {
	local pattern=$1 word

	shift
	[[ ${1-} =~ ^($pattern)$ ]] || return
	for word in "${@:2}"; do
		[[ $word =~ ^[a-z0-9@-]+=($pattern)$ ]] || return
		check_host "${word%%=*}"
	done
}

within_a_day() {
	local word

	for word; do
		[ "${word#*=}" -le 86400 ] || return
	done
}

check_value() {
	local key=$1 value=$2 word

	# shellcheck disable=SC2086 # words
	case $key in
	with) [[ $value =~ ^(perf|bpftool|bpftrace)(\ +(perf|bpftool|bpftrace))*$ ]] ;;
	local) [ -f "$CASES/${value%% *}" ] ;;
	timeout) check_overrides '[1-9][0-9]{0,4}' $value && within_a_day $value ;;
	shared-boot) check_overrides 'yes|no' $value ;;
	*) [ -n "$value" ] ;;
	esac || conf_error "$key = '$value' is no value for it"
	[[ ! $key =~ ^($CASE_GROUPS)$ ]] || for word in $value; do check_host "$word"; done
}

# take KEY VALUE
take() {
	local keys=$CASE_KEYS

	case $SECTION in
	'') conf_error "a key before any [section]" ;;
	hosts) add_host "$1" "$2"; return ;;
	vls)
		known_host "$1"
		[[ $2 =~ ^[0-9,]+(\ [0-9,]+)?$ ]] || conf_error "$2 is no set of VLs"
		[ -z "${VLS[$1]-}" ] || conf_error "host $1 twice"
		VLS[$1]=$2
		return ;;
	defaults) keys=$DEFAULTS_KEYS ;;
	esac
	[[ $keys == *" $1 "* ]] || conf_error "no such key: $1"
	[ -z "${KEY[$1]+said}" ] || conf_error "$1 twice"
	check_value "$1" "$2"
	KEY[$1]=$2
}

# Without command and local a case is the script or the program that has its name.
own_command() {
	local program=${SECTION//-/_}

	if compgen -G "$CASES/*/$SECTION.sh" >/dev/null; then
		echo "sh $SECTION.sh"
	elif compgen -G "$CASES/*/$program.c" >/dev/null; then
		echo "$program"
	else
		conf_error "[$SECTION] has neither command nor local, and no case is called so"
	fi
}

# option WORD...: more of OPTIONS, one a line.
option() {
	local word

	for word; do
		OPTIONS+=${OPTIONS:+$'\n'}$word
	done
}

# set_options HOST MODE: OPTIONS is what this section's case needs of tests/host/run.
set_options() {
	local kind=patched host=$1 word before=''

	OPTIONS=''
	[ "$host" != default ] || host=$DEFAULT_HOST
	for word in ${HOSTS[$host]-}; do
		[ "$before" != --kernel ] || ! is_config "$word" || kind=$word
		before=$word
	done
	# shellcheck disable=SC2086 # options are words
	option ${HOSTS[$host]-}
	[ -z "$2" ] || option --mode "$2"
	for word in ${KEY[with]-}; do
		option --with "$word"
	done
	for word in ${KEY[add]-}; do
		[[ $word != *'{modules}'* ]] || word=${word/'{modules}'/$(modules_dir "$kind")}
		option --add "$word"
	done
}

# value_for KEY HOST WORD: FOUND is what KEY says of all hosts, of HOST in every mode or
# of WORD, which is HOST in one: the last of these that is there.
value_for() {
	local said=${KEY[$1]-${DEFAULTS[$1]}} part

	FOUND=${said%% *}
	for part in $said; do
		[ "${part%%=*}" != "$2" ] || FOUND=${part#*=}
	done
	for part in $said; do
		[ "${part%%=*}" != "$3" ] || FOUND=${part#*=}
	done
}

# The command of this section's case, on HOST.
set_command() {
	COMMAND=${KEY[command]-}
	if [[ $COMMAND == *'{vls}'* ]]; then
		[ -n "${VLS[$1]-}" ] || conf_error "[$SECTION]: [vls] has no host $1"
		COMMAND=${COMMAND//'{vls}'/${VLS[$1]}}
	fi
}

check_place() {
	if [ -n "${KEY[local]-}" ]; then
		[ "$1" = build-machine ] || conf_error "[$SECTION] is local: not for host $1"
	else
		[ "$1" != build-machine ] || conf_error "[$SECTION] is not local: not for $1"
	fi
}

# in_group NAME GROUP: is it one of the case's groups?
in_group() {
	[[ " ${VALUE[$1.group]} " == *" $2 "* ]]
}

# add_case GROUP WORD: this section's case, on a host.
add_case() {
	local group=$1 word=$2 name=$SECTION host=${2%@*} mode='' key OPTIONS COMMAND FOUND

	case $word in
	vhe | nvhe | protected | nested) host=default mode=$word ;;
	*@*) mode=${word##*@} ;;
	esac
	check_place "$host"
	USED+=" $host $word "
	[ "$mode" != nested ] || line_has_nested || return 0
	case $word in
	default | build-machine) ;;
	*) name+=@$word ;;
	esac
	if [ -n "${VALUE[$name.group]-}" ]; then
		in_group "$name" "$group" && conf_error "[$SECTION] twice on $word"
		VALUE[$name.group]+=" $group"
		return
	fi
	set_options "$host" "$mode"
	set_command "$host"
	NAMES+=("$name")
	VALUE[$name.stem]=$SECTION
	VALUE[$name.group]=$group
	VALUE[$name.host]=$host
	VALUE[$name.command]=$COMMAND
	VALUE[$name.local]=${KEY[local]-}
	VALUE[$name.options]=$OPTIONS
	for key in timeout shared-boot; do
		value_for $key "$host" "$word"
		VALUE[$name.$key]=$FOUND
	done
	# Nobody else has these files.
	[ -z "${KEY[with]-}${KEY[add]-}${KEY[local]-}" ] || VALUE[$name.shared-boot]=no
}

add_cases() {
	local mode

	if [[ $2 == *@all ]]; then
		for mode in $MODES; do
			add_case "$1" "${2%all}$mode"
		done
	else
		add_case "$1" "$2"
	fi
}

# A value for a host that the case does not run on is a slip.
check_used() {
	local word

	for word in ${KEY[$1]-}; do
		[[ $word != *=* ]] || [[ $USED == *" ${word%%=*} "* ]] ||
			conf_error "[$SECTION] has a $1 for ${word%%=*}, but does not run there"
	done
}

finish_case() {
	local group word hosts='' USED=''

	[ -z "${KEY[local]-}" ] || [ -z "${KEY[command]-}" ] ||
		conf_error "[$SECTION] has both command and local"
	if [ -z "${KEY[local]-}${KEY[command]-}" ]; then
		KEY[command]=$(own_command) || exit
	fi
	for group in ${CASE_GROUPS//|/ }; do
		hosts+=${KEY[$group]-}
	done
	if [ -z "$hosts" ]; then
		KEY[fast]=${DEFAULTS[fast]}
		[ -z "${KEY[local]-}" ] || KEY[fast]=build-machine
	fi
	for group in ${CASE_GROUPS//|/ }; do
		for word in ${KEY[$group]-}; do
			add_cases "$group" "$word"
		done
	done
	check_used timeout
	check_used shared-boot
}

finish_section() {
	local key

	case $SECTION in
	'' | hosts | vls) ;;
	defaults)
		for key in "${!KEY[@]}"; do
			DEFAULTS[$key]=${KEY[$key]}
		done ;;
	*) finish_case ;;
	esac
}

read_line() {
	local text=$1

	if [[ $text =~ ^[[:space:]]*(#.*)?$ ]]; then
		return
	elif [[ $text =~ ^\[([a-z0-9-]+)\]$ ]]; then
		finish_section
		SECTION=${BASH_REMATCH[1]} KEY=()
		[ -z "${SEEN[$SECTION]-}" ] || conf_error "[$SECTION] twice"
		SEEN[$SECTION]=yes
	elif [[ $text =~ ^([a-z0-9-]+)[[:space:]]*=[[:space:]]*(.*)$ ]]; then
		take "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
	else
		conf_error "neither [section] nor key = value: $text"
	fi
}

# One file after another, as if they were one.
read_conf() {
	local text

	for CONF; do
		CONF_LINE=0
		while IFS= read -r text || [ -n "$text" ]; do
			CONF_LINE=$((CONF_LINE + 1))
			read_line "$text"
		done <"$CONF"
	done
	finish_section
}

# The host of a case, as the build machine would name it; cases of equal text can share a
# boot.
signature() {
	local name=$1

	if [ -n "${VALUE[$name.local]}" ]; then
		echo "on the build machine: ${VALUE[$name.local]}"
	else
		echo "${VALUE[$name.options]//$'\n'/ }"
	fi
}
