// SPDX-License-Identifier: GPL-2.0
/*
 * attach_loop: attach a BPF program to kvm_sve:sve_switch and detach it, again and
 * again, whether that is there or not, until SIGTERM. Prints how often it was.
 */
#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void on_signal(int sig)
{
	stop = 1;
}

int main(void)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int prog, link, attached = 0;

	prog = bpf_prog_load(BPF_PROG_TYPE_RAW_TRACEPOINT, "nothing", "GPL", insns, 2, NULL);
	if (prog < 0) {
		perror("attach_loop: BPF_PROG_LOAD");
		return 1;
	}
	signal(SIGTERM, on_signal);
	while (!stop) {
		link = bpf_raw_tracepoint_open("sve_switch", prog);
		if (link < 0)
			continue;
		attached++;
		close(link);
	}
	printf("%d\n", attached);
	return 0;
}
