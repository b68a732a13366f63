# SPDX-License-Identifier: GPL-2.0
# Fuzzing of what reads files of others, by clang's libFuzzer, with ASan and UBSan.

.PHONY: check-fuzz

FUZZ_RUNS ?= 1000000
FUZZ_SRCS := tests/fuzz/fuzz_results.c lib/cpu_list.c lib/hypervisor.c lib/quantile.c lib/sysfs.c lib/vls.c \
	     lib/cli/cli.c lib/cli/host_json.c lib/cli/iso_time.c lib/cli/json_reader.c lib/cli/json_schema.c \
	     lib/cli/printable.c lib/cli/svg_axis.c lib/cli/vls_json.c lib/cli/wrapped.c \
	     $(wildcard bench/results/*.c bench/stats/*.c bench/report/*.c)
FUZZ_FLAGS := -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined

$B/fuzz/results: $(FUZZ_SRCS) $(wildcard bench/*/*.h lib/*.h lib/cli/*.h)
	$(call say,CLANG,$@)
	@mkdir -p $(@D)
	$Qclang $(filter-out -MMD -MP -O2 -Werror,$(ALL_CFLAGS)) $(FUZZ_FLAGS) -o $@ $(FUZZ_SRCS) \
		-ljansson -lm

## make check-fuzz     fuzz what reads a benchmark's result; FUZZ_RUNS=N (1,000,000)
# What is found goes to the cache of inputs in build/; those of the tree are not changed.
check-fuzz:
	$Qmk/setup.sh check-fuzz
	@$(MAKE) --no-print-directory $B/fuzz/results
	@mkdir -p $B/fuzz/corpus
	$B/fuzz/results -runs=$(FUZZ_RUNS) -max_len=16384 -timeout=10 -rss_limit_mb=1024 \
		-dict=tests/fuzz/results.dict -artifact_prefix=$B/fuzz/ -print_final_stats=1 \
		$B/fuzz/corpus tests/fuzz/corpus/results
