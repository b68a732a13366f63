// SPDX-License-Identifier: GPL-2.0
/* The names of the forms of output; out_format.h is the manual. */
#include <stdio.h>
#include <string.h>

#include "out_format.h"

#define LIST_MAX 128 /* bytes of all names, with what is between */

const char *const out_format_names[OUT_NR] = {
	[OUT_TEXT] = "text",
	[OUT_JSON] = "json",
	[OUT_NFD] = "nfd",
	[OUT_OPENMETRICS] = "openmetrics",
	[OUT_QEMU] = "qemu",
	[OUT_LIBVIRT] = "libvirt",
	[OUT_KVMTOOL] = "kvmtool",
};

/* "text, json or qemu" */
static const char *list(unsigned int offered)
{
	static char text[LIST_MAX];
	size_t len = 0;

	for (unsigned int i = 0; i < OUT_NR; i++) {
		const char *between = !len ? "" : offered >> (i + 1) ? ", " : " or ";

		if (offered >> i & 1)
			len += snprintf(text + len, sizeof(text) - len, "%s%s", between,
					out_format_names[i]);
	}
	return text;
}

void out_format_take(struct argp_state *state, const char *name, unsigned int offered,
		     enum out_format *format)
{
	unsigned int i;

	for (i = 0; i < OUT_NR; i++)
		if (offered >> i & 1 && !strcmp(out_format_names[i], name))
			break;
	if (i == OUT_NR)
		argp_error(state, "no format '%s': %s", name, list(offered));
	if (*format != OUT_TEXT && *format != i)
		argp_error(state, "either %s or %s, not both", out_format_names[*format], name);
	*format = i;
}
