/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is measured: a guest (what its loop touches) that leaves by a kind of
 * exit, on a vcpu with a given largest VL, while the host has its own registers
 * in a given state.
 *
 * A fixture is one such case set up and running. Functions return 0 or a negative
 * errno with one line in fixture.msg; -EBADMSG says that the guest found or showed
 * a wrong result, -EINTR that the user wants to stop, -EOPNOTSUPP that this host
 * has no such case.
 */
#ifndef KVM_SVE_BENCH_CASES_H
#define KVM_SVE_BENCH_CASES_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/results/results.h"
#include "lib/vcpu.h"

/* The loops that each guest has in the payload, one for each way to leave. */
enum bench_loop {
	BENCH_LOOP_MMIO,		/* a store that ends KVM_RUN */
	BENCH_LOOP_HVC,			/* a call that KVM answers, then the store */
	BENCH_LOOP_SLEEP,		/* a sleep within KVM_RUN, then the store */
	BENCH_LOOP_PREEMPT,		/* a loop to be preempted in, then the store */
	NR_BENCH_LOOPS,
};

struct bench_guest {
	const char *name;
	struct {
		const char *entry;
		const char *loop, *loop_end;	/* an iteration, a straight run of instructions */
	} code[NR_BENCH_LOOPS];
	bool uses_fp;			/* each round trip takes the FP/SVE trap */
	bool needs_sve;
};

/* What the host has in its registers. */
enum host_state {
	HOST_STATE_CLEAN,		/* no FP register is used there */
	HOST_STATE_FPSIMD,		/* V registers hold a pattern over each KVM_RUN */
	HOST_STATE_SVE,			/* the other task uses Z registers */
	NR_HOST_STATES,
};

/* A set of them. */
#define HOST_STATES_CLEAN	(1U << HOST_STATE_CLEAN)
#define HOST_STATES_FPSIMD	(1U << HOST_STATE_FPSIMD)
#define HOST_STATES_SVE		(1U << HOST_STATE_SVE)

/* Another vcpu, of the VM if it can be, that runs between the round trips of the measured one. */
enum bench_peer {
	BENCH_PEER_NONE,
	BENCH_PEER_SAME,		/* a guest with SVE, of the same VL */
	BENCH_PEER_OTHER,		/* of another VL */
	BENCH_PEER_NO_SVE,		/* without SVE, so of another VM; uses V registers */
};

struct fixture;

/*
 * A kind of exit. exec alone is timed, so it does nothing but KVM_RUN. With @trips_long
 * a sample is the difference of two KVM_RUNs, with @trips_short and @trips_long round trips
 * within and the same way out, by the number that one has more.
 */
struct bench_exit {
	const char *name;
	enum bench_loop loop;
	unsigned int trips_short, trips_long;
	unsigned int sample_divisor;	/* one sample where others take so many */
	enum bench_peer peer;
	unsigned int host_states, default_host_states;	/* that there are; without --host */
	const char *missed;		/* why a KVM_RUN is to be taken again, see post */
	int (*prep)(struct fixture *fixture);	/* before the first KVM_RUN; may be NULL */
	int (*start)(struct fixture *fixture); /* the loop has begun; may be NULL */
	int (*arm)(struct fixture *fixture);	/* @left is set; before each KVM_RUN; may be NULL */
	int (*exec)(struct fixture *fixture);	/* one KVM_RUN */
	int (*post)(struct fixture *fixture);	/* was it the one expected? -EAGAIN: take another */
	/* What the last round trip took, where that is not the time of KVM_RUN; else NULL. */
	double (*ticks)(const struct fixture *fixture);
	int (*end)(struct fixture *fixture);	/* undo prep, and a last check; may be NULL */
};

/* One case of the plan. */
struct bench_case {
	char name[RESULT_NAME];
	const struct bench_guest *guest;
	const struct bench_exit *exit;
	struct vls set;			/* of the vcpu; empty: a vcpu without SVE */
	enum host_state host_state;
	unsigned int host_vl;		/* HOST_STATE_SVE: the task's VL, bits */
	const struct bench_guest *peer;	/* of the other vcpu; NULL: none */
	struct vls peer_set;
};

/* A vcpu and the guest in it. */
struct bench_vcpu {
	const struct bench_guest *guest;
	const struct vls *set;
	unsigned int rdvl;		/* what the guest's RDVL said, bits; 0 without SVE */
	uint64_t count;			/* the counter that the next exit must carry */
	struct vcpu vcpu;
};

struct host_task;

struct fixture {
	const struct bench_case *c;
	unsigned int left;		/* round trips within the next KVM_RUN */
	long switches, switched;	/* of this thread: so far, and in the last KVM_RUN */
	unsigned int misses;		/* KVM_RUNs that lacked one, see misses.h */
	uint64_t sleep_ticks;		/* that a guest's sleep takes */
	uint64_t turns, delay_ns;	/* of a guest's loop, and until it is preempted */
	uint64_t task_turns;		/* of the host's task, before KVM_RUN */
	uint64_t gap_ticks;		/* that the last preemption took, without the task's own */
	struct bench_vcpu self, peer;	/* @peer with c->peer only */
	struct vm vm, peer_vm;		/* the second for BENCH_PEER_NO_SVE only */
	int vgic;			/* fd; -1: the VM has no interrupt controller */
	struct host_task *host_task;	/* or NULL */
	char msg[VM_MSG_MAX + 64];
};

/* The guests, ended by one with a NULL name; so the exits. */
extern const struct bench_guest bench_guests[];
extern const struct bench_exit bench_exits[];

/* The guest called @name (@len bytes of it), or NULL; so a host state. */
const struct bench_guest *bench_guest_find(const char *name, size_t len);
enum host_state host_state_find(const char *name, size_t len);	/* or NR_HOST_STATES */
const char *host_state_name(enum host_state host);

/* Is @exit what that name means? "pingpong" means each "pingpong-...". */
bool bench_exit_is(const struct bench_exit *exit, const char *name, size_t len);

/* How many instructions the guest itself runs in a round trip. */
unsigned int bench_guest_instructions(const struct bench_case *c);

/**
 * fixture_start() - a VM with its vcpus, run until their loops begin
 * @c:	the VL sets must be settable on this host
 *
 * On return the guest has said what RDVL gives it, which must be the largest
 * VL of its set, and that it runs with stage 1 and caches on. On failure nothing is left.
 */
int fixture_start(struct fixture *fixture, const struct bench_case *c);

/* -EBADMSG: a check that is made at the end found something. */
int fixture_end(struct fixture *fixture);

/* Let the next KVM_RUN have @left round trips within, besides the one out of it. */
int fixture_set_left(struct fixture *fixture, unsigned int left);

/* The exit of @v must be the counter's store; move it on by what was in the KVM_RUN. */
int fixture_check_count(struct fixture *fixture, struct bench_vcpu *v, unsigned int left);

/* KVM_RUN of @v that must end so, untimed. */
int fixture_run(struct fixture *fixture, struct bench_vcpu *v);

/* Put a message into fixture.msg. Return: @err. */
int fixture_fail(struct fixture *fixture, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif /* KVM_SVE_BENCH_CASES_H */
