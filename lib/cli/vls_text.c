// SPDX-License-Identifier: GPL-2.0
/* Sets as text that people write and read; see vls_text.h. */
#include <stdio.h>
#include <string.h>

#include "vls_text.h"

#define LINE_WIDTH	79

void vls_format_short(char *buf, size_t size, __u64 vqs, int width)
{
	const struct vls set = { .vqs = { vqs } };

	if (vls_format(buf, size, &set) > width)
		snprintf(buf, size, "%u...%u", vls_ceil(&set, 1) * VLS_VQ_BITS,
			 vls_max(&set) * VLS_VQ_BITS);
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

struct vls vls_parse_arg(struct argp_state *state, const char *text)
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
