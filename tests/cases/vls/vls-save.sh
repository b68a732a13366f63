#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# kvm-sve vls save and load: what is saved is loaded; a file is whole or not there; none
# of another form passes; load answers as KVM does. The host has all VLs up to 512 bits.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/vls/vls-lib.sh
. ./vls-lib.sh
trap 'rm -rf "$dir"; kill $(jobs -p) 2>/dev/null' EXIT

# file VMS: such a file, written by docs/metadata.md with nothing of kvm-sve.
file() {
	printf '{"schema":"kvm-sve/vm-sets","version":1,"vms":%s}\n' "$1"
}

helps save
helps load
./hold_vms 128,256+128,256 128+128,256@finalized none >"$dir/ready" &
pid=$!
check 'the VMs are there' soon test -s "$dir/ready"

# --- save
vls save --pid $pid -o "$dir/all"
is 'save: exit 0' $status 0
is 'save -o: nothing on stdout' "$(cat "$dir/out")" ''
like 'save: sets that may change' "$(cat "$dir/err")" 'warning: 1 of 5 vcpus have not run yet'
cp "$dir/all" "$dir/out"
json 'the file' schema '"kvm-sve/vm-sets"' version 1 vms.0.pid $pid vms.0.vcpus.1.id 1 \
	vms.0.vcpus.1.vls '[128,256]' vms.1.vcpus.0.vls '[128]' vms.2.vcpus.0.vls null \
	vms.0.vcpus.1.sve true vms.2.vcpus.0.sve false vms.3 missing kernel "\"$(uname -r)\"" node "\"$(hostname)\""
is 'the file: for all to read' "$(stat -c %a "$dir/all")" 644
vls save --pid $pid --vm 1 -o "$dir/one"
does 'save --vm 1' 0 ''
vls save --pid $pid --vm 1
is 'save to stdout: exit 0' $status 0
is 'save to stdout: the same but for its time' "$(grep -v 'created"' "$dir/out")" \
	"$(grep -v 'created"' "$dir/one")"
vls save --pid $pid --vm 4
refuses 'save --vm 4' 1 "process $pid has no VM 4, but 3"
vls save --pid $pid --vm 0
refuses 'save --vm 0' 2 "'0' is not a number"
vls save --pid $$ -o "$dir/none"
refuses 'save, no VM' 1 "process $$ has no VM"
vls save --pid 999999 -o "$dir/none"
refuses 'save, no process' 2 "no process '999999'"
vls save -o "$dir/none"
refuses 'save, whom' 2 'which process'
vls save --pid $pid --vm 1 -o "$dir/nowhere/file"
refuses 'save into no directory' 2 'cannot write .*nowhere/file: No such file'
vls save --pid $pid --vm 1 -o /dev/null
refuses 'save to a device' 2 'cannot write /dev/null: it is there and is no file'
check 'which is one still' test -c /dev/null
ln -s "$dir/one" "$dir/link"
vls save --pid $pid --vm 1 -o "$dir/link"
refuses 'save to a link' 2 'cannot write .*link: it is there and is no file, but a link'
rm "$dir/link"
cp "$dir/one" "$dir/secret"
chmod 600 "$dir/secret"
vls save --pid $pid --vm 1 -o "$dir/secret"
is 'save to a file that is for its owner alone: it stays so' "$(stat -c %a "$dir/secret")" 600
nobody save --pid $pid -o "$dir/none"
refuses 'save, not root' 3 'not permitted'
check 'a failure leaves no file' test ! -e "$dir/none"

# A full disk: the old file stays as it was, and nothing beside it.
mkdir "$dir/full"
mount -t tmpfs -o size=4k none "$dir/full"
echo old >"$dir/full/file"
vls save --pid $pid --vm 1 -o "$dir/full/file"
refuses 'save to a full disk' 3 'cannot write .*full/file: No space left on device'
is 'the old file stays' "$(cat "$dir/full/file")" old
is 'and nothing beside it' "$(ls -A "$dir/full")" file
umount "$dir/full"
to_closed_pipe save save --pid $pid --vm 1

