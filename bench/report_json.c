// SPDX-License-Identifier: GPL-2.0
/* The result of a benchmark as JSON, to stdout or into a file. */
#include <errno.h>
#include <string.h>

#include "cli.h"
#include "report.h"
#include "results_json.h"

int report_json(const struct result_set *set)
{
	return cli_json_print(results_to_json(set), true);
}

int report_json_file(const struct result_set *set, const char *path)
{
	json_t *json = results_to_json(set);
	int err = json_dump_file(json, path, JSON_INDENT(2));

	json_decref(json);
	if (!err)
		return CLI_OK;
	cli_error("cannot write %s: %s", path, strerror(errno));
	return CLI_CANNOT;
}
