#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# series.sh: patches/ is consistent: each line has its row and its folder; the list of the
# series, the messages, the added files and the lines' edits name each other and nothing
# else. The mails of each line apply without fuzz to the source that the cache has of it,
# if any, and make of it what kernel-patch does.

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh
# shellcheck source=tests/host/common.sh
. tests/host/common.sh
# shellcheck source=tests/host/kernel-lines.sh
. tests/host/kernel-lines.sh
# shellcheck source=tests/host/kernel-series.sh
. tests/host/kernel-series.sh
# shellcheck source=tests/host/kernel-source.sh
. tests/host/kernel-source.sh

rows_and_folders() {
	diff <(kernel_lines | sort) <(printf '%s\n' patches/linux-*/ | sed 's,.*linux-,,; s,/,,' | sort)
}

# Names of the patches of all lines.
names() {
	awk '!/^#/ { print $1 }' "$SERIES_FILE"
}

# Each once, of a part, and for lines that there are.
list_is_right() {
	diff /dev/null <(names | sort | uniq -d) &&
		diff /dev/null <(awk '!/^#/ { print $2 }' "$SERIES_FILE" | grep -v '^[ABC]$') &&
		diff /dev/null <(awk '!/^#/ { print $3 }' "$SERIES_FILE" | tr ',' '\n' | sort -u |
			grep -vxF -e all -f <(kernel_lines))
}

messages_are_named() {
	diff <({ names; echo cover-letter; echo cover-letter-A; } | LC_ALL=C sort) \
		<(cd "$MESSAGES" && printf '%s\n' * | LC_ALL=C sort)
}

# It comes first and has no word of what is ours alone.
part_a_stands_alone() {
	local PART=A SERIES=()

	diff <(series) <(PART='' series | sed -n "1,$(series | wc -l)p") &&
		make_series "$T/a" && [ ${#SERIES[@]} -gt 0 ] &&
		diff /dev/null <(grep -hiE '^\+.*(hooks|kvm_arm_sve_|kvm-sve|sve_timing)' "${SERIES[@]}")
}

# As git reads them: a subject that fits its line, an empty line, a body. mk/series.sh adds
# whose they are.
messages_are_right() {
	local file bad=0

	for file in "$MESSAGES"/*; do
		if ! sed -n 1p "$file" | grep -qE '^(KVM: arm64|arm64/fpsimd): .{1,60}$' || [ -n "$(sed -n 2p "$file")" ] ||
		   [ -z "$(sed -n 3p "$file")" ] || grep -E '^.{76}|-by: ' "$file"; then
			echo "$file"
			bad=1
		fi
	done
	return $bad
}

# Each by one patch.
added_files_are_named() {
	diff <(new_files | sort) <(cd "$NEW_FILES" && find . -type f -printf '%P\n' | sort)
}

# The names of the line's edits, those of added files in the place of $1.
edits() {
	(cd "$PATCHES" && printf '%s\n' *.patch) | grep "$@" -- '-new\.patch$' | sed 's/\(-new\)\?\.patch$//' | sort
}

# Edits of each patch, of no other, and of added files where there are any.
edits_are_named() {
	diff <(series | sort) <(edits -v) && diff /dev/null <(edits | while read -r name; do
		[ -n "$(new_files "$name")" ] || echo "$name adds no file"
	done)
}

# Part A stands by itself; what comes later may edit the files that it adds.
files_of_part_a() {
	local name

	for name in $(PART=A series); do
		new_files "$name"
	done
}

# Any other added file is not edited by a later patch: it comes as it stays.
edits_are_of_upstream() {
	diff /dev/null <(series | sed "s|.*|$PATCHES/&.patch|" | xargs cat | files_of - |
		grep -xF -f <(made_by "${SERIES[@]}") | grep -vxF -f <(files_of_part_a))
}

# The folder of the cache that has this line's source, or nothing.
folder_of_line() {
	local found

	found=$(cd -- "$CACHE" && grep -ls "^${PACKAGE%/*}_" work/*/source) || return 0
	found=${found%%$'\n'*}
	echo "$CACHE/${found%/source}"
}

# original FROM DIR: the files that the series touches, as they were.
original() {
	local from=$1 dir=$2 file

	rm -rf "$dir"
	while read -r file; do
		if [ -e "$from/orig/$file" ]; then
			install -D "$from/orig/$file" "$dir/$file"
		elif ! grep -qsxF "$file" "$from/absent" && [ -e "$from/linux/$file" ]; then
			install -D "$from/linux/$file" "$dir/$file"
		fi
	done < <(files_of "${SERIES[@]}")
	cp "$from/linux/Makefile" "$dir/"
}

applies() {
	original "$1" "$T/linux" && mk/kernel-patch.sh "$T/linux"
}

mails_do_the_same() {
	local mail

	original "$1" "$T/mailed" && mk/series.sh "$LINE" "$T/mails" || return 1
	rm "$T"/mails/0000-*
	for mail in "$T"/mails/*; do
		patch -p1 -f -s -F0 -d "$T/mailed" <"$mail" || return 1
	done
	diff -r "$T/linux" "$T/mailed"
}

# fits FROM PATCH...: do these test patches apply after the series, without fuzz?
fits() {
	local from=$1 dir=$T/fits patch

	shift
	local SERIES=("${SERIES[@]}" "$@")
	original "$from" "$dir"
	for patch in "${SERIES[@]}"; do
		patch -p1 -f -s -F0 -d "$dir" <"$patch" || return
	done
}

# mutants_fit FROM: does each apply? Otherwise it would test nothing, unseen until it is run.
mutants_fit() {
	local from=$1 dir=$T/mutants patch bad=0

	original "$from" "$dir" && mk/kernel-patch.sh "$dir" >"$T/mutants.log" || return 1
	for patch in tests/mutants/*.patch; do
		if grep -q '^--- a/arch/' "$patch"; then
			patch -p1 -f -s --dry-run -d "$dir" <"$patch"
		else
			patch -p1 -f -s --dry-run <"$patch"
		fi || { echo "$patch does not apply"; bad=1; }
	done
	return $bad
}

check "patches/lines: a row for each folder" rows_and_folders
check "patches/series: each patch once, of lines that there are" list_is_right
check "patches/messages: one for each patch" messages_are_named
check "patches/messages: a subject and a body" messages_are_right
check "patches/new: each file comes with one patch" added_files_are_named
for line in $(kernel_lines); do
	set_line "$line"
	make_series "$T/series"
	check "patches/linux-$line: each patch that it has, and no other" edits_are_named
	check "patches/linux-$line: its edits are of upstream's files" edits_are_of_upstream
	check "patches/linux-$line: part A stands by itself" part_a_stands_alone
	from=$(folder_of_line)
	if [ -n "$from" ]; then
		check "patches/linux-$line: the series applies to $(<"$from/source")" applies "$from"
		check "patches/linux-$line: the mails do the same" mails_do_the_same "$from"
		# Kernels of the default line alone, see tests/host/kernel.
		if [ "$line" = "$(default_line)" ]; then
			check "mixed-vls.patch fits" fits "$from" tests/host/mixed-vls.patch
			check "slow-phase.patch and stepping-counter.patch fit" fits "$from" \
				tests/host/{slow-phase,stepping-counter}.patch
			check "each mutant fits" mutants_fit "$from"
		fi
	else
		skip "patches/linux-$line: the series applies" "the cache has no source of this line"
	fi
done
summary
