/* SPDX-License-Identifier: GPL-2.0 */
/* Sets of vector lengths as JSON: lists of VLs in bits, [128,256]. */
#ifndef KVM_SVE_LIB_CLI_VLS_JSON_H
#define KVM_SVE_LIB_CLI_VLS_JSON_H

#include <jansson.h>

#include "lib/vls.h"

/* A new list; of the second, null for the empty set. */
json_t *json_from_vls(const struct vls *set);
json_t *json_from_vls_or_null(const struct vls *set);

/*
 * Return: 0, or -EINVAL: @json is no list of multiples of 128 up to the largest
 * VL, in ascending order.
 */
int vls_from_json(const json_t *json, struct vls *set);

/* "fits", "reason" and "vl" of @object are null: not known. */
void json_set_fit_unknown(json_t *object);

/*
 * Members "fits", "reason" and "vl" of @object, which say whether a set can be had: of a
 * KVM_ARM_SVE_VLS_R_*, 0 for yes, and its bad_vq.
 */
void json_set_fit(json_t *object, unsigned int reason, unsigned int bad_vq);

#endif /* KVM_SVE_LIB_CLI_VLS_JSON_H */
