#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# kvm-sve vls show, default, max, try, common and check, as an operator uses
# them. The host has {128,256,384,512}. It leaves no policy behind.

cd "$(dirname -- "$0")" || exit 1
# shellcheck source=tests/cases/lib.sh
. ./lib.sh
# shellcheck source=tests/cases/vls/vls-lib.sh
. ./vls-lib.sh
trap 'rm -rf "$dir"' EXIT

ALL=128,256,384,512

for command in show default max try common check; do
	helps $command
done
vls --help
prints 'vls --help' 0 "'kvm-sve vls COMMAND --help' tells about one command"
vls
refuses 'no command' 2 'which command'
vls nonsense
refuses 'no such command' 2 "no command 'nonsense'"

# --- show
vls show
prints 'show' 0 "^host set +$ALL\$"
prints 'show, the maximum' 0 "^guest maximum +$ALL\$"
prints 'show, the default' 0 "^default for a new vcpu +$ALL\$"
is 'show: no difference to tell' "$(grep -c cannot "$dir/out")" 0
vls show --format qemu
does 'show --format qemu' 0 '-cpu host,sve128=on,sve256=on,sve384=on,sve512=on'
vls show --format kvmtool
does 'show --format kvmtool' 0 '--sve-max-vl=512'
vls show --format libvirt
prints 'show --format libvirt' 0 "<feature policy='require' name='sve384'/>"
vls show --format xen
refuses 'show --format xen' 2 "no format 'xen': text, json, nfd, openmetrics, qemu, libvirt or kvmtool"
vls show --json --format qemu
refuses 'show, two formats' 2 'either json or qemu, not both'
vls show --format json
json 'show --format json' schema '"kvm-sve/vls-show"' host_vls "[$ALL]"

# --- show, for Kubernetes and Prometheus
label=feature.node.kubernetes.io/kvm-sve
labels="$label.vl-128=true
$label.vl-256=true
$label.vl-384=true
$label.vl-512=true
$label.set-0x1=true
$label.set-0x3=true
$label.set-0x7=true
$label.set-0xf=true
$label.max-vl=512
$label.guest-max=0xf
$label.default=0xf
$label.module=true"
vls show --format nfd
does 'show --format nfd' 0 "$labels"
vls show --format openmetrics
prints 'show --format openmetrics' 0 '^kvm_sve_vl\{set="guest_max",vl="384"\} 1$'
prints 'show --format openmetrics' 0 '^kvm_sve_max_vl_bytes\{set="host"\} 64$'
prints 'show --format openmetrics' 0 '^kvm_sve_module_loaded 1$'
is 'show --format openmetrics: its end' "$(tail -n 1 "$dir/out")" '# EOF'
mkdir "$dir/files"
echo old >"$dir/files/nfd"
vls show --format nfd -o "$dir/files/nfd"
does 'show --output' 0 ''
is 'show --output: the file' "$(cat "$dir/files/nfd")" "$labels"
is 'show --output: for all to read' "$(stat -c %a "$dir/files/nfd")" 644
vls show --format openmetrics -o /dev/full
refuses 'show --output, no file' 2 'it is there and is no file'
vls show --format openmetrics -o "$dir/missing/file"
refuses 'show --output, no folder' 2 'missing/file: No such file'
vls show -o "$dir/files/nfd"
does 'show --output of text' 0 ''
like 'show --output of text: the text' "$(cat "$dir/files/nfd")" '^host set'
mkdir "$dir/full"
mount -t tmpfs -o size=4k none "$dir/full"
echo old >"$dir/full/host.prom"
vls show --format openmetrics -o "$dir/full/host.prom"
refuses 'show --output, a full disk' 3 'host.prom: No space left'
is 'show --output, a full disk: the old file' "$(cat "$dir/full/host.prom")" old
is 'show --output: no other file' "$(find "$dir" -type f -name '.*')" ''
umount "$dir/full"
vls show surplus
refuses 'show with an argument' 2 'Too many arguments'
to_closed_pipe show show --json

# --- default
vls default
does 'default' 0 $ALL
vls default 128,256
does 'default SET' 0 ''
is 'default SET: the module has it' "$(cat /sys/kernel/kvm_sve/default_vls)" 128,256
vls default --json
json 'default --json' schema '"kvm-sve/vls-default"' version 1 vls '[128,256]' policy true
vls show --json
json 'show, with a default' default_vls '[128,256]' guest_max_vls "[$ALL]" guest_max_policy false \
	disagreements '[]'
vls default 128,256,640
refuses 'default, not there' 1 'VL 640 cannot be given to a guest \(UNSUPPORTED\)'
vls default 128,384
refuses 'default with a hole' 1 'VL 256 is there and cannot be hidden .*\(UNMASKABLE\)'
vls default 128,200
refuses 'default, no set' 2 "'128,200' is no set: not a multiple of 128 bits, at '200'"
vls default none
refuses 'default none' 2 'holds no VL'
vls default 128 256
refuses 'two defaults' 2 'one SET'
nobody default
does 'default for all to see' 0 128,256
nobody default 128
refuses 'default, not root' 3 'only root may write'
is 'default: as it was' "$(cat /sys/kernel/kvm_sve/default_vls)" 128,256

