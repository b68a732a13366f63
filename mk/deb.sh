#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# deb.sh: the Debian packages of this tree, and their source, in build/deb, from a
# copy of the tree: a package's build begins with "make clean".

set -euo pipefail
cd -- "$(dirname -- "$0")/.."

OUT=build/deb
VERSION=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
TREE=$OUT/kvm-sve-$VERSION
LOG=$OUT/build.log

copy_tree() {
	rm -rf "$OUT"
	mkdir -p "$TREE"
	tar --exclude=./build --exclude=./.git -cf - . | tar -C "$TREE" -xf -
}

copy_tree
CROSS=()
[ "$(dpkg --print-architecture)" = arm64 ] || CROSS=(-aarm64 '-Pcross,nocheck')
export DEB_BUILD_OPTIONS=${DEB_BUILD_OPTIONS-nocheck}
if ! (cd "$TREE" && dpkg-buildpackage "${CROSS[@]}" -us -uc) >"$LOG" 2>&1; then
	tail -n 25 "$LOG" >&2
	echo "deb.sh: the build failed; the whole log: $LOG" >&2
	exit 1
fi
rm -rf "$TREE"
ls "$OUT"/*.deb
