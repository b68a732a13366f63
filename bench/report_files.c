// SPDX-License-Identifier: GPL-2.0
/* Results that exist already, on one page; see report_files.h. */
#include <stdlib.h>

#include "bench/report/html.h"
#include "bench/results/results_json.h"
#include "lib/cli/cli.h"
#include "lib/cli/out_format.h"
#include "report_files.h"

static int load(struct result_set *sets, const char *const *files, size_t n)
{
	char why[RESULT_WHY];

	for (size_t i = 0; i < n; i++) {
		if (!results_load(&sets[i], files[i], why))
			continue;
		cli_error("'%s': %s", files[i], why);
		return CLI_USAGE;
	}
	return CLI_OK;
}

static int write_page(const char *page, const struct result_set *sets, const char *const *files,
		      size_t n)
{
	struct out_options out = { .path = page };
	int ret = out_start(&out);

	if (!ret) {
		if (n == 1)
			report_html(sets, NULL, stdout);
		else
			report_html_many(sets, files, n, stdout);
		ret = cli_flush();
	}
	return out_finish(&out, ret);
}

int report_files(const char *page, const char *const *files, size_t n)
{
	struct result_set *sets = calloc(n, sizeof(*sets));
	int ret;

	if (!sets) {
		cli_error("not enough memory for %zu results", n);
		return CLI_CANNOT;
	}
	ret = load(sets, files, n);
	if (!ret)
		ret = write_page(page, sets, files, n);
	for (size_t i = 0; i < n; i++)
		results_free(&sets[i]);
	free(sets);
	return ret;
}
