// SPDX-License-Identifier: GPL-2.0
/* What the texts for people share; see text.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/cli/wrapped.h"
#include "report.h"
#include "text.h"

size_t text_machine(const struct result_set *set, int width)
{
	const struct hypervisor *hypervisor = &set->host.hypervisor;
	const char *cpu = set->host.cpu_name[0] ? set->host.cpu_name : "unknown CPU";
	char on[HYPERVISOR_TEXT_MAX], text[TEXT_LINE];
	const char *counts = results_have(set, METRIC_INSTRUCTIONS) ?
		"instructions are exact, counted under -icount" :
		"it counts no instructions without QEMU's -icount";

	hypervisor_format(on, hypervisor);
	switch (hypervisor->kind) {
	case HYPERVISOR_EMULATOR:
		snprintf(text, sizeof(text),
			 "%.40s, %.90s: times mean nothing for hardware; %s", cpu, on, counts);
		break;
	case HYPERVISOR_UNKNOWN:
		snprintf(text, sizeof(text),
			 "%.40s, hypervisor %.90s: perhaps times mean nothing for hardware; %s",
			 cpu, on, counts);
		break;
	case HYPERVISOR_NESTED:
		snprintf(text, sizeof(text),
			 "%.40s, %.90s: an exit goes through that too, and times are those of both",
			 cpu, on);
		break;
	case HYPERVISOR_NONE:
		snprintf(text, sizeof(text),
			 "%.40s, no hypervisor found: times are those of this machine", cpu);
		break;
	}
	return wrapped_print(stdout, width, "", 0, text);
}

const char *text_number(char cell[TEXT_CELL], int width, double value)
{
	static const char suffixes[] = { 0, 'k', 'M', 'G', 'T' };
	size_t i = 0;

	while (snprintf(cell, TEXT_CELL, "%.0f%.1s", value, &suffixes[i]) > width &&
	       ++i < sizeof(suffixes))
		value /= 1000;
	return cell;
}

const char *text_vl(char cell[TEXT_CELL], const struct result *r)
{
	snprintf(cell, TEXT_CELL, r->vl ? "%u" : "-", r->vl);
	return cell;
}
