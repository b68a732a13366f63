# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The initramfs of one run: the cached base, the programs of --with, and an archive
# with the module, the tools, the tests, what --add names, and the command. Sourced
# by tests/host/run.

BUILD=$REPO/build

# Single quotes keep every byte, newlines too, in any shell.
quote() {
	local word

	for word; do
		printf " '%s'" "${word//\'/\'\\\'\'}"
	done
}

# place FILE PATH: FILE (by a link: nothing is copied) at PATH in the host.
place() {
	local to=$T/root/${2#/}

	mkdir -p "$(dirname -- "$to")"
	ln -sfn -- "$(realpath -- "$1")" "$to"
}

place_dir() {
	local file

	for file in "$1"/*; do
		[ ! -f "$file" ] || place "$file" "$2/${file##*/}"
	done
}

# Is the module of the kernel that boots, or of one with the same objects?
module_fits() {
	[ "$(cat "$MODULE_KO.kernel" 2>/dev/null)" = "$(cat "$IMAGE/modules")" ]
}

# KVM_SVE_KO=FILE takes another as it is (the harness's own test uses it).
stage_module() {
	local kind=patched ko=kvm_sve.ko

	! is_config "$KERNEL" || kind=$KERNEL
	# Its types may have other numbers than those of the kernel it is built for.
	case $KERNEL in
	mixed-vls | slow-phase) ko=kvm_sve-no-btf.ko ;;
	esac
	MODULE_KO=$(modules_dir "$kind")/kvm_sve.ko
	if [ -z "${KVM_SVE_KO-}" ] && ! module_fits; then
		say "building kvm_sve.ko for this kernel"
		"$HOST_DIR/module" "$kind" >&2 || exit "$HOST_FAILED"
		module_fits || host_error "the series changed under this run"
	fi
	place "${KVM_SVE_KO-${MODULE_KO%/*}/$ko}" /host/kvm_sve.ko
	: >"$T/root/host/load"
}

# KVM_SVE_TOOL=FILE takes another.
stage_tool() {
	local tool=${KVM_SVE_TOOL-$BUILD/arm64/kvm-sve}

	[ ! -f "$tool" ] || place "$tool" /usr/bin/kvm-sve
}

stage_added() {
	local spec file path

	for spec in "${ADD[@]}"; do
		file=$spec path=/root/${spec##*/}
		if ! [ -e "$file" ] && [[ $spec == *:* ]]; then
			file=${spec%:*} path=${spec##*:}
			[[ $path != */ ]] || path+=${file##*/}
		fi
		[ -f "$file" ] || host_error "--add $spec: no such file"
		place "$file" "$path"
	done
}

# Those that every run of the suite makes; the rest would make each boot longer.
stage_selftests() {
	local dir name

	dir=$CACHE/selftests/$(basename "$IMAGE")
	[ -f "$dir/fast" ] || return 0
	place "$dir/fast" /tests/selftests/fast
	while read -r name; do
		[ ! -f "$dir/$name" ] || place "$dir/$name" "/tests/selftests/$name"
	done <"$dir/fast"
}

# The libraries of everything placed so far.
stage_libs() {
	local files libs lib

	mapfile -t files < <(find -L "$T/root" -type f -perm -u+x ! -name '*.sh')
	[ ${#files[@]} -gt 0 ] || return 0
	libs=$("$HOST_DIR/rootfs" libs "${files[@]}") || exit $HOST_FAILED
	for lib in $libs; do
		place "$lib" "/lib/${lib##*/}"
	done
}

stage() {
	local name dir archives

	IMAGE=$("$HOST_DIR/kernel" image "$KERNEL") || exit $HOST_FAILED
	archives=("$("$HOST_DIR/rootfs" base)") || exit $HOST_FAILED
	for name in "${WITH[@]}"; do
		archives+=("$("$HOST_DIR/debian-tool" "$name")") || exit $HOST_FAILED
	done
	mkdir -p "$T/root/host"
	! $MODULE || stage_module
	stage_tool
	for dir in "$REPO"/tests/cases "$REPO"/tests/cases/*/ "$REPO"/tests/cost; do
		place_dir "$dir" /tests
	done
	place_dir "$BUILD/arm64/tests" /tests
	stage_selftests
	stage_added
	stage_libs
	{
		echo "INTERACTIVE=$INTERACTIVE"
		echo "set --$(quote "${COMMAND[@]}")"
	} >"$T/root/host/cmd"
	stage_get "$T/root/host/get"
	{ cat "${archives[@]}"; "$HOST_DIR/cpio-tree" "$T/root"; } >"$T/initrd" ||
		host_error "could not write the initramfs"
}
