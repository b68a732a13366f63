// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of tools/vls/vm/vm_file.c: what it writes it reads, what another program
 * wrote by docs/metadata.md it reads too, and what is no such file it refuses.
 */
#include <unistd.h>

#include "lib/cli/printable.h"
#include "tools/vls/vm/vm_file.h"
#include "vls_model.h"

/* The example of docs/metadata.md. */
#define EXAMPLE_BODY							\
	"\"created\":\"2025-01-31T12:00:00Z\",\"created_by\":\"kvm-sve 0.1.0\"," \
	"\"host_vls\":[128,256,512],\"kernel\":\"6.12.95\",\"node\":\"node1\","	\
	"\"schema\":\"kvm-sve/vm-sets\",\"version\":1,\"vms\":[{\"command\":\"vmm\"," \
	"\"pid\":1234,\"vcpus\":[{\"id\":0,\"vls\":[128,256],\"sve\":true},"	\
	"{\"id\":1,\"vls\":null,\"sve\":false}]}]"
#define EXAMPLE		"{" EXAMPLE_BODY "}"

static int read_bytes(struct vm_file *file, const char *text, size_t len)
{
	FILE *in = len ? fmemopen((void *)text, len, "r") : fopen("/dev/null", "r");
	int err;

	assert_non_null(in);
	err = vm_file_read(file, in, "file");
	fclose(in);
	return err;
}

static int read_text(struct vm_file *file, const char *text)
{
	return read_bytes(file, text, strlen(text));
}

static void check_set(const struct vls *set, const char *text)
{
	char got[VLS_TEXT_MAX];

	vls_format(got, sizeof(got), set);
	assert_string_equal(got, text);
}

static void check_example(const char *text)
{
	struct vm_file file;

	if (read_text(&file, text))
		fail_msg("%s", file.msg);
	assert_string_equal(file.origin.created, "2025-01-31T12:00:00Z");
	assert_string_equal(file.origin.created_by, "kvm-sve 0.1.0");
	assert_string_equal(file.origin.node, "node1");
	assert_string_equal(file.origin.kernel, "6.12.95");
	check_set(&file.origin.host, "128,256,512");
	assert_int_equal(file.vms.n, 1);
	assert_int_equal(file.vms.vm[0].number, 1);
	assert_int_equal(file.vms.vm[0].pid, 1234);
	assert_string_equal(file.vms.vm[0].command, "vmm");
	assert_int_equal(file.vms.vm[0].nr_vcpus, 2);
	assert_int_equal(file.vms.vm[0].vcpu[1].id, 1);
	check_set(&file.vms.vm[0].vcpu[0].set, "128,256");
	check_set(&file.vms.vm[0].vcpu[1].set, "none");
	assert_int_equal(vm_vcpu_sve(&file.vms.vm[0].vcpu[0]), YES);
	assert_int_equal(vm_vcpu_sve(&file.vms.vm[0].vcpu[1]), NO);
	vm_file_free(&file);
}

/* Order of members, blanks and members of a later kvm-sve do not matter. */
static void test_example(void **state)
{
	check_example(EXAMPLE);
	check_example("{\"later\" : [],\n\t" EXAMPLE_BODY "}\n\n");
}

/* Members of a later kvm-sve, a text that JSON escapes, and nothing that may be missing. */
static void test_other_writer(void **state)
{
	struct vm_file file;

	assert_int_equal(read_text(&file,
		"{\"version\":1,\"zz\":{\"b\":[],\"a\":-1},"
		"\"vms\":[{\"x\":\"\\u00e9\\\"\\\\\\/\",\"vcpus\":[{\"vls\":[128],\"id\":0}]}],"
		"\"schema\":\"kvm-sve/vm-sets\"}"), 0);
	assert_string_equal(file.vms.vm[0].command, "");
	assert_string_equal(file.origin.node, "");
	assert_true(vls_empty(&file.origin.host));
	vm_file_free(&file);
}

static char *example_of_vms(struct vms *vms, const struct vm_origin *origin)
{
	json_t *json = vm_file_json(origin, vms);
	char *text;

	assert_non_null(json);
	text = json_dumps(json, JSON_INDENT(2));
	json_decref(json);
	return text;
}

