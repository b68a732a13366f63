// SPDX-License-Identifier: GPL-2.0
/* Calls and their results in words; see lint_words.h. */
#include <asm/kvm.h>
#include <stdio.h>
#include <string.h>

#include "lib/cli/vls_text.h"
#include "lib/vls.h"
#include "lint_words.h"

#define SET_TEXT_WIDTH 40

const char *lint_errno_name(int ret)
{
	return strerrorname_np(-ret) ?: "an error";
}

const char *lint_set_words(__u64 vqs)
{
	static char text[VLS_TEXT_MAX];

	vls_format_short(text, sizeof(text), vqs, SET_TEXT_WIDTH);
	return text;
}

const char *lint_refusal_words(const struct lint_event *event)
{
	static char text[48];

	if (!event->reason)
		return "";
	if (event->bad_vq)
		snprintf(text, sizeof(text), ", %s %u", vls_reason_name(event->reason),
			 event->bad_vq * VLS_VQ_BITS);
	else
		snprintf(text, sizeof(text), ", %s", vls_reason_name(event->reason));
	return text;
}

static const char *reg_words(__u64 reg)
{
	static char text[32];
	unsigned int offset = reg & 0xffff;

	if ((reg & KVM_REG_ARM_COPROC_MASK) == KVM_REG_ARM_CORE)
		snprintf(text, sizeof(text), "V%u",
			 (unsigned int)(offset - KVM_REG_ARM_CORE_REG(fp_regs.vregs[0])) / 4);
	else if (offset >= (KVM_REG_ARM64_SVE_FFR(0) & 0xffff))
		snprintf(text, sizeof(text), "FFR");
	else
		snprintf(text, sizeof(text), "%c%u",
			 offset < (KVM_REG_ARM64_SVE_PREG_BASE & 0xffff) ? 'Z' : 'P',
			 offset >> 5 & (offset & KVM_REG_ARM64_SVE_PREG_BASE ? 15 : 31));
	return text;
}

const char *lint_call_words(const struct lint_event *event)
{
	static char text[96];

	switch (event->call) {
	case LINT_FINALIZE:
		return "KVM_ARM_VCPU_FINALIZE";
	case LINT_SET:
	case LINT_TRY:
		return "KVM_ARM_VCPU_SET_SVE_VLS";
	case LINT_SET_REG:
		return "KVM_SET_ONE_REG of KVM_REG_ARM64_SVE_VLS";
	case LINT_GET:
		return "KVM_GET_ONE_REG of KVM_REG_ARM64_SVE_VLS";
	case LINT_READ:
	case LINT_WRITE:
	case LINT_CUT:
		snprintf(text, sizeof(text), "KVM_%cET_ONE_REG of %s",
			 event->call == LINT_READ ? 'G' : 'S', reg_words(event->reg));
		return text;
	case LINT_CORE_V:
		snprintf(text, sizeof(text), "ONE_REG of %s as a core register",
			 reg_words(event->reg));
		return text;
	case LINT_REG_LIST:
		return "KVM_GET_REG_LIST";
	case LINT_RUN:
		return "KVM_RUN";
	default:
		return "a call";
	}
}
