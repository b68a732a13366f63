# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Cases in emulated hosts, and a table in a document of what they came to, between the
# comments <!-- make NAME --> and <!-- /make NAME -->. Sourced; HEAD is the table's head,
# $T/row.ROW the new row of that name.

# run_cases OUT ARGS...: by tests/cases/run; prints what failed and the numbers. All that it
# says goes to OUT.log, outputs of cases to OUT.
run_cases() {
	local out=$1 status=0

	shift
	rm -rf "$out"
	mkdir -p "$out"
	tests/cases/run --out "$out" "$@" >"$out.log" 2>&1 || status=$?
	grep '^not ok' "$out.log"
	tail -n 1 "$out.log"
	return $status
}

# came_to OUT: the numbers of that run.
came_to() {
	grep -E '^[0-9]+ passed, ' "$1.log" || echo 'did not run'
}

# booted_modes OUT: the modes in which a host has booted there.
booted_modes() {
	local mode

	for mode in vhe nvhe protected; do
		! grep -qs ^pass "$1/boot@$mode.verdict" || echo "$mode"
	done | paste -sd ' '
}

# table_rows FILE NAME ROW...: the new rows, and those of before for what was not checked.
table_rows() {
	local file=$1 name=$2 row

	shift 2
	printf '%s\n' "${HEAD[@]}"
	for row; do
		if [ -f "$T/row.$row" ]; then
			cat "$T/row.$row"
		else
			sed -n "\\|^<!-- make $name -->|,\\|^<!-- /make $name -->|{/^| ${row//./\\.} |/p}" "$file"
		fi
	done
}

# write_table FILE NAME ROW...
write_table() {
	table_rows "$@" >"$T/table"
	awk -v begin="<!-- make $2 -->" -v end="<!-- /make $2 -->" -v table="$T/table" '
		$0 == begin { print; while ((getline line <table) > 0) print line; skip = 1; next }
		$0 == end { skip = 0 }
		!skip' "$1" >"$T/written"
	grep -qxF -- "<!-- /make $2 -->" "$T/written" && cp "$T/written" "$1"
}
