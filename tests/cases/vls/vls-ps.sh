#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# kvm-sve vls ps and check --pid: VMs with known sets are found and told as they
# are, on a kernel with the series or without, and by whichever way. The host
# has all VLs up to 512 bits. No VM runs when it begins.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/vls/vls-lib.sh
. ./vls-lib.sh
trap 'rm -rf "$dir"; kill $(jobs -p) 2>/dev/null' EXIT

series=no
grep -q ' kvm_arm_sve_register_hooks$' /proc/kallsyms && series=yes

helps ps
vls ps
refuses 'no VM' 0 'no VM with a vcpu runs on this host'
vls ps --json
json 'no VM' schema '"kvm-sve/vls-ps"' version 1 vms '[]'
vls ps --format openmetrics
is 'no VM, metrics: exit 0' $status 0
is 'no VM, metrics' "$(grep -v '^#' "$dir/out")" 'kvm_sve_vms 0'
vls ps --pid $$
refuses 'a process without a VM' 0 "process $$ has no VM with a vcpu"
for pid in 0 -1 abc 99999999999 999999; do
	vls ps --pid=$pid
	refuses "no process $pid" 2 "$pid"
done

# Held by many descriptors, processes and a thread with files of its own: still
# once, and as VMs of the process that made them.
./hold_vms -d 128,256+128,256+128+128,256@finalized none@finalized 128@configurable >"$dir/a" &
keeper=$!
check 'the VMs are there' soon test -s "$dir/a"
./hold_vms none >"$dir/b" &
b=$!
check 'and one more' soon test -s "$dir/b"
a=$(cut -d' ' -f2 "$dir/a")
table=$(printf '%7s %-15s %3s %-8s %-12s %s\n' PID COMMAND VM VCPUS STATE VLS \
	"$a" hold_vms 1 0-1 run 128,256 \
	"$a" hold_vms 1 2 run 128 \
	"$a" hold_vms 1 3 finalized 128,256 \
	"$a" hold_vms 2 0 created no_SVE \
	"$a" hold_vms 3 0 configurable 128 \
	$b hold_vms 1 0 run no_SVE | sed 's/no_SVE/no SVE/')
vls ps
does 'ps' 0 "$table"
vls ps --pid "$a"
does 'ps --pid' 0 "$(printf '%s\n' "$table" | grep -v " $b ")"
vls ps --pid $keeper
refuses 'a process that only holds vcpus' 0 "process $keeper has no VM"

vls ps --json --pid "$a"
is 'ps --json: exit 0' $status 0
json 'ps --json' vms.0.pid "$a" vms.0.command '"hold_vms"' vms.0.vm 1 vms.0.vcpus.1.id 1 \
	vms.0.vcpus.1.vls '[128,256]' vms.0.vcpus.1.state '"run"' vms.0.vcpus.2.vls '[128]' \
	vms.0.vcpus.3.state '"finalized"' vms.0.vcpus.4 missing \
	vms.1.vcpus.0.vls null vms.1.vcpus.0.explicit null \
	vms.2.vm 3 vms.2.vcpus.0.state '"configurable"' vms.3 missing
if [ $series = yes ]; then
	like 'ps --json: the number of its events' "$(./json_get "$dir/out" vms.0.vm_id)" '^[1-9]'
	max=$(cat /sys/kernel/kvm_sve/host_vls)
	json 'ps --json, the series' vms.0.vcpus.0.explicit true \
		vms.0.vcpus.0.guest_max_vls "[$max]" vms.0.vcpus.0.default_vls "[$max]"
else
	json 'ps --json, stock' vms.0.vm_id null vms.0.vcpus.0.explicit null \
		vms.0.vcpus.0.guest_max_vls null vms.0.vcpus.0.default_vls null
fi
vls ps --format openmetrics --pid "$a"
is 'ps --format openmetrics: exit 0' $status 0
is 'ps --format openmetrics' "$(grep -v '^#' "$dir/out")" "$(cat <<EOF
kvm_sve_vms 3
kvm_sve_vm_vcpus{pid="$a",command="hold_vms",vm="1",state="run",vls="128,256"} 2
kvm_sve_vm_vcpus{pid="$a",command="hold_vms",vm="1",state="run",vls="128"} 1
kvm_sve_vm_vcpus{pid="$a",command="hold_vms",vm="1",state="finalized",vls="128,256"} 1
kvm_sve_vm_vcpus{pid="$a",command="hold_vms",vm="2",state="created",vls="none"} 1
kvm_sve_vm_vcpus{pid="$a",command="hold_vms",vm="3",state="configurable",vls="128"} 1
kvm_sve_vm_max_vl_bytes{pid="$a",command="hold_vms",vm="1"} 32
kvm_sve_vm_max_vl_bytes{pid="$a",command="hold_vms",vm="2"} 0
kvm_sve_vm_max_vl_bytes{pid="$a",command="hold_vms",vm="3"} 16
EOF
)"
vls ps --format openmetrics -o "$dir/vms.prom"
does 'ps --output' 0 ''
is 'ps --output: a whole file' "$(tail -n 1 "$dir/vms.prom")" '# EOF'
vls ps --pid "$a"
cp "$dir/out" "$dir/table"
vls ps --pid "$a" -o "$dir/vms"
does 'ps --output of a table' 0 ''
is 'ps --output of a table: the table' "$(cat "$dir/vms")" "$(cat "$dir/table")"
vls ps --json --pid "$a"
is 'no kernel address is shown' "$(grep -icE 'ffff[0-9a-f]{6}|1844674[0-9]{13}' "$dir/out")" 0

