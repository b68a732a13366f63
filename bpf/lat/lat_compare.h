/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two runs of kvm-sve lat side by side, per VL and phase. Both are read from what
 * lat --json prints, intervals and groups added up.
 */
#ifndef KVM_SVE_BPF_LAT_COMPARE_H
#define KVM_SVE_BPF_LAT_COMPARE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "lat.h"

struct lat_past_slot {
	uint64_t to; /* ns */
	uint64_t count;
};

struct lat_past_phase {
	uint64_t count;
	double sum; /* ns */
	double max; /* ns */
	struct lat_past_slot *slots;
	size_t n;
};

/* A run, of which only this is left. All 0 to begin with. */
struct lat_past {
	struct lat_past_phase phase[LAT_ROWS][LAT_NR_PHASES];
	char source[16]; /* of its times: "module", ... */
	char scale[16];	 /* of its slots: "log2", ... */
	int emulated;
};

/*
 * Add @file, one object of lat --json or one a line. Return: CLI_OK, or CLI_USAGE
 * with a message that says what is wrong with it.
 */
int lat_past_read(struct lat_past *past, const char *file);

/* Add one such object. Return: NULL, or what is wrong with it. */
const char *lat_past_add(struct lat_past *past, const json_t *root);

/* Say what makes the comparison with @file worth little. */
void lat_compare_warn(const struct lat_past *before, const struct lat_past *now, const char *file);

/* As text; CLI_OK, or CLI_CANNOT with a message when stdout is gone. */
int lat_compare_text(struct lat_past *before, struct lat_past *now, const char *file);

/* As JSON, for the "comparison" of the last object. */
json_t *lat_compare_json(struct lat_past *before, struct lat_past *now);

void lat_past_free(struct lat_past *past);

#endif /* KVM_SVE_BPF_LAT_COMPARE_H */
