#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# docs.sh: what docs/*.md show of code and numbers is what the tree has: code
# blocks that name a file are in it verbatim, and the constants and the struct
# of docs/vmm.md and docs/abi.md are those of uapi/linux/kvm_sve.h, as a C
# program prints them. Ends with a summary as cmocka's, for mk/run-suites.sh.

# shellcheck disable=SC2016 # the back quotes are those of Markdown

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh

HEADER=uapi/linux/kvm_sve.h
VMM=docs/vmm.md

# excerpts DOC: each block of it that follows <!-- FILE --> into $T/excerpt.N,
# and FILE into $T/excerpt.N.of.
excerpts() {
	awk -v out="$T/excerpt." '
		/^<!-- [^ ]+ -->$/ { n++; print $2 >(out n ".of"); named = 1; next }
		/^```/ && named { inside = !inside; if (!inside) named = 0; next }
		inside { print >(out n) }
		END { exit inside }' "$1"
}

verbatim() {
	local n of text code

	rm -f "$T"/excerpt.*
	excerpts "$1" || { echo "a block of $1 has no end"; return 1; }
	[ -e "$T/excerpt.1" ] || { echo "$1 shows no file"; return 1; }
	for ((n = 1; ; n++)); do
		[ -e "$T/excerpt.$n.of" ] || return 0
		read -r of <"$T/excerpt.$n.of"
		text=$(cat "$of") code=$(cat "$T/excerpt.$n")
		if [ -z "$code" ] || [[ $'\n'$text$'\n' != *$'\n'"$code"$'\n'* ]]; then
			echo "$of does not have:" "$code"
			return 1
		fi
	done
}

# Names that the header defines, but for its guard; fields of its struct.
names() {
	sed -n 's/^#define[[:space:]]*\(KVM_[A-Z0-9_]*\)[[:space:]].*/\1/p' $HEADER
}

fields() {
	sed -n '/^struct kvm_arm_sve_vls {/,/^}/s/^[[:space:]].*[[:space:]]\([a-z0-9_]*\)[[;].*/\1/p' $HEADER
}

# A program that prints "NAME VALUE" for these names and those of the header,
# "field NAME OFFSET SIZE" and "size N".
c_program() {
	local name

	printf '#include <%s>\n' linux/kvm_sve.h stddef.h stdio.h
	echo 'static struct kvm_arm_sve_vls s;'
	echo 'static void is(const char *name, unsigned long long val)'
	echo '{ printf("%s %llu", name, val); puts(""); }'
	echo 'int main(void) {'
	for name in $(names) "$@"; do
		echo "is(\"$name\", $name);"
	done
	for name in $(fields); do
		echo "printf(\"field $name %zu\", offsetof(struct kvm_arm_sve_vls, $name));"
		echo "is(\"\", sizeof(s.$name));"
	done
	echo 'is("size", sizeof(s)); return 0; }'
}

run_c() {
	c_program "$@" >"$T/c.c"
	"${HOST_CC:-gcc}" -Wall -Werror -Iuapi -o "$T/c" "$T/c.c" && "$T/c"
}

rust_block() {
	sed -n '/^```rust$/,/^```$/{/^```/!p}' $VMM
}

# The constants of the Rust block, in the form of run_c. Rust's and the shell's
# arithmetic are the same here, names of earlier ones included.
rust_constants() {
	local name text

	while read -r name text; do
		printf -v "$name" %d "$((text))"
		echo "$name ${!name}"
	done < <(rust_block | sed -n 's/^pub const \([A-Z0-9_]*\): [a-z0-9]* = \(.*\);$/\1 \2/p')
}

