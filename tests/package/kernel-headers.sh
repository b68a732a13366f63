#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# kernel-headers.sh [LINE...]: the headers that make kernel-deb packs, of each kernel line,
# hold programs for arm64 alone, whatever machine they were built on, and all that dkms runs.
# The kernel is prepared and not built: upstream's own scripts lay out the package.

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh
# shellcheck source=tests/host/common.sh
. tests/host/common.sh
# shellcheck source=tests/host/kernel-lines.sh
. tests/host/kernel-lines.sh
# shellcheck source=mk/headers-tools.sh
. mk/headers-tools.sh

DIR=$T/headers/usr/src/linux-headers-test

# kbuild TARGET...: as mk/kernel-deb.sh does, in the source.
kbuild() {
	env -i PATH="$PATH" HOME="$HOME" LC_ALL=C ${KCONFIG:+KCONFIG_ALLCONFIG="$KCONFIG"} \
		make -s -C "$T/linux" ARCH=arm64 CROSS_COMPILE="$CROSS" -j"$(nproc)" "$@"
}

# All of the source that the headers come from; the rest of it is some hundred MB.
unpack() {
	local top

	rm -rf "$T/linux" "$T/deb"
	dpkg-deb -x "$(tests/host/fetch-deb "$PACKAGE")" "$T/deb"
	top=$(basename "$T"/deb/usr/src/linux-source-*.tar.xz .tar.xz)
	tar -C "$T" -xf "$T/deb/usr/src/$top.tar.xz" --anchored --exclude="$top/Documentation/*/*" \
		--exclude="$top/drivers/*.[chS]" --exclude="$top/sound/*.[chS]" \
		--exclude="$top/fs/*.[ch]" --exclude="$top/net/*.[ch]"
	rm -r "$T/deb"
	mv "$T/$top" "$T/linux"
}

# With what makes programs: signatures, ORC and BTF of modules.
prepare() {
	unpack
	cat tests/host/{kernel,debian}.config >"$T/config"
	KCONFIG=$T/config kbuild allnoconfig
	kbuild modules_prepare
	touch "$T/linux/Module.symvers"
	# modules_prepare needs no resolve_btfids, but a whole build leaves one.
	if [ -e "$T/linux/scripts/package/install-extmod-build" ]; then
		mkdir -p "$T/linux/tools/bpf/resolve_btfids"
		cp "$T/linux/scripts/basic/fixdep" "$T/linux/tools/bpf/resolve_btfids/resolve_btfids"
	fi
}

# The newer script, or the function of the older one.
# shellcheck disable=SC2016 # for that shell
LAY_OUT='
	set -e
	srctree=. SRCARCH=arm64 KCONFIG_CONFIG=.config version=test dir=$1
	export srctree SRCARCH
	if [ -e scripts/package/install-extmod-build ]; then
		sh scripts/package/install-extmod-build "$dir/usr/src/linux-headers-test"
		exit
	fi
	mkdir -p debian
	is_enabled() { grep -q "^$1=y" include/config/auto.conf; }
	eval "$(sed -n "/^deploy_kernel_headers () {/,/^}/p" scripts/package/builddeb)"
	deploy_kernel_headers "$dir"'

# A script that is run by make has its variables.
lay_out() {
	rm -rf "$T/headers"
	(cd "$T/linux" && env -i PATH="$PATH" HOME="$HOME" MAKE=make HOSTCC=gcc CC="${CROSS}gcc" \
		ARCH=arm64 CROSS_COMPILE="$CROSS" sh -c "$LAY_OUT" sh "$T/headers")
}

all_for_arm64() {
	test -d "$DIR/scripts" && diff /dev/null <(foreign_tools "$DIR")
}

has_programs() {
	local name

	for name in basic/fixdep mod/modpost sign-file; do
		test -x "$DIR/scripts/$name" && readelf -h "$DIR/scripts/$name" >/dev/null || return
	done
}

# What is laid out, and put right as mk/kernel-deb.sh does.
makes() {
	prepare && lay_out && tools_for_target "$DIR" kbuild
}

LINES_TO_TEST=("$@")
[ $# -gt 0 ] || mapfile -t LINES_TO_TEST < <(kernel_lines)
for line in "${LINES_TO_TEST[@]}"; do
	set_line "$line"
	check "headers of $line: laid out" makes
	check "headers of $line: every program in them is for arm64" all_for_arm64
	check "headers of $line: fixdep, modpost and sign-file are there" has_programs
done
summary
