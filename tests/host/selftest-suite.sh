# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Tests of tests/cases/run: what it makes of a list of cases, and which it lets pass.
# Sourced by tests/host/selftest.

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
	[hosts]
	default = --no-module
	[defaults]
	shared-boot = yes
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
	[hosts]
	default = --no-module
	[defaults]
	shared-boot = yes
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
	[hosts]
	default = --no-module
	[defaults]
	shared-boot = yes
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
	[hosts]
	default = --no-module
	[skipped]
	command = echo '1..0 # SKIP no such thing'
	END
	said '^0 passed, 0 failed, 1 skipped$'
}

# expand [LINE]: what read_conf makes of the list in stdin, a case a line.
expand() {
	(
		CASES=$REPO/tests/cases CONF=$DIR/list
		cat >"$CONF"
		# shellcheck source=tests/host/kernel-lines.sh
		. "$HOST_DIR/kernel-lines.sh"
		# shellcheck source=tests/cases/run-conf.sh
		. "$CASES/run-conf.sh"
		set_line "${1-}"
		read_conf "$CONF"
		for name in "${NAMES[@]}"; do
			echo "$name: $(get "$name" group) $(get "$name" timeout)" \
				"$(get "$name" shared-boot) $(signature "$name")" \
				"<$(get "$name" command)>"
		done
	)
}

test_conf_puts_cases_on_hosts() {
	same "$(expand <<-'END'
	[hosts]
	small = --cpu max,sve128=on,sve256=off
	mixed = --kernel mixed-vls --smp 4
	[a]
	command = true
	[b]
	command = true
	fast = default vhe mixed@all
	slow = small small@nvhe vhe
	soak = protected
	END
	)" "$(cat <<-'END'
	a: fast 60 no  <true>
	b: fast 60 no  <true>
	b@vhe: fast slow 60 no --mode vhe <true>
	b@mixed@vhe: fast 60 no --kernel mixed-vls --smp 4 --mode vhe <true>
	b@mixed@nvhe: fast 60 no --kernel mixed-vls --smp 4 --mode nvhe <true>
	b@mixed@protected: fast 60 no --kernel mixed-vls --smp 4 --mode protected <true>
	b@small: slow 60 no --cpu max,sve128=on,sve256=off <true>
	b@small@nvhe: slow 60 no --cpu max,sve128=on,sve256=off --mode nvhe <true>
	b@protected: soak 60 no --mode protected <true>
	END
	)"
}

# Kernels before 6.16 have no nested mode, and so no cases in it.
test_conf_nested_where_it_is() {
	local list

	list=$(cat <<-'END'
	[hosts]
	small = --mem 512M
	[a]
	command = true
	fast = vhe
	nested = nested small@nested
	timeout = 20 nested=30
	END
	)
	same "$(expand 6.12 <<<"$list")" 'a@vhe: fast 20 no --mode vhe <true>'
	same "$(expand 7.3 <<<"$list")" "$(cat <<-'END'
	a@vhe: fast 20 no --mode vhe <true>
	a@nested: nested 30 no --mode nested <true>
	a@small@nested: nested 20 no --mem 512M --mode nested <true>
	END
	)"
}

# A word of one mode goes before its host in every mode, that before the case's own
# value, and all of a case before [defaults].
test_conf_values_by_host() {
	same "$(expand <<-'END'
	[hosts]
	small = --mem 512M
	[defaults]
	fast = vhe small
	timeout = 10 small=11
	shared-boot = yes small=no
	[a]
	command = true
	[b]
	command = true
	timeout = 20 nvhe=22 default=21 small=23
	shared-boot = no small@vhe=yes
	fast = vhe nvhe small@vhe small
	[c]
	command = true
	add = file
	END
	)" "$(cat <<-'END'
	a@vhe: fast 10 yes --mode vhe <true>
	a@small: fast 11 no --mem 512M <true>
	b@vhe: fast 21 no --mode vhe <true>
	b@nvhe: fast 22 no --mode nvhe <true>
	b@small@vhe: fast 23 yes --mem 512M --mode vhe <true>
	b@small: fast 23 no --mem 512M <true>
	c@vhe: fast 10 no --mode vhe --add file <true>
	c@small: fast 11 no --mem 512M --add file <true>
	END
	)"
}

test_conf_commands_and_files() {
	same "$(expand <<-'END'
	[hosts]
	default = --icount
	debug = --kernel debug --no-module
	[vls]
	default = 128,256 128
	[boot]
	[vls-ioctl]
	[bench-schema]
	local = bench/bench-schema.sh --fast
	slow = build-machine
	[show]
	command = show {vls}; true
	[files]
	command = true
	with = perf bpftool
	add = {modules}/a.ko:/b c
	fast = default debug
	END
	)" "$(cat <<-END
	boot: fast 60 no --icount <sh boot.sh>
	vls-ioctl: fast 60 no --icount <vls_ioctl>
	bench-schema: slow 60 no on the build machine: bench/bench-schema.sh --fast <>
	show: fast 60 no --icount <show 128,256 128; true>
	files: fast 60 no --icount --with perf --with bpftool --add $REPO/build/a.ko:/b --add c <true>
	files@debug: fast 60 no --kernel debug --no-module --with perf --with bpftool --add $REPO/build/debug/a.ko:/b --add c <true>
	END
	)"
}

