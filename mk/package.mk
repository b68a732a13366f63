# SPDX-License-Identifier: GPL-2.0
# For users' machines: Debian packages, and kernels with the series. All is in scripts.

## make deb            Debian packages in build/deb/: kvm-sve, kvm-sve-dkms, kvm-sve-dev
.PHONY: deb
deb:
	$Qmk/setup.sh deb
	$Qmk/deb.sh

## make kernel-patch DIR=DIR  the series that fits, on a kernel source of yours, or nothing
.PHONY: kernel-patch
kernel-patch:
	$Qmk/kernel-patch.sh "$(DIR)"

## make check-package  kernel-patch, dkms, Debian packages and headers, as a user meets them
.PHONY: check-package
check-package: tools
	$Qmk/setup.sh check-package
	$Qmk/run-suites.sh tests/package/kernel-patch.sh tests/package/dkms.sh tests/package/deb.sh \
		tests/package/kernel-headers.sh

## make check-fresh    set-up, build, unit tests, packages on bare Debian; SUITES, GOALS
.PHONY: check-fresh
check-fresh: SUITES ?= bookworm trixie
check-fresh: GOALS ?= tools cases unit deb
check-fresh:
	$Qmk/setup.sh check-fresh
	$Qtests/fresh/fresh.sh "$(SUITES)" "$(GOALS)"

## make check-debian   packages, dkms, docs/install.md, QEMU's migrations in Debian hosts; an hour
.PHONY: check-debian
check-debian: deb $B/arm64/tests/vl-guest
	$Qmk/setup.sh check-debian
	$Qmk/run-suites.sh tests/debian/packages.sh tests/debian/dkms.sh tests/debian/install-doc.sh \
		tests/qemu/stock-qemu.sh

## make kernel-deb     Debian packages of the patched kernel, in build/kernel-deb/; CONFIG=FILE
.PHONY: kernel-deb
kernel-deb:
	$Qmk/setup.sh kernel-deb
	$Qmk/kernel-deb.sh "$(CONFIG)"
