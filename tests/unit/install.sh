#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# install.sh: what make install puts where, that make uninstall leaves nothing of
# it and nothing else, and that dkms.conf alone says the version.

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh

VERSION=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
ROOT=$T/root
SOURCE=usr/src/kvm-sve-$VERSION
DOC=usr/share/doc/kvm-sve

make_in_root() {
	make -s --no-print-directory "$@" "DESTDIR=$ROOT" prefix=/usr
}

# Files below the root, with their modes; nothing else that a root can have.
listing() {
	(cd "$ROOT" && find . ! -type d -printf '%m %y %P\n' | LC_ALL=C sort -k3)
}

expected() {
	{
		echo "755 f usr/bin/kvm-sve"
		echo "644 f usr/include/linux/kvm_sve.h"
		echo "644 f usr/lib/modules-load.d/kvm-sve.conf"
		find systemd -type f -printf "644 f usr/lib/systemd/system/%P\n"
		echo "644 f usr/share/bash-completion/completions/kvm-sve"
		echo "644 f usr/share/man/man1/kvm-sve.1"
		find README.md docs bench/schema.json -type f -printf "644 f $DOC/%p\n"
		find Kbuild dkms.conf module lib/vls.[ch] uapi -type f ! -name '*.conf' -o -name dkms.conf |
			sed "s,^,644 f $SOURCE/,"
	} | LC_ALL=C sort -k3
}

installs() {
	make_in_root install && diff <(expected) <(listing)
}

# What Kbuild names and what those files include is all there, and nothing is
# there that is not named.
source_is_whole() {
	local names

	names=$(cd "$ROOT/$SOURCE" &&
		{ grep -o '[a-z/_]*\.o' Kbuild | grep / | sed 's/o$/c/'
		  grep -rho '^#include "[^"]*"' . | cut -d'"' -f2
		  grep -rho '<linux/kvm_sve.h>' . | tr -d '<>'; } | sed 's,.*/,,' | sort -u) &&
		diff <(echo "$names") <(cd "$ROOT/$SOURCE" && find . -name '*.[ch]' -printf '%f\n' |
			sort -u)
}

# Only where it is this machine's: a package has a postinst for it.
drops_stale() {
	local tree=$T/dkms/kvm-sve

	mkdir -p "$tree"/{0.0.9/build,1.0,2.0,original_module,gone}
	ln -s /nonexistent "$tree/1.0/source"
	touch "$T/dkms/dkms.conf"
	ln -s "$T/dkms" "$tree/2.0/source"
	ln -s gone/x "$tree/kernel-6.12-aarch64"
	(DKMS_TREE=$T/dkms make_in_root install-dkms && [ -d "$tree/1.0" ] &&
		DKMS_TREE=$T/dkms make -s --no-print-directory install-dkms DESTDIR= \
			"prefix=$T/prefix" "dkmsdir=$T/src" 2>&1 | grep -F "$tree/1.0") &&
		diff <(cd "$tree" && printf '%s\n' *) <(printf '%s\n' 2.0 gone original_module)
}

uninstalls() {
	make_in_root uninstall && diff /dev/null <(find "$ROOT" -mindepth 1)
}

# Another's file beside ours stays.
spares_others() {
	make_in_root install-header install-dkms && echo x >"$ROOT/usr/include/linux/other.h" &&
		make_in_root uninstall &&
		diff <(echo ./usr/include/linux/other.h) <(cd "$ROOT" && find . -type f)
}

# Alone, a part brings its own files only.
one_part() {
	rm -rf "$ROOT"
	make_in_root install-header && diff <(echo "644 f usr/include/linux/kvm_sve.h") <(listing)
}

# As systemd reads them, with its own units and ours in one root. What it does not know
# it only mentions.
units_are_right() {
	local out names

	rm -rf "$ROOT"
	make_in_root install-tools install-units || return 1
	names=$(cd "$ROOT/usr/lib/systemd/system" && echo *)
	mkdir -p "$ROOT/lib/systemd" "$ROOT/bin"
	cp -R /lib/systemd/system "$ROOT/lib/systemd/"
	cp -L /bin/grep "$ROOT/bin/"
	# shellcheck disable=SC2086 # names
	out=$(systemd-analyze verify --man=no --root="$ROOT" $names 2>&1) && diff /dev/null <(printf '%s' "$out")
}

loaded_by_name() {
	diff <(sed -n 's/^obj-m := \(.*\)\.o$/\1/p' Kbuild) <(grep -v '^#' module/modules-load.conf)
}

# Each parameter of the example is one of the module's, and the other way round.
example_parameters() {
	diff <(sed -n 's/^module_param[a-z_]*(\([a-z_]*\),.*/\1/p' module/*.c | sort) \
		<(sed -n 's/^#options kvm_sve \([a-z_]*\)=.*/\1/p' \
			docs/examples/kvm-sve.modprobe.conf | sort)
}

# The lines of kernels that dkms builds for are those that there is a series for.
dkms_lines() {
	local lines all regex

	regex=$(sed -n 's/^BUILD_EXCLUSIVE_KERNEL="\(.*\)"/\1/p' dkms.conf)
	lines=$(for line in patches/linux-*; do echo "${line#patches/linux-}.1"; done)
	all=$(for major in {5..9}; do printf "$major.%d.1\n" {0..30}; done)
	[ -n "$regex" ] && diff <(sort <<<"$lines") <(grep -E "$regex" <<<"$all" | sort) &&
		grep -qE "$regex" <<<"${lines%%$'\n'*}+deb12-cloud-arm64"
}

changelog_version() {
	diff <(echo "$VERSION") <(sed -n '1s/^kvm-sve (\(.*\)) .*/\1/p' debian/changelog)
}

# Nor is it in what a user is told to type, or in another file that makes packages.
version_once() {
	local found

	found=$(grep -rnE --exclude-dir=build --exclude-dir=.git --exclude=changelog \
		-- "kvm-sve[a-z]*[-/_]$VERSION" . || true)
	diff /dev/null <(printf '%s' "$found")
}

check "make install: these files, these modes" installs
check "make install: the module's source is whole and no more" source_is_whole
check "make install-dkms: versions without their source are dropped" drops_stale
check "make uninstall: an empty tree" uninstalls
check "make uninstall: files of others stay" spares_others
check "make install-header: alone" one_part
if command -v systemd-analyze >/dev/null; then
	check "systemd has nothing to say against the units" units_are_right
else
	skip "systemd has nothing to say against the units" "no systemd-analyze"
fi
check "modules-load.d names the module" loaded_by_name
check "the modprobe.d example has the module's parameters" example_parameters
check "dkms.conf: the kernel lines that patches/ has" dkms_lines
check "debian/changelog has the version of dkms.conf" changelog_version
check "the version is in no other file" version_once
summary
