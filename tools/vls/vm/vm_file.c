// SPDX-License-Identifier: GPL-2.0
/* The file of a VM's sets; see docs/metadata.md for the format. */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cli/host_json.h"
#include "lib/cli/json_schema.h"
#include "lib/cli/printable.h"
#include "lib/cli/vls_json.h"
#include "vm_file.h"

static json_t *json_vcpu(const struct vm_vcpu *vcpu)
{
	return json_pack("{s:i, s:o, s:o}", "id", vcpu->id, "vls",
			 json_from_vls_or_null(&vcpu->set), "sve",
			 json_from_yes_no(vm_vcpu_sve(vcpu)));
}

static json_t *json_vm(const struct vm_info *vm)
{
	json_t *vcpus = json_array();

	for (size_t i = 0; i < vm->nr_vcpus; i++)
		json_array_append_new(vcpus, json_vcpu(&vm->vcpu[i]));
	/* 0: it was read of a file without that. */
	return json_pack("{s:s, s:o*, s:o}", "command", vm->command, "pid",
			 vm->pid ? json_integer(vm->pid) : NULL, "vcpus", vcpus);
}

json_t *vm_file_json(const struct vm_origin *origin, const struct vms *vms)
{
	json_t *list = json_array();

	for (size_t i = 0; i < vms->n; i++)
		json_array_append_new(list, json_vm(&vms->vm[i]));
	return json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:o, s:o}", "schema", VM_FILE_SCHEMA,
			 "version", VM_FILE_VERSION, "created", origin->created,
			 "created_by", origin->created_by, "node", origin->node,
			 "kernel", origin->kernel, "host_vls", json_from_vls(&origin->host),
			 "vms", list);
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

/* The text @key of @json, if it has one: as printable_copy() makes it. */
static int read_text(struct vm_file *file, const json_t *json, const char *name, const char *key,
		     char *to, size_t size)
{
	const json_t *text = json_object_get(json, key);

	if (text && !json_is_string(text))
		return wrong(file, name, "\"%s\" is not a string", key);
	printable_copy(to, size, text ? json_string_value(text) : "");
	return 0;
}

static int read_vcpu(struct vm_file *file, const json_t *json, const char *name,
		     struct vm_info *vm)
{
	const json_t *id = json_object_get(json, "id"), *vls = json_object_get(json, "vls");
	const json_t *sve = json_object_get(json, "sve");
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
	vcpu->no_sve = json_is_false(sve);
	if (sve && !json_is_boolean(sve) && !json_is_null(sve))
		return wrong(file, name, "\"sve\" of vcpu %u is neither null, true nor false",
			     vcpu->id);
	if (json_is_null(vls))
		return 0;
	if (vcpu->no_sve)
		return wrong(file, name, "vcpu %u has no \"sve\", but \"vls\"", vcpu->id);
	if (vls_from_json(vls, &vcpu->set) || vls_empty(&vcpu->set))
		return wrong(file, name,
			     "\"vls\" of vcpu %u is neither null nor a list of ascending multiples of 128",
			     vcpu->id);
	return 0;
}

/* Add the VM that @json describes, so far without vcpus. */
static int read_process(struct vm_file *file, const json_t *json, const char *name)
{
	const json_t *pid = json_object_get(json, "pid");
	struct vm_info *vm = vms_add(&file->vms);

	if (!vm) {
		wrong(file, name, "out of memory");
		return -ENOMEM;
	}
	if (pid && (!json_is_integer(pid) || json_integer_value(pid) < 1 ||
		    json_integer_value(pid) > INT32_MAX))
		return wrong(file, name, "the \"pid\" of a VM is not a number from 1 to %d",
			     INT32_MAX);
	vm->number = file->vms.n;
	vm->pid = json_integer_value(pid);
	return read_text(file, json, name, "command", vm->command, sizeof(vm->command));
}

static int read_vm(struct vm_file *file, const json_t *json, const char *name)
{
	const json_t *vcpus = json_object_get(json, "vcpus"), *vcpu;
	size_t i;
	int err;

	if (!json_is_array(vcpus) || !json_array_size(vcpus))
		return wrong(file, name, "a VM without \"vcpus\"");
	err = read_process(file, json, name);
	if (err)
		return err;
	json_array_foreach(vcpus, i, vcpu) {
		err = read_vcpu(file, vcpu, name, &file->vms.vm[file->vms.n - 1]);
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

/* What is only for people may be missing. */
static int read_origin(struct vm_file *file, const json_t *json, const char *name)
{
	const struct {
		const char *key;
		char *to;
	} texts[] = {
		{ "created", file->origin.created },
		{ "created_by", file->origin.created_by },
		{ "node", file->origin.node },
		{ "kernel", file->origin.kernel },
	};
	const json_t *host = json_object_get(json, "host_vls");
	int err = 0;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && !err; i++)
		err = read_text(file, json, name, texts[i].key, texts[i].to, VM_FILE_TEXT_MAX);
	if (!err && host && vls_from_json(host, &file->origin.host))
		err = wrong(file, name,
			    "\"host_vls\" is not a list of ascending multiples of %d", VLS_VQ_BITS);
	return err;
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
	const char *why;
	json_t *json;
	int err;

	*file = (struct vm_file){ 0 };
	json = load_json(file, in, name);
	if (!json)
		return -EINVAL;
	why = json_schema_error(json, "a file of 'kvm-sve vls save'", VM_FILE_SCHEMA,
				VM_FILE_VERSION);
	err = why ? wrong(file, name, "%s", why) : 0;
	if (!err)
		err = read_vms(file, json, name);
	if (!err)
		err = read_origin(file, json, name);
	if (err)
		vm_file_free(file);
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
