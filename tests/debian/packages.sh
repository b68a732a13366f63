#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# packages.sh: the packages of make deb in the emulated Debian host, as an operator
# meets them: installed by apt, built by dkms, there at boot with the host's policy,
# upgraded, downgraded, kept over a kernel upgrade, and purged without a trace. Each check
# is a boot of one disk, in this order.
#
# shellcheck disable=SC2016 # the text of a boot is for the host's shell

set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
# shellcheck source=tests/unit/checks.sh
. tests/unit/checks.sh
# shellcheck source=tests/debian/lib.sh
. tests/debian/lib.sh

SECOND=-kvmsve2		# the kernel that an upgrade brings

installs() {
	boot '
		apt-get install -y --no-install-recommends ./kvm-sve*_"$VERSION"_*.deb
		dkms status
		dkms status kvm-sve/$VERSION | grep -F ", $(uname -r), aarch64: installed"
		modinfo -F signer kvm_sve | grep "DKMS module signing key"
		modprobe kvm_sve
		test "$(cat /sys/module/kvm_sve/version)" = $VERSION
		kvm-sve vls show
		kvm-sve bench --quick --full | tee table
		grep "^sve  *2048 " table
		timeout 60 kvm-sve lat -d 1' "${PACKAGES[@]}"
}

boots() {
	boot '
		test "$(cat /sys/module/kvm_sve/version)" = $VERSION
		'"$NOTHING_FAILED"'
		echo "options kvm_sve default_vls=128,256" >/etc/modprobe.d/kvm-sve.conf
		cat >/etc/systemd/system/vmm.service <<-END
			[Service]
			Type=oneshot
			ExecStart=sh -c "kvm-sve vls show --json >/root/at-start.json"
			[Install]
			WantedBy=multi-user.target
		END
		systemctl enable vmm'
}

# Also for what starts as libvirtd does, with no order of its own.
policy_holds() {
	boot '
		tr -d " \n" <at-start.json | grep "\"default_vls\":\[128,256\]"
		kvm-sve vls default --json | tr -d " \n" | grep "\"policy\":true"
		kvm-sve vls show --json | tr -d " \n" | grep "\"default_vls\":\[128,256\]"'
}

# Beside Debian's QEMU, which knows nothing of us and starts one VM after the other: with
# the old module, without any and with the new one, the guest sees the policy's set.
upgrades() {
	boot '
		. ./vm.sh
		vms() {
			while [ ! -e no-more ]; do
				(start host && ask s && stop)
			done
		}
		# A VM whose start began after this call has answered.
		another() {
			local n=$(($(wc -l <sets) + 2))

			while [ "$(wc -l <sets)" -lt $n ]; do
				kill -0 $loop
				sleep 1
			done
		}
		: >sets
		vms >>sets &
		loop=$!
		another
		apt-get install -y --no-install-recommends ./kvm-sve*_"$NEWER"_*.deb
		dkms status kvm-sve | tee status
		test "$(wc -l <status)" = 1
		grep -F "kvm-sve/$NEWER, $(uname -r), aarch64: installed" status
		modprobe -r kvm_sve
		test "$(cat /sys/module/kvm/parameters/sve_default_vl)" = 32
		another
		modprobe kvm_sve
		test "$(cat /sys/module/kvm_sve/version)" = $NEWER
		another
		touch no-more
		wait $loop
		sort sets | uniq -c
		test "$(sort -u sets)" = "set 128,256"
		kvm-sve vls show --json | tr -d " \n" | grep "\"default_vls\":\[128,256\]"' \
		--add tests/qemu/vm.sh --add build/arm64/tests/vl-guest "${NEWER_PACKAGES[@]}"
}

downgrades() {
	boot '
		apt-get install -y --no-install-recommends --allow-downgrades ./kvm-sve*_"$VERSION"_*.deb
		dkms status kvm-sve | tee status
		test "$(wc -l <status)" = 1
		grep -F "kvm-sve/$VERSION, $(uname -r), aarch64: installed" status' "${PACKAGES[@]}"
}

# No hand on it: neither dkms nor modprobe is called here.
kernel_upgrade() {
	boot '
		apt-get install -y --no-install-recommends ./linux-*.deb
		dkms status kvm-sve | grep -F -- "'$SECOND', aarch64: installed"' "${KERNEL_PACKAGES[@]}" &&
		boot_on $SECOND '
		uname -r | grep -- "'$SECOND'$"
		test "$(cat /sys/module/kvm_sve/version)" = $VERSION
		kvm-sve vls show'
}

purges() {
	boot '
		systemctl disable vmm
		rm /etc/modprobe.d/kvm-sve.conf /etc/systemd/system/vmm.service
		apt-get purge -y "kvm-sve*"
		'"$NOTHING_LEFT" &&
	boot '
		test ! -e /sys/module/kvm_sve
		'"$NOTHING_FAILED"
}

need_packages
build_newer_packages >/dev/null
tests/host/debian disk >/dev/null
second=$(tests/host/debian kernel $SECOND)
mapfile -t PACKAGES < <(packages .)
mapfile -t NEWER_PACKAGES < <(packages "$T/tree")
mapfile -t KERNEL_PACKAGES < <(with "$second"/*.deb)

check "apt installs, dkms builds and signs, the command works" installs
check "at the next boot the module is there and nothing failed" boots
check "the policy of modprobe.d is in force at boot" policy_holds
check "an upgrade: the newer module alone, and each VM gets the policy's set" upgrades
check "a downgrade: the older one again" downgrades
check "a kernel upgrade builds the module, and it loads, with no hand on it" kernel_upgrade
check "a purge leaves nothing" purges
summary
