// SPDX-License-Identifier: GPL-2.0
/* What the libFuzzer targets share; see target.h. */
#include <stdlib.h>

#include "target.h"

/* What a target prints goes nowhere; libFuzzer's own output goes to stderr. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	return freopen("/dev/null", "w", stdout) ? 0 : 1;
}

void die(const char *what)
{
	fprintf(stderr, "%s\n", what);
	abort();
}

/* fmemopen() takes no empty buffer. */
FILE *open_input(const void *data, size_t size)
{
	FILE *in = size ? fmemopen((void *)data, size, "r") : fopen("/dev/null", "r");

	if (!in)
		die("no memory");
	return in;
}
