// SPDX-License-Identifier: GPL-2.0
/* A libFuzzer target: any file as the sets of VMs. It is refused, or written as it was read. */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/target.h"
#include "tools/vls/vm/vm_file.h"

static int read_bytes(struct vm_file *file, const void *data, size_t size)
{
	FILE *in = open_input(data, size);
	int err = vm_file_read(file, in, "file");

	fclose(in);
	return err;
}

static void read_back(const struct vm_file *file)
{
	json_t *json = vm_file_json(&file->origin, &file->vms), *again;
	char *text = json_dumps(json, JSON_SORT_KEYS);
	struct vm_file copy;

	if (!text)
		die("not JSON");
	if (read_bytes(&copy, text, strlen(text)))
		die(copy.msg);
	again = vm_file_json(&copy.origin, &copy.vms);
	if (!json_equal(json, again))
		die("what is read back differs");
	json_decref(json);
	json_decref(again);
	vm_file_free(&copy);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vm_file file;

	if (!read_bytes(&file, data, size)) {
		read_back(&file);
		vm_file_free(&file);
	} else if (!file.msg[0]) {
		die("refused without a message");
	}
	return 0;
}
