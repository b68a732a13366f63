#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# kernel-deb.sh [CONFIG]: Debian packages, image and headers, of the kernel with our
# series, in build/kernel-deb, by the kernel's own bindeb-pkg. The source is
# Debian's linux-source package of the line KVM_SVE_LINE, or KERNEL_SRC=DIR (copied,
# never modified). CONFIG is
#
#	cloud-arm64     that of Debian's own kernel for clouds (the default)
#	FILE            a kernel's whole .config, or a list of options: no others are on
#
# A second run builds only what changed since. KERNEL_DEB_DIR=DIR is another folder to
# build in, KERNEL_DEB_SUFFIX=TEXT another end of the kernel's release, and with
# KERNEL_DEB_STOCK=yes it is the kernel without our series, for tests.

set -euo pipefail
PROG=kernel-deb
# shellcheck source=tests/host/common.sh
. "$(dirname -- "$0")/../tests/host/common.sh"
# shellcheck source=tests/host/kernel-lines.sh
. "$HOST_DIR/kernel-lines.sh"
# shellcheck source=tests/host/kernel-series.sh
. "$HOST_DIR/kernel-series.sh"
# shellcheck source=tests/host/kernel-source.sh
. "$HOST_DIR/kernel-source.sh"
# shellcheck source=tests/host/kernel-build.sh
. "$HOST_DIR/kernel-build.sh"
# shellcheck source=mk/headers-tools.sh
. "$REPO/mk/headers-tools.sh"

WORK=${KERNEL_DEB_DIR:-$REPO/build/kernel-deb}
SUFFIX=${KERNEL_DEB_SUFFIX:--kvmsve}
HOOKS=CONFIG_KVM_ARM_SVE_HOOKS

# As kmake of kernel-build.sh, but in the source itself: the headers package wants it.
kbuild() {
	env -i PATH="$PATH" HOME="$HOME" LC_ALL=C \
		KBUILD_BUILD_USER=kvm-sve KBUILD_BUILD_HOST=kvm-sve KDEB_CHANGELOG_DIST=unstable \
		DEB_BUILD_PROFILES=pkg.linux-upstream.nokerneldbg DEB_BUILD_OPTIONS=terse \
		KDEB_PKGVERSION="$PKGVERSION" ${KCONFIG:+KCONFIG_ALLCONFIG="$KCONFIG"} \
		make -C "$WORK/linux" ARCH=arm64 CROSS_COMPILE="$CROSS" LOCALVERSION="$SUFFIX" \
		-j"$JOBS" "$@"
}

find_source() {
	if [ -n "${KERNEL_SRC-}" ]; then
		ORIGIN=$(cd -- "$KERNEL_SRC" && pwd -P)
		ORIGIN_ID=$(user_tree_id "$ORIGIN")
	else
		ORIGIN=$("$HOST_DIR/fetch-deb" "$PACKAGE")
		ORIGIN_ID=$(basename -- "$ORIGIN")
	fi
}

# Sets CONFIG to the path of what is asked for.
find_config() {
	CONFIG=${1:-cloud-arm64}
	if [ "$CONFIG" = cloud-arm64 ]; then
		CONFIG=$(KVM_SVE_LINE=$LINE "$HOST_DIR/kernel" image cloud)/config
	fi
	[ -f "$CONFIG" ] || die "no such file, nor cloud-arm64: $CONFIG"
	CONFIG=$(readlink -f "$CONFIG")
}

# The whole of a .config says so at its top. Keys that are named in it are not ours.
configure() {
	if grep -q '^# Automatically generated file' "$CONFIG"; then
		cp "$CONFIG" "$WORK/linux/.config"
	else
		KCONFIG=$CONFIG kbuild allnoconfig
	fi
	"$WORK/linux/scripts/config" --file "$WORK/linux/.config" --enable "$HOOKS" \
		--set-str SYSTEM_TRUSTED_KEYS '' --set-str SYSTEM_REVOCATION_KEYS ''
	kbuild olddefconfig
	[ ${#SERIES[@]} -eq 0 ] || grep -qx "$HOOKS=y" "$WORK/linux/.config" ||
		die "$CONFIG does not let $HOOKS be on: it needs KVM and modules"
}

# The package of headers DEB, with programs for arm64.
fix_headers() {
	local deb=$1 dir=$WORK/headers

	rm -rf "$dir"
	dpkg-deb -R "$deb" "$dir"
	tools_for_target "$(echo "$dir"/usr/src/linux-headers-*)" kbuild
	(cd "$dir" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | LC_ALL=C sort -z |
		xargs -r0 md5sum >DEBIAN/md5sums)
	dpkg-deb --root-owner-group -b "$dir" "$deb"
	rm -rf "$dir"
}

# linux-libc-dev is the distribution's affair.
packages() {
	rm -f "$WORK"/*.deb
	kbuild bindeb-pkg
	rm -f "$WORK"/linux-libc-dev_*.deb
	fix_headers "$(echo "$WORK"/linux-headers-*.deb)"
}

set_line "${KVM_SVE_LINE-}"
find_source
find_config "${1-}"
mkdir -p "$WORK"
exec {LOCK_FD}>>"$WORK/lock"
flock "$LOCK_FD"
ensure_source
SERIES=()
[ -n "${KERNEL_DEB_STOCK-}" ] || make_series "$WORK/series"
set_series "${SERIES[@]}"
PKGVERSION=$(make -s -C "$WORK/linux" kernelversion)-1+kvmsve$(make -s -C "$REPO" version)
logged "kernel-deb config" configure
logged "kernel-deb packages" packages
ls "$WORK"/*.deb
