// SPDX-License-Identifier: GPL-2.0
/* What a guest payload reports before its loop; see payload_report.h. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "payload.h"
#include "payload_report.h"

#define SCTLR_M		(1U << 0)	/* stage 1 translation */
#define SCTLR_C		(1U << 2)	/* data caches */
#define SCTLR_I		(1U << 12)	/* instruction cache */
#define SCTLR_MASK	0xffff

/*
 * Both halves of an attribute, outer and inner, are 0b11xx for write-back that is not
 * transient. A CPU may report other hints for allocation (xx) than those it was given.
 */
#define ATTR_MASK	0xff
#define ATTR_WRITE_BACK	0xcc
#define ATTR_OUTER	0xf0	/* 0: device memory */

unsigned int payload_report_rdvl(uint64_t report)
{
	return report & PAYLOAD_RDVL_MASK;
}

static bool is_write_back(unsigned int attr)
{
	return (attr & ATTR_WRITE_BACK) == ATTR_WRITE_BACK;
}

int payload_report_memory(uint64_t report, char *why, size_t size)
{
	unsigned int sctlr = report >> PAYLOAD_SCTLR_SHIFT & SCTLR_MASK;
	unsigned int code = report >> PAYLOAD_CODE_SHIFT & ATTR_MASK;
	unsigned int data = report >> PAYLOAD_DATA_SHIFT & ATTR_MASK;
	unsigned int device = report >> PAYLOAD_DEVICE_SHIFT & ATTR_MASK;

	if (~sctlr & SCTLR_M)
		snprintf(why, size, "the guest runs without stage 1, SCTLR_EL1 %#x", sctlr);
	else if (~sctlr & SCTLR_C || ~sctlr & SCTLR_I)
		snprintf(why, size, "the guest runs with caches off, SCTLR_EL1 %#x", sctlr);
	else if (!is_write_back(code))
		snprintf(why, size, "the guest's code is not in write-back memory, attribute %#x",
			 code);
	else if (!is_write_back(data))
		snprintf(why, size, "the guest's data is not in write-back memory, attribute %#x",
			 data);
	else if (device & ATTR_OUTER)
		snprintf(why, size, "the guest's exit is not a device's address, attribute %#x",
			 device);
	else
		return 0;
	return -EBADMSG;
}
