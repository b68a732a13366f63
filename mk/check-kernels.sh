#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# check-kernels.sh [LINE...]: for each kernel line (all): the series fits every point
# release that Debian offers as source, with no fuzz; KVM compiles without a warning
# with W=1; the module builds; the suite's fast cases pass, and which modes boot. What
# came of it goes into the README's table, a row a line; other rows stay.

set -euo pipefail
cd -- "$(dirname -- "$0")/.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh
# shellcheck source=tests/host/common.sh
. tests/host/common.sh
# shellcheck source=tests/host/kernel-lines.sh
. tests/host/kernel-lines.sh
# shellcheck source=tests/host/kernel-series.sh
. tests/host/kernel-series.sh
# shellcheck source=tests/host/kernel-source.sh
. tests/host/kernel-source.sh
# shellcheck source=mk/case-table.sh
. mk/case-table.sh

TABLE=README.md
HEAD=('| Linux | fits linux-source | no warning, W=1 | module | boots | fast cases |' '|---|---|---|---|---|---|')

# Versions of the source package, from the line's oldest on.
releases() {
	local version

	while read -r version; do
		if dpkg --compare-versions "$version" ge "$OLDEST"; then
			echo "$version"
		fi
	done < <(tests/host/fetch-deb --versions "$PACKAGE")
}

# Only the files that the series touches: a whole source is 1.5 GB.
unpack_touched() {
	local file names=("linux-source-$LINE/Makefile")

	while read -r file; do
		names+=("linux-source-$LINE/$file")
	done < <(files_of "${SERIES[@]}")
	mkdir -p "$T/tree"
	dpkg-deb --fsys-tarfile "$T/deb"/*.deb | tar -xOf - "./usr/src/linux-source-$LINE.tar.xz" |
		xz -dc | tar -C "$T/tree" --strip-components=1 -xf - "${names[@]}" 2>"$T/tar.log" ||
		! grep -v 'Not found in archive\|Exiting with failure' "$T/tar.log"
}

fits() {
	rm -rf "$T/tree" "$T/deb"
	mkdir "$T/deb"
	tests/host/fetch-deb --into "$T/deb" "$PACKAGE" "$1" && unpack_touched && mk/kernel-patch.sh "$T/tree"
}

builds() {
	tests/host/kernel image stock && tests/host/kernel selftests stock &&
		tests/host/kernel image mixed-vls && tests/host/kernel image slow-phase &&
		tests/host/kernel image patched && tests/host/kernel selftests patched
}

no_warnings() {
	tests/host/kernel warnings | tee "$T/warnings" && [ ! -s "$T/warnings" ]
}

# yes, or no
result() {
	[ "$failed" -eq "$1" ] && echo yes || echo no
}

# check_line LINE: its row to $T/row.LINE.
check_line() {
	local version before=$failed fitted=() warns module

	set_line "$1"
	export KVM_SVE_LINE=$LINE
	OUT=build/check-kernels/$LINE
	mkdir -p "$OUT"
	echo "$LINE: the suite's output goes to $OUT.log, later"
	make_series "$T/series"
	for version in $(releases); do
		before=$failed
		check "$LINE: the series fits $version" fits "$version"
		[ "$failed" -ne "$before" ] || fitted+=("$version")
	done
	check "$LINE: the kernels build" builds
	before=$failed
	check "$LINE: KVM with W=1" no_warnings
	warns=$(result "$before")
	before=$failed
	check "$LINE: the module builds" tests/host/module
	module=$(result "$before")
	check "$LINE: the suite" run_cases "$OUT" --group fast
	echo "| $LINE | ${fitted[*]} | $warns | $module | $(booted_modes "$OUT") | $(came_to "$OUT") |" \
		>"$T/row.$LINE"
}

lines=("$@")
[ ${#lines[@]} -gt 0 ] || mapfile -t lines < <(kernel_lines)
make -s --no-print-directory tools cases
for line in "${lines[@]}"; do
	check_line "$line"
done
mapfile -t all < <(kernel_lines)
check "$TABLE: the table" write_table $TABLE check-kernels "${all[@]}"
summary
