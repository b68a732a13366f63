#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# clang.sh ARGUMENTS...: clang, for the module of a kernel that gcc was configured for,
# without those of gcc's options that it does not know.

for arg; do
	shift
	case $arg in
	-fconserve-stack | -ftrivial-auto-var-init=zero) ;;
	*) set -- "$@" "$arg" ;;
	esac
done
exec clang "$@" -Wno-unknown-warning-option
