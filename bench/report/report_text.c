// SPDX-License-Identifier: GPL-2.0
/* The result of a benchmark for people: one screen of it, or all. */
#include "lib/cli/cli.h"
#include "report.h"
#include "text.h"

int report_text(const struct result_set *set, bool full)
{
	if (full)
		text_full(set);
	else
		text_screen(set);
	return cli_flush();
}
