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

/*
 * Call @read for each line of the trace that has an event of this name, with the text from the
 * name on. Return: how many.
 */
static unsigned int each_event(const char *name,
			       void (*read)(char *line, char *text, void *data), void *data)
{
	FILE *file = fopen(TRACEFS "trace", "r");
	char line[512], *text;
	unsigned int n = 0;

	if (!file)
		tap_bail("trace: %s", strerror(errno));
	while (fgets(line, sizeof(line), file)) {
		text = strstr(line, name);
		if (line[0] == '#' || !text)
			continue;
		read(line, text, data);
		n++;
	}
	fclose(file);
	return n;
}

struct switches {
	void (*see)(const struct kvm_sve_switch *rec, int cpu, void *data);
	void *data;
};

static void see_switch(char *line, char *text, void *data)
{
	const struct switches *switches = data;
	char *column = strchr(line, '[');
	struct kvm_sve_switch rec;
	int cpu;

	if (!column || sscanf(column, "[%d]", &cpu) != 1 || !read_switch(text, &rec))
		tap_bail("an event that cannot be read: %s", line);
	switches->see(&rec, cpu, switches->data);
}

unsigned int trace_switches(void (*see)(const struct kvm_sve_switch *rec, int cpu, void *data),
			    void *data)
{
	struct switches switches = { see, data };

	return each_event(" sve_switch_cycles: ", see_switch, &switches);
}

struct vl_changes {
	void (*see)(const struct kvm_sve_vl_change *rec, void *data);
	void *data;
};

static void see_vl_change(char *line, char *text, void *data)
{
	const struct vl_changes *changes = data;
	struct kvm_sve_vl_change rec = { 0 };
	uint64_t vm, zcr;

	if (sscanf(text,
		   " sve_vl_change: vm %" SCNu64 " tgid %u vcpu %u old_vq %u new_vq %u"
		   " zcr 0x%" SCNx64 " nested %u",
		   &vm, &rec.vm_tgid, &rec.vcpu_id, &rec.old_vq, &rec.new_vq, &zcr,
		   &rec.nested) != 7)
		tap_bail("an event that cannot be read: %s", line);
	rec.vm_id = vm;
	rec.zcr = zcr;
	changes->see(&rec, changes->data);
}

unsigned int trace_vl_changes(void (*see)(const struct kvm_sve_vl_change *rec, void *data),
			      void *data)
{
	struct vl_changes changes = { see, data };

	return each_event(" sve_vl_change: ", see_vl_change, &changes);
}