# --- load: fits
vls load "$dir/one"
prints 'load' 0 '^hold_vms +1 0-1 +128,256$'
prints 'load, the answer' 0 '^yes: this host gives each vcpu exactly its set$'
is 'load, from where' "$(grep '^on ' "$dir/out")" "on $(hostname), kernel $(uname -r)"
vls load "$dir/all"
prints 'load, several VMs' 0 '^hold_vms +2 1 +128,256$'
prints 'load, no SVE' 0 '^hold_vms +3 0 +no SVE$'
kvm-sve vls save --pid $pid --vm 2 2>/dev/null | kvm-sve vls load - >"$dir/out" 2>"$dir/err"
status=$?
prints 'save | load -' 0 '^yes'
vls load --json "$dir/all"
is 'load --json: exit 0' $status 0
json 'load --json' schema '"kvm-sve/vls-load"' version 1 fits true vms.1.vm 2 \
	vms.1.vcpus.1 '{"id":1,"vls":[128,256],"fits":true,"reason":null,"vl":null}' \
	vms.2.vcpus.0.vls null
vls load --format qemu "$dir/one"
does 'load --format qemu' 0 '-cpu host,sve128=on,sve256=on'
vls load --format kvmtool "$dir/one"
does 'load --format kvmtool' 0 '--sve-max-vl=256'
vls load --format qemu "$dir/all"
refuses 'load --format of different sets' 1 'different sets, and qemu has one option'
vls load --format qemu --json "$dir/one"
refuses 'load --format --json' 2 'not both'
file '[{"vcpus":[{"id":0,"vls":null,"sve":false}]}]' >"$dir/plain"
vls load --format qemu "$dir/plain"
refuses 'load --format, no SVE' 1 'no vcpu in the file has SVE'
# An older kvm-sve wrote null for no SVE, and where it could not know.
file '[{"vcpus":[{"id":0,"vls":[128]},{"id":1,"vls":null}]}]' >"$dir/null"
vls load "$dir/null"
prints 'load of null' 3 '^unknown: 1 vcpus have a set that the file does not say$'
unlike 'load of null: no yes' "$(cat "$dir/out")" '^yes'
like 'load of null: why' "$(cat "$dir/err")" 'does not say whether 1 of 2 vcpus have SVE.*save them again'
prints 'load of null: which' 3 '^ +1 1 +unknown$'
vls load --json "$dir/null"
is 'load --json of null: exit 3' $status 3
json 'load --json of null' fits null vms.0.vcpus.0.fits true vms.0.vcpus.1.fits null
vls load --format qemu "$dir/null"
refuses 'load --format of null' 3 'does not say whether 1 of 2 vcpus'
vls load --verify "$dir/null"
prints 'load --verify of null' 0 '^the file is sound; this host was not asked$'
file '[{"command":"other","vcpus":[{"id":0,"vls":[128,256]}]}]' >"$dir/other"
vls load "$dir/other"
prints 'a file that another program wrote' 0 '^yes'
file '[{"vcpus":[{"id":0,"vls":[128]},{"id":1,"vls":[128]},{"id":3,"vls":[128]}]}]' >"$dir/gap"
vls load "$dir/gap"
prints 'load, no vcpu 2' 0 '^ +1 0-1 +128$'
prints 'load, no vcpu 2' 0 '^ +1 3 +128$'
to_closed_pipe load load "$dir/one"

# --- load: does not fit
file '[{"vcpus":[{"id":0,"vls":[128]},{"id":3,"vls":[128,512]}]}]' >"$dir/hole"
vls load "$dir/hole"
prints 'load, a hole' 1 '^no: VM 1, vcpu 3: VL 256 is there .*\(UNMASKABLE\)$'
is 'load, a hole: no yes' "$(grep -c ^yes "$dir/out")" 0
vls load --format qemu "$dir/hole"
refuses 'load --format, a hole' 1 'no: VM 1, vcpu 3: VL 256 is there'
vls load --json "$dir/hole"
is 'load --json, a hole: exit 1' $status 1
json 'load --json, a hole' fits false vms.0.vcpus.0.fits true \
	vms.0.vcpus.1 '{"id":3,"vls":[128,512],"fits":false,"reason":"UNMASKABLE","vl":256}'
