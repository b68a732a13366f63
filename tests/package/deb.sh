#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# deb.sh: make deb, and what is in the packages: the files of make install, each in
# one package, for the machines they are for, with nothing that lintian minds.

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh

VERSION=$(make -s version)
OUT=build/deb

deb() {
	echo "$OUT/$1_${VERSION}_$2.deb"
}

builds() {
	make --no-print-directory deb && diff <(ls $OUT/*.deb) <(
		printf '%s\n' "$(deb kvm-sve-dbgsym arm64)" "$(deb kvm-sve-dev all)" \
			"$(deb kvm-sve-dkms all)" "$(deb kvm-sve arm64)")
}

lint() {
	lintian --allow-root --fail-on error,warning $OUT/*.changes
}

# Files of the packages but for what Debian adds to each.
unpack() {
	local name

	for name in "$(deb kvm-sve arm64)" "$(deb kvm-sve-dkms all)" "$(deb kvm-sve-dev all)"; do
		dpkg-deb -x "$name" "$T/$(basename "$name")" || return 1
		(cd "$T/$(basename "$name")" && find . -type f -printf '%P\n')
	done | grep -vE '^usr/share/doc/[^/]*/(changelog.gz|copyright)$|^usr/share/doc/kvm-sve-dkms/examples/' |
		sed 's/\.1\.gz$/.1/; s,^lib/systemd,usr/lib/systemd,' | sort
}

files() {
	make -s --no-print-directory install "DESTDIR=$T/root" prefix=/usr &&
		diff <(cd "$T/root" && find . -type f -printf '%P\n' | sort) <(unpack)
}

command_is_arm64() {
	readelf -h "$T/$(basename "$(deb kvm-sve arm64)")/usr/bin/kvm-sve" >"$T/elf" &&
		grep -q 'Machine: *AArch64' "$T/elf" && grep -q 'Type: *DYN' "$T/elf"
}

# dkms needs to know BUILD_EXCLUSIVE_CONFIG, and to be told of the source.
dkms_package() {
	dpkg-deb -f "$(deb kvm-sve-dkms all)" Depends | grep -q 'dkms (>= 3' &&
		dpkg-deb -e "$(deb kvm-sve-dkms all)" "$T/control" &&
		grep -q "common.postinst" "$T/control/postinst" &&
		grep -q "$VERSION" "$T/control/postinst" && grep -q 'dkms remove' "$T/control/prerm"
}

# configure STATE: the postinst, with no more than our source and that in dkms's tree, and so
# in a mount namespace. On this machine dkms skips what it has.
configure() {
	mount -t tmpfs tmpfs /var/lib/dkms && mount --bind "$T/src/usr/src" /usr/src || exit
	"$1"
	"$T/control/postinst" configure || exit
	(cd /var/lib/dkms/kvm-sve && echo [0-9]*/source/dkms.conf)
}

# Their removal ended early: of this version, before its module was gone; of a newer one,
# which dkms would look at first, after its source was.
left_this() {
	mkdir -p "/var/lib/dkms/kvm-sve/$VERSION/$(uname -r)/$(uname -m)/module"
}

left_newer() {
	mkdir -p /var/lib/dkms/kvm-sve/99.0
	ln -s /usr/src/kvm-sve-99.0 /var/lib/dkms/kvm-sve/99.0/source
}

# passes_over STATE: then dkms has this version, whole, and no other.
passes_over() {
	dpkg-deb -x "$(deb kvm-sve-dkms all)" "$T/src"
	dpkg-deb -e "$(deb kvm-sve-dkms all)" "$T/control"
	export -f configure left_this left_newer
	export T VERSION
	# shellcheck disable=SC2016 # for that shell
	unshare -m bash -c 'configure "$1"' bash "$1" >"$T/out" 2>&1 || { cat "$T/out"; return 1; }
	diff <(tail -n 1 "$T/out") <(echo "$VERSION/source/dkms.conf")
}

# The same tree makes the same packages.
reproducible() {
	local before

	before=$(sha256sum $OUT/*.deb) && make -s --no-print-directory deb >/dev/null &&
		diff <(echo "$before") <(sha256sum $OUT/*.deb)
}

check "make deb: these packages" builds
check "lintian: no error, no warning" lint
check "the packages have the files of make install" files
check "the command is for arm64, and position-independent" command_is_arm64
check "kvm-sve-dkms: its dependency, and dkms told" dkms_package
if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
	check "kvm-sve-dkms: installed over what is left of this version" passes_over left_this
	check "kvm-sve-dkms: installed beside what is left of a newer one" passes_over left_newer
else
	skip "kvm-sve-dkms: installed over a stale version" "it needs root and a mount namespace"
fi
check "make deb again: the same, byte for byte" reproducible
summary
