#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# install.sh install|uninstall PART...: the files of each part, to or from where
# the variables of mk/install.mk say, below $DESTDIR.

# shellcheck disable=SC2154 # those variables

set -euo pipefail
cd -- "$(dirname -- "$0")/.."

: "${DKMS_TREE:=/var/lib/dkms}"

# files_of PART: lines "MODE FILE PLACE". Documents stay as they lie in the tree,
# since they name each other so; dkms gets what the module is made from.
files_of() {
	local file

	case $1 in
	tools)
		echo "755 build/arm64/kvm-sve $bindir/kvm-sve"
		echo "644 tools/kvm-sve.1 $mandir/man1/kvm-sve.1"
		echo "644 tools/kvm-sve.bash-completion $completiondir/kvm-sve"
		;;
	dkms)
		for file in Kbuild dkms.conf module/*.[ch] module/compat/*.h lib/vls.[ch] \
			uapi/linux/kvm_sve.h; do
			echo "644 $file $dkmsdir/$file"
		done
		echo "644 module/modules-load.conf $modulesloaddir/kvm-sve.conf"
		;;
	units)
		for file in systemd/*; do
			echo "644 $file $unitdir/${file##*/}"
		done
		;;
	header)
		echo "644 uapi/linux/kvm_sve.h $includedir/linux/kvm_sve.h"
		;;
	docs)
		for file in README.md docs/*.md docs/examples/* bench/schema.json; do
			echo "644 $file $docdir/$file"
		done
		;;
	*)
		echo "install.sh: no such part: $1" >&2
		return 2
		;;
	esac
}

# Folders that nobody else has files in.
own_folders() {
	case $1 in
	dkms) echo "$dkmsdir" ;;
	docs) echo "$docdir" ;;
	esac
}

install_part() {
	local mode file place

	while read -r mode file place; do
		install -D -p -m "$mode" "$file" "$DESTDIR$place"
	done < <(files_of "$1")
}

# dkms builds from the source again with every kernel, so it must not vanish.
check_dkms() {
	local name=${dkmsdir##*/kvm-sve-}

	if [ -z "$DESTDIR" ] && [ -d "$DKMS_TREE/kvm-sve/$name" ]; then
		echo "install.sh: the module is built from $dkmsdir; first, as root:" >&2
		echo "    dkms remove kvm-sve/$name --all" >&2
		exit 1
	fi
}

# A version whose source is gone, after a removal that did not end, stops dkms, which can
# neither use nor remove it. As debian/kvm-sve-dkms.postinst does.
drop_stale() {
	local version link

	for version in "$DKMS_TREE"/kvm-sve/[0-9]*; do
		if [ -d "$version" ] && [ ! -e "$version/source/dkms.conf" ]; then
			echo "install.sh: removing $version, which has no source any more" >&2
			rm -rf "$version"
		fi
	done
	for link in "$DKMS_TREE"/kvm-sve/kernel-*; do
		[ -e "$link" ] || rm -f "$link"
	done
}

# Folders that a package's root has only for us go too; the system's own stay.
uninstall_part() {
	local mode file place folder

	while read -r mode file place; do
		rm -f "$DESTDIR$place"
		if [ -n "$DESTDIR" ] && [ -d "$DESTDIR${place%/*}" ]; then
			(cd -- "$DESTDIR" && rmdir -p --ignore-fail-on-non-empty ".${place%/*}" \
				2>/dev/null) || true
		fi
	done < <(files_of "$1")
	for folder in $(own_folders "$1"); do
		[ ! -d "$DESTDIR$folder" ] || find "$DESTDIR$folder" -depth -type d -empty -delete
	done
}

main() {
	local action=$1 part

	shift
	for part; do
		files_of "$part" >/dev/null
	done
	[ "$action" = install ] || check_dkms
	if [ "$action" = install ] && [ -z "$DESTDIR" ] && [[ " $* " == *" dkms "* ]]; then
		drop_stale
	fi
	for part; do
		"${action}_part" "$part"
	done
}

main "$@"
