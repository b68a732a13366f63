// SPDX-License-Identifier: GPL-2.0
/* Two results, interleaved; see ab.h. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "ab.h"
#include "lib/cli/child.h"
#include "lib/cli/cli.h"

static void name_set(struct interleaved *interleaved, const char *id, const char *setup)
{
	snprintf(interleaved->id, sizeof(interleaved->id), "%s", id);
	snprintf(interleaved->setup, sizeof(interleaved->setup), "%s", setup);
}

void ab_begin(struct result_set *baseline, const char *setup_baseline,
	      struct result_set *candidate, const char *setup_candidate)
{
	struct timespec time;
	char id[INTERLEAVED_ID];

	clock_gettime(CLOCK_REALTIME, &time);
	snprintf(id, sizeof(id), "%lld.%09ld-%d", (long long)time.tv_sec, time.tv_nsec, getpid());
	name_set(&baseline->interleaved, id, setup_baseline);
	name_set(&candidate->interleaved, id, setup_candidate);
}

int ab_setup(const char *command)
{
	char *argv[] = { "sh", "-c", (char *)command, NULL };
	struct child child = { 0 };
	bool ended;

	if (child_start(&child, argv))
		return CLI_CANNOT;
	ended = child_sleep(&child, NULL) && !cli_stop;
	if (!child_end(&child, ended))
		return ended ? CLI_OK : cli_stopped();
	cli_error("that was: %s", command);
	return CLI_CANNOT;
}
