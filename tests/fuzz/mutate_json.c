// SPDX-License-Identifier: GPL-2.0
/* How libFuzzer changes inputs of the targets that read JSON. */
#include <jansson.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed);

/* A member of @json, or one of a member, and so on; NULL: none. */
static json_t *choose(json_t *json, const char **key, size_t *index)
{
	json_t *parent = json, *child = json;
	void *it;

	do {
		parent = child;
		if (json_is_object(parent) && json_object_size(parent)) {
			it = json_object_iter(parent);
			for (size_t i = random() % json_object_size(parent); i; i--)
				it = json_object_iter_next(parent, it);
			*key = json_object_iter_key(it);
			child = json_object_iter_value(it);
		} else if (json_is_array(parent) && json_array_size(parent)) {
			*index = random() % json_array_size(parent);
			child = json_array_get(parent, *index);
		} else {
			return NULL;
		}
	} while (random() % 8 && (json_object_size(child) || json_array_size(child)));
	return parent;
}

static json_t *random_json(void)
{
	switch (random() % 8) {
	case 0:
		return json_null();
	case 1:
		return json_real(ldexp(random(), random() % 2200 - 1100));
	case 2:
		return json_integer((json_int_t)1 << random() % 63);
	case 3:
		return json_integer(-random());
	case 4:
		return json_boolean(random() % 2);
	case 5:
		return json_string(random() % 2 ? "" : "\x1b[2J\xc2\x9b,\"'<&>%s");
	case 6:
		return json_array();
	default:
		return json_integer(random() % 3);
	}
}

/* Without this hardly any input would be JSON still. Half of them change a member of it. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	json_t *json = json_loadb((const char *)data, size, 0, NULL), *parent;
	const char *key;
	size_t index, len;

	srandom(seed);
	parent = json && random() % 2 ? choose(json, &key, &index) : NULL;
	if (json_is_object(parent))
		json_object_set_new(parent, key, random_json());
	else if (json_is_array(parent) && random() % 3)
		json_array_set_new(parent, index, random_json());
	else if (json_is_array(parent))
		json_array_append_new(parent, json_deep_copy(json_array_get(parent, index)));
	len = parent ? json_dumpb(json, (char *)data, max, JSON_COMPACT) : 0;
	json_decref(json);
	return len && len <= max ? len : LLVMFuzzerMutate(data, size, max);
}
