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

# The packages of the image in $1: it alone, or since Linux 7 that of its configuration,
# whose name differs by the word, too.
cloud_debs() {
	local name

	echo "$1"
	name=$(basename -- "${1%%_*}")
	[[ $name != linux-binary-* ]] ||
		"$HOST_DIR/fetch-deb" "linux-base-${name#linux-binary-}/${CLOUD_PACKAGE#*/}"
}

# In /boot with the version in their names, or in a folder of that name.
unpack_cloud() {
	local out=$1 tmp version deb file

	shift
	[ ! -d "$out" ] || return 0
	say "unpacking $(basename -- "$1")"
	mkdir -p "$CACHE/kernel"
	tmp=$(mktemp -d "$CACHE/kernel/tmp.XXXXXX")
	for deb; do
		dpkg-deb -x "$deb" "$tmp/deb"
	done
	version=$(basename -- "${1%%_*}")
	version=${version#linux-*-}
	for file in vmlinuz config System.map; do
		mv "$(find "$tmp/deb" -path "*/boot/$file-$version" -o \
			-path "*/modules/$version/$file")" "$tmp/$file"
	done
	mv "$tmp/vmlinuz" "$tmp/Image"
	rm -rf "$tmp/deb"
	echo "$version" >"$tmp/version"
	chmod -R a+rX "$tmp"
	mv "$tmp" "$out"
}

cloud_image() {
	local deb out debs

	deb=$("$HOST_DIR/fetch-deb" "$CLOUD_PACKAGE")
	out=$CACHE/kernel/$(cloud_key "$deb")
	if ! [ -d "$out" ]; then
		mapfile -t debs < <(cloud_debs "$deb")
		with_lock cloud unpack_cloud "$out" "${debs[@]}"
	fi
	echo "$out"
}
