// SPDX-License-Identifier: GPL-2.0
/* Results by turns; turns.h is the manual. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bpf/load.h"
#include "lib/cli/child.h"
#include "lib/cli/cli.h"
#include "turns.h"

static void name_side(struct turns *turns, const char *id, const char *setup)
{
	snprintf(turns->id, sizeof(turns->id), "%s", id);
	snprintf(turns->setup, sizeof(turns->setup), "%s", setup);
}

void turns_begin(struct result_set *old, const char *setup_old,
		 struct result_set *now, const char *setup_new)
{
	struct timespec time;
	char id[TURNS_ID];

	clock_gettime(CLOCK_REALTIME, &time);
	snprintf(id, sizeof(id), "%lld.%09ld-%d", (long long)time.tv_sec, time.tv_nsec, getpid());
	name_side(&old->turns, id, setup_old);
	name_side(&now->turns, id, setup_new);
}

int turns_setup(const char *command)
{
	char *argv[] = { "sh", "-c", (char *)command, NULL };
	struct child child = { 0 };
	bool ended;

	if (child_start(&child, argv))
		return CLI_CANNOT;
	ended = child_sleep(&child, NULL) && !cli_stop;
	if (!child_end(&child, ended))
		return ended ? CLI_OK : CLI_NO;
	cli_error("that was: %s", command);
	return CLI_CANNOT;
}
