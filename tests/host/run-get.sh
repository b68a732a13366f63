# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# --get: files that come out of the host once the command has ended. Each has a virtio
# port of its own, which QEMU writes to a temporary file beside FILE; the host says on
# the verdict's port how many bytes it sent ("get N SIZE") or why none ("get N TEXT").
# FILE gets its name when all of these are there. Sourced by tests/host/run.

GET_MOST=16	# of the ports that a virtio-serial device has

# add_get PATH[:FILE]
add_get() {
	local path=${1%%:*} file=''

	[[ $1 != *:* ]] || file=${1#*:}
	[[ $path =~ [^/]$ ]] || host_error "--get $1: no path of a file"
	: "${file:=${path##*/}}"
	[ ! -d "$file" ] || file=${file%/}/${path##*/}
	GET_PATHS+=("$path")
	GET_FILES+=("$file")
	[ ${#GET_FILES[@]} -le $GET_MOST ] || host_error "--get: at most $GET_MOST files"
}

# Before the boot, so that one does not run for nothing.
prepare_get() {
	local file tmp

	for file in "${GET_FILES[@]}"; do
		tmp=$(mktemp -- "$(dirname -- "$file")/.${file##*/}.XXXXXX" 2>/dev/null) ||
			host_error "--get: cannot write $file"
		GET_TMP+=("$(realpath -- "$tmp")")
		chmod '=rw' -- "$tmp"	# but for the umask
	done
}

# What the host runs for it after the command: init and debian-run read it.
stage_get() {
	[ ${#GET_PATHS[@]} -eq 0 ] || echo "send_files$(quote "${GET_PATHS[@]}")" >"$1"
}

# More ports for QEMU.
get_devices() {
	local i

	for i in "${!GET_TMP[@]}"; do
		QEMU+=(-chardev "file,id=get$i,path=${GET_TMP[i]//,/,,}"
		       -device "virtserialport,chardev=get$i,name=org.kvm-sve.get$i")
	done
}

# Gives what has come its name; MISSING is the number of those that have not.
take_files() {
	local i said size

	MISSING=0
	for i in "${!GET_TMP[@]}"; do
		said=$(sed -n "s/^get $i //p" "$T/verdict")
		size=$(stat -c %s -- "${GET_TMP[i]}")
		if [ "$said" = "$size" ]; then
			mv -fT -- "${GET_TMP[i]}" "${GET_FILES[i]}" && continue
			said="no ${GET_FILES[i]}"
		elif [[ $said =~ ^[0-9]+$ ]]; then
			said="$size bytes of $said have come"
		fi
		say "--get ${GET_PATHS[i]}: ${said:-not sent}"
		MISSING=$((MISSING + 1))
	done
}

drop_get() {
	[ ${#GET_TMP[@]} -eq 0 ] || rm -f -- "${GET_TMP[@]}"
}
