// SPDX-License-Identifier: GPL-2.0
/* Numbers of processes; see pid_text.h. */
#include <stdio.h>

#include "pid_text.h"

const char *pid_text(char buf[PID_TEXT_MAX], unsigned int pid)
{
	if (pid)
		snprintf(buf, PID_TEXT_MAX, "%u", pid);
	else
		snprintf(buf, PID_TEXT_MAX, "-");
	return buf;
}

json_t *pid_json(unsigned int pid)
{
	return pid ? json_integer(pid) : json_null();
}
