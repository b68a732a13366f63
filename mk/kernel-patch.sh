#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# kernel-patch.sh DIR: apply the series of patches/ that is for DIR's kernel line,
# whole and without fuzz, or leave DIR as it is and say why.

set -euo pipefail
PROG=kernel-patch
# shellcheck source=tests/host/common.sh
. "$(dirname -- "$0")/../tests/host/common.sh"
# shellcheck source=tests/host/kernel-lines.sh
. "$HOST_DIR/kernel-lines.sh"
# shellcheck source=tests/host/kernel-series.sh
. "$HOST_DIR/kernel-series.sh"
# shellcheck source=tests/host/kernel-source.sh
. "$HOST_DIR/kernel-source.sh"

# Sets SERIES, the paths of the patches.
find_series() {
	local line

	if ! grep -qs '^VERSION *=' "$TREE/Makefile" || ! [ -f "$TREE/arch/arm64/kvm/fpsimd.c" ]; then
		die "$TREE is no kernel source with KVM for arm64"
	fi
	line=$(line_of_tree "$TREE")
	kernel_lines | grep -qxF -- "$line" ||
		die "no series for Linux $line; there is one for: $(kernel_lines | xargs)"
	set_line "$line"
	make_series "$T/series"
	RELEASE=$line.$(sed -n 's/^SUBLEVEL *= *//p' "$TREE/Makefile")
}

# The files that the series touches, copied from the tree to here.
stage() {
	local file

	files_of "${SERIES[@]}" >"$T/touched"
	while read -r file; do
		[ -e "$TREE/$file" ] || continue
		mkdir -p "$T/stage/$(dirname "$file")"
		cp -p "$TREE/$file" "$T/stage/$file"
	done <"$T/touched"
}

try() {
	patch -p1 -f -s -F0 -d "$T/stage" --no-backup-if-mismatch "$@" >"$T/log" 2>&1
}

# Files that the series makes and the tree has already.
already() {
	local file

	made_by "${SERIES[@]}" | while read -r file; do
		[ ! -e "$TREE/$file" ] || echo "$file"
	done
}

# Why not: what is there may be this series or another version of it.
check_unpatched() {
	local there i

	there=$(already)
	[ -n "$there" ] || return 0
	for ((i = ${#SERIES[@]} - 1; i >= 0; i--)); do
		try -R <"${SERIES[i]}" ||
			die "$TREE has another version of the series, or a part of it:" \
				"${there//$'\n'/ }; start from an unpatched source"
	done
	die "$TREE has the series already"
}

apply_staged() {
	local patch

	for patch in "${SERIES[@]}"; do
		try <"$patch" || {
			cat "$T/log" >&2
			die "$(basename -- "$patch") does not fit Linux $RELEASE in $TREE, which is unchanged"
		}
	done
}

# Each file whole at once, as new as it is for make.
take_over() {
	local file

	while read -r file; do
		if [ ! -e "$T/stage/$file" ]; then
			rm -f "$TREE/$file"
			continue
		fi
		mkdir -p "$TREE/$(dirname "$file")"
		cp --preserve=mode "$T/stage/$file" "$TREE/$file.new"
		mv "$TREE/$file.new" "$TREE/$file"
	done <"$T/touched"
}

[ -n "${1-}" ] || die "usage: make kernel-patch DIR=KERNEL_SOURCE"
TREE=$(cd -- "$1" 2>/dev/null && pwd -P) || die "$1 is no folder"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
find_series
stage
check_unpatched
apply_staged
take_over
say "Linux $RELEASE in $TREE has the series now: ${#SERIES[@]} patches"
say "next: CONFIG_KVM_ARM_SVE_HOOKS=y in its .config (scripts/config -e KVM_ARM_SVE_HOOKS)," \
	"then build and boot it"
