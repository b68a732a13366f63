# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Boots of an emulated Debian host that keeps one disk, $DISK, and the packages of this
# tree for it, as "make deb" has left them. Sourced, after checks.sh.

# shellcheck source=tests/host/common.sh
. tests/host/common.sh

DISK=$T/disk
VERSION=$(make -s version)
NEWER=$VERSION.99	# of packages that differ in nothing else

# boot SCRIPT [OPTION...]: SCRIPT in the host, by bash: what fails in it ends it. With
# these options for tests/host/run.
boot() {
	local script=$1

	shift
	tests/host/run --debian --disk "$DISK" --timeout 1800 "$@" -- \
		env VERSION="$VERSION" NEWER="$NEWER" bash -eux -o pipefail -c "$script"
}

# boot_on SUFFIX SCRIPT [OPTION...]: the same on our packaged kernel of that suffix.
boot_on() {
	local suffix=$1

	shift
	KVM_SVE_DEBIAN_KERNEL=$suffix boot "$@"
}

# with FILE...: options that put them into /root of the host, a word in each line.
with() {
	printf -- '--add\n%s\n' "$@"
}

# There are packages, or that ends the script.
need_packages() {
	compgen -G 'build/deb/kvm-sve_*.deb' >/dev/null ||
		die "no packages in build/deb: make deb, or all by make check-debian"
}

# packages DIR: those of "make deb" in that tree, as options.
packages() {
	with "$1"/build/deb/kvm-sve_*.deb "$1"/build/deb/kvm-sve-d{kms,ev}_*.deb
}

# $DISK is one on which the packages of this tree are installed. Made once, and kept.
installed_disk() {
	local add id disk

	mapfile -t add < <(packages .)
	id=$({ tests/host/debian disk; cat build/deb/*.deb; } | key)
	disk=$CACHE/debian/installed-$id.ext4
	if [ ! -f "$disk" ]; then
		rm -f "$CACHE"/debian/installed-*.ext4
		boot '
			apt-get install -y --no-install-recommends ./kvm-sve*.deb
			modprobe kvm_sve' "${add[@]}" || return
		mv "$DISK" "$disk"
	fi
	cp --sparse=always --reflink=auto -- "$disk" "$DISK"
}

# copy_tree DIR: what a checkout of this tree has, with what is not committed yet.
copy_tree() {
	mkdir "$1"
	git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$1"
}

# make_newer DIR: the source in DIR is NEWER now. For a boot's SCRIPT as well, by declare -f.
make_newer() {
	sed -i "s/^PACKAGE_VERSION=.*/PACKAGE_VERSION=\"$NEWER\"/" "$1/dkms.conf"
}

# In $T/tree.
build_newer_packages() {
	copy_tree "$T/tree"
	make_newer "$T/tree"
	sed -i "1s/($VERSION)/($NEWER)/" "$T/tree/debian/changelog"
	(cd "$T/tree" && make --no-print-directory deb)
}

# Parts of a boot's SCRIPT, for who sources this.
# shellcheck disable=SC2034
NOTHING_FAILED='
	systemctl --failed --no-legend | tee failed
	test ! -s failed'

# A purge has left nothing of ours. What a package owns is not ours to remove: the kernel
# has our name in its release.
# shellcheck disable=SC2016,SC2034 # for the shell of the host
NOTHING_LEFT='
	test -z "$(dkms status kvm-sve)"
	find / -xdev \( -name "*kvm-sve*" -o -name "*kvm_sve*" \) ! -path "/root/*" \
		! -path "/var/log/*" ! -path "/run/*" | while read -r file; do
		dpkg -S "$file" || echo "$file" >>left
	done
	test ! -e left
	test -z "$(find /lib/modules -name "*.ko*" -path "*/updates/*")"'
