// SPDX-License-Identifier: GPL-2.0
/* A libFuzzer target: any text as a set of vector lengths. */
#include <stdlib.h>
#include <string.h>

#include "lib/vls.h"
#include "tests/fuzz/target.h"

#define TEXT_MAX 4096

/* What is printed is read as the same set, and is as long as was said. */
static void print_and_read(const struct vls *set)
{
	struct vls again;
	char text[TEXT_MAX];
	int len = vls_format(text, sizeof(text), set);

	if (len < 0 || (size_t)len != strlen(text))
		die("of another length than it was said to have");
	if (vls_parse(text, &again, NULL, NULL) || !vls_equal(set, &again))
		die("not read as it was printed");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct vls before = { .vqs = { 0x5a } };
	struct vls set = before;
	const char *err = NULL;
	size_t pos = 0;
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (!vls_parse(text, &set, &err, &pos))
		print_and_read(&set);
	else if (!err || !*err || pos > strlen(text) || !vls_equal(&set, &before))
		die("refused without a reason, at no place of it, or not without a trace");
	free(text);
	return 0;
}