static void fill_random(struct vms *vms, uint64_t *seed)
{
	unsigned int n = 1 + random_below(seed, 4), vcpus;
	struct vm_info *vm;
	struct vm_vcpu *vcpu;
	struct model m;

	for (unsigned int i = 0; i < n; i++) {
		vm = vms_add(vms);
		vm->number = i + 1;
		/* None, as of a file that does not say. */
		vm->pid = random_below(seed, 4) ? 1 + random_below(seed, 1 << 22) : 0;
		printable_copy(vm->command, sizeof(vm->command), "\"vm\\m\" \x1b\xff");
		vcpus = 1 + random_below(seed, 9);
		for (unsigned int j = 0; j < vcpus; j++) {
			vcpu = vm_add_vcpu(vm);
			vcpu->id = 3 * j + random_below(seed, 3);
			m = random_model(seed);
			vcpu->set = vls_of_model(&m);
			vcpu->no_sve = vls_empty(&vcpu->set) && random_below(seed, 2);
		}
	}
}

static void check_same(const struct vms *a, const struct vms *b)
{
	assert_int_equal(a->n, b->n);
	assert_int_equal(vms_vcpus(a), vms_vcpus(b));
	for (size_t i = 0; i < a->n; i++) {
		assert_int_equal(a->vm[i].nr_vcpus, b->vm[i].nr_vcpus);
		assert_int_equal(a->vm[i].pid, b->vm[i].pid);
		assert_string_equal(a->vm[i].command, b->vm[i].command);
		for (size_t j = 0; j < a->vm[i].nr_vcpus; j++) {
			assert_int_equal(a->vm[i].vcpu[j].id, b->vm[i].vcpu[j].id);
			assert_int_equal(a->vm[i].vcpu[j].no_sve, b->vm[i].vcpu[j].no_sve);
			assert_true(vls_equal(&a->vm[i].vcpu[j].set, &b->vm[i].vcpu[j].set));
		}
	}
}

static void test_round_trip(void **state)
{
	const struct vm_origin origin = { .created = "now", .created_by = "a test",
					  .node = "n", .kernel = "k" };
	uint64_t seed = random_seed();
	struct vm_file file;
	struct vms vms;
	char *text;

	for (int i = 0; i < 300; i++) {
		vms = (struct vms){ 0 };
		fill_random(&vms, &seed);
		text = example_of_vms(&vms, &origin);
		if (read_text(&file, text))
			fail_msg("%s", file.msg);
		check_same(&vms, &file.vms);
		assert_string_equal(file.origin.node, "n");
		assert_string_equal(file.vms.vm[0].command, "\"vm\\m\" ??");
		free(text);
		vms_free(&vms);
		vm_file_free(&file);
	}
}

/* It ends anywhere in the middle: refused, and but for an empty one called truncated. */
static void test_truncated(void **state)
{
	struct vm_file file;

	for (size_t len = 0; len < strlen(EXAMPLE); len++) {
		assert_int_equal(read_bytes(&file, EXAMPLE, len), -EINVAL);
		if (!strstr(file.msg, len ? "truncated" : "empty"))
			fail_msg("%zu bytes: %s", len, file.msg);
	}
}

/* What any file that was not refused holds. */
static void check_sound(const struct vm_file *file)
{
	assert_true(file->vms.n > 0);
	for (size_t i = 0; i < file->vms.n; i++) {
		const struct vm_info *vm = &file->vms.vm[i];

		assert_int_equal(vm->number, i + 1);
		assert_true(vm->pid >= 0 && vm->nr_vcpus > 0);
		for (size_t j = 1; j < vm->nr_vcpus; j++)
			assert_true(vm->vcpu[j].id > vm->vcpu[j - 1].id);
	}
}

/* Any one bit of the file flipped: refused with a reason, or a sound file. */
static void test_bit_flips(void **state)
{
	char text[] = EXAMPLE;
	unsigned int refused = 0;
	struct vm_file file;

	for (size_t i = 0; i < 8 * strlen(EXAMPLE); i++) {
		text[i / 8] ^= 1 << i % 8;
		if (read_bytes(&file, text, strlen(EXAMPLE))) {
			assert_true(strlen(file.msg) > strlen("file: "));
			refused++;
		} else {
			check_sound(&file);
			vm_file_free(&file);
		}
		text[i / 8] ^= 1 << i % 8;
	}
	/* Others change a text that is for people, a digit, or a name to one not known. */
	assert_true(refused > 8 * strlen(EXAMPLE) / 4);
	check_example(text);
}

