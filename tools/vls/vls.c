// SPDX-License-Identifier: GPL-2.0
/* kvm-sve vls: the table of its commands. */
#include "command.h"
#include "lib/cli/cli.h"

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
