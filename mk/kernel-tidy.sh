#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# kernel-tidy.sh ARGUMENTS... FILE: clang-tidy on a file of a kernel that gcc is configured
# for, without those of gcc's options that it does not know. kbuild's CHECK, with no
# CHECKFLAGS: these are sparse's. READ_ONCE() of a pointer takes the size of one, rightly.

config=$(dirname -- "$0")/../.clang-tidy
for arg; do
	shift
	case $arg in
	-Wp,-MMD,* | -fconserve-stack | -ftrivial-auto-var-init=zero) ;;
	-fno-allow-store-data-races | -mabi=lp64) ;;
	*) set -- "$@" "$arg" ;;
	esac
done
exec clang-tidy --quiet --config-file="$config" --checks=-bugprone-sizeof-expression "$arg" -- \
	--target=aarch64-linux-gnu "$@" -Wno-unknown-warning-option -Wno-unused-command-line-argument
