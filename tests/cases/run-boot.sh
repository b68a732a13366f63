# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# One boot and its cases: runs them, splits their output, judges each. Sourced
# by tests/cases/run. Files of a case in $OUT: NAME.log (output),
# NAME.kernel.log, NAME.verdict (pass|fail|skip TAB seconds TAB reason).

verdict() {
	printf '%s\t%s\t%s\n' "$2" "$3" "$4" >"$OUT/$1.verdict"
}

# judge NAME STATUS SECONDS: by the TAP in its log.
judge() {
	local name=$1 status=$2 seconds=$3 log=$OUT/$1.log plan good bad skips skipped=''

	good=$(grep -acE '^ok [0-9]' "$log" || true)
	bad=$(grep -acE '^(not ok|Bail out!)' "$log" || true)
	skips=$(grep -aciE '^ok [0-9]+.* # SKIP' "$log" || true)
	plan=$(grep -aE '^1\.\.[0-9]+' "$log" | tail -n 1 || true)
	if [ "$bad" -gt 0 ]; then
		verdict "$name" fail "$seconds" "$bad checks failed"
	elif [ "$status" -ne 0 ]; then
		verdict "$name" fail "$seconds" "exit status $status"
	elif ! grep -aq . "$log"; then
		verdict "$name" fail "$seconds" "it said nothing"
	elif [ -z "$plan" ]; then
		verdict "$name" fail "$seconds" "it ended without a plan"
	elif [[ $plan =~ ^1\.\.0\ *#\ *SKIP\ *(.*) ]] && [ "$good" -eq 0 ]; then
		verdict "$name" skip "$seconds" "${BASH_REMATCH[1]}"
	elif [[ $plan != "1..$good" ]] || [ "$good" -eq 0 ]; then
		verdict "$name" fail "$seconds" "plan $plan, but $good checks"
	elif [ "$skips" -eq "$good" ]; then
		verdict "$name" skip "$seconds" "all checks skipped"
	else
		[ "$skips" -eq 0 ] || skipped=", $skips skipped"
		verdict "$name" pass "$seconds" "$((good - skips)) checks$skipped"
	fi
}

# A reason to skip it on this machine, or nothing.
unmet_need() {
	local cloud

	# The test host has no modules for its own ports.
	if [[ $(signature "$1") == *'--kernel cloud'* ]]; then
		cloud=$("$HOST_DIR/kernel" image cloud)
		grep -qx CONFIG_VIRTIO_CONSOLE=y "$cloud/config" ||
			echo "Debian's $LINE kernel for clouds has its virtio console in a module"
	fi
}

run_on_build_machine() {
	local name=$1 status=0 start=$SECONDS

	# shellcheck disable=SC2086 # a command line
	(cd "$REPO" && KERNEL_LOG="$OUT/$name.kernel.log" \
		timeout -k 10 "$(get "$name" timeout)" \
		bash -c "tests/cases/$(get "$name" local)") >"$OUT/$name.log" 2>&1 ||
		status=$?
	judge "$name" $status $((SECONDS - start))
}

# Writes the part of the boot's output that is each case's to its log. Prints
# "NAME STATUS SECONDS" for those that ended and "NAME" for one that did not.
split_output() {
	awk -v out="$OUT" '
		$1 == "@@case" && $2 == "begin" { name = $3; printf "" >(out "/" name ".log"); next }
		$1 == "@@case" && $2 == "end" { print $3, $4, $5; close(out "/" name ".log"); name = ""; next }
		name != "" { print >(out "/" name ".log") }
		END { if (name != "") print name }' "$1"
}

# boot_once CASE...: sets ENDED (lines of split_output) and STATUS.
boot_once() {
	local name options total=20 tmp

	tmp=$(mktemp -d "$T/boot.XXXXXX")
	for name; do
		printf '%s\t%s\t%s\n' "$name" "$(get "$name" timeout)" "$(get "$name" command)"
		rm -f "$OUT/$name.log" "$OUT/$name.kernel.log"
		total=$((total + $(get "$name" timeout) + 5))
	done >"$tmp/batch"
	mapfile -t options < <(get "$1" options)
	STATUS=0
	(cd "$REPO" && exec "$RUN" "${options[@]}" --timeout $total \
		--add "$tmp/batch:/host/batch" --keep-log "$tmp/kernel.log" \
		-- sh /tests/run-guest.sh) >"$tmp/out" 2>"$tmp/err" || STATUS=$?
	ENDED=$(split_output "$tmp/out")
	for name; do
		cp "$tmp/kernel.log" "$OUT/$name.kernel.log" 2>/dev/null || true
		[ ! -s "$tmp/err" ] || sed 's/^/# run: /' "$tmp/err" >>"$OUT/$name.log"
	done
	rm -rf "$tmp"
}

# What run said of its failure.
host_reason() {
	sed -n 's/^# run: run: //p' "$OUT/$1.log" | sed -n '1p'
}

# Judge what one boot ended; REST gets the cases that it never began. When the
# machine died under a case, that case failed and the others keep theirs; when
# it failed after all of them, nobody knows by whose doing: all fail.
judge_boot() {
	local name status seconds died=''

	REST=()
	while read -r name status seconds; do
		if [ -z "$status" ]; then
			[ -z "$name" ] || died=$name
		elif [ -n "$seconds" ]; then
			judge "$name" "$status" "$seconds"
		fi
	done <<<"$ENDED"
	if [ -n "$died" ]; then
		verdict "$died" fail 0 "$(host_reason "$died")"
	fi
	for name; do
		if [ -z "$died" ] && [ "$STATUS" -ne 0 ]; then
			verdict "$name" fail 0 "$(host_reason "$name")"
		elif ! [ -e "$OUT/$name.verdict" ]; then
			REST+=("$name")
		fi
	done
}

# run_boot CASE...: all of one host; another boot for those after one that died.
run_boot() {
	local need

	need=$(unmet_need "$1")
	if [ -n "$need" ]; then
		for name; do
			verdict "$name" skip 0 "$need"
		done
	elif [ -n "$(get "$1" local)" ]; then
		run_on_build_machine "$1"
	else
		REST=("$@")
		while [ ${#REST[@]} -gt 0 ]; do
			set -- "${REST[@]}"
			boot_once "$@"
			judge_boot "$@"
			# No progress: a boot that ran none of them.
			if [ ${#REST[@]} -eq $# ]; then
				for name; do
					verdict "$name" fail 0 "the boot ran no case"
				done
				REST=()
			fi
		done
	fi
}
