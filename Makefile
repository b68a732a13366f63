# SPDX-License-Identifier: GPL-2.0
# User targets; "make help" lists them. Build output goes to build/, the test
# host's kernels and root file system to a cache outside the tree.

VERSION := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
B := build
V ?= 0
Q := $(if $(filter 1,$(V)),,@)
say = @$(if $(filter 1,$(V)),:,printf '  %-8s %s\n' "$(1)" "$(2)")

# The command runs on arm64; elsewhere it is cross-built.
MACHINE := $(shell uname -m)
ifneq ($(MACHINE),aarch64)
CROSS_COMPILE ?= aarch64-linux-gnu-
PKG_LIBDIR := /usr/lib/aarch64-linux-gnu/pkgconfig
PKG_CONFIG := PKG_CONFIG_LIBDIR=$(PKG_LIBDIR) pkg-config
else
PKG_CONFIG := pkg-config
endif
TARGET_CC := $(CROSS_COMPILE)gcc
HOST_CC ?= gcc
CLANG ?= clang
BPFTOOL ?= $(firstword $(wildcard /usr/sbin/bpftool) bpftool)

CFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Wno-unused-parameter -Wmissing-prototypes -Wshadow -Werror
INCLUDES := -I. -Iuapi -I$B/skel
ALL_CFLAGS = $(CPPFLAGS) $(CFLAGS) -std=gnu11 $(WARN) $(INCLUDES) -D_GNU_SOURCE \
	     -DKVM_SVE_VERSION='"$(VERSION)"' -MMD -MP
LIBS = $(shell $(PKG_CONFIG) --libs libbpf jansson) -lm -pthread

DIRS := lib lib/cli bpf bpf/trace bpf/lat bpf/lint \
	bench/stats bench/results bench/cases bench/measure bench/report bench \
	tools/vls/node tools/vls/vm tools/vls tools
SRCS := $(filter-out %.bpf.c,$(wildcard $(DIRS:%=%/*.c)))
ASMS := $(wildcard $(DIRS:%=%/*.S))
OBJS := $(SRCS:%.c=$B/arm64/%.o) $(ASMS:%.S=$B/arm64/%.o)
SKELS := $(patsubst %.bpf.c,$B/skel/%.skel.h,$(notdir $(wildcard $(DIRS:%=%/*.bpf.c))))

.PHONY: all tools check bench clean help
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY: $(SKELS) $(SKELS:$B/skel/%.skel.h=$B/bpf/%.bpf.o)

all: tools module

help:
	@sed -n 's/^## *//p' Makefile mk/*.mk

## make check          set-up, unit tests, fast cases, the harness's own test
check:
	$Qmk/setup.sh
	$Qmk/check.sh

## make bench          set-up, then the benchmark; JSON and a page in build/bench.*
bench:
	$Qmk/setup.sh
	$Qmk/bench.sh $(BENCH_ARGS)

## make tools          the kvm-sve command for arm64, in build/arm64/
tools: $B/arm64/kvm-sve

$B/arm64/kvm-sve: $(OBJS)
	$(call say,LD,$@)
	$Q$(TARGET_CC) $(LDFLAGS) -o $@ $^ $(LIBS)

$B/arm64/%.o: %.c | $(SKELS)
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$Q$(TARGET_CC) $(ALL_CFLAGS) -c -o $@ $<

$B/arm64/%.o: %.S
	$(call say,AS,$<)
	@mkdir -p $(@D)
	$Q$(TARGET_CC) $(INCLUDES) -MMD -MP -c -o $@ $<

# BPF programs know no host header but the kernel's own UAPI.
BPF_CFLAGS := -O2 -g -target bpf -mcpu=v2 -D__TARGET_ARCH_arm64 -Wall -Werror -I. -Iuapi \
	      -I/usr/include/aarch64-linux-gnu
vpath %.bpf.c $(DIRS) tests/cost

$B/bpf/%.bpf.o: %.bpf.c module/record.h
	$(call say,BPF,$<)
	@mkdir -p $(@D)
	$Q$(CLANG) $(BPF_CFLAGS) -MMD -MP -c -o $@ $<

$B/skel/%.skel.h: $B/bpf/%.bpf.o Makefile
	$(call say,SKEL,$@)
	@mkdir -p $(@D)
	$Q{ echo '/* NOLINTBEGIN */' && $(BPFTOOL) gen skeleton $< name $(subst -,_,$*)_bpf && \
		echo '/* NOLINTEND */'; } > $@

## make clean          remove build/
clean:
	$Qrm -rf $B

-include $(wildcard mk/*.mk)
DEP_DIRS := $(wildcard $B/arm64 $B/bpf $B/native)
-include $(if $(DEP_DIRS),$(shell find $(DEP_DIRS) -name '*.d'))
