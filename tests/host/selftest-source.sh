# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Tests of kernel-source.sh on a tree of three files: a series goes on and off,
# touches only what it changes, and one that does not apply changes nothing.
# Sourced by tests/host/selftest.

# shellcheck source=tests/host/kernel-source.sh
. "$HOST_DIR/kernel-source.sh"

make_tree() {
	WORK=$DIR/work
	mkdir -p "$WORK/linux/sub"
	echo one >"$WORK/linux/a"
	echo two >"$WORK/linux/sub/b"
	echo three >"$WORK/linux/c"
	touch -d 2020-01-01 "$WORK"/linux/{a,c,sub/b}
	cp -a "$WORK/linux" "$DIR/was"
}

# A patch that makes FILE of TEXT into NEW; "-" for a file that is not there.
make_patch() {
	local out=$1 file=$2 text=$3 new=$4 from=a/$2 to=b/$2 left=1 right=1

	[ "$text" != - ] || from=/dev/null left=0
	[ "$new" != - ] || to=/dev/null right=0
	{
		echo "Subject: $file"
		echo "--- $from"
		echo "+++ $to"
		echo "@@ -$left,$left +$right,$right @@"
		[ "$text" = - ] || echo "-$text"
		[ "$new" = - ] || echo "+$new"
	} >"$DIR/$out"
}

text_of() {
	(cd "$WORK/linux" && for f in a c sub/b new; do
		[ ! -e $f ] || echo "$f=$(cat $f)"
	done | xargs)
}

test_series_goes_on_and_off() {
	make_tree
	make_patch 1 a one ONE
	make_patch 2 new - fresh
	make_patch 3 c three -
	set_series "$DIR/1" "$DIR/2" "$DIR/3"
	same "$(text_of)" 'a=ONE sub/b=two new=fresh'
	set_series "$DIR/1"
	same "$(text_of)" 'a=ONE c=three sub/b=two'
	set_series
	diff -r "$WORK/linux" "$DIR/was" || fail "the tree is not what it was"
}

test_series_touches_only_what_changes() {
	make_tree
	make_patch 1 a one ONE
	make_patch 2 sub/b two TWO
	make_patch 3 sub/b two DEUX
	set_series "$DIR/1" "$DIR/2"
	touch -d 2021-01-01 "$WORK"/linux/{a,sub/b}
	set_series "$DIR/1" "$DIR/3"
	same "$(text_of)" 'a=ONE c=three sub/b=DEUX'
	same "$(date -r "$WORK/linux/a" +%Y)" 2021
	same "$(date -r "$WORK/linux/c" +%Y)" 2020
	[ "$(date -r "$WORK/linux/sub/b" +%Y)" -gt 2021 ] || fail "b is not new"
}

test_series_that_fails_changes_nothing() {
	make_tree
	make_patch 1 a one ONE
	make_patch 2 c no-such-text x
	if (set_series "$DIR/1" "$DIR/2"); then
		fail "it applied"
	fi
	diff -r "$WORK/linux" "$DIR/was" || fail "the tree has changed"
}
