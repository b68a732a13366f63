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
check "make deb again: the same, byte for byte" reproducible
summary