/* Made to hurt: refused, however deep, and with nothing left behind. */
static void test_hostile(void **state)
{
	static const size_t depth = 1 << 20;
	char *text = malloc(depth + 1);
	struct vm_file file;

	assert_non_null(text);
	for (const char *c = "[{\"\xff"; *c; c++) {
		memset(text, *c, depth);
		text[depth] = '\0';
		assert_int_equal(read_text(&file, text), -EINVAL);
	}
	free(text);
}

#define HEAD	"{\"schema\":\"kvm-sve/vm-sets\",\"version\":1,"
#define VCPUS(list) HEAD "\"vms\":[{\"vcpus\":" list "}]}"
#define ONE	"\"vcpus\":[{\"id\":0,\"vls\":[128]}]"
#define VM(member) HEAD "\"vms\":[{" member "," ONE "}]}"
#define TOP(member) HEAD member ",\"vms\":[{" ONE "}]}"

static const struct {
	const char *text;
	const char *says;
} bad[] = {
	{ HEAD "\"vms\":[]}", "no VM in it" },
	{ HEAD "\"vms\":{}}", "no VM in it" },
	{ HEAD "\"x\":0}", "no VM in it" },
	{ HEAD "\"vms\":[7]}", "without \"vcpus\"" },
	{ VCPUS("[]"), "without \"vcpus\"" },
	{ VCPUS("7"), "without \"vcpus\"" },
	{ VCPUS("[{\"vls\":[128]}]"), "\"id\"" },
	{ VCPUS("[{\"id\":-1,\"vls\":[128]}]"), "\"id\"" },
	{ VCPUS("[{\"id\":4294967296,\"vls\":[128]}]"), "\"id\"" },
	{ VCPUS("[{\"id\":1,\"vls\":[128]},{\"id\":1,\"vls\":[128]}]"), "\"id\"" },
	{ VCPUS("[{\"id\":1,\"vls\":[128]},{\"id\":0,\"vls\":[128]}]"), "\"id\"" },
	{ VCPUS("[{\"id\":18446744073709551616,\"vls\":[128]}]"), "too big integer" },
	{ VCPUS("[{\"id\":0.0,\"vls\":[128]}]"), "\"id\"" },
	{ VCPUS("[7]"), "\"id\"" },
	{ VCPUS("[{\"id\":5}]"), "\"vls\" of vcpu 5" },
	{ VCPUS("[{\"id\":5,\"vls\":[]}]"), "\"vls\" of vcpu 5" },
	{ VCPUS("[{\"id\":5,\"vls\":[100]}]"), "\"vls\" of vcpu 5" },
	{ VCPUS("[{\"id\":5,\"vls\":[256,128]}]"), "\"vls\" of vcpu 5" },
	{ VCPUS("[{\"id\":5,\"vls\":[128,128]}]"), "\"vls\" of vcpu 5" },
	{ VCPUS("[{\"id\":5,\"vls\":[0]}]"), "\"vls\" of vcpu 5" },
	{ VCPUS("[{\"id\":5,\"vls\":[-128]}]"), "\"vls\" of vcpu 5" },
	{ VCPUS("[{\"id\":5,\"vls\":[65664]}]"), "\"vls\" of vcpu 5" },
	{ VCPUS("[{\"id\":5,\"vls\":[\"128\"]}]"), "\"vls\" of vcpu 5" },
	{ VCPUS("[{\"id\":5,\"vls\":null,\"sve\":0}]"), "\"sve\" of vcpu 5" },
	{ VCPUS("[{\"id\":5,\"vls\":[128],\"sve\":false}]"), "vcpu 5 has no \"sve\", but" },
	{ VM("\"pid\":\"1\""), "\"pid\" of a VM" },
	{ VM("\"pid\":0"), "\"pid\" of a VM" },
	{ VM("\"pid\":2147483648"), "\"pid\" of a VM" },
	{ VM("\"command\":7"), "\"command\" is not a string" },
	{ VM("\"command\":\"a\\u0000b\""), "not JSON" },
	{ TOP("\"created\":[]"), "\"created\" is not a string" },
	{ TOP("\"created_by\":0"), "\"created_by\" is not a string" },
	{ TOP("\"node\":null"), "\"node\" is not a string" },
	{ TOP("\"kernel\":{}"), "\"kernel\" is not a string" },
	{ TOP("\"host_vls\":128"), "\"host_vls\" is not a list" },
	{ TOP("\"host_vls\":[256,128]"), "\"host_vls\" is not a list" },
	{ "{\"schema\":\"kvm-sve/vm-sets\",\"version\":2}", "version 2, of a newer kvm-sve" },
	{ "{\"schema\":\"kvm-sve/vm-sets\",\"version\":0}", "\"version\" is not a number" },
	{ "{\"schema\":\"kvm-sve/vm-sets\",\"version\":\"1\"}", "\"version\" is not a number" },
	{ "{\"schema\":\"kvm-sve/vm-sets\"}", "\"version\" is not a number" },
	{ "{\"schema\":\"kvm-sve/vls-show\",\"version\":1}",
	  "is kvm-sve/vls-show, not kvm-sve/vm-sets" },
	{ "{\"version\":1}", "\"schema\" is missing" },
	{ "hello", "damaged, or something else: not JSON at line 1" },
	{ "{\"schema\":nul}", "damaged, or something else: not JSON at line 1" },
	{ "[]", "no JSON object" },
	{ EXAMPLE "x", "not JSON at line 1" },
	{ EXAMPLE EXAMPLE, "not JSON at line 1" },
	{ "{" EXAMPLE_BODY ",\"version\":1}", "duplicate" },
};

