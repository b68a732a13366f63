# SPDX-License-Identifier: GPL-2.0
# The emulated test host: kernels, module, runs, tests, style. The work is in
# scripts; tests/host/kernel keeps what takes long in a cache outside the tree.

export V
HOST := tests/host

.PHONY: check-stats setup kernel kernel-update kernel-prune module host host-min shell unit bench-baseline style cost check-mutants check-slow check-debug check-nested check-configs

## make setup          install the Debian packages that are missing (as root)
setup:
	$Qmk/setup.sh

## make kernel         the kernels and KVM's selftests, into the cache
# One tree, whose kernels differ by a few files: the selftests of one follow it, and patched is
# last, since modules are built in the tree that it leaves.
kernel:
	$Q$(HOST)/kernel image stock >/dev/null
	$Q$(HOST)/kernel selftests stock >/dev/null
	$Q$(HOST)/kernel image mixed-vls >/dev/null
	$Q$(HOST)/kernel image slow-phase >/dev/null
	$Q$(HOST)/kernel image patched >/dev/null
	$Q$(HOST)/kernel selftests patched >/dev/null

## make kernel-update  look for a newer kernel source package
kernel-update:
	$Q$(HOST)/kernel update

## make kernel-prune   remove kernels that this tree does not need
kernel-prune:
	$Q$(HOST)/kernel prune

## make module         build/kvm_sve.ko for the patched kernel
module:
	$(call say,MODULE,$B/kvm_sve.ko)
	$Q$(HOST)/module

## make host           all that the tests in the host need
host: kernel module tools cases
	$Q$(HOST)/rootfs base >/dev/null

# What the command needs there, without the kernels and programs of tests.
host-min: module tools
	$Q$(HOST)/rootfs base >/dev/null

## make shell          a prompt in the test host
shell: host-min
	$Q$(HOST)/run --interactive

## make unit           unit tests, on this machine; docs against the code
UNIT_SRCS := $(wildcard tests/unit/*.c tests/unit/*/*.c)
UNIT_BINS := $(patsubst tests/unit/%.c,$B/unit/%,$(UNIT_SRCS))

unit: $(UNIT_BINS)
	$Qmk/run-suites.sh $(UNIT_BINS) tests/unit/docs.sh tests/unit/install.sh tests/unit/layout.sh \
		tests/unit/model.sh tests/unit/progress.sh tests/unit/series.sh

## make check-stats    false alarms, power and intervals of comparisons, in simulation
check-stats: $B/unit/bench/test_simulation
	$QKVM_SVE_CHECK_STATS=1 $<

# What can be tested on this machine: a test is linked with what it uses of it.
NATIVE_SRCS := lib/counter_step.c lib/cpu_list.c lib/hypervisor.c lib/kvm_mode.c lib/quantile.c lib/sysfs.c lib/vls.c \
	       $(filter-out %/unsupported.c,$(wildcard lib/cli/*.c)) \
	       $(wildcard bench/stats/*.c bench/results/*.c) bench/measure/samples.c bench/measure/noise.c \
	       bench/measure/interleave.c bench/measure/pmu.c bench/measure/sizing.c bench/measure/progress.c \
	       bench/cases/payload_report.c \
	       $(wildcard bench/report/*.c) bench/report_files.c \
	       bpf/lat/lat_comm.c bpf/lat/lat_print.c bpf/lat/lat_hist.c bpf/watch.c \
	       tools/vls/node/node.c tools/vls/node/node_common.c \
	       tools/vls/vm/vm_file.c tools/vls/vm/vms.c
NATIVE_LIB := $B/native/kvm-sve.a

$(UNIT_BINS): $B/unit/%: $B/native/tests/unit/%.o $(NATIVE_LIB)
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$Q$(HOST_CC) -Wl,--as-needed -o $@ $^ -lcmocka -ljansson -lm

$(NATIVE_LIB): $(NATIVE_SRCS:%.c=$B/native/%.o)
	$(call say,AR,$@)
	$Qrm -f $@ && ar rcs $@ $^

$B/native/%.o: %.c
	$(call say,CC,$< (native))
	@mkdir -p $(@D)
	$Q$(HOST_CC) $(ALL_CFLAGS) -c -o $@ $<

.SECONDARY: $(UNIT_SRCS:%.c=$B/native/%.o)

## make bench-baseline records the emulated baseline in bench/baselines/
bench-baseline: host-min
	$Qmk/bench-baseline.sh

## make cost           what series and module cost, in instructions, against the budgets
cost: host
	$Qtests/cost/run

## make model          what core models say of the code that moves registers; MODEL_ARGS
.PHONY: model
model:
	$Qmk/setup.sh model
	$Qtests/model/run $(MODEL_ARGS)

## make check-slow     the slow cases, upstream's KVM selftests among them
check-slow: host
	$Qtests/cases/run --group slow

## make check-debug    cases on the debug kernel: KASAN, lockdep, kmemleak
check-debug: host
	$Q$(HOST)/kernel image debug >/dev/null
	$Q$(HOST)/module debug
	$Qtests/cases/run --group debug

## make check-nested   cases where KVM has nested virtualization, on the newest line
check-nested: NESTED_LINE := $(shell sed '/^\#/d' patches/lines | cut -f1 | sort -V | tail -n 1)
check-nested: tools cases
	$QKVM_SVE_LINE=$(NESTED_LINE) $(HOST)/kernel image patched >/dev/null
	$QKVM_SVE_LINE=$(NESTED_LINE) $(HOST)/kernel selftests patched >/dev/null
	$QKVM_SVE_LINE=$(NESTED_LINE) $(HOST)/module
	$Qtests/cases/run --line $(NESTED_LINE) --group nested

## make check-configs  other kernel configurations, or CONFIGS; the table of docs/kernels.md
check-configs:
	$Qmk/setup.sh
	$Qmk/check-configs.sh $(CONFIGS)

## make check-mutants  do the tests see what they are for? Each change breaks one thing
check-mutants: host
	$Qtests/mutants/run

## make check-kernels  each kernel line, or LINES: it fits, builds, passes; README's table
.PHONY: check-kernels
check-kernels:
	$Qmk/setup.sh
	$Qmk/check-kernels.sh $(LINES)

## make style          shellcheck, checkpatch --strict, sparse, clang and clang-tidy
style:
	$Qmk/setup.sh style
	$Qmk/style.sh

# clang-tidy, as .clang-tidy says, on what it has not seen.
TIDY_FLAGS = --target=aarch64-linux-gnu $(filter-out -Werror -MMD -MP,$(ALL_CFLAGS))

.PHONY: tidy
tidy: $(SRCS:%.c=$B/tidy/%.done)
$B/tidy/%.done: %.c .clang-tidy | $(SKELS)
	$(call say,TIDY,$<)
	@mkdir -p $(@D)
	$Qclang-tidy --quiet $< -- $(TIDY_FLAGS) 2>$@.log || { cat $@.log; false; }
	@mv $@.log $@