# Where the kernel hides its addresses the name of the file has to do.
before=$(cat /proc/sys/kernel/kptr_restrict)
echo 2 >/proc/sys/kernel/kptr_restrict
like 'addresses are hidden' "$(grep ' kvm_vcpu_fops$' /proc/kallsyms)" '^0+ '
vls ps
does 'ps by name' 0 "$table"
echo "$before" >/proc/sys/kernel/kptr_restrict
like 'addresses are there' "$(grep ' kvm_vcpu_fops$' /proc/kallsyms)" '^f'
# A file of that name that is none of KVM's.
sh -c "exec 7>'$dir/kvm-vcpu:0' && sleep 60" &
decoy=$!
check 'the decoy is there' soon test -e "$dir/kvm-vcpu:0"
echo 2 >/proc/sys/kernel/kptr_restrict
vls ps
does 'a file called kvm-vcpu:0' 0 "$table"
echo "$before" >/proc/sys/kernel/kptr_restrict
kill $decoy

to_closed_pipe ps ps
nobody ps
refuses 'not root' 3 'not permitted; run as root'
mount -t tmpfs none /sys/kernel/btf
vls ps
refuses 'no BTF' 3 'no BTF of this kernel .*CONFIG_DEBUG_INFO_BTF'
umount /sys/kernel/btf

# --- check --pid
node wide 128,256,512 128,256,512 >"$dir/wide"
node narrow 128 128 >"$dir/narrow"
vls check --pid "$a" "$dir/wide"
does 'check --pid' 0 'yes, all 6 vcpus fit all 1 nodes'
vls check --pid "$a" "$dir/wide" "$dir/narrow"
does 'check --pid, not all' 1 'VM 1, vcpu 0: narrow                   no: VL 256 cannot be given to a guest (UNSUPPORTED)
VM 1, vcpu 1: narrow                   no: VL 256 cannot be given to a guest (UNSUPPORTED)
VM 1, vcpu 3: narrow                   no: VL 256 cannot be given to a guest (UNSUPPORTED)

3 of 6 vcpus do not fit all nodes'
vls check --json --pid "$a" "$dir/narrow"
is 'check --pid --json: exit 1' $status 1
json 'check --pid --json' pid "$a" fits false vcpus.2.fits true vcpus.3.vm 1 vcpus.3.vcpu 3 \
	vcpus.3.set '[128,256]' vcpus.3.nodes.0.reason '"UNSUPPORTED"' vcpus.4.set null \
	vcpus.4.fits true vcpus.6 missing
vls check --pid $$ "$dir/wide"
refuses 'check --pid without a VM' 1 "process $$ has no VM"
vls check --pid 999999 "$dir/wide"
refuses 'check --pid, no process' 2 999999
nobody check --pid "$a" "$dir/wide"
refuses 'check --pid, not root' 3 'not permitted'

# --- a vcpu that is not initialized yet may get any set
./hold_vms 128 none@finalized+none@created >"$dir/c" &
c=$!
check 'a VM with a new vcpu is there' soon test -s "$dir/c"
vls ps --pid $c
prints 'a new vcpu' 0 "^ +$c hold_vms +2 1 +created +unknown\$"
prints 'one initialized without SVE' 0 "^ +$c hold_vms +2 0 +created +no SVE\$"
vls ps --json --pid $c
json 'a new vcpu, --json' vms.0.vcpus.0.sve true vms.1.vcpus.0.sve false \
	vms.1.vcpus.1.vls null vms.1.vcpus.1.sve null
vls check --pid $c "$dir/wide"
is 'check --pid of a new vcpu: exit 3' $status 3
is 'check --pid of a new vcpu' "$(cat "$dir/out")" 'VM 2, vcpu 1: unknown: not initialized yet'
like 'check --pid of a new vcpu: why' "$(cat "$dir/err")" '1 of 3 vcpus are not known.*once the VM runs'
vls check --json --pid $c "$dir/wide"
is 'check --pid --json of a new vcpu: exit 3' $status 3
json 'check --pid --json of a new vcpu' fits null vcpus.0.fits true vcpus.2.set null \
	vcpus.2.fits null vcpus.2.nodes.0.fits null
vls save --pid $c
refuses 'save of a new vcpu' 3 '1 of 3 vcpus are not known, as they are not initialized yet'
vls save --pid $c --vm 1
is 'save of the other VM: exit 0' $status 0
kill $c
wait $c

# --- VMs that come and go, and one that runs
kill $keeper $b
wait $keeper $b
# The process that made the VMs dies of its parent's death.
# shellcheck disable=SC2317 # called by soon
gone() {
	! grep -q hold_vms "/proc/$a/comm" 2>/dev/null
}
check 'the VMs are gone' soon gone
vls ps
refuses 'all gone' 0 'no VM with a vcpu'
while :; do ./hold_vms -t 100 128+128,256 128,256 >/dev/null; done &
comers=$!
good=0 seen=0
for _ in $(seq 15); do
	vls ps --json
	if [ $status -eq 0 ] && ./json_get "$dir/out"; then
		good=$((good + 1))
	fi
	! grep -q hold_vms "$dir/out" || seen=$((seen + 1))
done
kill $comers
wait $comers 2>/dev/null
is 'VMs that come and go: 15 times a list' $good 15
note "with a VM in $seen of them"
check 'VMs that come and go: seen some' test $seen -gt 0

kvm-sve bench --guest sve --vl 256 -n 1000000 --no-phases >/dev/null 2>&1 &
bench=$!
# Its guests come and go as well, but are there most of the time.
# shellcheck disable=SC2317 # called by soon
runs() {
	kvm-sve vls ps --pid "$bench" 2>/dev/null | grep -Eq "^ +$bench kvm-sve .* 0 +run +128,256\$"
}
check 'a guest that runs' soon runs
kill $bench
done_testing
