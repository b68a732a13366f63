#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# kernel-patch.sh: make kernel-patch on the files of the cached kernel source that
# the series touches: applied, and refused with the tree as it was.

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

set_line 6.12
make_series "$T/series"
# A line that a patch has as its outermost context.
SPOILT=arch/arm64/kvm/reset.c
CONTEXT='#include <asm.kvm_emulate.h>'
TREE=$T/linux

# The originals lie beside the shared tree, which has the series.
originals() {
	local source file

	source=$(readlink -f "$(tests/host/kernel tree)/source") || return 1
	original_source "$source" "$T/orig"
	mkdir -p "$T/patched"
	for file in $(files_of "${SERIES[@]}"); do
		install -D "$source/$file" "$T/patched/$file"
	done
}

fresh() {
	rm -rf "$TREE"
	cp -a "$T/orig" "$TREE"
}

patch_tree() {
	make -s --no-print-directory kernel-patch "DIR=$TREE" >"$T/out" 2>&1
}

state() {
	(cd "$TREE" && find . -printf '%y %m %p\n' | sort && find . -type f -exec sha256sum {} + |
		sort -k2)
}

# refused WORDS: with these words said and nothing changed.
refused() {
	state >"$T/before"
	if patch_tree; then
		echo "not refused"
		return 1
	fi
	cat "$T/out"
	state | diff "$T/before" - && grep -qF -- "$1" "$T/out"
}

applied() {
	local file

	fresh
	patch_tree || { cat "$T/out"; return 1; }
	grep -qF CONFIG_KVM_ARM_SVE_HOOKS=y "$T/out" || return 1
	for file in $(files_of "${SERIES[@]}"); do
		cmp "$T/patched/$file" "$TREE/$file" || return 1
	done
	[ -z "$(find "$TREE" -name '*.orig' -o -name '*.rej' -o -name '*.new')" ]
}

refused_twice() {
	refused "has the series already"
}

refused_other_version() {
	echo >>"$TREE/arch/arm64/kvm/sve_hooks.c" && refused "another version of the series"
}

# A context line changed: with fuzz it would fit.
refused_spoilt() {
	fresh && sed -i "s/$CONTEXT/& /" "$TREE/$SPOILT" && ! cmp -s "$T/orig/$SPOILT" "$TREE/$SPOILT" &&
		refused "does not fit Linux $LINE."
}

refused_line() {
	fresh && sed -i 's/^PATCHLEVEL = .*/PATCHLEVEL = 3/' "$TREE/Makefile" &&
		refused "no series for Linux 6.3"
}

refused_no_kernel() {
	fresh && rm "$TREE/arch/arm64/kvm/fpsimd.c" && refused "is no kernel source"
}

refused_no_folder() {
	rm -rf "$TREE"
	! patch_tree && grep -qF "is no folder" "$T/out"
}

originals
check "kernel-patch: the series is on, and what next is said" applied
check "kernel-patch: not a second time" refused_twice
check "kernel-patch: not over another version" refused_other_version
check "kernel-patch: no fuzz" refused_spoilt
check "kernel-patch: no series for this line" refused_line
check "kernel-patch: no kernel source" refused_no_kernel
check "kernel-patch: no folder" refused_no_folder
summary
