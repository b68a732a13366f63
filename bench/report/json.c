// SPDX-License-Identifier: GPL-2.0
/* The result of a benchmark as JSON, to stdout. */
#include "bench/results/results_json.h"
#include "lib/cli/cli.h"
#include "report.h"

int report_json(const struct result_set *set)
{
	results_write(set, stdout);
	return cli_flush();
}