file '[{"vcpus":[{"id":0,"vls":[128,256,384,512,65536]}]}]' >"$dir/large"
vls load "$dir/large"
prints 'load, too large' 1 '^no: VM 1, vcpu 0: VL 65536 cannot be given .*\(UNSUPPORTED\)$'
if [ -e /sys/kernel/kvm_sve ]; then
	kvm-sve vls max 128
	vls load "$dir/one"
	prints 'load, root lowered the maximum' 1 '^no: VM 1, vcpu 1: VL 256 cannot be given'
	kvm-sve vls max max
fi

# --- load: bad files
# bad NAME PATTERN: load of $dir/bad
bad() {
	vls load "$dir/bad"
	refuses "$1" 2 "/bad: $2"
	vls load --verify --json "$dir/bad"
	refuses "$1, --verify" 2 "/bad: $2"
}
sed 's/256/300/' "$dir/one" >"$dir/bad"
bad 'an odd VL' '"vls" of vcpu 0 is neither'
sed 's/"pid": [0-9]*/"pid": "me"/' "$dir/one" >"$dir/bad"
bad 'a member of another type' 'the "pid" of a VM is not a number'
grep -v '"id"' "$dir/one" >"$dir/bad"
bad 'a line less' 'the "id" of a vcpu is not a number'
head -c 300 "$dir/one" >"$dir/bad"
bad 'truncated' 'truncated: it ends at line [0-9]+, in the middle'
: >"$dir/bad"
bad 'empty' 'empty'
sed 's/"version": 1/"version": 2/' "$dir/one" >"$dir/bad"
bad 'newer' 'version 2, of a newer kvm-sve; this one reads up to 1: update it'
node a 128 128 >"$dir/bad"
bad 'a node file' 'not a file of .*"schema" is kvm-sve/vls-show'
cp lib.sh "$dir/bad"
bad 'a script' 'damaged, or something else: not JSON at line 1'
cat "$dir/one" "$dir/one" >"$dir/bad"
bad 'two files in one' 'damaged, or something else: not JSON'
file '[]' >"$dir/bad"
bad 'no VM in it' 'no VM in it'
vls load "$dir/missing"
refuses 'no file' 2 'missing: No such file'
vls load
refuses 'load of nothing' 2 'which FILE'
vls load "$dir/one" "$dir/all"
refuses 'load of two' 2 'one FILE'

# --- without KVM only the file can be told
mv /dev/kvm /dev/kvm.away
vls load "$dir/one"
refuses 'load without KVM' 3 'no /dev/kvm'
vls load "$dir/plain"
prints 'load of no SVE without KVM' 0 '^yes'
vls load --verify "$dir/one"
prints 'load --verify without KVM' 0 '^the file is sound; this host was not asked$'
vls load --verify --json "$dir/one"
json 'load --verify --json' fits null vms.0.vcpus.0.fits null
mv /dev/kvm.away /dev/kvm

# --- a process that goes while it is saved: its whole file, or none and why
odd=0 saved=0
for i in $(seq 0 11); do
	rm -f "$dir/gone"
	./hold_vms -t $((i * 50)) 128,256+128,256+128,256+128,256 >/dev/null &
	vls save --pid $! -o "$dir/gone"
	case $status in
	0) kvm-sve vls load --verify "$dir/gone" >/dev/null || odd=$((odd + 1))
		saved=$((saved + 1)) ;;
	1 | 2 | 3) [ ! -e "$dir/gone" ] || odd=$((odd + 1)) ;;
	*) odd=$((odd + 1)) ;;
	esac
	wait $!
done
note "saved $saved of 12"
is 'a process that goes: all or nothing' $odd 0
is 'nothing is left over' "$(find "$dir" -mindepth 1 -name '*.??????')" ''
kill $pid
done_testing
