# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Tests of tests/host/run: what it passes on, and what it must not let pass.
# Sourced by tests/host/selftest.

lkdtm() {
	run_host "$1" --add "$("$HOST_DIR/kernel" image "$2")/lkdtm.ko" --kernel "$2" \
		-- sh -c "insmod lkdtm.ko && $4
			echo $3 >/sys/kernel/debug/provoke-crash/DIRECT"
}

test_status() {
	run_host 7 -- sh -c 'exit 7'
	same "$(cat "$OUT" "$ERR")" ''
}

test_status_of_a_signal() {
	run_host 137 -- sh -c 'kill -KILL $$'
}

test_no_such_command() {
	run_host 127 -- no-such-command
}

test_streams_are_separate() {
	run_host 0 -- sh -c 'echo one; echo two >&2; echo three >/dev/stdout'
	same "$(cat "$OUT")" $'one\nthree'
	same "$(cat "$ERR")" two
}

test_arguments_arrive_as_they_are() {
	# shellcheck disable=SC2016 # as they are
	local args=('a b' "it's" '"q"' '' '$HOME `id` \n %s' $'two\nlines' '*' 'end\' '-x')

	run_host 0 -- printf '<%s>' "${args[@]}"
	same "$(cat "$OUT")" "$(printf '<%s>' "${args[@]}")"
}

test_10_mb_arrive_whole() {
	run_host 0 -- sh -c 'head -c 10485760 /dev/urandom >/tmp/x
		sha256sum </tmp/x >&2; cat /tmp/x'
	same "$(sha256sum <"$OUT")" "$(cat "$ERR")"
	same "$(stat -c %s "$OUT")" 10485760
}

test_what_is_left_running_does_not_hold_it() {
	run_host 0 --timeout 20 -- sh -c 'sleep 1000 & echo done'
	same "$(cat "$OUT")" 'done'
}

test_added_files() {
	echo hello >"$DIR/file"
	run_host 0 --add "$DIR/file" --add "$DIR/file:/etc/other" \
		-- cat file /etc/other
	same "$(cat "$OUT")" $'hello\nhello'
}

# Every byte, and nothing of it in the output: text, binary, empty, 20 MB, /proc.
test_get_files() {
	local want

	mkdir "$DIR/folder"
	echo old >"$DIR/binary"
	# shellcheck disable=SC2016 # for that shell
	run_host 0 --get binary:"$DIR/binary" --get /tmp/empty:"$DIR/folder" --get "/tmp/it's":"$DIR/a, b" \
		--get /tmp/large:"$DIR/large" --get /proc/version:"$DIR/version" -- sh -c '
		printf "a\0b\n\n\r\377@@\0" >binary
		: >/tmp/empty; echo text >"/tmp/it$1s"
		head -c 20971520 /dev/urandom >/tmp/large; sha256sum </tmp/large' sh "'"
	same "$(od -c "$DIR/binary")" "$(printf 'a\0b\n\n\r\377@@\0' | od -c)"
	same "$(stat -c '%s %n' "$DIR/folder"/*)" "0 $DIR/folder/empty"
	same "$(cat "$DIR/a, b")" text
	same "$(sha256sum <"$DIR/large")" "$(cat "$OUT")"
	same "$(stat -c %s "$DIR/large")" 20971520
	grep -q '^Linux version' "$DIR/version" || fail "$(cat "$DIR/version")"
	same "$(cat "$ERR")" ''
	same "$(umask 22; touch "$DIR/new"; stat -c %a "$DIR/new")" "$(stat -c %a "$DIR/large")"
}

# Into this folder, under its name.
test_get_into_this_folder() {
	cd "$DIR"
	run_host 0 --get /etc/passwd -- true
	grep -q ^root: "$DIR/passwd" || fail "$(ls "$DIR")"
}

# A failure by itself; what is there comes, and what is not leaves the old one.
test_get_missing_file() {
	echo old >"$DIR/missing"
	run_host 123 --get /tmp/missing:"$DIR/missing" --get /tmp:"$DIR/tmp" \
		--get /etc/passwd:"$DIR/passwd" -- echo fine
	same "$(cat "$OUT")" fine
	same "$(cat "$ERR")" "run: --get /tmp/missing: no such file
run: --get /tmp: not a regular file"
	same "$(cat "$DIR/missing")" old
	[ -s "$DIR/passwd" ] || fail "the other file did not come"
	no_temporary_files
}

no_temporary_files() {
	same "$(find "$DIR" -name '.*.??????')" ''
}

test_get_from_a_failing_command() {
	run_host 7 --get there:"$DIR/there" --get missing:"$DIR/missing" -- \
		sh -c 'echo half >there; exit 7'
	same "$(cat "$DIR/there")" half
	same "$(cat "$ERR")" 'run: --get missing: no such file'
	[ ! -e "$DIR/missing" ] || fail "there is a file"
	run_host 137 --get there:"$DIR/there" -- sh -c 'echo all >there; kill -KILL $$'
	same "$(cat "$DIR/there")" all
}

test_get_nothing_after_a_time_out() {
	run_host 124 --timeout 2 --get there:"$DIR/there" -- sh -c 'echo half >there; sleep 100'
	[ ! -e "$DIR/there" ] || fail "there is a file"
	no_temporary_files
}

# Before it boots.
test_get_into_what_cannot_be_written() {
	run_host 125 --get a:"$DIR/no-such-folder/a" -- true
	same "$(cat "$ERR")" "run: --get: cannot write $DIR/no-such-folder/a"
	run_host 125 --get a:"$DIR/a" --get b:/proc/b -- true
	same "$(cat "$ERR")" 'run: --get: cannot write /proc/b'
	run_host 125 --get folder/ -- true
	run_host 125 --get :a -- true
	run_host 125 --get a --interactive
	no_temporary_files
}

test_time_out() {
	run_host 124 --timeout 2 -- sleep 1000
	failed_for 'time-out'
}

test_hung_boot() {
	printf '#!/bin/busybox sh\nwhile :; do /bin/busybox sleep 1; done\n' >"$DIR/hang"
	chmod +x "$DIR/hang"
	KVM_SVE_BOOT_TIMEOUT=6 run_host 125 --add "$DIR/hang:/hang" \
		--append rdinit=/hang -- true
	failed_for 'no user space after 6 s'
}

test_panic() {
	run_host 125 -- sh -c 'echo c >/proc/sysrq-trigger'
	failed_for 'sysrq triggered crash'
}

test_warn() {
	lkdtm 125 stock WARNING true
	failed_for 'WARNING: .*lkdtm_WARNING'
}

# Even where the command turns the panic off and exits with 0.
test_warn_without_panic() {
	lkdtm 125 stock WARNING 'echo 0 >/proc/sys/kernel/panic_on_warn;'
	failed_for 'WARNING: .*lkdtm_WARNING'
}

test_oops() {
	lkdtm 125 stock EXCEPTION true
	failed_for 'Unable to handle kernel'
}

test_bug() {
	lkdtm 125 stock BUG true
	failed_for 'kernel BUG at|Internal error|cut here'
}

test_power_off_before_the_end() {
	run_host 125 -- poweroff -f
	failed_for 'stopped before the command ended'
}

test_wrong_mode() {
	run_host 125 --cpu cortex-a72 --mode vhe -- true
	failed_for 'not in vhe mode'
	run_host 125 --append kvm-arm.mode=none --mode nvhe -- true
	failed_for 'not in nvhe mode'
}

test_bad_cpu() {
	run_host 125 --cpu no-such-cpu -- true
	grep -q 'no-such-cpu' "$ERR" || fail "$(cat "$ERR")"
}

# run_host has --no-module: these have it loaded.
run_with_module() {
	local got=0

	OUT=$DIR/out ERR=$DIR/err
	TMPDIR=$DIR "$RUN" "$@" >"$OUT" 2>"$ERR" </dev/null || got=$?
	echo $got
}

# Kbuild alone would keep what was linked against another kernel's BTF.
test_module_of_another_kernel() {
	local module=$DIR/module linked

	mkdir "$module"
	echo 'obj-m := nothing.o' >"$module/Kbuild"
	printf '#include <linux/module.h>\nMODULE_LICENSE("GPL");\n' >"$module/nothing.c"
	"$HOST_DIR/kernel" module patched "$module" >/dev/null
	linked=$(stat -c %i.%Y "$module/nothing.ko")
	sleep 1.1
	"$HOST_DIR/kernel" module patched "$module" >/dev/null
	same "$(stat -c %i.%Y "$module/nothing.ko")" "$linked"
	echo another >"$module/.kernel"
	"$HOST_DIR/kernel" module patched "$module" >/dev/null
	[ "$(stat -c %i.%Y "$module/nothing.ko")" != "$linked" ] || fail "it is the old one"
}

test_module_with_an_unknown_symbol() {
	local hook

	hook=$("${CROSS}nm" -u "$REPO/build/kvm_sve.ko" |
		awk '/hooks/ { print $NF; exit }')
	[ -n "$hook" ] || fail "the module uses no symbol of the hooks"
	"${CROSS}objcopy" --redefine-sym "$hook=kvm_no_such_symbol" \
		"$REPO/build/kvm_sve.ko" "$DIR/kvm_sve.ko"
	same "$(KVM_SVE_KO=$DIR/kvm_sve.ko run_with_module -- true)" 125
	OUT=$DIR/out ERR=$DIR/err
	failed_for 'kvm_sve.ko does not load'
	failed_for 'Unknown symbol kvm_no_such_symbol'
}

test_interrupt_leaves_nothing() {
	interrupted_leaves_nothing 143 "$RUN" --no-module -- sleep 1000
}

# What QEMU cannot write at once it must not lose when the machine goes off.
test_slow_reader_gets_all() {
	same "$("$RUN" --no-module --smp 1 -- head -c 300000 /dev/zero | (sleep 10; wc -c))" 300000
}

test_runs_do_not_collide() {
	local i pids=()

	for i in 1 2 3; do
		TMPDIR=$DIR "$RUN" --no-module --smp 1 -- sh -c "sleep 1; echo $i" \
			>"$DIR/out.$i" 2>&1 </dev/null &
		pids+=($!)
	done
	wait "${pids[@]}"
	same "$(cat "$DIR"/out.[123])" $'1\n2\n3'
}
