# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # not every script uses all of it
#
# What the host-side scripts share: places, messages, locks and keys. Sourced.
#
# Everything large lives in $CACHE, each piece in a folder or file named by a
# key: a hash of all that it is made from. A piece gets its final name only
# when it is complete, so an interrupted build is never taken for a whole one.

HOST_DIR=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
REPO=$(cd -- "$HOST_DIR/../.." && pwd)
CACHE=${XDG_CACHE_HOME:-${HOME:?}/.cache}/kvm-sve
PROG=${PROG:-$(basename -- "$0")}

# The host failed, not the command in it (the same number docker and timeout
# use for a failure of their own).
HOST_FAILED=125
# The command's status is 0, and a file that it was to leave is missing.
FILE_MISSING=123

# Kernels of other configurations have their options here.
CONFIGS=$HOST_DIR/configs

if [ "$(uname -m)" = aarch64 ]; then
	CROSS=${CROSS_COMPILE-}
else
	CROSS=${CROSS_COMPILE-aarch64-linux-gnu-}
fi

configs() {
	basename -s .config "$CONFIGS"/*.config
}

# Is KIND a kernel of another configuration?
is_config() {
	[ -f "$CONFIGS/$1.config" ]
}

# Has the kernel KIND, one that is patched, the hooks of the module?
has_hooks() {
	! grep -qsx CONFIG_KVM_ARM_SVE_HOOKS=n "$CONFIGS/$1.config"
}

say() {
	printf '%s: %s\n' "$PROG" "$*" >&2
}

die() {
	[ -z "${PROGRESS_PID-}" ] || progress_stop
	say "$@"
	exit 1
}

# progress_start WHAT [COUNT...]: until progress_stop, or until this script ends, report on stderr
# for how long WHAT has gone on: on a terminal in one line that changes, else in a line every half
# minute. COUNT is a command that prints how far it is.
progress_start() {
	local what=$1 start=$SECONDS every=${KVM_SVE_PROGRESS_SECONDS-30} far=''

	shift
	[ ! -t 2 ] || every=1
	{
		# Without the lock of with_lock, which the last sleep would hold for a while.
		[ -z "${LOCK_FD-}" ] || exec {LOCK_FD}>&-
		while sleep "$every" >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
			[ $# -eq 0 ] || far="$("$@"), "
			if [ -t 2 ]; then
				printf '\r%s: %s: %s%d s\033[K' "$PROG" "$what" "$far" \
					$((SECONDS - start)) >&2
			else
				say "$what: $far$((SECONDS - start)) s"
			fi
		done
	} >/dev/null &
	PROGRESS_PID=$!
}

progress_stop() {
	kill "$PROGRESS_PID" 2>/dev/null || true
	wait "$PROGRESS_PID" 2>/dev/null || true
	PROGRESS_PID=''
	[ ! -t 2 ] || printf '\r\033[K' >&2
}

# Short hash of stdin.
key() {
	sha256sum | cut -c1-16
}

# with_lock NAME COMMAND...: one at a time on this cache.
with_lock() {
	local lock=$CACHE/$1.lock

	shift
	mkdir -p "$CACHE"
	exec {LOCK_FD}>>"$lock"
	if ! flock -n "$LOCK_FD"; then
		say "waiting for another build ($lock)"
		flock "$LOCK_FD"
	fi
	# Not in an || list: that would turn off `set -e` inside the command.
	"$@"
	exec {LOCK_FD}>&-
}

# The compiler, for keys: two versions make two different kernels.
compiler_id() {
	"${CROSS}gcc" --version | sed -n 1p
	"${CROSS}ld" --version | sed -n 1p
}
