# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A few nodes: emulated hosts that stay up, each with a kvm-sve of its own on this
# machine, $T/NAME/kvm-sve. Sourced after tests/unit/checks.sh, from the top folder.

# What needs no host runs here, by qemu-user where this machine is another.
KVM_SVE=$T/kvm-sve
NODES=()

write_command() {
	local by=''

	[ "$(uname -m)" = aarch64 ] || by='qemu-aarch64 -L / '
	printf '#!/bin/sh\nexec %s"%s" "$@"\n' "$by" "$PWD/build/arm64/kvm-sve" >"$KVM_SVE"
	chmod +x "$KVM_SVE"
}

# The node's own: sets of several nodes are not its business.
write_node_command() {
	cat >"$1/kvm-sve" <<-END
	#!/bin/sh
	case "\$1 \$2" in
	'vls common' | 'vls check') exec "$KVM_SVE" "\$@" ;;
	*) exec "$PWD/tests/fleet/node-run" "$1" kvm-sve "\$@" ;;
	esac
	END
	chmod +x "$1/kvm-sve"
}

# start_node NAME CPU: its console is $T/NAME/console.
start_node() {
	local dir=$T/$1 fd

	mkdir "$dir"
	mkfifo "$dir/in"
	: >"$dir/console"
	write_node_command "$dir"
	# Open for both, so that it has no end before stop_nodes.
	exec {fd}<>"$dir/in"
	tests/host/run --interactive --cpu "$2" --add tests/fleet/serve.sh:/root/serve.sh \
		--add build/arm64/tests/hold_vms:/root/hold_vms -- sh /root/serve.sh \
		<"$dir/in" >"$dir/console" 2>&1 &
	NODES+=("$dir:$fd:$!")
}

# Have all booted, within a minute?
nodes_are_up() {
	local i node

	for ((i = 0; i < 600; i++)); do
		for node in "${NODES[@]}"; do
			grep -q '^@@ready' "${node%%:*}/console" || { sleep 0.1; continue 2; }
		done
		return 0
	done
	tail -n 5 "$T"/*/console
	return 1
}

stop_nodes() {
	local node dir fd pid

	for node in "${NODES[@]}"; do
		IFS=: read -r dir fd pid <<<"$node"
		echo end >&"$fd"
		for _ in {1..100}; do
			kill -0 "$pid" 2>/dev/null || break
			sleep 0.1
		done
		# Its machine is the child of a shell that waits for it.
		pkill -KILL -P "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
		exec {fd}>&-
	done
	NODES=()
}

write_command
trap 'stop_nodes; rm -rf "$T"' EXIT
