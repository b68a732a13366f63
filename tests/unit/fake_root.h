/* SPDX-License-Identifier: GPL-2.0 */
/* A folder with files of /proc and /sys in it, for what reads them below a root. */
#ifndef KVM_SVE_TESTS_FAKE_ROOT_H
#define KVM_SVE_TESTS_FAKE_ROOT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char fake_root[] = "/tmp/kvm-sve-root.XXXXXX";

static inline void fake_clear(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s && mkdir %s", fake_root, fake_root);
	assert_int_equal(system(command), 0);
}

static int fake_setup(void **state)
{
	return mkdtemp(fake_root) ? 0 : -1;
}

static int fake_teardown(void **state)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", fake_root);
	return system(command);
}

/* The file @path below the root is @text. */
static inline void fake_file(const char *path, const char *text)
{
	char whole[256], command[300];
	FILE *f;

	snprintf(whole, sizeof(whole), "%s%s", fake_root, path);
	snprintf(command, sizeof(command), "mkdir -p $(dirname %s)", whole);
	assert_int_equal(system(command), 0);
	f = fopen(whole, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

#endif /* KVM_SVE_TESTS_FAKE_ROOT_H */