# --- max, below and above the default
vls max
does 'max' 0 $ALL
vls max 128
refuses 'max below the default' 1 'the default goes up to VL 256; lower that first'
vls max 128,256,384
does 'max SET' 0 ''
vls max --json
json 'max --json' schema '"kvm-sve/vls-max"' vls '[128,256,384]' policy true
vls default max
does 'default max' 0 ''
vls default
does 'default max is the new maximum' 0 128,256,384
vls default --json
json 'default --json, no policy' policy false
vls show
prints 'show, lowered' 0 '^guest maximum +128,256,384$'
prints 'show, lowered: by whom' 0 'from 512 bits on: root lowered the guest maximum'
vls show --format nfd
is 'show --format nfd, lowered: a VL' "$(grep -c vl-512 "$dir/out")" 0
is 'show --format nfd, lowered: a set' "$(grep -c set-0xf "$dir/out")" 0
prints 'show --format nfd, lowered' 0 "^$label.guest-max=0x7\$"
vls show --format openmetrics
prints 'show --format openmetrics, lowered' 0 '^kvm_sve_vl\{set="guest_max",vl="512"\} 0$'
prints 'show --format openmetrics, lowered' 0 '^kvm_sve_guest_max_policy 1$'
vls show --json
json 'show --json, lowered' guest_max_policy true host_vls "[$ALL]" guest_max_vls '[128,256,384]' \
	default_vls '[128,256,384]' disagreements '[]'
cp "$dir/out" "$dir/capped.json"
vls default $ALL
refuses 'default above the maximum' 1 'VL 512 cannot be given to a guest'
vls try $ALL
prints 'try above the maximum' 1 '^no: VL 512 cannot be given to a guest \(UNSUPPORTED\)$'
vls max 128,384
refuses 'max with a hole' 1 'VL 256 is there'
vls max 128,256,384,512,640
refuses 'max above the host' 1 'VL 640 cannot'
nobody max max
refuses 'max, not root' 3 'only root may write'
vls max max
does 'max max' 0 ''
vls max
does 'max, all again' 0 $ALL
vls max --json
json 'max --json, no policy' policy false

# --- try, with the interface and without
# tries: what try says, whichever way it asks.
tries() {
	for set in 128 128,256 128,256,384 $ALL; do
		vls try "$set"
		does "$1: $set" 0 yes
	done
	vls try 128,256,640
	does "$1: not there" 1 'no: VL 640 cannot be given to a guest (UNSUPPORTED)'
	vls try 128,256,512
	does "$1: a hole" 1 \
		'no: VL 384 is there and cannot be hidden below a larger one (UNMASKABLE)'
	vls try --json 256
	is "$1: JSON of a no: exit 1" $status 1
	json "$1" schema '"kvm-sve/vls-try"' set '[256]' fits false reason '"UNMASKABLE"' vl 128
	vls try --json 128
	json "$1" fits true reason null vl null
}
tries 'try'
vls try
refuses 'try without a set' 2 'which SET'
vls try 128,
refuses 'try, no set' 2 'a VL is missing'
vls try 128 256
refuses 'try two' 2 'one SET'
nobody try 128
refuses 'try, not root' 3 '/dev/kvm: .*run as root'
mv /dev/kvm /dev/kvm.away
vls try 128
refuses 'try without KVM' 3 'no /dev/kvm'
mv /dev/kvm.away /dev/kvm

rmmod kvm_sve
tries 'try, no module'
vls default
refuses 'default, no module' 3 'kvm_sve module is not loaded'
vls max 128
refuses 'max, no module' 3 'kvm_sve module is not loaded'
vls show
prints 'show, no module' 0 '^module +not loaded$'
prints 'show, no module' 0 "^guest maximum +$ALL\$"
insmod /host/kvm_sve.ko

# --- common and check
node a64fx 128,256,512 128,256,512 >"$dir/a64fx"
node small 128,256 128,256 >"$dir/small"
node odd 256 256 >"$dir/odd"
kvm-sve vls show --json >"$dir/own"
vls common "$dir/own"
does 'common of one' 0 $ALL
vls common "$dir/own" "$dir/a64fx"
does 'common' 0 '128,256

Lost, of what some of the 2 nodes give their guests:
   384  not there on a64fx
   512  384 is lost, and cannot be hidden below it on kvm-sve'
vls common "$dir/own" "$dir/capped.json"
does 'common, one capped' 0 '128,256,384

Lost, of what some of the 2 nodes give their guests:
   512  not given to guests by kvm-sve'
vls common --json "$dir/own" "$dir/a64fx" "$dir/small"
is 'common --json: exit 0' $status 0
json 'common --json' schema '"kvm-sve/vls-common"' version 1 nodes 3 common_vls '[128,256]' \
	lost.0.vl 384 lost.0.why '"lacks"' lost.0.nodes '["a64fx","small"]' lost.0.hide_vl null \
	lost.1.vl 512 lost.1.why '"lacks"' lost.1.nodes '["small"]' lost.2 missing
