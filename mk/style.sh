#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# style.sh: names of files, shellcheck on every script, checkpatch --strict on the module,
# on the series' mails and on the files that it adds, sparse and clang on the module, sparse
# and clang-tidy on those files of KVM's, layering, clang-tidy on the command. All run; the
# status is 1 if any complains.

set -euo pipefail
cd -- "$(dirname -- "$0")/.."
# shellcheck source=tests/host/common.sh
. tests/host/common.sh
# shellcheck source=tests/host/kernel-lines.sh
. tests/host/kernel-lines.sh
bad=0

# Tracked or not yet added.
files() {
	git ls-files -co --exclude-standard
}

# A slip of a command leaves a file with a blank or the like in its name.
names() {
	! files | grep '[^A-Za-z0-9._/+-]'
}

# A shell script by its first line. Files that are sourced have none: -x -a follows and
# reports them with their users.
scripts() {
	files | while read -r file; do
		[ -f "$file" ] || continue
		if head -c 100 "$file" | sed -n 1p | grep -qaE '^#!.*\b(ba)?sh\b'; then
			echo "$file"
		fi
	done
}

step() {
	local name=$1

	shift
	echo "== $name"
	"$@" || { bad=$((bad + 1)); echo "== $name: complaints above"; }
}

# SC2317 (unreachable) takes functions that a trap or a test calls by name for
# dead code.
run_shellcheck() {
	local files

	mapfile -t files < <(scripts)
	echo "${#files[@]} scripts"
	shellcheck -x -a -e SC2317 "${files[@]}"
}

# From the kernel's root, as checkpatch wants it. FILE_PATH_CHANGES only reminds
# of MAINTAINERS.
checkpatch() {
	local kernel

	kernel=$(readlink -f "$(tests/host/kernel tree)/source")
	(cd "$kernel" && ./scripts/checkpatch.pl --strict --quiet --no-summary \
		--show-types --ignore FILE_PATH_CHANGES "$@")
}

# The mails of all lines but for their cover letters, and the added files as they lie here.
check_patches() {
	local mails asm files line

	for line in $(kernel_lines); do
		mk/series.sh "$line" >/dev/null || return
	done
	mapfile -t mails < <(find "$REPO/build/series" -name '*.patch' ! -name '0000-*' | sort)
	# These headers hold assembly, as macros and inline, which checkpatch takes for C.
	mapfile -t asm < <(grep -lE '^\+\+\+ b/arch/arm64/include/asm/fpsimd(macros)?\.h' "${mails[@]}")
	mapfile -t mails < <(printf '%s\n' "${mails[@]}" | grep -vxF -f <(printf '%s\n' "${asm[@]}"))
	mapfile -t files < <(find "$REPO/patches/new" -type f)
	# "commit ID upstream." is how a stable kernel names what it has from there.
	checkpatch --ignore GIT_COMMIT_ID,UNKNOWN_COMMIT_ID "${mails[@]}" &&
		checkpatch --ignore SPACING,LINE_CONTINUATIONS,LEADING_SPACE,TRAILING_STATEMENTS,OPEN_ENDED_LINE \
			"${asm[@]}" &&
		checkpatch --no-tree --file "${files[@]}"
}

# What checkpatch cannot know: compat/ is the one place that may ask for the kernel's
# version. TRACE_EVENT has a layout of its own, and what two events share are lists. A
# header of user space has no BIT(); REPEATED_WORD takes arrows between states for a
# repeated word.
check_module() {
	local files compat

	mapfile -t files < <(find module lib/vls.c lib/vls.h tests/modules -name '*.[ch]' \
		! -name trace.h ! -path '*/compat/*')
	mapfile -t compat < <(find module/compat tests/modules/*/compat -name '*.[ch]')
	checkpatch --no-tree --file "${files[@]/#/$REPO/}" &&
		checkpatch --no-tree --file "${compat[@]/#/$REPO/}" \
			--ignore LINUX_VERSION_CODE,CONSTANT_COMPARISON &&
		checkpatch --no-tree --file "$REPO/module/trace.h" \
			--ignore OPEN_ENDED_LINE,PARENTHESIS_ALIGNMENT,SPACING,COMPLEX_MACRO &&
		checkpatch --no-tree --file "$REPO/uapi/linux/kvm_sve.h" \
			--ignore BIT_MACRO,REPEATED_WORD
}

# sparse prints and goes on, so its output is the verdict. In KVM it looks at our files only.
run_sparse() {
	local log=build/sparse.log status=0

	rm -rf build/module build/fp_thief
	{
		tests/host/module patched C=2 CF=-D__CHECK_ENDIAN__ &&
			tests/host/kernel check CF=-D__CHECK_ENDIAN__
	} 2>&1 | tee "$log" || status=$?
	[ $status -eq 0 ] && ! grep -qE '(warning|error):' "$log"
}

# The module by the other compiler, in a folder of its own. That the kernel is gcc's and
# what its headers do is not our affair.
run_clang() {
	local log=build/clang.log out=$REPO/build/clang status=0

	rm -rf "$out"
	mkdir -p "$out"
	cp -R Kbuild dkms.conf module lib uapi "$out/"
	tests/host/kernel module patched "$out" "CC=$REPO/mk/clang.sh" W=1 >"$log" 2>&1 || status=$?
	! grep -E "^$out/.*(warning|error):" "$log" || status=1
	[ $status -eq 0 ] || tail -n 20 "$log"
	[ $status -eq 0 ] && readelf -p .comment "$out/module/main.o" | grep -o 'clang version [0-9.]*'
}

# No include or call goes up the layers, or round in a circle.
check_layout() {
	make -s --no-print-directory tools && mk/layout.py build/arm64 build/module
}

# On the command, and what it shares with the module, as it is built for arm64.
run_clang_tidy() {
	rm -rf build/tidy
	make -s --no-print-directory -k -j"$(nproc)" tidy
}

# On what the series adds to KVM.
run_kernel_tidy() {
	tests/host/kernel check "CHECK=$REPO/mk/kernel-tidy.sh" CHECKFLAGS=
}

step "names of files" names
step shellcheck run_shellcheck
step "checkpatch, patches" check_patches
step "checkpatch, module" check_module
step sparse run_sparse
step clang run_clang
step layering check_layout
step clang-tidy run_clang_tidy
step "clang-tidy, KVM" run_kernel_tidy
echo "style: $bad of 9 complain"
[ $bad -eq 0 ]
