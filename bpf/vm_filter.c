// SPDX-License-Identifier: GPL-2.0
/* Whose VMs; see vm_filter.h. */
#include <unistd.h>

#include "lib/cli/cli.h"
#include "vm_filter.h"

int vm_filter_open(struct vm_filter *filter, pid_t pid, bool command)
{
	__u32 own_tgid;
	int ret = CLI_OK;

	*filter = (struct vm_filter){ 0 };
	/* Either lookup also finds the namespace. */
	if (pid)
		ret = pid_ns_find(&filter->own_ns, pid, &filter->tgid);
	if (ret == CLI_OK && (command || !pid))
		ret = pid_ns_find(&filter->own_ns, getpid(), &own_tgid);
	if (ret == CLI_OK && command)
		filter->command_parent = own_tgid;
	return ret;
}
