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

missing() {
	local name list=

	for name in debhelper dh-dkms dpkg-dev; do
		dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed ||
			list+=" $name"
	done
	[ -z "$list" ] || {
		echo "deb.sh: packages are missing; run as root:" >&2
		echo "    apt-get install$list" >&2
		exit 3
	}
}

copy_tree() {
	rm -rf "$OUT"
	mkdir -p "$TREE"
	tar --exclude=./build --exclude=./.git -cf - . | tar -C "$TREE" -xf -
}

missing
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
