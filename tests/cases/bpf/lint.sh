#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# lint.sh [fentry|kprobe]: kvm-sve lint: each fixture gives exactly the finding
# that it is named after, and what is right gives none; by fentry, where the kernel has
# it, and by kprobes, or one of them, with the module and without. Then its exit codes,
# how it ends, and that nothing stays loaded.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/bpf/bpf-lib.sh
. ./bpf-lib.sh

module=false
[ ! -e /sys/kernel/kvm_sve ] || module=true

lint() {
	tool lint "$@"
}

# The findings of the last lint, JSON: a name a line; and its notes, which come before.
findings() {
	sed -n '/^  "findings"/,$s/.*"id": "\([a-z-]*\)".*/\1/p' "$dir/out"
}

notes() {
	sed -n '1,/^  "findings"/s/.*"id": "\([a-z-]*\)".*/\1/p' "$dir/out"
}

# number NAME: of the last lint's JSON.
number() {
	sed -n "s/^  \"$1\": \([0-9]*\),*$/\1/p" "$dir/out"
}

# Has process $1 attached a program of BPF?
attached() {
	for fd in /proc/"$1"/fd/*; do
		readlink "$fd"
	done | grep -q bpf_link
}

# says NAME FINDINGS: exactly these, and no call was missed, nor its data.
says() {
	is "$1: what it finds" "$(findings)" "$2"
	is "$1: exit status" $status "$([ -z "$2" ] && echo 0 || echo 1)"
	is "$1: no call missed" "$(number missed)" 0
	is "$1: no data missed" "$(number unreadable)" 0
	[ "$(findings)" = "$2" ] || note "$(cat "$dir/out" "$dir/err")"
}

# fixtures OPTIONS...
fixtures() {
	for fixture in $(./lint_fixture list); do
		case $fixture in
		*@ioctl) $module || continue ;;
		esac
		want=${fixture%@*}
		case $want in
		ok*) want='' ;;
		esac
		lint "$@" --json -- ./lint_fixture "$fixture"
		says "$fixture${1:+ $1}" "$want"
		case $fixture in
		sve-not-asked* | ok-no-sve)
			is "$fixture${1:+ $1}: its note" "$(notes)" sve-not-enabled ;;
		*@again)
			is "$fixture${1:+ $1}: no vcpu is counted that was never one" \
				"$(number vcpus) of $(number vms)" '2 of 2' ;;
		*)
			is "$fixture${1:+ $1}: no note" "$(notes)" '' ;;
		esac
	done
}

# unreadable NAME CALLS OPTIONS...: data that no probe can read is unknown, and no value.
unreadable() {
	name="unreadable $1${3:+ $3}" calls=$2 fixture=$1
	shift 2
	lint "$@" --json -- ./lint_unreadable "$fixture"
	is "$name: is counted" "$(number unreadable)" "$calls"
	is "$name: no finding" "$(findings)" ''
	is "$name: exit 3" $status 3
	like "$name: says so" "$(cat "$dir/err")" "^kvm-sve: $calls calls? had data .*mlock"
}

helps lint
lint -d 0x
exits 'bad duration' 2 "'0x' is not a number"
lint -p 999999
exits 'no such process' 2 "no process '999999'"
lint -p 1 -- true
exits 'a process and a command' 2 'not both'
lint --nonsense
exits 'unknown option' 2 'nonsense'
finds_no_command lint

# all_fixtures KIND OPTION: by the probes that OPTION makes it take.
all_fixtures() {
	# shellcheck disable=SC2086 # perhaps none
	fixtures $2
	# shellcheck disable=SC2086 # perhaps none
	{
		unreadable early 2 $2
		unreadable write 1 $2
		! $module || unreadable try 1 $2
	}
	is "the probes $2" "$(sed -n 's/.*"probes": "\(.*\)",/\1/p' "$dir/out")" "$1"
}
# By fentry a kernel that preempts would lose calls.
case $(uname -v) in
*PREEMPT*) probes=kprobe ;;
*) probes=$(best_probes | sed 's/kprobes/kprobe/') ;;
esac
[ "${1-}" = kprobe ] || all_fixtures "$probes" ''
[ "${1-}" = fentry ] || all_fixtures kprobe --kprobes

# 64 vcpus by 8 threads, each right or each wrong.
for probes in '' --kprobes; do
	lint $probes --json -- ./lint_fixture ok-many
	says "many right ones $probes" ''
	is "many right ones $probes: all are seen" "$(number vcpus)" 65
	lint $probes --json -- ./lint_fixture init-lost-set@many
	is "many wrong ones $probes: a finding each" "$(findings | sort | uniq -c | tr -s ' ')" \
		' 64 init-lost-set'
	is "many wrong ones $probes: each vcpu once" \
		"$(sed -n 's/.*"vcpu": \([0-9]*\),.*/\1/p' "$dir/out" | sort -nu | wc -l)" 64
done

# VMMs that are right.
for vl in '' 256; do
	lint --json -c "./migrate origin $dir/state $vl && ./migrate destination $dir/state"
	says "migrate $vl" ''
	is "migrate $vl: both are seen" "$(number vcpus)" 2
done
lint --json -- kvm-sve bench --quick -n 2 --warmup 1 --exit mmio,preempt
says 'bench' ''
check 'bench: it is seen' test "$(number vcpus)" -gt 0
if $module; then
	lint --json -- ./vls_guest
	says 'vls_guest' ''
fi

# Whose VMs.
rm -f "$dir/go"
./lint_fixture ok-late "$dir/go" &
pid=$!
sleep 1
lint --json -p $pid -c true
exits 'a process and -c' 2 'not both'
lint --json -c "touch $dir/go; wait; sleep 1; ./lint_fixture no-finalize"
wait
says 'of a command: the VMs below it' no-finalize
is 'of a command: not those of others' "$(number older_vcpus)" 0

rm -f "$dir/go"
./lint_fixture ok-late "$dir/go" &
pid=$!
sleep 1
kvm-sve lint --json -p $pid -d 6 >"$dir/out" 2>"$dir/err" &
lint=$!
until attached $lint || ! kill -0 $lint; do
	sleep 0.1
done
sleep 1
./lint_fixture no-finalize
touch "$dir/go"
wait $lint
status=$?
is '--pid: not those of others, so nothing: exit 3' "$status" 3
is '--pid: not those of others: no list of findings' "$(./json_get "$dir/out" findings)" null
is '--pid: not those of others: no call missed' "$(number missed)" 0
is '--pid: not those of others: no data missed' "$(number unreadable)" 0
check 'JSON: what a pair of probes costs' test "$(./json_get "$dir/out" probe_cost.added_ns)" -gt 0
is '--pid: an older vcpu is told of' "$(number older_vcpus)" 1
is '--pid: and not judged' "$(number vcpus)" 0

lint -- ./lint_fixture set-after-finalize
is 'text: exit 1' $status 1
is 'text fits 80 columns' "$(awk 'length > 80' "$dir/out")" ''
like 'text: whose' "$(cat "$dir/out")" '^VM [0-9]+ vcpu 0, lint_fixture\[[0-9]+\]: set-after-finalize$'
like 'text: what' "$(cat "$dir/out")" 'KVM_REG_ARM64_SVE_VLS, for 128, after$|after KVM_ARM_VCPU_FINALIZE: EPERM'
like 'text: why' "$(cat "$dir/out")" '^    Why: ONE_REG takes the set between'
like 'text: what to do' "$(cat "$dir/out")" '^    Instead: Write KVM_REG_ARM64_SVE_VLS before'
like 'text: the sum' "$(cat "$dir/out")" '^2 vcpus of 2 VMs: 1 finding$'
like 'text: what is not seen' "$(cat "$dir/out")" '^Not seen: older vcpus'
like 'text: what a pair of probes costs' "$(cat "$dir/out")" \
	'^An empty pair of probes costs [1-9][0-9]* ns here, and shows [1-9][0-9]* ns itself[.]$'
if $module; then
	unlike 'text: nothing of a module that is there' "$(cat "$dir/out")" 'not loaded'
else
	like 'text: no module' "$(cat "$dir/out")" 'kvm_sve module is not loaded'
fi

lint -- ./lint_fixture ok-no-sve
is 'text, a note: exit 0' $status 0
is 'text, a note: fits 80 columns' "$(awk 'length > 80' "$dir/out")" ''
like 'text, a note: whose' "$(cat "$dir/out")" '^VM [0-9]+, lint_fixture\[[0-9]+\]: note: sve-not-enabled$'
like 'text, a note: what' "$(cat "$dir/out")" '^    1 vcpu ran without SVE, which this host has[.]$'
like 'text, a note: the sum' "$(cat "$dir/out")" '^2 vcpus of 2 VMs: no findings, 1 note$'

lint -c './lint_unreadable early && ./lint_fixture no-finalize'
is 'text, unreadable, and a finding: exit 3' $status 3
like 'text, unreadable: the sum' "$(cat "$dir/out")" '^4 vcpus of 4 VMs: 1 finding$'
like 'text, unreadable: how many' "$(cat "$dir/out")" '^Unknown: 2 calls whose data could not be read[.]$'

lint -c './lint_fixture ok; exit 7'
is 'a VMM that fails: exit 1' $status 1
like 'a VMM that fails: says so' "$(cat "$dir/err")" 'exit status 7'
like 'a VMM that fails: the sum' "$(cat "$dir/out")" '^2 vcpus of 2 VMs: no findings$'
lint --json -c './lint_fixture no-finalize; kill -9 $$'
says 'a VMM that is killed' no-finalize
like 'a VMM that is killed: says so' "$(cat "$dir/err")" '[Kk]illed'

to_closed_pipe lint -d 60

for signal in INT TERM; do
	starts lint
	./lint_fixture ok
	ends_by $signal
	like "SIG$signal: the sum" "$(cat "$dir/out")" '^2 vcpus of 2 VMs: no findings$'
done

# 80,000 calls and nobody reads: some must be missed, and that is no good end.
if $module; then
	lint --json -- ./trace_calls flood 20000 stop
	is 'a flood: exit 3' $status 3
	missed=$(number missed)
	check 'a flood: calls were missed' test "${missed:-0}" -gt 0
	is 'a flood: says so' "$(sed -n 's/^kvm-sve: \([0-9]*\) calls were missed: .*/\1/p' "$dir/err")" "$missed"
fi

lint -- true
is 'a command without a vcpu: exit 3' $status 3
like 'a command without a vcpu: says so' "$(cat "$dir/err")" 'nothing was judged'

# What it does without. Linux 7 no longer lets ftrace be turned off.
if echo 0 >/proc/sys/kernel/ftrace_enabled; then
	lint --json -- ./lint_fixture no-finalize
	says 'ftrace turned off' no-finalize
	is 'ftrace turned off: by kprobes' \
		"$(sed -n 's/.*"probes": "\(.*\)",/\1/p' "$dir/out")" kprobe
	echo 1 >/proc/sys/kernel/ftrace_enabled
else
	skip 'ftrace turned off' 'this kernel keeps it on'
fi
umount /sys/kernel/tracing
lint --json -- ./lint_fixture no-finalize
says 'no tracefs' no-finalize
lint --kprobes --json -- ./lint_fixture no-finalize
says 'no tracefs, by kprobes' no-finalize
mount -t tracefs tracefs /sys/kernel/tracing
mount -t tmpfs tmpfs /sys/kernel/btf
lint -d 1
exits 'no BTF' 3 'tells no types.*CONFIG_DEBUG_INFO_BTF'
umount /sys/kernel/btf

chmod 666 /dev/kvm
nobody lint -d 1
exits 'not root' 3 'not permitted; run as root'
chmod 600 /dev/kvm
nobody lint -d 1
exits 'no right to KVM' 3 '/dev/kvm: Permission denied; run as root'
nothing_left
done_testing
