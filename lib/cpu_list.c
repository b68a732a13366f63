// SPDX-License-Identifier: GPL-2.0
/* Lists of CPUs; see cpu_list.h. */
#include <stdlib.h>

#include "cpu_list.h"

void cpu_list_parse(const char *text, cpu_set_t *set)
{
	unsigned long from, to;
	char *end;

	CPU_ZERO(set);
	while (*text) {
		from = to = strtoul(text, &end, 10);
		if (end == text)
			return;
		if (*end == '-')
			to = strtoul(end + 1, &end, 10);
		for (; from <= to && from < CPU_SETSIZE; from++)
			CPU_SET(from, set);
		text = *end == ',' ? end + 1 : end;
	}
}
