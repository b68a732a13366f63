/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a result was measured with and on: the object "context" of JSON, columns of CSV, and
 * what two results that are compared must have in common.
 */
#ifndef KVM_SVE_BENCH_CONTEXT_H
#define KVM_SVE_BENCH_CONTEXT_H

#include <jansson.h>
#include <stdbool.h>

#include "results.h"

#define CONTEXT_MAX	32	/* items */

/* Fill in date, name of the host, version of this kvm-sve and command line. */
void context_begin(struct context *context, int argc, char **argv);

/* What an item is a property of. */
enum context_of {
	CONTEXT_SETUP,	/* of what was measured and how: two sets may differ in it */
	CONTEXT_RUN,	/* of one run: it says nothing about another */
	CONTEXT_HOST,	/* of the host: hosts that differ in it are unlike */
};

struct context_item {
	const char *key;	/* "cpu_name", of JSON and CSV */
	const char *name;	/* "CPU type", for people */
	json_t *val;		/* a string, number, boolean or null */
	enum context_of of;
};

/* All items of @set, in a fixed order. context_free() then. */
size_t context_items(struct context_item items[CONTEXT_MAX], const struct result_set *set);
void context_free(struct context_item *items, size_t n);

json_t *context_json(const struct result_set *set);

/* The value of @item for people, a new string: "unknown" for null. NULL without memory. */
char *context_text(const struct context_item *item);

/* An item that differs between two sets. */
struct context_difference {
	const char *name;
	char *baseline, *candidate;
	bool of_host;		/* CONTEXT_HOST */
};

struct context_differences {
	struct context_difference of[CONTEXT_MAX];
	size_t n;
	bool unlike;		/* any is of_host: measured on hosts that are not alike */
};

/*
 * What differs between two sets, other than CONTEXT_RUN. What is known of only one of them
 * differs. Return 0 or -ENOMEM; context_differences_free() in any case.
 */
int context_differ(struct context_differences *differences, const struct result_set *baseline,
		   const struct result_set *candidate);
void context_differences_free(struct context_differences *differences);

#endif /* KVM_SVE_BENCH_CONTEXT_H */
