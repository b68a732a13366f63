// SPDX-License-Identifier: GPL-2.0
/* Sets in lines that people read; in full, lib/vls.h has them. */
#include <stdio.h>

#include "lib/vls.h"
#include "set_text.h"

void set_text(char *buf, size_t size, __u64 vqs, int width)
{
	const struct vls set = { .vqs = { vqs } };

	if (vls_format(buf, size, &set) > width)
		snprintf(buf, size, "%u...%u", vls_ceil(&set, 1) * VLS_VQ_BITS,
			 vls_max(&set) * VLS_VQ_BITS);
}
