#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# dkms.sh: what may go wrong with dkms on a host, in the emulated Debian host: a kernel
# without the series, another architecture, no headers, no space, a build that is
# interrupted, a source that does not compile. Each is said clearly, and the module that
# was there before still loads. Every check is a boot of one disk.
#
# shellcheck disable=SC2016 # the text of a boot is for the host's shell

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh
# shellcheck source=tests/debian/lib.sh
. tests/debian/lib.sh

# A part of a boot's SCRIPT. fails COMMAND...: what it says is in OUT, which is not on the
# disk; says WORDS: OUT has these; loads: the module of before; still_works: that, and
# dkms knows it.
FUNCTIONS=$(declare -f make_newer)'
	OUT=/run/out
	says() {
		cat $OUT
		grep -F -- "$1" $OUT
	}
	fails() {
		! "$@" >$OUT 2>&1
	}
	loads() {
		modprobe -r kvm_sve
		modprobe kvm_sve
		test "$(cat /sys/module/kvm_sve/version)" = $VERSION
		kvm-sve vls try 128
	}
	still_works() {
		dkms status kvm-sve/$VERSION -k "$(uname -r)" | grep "installed$"
		loads
	}
	newer_source() {
		rm -rf /usr/src/kvm-sve-$NEWER
		cp -r /usr/src/kvm-sve-$VERSION /usr/src/kvm-sve-$NEWER
		make_newer /usr/src/kvm-sve-$NEWER
	}
'

installs() {
	installed_disk && boot "$FUNCTIONS still_works"
}

# Its packages are installed: that dkms skips it does not fail them.
unpatched() {
	boot "$FUNCTIONS"'
		apt-get install -y --no-install-recommends ./linux-*-stock*.deb >$OUT 2>&1
		says "skipped: no CONFIG_KVM_ARM_SVE_HOOKS"
		dpkg --audit | tee audit
		test ! -s audit
		test -z "$(find /lib/modules/*-stock -name "kvm_sve*")"
		fails dkms build kvm-sve/$VERSION -k "$(basename /lib/modules/*-stock)"
		says "skipped: no CONFIG_KVM_ARM_SVE_HOOKS"
		still_works' "${STOCK_PACKAGES[@]}" &&
		boot_on -stock '
		test ! -e /sys/module/kvm_sve
		kvm-sve vls show'
}

other_architecture() {
	boot "$FUNCTIONS"'
		fails dkms build kvm-sve/$VERSION -a x86_64 -k 6.12.0-amd64 --kernelsourcedir \
			/lib/modules/$(uname -r)/build
		says BUILD_EXCLUSIVE
		still_works'
}

no_headers() {
	boot "$FUNCTIONS"'
		apt-get purge -y "linux-headers-*-kvmsve"
		newer_source
		fails dkms install kvm-sve/$NEWER
		says "linux-headers-$(uname -r)"
		dkms remove kvm-sve/$NEWER --all
		still_works
		dpkg -i linux-headers-*-kvmsve_*.deb' "${HEADERS[@]}"
}

# Debian 12's dkms cannot even tell its status then.
full_disk() {
	boot "$FUNCTIONS"'
		newer_source
		dkms add kvm-sve/$NEWER
		dd if=/dev/zero of=filler bs=1M || true
		dd if=/dev/zero of=filler2 bs=4k || true
		fails dkms build kvm-sve/$NEWER
		says "No space left on device"
		loads
		rm filler filler2
		dkms build kvm-sve/$NEWER
		dkms remove kvm-sve/$NEWER --all
		still_works'
}

interrupted() {
	boot "$FUNCTIONS"'
		newer_source
		dkms add kvm-sve/$NEWER
		fails timeout -s INT 8 dkms build kvm-sve/$NEWER
		dkms status kvm-sve/$NEWER >$OUT
		says added
		still_works
		fails timeout -s KILL 8 dkms build kvm-sve/$NEWER
		still_works
		dkms install kvm-sve/$NEWER
		modprobe -r kvm_sve
		modprobe kvm_sve
		test "$(cat /sys/module/kvm_sve/version)" = $NEWER
		dkms remove kvm-sve/$NEWER --all
		dkms install kvm-sve/$VERSION --force
		still_works'
}

does_not_compile() {
	boot "$FUNCTIONS"'
		newer_source
		echo "#error broken" >>/usr/src/kvm-sve-$NEWER/module/main.c
		fails dkms install kvm-sve/$NEWER
		says "Bad return status for module build"
		says "/make.log"
		dkms remove kvm-sve/$NEWER --all
		still_works'
}

need_packages
tests/host/debian disk >/dev/null
kernel=$(tests/host/debian kernel)
stock=$(tests/host/debian kernel -stock)
mapfile -t STOCK_PACKAGES < <(with "$stock"/linux-*.deb)
mapfile -t HEADERS < <(with "$kernel"/linux-headers-*.deb)

check "dkms installs" installs
check "a kernel without the series is skipped, with a reason, and can be installed" unpatched
check "another architecture is skipped" other_architecture
check "no headers" no_headers
check "a source that does not compile" does_not_compile
check "a full disk" full_disk
check "an interrupted build" interrupted
summary
