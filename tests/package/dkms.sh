#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# dkms.sh: dkms builds what make install-dkms has installed, for the patched kernel,
# and skips every other with a reason; at a kernel's installation too, where Debian
# 12's dkms would call that a failure. All in trees of its own.

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh
# shellcheck source=tests/host/common.sh
. tests/host/common.sh

MODULE=kvm-sve/$(make -s version)
SKIPPED=77
export ARCH=arm64 CROSS_COMPILE=$CROSS

# run_dkms STATUS COMMAND ARGS...: its output in $T/out.
run_dkms() {
	local want=$1 command=$2 status=0

	shift 2
	dkms "$command" --dkmstree "$T/dkms" --sourcetree "$T/root/usr/src" "$@" \
		>"$T/out" 2>&1 || status=$?
	cat "$T/out"
	[ $status -eq "$want" ] || { echo "status $status, not $want"; return 1; }
}

# build STATUS RELEASE ARCH TREE
build() {
	run_dkms "$1" build "$MODULE" -k "$2" -a "$3" --kernelsourcedir "$4"
}

built() {
	find "$T/dkms" -name kvm_sve.ko
}

adds() {
	make -s --no-print-directory install-dkms "DESTDIR=$T/root" && run_dkms 0 add "$MODULE"
}

# Other checkouts may bring the shared tree to their series, but for its lock.
build_locked() {
	with_lock "$(basename "$(dirname "$TREE")")" build 0 "$RELEASE" aarch64 "$TREE"
}

builds() {
	touch "$T/stamp"
	build_locked || return 1
	diff <(modinfo -F version "$(built)"; modinfo -F vermagic "$(built)" | cut -d' ' -f1) \
		<(echo "${MODULE#*/}"; echo "$RELEASE") &&
		modinfo -F vermagic "$(built)" | grep -qw aarch64
}

tree_untouched() {
	diff /dev/null <(find "$TREE" -newer "$T/stamp")
}

# skips RELEASE ARCH TREE: with the reason that dkms gives, and nothing built.
skips() {
	run_dkms 0 remove "$MODULE" --all >/dev/null && run_dkms 0 add "$MODULE" >/dev/null &&
		build $SKIPPED "$@" && grep -q BUILD_EXCLUSIVE "$T/out" && [ -z "$(built)" ]
}

skips_unpatched() {
	skips "$RELEASE" aarch64 "$T/stock" && grep -q 'skipped: no CONFIG_KVM_ARM_SVE_HOOKS' "$T/out"
}

# As bindeb-pkg makes headers: auto.conf is all that says it.
skips_without_config() {
	skips "$RELEASE" aarch64 "$T/stock-auto" &&
		grep -q 'skipped: no CONFIG_KVM_ARM_SVE_HOOKS' "$T/out"
}

# What the installation of a kernel starts. It knows no folder but /lib/modules,
# so run as: autoinstall STATUS RELEASE HEADERS, in a mount namespace.
autoinstall() {
	mkdir -p "$T/lib/modules/$2/build"
	cp -r "$3/." "$T/lib/modules/$2/build/"
	mount -t overlay overlay -o "lowerdir=$T/lib:/usr/lib" /usr/lib || exit
	run_dkms "$1" autoinstall -k "$2" -a aarch64
}

in_namespace() {
	export -f autoinstall run_dkms
	export T
	unshare -m bash -c '"$@"' bash "$@"
}

# passes_over_unpatched HEADERS: beside a module for another kernel, which dkms looks
# at first.
passes_over_unpatched() {
	skips "$RELEASE" aarch64 "$T/stock" >/dev/null && build_locked >/dev/null &&
		in_namespace autoinstall 0 6.12.998 "$1" &&
		grep -q 'skipped: no CONFIG_KVM_ARM_SVE_HOOKS' "$T/out"
}

# The headers are not whole, so to try is to fail.
tries_patched() {
	in_namespace autoinstall 11 6.12.999 "$T/patched" && ! grep -q skipped "$T/out"
}

TREE=$(tests/host/kernel tree)
RELEASE=$(cat "$TREE/include/config/kernel.release")
mkdir -p "$T"/{dkms,stock,patched,stock-auto/include/config,fake/include/config}
cp "$(tests/host/kernel image stock)/config" "$T/stock/.config"
cp "$TREE/.config" "$T/patched/"
cp "$TREE/.config" "$T/fake/"
# shellcheck disable=SC2016 # for make
printf '%s\n\t%s\n\t%s\n' modules: '@echo "asked: ARCH=$(ARCH) LLVM=$(LLVM)"' \
	'@touch $(M)/kvm_sve.ko' >"$T/fake/Makefile"
grep ^CONFIG "$T/stock/.config" >"$T/stock-auto/include/config/auto.conf"

# asks_make ARCH LLVM: what make of a kernel with headers at $T/fake was given.
asks_make() {
	run_dkms 0 remove "$MODULE" --all >/dev/null && run_dkms 0 add "$MODULE" >/dev/null &&
		build 0 6.12.999 aarch64 "$T/fake" >/dev/null &&
		grep -x "asked: ARCH=$1 LLVM=$2" "$T/dkms/$MODULE/6.12.999/aarch64/log/make.log"
}

# As an environment has it where the machine's own word is taken for kbuild's.
uname_for_arch() {
	ARCH=aarch64 asks_make arm64 ""
}

clang_kernel() {
	echo CONFIG_CC_IS_CLANG=y >>"$T/fake/$1" && asks_make arm64 1
}

# As bindeb-pkg makes headers.
clang_kernel_auto_conf() {
	rm "$T/fake/.config"
	grep ^CONFIG "$T/patched/.config" >"$T/fake/include/config/auto.conf" &&
		asks_make arm64 "" && clang_kernel include/config/auto.conf
}

check "dkms add" adds
check "dkms build for the patched kernel" builds
check "dkms build leaves the kernel's tree as it is" tree_untouched
check "dkms build skips an unpatched kernel" skips_unpatched
check "dkms build skips an unpatched kernel whose headers have no .config" skips_without_config
check "dkms build with ARCH=aarch64 in the environment" uname_for_arch
check "dkms build for a kernel that clang has built" clang_kernel .config
check "dkms build for one whose headers have no .config" clang_kernel_auto_conf
check "dkms build skips another architecture" skips "$RELEASE" x86_64 "$TREE"
check "dkms build skips a kernel line without a series" skips 6.11.5 aarch64 "$TREE"
if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
	check "dkms autoinstall passes over an unpatched kernel" passes_over_unpatched "$T/stock"
	check "dkms autoinstall passes over one whose headers have no .config" \
		passes_over_unpatched "$T/stock-auto"
	check "dkms autoinstall tries a patched kernel" tries_patched
else
	skip "dkms autoinstall" "it needs root and a mount namespace"
fi
summary
