// SPDX-License-Identifier: GPL-2.0
/* kvm-sve vls: its table of commands, and what they share. */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "lib/cli/cli.h"

#define LINE_WIDTH	79

struct vls vls_argument(struct argp_state *state, const char *text)
{
	struct vls set = { 0 };
	const char *why;
	size_t pos;

	if (vls_parse(text, &set, &why, &pos))
		argp_error(state, "'%s' is no set: %s, at '%.20s'", text, why, text + pos);
	if (vls_empty(&set))
		argp_error(state, "'%s' holds no VL; a set is VLs in bits, as 128,256", text);
	return set;
}

const char *vls_refusal(unsigned int reason, unsigned int bad_vq)
{
	static char text[160];
	unsigned int vl = bad_vq * VLS_VQ_BITS;

	switch (reason) {
	case KVM_ARM_SVE_VLS_R_UNSUPPORTED:
		snprintf(text, sizeof(text), "VL %u cannot be given to a guest (UNSUPPORTED)", vl);
		break;
	case KVM_ARM_SVE_VLS_R_UNMASKABLE:
		snprintf(text, sizeof(text),
			 "VL %u is there and cannot be hidden below a larger one (UNMASKABLE)", vl);
		break;
	default:
		snprintf(text, sizeof(text), "%s", vls_reason_name(reason));
		break;
	}
	return text;
}

/* Bytes of the VLs at @text that fit into @width, the last comma included. */
static int line_length(const char *text, int width)
{
	int len = strlen(text);

	if (len <= width)
		return len;
	for (len = width; len > 1 && text[len - 1] != ',';)
		len--;
	return len;
}

void vls_print_wrapped(const char *prefix, int indent, const struct vls *set)
{
	char text[VLS_TEXT_MAX];
	const char *p = text;
	int len;

	vls_format(text, sizeof(text), set);
	do {
		len = line_length(p, LINE_WIDTH - indent);
		printf("%-*s%.*s\n", indent, p == text ? prefix : "", len, p);
		p += len;
	} while (*p);
}

static const struct cli_command commands[] = {
	{ "show", "the host set, the guest maximum, the default, what is loaded", cmd_vls_show },
	{ "default", "what a new vcpu of this host starts with: show or set it", cmd_vls_default },
	{ "max", "the most that a new vcpu can get: show it, or lower it", cmd_vls_max },
	{ "try", "can a vcpu of this host have this set?", cmd_vls_try },
	{ "common", "the largest set that works on all of several nodes", cmd_vls_common },
	{ "check", "does a set, or a running VM, fit each of several nodes?", cmd_vls_check },
	{ "ps", "the VMs that run on this host, and the set of each vcpu", cmd_vls_ps },
	{ "save", "write the sets of a process' VMs to a file, for a migration", cmd_vls_save },
	{ "load", "does a file of 'save' fit this host?", cmd_vls_load },
	{ 0 }
};

int cmd_vls(int argc, char **argv)
{
	return cli_dispatch("vls", "Sets of vector lengths (VLs), in bits.", commands, argc, argv);
}
