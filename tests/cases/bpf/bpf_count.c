// SPDX-License-Identifier: GPL-2.0
/*
 * bpf_count [N]: how many BPF programs, maps and links the kernel holds, as one
 * number; with N, wait up to five seconds until it is N, as the kernel frees
 * them later. Exit status: 1 if it is not. No case; for case scripts.
 */
#include <bpf/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TRIES 50
#define TRY_US 100000

static unsigned int count(int (*next)(__u32 id, __u32 *next))
{
	unsigned int n = 0;
	__u32 id = 0;

	while (!next(id, &id))
		n++;
	return n;
}

static unsigned int count_all(void)
{
	return count(bpf_prog_get_next_id) + count(bpf_map_get_next_id) +
	       count(bpf_link_get_next_id);
}

int main(int argc, char **argv)
{
	unsigned int want = argc > 1 ? strtoul(argv[1], NULL, 10) : 0, got = count_all(), i;

	for (i = 0; argc > 1 && got != want && i < TRIES; i++) {
		usleep(TRY_US);
		got = count_all();
	}
	printf("%u\n", got);
	return argc > 1 && got != want;
}
