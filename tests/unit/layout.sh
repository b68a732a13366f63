#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# layout.sh: mk/layout.py accepts a tree in layers, and finds an include or a call that
# goes up and a cycle of either kind.

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh
LAYOUT=$PWD/mk/layout.py

# A tool on top of two files of lib, one on top of the other.
tree() {
	rm -rf "$T/tree"
	mkdir -p "$T/tree/tools" "$T/tree/lib"
	cd "$T/tree"
	echo 'int low(void);' >lib/low.h
	printf '#include "low.h"\nint low(void) { return 0; }\n' >lib/low.c
	printf '#include "low.h"\nint high(void);\n' >lib/high.h
	printf '#include "high.h"\nint high(void) { return low(); }\n' >lib/high.c
	printf '#include "lib/high.h"\nint tool(void);\nint tool(void) { return high(); }\n' >tools/tool.c
}

build() {
	local file

	for file in lib/*.c tools/*.c; do
		mkdir -p "obj/${file%/*}"
		gcc -I. -Ilib -c -o "obj/${file%.c}.o" "$file"
	done
}

accepts() {
	tree && build && "$LAYOUT" obj
}

# complains PATTERN: it does, and so.
complains() {
	! "$LAYOUT" obj >out && cat out && grep -qE "$1" out
}

include_up() {
	tree && echo '#include "tools/tool.h"' >>lib/low.c && touch tools/tool.h && mkdir obj &&
		! "$LAYOUT" >out && grep -qx 'lib/low.c includes tools/tool.h, which is a layer above' out
}

call_up() {
	tree && printf 'int tool(void);\nint up(void) { return tool(); }\n' >>lib/low.c && build &&
		complains '^lib/low.o calls tools/tool.o, which is a layer above$'
}

include_cycle() {
	tree && build && echo '#include "high.h"' >>lib/low.h && complains '^a cycle: lib/high, lib/low$'
}

call_cycle() {
	tree && printf 'int high(void);\nint round(void) { return high(); }\n' >>lib/low.c && build &&
		complains '^a cycle: lib/high, lib/low$'
}

nothing_built() {
	tree && mkdir obj && ! "$LAYOUT" obj 2>out && grep -q 'no objects in obj' out
}

check "layout: a tree in layers" accepts
check "layout: an include that goes up" include_up
check "layout: a call that goes up" call_up
check "layout: a cycle of includes" include_cycle
check "layout: a cycle of calls" call_cycle
check "layout: calls are not looked for in vain" nothing_built
summary
