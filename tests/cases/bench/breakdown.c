// SPDX-License-Identifier: GPL-2.0
/*
 * breakdown: what "kvm-sve bench" says an SVE guest costs over one without FP, phase
 * by phase, in exact instructions (--icount). The parts add up to the total, no
 * VL changes them by more than one, which the kernel saves where ZCR_EL1 has the
 * right value already, since one instruction moves a whole register; and each agrees
 * with what the path takes as counted in another way: on nVHE the hardware counts
 * the kernel without hyp, so what SVE adds there is the save, and the note at exit
 * of whose registers they are; and what it adds to the rest of the round trip is
 * the trap, the restore within it.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "bystander.h"
#include "lat_watch.h"
#include "lib/host.h"
#include "tap.h"
#include "trips.h"

/* A phase holds what is between the reads of two stamps, which it is not without. */
#define STAMP_MAX 24
/* At an exit from a guest that has the registers: kvm_arch_vcpu_ctxsync_fp(). */
#define SYNC_MAX 64
/* 32 Z, 16 P, FFR, FPSR, FPCR: no code can move them in fewer. */
#define MOVES_MIN 51

static json_t *run_bench(void)
{
	FILE *out = popen("kvm-sve bench --json --exit mmio --host clean --guest none,sve "
			  "--vl 128,256,2048 -n 300", "re");
	json_t *json = out ? json_loadf(out, JSON_DISABLE_EOF_CHECK, NULL) : NULL;

	if (!out || pclose(out) || !json)
		tap_bail("kvm-sve bench failed");
	return json;
}

static int64_t part(const json_t *breakdown, const char *name)
{
	return json_int(breakdown, name);
}

static void check_breakdown(const json_t *breakdown, const json_t *first)
{
	static const char *const parts[] = { "guest", "host_save", "guest_restore", "guest_save",
					     "rest" };
	long long vl = json_int(breakdown, "vl"), sum = 0;
	const char *unit = json_string_value(json_object_get(breakdown, "unit"));
	unsigned int i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		sum += json_integer_value(json_object_get(breakdown, parts[i]));
	tap_ok(unit && !strcmp(unit, "instructions") && sum == part(breakdown, "total"),
	       "VL %lld: the parts add up to %lld %s", vl, sum, unit ? unit : "?");
	tap_ok(llabs(part(breakdown, "guest_restore") - part(first, "guest_restore")) <= 1 &&
	       llabs(part(breakdown, "guest_save") - part(first, "guest_save")) <= 1,
	       "VL %lld: guest_restore %lld and guest_save %lld, as at the first VL", vl,
	       (long long)part(breakdown, "guest_restore"),
	       (long long)part(breakdown, "guest_save"));
}

/* What SVE adds to the kernel's part of a round trip, by the hardware's own filter. */
static int64_t kernel_part(int64_t *total)
{
	struct icount all, kernel;
	struct vm keep;
	int64_t added;

	if (vm_open(&keep, 0))
		tap_bail("%s", keep.msg);
	icount_open_kernel(&kernel);
	added = trips_median(&kernel, GUEST_SVE) - trips_median(&kernel, GUEST_NONE);
	icount_open(&all);
	*total = trips_median(&all, GUEST_SVE) - trips_median(&all, GUEST_NONE);
	vm_close(&keep);
	return added;
}

static void check_against_filter(const json_t *breakdown)
{
	long long save = part(breakdown, "guest_save") +
			 json_integer_value(json_object_get(breakdown, "host_save"));
	long long restore = part(breakdown, "guest_restore"), hyp;
	int64_t total, kernel = kernel_part(&total);

	hyp = total - kernel - part(breakdown, "guest");
	tap_ok(save >= kernel - SYNC_MAX && save <= kernel + STAMP_MAX,
	       "SVE adds %lld instructions to the kernel; guest_save and host_save say %lld",
	       (long long)kernel, save);
	tap_ok(restore > MOVES_MIN && restore <= hyp + STAMP_MAX,
	       "and %lld to hyp; guest_restore, which lies in that, says %lld", hyp, restore);
	tap_ok(llabs(part(breakdown, "total") - total) <= 1, "in all %lld; the benchmark says %lld",
	       (long long)total, (long long)part(breakdown, "total"));
}

int main(void)
{
	json_t *bench, *all, *one;
	size_t i;

	pin_to(0);
	bench = run_bench();
	all = json_object_get(bench, "breakdown");
	tap_ok(json_array_size(all) == 3, "a breakdown for each of 3 VLs");
	json_array_foreach(all, i, one)
		check_breakdown(one, json_array_get(all, 0));
	if (!strcmp(host_kvm_mode(), "nVHE") || !strcmp(host_kvm_mode(), "hVHE"))
		check_against_filter(json_array_get(all, 1));
	json_decref(bench);
	return tap_end();
}
