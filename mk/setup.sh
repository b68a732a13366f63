#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# setup.sh [TARGET]: install the Debian packages that building and testing need, and what
# that target needs (deb, kernel-deb, check-package, check-fleet, check-fresh, check-debian,
# check-fuzz, model or style), and nothing when all are there. As root it installs; otherwise it
# prints the line to run and exits with 3. Debian 12 and 13, x86-64 (cross) and arm64 (native).
#
# setup.sh --list ARCH: print what building and testing need on a machine of ARCH.

set -euo pipefail

# Everywhere: compilers for user space, kernel and BPF; the emulated host;
# unit tests and style checks.
PACKAGES=(
	make gcc libc6-dev pkg-config
	clang llvm bpftool
	flex bison bc perl python3 libssl-dev libelf-dev zlib1g-dev dwarves kmod
	cpio git rsync xz-utils patch debian-archive-keyring
	qemu-system-arm
	libbpf-dev libcmocka-dev libjansson-dev
	shellcheck sparse python3-jsonschema gnuplot-nox
)
# The command and what it is linked with, for arm64.
TARGET=(libc6-dev libbpf-dev libelf-dev libjansson-dev)
CROSS=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross)

# The newest that this Debian has, beside its default: core models get better.
newest_llvm() {
	apt-cache pkgnames llvm- | grep -xE 'llvm-[0-9]+' | sort -V | tail -n 1
}

# Only for a target of that name. As PACKAGES, but :target is the target's.
extra() {
	case ${FOR-} in
	deb) echo build-essential debhelper dh-dkms ;;
	kernel-deb) echo build-essential debhelper libssl-dev:target ;;
	check-fleet)
		echo prometheus prometheus-node-exporter python3-prometheus-client ansible-core
		# The command's sets of several nodes, where this machine is no arm64.
		[ "$OWN" = arm64 ] || echo qemu-user
		;;
	style) echo clang-tidy ;;
	model) newest_llvm ;;
	check-fuzz) echo libclang-rt-dev ;;
	check-fresh) echo mmdebstrap ;;
	check-package) echo build-essential debhelper dh-dkms dkms lintian libssl-dev:target ;;
	check-debian) echo build-essential debhelper dh-dkms libssl-dev:target mmdebstrap arch-test \
		qemu-user-static e2fsprogs ;;
	esac | tr ' ' '\n'
}

wanted() {
	printf '%s\n' "${PACKAGES[@]}"
	if [ "$OWN" = arm64 ]; then
		printf '%s\n' "${TARGET[@]}"
		extra | sed 's/:target//'
	else
		printf '%s\n' "${CROSS[@]}" "${TARGET[@]/%/:arm64}"
		extra | sed 's/:target/:arm64/'
	fi | sort -u
}

missing() {
	# A name without an architecture is installed as the machine's own or "all".
	wanted | grep -vxF -f <(
		dpkg-query -W -f '${db:Status-Status} ${Package} ${Architecture}\n' |
			awk -v own="$OWN" '$1 == "installed" {
				if ($3 == own || $3 == "all") print $2
				print $2 ":" $3 }'
	) || true
}

main() {
	local list steps

	if ! command -v dpkg-query >/dev/null; then
		echo "setup: not a Debian system; it needs what these packages hold:" \
			"${PACKAGES[*]} ${CROSS[*]} ${TARGET[*]/%/:arm64}" >&2
		exit 3
	fi
	OWN=$(dpkg --print-architecture)
	list=$(missing)
	[ -n "$list" ] || exit 0
	list=${list//$'\n'/ }
	steps="apt-get update && apt-get install -y --no-install-recommends $list"
	if [[ $list == *:arm64* ]] &&
	   ! dpkg --print-foreign-architectures | grep -qx arm64; then
		steps="dpkg --add-architecture arm64 && $steps"
	fi
	if [ "$(id -u)" -ne 0 ]; then
		echo "setup: packages are missing; run as root:" >&2
		echo "    $steps" >&2
		exit 3
	fi
	echo "setup: installing $list" >&2
	DEBIAN_FRONTEND=noninteractive bash -c "$steps" >&2 </dev/null
}

if [ "${1-}" = --list ]; then
	OWN=${2:?--list needs an architecture, such as arm64} FOR=''
	wanted
	exit 0
fi
FOR=${1-}
main
