# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# In the emulated host: one VM of Debian's QEMU with the guest of guest.h, driven by its
# serial port and QMP. Sourced by what stock-qemu.sh and debian/packages.sh run there; each
# function fails if QEMU or the guest does not answer.

ANSWER=60	# seconds that an answer may take
QEMU=(qemu-system-aarch64 -accel kvm -M "virt,gic-version=host" -m 64 -nodefaults -display none
      -net none -kernel vl-guest)

# start CPU [ARG...]: the VM runs. UNDER is a command to run QEMU under, or empty.
start() {
	local cpu=$1

	shift
	rm -f serial.* qmp.*
	mkfifo serial.in serial.out qmp.in qmp.out
	# For both directions, so that no open waits for the other side.
	exec {SERIAL_IN}<>serial.in {SERIAL_OUT}<>serial.out {QMP_IN}<>qmp.in {QMP_OUT}<>qmp.out
	${UNDER-} "${QEMU[@]}" -cpu "$cpu" -serial pipe:serial -qmp pipe:qmp "$@" &
	VMM=$!
	qmp '{"execute": "qmp_capabilities"}' '"return": {}'
}

# qmp COMMAND TEXT: send it, and wait for a line with this text, which is QMP_SAID then.
qmp() {
	printf '%s\n' "$1" >&"$QMP_IN"
	while read -r -t "$ANSWER" -u "$QMP_OUT" QMP_SAID; do
		[[ $QMP_SAID != *'"error"'* && $QMP_SAID != *'"status": "failed"'* ]] || break
		[[ $QMP_SAID != *"$2"* ]] || return 0
	done
	echo "QMP: $1: ${QMP_SAID:-no answer}" >&2
	return 1
}

# ask BYTE: the guest's answer.
ask() {
	local line

	printf %s "$1" >&"$SERIAL_IN"
	read -r -t "$ANSWER" -u "$SERIAL_OUT" line || {
		echo "the guest does not answer to $1" >&2
		return 1
	}
	printf '%s\n' "$line"
}

# The status of QEMU, or of what it runs under.
stop() {
	qmp '{"execute": "quit"}' '"return": {}'
	wait "$VMM"
}

# migrate_to FILE: the guest runs on meanwhile, and stands still here in the end.
migrate_to() {
	qmp '{"execute": "migrate-set-capabilities", "arguments": {"capabilities": [
		{"capability": "events", "state": true}]}}' '"return": {}'
	qmp '{"execute": "migrate", "arguments": {"uri": "exec:cat >'"$1"'"}}' '"status": "completed"'
}

# arrive FILE CPU: the guest goes on here. Until it does, what the serial port is told is lost.
arrive() {
	local i

	start "$2" -incoming "exec:cat $1"
	for ((i = 0; i < ANSWER; i++)); do
		qmp '{"execute": "query-status"}' '"return": {'
		[[ $QMP_SAID != *'"running": true'* ]] || return 0
		sleep 1
	done
	echo "the guest did not arrive: $QMP_SAID" >&2
	return 1
}

# fits FILE...: what "vls check" says of the VM on these nodes, by its exit status.
fits() {
	local status=0

	kvm-sve vls check --pid "$VMM" "$@" >&2 || status=$?
	echo "check: $status"
}
