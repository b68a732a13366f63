// SPDX-License-Identifier: GPL-2.0
/* Points in time as text; see iso_time.h. */
#include <stdio.h>

#include "iso_time.h"

void iso_time(char buf[ISO_TIME_MAX], time_t seconds)
{
	strftime(buf, ISO_TIME_MAX, "%Y-%m-%dT%H:%M:%SZ", gmtime(&seconds));
}

void iso_time_us(char buf[ISO_TIME_MAX], time_t seconds, unsigned int us)
{
	size_t len = strftime(buf, ISO_TIME_MAX, "%Y-%m-%dT%H:%M:%S", gmtime(&seconds));

	snprintf(buf + len, ISO_TIME_MAX - len, ".%06uZ", us);
}
