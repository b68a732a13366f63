// SPDX-License-Identifier: GPL-2.0
/* The guests by name, and the host's states; cases.h is the manual. */
#include <string.h>

#include "cases.h"
#include "payload.h"

#define LOOP(id)							\
	{ .entry = payload_##id, .loop = payload_##id##_loop, .loop_end = payload_##id##_end }

#define GUEST(id)							\
	.name = #id,							\
	.code = {							\
		[BENCH_LOOP_MMIO] = LOOP(id),				\
		[BENCH_LOOP_HVC] = LOOP(id##_hvc),			\
		[BENCH_LOOP_NAP] = LOOP(id##_nap),			\
	}

const struct bench_guest bench_guests[] = {
	{ GUEST(none) },
	{ GUEST(fpsimd), .uses_fp = true },
	{ GUEST(sve), .uses_fp = true, .needs_sve = true },
	{ .name = NULL },
};

static bool is(const char *name, const char *text, size_t len)
{
	return strlen(name) == len && !memcmp(name, text, len);
}

const struct bench_guest *bench_guest_find(const char *name, size_t len)
{
	for (const struct bench_guest *guest = bench_guests; guest->name; guest++)
		if (is(guest->name, name, len))
			return guest;
	return NULL;
}

bool bench_exit_is(const struct bench_exit *exit, const char *name, size_t len)
{
	return len && !strncmp(exit->name, name, len) &&
	       (!exit->name[len] || exit->name[len] == '-');
}

static const char *const host_names[NR_BENCH_HOSTS] = {
	[BENCH_HOST_CLEAN] = "clean",
	[BENCH_HOST_FPSIMD] = "fpsimd",
	[BENCH_HOST_SVE] = "sve",
};

enum bench_host bench_host_find(const char *name, size_t len)
{
	enum bench_host host = 0;

	while (host < NR_BENCH_HOSTS && !is(host_names[host], name, len))
		host++;
	return host;
}

const char *bench_host_name(enum bench_host host)
{
	return host_names[host];
}

unsigned int bench_guest_instructions(const struct bench_case *c)
{
	enum bench_loop loop = c->exit->loop;

	return (c->guest->code[loop].loop_end - c->guest->code[loop].loop) / sizeof(uint32_t);
}