/* null is no SVE only where the file says so: an older one may have it for an error. */
static void test_unknown(void **state)
{
	static const char *const texts[] = {
		VCPUS("[{\"id\":0,\"vls\":[128]},{\"id\":5,\"vls\":null}]"),
		VCPUS("[{\"id\":5,\"vls\":null,\"sve\":null}]"),
		VCPUS("[{\"id\":5,\"vls\":null,\"sve\":true}]"),
	};
	struct vm_file file;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (read_text(&file, texts[i]))
			fail_msg("%s", file.msg);
		assert_int_equal(vms_unknown(&file.vms), 1);
		vm_file_free(&file);
	}
	assert_int_equal(read_text(&file, VCPUS("[{\"id\":5,\"vls\":null,\"sve\":false}]")), 0);
	assert_int_equal(vms_unknown(&file.vms), 0);
	vm_file_free(&file);
}

static void test_bad(void **state)
{
	struct vm_file file;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (read_text(&file, bad[i].text) != -EINVAL)
			fail_msg("taken: %s", bad[i].text);
		if (strncmp(file.msg, "file: ", 6) || !strstr(file.msg, bad[i].says))
			fail_msg("%s: says '%s', not '%s'", bad[i].text, file.msg, bad[i].says);
	}
}

static void test_paths(void **state)
{
	struct vm_file file;

	assert_int_equal(vm_file_read_path(&file, "/nonexistent"), -ENOENT);
	assert_non_null(strstr(file.msg, "/nonexistent: No such file"));
	assert_int_equal(vm_file_read_path(&file, "/"), -EINVAL);
	assert_non_null(strstr(file.msg, "/: cannot be read"));
}

static void test_keep(void **state)
{
	struct vms vms = { 0 };

	for (unsigned int i = 1; i <= 3; i++) {
		struct vm_info *vm = vms_add(&vms);

		vm->number = i;
		vm_add_vcpu(vm)->id = 10 * i;
	}
	assert_false(vms_keep(&vms, 4));
	assert_int_equal(vms.n, 3);
	assert_true(vms_keep(&vms, 2));
	assert_int_equal(vms.n, 1);
	assert_int_equal(vms.vm[0].vcpu[0].id, 20);
	vms_free(&vms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_example),	   cmocka_unit_test(test_other_writer),
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_bit_flips),  cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_unknown),	   cmocka_unit_test(test_paths),
		cmocka_unit_test(test_keep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
