# SPDX-License-Identifier: GPL-2.0
# Install and uninstall; DESTDIR is a root to install below, for packages. What
# goes where is in mk/install.sh.

prefix ?= /usr/local
bindir ?= $(prefix)/bin
includedir ?= $(prefix)/include
datadir ?= $(prefix)/share
mandir ?= $(datadir)/man
docdir ?= $(datadir)/doc/kvm-sve
completiondir ?= $(datadir)/bash-completion/completions
modulesloaddir ?= $(prefix)/lib/modules-load.d
unitdir ?= $(prefix)/lib/systemd/system
# Where dkms looks, whatever the prefix.
dkmsdir ?= /usr/src/kvm-sve-$(VERSION)
INSTALL_DIRS := bindir includedir mandir docdir completiondir modulesloaddir unitdir dkmsdir
INSTALL_SH = DESTDIR='$(DESTDIR)' $(foreach d,$(INSTALL_DIRS),$d='$($d)') mk/install.sh

.PHONY: install install-tools install-units install-dkms install-header install-docs uninstall

## make install        all of install-tools, -units, -dkms, -header, -docs; DESTDIR=, prefix=/usr/local
install: install-tools install-units install-dkms install-header install-docs

## make install-tools  the command, its man page and completion
install-tools: tools

## make install-units  metrics for Prometheus by systemd, not enabled
## make install-dkms   the module's source for dkms, and that it is loaded at boot
## make install-header linux/kvm_sve.h, for VMMs
## make install-docs   what README.md and docs/ say, with the examples
install-tools install-units install-dkms install-header install-docs:
	$Q$(INSTALL_SH) install $(@:install-%=%)

## make uninstall      take away what make install put there
uninstall:
	$Q$(INSTALL_SH) uninstall tools units dkms header docs

# For scripts: dkms wants it.
.PHONY: version
version:
	@echo $(VERSION)