# Its struct likewise: C's layout by hand, as repr(C) asks for.
rust_struct() {
	rust_block | awk '
		/^#\[repr\(C\)\]$/ { repr = 1 }
		/^pub struct kvm_arm_sve_vls \{$/ { inside = repr; next }
		inside && /^\}$/ { print "size " int((at + 7) / 8) * 8; exit }
		inside {
			name = $2; sub(/:$/, "", name)
			type = $3; gsub(/[[;,]/, "", type)
			count = $4; gsub(/[],]/, "", count)
			if (count == "KVM_ARM_SVE_VLS_WORDS") count = 8
			if (count == "") count = 1
			each = substr(type, 2) / 8
			at = int((at + each - 1) / each) * each
			print "field " name, at, each * count
			at += each * count
		}'
}

same_as_header() {
	diff "$T/header" <(rust_constants; rust_struct)
}

# What rustc makes of the block.
rust_compiled() {
	local name

	{
		rust_block
		echo 'fn main() { let s = kvm_arm_sve_vls::default();'
		for name in $(names); do
			echo "println!(\"$name {}\", $name);"
		done
		for name in $(fields); do
			echo "println!(\"field $name {} {}\", (&s.$name as *const _ as usize)" \
				"- (&s as *const _ as usize), std::mem::size_of_val(&s.$name));"
		done
		echo 'println!("size {}", std::mem::size_of::<kvm_arm_sve_vls>()); }'
	} >"$T/r.rs"
	rustc --edition 2021 -D warnings -o "$T/r" "$T/r.rs" || return 1
	"$T/r" >"$T/rust"
	grep -qx 'size 96' "$T/rust" && diff "$T/header" "$T/rust"
}

# The table for seccomp: | `NAME` | on | 0xNUMBER |
seccomp() {
	local table name number

	table=$(sed -n 's/^| `\(KVM_[A-Z_]*\)` | .* | \(0x[0-9a-f]\{8\}\) |$/\1 \2/p' $VMM)
	grep -q KVM_ARM_VCPU_SET_SVE_VLS <<<"$table" || { echo "no table"; return 1; }
	# shellcheck disable=SC2046 # names
	run_c $(cut -d' ' -f1 <<<"$table") >"$T/numbers"
	while read -r name number; do
		grep -qx "$name $((number))" "$T/numbers" ||
			{ echo "$name is not $number"; return 1; }
	done <<<"$table"
}

# The errors of docs/abi.md with a reason: "ERRNO NAME NUMBER", and the header's.
reasons() {
	sed -n 's/^| \(E[A-Z]*\) | \([0-9]*\) `R_\([A-Z_]*\)` .*/\1 \3 \2/p' docs/abi.md >"$T/abi"
	sed -n 's/^ \*\t\(E[A-Z]*\) *R_\([A-Z_]*\) .*/\1 \2/p' $HEADER |
		while read -r errno name; do
			echo "$errno $name $(sed -n "s/^KVM_ARM_SVE_VLS_R_$name //p" "$T/header")"
		done >"$T/uapi"
	[ -s "$T/uapi" ] && diff "$T/uapi" "$T/abi"
}

# The findings of lint: those of the code are those of the man page, in order.
lint_names() {
	sed -n 's/^\t\t"\([a-z][a-z-]*\)",$/\1/p' bpf/lint/lint_docs.c >"$T/names"
	sed -n '/^\.SS lint/,/^\.SS bench/s/^\.B \([a-z][a-z-]*\)$/\1/p' tools/kvm-sve.1 |
		grep -- '-[a-z]' >"$T/named"
	[ -s "$T/names" ] && diff "$T/names" "$T/named"
}

# The metrics of FILE, which may be followed by labels. Rules ask for parts of histograms.
metrics_of() {
	sed 's/\\-/-/g' "$1" | grep -oE '\bkvm_sve_[a-z_]+\b' |
		sed -E 's/^(kvm_sve_switch_phase_seconds)_(bucket|count|sum)$/\1/' | sort -u
}

