// SPDX-License-Identifier: GPL-2.0
/* The guests by name, and the host's states; see cases.h. */
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
		[BENCH_LOOP_SLEEP] = LOOP(id##_sleep),			\
		[BENCH_LOOP_PREEMPT] = LOOP(id##_preempt),		\
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

static const char *const state_names[NR_HOST_STATES] = {
	[HOST_STATE_CLEAN] = "clean",
	[HOST_STATE_FPSIMD] = "fpsimd",
	[HOST_STATE_SVE] = "sve",
};

enum host_state host_state_find(const char *name, size_t len)
{
	enum host_state state = 0;

	while (state < NR_HOST_STATES && !is(state_names[state], name, len))
		state++;
	return state;
}

const char *host_state_name(enum host_state state)
{
	return state_names[state];
}

unsigned int bench_guest_instructions(const struct bench_case *c)
{
	enum bench_loop loop = c->exit->loop;

	/* A sample is the difference of two KVM_RUNs in which the guest does the same. */
	if (loop == BENCH_LOOP_PREEMPT)
		return 0;
	return (c->guest->code[loop].loop_end - c->guest->code[loop].loop) / sizeof(uint32_t);
}
