// SPDX-License-Identifier: GPL-2.0
/* The module's "sve_switch_cycles" events, by BPF; see switches.h. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bpf/load.h"
#include "bpf/pid_ns.h"
#include "switches.h"
#include "switches.skel.h"

static int fail(struct switches *switches, int err, const char *what)
{
	snprintf(switches->why, sizeof(switches->why), "%s: %s", what, strerror(-err));
	return err;
}

static int on_event(void *ctx, void *data, size_t size)
{
	struct switches *switches = ctx;

	switches->fn(switches->ctx, data);
	return 0;
}

int switches_open(struct switches *switches)
{
	struct pid_ns ns;
	__u32 own_tgid;
	int err;

	*switches = (struct switches){ 0 };
	bpf_quiet();
	if (pid_ns_find(&ns, getpid(), &own_tgid))
		return fail(switches, -ESRCH, "the benchmark's own process");
	switches->skel = switches_bpf__open();
	if (!switches->skel)
		return fail(switches, -errno, "BPF program");

	switches->skel->rodata->own_tgid = own_tgid;
	err = switches_bpf__load(switches->skel);
	if (err)
		return fail(switches, err, "loading the BPF program");

	switches->ring = ring_buffer__new(bpf_map__fd(switches->skel->maps.events), on_event,
					  switches, NULL);
	if (!switches->ring)
		return fail(switches, -errno, "BPF ring buffer");
	return 0;
}

void switches_close(struct switches *switches)
{
	switches_detach(switches);
	ring_buffer__free(switches->ring);
	switches_bpf__destroy(switches->skel);
	switches->ring = NULL;
	switches->skel = NULL;
}

int switches_attach(struct switches *switches)
{
	int err;

	switches->link = bpf_program__attach_raw_tracepoint(switches->skel->progs.on_switch,
							    "sve_switch_cycles");
	if (switches->link)
		return 0;
	err = -errno;
	if (err == -ENOENT) {
		snprintf(switches->why, sizeof(switches->why),
			 "no tracepoint kvm_sve:sve_switch_cycles; load the module kvm_sve");
		return err;
	}
	return fail(switches, err, "attaching to the tracepoint kvm_sve:sve_switch_cycles");
}

void switches_detach(struct switches *switches)
{
	bpf_link__destroy(switches->link);
	switches->link = NULL;
}

void switches_take(struct switches *switches, switches_fn fn, void *ctx)
{
	switches->fn = fn;
	switches->ctx = ctx;
	ring_buffer__consume(switches->ring);
}

uint64_t switches_drops(const struct switches *switches)
{
	return switches->skel->bss->drops;
}
