# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A table in a document that a check writes, between the comments <!-- make NAME --> and
# <!-- /make NAME -->. Sourced; HEAD is its head, $T/row.ROW the new row of that name.

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
