// SPDX-License-Identifier: GPL-2.0
/* The module's events by tracefs; see tracefs.h. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"
#include "tracefs.h"
#include "write.h"

void trace_event(const char *name, bool on)
{
	char path[128];

	snprintf(path, sizeof(path), TRACEFS "events/kvm_sve/%s/enable", name);
	write_text(path, on ? "1" : "0");
}

void trace_clear(void)
{
	write_text(TRACEFS "trace", "");
}

/* The fields as TP_printk() of module/trace.h has them. */
static bool read_switch(const char *text, struct kvm_sve_switch *rec)
{
	struct kvm_sve_time *p = rec->phase;
	uint64_t vm;
	int n;

	n = sscanf(text,
		   " sve_switch_cycles: vm %" SCNu64 " tgid %u vcpu %u max_vq %hu vq %hu sve %u"
		   " restores %u early %u evicted %u kept %u stamp %llu/%llu host_save %llu/%llu"
		   " guest_restore %llu/%llu resident %llu/%llu guest_save %llu/%llu",
		   &vm, &rec->vm_tgid, &rec->vcpu_id, &rec->guest_max_vq, &rec->guest_vq, &rec->sve,
		   &rec->restores, &rec->early, &rec->evicted, &rec->kept, &rec->stamp.ticks, &rec->stamp.cycles,
		   &p[0].ticks, &p[0].cycles, &p[1].ticks, &p[1].cycles, &p[2].ticks,
		   &p[2].cycles, &p[3].ticks, &p[3].cycles);
	rec->vm_id = vm;
	return n == 20;
}

unsigned int trace_switches(void (*see)(const struct kvm_sve_switch *rec, int cpu, void *data),
			    void *data)
{
	FILE *file = fopen(TRACEFS "trace", "r");
	char line[512], *text, *column;
	struct kvm_sve_switch rec;
	unsigned int n = 0;
	int cpu;

	if (!file)
		tap_bail("trace: %s", strerror(errno));
	while (fgets(line, sizeof(line), file)) {
		text = strstr(line, " sve_switch_cycles: ");
		if (line[0] == '#' || !text)
			continue;
		column = strchr(line, '[');
		if (!column || sscanf(column, "[%d]", &cpu) != 1 || !read_switch(text, &rec))
			tap_bail("an event that cannot be read: %s", line);
		see(&rec, cpu, data);
		n++;
	}
	fclose(file);
	return n;
}
