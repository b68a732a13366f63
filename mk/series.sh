#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# series.sh [LINE [DIR]]: the series of a kernel line (the first) as mail, in the form of
# git format-patch, with a cover letter, in build/series/LINE or DIR. With PART=A in the
# environment only that part, in build/series/LINE-A: messages/cover-letter-A comes with it.

set -euo pipefail
PROG=series
# shellcheck source=tests/host/common.sh
. "$(dirname -- "$0")/../tests/host/common.sh"
# shellcheck source=tests/host/kernel-lines.sh
. "$HOST_DIR/kernel-lines.sh"
# shellcheck source=tests/host/kernel-series.sh
. "$HOST_DIR/kernel-series.sh"

WHO='kvm-sve developers <kvm-sve@example.org>'

# The day of the last change; a tree without its history has only today's.
date_of_series() {
	git -C "$REPO" log -1 --format=%aD -- patches 2>/dev/null | grep . || date -R
}

# mail N NAME: the text of a mail, above its diff.
mail() {
	local message=$MESSAGES/$2

	echo "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001"
	echo "From: $WHO"
	echo "Date: $DATE"
	sed "1s|^|Subject: [PATCH $1/${#SERIES[@]}] |" "$message"
	echo
}

# The patch in $1 by its subject, as git names it.
file_name() {
	local subject

	subject=$(sed -n '1s/[^A-Za-z0-9._]\{1,\}/-/gp' "$MESSAGES/$1")
	subject=${subject:0:52}
	echo "${subject%[-.]}.patch"
}

cover_letter() {
	local name

	mail 0 "cover-letter${PART:+-$PART}"
	echo "For Linux $LINE:"
	echo
	for name in $(series); do
		sed -n '1s/^/  /p' "$MESSAGES/$name"
	done
	echo
	git apply --numstat "${SERIES[@]}" | awk '
		{ added[$3] += $1; removed[$3] += $2 }
		END { for (file in added) printf " %s +%d -%d\n", file, added[file], removed[file] }' |
		LC_ALL=C sort
}

write_mails() {
	local name n=0

	cover_letter >"$OUT/0000-cover-letter.patch"
	for name in $(series); do
		{
			mail $((n + 1)) "$name"
			echo "Signed-off-by: $WHO"
			echo ---
			git apply --stat --summary "${SERIES[n]}"
			echo
			cat "${SERIES[n]}"
		} >"$OUT/$(printf '%04d' $((n + 1)))-$(file_name "$name")"
		n=$((n + 1))
	done
}

set_line "${1-}"
PART=${PART-}
[ -f "$MESSAGES/cover-letter${PART:+-$PART}" ] || die "no part $PART can be sent by itself: A can"
OUT=${2:-$REPO/build/series/$LINE${PART:+-$PART}}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
make_series "$T/series"
DATE=$(date_of_series)
rm -rf "$OUT"
mkdir -p "$OUT"
write_mails
ls "$OUT"/*
