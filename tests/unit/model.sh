#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# model.sh: tests/model/run takes from a kernel what it executes: conditional branches fall
# through, others are followed, and a branch that the kernel's table has for a callback is
# followed or a NOP. The kernel here is a few instructions.

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh

CROSS=aarch64-linux-gnu-
[ "$(uname -m)" != aarch64 ] || CROSS=''

# Stock: 4 of 5 are executed. The series: 3 with a NOP, and 5 with the branch.
write_kernel() {
	cat <<-'END'
		.macro func name
		.globl \name
		\name:
		.endm
		.arch armv8-a+sve
		.globl _text, __alt_instructions, __alt_instructions_end
		_text: nop
	END
	for name in sve_load_state fpsimd_save_state fpsimd_load_state sve_flush_live \
		__kvm_nvhe___sve_save_state __kvm_nvhe___sve_restore_state sve_save_state; do
		printf 'func %s\n' "$name"
		if [ "$1" = stock ]; then
			printf 'cbz w2, 1f\n b 2f\n1: nop\n2: str z0, [x0]\n ret\n'
		else
			printf '661: b 3f\n str z0, [x0]\n ret\n3: nop\n stp q0, q1, [x0]\n nop\n ret\n'
			printf '.pushsection .alt, "a"\n.word 661b - ., 0\n.hword 0x8001\n.byte 4, 0\n.popsection\n'
		fi
	done
	printf 'func last\n nop\n.section .alt, "a"\n__alt_instructions_end:\n.previous\n'
}

make_kernel() {
	local dir=$T/$1

	mkdir -p "$dir"
	{
		printf '.section .alt, "a"\n__alt_instructions:\n.text\n'
		write_kernel "$1"
	} >"$dir/kernel.s"
	"${CROSS}gcc" -c -o "$dir/kernel.o" "$dir/kernel.s" &&
		"${CROSS}ld" -Ttext=0x80000000 --section-start=.alt=0x80001000 -e 0 -o "$dir/kernel" "$dir/kernel.o" &&
		"${CROSS}objcopy" -O binary "$dir/kernel" "$dir/Image" &&
		"${CROSS}nm" "$dir/kernel" >"$dir/System.map" && echo 6.12.0 >"$dir/version"
}

model() {
	"$T/tests/model/run" --json "$T/json" >"$T/out"
}

counts() {
	python3 -c 'import json, sys
for row in json.load(open(sys.argv[1]))["rows"]:
    if row["function"] == "sve_save_state":
        print(row["kernel"], row["branch"], row["instructions"])' "$T/json"
}

says_so() {
	grep -q '^Nothing was measured on Arm hardware' "$T/out" &&
		grep -q '"measured": false' "$T/json"
}

# The four with the branch have an STP Q, which only A64FX's model has wrong.
marks_doubts() {
	[ "$(grep -c '[0-9]!' "$T/out")" -eq 4 ] && ! grep -q '!.*!' "$T/out"
}

mkdir -p "$T/tests/model" "$T/tests/host"
cp tests/model/run "$T/tests/model/"
# shellcheck disable=SC2016 # to be expanded there
printf '#!/bin/sh\necho "%s/$2"\n' "$T" >"$T/tests/host/kernel"
chmod +x "$T/tests/host/kernel"
check "a stock kernel is made" make_kernel stock
check "a patched kernel is made" make_kernel patched
if ! compgen -G '/usr/bin/llvm-mca-[0-9]*' >/dev/null; then
	skip "tests/model/run" "no llvm-mca; mk/setup.sh model installs one"
	summary
	exit
fi
check "the model runs" model
check "executed instructions are counted" diff - <(counts) <<'END'
stock False 4
patched False 3
patched True 5
END
check "it says that nothing was measured" says_so
check "what documents contradict is marked" marks_doubts
summary
