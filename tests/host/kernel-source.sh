# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The kernel source under $WORK/linux: unpacked or copied once, and brought to
# stock or to the series by touching only the files whose text changes, so that
# make builds only those again. Sourced by tests/host/kernel, and by tests of the series.
#
# $WORK/orig keeps the original of every file that a series ever changed, and
# $WORK/absent names those that did not exist. From these any state is reached
# whatever the last one was, an interrupted change included.

# What a user's tree holds, without reading all of it.
user_tree_id() {
	[ -f "$1/arch/arm64/kvm/fpsimd.c" ] || die "$1 is no kernel tree"
	(cd "$1" && find . \( -name .git -o -name '*.o' -o -name '.*.cmd' \) \
		-prune -o -type f -printf '%p %s %T@\n' | LC_ALL=C sort | key)
}

unpack_package() {
	local tmp=$WORK/unpack

	progress_start "unpacking $(basename -- "$ORIGIN")"
	rm -rf "$tmp"
	mkdir -p "$tmp"
	dpkg-deb -x "$ORIGIN" "$tmp"
	tar -C "$tmp" -xf "$tmp"/usr/src/linux-source-*.tar.xz
	mv "$tmp"/linux-source-*/ "$WORK/linux"
	rm -rf "$tmp"
	progress_stop
}

copy_user_tree() {
	progress_start "copying $ORIGIN"
	mkdir -p "$WORK/linux"
	rsync -a --delete --exclude .git --exclude '*.o' --exclude '.*.cmd' \
		--exclude /.config --exclude /include/config \
		--exclude /include/generated --exclude '/arch/*/include/generated' \
		--exclude /scripts/basic/fixdep \
		"$ORIGIN/" "$WORK/linux/"
	progress_stop
}

# $WORK/linux is the source of $ORIGIN, perhaps with a series applied.
ensure_source() {
	if [ "$(cat "$WORK/source" 2>/dev/null)" = "$ORIGIN_ID" ]; then
		return
	fi
	mkdir -p "$WORK"
	rm -f "$WORK/source" "$WORK/state"
	if [ -n "${KERNEL_SRC-}" ]; then
		copy_user_tree
	else
		rm -rf "$WORK/linux"
		unpack_package
	fi
	rm -rf "$WORK/orig" "$WORK/absent"
	echo "$ORIGIN_ID" >"$WORK/source"
}

# original_source LINUX DIR: make DIR, with what kernel-patch looks at in a source: the files
# that the series touches, as they were, and the Makefile. LINUX is the $WORK/linux of any
# kernel line, with the series or without.
original_source() {
	cp -a "$1/../orig" "$2"
	cp "$1/Makefile" "$2/"
}

# Files that the given patches name.
files_of() {
	[ $# -gt 0 ] || return 0
	sed -n -e 's,^\(---\|+++\) [ab]/\([^[:space:]]*\).*,\2,p' \
		-e 's,^rename \(from\|to\) ,,p' "$@" | LC_ALL=C sort -u
}

# Files that the given patches make.
made_by() {
	sed -n '/^--- \/dev\/null/{n;s,^+++ b/,,p}' "$@" | LC_ALL=C sort -u
}

# Remember the originals of the files named on stdin.
keep_originals() {
	local file

	touch "$WORK/absent"
	while read -r file; do
		if [ -e "$WORK/orig/$file" ] || grep -qxF "$file" "$WORK/absent"; then
			continue
		elif [ -e "$WORK/linux/$file" ]; then
			mkdir -p "$WORK/orig/$(dirname "$file")"
			cp -p "$WORK/linux/$file" "$WORK/orig/$file.tmp"
			mv "$WORK/orig/$file.tmp" "$WORK/orig/$file"
		else
			echo "$file" >>"$WORK/absent"
		fi
	done
}

# The originals with the patches on them, in $WORK/stage. The tree is not
# touched, so a patch that fails leaves it as it was.
stage_series() {
	local stage=$WORK/stage file patch

	rm -rf "$stage"
	mkdir -p "$stage"
	files_of "$@" >"$WORK/touched"
	keep_originals <"$WORK/touched"
	while read -r file; do
		[ -e "$WORK/orig/$file" ] || continue
		mkdir -p "$stage/$(dirname "$file")"
		cp -p "$WORK/orig/$file" "$stage/$file"
	done <"$WORK/touched"
	for patch; do
		patch -p1 -f -d "$stage" --no-backup-if-mismatch \
			<"$patch" >"$WORK/patch.log" 2>&1 || {
			cat "$WORK/patch.log" >&2
			die "$(basename -- "$patch") does not apply; the tree is unchanged"
		}
	done
}

sync_file() {
	local want=$1 file=$2

	if ! [ -e "$want" ]; then
		rm -f "$WORK/linux/$file"
	elif ! cmp -s "$want" "$WORK/linux/$file"; then
		mkdir -p "$WORK/linux/$(dirname "$file")"
		cp --preserve=mode "$want" "$WORK/linux/$file"
	fi
}

# set_series PATCH...: the tree is the original with exactly these patches.
set_series() {
	local file

	stage_series "$@"
	{ [ -d "$WORK/orig" ] && (cd "$WORK/orig" && find . -type f -printf '%P\n')
	  cat "$WORK/absent"; } >"$WORK/ever"
	while read -r file; do
		if grep -qxF "$file" "$WORK/touched"; then
			sync_file "$WORK/stage/$file" "$file"
		else
			sync_file "$WORK/orig/$file" "$file"
		fi
	done <"$WORK/ever"
}
