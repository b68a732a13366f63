// SPDX-License-Identifier: GPL-2.0
/* The file of a VM's sets; docs/metadata.md is the manual of the format. */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "lib/cli/printable.h"
#include "lib/cli/vls_json.h"
#include "node.h"
#include "vm_file.h"

int vm_file_sum(const json_t *json, char sum[VM_FILE_SUM_MAX])
{
	json_t *bare = json_copy((json_t *)json);
	char *text = NULL;

	if (bare) {
		json_object_del(bare, "crc32");
		text = json_dumps(bare, JSON_COMPACT | JSON_SORT_KEYS);
		json_decref(bare);
	}
	if (!text)
		return -ENOMEM;
	snprintf(sum, VM_FILE_SUM_MAX, "%08lx", crc32(0, (const Bytef *)text, strlen(text)));
	free(text);
	return 0;
}

static json_t *json_vm(const struct vm_info *vm)
{
	json_t *vcpus = json_array();

	for (size_t i = 0; i < vm->nr_vcpus; i++)
		json_array_append_new(vcpus, json_pack("{s:i, s:o}", "id", vm->vcpu[i].id, "vls",
						       json_from_vls_or_null(&vm->vcpu[i].set)));
	return json_pack("{s:s, s:i, s:o}", "command", vm->command, "pid", vm->pid,
			 "vcpus", vcpus);
}

json_t *vm_file_json(const struct vm_origin *origin, const struct vms *vms)
{
	char sum[VM_FILE_SUM_MAX];
	json_t *list = json_array(), *json;

	for (size_t i = 0; i < vms->n; i++)
		json_array_append_new(list, json_vm(&vms->vm[i]));
	json = json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:o, s:o}", "schema", VM_FILE_SCHEMA,
			 "version", VM_FILE_VERSION, "created", origin->created,
			 "created_by", origin->created_by, "node", origin->node,
			 "kernel", origin->kernel, "host_vls", json_from_vls(&origin->host),
			 "vms", list);
	if (json && !vm_file_sum(json, sum) &&
	    !json_object_set_new(json, "crc32", json_string(sum)))
		return json;
	json_decref(json);
	return NULL;
}

static int __attribute__((format(printf, 3, 4)))
wrong(struct vm_file *file, const char *name, const char *fmt, ...)
{
	char what[VM_FILE_MSG_MAX / 2];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	snprintf(file->msg, sizeof(file->msg), "%.200s: %s", name, what);
	return -EINVAL;
}

/* Is it such a file, of a version that is read here? The same in all versions. */
static int check_schema(struct vm_file *file, const json_t *json, const char *name)
{
	const char *schema = json_string_value(json_object_get(json, "schema"));
	const json_t *version = json_object_get(json, "version");

	if (!json_is_object(json))
		return wrong(file, name, "not a file of 'kvm-sve vls save': no JSON object");
	if (!schema || strcmp(schema, VM_FILE_SCHEMA))
		return wrong(file, name,
			     "not a file of 'kvm-sve vls save': \"schema\" is %.60s, not %s",
			     schema ? schema : "missing", VM_FILE_SCHEMA);
	if (!json_is_integer(version) || json_integer_value(version) < 1)
		return wrong(file, name, "damaged: \"version\" is not a number from 1");
	if (json_integer_value(version) > VM_FILE_VERSION)
		return wrong(file, name,
			     "version %lld, of a newer kvm-sve; this one reads up to %d: update it",
			     (long long)json_integer_value(version), VM_FILE_VERSION);
	return 0;
}

static int check_sum(struct vm_file *file, const json_t *json, const char *name)
{
	const char *said = json_string_value(json_object_get(json, "crc32"));
	char sum[VM_FILE_SUM_MAX];

	if (vm_file_sum(json, sum)) {
		wrong(file, name, "out of memory");
		return -ENOMEM;
	}
	if (!said)
		return wrong(file, name, "damaged: \"crc32\", its checksum, is missing");
	if (strcmp(said, sum))
		return wrong(file, name,
			     "damaged: its checksum is %.20s, but its content has %s; copy it again",
			     said, sum);
	return 0;
}

static int read_vcpu(struct vm_file *file, const json_t *json, const char *name,
		     struct vm_info *vm)
{
	const json_t *id = json_object_get(json, "id"), *vls = json_object_get(json, "vls");
	long long last = vm->nr_vcpus ? vm->vcpu[vm->nr_vcpus - 1].id : -1LL;
	struct vm_vcpu *vcpu;