vls common --format qemu "$dir/own" "$dir/a64fx"
does 'common --format qemu' 0 '-cpu host,sve128=on,sve256=on'
vls common --format nfd "$dir/own" "$dir/a64fx"
does 'common --format nfd: the label of such nodes' 0 "$label.set-0x3=true"
vls common "$dir/own" "$dir/odd"
prints 'nothing in common' 1 '^none$'
vls common --format qemu "$dir/own" "$dir/odd"
prints 'nothing in common --format' 1 '^none$'
cat "$dir/a64fx" "$dir/small" | kvm-sve vls common - "$dir/own" >"$dir/out" 2>"$dir/err"
status=$?
prints 'common from stdin' 0 '^128,256$'

# list NAME STATUS PATTERN COMMAND...: of files whose names come on stdin.
list() {
	name=$1 want=$2 pattern=$3
	shift 3
	kvm-sve vls "$@" >"$dir/out" 2>"$dir/err"
	status=$?
	if [ "$want" = 0 ]; then
		prints "$name" 0 "$pattern"
	else
		refuses "$name" "$want" "$pattern"
	fi
}
printf '%s\0' "$dir/own" "$dir/a64fx" >"$dir/names"
list 'common, a list' 0 '^128,256$' common --files0-from=- <"$dir/names"
list 'common, a list in a file' 0 '^128,256$' common --files0-from="$dir/names" </dev/null
list 'check, a list' 0 '^yes, on all 2 nodes$' check --set 128 --files0-from=- <"$dir/names"
list 'an empty list' 2 'stdin: names no file' common --files0-from=- </dev/null
list 'a list and a file' 2 'either NODE.json or --files0-from' \
	common --files0-from=- "$dir/own" <"$dir/names"
printf '%s\0\0' "$dir/own" >"$dir/names"
list 'an empty name' 2 'stdin: name 2 is empty' common --files0-from=- <"$dir/names"
printf '%s\0%s' "$dir/own" "$dir/a64fx" >"$dir/names"
list 'a list cut off' 2 'stdin: name 2 does not end in a NUL' common --files0-from=- <"$dir/names"
printf '%s\0-\0' "$dir/own" >"$dir/names"
list 'a list that names itself' 2 'name 2 is -' common --files0-from=- <"$dir/names"
list 'no list' 2 "$dir/missing: No such file" common --files0-from="$dir/missing" </dev/null
list 'a folder' 2 "$dir: cannot be read" common --files0-from="$dir" </dev/null
to_closed_pipe common common "$dir/own"

# bad_files COMMAND...: what is no node file, in words.
bad_files() {
	: >"$dir/empty"
	head -c 60 "$dir/own" >"$dir/cut"
	sed 's/"version": 1/"version": 2/' "$dir/own" >"$dir/newer"
	vls "$@"
	refuses "$1: no file" 2 'no NODE.json'
	vls "$@" "$dir/own" "$dir/missing"
	refuses "$1: missing" 2 "$dir/missing: No such file"
	vls "$@" "$dir/own" "$dir/empty"
	refuses "$1: empty" 2 "$dir/empty: empty"
	vls "$@" "$dir/cut"
	refuses "$1: cut" 2 "$dir/cut: line [0-9]+: "
	vls "$@" "$dir/newer"
	refuses "$1: newer" 2 'version 2, of a newer kvm-sve; .* update it'
	vls "$@" /tests/lib.sh
	refuses "$1: something else" 2 'lib.sh: line 1: '
}
bad_files common
bad_files check --set 128

vls check --set 128,256 "$dir/own" "$dir/a64fx"
does 'check' 0 'yes, on all 2 nodes'
vls check --set 128,256,512 "$dir/own" "$dir/a64fx" "$dir/small"
does 'check, not on two' 1 'kvm-sve                  no: VL 384 is there and cannot be hidden below a larger one (UNMASKABLE)
small                    no: VL 512 cannot be given to a guest (UNSUPPORTED)

not on 2 of 3 nodes'
vls check --json --set 128,256,512 "$dir/small" "$dir/a64fx"
is 'check --json: exit 1' $status 1
json 'check --json' schema '"kvm-sve/vls-check"' set '[128,256,512]' fits false \
	nodes.0 '{"node":"small","fits":false,"reason":"UNSUPPORTED","vl":512}' nodes.1.fits true
vls check "$dir/own"
refuses 'check of nothing' 2 'which set'
tr -d '\n' <"$dir/own" | sed 's/"default_vls": \[[^]]*\]/"default_vls": [128]/' >"$dir/narrow"
vls check --set 128,256 "$dir/narrow"
is 'check: a narrower default: exit 0, for it fits' $status 0
like 'check: a narrower default is told' "$(cat "$dir/err")" 'gets less on 1 of 1 nodes, on .* 128 '
vls check --set 128 "$dir/narrow"
is 'check: the default itself: nothing to tell' "$(cat "$dir/err")" ''
vls check --set 128 --pid $$ "$dir/own"
refuses 'check of both' 2 'either --set or --pid'
to_closed_pipe check check --set 128 "$dir/own"
done_testing
