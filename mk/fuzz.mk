# SPDX-License-Identifier: GPL-2.0
# Fuzzing: what reads files and texts of others, by clang's libFuzzer with ASan and UBSan; and
# the calls of the vcpu ABI, in the emulated host.

.PHONY: check-fuzz check-fuzz-parsers check-fuzz-abi

FUZZ_RUNS ?= 1000000
FUZZ_TARGETS := sets nodes vm_file results
FUZZ_FLAGS := -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined
FUZZ_JSON := tests/fuzz/mutate_json.c lib/vls.c lib/cli/json_reader.c lib/cli/json_schema.c \
	     lib/cli/printable.c lib/cli/vls_json.c lib/cli/iso_time.c lib/cli/cli.c lib/sysfs.c

FUZZ_SRCS_sets := lib/vls.c
FUZZ_SRCS_nodes := $(FUZZ_JSON) tools/vls/node/node.c tools/vls/node/node_common.c tools/vls/node/nfd.c
FUZZ_SRCS_vm_file := $(FUZZ_JSON) lib/cli/host_json.c lib/hypervisor.c tools/vls/vm/vm_file.c tools/vls/vm/vms.c
FUZZ_SRCS_results := $(FUZZ_JSON) lib/cpu_list.c lib/hypervisor.c lib/quantile.c \
		     lib/cli/host_json.c lib/cli/svg_axis.c lib/cli/wrapped.c \
		     $(wildcard bench/results/*.c bench/stats/*.c bench/report/*.c)

$(foreach target,$(FUZZ_TARGETS),$(eval $B/fuzz/$(target): $(FUZZ_SRCS_$(target))))
$(FUZZ_TARGETS:%=$B/fuzz/%): $B/fuzz/%: tests/fuzz/fuzz_%.c tests/fuzz/target.c $(wildcard tests/fuzz/*.h bench/*/*.h lib/*.h lib/cli/*.h tools/vls/*/*.h)
	$(call say,CLANG,$@)
	@mkdir -p $(@D)
	$Qclang $(filter-out -MMD -MP -O2 -Werror,$(ALL_CFLAGS)) $(FUZZ_FLAGS) -o $@ $(filter %.c,$^) \
		-ljansson -lm

## make check-fuzz     all fuzzers: of files and texts, FUZZ_RUNS=N (1,000,000) each, then of the ABI
check-fuzz: check-fuzz-parsers check-fuzz-abi

# What is found goes to the cache of inputs in build/; those of the tree are not changed.
check-fuzz-parsers:
	$Qmk/setup.sh check-fuzz
	@$(MAKE) --no-print-directory $(FUZZ_TARGETS:%=$B/fuzz/%)
	$Qfor target in $(FUZZ_TARGETS); do \
		mkdir -p $B/fuzz/corpus/$$target && \
		echo "fuzz $$target: $(FUZZ_RUNS) inputs, log $B/fuzz/$$target.log" && \
		$B/fuzz/$$target -runs=$(FUZZ_RUNS) -max_len=16384 -timeout=10 -rss_limit_mb=1024 \
			-dict=tests/fuzz/results.dict -artifact_prefix=$B/fuzz/ -print_final_stats=1 \
			$B/fuzz/corpus/$$target tests/fuzz/corpus/$$target >$B/fuzz/$$target.log 2>&1 || \
		{ tail -n 30 $B/fuzz/$$target.log; exit 1; }; \
	done

## make check-fuzz-abi ten minutes of the calls of the vcpu ABI, with KASAN and coverage
check-fuzz-abi: host
	$Q$(HOST)/kernel image fuzz >/dev/null
	$Q$(HOST)/module fuzz
	$Qtests/cases/run --group fuzz
