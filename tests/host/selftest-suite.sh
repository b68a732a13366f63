# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Tests of tests/cases/run: which cases it lets pass. Sourced by
# tests/host/selftest.

# suite EXPECTED_STATUS [OPTIONS]: cases.conf is stdin; sets OUT.
suite() {
	local want=$1 got=0

	shift
	OUT=$DIR/out
	cat >"$DIR/list"
	"$REPO/tests/cases/run" --conf "$DIR/list" --out "$DIR/cases" "$@" \
		>"$OUT" 2>&1 || got=$?
	[ $got -eq "$want" ] || fail "status $got and not $want: $(cat "$OUT")"
}

said() {
	grep -qE -- "$1" "$OUT" || fail "no '$1' in: $(cat "$OUT")"
}

test_suite_judges_each_case() {
	suite 1 <<-'END'
	[defaults]
	group = fast
	module = no
	share = yes
	[good]
	command = echo 'ok 1 - a'; echo 1..1
	[silent]
	command = true
	[no-verdict]
	command = echo all is well
	[no-plan]
	command = echo 'ok 1 - a'
	[short]
	command = echo 1..2; echo 'ok 1 - a'
	[bad-check]
	command = echo 'ok 1 - a'; echo 'not ok 2 - b'; echo 1..2
	[bad-status]
	command = echo 'ok 1 - a'; echo 1..1; exit 3
	[skipped]
	command = echo '1..0 # SKIP no such thing'
	[hangs]
	command = echo 'ok 1 - a'; echo 1..1; sleep 100
	timeout = 2
	[no-newline]
	command = printf '1..1\nok 1 - a'
	END
	said '^ok [0-9]+ - good '
	said '^ok [0-9]+ - no-newline '
	said '^ok [0-9]+ - skipped # SKIP no such thing'
	for name in silent no-verdict no-plan short bad-check bad-status hangs; do
		said "^not ok [0-9]+ - $name "
	done
	said '^2 passed, 7 failed, 1 skipped$'
}

# What a case leaves behind would disturb those that share its boot.
test_suite_ends_a_case_with_its_children() {
	suite 1 <<-'END'
	[defaults]
	group = fast
	module = no
	share = yes
	[hangs]
	command = echo 'ok 1 - a'; echo 1..1; sleep 100; true
	timeout = 2
	[forgets]
	command = echo 'ok 1 - a'; echo 1..1; sleep 100 &
	[alone]
	command = echo 1..1; ! pidof sleep && echo 'ok 1 - alone'
	END
	said '^not ok [0-9]+ - hangs '
	said '^ok [0-9]+ - forgets '
	said '^ok [0-9]+ - alone '
}

# The machine dies under a case: that one fails, those before and after do not.
test_suite_goes_on_after_a_panic() {
	suite 1 <<-'END'
	[defaults]
	group = fast
	module = no
	share = yes
	[before]
	command = echo 'ok 1 - a'; echo 1..1
	[panics]
	command = echo 'ok 1 - a'; echo 1..1; echo c >/proc/sysrq-trigger
	[after]
	command = echo 'ok 1 - a'; echo 1..1
	END
	said '^ok [0-9]+ - before '
	said '^not ok [0-9]+ - panics .*kernel complained'
	said '^ok [0-9]+ - after '
}

test_suite_with_only_skips_is_no_pass() {
	suite 1 <<-'END'
	[skipped]
	command = echo '1..0 # SKIP no such thing'
	module = no
	group = fast
	END
	said '^0 passed, 0 failed, 1 skipped$'
}

test_suite_refuses_what_it_does_not_know() {
	suite 2 <<<$'[a]\ncommand = true\ncolour = red'
	said 'no such key: colour'
	suite 2 <<<$'[a]\ncommand = true\nmode = fast'
	suite 2 <<<$'[a]\nmode = vhe'
	said 'neither command nor host'
}

# Before anything runs; and what runs nothing is no pass.
test_suite_refuses_bad_usage() {
	local list=$'[case]\ncommand = true'

	suite 2 --only nosuch <<<"$list"
	said "no case of group all matches 'nosuch'"
	suite 2 --group slow <<<"$list"
	said 'no case of group slow matches'
	suite 2 --group nosuch <<<"$list"
	said 'no such group: nosuch'
	suite 2 -j 0 <<<"$list"
	said '-j takes a number'
	suite 2 --only <<<"$list"
	said '--only needs a value'
	suite 2 --nosuch <<<"$list"
	said 'no such option: --nosuch'
}

test_suite_interrupted_leaves_nothing() {
	printf '[case]\ncommand = sleep 1000\nmodule = no\n' >"$DIR/list"
	interrupted_leaves_nothing 130 "$REPO/tests/cases/run" --group all --conf "$DIR/list" \
		--out "$DIR/cases"
}
