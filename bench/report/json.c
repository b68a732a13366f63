// SPDX-License-Identifier: GPL-2.0
/* The result of a benchmark as JSON, to stdout or into a file. */
#include "bench/results/results_json.h"
#include "lib/cli/cli.h"
#include "report.h"

int report_json(const struct result_set *set)
{
	return cli_json_print(results_to_json(set), true);
}

void report_json_file(const struct result_set *set, FILE *out)
{
	json_t *json = results_to_json(set);

	json_dumpf(json, out, JSON_INDENT(2));
	json_decref(json);
}
