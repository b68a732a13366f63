# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # not every script uses all of it
#
# The series of the line that is set, as patches/series lists it: its patches are put
# together from the line's edits and the files in patches/new. Sourced, after
# kernel-lines.sh. With PART set to A, B or C the series is that part of it.

SERIES_FILE=$REPO/patches/series
NEW_FILES=$REPO/patches/new
MESSAGES=$REPO/patches/messages

# Names of the line's patches, in order.
series() {
	awk -v line="$LINE" -v part="${PART-}" '
		!/^#/ && (part == "" || part == $2) &&
		($3 == "all" || index("," $3 ",", "," line ",")) { print $1 }' "$SERIES_FILE"
}

# new_files [NAME]: the files that this patch adds, or all patches, as they lie in new/.
new_files() {
	awk -v name="${1-}" '!/^#/ && (name == "" || $1 == name) { for (i = 4; i <= NF; i++) print $i }' \
		"$SERIES_FILE"
}

# added_files NAME DIR: puts into DIR the files that this patch adds, as the line has them.
added_files() {
	local file edits=$PATCHES/$1-new.patch

	for file in $(new_files "$1"); do
		install -D -m 644 "$NEW_FILES/$file" "$2/$file" || return
	done
	[ ! -f "$edits" ] || patch -p1 -s -f -F0 -d "$2" --no-backup-if-mismatch <"$edits" >&2 ||
		die "${edits#"$REPO"/} does not fit patches/new"
}

# print_diff NAME: what the patch does, the files that it adds last.
print_diff() {
	local dir file edits=$PATCHES/$1.patch

	dir=$(mktemp -d) && added_files "$1" "$dir" || return
	[ ! -f "$edits" ] || cat "$edits"
	(cd "$dir" && find . -type f -printf '%P\n') | LC_ALL=C sort | while read -r file; do
		printf 'diff --git a/%s b/%s\nnew file mode 100644\n--- /dev/null\n+++ b/%s\n@@ -0,0 +1,%d @@\n' \
			"$file" "$file" "$file" "$(wc -l <"$dir/$file")"
		sed 's/^/+/' "$dir/$file"
	done
	rm -rf "$dir"
}

# make_series DIR: the patches as files of DIR, which is emptied first. Sets SERIES, their paths.
make_series() {
	local name file

	rm -rf "$1"
	mkdir -p "$1"
	SERIES=()
	for name in $(series); do
		file=$1/$(printf '%04d' $((${#SERIES[@]} + 1)))-$name.patch
		print_diff "$name" >"$file"
		SERIES+=("$file")
	done
}
