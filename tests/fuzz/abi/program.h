/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A program of the fuzzer: calls that are made one after the other on a new VM. As text it
 * has a line for each, "NAME VCPU A B"; what A and B mean is each call's own, and every
 * number has a meaning.
 */
#ifndef KVM_SVE_TESTS_FUZZ_ABI_PROGRAM_H
#define KVM_SVE_TESTS_FUZZ_ABI_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define PROGRAM_OPS 40 /* at most */
#define PROGRAM_VCPUS 2

enum op_kind {
	OP_CREATE,   /* KVM_CREATE_VCPU */
	OP_INIT,     /* KVM_ARM_VCPU_INIT; A odd: with SVE */
	OP_FINALIZE, /* KVM_ARM_VCPU_FINALIZE; A odd: of SVE, else of what is no feature */
	OP_SET,	     /* KVM_ARM_VCPU_SET_SVE_VLS; A: enum arg_kind, B: a set */
	OP_TRY,	     /* the same with KVM_ARM_SVE_VLS_TRY */
	OP_GET,	     /* KVM_ARM_VCPU_GET_SVE_VLS; A: enum arg_kind; B odd: GUEST_MAX */
	OP_SET_REG,  /* KVM_REG_ARM64_SVE_VLS; B: a set */
	OP_GET_REG,
	OP_WRITE, /* a register of the SVE state; A: which, B: the VQ it needs */
	OP_READ,
	OP_LIST,       /* KVM_GET_REG_LIST */
	OP_RUN,	       /* KVM_RUN with immediate_exit */
	OP_GUEST,      /* a guest that checks its registers runs for some exits */
	OP_DUP,	       /* the vcpu's file descriptor goes on as another one */
	OP_CLOSE,      /* and is closed, or rather */
	OP_FORK,       /* used by a child */
	OP_STORM,      /* SET, TRY, GET and reads by three threads at once; A: seed */
	OP_DEFAULT,    /* root writes default_vls; B: a set */
	OP_GUEST_MAX,  /* guest_max_vls */
	OP_MODE,       /* kvm.fp_restore; A: off, adaptive, always */
	OP_HISTOGRAMS, /* kvm.fp_histograms; A odd: on */
	OP_EVENT,      /* the module's events; A: which, B odd: on */
	OP_MODULE,     /* A odd: the module is loaded, else it is unloaded */
	OP_NR,
};

/* How the struct of a call is wrong, if it is. */
enum arg_kind {
	ARG_FLAG = 10, /* an unknown flag */
	ARG_RESERVED,  /* a reserved field that is not 0 */
	ARG_NULL,      /* no struct */
	ARG_READ_ONLY, /* one that cannot be written */
	ARG_NR,	       /* below ARG_FLAG nothing is wrong */
};

struct op {
	uint8_t kind, vcpu, a, b;
};

struct program {
	unsigned int len;
	struct op ops[PROGRAM_OPS];
};

/* A program of calls by random.h, most often one that makes a vcpu with SVE first. */
void program_make(struct program *program, uint64_t *random);

/* Change it in one to four places; @other: a program to take a part of. */
void program_mutate(struct program *program, const struct program *other, uint64_t *random);

/* Take out the call at @at. */
void program_delete(struct program *program, unsigned int at);

void program_print(FILE *out, const struct program *program);

/*
 * Read the next program of @in, which an empty line or the end of the file ends; "#" begins
 * a comment. Return: whether there was one; -1 if a line is none.
 */
int program_read(FILE *in, struct program *program);

const char *op_name(unsigned int kind);

#endif /* KVM_SVE_TESTS_FUZZ_ABI_PROGRAM_H */
