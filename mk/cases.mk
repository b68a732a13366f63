# SPDX-License-Identifier: GPL-2.0
# The programs of tests/cases and tests/cost, for the test host.

CASE_SRCS := $(filter-out tests/cases/common/% %/no_prctl.c %/linux_init.c %.bpf.c,$(wildcard tests/cases/*/*.c tests/cost/*.c) tests/fuzz/abi/fuzz_abi.c)
CASE_SKELS := $(patsubst %.bpf.c,$B/skel/%.skel.h,$(notdir $(wildcard tests/cost/*.bpf.c)))
CASE_OBJS := $(CASE_SRCS:%.c=$B/arm64/%.o)
CASE_BINS := $(addprefix $B/arm64/tests/,$(notdir $(CASE_SRCS:.c=)))
CASE_SHARED := $(filter-out %/fp_run.c,$(wildcard $(addprefix tests/cases/common/,*.c *.S */*.c */*.S))) \
	       lib/kvm_stats.c lib/vcpu.c lib/vls.c lib/host.c lib/counter_step.c lib/hypervisor.c lib/kvm_mode.c lib/sysfs.c \
	       bench/cases/payload.S bench/cases/payload_report.c
CASE_SHARED_OBJS := $(addprefix $B/arm64/,$(addsuffix .o,$(basename $(CASE_SHARED))))

# Programs to copy from: each stands alone, on <linux/kvm.h> and our header.
EXAMPLE_BINS := $(patsubst docs/examples/%.c,$B/arm64/tests/%,$(wildcard docs/examples/*.c))

.PHONY: cases
$B/arm64/tests/%.o: INCLUDES += -Itests/cases/common -Itests/cases/common/guest
.SECONDARY: $(CASE_OBJS) $(CASE_SKELS) $(CASE_SKELS:$B/skel/%.skel.h=$B/bpf/%.bpf.o)
$(CASE_OBJS): | $(CASE_SKELS)

## make cases          the test programs for the test host, in build/arm64/tests/
cases: $(CASE_BINS) $(EXAMPLE_BINS) $B/arm64/tests/no_prctl.so $B/arm64/tests/linux-init

# In the host they all lie in /tests, so a name is used once.
$(foreach src,$(CASE_SRCS),$(eval $B/arm64/tests/$(notdir $(src:.c=)): $B/arm64/$(src:.c=.o)))
$(CASE_BINS): $(CASE_SHARED_OBJS)
	$(call say,LD,$@)
	$Q$(TARGET_CC) $(LDFLAGS) -pthread -Wl,--as-needed -o $@ $^ $(shell $(PKG_CONFIG) --libs jansson libbpf)

$B/arm64/tests/linux_vmm $B/arm64/tests/nested: $B/arm64/bench/cases/vgic.o
# The benchmark's cases, as they are.
CASE_FIXTURES := $(addprefix $B/arm64/,$(addsuffix .o,$(basename $(filter-out bench/cases/payload%,\
		 $(wildcard bench/cases/*.c bench/cases/*.S)) tests/cases/common/guest/fp_run.c)) \
		 lib/cli/cli.o lib/cli/printable.o)
$(addprefix $B/arm64/tests/fp_,restore kept reset): $(CASE_FIXTURES)
$B/arm64/tests/fuzz_abi: $(patsubst %.c,$B/arm64/%.o,$(filter-out %/fuzz_abi.c,$(wildcard tests/fuzz/abi/*.c)))
$B/arm64/tests/fuzz/abi/%.o: INCLUDES += -Itests/cases/common -Itests/cases/common/guest
$B/arm64/tests/bpf_errors: $B/arm64/bpf/load.o
$(addprefix $B/arm64/tests/,bpf_errors fuzz_abi): $B/arm64/lib/cli/cli.o $B/arm64/lib/cli/printable.o

$(EXAMPLE_BINS): $B/arm64/tests/%: docs/examples/%.c
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$Q$(TARGET_CC) $(CFLAGS) $(WARN) -std=gnu11 -Iuapi -MMD -MP -MF $B/arm64/$*.example.d $(LDFLAGS) -o $@ $<

# The guest of tests/qemu: an image without an operating system, where virt has memory.
GUEST_FLAGS := -O1 -ffreestanding -nostdlib -static -no-pie -fno-pic -fno-stack-protector \
	       -mgeneral-regs-only -mstrict-align -Wl,-Ttext=0x40200000 -Wl,--build-id=none -Wl,-z,norelro

$B/arm64/tests/vl-guest: tests/qemu/guest.c tests/qemu/guest_asm.S tests/qemu/guest.h lib/el1_asm.h lib/fp_asm.h
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$Q$(TARGET_CC) $(WARN) -std=gnu11 -Ilib $(GUEST_FLAGS) -o $@ $(filter %.c %.S,$^)

# The init of a Linux guest.
$B/arm64/tests/linux-init: tests/cases/linux/linux_init.c
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$Q$(TARGET_CC) -O1 $(WARN) -std=gnu11 -ffreestanding -nostdlib -static -no-pie -o $@ $<

# A library to preload.
$B/arm64/tests/no_prctl.so: tests/cases/vls/no_prctl.c
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$Q$(TARGET_CC) $(CFLAGS) $(WARN) -D_GNU_SOURCE -Wno-missing-prototypes -fPIC -shared -o $@ $<
