# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # not every script uses all of it
#
# Kernel lines, as patches/lines has them. Sourced, after common.sh.

LINES_FILE=$REPO/patches/lines

# The names of all lines, the default first.
kernel_lines() {
	sed '/^#/d' "$LINES_FILE" | cut -f1
}

default_line() {
	kernel_lines | sed -n 1p
}

# The line of the source in $1, by its top Makefile.
line_of_tree() {
	awk '$2 == "=" && $1 ~ /^(VERSION|PATCHLEVEL)$/ { v[$1] = $3 }
		END { print v["VERSION"] "." v["PATCHLEVEL"] }' "$1/Makefile"
}

# set_line [LINE]: sets LINE, its folder PATCHES, and what Debian calls its packages. With
# no LINE, that of KERNEL_SRC if there is one of it, else the first.
set_line() {
	local row

	LINE=${1-}
	if [ -z "$LINE" ] && [ -f "${KERNEL_SRC-}/Makefile" ]; then
		LINE=$(line_of_tree "$KERNEL_SRC")
		kernel_lines | grep -qxF -- "$LINE" || LINE=
	fi
	: "${LINE:=$(default_line)}"
	row=$(awk -v line="$LINE" '$1 == line { print $2, $3, $4 }' "$LINES_FILE")
	[ -n "$row" ] || die "no kernel line $LINE; there is: $(kernel_lines | xargs)"
	read -r PACKAGE CLOUD_PACKAGE OLDEST <<<"$row"
	PATCHES=$REPO/patches/linux-$LINE
}

# Has KVM of this line nested virtualization?
line_has_nested() {
	printf '%s\n' 6.16 "$LINE" | sort -VC
}

# modules_dir KIND: where the modules for a kernel of this line are put.
modules_dir() {
	local dir=$REPO/build

	[ "$LINE" = "$(default_line)" ] || dir+=/$LINE
	[ "$1" = patched ] || dir+=/$1
	echo "$dir"
}
