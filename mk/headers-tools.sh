# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The programs in a package of kernel headers, such as fixdep and modpost, run on the machine
# that modules are built on. Where the kernel was cross-built they may be this machine's
# instead: upstream's bindeb-pkg builds them again for the target from 6.12 on, but all that
# it leaves out there it takes along as well. Sourced, after common.sh.

# foreign_tools DIR: the programs and objects in DIR that are for another machine than arm64.
foreign_tools() {
	local file

	{ LC_ALL=C grep -rlaP '^\x7fELF' "$1" || true; } | while read -r file; do
		case $(LC_ALL=C readelf -h "$file" 2>/dev/null) in
		*Machine:*AArch64*) ;;
		*Machine:*) echo "$file" ;;
		esac
	done
}

# build_tools DIR KBUILD...: those of DIR/scripts again, as upstream's install-extmod-build
# does: for kbuild DIR is an external module. First what scripts/Makefile lists, then the
# two that every kernel has, without the mk_elfconfig that would have to run here. KBUILD... is
# make in the tree that DIR is from.
build_tools() {
	local dir=$1 objects

	shift
	objects=$(sed -n 's/^modpost-objs[[:space:]]*:= *//p' "$dir/scripts/mod/Makefile")
	echo 'subdir-y := scripts' >"$dir/Kbuild"
	"$@" HOSTCC="${CROSS}gcc" KBUILD_EXTMOD="$dir" scripts/ || return
	cat >"$dir/scripts/Kbuild" <<-END
		subdir-y := basic
		hostprogs-always-y := mod/modpost
		mod/modpost-objs := \$(addprefix mod/, $objects)
	END
	"$@" HOSTCC="${CROSS}gcc" KBUILD_EXTMOD="$dir" scripts/ || return
	rm -f "$dir/Kbuild" "$dir/scripts/Kbuild"
}

# tools_for_target DIR KBUILD...: every program in the headers in DIR is for arm64. What no
# external module needs (kconfig, dtc, resolve_btfids) is left out rather than built.
tools_for_target() {
	local dir=$1 foreign

	foreign=$(foreign_tools "$dir")
	[ -n "$foreign" ] || return 0
	if grep -q '/scripts/\(basic/fixdep\|mod/modpost\)$' <<<"$foreign"; then
		find "$dir/scripts" \( -name '.*.cmd' -o -name '*.o' \) -delete
		build_tools "$@" || return
		find "$dir/scripts" \( -name '.*.cmd' -o -name '*.o' \) -delete
	fi
	foreign_tools "$dir" | while read -r foreign; do
		rm -f -- "$foreign"
	done
	[ -x "$dir/scripts/basic/fixdep" ] && [ -x "$dir/scripts/mod/modpost" ]
}