# Those that the code prints, the table of docs/fleet.md and the man page.
metrics() {
	grep -ohE '"kvm_sve_[a-z_]+"' tools/vls/*_metrics.c tools/vls/vm/*_metrics.c bpf/lat/lat_metrics.c | tr -d '"' | sort -u >"$T/metrics"
	sed -n '/^| metric /,/^$/p' docs/fleet.md >"$T/fleet"
	sed -n '/^\.SH METRICS/,/^\.SH EXIT/p' tools/kvm-sve.1 >"$T/man"
	[ -s "$T/metrics" ] && diff "$T/metrics" <(metrics_of "$T/fleet") &&
		diff "$T/metrics" <(metrics_of "$T/man")
}

# The rules ask for nothing else. What they record has a colon in its name.
rules_know_metrics() {
	sed 's/[a-z_]*:kvm_sve_[a-z_:0-9]*//' docs/examples/kvm-sve.rules.yml >"$T/rules"
	grep -q kvm_sve_max_vl_bytes "$T/rules" &&
		diff <(metrics_of "$T/rules" | grep -vxFf "$T/metrics") /dev/null
}

# The labels that the code prints and those of docs/fleet.md.
labels() {
	sed -n 's/.*PREFIX "\([a-z-]*\)[-=].*/\1/p; s/.*print_value(out, "\([a-z-]*\)".*/\1/p' tools/vls/node/nfd.c |
		sort -u >"$T/labels"
	sed -n '/^| label,/,/^$/p' docs/fleet.md | grep -oE '`[a-z][a-z-]*(-[0-9][0-9a-fx]*)?`' |
		tr -d '`' | sed -E 's/-[0-9].*//' | grep -vx 'true\|false' | sort -u >"$T/told"
	[ -s "$T/labels" ] && diff "$T/labels" "$T/told"
}

# CPUs with SME or SVE2 features and no SVE have "sve" inside of other words.
sve_is_a_word() {
	diff /dev/null <(grep -rnE 'grep (-[a-z]+ )*.?sve.? /proc/cpuinfo' README.md docs module systemd tests |
		grep -vE 'grep -[a-z]*w|docs.sh')
}

# "SHORT LONG" of each option that a command declares; SHORT is - where there is none.
options() {
	find lib bpf bench tools -name '*.c' -exec sed -nE \
		"s/^[[:space:]]*\\{ \"([a-z0-9-]+)\", ('(.)'|[A-Z_]+), .*/\\3 \\1/p" {} + |
		sed 's/^ /- /' | sort -u
}

# A short option is the same long one in all commands that have it, and all are in the manual.
option_grammar() {
	local long

	options >"$T/options"
	grep -qx 'o output' "$T/options" && grep -qx -- '- full' "$T/options" || return 1
	grep -v '^-' "$T/options" | cut -d' ' -f1 | uniq -d | sed 's/^/two meanings: -/' >"$T/twice"
	diff /dev/null "$T/twice" || return 1
	sed 's/\\-/-/g' tools/kvm-sve.1 >"$T/manual"
	while read -r _ long; do
		grep -qE -- "--$long\>" "$T/manual" || { echo "not in kvm-sve.1: --$long"; return 1; }
	done <"$T/options"
}

run_c >"$T/header" || { echo "docs.sh: $HEADER does not compile"; exit 1; }
check "docs/abi.md: excerpts are verbatim" verbatim docs/abi.md
check "docs/vmm.md: excerpts are verbatim" verbatim $VMM
check "docs/vmm.md: constants and struct in Rust are the header's" same_as_header
check "docs/vmm.md: the numbers for seccomp" seccomp
check "docs/abi.md: errnos and reasons are the header's" reasons
check "tools/kvm-sve.1: the findings of lint are those of the code" lint_names
check "a short option means one thing; kvm-sve.1 has them all" option_grammar
check "docs/fleet.md, kvm-sve.1: the metrics are those of the code" metrics
check "docs/examples/kvm-sve.rules.yml asks for no others" rules_know_metrics
check "docs/fleet.md: the labels are those of the code" labels
check "sve in /proc/cpuinfo is looked for as a word" sve_is_a_word
if command -v rustc >/dev/null; then
	check "docs/vmm.md: the Rust block as rustc compiles it" rust_compiled
else
	skip "docs/vmm.md: the Rust block as rustc compiles it" "no rustc"
fi
summary
