/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What each call of a program must answer, and what it changes, after docs/abi.md and the
 * kernel's own rules. It shares no code with the module or the series.
 */
#ifndef KVM_SVE_TESTS_FUZZ_ABI_MODEL_H
#define KVM_SVE_TESTS_FUZZ_ABI_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "program.h"
#include "vls_test.h"

struct model_vcpu {
	bool exists; /* in the VM, whether it is open or not */
	bool open;   /* has a file descriptor */
	bool initialized;
	bool finalized;
	bool ran;
	bool is_explicit;	/* the set was made by SET */
	uint64_t set;		/* by VQ_BIT() */
	bool state_known;	/* the next is so */
	uint8_t need[SVE_REGS]; /* the VQ of the only byte that is not 0; 0: there is none */
};

struct model {
	struct vls_host host; /* with policies of "max" */
	uint64_t guest_max;   /* root's policies now; 0: "max" */
	uint64_t default_set;
	bool loaded;
	bool has_features;  /* the VM has: one of its vcpus was initialized */
	bool sve;	    /* and these are */
	struct vls_host vm; /* the host as this VM sees it, from then on, with SVE */
	uint64_t vm_default;
	struct model_vcpu vcpus[PROGRAM_VCPUS];
};

/* A new VM; the host, the policies and the module are as they are. */
void model_new_vm(struct model *model);

/* The sets that a program can name by a number. Some can be made, some cannot. */
uint64_t model_set_of(const struct model *model, unsigned int number);

/* The register that a program names, and the VQ. */
unsigned int model_reg_of(unsigned int number);
unsigned int model_vq_of(unsigned int number);

/* The answers, as positive errno. They change the model as the call must change KVM. */
int model_create(struct model_vcpu *vcpu);
int model_init(struct model *model, struct model_vcpu *vcpu, bool sve);
int model_finalize(struct model *model, struct model_vcpu *vcpu, bool sve);
struct answer model_call_set(struct model *model, struct model_vcpu *vcpu, enum arg_kind kind,
			     uint64_t set, bool try);
struct answer model_call_get(const struct model *model, const struct model_vcpu *vcpu,
			     enum arg_kind kind);
int model_set_reg(struct model *model, struct model_vcpu *vcpu, uint64_t set);
int model_get_reg(const struct model *model, const struct model_vcpu *vcpu);
int model_access(const struct model *model, const struct model_vcpu *vcpu);
void model_wrote(struct model_vcpu *vcpu, unsigned int reg, unsigned int vq);
/* The largest VQ that a register needs. */
unsigned int model_needed(const struct model_vcpu *vcpu);

int model_list(const struct model *model, const struct model_vcpu *vcpu);
int model_run(const struct model *model, struct model_vcpu *vcpu);

/* Root writes a policy; 0 for "max". */
int model_write_default(struct model *model, uint64_t set);
int model_write_guest_max(struct model *model, uint64_t set);

#endif /* KVM_SVE_TESTS_FUZZ_ABI_MODEL_H */
