# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What a run comes to: the kernel log and the guest's report are read, and the
# host's own failures win over whatever the command said. Sourced by
# tests/host/run.

# Lines that no healthy kernel prints.
BAD_LINES='WARNING: |Kernel panic|Oops|Internal error: '
BAD_LINES+='|BUG: |Unable to handle kernel|nVHE hyp (BUG|panic)|hyp panic|HYP panic'
BAD_LINES+='|rcu: INFO: |stall on CPU|INFO: task .* blocked for more than'
BAD_LINES+='|possible (circular|recursive) locking|suspicious RCU usage'
BAD_LINES+='|inconsistent lock state|bad unlock balance|held lock freed'
BAD_LINES+='|kmemleak: .* new suspected|refcount_t: |UBSAN: |KASAN: |KFENCE: '
BAD_LINES+='|list_(add|del) corruption|Bad mode in|Unhandled fault'

# Taint flags that mean trouble: bad page 5, died 7, warned 9, soft lockup 14.
BAD_TAINT=$((1 << 5 | 1 << 7 | 1 << 9 | 1 << 14))

# What each mode's kernel says when KVM is up, as a pattern; 6.1 has no hVHE to tell from.
mode_line() {
	case $1 in
	vhe) echo 'kvm \[[0-9]+\]: VHE mode initialized successfully' ;;
	nvhe) echo 'kvm \[[0-9]+\]: Hyp ((hVHE|nVHE) )?mode initialized successfully' ;;
	protected) echo 'kvm \[[0-9]+\]: Protected (hVHE|nVHE) mode initialized' ;;
	nested) echo 'kvm \[[0-9]+\]: VHE\+NV2 mode initialized' ;;
	esac
}

reported() {
	sed -n "s/^$1 //p" "$T/verdict" | tail -n 1
}

# One WARN is the emulated machine's own: A64FX has cache lines of 256 bytes,
# and QEMU's UART is not DMA-coherent as a real machine's devices are.
ALLOWED_TEXT='ARCH_DMA_MINALIGN smaller than CTR_EL0.CWG'
ALLOWED_AT='WARNING: .* at arch_setup_dma_ops'

# Fails when the log cannot be searched: that must never pass for a clean one.
kernel_complaint() {
	[ -s "$LOG" ] || return 0
	awk -v bad="$BAD_LINES" -v text="$ALLOWED_TEXT" -v at="$ALLOWED_AT" '
		function tell(line) { if (n++ < 3) print line }
		{ sub(/\r$/, "") }
		held != "" && $0 ~ text { held = ""; allowed = 1; next }
		held != "" { tell(held); held = "" }
		allowed && $0 ~ at { allowed = 0; next }
		/Kernel command line:/ { next }
		/[[] cut here/ { held = $0; next }
		$0 ~ bad { tell($0) }
		END { if (held != "") tell(held) }' "$LOG"
}

# fail_host TEXT [LINES]: the log stays, and its path is the last line.
fail_host() {
	say "the host failed: $1"
	[ -z "${2-}" ] || printf '%s\n' "$2" | sed 's/^/    /' >&2
	DROP_LOG=''
	say "kernel log: $LOG"
	exit $HOST_FAILED
}

check_mode() {
	local said

	[ -n "$MODE" ] || return 0
	if ! grep -aqE "$(mode_line "$MODE")" "$LOG"; then
		said=$(grep -aE 'kvm \[[0-9]+\]: .*(initialized|not available)' "$LOG" || true)
		fail_host "it is not in $MODE mode" "${said:-KVM said nothing}"
	fi
}

give_verdict() {
	local complaint status taint load

	complaint=$(kernel_complaint) || fail_host "its log cannot be read"
	[ -z "$complaint" ] || fail_host "its kernel complained" "$complaint"
	if [ -z "$(reported boot)" ]; then
		[ ! -e "$T/late" ] || fail_host "no user space after $BOOT_TIMEOUT s"
		fail_host "it did not boot" "$(cat "$T/qemu.log"; tail -n 3 "$LOG")"
	fi
	check_mode
	load=$(reported load)
	[ -z "$load" ] || fail_host "kvm_sve.ko does not load" "$load"
	status=$(reported exit)
	if [ -z "$status" ]; then
		[ -e "$T/late" ] || fail_host "it stopped before the command ended" \
			"$(tail -n 3 "$LOG")"
		say "time-out: the command was still running after $TIMEOUT s"
		DROP_LOG=''
		say "kernel log: $LOG"
		exit 124
	fi
	[ ! -e "$T/late" ] || fail_host "it did not power off"
	taint=$(reported taint)
	[ $((taint & BAD_TAINT)) -eq 0 ] || fail_host "its kernel is tainted ($taint)"
	take_files
	[ "$status" -ne 0 ] || [ "$MISSING" -eq 0 ] || exit $FILE_MISSING
	exit "$status"
}
