#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# On this machine: LKVM=FILE names kvmtool's lkvm for arm64, which Debian 12 does not
# have (make ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- in its source). It boots a
# Linux guest of two vcpus in an emulated host, under kvm-sve lint: a correct VMM, so
# that there is no finding; at all VLs and at some.

set -euo pipefail
# shellcheck source=tests/cases/lib.sh
. "$(dirname -- "$0")/../lib.sh"

[ -n "${LKVM-}" ] || skip_all 'no LKVM=FILE'
image=$(tests/host/kernel image stock)/Image

# shellcheck disable=SC2016 # for the host's shell
run='export HOME=/root; cd /root; kvm-sve lint -d 60 -- ./lkvm run -k Image -c 2 -m 256 -p panic=-1 "$@" </dev/null'
for args in '' '--sve-max-vl 512'; do
	# shellcheck disable=SC2086 # words
	if out=$(tests/host/run --mem 1536M --add "$LKVM:/root/lkvm" --add "$image:/root/Image" \
		-- sh -c "$run" lkvm $args 2>&1) && grep -q '^2 vcpus of 1 VM: no findings$' <<<"$out" &&
	   grep -q 'KVM session ended normally' <<<"$out"; then
		ok "lkvm run $args: a guest was booted, no findings"
	else
		not_ok "lkvm run $args: a guest was booted, no findings"
		note "$(tail -n 20 <<<"$out")"
	fi
done
done_testing
