// SPDX-License-Identifier: GPL-2.0
/* The forms of output and their options; see out_format.h. */
#include <stdio.h>
#include <string.h>

#include "out_format.h"

#define LIST_MAX 256 /* bytes of all names with their notes, and what is between */

const char *const out_format_names[OUT_NR] = {
	[OUT_TEXT] = "text",
	[OUT_JSON] = "json",
	[OUT_NFD] = "nfd",
	[OUT_OPENMETRICS] = "openmetrics",
	[OUT_QEMU] = "qemu",
	[OUT_LIBVIRT] = "libvirt",
	[OUT_KVMTOOL] = "kvmtool",
};

/* For --help, behind a name. */
static const char *const notes[OUT_NR] = {
	[OUT_NFD] = " (labels for Kubernetes)",
	[OUT_OPENMETRICS] = " (for Prometheus)",
	[OUT_QEMU] = " (as the VMM's options)",
	[OUT_LIBVIRT] = " (likewise)",
	[OUT_KVMTOOL] = " (likewise)",
};

/* "text, json or qemu" */
static const char *list(unsigned int formats, const char *last, bool noted)
{
	static char text[LIST_MAX];
	size_t len = 0;

	for (unsigned int i = 0; i < OUT_NR; i++) {
		const char *between = !len ? "" : formats >> (i + 1) ? ", " : last;

		if (formats >> i & 1)
			len += snprintf(text + len, sizeof(text) - len, "%s%s%s", between,
					out_format_names[i], noted && notes[i] ? notes[i] : "");
	}
	return text;
}

/* Take format @name; if there is none, or another was taken before, exit with CLI_USAGE. */
static void take(struct argp_state *state, const char *name, struct out_options *out)
{
	unsigned int i;

	for (i = 0; i < OUT_NR; i++)
		if (out->offered >> i & 1 && !strcmp(out_format_names[i], name))
			break;
	if (i == OUT_NR)
		argp_error(state, "no format '%s': %s", name, list(out->offered, " or ", false));
	if (out->format != OUT_TEXT && out->format != i)
		argp_error(state, "either %s or %s, not both", out_format_names[out->format],
			   name);
	out->format = i;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct out_options *out = state->input;

	switch (key) {
	case 'j':
		take(state, "json", out);
		return 0;
	case 'f':
		take(state, arg, out);
		return 0;
	case 'o':
		out->path = arg;
		return 0;
	case ARGP_KEY_END:
		if (out->path && !(out->to_file >> out->format & 1))
			argp_error(state, "--output is for --format %s",
				   list(out->to_file, " and ", false));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* What --help says of an option of this command. */
static char *help(int key, const char *text, void *input)
{
	const struct out_options *out = input;
	char *filled = NULL;
	int len = 0;

	if (!out)
		return (char *)text;
	switch (key) {
	case 'j':
		len = asprintf(&filled, text, out->schema);
		break;
	case 'f':
		len = asprintf(&filled, text, list(out->offered, " or ", true));
		break;
	case 'o':
		len = asprintf(&filled, text, list(out->to_file, " and ", false));
		break;
	default:
		return (char *)text;
	}
	return len < 0 ? NULL : filled;
}

#define OPTIONS                                                                  \
	{ "json", 'j', NULL, 0, "As --format json (schema kvm-sve/%s)", 0 },     \
	{ "format", 'f', "FORMAT", 0, "%s", 0 }

static const struct argp_option options[] = { OPTIONS, { 0 } };

static const struct argp_option file_options[] = {
	OPTIONS,
	{ "output", 'o', "FILE", 0, "%s: write FILE, whole or not at all", 0 },
	{ 0 }
};

const struct argp out_argp = { .options = options, .parser = parse, .help_filter = help };
const struct argp out_file_argp = { .options = file_options, .parser = parse, .help_filter = help };
