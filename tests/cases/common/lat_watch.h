/* SPDX-License-Identifier: GPL-2.0 */
/* "kvm-sve lat --json" round a part of a test program, and what it said. */
#ifndef KVM_SVE_TESTS_CASES_COMMON_LAT_WATCH_H
#define KVM_SVE_TESTS_CASES_COMMON_LAT_WATCH_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

struct lat_watch {
	FILE *out;
	int ready[2], done[2];
};

/* Start it with @options; on return it is attached. Bails out if it does not get there. */
void lat_begin(struct lat_watch *watch, const char *options);

/* End it. Return: its object, or NULL with a failed check if it failed or printed none. */
json_t *lat_end(struct lat_watch *watch);

/* An integer of @object, -1 if there is none of that name. */
int64_t json_int(const json_t *object, const char *name);

#endif /* KVM_SVE_TESTS_CASES_COMMON_LAT_WATCH_H */
