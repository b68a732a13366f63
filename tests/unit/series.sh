#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# series.sh: patches/ is consistent: each line has its row and its folder, each series
# names the patches that are there, and it applies without fuzz to the source that the
# cache has of that line, if any.

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh
# shellcheck source=tests/host/common.sh
. tests/host/common.sh
# shellcheck source=tests/host/kernel-lines.sh
. tests/host/kernel-lines.sh
# shellcheck source=tests/host/kernel-source.sh
. tests/host/kernel-source.sh

rows_and_folders() {
	diff <(kernel_lines | sort) <(printf '%s\n' patches/linux-*/ | sed 's,.*linux-,,; s,/,,' | sort)
}

# Numbered in order, as git format-patch does, and no other patch beside them.
names_patches() {
	local n=0 name

	while read -r name; do
		n=$((n + 1))
		[[ $name == "$(printf '%04d' $n)"-*.patch ]] || { echo "$name is not number $n"; return 1; }
		grep -qE "^Subject: \[PATCH $n/" "$PATCHES/$name" || { echo "$name: its subject"; return 1; }
		grep -q '^Signed-off-by: ' "$PATCHES/$name" || { echo "$name: not signed off"; return 1; }
	done < <(series)
	[ $n -gt 0 ] && diff <(series) <(cd "$PATCHES" && printf '%s\n' *.patch)
}

# Names of the patches without their numbers, those that upstream has included.
subjects() {
	{ series; sed -n 's/^# upstream has //p' "$PATCHES/series"; } | sed 's/^[0-9]*-//' | sort
}

# Nothing of the series is missing on a line.
same_patches() {
	diff <(set_line "$(kernel_lines | sed -n 1p)"; subjects) <(subjects)
}

# The folder of the cache that has this line's source, or nothing.
folder_of_line() {
	local found

	found=$(cd -- "$CACHE" && grep -ls "^${PACKAGE%/*}_" work/*/source) || return 0
	found=${found%%$'\n'*}
	echo "$CACHE/${found%/source}"
}

# The files that the series touches, as they were.
original() {
	local from=$1 file

	while read -r file; do
		if [ -e "$from/orig/$file" ]; then
			install -D "$from/orig/$file" "$T/linux/$file"
		elif ! grep -qsxF "$file" "$from/absent" && [ -e "$from/linux/$file" ]; then
			install -D "$from/linux/$file" "$T/linux/$file"
		fi
	done < <(files_of "$PATCHES"/*.patch)
	cp "$from/linux/Makefile" "$T/linux/"
}

applies() {
	rm -rf "$T/linux"
	original "$1" && mk/kernel-patch.sh "$T/linux"
}

check "patches/lines: a row for each folder" rows_and_folders
for line in $(kernel_lines); do
	set_line "$line"
	check "patches/linux-$line: series names the patches" names_patches
	check "patches/linux-$line: all that the first line has" same_patches
	from=$(folder_of_line)
	if [ -n "$from" ]; then
		check "patches/linux-$line: it applies to $(<"$from/source")" applies "$from"
	else
		skip "patches/linux-$line: it applies" "the cache has no source of this line"
	fi
done
summary
