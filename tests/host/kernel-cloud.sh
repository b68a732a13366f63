# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Debian's own binary kernel for clouds, as its package has it: what users of that
# distribution run, with all of its options. Nothing is built. Sourced by
# tests/host/kernel; CLOUD_PACKAGE is that of the line.

# cloud_key DEB
cloud_key() {
	echo "cloud-$({ basename -- "$1"; cat "$HOST_DIR/kernel-cloud.sh"; } | key)"
}

# Was it ever asked for?
have_cloud() {
	local name=${CLOUD_PACKAGE%/*}

	[ -s "$CACHE/debs/${name//\*/_}.current" ]
}

unpack_cloud() {
	local deb=$1 out=$2 tmp version

	[ ! -d "$out" ] || return 0
	say "unpacking $(basename -- "$deb")"
	mkdir -p "$CACHE/kernel"
	tmp=$(mktemp -d "$CACHE/kernel/tmp.XXXXXX")
	dpkg-deb --fsys-tarfile "$deb" | tar -C "$tmp" --strip-components=2 -xf - ./boot
	version=$(cd "$tmp" && echo vmlinuz-*)
	version=${version#vmlinuz-}
	mv "$tmp/vmlinuz-$version" "$tmp/Image"
	mv "$tmp/config-$version" "$tmp/config"
	mv "$tmp/System.map-$version" "$tmp/System.map"
	echo "$version" >"$tmp/version"
	chmod -R a+rX "$tmp"
	mv "$tmp" "$out"
}

cloud_image() {
	local deb out

	deb=$("$HOST_DIR/debs" "$CLOUD_PACKAGE")
	out=$CACHE/kernel/$(cloud_key "$deb")
	[ -d "$out" ] || with_lock cloud unpack_cloud "$deb" "$out"
	echo "$out"
}