# The list itself: no case twice, each on some host.
test_conf_of_the_suite() {
	cat "$REPO"/tests/cases/{hosts,cases}.conf | expand >"$DIR/all"
	same "$(cut -d: -f1 "$DIR/all" | sort | uniq -d)" ''
	[ "$(wc -l <"$DIR/all")" -gt 200 ] || fail "$(wc -l <"$DIR/all") cases"
}

# refuses MESSAGE LINE...: these, after two hosts.
refuses() {
	local message=$1

	shift
	suite 2 --list < <(printf '%s\n' '[hosts]' 'small = --mem 512M' 'big = --mem 4G' "$@")
	said "^list:[0-9]+: .*$message"
}

test_conf_refuses_what_it_does_not_know() {
	suite 2 --list <<<'command = true'
	said 'a key before any'
	refuses 'no such key: colour' '[a]' 'command = true' 'colour = red'
	refuses 'no such key: command' '[defaults]' 'command = true'
	refuses 'no such host: tiny' '[a]' 'command = true' 'fast = tiny'
	refuses 'no such host: tiny' '[a]' 'command = true' 'fast = small' 'timeout = 9 tiny=8'
	refuses 'no such host: tiny' '[vls]' 'tiny = 128'
	refuses 'no such mode: small@fast' '[a]' 'command = true' 'slow = small@fast'
	refuses 'named by the mode alone' '[a]' 'command = true' 'slow = default@vhe'
	refuses 'neither command nor local' '[a]' 'fast = vhe'
	refuses 'neither .section. nor key' '[a]' 'command'
	refuses 'host new cannot have: --colour red' 'new = --colour red'
	refuses 'host new cannot have: --mode vhe' 'new = --mode vhe'
	refuses 'host new cannot have: --kernel new' 'new = --kernel new'
	refuses 'host new cannot have: --cpu' 'new = --cpu'
	refuses 'a host cannot be called vhe' 'vhe = --icount'
	refuses 'has no host small' '[a]' 'command = echo {vls}' 'fast = small'
}

test_conf_refuses_what_is_there_twice() {
	refuses '\[a\] twice' '[a]' 'command = true' '[b]' 'command = true' '[a]' 'command = true'
	refuses 'host small twice' 'small = --icount'
	refuses 'timeout twice' '[a]' 'command = true' 'timeout = 5' 'timeout = 6'
	refuses '\[a\] twice on vhe' '[a]' 'command = true' 'fast = vhe vhe'
	refuses 'both command and local' '[a]' 'command = true' 'local = bench/bench-schema.sh'
}

test_conf_refuses_values_out_of_range() {
	local value

	for value in 0 -1 5s '' 86401 99999 100000 '60 small=0' '60 small' 'small=60'; do
		refuses "timeout = '$value' is no value" '[a]' 'command = true' 'fast = small' \
			"timeout = $value"
	done
	refuses "shared-boot = 'maybe'" '[a]' 'command = true' 'shared-boot = maybe'
	refuses "fast = '' is no value" '[a]' 'command = true' 'fast ='
	refuses "with = 'gdb' is no value" '[a]' 'command = true' 'with = gdb'
	refuses "local = 'no-such.sh' is no value" '[a]' 'local = no-such.sh'
	refuses 'cannot have: --mem much' 'new = --mem much'
	refuses 'cannot have: --smp 0' 'new = --smp 0'
	refuses '128;256 is no set' '[vls]' 'small = 128;256'
	refuses 'has a timeout for big, but' '[a]' 'command = true' 'fast = small' \
		'timeout = 9 big=8'
	refuses 'is local: not for host small' '[a]' 'local = bench/bench-schema.sh' 'fast = small'
	refuses 'is not local' '[a]' 'command = true' 'fast = build-machine'
	suite 0 --list <<<$'[a]\ncommand = true\ntimeout = 86400'
}

# With its host and without.
test_suite_selects_by_name() {
	local list=$'[hosts]\nsmall = --mem 512M\n[a]\ncommand = true\nfast = default vhe small@vhe'

	list+=$'\nslow = small\n[b]\ncommand = true'
	names() {
		suite 0 --list "$@" <<<"$list"
		cut -d' ' -f1 "$OUT" | xargs
	}
	same "$(names)" 'a a@vhe a@small@vhe b'
	same "$(names --only a)" 'a a@vhe a@small@vhe a@small'
	same "$(names --only a --group slow)" a@small
	same "$(names --only a@default)" a
	same "$(names --only a@vhe)" a@vhe
	same "$(names --only '*@small*')" 'a@small@vhe a@small'
	same "$(names --only '?')" 'a a@vhe a@small@vhe a@small b'
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
	printf '[hosts]\ndefault = --no-module\n[case]\ncommand = sleep 1000\n' >"$DIR/list"
	interrupted_leaves_nothing 130 "$REPO/tests/cases/run" --group all --conf "$DIR/list" \
		--out "$DIR/cases"
}
