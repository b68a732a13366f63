// SPDX-License-Identifier: GPL-2.0
/*
 * The findings and notes of kvm-sve lint in words, for authors of VMMs. The names
 * are stable; kvm-sve(1) lists them.
 */
#include "lint_rules.h"

const struct lint_doc lint_docs[LINT_NR_IDS] = {
	[LINT_BEFORE_INIT] = {
		"before-init",
		"Until KVM_ARM_VCPU_INIT a vcpu has no features and so neither SVE nor registers.",
		"Call KVM_ARM_VCPU_INIT first, right after KVM_CREATE_VCPU.",
	},
	[LINT_SVE_NOT_ASKED] = {
		"sve-not-asked",
		"This vcpu has no SVE, since its KVM_ARM_VCPU_INIT did not ask for it.",
		"Where KVM_CAP_ARM_SVE is there, set bit KVM_ARM_VCPU_SVE in features[0] of "
		"KVM_ARM_VCPU_INIT, for each vcpu; else leave out all calls for SVE.",
	},
	[LINT_REGS_BEFORE_FINALIZE] = {
		"regs-before-finalize",
		"Z, P and FFR are as long as the vcpu's set says, so they exist only once "
		"that is final.",
		"Call KVM_ARM_VCPU_FINALIZE for KVM_ARM_VCPU_SVE, after the set and before the "
		"first access to these registers.",
	},
	[LINT_LIST_BEFORE_FINALIZE] = {
		"list-before-finalize",
		"Which registers there are depends on the vcpu's set, which is not final yet.",
		"Call KVM_GET_REG_LIST after KVM_ARM_VCPU_FINALIZE for KVM_ARM_VCPU_SVE.",
	},
	[LINT_NO_FINALIZE] = {
		"no-finalize",
		"KVM does not run a vcpu with SVE whose set is not final.",
		"Call KVM_ARM_VCPU_FINALIZE for KVM_ARM_VCPU_SVE, after the set and before the "
		"first KVM_RUN.",
	},
	[LINT_FINALIZE_TWICE] = {
		"finalize-twice",
		"A vcpu is finalized once in its life, and a further KVM_ARM_VCPU_INIT does not "
		"undo it.",
		"Call KVM_ARM_VCPU_FINALIZE where the vcpu is made and not where it is reset.",
	},
	[LINT_SET_AFTER_FINALIZE] = {
		"set-after-finalize",
		"ONE_REG takes the set between KVM_ARM_VCPU_INIT and KVM_ARM_VCPU_FINALIZE alone. "
		"The vcpu keeps the one it had: after a migration that may be another than the "
		"guest has seen.",
		"Write KVM_REG_ARM64_SVE_VLS before KVM_ARM_VCPU_FINALIZE and leave it out when "
		"the other registers are restored; or use KVM_ARM_VCPU_SET_SVE_VLS, which works "
		"until the first KVM_RUN, and enable KVM_ARM_SVE_VLS_REPLAY.",
	},
	[LINT_SET_AFTER_RUN] = {
		"set-after-run",
		"A vcpu that has run keeps its set, since its guest has seen it. A KVM_RUN with "
		"immediate_exit counts, and KVM_ARM_VCPU_INIT does not undo it.",
		"Make the set before the first KVM_RUN; for another set make another vcpu.",
	},
	[LINT_SET_REFUSED] = {
		"set-refused",
		"So the guest has another set than the VMM asked for, and nobody was told.",
		"Look at the result of the call and stop there, or ask for a set that this host "
		"can make: 'kvm-sve vls try SET' says whether it can, and why not.",
	},
	[LINT_INIT_LOST_SET] = {
		"init-lost-set",
		"KVM_ARM_VCPU_INIT brings back the default set, without an error, if ONE_REG made "
		"the other one and the vcpu is not finalized.",
		"Write KVM_REG_ARM64_SVE_VLS after the last KVM_ARM_VCPU_INIT before "
		"KVM_ARM_VCPU_FINALIZE; or use KVM_ARM_VCPU_SET_SVE_VLS, whose set stays.",
	},
	[LINT_SET_MISSING] = {
		"set-missing",
		"Another vcpu of this VM was given a set. This one has the host's default, which "
		"is another one on another host.",
		"Make the same set for every vcpu of a VM.",
	},
	[LINT_SETS_DIFFER] = {
		"sets-differ",
		"KVM allows it, but guests expect that all their CPUs have the same vector "
		"lengths: Linux leaves out those that one CPU lacks, and refuses a CPU that comes "
		"later and lacks one in use.",
		"Make the same set for every vcpu of a VM.",
	},
	[LINT_DATA_CUT] = {
		"data-cut",
		"KVM takes as many bits of a register as the vcpu's largest vector length has, "
		"and drops the others without an error.",
		"Make the set before the registers are written, and no narrower than where they "
		"come from.",
	},
	[LINT_RESTORE_UNCHECKED] = {
		"restore-unchecked",
		"The registers come from a vcpu with some set; this one has the default of this "
		"host, and nobody made sure that it is the same.",
		"Save the set with the registers (KVM_ARM_VCPU_GET_SVE_VLS, or read "
		"KVM_REG_ARM64_SVE_VLS) and make it here before KVM_ARM_VCPU_FINALIZE.",
	},
	[LINT_VREGS_AS_CORE] = {
		"vregs-as-core",
		"In a vcpu with SVE, V0 to V31 are the low bits of Z0 to Z31 and no core "
		"registers.",
		"Take the registers that KVM_GET_REG_LIST names, or "
		"KVM_REG_ARM64_SVE_ZREG(n, 0).",
	},
	[LINT_SVE_NOT_ENABLED] = {
		"sve-not-enabled",
		"KVM gives a vcpu SVE only if its KVM_ARM_VCPU_INIT asks for it. In this guest, "
		"programs that need SVE end with SIGILL; that may be what the VMM wants.",
		"For a guest with SVE, check KVM_CAP_ARM_SVE, set bit KVM_ARM_VCPU_SVE in "
		"features[0] of KVM_ARM_VCPU_INIT for each vcpu, and call KVM_ARM_VCPU_FINALIZE.",
	},
};
