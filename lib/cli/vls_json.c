// SPDX-License-Identifier: GPL-2.0
/* Sets as JSON; see vls_json.h. */
#include <errno.h>

#include "vls_json.h"

json_t *json_from_vls(const struct vls *set)
{
	json_t *array = json_array();

	for (unsigned int vq = vls_ceil(set, 1); vq; vq = vls_ceil(set, vq + 1))
		json_array_append_new(array, json_integer(vq * VLS_VQ_BITS));
	return array;
}

int vls_from_json(const json_t *json, struct vls *set)
{
	json_int_t last = 0, vl;
	const json_t *item;
	size_t i;

	if (!json_is_array(json))
		return -EINVAL;
	*set = (struct vls){ 0 };
	json_array_foreach(json, i, item) {
		vl = json_integer_value(item);
		if (!json_is_integer(item) || vl <= last || vl % VLS_VQ_BITS ||
		    vl > VLS_VQ_MAX * VLS_VQ_BITS)
			return -EINVAL;
		vls_add(set, vl / VLS_VQ_BITS);
		last = vl;
	}
	return 0;
}

json_t *json_from_vls_or_null(const struct vls *set)
{
	return vls_empty(set) ? json_null() : json_from_vls(set);
}

void json_set_fit_unknown(json_t *object)
{
	json_set_fit(object, 0, 0);
	json_object_set_new(object, "fits", json_null());
}

void json_set_fit(json_t *object, unsigned int reason, unsigned int bad_vq)
{
	json_object_set_new(object, "fits", json_boolean(!reason));
	json_object_set_new(object, "reason",
			    reason ? json_string(vls_reason_name(reason)) : json_null());
	json_object_set_new(object, "vl", reason ? json_integer(bad_vq * VLS_VQ_BITS) : json_null());
}