	if (!json_is_integer(id) || json_integer_value(id) <= last ||
	    json_integer_value(id) > INT32_MAX)
		return wrong(file, name,
			     "the \"id\" of a vcpu is not a number above the one before it");
	vcpu = vm_add_vcpu(vm);
	if (!vcpu) {
		wrong(file, name, "out of memory");
		return -ENOMEM;
	}
	vcpu->id = json_integer_value(id);
	if (json_is_null(vls))
		return 0;
	if (vls_from_json(vls, &vcpu->set) || vls_empty(&vcpu->set))
		return wrong(file, name,
			     "\"vls\" of vcpu %u is neither null nor a list of ascending multiples of 128",
			     vcpu->id);
	return 0;
}

static int read_vm(struct vm_file *file, const json_t *json, const char *name)
{
	const char *command = json_string_value(json_object_get(json, "command"));
	const json_t *vcpus = json_object_get(json, "vcpus"), *vcpu;
	struct vm_info *vm;
	size_t i;
	int err;

	if (!json_is_array(vcpus) || !json_array_size(vcpus))
		return wrong(file, name, "a VM without \"vcpus\"");
	vm = vms_add(&file->vms);
	if (!vm) {
		wrong(file, name, "out of memory");
		return -ENOMEM;
	}
	vm->number = file->vms.n;
	vm->pid = json_integer_value(json_object_get(json, "pid"));
	printable_copy(vm->command, sizeof(vm->command), command ? command : "");
	json_array_foreach(vcpus, i, vcpu) {
		err = read_vcpu(file, vcpu, name, vm);
		if (err)
			return err;
	}
	return 0;
}

static int read_vms(struct vm_file *file, const json_t *json, const char *name)
{
	const json_t *list = json_object_get(json, "vms"), *vm;
	size_t i;
	int err;

	if (!json_is_array(list) || !json_array_size(list))
		return wrong(file, name, "no VM in it: \"vms\" is missing or empty");
	json_array_foreach(list, i, vm) {
		err = read_vm(file, vm, name);
		if (err)
			return err;
	}
	return 0;
}

static void read_text(const json_t *json, const char *key, char to[VM_FILE_TEXT_MAX])
{
	const char *text = json_string_value(json_object_get(json, key));
	size_t i;

	for (i = 0; text && text[i] && i < VM_FILE_TEXT_MAX - 1; i++)
		to[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	to[i] = '\0';
}

/* What is only for people may be missing. */
static void read_origin(struct vm_origin *origin, const json_t *json)
{
	read_text(json, "created", origin->created);
	read_text(json, "created_by", origin->created_by);
	read_text(json, "node", origin->node);
	read_text(json, "kernel", origin->kernel);
	if (vls_from_json(json_object_get(json, "host_vls"), &origin->host))
		origin->host = (struct vls){ 0 };
}

/* Was there no more when reading @in, which begins with @first, failed? */
static bool ends_early(FILE *in, int first, const json_error_t *why)
{
	enum json_error_code code = json_error_code(why);

	/* A word cut short is an error of its own to jansson. */
	return code == json_error_premature_end_of_input ||
	       (code == json_error_invalid_syntax && first == '{' && feof(in));
}

static json_t *load_json(struct vm_file *file, FILE *in, const char *name)
{
	json_error_t why;
	json_t *json;
	int c = getc(in);

	if (c == EOF) {
		wrong(file, name, "%s", ferror(in) ? "cannot be read" :
		      "empty; it should be a file of 'kvm-sve vls save'");
		return NULL;
	}
	ungetc(c, in);
	json = json_loadf(in, JSON_REJECT_DUPLICATES, &why);
	if (json)
		return json;
	if (ends_early(in, c, &why))
		wrong(file, name, "truncated: it ends at line %d, in the middle", why.line);
	else
		wrong(file, name, "damaged, or something else: not JSON at line %d: %s", why.line,
		      why.text);
	return NULL;
}

int vm_file_read(struct vm_file *file, FILE *in, const char *name)
{
	json_t *json;
	int err;

	*file = (struct vm_file){ 0 };
	json = load_json(file, in, name);
	if (!json)
		return -EINVAL;
	err = check_schema(file, json, name);
	if (!err)
		err = check_sum(file, json, name);
	if (!err)
		err = read_vms(file, json, name);
	if (err)
		vm_file_free(file);
	else
		read_origin(&file->origin, json);
	json_decref(json);
	return err;
}

int vm_file_read_path(struct vm_file *file, const char *path)
{
	FILE *in;
	int err;

	if (!strcmp(path, "-"))
		return vm_file_read(file, stdin, "stdin");
	in = fopen(path, "re");
	if (!in) {
		err = -errno;
		wrong(file, path, "%s", strerror(errno));
		return err;
	}
	err = vm_file_read(file, in, path);
	fclose(in);
	return err;
}

void vm_file_free(struct vm_file *file)
{
	vms_free(&file->vms);
}
