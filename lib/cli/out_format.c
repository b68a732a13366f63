// SPDX-License-Identifier: GPL-2.0
/* The forms of output and their options; see out_format.h. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "out_format.h"

#define LIST_MAX 256 /* bytes of all names with their notes, and what is between */

const char *const out_format_names[OUT_NR] = {
	[OUT_TEXT] = "text",
	[OUT_JSON] = "json",
	[OUT_CSV] = "csv",
	[OUT_HTML] = "html",
	[OUT_BENCHSTAT] = "benchstat",
	[OUT_NFD] = "nfd",
	[OUT_OPENMETRICS] = "openmetrics",
	[OUT_QEMU] = "qemu",
	[OUT_LIBVIRT] = "libvirt",
	[OUT_KVMTOOL] = "kvmtool",
};

/* For --help, behind a name. */
static const char *const notes[OUT_NR] = {
	[OUT_HTML] = " (a page with charts)",
	[OUT_BENCHSTAT] = " (Go benchmark lines)",
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

void out_choose(struct argp_state *state, const char *name, struct out_options *out)
{
	unsigned int i;

	for (i = 0; i < OUT_NR; i++)
		if (out->offered >> i & 1 && !strcmp(out_format_names[i], name))
			break;
	if (i == OUT_NR)
		argp_error(state, "no format '%s': %s", name, list(out->offered, " or ", false));
	if (out->chosen && out->format != i)
		argp_error(state, "either %s or %s, not both", out_format_names[out->format],
			   name);
	out->format = i;
	out->chosen = true;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct out_options *out = state->input;

	switch (key) {
	case 'j':
		out_choose(state, "json", out);
		return 0;
	case 'f':
		out_choose(state, arg, out);
		return 0;
	case 'o':
		out->path = strcmp(arg, "-") ? arg : NULL;
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
	default:
		return (char *)text;
	}
	return len < 0 ? NULL : filled;
}

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "As --format json (schema kvm-sve/%s)", 0 },
	{ "format", 'f', "FORMAT", 0, "%s", 0 },
	{ "output", 'o', "FILE", 0, "Write FILE, whole or not at all (stdout)", 0 },
	{ 0 }
};

const struct argp out_argp = { .options = options, .parser = parse, .help_filter = help };

int out_start(struct out_options *out)
{
	int ret = out->path ? atomic_file_start(&out->file, out->path) : CLI_OK;

	if (out->file.file)
		cli_output_to(out->file.file, out->path);
	return ret;
}

int out_finish(struct out_options *out, int ret)
{
	bool whole = out->whole || ret == CLI_OK || ret == CLI_NO;
	int err = CLI_OK;

	if (!out->file.file)
		return ret;
	if (whole)
		err = cli_flush();
	cli_output_to(NULL, NULL);
	if (whole && !err)
		err = atomic_file_finish(&out->file);
	atomic_file_close(&out->file);
	return err ? err : ret;
}
